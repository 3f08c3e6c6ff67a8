"""The kinds of act, as published."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from isegoria.server.record.kinds import kinds_json


@require_safe
def kinds(_request: HttpRequest) -> JsonResponse:
    """Give every kind of act: its words, its erasable fields, and the JSON Schema of what stays."""
    return JsonResponse(kinds_json())
