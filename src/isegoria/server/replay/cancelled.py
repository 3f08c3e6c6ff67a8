"""Which parts of a process were cancelled, as the record says it: by name, with the act and when it
was done.
"""

from collections.abc import Mapping
from datetime import datetime

from isegoria.server.process.course import CourseFacts
from isegoria.server.replay.room import Entry

__all__ = ["Cancelled", "go_on", "stop"]


Cancelled = dict[str, tuple[int, datetime]]
_STANDS_STILL = 2
"""The version of `act.undo` since which clocks stood still meanwhile."""


def stop(cancelled: Cancelled, entry: Entry) -> None:
    """Note the parts that an act stopped."""
    cancelled.update({f"chunk-{one}": (entry.number, entry.at) for one in entry.body["parts"]})


def go_on(cancelled: Cancelled, chunks: Mapping[str, CourseFacts], entry: Entry) -> None:
    """Let the parts go on that an act stopped which was undone."""
    for item in [item for item, (number, _at) in cancelled.items() if number in entry.references]:
        _number, at = cancelled.pop(item)
        if entry.version >= _STANDS_STILL and item in chunks:
            chunks[item].stand_still(at, entry.at)
