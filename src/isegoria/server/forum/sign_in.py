"""A sign-in link by mail: it works once, for a quarter of an hour, on any device."""

from django.core import signing

from isegoria.server.people.models import Participant

__all__ = ["VALID_SECONDS", "participant_of", "token_for"]

VALID_SECONDS = 15 * 60
_SALT = "isegoria.sign-in-link"


def token_for(email: str) -> str | None:
    """Return what the link to this address carries; None if nobody signs in with it."""
    participant = Participant.objects.filter(email__iexact=email, is_active=True).first()
    return signing.dumps([participant.pk, _state(participant)], salt=_SALT) if participant else None


def participant_of(token: str) -> Participant | None:
    """Return whom a link signs in; None if it is too old, was used, or was made up."""
    try:
        number, state = signing.loads(token, salt=_SALT, max_age=VALID_SECONDS)
    except signing.BadSignature:
        return None
    participant = Participant.objects.filter(pk=number, is_active=True).first()
    if participant is None or _state(participant) != state:
        return None
    return participant


def _state(participant: Participant) -> str:
    """Return what changes with every sign-in and with a new password, so that a link works once."""
    last = participant.last_login.isoformat() if participant.last_login else ""
    return f"{last}|{participant.password[-12:]}"
