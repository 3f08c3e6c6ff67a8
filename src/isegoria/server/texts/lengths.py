"""How long something that people write may be.

Refused, never cut off: what was typed is not lost.
"""

from isegoria.terms import Refusal, gettext_noop

__all__ = ["LONGEST", "too_long"]

LONGEST = 20_000  # characters of one contribution


def too_long(text: str, longest: int = LONGEST, *, needed: bool = True) -> Refusal | None:
    """Refuse a text that is empty or longer than a contribution may be."""
    if len(text) > longest:
        return Refusal(
            rule="text.too-long",
            reason=gettext_noop("This has {length} characters; a contribution has at most {most}."),
            instead=gettext_noop(
                "Cut it into several, or publish it elsewhere and link to it. What you wrote is"
                " kept here."
            ),
            facts={"length": len(text), "most": longest},
        )
    if needed and not text.strip():
        return Refusal(
            rule="text.empty",
            reason=gettext_noop("There is no text."),
            instead=gettext_noop("Write what you want to say."),
        )
    return None
