"""How often something was tried is counted under keys that tell no address."""

import hmac
from hashlib import sha256

from django.conf import settings

__all__ = ["hashed"]


def hashed(key: str, prefix: str, version: int) -> str:
    """Return the name under which the database keeps a count.

    A key of a limit names the IP address of whoever tried. Without the secret key of the forum
    nobody can tell which: a plain hash of four bytes is found by trying all.
    """
    written = f"{prefix}:{version}:{key}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), written, sha256).hexdigest()
