"""Reading, splitting and settling captions; memory by the size of the input."""

import resource

from isegoria.readers.transcript import read, split
from isegoria.readers.values import Person, Role
from tests.bench.measure import say, seconds

__all__ = ["ROSTER", "TURNS", "run"]

SENTENCE = "we said that the cable under the sea belongs to nobody in this room, "
TURNS = (
    f">> ADA EXAMPLE: {SENTENCE * 20}\n\n>> So, and then?\n\n>> BO SAMPLE: {SENTENCE * 30}"
    f" (Applause).\n\n"
)
ROSTER = [Person("Ada Example", Role.MODERATOR), Person("Bo Sample", Role.PANELLIST)]


def run() -> None:
    """Print the figures of the reader."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    data = (TURNS * (10_000_000 // len(TURNS))).encode()
    say(
        "reading and splitting",
        f"{len(data) / 1e6 / seconds(lambda: split(data)):.1f} MB/s",
        "at least 10 MB/s",
    )
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before
    say(
        "memory of reading, by the size of the input",
        f"{grown / len(data):.1f} times",
        "at most 12 times",
    )
    session = (TURNS * (100_000 // len(TURNS.split()))).encode()
    say(
        "a session of 100,000 words settled",
        f"{seconds(lambda: read(session, ROSTER)):.2f} s",
        "under 2 s",
    )
