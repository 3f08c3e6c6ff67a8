"""The sessions of an account: where somebody is signed in, and how they end."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.signals import user_logged_in
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.db.models import F
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from isegoria.server.people.models import Participant

__all__ = ["LastSeen", "end_session", "end_sessions", "is_fresh", "sessions_of"]

_SEEN = "seen_at"  # in the session: seconds
_EVERY = 3600.0  # seconds after which it is noted again that somebody was seen
_FRESH = timedelta(minutes=15)


class LastSeen:
    """Notes once an hour that a session is in use, without asking the database each time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and note it if the answer needed to know who asks."""
        response = self.get_response(request)
        session, now = request.session, timezone.now()
        if session.accessed and _SEEN in session and now.timestamp() - session[_SEEN] > _EVERY:
            session[_SEEN] = now.timestamp()
            UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=now)
        return response


def sessions_of(participant: Participant) -> list[UserSession]:
    """Return the sessions that go on, the last one first; those that ended are dropped."""
    found: list[UserSession] = UserSession.objects.purge_and_list(participant)
    return sorted(found, key=lambda one: one.created_at, reverse=True)


def end_session(participant: Participant, number: int) -> bool:
    """End one session of somebody; return whether it was theirs."""
    found = UserSession.objects.filter(user=participant, pk=number).first()
    if found is not None:
        found.end()
    return found is not None


def end_sessions(participant: Participant, but: HttpRequest | None = None) -> None:
    """End every session of somebody, but for the one of a request; also those that no list has."""
    theirs = Participant.objects.filter(pk=participant.pk)
    theirs.update(sessions_ended=F("sessions_ended") + 1)
    others = UserSession.objects.filter(user_id=participant.pk)
    if but is None:
        others.delete()
        return
    before = but.session.session_key
    others.exclude(session_key=before).delete()
    update_session_auth_hash(but, theirs.get())  # the session gets another key
    others.filter(session_key=before).update(session_key=but.session.session_key)


def is_fresh(request: HttpRequest) -> bool:
    """Return whether somebody signed in here a moment ago, by whatever way."""
    records = get_authentication_records(request, request.user)
    since = (timezone.now() - _FRESH).timestamp()
    return any(one["at"] >= since for one in records)


@receiver(user_logged_in)
def _came_in(request: HttpRequest, **_sent: Any) -> None:
    request.session[_SEEN] = timezone.now().timestamp()


@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def _changed_a_factor(request: HttpRequest, user: Any, **_sent: Any) -> None:
    """End what others may have opened before."""
    end_sessions(user, but=request)


@receiver(authenticator_added)
def _has_it(request: HttpRequest, user: Any, authenticator: Any, **_sent: Any) -> None:
    """Ask for nothing more before the recovery codes are shown: they just used the new factor."""
    kind = {"id": authenticator.pk, "type": authenticator.type}
    record_authentication(request, user, "mfa", reauthenticated=True, **kind)
