"""Roles that need a second factor, and people who hold one without it: they are there, and cannot
act in it.
"""

from copy import copy

from allauth.mfa.models import Authenticator

from isegoria.server.people.models import Forum, Participant
from isegoria.server.people.reads import forum_or_none

__all__ = ["able", "has_second_factor", "roles_of"]

SECRETARIAT = "secretariat"


def has_second_factor(who: Participant) -> bool:
    """Return whether somebody has an app or a passkey; recovery codes alone are none."""
    theirs = Authenticator.objects.filter(user_id=who.pk, type__in=["totp", "webauthn"])
    return bool(theirs.exists())


def roles_of(who: Participant) -> set[str]:
    """Return the names of the roles of the forum that somebody holds."""
    return {one["role"] for one in who.roles} | ({SECRETARIAT} if who.secretariat else set())


def able(who: Participant, forum: Forum | None = None) -> Participant:
    """Return somebody as they can act now: without the roles for which they lack a second factor.

    What comes back then is for reading only. The roles are still theirs in the database.
    """
    held = roles_of(who)
    if not held:  # most people: nothing is asked of the database
        return who
    forum = forum or forum_or_none()
    needed = held & set(forum.second_factor if forum else ())
    if not needed or has_second_factor(who):
        return who
    found = copy(who)
    found.secretariat = who.secretariat and SECRETARIAT not in needed
    found.roles = [one for one in who.roles if one["role"] not in needed]
    found.lacks_second_factor = True
    return found
