"""Who is independent, what the state of a conflict allows, and when private notes are opened."""

from datetime import UTC, datetime, timedelta

import pytest

from isegoria.library import model
from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.offices.cases import (
    Answer,
    Consent,
    Note,
    Result,
    Stage,
    Turn,
    after_answers,
    due_at,
    may_answer,
    may_ask,
    may_close,
    may_name,
    may_step,
    opened,
    turn,
)
from isegoria.rules.offices.facilitating import (
    Candidate,
    Reason,
    Sides,
    bench_first,
    excluded,
    facilitating_office,
    facilitation_trigger,
    recused_by,
)
from isegoria.terms import Refusal

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SIDES = Sides(
    people=frozenset({"1", "2"}),
    holders=frozenset({"governments"}),
    organisations=frozenset({"Cable  Co", ""}),
    asked_by="3",
)


def rule_of(refusal: Refusal | None) -> str:
    return refusal.rule if refusal else ""


@pytest.mark.parametrize(
    ("candidate", "reasons"),
    [
        pytest.param(Candidate("9"), [], id="somebody from outside"),
        pytest.param(Candidate("1"), [Reason.PARTY], id="a party"),
        pytest.param(Candidate("3"), [Reason.ASKED], id="who asked"),
        pytest.param(
            Candidate("9", organisations=frozenset({"cable co"})),
            [Reason.ORGANISATION],
            id="a colleague of a party",
        ),
        pytest.param(
            Candidate("9", organisations=frozenset({""})),
            [],
            id="no organisation is not the same organisation",
        ),
        pytest.param(
            Candidate("9", groups=frozenset({"governments"})),
            [Reason.GROUP],
            id="of a group that is a party",
        ),
        pytest.param(
            Candidate("9", offices=frozenset({"editor"})), [Reason.OFFICE], id="an officer"
        ),
        pytest.param(
            Candidate("9", contributions=1),
            [Reason.TOOK_PART],
            id="one contribution is taking part",
        ),
        pytest.param(Candidate("9", recused=True), [Reason.RECUSED], id="a rule of recusal"),
        pytest.param(
            Candidate("2", frozenset({"Cable Co"}), frozenset(), frozenset({"chairs"}), 4),
            [Reason.PARTY, Reason.ORGANISATION, Reason.OFFICE, Reason.TOOK_PART],
            id="every reason is said",
        ),
    ],
)
def test_independence_is_computed(candidate: Candidate, reasons: list[Reason]) -> None:
    assert excluded(candidate, SIDES) == reasons


def test_the_office_that_facilitates_comes_from_outside() -> None:
    assert facilitating_office(model("equal-footing.working-group")) == "facilitator"
    assert facilitating_office(model("icann.gnso.pdp3")) == "mediator"
    assert facilitating_office(model("un.hlpf.majorgroups")) == ""


def test_asking_is_a_step_only_where_the_stage_has_it() -> None:
    rules = model("equal-footing.working-group")
    assert facilitation_trigger(rules, "deliberation") == "facilitation"
    assert facilitation_trigger(rules, "call") == ""


def test_one_of_the_office_is_named_first_while_one_is_independent() -> None:
    assert bench_first([("4", True), ("5", False)], "9")
    assert not bench_first([("4", True)], "4")
    assert not bench_first([("4", False)], "9")
    assert not bench_first([], "9")


def test_a_rule_of_recusal_keeps_its_office_out() -> None:
    rules = model("equal-footing.working-group")
    facts = MemoryFacts(rules, NOW)
    facts.enter("deliberation", NOW)
    spoke = Person("7", ("civil_society",))
    facts.record(Act("comment", spoke, NOW))
    assert recused_by(rules, facts, "panel", Person("7", (), ("panel",)))
    assert not recused_by(rules, facts, "panel", Person("8", (), ("panel",)))
    assert not recused_by(rules, facts, "facilitator", Person("7", (), ("facilitator",)))


def test_a_conflict_has_words_two_sides_and_there_are_not_too_many() -> None:
    assert may_ask("They do not answer.", 2, 0) is None
    assert rule_of(may_ask(" ", 2, 0)) == "case.no-words"
    assert rule_of(may_ask("They do not answer.", 1, 0)) == "case.one-party"
    assert rule_of(may_ask("They do not answer.", 2, 5)) == "case.too-many"


def test_the_secretariat_names_unless_it_is_a_party_and_parties_always_may() -> None:
    assert may_name(Stage.ASKED, secretariat=True, party=False, own_cause=False) is None
    assert may_name(Stage.ASKED, secretariat=False, party=True, own_cause=True) is None
    assert (
        rule_of(may_name(Stage.ASKED, secretariat=True, party=False, own_cause=True))
        == "case.own-cause"
    )
    assert (
        rule_of(may_name(Stage.ASKED, secretariat=False, party=False, own_cause=False))
        == "case.not-naming"
    )
    assert (
        rule_of(may_name(Stage.NAMED, secretariat=True, party=True, own_cause=False))
        == "case.named"
    )


def test_a_party_answers_once_and_cannot_stop_a_case_by_declining() -> None:
    assert may_answer(Stage.NAMED, Answer.WAITING, Answer.ACCEPTED, 0) is None
    assert may_answer(Stage.NAMED, Answer.WAITING, Answer.DECLINED, 1) is None
    assert (
        rule_of(may_answer(Stage.NAMED, Answer.WAITING, Answer.DECLINED, 2))
        == "case.declined-enough"
    )
    assert (
        rule_of(may_answer(Stage.NAMED, Answer.ACCEPTED, Answer.DECLINED, 0))
        == "case.nothing-to-answer"
    )
    assert (
        rule_of(may_answer(Stage.ASKED, Answer.WAITING, Answer.ACCEPTED, 0))
        == "case.nothing-to-answer"
    )


@pytest.mark.parametrize(
    ("answers", "stage"),
    [
        pytest.param([Answer.ACCEPTED, Answer.WAITING], Stage.NAMED, id="one still thinks"),
        pytest.param([Answer.ACCEPTED, Answer.ACCEPTED], Stage.RUNNING, id="all accept"),
        pytest.param([Answer.ACCEPTED, Answer.DECLINED], Stage.ASKED, id="another is named"),
        pytest.param(
            [Answer.ACCEPTED, Answer.NO_PART], Stage.CLOSED, id="nobody is left on the other side"
        ),
        pytest.param(
            [Answer.ACCEPTED, Answer.ACCEPTED, Answer.NO_PART], Stage.RUNNING, id="the others go on"
        ),
    ],
)
def test_what_follows_from_the_answers(answers: list[Answer], stage: Stage) -> None:
    assert after_answers(answers) is stage


def test_the_facilitator_records_steps_and_a_pause_has_an_end() -> None:
    soon = NOW + timedelta(days=3)

    def tried(
        stage: Stage = Stage.RUNNING,
        *,
        mine: bool = True,
        paused: bool = False,
        by: datetime | None = soon,
    ) -> str:
        return rule_of(may_step(stage, facilitator=mine, paused=paused, next_by=by, now=NOW))

    assert tried() == tried(by=None) == tried(paused=True) == ""
    assert tried(mine=False) == "case.not-facilitator"
    assert tried(Stage.NAMED) == "case.not-running"
    assert tried(paused=True, by=None) == "case.pause-without-end"
    assert tried(by=NOW + timedelta(days=91)) == tried(by=NOW) == "case.next-step-too-far"


def test_the_facilitator_says_the_result_and_who_asked_may_withdraw() -> None:
    def tried(
        stage: Stage,
        result: Result,
        *,
        mine: bool = False,
        asked: bool = False,
        text: str = "Both repair.",
    ) -> str:
        return rule_of(may_close(stage, result, facilitator=mine, asked=asked, text=text))

    assert (
        tried(Stage.RUNNING, Result.SETTLED, mine=True)
        == tried(Stage.ASKED, Result.WITHDRAWN, asked=True)
        == ""
    )
    assert tried(Stage.RUNNING, Result.SETTLED, asked=True) == "case.not-facilitator"
    assert tried(Stage.NAMED, Result.SETTLED, mine=True) == "case.not-running"
    assert tried(Stage.RUNNING, Result.WITHDRAWN) == "case.not-withdrawing"
    assert tried(Stage.CLOSED, Result.WITHDRAWN, asked=True) == "case.closed"
    assert tried(Stage.RUNNING, Result.PARTLY, mine=True, text=" ") == "case.no-result"


def test_it_is_always_somebodys_turn_until_it_is_closed() -> None:
    assert turn(Stage.ASKED, own_cause=False) is Turn.SECRETARIAT
    assert turn(Stage.ASKED, own_cause=True) is turn(Stage.NAMED, own_cause=False) is Turn.PARTIES
    assert turn(Stage.RUNNING, own_cause=True) is Turn.FACILITATOR
    assert turn(Stage.CLOSED, own_cause=False) is Turn.NOBODY
    assert due_at(Stage.ASKED, NOW) == NOW + timedelta(days=14)
    assert due_at(Stage.CLOSED, NOW) is None


@pytest.mark.parametrize(
    ("consents", "numbers"),
    [
        pytest.param(
            [Consent(10, 1, 5), Consent(11, 2, 5)], [], id="the one who wrote it has not agreed"
        ),
        pytest.param(
            [Consent(10, 1, 5), Consent(11, 2, 5), Consent(12, 3, 5)], [5], id="all agree to one"
        ),
        pytest.param(
            [Consent(10, 1, None), Consent(11, 2, None), Consent(12, 3, 5)],
            [5, 7],
            id="all agree, one to one only",
        ),
        pytest.param(
            [Consent(6, 1, None), Consent(11, 2, None)],
            [],
            id="an agreement does not cover what was written later",
        ),
    ],
)
def test_notes_are_opened_when_all_agree(consents: list[Consent], numbers: list[int]) -> None:
    assert opened([Note(5, 3), Note(7, 1)], consents, {1, 2}) == numbers
