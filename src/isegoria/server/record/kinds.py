"""What is published about each kind of act: its words, its erasable fields, and the JSON Schema of
what stays.
"""

from functools import cache
from typing import Any, NotRequired, Required, get_type_hints

from pydantic import TypeAdapter
from typing_extensions import TypedDict

from isegoria.server.record.door import KINDS, NoBody, Work, opened_by
from isegoria.server.record.fields import Where, declared_in, published_type

__all__ = ["kinds_json"]


def kinds_json() -> dict[str, Any]:
    """Return every kind of act by name."""
    return {name: _published(KINDS[name]) for name in sorted(KINDS)}


@cache
def _published(kind: type[Work]) -> dict[str, Any]:
    schema = TypeAdapter(_body_of(kind)).json_schema()
    schema["additionalProperties"] = False
    about = kind if schema["title"] == kind.__name__ else kind.Body
    schema["description"] = " ".join((about.__doc__ or "").split())  # however its lines were cut
    return {
        "version": kind.version,
        "says": kind.says,
        "undoable": kind.undoable,
        "erasable": ["at", *sorted(opened_by(kind)), "who"],
        "body": schema,
    }


def _body_of(kind: type[Work]) -> Any:
    """Return the type of the body: the public fields, and what `Body` says beside them."""
    said = {
        one.name: _needed(published_type(one.type), needed=not one.can_be_left_out)
        for one in declared_in(kind, Where.BODY)
    }
    for one in declared_in(kind, Where.SEALED):
        said["sealed"] = _needed(list[str], needed=not one.can_be_left_out)
    said |= {
        name: _needed(wanted, needed=name in kind.Body.__required_keys__)  # type: ignore[attr-defined]
        for name, wanted in get_type_hints(kind.Body).items()
    }
    own = said and kind.Body is NoBody
    return TypedDict(kind.__name__ if own else kind.Body.__name__, said)  # type: ignore[operator]


def _needed(wanted: Any, *, needed: bool) -> Any:
    return Required[wanted] if needed else NotRequired[wanted]
