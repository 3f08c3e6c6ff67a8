"""What is wrong with a scenario is told with its place before it is played."""

from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from isegoria.cli import main
from isegoria.rules.language.loading import nearest, read_scenario_file
from isegoria.rules.language.model import Model
from isegoria.rules.rehearsing.checked import scenario_faults
from tests.unit.rules.models import SOUND, changed, model_of

BASE: dict[str, Any] = {
    "title": "A vote",
    "model": "town.plan",
    "starts": "2026-03-01",
    "members": {"residents": 40, "traders": 9},
    "present": {"residents": 20},
    "people": {"ann": {"groups": ["residents"]}, "chair": {"offices": ["chair"]}},
    "steps": [
        {"who": "ann", "does": "speak"},
        {"at": "2026-03-02", "who": "chair", "does": "deliver", "name": "draft"},
        {
            "at": "2026-04-01",
            "poll": {"ballot": "vote/plan", "answers": {"residents": {"yes": 20, "no": 4}}},
            "expect": {"stage": "vote", "result": {"plan": "passed"}},
        },
    ],
}
POLL, EXPECT = "steps/2/poll", "steps/2/expect"


def spoiled(path: str, value: Any) -> str:
    """Return the scenario as text with one part set, or taken away where the value is None."""
    written = yaml.safe_load(yaml.safe_dump(BASE))
    *steps, last = path.split("/")
    part = written
    for step in steps:
        part = part[int(step)] if isinstance(part, list) else part.setdefault(step, {})
    if value is None:
        del part[last]
    else:
        part[int(last) if isinstance(part, list) else last] = value
    return yaml.safe_dump(written, sort_keys=False)


def told(text: str) -> list[tuple[str, str]]:
    scenario, _places = read_scenario_file(text, "s.yaml")
    found = scenario_faults(model_of(SOUND), scenario)
    return [("/".join(map(str, path)), message) for path, message in found]


def act(does: str, **more: Any) -> tuple[str, Any]:
    return "steps/1", {"at": "2026-03-02", "who": "chair", "does": does, **more}


def expect(**more: Any) -> tuple[str, Any]:
    return EXPECT, more


@pytest.mark.parametrize(
    ("path", "value", "place", "words"),
    [
        ("zone", "Europe/Pari", "zone", "there is no zone “Europe/Pari”"),
        ("starts", "9999-12-31", "starts", "write a day between 1900 and 2200"),
        ("steps/1/at", "0001-01-01", "steps/1/at", "write a day between"),
        ("stage", "tolk", "stage", "did you mean “talk”?"),
        ("meetings", {"council": "2026-04-01"}, "meetings/council", "no meeting “council”; none is"),
        ("members/resident", 3, "members/resident", "did you mean “residents”?"),
        ("members/traders", -1, "members/traders", "-1 is no number of people"),
        ("present/residents", 41, "present/residents", "these are 41 of 40 members"),
        ("people/ann/groups", ["resident"], "people/ann/groups", "did you mean “residents”?"),
        ("people/ann/offices", ["chairs"], "people/ann/offices", "did you mean “chair”?"),
        ("people/ann/disclosed", ["soi"], "people/ann/disclosed", "there is no disclosure “soi”"),
        ("people/ann/roles", ["vote"], "people/ann/roles", "did you mean “voted”?"),
        ("people/ann/stands_in_for", "an", "people/ann/stands_in_for", "did you mean “ann”?"),
        ("steps/0/who", "anne", "steps/0/who", "did you mean “ann”?"),
        ("steps/0/does", "speaks", "steps/0/does", "there is no act “speaks”; did you mean “speak”?"),
        ("steps/0/with", ["bob"], "steps/0/with", "there is no person “bob”"),
        ("steps/0/channel", "phone", "steps/0/channel", "there are call, list, mail, online, room"),
        ("steps/1/name", "draught", "steps/1/name", "no deliverable “draught”; did you mean “draft”"),
        ("steps/1/at", "2026-02-28", "steps/1/at", "before 2026-03-01 12:00, the time of the step"),
        ("steps/1/event", "versions", "steps/1/event", "did you mean “version”?"),
        ("steps/1/meet", {"council": "2026-04-01"}, "steps/1/meet/council", "no meeting “council”"),
        ("steps/1/use", {"calls": 1}, "steps/1/use/calls", "no resource “calls”; none is"),
        (
            "steps/1/floor",
            {"stage": "talk", "minutes": 0, "wants": {}},
            "steps/1/floor/minutes",
            "minutes: write 1 or more, not 0",
        ),
        (
            "steps/1/floor",
            {"stage": "talk", "minutes": 5, "items": -1, "wants": {}},
            "steps/1/floor/items",
            "not -1",
        ),
        (
            "steps/1/floor",
            {"stage": "talk", "minutes": 5, "wants": {"traders": -1}},
            "steps/1/floor/wants/traders",
            "-1 is no number of minutes",
        ),
        (
            "steps/1/floor",
            {"stage": "talks", "minutes": 5, "wants": {}},
            "steps/1/floor/stage",
            "did you mean “talk”?",
        ),
        ("steps/1/process", {"court": "x"}, "steps/1/process/court", "no process “court”"),
        ("steps/1/arrives", ["bob"], "steps/1/arrives", "there is no person “bob”"),
        ("steps/1/leaves", ["bob"], "steps/1/leaves", "there is no person “bob”"),
        ("steps/1/roles", {"ann": "judge"}, "steps/1/roles/ann", "there is no role “judge”"),
        ("steps/1/moves", {"bob": "x"}, "steps/1/moves/bob", "there is no person “bob”"),
        ("steps/1/members", {"all": 5}, "steps/1/members/all", "there is no group “all”"),
        ("steps/1/present", {"traders": -3}, "steps/1/present/traders", "-3 is no number"),
        ("steps/0/refused", "tolk/rights/speak", "steps/0/refused", "no rule “tolk”; did you mean"),
        (*act("vote", name="plans", answer="yes"), "steps/1/name", "did you mean “plan”?"),
        (*act("vote", name="plan", answer="yess"), "steps/1/answer", "did you mean “yes”?"),
        (*act("judge", name="change", answer="edit"), "steps/1/answer", "did you mean “editorial”?"),
        (*act("leave", name="adopted"), "steps/1/name", "there is no exit “adopted”"),
        (*act("extend", name="clock"), "steps/1/name", "there is no clock “clock”"),
        (*act("appeal", name="boards"), "steps/1/name", "did you mean “board”?"),
        (*act("rule", name="board", answer="uphold"), "steps/1/answer", "did you mean “upheld”?"),
        (*act("settle", name="ann:", answer="solved"), "steps/1/answer", "no answer “solved”"),
        (f"{POLL}/ballot", "vote/plans", f"{POLL}/ballot", "did you mean “vote/plan”?"),
        (f"{POLL}/answers", {"resident": {}}, f"{POLL}/answers/resident", "“residents”?"),
        (f"{POLL}/answers/traders", {"yess": 1}, f"{POLL}/answers/traders/yess", "“yes”?"),
        (f"{POLL}/answers/traders", {"no": -1}, f"{POLL}/answers/traders/no", "no number of votes"),
        (f"{POLL}/answers/traders", {"yes": 5, "no": 5}, f"{POLL}/answers/traders", "10 of 9 members"),
        (*expect(), EXPECT, "nothing is expected here"),
        (*expect(stage="votes"), f"{EXPECT}/stage", "did you mean “vote”?"),
        (*expect(outcome="plans"), f"{EXPECT}/outcome", "did you mean “plan”?"),
        (*expect(result={"plam": "passed"}), f"{EXPECT}/result/plam", "no ballot “plam”"),
        (*expect(result={"plan:r1": "passed"}), f"{EXPECT}/result/plan:r1", "no item “r1”"),
        (*expect(rung={"plan": "most"}), f"{EXPECT}/rung/plan", "there is no rung “most”"),
        (*expect(label={"changes": "editorial"}), f"{EXPECT}/label/changes", "no judgement"),
        (*expect(open=["past"]), f"{EXPECT}/open", "there is no exit “past”"),
        (*expect(closed=["past"]), f"{EXPECT}/closed", "there is no exit “past”"),
        (*expect(missing={"past": "x"}), f"{EXPECT}/missing/past", "there is no exit “past”"),
        (*expect(ends={"tolk": "2026-04-01"}), f"{EXPECT}/ends/tolk", "did you mean “talk”?"),
        (*expect(advice={"fire": "x"}), f"{EXPECT}/advice/fire", "there is no advice “fire”"),
        (*expect(standing={"bob": []}), f"{EXPECT}/standing/bob", "there is no person “bob”"),
        (*expect(bench={"own": ["ann"]}), f"{EXPECT}/bench/own", "there is no recusal “own”"),
        (*expect(findings=["no.clock"]), f"{EXPECT}/findings", "there is no finding “no.clock”"),
        (*expect(frozen=["r1"]), f"{EXPECT}/frozen", "there is no item “r1”"),
        (*expect(counts={"bob": []}), f"{EXPECT}/counts/bob", "there is no person “bob”"),
        (*expect(proposers={"a": ["bob"]}), f"{EXPECT}/proposers", "there is no person “bob”"),
        (
            *expect(events=[{"rule": "tolk/to_vote"}]),
            f"{EXPECT}/events/0/rule",
            "there is no rule “tolk”; did you mean “talk”?",
        ),
    ],
)  # fmt: skip
def test_what_the_model_does_not_have_is_told_with_its_place(
    path: str, value: Any, place: str, words: str
) -> None:
    ((where, message),) = told(spoiled(path, value))
    assert where == place
    assert words in message


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("title", "Another title"),
        ("present/residents", 40),
        (f"{POLL}/answers/traders", {"yes": 5, "no": 4}),
        (f"{POLL}/answers/traders", {"void": 9}),
        ("steps/1/members", {"residents": 10**6}),
        ("steps/1/at", "2026-03-01"),
        (f"{EXPECT}/outcome", ""),
        act("vote", name="poll", answer="aye", refused="vote/poll"),
        act("appeal", name="board", answer="vote/passed"),
        act("settle", name="ann:", answer="addressed"),
        expect(result={"vote/plan": "failed"}),
        expect(open=[]),
        expect(events=[]),
    ],
)
def test_what_can_be_so_is_not_told(path: str, value: Any) -> None:
    assert told(spoiled(path, value)) == []


def test_an_item_is_known_once_it_was_named() -> None:
    steps = [
        {"who": "ann", "does": "object", "item": "r1", "reason": "No."},
        {"expect": {"frozen": ["r1", "r2"]}},
    ]
    assert [message for _, message in told(spoiled("steps", steps))] == [
        "there is no item “r2”; there is r1"
    ]


def test_a_scenario_that_expects_nothing_is_told() -> None:
    steps = [{"who": "ann", "does": "speak"}]
    ((where, message),) = told(spoiled("steps", steps))
    assert where == "steps"
    assert message.startswith("nothing is expected; write under “expect”")
    assert told(spoiled("steps", [steps[0] | {"refused": "talk/rights/speak"}])) == []


def test_a_ranking_and_a_group_of_another_stage_are_known() -> None:
    ranked = {"answers": ["a", "b", "none"], "ranked": {"default": "none"}}
    model = changed("stages/vote/ballots/order", ranked)
    answers = {"residents": {"a > b = none": 3, "a > c": 1}}
    text = spoiled(POLL, {"ballot": "order", "answers": answers})
    scenario, places = read_scenario_file(text, "s.yaml")
    ((path, message),) = scenario_faults(model, scenario)
    assert message == "there is no answer “c”; there are a, b, none, void"
    assert nearest(path, places)[0] == 1 + text[: text.index("a > c")].count("\n")


def test_a_scenario_is_not_played_where_something_is_wrong_with_it(tmp_path: Any) -> None:
    model, scenario = tmp_path / "town.yaml", tmp_path / "s.yaml"
    model.write_text(SOUND)
    text = spoiled("steps/0/who", "anne").replace("model: town.plan", f"model: {model}")
    scenario.write_text(text)
    line = 1 + text[: text.index("who: anne")].count("\n")
    played = CliRunner().invoke(main, ["rehearse", str(scenario)])
    assert played.exit_code == 1
    assert played.output == f"{scenario}:{line}:3: there is no person “anne”; did you mean “ann”?\n"


def test_an_end_that_the_other_rules_do_not_have_is_told_where_it_stands() -> None:
    waits = ("processes", {"sister": {"title": "Sister", "model": "town.plan"}})
    bridge = changed("id", "town.bridge", waits)
    others = {"town.plan": model_of(SOUND)}

    def found(written: str, known: dict[str, Model] | None) -> list[tuple[str, str]]:
        scenario, _places = read_scenario_file(
            spoiled("steps/1/process", {"sister": written}), "s.yaml"
        )
        faults = scenario_faults(bridge, scenario, known)
        return [("/".join(map(str, path)), message) for path, message in faults]

    assert found("plan, the same text", others) == []
    assert found("dropped1, x", others) == [
        (
            "steps/1/process/sister",
            "there is no outcome of town.plan “dropped1”; did you mean “dropped”?",
        )
    ]
    assert found("anything", {}) == found("anything", None) == []
