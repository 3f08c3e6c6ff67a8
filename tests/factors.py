"""A device that has second factors: the codes of an app, and passkeys (WebAuthn) in software."""

import base64
import hashlib
import json
import re
import secrets
import struct
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2 import cbor

__all__ = ["Key", "code_of", "options_in"]


def code_of(secret: str, steps: int = 0) -> str:
    """Return what an app shows now, or so many half minutes later."""
    now = list(yield_hotp_counters_from_time())[1]  # the one in the middle
    return format_hotp_value(hotp_value(secret, now + steps))


def options_in(page: str, name: str) -> dict[str, Any]:
    """Return what a page asks a device for."""
    [data] = re.findall(r'<script id="passkey-options"[^>]*>(.*?)</script>', page, re.S)
    found: dict[str, Any] = json.loads(data)[name]["publicKey"]
    return found


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass
class Key:
    """A security key with one passkey."""

    host: str = "testserver"
    origin: str = "https://testserver"
    verifies: bool = True
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    name: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    owner: str = ""

    def _data(self, *, attested: bool = False) -> bytes:
        flags = 0x01 | (0x04 if self.verifies else 0) | (0x40 if attested else 0)
        head = hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, 1)
        if not attested:
            return head
        point = self.private.public_key().public_numbers()
        x, y = point.x.to_bytes(32, "big"), point.y.to_bytes(32, "big")
        public = cbor.encode({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        return head + bytes(16) + struct.pack(">H", len(self.name)) + self.name + public

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _credential(self, response: dict[str, str], **said: Any) -> str:
        return json.dumps(
            {
                "id": _text(self.name),
                "rawId": _text(self.name),
                "type": "public-key",
                "response": response,
                "clientExtensionResults": said,
            }
        )

    def made(self, options: dict[str, Any]) -> str:
        """Return a new passkey, as a browser sends it."""
        self.owner = options["user"]["id"]
        data = self._data(attested=True)
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"])
        response = {"clientDataJSON": _text(client), "attestationObject": _text(attestation)}
        return self._credential(response, credProps={"rk": True})

    def signed(self, options: dict[str, Any]) -> str:
        """Return the answer to a challenge."""
        data, client = self._data(), self._client("webauthn.get", options["challenge"])
        signature = self.private.sign(
            data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256())
        )
        response = {
            "clientDataJSON": _text(client),
            "authenticatorData": _text(data),
            "signature": _text(signature),
            "userHandle": self.owner,
        }
        return self._credential(response)


def add_app(client: Client) -> str:
    """Set up an app for who is signed in, and return its key; the way there is open."""
    page = client.get("/accounts/2fa/totp/activate/")
    secret: str = page.context["form"].secret
    assert client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}).status_code == 302
    return secret
