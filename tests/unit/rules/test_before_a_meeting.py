"""What is shut until a meeting begins, clocks that get shorter, and findings on each item."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from isegoria.rules.checking.faults import check
from isegoria.rules.course.leaving import leave
from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.course.state import read_state, written_state
from isegoria.rules.course.versions import held_text
from isegoria.rules.facts.clocks import deadline
from isegoria.rules.facts.holding import holds
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.refusing import Allowed
from isegoria.rules.facts.situation import Situation
from isegoria.rules.judging.judge import judge
from isegoria.rules.language.conditions import Judged
from isegoria.rules.language.durations import duration
from isegoria.rules.language.model import Clock, Model
from isegoria.rules.language.references import unknown_names
from isegoria.rules.telling.explaining import explain
from tests.unit.rules.models import changed

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANN = Person("ann", ("residents",))
TOM = Person("tom", ("traders",))
CHAIR = Person("chair", offices=("chair",))
VOTE = "stages/vote"
TIME = (f"{VOTE}/triggers", {"time": {"title": "More time", "by": ["residents"]}})
OPENS = {"before": "hall", "by": "0 days"}
MORE = {"share": "yes", "more_than": "1/2"}
SHUT = {"passes": MORE, "opens": "hall"}


def shut(**more: Any) -> Model:
    return changed(
        f"{VOTE}/ballots/plan",
        SHUT | more,
        (f"{VOTE}/clocks/hall", OPENS),
        (
            f"{VOTE}/triggers",
            {"time": {"title": "More time", "by": ["residents"], "opens": "hall"}},
        ),
        (f"{VOTE}/judgements/change/opens", "hall"),
    )


def at(minutes: int) -> datetime:
    """Return so many minutes after the beginning of the meeting, which is ten days later."""
    return START + timedelta(days=10, minutes=minutes)


def before_the_meeting(model: Model, *, fixed: bool = True) -> MemoryFacts:
    facts = MemoryFacts(model, START, stage="vote")
    if fixed:
        facts.meet("hall", at(0))
    return facts


@pytest.mark.parametrize(
    ("act", "of"),
    [
        (Act("vote", ANN, START, name="plan", answer="yes"), "vote/plan"),
        (Act("close", CHAIR, START, name="plan"), "vote/plan"),
        (Act("trigger", ANN, START, name="time"), "vote/time"),
        (Act("judge", CHAIR, START, name="change", answer="editorial", reason="so"), "vote/change"),
    ],
)
@pytest.mark.parametrize(("minutes", "allowed"), [(-1, False), (0, True), (1, True)])
def test_what_waits_for_a_meeting_opens_when_it_begins(
    act: Act, of: str, minutes: int, allowed: bool
) -> None:
    model = shut()
    facts = before_the_meeting(model)
    found = judge(model, facts, Act(**_fields(act) | {"at": at(minutes)}))
    assert isinstance(found, Allowed) is allowed
    assert found.rule == f"town.plan/{of}"
    assert allowed or "opens when “hall” is over" in str(found)


def _fields(act: Act) -> dict[str, Any]:
    return {"kind": act.kind, "by": act.by, "name": act.name, "answer": act.answer,
            "reason": act.reason}  # fmt: skip


def test_while_no_meeting_is_fixed_nothing_opens() -> None:
    model = shut()
    found = judge(model, before_the_meeting(model, fixed=False), _yes(at(5000)))
    assert "opens when" in str(found)


def _yes(when: datetime) -> Act:
    return Act("vote", ANN, when, name="plan", answer="yes")


@pytest.mark.parametrize(("minutes", "held"), [(-1, False), (0, True)])
def test_a_text_changes_until_its_ballot_opens(minutes: int, held: bool) -> None:
    model = shut()
    found = held_text(model, before_the_meeting(model), at(minutes))
    assert (found is not None) is held


@pytest.mark.parametrize(
    ("clock", "opens", "found"),
    [
        (OPENS, OPENS, True),  # shut until it is over
        ({"before": "hall", "by": "1 day"}, OPENS, True),
        (OPENS, {"before": "hall", "by": "1 day"}, False),
        ({"length": "6 days"}, {"length": "7 days"}, True),
        ({"length": "7 days"}, {"length": "7 days"}, True),
        ({"length": "8 days"}, {"length": "7 days"}, False),
        ({"on": "2026-03-09"}, {"on": "2026-03-10"}, True),
        ({"on": "2026-03-11"}, {"on": "2026-03-10"}, False),
        ({"length": "6 days", "restarts_on": "version"}, {"length": "7 days"}, False),
        ({"length": "6 days"}, {"starts": "version", "length": "7 days"}, False),
    ],
)
def test_a_ballot_that_is_over_before_it_opens_is_found(
    clock: dict[str, str], opens: dict[str, str], found: bool
) -> None:
    model = changed(
        f"{VOTE}/ballots/plan",
        {"clock": "vote", "opens": "hall", "passes": MORE},
        (f"{VOTE}/clocks", {"vote": clock, "hall": opens}),
    )
    codes = {one.rule for one in check(model) if one.code == "time.impossible"}
    assert codes == ({"town.plan/vote/plan/opens"} if found else set())


def test_a_ballot_that_opens_with_its_own_end_is_found() -> None:
    model = changed(f"{VOTE}/ballots/plan", {"clock": "vote", "opens": "vote", "passes": MORE})
    assert "time.impossible" in {one.code for one in check(model)}


@pytest.mark.parametrize(
    "place", [f"{VOTE}/ballots/plan", f"{VOTE}/judgements/change", f"{VOTE}/triggers/time"]
)
def test_what_opens_names_a_clock_of_its_stage(place: str) -> None:
    found = unknown_names(changed(*TIME, (f"{place}/opens", "moon")))
    said = {"/".join(map(str, path)): words for path, words in found}
    assert "there is no clock of this stage “moon”" in said[f"{place}/opens"]


def test_nobody_can_open_what_nobody_answers() -> None:
    follows = {"derived": {"ballot": "plan", "groups": ["residents"]}, "opens": "vote"}
    with pytest.raises(ValidationError, match="at the ballot it follows"):
        changed(f"{VOTE}/ballots/houses", follows | {"passes": MORE})


# shorter clocks

SHORTER = {"length": "4 weeks", "shortening": {"by": "chair", "least": "2 weeks"}}
EXTENDED = SHORTER | {"extension": {"by": "chair", "by_at_most": "2 weeks"}}


def shortening(span: str | None, by: Person = CHAIR, day: float = 0) -> Act:
    when = START + timedelta(days=day)
    return Act("shorten", by, when, name="talk", span=duration(span) if span else None)


def talk(clock: dict[str, Any] = SHORTER) -> tuple[Model, MemoryFacts]:
    model = changed("stages/talk/clocks/talk", clock)
    return model, MemoryFacts(model, START)


@pytest.mark.parametrize(
    ("span", "day", "words"),
    [
        ("13 days", 0, "2 weeks long at least"),
        ("2 weeks", 0, ""),
        ("27 days", 0, ""),
        ("4 weeks", 0, "not shorter"),
        ("5 weeks", 0, "not shorter"),
        ("0 days", 0, "2 weeks long at least"),
        (None, 0, "2 weeks long at least"),
        ("2 weeks", 13.9, ""),
        ("2 weeks", 14, ""),  # it ends now
        ("2 weeks", 14.1, "over already"),
        ("20 days", 28, "over already"),
    ],
)
def test_a_clock_gets_no_shorter_than_the_rules_say(
    span: str | None, day: float, words: str
) -> None:
    model, facts = talk()
    found = judge(model, facts, shortening(span, day=day))
    assert isinstance(found, Allowed) is not bool(words)
    assert words in str(found)


def test_a_shorter_clock_ends_earlier_and_is_not_made_longer() -> None:
    model, facts = talk(EXTENDED)
    longer = Act("extend", CHAIR, START, name="talk", span=duration("1 week"))
    facts.record(longer)
    assert deadline(model, facts, "talk", "talk") == START + timedelta(weeks=5)
    facts.record(shortening("2 weeks"))
    assert deadline(model, facts, "talk", "talk") == START + timedelta(weeks=2)
    assert "does not get longer again" in str(judge(model, facts, longer))
    again = judge(model, facts, shortening("15 days"))
    assert "not shorter" in str(again)
    assert read_state(written_state(facts.state)) == facts.state


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (shortening("2 weeks", ANN), "Only Chair"),
        (Act("shorten", CHAIR, START, name="x"), "has no shorten “x”"),
    ],
)
def test_others_do_not_make_a_clock_shorter(act: Act, words: str) -> None:
    model, facts = talk()
    assert words in str(judge(model, facts, act))


def test_a_clock_without_a_shortening_stays_as_it_is() -> None:
    model, facts = talk({"length": "4 weeks"})
    assert "cannot be made shorter" in str(judge(model, facts, shortening("2 weeks")))


@pytest.mark.parametrize(("agree", "allowed"), [(0, False), (2, False), (3, True)])
def test_a_group_that_agrees_wholly_lets_its_chair_make_a_clock_shorter(
    agree: int, allowed: bool
) -> None:
    all_agree = {"share": "yes", "of": "members", "at_least": 1, "ballot": "sooner"}
    clock = SHORTER | {"shortening": SHORTER["shortening"] | {"when": all_agree}}  # type: ignore[operator]
    model = changed(
        "stages/talk/clocks/talk",
        clock,
        (
            "stages/talk/ballots",
            {"sooner": {"about": "course", "voters": ["residents"], "passes": MORE}},
        ),
    )
    facts = MemoryFacts(model, START)
    people = [Person(f"r{number}", ("residents",)) for number in range(3)]
    for one in people:
        facts.seat(one)
    for one in people[:agree]:
        facts.record(Act("vote", one, START, name="sooner", answer="yes"))
    found = judge(model, facts, shortening("2 weeks"))
    assert isinstance(found, Allowed) is allowed
    assert allowed or "ask for something else" in str(found)
    told = " ".join(one.text for chapter in explain(model) for one in chapter.sentences)
    assert "Chair can make it shorter, down to 2 weeks, only while all members are in" in told


@pytest.mark.parametrize(
    ("least", "words"),
    [
        ("4 weeks", "gets no shorter than 4 weeks"),
        ("5 weeks", "gets no shorter than 5 weeks"),
        ("0 days", "leaves no time"),
        ("27 days", ""),
    ],
)
def test_the_least_is_less_than_the_clock(least: str, words: str) -> None:
    model, _facts = talk(SHORTER | {"shortening": {"by": "chair", "least": least}})
    found = [one for one in check(model) if one.code == "time.impossible"]
    assert [one.rule for one in found] == (
        ["town.plan/talk/clocks/talk/shortening/least"] if words else []
    )
    assert words in " ".join(str(one) for one in found)


def test_a_clock_that_ends_on_a_day_gets_no_shorter() -> None:
    with pytest.raises(ValidationError, match="only a clock with a length gets shorter"):
        Clock.model_validate({"on": "06-30", "shortening": {"by": "chair", "least": "1 day"}})


# findings on each item


def found_on(items: Any, *labels: str, merged: str = "") -> bool:
    """Return whether a rule about the findings on items holds; `-` is an item without one."""
    per_item = {"by": "chair", "scale": ["ready", "open"], "per": "item"}
    model = changed(f"{VOTE}/judgements/change", per_item)
    facts = MemoryFacts(model, START, stage="vote")
    for number, label in enumerate(labels):
        facts.record(Act("propose", ANN, START, item=f"p{number}"))
        if label != "-":
            finding = Act("judge", CHAIR, START, "change", label, f"p{number}", "so")
            assert isinstance(judge(model, facts, finding), Allowed)
            facts.record(finding)
    if merged:
        facts.record(Act("merge", CHAIR, START, name="p0", item=merged))
    asked = Judged.model_validate({"judged": "change", "is": "ready", "items": items})
    return holds(asked, Situation(model, facts, START, "vote"))


@pytest.mark.parametrize(
    ("items", "labels", "expected"),
    [
        ("each", (), False),  # nothing was proposed
        ("each", ("ready",), True),
        ("each", ("ready", "open"), False),
        ("each", ("ready", "-"), False),
        ("each", ("ready", "ready"), True),
        ("any", (), False),
        ("any", ("open", "-"), False),
        ("any", ("open", "ready"), True),
        (2, ("ready", "open"), False),
        (2, ("ready", "ready", "open"), True),
        (2, ("ready", "ready", "ready"), True),
    ],
)
def test_a_way_out_asks_for_the_findings_on_items(
    items: Any, labels: tuple[str, ...], expected: bool
) -> None:
    assert found_on(items, *labels) is expected


def test_what_was_merged_needs_no_finding() -> None:
    assert found_on("each", "ready", "-") is False
    assert found_on("each", "ready", "-", merged="p1") is True


def test_a_finding_about_the_whole_is_none_about_an_item() -> None:
    per_item = {"by": "chair", "scale": ["ready", "open"], "per": "item"}
    model = changed(f"{VOTE}/judgements/change", per_item)
    facts = MemoryFacts(model, START, stage="vote")
    facts.record(Act("judge", CHAIR, START, "change", "ready", reason="so"))
    asked = Judged.model_validate({"judged": "change", "is": "ready", "items": "each"})
    assert not holds(asked, Situation(model, facts, START, "vote"))


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ("each", "on each item the finding of Chair is “ready”"),
        ("any", "on an item the finding of Chair is “ready”"),
        (2, "on at least 2 items the finding of Chair is “ready”"),
    ],
)
def test_it_is_told_on_which_items(items: Any, words: str) -> None:
    asked = {"judged": "change", "is": "ready", "items": items}
    model = changed(
        f"{VOTE}/judgements/change",
        {"by": "chair", "scale": ["ready", "open"], "per": "item"},
        (f"{VOTE}/exits/dropped/when", {"all": [{"result": "plan", "is": "failed"}, asked]}),
    )
    told = " ".join(one.text for chapter in explain(model) for one in chapter.sentences)
    assert words in told


@pytest.mark.parametrize(("per", "found"), [("stage", True), ("item", False)])
def test_what_is_found_once_is_not_found_on_items(per: str, found: bool) -> None:
    asked = {"judged": "change", "is": "editorial", "items": "each"}
    model = changed(
        f"{VOTE}/exits/dropped/when",
        {"all": [{"result": "plan", "is": "failed"}, asked]},
        (f"{VOTE}/judgements/change/per", per),
    )
    assert ("finding.on-items" in {one.code for one in check(model)}) is found


def test_the_chair_leaves_when_each_item_is_ready() -> None:
    asked = {"judged": "change", "is": "ready", "items": "each"}
    model = changed(
        f"{VOTE}/judgements/change",
        {"by": "chair", "scale": ["ready", "open"], "per": "item"},
        (f"{VOTE}/exits/dropped", {"outcome": "dropped", "by": "chair", "when": asked}),
    )
    facts = MemoryFacts(model, START, stage="vote")
    facts.record(Act("propose", ANN, START, item="p0"))
    way = Act("leave", CHAIR, START, name="dropped")
    stage = model.stages["vote"]
    assert not isinstance(leave(model, facts, way, stage), Allowed)
    facts.record(Act("judge", CHAIR, START, "change", "ready", "p0", "so"))
    assert isinstance(leave(model, facts, way, stage), Allowed)
