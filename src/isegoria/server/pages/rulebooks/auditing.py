"""What a page says of the audit of a model. It is the library's word: a copy that the forum has
changed says nothing of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from isegoria.rules.language.model import Model
from isegoria.rules.telling.explaining import Chapter, counted

__all__ = ["Audited", "LeftOutRow", "audit_of", "claimed"]


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    """What the body's rules say and the model does not, and where."""

    text: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Audited:
    """When a model was compared with which texts, and how many of its rules they confirm."""

    on: date
    own_rules: bool
    looked_up: tuple[str, ...]
    confirmed: int
    rules: int
    left_out: tuple[LeftOutRow, ...]


def claimed(model: Model, *, own: bool) -> Model:
    """Return the model, without its audit where it is the forum's own."""
    return model.model_copy(update={"audit": None}) if own else model


def audit_of(model: Model, chapters: Iterable[Chapter]) -> Audited | None:
    """Return what the audit of a model found; nothing where it was not audited."""
    audit = model.audit
    if audit is None:
        return None
    return Audited(
        audit.on,
        audit.own_rules,
        tuple(model.sources.get(one, one) for one in audit.looked_up),
        *counted(chapters),
        tuple(LeftOutRow(one.text, model.cited(one.source)) for one in audit.left_out),
    )
