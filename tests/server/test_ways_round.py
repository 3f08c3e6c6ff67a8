"""Ways round a decision that others tried: somebody else's answer, a name that reads like another's
number, an item on a way out, a ruling on hidden words.
"""

from collections import Counter
from datetime import date
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.test import Client

from isegoria.rules.language.durations import duration
from isegoria.server.conduct.codes import PublishCode, default_code
from isegoria.server.conduct.erasing import EraseAccount, EraseWords
from isegoria.server.conduct.measures import HideWords, ShowWords
from isegoria.server.conduct.models import Measure
from isegoria.server.deliberation import acts
from isegoria.server.deliberation.acts import Object, ProposeItem, TakePosition
from isegoria.server.deliberation.motions import GiveProxy
from isegoria.server.deliberation.texts import Write
from isegoria.server.people.models import Affiliation, Participant
from isegoria.server.process import dates, seats
from isegoria.server.process.clocks import advance
from isegoria.server.process.dates import PlanDate, planned
from isegoria.server.process.facts import facts_of, model_of
from isegoria.server.process.models import Chunk, ChunkRow, Proxy
from isegoria.server.process.seats import NoteEvent
from isegoria.server.process.seconding import Other, proxies_held
from isegoria.server.process.steps import (
    Appeal,
    Deliver,
    Extend,
    GiveFinding,
    GiveRuling,
    Leave,
    Trigger,
    Vote,
)
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act
from isegoria.server.replay.compare import recompute
from isegoria.server.replay.rebuild import agree_with_records
from isegoria.terms import Refused
from tests.people import speaks_for
from tests.play import Play
from tests.server.test_erased_under_decision import DRAFT
from tests.server.test_text_under_decision import EDITOR, RESTARTING, call_in, newest

pytestmark = pytest.mark.django_db
PRINCIPAL, HOLDER, PANEL = "civil-society1", "civil-society2", "private-sector1"
PROXIES = RESTARTING.replace("clock: call, passes", "clock: call, by_proxy: true, passes")
SECRET = PROXIES.replace("by_proxy: true", "by_proxy: true, secret: true")
FIRM = PROXIES.replace("by_proxy: true", "by_proxy: true, change: false")


def tally(chunk: Chunk) -> dict[str, int]:
    """Return how often each answer to the plan was given, where it was; answers in secret as they
    are kept for the count.
    """
    facts = facts_of(newest(chunk))
    if facts.is_secret("call", "plan"):
        kept = ChunkRow.objects.filter(chunk=chunk, what="answer", stage="call", name="plan")
        return dict(Counter(kept.values_list("value", flat=True)))
    given: dict[str, int] = {}
    for answers in facts.tally("call", "plan", "").values():
        for answer, number in answers.items():
            given[answer] = given.get(answer, 0) + number
    return {answer: number for answer, number in given.items() if number}


def held(play: Play) -> tuple[Other, ...]:
    return tuple(
        proxies_held(model_of(play.process), play.process, play.people[HOLDER][0], play.now.date())
    )


def with_a_proxy(rules: str) -> tuple[Play, Chunk]:
    play, chunk = call_in(rules)
    play.join(PRINCIPAL, HOLDER)
    play.do_plain(GiveProxy(play.process, play.people[HOLDER][0]), PRINCIPAL)
    return play, chunk


def sent(client: Client, address: str, **fields: Any) -> int:
    answer = client.post(address, {"key": uuid4(), "reason": "Why not.", **fields})
    return answer.status_code


@pytest.mark.parametrize("rules", [PROXIES, SECRET, FIRM], ids=["open", "secret", "firm"])
def test_who_holds_a_proxy_does_not_replace_what_its_giver_answered(
    rules: str, client_of: Any, now: dict[str, Any]
) -> None:
    play, chunk = with_a_proxy(rules)
    play.do(Vote(chunk, "plan", "no"), PRINCIPAL)
    now["now"] = play.now
    address, capacity = f"/chunks/{chunk.pk}/do/vote/plan/", play.people[HOLDER][1]
    said = {"answer": "yes", "others": [held(play)[0].number], "capacity": capacity.pk}  # type: ignore[union-attr]
    assert sent(client_of(play.people[HOLDER][0]), address, **said) == 302
    assert tally(chunk) == {"no": 1, "yes": 1}
    assert [str(one) for one in recompute(chunk.issue).findings] == []


@pytest.mark.parametrize("rules", [PROXIES, SECRET], ids=["open", "secret"])
def test_who_holds_a_proxy_changes_what_they_answered_with_it_until_its_giver_answers(
    rules: str,
) -> None:
    play, chunk = with_a_proxy(rules)
    for answer in ("yes", "no"):
        play.do(Vote(chunk, "plan", answer, others=held(play)), HOLDER)
        assert tally(chunk) == {answer: 2}
    play.do(Vote(chunk, "plan", "abstain"), PRINCIPAL)
    play.do(Vote(chunk, "plan", "yes", others=held(play)), HOLDER)
    assert tally(chunk) == {"abstain": 1, "yes": 1}
    assert [str(one) for one in recompute(chunk.issue).findings] == []


@pytest.mark.parametrize("leaves", [PRINCIPAL, HOLDER])
def test_a_proxy_ends_with_the_account_that_gave_or_held_it(leaves: str) -> None:
    play, chunk = with_a_proxy(PROXIES)
    with_it = held(play)
    play.do_plain(EraseAccount(play.people[leaves][0]), leaves)
    assert Proxy.objects.get().until_at == play.now
    assert held(play) == ()
    if leaves == PRINCIPAL:
        assert play.refused(Vote(chunk, "plan", "yes", others=with_it), HOLDER) == "proxy.not-held"


def calls_itself(play: Play, who: str, organisation: str) -> None:
    """Let somebody speak for another organisation from now on."""
    by = play.people[who][0]
    Affiliation.objects.filter(participant=by).delete()
    play.people[who] = (by, speaks_for(by, "civil-society", organisation=organisation))


@pytest.mark.parametrize("per", ["person", "organisation", "group"])
def test_an_organisation_that_is_called_like_another_voter_takes_no_answer_with_it(
    per: str,
) -> None:
    play, chunk = call_in(
        RESTARTING.replace("clock: call, passes", f"clock: call, one_per: {per}, passes")
    )
    victim = play.people[PRINCIPAL][0]
    capacity = speaks_for(victim, "civil-society", organisation="")
    play.people[PRINCIPAL] = (victim, capacity)
    play.do(Vote(chunk, "plan", "no"), PRINCIPAL)
    before = set(ChunkRow.objects.filter(chunk=chunk).values_list("what", "name", "who"))
    for name in (str(victim.pk), "civil_society", f"erased-{victim.pk}"):
        other = Participant.objects.create_user(f"{name}@example.org", name="Mallory")
        play.people["mallory"] = (other, speaks_for(other, "civil-society", organisation=name))
        play.join("mallory")
        play.do_plain(EraseAccount(other), "mallory")
    kept = set(ChunkRow.objects.filter(chunk=chunk).values_list("what", "name", "who"))
    assert before <= kept
    play.do(Vote(chunk, "plan", "yes"), PRINCIPAL)
    assert tally(chunk) == {"yes": 1}


def test_an_organisation_with_the_number_of_a_person_does_not_answer_for_them() -> None:
    play, chunk = call_in(
        RESTARTING.replace("clock: call, passes", "clock: call, one_per: organisation, passes")
    )
    victim = play.people[PRINCIPAL][0]
    play.people[PRINCIPAL] = (victim, speaks_for(victim, "civil-society", organisation=""))
    calls_itself(play, HOLDER, str(victim.pk))
    play.do(Vote(chunk, "plan", "no"), PRINCIPAL)
    play.do(Vote(chunk, "plan", "yes"), HOLDER)
    assert tally(chunk) == {"no": 1, "yes": 1}
    play.do_plain(EraseAccount(play.people[HOLDER][0]), HOLDER)
    names = ChunkRow.objects.filter(chunk=chunk, what="answer").values_list("who", flat=True)
    assert str(victim.pk) in names
    assert not {f" {victim.pk}"} & set(names)  # the organisation's name is gone with the account


HEARD = """
id: harbour.plan
title: Plan for the harbour
status: present
summary: The harbour takes nothing over an objection, and a panel hears appeals.
groups: {civil_society: {title: Civil society}, governments: {title: Governments}}
offices:
  editor: {title: Editor, chosen: elected, by: governments, term: 1 year}
  panel: {title: Panel}
starts: mend
stages:
  mend:
    title: Mending
    officer: editor
    rights:
      civil_society: [attend, propose, comment, amend]
      governments: [attend, propose, comment, amend]
    judgements: {ready: {title: Ready, by: editor, scale: [yes, no]}}
    exits: {go: {to: call, by: editor, guard: {rounds: 5, forces: ended}}, ended: {outcome: none, by: editor}}
  call:
    title: Call
    officer: editor
    rights:
      civil_society: [attend, propose, comment, position, object]
      governments: [attend, propose, comment, position, object]
    clocks: {call: {title: Time, length: 2 weeks, timeout: {silence: adopts, exit: agreed}}}
    judgements: {found: {title: Found, by: editor, about: course, scale: [yes, no]}}
    exits:
      agreed: {outcome: plan, when: {all: [{ended: call}, {objections: open, at_most: 0}]}}
      early: {outcome: plan, by: editor, when: {objections: open, at_most: 0}}
      back: {to: mend, by: editor, guard: {rounds: 5, forces: early}}
appeals:
  ready: {title: Appeal, of: [mend/ready], by: [civil_society], to: panel, effect: remand, back_to: call}
  found: {title: Appeal, of: [call/found], by: [civil_society], to: panel, effect: advise, freezes: item}
outcomes: {plan: {title: Plan, force: binding}, none: {title: No plan, force: none}}
"""


def heard() -> tuple[Play, Chunk]:
    play, chunk = call_in(HEARD)
    play.seat("panel", PANEL)
    play.do_plain(PublishCode(*default_code(), 30, True))
    return play, newest(chunk)


def item_of_before(play: Play, chunk: Chunk) -> int:
    """Return a statement that nobody can answer: earlier versions took such."""
    with patch.object(acts, "can_be_answered", return_value=True):
        return play.do(ProposeItem(chunk, text="All cables are public."), HOLDER).number


@pytest.mark.parametrize("held_by", ["an objection", "an appeal"])
def test_an_item_opens_no_way_out(held_by: str, client_of: Any, now: dict[str, Any]) -> None:
    play, chunk = heard()
    play.do(Leave(chunk, "go"), EDITOR)
    item = item_of_before(play, newest(chunk))
    if held_by == "an objection":
        play.do(Object(newest(chunk), text="Nobody asked the fishers."), HOLDER)
    else:
        play.do(GiveFinding(newest(chunk), "found", "yes", reason="All said so."), EDITOR)
        play.do(Appeal(newest(chunk), "found", reason="Not all."), PRINCIPAL)
    now["now"] = play.now
    editor, address = client_of(play.people[EDITOR][0]), f"/chunks/{chunk.pk}/do/leave/early/"
    assert [sent(editor, address), sent(editor, f"{address}?item={item}")] == [409, 409]
    assert newest(chunk).outcome == ""


def test_an_answer_to_the_whole_is_not_given_to_an_item(
    client_of: Any, now: dict[str, Any]
) -> None:
    play, chunk = call_in(RESTARTING)
    item = item_of_before(play, chunk)
    now["now"] = play.now
    by, capacity = play.people[PRINCIPAL]
    address = f"/chunks/{chunk.pk}/do/vote/plan/?item={item}"
    assert sent(client_of(by), address, answer="yes", capacity=capacity.pk) == 409  # type: ignore[union-attr]
    assert ChunkRow.objects.filter(chunk=chunk, what="answer").count() == 0


def hidden_and_appealed() -> tuple[Play, Chunk, int]:
    """Return a part whose newest text is hidden, whose first finding waits for a ruling, and the
    number of the measure.
    """
    play, chunk = heard()
    play.do(GiveFinding(chunk, "ready", "no", reason="Not yet."), EDITOR)
    act = play.do(Write(newest(chunk), text="Only states repair."), EDITOR)
    play.do(GiveFinding(newest(chunk), "ready", "no", reason="Not yet."), EDITOR)
    hidden = play.do_plain(HideWords(act=act, rule=1, reason="Rude."))
    play.do(Appeal(newest(chunk), "ready", reason="It is."), PRINCIPAL)
    return play, newest(chunk), hidden.number


def test_no_ruling_asks_people_to_decide_on_a_hidden_text() -> None:
    play, chunk, measure = hidden_and_appealed()
    upheld = GiveRuling(chunk, "ready", "upheld", reason="It is ready.")
    assert play.refused(upheld, PANEL) == "text.hidden"
    assert newest(chunk).stage == "mend"
    play.do_plain(ShowWords(Measure.objects.get(pk=measure), "It is not rude."))
    play.do(upheld, PANEL)
    assert newest(chunk).stage == "call"
    play.do(TakePosition(newest(chunk), answer="support"), HOLDER)


def test_a_ruling_that_dismisses_needs_no_text() -> None:
    play, chunk, _measure = hidden_and_appealed()
    play.do(GiveRuling(chunk, "ready", "dismissed", reason="It is not."), PANEL)
    assert newest(chunk).stage == "mend"


def test_after_a_ruling_an_erased_text_is_written_anew_before_it_is_decided_on() -> None:
    play, chunk, _measure = hidden_and_appealed()
    act = Act.objects.get(pk=chunk.text_version)
    perform(EraseWords(act, "Order 12.", "court_order"), by=play.secretary, now=play.now)
    play.do(GiveRuling(chunk, "ready", "upheld", reason="It is ready."), PANEL)
    assert play.refused(TakePosition(newest(chunk), answer="support"), HOLDER) == "text.erased"
    assert play.later(chunk, 13) == "call"
    play.do(Write(newest(chunk), text="Everyone repairs."), EDITOR)
    play.later(chunk, 13)
    assert newest(chunk).outcome == ""  # the call began again with the text
    play.later(chunk, 2)
    assert newest(chunk).outcome == "plan"


def speaking_for(play: Play, who: str, organisation: str) -> None:
    by = play.people[who][0]
    play.people[who] = (by, speaks_for(by, "civil-society", organisation=organisation))


@pytest.mark.parametrize("secret", ["", "secret: true, "], ids=["open", "secret"])
def test_one_person_answers_once_for_whomever_they_speak(secret: str) -> None:
    rules = f"clock: call, {secret}one_per: organisation, passes"
    play, chunk = call_in(RESTARTING.replace("clock: call, passes", rules))
    for organisation in ("Harbour office", "Fishers", ""):
        speaking_for(play, PRINCIPAL, organisation)
        play.join(PRINCIPAL)
        vote = Vote(chunk, "plan", "yes")
        if organisation == "Harbour office":
            play.do(vote, PRINCIPAL)
        else:
            assert play.refused(vote, PRINCIPAL) == "harbour.plan/call/plan"
    speaking_for(play, PRINCIPAL, "Harbour office")
    play.do(Vote(chunk, "plan", "no"), PRINCIPAL)
    assert tally(chunk) == {"no": 1}


def test_an_answer_for_another_organisation_counts_against_its_limit() -> None:
    limit = "clock: call, cap_per_organisation: 1, passes"
    play, chunk = call_in(RESTARTING.replace("clock: call, passes", limit))
    speaking_for(play, HOLDER, "Fishers")
    play.do(Vote(chunk, "plan", "yes"), HOLDER)
    speaking_for(play, PRINCIPAL, "")
    play.do(Vote(chunk, "plan", "no"), PRINCIPAL)
    speaking_for(play, PRINCIPAL, "Fishers")
    assert play.refused(Vote(chunk, "plan", "no"), PRINCIPAL) == "harbour.plan/call/plan"
    speaking_for(play, PRINCIPAL, "Bakers")
    play.do(Vote(chunk, "plan", "no"), PRINCIPAL)
    assert facts_of(newest(chunk)).of_organisation("call", "plan", "", "Bakers") == 1


def test_a_proxy_is_counted_once_however_often_the_answer_changes() -> None:
    rules = PROXIES.replace("by_proxy: true", "by_proxy: true, proxies: 1")
    play, chunk = with_a_proxy(rules)
    for answer in ("yes", "no", "abstain"):
        play.do(Vote(chunk, "plan", answer, others=held(play)), HOLDER)
        assert tally(chunk) == {answer: 2}
    other = "governments2"
    play.join(other)
    play.do_plain(GiveProxy(play.process, play.people[HOLDER][0]), other)
    assert play.refused(Vote(chunk, "plan", "yes", others=held(play)), HOLDER).endswith("plan")


def after_a_draft(rules: str) -> str:
    """Return rules with a stage before the call, in which the text is written."""
    return rules.replace("starts: call\nstages:\n", DRAFT)


REOPENS = {
    "a longer clock": (
        "length: 2 weeks, extension: {by: editor, by_at_most: 4 weeks}",
        "",
        lambda chunk: Extend(chunk, name="call", span=duration("2 weeks")),
    ),
    "a document again": (
        "length: 2 weeks, starts: report, at_the_latest: 1 day",
        "deliverables: {report: {title: Report, by: editor}}\n    ",
        lambda chunk: Deliver(chunk, "report", reason="Once more."),
    ),
    "a signature": (
        "length: 2 weeks, restarts_on: ask",
        "triggers: {ask: {title: Ask, by: [governments]}}\n    ",
        lambda chunk: Trigger(chunk, "ask", reason="Please."),
    ),
    "a meeting that moves": (
        "before: agm, by: 1 day",
        "",
        lambda chunk: NoteEvent(chunk, "meeting", "agm", "2026-06-01"),
    ),
}
"""The clock of the ballot, what the stage has beside it, and the act that would open it again."""


@pytest.mark.parametrize(("clock", "beside", "act"), REOPENS.values(), ids=REOPENS)
@pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])
def test_what_has_ended_does_not_begin_again(
    clock: str, beside: str, act: Any, secret: bool
) -> None:
    rules = RESTARTING.replace("length: 2 weeks, restarts_on: version", clock)
    rules = rules.replace("    ballots:\n", f"    {beside}ballots:\n")
    rules = rules.replace(
        "clock: call, passes", f"clock: call, secret: {str(secret).lower()}, passes"
    )
    rules = rules.replace("{outcome: none, when: {ended: call}}", "{outcome: none, by: editor}")
    play, chunk = call_in(after_a_draft(rules))
    play.do(Leave(chunk, "begin"), EDITOR)
    if "agm" in clock:
        play.do_plain(NoteEvent(newest(chunk), "meeting", "agm", "2026-03-10"))
    play.join("governments1", PRINCIPAL)
    play.do(Vote(newest(chunk), "plan", "no"), "governments1")
    play.do(Vote(newest(chunk), "plan", "no"), PRINCIPAL)
    play.later(chunk, 20)
    before = facts_of(newest(chunk)).tally("call", "plan", "")
    work = act(newest(chunk))
    who = {Extend: EDITOR, Deliver: EDITOR, Trigger: "governments1"}.get(type(work))
    try:
        (play.do if who else play.do_plain)(work, who)
    except Refused:
        assert isinstance(work, Extend)
    assert play.refused(Vote(newest(chunk), "plan", "yes"), "governments1").endswith("call/plan")
    play.later(chunk, 40)
    assert facts_of(newest(chunk)).tally("call", "plan", "") == before
    assert newest(chunk).outcome == ""
    assert [str(one) for one in recompute(chunk.issue).findings] == []


def test_a_meeting_of_before_closes_no_ballot_that_nobody_could_answer() -> None:
    rules = RESTARTING.replace("length: 2 weeks, restarts_on: version", "before: agm, by: 1 day")
    rules = rules.replace("{outcome: none, when: {ended: call}}", "{outcome: none, by: editor}")
    rules = rules.replace("{outcome: plan, when: {all", "{outcome: plan, by: editor, when: {all")
    play, chunk = call_in(after_a_draft(rules))
    play.do_plain(NoteEvent(newest(chunk), "meeting", "agm", "2026-03-05"))
    play.day += 10
    play.do(Leave(newest(chunk), "begin"), EDITOR)
    assert play.refused(Vote(newest(chunk), "plan", "yes"), PRINCIPAL).endswith("call/plan")
    play.do_plain(NoteEvent(newest(chunk), "meeting", "agm", "2026-06-01"))
    play.do(Vote(newest(chunk), "plan", "yes"), PRINCIPAL)
    assert tally(chunk) == {"yes": 1}
    assert [str(one) for one in recompute(chunk.issue).findings] == []


@pytest.mark.parametrize("secret", [False, True], ids=["open", "secret"])
@pytest.mark.parametrize("how", ["noted", "planned"])
def test_what_people_answered_stays_closed_when_its_meeting_moves_to_before_and_back(
    secret: bool, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (seats, dates):  # an earlier version let meetings move under open ballots
        monkeypatch.setattr(module, "held_open", lambda *_, **__: "")
    monkeypatch.setattr(dates, "in_the_past", lambda *_: None)  # also into the past
    rules = RESTARTING.replace("length: 2 weeks, restarts_on: version", "before: agm, by: 1 day")
    rules = rules.replace("{outcome: none, when: {ended: call}}", "{outcome: none, by: editor}")
    rules = rules.replace("{outcome: plan, when: {all", "{outcome: plan, by: editor, when: {all")
    rules = rules.replace(
        "clock: call, passes", f"clock: call, secret: {str(secret).lower()}, passes"
    )
    play, chunk = call_in(after_a_draft(rules))

    def meet(on: str) -> None:
        if how == "noted":
            play.do_plain(NoteEvent(newest(chunk), "meeting", "agm", on))
        else:
            day = date.fromisoformat(on)
            planned(PlanDate(play.process, day, "agm"), by=play.secretary, now=play.now)

    meet("2026-06-01")
    play.day += 10
    play.do(Leave(newest(chunk), "begin"), EDITOR)
    play.join("governments1", PRINCIPAL)
    play.do(Vote(newest(chunk), "plan", "no"), "governments1")
    play.day += 1
    meet("2026-03-05")  # before the stage was entered
    advance(newest(chunk), play.now, look=True)
    play.day += 1
    before = facts_of(newest(chunk)).tally("call", "plan", "")
    meet("2026-06-01")
    for who in ("governments1", PRINCIPAL):
        assert play.refused(Vote(newest(chunk), "plan", "yes"), who).endswith("call/plan")
    assert facts_of(newest(chunk)).tally("call", "plan", "") == before != {}
    assert [str(one) for one in recompute(chunk.issue).findings] == []


@pytest.mark.parametrize(
    ("beside", "act"),
    [
        (
            "deliverables: {plan: {title: Report, by: governments}}",
            lambda chunk: Deliver(chunk, "plan", reason="Read it."),
        ),
        (
            "triggers: {plan: {title: Ask, by: [governments]}}",
            lambda chunk: Trigger(chunk, "plan", reason="Please."),
        ),
        (
            "judgements: {plan: {title: F, by: governments, about: course, scale: [yes, no]}}",
            lambda chunk: GiveFinding(chunk, "plan", "yes", reason="So it is."),
        ),
    ],
    ids=["a document", "a signature", "a finding"],
)
def test_nobody_closes_a_ballot_by_what_has_its_name(beside: str, act: Any) -> None:
    play, chunk = call_in(RESTARTING.replace("    ballots:\n", f"    {beside}\n    ballots:\n"))
    play.join("governments1", PRINCIPAL)
    play.do(Vote(newest(chunk), "plan", "yes"), PRINCIPAL)
    play.do(act(newest(chunk)), "governments1")
    play.do(Vote(newest(chunk), "plan", "no"), "governments1")
    assert tally(chunk) == {"yes": 1, "no": 1}
    assert [str(one) for one in recompute(chunk.issue).findings] == []


@pytest.mark.parametrize("unit", ["organisation", "group"])
def test_who_holds_a_proxy_does_not_learn_for_whom_its_giver_answered_in_secret(
    unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules of before may have such a ballot; the checker refuses a new one."""
    monkeypatch.setattr("isegoria.rules.checking.secrecy.proxy_tells", lambda *_asked: False)
    rules = SECRET.replace("secret: true", f"secret: true, one_per: {unit}")
    play, chunk = with_a_proxy(rules)
    told = set()
    for answered in (False, True):
        if answered:
            speaking_for(play, PRINCIPAL, "Bakers")
            play.do(Vote(chunk, "plan", "no"), PRINCIPAL)
        told.add(play.refused(Vote(chunk, "plan", "yes", others=held(play)), HOLDER))
    assert len(told) == 1
    assert tally(chunk) == {"no": 1}


@pytest.mark.parametrize("version", [0, 1, 2, 3])
def test_a_ballot_that_was_closed_is_closed_after_an_upgrade(version: int) -> None:
    rules = RESTARTING.replace("length: 2 weeks, restarts_on: version", "before: agm, by: 1 day")
    rules = rules.replace("{outcome: none, when: {ended: call}}", "{outcome: none, by: editor}")
    rules = rules.replace("{outcome: plan, when: {all", "{outcome: plan, by: editor, when: {all")
    play, chunk = call_in(after_a_draft(rules))
    play.do(Leave(newest(chunk), "begin"), EDITOR)
    play.do_plain(NoteEvent(newest(chunk), "meeting", "agm", "2026-03-10"))
    play.do(Vote(newest(chunk), "plan", "no"), PRINCIPAL)
    play.later(chunk, 20)
    play.do_plain(NoteEvent(newest(chunk), "meeting", "agm", "2026-06-01"))
    state = newest(chunk).state | {"version": version}
    for visit in state["visits"].values():
        if version < 2:
            visit.pop("closed", None)
    if version == 0:
        state.pop("version")
    Chunk.objects.filter(pk=chunk.pk).update(state=state)
    agree_with_records(lambda _said: None)
    assert play.refused(Vote(newest(chunk), "plan", "yes"), HOLDER).endswith("call/plan")
    assert [str(one) for one in recompute(chunk.issue).findings] == []
