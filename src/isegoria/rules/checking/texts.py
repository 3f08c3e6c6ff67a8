"""Names and texts that a forum cannot keep: too long, or with letters that nobody can read."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from isegoria.rules.checking.flow import Found
from isegoria.rules.checking.places import Path
from isegoria.rules.checking.walking import key_of, said_in, walked
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
        for field, value in said_in(part):
            if isinstance(value, dict):
                key = key_of(part, field)
                yield from (((*path, key, name), name) for name in value)
            elif field in {"answers", "scale"}:
                yield from (((*path, field), name) for name in value)
            elif field == "before" and value is not None:
                yield (*path, field), value


def unreadable(model: Model) -> Found:
    """Yield texts with control characters, which no page and no database shows."""
    for path, part in walked(model):
        for field, value in said_in(part):
            found = next(filter(None, map(_UNREADABLE.search, _strings(value))), None)
            if found is not None:
                message = gettext_noop("This has a character that cannot be shown, {code}.")
                facts = {"code": f"U+{ord(found[0]):04X}"}
                yield (*path, key_of(part, field)), message, facts


def _strings(value: Any) -> Sequence[str]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, dict):
        return [*value, *(one for one in value.values() if isinstance(one, str))]
    return [one for one in value if isinstance(one, str)] if isinstance(value, tuple) else ()
