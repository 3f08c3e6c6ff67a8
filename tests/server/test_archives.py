"""Archives come onto the record: all or nothing, once, act by act, by people without accounts whose
addresses are nowhere.
"""

import gzip
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from isegoria.cli import archives as command
from isegoria.cli import signals as signals_command
from isegoria.library import model
from isegoria.readers.values import ReaderError
from isegoria.server.archives.acts import BringComment, OpenArchive
from isegoria.server.archives.forgetting import ForgetPerson
from isegoria.server.archives.importing import File, bring, prepare_issues, prepare_mails
from isegoria.server.archives.models import Archive
from isegoria.server.conduct.erasing import EraseWords
from isegoria.server.deliberation.models import Comment, Version
from isegoria.server.forum.sign_in import token_for
from isegoria.server.issues.acts import BeginProcess
from isegoria.server.issues.models import Issue
from isegoria.server.people.models import Participant
from isegoria.server.people.reads import participants_named
from isegoria.server.process.models import Chunk, Member
from isegoria.server.record.door import perform, together
from isegoria.server.record.models import Act, Opening
from isegoria.server.replay.compare import recompute
from isegoria.server.sessions.models import Session
from isegoria.terms import Refused
from tests.people import amina, chen
from tests.real_data import real

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 25, 12, tzinfo=UTC)  # after the last of the real records
PROCON = [
    "draft-ietf-procon-2026bis-09.txt",
    "draft-ietf-procon-2026bis-10.txt",
    "draft-ietf-procon-2418bis.txt",
]
AIPREF = [
    ("ietf122__minutes.md", date(2025, 3, 20)),
    ("interim-25-06__minutes.md", None),
    ("interim-26-04__minutes.md", None),
]
MAILS = b"""From ann@example.org Thu Jan  1 00:00:00 2026
From: Ann Example <Ann@Example.org>
Date: Thu, 1 Jan 2026 10:00:00 +0000
Subject: [list] Cables
Message-ID: <1@example.org>

Who repairs them? Write to ann@example.org.

From bo@example.org Fri Jan  2 00:00:00 2026
From: bo@example.org
Date: Fri, 2 Jan 2026 10:00:00 +0000
Subject: Re: [list] Cables
Message-ID: <2@example.org>
In-Reply-To: <1@example.org>

> Who repairs them?
We do, *all* of us.

From ann@example.org Sat Jan  3 00:00:00 2026
From: Ann <ann@example.org>
Date: Sat, 3 Jan 2026 10:00:00 +0000
Subject: Re: Cables
Message-ID: <3@example.org>
In-Reply-To: <2@example.org>

Good.
"""
ISSUES = {
    "issues": [
        {
            "number": 7,
            "title": "Who repairs?",
            "author": "ann",
            "body": "Who?",
            "createdAt": "2026-01-01T10:00:00Z",
            "closedAt": "2026-02-01T10:00:30Z",
            "labels": ["legal"],
            "comments": [
                {"author": "bo", "body": "**We** do.", "createdAt": "2026-01-05T10:00:00Z"}
            ],
        },
        {
            "number": 8,
            "title": "Who pays?",
            "author": "cy",
            "body": "Who?",
            "createdAt": "2026-01-02T10:00:00Z",
            "closedAt": None,
            "labels": [],
            "comments": [],
        },
    ]
}


def mails(title: str = "The list", name: str = "list.mbox", data: bytes = MAILS) -> Any:
    return bring(prepare_mails([File(name, data)], title, NOW), by=None, now=NOW)


def issues() -> Any:
    return bring(
        prepare_issues(File("issues.json", json.dumps(ISSUES).encode()), "The drafts"),
        by=None,
        now=NOW,
    )


def test_a_list_becomes_an_issue_whose_comments_are_its_mails_in_threads_with_their_own_dates() -> (
    None
):
    mails()
    first, second, third = Comment.objects.order_by("number")
    assert (first.parent, second.parent, third.parent) == (None, first, second)
    assert [str(one.participant) for one in (first, third)] == ["Ann Example", "Ann Example"]
    assert second.at == datetime(2026, 1, 2, 10, tzinfo=UTC)
    assert second.text == "We do, *all* of us."
    issue = Issue.objects.get()
    assert (issue.title, issue.chunks.get().stage) == ("The list", "past")


def test_every_contribution_is_an_act_of_the_import_with_author_words_and_time_that_can_be_erased() -> (
    None
):
    brought = mails()
    assert Act.objects.count() == brought.last
    act = Act.objects.get(number=Comment.objects.order_by("number")[1].number)
    assert (act.kind, act.role, act.body) == ("archive.comment", "operator", {"form": "comment"})
    assert set(act.commitments) == {"at", "author", "text", "who", "written"}
    assert act.minute == NOW
    author = json.loads(bytes(act.openings.get(field="author").content))
    assert author["participant"] == Comment.objects.get(pk=act.number).participant_id


def test_addresses_are_nowhere_in_the_database() -> None:
    mails()
    kept = [bytes(one) for one in Opening.objects.values_list("content", flat=True)]
    kept += [one.encode() for one in Comment.objects.values_list("text", flat=True)]
    kept += [repr(row).encode() for row in Participant.objects.values_list()]
    assert not [one for one in kept if b"example.org" in one.lower()]


def test_the_same_address_is_the_same_person_also_in_another_archive() -> None:
    mails()
    mails(
        "The year after",
        "2027.mbox",
        MAILS.replace(b"<1@", b"<9@").replace(b"<2@", b"<8@").replace(b"<3@", b"<7@"),
    )
    assert Participant.objects.filter(from_archive=True).count() == 2
    assert Archive.objects.count() == 2


def test_people_of_an_archive_cannot_sign_in_and_count_nowhere_as_members() -> None:
    mails()
    person = Participant.objects.get(name="Ann Example")
    assert (person.is_active, person.has_usable_password(), token_for(person.email)) == (
        False,
        False,
        None,
    )
    assert not Member.objects.exists()
    page = Client().get(f"/people/{person.pk}/").content.decode()
    assert "From an archive" in page
    assert page.count("/discussion/?to=") == 2
    assert "archive.invalid" not in page


def test_the_same_file_again_changes_nothing_and_says_so() -> None:
    mails()
    acts = Act.objects.count()
    with pytest.raises(Refused, match="is on the record already, in process 1: “The list”"):
        mails("Under another title")
    assert Act.objects.count() == acts
    assert Archive.objects.count() == 1


def test_a_file_under_two_names_is_one() -> None:
    bring(
        prepare_mails([File("a.mbox", MAILS), File("b.mbox", MAILS)], "The list", NOW),
        by=None,
        now=NOW,
    )
    assert [one.name for one in Archive.objects.get().files.all()] == ["a.mbox"]
    assert Comment.objects.count() == 3


def test_nothing_is_written_when_something_goes_wrong_in_the_middle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[int] = []

    def stop(_number: int) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        bring(
            prepare_mails([File("list.mbox", MAILS)], "The list", NOW),
            by=None,
            now=NOW,
            progress=stop,
        )
    assert not Act.objects.exists()
    assert not Participant.objects.filter(from_archive=True).exists()


def test_issues_of_a_repository_keep_number_labels_and_when_they_were_closed() -> None:
    issues()
    closed, going_on = Issue.objects.order_by("number")
    assert (closed.archived.mark, closed.archived.labels) == ("#7", ["legal"])
    assert (closed.chunks.get().outcome, going_on.chunks.get().outcome) == ("closed", "")
    assert closed.chunks.get().cited == "7"
    assert closed.chunks.get().ended_at == datetime(2026, 2, 1, 10, tzinfo=UTC)
    asked = Comment.objects.get(chunk__issue=closed, parent=None)
    assert (asked.form, asked.answered_at) == ("question", datetime(2026, 1, 5, 10, tzinfo=UTC))


@pytest.mark.parametrize("imported", [mails, issues])
def test_what_the_pages_show_of_an_archive_follows_from_the_record(imported: Any) -> None:
    imported()
    for issue in Issue.objects.all():
        assert recompute(issue).findings == ()
    Chunk.objects.filter(issue=Issue.objects.order_by("number")[0]).update(outcome="elsewhere")
    assert recompute(Issue.objects.order_by("number")[0]).findings


def test_early_warnings_are_those_of_the_end_of_the_archive() -> None:
    later = (
        MAILS
        + b"""
From cy@example.org Fri May  1 00:00:00 2026
From: Cy <cy@example.org>
Date: Fri, 1 May 2026 10:00:00 +0000
Subject: Ships
Message-ID: <4@example.org>

And ships?
"""
    )
    mails(data=later)
    issue = Issue.objects.get()
    page = Client().get(f"/issues/{issue.number}/").content.decode()
    words = " ".join(re.sub("<[^>]+>", "", page).split())
    assert "As they stood when the archive ended, on 1 May 2026" in words


def test_only_the_secretariat_brings_an_archive_and_nobody_with_an_account_is_made_to_speak() -> (
    None
):
    with pytest.raises(Refused) as refused:
        bring(prepare_mails([File("list.mbox", MAILS)], "t", NOW), by=amina(), now=NOW)
    assert refused.value.refusal.rule == "process.not-secretariat"
    secretary = chen()
    bring(prepare_mails([File("list.mbox", MAILS)], "t", NOW), by=secretary, now=NOW)
    chunk = Chunk.objects.get()
    assert (
        _refused(BringComment(chunk, secretary, NOW, "I never said so"), secretary)
        == "archive.has-account"
    )
    assert (
        _refused(BringComment(chunk, secretary, NOW, "x"), Participant.objects.get(name="Amina"))
        == "archive.not-secretariat"
    )
    other = perform(
        BeginProcess("Cables", model("equal-footing.working-group")), by=secretary, now=NOW
    )
    process = Chunk.objects.get().process
    process.pk = other.number
    assert _refused(
        OpenArchive(process, "mail", [], NOW, NOW, 1, 1), Participant.objects.get(name="Amina")
    ).startswith("archive.")


def _refused(work: Any, by: Participant) -> str:
    with pytest.raises(Refused) as found:
        perform(work, by=by, now=NOW)
    return found.value.refusal.rule


def test_pages_of_archives_list_discussions_with_what_is_known_and_leave_them_out_of_the_call() -> (
    None
):
    issues()
    process = Archive.objects.get().process_id
    client = Client()
    page = " ".join(client.get(f"/archives/{process}/").content.decode().split())
    assert all(
        words in page for words in ("#7 Who repairs?", "legal", "issues.json", "3 contributions")
    )
    assert "The drafts" in client.get("/archives/").content.decode()
    assert client.get("/archives/archives.json").json()["archives"][0]["people"] == 3
    assert "Who repairs?" not in client.get("/issues/").content.decode()
    assert "Who repairs?" not in client.get("/outcomes/").content.decode()
    assert client.get("/archives/999/").status_code == 404
    issue = Issue.objects.order_by("number")[0]
    shown = client.get(f"/issues/{issue.number}/").content.decode()
    assert "From an archive" in shown
    assert "supporters" not in shown


@pytest.mark.parametrize(
    ("imported", "markup"), [(mails, "We do, *all* of us."), (issues, "<strong>We</strong> do.")]
)
def test_mail_is_shown_as_it_was_typed_and_issues_as_markdown(imported: Any, markup: str) -> None:
    imported()
    chunk = Chunk.objects.order_by("number")[0]
    page = Client().get(f"/chunks/{chunk.number}/discussion/").content.decode()
    assert markup in page
    assert "from an archive" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_an_archive_asks_the_same_number_of_questions_however_much_there_is(
    count: int, django_assert_num_queries: Any
) -> None:
    archive = {
        "issues": [{**ISSUES["issues"][0], "number": number} for number in range(1, count + 1)]
    }
    bring(prepare_issues(File("i.json", json.dumps(archive).encode()), "t"), by=None, now=NOW)
    with django_assert_num_queries(7):
        Client().get(f"/archives/{Archive.objects.get().process_id}/")


def test_all_acts_inside_are_one_transaction_or_none() -> None:
    secretary = chen()

    def twice() -> None:
        with together():
            perform(
                BeginProcess("One", model("equal-footing.working-group")), by=secretary, now=NOW
            )
            perform(BeginProcess("Two", model("equal-footing.working-group")), by=None, now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        twice()
    assert not Act.objects.exists()


MINUTES = b"""# Cables, meeting of 3 March 2026

## Repair

Ann: Who repairs them? Write to ann@example.org.

Bo: We do.
"""
DRAFTS = [
    File(
        "draft-cables-00.md", b"# Cables\n\n1 March 2026\n\nCoastal states repair. ann@example.org"
    ),
    File("draft-cables-01.md", b"# Cables\n\n4 March 2026\n\nCoastal states repair at once."),
]


def with_meeting(minutes: bytes = MINUTES, day: date | None = None) -> Any:
    issues_file = File("issues.json", json.dumps(ISSUES).encode())
    return prepare_issues(
        issues_file, "The drafts", minutes=[(File("minutes.md", minutes), day)], drafts=DRAFTS
    )


def test_drafts_become_versions_of_a_text_and_minutes_a_session_that_the_archive_lists() -> None:
    bring(with_meeting(), by=None, now=NOW)
    first, second = Version.objects.order_by("number")
    assert (first.note, str(first.at.date()), first.chunk) == (
        "draft-cables-00.md",
        "2026-03-01",
        second.chunk,
    )
    assert first.chunk.title == "draft-cables"
    session = Session.objects.get()
    assert (session.title, str(session.held_on), session.format) == (
        "Cables, meeting of 3 March 2026",
        "2026-03-03",
        "minutes",
    )
    assert [
        turn.speaker.name for turn in session.turns.select_related("speaker") if turn.speaker
    ] == ["Ann", "Bo"]
    kept = [bytes(one) for one in Opening.objects.values_list("content", flat=True)]
    assert not [one for one in kept if b"example.org" in one]
    client = Client()
    assert (
        "Cables, meeting of"
        in client.get(f"/archives/{Archive.objects.get().process_id}/").content.decode()
    )
    assert "<ins>" in client.get(f"/chunks/{first.chunk_id}/text/redline/").content.decode()
    assert recompute(first.chunk.issue).findings == ()


def test_minutes_that_do_not_name_their_day_need_one() -> None:
    nameless = MINUTES.replace(b" of 3 March 2026", b"")
    with pytest.raises(
        ReaderError,
        match=r"minutes.md: it does not name the day of the meeting; write minutes.md=2026-11-25",
    ):
        with_meeting(nameless)
    assert with_meeting(nameless, date(2026, 3, 4)).meetings[0].held_on == date(2026, 3, 4)


def test_words_from_an_archive_are_erased_like_any_other_and_who_wrote_them_stays(
    client_of: Any,
) -> None:
    mails()
    secretary = chen()
    comment = Comment.objects.order_by("number")[1]
    perform(
        EraseWords(Act.objects.get(pk=comment.number), "Somebody asked for it."),
        by=secretary,
        now=NOW,
    )
    left = set(Opening.objects.filter(act=comment.number).values_list("field", flat=True))
    assert left == {"at", "author", "who", "written"}
    page = client_of(secretary).get(f"/chunks/{comment.chunk_id}/discussion/").content.decode()
    assert "We do, *all* of us." not in page
    assert recompute(Issue.objects.get()).findings == ()


def test_nobody_of_an_archive_is_given_a_seat_or_treated_as_an_account(client_of: Any) -> None:
    mails()
    person = Participant.objects.get(name="Ann Example")
    assert participants_named(f"#{person.pk}") == []
    assert client_of(chen()).get(f"/people/{person.pk}/erase/").status_code == 404


def test_every_link_of_an_archive_leads_somewhere_for_visitors_and_the_secretariat(
    client_of: Any,
) -> None:
    mails()
    bring(with_meeting(), by=None, now=NOW)
    for client in (Client(), client_of(chen())):
        seen: set[str] = set()
        ahead = ["/archives/", "/warnings/", "/issues/", "/"]
        while ahead:
            address = ahead.pop()
            if address in seen or address.startswith(
                ("/accounts/", "/static/", "/processes/", "/language/", "/record/")
            ):
                continue
            seen.add(address)
            answer = client.get(address)
            assert answer.status_code < 400, address
            page = (
                answer.content.decode()
                if answer.get("content-type", "").startswith("text/html")
                else ""
            )
            ahead += re.findall(r'href="(/[^"#?]*)', page) + [
                answer.get("location", "").partition("?")[0]
            ] * (answer.status_code == 302)
        assert not [one for one in seen if one.endswith("/restrict/")]
        assert f"/issues/processes/{Archive.objects.all()[0].process_id}/" in seen


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> Any:
    monkeypatch.setattr(command, "start_django", lambda **_how: None)
    return CliRunner().invoke(
        command.mbox if words[0] == "mbox" else command.github_archive, words[1:]
    )


def test_the_command_imports_says_what_it_did_and_what_it_did_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.mbox.gz"
    path.write_bytes(gzip.compress(MAILS + MAILS))
    dry = run(monkeypatch, "mbox", str(path), "--title", "The list", "--dry-run")
    assert (dry.exit_code, Act.objects.count()) == (0, 0)
    assert "3 contributions of 2 people in 1 threads" in dry.stdout
    assert "list.mbox.gz, message 4: this message stands in the archive twice" in dry.stderr
    done = run(monkeypatch, "mbox", str(path), "--title", "The list")
    assert done.exit_code == 0
    assert f"/archives/{Archive.objects.get().process_id}/" in done.stdout
    again = run(monkeypatch, "mbox", str(path), "--title", "The list")
    assert (again.exit_code, "is on the record already" in again.stderr) == (0, True)
    assert run(monkeypatch, "mbox", str(path), "--title", "x", "--model", "no.such").exit_code == 2
    path.write_bytes(b"\x1f\x8bno gzip")
    broken = run(monkeypatch, "mbox", str(path), "--title", "x")
    assert (broken.exit_code, "cannot be unpacked" in broken.stderr) == (2, True)
    path.write_bytes(b"[]")
    wrong = run(monkeypatch, "github-archive", str(path), "--title", "x")
    assert (wrong.exit_code, "list “issues”" in wrong.stderr) == (2, True)


def test_another_model_keeps_its_own_course_from_the_day_of_the_import() -> None:
    bring(
        prepare_mails([File("list.mbox", MAILS)], "The list", NOW, "ietf.standards"),
        by=None,
        now=NOW,
    )
    chunk = Chunk.objects.get()
    assert chunk.outcome == ""
    assert chunk.stage == model("ietf.standards").starts
    assert chunk.state["began_at"].startswith("2026-06-01")
    assert recompute(Issue.objects.get()).findings == ()


def test_who_somebody_of_an_archive_was_is_erased_and_no_later_import_brings_it_back(
    client_of: Any,
) -> None:
    mails()
    person = Participant.objects.get(name="Ann Example")
    secretary, other = chen(), amina()
    assert "Erase their name" in client_of(secretary).get(f"/people/{person.pk}/").content.decode()
    assert _refused(ForgetPerson(person), other) == "archive.not-secretariat"
    assert _refused(ForgetPerson(other), secretary) == "archive.nobody-to-forget"
    page = client_of(secretary)
    form = page.get(f"/people/{person.pk}/forget/").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', form)
    assert key is not None
    assert page.post(f"/people/{person.pk}/forget/", {"key": key[1]}).status_code == 302
    mails("The year after", "2027.mbox", MAILS.replace(b"<1@", b"<9@"))
    forgotten = Participant.objects.get(pk=person.pk)
    assert (forgotten.name, str(forgotten)) == ("", "erased participant")
    assert Comment.objects.filter(participant=person).count() == 4
    assert not [
        one for one in Opening.objects.filter(act__lte=6) if b"Ann Example" in bytes(one.content)
    ]
    assert "Their name was erased" in Client().get(f"/people/{person.pk}/").content.decode()
    assert _refused(ForgetPerson(person), secretary) == "archive.nobody-to-forget"


def test_the_command_takes_minutes_with_or_without_their_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "i.json").write_text(json.dumps(ISSUES))
    (tmp_path / "m.md").write_bytes(MINUTES)
    words = [
        "github-archive",
        str(tmp_path / "i.json"),
        "--title",
        "The drafts",
        "--dry-run",
        "--minutes",
    ]
    assert "2026-03-03 Cables" in run(monkeypatch, *words, str(tmp_path / "m.md")).stdout
    assert "2026-04-01 Cables" in run(monkeypatch, *words, f"{tmp_path / 'm.md'}=2026-04-01").stdout
    wrong = run(monkeypatch, *words, f"{tmp_path / 'm.md'}=April")
    assert (wrong.exit_code, "“April” is no day" in wrong.stderr) == (2, True)
    assert "there is no such file" in run(monkeypatch, *words, str(tmp_path / "n.md")).stderr


def test_signals_over_an_archive_on_the_record_are_printed_window_by_window(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    issues()
    monkeypatch.setattr(signals_command, "start_django", lambda **_how: None)
    archive, issue = Archive.objects.get(), Issue.objects.order_by("number")[1]
    whole = CliRunner().invoke(
        signals_command.signals_, ["--process", str(archive.process_id), "--days", "7"]
    )
    assert "until 2026-01-05: 3 messages of 3 people" in whole.stdout
    alone = CliRunner().invoke(
        signals_command.signals_, ["--issue", str(issue.number), "--days", "7"]
    )
    assert "1 messages of 1 people" in alone.stdout
    assert CliRunner().invoke(signals_command.signals_, ["--process", "999"]).exit_code == 2
    assert CliRunner().invoke(signals_command.signals_, []).exit_code == 2
    assert (
        CliRunner().invoke(signals_command.signals_, ["--process", "1", "--issue", "3"]).exit_code
        == 2
    )


def test_a_question_that_an_archive_never_answered_is_a_warning_of_its_end() -> None:
    late = {**ISSUES["issues"][1], "number": 9, "createdAt": "2026-04-01T10:00:00Z"}  # type: ignore[dict-item]
    archive = {"issues": [*ISSUES["issues"], late]}
    bring(prepare_issues(File("i.json", json.dumps(archive).encode()), "t"), by=None, now=NOW)
    first = Issue.objects.get(archived__mark="#8")
    client = Client()
    assert (
        "“#8” was asked on 2 January 2026 and has no answer. The limit of 30 days passed 59 days ago"
        in client.get(f"/issues/{first.number}/").content.decode()
    )
    assert "“#8” was asked" in client.get("/warnings/").content.decode()
    assert "“#9” was asked" not in client.get("/warnings/").content.decode()


@pytest.mark.real_data
def test_real_archives_come_onto_the_record_whole_and_what_is_shown_follows_from_it() -> None:
    drafts = [File(name, real(f"policy/ietf-procon/{name}").read_bytes()) for name in PROCON]
    minutes = [
        (File(name, real(f"transcripts/ietf-aipref/{name}").read_bytes()), day)
        for name, day in AIPREF
    ]
    aipref = File("aipref.json", real("issues/ietf-aipref-drafts.archive.json").read_bytes())
    procon = File("procon.json", real("issues/ietf-procon-2418bis.archive.json").read_bytes())
    bring(prepare_issues(aipref, "AI preferences", minutes=minutes), by=None, now=LATER)
    bring(prepare_issues(procon, "The process", drafts=drafts), by=None, now=LATER)
    assert (Issue.objects.count(), Comment.objects.count(), Version.objects.count()) == (
        121,
        441,
        3,
    )
    assert Session.objects.count() == len(AIPREF)
    for issue in Issue.objects.all()[:3]:
        assert recompute(issue).findings == ()


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "mails", "people"),
    [
        ("ksummit-discuss-lf-2019.mbox.gz", 395, 82),
        ("pipermail-text/numpy-discussion-2001-November.txt", 82, 39),
        ("3gpp-listserv/3GPP_TSG_SA_ITUT_AHG.LOG1705B", 5, 5),
        ("edge-cases/perceval/mbox_no_fields.mbox", 3, 1),
        ("edge-cases/ietf-mailarchive/export.mbox", 21, 3),
    ],
)
def test_real_lists_come_onto_the_record_without_an_address(
    name: str, mails: int, people: int
) -> None:
    data = real(f"mail/{name}").read_bytes()
    bring(prepare_mails([File(name, data)], "A list", LATER), by=None, now=LATER)
    assert Comment.objects.count() == mails
    assert Participant.objects.filter(from_archive=True).count() == people
    assert recompute(Issue.objects.get()).findings == ()
    kept = " ".join(Comment.objects.values_list("text", flat=True)) + " ".join(
        Participant.objects.values_list("name", flat=True)
    )
    assert not re.search(r"[a-z0-9]@[a-z0-9-]+\.(?:org|com|net|edu)\b", kept)
