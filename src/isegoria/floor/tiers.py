"""What is left of the time for those who speak after others, and whether they are heard before an
item is closed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from isegoria.floor.policies import Scope

__all__ = ["Heard", "Wanting", "share_out"]


@dataclass(frozen=True, slots=True)
class Wanting:
    """A tier of speakers in their order: how many minutes they want in all, and how many are kept
    for them in each part.
    """

    name: str
    minutes: Fraction
    reserve: Fraction = Fraction()


@dataclass(frozen=True, slots=True)
class Heard:
    """What a tier got: minutes, and the number of items before whose end somebody of it had
    spoken.
    """

    minutes: Fraction
    items: int


def share_out(
    tiers: Sequence[Wanting], scope: Scope, minutes: Fraction, items: int
) -> dict[str, Heard]:
    """Share out the time of a meeting of some items: tier after tier, once for all items or anew
    for each.

    What a tier wants is spread evenly over the items. Reserved time is kept from those before; what
    is not used is theirs.

    Raises:
        ValueError: there is no item or no time.
    """
    if items < 1 or minutes <= 0:
        raise ValueError("a meeting has at least one item and some time")
    parts = items if scope is Scope.ITEM else 1
    got = {tier.name: Fraction() for tier in tiers}
    left = minutes / parts
    for place, tier in enumerate(tiers):
        kept = sum(
            (min(other.reserve, other.minutes / parts) for other in tiers[place + 1 :]), Fraction()
        )
        taken = min(tier.minutes / parts, max(left - kept, Fraction()))
        got[tier.name] = taken * parts
        left -= taken
    return {
        tier.name: Heard(got[tier.name], _items(place, got[tier.name], scope, items))
        for place, tier in enumerate(tiers)
    }


def _items(place: int, minutes: Fraction, scope: Scope, items: int) -> int:
    """Return the items it spoke on in time; in an order once for all, the others speak when the
    first are through all items.
    """
    if not minutes:
        return 0
    return items if scope is Scope.ITEM or place == 0 else 1
