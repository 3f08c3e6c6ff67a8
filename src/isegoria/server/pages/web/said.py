"""What a page says when an act is on the record: its number, and how to take it back."""

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from isegoria.server.corrections.undoing import WITHIN, can_undo
from isegoria.server.record.models import Act

__all__ = ["say_published"]


def say_published(request: HttpRequest, act: Act, said: str = "") -> None:
    """Say that an act is on the record, or `said`; with a link, as long as it can be undone."""
    text = said or _("Published as #%(number)d.") % {"number": act.number}
    if can_undo(act, request.user, timezone.now()):
        text = format_html(
            '{} <a href="{}">{}</a> {}',
            text,
            reverse("undo", args=[act.number]),
            _("Undo"),
            _("(for %(minutes)d minutes, while nobody has acted on it)")
            % {"minutes": WITHIN.seconds // 60},
        )
    messages.success(request, text)
