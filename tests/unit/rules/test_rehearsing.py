"""How a scenario is played: who was elected sits, tallies stand beside answers, people change
groups, and an appeal that runs out is noted once.
"""

from datetime import datetime, timedelta
from textwrap import dedent
from typing import Any

import pytest

from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.language.loading import read_model_file, read_scenario
from isegoria.rules.language.model import Model
from isegoria.rules.rehearsing.checked import scenario_faults
from isegoria.rules.rehearsing.play import Course, rehearse

ELECTION = """\
id: town.board
title: Election of the board
status: present
summary: Residents elect two of those who stand.
groups:
  residents: {title: Residents}
  guests: {title: Guests}
offices:
  clerk: {title: Clerk, term: 1 year}
  board: {title: Board, chosen: elected, seats: 2, term: 2 years}
starts: standing
stages:
  standing:
    title: Nominations
    officer: clerk
    rights: {residents: [propose], guests: [attend]}
    clocks: {standing: {length: 1 week}}
    exits: {vote: {to: vote, when: {ended: standing}}}
  vote:
    title: Vote
    officer: clerk
    rights: {residents: [decide], guests: [attend]}
    clocks: {vote: {length: 1 week}}
    ballots:
      board: {clock: vote, elects: {how: stv, office: board, candidates: true}}
    exits:
      elected: {outcome: elected, when: {result: board}}
      none: {outcome: none, when: {ended: vote}}
outcomes:
  elected: {title: Board, force: binding}
  none: {title: Nobody, force: none}
"""
PEOPLE = """\
title: An election
model: town.board
starts: 2026-03-01
people:
  cle: {offices: [clerk]}
  ann: {groups: [residents]}
  ben: {groups: [residents]}
  eve: {groups: [residents]}
  gus: {groups: [guests]}
steps:
"""
STAND = """\
  - {who: ann, does: propose, item: ann}
  - {who: ben, does: propose, item: ben}
  - {who: eve, does: propose, item: eve}
  - {at: 2026-03-09, expect: {stage: vote}}
"""


def model_of(written: str) -> Model:
    [(model, _places)] = read_model_file(written, "m.yaml")
    return model


def told(steps: str, written: str = ELECTION) -> list[str]:
    found = scenario_faults(model_of(written), read_scenario(PEOPLE + steps, "s.yaml"))
    return [message for _path, message in found]


def played(steps: str, written: str = ELECTION) -> Course:
    scenario = read_scenario(PEOPLE + steps, "s.yaml")
    assert list(scenario_faults(model_of(written), scenario)) == []
    return rehearse(model_of(written), scenario)


def test_candidates_are_answers_once_they_stand() -> None:
    steps = """\
  - {who: ann, does: vote, name: board, answer: ann > eve}
  - poll: {ballot: board, answers: {residents: {"eve > ann": 3, ben: 1, void: 1}}}
  - {at: 2026-03-17, expect: {outcome: elected, won: {board: [eve, ann]}}}
"""
    assert played(STAND + steps).differences == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("ann > zoe", "there is no candidate “zoe”; there are ann, ben, eve"),
        ("anna", "there is no candidate “anna”; did you mean “ann”?"),
        ("ann > ann", "name some of ann, ben, eve, each once"),
        ("ann = ben", "there is no candidate “ann = ben”"),
        ("void", "there is no candidate “void”"),
    ],
)
def test_an_answer_that_names_no_candidate_is_told(answer: str, words: str) -> None:
    [message] = told(f"{STAND}  - {{who: ann, does: vote, name: board, answer: {answer}}}\n")
    assert message.startswith(words)


def test_where_nobody_stands_it_is_said_how_one_does() -> None:
    steps = "  - {who: ann, does: vote, name: board, answer: ann, expect: {stage: vote}}\n"
    [message] = told(steps)
    assert "nobody stands for “ann” to be chosen" in message
    assert "{who: ann, does: propose, item: ann}" in message
    refused = "  - {who: gus, does: propose, item: gus, refused: standing/rights/propose}\n"
    assert told(refused + steps) == [message]  # who was refused does not stand


@pytest.mark.parametrize(
    ("how", "right", "wrong"),
    [
        ("{how: approval, seats: 2, most: 2}", '"ann, eve"', '"ann, ben, eve"'),
        ("{how: score, seats: 2, most: 5}", '"ann: 5, eve: 1"', '"ann: 6"'),
        ("{how: score, seats: 2, most: 5}", '"ann: 0"', '"ann"'),
        ("{how: stv, seats: 2}", "ann > eve", '"ann, eve"'),
    ],
)
def test_choices_are_read_as_their_ballot_counts_them(how: str, right: str, wrong: str) -> None:
    written = ELECTION.replace(
        "elects: {how: stv, office: board, candidates: true}",
        f"elects: {how}, answers: [ann, ben, eve]",
    )
    vote = "  - {at: 2026-03-09, who: ann, does: vote, name: board, answer: %s, expect: {stage: vote}}\n"
    assert told(vote % right, written) == []
    assert len(told(vote % wrong, written)) == 1


def test_an_election_that_ends_the_process_still_fills_its_seats() -> None:
    steps = """\
  - {who: cle, does: elect, name: board, refused: vote/board, says: no result yet}
  - {who: ann, does: vote, name: board, answer: ann > eve}
  - {who: eve, does: vote, name: board, answer: eve}
  - {at: 2026-03-17, expect: {outcome: elected, held: {board: []}}}
  - {who: ann, does: elect, name: board, refused: vote/board, says: Clerk}
  - {who: cle, does: elect, name: board, expect: {held: {board: [ann, eve]}}}
  - {who: cle, does: elect, name: board, refused: vote/board, says: already}
  - {who: ann, does: vote, name: board, answer: ann, refused: town.board, says: ended}
"""
    assert played(STAND + steps).differences == []


def test_the_names_in_what_is_expected_are_looked_up() -> None:
    steps = "  - expect: {held: {boards: [ann]}, won: {boardx: [ann]}}\n"
    assert told(steps) == [
        "there is no ballot “boardx”; did you mean “board”?",
        "there is no office “boards”; did you mean “board”?",
    ]


VOTE = """\
id: town.fee
title: Fee
status: present
summary: Two groups vote.
groups:
  residents: {title: Residents}
  guests: {title: Guests}
offices:
  clerk: {title: Clerk, term: 1 year}
  elders: {title: Elders, seats: 3, term: 5 years}
starts: vote
stages:
  vote:
    title: Vote
    officer: clerk
    rights: {residents: [decide], guests: [decide]}
    clocks: {vote: {length: 1 week}}
    ballots:
      fee: {clock: vote, passes: {share: yes, more_than: 1/2, groups: [residents, guests]}}
    judgements:
      kind: {title: Kind, by: clerk, scale: [big, small], about: course}
    exits:
      fee: {outcome: fee, by: clerk, when: {result: fee}}
      none: {outcome: none, by: clerk, when: {ended: vote}}
appeals:
  elders: {title: Appeal, of: [vote/kind], by: [residents], to: elders, answer: 2 weeks,
    effect: annul, silence: SILENCE}
outcomes:
  fee: {title: Fee, force: binding}
  none: {title: None, force: none}
"""


def facts_of(written: str = VOTE.replace("SILENCE", "dismissed")) -> MemoryFacts:
    return MemoryFacts(model_of(written), datetime.fromisoformat("2026-03-01T12:00+00:00"))


def answered(facts: MemoryFacts) -> dict[str, dict[str, int]]:
    kept = facts.state.visits["vote"].tallies["fee"][""]
    return {group: {one: n for one, n in given.items() if n} for group, given in kept.items()}


def test_a_tally_stands_beside_the_answers_of_people_who_are_named() -> None:
    facts = facts_of()
    ann = Person("ann", ("residents",))
    facts.seat(ann)
    facts.record(Act("vote", ann, facts.began_at(), name="fee", answer="no"))
    facts.poll("vote", "fee", "", {"residents": {"yes": 4, "no": 1}})
    assert answered(facts) == {"residents": {"yes": 4, "no": 2}}
    facts.poll("vote", "fee", "", {"residents": {"yes": 3}})  # a later tally is instead of it
    assert answered(facts) == {"residents": {"yes": 3, "no": 1}}
    facts.record(Act("vote", ann, facts.began_at(), name="fee", answer="yes"))
    assert answered(facts) == {"residents": {"yes": 4}}


def test_people_change_their_groups_and_count_where_they_are() -> None:
    facts = facts_of()
    ann = Person("ann", ("residents",))
    facts.seat(ann)
    facts.count(members={"residents": 40, "guests": 9}, present={"residents": 20, "guests": 3})
    at = facts.began_at() + timedelta(hours=1)
    moved = facts.change_groups(ann, ("guests",), at)
    assert (moved.groups, facts.people["ann"].groups) == (("guests",), ("guests",))
    assert [facts.members(one) for one in ("residents", "guests")] == [39, 10]
    assert [facts.present(one) for one in ("residents", "guests")] == [19, 4]
    assert [[one.id for one in facts.holders(group)] for group in ("residents", "guests")] == [
        [],
        ["ann"],
    ]


SCENARIO = """\
title: A vote
model: town.fee
starts: 2026-03-01
people:
  cle: {offices: [clerk]}
  ann: {groups: [residents]}
  ben: {groups: [guests]}
steps:
"""


def course(steps: str, **changed: Any) -> Course:
    model = model_of(VOTE.replace("SILENCE", changed.get("silence", "dismissed")))
    scenario = read_scenario(SCENARIO + dedent(steps), "s.yaml")
    assert list(scenario_faults(model, scenario)) == []
    return rehearse(model, scenario)


def test_who_changes_groups_votes_in_the_new_one() -> None:
    steps = """\
  - poll: {ballot: fee, answers: {residents: {yes: 2, no: 2}, guests: {yes: 1, no: 0}}}
  - {groups: {ben: [residents]}}
  - {who: ben, does: vote, name: fee, answer: yes}
  - {at: 2026-03-08, expect: {result: {fee: passed}}}
"""
    assert course(steps).differences == []
    stays = "\n".join(line for line in steps.splitlines() if "groups:" not in line)
    assert course(stays).differences == ["step 3 (2026-03-08): fee has failed, expected passed"]


def test_a_group_is_no_organisation_to_move_to() -> None:
    scenario = read_scenario(
        SCENARIO + "  - {moves: {ben: residents}, expect: {stage: vote}}\n", "s.yaml"
    )
    found = list(scenario_faults(model_of(VOTE.replace("SILENCE", "dismissed")), scenario))
    told = "“residents” is a group; write groups: {ben: [residents]}"
    assert found == [(("steps", 0, "moves", "ben"), told)]


@pytest.mark.parametrize("silence", ["dismissed", "upheld", "records_breach"])
def test_an_appeal_that_nobody_decides_runs_out_once(silence: str) -> None:
    steps = f"""\
  - {{who: cle, does: judge, name: kind, answer: big, reason: It is dear.}}
  - {{who: ann, does: appeal, name: elders, answer: vote/kind, reason: It is not.}}
  - {{at: 2026-04-01, expect: {{stage: vote, events: [{{rule: appeals/elders, on: 2026-03-15, meaning: {silence}}}]}}}}
"""
    assert course(steps, silence=silence).differences == []


@pytest.mark.parametrize(
    ("name", "does"), [("none", "leave"), ("fee", "leave"), ("kind", "judge"), ("other", "")]
)
def test_who_would_decide_a_part_is_told_the_act_for_it(name: str, does: str) -> None:
    steps = f"  - {{who: cle, does: decide, name: {name}, expect: {{stage: vote}}}}\n"
    scenario = read_scenario(SCENARIO + steps, "s.yaml")
    found = [told for _path, told in scenario_faults(facts_of().model, scenario)]
    assert all(one.startswith(f"“{name}” is one of the") for one in found)
    assert bool(found) is bool(does)
    assert not does or f"write does: {does}" in found[0]


PETITION = VOTE.replace("SILENCE", "dismissed").replace(
    "    judgements:\n", "    triggers: {recall: {title: Recall, by: [residents]}}\n    judgements:\n"
).replace("when: {ended: vote}", "when: {triggered: recall, at_least: 30}")  # fmt: skip


@pytest.mark.parametrize(
    ("others", "lacks"),
    [
        ("{residents: 29}", ""),
        ("{residents: 28}", "asked for by at least 30 people"),
    ],
)
def test_people_who_are_not_named_sign_a_petition(others: str, lacks: str) -> None:
    steps = f"""\
  - {{who: ann, does: trigger, name: recall, others: {others}}}
  - {{who: cle, does: leave, name: none, expect: {{outcome: none}}}}
"""
    scenario = read_scenario(SCENARIO + steps, "s.yaml")
    assert list(scenario_faults(model_of(PETITION), scenario)) == []
    differences = rehearse(model_of(PETITION), scenario).differences
    assert bool(differences) is bool(lacks)
    assert not lacks or (
        f"Missing: “Recall” is {lacks}" in differences[-2] or lacks in differences[-2]
    )


def test_others_are_of_a_group_and_no_more_than_it_has() -> None:
    steps = """\
  - {members: {residents: 5}}
  - {who: ann, does: trigger, name: recall, others: {resident: 1, residents: 6, guests: -1}}
  - expect: {stage: vote}
"""
    scenario = read_scenario(SCENARIO + steps, "s.yaml")
    assert [told for _path, told in scenario_faults(model_of(PETITION), scenario)] == [
        "there is no group “resident”; did you mean “residents”?",
        "-1 is no number of people",
        "these are 6 of 5 members",
    ]


@pytest.mark.parametrize(
    ("signers", "says"),
    [
        ("with: [ben]", "Residents can do this"),
        ("others: {residents: 3, guests: 1}", "Residents can do this"),
        ("with: [cle]", "Clerk"),
        ("with: [eve]", "already"),
    ],
)
def test_nobody_signs_a_petition_for_those_who_may_not(signers: str, says: str) -> None:
    never = PETITION.replace("by: [residents]}}", "by: [residents], never: [clerk]}}", 1)
    people = SCENARIO.replace("steps:", "  eve: {groups: [residents]}\nsteps:")
    steps = f"""\
  - {{who: eve, does: trigger, name: recall}}
  - {{who: ann, does: trigger, name: recall, {signers}, refused: vote/recall, says: {says}}}
  - {{who: ann, does: trigger, name: recall, others: {{residents: 2}}, expect: {{stage: vote}}}}
"""
    assert rehearse(model_of(never), read_scenario(people + steps, "s.yaml")).differences == []


def test_a_quorum_of_those_present_needs_their_number() -> None:
    written = PETITION.replace(
        "fee: {clock: vote, ", "fee: {clock: vote, quorum: {count: present, at_least: 4}, "
    )
    poll = "  - poll: {ballot: fee, answers: {residents: {yes: 9}, guests: {yes: 9}}}\n"
    ends = "  - {at: 2026-03-08, expect: {stage: vote, result: {fee: passed}}}\n"
    here = SCENARIO.replace("steps:", "present: {residents: 9}\nsteps:")
    for text, told in ((SCENARIO, ["its quorum counts who is there"]), (here, [])):
        scenario = read_scenario(text + poll + ends, "s.yaml")
        found = [one.partition(";")[0] for _, one in scenario_faults(model_of(written), scenario)]
        assert found == told
    assert rehearse(model_of(written), scenario).differences == []
    failing = read_scenario(SCENARIO + poll + ends.replace("stage: vote", "outcome: fee"), "s.yaml")
    first = rehearse(model_of(written), failing).differences[0]
    assert first.endswith("expected fee (fee: inquorate)")
