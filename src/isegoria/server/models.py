"""The contents page of all tables."""

from isegoria.server.people.models import Affiliation, Forum, Participant, StakeholderGroup
from isegoria.server.record.models import Act, Authorship, Head, Opening

__all__ = ["Act", "Affiliation", "Authorship", "Forum", "Head", "Opening", "Participant", "StakeholderGroup"]
