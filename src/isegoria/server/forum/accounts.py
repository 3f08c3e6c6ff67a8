"""What allauth asks the forum about accounts: its settings name this."""

from typing import Any

from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from isegoria.server.forum.account_mails import AccountMails
from isegoria.server.forum.attempts import begin_attempt, end_attempts, remember_browser
from isegoria.server.forum.signed_in import is_fresh
from isegoria.server.front.security_log import note
from isegoria.server.people.factors import able
from isegoria.server.people.models import Participant

__all__ = ["Accounts"]

_SAID = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use the code of your app, or a recovery code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}
_PER_ADDRESS_OF_THE_NETWORK = {"login_failed": "10/m/ip"}


class Accounts(AccountMails):
    """Slows down wrong passwords, and asks people who change how they sign in who they are."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse a password that comes too early."""
        self._login_failed_rl_usage = ratelimit.consume(
            request,
            app="allauth.account",
            action="login_failed",
            config=_PER_ADDRESS_OF_THE_NETWORK,
        )
        if not self._login_failed_rl_usage:
            note("password.too-many", request, account=credentials.get("email", ""))
            raise self.validation_error("too_many_login_attempts")
        begin_attempt(request, credentials.get("email", ""))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Participant | None:
        """Return whose password it is, and forget wrong ones of before."""
        found: Participant | None = super().authenticate(request, **credentials)
        if found is not None:
            end_attempts(request, credentials.get("email", ""))
        return found

    def post_login(self, request: HttpRequest, user: Participant, **how: Any) -> HttpResponse:
        """Remember the browser from which somebody came in."""
        response: HttpResponse = super().post_login(request, user, **how)
        remember_browser(request, response, user)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead somebody whose role needs a second factor to where they set it up."""
        if isinstance(request.user, Participant) and able(request.user).lacks_second_factor:
            return reverse("mfa_index")
        return str(super().get_login_redirect_url(request))

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **known: Any) -> None:
        """Forget wrong passwords: a new one was chosen by a mail."""
        end_attempts(request, known.get("email", ""))

    def is_reauthentication_required(self, *, app: str, **_asked: Any) -> bool:
        """Ask for password or factor; those who have neither must have come in a moment ago, which
        allauth does not ask for.
        """
        if not super().get_reauthentication_methods(self.request.user) and not is_fresh(
            self.request
        ):
            raise ReauthenticationRequired
        return True

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Return how somebody shows that it is them: by their factor where they have one, since a
        password can be chosen by those who have only the session.
        """
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        said = [{**one, "description": _SAID.get(one["id"], "")} for one in methods]
        factors = [one for one in said if one["id"] != "reauthenticate"]
        if not Authenticator.objects.filter(user_id=user.pk, type="totp").exists():
            factors.reverse()  # a passkey comes before the codes that are there for its loss
        by_mail = [{"id": "again", "description": "", "url": reverse("sign-in-again")}]
        return factors or said or (by_mail if user.is_authenticated else [])
