"""Moderation under a code: how long a restriction may last, until when it can be appealed against,
and who decides about that.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from isegoria.rules.language.durations import Duration
from isegoria.rules.language.model import Model
from isegoria.rules.offices import refusals
from isegoria.terms import Refusal

__all__ = ["ANSWER", "LONGEST_DAYS", "WITHIN", "Bench", "Terms", "bench", "end_refused", "terms_of"]

LONGEST_DAYS = 30
"""So long a restriction lasts at most where the code says nothing else; joining.sanction of equal
footing.
"""
WITHIN = Duration(30, "day")
ANSWER = Duration(21, "day")


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of an appeal against a measure: until when, how soon it is answered, and by which
    seat of the process.
    """

    within: Duration = WITHIN
    answer: Duration = ANSWER
    to: str = ""


@dataclass(frozen=True, slots=True)
class Bench:
    """Who may decide an appeal, and as what: `panel`, `secretariat`, `named`; empty where nobody
    independent is there.
    """

    capacity: str
    people: tuple[int, ...]


def terms_of(model: Model | None) -> Terms:
    """Return the terms of the model's appeal about conduct, or those that hold without one."""
    if model is None:
        return Terms()
    level = model.appeals.get("conduct") or next(
        (one for one in model.appeals.values() if one.of == ("any",)), None
    )
    if level is None:
        return Terms()
    return Terms(level.within or WITHIN, level.answer or ANSWER, level.to)


def bench(
    panel: Sequence[int], secretariat: Sequence[int], named: Sequence[int], out: Collection[int]
) -> Bench:
    """Return who decides: the panel of the process, else the secretariat, else whoever was named;
    without those in `out`.
    """
    for capacity, people in (("panel", panel), ("secretariat", secretariat), ("named", named)):
        independent = tuple(one for one in dict.fromkeys(people) if one not in out)
        if independent:
            return Bench(capacity, independent)
    return Bench("", ())


def end_refused(until: datetime, now: datetime, longest_days: int) -> Refusal | None:
    """Refuse a restriction without an end to come, or longer than the code allows."""
    if until <= now:
        return refusals.RESTRICTION_WITHOUT_END.refuse()
    # The last day counts as a whole.
    if until.date() <= (now + timedelta(days=longest_days)).date():
        return None
    return refusals.RESTRICTION_TOO_LONG.refuse(days=longest_days)
