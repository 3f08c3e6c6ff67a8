"""The first proof that an address belongs to somebody ends every earlier way into its account.

Anyone can sign up with an address that is not theirs. Whoever reads the mails of that address must
not then share the account: a password or a provider that was there before the first proof is of no
use after it, and every other session ends. One case is
different: the code from the mail is typed in the browser in which the password was typed too. Then
both are the same person's.
"""

from typing import Any

from allauth.account.internal.constants import LoginStageKey
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, password_reset
from allauth.account.stages import LoginStageController
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.db import transaction
from django.db.models.functions import Lower
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext as _

from isegoria.server.people.models import Participant

__all__ = ["Providers", "forget_unproven_addresses", "prove", "say_that_password_ended"]


class Providers(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Takes an address as confirmed by a provider only if the provider says so; some send the words
    “true” and “false”.
    """

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Read what the provider said."""
        for address in sociallogin.email_addresses:
            address.verified = str(address.verified).lower() == "true"


@transaction.atomic
def prove(participant: Participant, *, keep_password: bool = False) -> bool:
    """Note that a participant has shown that their address is theirs; the first time end every
    earlier way in.

    Returns:
        Whether a password or a provider that was there before no longer works.
    """
    Participant.objects.select_for_update().get(
        pk=participant.pk
    )  # of two proofs at once one is the first
    theirs = EmailAddress.objects.filter(user_id=participant.pk)
    is_first = not theirs.filter(verified=True).exists()
    address = theirs.filter(email__iexact=participant.email).first()
    if address is None:
        address = EmailAddress(user=participant, email=participant.email.lower(), primary=is_first)
        address.save()
    address.set_verified()
    return is_first and _end_earlier_ways(participant, keep_password=keep_password)


def say_that_password_ended(request: HttpRequest) -> None:
    """Tell somebody why a password no longer works, and what to do."""
    said = _(
        "Your address is confirmed. A password that was set before you confirmed it no longer"
        " works. "
        "To sign in with a password, set one on your profile page."
    )
    messages.info(request, said)


def forget_unproven_addresses(**_sent: Any) -> None:
    """Drop further addresses that nobody confirmed: mails to them must not lead into the account
    that named them.
    """
    further = EmailAddress.objects.annotate(address=Lower("email")).exclude(
        address=Lower("user__email")  # `iexact` would take a `_` in it for any letter
    )
    further.filter(verified=False).delete()


def _end_earlier_ways(participant: Participant, *, keep_password: bool) -> bool:
    providers, _each = SocialAccount.objects.filter(user_id=participant.pk).delete()
    ended = bool(providers) or (participant.has_usable_password() and not keep_password)
    if not keep_password:
        participant.set_unusable_password()  # new random letters each time: sessions hang on them
        participant.save(update_fields=["password"])
    return ended


@receiver(email_confirmed)
def _confirmed(request: HttpRequest, email_address: EmailAddress, **_sent: Any) -> None:
    """End earlier ways in, unless the code was typed where the password was typed, or by somebody
    who is signed in.
    """
    participant: Participant = email_address.user
    if request.user == participant or _typed_password_here(request, participant):
        return
    if _end_earlier_ways(participant, keep_password=False):
        say_that_password_ended(request)


def _typed_password_here(request: HttpRequest, participant: Participant) -> bool:
    """Return whether this session waits for the code of a sign-up or a sign-in by password."""
    stage = LoginStageController.enter(request, LoginStageKey.VERIFY_EMAIL.value)
    return (
        stage is not None and stage.login.user is not None and stage.login.user.pk == participant.pk
    )


@receiver(password_reset)
def _chosen_by_link(user: Participant, **_sent: Any) -> None:
    """Take the address as proven: the new password came by a link that was mailed to it."""
    prove(user, keep_password=True)
