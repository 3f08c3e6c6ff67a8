"""What a reader may see of the record."""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from isegoria.server.record.models import Act

__all__ = ["Filter", "as_json", "latest_acts", "matching", "openings_of"]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which acts: of a kind, of a process, and with a number below `before`. Empty means all."""

    kind: str = ""
    process: str = ""
    before: int | None = None


def matching(which: Filter) -> QuerySet[Act]:
    """Return the acts, the newest first, without their leaves."""
    acts = Act.objects.defer("leaf").prefetch_related("openings")
    if which.kind:
        acts = acts.filter(kind=which.kind)
    if which.process:
        acts = acts.filter(process=which.process)
    if which.before is not None:
        acts = acts.filter(number__lt=which.before)
    return acts


def latest_acts(count: int) -> list[Act]:
    """Return the newest acts."""
    return list(matching(Filter())[:count])


def openings_of(act: Act) -> dict[str, Any]:
    """Return what is in the act's openings by field; None for a field that was erased."""
    there = {opening.field: _value(opening.field, bytes(opening.content)) for opening in act.openings.all()}
    return {field: there.get(field) for field in act.commitments}


def _value(field: str, content: bytes) -> Any:
    if field == "who":
        return json.loads(content)
    return content.decode(errors="replace")


def as_json(act: Act) -> dict[str, Any]:
    """Return the act as its public JSON."""
    return {
        "number": act.number,
        "kind": act.kind,
        "version": act.kind_version,
        "minute": act.minute.strftime("%Y-%m-%dT%H:%MZ"),
        "process": act.process,
        "item": act.item,
        "role": act.role,
        "references": act.references,
        "body": act.body,
        "openings": openings_of(act),
        "commitments": act.commitments,
    }
