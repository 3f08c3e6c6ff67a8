"""What every form of an act has: a key, so that sending it twice makes one act, and the capacity the act is done in."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from isegoria.server.acts.door import perform
from isegoria.server.people.models import Affiliation, Participant
from isegoria.server.people.reads import current_affiliations
from isegoria.server.record.models import Act
from isegoria.terms import Refusal, Refused

__all__ = ["ActForm", "tried"]

_LAST_CAPACITY = "capacity"  # key in the visitor's session


class ActForm(forms.Form):
    """A form whose sending is an act. The capacity offered first is the one chosen last."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    capacity = forms.ModelChoiceField(
        Affiliation.objects.none(), label=_("You act for"), required=False, empty_label=_("yourself, no group stated")
    )

    def __init__(self, request: HttpRequest, initial: dict[str, Any] | None = None, name: str = "") -> None:
        """Make the form as it was sent with `request`, or with `initial`. Two on one page tell their fields apart by `name`."""
        start = {"key": uuid4(), "capacity": request.session.get(_LAST_CAPACITY), **(initial or {})}
        sent = request.method == "POST"
        super().__init__(
            request.POST if sent else None,
            request.FILES if sent else None,
            initial=start,
            auto_id=f"{name or type(self).__name__}-%s".lower(),
        )
        theirs = self.fields["capacity"]
        assert isinstance(theirs, forms.ModelChoiceField)  # noqa: S101 -- for the type checker
        theirs.queryset = _offered(request.user, timezone.now().date())
        self.request = request


def _offered(user: Any, today: date) -> Any:
    return current_affiliations(user, today) if isinstance(user, Participant) else Affiliation.objects.none()


def tried(form: ActForm, work: Any, do: Callable[..., Act] = perform) -> Act | Refusal:
    """Perform the act of a valid form as the one who sent it; return the act, or why it is refused. `do` is the door."""
    request, capacity = form.request, form.cleaned_data["capacity"]
    user = request.user
    assert isinstance(user, Participant)  # noqa: S101 -- pages with an act's form ask to sign in first
    try:
        act = do(work, by=user, now=timezone.now(), capacity=capacity, key=form.cleaned_data["key"])
    except Refused as refused:
        return refused.refusal
    request.session[_LAST_CAPACITY] = capacity.pk if capacity else None
    return act
