"""The administrator's way in on the first start: a link that works once."""

import hashlib
import hmac
import secrets
from pathlib import Path

from django.conf import settings

__all__ = ["new_token", "use_token"]


def _file() -> Path:
    return Path(settings.HOME) / "administrator-link"


def new_token() -> str:
    """Make a link's token; an earlier one stops working. Only its hash is kept."""
    token = secrets.token_urlsafe(32)
    path = _file()
    path.touch(mode=0o600)
    path.write_text(hashlib.sha256(token.encode()).hexdigest())
    return token


def use_token(token: str) -> bool:
    """Return whether the token is the right one, and make it useless."""
    try:
        right = hmac.compare_digest(_file().read_text(), hashlib.sha256(token.encode()).hexdigest())
        if right:
            _file().unlink()
    except FileNotFoundError:  # it was used, a moment ago perhaps
        return False
    return right
