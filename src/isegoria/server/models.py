"""The contents page of all tables."""

from isegoria.server.archives.models import Archive, ArchivedIssue, ArchivedSession, ArchiveFile
from isegoria.server.conduct.models import (
    AppealSeat,
    Code,
    Erasure,
    Measure,
    MeasureAppeal,
    Report,
    WithheldWords,
)
from isegoria.server.conflicts.models import Case, CaseNote, CaseStep, NoteConsent, Party
from isegoria.server.corrections.models import Erratum
from isegoria.server.deliberation.models import (
    Amendment,
    Comment,
    CommentVersion,
    Item,
    MinorityStatement,
    Objection,
    Position,
    StrawAnswer,
    StrawPoll,
    Version,
    Visit,
)
from isegoria.server.forum.models import PrivacyNotice
from isegoria.server.front.models import MailCount
from isegoria.server.issues.models import Issue, IssueProposer, IssueSupport
from isegoria.server.jobs.models import Lease
from isegoria.server.membership.models import Invitation
from isegoria.server.outcomes.models import FollowUp, Reminder, Responsible
from isegoria.server.people.models import Affiliation, Forum, Participant, StakeholderGroup
from isegoria.server.people.organisations import (
    Organisation,
    OrganisationClaim,
    OrganisationName,
    Representative,
)
from isegoria.server.process.models import (
    Backer,
    Chunk,
    ChunkRow,
    Member,
    Motion,
    PlannedDate,
    Process,
    Proxy,
    Seat,
)
from isegoria.server.record.models import (
    Act,
    Authorship,
    ErasedAuthor,
    Head,
    Opening,
    Sealed,
    Withheld,
)
from isegoria.server.reviews.models import PetitionSignature, Review, ReviewAnswer
from isegoria.server.roles.models import Alias
from isegoria.server.rulebooks.models import ModelInUse, ProcessDraft
from isegoria.server.sessions.models import Correction, Session, Speaker, Turn
from isegoria.server.warnings.models import Look

__all__ = [
    "Act",
    "Affiliation",
    "Alias",
    "Amendment",
    "AppealSeat",
    "Archive",
    "ArchiveFile",
    "ArchivedIssue",
    "ArchivedSession",
    "Authorship",
    "Backer",
    "Case",
    "CaseNote",
    "CaseStep",
    "Chunk",
    "ChunkRow",
    "Code",
    "Comment",
    "CommentVersion",
    "Correction",
    "ErasedAuthor",
    "Erasure",
    "Erratum",
    "FollowUp",
    "Forum",
    "Head",
    "Invitation",
    "Issue",
    "IssueProposer",
    "IssueSupport",
    "Item",
    "Lease",
    "Look",
    "MailCount",
    "Measure",
    "MeasureAppeal",
    "Member",
    "MinorityStatement",
    "ModelInUse",
    "Motion",
    "NoteConsent",
    "Objection",
    "Opening",
    "Organisation",
    "OrganisationClaim",
    "OrganisationName",
    "Participant",
    "Party",
    "PetitionSignature",
    "PlannedDate",
    "Position",
    "PrivacyNotice",
    "Process",
    "ProcessDraft",
    "Proxy",
    "Reminder",
    "Report",
    "Representative",
    "Responsible",
    "Review",
    "ReviewAnswer",
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
    "Withheld",
    "WithheldWords",
]
