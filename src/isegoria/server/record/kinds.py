"""What is published about each kind of act: its words, its erasable fields, and the JSON Schema of
what stays.
"""

from typing import Any

from pydantic import TypeAdapter

from isegoria.server.record.door import KINDS, Work

__all__ = ["kinds_json"]


def kinds_json() -> dict[str, Any]:
    """Return every kind of act by name."""
    return {name: _published(KINDS[name]) for name in sorted(KINDS)}


def _published(kind: type[Work]) -> dict[str, Any]:
    schema = TypeAdapter(kind.Body).json_schema()
    schema["additionalProperties"] = False
    if said := schema.get("description"):
        schema["description"] = " ".join(said.split())  # however its lines were cut
    return {
        "version": kind.version,
        "says": kind.says,
        "erasable": ["at", *sorted(kind.opens), "who"],
        "body": schema,
    }
