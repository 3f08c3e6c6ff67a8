"""Sessions that ended are forgotten, with what somebody typed in them and did not send."""

from datetime import datetime

from django.contrib.sessions.models import Session

__all__ = ["forget_ended_sessions"]


def forget_ended_sessions(now: datetime) -> int:
    """Delete the sessions that ended before `now`; return how many."""
    deleted, _each = Session.objects.filter(expire_date__lt=now).delete()
    return deleted
