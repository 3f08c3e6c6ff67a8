"""On how many people a ballot counts that closed while its stage goes on, and one that is open."""

import pytest

from isegoria.server.deliberation.acts import Say, TakePosition
from isegoria.server.issues.models import Issue
from isegoria.server.membership.acts import JoinProcess, LeaveProcess
from isegoria.server.membership.grouping import RegroupProcess
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk, Seat
from isegoria.server.process.seats import EndSeat, GiveSeat
from isegoria.server.process.steps import Close, Leave, Vote
from isegoria.server.process.tallies import Tally, tallies_of
from isegoria.server.replay.compare import recompute
from tests.people import speaks_for
from tests.world import World

pytestmark = pytest.mark.django_db

RULES = """
id: harbour.plan
title: Harbour plan
status: future
summary: Members decide about the harbour.
groups:
  governments: {title: Governments, affected: true}
  private_sector: {title: Private sector, affected: true}
  civil_society: {title: Civil society, affected: true}
offices:
  editor: {title: Editor, chosen: appointed}
starts: call
stages:
  call:
    title: Call
    officer: editor
    rights:
      governments: [attend, comment, decide, position]
      private_sector: [attend, comment, decide, position]
      civil_society: [attend, propose, comment, decide, position]
      anyone: [attend, comment]
    clocks:
      call: {title: Time of the call, length: 7 days}
      rest: {title: Time to think, length: 30 days}
    ballots:
      timed:
        title: Timed
        clock: call
        about: course
        quorum: {share: [yes, no, abstain], of: members, at_least: 1/2}
        passes: {share: yes, more_than: 1/2}
      open:
        title: Open
        about: course
        quorum: {share: [yes, no, abstain], of: members, at_least: 1/2}
        passes: {share: yes, more_than: 1/2}
      hidden:
        title: Hidden
        clock: call
        about: course
        secret: true
        quorum: {share: [yes, no, abstain], of: members, at_least: 1/2}
        passes: {share: yes, more_than: 1/2}
    exits:
      on: {to: later, by: editor}
  later:
    title: Later
    officer: editor
    rights: {anyone: [attend, comment]}
    exits:
      done: {outcome: plan, by: editor, when: {all: [{result: call/timed}, {result: call/open}]}}
outcomes:
  plan: {title: Plan, force: recommendation}
"""


@pytest.fixture
def harbour(world: World) -> Chunk:
    for name in ("harbour1", "harbour2", "harbour3"):
        world.play.people[name] = world.play.newcomer(name, "governments")
    chunk = world.under(RULES, text="")
    for name in ("harbour1", "harbour2"):
        world.play.do_plain(JoinProcess(chunk.process), name)
    return chunk


def ballot(world: World, chunk: Chunk, name: str) -> Tally:
    current = Chunk.objects.select_related("process", "issue").get(pk=chunk.pk)
    found = tallies_of(facts_of(current), world.play.now, stage="call")
    return next(one for one in found if one.name == name)


def of_governments(world: World, chunk: Chunk, name: str) -> int:
    current = Chunk.objects.select_related("process").get(pk=chunk.pk)
    return facts_of(current).base("governments", ("call", name, ""))


def recomputed(chunk: Chunk) -> list[str]:
    return [str(one) for one in recompute(Issue.objects.get(pk=chunk.issue_id)).findings]


@pytest.mark.parametrize("looks", [False, True])
def test_who_comes_after_the_clock_ran_out_changes_no_turnout_though_nobody_looked(
    world: World, harbour: Chunk, looks: bool
) -> None:
    play = world.play
    play.do(Vote(harbour, "timed", "yes"), "harbour1")
    assert of_governments(world, harbour, "timed") == 2
    play.day += 8
    if looks:
        play.later(harbour, 0)
    before = ballot(world, harbour, "timed")
    assert before.result == "inquorate"  # 1 of 3: two of governments, and who raised the issue
    play.do_plain(LeaveProcess(harbour.process), "harbour2")
    play.do_plain(LeaveProcess(harbour.process), "civil-society1")
    assert ballot(world, harbour, "timed") == before
    play.do_plain(JoinProcess(harbour.process), "harbour3")
    assert ballot(world, harbour, "timed") == before
    assert of_governments(world, harbour, "open") == 2
    assert recomputed(harbour) == []
    play.do(Leave(harbour, "on"), "technical-community1")
    assert ballot(world, harbour, "timed") == before
    assert recomputed(harbour) == []


def test_a_ballot_that_its_officer_closed_keeps_its_base(world: World, harbour: Chunk) -> None:
    play = world.play
    play.do(Vote(harbour, "open", "yes"), "harbour1")
    play.do(Vote(harbour, "open", "yes"), "harbour2")
    play.do(Vote(harbour, "timed", "yes"), "harbour1")
    play.do(Vote(harbour, "timed", "yes"), "harbour2")
    play.do(Close(harbour, "open"), "technical-community1")
    before = ballot(world, harbour, "open")
    assert before.result == "passed"
    play.day += 8
    for number in range(4):
        play.people["more"] = play.newcomer(f"More{number}", "governments")
        play.do_plain(JoinProcess(harbour.process), "more")
    assert ballot(world, harbour, "open") == before
    play.do(Leave(harbour, "on"), "technical-community1")
    # what a later stage asks of the ballots is what they came to
    play.do(Leave(harbour, "done"), "technical-community1")
    assert Chunk.objects.get(pk=harbour.pk).outcome == "plan"
    assert recomputed(harbour) == []


# --- whose answer counts stays in the base until the close


def test_who_leaves_after_answering_stays_in_the_base_and_who_did_not_answer_leaves_it(
    world: World, harbour: Chunk
) -> None:
    play = world.play
    play.do(Vote(harbour, "timed", "yes"), "harbour1")
    play.do_plain(LeaveProcess(harbour.process), "harbour1")
    assert of_governments(world, harbour, "timed") == 2
    assert of_governments(world, harbour, "open") == 1
    play.do_plain(LeaveProcess(harbour.process), "harbour2")
    assert of_governments(world, harbour, "timed") == 1
    play.do_plain(JoinProcess(harbour.process), "harbour1")
    play.do_plain(JoinProcess(harbour.process), "harbour2")
    assert of_governments(world, harbour, "timed") == 2
    assert recomputed(harbour) == []


def test_who_changes_group_after_answering_counts_where_they_answered(
    world: World, harbour: Chunk
) -> None:
    play = world.play
    play.do(Vote(harbour, "timed", "yes"), "harbour1")
    who = play.people["harbour1"][0]
    play.people["harbour1"] = (who, speaks_for(who, "private-sector"))
    play.do_plain(JoinProcess(harbour.process), "harbour1")
    tally = ballot(world, harbour, "timed")
    assert {one.group: one.members for one in tally.counts}["Private sector"] == 0
    assert of_governments(world, harbour, "timed") == 2
    assert of_governments(world, harbour, "open") == 1
    play.do(Vote(harbour, "timed", "no"), "harbour1")
    tally = ballot(world, harbour, "timed")
    assert {one.group: one.members for one in tally.counts} == {
        "Governments": 1,
        "Private sector": 1,
        "Civil society": 1,
    }
    assert recomputed(harbour) == []


def test_the_base_of_a_secret_ballot_does_not_tell_who_answered(
    world: World, harbour: Chunk
) -> None:
    play = world.play
    play.do(Vote(harbour, "hidden", "yes"), "harbour1")
    bases = [of_governments(world, harbour, "hidden")]
    for name in ("harbour1", "harbour2"):  # one who answered, one who did not
        play.do_plain(LeaveProcess(harbour.process), name)
        bases.append(of_governments(world, harbour, "hidden"))
    assert bases == [2, 2, 2]
    play.do_plain(JoinProcess(harbour.process), "harbour2")
    play.do_plain(LeaveProcess(harbour.process), "harbour2")
    play.do_plain(JoinProcess(harbour.process), "harbour2")
    assert of_governments(world, harbour, "hidden") == 2  # nobody grows it by coming and going
    assert recomputed(harbour) == []


def test_positions_count_their_people_where_they_took_them(world: World, harbour: Chunk) -> None:
    play = world.play
    play.do(TakePosition(harbour, answer="support"), "harbour1")
    play.do_plain(LeaveProcess(harbour.process), "harbour1")
    current = Chunk.objects.select_related("process").get(pk=harbour.pk)
    assert facts_of(current).took_part()["governments"] == 2
    play.do_plain(LeaveProcess(harbour.process), "harbour2")
    current = Chunk.objects.select_related("process").get(pk=harbour.pk)
    assert facts_of(current).took_part()["governments"] == 1


def test_who_sits_in_the_group_for_which_they_act_counts_once(world: World, harbour: Chunk) -> None:
    play, seats = world.play, []
    for holder in ("governments", "private_sector"):
        play.do_plain(GiveSeat(harbour.process, holder, play.people["harbour1"][0]))
        seats.append(Seat.objects.get(process=harbour.process, holder=holder))
    tally = ballot(world, harbour, "open")
    assert {one.group: one.members for one in tally.counts} == {
        "Governments": 2,
        "Private sector": 0,
        "Civil society": 1,
    }
    play.do_plain(LeaveProcess(harbour.process), "harbour1")
    assert of_governments(world, harbour, "open") == 2
    play.do_plain(EndSeat(seats[0]), "harbour1")
    assert of_governments(world, harbour, "open") == 1
    assert recomputed(harbour) == []


def test_groups_matched_anew_change_nothing_that_closed(world: World) -> None:
    play = world.play
    harbour = world.under(RULES.replace("secret: true", "secret: false"), text="")
    for name in ("harbour1", "harbour2"):
        play.people[name] = play.newcomer(name, "governments")
        play.do_plain(JoinProcess(harbour.process), name)
    play.day += 8
    before = ballot(world, harbour, "timed")
    assert of_governments(world, harbour, "timed") == 2
    play.do_plain(RegroupProcess(harbour.process, {"governments": "private_sector"}))
    assert ballot(world, harbour, "timed") == before
    assert of_governments(world, harbour, "open") == 0
    assert recomputed(harbour) == []


def test_somebody_who_writes_after_the_close_is_not_in_its_base(
    world: World, harbour: Chunk
) -> None:
    play = world.play
    play.day += 8
    before = ballot(world, harbour, "timed")
    play.do(Say(harbour, text="Dredge."), "harbour3")
    assert ballot(world, harbour, "timed") == before
    assert of_governments(world, harbour, "open") == 3
    assert recomputed(harbour) == []


JURY = RULES.replace("offices:", "offices:\n  jury: {title: Jury, chosen: appointed}").replace(
    "title: Hidden\n", "title: Hidden\n        voters: [governments, jury]\n"
)


def bases_of(chunk: Chunk) -> tuple[int, int]:
    """Return on how many governments and how many of the jury the secret ballot counts."""
    current = Chunk.objects.select_related("process", "issue").get(pk=chunk.pk)
    facts = facts_of(current)
    found = [facts.base(one, ("call", "hidden", "")) for one in ("governments", "jury")]
    return found[0], found[1]


def jury_of(world: World) -> Chunk:
    chunk = world.under(JURY, text="")
    for name, group in (("harbour1", "governments"), ("trader", "private-sector")):
        world.play.people[name] = world.play.newcomer(name, group)
        world.play.do_plain(JoinProcess(chunk.process), name)
    return chunk


def test_who_becomes_a_voter_while_a_secret_ballot_is_open_is_in_its_base(world: World) -> None:
    play, harbour = world.play, jury_of(world)
    assert bases_of(harbour) == (1, 0)
    play.do_plain(GiveSeat(harbour.process, "jury", play.people["trader"][0]))
    assert bases_of(harbour) == (1, 1)
    play.do(Vote(harbour, "hidden", "yes"), "trader")
    play.do(Vote(harbour, "hidden", "no"), "harbour1")
    play.later(harbour, 8)
    assert bases_of(harbour) == (1, 1)
    tally = facts_of(Chunk.objects.get(pk=harbour.pk)).tally("call", "hidden", "")
    assert tally == {"jury": {"yes": 1}, "governments": {"no": 1}}
    assert recomputed(harbour) == []


def test_nobody_drops_a_secret_answer_by_ending_the_seat_of_who_gave_it(world: World) -> None:
    play, harbour = world.play, jury_of(world)
    play.do_plain(GiveSeat(harbour.process, "jury", play.people["trader"][0]))
    seat = Seat.objects.get(process=harbour.process, holder="jury")
    assert play.refused_plain(EndSeat(seat)) == "seat.votes-in-secret"  # also before an answer
    play.do(Vote(harbour, "hidden", "no"), "trader")
    assert play.refused_plain(EndSeat(seat)) == "seat.votes-in-secret"
    play.later(harbour, 8)
    play.do_plain(EndSeat(seat))
    tally = facts_of(Chunk.objects.get(pk=harbour.pk)).tally("call", "hidden", "")
    assert tally == {"jury": {"no": 1}}
    assert recomputed(harbour) == []


def test_a_voter_who_gets_a_seat_in_a_secret_ballot_answers_where_they_count(world: World) -> None:
    play, harbour = world.play, jury_of(world)
    play.do(Vote(harbour, "hidden", "yes"), "harbour1")
    play.do_plain(GiveSeat(harbour.process, "jury", play.people["harbour1"][0]))
    assert bases_of(harbour) == (1, 0)  # as for one who did not answer
    play.do(Vote(harbour, "hidden", "no"), "harbour1")
    seat = Seat.objects.get(process=harbour.process, holder="jury")
    play.do_plain(EndSeat(seat), "harbour1")
    assert bases_of(harbour) == (1, 0)
    play.later(harbour, 8)
    tally = facts_of(Chunk.objects.get(pk=harbour.pk)).tally("call", "hidden", "")
    assert (tally, bases_of(harbour)) == ({"governments": {"no": 1}}, (1, 0))
    assert recomputed(harbour) == []
