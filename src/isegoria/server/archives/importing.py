"""From the files of an archive to acts on the record: all of them or none, and the same file again
changes nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal, TypeVar

from django.http import Http404

from isegoria.readers.archives import Discussion, Written, from_issues, from_mails
from isegoria.readers.github_archive import read_github_archive
from isegoria.readers.mbox import read_mbox
from isegoria.readers.packed import unpacked
from isegoria.readers.values import Notice, ReaderError
from isegoria.rules.language.model import Model
from isegoria.server.archives.acts import (
    BringComment,
    BringIssue,
    BringText,
    LinkSession,
    OpenArchive,
    Source,
)
from isegoria.server.archives.documents import File, Text, meetings_in, texts_in
from isegoria.server.archives.people import person_from_archive
from isegoria.server.deliberation.models import Comment
from isegoria.server.issues.acts import BeginProcess
from isegoria.server.people.models import Participant
from isegoria.server.process.models import Chunk, Process
from isegoria.server.record.door import Work, foreseen, perform, together
from isegoria.server.rulebooks.reads import model_named
from isegoria.server.sessions.acts import ImportSession
from isegoria.server.sessions.models import Session
from isegoria.terms import Refusal

__all__ = [
    "MODEL",
    "Brought",
    "File",
    "Prepared",
    "already",
    "bring",
    "prepare_issues",
    "prepare_mails",
]

MODEL = "archive.discussion"
"""The rules of what took place elsewhere, unless others are named: it is read, and nothing can be
decided in it.
"""

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Prepared:
    """An archive that was read, and is not yet on the record.

    `notices` are in words, with file and place.
    """

    title: str
    model: Model
    format: Literal["mail", "issues"]
    sources: tuple[Source, ...]
    discussions: tuple[Discussion, ...]
    notices: tuple[str, ...]
    texts: tuple[Text, ...] = ()
    meetings: tuple[ImportSession, ...] = ()

    @property
    def written(self) -> list[Written]:
        """Everything that was written, in all discussions."""
        return [one for discussion in self.discussions for one in discussion.written]

    @property
    def people(self) -> int:
        """How many people wrote; all of whom nobody knows who they were count as one."""
        return len({one.person for one in self.written})

    @property
    def length(self) -> int:
        """How many contributions, versions and turns will be written; what a progress bar counts
        to.
        """
        versions = sum(len(text.versions) for text in self.texts)
        return (
            len(self.written) + versions + sum(len(one.transcript.turns) for one in self.meetings)
        )

    @property
    def span(self) -> tuple[datetime, datetime]:
        """When the first and the last contribution was written."""
        times = [one.at for one in self.written]
        return min(times), max(times)


@dataclass(frozen=True, slots=True)
class Brought:
    """What was brought: the process, and its first and last act."""

    process: Process
    first: int
    last: int


def prepare_mails(files: Sequence[File], title: str, now: datetime, model: str = MODEL) -> Prepared:
    """Read the files of a mailing list.

    Raises:
        ReaderError: one of them cannot be read, or there is no such model; the message says which,
        and what would be right.
    """
    notices: list[str] = []
    read = []
    for file in files:
        mails, found = _in_file(file, read_mbox)
        notices += _in_words(file.name, found)
        read.append((file.name, mails))
    discussion, more = from_mails(read, title, now)
    notices += [line for name, notice in more for line in _in_words(name, [notice])]
    sources = _sources(files)
    return Prepared(title, _model(model), "mail", sources, (discussion,), tuple(notices))


def prepare_issues(
    file: File,
    title: str,
    model: str = MODEL,
    *,
    minutes: Sequence[tuple[File, date | None]] = (),
    drafts: Sequence[File] = (),
) -> Prepared:
    """Read the archive of a repository's issues, with the minutes of its meetings and the versions
    of its texts.

    Minutes come with the day of the meeting, None where they name it themselves. Files of one name
    but for the number at its end are versions of one text, in the order in which they come.

    Raises:
        ReaderError: one of them cannot be read, or there is no such model; the message says which,
        and what would be right.
    """
    discussions = from_issues(_in_file(file, read_github_archive))
    texts, of_drafts = texts_in(drafts)
    meetings, of_minutes = meetings_in(minutes)
    sources = _sources([file, *drafts, *(one for one, _day in minutes)])
    notices = (*of_drafts, *of_minutes)
    return Prepared(
        title,
        _model(model),
        "issues",
        sources,
        tuple(discussions),
        notices,
        tuple(texts),
        tuple(meetings),
    )


def already(prepared: Prepared, now: datetime) -> Refusal | None:
    """Return the refusal if one of the files is on the record already; asked before anything is
    written.
    """
    begins, ends = prepared.span
    return foreseen(
        OpenArchive(Process(), prepared.format, prepared.sources, begins, ends, 0, 0),
        by=None,
        now=now,
    )


def bring(
    prepared: Prepared,
    *,
    by: Participant | None,
    now: datetime,
    progress: Callable[[int], object] = bool,
) -> Brought:
    """Put a prepared archive on the record, in one transaction; `progress` is told how many
    contributions were just written.

    Raises:
        Refused: a rule does not allow it, or one of the files is on the record already; nothing was
        written.
    """
    with together():
        begun = perform(BeginProcess(prepared.title, prepared.model), by=by, now=now)
        process = Process.objects.get(pk=begun.number)
        begins, ends = prepared.span
        count = len(prepared.written)
        opened = OpenArchive(
            process, prepared.format, prepared.sources, begins, ends, count, prepared.people
        )
        last = perform(opened, by=by, now=now).number
        starts = prepared.model.stages[prepared.model.starts]
        bringing = _Bringing(
            process, by, now, progress, prepared.format == "mail", bool(starts.clocks)
        )
        for discussion in prepared.discussions:
            last = bringing.discussion(discussion)
        for text in prepared.texts:
            last = bringing.text(text)
        for meeting in prepared.meetings:
            last = bringing.meeting(meeting)
    return Brought(process, begun.number, last)


@dataclass(frozen=True, slots=True)
class _Bringing:
    """Brings the discussions of one archive, one act after the other; `people` are those met so
    far.
    """

    process: Process
    by: Participant | None
    now: datetime
    progress: Callable[[int], object]
    plain: bool
    has_clocks: bool
    """The rules have clocks: they run from the import on, or everything would be over before
    anybody saw it.
    """
    people: dict[str, Participant] = field(default_factory=dict)

    def discussion(self, discussion: Discussion) -> int:
        """Bring a discussion; return the number of its last act."""
        began_at = self.now if self.has_clocks else min(one.at for one in discussion.written)
        work = BringIssue(
            self.process,
            discussion.title,
            began_at,
            discussion.closed_at,
            discussion.mark,
            discussion.labels,
        )
        last = self._do(work)
        chunk = Chunk.objects.select_related("process__archive").get(pk=last)
        comments: list[Comment] = []
        for one in discussion.written:
            parent = comments[one.parent] if one.parent is not None else None
            said = BringComment(
                chunk,
                self._person(one),
                one.at,
                one.text,
                parent,
                one.asks,
                one.answered_at,
                self.plain,
            )
            last = self._do(said)
            comments.append(said.comment(last))
            self.progress(1)
        return last

    def text(self, text: Text) -> int:
        """Bring a text and its versions, in a discussion of its own; return the number of the last
        act.
        """
        dated = [at for _name, _text, at in text.versions if at is not None]
        began_at = self.now if self.has_clocks or not dated else min(dated)
        last = self._do(BringIssue(self.process, text.name, began_at))
        chunk = Chunk.objects.select_related("process__archive").get(pk=last)
        author = person_from_archive(f"texts:{self.process.number}", self.process.title)
        for name, written, at in text.versions:
            last = self._do(BringText(chunk, author, written, name, at))
            self.progress(1)
        return last

    def meeting(self, meeting: ImportSession) -> int:
        """Bring the minutes of a meeting as a session; return the number of the last act."""
        number = self._do(replace(meeting, progress=self.progress))
        return self._do(LinkSession(self.process, Session.objects.get(pk=number)))

    def _person(self, one: Written) -> Participant:
        key = one.person or f"nobody:{self.process.number}"
        if key not in self.people:
            self.people[key] = person_from_archive(key, one.name)
        return self.people[key]

    def _do(self, work: Work) -> int:
        return perform(work, by=self.by, now=self.now).number


def _in_file(file: File, read: Callable[[bytes], Read]) -> Read:
    try:
        return read(unpacked(file.data))
    except ReaderError as fault:
        raise ReaderError(f"{file.name}: {fault}") from None


def _sources(files: Sequence[File]) -> tuple[Source, ...]:
    """Return the files as the record knows them; one that is there under two names is one."""
    return tuple({one.source.digest: one.source for one in reversed(files)}.values())[::-1]


def _in_words(name: str, notices: Sequence[Notice]) -> list[str]:
    return [f"{name}, message {one.line}: {one.message}" for one in notices]


def _model(name: str) -> Model:
    try:
        return model_named(name)
    except Http404:
        raise ReaderError(
            f"there is no process model “{name}”; `isegoria model list` lists the models of the"
            f" library"
        ) from None
