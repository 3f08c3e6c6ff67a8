"""Which report answers which date, who is reminded when, and which questions are the same."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from isegoria.library import library
from isegoria.rules.course.following import Date, Following, When, answers, reminder_due, state_of
from isegoria.rules.course.questions import alike, barred_until, same, stems
from isegoria.rules.language.durations import Duration
from isegoria.rules.language.elements import Recurrence
from isegoria.rules.offices.conduct import Bench, Terms, bench, end_refused, terms_of

DUE = datetime(2027, 3, 2, 12, tzinfo=UTC)


def days(number: int) -> timedelta:
    return timedelta(days=number)


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        pytest.param([-60], [[], []], id="before anybody asks it answers none"),
        pytest.param([-15], [[], []], id="nor the day before the first reminder"),
        pytest.param([-14], [[0], []], id="on the day of the first reminder it does"),
        pytest.param([-10], [[0], []], id="after the first reminder it answers the first date"),
        pytest.param([40], [[0], []], id="a late report answers what was asked"),
        pytest.param([40, 60], [[0, 1], []], id="a second one does not answer the date to come"),
        pytest.param([40, 360], [[0], [1]], id="and the next date has its own"),
        pytest.param([400], [[0], []], id="after both dates the first is answered first"),
    ],
)
def test_a_report_answers_the_first_date_that_is_asked_about(
    reports: list[int], expected: list[list[int]]
) -> None:
    assert answers([DUE, DUE + days(365)], [DUE + days(one) for one in reports]) == expected


@pytest.mark.parametrize(
    ("day", "sent", "expected"),
    [
        pytest.param(-15, [], None, id="too early"),
        pytest.param(-14, [], When.BEFORE, id="two weeks before"),
        pytest.param(-1, [When.BEFORE], None, id="once only"),
        pytest.param(0, [When.BEFORE], When.AT, id="on the day"),
        pytest.param(29, [When.BEFORE, When.AT], None, id="not every day"),
        pytest.param(30, [When.AT], When.AFTER, id="a month after"),
        pytest.param(90, [], When.AFTER, id="of those missed only the last"),
        pytest.param(900, [When.AFTER], None, id="then no more"),
    ],
)
def test_a_reminder_is_due_once_before_once_at_and_once_after(
    day: int, sent: list[When], expected: When | None
) -> None:
    assert reminder_due(Date(DUE, reported=False), sent, DUE + days(day)) is expected
    assert reminder_due(Date(DUE, reported=True), sent, DUE + days(day)) is None


def test_an_outcome_without_a_report_is_overdue_once_a_date_has_passed() -> None:
    dates = [Date(DUE, reported=False)]
    assert state_of("", dates, DUE - days(1)) is Following.NONE
    assert state_of("", dates, DUE) is Following.NONE
    assert state_of("", dates, DUE + days(1)) is Following.OVERDUE
    assert state_of("contrary", dates, DUE + days(1)) is Following.CONTRARY


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(
            "Who repairs the cables?",
            "Who should repair cables?",
            True,
            id="endings and small words do not count",
        ),
        pytest.param(
            "Qui répare les réseaux ?", "Qui repare les reseaux", True, id="accents do not count"
        ),
        pytest.param("من يصلح الكابلات", "من يصلح الكابلات؟", True, id="other scripts"),
        pytest.param(
            "Who repairs the cables?", "Who pays for the cables?", False, id="another question"
        ),
        pytest.param("How to net fish?", "How to net whales?", False, id="four letters count"),
        pytest.param("Net all fish", "Sow for fish", True, id="three do not, beside longer words"),
        pytest.param("?", "!", False, id="no words"),
    ],
)
def test_the_same_question_has_the_same_stems(one: str, other: str, expected: bool) -> None:
    assert same(one, other) is expected


def test_likeness_is_the_share_of_the_shorter_title() -> None:
    assert (
        alike(stems("Who repairs cables?"), stems("Who repairs cables of islands in winter?")) == 1
    )
    assert alike(stems("Repair cables"), stems("Repair roads")) == Fraction(1, 2)
    assert alike(stems("Names"), stems("Numbers")) == 0


def test_a_barred_question_may_be_asked_again_after_its_time() -> None:
    assert barred_until(library()["itu.t.aap"].recurrence, DUE) == datetime(
        2029, 3, 2, 12, tzinfo=UTC
    )
    assert barred_until(Recurrence(), DUE) is None
    assert barred_until(None, DUE) is None


def test_an_appeal_about_conduct_has_the_terms_of_the_model_or_those_that_hold_without() -> None:
    assert terms_of(library()["equal-footing"]) == Terms(
        Duration(30, "day"), Duration(21, "day"), "panel"
    )
    assert terms_of(None) == Terms()
    assert terms_of(library()["debian.gr"]).to in {
        "",
        *library()["debian.gr"].offices,
        *library()["debian.gr"].groups,
    }


def test_an_appeal_goes_to_the_first_bench_with_somebody_independent() -> None:
    assert bench([1, 2], [3], [4], {1}) == Bench("panel", (2,))
    assert bench([1], [3], [4], {1}) == Bench("secretariat", (3,))
    assert bench([1], [3], [4], {1, 3}) == Bench("named", (4,))
    assert bench([1], [3], [], {1, 3}) == Bench("", ())


def test_a_restriction_ends_within_the_days_of_the_code() -> None:
    assert end_refused(DUE, DUE, 30) is not None
    assert end_refused(DUE + days(30), DUE, 30) is None
    refusal = end_refused(DUE + days(31), DUE, 30)
    assert refusal is not None
    assert refusal.rule == "conduct.too-long"
