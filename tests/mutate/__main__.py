"""`make mutate`: put small faults into the code and see whether the tests find them."""

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from pathlib import Path
from random import Random  # noqa: TID251  # seeded
from typing import Any

from tests.mutate import reaching
from tests.mutate.faults import Fault, changed
from tests.mutate.places import PROJECT, SOURCE, all_faults
from tests.mutate.telling import MOST_ACCEPTED, Outcome, accepted, gone, summary, told

PROCESSES = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 1 where too many faults survive, or the list of accepted ones is wrong."""
    wanted = _wanted(arguments)
    faults = all_faults()
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="isegoria-mutate-") as folder:
        if wanted.fault:
            drawn = [faults[wanted.fault - 1]]
            print(_diff(drawn[0]))
        else:
            drawn = draw(_only(faults, wanted.only), wanted.seed, wanted.count)
            print(f"seed {wanted.seed}: {len(drawn)} of {len(faults)} faults", flush=True)
        kept = reaching.kept_in()
        _look(kept, Path(folder))
        outcomes = []
        for outcome in _try(drawn, kept, Path(folder)):
            outcomes.append(outcome)
            if wanted.fault or not outcome.found:
                print(told(outcome), flush=True)
            elif len(outcomes) % 100 == 0:
                print(f"{len(outcomes)} of {len(drawn)} tried", flush=True)
    if wanted.fault:
        return 0
    print(summary(outcomes))
    print(f"{(time.monotonic() - start) / 60:.0f} minutes")
    wrong = list(_wrong(outcomes, faults))
    print(*wrong, sep="\n")
    return 1 if wrong else 0


def _wanted(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.mutate", description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--count", type=int, default=1000, help="how many faults are drawn")
    parser.add_argument("--only", default="", help="draw from this file or folder")
    parser.add_argument("--fault", type=int, help="try the fault of this number and show it")
    return parser.parse_args(arguments)


def _only(faults: Sequence[Fault], path: str) -> list[Fault]:
    wanted = path.removeprefix(f"{SOURCE.relative_to(PROJECT)}/").rstrip("/")
    found = [one for one in faults if Path(one.path).is_relative_to(wanted)]
    if not found:
        raise SystemExit(f"No module with faults is called {path!r}.")
    return found


def draw(faults: Sequence[Fault], seed: int, count: int) -> list[Fault]:
    """Draw faults; the same seed draws the same."""
    return Random(seed).sample(faults, min(count, len(faults)))


def _processes(tasks: Sequence[Sequence[str]], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    for number, task in enumerate(tasks):
        home = folder / f"{task[0]}-{number}"
        home.mkdir(exist_ok=True)
        environment = os.environ | {"TMPDIR": str(home), "PYTHONHASHSEED": "0"}
        environment.pop("DATABASE_URL", None)  # a child has its own copy of an SQLite file
        with (home / "log").open("wb") as log:
            yield subprocess.Popen(
                [sys.executable, "-m", "tests.mutate.trying", *task],
                cwd=PROJECT,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )


def _ended(running: Sequence[subprocess.Popen[bytes]], folder: Path) -> bool:
    """Say whether all have ended; where one failed, end the others and show why."""
    for number, process in enumerate(running):
        if process.poll():
            for other in running:
                other.terminate()
            log = folder / f"{process.args[3]}-{number}" / "log"  # type: ignore[index]
            raise SystemExit(log.read_text("utf-8", "replace")[-5000:])
    return all(process.poll() == 0 for process in running)


def _look(kept: Path, folder: Path) -> None:
    """Find out which faults tests reach, of every module of tests that changed since."""
    start = time.monotonic()
    now = reaching.files()
    before = reaching.read(kept) if kept.exists() else reaching.Reached()
    old = {name for name in before.files | now if before.files.get(name) != now.get(name)}
    if not old:
        return
    print(f"looking which faults the tests of {len(old)} modules reach", flush=True)
    changed_files = folder / "files"
    changed_files.write_text("\n".join(old & now.keys()), "utf-8")
    outs = [folder / f"reached-{number}" for number in range(PROCESSES)]
    tasks = [
        ["look", str(out), str(number), str(PROCESSES), str(changed_files)]
        for number, out in enumerate(outs)
    ]
    running = list(_processes(tasks, folder))
    while not _ended(running, folder):
        time.sleep(1)
    reached = reaching.read(*outs)
    for gone_by in kept.parent.glob("*.json"):
        gone_by.unlink()
    whole = before.without(old)
    whole.take(reached, now)
    reaching.write(whole, kept)
    minutes = (time.monotonic() - start) / 60
    print(f"{len(reached.tests)} tests reach some: {minutes:.0f} minutes", flush=True)
    for name, why in sorted(reached.left_out.items()):
        if why in {"it fails", "it is slow"}:
            print(f"left out, {why}: {name}", flush=True)


def _try(drawn: Sequence[Fault], kept: Path, folder: Path) -> Iterator[Outcome]:
    """Try all, some processes at once; give each outcome when it is known."""
    by_number = {one.number: one for one in drawn}
    shares = [drawn[number::PROCESSES] for number in range(min(PROCESSES, len(drawn)))]
    outs = [folder / f"tried-{number}" for number in range(len(shares))]
    tasks = [
        ["try", str(out), str(kept), *(str(one.number) for one in share)]
        for out, share in zip(outs, shares, strict=True)
    ]
    running = list(_processes(tasks, folder))
    accept = accepted()
    read = [0] * len(outs)
    done = False
    while not done:
        time.sleep(0.5)
        done = _ended(running, folder)
        for number, out in enumerate(outs):
            lines = out.read_text("utf-8").splitlines() if out.exists() else []
            for line in lines[read[number] :]:
                said: dict[str, Any] = json.loads(line)
                fault = by_number[said["number"]]
                yield Outcome(fault, said, accepted=fault.key in accept)
            read[number] = len(lines)


def _wrong(outcomes: Sequence[Outcome], faults: Sequence[Fault]) -> Iterator[str]:
    survived = sum(not one.found for one in outcomes)
    if survived * 100 > 8 * len(outcomes):
        yield f"More than 8 % survive: {survived} of {len(outcomes)}."
    accept = accepted()
    if len(accept) > MOST_ACCEPTED:
        yield f"{len(accept)} are accepted, more than {MOST_ACCEPTED}."
    yield from (f"No fault is there: {' '.join(key)}" for key in gone(accept, faults))


def _diff(fault: Fault) -> str:
    text = (SOURCE / fault.path).read_text("utf-8")
    with_it = changed(text, fault).splitlines(True)
    return "".join(unified_diff(text.splitlines(True), with_it, fault.path, fault.path))


if __name__ == "__main__":
    raise SystemExit(main())
