"""When a review of who leads is opened, who answers it, and what may be published of the
answers.
"""

from datetime import UTC, datetime, timedelta

import pytest

from isegoria.library import model
from isegoria.rules.language.durations import Duration
from isegoria.rules.offices.reviewing import (
    QUESTIONS,
    Because,
    Grounds,
    Needs,
    Signature,
    early_signals,
    led_by_trigger,
    may_answer,
    may_follow,
    may_open,
    may_sign,
    needs_of,
    petition_stands,
    published,
    window_of,
)
from isegoria.terms import Refusal

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
EQUAL, PDP = model("equal-footing.working-group"), model("icann.gnso.pdp3")
ALL = {name: question.answers[0] for name, question in QUESTIONS.items()}


def days(number: int) -> datetime:
    return NOW + timedelta(days=number)


def rule_of(found: Refusal | Because | None) -> str:
    return found.rule if isinstance(found, Refusal) else found.value if found else ""


@pytest.mark.parametrize(
    ("grounds", "secretariat", "found"),
    [
        pytest.param(Grounds(NOW, days(1)), True, "review.not-due", id="not yet"),
        pytest.param(Grounds(NOW, None), True, "review.not-due", id="an office without a schedule"),
        pytest.param(Grounds(NOW, NOW), True, "schedule", id="due: the secretariat"),
        pytest.param(
            Grounds(NOW, NOW),
            False,
            "review.secretariat-first",
            id="due: the secretariat has a while",
        ),
        pytest.param(
            Grounds(NOW, days(-14)),
            False,
            "review.secretariat-first",
            id="the last moment of the grace",
        ),
        pytest.param(Grounds(NOW, days(-15)), False, "late", id="the secretariat did not: anybody"),
        pytest.param(
            Grounds(NOW, days(9), signals=("exhaustion",)),
            False,
            "signal",
            id="an early warning fires",
        ),
        pytest.param(
            Grounds(NOW, days(9), days(-60), signals=("exhaustion",)),
            False,
            "review.not-due",
            id="no loop of signals",
        ),
        pytest.param(
            Grounds(NOW, days(9), days(-61), signals=("exhaustion",)),
            False,
            "signal",
            id="it fires on",
        ),
        pytest.param(
            Grounds(NOW, days(9), days(-1), petition=True),
            False,
            "petition",
            id="a petition is never too soon",
        ),
        pytest.param(
            Grounds(NOW, days(9), rules=True),
            False,
            "rules",
            id="a stage of the model is about them",
        ),
        pytest.param(
            Grounds(NOW, days(-99), open=True, petition=True),
            True,
            "review.open",
            id="one at a time",
        ),
    ],
)
def test_why_a_review_is_opened(grounds: Grounds, secretariat: bool, found: str) -> None:
    assert rule_of(may_open(grounds, secretariat=secretariat)) == found


def test_the_model_says_window_and_petition_where_it_knows_a_leadership_review() -> None:
    assert window_of(EQUAL) == Duration(2, "week")
    assert window_of(PDP) == Duration(14, "day")
    assert needs_of(EQUAL) == Needs(people=2, groups=2)
    assert needs_of(PDP) == Needs(people=3, groups=2)
    assert led_by_trigger(EQUAL) == {"chairs"}
    assert led_by_trigger(PDP) == set()


@pytest.mark.parametrize(
    ("groups", "stands"),
    [
        pytest.param(["a", "b", "b"], True, id="three people of two groups"),
        pytest.param(["a", "a", "a", "a"], False, id="one group alone"),
        pytest.param(["a", "b"], False, id="two people"),
        pytest.param(["a", "", ""], False, id="unstated is no group"),
    ],
)
def test_a_petition_needs_people_of_several_groups(groups: list[str], stands: bool) -> None:
    assert petition_stands([Signature(one, NOW) for one in groups], Needs(), days(90)) is stands
    assert not petition_stands([Signature(one, NOW) for one in groups], Needs(), days(91))


@pytest.mark.parametrize(
    ("unanswered", "silent", "found"),
    [
        (2, 2, ()),
        (3, 0, ("unanswered_questions",)),
        (0, 3, ("exhaustion",)),
        (9, 9, ("unanswered_questions", "exhaustion")),
    ],
)
def test_which_early_warnings_open_a_review(
    unanswered: int, silent: int, found: tuple[str, ...]
) -> None:
    assert early_signals(unanswered, silent) == found


def test_asked_is_who_took_part_before_and_never_about_oneself() -> None:
    def tried(
        *,
        part: bool = True,
        own: bool = False,
        late: bool = False,
        over: bool = False,
        **changed: str,
    ) -> str:
        return rule_of(
            may_answer(takes_part=part, own=own, late=late, over=over, answers={**ALL, **changed})
        )

    assert tried() == ""
    assert tried(part=False) == "review.no-part"
    assert tried(own=True) == "review.own"
    assert tried(late=True) == "review.joined-late"
    assert tried(over=True) == "review.over"
    assert tried(confidence="partly") == tried(fair="") == "review.unanswered"


def test_a_petition_is_signed_once_by_those_who_take_part() -> None:
    def tried(
        *, part: bool = True, own: bool = False, signed: bool = False, open_: bool = False
    ) -> str:
        return rule_of(may_sign(takes_part=part, own=own, signed=signed, open_=open_))

    assert tried() == ""
    assert (tried(part=False), tried(own=True)) == ("review.no-part", "review.own")
    assert (tried(signed=True), tried(open_=True)) == ("review.signed", "review.open")


def test_what_follows_is_said_once_with_words_and_not_about_oneself() -> None:
    def tried(
        *,
        closed: bool = True,
        followed: bool = False,
        secretary: bool = True,
        own: bool = False,
        text: str = "ok",
    ) -> str:
        return rule_of(
            may_follow(closed=closed, followed=followed, secretariat=secretary, own=own, text=text)
        )

    assert tried() == ""
    assert tried(closed=False) == tried(followed=True) == "review.nothing-to-follow"
    assert tried(secretary=False) == tried(own=True) == "review.not-choosing"
    assert tried(text=" ") == "review.no-reason"


def counts(**answered: int) -> dict[str, dict[str, dict[str, int]]]:
    return {group: {"confidence": {"yes": number, "no": 0}} for group, number in answered.items()}


@pytest.mark.parametrize(
    ("answered", "shown", "heads"),
    [
        pytest.param({"a": 3, "b": 4}, {"a", "b"}, 7, id="enough in each"),
        pytest.param({"a": 2, "b": 2, "c": 5}, {"c"}, 9, id="two small groups hide each other"),
        pytest.param(
            {"a": 1, "b": 3, "c": 5},
            {"c"},
            9,
            id="the smallest of the others is held back with a lone small one",
        ),
        pytest.param({"a": 2, "b": 3}, set(), 5, id="nothing is broken down"),
        pytest.param({"a": 0, "b": 3}, {"b"}, 3, id="a group without an answer hides nothing"),
        pytest.param({"a": 1, "b": 1}, set(), 0, id="two answers in all are no count"),
        pytest.param({}, set(), 0, id="nobody answered"),
    ],
)
def test_no_answer_of_a_small_group_can_be_computed(
    answered: dict[str, int], shown: set[str], heads: int
) -> None:
    found = published(answered, counts(**answered))
    assert set(found.groups) == shown
    assert sum(found.heads.get("confidence", {}).values()) == heads
    hidden = sum(number for group, number in answered.items() if group not in shown)
    assert hidden == 0 or hidden >= 3 or not found.heads
