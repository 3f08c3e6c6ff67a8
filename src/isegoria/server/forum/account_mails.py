"""Mails about accounts: the words are templates, and every address in them is the forum's own."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from isegoria.server.forum.sign_in import token_for
from isegoria.server.front.outbox import URGENT
from isegoria.server.people.mail import address_of

__all__ = ["AccountMails"]

_CODE = "account/email/login_code"


class AccountMails(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sends mails whose links do not depend on the host that the request named. They go before
    others, since somebody waits for the code in them.
    """

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail with our own address in it."""
        ours = (
            {name: _ours(value) for name, value in context.items() if name.endswith("_url")}
            if settings.ADDRESS
            else {}
        )
        if template_prefix == _CODE and (token := token_for(email)):
            path = reverse("sign-in-link", args=[token])
            ours["sign_in_address"] = address_of(path, allauth_context.request)
        super().send_mail(template_prefix, email, {**context, **ours})

    def render_mail(
        self,
        template_prefix: str,
        email: str,
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Return the mail."""
        headers = {**(headers or {}), **URGENT}
        found: EmailMessage = super().render_mail(template_prefix, email, context, headers)
        return found


def _ours(url: str) -> str:
    parts = urlsplit(url)
    return address_of(parts._replace(scheme="", netloc="").geturl())
