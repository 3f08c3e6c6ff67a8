"""One forum in a home: `isegoria up` holds a lock from before it makes anything until it ends.

The system releases the lock when the process ends, however it ends; the file stays. What is
written in the file tells those who find it held how far the forum is.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
from pathlib import Path
from time import monotonic, sleep
from typing import TextIO

from isegoria.server.readiness import NotReady

__all__ = ["alone", "comes_true", "refuse_while_opening"]

_OPENING, _OPEN = "opening", "open"
_SAYS = {
    _OPENING: "The forum in {home} is being opened right now. Wait until it is open.",
    _OPEN: "The forum in {home} is already running. Stop it before you open it again.",
}


@contextmanager
def alone(home: Path, within: float) -> Iterator[Callable[[], None]]:
    """Hold the lock of a home, which is made if need be. Call what this gives once it is open.

    Raises:
        NotReady: another forum holds the lock for longer than `within` seconds.
    """
    with _file(home) as file:
        if not comes_true(lambda: _is_taken(file, LOCK_EX), within):
            raise NotReady([_says(file, home)])
        _write(file, _OPENING)
        yield lambda: _write(file, _OPEN)


def refuse_while_opening(home: Path) -> None:
    """Say so where a forum is being opened, whose database is not complete yet.

    Raises:
        NotReady: it is.
    """
    if (home / "lock").exists():
        with (home / "lock").open() as file:
            if not _is_taken(file, LOCK_SH) and _phase(file) == _OPENING:
                raise NotReady([_says(file, home)])


def comes_true(attempt: Callable[[], bool], within: float) -> bool:
    """Try until it succeeds, for as many seconds at most; return whether it did."""
    until = monotonic() + within
    while not attempt():
        if monotonic() >= until:
            return False
        sleep(0.1)
    return True


def _file(home: Path) -> TextIO:
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return (home / "lock").open("a+")
    except OSError as fault:
        raise NotReady([f"The folder {home} cannot be used: {fault.strerror}."]) from None


def _is_taken(file: TextIO, kind: int) -> bool:
    try:
        flock(file, kind | LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _phase(file: TextIO) -> str:
    file.seek(0)
    return file.read()


def _says(file: TextIO, home: Path) -> str:
    return _SAYS.get(_phase(file), _SAYS[_OPENING]).format(home=home)


def _write(file: TextIO, phase: str) -> None:
    file.truncate(0)
    file.write(phase)
    file.flush()
