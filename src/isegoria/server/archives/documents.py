"""The drafts and minutes beside an archive: files become versions of texts, and sessions that are
not yet on the record.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256

from isegoria.readers.documents import document_name, read_document
from isegoria.readers.transcript import read_minutes
from isegoria.readers.values import ReaderError
from isegoria.server.archives.acts import Source
from isegoria.server.sessions.acts import ImportSession

__all__ = ["File", "Text", "meetings_in", "texts_in"]

_TITLE = 200


@dataclass(frozen=True, slots=True)
class File:
    """A file of an archive: its name and its bytes; mail may be packed with gzip."""

    name: str
    data: bytes

    @property
    def source(self) -> Source:
        """The file as the record knows it."""
        return Source(self.name, sha256(self.data).hexdigest())


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its versions, in their order: the name of each file, what it says, and from when
    it is if it says so.
    """

    name: str
    versions: tuple[tuple[str, str, datetime | None], ...]


def texts_in(files: Sequence[File]) -> tuple[list[Text], list[str]]:
    """Return the texts with their versions, and in words what is odd.

    Raises:
        ReaderError: a file is no text; the message names it.
    """
    notices: list[str] = []
    versions: dict[str, list[tuple[str, str, datetime | None]]] = {}
    for file in files:
        try:
            found = read_document(file.data)
        except ReaderError as fault:
            raise ReaderError(f"{file.name}: {fault}") from None
        notices += [f"{file.name}, line {one.line}: {one.message}" for one in found.notices]
        at = datetime.combine(found.written_on, time(), UTC) if found.written_on else None
        if at is None:
            notices.append(
                f"{file.name}: it does not say from when it is; it is dated when it is imported"
            )
        versions.setdefault(document_name(file.name), []).append((file.name, found.text, at))
    return [Text(name, tuple(kept)) for name, kept in versions.items()], notices


def meetings_in(files: Sequence[tuple[File, date | None]]) -> tuple[list[ImportSession], list[str]]:
    """Return the minutes as sessions that are not yet on the record, and in words what is odd.

    Raises:
        ReaderError: a file is no text, or neither it nor the caller says which day it is of; the
        message names it.
    """
    notices: list[str] = []
    sessions = []
    for file, day in files:
        try:
            found = read_document(file.data)
            source = found.text.encode()
            transcript = read_minutes(source)
        except ReaderError as fault:
            raise ReaderError(f"{file.name}: {fault}") from None
        held_on = day or found.written_on
        if held_on is None:
            raise ReaderError(
                f"{file.name}: it does not name the day of the meeting; write"
                f" {file.name}=2026-11-25"
            )
        notices += [
            f"{file.name}, line {one.line}: {one.message}"
            for one in (*found.notices, *transcript.warnings)
        ]
        title = (found.title or document_name(file.name))[:_TITLE]
        sessions.append(ImportSession(title, held_on, "", source, transcript, ()))
    return sessions, notices
