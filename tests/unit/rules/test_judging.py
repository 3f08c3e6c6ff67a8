"""What may be done here and now, by whom; every refusal names its rule, its numbers and what would
be right.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from isegoria.rules.course.automatic import due, gates
from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.refusing import Allowed
from isegoria.rules.judging.judge import judge
from isegoria.rules.judging.standing import standing
from isegoria.rules.language.durations import duration
from isegoria.rules.language.model import Model
from isegoria.rules.language.scalars import Right
from isegoria.rules.telling.explaining import say_missing
from isegoria.terms import Refusal
from tests.unit.rules.models import SOUND, changed, model_of

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANN = Person("ann", ("residents",), organisation="Bakery")
BEN = Person("ben", ("residents",), organisation="Bakery")
TOM = Person("tom", ("traders",), organisation="Bakery")
CHAIR = Person("chair", offices=("chair",))
MEMBER = Person("mia", offices=("board",))
VISITOR = Person("vera")


def facts_of(model: Model, stage: str = "vote") -> MemoryFacts:
    facts = MemoryFacts(model, START, stage=stage)
    for person in (ANN, BEN, TOM, CHAIR, MEMBER):
        facts.seat(person)
    return facts


def act(kind: str, by: Person, name: str = "", **more: Any) -> Act:
    return Act(kind, by, more.pop("at", START + timedelta(days=1)), name=name, **more)


def refusal(model: Model, facts: MemoryFacts, tried: Act) -> Refusal:
    found = judge(model, facts, tried)
    assert isinstance(found, Refusal), found
    return found


def allowed(model: Model, facts: MemoryFacts, tried: Act) -> str:
    found = judge(model, facts, tried)
    assert isinstance(found, Allowed), str(found)
    facts.record(tried)
    return found.rule


def test_standing_names_the_rule_behind_each_right() -> None:
    held = {one.right: one.rule for one in standing(model_of(SOUND), "talk", ANN)}
    assert held[Right.PROPOSE] == "town.plan/talk/rights/residents/propose"
    assert held[Right.ATTEND] == "town.plan/talk/rights/residents/attend"
    assert [one.right for one in standing(model_of(SOUND), "talk", VISITOR)] == [Right.ATTEND]


def test_who_has_no_right_is_told_who_has() -> None:
    model = model_of(SOUND)
    found = refusal(model, facts_of(model, "talk"), act("propose", TOM))
    assert found.rule == "town.plan/talk/rights/propose"
    assert "only Residents can do this" in str(found)


def test_what_nobody_may_do_in_this_stage_is_told_with_the_stage_that_has_it() -> None:
    model = model_of(SOUND)
    assert "Do it in a stage that allows it: Talk." in str(
        refusal(model, facts_of(model), act("speak", ANN))
    )


def test_a_cap_counts_the_acts_of_a_person() -> None:
    model = model_of(SOUND)
    facts = facts_of(model, "talk")
    for _ in range(2):
        allowed(model, facts, act("propose", ANN))
    assert "2 times already" in str(refusal(model, facts, act("propose", ANN)))
    assert allowed(model, facts, act("propose", BEN))


def test_a_window_closes_with_its_clock() -> None:
    model = model_of(SOUND)
    facts = facts_of(model, "talk")
    assert allowed(model, facts, act("speak", ANN, at=START + timedelta(weeks=4)))
    found = refusal(model, facts, act("speak", ANN, at=START + timedelta(weeks=4, minutes=1)))
    assert found.rule == "town.plan/talk/clocks/talk"
    assert "2026-03-29" in str(found)


def test_a_clock_is_made_longer_once_and_by_so_much() -> None:
    model = model_of(SOUND)
    facts = facts_of(model, "talk")
    assert "extended by at most 2 weeks" in str(
        refusal(model, facts, act("extend", CHAIR, "talk", span=duration("3 weeks")))
    )
    assert "Only Chair can do this" in str(
        refusal(model, facts, act("extend", ANN, "talk", span=duration("1 week")))
    )
    allowed(model, facts, act("extend", CHAIR, "talk", span=duration("2 weeks")))
    assert "1 times already" in str(
        refusal(model, facts, act("extend", CHAIR, "talk", span=duration("1 day")))
    )
    assert allowed(model, facts, act("speak", ANN, at=START + timedelta(weeks=6)))


@pytest.mark.parametrize(
    ("tried", "words"),
    [
        pytest.param(
            act("vote", ANN, "plna", answer="yes"),
            "Choose one of: plan",
            id="a ballot that is not there",
        ),
        pytest.param(
            act("vote", VISITOR, "plan", answer="yes"), "only Residents, Traders", id="no voter"
        ),
        pytest.param(
            act("vote", ANN, "plan", answer="maybe"),
            "Choose one of these answers: yes, no, abstain",
            id="no answer",
        ),
        pytest.param(act("vote", ANN, "plan", answer="no"), "needs a reason", id="no reason"),
        pytest.param(
            act("vote", ANN, "plan", answer="yes", with_=(BEN,)),
            "people cannot answer for somebody else",
            id="a proxy",
        ),
        pytest.param(
            act("vote", ANN, "plan", answer="yes", at=START + timedelta(days=8)),
            "The ballot is closed",
            id="late",
        ),
        pytest.param(
            act("judge", ANN, "change", answer="editorial", reason="typos"),
            "Only Chair can do this",
            id="no officer",
        ),
        pytest.param(
            act("judge", CHAIR, "change", answer="small", reason="typos"),
            "Choose one of these labels: substantive",
            id="no label",
        ),
        pytest.param(
            act("judge", CHAIR, "change", answer="editorial"),
            "A judgement needs a reason",
            id="no reason of an officer",
        ),
        pytest.param(
            act("leave", CHAIR, "passed"),
            "Conditions that are not met: 3",
            id="a way out that is not open",
        ),
        pytest.param(act("rule", ANN, "board"), "Only Board can do this", id="no judge of appeals"),
        pytest.param(
            act("dissent", ANN), "A minority statement needs a text", id="a dissent without words"
        ),
    ],
)
def test_refusals_say_what_would_be_right(tried: Act, words: str) -> None:
    model = model_of(SOUND)
    assert words in str(refusal(model, facts_of(model), tried))


def test_a_change_of_vote_counts_once() -> None:
    model = model_of(SOUND)
    facts = facts_of(model)
    allowed(model, facts, act("vote", ANN, "plan", answer="yes"))
    allowed(model, facts, act("vote", ANN, "plan", answer="abstain"))
    assert facts.tally("vote", "plan", "") == {"residents": {"yes": 0, "abstain": 1}}


def test_an_answer_stands_where_the_model_says_so() -> None:
    model = changed("stages/vote/ballots/plan/change", False)
    facts = facts_of(model)
    allowed(model, facts, act("vote", ANN, "plan", answer="yes"))
    assert "You answered “yes” already" in str(
        refusal(model, facts, act("vote", ANN, "plan", answer="abstain"))
    )


def test_an_organisation_has_so_many_answers() -> None:
    model = changed("stages/vote/ballots/plan/cap_per_organisation", 2)
    facts = facts_of(model)
    allowed(model, facts, act("vote", ANN, "plan", answer="yes"))
    allowed(model, facts, act("vote", BEN, "plan", answer="yes"))
    assert "2 people of Bakery" in str(
        refusal(model, facts, act("vote", TOM, "plan", answer="yes"))
    )


def test_kept_rules_with_a_limit_under_a_secret_ballot_tell_no_number() -> None:
    ballot = "stages/vote/ballots/plan"
    model = changed(f"{ballot}/cap_per_organisation", 2, (f"{ballot}/secret", True))
    facts = facts_of(model)
    allowed(model, facts, act("vote", ANN, "plan", answer="yes"))
    allowed(model, facts, act("vote", BEN, "plan", answer="yes"))
    told = str(refusal(model, facts, act("vote", TOM, "plan", answer="yes")))
    assert "The rules do not count another answer from Bakery." in told
    assert "2" not in told


def test_a_voter_holds_so_many_proxies() -> None:
    model = changed("stages/vote/ballots/plan/by_proxy", True)
    facts = facts_of(model)
    allowed(model, facts, act("vote", ANN, "plan", answer="yes", with_=(BEN,)))
    assert facts.tally("vote", "plan", "")["residents"]["yes"] == 2


def test_gates_say_what_is_missing_with_numbers() -> None:
    model = model_of(SOUND)
    facts = facts_of(model)
    facts.poll(
        "vote", "plan", "", {"residents": {"yes": 9, "no": 2}, "traders": {"yes": 5, "no": 5}}
    )
    gate = next(
        one for one in gates(model, facts, START + timedelta(days=8)) if one.name == "passed"
    )
    assert [say_missing(model, one) for one in gate.missing] == ["Traders: 5 of 10, 1 more needed"]
    assert not gate.is_open


def test_the_clock_brings_the_result_about_and_the_guard_ends_the_loop() -> None:
    model = model_of(SOUND)
    facts = facts_of(model)
    later = START + timedelta(days=40)
    (event,) = (one for one in due(model, facts, later) if one.exit)
    assert (event.rule, event.at) == ("town.plan/vote/again", START + timedelta(days=7))
    facts.leave(event.exit, event.at)
    allowed(model, facts, act("deliver", CHAIR, "draft", at=event.at))
    (event,) = due(model, facts, later)
    assert (event.rule, event.at) == ("town.plan/talk/to_vote", START + timedelta(days=35))
    facts.leave(event.exit, event.at)
    event = due(model, facts, START + timedelta(days=60))[-1]
    assert (event.exit, event.meaning) == ("dropped", "forced")
    facts.leave(event.exit, event.at)
    assert facts.outcome == "dropped"
    assert "This has ended with “No plan”" in str(
        refusal(model, facts, act("vote", ANN, "plan", answer="yes"))
    )


def test_a_stage_is_not_left_without_its_deliverable() -> None:
    model = model_of(SOUND)
    facts = facts_of(model, "talk")
    assert due(model, facts, START + timedelta(weeks=5)) == []
    gate = gates(model, facts, START + timedelta(weeks=5))[0]
    assert [say_missing(model, one) for one in gate.missing] == ["“Draft” is not published yet"]


def test_an_appeal_needs_standing_time_and_support_and_freezes_its_item() -> None:
    model = changed("stages/vote/judgements/change/per", "item")
    facts = facts_of(model)
    allowed(
        model,
        facts,
        act("judge", CHAIR, "change", answer="editorial", reason="commas only", item="§ 2"),
    )
    late = START + timedelta(days=12)
    appeal = {"answer": "vote/change", "item": "§ 2", "with_": (BEN,)}
    assert "Only Residents can do this" in str(
        refusal(model, facts, act("appeal", TOM, "board", **appeal))
    )
    assert "10 days after" in str(
        refusal(model, facts, act("appeal", ANN, "board", at=late, **appeal))
    )
    assert "1 others who took part" in str(
        refusal(model, facts, act("appeal", ANN, "board", **{**appeal, "with_": ()}))
    )
    assert "You cannot appeal" in str(
        refusal(model, facts, act("appeal", ANN, "board", **{**appeal, "answer": "vote/again"}))
    )
    allowed(model, facts, act("appeal", ANN, "board", **appeal))
    again = act("judge", CHAIR, "change", answer="editorial", reason="still", item="§ 2")
    assert "waits for the decision on an appeal" in str(refusal(model, facts, again))
    assert judge(
        model, facts, act("judge", CHAIR, "change", answer="editorial", reason="other", item="§ 3")
    )
    allowed(
        model,
        facts,
        act("rule", MEMBER, "board", answer="upheld", item="§ 2", reason="it changes a right"),
    )
    assert facts.stage == "talk"
    assert facts.label("vote", "change", "§ 2") is None


@pytest.mark.parametrize(
    ("freezes", "about", "held"),
    [
        ("item", "§ 2", {"§ 2"}),
        ("item", "", {"", "§ 2", "§ 3"}),
        ("stage", "§ 2", {"", "§ 2", "§ 3"}),
        ("stage", "", {"", "§ 2", "§ 3"}),
        ("nothing", "§ 2", set()),
        ("nothing", "", set()),
    ],
)
def test_an_appeal_holds_its_item_or_everything(freezes: str, about: str, held: set[str]) -> None:
    model = changed("appeals/board/freezes", freezes)
    facts = facts_of(model)
    facts.record(act("appeal", ANN, "board", item=about, with_=(BEN,)))
    assert {item for item in ("", "§ 2", "§ 3") if facts.is_frozen(item)} == held
    facts.record(act("rule", MEMBER, "board", answer="dismissed", item=about))
    assert not facts.is_frozen("")


def test_dissent_comes_from_people_who_took_part_or_can_decide() -> None:
    model = model_of(SOUND)
    facts = facts_of(model)
    facts.leave("passed", START)
    passer = Person("passer")
    filed = act("dissent", passer, reason="it names no parking")
    assert "Only people who took part" in str(refusal(model, facts, filed))
    facts.take_part("passer", "took_part")
    allowed(model, facts, filed)
    allowed(model, facts, act("dissent", TOM, reason="it names no parking"))


def test_dissent_is_filed_after_the_end_within_its_time() -> None:
    model = model_of(SOUND)
    facts = facts_of(model)
    facts.leave("passed", START)
    assert allowed(model, facts, act("dissent", TOM, reason="it names no parking")).endswith(
        "outcomes/plan"
    )
    assert "for 7 days" in str(
        refusal(model, facts, act("dissent", TOM, reason="late", at=START + timedelta(days=8)))
    )


def test_an_alternate_acts_while_the_principal_is_away() -> None:
    model = model_of(SOUND)
    facts = facts_of(model)
    alternate = Person("alex", ("residents",), stands_in_for="ann")
    assert "You stand in for ann" in str(
        refusal(model, facts, act("vote", alternate, "plan", answer="yes"))
    )
    facts.go(ANN)
    allowed(model, facts, act("vote", alternate, "plan", answer="yes"))
    assert facts.answer_of("vote", "plan", "", "ann") == "yes"


def test_an_act_that_no_model_knows_is_a_fault_of_the_caller() -> None:
    model = model_of(SOUND)
    with pytest.raises(ValueError, match="there is no act “shout”"):
        judge(model, facts_of(model), act("shout", ANN))


@pytest.mark.parametrize(
    ("who", "may"), [(CHAIR, True), (ANN, False), (MEMBER, False), (VISITOR, False)]
)
def test_a_ballot_without_a_clock_is_closed_by_the_officer_of_its_stage(
    who: Person, may: bool
) -> None:
    model = changed("stages/vote/clocks", None, ("stages/vote/ballots/plan/clock", None))
    found = judge(model, facts_of(model), act("close", who, "plan"))
    assert isinstance(found, Allowed) is may
