"""Archives of issues are read into threads; what is missing is named."""

import json

import pytest
from click.testing import CliRunner

from isegoria.cli import main
from isegoria.readers.github_archive import read_github_archive
from isegoria.readers.values import ReaderError
from tests.real_data import real

ISSUE = {
    "number": 3,
    "title": "Who repairs?",
    "author": "ann",
    "body": "Who?",
    "createdAt": "2026-01-01T10:00:00Z",
    "closedAt": None,
}
ANSWER = {"author": "bo", "body": "We do.", "createdAt": "2026-01-05T10:00:00Z"}


def archive(**more: object) -> bytes:
    return json.dumps({"issues": [{**ISSUE, **more}]}).encode()


def test_a_thread_has_its_comments_in_order_and_knows_when_it_was_answered() -> None:
    own = {"author": "ann", "body": "Hello?", "createdAt": "2026-01-02T10:00:00Z"}
    (thread,) = read_github_archive(archive(comments=[ANSWER, own]))
    assert [one.text for one in thread.comments] == ["Who?", "Hello?", "We do."]
    assert thread.answered_at == thread.comments[2].at


def test_an_issue_that_stands_in_the_archive_twice_is_taken_once() -> None:
    twice = json.dumps({"issues": [ISSUE, {**ISSUE, "title": "Again"}]}).encode()
    assert [one.title for one in read_github_archive(twice)] == ["Who repairs?"]


def test_a_thread_that_nobody_else_answers_is_answered_when_it_is_closed_or_not_at_all() -> None:
    assert read_github_archive(archive())[0].answered_at is None
    (closed,) = read_github_archive(archive(closedAt="2026-02-01T00:00:00Z"))
    assert closed.answered_at == closed.closed_at


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"{", "not JSON"),
        (b"[]", "no list “issues”"),
        (b'{"issues": []}', "no list “issues”"),
        (b'{"issues": [{"number": 1}]}', "issue 1 of the archive has no 'createdAt'"),
        (archive(createdAt="yesterday"), "issue 1 of the archive has no Invalid isoformat"),
        (b'{"issues": [7]}', "issue 1 of the archive"),
    ],
)
def test_what_is_no_archive_says_what_is_missing(data: bytes, words: str) -> None:
    with pytest.raises(ReaderError, match=words):
        read_github_archive(data)


@pytest.mark.real_data
def test_the_issues_of_a_contested_draft_are_read_and_their_signals_printed() -> None:
    path = real("issues/ietf-aipref-drafts.archive.json")
    threads = read_github_archive(path.read_bytes())
    assert len(threads) == 102
    printed = CliRunner().invoke(main, ["signals", str(path)])
    assert printed.exit_code == 0
    assert "unanswered_questions: “#" in printed.output
