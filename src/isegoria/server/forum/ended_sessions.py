"""Sessions that ended are forgotten, with what somebody typed in them and did not send. So is what
tells whose a mark in the security log is.
"""

from datetime import datetime

from django.contrib.sessions.models import Session

from isegoria.server.front.security_log import forget_marks

__all__ = ["forget_ended_sessions"]


def forget_ended_sessions(now: datetime) -> int:
    """Delete the sessions that ended before `now`, and old keys of marks; return how many
    sessions.
    """
    forget_marks(now.date())
    deleted, _each = Session.objects.filter(expire_date__lt=now).delete()
    return deleted
