"""The contents page of all tables."""

from isegoria.server.conflicts.models import Case, CaseNote, CaseStep, NoteConsent, Party
from isegoria.server.courses.models import Chunk, ChunkRow, Member, Process, Seat
from isegoria.server.deliberation.models import (
    Amendment,
    Comment,
    CommentVersion,
    Item,
    MinorityStatement,
    Objection,
    Position,
    Restriction,
    StrawAnswer,
    StrawPoll,
    Version,
    Visit,
)  # fmt: skip
from isegoria.server.issues.models import Issue, IssueProposer, IssueSupport
from isegoria.server.outcomes.models import FollowUp
from isegoria.server.people.models import Affiliation, Forum, Participant, StakeholderGroup
from isegoria.server.processes.models import ModelInUse, ProcessDraft
from isegoria.server.record.models import Act, Authorship, Head, Opening, Sealed
from isegoria.server.sessions.models import Correction, Session, Speaker, Turn
from isegoria.server.warnings.models import Look

__all__ = [
    "Act",
    "Affiliation",
    "Amendment",
    "Authorship",
    "Case",
    "CaseNote",
    "CaseStep",
    "Chunk",
    "ChunkRow",
    "Comment",
    "CommentVersion",
    "Correction",
    "FollowUp",
    "Forum",
    "Head",
    "Issue",
    "IssueProposer",
    "IssueSupport",
    "Item",
    "Look",
    "Member",
    "MinorityStatement",
    "ModelInUse",
    "NoteConsent",
    "Objection",
    "Opening",
    "Participant",
    "Party",
    "Position",
    "Process",
    "ProcessDraft",
    "Restriction",
    "Sealed",
    "Seat",
    "Session",
    "Speaker",
    "StakeholderGroup",
    "StrawAnswer",
    "StrawPoll",
    "Turn",
    "Version",
    "Visit",
]
