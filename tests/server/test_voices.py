"""One voice per seat, group and person, whoever holds it, and whatever became of them since."""

from dataclasses import replace

import pytest
from django.test import Client

from isegoria.rules.course.keeping import KeptFacts
from isegoria.rules.facts.voters import counted_group
from isegoria.server.conduct.erasing import EraseAccount
from isegoria.server.issues.models import Issue
from isegoria.server.membership.acts import JoinProcess, LeaveProcess
from isegoria.server.process.facts import ChunkFacts, facts_of
from isegoria.server.process.models import Chunk, ChunkRow, Seat
from isegoria.server.process.seats import EndSeat, GiveSeat
from isegoria.server.process.steps import FormalStep, GiveFinding, Trigger, Vote
from isegoria.server.process.tallies import Tally, tallies_of
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.models import Act, Head, Sealed
from isegoria.server.replay.compare import recompute
from isegoria.server.replay.counts import by_group
from isegoria.server.replay.entries import entries_of
from isegoria.server.replay.rebuild import rebuild
from isegoria.terms import Refused
from tests.world import EDITOR, World

pytestmark = pytest.mark.django_db

COUNCIL = """
id: harbour.plan
title: Harbour plan
status: future
summary: A council decides about the harbour.
groups:
  governments: {title: Governments}
  civil_society: {title: Civil society}
offices:
  editor: {title: Editor, chosen: appointed}
  council: {title: Council, chosen: appointed, seats: 3}
starts: call
stages:
  call:
    title: Call
    officer: editor
    rights: {anyone: [attend, propose, comment]}
    clocks:
      call: {title: Time of the call, length: 7 days}
      rest: {title: Time to think, length: 30 days}
    ballots:
      plan:
        title: Plan
        voters: [council]
        clock: call
        secret: true
        quorum: {share: [yes, no, abstain], of: members, at_least: 2/3}
        passes: {share: yes, more_than: 1/2}
    exits:
      agreed: {outcome: plan, by: editor, when: {all: [{ended: call}, {result: plan}]}}
      dropped: {outcome: none, by: editor, when: {all: [{ended: call}, {not: {result: plan}}]}}
outcomes:
  plan: {title: Plan, force: recommendation}
  none: {title: No plan, force: none}
"""
BY_GROUP = COUNCIL.replace("voters: [council]", "voters: [governments, civil_society]").replace(
    "passes: {share: yes, more_than: 1/2}",
    "passes: {share: yes, more_than: 1/2, groups: [governments, civil_society], held_in: any}",
)
COUNCILLORS = ("governments1", "governments2", "technical-community1")


def council(world: World) -> Chunk:
    chunk = world.under(COUNCIL, text="")
    for who in COUNCILLORS:
        world.done(GiveSeat(chunk.process, "council", world.who(who)))
    return chunk


def passed_on(world: World, chunk: Chunk, old: str, new: str) -> None:
    """Let somebody else hold a seat of the council."""
    seat = Seat.objects.get(
        process=chunk.process, holder="council", participant=world.who(old), until_at=None
    )
    world.done(EndSeat(seat, reason="Another term."), old)
    world.done(GiveSeat(chunk.process, "council", world.who(new)))


def counted(world: World, chunk: Chunk) -> Tally:
    """Close the ballot, and return what pages show of it."""
    world.play.later(chunk, 8)
    current = Chunk.objects.select_related("process", "issue").get(pk=chunk.pk)
    (found,) = tallies_of(facts_of(current), world.now, stage="call")
    return found


def agrees(chunk: Chunk) -> None:
    assert [str(one) for one in recompute(Issue.objects.get(pk=chunk.issue_id)).findings] == []


@pytest.mark.parametrize("first", ["yes", None])
@pytest.mark.parametrize("second", ["no", None])
def test_a_seat_that_is_passed_on_has_the_answer_of_who_holds_it_at_the_close(
    world: World, first: str | None, second: str | None
) -> None:
    chunk = council(world)
    world.play.do(Vote(chunk, "plan", "no"), "governments2")
    if first:
        world.play.do(Vote(chunk, "plan", first), "governments1")
    passed_on(world, chunk, "governments1", "private-sector1")
    if second:
        world.play.do(Vote(chunk, "plan", second), "private-sector1")
    current = Chunk.objects.select_related("process").get(pk=chunk.pk)
    assert facts_of(current).base("council", ("call", "plan", "")) == 3
    assert world.refused(Vote(chunk, "plan", "yes"), "governments1") == "harbour.plan/call/plan"
    agrees(chunk)
    tally = counted(world, chunk)
    assert dict(zip(tally.answers, tally.heads, strict=True)) == {
        "yes": 0,
        "no": 1 + bool(second),
        "abstain": 0,
    }
    agrees(chunk)


def test_passing_on_a_seat_tells_nobody_whether_its_holder_answered(world: World) -> None:
    chunk = council(world)
    told = []
    for answers in (False, True):
        if answers:
            world.play.do(Vote(chunk, "plan", "yes"), "governments2")
            passed_on(world, chunk, "governments2", "governments1")
        else:
            passed_on(world, chunk, "governments1", "civil-society2")
        current = Chunk.objects.get(pk=chunk.pk)
        told.append((current.state["visits"]["call"], Act.objects.latest("number").kind))
    assert told[0] == told[1]


def test_the_result_says_of_each_group_whether_the_rule_is_met_and_no_number(world: World) -> None:
    chunk = world.under(BY_GROUP, text="")
    for who, answer in {
        "governments1": "yes",
        "governments2": "yes",
        "civil-society1": "yes",
        "civil-society2": "no",
    }.items():
        if who != "civil-society1":  # who proposed it takes part
            world.play.do_plain(JoinProcess(chunk.process), who)
        world.play.do(Vote(chunk, "plan", answer), who)
    size = Head.objects.get().size
    tally = counted(world, chunk)
    assert Head.objects.get().size == size + 1
    (test,) = tally.by_group
    assert test.groups == (("Governments", True), ("Civil society", False))
    assert (tally.counts, tally.of_groups, tally.result) == ((), True, "passed")
    assert tally.as_json()["recomputable"] is False
    for path in (f"/chunks/{chunk.pk}/", f"/chunks/{chunk.pk}/ballots/call/plan/"):
        page = " ".join(Client().get(path).content.decode().split())
        assert "You cannot recompute this part yourself." in page
        assert "Governments</span>: met" in page
        assert "Civil society</span>: not met" in page
    act = Act.objects.get(kind="chunk.count")
    assert sorted(act.body["answers"]["call/plan"][""]) == ["no", "yes", "yes", "yes"]
    assert "governments" not in str(act.body)
    assert Sealed.objects.filter(act=act, field="groups").exists()
    assert not act.openings.filter(field="groups").exists()
    assert not ChunkRow.objects.filter(chunk=chunk, what="answer").exists()
    agrees(chunk)


def as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a secret answer be an act without an author, as it was up to version 3."""

    def body(self: Vote) -> dict[str, object]:
        said = {**FormalStep.body(self)}
        said.pop("answer")
        return said

    def apply(self: Vote, attempt: Attempt) -> None:
        facts, done = self._facts(attempt), self._act(attempt)
        attempt.refers.extend(facts.note_given(done, attempt.number, facts.chunk.text_version))
        ballot = facts.model.stages[facts.stage].ballots[self.name]
        attempt.adds["group"] = counted_group(facts.model, ballot, attempt.gathered["person"])
        FormalStep.apply(self, attempt)

    monkeypatch.setattr(Vote, "version", 3)
    monkeypatch.setattr(Vote, "body", body)
    monkeypatch.setattr(Vote, "apply", apply)
    monkeypatch.setattr(Vote, "stays_off", Work.stays_off)
    monkeypatch.setattr(Vote, "hides", lambda _self, _attempt: True)
    monkeypatch.setattr(ChunkFacts, "_tally", KeptFacts._tally)


def test_a_ballot_that_was_open_at_the_upgrade_loses_no_answer(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunk = world.under(BY_GROUP, text="")
    for who in ("governments1", "governments2"):
        world.play.do_plain(JoinProcess(chunk.process), who)
    with monkeypatch.context() as old:
        as_before(old)
        for who, answer in (("governments1", "no"), ("civil-society1", "no")):
            world.play.do(Vote(chunk, "plan", answer), who)
    assert Act.objects.filter(kind="chunk.vote", kind_version=3).count() == 2
    agrees(chunk)
    world.play.do(Vote(chunk, "plan", "yes"), "governments1")
    world.play.do(Vote(chunk, "plan", "yes"), "governments2")
    agrees(chunk)
    assert rebuild(chunk.process).written == ()
    tally = counted(world, chunk)
    assert dict(zip(tally.answers, tally.heads, strict=True)) == {"yes": 2, "no": 1, "abstain": 0}
    agrees(chunk)
    assert rebuild(chunk.process).written == ()


def test_a_count_by_group_of_before_is_read_as_it_was_written(world: World) -> None:
    chunk = world.under(BY_GROUP, text="")
    world.play.do(Vote(chunk, "plan", "no"), "civil-society1")
    counted(world, chunk)
    act = Act.objects.get(kind="chunk.count")
    (kept,) = [one for one in entries_of(chunk.process.place) if one.number == act.number]
    before = replace(
        kept, body={"counted": {"call/plan": {"": {"civil_society": {"no": 1}}}}}, groups={}
    )
    assert by_group(before) == by_group(kept)
    other = replace(kept, groups={"call/plan": {"": {"civil_society": {"yes": 1}}}})
    with pytest.raises(ValueError, match="publishes other answers than were counted"):
        by_group(other)


FROZEN = COUNCIL.replace(
    "passes: {share: yes, more_than: 1/2}",
    "passes: {all: [{share: yes, more_than: 1/2}, {any: [{triggered: wish}, {judged: fit, is: yes},"
    " {attends: guest}]}]}",
).replace("secret: true", "secret: false")
FROZEN = FROZEN.replace(
    "    ballots:\n",
    "    triggers: {wish: {title: Wish, by: [editor]}}\n"
    "    judgements: {fit: {title: Fit, by: editor, scale: [yes, no]}}\n"
    "    ballots:\n",
).replace("offices:\n", "offices:\n  guest: {title: Guest, chosen: appointed}\n")


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("what", ["triggered", "judged", "attends"])
def test_what_a_rule_asks_beside_the_answers_stays_as_it_was_at_the_close(
    world: World, what: str, before: bool
) -> None:
    chunk = world.under(FROZEN, text="")
    world.done(GiveSeat(chunk.process, "council", world.who("governments2")))

    def happens() -> None:
        if what == "triggered":
            world.play.do(Trigger(chunk, "wish", reason="So."), EDITOR)
        elif what == "judged":
            world.play.do(GiveFinding(chunk, "fit", "yes", reason="So."), EDITOR)
        else:
            world.done(GiveSeat(chunk.process, "guest", world.who("private-sector1")))

    world.play.do(Vote(chunk, "plan", "yes"), "governments2")
    if before:
        happens()
    wanted = "passed" if before else "failed"
    assert counted(world, chunk).result == wanted
    if not before:
        happens()
    elif what == "judged":
        world.play.do(GiveFinding(chunk, "fit", "no", reason="Not so."), EDITOR)
    elif what == "attends":
        world.done(EndSeat(Seat.objects.get(process=chunk.process, holder="guest"), reason="So."))
    assert counted(world, chunk).result == wanted
    agrees(chunk)
    assert rebuild(chunk.process).written == ()
    assert counted(world, chunk).result == wanted


GROUPS = BY_GROUP.replace("secret: true", "one_per: group")
SEATED = GROUPS.replace("Governments}", "Governments, members: appointed, seats: 2}")


def test_nobody_overwrites_what_another_person_answered_for_their_group(world: World) -> None:
    chunk = world.under(GROUPS, text="")
    first = world.play.do(Vote(chunk, "plan", "yes"), "governments1")
    with pytest.raises(Refused) as refused:
        world.play.do(Vote(chunk, "plan", "no"), "governments2")
    told = refused.value.refusal
    assert told.facts == {"group": "Governments", "before": "yes"}
    changed = world.play.do(Vote(chunk, "plan", "abstain"), "governments1")
    assert changed.references == [chunk.pk, first.number]
    world.play.do_plain(LeaveProcess(chunk.process), "governments1")
    world.play.do(Vote(chunk, "plan", "no"), "governments2")  # it may be changed by who is there
    tally = counted(world, chunk)
    assert tally.heads == (0, 1, 0)
    agrees(chunk)
    assert rebuild(chunk.process).written == ()
    page = " ".join(Client().get(f"/chunks/{chunk.pk}/ballots/call/plan/").content.decode().split())
    assert "instead of the answer of" in page
    assert "governments 1" in page


def test_who_holds_a_seat_of_a_group_that_others_gave_answers_for_it(world: World) -> None:
    chunk = world.under(SEATED, text="")
    world.play.do(Vote(chunk, "plan", "no"), "governments2")
    world.done(GiveSeat(chunk.process, "governments", world.who("governments1")))
    assert world.refused(Vote(chunk, "plan", "no"), "governments2") == "harbour.plan/call/plan"
    world.play.do(Vote(chunk, "plan", "yes"), "governments1")
    assert world.refused(Vote(chunk, "plan", "no"), "governments2") == "harbour.plan/call/plan"
    assert counted(world, chunk).heads == (1, 0, 0)
    agrees(chunk)


def test_an_erased_account_locks_no_group_out(world: World) -> None:
    world.play.people["newcomer"] = world.play.newcomer("newcomer", "governments")
    chunk = world.under(GROUPS, text="")
    world.play.do(Vote(chunk, "plan", "yes"), "newcomer")
    world.play.do_plain(EraseAccount(world.who("newcomer")), "newcomer")
    assert world.refused(Vote(chunk, "plan", "no"), "governments1") == ""
    world.play.do(Vote(chunk, "plan", "no"), "governments1")
    assert counted(world, chunk).heads == (0, 1, 0)
    agrees(chunk)


@pytest.mark.parametrize("counts", ["group", "organisation"])
def test_the_first_secret_answer_stands_and_nobody_is_told(world: World, counts: str) -> None:
    rules = BY_GROUP.replace("secret: true", f"secret: true\n        one_per: {counts}")
    chunk = world.under(rules, text="")
    for name in ("north", "south"):
        world.play.people[name] = world.play.newcomer(name, "governments", "Ministry")
        world.done(JoinProcess(chunk.process), name)
    told = []
    for who, answer in (("north", "yes"), ("south", "no"), ("south", "no")):
        size = Head.objects.get().size
        act = world.play.do(Vote(chunk, "plan", answer), who)
        told.append((act.pk, Head.objects.get().size - size))
    assert told == [(None, 0)] * 3  # the same for who came first and who came later
    rows = ChunkRow.objects.filter(chunk=chunk, what="answer", name="plan")
    assert list(rows.values_list("value", flat=True)) == ["yes"]
    world.play.do(Vote(chunk, "plan", "abstain"), "north")
    assert list(rows.values_list("value", flat=True)) == ["abstain"]
    counted(world, chunk)
    answers = Act.objects.get(kind="chunk.count").body["answers"]["call/plan"][""]
    assert answers == ["abstain"]
    agrees(chunk)


def test_who_leaves_the_group_leaves_its_secret_answer_to_the_others(world: World) -> None:
    rules = BY_GROUP.replace("secret: true", "secret: true\n        one_per: group")
    chunk = world.under(rules, text="")
    for name in ("north", "south"):
        world.play.people[name] = world.play.newcomer(name, "governments")
        world.done(JoinProcess(chunk.process), name)
    world.play.do(Vote(chunk, "plan", "yes"), "north")
    world.done(LeaveProcess(chunk.process), "north")
    world.play.do(Vote(chunk, "plan", "no"), "south")
    rows = ChunkRow.objects.filter(chunk=chunk, what="answer", name="plan")
    assert list(rows.values_list("value", flat=True)) == ["no"]
