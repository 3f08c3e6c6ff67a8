"""Who comes in, who does not, and what changes about how they come in: noted without a name."""

from typing import Any

from allauth.account import signals as account
from allauth.socialaccount import signals as social
from django.apps import apps
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from isegoria.server.front.security_log import note

__all__: list[str] = []


def _noted(event: str) -> Any:
    """Return what notes a change of somebody who is signed in."""

    def changed(request: HttpRequest | None = None, user: Any = None, **_sent: Any) -> None:
        who = user or getattr(request, "user", None)
        note(event, request, account=getattr(who, "email", ""))

    return changed


_CHANGES = {
    "password.changed": account.password_changed,
    "password.set": account.password_set,
    "password.reset": account.password_reset,
    "address.added": account.email_added,
    "address.removed": account.email_removed,
    "address.changed": account.email_changed,
    "provider.added": social.social_account_added,
    "provider.removed": social.social_account_removed,
    "signed-in": user_logged_in,
    "signed-out": user_logged_out,
}
if apps.is_installed("allauth.mfa"):
    from allauth.mfa import signals as factors

    _CHANGES |= {
        "factor.added": factors.authenticator_added,
        "factor.removed": factors.authenticator_removed,
        "recovery-codes.new": factors.authenticator_reset,
    }
for _event, _signal in _CHANGES.items():
    _signal.connect(_noted(_event), weak=False, dispatch_uid=f"isegoria.security.{_event}")


@receiver(user_login_failed)
def _wrong_password(
    credentials: dict[str, Any], request: HttpRequest | None = None, **_sent: Any
) -> None:
    note("password.wrong", request, account=str(credentials.get("email") or ""))
    if request is not None:
        request.is_noted = True  # type: ignore[attr-defined]  # the page that comes back says no more
