"""Second factors: authenticator apps, passkeys and recovery codes, kept by allauth."""

import base64
import secrets
from hashlib import sha256
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import qrcode
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathImage

from isegoria.server.people.reads import forum_or_none

__all__ = ["Factors"]


class Factors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Keeps what the codes are made of encrypted, and speaks in the words of the forum."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or it was used already."),
        "unverified_email": _("Confirm your e-mail address first."),
        "cannot_generate_recovery_codes": _("Set up an app or a passkey first."),
    }

    def encrypt(self, text: str) -> str:
        """Return a secret as the database keeps it; a copy of the database alone is of no use."""
        return _key().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret.

        With another key of the forum nobody knows it any more. It is then something that nobody
        guesses, and never empty: codes made of nothing are known to everyone.
        """
        try:
            return _key().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def get_totp_issuer(self) -> str:
        """Return the name of the forum, as an app lists it."""
        forum = forum_or_none()
        return forum.name if forum else "Isegoria"

    def build_totp_svg(self, url: str) -> str:
        """Return the key as a picture that can stand in a page."""
        made = BytesIO()
        qrcode.make(url, image_factory=SvgPathImage, border=2).save(made)
        return made.getvalue().decode().partition("?>")[2]

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return for which host a passkey is: the forum’s, whatever a request says.

        In development any name of this machine.
        """
        host = None if settings.DEVELOPMENT else urlsplit(settings.ADDRESS).hostname
        asked = context.request.get_host().partition(":")[0]
        return {"id": host or asked, "name": self.get_totp_issuer()}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """Return whose passkey it is, as the device lists it."""
        known: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**known, "display_name": str(user)}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 -- allauth's
        """Return a name for a passkey that was given none."""
        return str(_("Passkey"))


def _key() -> Fernet:
    made = sha256(b"isegoria.second-factors|" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(made))
