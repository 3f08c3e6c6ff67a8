"""What the checker finds in names that other models have to know."""

from typing import Any

import pytest

from isegoria.rules.checking.faults import BESIDE, check
from isegoria.rules.checking.finding import Severity
from isegoria.rules.language.model import Model
from tests.unit.rules.models import SOUND, changed, model_of

OTHERS = {"town.plan": model_of(SOUND)}
OUTCOMES = "Write one of: plan, dropped, ended, running."


def waiting(*ends: str, model: str | None = "town.plan") -> Model:
    """Return rules whose vote waits for the end of another process."""
    beside: dict[str, Any] = {"title": "The same in the next town", "model": model}
    return changed(
        "id",
        "town.bridge",
        ("processes", {"sister": beside}),
        ("stages/vote/exits/passed/when", {"process": "sister", "is": [*ends]}),
    )


def told(model: Model, others: dict[str, Model] | None = None) -> list[tuple[str, str, str]]:
    found = check(model, OTHERS if others is None else others)
    return [
        (one.code, one.rule, one.message.format_map(dict(one.facts)))
        for one in found
        if one.code in BESIDE
    ]


@pytest.mark.parametrize("end", ["plan", "dropped", "ended", "running"])
def test_an_end_that_the_other_rules_have_is_found_right(end: str) -> None:
    assert told(waiting(end)) == []


def test_an_end_that_the_other_rules_do_not_have_is_an_error_where_it_stands() -> None:
    found = told(waiting("plan", "opus"))
    assert found == [
        (
            "process.unknown-outcome",
            "town.bridge/vote/passed/is",
            f"“opus” is not known here. {OUTCOMES}",
        )
    ]
    first = check(waiting("opus"), OTHERS)[0]
    assert first.severity is Severity.ERROR
    assert first.path == ("stages", "vote", "exits", "passed", "when", "is")


def test_a_slip_in_an_end_tells_which_one_is_meant() -> None:
    assert told(waiting("dropped1"))[0][2] == (
        "“dropped1” is not known here. Did you mean “dropped”?"
    )


def test_a_model_that_is_not_there_is_a_warning() -> None:
    found = told(waiting("anything", model="town.plam"))
    message = "“town.plam” is not known here. Did you mean “town.plan”?"
    assert found == [("process.unknown-model", "town.bridge/processes/sister/model", message)]
    assert {
        one.severity for one in check(waiting("x", model="y"), OTHERS) if one.code in BESIDE
    } == {Severity.WARNING}


def test_a_process_without_a_model_can_end_in_any_way() -> None:
    assert told(waiting("anything", model=None)) == []


def test_rules_know_themselves() -> None:
    assert told(waiting("plan", model="town.bridge"), {}) == []
    assert told(waiting("none", model="town.bridge"), {})[0][0] == "process.unknown-outcome"


def test_without_other_models_no_name_of_one_is_looked_up() -> None:
    assert [one for one in check(waiting("x", model="y")) if one.code in BESIDE] == []


def test_what_is_found_beside_comes_in_the_order_of_severity() -> None:
    severities = [one.severity for one in check(waiting("opus"), OTHERS)]
    assert severities == sorted(severities, key=list(Severity).index)
