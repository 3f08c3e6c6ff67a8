"""The contents page of all tables."""

from isegoria.server.issues.models import Issue, IssueProposer, IssueSupport, Process
from isegoria.server.people.models import Affiliation, Forum, Participant, StakeholderGroup
from isegoria.server.processes.models import ModelInUse, ProcessDraft
from isegoria.server.record.models import Act, Authorship, Head, Opening
from isegoria.server.sessions.models import Correction, Session, Speaker, Turn

__all__ = [
    "Act",
    "Affiliation",
    "Authorship",
    "Correction",
    "Forum",
    "Head",
    "Issue",
    "IssueProposer",
    "IssueSupport",
    "ModelInUse",
    "Opening",
    "Participant",
    "Process",
    "ProcessDraft",
    "Session",
    "Speaker",
    "StakeholderGroup",
    "Turn",
]
