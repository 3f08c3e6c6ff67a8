"""How long something that people write may be.

Refused, never cut off: what was typed is not lost.
"""

from isegoria.server.texts import refusals
from isegoria.terms import Refusal

__all__ = ["LONGEST", "too_long"]

LONGEST = 20_000  # characters of one contribution


def too_long(text: str, longest: int = LONGEST, *, needed: bool = True) -> Refusal | None:
    """Refuse a text that is empty or longer than a contribution may be."""
    if len(text) > longest:
        return refusals.TEXT_TOO_LONG.refuse(length=len(text), most=longest)
    if needed and not text.strip():
        return refusals.TEXT_EMPTY.refuse()
    return None
