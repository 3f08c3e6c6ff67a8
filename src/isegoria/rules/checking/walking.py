"""All parts of a model with their paths, walked once for all that look at them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pydantic import BaseModel

from isegoria.rules.checking.places import Path
from isegoria.rules.language.model import Model
from isegoria.rules.language.references import parts_of

__all__ = ["key_of", "said_in", "walked", "walked_once"]

_Parts = Sequence[tuple[Path, BaseModel]]
_kept: dict[int, tuple[Model, _Parts]] = {}
"""The parts of models that are being checked, by identity: no longer, as they hold the model."""


@contextmanager
def walked_once(model: Model) -> Iterator[None]:
    """Keep the parts of a model while it is looked at."""
    _kept[id(model)] = model, tuple(parts_of(model))
    try:
        yield
    finally:
        _kept.pop(id(model), None)  # another thread may have looked at it too


def walked(model: Model) -> _Parts:
    """Return every part of a model, itself first, with its path in the file."""
    kept = _kept.get(id(model))
    return tuple(parts_of(model)) if kept is None else kept[1]


def said_in(part: BaseModel) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a part that its file gives, with their values, in the order of fields."""
    given = part.model_fields_set
    return ((name, value) for name, value in part.__dict__.items() if name in given)


def key_of(part: BaseModel, field: str) -> str:
    """Return the key by which a file gives a field."""
    return type(part).model_fields[field].alias or field
