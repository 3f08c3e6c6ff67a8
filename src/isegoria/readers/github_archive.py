"""From the archive of a repository's issues (as `gh` based archivers of working groups write it,
JSON) to threads of comments.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from isegoria.readers.values import ReaderError

__all__ = ["Comment", "Thread", "read_github_archive"]


@dataclass(frozen=True, slots=True)
class Comment:
    """Something written in a thread; its first comment is the issue's own text."""

    author: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Thread:
    """An issue: when it was opened and closed, what was written in it, in order, and the labels it
    had in the end.
    """

    number: int
    title: str
    closed_at: datetime | None
    comments: tuple[Comment, ...]
    labels: tuple[str, ...] = ()

    @property
    def answered_at(self) -> datetime | None:
        """When somebody else wrote in it first, or it was closed; None while neither happened."""
        others = [one.at for one in self.comments if one.author != self.comments[0].author]
        known = [at for at in (*others[:1], self.closed_at) if at is not None]
        return min(known, default=None)


def read_github_archive(data: bytes) -> list[Thread]:
    """Read an archive; issues and nothing of the code. An issue that stands in it twice is taken
    once.

    Raises:
        ReaderError: it is no JSON, or its issues lack a number, a title or a time; the error says
        what is missing.
    """
    try:
        written = json.loads(data)
    except (ValueError, RecursionError) as fault:
        raise ReaderError(f"the archive is not JSON: {fault}") from None
    issues = written.get("issues") if isinstance(written, dict) else None
    if not isinstance(issues, list) or not issues:
        raise ReaderError(
            "the archive has no list “issues”; it is the JSON that archivers of GitHub write,"
            " with issues and comments"
        )
    found: dict[int, Thread] = {}
    for place, issue in enumerate(issues, 1):
        thread = _thread(place, issue)
        found.setdefault(thread.number, thread)
    return list(found.values())


def _thread(place: int, issue: Any) -> Thread:
    try:
        comments = [_comment(issue), *(_comment(one) for one in issue.get("comments") or ())]
        closed = issue.get("closedAt")
        return Thread(
            int(issue["number"]),
            str(issue["title"]),
            _at(closed) if closed else None,
            tuple(sorted(comments, key=lambda one: one.at)),
            tuple(str(one) for one in issue.get("labels") or ()),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as fault:
        raise ReaderError(f"issue {place} of the archive has no {fault} that can be read") from None


def _comment(written: Mapping[str, Any]) -> Comment:
    return Comment(
        str(written.get("author") or ""), _at(written["createdAt"]), str(written.get("body") or "")
    )


def _at(written: str) -> datetime:
    at = datetime.fromisoformat(written)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
