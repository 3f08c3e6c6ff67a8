"""Cases of conflict on the pages of a chunk and of a room."""

from typing import Any

from django import template
from django.db.models import QuerySet
from django.utils import timezone

from isegoria.server.conflicts.models import Case
from isegoria.server.conflicts.reads import cases, turn_said
from isegoria.server.pages.conflicts.views import is_late
from isegoria.server.process.models import Chunk, Process

register = template.Library()
_SHOWN = 20


@register.inclusion_tag("conflicts/_of.html")
def cases_of_chunk(chunk: Chunk) -> dict[str, Any]:
    """Show the cases about a chunk; nothing where there are none."""
    return {"cases": _rows(cases().filter(chunk=chunk)), "empty": False}


@register.inclusion_tag("conflicts/_of.html")
def cases_of_room(process: Process) -> dict[str, Any]:
    """Show the cases of a process."""
    return {"cases": _rows(cases().filter(process=process)), "empty": True}


def _rows(found: QuerySet[Case]) -> list[tuple[Case, str, bool]]:
    now = timezone.now()
    return [(one, turn_said(one), is_late(one, now)) for one in found[:_SHOWN]]
