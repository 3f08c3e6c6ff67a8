"""A process keeps the text of its rules: whatever becomes of the library, it is shown, judged and
replayed by them.
"""

import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.test import Client

from isegoria.library import FILES, digest_of, library, model, models_of_text, read_from, source_of
from isegoria.rules.language.durations import Duration
from isegoria.rules.language.loading import read_model_file
from isegoria.server.deliberation.acts import ProposeItem, Say
from isegoria.server.deliberation.texts import Write
from isegoria.server.issues.acts import BeginProcess, ProposeIssue
from isegoria.server.issues.models import Issue
from isegoria.server.process.clocks import run_clocks
from isegoria.server.process.dates import PlanDate
from isegoria.server.process.facts import model_of, models_of
from isegoria.server.process.kept_rules import refuse_unreadable, unreadable_rules
from isegoria.server.process.models import Chunk, Process
from isegoria.server.process.steps import (
    Appeal,
    Deliver,
    GiveFinding,
    Leave,
    Trigger,
    Vote,
)
from isegoria.server.record.append_only import guard_rules, unguard, unguard_rules, unguard_sealed
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act
from isegoria.server.replay.compare import recompute
from isegoria.server.rulebooks.acts import PutModelIntoUse
from isegoria.server.rulebooks.kept import keep, kept_text, rules_of
from isegoria.server.rulebooks.models import ModelInUse, ProcessDraft, RulesText
from isegoria.server.rulebooks.reads import model_named, text_of
from isegoria.terms import Refused
from tests.once import once
from tests.people import chen
from tests.play import START, Play, everyone_supports, seated, to_the_call
from tests.releases import CHANGES, our_own, released
from tests.sealing import seal
from tests.server.test_processes import sent

pytestmark = pytest.mark.django_db
OUTSIDE = (
    "/accounts/",
    "/static/",
    "/language/",
    "/record/",
    "/profile",
    "/sessions/",
    "/groups/",
    "/code/",
    "/issues/begin/",
)
LISTS = ("/issues/", "/outcomes/", "/warnings/", "/conflicts/", "/questions/", "/")
WORKING_GROUP = "equal-footing.working-group"
VERSION = model(WORKING_GROUP).version

each_release = pytest.mark.parametrize("change", CHANGES)


@pytest.fixture(autouse=True)
def this_library() -> Iterator[None]:
    """Bring the library of this release back."""
    yield
    read_from()


@pytest.fixture
def release(change: str, tmp_path: Path) -> Callable[[], None]:
    """Return what replaces the library."""
    return lambda: released(CHANGES[change](), tmp_path / "library")


def answers(client: Client) -> dict[str, tuple[int, str]]:
    """Return what every address answers to which the pages of the issues lead, and those of models
    beside them.
    """
    found: dict[str, tuple[int, str]] = {}
    ahead = list(LISTS)
    while ahead:
        address = ahead.pop()
        if (
            address in found or address.startswith(OUTSIDE) or address.endswith(".csv")
        ):  # the JSON has the same rows
            continue
        page = client.get(address)
        html = page.content.decode() if page.get("content-type", "").startswith("text/html") else ""
        ahead += [] if address.startswith("/processes/") else re.findall(r'href="(/[^"#?]*)', html)
        found[address] = page.status_code, "" if address.startswith("/processes/") else plain(page)
    return found


def plain(page: Any) -> str:
    """Return an answer without what differs from one time to the next."""
    text = b"".join(page.streaming_content).decode() if page.streaming else page.content.decode()
    return re.sub(r'value="[\w-]{36,}"|DTSTAMP:\w+|<updated>[^<]*', "", text)


NAMES = ("ended", "contested", "called", "deliberated", "reviewed")


def installation(play: Play) -> dict[str, Chunk]:
    """Let a working group be in many stages at once, with ballots and clocks that run; return its
    chunks.
    """
    chunks, play.day = once("installation", lambda: _installation(play))
    return chunks


def _installation(play: Play) -> tuple[dict[str, Chunk], int]:
    chunks = {name: play.raised() for name in NAMES}
    _to_deliberation(play, list(chunks.values()))
    _to_call(play, chunks["ended"])
    everyone_supports(play, chunks["ended"])
    play.do(
        GiveFinding(chunks["ended"], "designation", "consensus", reason="all groups"),
        "governments1",
    )
    play.do(Deliver(chunks["ended"], "evidence"))
    assert _later(play, chunks.values(), 21)[0] == "consensus_call"
    _contest(play, chunks["contested"])
    _to_call(play, chunks["called"])
    for who in ("governments2", "civil-society1", "private-sector1"):
        play.do(Vote(chunks["called"], "support", "support"), who)
    play.do(Say(chunks["deliberated"], text="Who pays?"), "civil-society1")
    for who in ("governments2", "civil-society1"):
        play.do(Trigger(chunks["reviewed"], "leadership_review", reason="they do not answer"), who)
    play.do(Vote(chunks["reviewed"], "confidence", "yes"), "civil-society1")
    play.do_plain(
        PlanDate(play.process, on=(play.now + timedelta(days=9)).date(), title="Call with the room")
    )
    late = perform(BeginProcess("Towers", model("equal-footing")), by=play.secretary, now=play.now)
    by, capacity = play.people["civil-society1"]
    perform(
        ProposeIssue(Process.objects.get(pk=late.number), "Who lights towers?"),
        by=by,
        now=play.now,
        capacity=capacity,
    )
    return {name: Chunk.objects.get(pk=chunk.pk) for name, chunk in chunks.items()}, play.day


def _to_deliberation(play: Play, chunks: list[Chunk]) -> None:
    for chunk in chunks:
        play.do(Deliver(chunk, "clusters"))
    assert set(_later(play, chunks, 42)) == {"scoping"}
    for chunk in chunks:
        for name, who in {"chunks": "governments1", "voices": None}.items():
            play.do(Deliver(chunk, name), who)
        play.do(GiveFinding(chunk, "shape", "open", reason="all who want"), "governments1")
    assert set(_later(play, chunks, 42)) == {"statements"}
    for chunk in chunks:
        play.do(ProposeItem(chunk, text="Ships wait too long."), "civil-society1")
    assert set(_later(play, chunks, 28)) == {"deliberation"}


def _later(play: Play, chunks: Iterable[Chunk], days: int) -> list[str]:
    play.day += days
    run_clocks(play.now)
    return [Chunk.objects.get(pk=chunk.pk).stage for chunk in chunks]


def _to_call(play: Play, chunk: Chunk) -> None:
    play.do(Write(chunk, text="Coastal states repair.\n\nOperators pay."), "technical-community1")
    for name, who in {
        "text": "technical-community1",
        "technical": "technical-community2",
        "domestic": "governments2",
    }.items():
        play.do(Deliver(chunk, name), who)
    play.do(Leave(chunk, "call_consensus"), "governments1")


def _contest(play: Play, chunk: Chunk) -> None:
    _to_call(play, chunk)
    everyone_supports(play, chunk)
    play.do(Vote(chunk, "support", "object", reason="Nobody asked the fishers."), "civil-society2")
    play.do(
        GiveFinding(chunk, "designation", "no_consensus", reason="one is against"), "governments1"
    )
    play.do(
        Appeal(chunk, "designation", "consensus_call/designation", reason="nobody is"),
        "civil-society1",
    )


@pytest.mark.parametrize(
    "change",
    [
        "a stage and a group have other names",
        *(
            pytest.param(one, marks=pytest.mark.whole)
            for one in sorted(CHANGES)
            if one != "a stage and a group have other names"
        ),
    ],
)
def test_no_page_of_a_process_changes_with_the_library(
    change: str, tmp_path: Path, now: dict[str, datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: disk)  # others write to it meanwhile
    play = seated()
    installation(play)
    now["now"] = play.now + timedelta(hours=1)
    people = [play.secretary, play.people["governments1"][0], None]
    client, looks = Client(), people[sorted(CHANGES).index(change) % len(people)]
    if looks is not None:
        client.force_login(looks)
    for (
        one
    ) in Issue.objects.all():  # early warnings are looked at when somebody first opens an issue
        client.get(f"/issues/{one.pk}/")
    before = answers(client)
    assert {status for status, _text in before.values()} <= {200, 302}
    assert any(address.endswith("/rules/") for address in before)
    released(CHANGES[change](), tmp_path / "library")
    after = answers(client)
    read_from()
    assert after.keys() == before.keys()
    assert [(one, after[one][0]) for one in before if before[one] != after[one]] == []


@each_release
def test_clocks_votes_findings_and_rulings_go_by_the_rules_that_began(
    change: str, release: Callable[[], None]
) -> None:
    play = seated()
    chunks = installation(play)
    release()
    assert _stages(play, chunks, days=13) == {
        "ended": "recommendation",
        "contested": "consensus_call",
        "called": "consensus_call",
        "deliberated": "deliberation",
        "reviewed": "leadership_review",
    }
    for who in ("governments1", "technical-community1", "technical-community2"):
        play.do(Vote(chunks["called"], "support", "support"), who)
    play.do(
        Vote(chunks["called"], "support", "object", reason="nobody asked the fishers"),
        "civil-society2",
    )
    play.panel_decides(chunks["contested"], "dismissed", reason="the evidence carries it")
    assert play.refused(Deliver(chunks["called"], "evidence"), "civil-society1").startswith(
        WORKING_GROUP
    )
    assert _stages(play, chunks, days=7)["called"] == "consensus_call"
    play.do(
        GiveFinding(chunks["called"], "designation", "no_consensus", reason="one of two objects"),
        "governments1",
    )
    play.do(Deliver(chunks["called"], "evidence"))
    assert _stages(play, chunks, days=2) | {"contested": ""} == {
        "ended": "recommendation",
        "contested": "",
        "called": "consensus_call",
        "deliberated": "deliberation",
        "reviewed": "deliberation",
    }
    play.do(Leave(chunks["called"], "again", reason="once more"), "governments1")
    assert _stages(play, chunks, days=100)["deliberated"] == "options"
    assert {
        one.pk: [str(found) for found in recompute(one).findings] for one in Issue.objects.all()
    } == {one.pk: [] for one in Issue.objects.all()}


def _stages(play: Play, chunks: dict[str, Chunk], days: int) -> dict[str, str]:
    """Return the stage or outcome of each chunk some days later."""
    play.day += days
    run_clocks(play.now)
    found = {one.pk: one.outcome or one.stage for one in Chunk.objects.all()}
    return {name: found[chunk.pk] for name, chunk in chunks.items()}


@each_release
def test_the_rules_of_a_process_and_their_model_have_pages_that_answer(
    change: str, release: Callable[[], None]
) -> None:
    play, kept = seated(), source_of(WORKING_GROUP)
    number, client = play.process.pk, Client()
    release()
    place = f"/issues/processes/{number}/rules/"
    page = client.get(place)
    assert (
        page.status_code,
        page.context["model"].version,
        digest_of(kept) in page.content.decode(),
    ) == (200, VERSION, True)
    assert client.get(f"{place}model.yaml").content.decode() == kept
    assert client.get(f"{place}model.json").json()["model"]["id"] == WORKING_GROUP
    for address in ("", f"versions/{VERSION}/", "model.yaml", "model.json"):
        assert client.get(f"/processes/{WORKING_GROUP}/{address}").status_code == 200, address
    assert client.get(f"/processes/{WORKING_GROUP}/versions/{VERSION + 2}/").status_code == 404
    assert f'href="{place}' in client.get(f"/issues/processes/{number}/").content.decode()
    assert f'href="{place}' in client.get(f"/record/{number}/").content.decode()
    told = client.get("/record/acts.json?kind=process.begin").json()["acts"][0]
    assert (told["version"], told["body"]["sha256"], told["rules"]) == (
        2,
        digest_of(kept),
        f"{place}model.yaml",
    )
    assert client.get("/processes/").status_code == 200


def test_who_begins_after_an_upgrade_takes_the_newest_version_and_who_began_keeps_theirs(
    tmp_path: Path,
) -> None:
    old = seated().process
    released(CHANGES["it is the next version"](), tmp_path / "library")
    new = Process.objects.get(
        pk=perform(BeginProcess("Ports", model_named(WORKING_GROUP)), by=None, now=START).number
    )
    assert (new.model_version, old.model_version) == (VERSION + 1, VERSION)
    lengths = [model_of(one).stages["consensus_call"].clocks["call"].length for one in (old, new)]
    assert lengths == [Duration(3, "week"), Duration(1, "day")]
    versions = {pk: one.version for pk, one in models_of([old, new]).items()}
    assert versions == {old.pk: VERSION, new.pk: VERSION + 1}
    with pytest.raises(Http404):
        model_named(
            f"{WORKING_GROUP}@{VERSION}"
        )  # nobody begins under rules that only running processes know


def test_one_text_is_kept_once_and_under_its_hash() -> None:
    seated()
    for title in ("Ports", "Towers"):
        perform(BeginProcess(title, model("equal-footing")), by=None, now=START)
    assert [(one.digest, one.text) for one in RulesText.objects.all()] == [
        (digest_of(FILES["equal-footing"]), FILES["equal-footing"])
    ]


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_text_says_after_it_was_kept_what_the_library_says(name: str) -> None:
    digest = keep(FILES[name])
    assert digest == sha256(FILES[name].encode()).hexdigest()
    assert kept_text(digest) == FILES[name]
    assert {one.id: one for one, _ in read_model_file(kept_text(digest), "kept")} == {
        one.id: one for one in models_of_text(digest)
    }
    for one in models_of_text(digest):
        assert (rules_of(digest, one.id), text_of(one)) == (library()[one.id], FILES[name])


OWN = our_own("debian.gr", "our.vote")
SHORTER = OWN.replace("min: 2 weeks", "min: 1 day")


def test_no_draft_and_no_act_changes_the_rules_of_a_process_that_runs() -> None:
    perform(PutModelIntoUse(OWN), by=None, now=START)
    process = Process.objects.get(
        pk=perform(BeginProcess("Vote", model_named("our.vote")), by=None, now=START).number
    )
    client = Client()
    client.force_login(chen())
    client.post("/processes/our.vote/copy/")
    draft = ProcessDraft.objects.get()
    for text in (
        SHORTER,
        SHORTER.replace("our.vote", "debian.gr"),
        SHORTER.replace("version: 1", "version: 2"),
    ):
        sent(client, draft, text, use="")
    with pytest.raises(Refused, match="Version 2 of"):
        perform(PutModelIntoUse(SHORTER), by=None, now=START)
    assert [one.version for one in ModelInUse.objects.all()] == [2, 1]
    ModelInUse.objects.filter(version=1).update(text=SHORTER)  # even behind the record
    process.refresh_from_db()
    assert (process.rules.text, process.model_version) == (OWN, 1)
    assert model_of(process) == read_model_file(OWN, "model")[0][0]
    assert list(unreadable_rules()) == []
    assert client.get(f"/issues/processes/{process.pk}/rules/model.yaml").content.decode() == OWN


def test_a_model_that_left_the_library_leaves_its_id_to_the_processes_that_run_by_it(
    tmp_path: Path,
) -> None:
    perform(BeginProcess("Vote", model("debian.gr")), by=None, now=START)
    text = source_of("debian.gr").replace("min: 2 weeks", "min: 1 day")
    released({"archive.discussion": FILES["archive.discussion"]}, tmp_path / "library")
    with pytest.raises(Refused, match="is a model of the library"):
        perform(PutModelIntoUse(text), by=None, now=START)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE isegoria_rulestext SET text = 'id: other'",
        "DELETE FROM isegoria_rulestext",
        "UPDATE isegoria_process SET rules_id = 'other'",
        "UPDATE isegoria_process SET model_id = 'debian.gr'",
        "UPDATE isegoria_process SET model_version = 99",
    ],
)
def test_the_database_refuses_to_change_the_rules_of_a_process(statement: str) -> None:
    play = seated()
    with pytest.raises(DatabaseError, match="a process keeps its rules"), transaction.atomic():
        executed(statement)
    Process.objects.filter(pk=play.process.pk).update(title="Cables and pipes")
    play.process.save()


def executed(statement: str, *values: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


TAMPERED = {
    "changed": (
        "UPDATE isegoria_rulestext SET text = replace(text, '3 weeks', '1 day')",
        "the text was changed",
    ),
    "emptied": ("UPDATE isegoria_rulestext SET text = ''", "the text was changed"),
    "of another version": (
        "UPDATE isegoria_process SET model_version = 99",
        "no model with this id and version",
    ),
    "of another name": (
        "UPDATE isegoria_process SET model_id = 'debian.gr'",
        "no model with this id and version",
    ),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_a_text_that_was_tampered_with_is_named_and_nothing_starts(
    how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    play = seated()
    perform(BeginProcess("Votes", model("debian.gr")), by=None, now=START)
    assert list(unreadable_rules()) == []
    statement, reason = TAMPERED[how]
    unguarded(
        f"{statement} WHERE {'digest' if 'text' in statement else 'rules_id'} = %s",
        play.process.rules_id,
    )
    with pytest.raises(SystemExit) as ended:
        refuse_unreadable()
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert f"process #{play.process.pk} “Cables”" in said
    assert reason in said
    assert "“Votes”" not in said
    assert "Restore the database from a backup" in said


def test_a_process_that_was_turned_to_another_text_is_named_by_its_act() -> None:
    play = seated()
    short = keep(source_of(WORKING_GROUP).replace("length: 3 weeks", "length: 1 day"))
    chunk = play.raised()
    unguarded("UPDATE isegoria_process SET rules_id = %s", short)
    assert "the act that began it names the SHA-256" in str(*unreadable_rules())
    assert "SHA-256 of the rules" in str(recompute(Issue.objects.get(pk=chunk.pk)).findings[0])


def test_a_text_that_this_version_cannot_read_is_named() -> None:
    play = seated()
    text = source_of(WORKING_GROUP).replace(
        "title: Equal footing\n", "title: Equal footing\nof_the_future: yes\n", 1
    )
    unguarded("UPDATE isegoria_process SET rules_id = %s", keep(text))
    [found] = unreadable_rules()
    assert (found.number, found.model) == (play.process.pk, WORKING_GROUP)
    assert (
        "this version of Isegoria cannot read the text: rules:4:1: “of_the_future” is not a key"
        " here" in str(found)
    )


def unguarded(statement: str, *values: str) -> None:
    """Do what the database refuses."""
    editor = SimpleNamespace(connection=connection, execute=lambda sql, params=(): executed(sql))
    unguard_rules(apps, editor)  # type: ignore[arg-type]
    executed(statement, *values)
    guard_rules(apps, editor)  # type: ignore[arg-type]


def test_a_process_that_began_before_texts_were_kept_is_replayed_by_its_copy(
    tmp_path: Path,
) -> None:
    play = seated()
    chunk = to_the_call(play)
    play.do(Vote(chunk, "support", "support"), "governments2")
    editor = SimpleNamespace(connection=connection, execute=lambda sql, params=(): executed(sql))
    unguard_sealed(apps, editor)  # type: ignore[arg-type]
    unguard(apps, editor)  # type: ignore[arg-type]
    Act.objects.filter(kind="process.begin").update(
        kind_version=1, body={"model": WORKING_GROUP, "version": VERSION}
    )
    seal(Act.objects.filter(kind="process.begin"))
    assert list(unreadable_rules()) == []
    released(CHANGES["a stage and a group have other names"](), tmp_path / "library")
    assert recompute(Issue.objects.get()).findings == ()
