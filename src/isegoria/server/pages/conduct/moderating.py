"""What a page tells of words that are not there, and what it offers to those who moderate."""

from datetime import datetime
from functools import cached_property
from typing import Any

from isegoria.server.conduct.decided import hides_decided_text, is_relied_on
from isegoria.server.conduct.erasing import erase_refusal
from isegoria.server.conduct.measures import moderated_refusal
from isegoria.server.conduct.reads import Notice, current_code, notices
from isegoria.server.people.models import Participant
from isegoria.server.people.reads import has_role
from isegoria.server.record.models import Act

__all__ = ["Moderating", "changes_offer", "may_erase", "may_hide", "moderates", "process_number"]


class Moderating:
    """What pages ask about moderation, for the words of one process or of all.

    Most pages need none of it: each answer is looked up when the first row needs it, and kept.
    """

    def __init__(self, process: int | None = None) -> None:
        self._process = process

    @staticmethod
    def moderates(user: Any, process: int | None) -> bool:
        """Whether somebody moderates a process."""
        return moderates(user, process)

    @cached_property
    def notices(self) -> dict[int, Notice]:
        """Why words are not there, by act."""
        return notices(self._process)

    @cached_property
    def has_code(self) -> bool:
        """Whether there is a code of conduct; without one nothing is hidden."""
        return current_code() is not None


def moderates(user: Any, process: int | None) -> bool:
    """Return whether somebody moderates a process: the secretariat, and its moderators."""
    return isinstance(user, Participant) and (
        user.secretariat or has_role(user, "moderator", process or 0)
    )


def process_number(place: str) -> int:
    """Return the number of a process by its name on the record; 0 for what is none."""
    number = place.removeprefix("process-")
    return int(number) if number.isdecimal() else 0


def changes_offer(act: Act, author: int | None, user: Any, now: datetime) -> bool:
    """Return whether somebody is offered less on an act of `author`, since others decide on it."""
    if not isinstance(user, Participant):
        return False
    if user.pk == author:
        return is_relied_on(act, now)
    return user.secretariat and hides_decided_text(act, now) is not None


def may_erase(act: Act, user: Any, now: datetime) -> bool:
    """Return whether somebody is offered to erase the words of an act."""
    if not isinstance(user, Participant):
        return False
    own = _is_author(act, user)
    return (
        (own or user.secretariat)
        and erase_refusal(act) is None
        and not (own and is_relied_on(act, now))
    )


def may_hide(act: Act, user: Any, now: datetime) -> bool:
    """Return whether somebody who may erase the words of an act is also offered to hide them."""
    return (
        moderates(user, process_number(act.process))
        and moderated_refusal(act) is None
        and hides_decided_text(act, now) is None
        and current_code() is not None
    )


def _is_author(act: Act, user: Participant) -> bool:
    author = getattr(act, "authorship", None)
    return author is not None and bool(author.participant_id == user.pk)
