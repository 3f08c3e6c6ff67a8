"""An address that somebody named and never confirmed is a claim, and keeps nobody from it who
proves that it is theirs.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.forms import ConfirmEmailVerificationCodeForm
from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
)
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from isegoria.server.people.models import Participant

__all__ = ["EndedClaims", "ProvenCode", "end_claims"]


class ProvenCode(ConfirmEmailVerificationCodeForm):  # type: ignore[misc]  # allauth has no types
    """Takes the code that was mailed to an address.

    Whoever typed it reads the mails there, so other claims end.
    """

    def clean_code(self) -> str:
        """Check the code, and end the claims before allauth asks whether the address is taken."""
        code = super(ConfirmEmailVerificationCodeForm, self).clean_code()
        if code and self.user is not None:
            end_claims(self.email, proven_by=self.user)
        return str(super().clean_code())


class EndedClaims:
    """End a sign-up that still waits for its code although the address was proved meanwhile, or its
    account is gone.

    Signed-in people are not told whether an address is somebody's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look before a page of an account is shown."""
        if (
            request.path.startswith("/accounts/")
            and request.user.is_anonymous
            and _has_ended(request)
        ):
            request.session.pop(EMAIL_VERIFICATION_CODE_SESSION_KEY)
            clear_login(request)
        return self.get_response(request)


@transaction.atomic
def end_claims(email: str, *, proven_by: Participant) -> None:
    """Take an address from every other account that never confirmed it; what never did anything
    goes as a whole.
    """
    if (
        EmailAddress.objects.filter(email__iexact=email, verified=True)
        .exclude(user_id=proven_by.pk)
        .exists()
    ):
        return
    EmailAddress.objects.filter(email__iexact=email).exclude(user_id=proven_by.pk).delete()
    for one in (
        Participant.objects.select_for_update().filter(email__iexact=email).exclude(pk=proven_by.pk)
    ):
        if _did_nothing(one):
            one.delete()
            continue
        proved = (
            EmailAddress.objects.filter(user_id=one.pk, verified=True)
            .values_list("email", flat=True)
            .first()
        )
        one.email = proved or f"unconfirmed-{one.pk}@localhost.invalid"
        one.set_unusable_password()
        one.save(update_fields=["email", "password"])


def _has_ended(request: HttpRequest) -> bool:
    waits: dict[str, Any] = request.session.get(EMAIL_VERIFICATION_CODE_SESSION_KEY) or {}
    if "user_id" not in waits or waits.get(
        "account_already_exists"
    ):  # to a stranger this looks like any other sign-up
        return False
    proved = EmailAddress.objects.filter(email__iexact=waits["email"], verified=True).exists()
    return proved or not Participant.objects.filter(pk=waits["user_id"]).exists()


def _did_nothing(participant: Participant) -> bool:
    """Return whether nothing in the forum is theirs and they never came in."""
    if participant.last_login is not None or participant.secretariat:
        return False
    ours = [
        one
        for one in Participant._meta.related_objects
        if one.related_model._meta.app_label == "isegoria"
    ]
    return not any(
        one.related_model._base_manager.filter(**{one.field.name: participant}).exists()
        for one in ours
    )
