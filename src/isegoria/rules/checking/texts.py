"""Names and texts that a forum cannot keep: too long, or with letters that nobody can read."""

import re
from collections.abc import Iterator
from typing import Any

from isegoria.rules.checking.flow import Found
from isegoria.rules.checking.places import Path
from isegoria.rules.checking.walking import walked
from isegoria.rules.language.model import Model
from isegoria.terms import gettext_noop

__all__ = ["too_long", "unreadable"]

_LONGEST = 60  # letters of a name: acts and rows of a database name it
_UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # control characters


def too_long(model: Model) -> Found:
    """Yield names that are longer than what is kept of a name."""
    for path, name in _names(model):
        if len(name) > _LONGEST:
            message = gettext_noop("“{name}…” has {number} letters. A name has at most {most}.")
            yield path, message, {"name": name[:20], "number": len(name), "most": _LONGEST}


def _names(model: Model) -> Iterator[tuple[Path, str]]:
    yield ("id",), model.id
    for path, part in walked(model):
        for key, field in type(part).model_fields.items():
            value = getattr(part, key)
            if isinstance(value, dict):
                yield from (((*path, field.alias or key, name), name) for name in value)
            if key in {"answers", "scale"}:
                yield from (((*path, key), name) for name in value)
            if key == "before" and value is not None:
                yield (*path, key), value


def unreadable(model: Model) -> Found:
    """Yield texts with control characters, which no page and no database shows."""
    for path, part in walked(model):
        for key, field in type(part).model_fields.items():
            found = next(filter(None, map(_UNREADABLE.search, _strings(getattr(part, key)))), None)
            if found is not None:
                message = gettext_noop("This has a character that cannot be shown, {code}.")
                yield (*path, field.alias or key), message, {"code": f"U+{ord(found[0]):04X}"}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from (one for one in value if isinstance(one, str))
    elif isinstance(value, dict):
        yield from (one for pair in value.items() for one in pair if isinstance(one, str))
