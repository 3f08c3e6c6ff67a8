"""Bringing an archive onto the record: each contribution an act of its own, dated when it was
imported, with its own time beside.

What somebody wrote, who it was and when stand in fields that can be erased one by one, as with what
is said here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from typing_extensions import TypedDict

from isegoria.readers.mbox import own_words
from isegoria.rules.language.model import Model
from isegoria.server.archives import refusals
from isegoria.server.archives.models import Archive, ArchivedIssue, ArchivedSession, ArchiveFile
from isegoria.server.deliberation.models import Comment, Version
from isegoria.server.deliberation.threads import path_below
from isegoria.server.issues.models import Issue
from isegoria.server.people.models import Participant
from isegoria.server.process.facts import CourseFacts, begin_course, model_of
from isegoria.server.process.models import Chunk, Process
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.fields import ALWAYS, About, Erasable, Named, Part, Refers
from isegoria.server.sessions.models import Session
from isegoria.terms import Refusal, gettext_noop

__all__ = [
    "CLOSED",
    "BringComment",
    "BringIssue",
    "BringText",
    "LinkSession",
    "OpenArchive",
    "Source",
    "close_there",
]

CLOSED = "closed"
"""The way out by which the model of archives ends what was closed where it was discussed."""

_TITLE = 200


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: its name, and the SHA-256 of its bytes."""

    name: str
    digest: str


class ArchiveBody(TypedDict):
    """What can be said of an archive without a name: how it is written, how much there is, from
    when to when.
    """

    format: Literal["mail", "issues"]
    contributions: int
    people: int
    began_at: str
    ended_at: str


class BroughtIssueBody(TypedDict, total=False):
    """When it was opened and closed where it was discussed."""

    began_at: str
    closed_at: str


class BroughtBody(TypedDict, total=False):
    """Whether it asks something; when that was answered."""

    form: str
    answered_at: str


@dataclass(frozen=True, slots=True)
class _Bring(Work):
    """What all acts of an import have in common: the secretariat, or its command line, does
    them.
    """

    def _not_theirs(self, attempt: Attempt) -> Refusal | None:
        if attempt.by is None or attempt.by.secretariat:
            return None
        return refusals.ONLY_SECRETARIAT_BRINGS.refuse()


@dataclass(frozen=True, slots=True)
class OpenArchive(_Bring):
    """Say of a process that it took place elsewhere, and which files it is read from."""

    process: About[Process]
    format: Literal["mail", "issues"]
    sources: Sequence[Source]
    began_at: datetime
    ended_at: datetime
    contributions: int
    people: int
    kind: ClassVar[str] = "archive.open"
    says: ClassVar[str] = gettext_noop("Brought an archive onto the record")
    Body: ClassVar[type] = ArchiveBody
    opens: ClassVar[tuple[str, ...]] = ("files",)

    def body(self) -> Mapping[str, Any]:
        """Return what can be said without a name."""
        return {
            "format": self.format,
            "contributions": self.contributions,
            "people": self.people,
            "began_at": _minute(self.began_at).isoformat(),
            "ended_at": _minute(self.ended_at).isoformat(),
        }

    def erasable(self) -> Mapping[str, Any]:
        """Return the names of the files, which can name somebody."""
        return {"files": [one.name for one in self.sources]}

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than the secretariat, and a file that was brought before."""
        if refusal := self._not_theirs(attempt):
            return refusal
        earlier = ArchiveFile.objects.filter(
            digest__in=[one.digest for one in self.sources]
        ).select_related("archive__process")
        found = earlier.first()
        if found is None:
            return None
        return refusals.IMPORTED_BEFORE.refuse(
            file=found.name, process=found.archive.process_id, title=found.archive.process.title
        )

    def apply(self, attempt: Attempt) -> None:
        """Write the archive and its files."""
        archive = Archive.objects.create(
            number=attempt.number,
            process=self.process,
            format=self.format,
            began_at=self.began_at,
            ended_at=self.ended_at,
            contributions=self.contributions,
            people=self.people,
        )
        ArchiveFile.objects.bulk_create(
            ArchiveFile(archive=archive, name=one.name[:200], digest=one.digest)
            for one in self.sources
        )


@dataclass(frozen=True, slots=True)
class BringIssue(_Bring):
    """Bring a discussion of an archive onto the record as an issue with its chunk, dated as it was
    there.
    """

    process: About[Process]
    title: Annotated[Erasable[str], Part("issue")]
    began_at: datetime
    closed_at: datetime | None = None
    mark: Annotated[Erasable[str], Part("issue")] = ""
    labels: Annotated[Erasable[Sequence[str]], Part("issue")] = ()
    makes: ClassVar[str] = "issue"
    kind: ClassVar[str] = "archive.issue"
    says: ClassVar[str] = gettext_noop("Brought a discussion from an archive")
    Body: ClassVar[type] = BroughtIssueBody

    def body(self) -> Mapping[str, Any]:
        """Return when it was opened and closed."""
        times = {"began_at": self.began_at, "closed_at": self.closed_at}
        return {name: _minute(at).isoformat() for name, at in times.items() if at is not None}

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than the secretariat, and a process that is no archive."""
        return self._not_theirs(attempt) or _no_archive(self.process)

    def apply(self, attempt: Attempt) -> None:
        """Write the issue and its chunk."""
        title = self.title.strip()[:_TITLE]
        issue = Issue.objects.create(number=attempt.number, process=self.process, title=title)
        ArchivedIssue.objects.create(issue=issue, mark=self.mark[:40], labels=list(self.labels))
        model = model_of(self.process)
        chunk = Chunk(number=attempt.number, process=self.process, issue=issue, title=title)
        facts = begin_course(chunk, model, _minute(self.began_at))
        if self.closed_at is not None:
            close_there(facts, model, _minute(self.closed_at))
            chunk.cited = (
                self.mark.lstrip("#")[:20] if facts.outcome else ""
            )  # its number there, not one of this forum
        facts.write()


@dataclass(frozen=True, slots=True)
class BringComment(_Bring):
    """Bring a contribution onto the record, as `author` wrote it at `at`."""

    chunk: About[Chunk]
    author: Participant
    at: datetime
    text: str
    parent: Refers[Comment | None] = None
    asks: bool = False
    answered_at: datetime | None = None
    plain: bool = False
    kind: ClassVar[str] = "archive.comment"
    says: ClassVar[str] = gettext_noop("Brought a contribution from an archive")
    Body: ClassVar[type] = BroughtBody
    opens: ClassVar[tuple[str, ...]] = ("author", "text", "written")

    def body(self) -> Mapping[str, Any]:
        """Return what it is."""
        answered = (
            {"answered_at": _minute(self.answered_at).isoformat()} if self.answered_at else {}
        )
        return {"form": self._form.value, **answered}

    def erasable(self) -> Mapping[str, Any]:
        """Return who wrote what, and when."""
        author = {"name": str(self.author), "participant": self.author.pk}
        return {"author": author, "text": self.text, "written": self.at.isoformat()}

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than the secretariat, and an author who has an account: nobody is made to
        say something here.
        """
        return (
            self._not_theirs(attempt)
            or _no_archive(self.chunk.process)
            or _has_account(self.author)
        )

    def apply(self, attempt: Attempt) -> None:
        """Write it."""
        self.comment(attempt.number).save(force_insert=True)

    def comment(self, number: int) -> Comment:
        """Return what is written under the number of an act; a reply that is brought next can name
        it.
        """
        return Comment(
            number=number,
            chunk=self.chunk,
            participant=self.author,
            at=self.at,
            form=self._form,
            parent=self.parent,
            path=path_below(self.parent, number),
            text=self.text,
            words=len(own_words(self.text).split()),
            answered_at=self.answered_at,
            plain=self.plain,
        )

    @property
    def _form(self) -> Comment.Kind:
        return Comment.Kind.QUESTION if self.asks else Comment.Kind.COMMENT


@dataclass(frozen=True, slots=True)
class BringText(_Bring):
    """Bring a version of a text onto the record.

    `at` None: the text does not say from when it is.
    """

    chunk: About[Chunk]
    author: Participant
    text: Erasable[str]
    note: Annotated[Erasable[str], ALWAYS] = ""
    at: Annotated[Erasable[datetime | None], Named("written")] = None
    kind: ClassVar[str] = "archive.text"
    says: ClassVar[str] = gettext_noop("Brought a version of a text from an archive")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than the secretariat, a process that is no archive, and an author who has
        an account.
        """
        return (
            self._not_theirs(attempt)
            or _no_archive(self.chunk.process)
            or _has_account(self.author)
        )

    def apply(self, attempt: Attempt) -> None:
        """Write it."""
        Version.objects.create(
            number=attempt.number,
            chunk=self.chunk,
            participant=self.author,
            at=self.at or attempt.now,
            text=self.text.strip(),
            note=self.note[:400],
        )
        Chunk.objects.filter(pk=self.chunk.pk).update(text_version=attempt.number)


@dataclass(frozen=True, slots=True)
class LinkSession(_Bring):
    """Say of a session on the record that it was a meeting of the process of an archive."""

    process: About[Process]
    session: Refers[Session]
    kind: ClassVar[str] = "archive.session"
    says: ClassVar[str] = gettext_noop("Brought the minutes of a meeting with an archive")

    def place(self, attempt: Attempt) -> tuple[str, str]:
        """Return the process and the session."""
        return self.process.place, self.session.place

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than the secretariat, and a process that is no archive."""
        return self._not_theirs(attempt) or _no_archive(self.process)

    def apply(self, attempt: Attempt) -> None:
        """Write the link."""
        ArchivedSession.objects.create(
            session=self.session, archive=Archive.objects.get(process=self.process)
        )


def close_there(facts: CourseFacts, model: Model, at: datetime) -> None:
    """End a chunk as it was closed where it was discussed, if its model has that way out."""
    if CLOSED in model.stages[facts.stage].exits:
        facts.leave(CLOSED, at)


def _minute(at: datetime) -> datetime:
    """Return a time to the minute: what stays for ever singles nobody out."""
    return at.replace(second=0, microsecond=0)


def _no_archive(process: Process) -> Refusal | None:
    if (
        getattr(process, "archive", None) is not None
        or Archive.objects.filter(process=process).exists()
    ):
        return None  # asked once for a process, and then of the row that was read
    return refusals.NO_ARCHIVE.refuse(title=process.title)


def _has_account(author: Participant) -> Refusal | None:
    if author.from_archive:
        return None
    return refusals.HAS_ACCOUNT.refuse(name=str(author))
