"""The voices that an issue misses, on the pages of the issue and of its chunks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from isegoria.server.issues.models import Issue
from isegoria.server.membership.acts import may_invite
from isegoria.server.membership.voices import Room, room_of
from isegoria.server.process.models import Process

__all__ = ["Voices", "voices_of"]


@dataclass(frozen=True, slots=True)
class Voices:
    """Who takes part against whom an issue affects; `officer` if the reader may invite those who
    miss.
    """

    issue: Issue
    process: Process
    room: Room
    officer: bool


def voices_of(issue: Issue, process: Process, user: Any, now: datetime) -> Voices:
    """Return the voices that an issue misses, and whether `user` may invite them."""
    room = room_of(process, {group.pk for group in issue.affected.all()}, now, full=False)
    return Voices(issue, process, room, bool(room.missing) and may_invite(process, user))
