"""The voices that an issue misses, on the pages of the issue and of its chunks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from isegoria.rules.course.state import Base
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


def voices_of(
    issue: Issue, process: Process, user: Any, now: datetime, there: Base | None = None
) -> Voices:
    """Return the voices that an issue misses, and whether `user` may invite them.

    `there` are those who took part when it was decided; then nobody is invited any more.
    """
    affected = {group.pk for group in issue.affected.all()}
    room = room_of(process, affected, now, full=False, there=there)
    invites = there is None and bool(room.missing) and may_invite(process, user)
    return Voices(issue, process, room, invites)
