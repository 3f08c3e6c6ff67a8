"""Which test reaches which fault, kept until code or tests change."""

import json
import sys
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from tests.mutate.places import PROJECT

__all__ = [
    "ACCEPTED",
    "Reached",
    "Remembering",
    "file_of",
    "files",
    "kept_in",
    "mask_of",
    "read",
    "write",
]

KINDS = {".py", ".yaml", ".json", ".html", ".txt"}
HERE = PROJECT / "tests" / "mutate"
ACCEPTED = HERE / "accepted.txt"
OTHERS = {*HERE.iterdir()} - {HERE / "faults.py", HERE / "places.py"}
"""What does not change which fault a test reaches."""


class Remembering:
    """Stands for the fault that is in: no fault is, and it remembers each that was asked for."""

    def __init__(self) -> None:
        self.asked: set[int] = set()

    def __eq__(self, other: object) -> bool:
        self.asked.add(other)  # type: ignore[arg-type]
        return False

    __hash__ = None  # type: ignore[assignment]


@dataclass
class Reached:
    """What tests reach, as bits by the number of the fault, and the processor time of each."""

    tests: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    imported: int = 0
    """Reached while modules are imported and tests collected."""
    left_out: dict[str, str] = field(default_factory=dict)
    """Tests that find nothing, and why."""
    files: dict[str, str] = field(default_factory=dict)
    """A hash of each module of tests that was looked at."""

    def without(self, files: Container[str]) -> "Reached":
        """Return what tests of other files reach."""
        return Reached(
            {name: one for name, one in self.tests.items() if file_of(name) not in files},
            {name: one for name, one in self.seconds.items() if file_of(name) not in files},
            self.imported,
            {name: one for name, one in self.left_out.items() if file_of(name) not in files},
            {name: one for name, one in self.files.items() if name not in files},
        )

    def take(self, other: "Reached", files: Mapping[str, str]) -> None:
        """Take up what tests of more files reach."""
        self.tests |= other.tests
        self.seconds |= other.seconds
        self.imported |= other.imported
        self.left_out |= other.left_out
        self.files |= files

    def by(self, number: int) -> list[str]:
        """Return the tests that reach a fault: of each function in turn, by the time it has taken
        so far, so that a long table of cheap rows comes before what is dear.
        """
        reaching = (name for name, mask in self.tests.items() if mask >> number & 1)
        taken: dict[str, float] = {}
        turns = []
        for name in sorted(reaching, key=self.seconds.__getitem__):
            function = name.split("[", 1)[0]
            taken[function] = taken.get(function, 0) + self.seconds[name]
            turns.append((taken[function], name))
        return [name for _, name in sorted(turns)]


def file_of(name: str) -> str:
    """Return the module of a test."""
    return name.split("::", 1)[0]


def mask_of(numbers: set[int]) -> int:
    """Return numbers as bits."""
    mask = 0
    for number in numbers:
        mask |= 1 << number
    return mask


def kept_in() -> Path:
    """Return the file for today's code, and for what tests share."""
    known = sha256(sys.version.encode())
    besides = {*_modules(), *OTHERS}
    for folder in (PROJECT / "src", PROJECT / "tests"):
        for path in sorted(folder.rglob("*.*")):
            if path.suffix in KINDS and path not in besides:
                known.update(path.read_bytes())
    return PROJECT / ".pytest_cache" / "mutate" / f"{known.hexdigest()[:16]}.json"


def files() -> dict[str, str]:
    """Return a hash of each module of tests."""
    return {
        str(path.relative_to(PROJECT)): sha256(path.read_bytes()).hexdigest()[:16]
        for path in _modules()
    }


def _modules() -> list[Path]:
    return sorted((PROJECT / "tests").rglob("test_*.py"))


def write(reached: Reached, path: Path) -> None:
    """Keep it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {
        "tests": {name: [reached.seconds[name], hex(mask)] for name, mask in reached.tests.items()},
        "imported": hex(reached.imported),
        "left_out": reached.left_out,
        "files": reached.files,
    }
    path.write_text(json.dumps(told), "utf-8")


def read(*paths: Path) -> Reached:
    """Read what was kept, of all shares together."""
    whole = Reached()
    for path in paths:
        told = json.loads(path.read_text("utf-8"))
        tests = {name: int(mask, 16) for name, (_, mask) in told["tests"].items()}
        seconds = {name: seconds for name, (seconds, _) in told["tests"].items()}
        imported = int(told["imported"], 16)
        whole.take(Reached(tests, seconds, imported, told["left_out"]), told["files"])
    return whole
