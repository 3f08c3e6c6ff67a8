"""Which test reaches which fault, kept until code or tests change."""

import json
import sys
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from tests.mutate.places import PROJECT

__all__ = ["Reached", "Remembering", "kept_in", "mask_of", "read", "write"]

KINDS = {".py", ".yaml", ".json", ".html", ".txt"}


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

    def by(self, number: int) -> list[str]:
        """Return the tests that reach a fault: the cheapest first, and of each file in turn."""
        files: dict[str, list[str]] = {}
        reaching = (name for name, mask in self.tests.items() if mask >> number & 1)
        for name in sorted(reaching, key=self.seconds.__getitem__):
            files.setdefault(name.split("::")[0], []).append(name)
        turns = [
            (turn, self.seconds[name], name)
            for names in files.values()
            for turn, name in enumerate(names)
        ]
        return [name for _, _, name in sorted(turns)]


def mask_of(numbers: set[int]) -> int:
    """Return numbers as bits."""
    mask = 0
    for number in numbers:
        mask |= 1 << number
    return mask


def kept_in() -> Path:
    """Return the file for today's code and tests."""
    known = sha256(sys.version.encode())
    for folder in (PROJECT / "src", PROJECT / "tests"):
        for path in sorted(folder.rglob("*.*")):
            if path.suffix in KINDS and path != PROJECT / "tests/mutate/accepted.txt":
                known.update(path.read_bytes())
    return PROJECT / ".pytest_cache" / "mutate" / f"{known.hexdigest()[:16]}.json"


def write(reached: Reached, path: Path) -> None:
    """Keep it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {
        "tests": {name: [reached.seconds[name], hex(mask)] for name, mask in reached.tests.items()},
        "imported": hex(reached.imported),
        "left_out": reached.left_out,
    }
    path.write_text(json.dumps(told), "utf-8")


def read(*paths: Path) -> Reached:
    """Read what was kept, of all shares together."""
    reached = Reached()
    for path in paths:
        told = json.loads(path.read_text("utf-8"))
        reached.tests |= {name: int(mask, 16) for name, (_, mask) in told["tests"].items()}
        reached.seconds |= {name: seconds for name, (seconds, _) in told["tests"].items()}
        reached.imported |= int(told["imported"], 16)
        reached.left_out |= told["left_out"]
    return reached
