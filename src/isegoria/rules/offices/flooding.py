"""How much somebody can contribute in a minute and in a day: more, once they took part for a while.

Nobody is a number: the limits are those of the forum, and those who hold an office have none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from isegoria.rules.offices import refusals
from isegoria.terms import Refusal

__all__ = ["MOST", "Limits", "flooding"]

_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
MOST = 10_000
"""No limit is higher."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many contributions a minute and a day somebody sends who is new, and who is not: who sent
    `contributions` that are not hidden, the first of them `days` ago.
    """

    new_minute: int = 5
    new_day: int = 40
    known_minute: int = 15
    known_day: int = 300
    days: int = 7
    contributions: int = 5


def flooding(sent: Sequence[datetime], now: datetime, minute: int, day: int) -> Refusal | None:
    """Refuse one contribution more.

    Args:
        sent: the minutes of earlier contributions, the latest first; those of a day are enough.
        minute: how many are allowed in one minute of the clock.
        day: how many within 24 hours.
    """
    this = now.replace(second=0, microsecond=0)
    lately = [at for at in sent if at > now - _DAY]
    if len(lately) >= day:
        return refusals.TOO_MANY_A_DAY.refuse(most=day, until=lately[day - 1] + _DAY)
    if sum(at >= this for at in sent) >= minute:
        return refusals.TOO_MANY_A_MINUTE.refuse(most=minute, until=this + _MINUTE)
    return None
