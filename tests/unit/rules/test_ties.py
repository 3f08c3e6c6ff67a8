"""Ties, casting votes and lots; who closes a ballot; a ballot that goes on in the next stage."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from isegoria.decisions.sortition import lot, read_sources
from isegoria.rules.course.automatic import due
from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.holding import result, tied, winners
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.refusing import Allowed
from isegoria.rules.facts.situation import Situation
from isegoria.rules.judging.judge import judge
from isegoria.rules.language.model import Model
from isegoria.rules.language.references import unknown_names
from isegoria.rules.telling.explaining import explain
from isegoria.rules.telling.moves import moves
from isegoria.terms import Refusal
from tests.unit.rules.models import changed

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
KNOWN = START + timedelta(days=2)
BALLOT = "stages/vote/ballots/plan"
CHAIR = Person("chair", offices=("chair",))
ANN = Person("ann", ("residents",))
MORE = {"share": "yes", "more_than": "1/2"}
CASTING = ("stages/vote/judgements", {"casting": {"by": "chair", "scale": ["yes", "no"]}})
EXITS = (
    "stages/vote/exits",
    {
        "passed": {"outcome": "plan", "when": {"result": "plan"}},
        "dropped": {"outcome": "dropped", "when": {"result": "plan", "is": "failed"}},
        "lapsed": {"outcome": "dropped", "by": "chair", "when": {"result": "plan", "is": "tied"}},
    },
)
Given = dict[str, int]


def with_tie(**ballot: Any) -> Model:
    return changed(BALLOT, {"tie": "casting", "passes": MORE} | ballot, CASTING, EXITS)


def polled(model: Model, residents: Given, traders: Given | None = None) -> MemoryFacts:
    facts = MemoryFacts(model, START, stage="vote")
    facts.count(members={"residents": 10})
    facts.poll("vote", "plan", "", {"residents": residents, "traders": traders or {}})
    facts.record(Act("close", CHAIR, START, name="plan"))
    return facts


def cast(answer: str, by: Person = CHAIR, reason: str = "so") -> Act:
    return Act("judge", by, START, name="casting", answer=answer, reason=reason)


def announced(sources: int) -> MemoryFacts:
    """Return a tie whose lot was announced, with the time when its numbers are known."""
    facts, said = ranked(drawn=True), {"sources": sources, "known_at": KNOWN}
    facts.record(Act("announce", CHAIR, START, name="casting", **said))
    return facts


def draw(facts: MemoryFacts, label: str, numbers: str) -> Allowed | Refusal:
    return judge(facts.model, facts, replace(cast(label, reason=numbers), at=KNOWN))


def decided(facts: MemoryFacts) -> str:
    return result(Situation(facts.model, facts, START, "vote"), "vote", "plan")


@pytest.mark.parametrize(
    ("residents", "traders", "expected"),
    [
        ({"yes": 4, "no": 5}, {}, "failed"),
        ({"yes": 5, "no": 5}, {}, "tied"),
        ({"yes": 6, "no": 5}, {}, "passed"),
        ({"yes": 3, "no": 1}, {"yes": 1, "no": 3}, "tied"),
        ({"yes": 1, "no": 1, "abstain": 7}, {}, "tied"),
        ({"abstain": 7}, {}, "failed"),  # nobody for and nobody against is no tie
        ({}, {}, "failed"),
    ],
)
def test_only_a_tie_is_a_tie(residents: Given, traders: Given, expected: str) -> None:
    facts = polled(with_tie(), residents, traders)
    assert decided(facts) == expected
    allowed = isinstance(judge(facts.model, facts, cast("yes")), Allowed)
    assert allowed is (expected == "tied")
    plain = polled(changed(BALLOT, {"passes": MORE}), residents, traders)
    assert decided(plain) == expected.replace("tied", "failed")


@pytest.mark.parametrize(("answer", "expected"), [("yes", "passed"), ("no", "failed")])
def test_the_casting_vote_decides_and_nobody_leaves_before(answer: str, expected: str) -> None:
    facts = polled(with_tie(), {"yes": 5, "no": 5})
    assert not due(facts.model, facts, START)  # neither way is taken while it is open
    assert isinstance(judge(facts.model, facts, cast(answer)), Allowed)
    facts.record(cast(answer))
    assert decided(facts) == expected
    [event] = due(facts.model, facts, START)
    assert event.exit == {"passed": "passed", "failed": "dropped"}[expected]


def test_only_the_office_decides_and_only_once() -> None:
    facts = polled(with_tie(), {"yes": 5, "no": 5})
    assert "Only Chair" in str(judge(facts.model, facts, cast("yes", ANN)))
    facts.record(cast("no"))
    assert "was decided already" in str(judge(facts.model, facts, cast("yes")))


def test_a_casting_vote_meets_no_quorum_and_no_other_rule() -> None:
    quorum = {"count": "cast", "at_least": 5}
    facts = polled(with_tie(quorum=quorum), {"yes": 2, "no": 2})
    assert decided(facts) == "inquorate"
    assert "has no tie" in str(judge(facts.model, facts, cast("yes")))
    both = {"all": [MORE, {"count": "yes", "at_least": 9}]}
    facts = polled(with_tie(passes=both), {"yes": 5, "no": 5})
    facts.record(cast("yes"))
    assert decided(facts) == "failed"


def test_weights_can_be_level_too() -> None:
    facts = polled(with_tie(weights="equal_groups"), {"yes": 50, "no": 50}, {"yes": 1, "no": 1})
    assert decided(facts) == "tied"
    facts = polled(with_tie(weights="equal_groups"), {"yes": 50, "no": 50}, {"yes": 2, "no": 1})
    assert decided(facts) == "passed"


def ranked(**judgement: Any) -> MemoryFacts:
    options = ["left", "middle", "right"]
    casting = {"by": "chair", "scale": options} | judgement
    model = changed(
        BALLOT,
        {"answers": options, "ranked": {}, "tie": "casting"},
        ("stages/vote/judgements", {"casting": casting}),
        (
            "stages/vote/exits",
            {"passed": {"outcome": "plan", "when": {"won": "plan", "is": ["left"]}}},
        ),
        ("outcomes/dropped", None),
    )
    return polled(model, {"left > right > middle": 2, "right > left > middle": 2})


def test_a_ranked_ballot_has_a_tie_between_the_leading_options() -> None:
    facts = ranked()
    situation = Situation(facts.model, facts, START, "vote")
    assert tied(situation, "vote", "plan") == ("left", "right")
    assert winners(situation, "vote", "plan") == ("left", "right")
    assert "Choose one of: left, right" in str(judge(facts.model, facts, cast("middle")))
    facts.record(cast("left"))
    assert winners(situation, "vote", "plan") == ("left",)
    assert [event.exit for event in due(facts.model, facts, START)] == ["passed"]


@pytest.mark.parametrize("seeds", ["2 5 12 / 9319", "4 / 8.25 1", "7", "2. 5. 12. / 9319./"])
def test_a_lot_is_what_published_numbers_draw(seeds: str) -> None:
    facts = announced(len(read_sources(seeds)))
    drawn = lot(("left", "right"), seeds)
    other = {"left": "right", "right": "left"}[drawn]
    assert f"draw “{drawn}”" in str(draw(facts, other, seeds))
    assert isinstance(draw(facts, drawn, seeds), Allowed)


@pytest.mark.parametrize("seeds", ["", "so", "-2", "1 / / 2", "/", "٣", "1e5", "9" * 41, "1..2"])
def test_what_is_no_number_draws_nothing(seeds: str) -> None:
    with pytest.raises(ValueError, match="number"):
        read_sources(seeds)
    words = "needs published numbers" if seeds else "needs a reason"
    assert words in str(draw(announced(1), "left", seeds))


def test_the_page_offers_a_casting_vote_in_a_tie_alone() -> None:
    for facts in (ranked(), announced(1)):
        [move] = [one for one in moves(facts.model, facts, CHAIR, KNOWN) if one.kind == "judge"]
        assert (move.allowed, move.answers) == (True, ("left", "right"))
    facts = polled(with_tie(), {"yes": 5, "no": 4})
    [move] = [one for one in moves(facts.model, facts, CHAIR, START) if one.kind == "judge"]
    assert not move.allowed


CLOSED_BY = {"passes": MORE, "closed_by": "board"}


@pytest.mark.parametrize(
    ("ballot", "by", "day", "words"),
    [
        (CLOSED_BY, Person("mia", offices=("board",)), 0, ""),
        (CLOSED_BY, CHAIR, 0, "Only Board can do this"),
        (CLOSED_BY | {"clock": "vote"}, Person("mia", offices=("board",)), 6, ""),
        (CLOSED_BY | {"clock": "vote"}, Person("mia", offices=("board",)), 7, "ballot is closed"),
        (CLOSED_BY | {"clock": "vote"}, CHAIR, 6, "Only Board can do this"),
        ({"passes": MORE, "closed_by": "traders"}, Person("tom", ("traders",)), 0, ""),
        ({"passes": MORE}, CHAIR, 0, ""),
    ],
)
def test_the_rules_say_who_closes(ballot: dict[str, Any], by: Person, day: int, words: str) -> None:
    facts = MemoryFacts(changed(BALLOT, ballot), START, stage="vote")
    act = Act("close", by, START + timedelta(days=day), name="plan")
    found = judge(facts.model, facts, act)
    assert words in str(found)
    assert isinstance(found, Allowed) is not bool(words)


def going_on(*more: tuple[str, Any], **first: Any) -> Model:
    return changed(
        BALLOT,
        {"passes": MORE, "clock": "vote", "continues": "talk/early"},
        ("stages/talk/ballots", {"early": {"about": "course"} | first}),
        *more,
    )


def said(facts: MemoryFacts, name: str, answer: str, by: Person = ANN, day: int = 0) -> Any:
    at = START + timedelta(days=day)
    act = Act("vote", by, at, name=name, answer=answer)
    found = judge(facts.model, facts, act)
    if isinstance(found, Allowed):
        facts.record(act)
    return found


def test_a_ballot_goes_on_with_its_answers() -> None:
    model = going_on(("stages/talk/rights/residents", ["decide"]))
    facts = MemoryFacts(model, START)
    for person, answer in ((ANN, "no"), (Person("ben", ("residents",)), "yes")):
        assert isinstance(said(facts, "early", answer, person), Allowed)
    facts.leave("to_vote", START)
    assert facts.tally("vote", "plan", "") == {"residents": {"no": 1, "yes": 1}}
    assert not facts.tally("talk", "early", "")
    assert decided(facts) == "failed"
    said(facts, "plan", "yes")  # the same person changes the answer of before
    assert facts.tally("vote", "plan", "")["residents"]["yes"] == 2
    assert decided(facts) == "passed"
    assert facts.answer_of("vote", "plan", "", "ben") == "yes"


def test_what_was_closed_goes_on_closed() -> None:
    model = going_on(("stages/talk/rights/residents", ["decide"]))
    facts = MemoryFacts(model, START)
    said(facts, "early", "yes")
    facts.record(Act("close", CHAIR, START, name="early"))
    facts.leave("to_vote", START)
    assert "is closed" in str(said(facts, "plan", "no"))


@pytest.mark.parametrize(
    ("first", "found"),
    [
        ({}, False),
        ({"clock": "talk"}, True),
        ({"secret": True}, True),
        ({"answers": ["yes", "no"]}, True),
        ({"per": "item"}, True),
    ],
)
def test_only_a_like_ballot_can_go_on(first: dict[str, Any], found: bool) -> None:
    told = [message for _path, message in unknown_names(going_on(**first))]
    assert bool(told) is found


def test_a_secret_ballot_does_not_go_on() -> None:
    with pytest.raises(ValueError, match="it cannot go on"):
        changed(BALLOT, {"secret": True, "continues": "talk/early"})


@pytest.mark.parametrize(
    ("model", "told"),
    [
        (with_tie(), "Chair decides a tie"),
        (
            changed(
                BALLOT,
                {"tie": "casting"},
                (
                    "stages/vote/judgements",
                    {"casting": {"by": "chair", "scale": ["yes", "no"], "drawn": True}},
                ),
            ),
            "Chair draws lots in a tie",
        ),
        (with_tie(), "“plan” ends in a tie"),
        (changed(BALLOT, CLOSED_BY), "closed by Board"),
        (going_on(), "goes on with the answers of “early”"),
    ],
)
def test_it_is_said_in_words(model: Model, told: str) -> None:
    texts: Sequence[str] = [one.text for chapter in explain(model) for one in chapter.sentences]
    assert any(told in one for one in texts), texts


def test_a_tie_names_a_finding_with_answers_of_the_ballot() -> None:
    model = changed(BALLOT, {"tie": "casting"})
    assert any("finding of this stage" in message for _path, message in unknown_names(model))
    scale = {"casting": {"by": "chair", "scale": ["yes", "maybe"]}}
    model = changed(BALLOT, {"tie": "casting"}, ("stages/vote/judgements", scale))
    assert any("maybe" in message for _path, message in unknown_names(model))
