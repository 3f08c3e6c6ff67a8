"""A text does not change while it is decided on, whoever tries; what is said about it names its
version.
"""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client

from isegoria.library import model
from isegoria.rules.language.model import Model
from isegoria.server.deliberation.acts import Object, TakePosition
from isegoria.server.deliberation.models import Amendment, Objection, Position, StrawPoll, Version
from isegoria.server.deliberation.motions import GiveProxy
from isegoria.server.deliberation.polls import AnswerPoll, OpenPoll
from isegoria.server.deliberation.texts import Amend, AnswerAmendment, Write
from isegoria.server.issues.acts import BeginProcess
from isegoria.server.issues.models import Issue
from isegoria.server.pages.process.step_forms import notable
from isegoria.server.people.models import Participant
from isegoria.server.process.facts import begin_course, facts_of, model_of
from isegoria.server.process.models import Chunk, ChunkRow, Process
from isegoria.server.process.restarts import Anew
from isegoria.server.process.seats import GiveSeat, NoteEvent
from isegoria.server.process.seconding import proxies_held
from isegoria.server.process.steps import Deliver, GiveFinding, Leave, Vote
from isegoria.server.record.door import foreseen, perform
from isegoria.server.record.models import Act
from isegoria.server.rulebooks.acts import PutModelIntoUse
from isegoria.server.rulebooks.reads import model_or_404
from tests.once import once
from tests.play import START, Play, everyone_supports, to_the_call
from tests.unit.rules.test_versions import DECIDING

pytestmark = pytest.mark.django_db
EDITOR, CHAIR, PROPOSER = "technical-community1", "governments1", "civil-society1"
TEXT = "Coastal states repair.\n\nOperators pay."


def latest() -> Version:
    return Version.objects.latest("number")


def in_stage(model_id: str, stage: str) -> tuple[Chunk, dict[str, Participant]]:
    """Return a part with a text that has just entered a stage, and who could try to change it."""
    people = {
        name: Participant.objects.create_user(
            f"{name}@example.org", name=name.title(), secretariat=name == "secretariat"
        )
        for name in ("secretariat", "editor", "chair", "proposer")
    }
    rules = model(model_id)
    begun = perform(BeginProcess("Cables", rules), by=people["secretariat"], now=START)
    process = Process.objects.get(pk=begun.number)
    for holder, who in {"editor": "editor", rules.stages[stage].officer: "chair"}.items():
        if holder in rules.offices or holder in rules.groups:
            perform(GiveSeat(process, holder, people[who]), by=people["secretariat"], now=START)
    issue = Issue.objects.create(
        number=begun.number + 1000, process=process, title="Who repairs cables?"
    )
    chunk = Chunk(number=issue.number, process=process, issue=issue, title=issue.title)
    facts = begin_course(chunk, rules, START)
    facts.enter(stage, START)
    for event in {one.starts for one in rules.stages[stage].clocks.values()} - {"entry"}:
        facts.event(event, START)
    facts.take_part(str(people["proposer"].pk), "proposer")
    chunk.text_version = issue.number
    facts.write()
    Version.objects.create(
        number=issue.number, chunk=chunk, participant=people["editor"], at=START, text=TEXT
    )
    return chunk, people


@pytest.mark.parametrize(("rules", "stage"), DECIDING)
def test_nobody_changes_a_text_that_is_being_decided_on(
    rules: Model, stage: str, client: Client, now: dict[str, Any]
) -> None:
    if any(one.restarts_on for one in rules.stages[stage].ballots.values()):
        pytest.skip("a version begins its ballots anew: see tests/unit/rules/test_versions.py")
    now["now"] = START
    chunk, people = in_stage(rules.id, stage)
    change = Amendment.objects.create(
        number=chunk.number + 1,
        chunk=chunk,
        participant=people["proposer"],
        at=START,
        version=latest(),
        paragraph=2,
        text="Nobody pays.",
    )
    by_rule = f"{rules.id}/{stage}/text/held"
    held = []
    for name, who in people.items():
        works = (
            Write(chunk, text="Only states repair.", note="So."),
            AnswerAmendment(chunk, text="Yes.", amendment=change, taken=True),
        )
        found = [
            refusal.rule
            for work in works
            if (refusal := foreseen(work, by=who, now=START)) is not None
        ]
        assert len(found) == len(works), f"{name} can change the text"
        held += [name] if found == [by_rule] * 2 else []
    assert held, "nobody here could write if nothing was decided on"
    client.force_login(people[held[0]])
    form = {
        "capacity": "",
        "base": chunk.number,
        "text": "Only states repair.",
        "note": "",
        "taken": "yes",
        "merged": "Nobody.",
    }
    for address in (
        f"/chunks/{chunk.pk}/do/write/",
        f"/chunks/{chunk.pk}/amendments/{change.pk}/answer/",
    ):
        sent = client.post(address, form | {"key": uuid4()})
        assert (sent.status_code, sent.context["refusal"].rule) == (409, by_rule)
    assert [one.text for one in Version.objects.filter(chunk=chunk)] == [TEXT]


def sent_by_page(client: Client, address: str, said: dict[str, Any]) -> int:
    """Send the form of a page with what it holds; return the status."""
    page = client.get(address)
    form = page.context["form"]
    hidden = {one.name: one.value() for one in form.hidden_fields() if one.value() is not None}
    return client.post(address, {"capacity": "", **hidden, **said}).status_code


@pytest.mark.parametrize("who", ["editor", "chair", "proposer", "secretariat"])
def test_no_page_lets_a_text_under_a_ballot_change(
    who: str, play: Play, client: Client, now: dict[str, Any]
) -> None:
    chunk = to_the_call(play, text=TEXT, call=False)
    amended = play.do(
        Amend(chunk, text="Fairer.", written=latest(), paragraph=2, new_text="Nobody pays."),
        PROPOSER,
    )
    play.do(Leave(chunk, "call_consensus"), CHAIR)
    now["now"] = play.now
    by = {"editor": EDITOR, "chair": CHAIR, "proposer": PROPOSER}.get(who)
    client.force_login(play.people[by][0] if by else play.secretary)
    written = sent_by_page(
        client, f"/chunks/{chunk.pk}/do/write/", {"text": "Only states repair.", "note": ""}
    )
    said = {"taken": "yes", "merged": "Nobody pays.", "text": "Yes."}
    taken = sent_by_page(client, f"/chunks/{chunk.pk}/amendments/{amended.number}/answer/", said)
    assert (written, taken) == (409, 409)
    assert [one.text for one in Version.objects.filter(chunk=chunk)] == [TEXT]


def test_an_amendment_is_declined_and_a_remark_answered_while_a_ballot_is_open(play: Play) -> None:
    chunk = to_the_call(play, text=TEXT, call=False)
    change = play.do(
        Amend(chunk, text="Fairer.", written=latest(), paragraph=2, new_text="Nobody pays."),
        PROPOSER,
    )
    remark = play.do(Amend(chunk, text="Who are they?", written=latest(), paragraph=2), PROPOSER)
    play.do(Leave(chunk, "call_consensus"), CHAIR)
    for number, taken in ((change.number, False), (remark.number, True)):
        one = Amendment.objects.get(pk=number)
        play.do(AnswerAmendment(chunk, text="We answer here.", amendment=one, taken=taken), EDITOR)
    assert Version.objects.filter(chunk=chunk).count() == 1


def test_declining_an_amendment_restarts_no_clock() -> None:
    play = Play("rir.ripe.pdp")
    for holder, who in {"everyone": "civil-society1", "wg_chairs": "governments1"}.items():
        play.seat(holder, who)
    chunk = play.raised()
    facts = facts_of(chunk)
    facts.enter("discussion", play.now)
    facts.write()
    play.do(Write(chunk, text=TEXT), "civil-society1")
    written_at = facts_of(Chunk.objects.get(pk=chunk.pk)).event_at("discussion", "version")
    play.day += 7
    facts = facts_of(Chunk.objects.get(pk=chunk.pk))
    one = Amendment.objects.create(
        number=10_000,
        chunk=chunk,
        participant=play.secretary,
        at=play.now,
        version=latest(),
        paragraph=1,
        text="Nobody repairs.",
    )
    play.do(AnswerAmendment(chunk, text="No.", amendment=one, taken=False), "civil-society1")
    assert facts_of(Chunk.objects.get(pk=chunk.pk)).event_at("discussion", "version") == written_at


RESTARTING = """
id: harbour.plan
title: Plan for the harbour
status: present
summary: The harbour asks everyone, and asks again when the text changes.
groups: {civil_society: {title: Civil society}, governments: {title: Governments}}
offices: {editor: {title: Editor, chosen: elected, by: governments, term: 1 year}}
starts: call
stages:
  call:
    title: Consensus call
    officer: editor
    rights:
      civil_society: [attend, propose, comment, position, object, decide]
      governments: [attend, propose, comment, position, object, decide]
    clocks: {call: {title: Time of the call, length: 2 weeks, restarts_on: version, timeout: {silence: abstains}}}
    ballots:
      plan: {title: The plan, clock: call, passes: {share: yes, more_than: 1/2}}
    exits:
      agreed: {outcome: plan, when: {all: [{ended: call}, {result: plan}]}}
      dropped: {outcome: none, when: {ended: call}}
outcomes: {plan: {title: Plan, force: binding}, none: {title: No plan, force: none}}
"""


@pytest.fixture
def harbour() -> tuple[Play, Chunk]:
    """A call on a text under rules that begin it anew with each version."""
    return call_in(RESTARTING)


def call_in(rules: str) -> tuple[Play, Chunk]:
    """Return a call on a text under these rules."""
    return once(rules, lambda: _call_in(rules))


def _call_in(rules: str) -> tuple[Play, Chunk]:
    play = Play()
    perform(PutModelIntoUse(rules), by=play.secretary, now=START)
    begun = perform(
        BeginProcess("Harbour", model_or_404("harbour.plan")), by=play.secretary, now=START
    )
    play.process = Process.objects.get(pk=begun.number)
    play.seat("editor", EDITOR)
    chunk = play.raised()
    play.do(Write(chunk, text=TEXT), EDITOR)
    return play, Chunk.objects.get(pk=chunk.pk)


def newest(chunk: Chunk) -> Chunk:
    return Chunk.objects.get(pk=chunk.pk)


def test_a_version_begins_a_call_anew_and_tells_everyone_who_answered(  # noqa: PLR0915 -- one story
    harbour: tuple[Play, Chunk],
    client: Client,
    now: dict[str, Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    play, chunk = harbour
    first = chunk.text_version
    play.do(Vote(chunk, "plan", "yes"), "governments1")
    play.do(Vote(chunk, "plan", "no"), PROPOSER)
    play.do(TakePosition(chunk, answer="support"), "governments2")
    play.do(Object(chunk, text="Nobody asked the fishers."), "civil-society2")
    play.day += 10
    with django_capture_on_commit_callbacks(execute=True):
        act = play.do(Write(chunk, text="Only states repair.", note="So.", base=first), EDITOR)
    assert act.body["restarted"] == ["plan"]
    answered = {
        f"{one}@example.org" for one in ("governments1", PROPOSER, "governments2", "civil-society2")
    }
    assert {to for one in mail.outbox for to in one.to} == answered
    told = {to: one.body for one in mail.outbox for to in one.to}
    assert "Please answer again by 26 March 2026" in told["governments1@example.org"]
    assert "your answer no longer counts" in told["governments2@example.org"]
    assert "Your objection still counts" in told["civil-society2@example.org"]
    assert facts_of(newest(chunk)).tally("call", "plan", "") == {}
    assert not ChunkRow.objects.filter(chunk=chunk, what__in=["answer", "given_in"]).exists()
    now["now"] = play.now
    assert "The text changed on" in client.get(f"/chunks/{chunk.pk}/").content.decode()
    page = client.get(f"/chunks/{chunk.pk}/ballots/call/plan/").content.decode()
    earlier = re.sub(r"<[^>]+>|\s+", " ", page.partition("Earlier answers")[2])
    assert re.findall(r"(\S+) : +(yes|no) +\( +version #(\d+)", earlier) == [
        ("1", "yes", str(first)),
        ("1", "no", str(first)),
    ]
    assert "Nobody has answered yet" in page
    at = f"/chunks/{chunk.pk}/ballots/call/plan"
    assert client.get(f"{at}/calls.json").json()["calls"] == []
    told = client.get(f"{at}/earlier.json").json()["earlier"]
    assert [(one["name"], one["group"], one["answer"], one["version"]) for one in told] == [
        ("governments 1", "governments", "yes", first),
        ("civil-society 1", "civil_society", "no", first),
    ]
    assert f"{at}/earlier.csv" in page
    lines = b"".join(client.get(f"{at}/earlier.csv")).decode().splitlines()  # type: ignore[call-overload]
    assert [line.split(",")[4] for line in lines] == ["answer", "yes", "no"]
    held = client.get(f"/chunks/{chunk.pk}/positions/").content.decode()
    assert "no longer counts" in held
    assert Objection.objects.get().state == Objection.State.OPEN
    play.do(Vote(newest(chunk), "plan", "no"), "governments1")
    assert play.later(chunk, 13) == "call", "two weeks from the new version"
    play.later(chunk, 1)
    assert newest(chunk).outcome == "none"


def test_whoever_may_answer_once_may_answer_once_again() -> None:
    once = "{right: position, cap: 1}, object, {right: decide, cap: 1}]"
    play, chunk = call_in(RESTARTING.replace("position, object, decide]", once))
    for _version in range(2):
        for right, work in {
            "decide": Vote(chunk, "plan", "yes"),
            "position": TakePosition(chunk, answer="support"),
        }.items():
            play.do(work, "governments1")
            by_rule = f"harbour.plan/call/rights/governments/{right}"
            assert play.refused(work, "governments1") == by_rule
        play.do(Write(chunk, text="Only states repair.", note="So."), EDITOR)


def test_who_answered_in_secret_is_told_too_and_nobody_else_learns_of_it(
    django_capture_on_commit_callbacks: Any, client: Client, now: dict[str, Any]
) -> None:
    play, chunk = call_in(
        RESTARTING.replace("{title: The plan,", "{title: The plan, secret: true,")
    )
    play.do(TakePosition(chunk, answer="support"), "governments1")
    play.do(Vote(chunk, "plan", "no"), "governments1")
    Position.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        play.do(Write(chunk, text="Only states repair.", note="So."), EDITOR)
    assert [to for one in mail.outbox for to in one.to] == ["governments1@example.org"]
    now["now"] = play.now
    at = f"/chunks/{chunk.pk}/ballots/call/plan"
    assert "Earlier answers" not in client.get(f"{at}/").content.decode()
    assert client.get(f"{at}/earlier.json").status_code == 404


@pytest.mark.parametrize("secret", ["", " secret: true,"])
def test_who_gave_a_proxy_is_told_that_the_answer_counts_no_longer(
    secret: str, django_capture_on_commit_callbacks: Any
) -> None:
    by_proxy = RESTARTING.replace("clock: call,", f"clock: call, by_proxy: true,{secret}")
    play, chunk = call_in(by_proxy)
    play.join("governments1", "governments2")
    holder = play.people["governments2"][0]
    play.do_plain(GiveProxy(play.process, holder), "governments1")
    others = tuple(proxies_held(model_of(play.process), play.process, holder, play.now.date()))
    play.do(Vote(chunk, "plan", "yes", others=others), "governments2")
    with django_capture_on_commit_callbacks(execute=True):
        play.do(Write(chunk, text="Only states repair.", note="So."), EDITOR)
    told = {to for one in mail.outbox for to in one.to}
    assert told == {"governments1@example.org", "governments2@example.org"}


@pytest.mark.parametrize("event", ["version", "plan"])
def test_nobody_notes_a_version_or_the_end_of_a_ballot_as_if_it_happened_outside(
    harbour: tuple[Play, Chunk], event: str
) -> None:
    play, chunk = harbour
    assert play.refused(NoteEvent(chunk, "event", event)) == "chunk.cannot-note"
    assert f"event:{event}" not in [key for key, _words in notable(facts_of(chunk).model, "call")]


def test_the_editor_is_told_what_a_version_would_begin_anew(
    harbour: tuple[Play, Chunk], client: Client, now: dict[str, Any]
) -> None:
    play, chunk = harbour
    now["now"] = play.now
    play.do(Vote(chunk, "plan", "yes"), "governments1")
    play.do(TakePosition(chunk, answer="support"), "governments1")
    play.do(TakePosition(chunk, answer="support"), "governments2")
    client.force_login(play.people[EDITOR][0])
    found = client.get(f"/chunks/{chunk.pk}/do/write/").context["begins_anew"]
    assert (found.titles, found.answered) == (["The plan"], 2)


def test_the_editor_does_not_learn_whether_somebody_with_a_position_answered_in_secret(
    client: Client, now: dict[str, Any]
) -> None:
    secret = RESTARTING.replace("{title: The plan,", "{title: The plan, secret: true,")
    play, chunk = call_in(secret)
    now["now"] = play.now
    play.join("governments1", "governments2")
    play.do(TakePosition(chunk, answer="support"), "governments1")
    client.force_login(play.people[EDITOR][0])
    told = []
    for who in ("governments1", "governments2"):
        with transaction.atomic():
            play.do(Vote(chunk, "plan", "yes"), who)
            page = client.get(f"/chunks/{chunk.pk}/do/write/")
            told.append(page.context["begins_anew"])
            assert "People who answered in secret get a mail too" in page.content.decode()
            transaction.set_rollback(True)
    assert told == [Anew(["The plan"], 1, secret=True, left=2)] * 2


def test_nobody_is_told_of_a_version_that_begins_nothing_anew(
    play: Play, django_capture_on_commit_callbacks: Any
) -> None:
    chunk = to_the_call(play, text=TEXT, call=False)
    play.do(TakePosition(chunk, answer="support"), PROPOSER)
    with django_capture_on_commit_callbacks(execute=True):
        act = play.do(Write(chunk, text="Only states repair.", note="So."), EDITOR)
    assert "restarted" not in act.body
    assert mail.outbox == []
    assert Position.objects.get().ended_in is None


def test_an_answer_to_a_text_that_changed_is_not_counted_for_the_new_one(
    harbour: tuple[Play, Chunk], client: Client, now: dict[str, Any]
) -> None:
    play, chunk = harbour
    now["now"] = play.now
    who, capacity = play.people["governments1"]
    client.force_login(who)
    address = f"/chunks/{chunk.pk}/do/vote/plan/"
    form = client.get(address).context["form"]
    sent = {
        "key": form["key"].value(),
        "seen": form["seen"].value(),
        "answer": "yes",
        "reason": "",
        "capacity": capacity.pk,
    }
    written = play.do(Write(chunk, text="Nobody repairs.\n\nOperators pay.", note="So."), EDITOR)
    late = client.post(address, sent)
    assert (late.status_code, late.context["refusal"].rule) == (409, "text.changed")
    assert f"#{written.number}" in late.content.decode()
    assert "Nobody" in late.content.decode(), "it shows what changed"
    again = client.post(address, sent | {"seen": late.context["form"]["seen"].value()})
    assert again.status_code == 302
    assert Act.objects.get(kind="chunk.vote").body["version"] == written.number


@pytest.mark.parametrize("seen", [0, 1])
def test_every_answer_to_another_version_is_refused(play: Play, seen: int) -> None:
    chunk = to_the_call(play, text=TEXT)
    works = [
        Vote(chunk, "support", "support", seen=seen),
        TakePosition(chunk, answer="support", seen=seen),
        Object(chunk, text="It is too dear.", seen=seen),
        GiveFinding(chunk, "designation", "consensus", reason="all said so", seen=seen),
        Leave(chunk, "again", reason="more talk", seen=seen),
    ]
    for work in works:
        who = CHAIR if isinstance(work, GiveFinding | Leave) else PROPOSER
        assert play.refused(work, who) == "text.changed"


def test_every_answer_names_the_version_that_it_was_given_to(play: Play, client: Client) -> None:
    chunk = to_the_call(play, text=TEXT)
    version = latest().number
    play.do(Vote(chunk, "support", "object", reason="It is too dear."), "private-sector1")
    play.do(Vote(chunk, "support", "support"), PROPOSER)
    asked = play.do(
        OpenPoll(chunk, "Is it clear?", ["yes", "no"], play.now + timedelta(days=1)), CHAIR
    )
    play.do(AnswerPoll(chunk, answer="yes", poll=StrawPoll.objects.get(pk=asked.number)), PROPOSER)
    play.do(GiveFinding(chunk, "designation", "consensus", reason="all said so"), CHAIR)
    kinds = ("chunk.vote", "chunk.judge", "chunk.answer-poll")
    named = {
        act.kind: act.body.get("version")
        for act in Act.objects.filter(item=chunk.item, kind__in=kinds).order_by("number")
    }
    assert named == dict.fromkeys(kinds, version)
    for name, rows in (
        ("positions/positions", "positions"),
        ("objections/objections", "objections"),
        ("ballots/consensus_call/support/calls", "calls"),
    ):
        given = client.get(f"/chunks/{chunk.pk}/{name}.json").json()[rows]
        assert {one["version"] for one in given} == {version}, name
        head, row = (
            client.get(f"/chunks/{chunk.pk}/{name}.csv").getvalue().decode().splitlines()[:2]
        )
        assert row.split(",")[head.split(",").index("version")] == str(version), name


def test_the_outcome_is_the_version_that_was_decided_and_names_it(
    play: Play, client: Client
) -> None:
    chunk = to_the_call(play, text=TEXT)
    version = latest().number
    everyone_supports(play, chunk)
    play.do(Deliver(chunk, "evidence"))
    play.later(chunk, 22)
    ended = newest(chunk)
    assert (ended.outcome, ended.text_version) == ("recommendation", version)
    act = Act.objects.filter(item=chunk.item, body__has_key="exit").latest("number")
    assert act.body["version"] == version
    assert (
        f"Version #{version}, as it was decided"
        in client.get(f"/outcomes/{chunk.pk}/").content.decode()
    )
    assert (
        f"Version #{version}, as it was decided"
        in client.get(f"/outcomes/{chunk.pk}/outcome.md").content.decode()
    )
    assert client.get("/outcomes/outcomes.json").json()["outcomes"][0]["version"] == version
    assert (
        play.refused(Write(chunk, text="Nobody repairs.", note="So."), EDITOR)
        == "equal-footing.working-group"
    )
    Version.objects.create(
        number=10_000, chunk=ended, participant=play.secretary, at=play.now, text="Forged."
    )
    assert "Forged" not in client.get(f"/outcomes/{chunk.pk}/").content.decode()
