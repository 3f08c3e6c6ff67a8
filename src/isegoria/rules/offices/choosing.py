"""Who fills a seat.

the rules say that it is chosen by     it is filled by
an office that somebody holds          that office
an office that is empty                the secretariat: nobody else can
a group                                the secretariat, which notes whom the group chose
somebody outside, or nobody is named   the secretariat
"""

from collections.abc import Collection

from isegoria.rules.language.model import Model

__all__ = ["SECRETARIAT", "chooser"]

SECRETARIAT = "secretariat"


def chooser(model: Model, holder: str, held: Collection[str]) -> str:
    """Return which office fills a seat of `holder`.

    Args:
        held: the offices that somebody holds.
    """
    office = model.offices.get(holder)
    by = office.by if office is not None else None
    return by if by is not None and by in model.offices and by in held else SECRETARIAT
