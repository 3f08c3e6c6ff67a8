"""People who wrote in an archive: participants without an account, told apart by a fingerprint of
their address.

The address itself is kept nowhere. Its fingerprint is made with the key of this forum, so that
nobody can look an address up in a copy of the database by trying addresses out.
"""

import hmac
from hashlib import sha256

from django.conf import settings

from isegoria.rules.facts.confusables import likeness
from isegoria.server.people.models import Participant

__all__ = ["person_from_archive"]

_DIGITS = 40
_NOBODY = "archive.invalid"  # RFC 2606: no mail can ever be sent there


def person_from_archive(address: str, name: str) -> Participant:
    """Return the participant of an address in an archive, made if need be; a name that was missing
    so far is added.
    """
    fingerprint = hmac.new(settings.SECRET_KEY.encode(), address.encode(), sha256).hexdigest()[
        :_DIGITS
    ]
    found = Participant.objects.filter(email=f"{fingerprint}@{_NOBODY}").first()
    if found is None:
        return Participant.objects.create_user(
            f"{fingerprint}@{_NOBODY}", name=name, is_active=False, from_archive=True
        )
    if name and not found.name and found.erased_in is None:
        found.name, found.likeness = name, likeness(name)
        found.save(update_fields=["name", "likeness"])
    return found
