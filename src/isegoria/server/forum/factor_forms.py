"""The forms of second factors, in the words of the forum."""

from hashlib import sha256
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

__all__ = ["AddPasskey", "Code", "CodeAgain", "FirstCode", "RenamePasskey"]

_LONGEST = 80  # characters of the name of a passkey
_VALID = 120  # seconds; three codes of half a minute are valid at a time


def _code(label: Any) -> forms.CharField:
    shape = {"autocomplete": "one-time-code", "inputmode": "numeric"}
    return forms.CharField(label=label, max_length=40, widget=forms.TextInput(attrs=shape))


def _once(user: Any, code: str) -> None:
    """Refuse a code that was used a moment ago: allauth forgets it after half a minute, and it is
    valid for longer.
    """
    used = sha256("".join(code.split()).encode()).hexdigest()
    if not cache.add(f"isegoria:code:{user.pk}:{used}", "used", _VALID):
        raise get_adapter().validation_error("incorrect_code")


class _UsedOnce:
    """A form whose code nobody can use again, also not to sign in after it was set up."""

    user: Any

    def clean_code(self) -> str:
        """Check it, and that it was not used before."""
        code: str = super().clean_code()  # type: ignore[misc]  # of the form beside it
        _once(self.user, code)
        return code


class Code(_UsedOnce, AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The code of an app, or a recovery code, to come in."""

    code = _code(_("Code"))


class CodeAgain(_UsedOnce, ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The same to show that it is you."""

    code = _code(_("Code of your app, or a recovery code"))


class FirstCode(_UsedOnce, ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    """The first code of an app, which shows that it was set up right."""

    code = _code(_("Code"))


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """A passkey and how its owner calls it."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=_LONGEST, required=False)
    passwordless = forms.BooleanField(
        label=_("I want to sign in with it alone, without a password or a mail."),
        required=False,
        initial=True,
    )
    field_order = ("name", "passwordless", "credential")


class RenamePasskey(EditWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """How a passkey is called."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=_LONGEST)
