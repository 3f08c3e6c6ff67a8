"""The tricky cases and the real cases, played through the models of the library; and what a
rehearsal says when it goes wrong.
"""

import re
from collections import Counter
from pathlib import Path

import pytest

from isegoria.library import library, model
from isegoria.rules.language.loading import Faults, read_scenario
from isegoria.rules.language.scenario import Scenario
from isegoria.rules.rehearsing.checked import scenario_faults
from isegoria.rules.rehearsing.play import rehearse
from tests.real_data import real
from tests.unit.rules.models import SOUND, model_of

SCENARIOS = Path(__file__).parents[2] / "scenarios"
FILES = sorted(SCENARIOS.glob("**/*.yaml"))
REAL = {
    "ripe-2018-04",
    "lac-2019-8",
    "gdpr",
    "ch-1959",
    "ch-1971",
    "wcit-12",
    "rds-equal-footing",
    "ec-2024",
}


def scenario(path: Path) -> Scenario:
    return read_scenario(path.read_text("utf-8"), path.name)


def differences(steps: str) -> list[str]:
    played = read_scenario(
        f"title: t\nmodel: town.plan\nstarts: 2026-03-01\nstage: vote\n{steps}", "t.yaml"
    )
    return rehearse(model_of(SOUND), played).differences


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in FILES])
def test_it_goes_as_expected(path: Path) -> None:
    played = scenario(path)
    assert rehearse(model(played.model), played).differences == []
    assert any(step.expect is not None or step.refused is not None for step in played.steps)


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in FILES])
def test_it_names_what_its_rules_and_the_rules_beside_them_have(path: Path) -> None:
    played = scenario(path)
    assert list(scenario_faults(model(played.model), played, library())) == []


def test_every_tricky_case_is_played_and_every_real_one() -> None:
    assert {case for path in FILES for case in scenario(path).case} == set(range(1, 76))
    assert {path.stem for path in FILES} >= {f"real-{name}" for name in REAL}


def test_real_bodies_are_many_and_none_of_them_has_most() -> None:
    played = [scenario(path) for path in sorted((SCENARIOS / "real").glob("*.yaml"))]
    assert len(played) >= 60
    assert max(Counter(one.model for one in played).values()) <= 3
    assert all(one.source for one in played)
    assert all(any(step.who for step in one.steps) for one in played)


def test_a_case_stands_in_the_file_of_its_number() -> None:
    for path in FILES:
        number = re.match(r"case-(\d\d)", path.stem)
        assert number is None or int(number[1]) in scenario(path).case


PEOPLE = "people: {ann: {groups: [residents]}, chair: {offices: [chair]}}\nsteps:\n"


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        pytest.param(
            "  - {who: ann, does: vote, name: plan, answer: no}",
            "was refused by town.plan/vote/plan",
            id="refused",
        ),
        pytest.param(
            "  - {who: ann, does: vote, name: plan, answer: yes, refused: vote/plan}",
            "but it was allowed",
            id="allowed",
        ),
        pytest.param(
            "  - {who: ann, does: vote, name: plan, answer: no, refused: vote/x}",
            "expected a refusal by vote/x",
            id="rule",
        ),
        pytest.param(
            "  - {who: ann, does: vote, name: plan, answer: no, refused: vote/plan, says: moon}",
            "should say “moon”",
            id="words",
        ),
        pytest.param("  - {expect: {stage: talk}}", "it is in vote, expected talk", id="stage"),
        pytest.param(
            "  - {expect: {outcome: plan}}",
            "not there yet (stage vote), expected plan",
            id="outcome",
        ),
        pytest.param(
            "  - {expect: {result: {plan: passed}}}",
            "plan has failed, expected passed",
            id="result",
        ),
        pytest.param(
            "  - {expect: {open: [passed]}}", "open ways out: none; expected passed", id="open"
        ),
        pytest.param("  - {expect: {missing: {passed: moon}}}", "expected “moon”", id="missing"),
        pytest.param(
            "  - {expect: {standing: {ann: [speak]}}}",
            "ann may attend, decide, expected speak",
            id="standing",
        ),
        pytest.param(
            "  - {expect: {ends: {vote: 2026-03-09}}}", "runs out on 2026-03-08", id="ends"
        ),
        pytest.param(
            "  - {expect: {events: [{rule: vote/again}]}}", "came about: nothing", id="events"
        ),
        pytest.param(
            "  - {at: 2026-03-09, expect: {events: [{rule: vote/again, on: 2026-03-09}]}}",
            "came about on 2026-03-08",
            id="on",
        ),
        pytest.param(
            "  - {expect: {findings: [loop.no-guard]}}",
            "does not find loop.no-guard",
            id="findings",
        ),
        pytest.param(
            "  - {expect: {label: {change: editorial}}}",
            "change is None, expected editorial",
            id="label",
        ),
        pytest.param("  - {expect: {frozen: [x]}}", "x is not frozen", id="frozen"),
        pytest.param(
            "  - {who: bob, does: speak}", "names something that is not there: 'bob'", id="nobody"
        ),
        pytest.param("  - {who: ann, does: shout}", "there is no act “shout”", id="no act"),
    ],
)
def test_a_difference_says_what_came_and_what_was_expected(steps: str, words: str) -> None:
    found = differences(PEOPLE + steps)
    assert any(words in one for one in found), found


def test_an_act_needs_somebody_who_does_it() -> None:
    with pytest.raises(Faults, match=r"t\.yaml:7:5: .*an act says `who` and what they do"):
        differences(PEOPLE + "  - {does: vote}")


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["185", "202", "218"])
def test_a_ballot_of_the_browser_forum_has_the_published_result(name: str) -> None:
    text = real(f"votes/cabforum/ballot-{name}-result.md").read_text("utf-8")
    ways = {"Yes": "yes", "No": "no", "Abstain": "abstain"}
    found = [
        (ways[way], int(number))
        for number, way in re.findall(r"^(\d+) (Yes|No|Abstain)", text, re.MULTILINE)
    ]
    issuers, consumers = dict(found[:3]), dict(found[3:6])
    half = int(re.search(r"Half of currently active Members[^\d]*(\d+)", text)[1])  # type: ignore[index]
    members = f"members: {{issuers: {2 * half - 5}, consumers: 5}}"
    played = read_scenario(
        f"title: ballot {name}\nmodel: cabforum.ballot\nstarts: 2017-01-01\nstage:"
        f" voting\n{members}\nsteps:\n"
        f"  - {{poll: {{ballot: ballot, answers: {{issuers:"
        f" {issuers}, consumers: {consumers}}}}}}}\n"
        f"  - {{at: 2017-01-09, expect: {{outcome:"
        f" {'adopted' if 'ballot passes' in text else 'failed'}}}}}\n".replace("'", ""),
        name,
    )
    assert rehearse(model("cabforum.ballot"), played).differences == []
