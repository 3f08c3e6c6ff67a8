"""What allauth asks the forum about accounts: its settings name this."""

from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse

from isegoria.server.forum.account_mails import AccountMails
from isegoria.server.forum.attempts import begin_attempt, end_attempts, remember_browser
from isegoria.server.front.security_log import note
from isegoria.server.people.models import Participant

__all__ = ["Accounts"]

_PER_ADDRESS_OF_THE_NETWORK = {"login_failed": "10/m/ip"}


class Accounts(AccountMails):
    """Slows down wrong passwords; the rest is as allauth does it."""

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

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **known: Any) -> None:
        """Forget wrong passwords: a new one was chosen by a mail."""
        end_attempts(request, known.get("email", ""))
