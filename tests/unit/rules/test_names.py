"""Every name that a rule uses has to be there: where it is missing, and what is there instead; and
what the parts of a model may say together.
"""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from isegoria.decisions.exact import Bound
from isegoria.rules.language.conditions import Condition
from isegoria.rules.language.dates import counts_with
from isegoria.rules.language.durations import Duration, duration
from isegoria.rules.language.references import unknown_names
from isegoria.rules.language.scenario import Scenario
from tests.unit.rules.models import changed

TALK, VOTE = "stages/talk", "stages/vote"
PLAN = f"{VOTE}/ballots/plan"
PEOPLE = "anyone, board, chair, residents, traders"
YES = {"share": "yes", "more_than": "1/2"}
WAY = {"outcome": "plan"}
GROUP, OFFICE = "there is no group or office “xx”", "there is no office or group “xx”"


def when(**condition: Any) -> tuple[str, Any]:
    return f"{VOTE}/exits/passed/when", condition


UNKNOWN: list[tuple[str, Any, str, str]] = [
    ("starts", "xx", "starts", "there is no stage “xx”; there are talk, vote"),
    ("starts", "tolk", "starts", "there is no stage “tolk”; did you mean “talk”?"),
    (f"{TALK}/officer", "xx", "stages/talk/officer", f"{OFFICE}; there are {PEOPLE}"),
    (f"{TALK}/rights/xx", ["speak"], "stages/talk/rights/xx", GROUP),
    (f"{TALK}/calendar", "xx", "stages/talk/calendar", "there is no calendar “xx”; there is none"),
    (f"{TALK}/starts", ["xx"], "stages/talk/starts", "there is no process “xx”"),
    (f"{VOTE}/judgements/change/by", "xx", "stages/vote/judgements/change/by", OFFICE),
    (f"{TALK}/deliverables/draft/by", "xx", "stages/talk/deliverables/draft/by", OFFICE),
    (
        f"{TALK}/notices/a",
        {"title": "A", "by": "xx", "to": ["chair"]},
        "stages/talk/notices/a/by",
        OFFICE,
    ),
    (
        f"{TALK}/notices/a",
        {"title": "A", "by": "chair", "to": ["xx"]},
        "stages/talk/notices/a/to",
        GROUP,
    ),
    (f"{TALK}/triggers/a", {"title": "A", "by": ["xx"]}, "stages/talk/triggers/a/by", GROUP),
    (
        f"{TALK}/triggers/a",
        {"title": "A", "by": "chair", "never": ["xx"]},
        "stages/talk/triggers/a/never",
        GROUP,
    ),
    (f"{TALK}/exits/a", {"to": "xx"}, "stages/talk/exits/a/to", "there is no stage “xx”"),
    (f"{TALK}/exits/a", {"outcome": "xx"}, "stages/talk/exits/a/outcome", "no outcome “xx”"),
    (f"{TALK}/exits/a", WAY | {"by": "xx"}, "stages/talk/exits/a/by", OFFICE),
    (
        f"{TALK}/exits/a",
        WAY | {"guard": {"rounds": 1, "forces": "xx"}},
        "stages/talk/exits/a/guard/forces",
        "there is no exit of this stage “xx”",
    ),
    (
        f"{TALK}/exits/a",
        WAY | {"guard": {"resource": "xx", "forces": "a"}},
        "stages/talk/exits/a/guard/resource",
        "there is no resource “xx”",
    ),
    (
        f"{TALK}/clocks/a",
        {"length": "1 day", "calendar": "xx"},
        "stages/talk/clocks/a/calendar",
        "no calendar",
    ),
    (
        f"{TALK}/clocks/a",
        {"length": "1 day", "timeout": {"silence": "adopts", "exit": "xx"}},
        "stages/talk/clocks/a/timeout/exit",
        "there is no exit of this stage “xx”; there is to_vote",
    ),
    (
        f"{TALK}/clocks/a",
        {"length": "1 day", "extension": {"by": "xx"}},
        "stages/talk/clocks/a/extension/by",
        OFFICE,
    ),
    (
        f"{TALK}/clocks/a",
        {"length": "1 day", "starts": "xx"},
        "stages/talk/clocks/a/starts",
        "there is no event “xx”",
    ),
    (
        f"{TALK}/clocks/a",
        {"length": "1 day", "restarts_on": "xx"},
        "stages/talk/clocks/a/restarts_on",
        "no event",
    ),
    (
        f"{TALK}/clocks/a",
        {"length": "1 day", "pauses_on": "xx"},
        "stages/talk/clocks/a/pauses_on",
        "no event",
    ),
    (f"{PLAN}/voters", ["xx"], "stages/vote/ballots/plan/voters", GROUP),
    (
        f"{PLAN}/clock",
        "xx",
        "stages/vote/ballots/plan/clock",
        "there is no clock of this stage “xx”",
    ),
    (
        f"{PLAN}/reasons_for",
        ["xx"],
        "stages/vote/ballots/plan/reasons_for",
        "there is no answer “xx”",
    ),
    (
        f"{VOTE}/ballots/a",
        {"restarts_on": ["entry"]},
        "stages/vote/ballots/a/restarts_on",
        "there is no event “entry”; there is version",
    ),
    (
        f"{VOTE}/ballots/a",
        {"derived": {"groups": ["xx"], "ballot": "plan"}},
        "stages/vote/ballots/a/derived/groups",
        "no group “xx”",
    ),
    (
        f"{VOTE}/ballots/a",
        {"derived": {"groups": ["traders"], "ballot": "xx"}},
        "stages/vote/ballots/a/derived/ballot",
        "there is no ballot of this stage “xx”",
    ),
    (
        f"{VOTE}/ballots/a",
        {"ranked": {"default": "xx"}},
        "stages/vote/ballots/a/ranked/default",
        "no answer “xx”",
    ),
    (
        f"{VOTE}/ballots/a",
        {"ranked": {"majority": {"xx": 3}}},
        "stages/vote/ballots/a/ranked/majority",
        "no answer “xx”",
    ),
    ("appeals/board/by", ["xx"], "appeals/board/by", GROUP),
    ("appeals/board/to", "xx", "appeals/board/to", OFFICE),
    ("appeals/board/back_to", "xx", "appeals/board/back_to", "there is no stage “xx”"),
    ("appeals/board/next", "xx", "appeals/board/next", "there is no appeal “xx”; there is board"),
    ("groups/a", {"title": "A", "within": "xx"}, "groups/a/within", "there is no group “xx”"),
    ("offices/a", {"title": "A", "of": ["xx"]}, "offices/a/of", GROUP),
    ("offices/a", {"title": "A", "interim": "xx"}, "offices/a/interim", "there is no office “xx”"),
    ("recusals/a", {"title": "A", "from": "xx", "who": ["voted"]}, "recusals/a/from", OFFICE),
    (
        "recusals/a",
        {"title": "A", "from": "board", "who": ["voted"], "replaced_by": "xx"},
        "recusals/a/replaced_by",
        OFFICE,
    ),
    ("disclosures/a", {"title": "A", "of": ["xx"]}, "disclosures/a/of", GROUP),
    (f"{TALK}/floor", {"tiers": [{"groups": ["xx"]}]}, "stages/talk/floor/tiers/0/groups", GROUP),
    (f"{TALK}/inputs/a", {"title": "A", "by": ["xx"]}, "stages/talk/inputs/a/by", GROUP),
    (
        f"{TALK}/inputs/a",
        {"title": "A", "clock": "xx"},
        "stages/talk/inputs/a/clock",
        "no clock of this stage",
    ),
    (
        "advice/a",
        {"title": "A", "by": "xx", "to": "chair", "kinds": {"k": {"duty": "none"}}},
        "advice/a/by",
        GROUP,
    ),
    (
        "advice/a",
        {"title": "A", "by": "chair", "to": "xx", "kinds": {"k": {"duty": "none"}}},
        "advice/a/to",
        OFFICE,
    ),
    (
        "advice/a",
        {
            "title": "A",
            "by": "chair",
            "to": "chair",
            "kinds": {"k": {"duty": "none", "refusal": "xx"}},
        },
        "advice/a/kinds/k/refusal",
        "there is no ballot “xx”; there is plan",
    ),
    (
        *when(**YES, groups=["xx"]),
        "stages/vote/exits/passed/when/groups",
        "there is no group “xx”; there are residents, traders",
    ),
    (*when(**YES, among=["xx"]), "stages/vote/exits/passed/when/among", "there is no group “xx”"),
    (
        *when(**YES, ballot="xx"),
        "stages/vote/exits/passed/when/ballot",
        "no ballot in the stage vote “xx”; there is plan",
    ),
    (
        *when(**YES, ballot="talk/xx"),
        "stages/vote/exits/passed/when/ballot",
        "no ballot in the stage talk “xx”; there is none",
    ),
    (
        *when(**YES, ballot="xx/plan"),
        "stages/vote/exits/passed/when/ballot",
        "there is no stage “xx”; there are talk, vote",
    ),
    (
        *when(count="yes", at_least=1, ballot="xx"),
        "stages/vote/exits/passed/when/ballot",
        "no ballot in",
    ),
    (
        *when(count="yes", at_least=1, groups=["xx"]),
        "stages/vote/exits/passed/when/groups",
        "no group",
    ),
    (
        *when(sum="yes", at_least=1, ballots=["xx"]),
        "stages/vote/exits/passed/when/ballots",
        "no ballot in the stage vote “xx”",
    ),
    (
        *when(sum="yes", at_least=1, ballots=["yy/plan"]),
        "stages/vote/exits/passed/when/ballots",
        "no ballot in the stage yy “plan”; there is none",
    ),
    (
        *when(result="xx"),
        "stages/vote/exits/passed/when/result",
        "no ballot in the stage vote “xx”",
    ),
    (
        *when(won="xx", **{"is": "yes"}),
        "stages/vote/exits/passed/when/won",
        "no ballot in the stage vote “xx”",
    ),
    (
        *when(ended="xx"),
        "stages/vote/exits/passed/when/ended",
        "no clock in the stage vote “xx”; there is vote",
    ),
    (
        *when(ended="talk/xx"),
        "stages/vote/exits/passed/when/ended",
        "no clock in the stage talk “xx”; there is talk",
    ),
    (
        *when(delivered="xx"),
        "stages/vote/exits/passed/when/delivered",
        "no deliverable in the stage vote “xx”",
    ),
    (
        *when(judged="xx", **{"is": "editorial"}),
        "stages/vote/exits/passed/when/judged",
        "no judgement in the stage vote “xx”",
    ),
    (
        *when(judged="change", **{"is": "xx"}),
        "stages/vote/exits/passed/when/is",
        "there is no label on its scale “xx”; there are editorial, substantive",
    ),
    (
        *when(judged="change", at_least="xx"),
        "stages/vote/exits/passed/when/at_least",
        "no label on its scale “xx”",
    ),
    (
        *when(triggered="xx"),
        "stages/vote/exits/passed/when/triggered",
        "no trigger in the stage vote “xx”",
    ),
    (*when(advised="xx"), "stages/vote/exits/passed/when/advised", "there is no advice “xx”"),
    (*when(process="xx"), "stages/vote/exits/passed/when/process", "there is no process “xx”"),
    (
        *when(same_text=["xx"]),
        "stages/vote/exits/passed/when/same_text",
        "there is no process “xx”",
    ),
    (*when(attends="xx"), "stages/vote/exits/passed/when/attends", OFFICE),
    (
        *when(used="xx", at_least=1),
        "stages/vote/exits/passed/when/used",
        "there is no resource “xx”",
    ),
    (
        *when(rounds="xx", at_least=1),
        "stages/vote/exits/passed/when/rounds",
        "there is no stage “xx”",
    ),
    (*when(all=[{"attends": "xx"}]), "stages/vote/exits/passed/when/all/0/attends", OFFICE),
    (*when(**{"not": {"attends": "xx"}}), "stages/vote/exits/passed/when/not/attends", OFFICE),
    (
        "advice/a",
        {
            "title": "A",
            "by": "chair",
            "to": "chair",
            "kinds": {"k": {"duty": "none", "when": {"ended": "talk"}}},
        },
        "advice/a/kinds/k/when/ended",
        "write “stage/talk”: this stands in no stage",
    ),
]


@pytest.mark.parametrize(("path", "value", "place", "words"), UNKNOWN)
def test_a_name_that_is_not_there_is_told_with_its_place(
    path: str, value: Any, place: str, words: str
) -> None:
    (told,) = unknown_names(changed(path, value))
    assert "/".join(map(str, told[0])) == place
    assert words in told[1]


def test_so_many_names_are_listed() -> None:
    for number, end in ((38, ""), (39, " …")):
        groups = {f"q{place:03}": {"title": "Q"} for place in range(number)}
        more = [(f"groups/{name}", one) for name, one in groups.items()]
        ((_path, words),) = unknown_names(changed(*when(**YES, groups=["xx"]), *more))
        assert words.count("q0") == number
        assert words.endswith(("traders" if not end else "residents") + end) is True


def error(path: str, value: Any) -> str:
    try:
        changed(path, value)
    except ValidationError as fault:
        return str(fault)
    return ""


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (f"{TALK}/clocks/a", {"length": "1 day"}, ""),
        (f"{TALK}/clocks/a", {"min": "1 day", "max": "2 days"}, ""),
        (f"{TALK}/clocks/a", {"on": "2026-03-01"}, ""),
        (f"{TALK}/clocks/a", {"before": "council", "by": "1 day"}, ""),
        (f"{TALK}/clocks/a", {}, "a clock has a length"),
        (f"{TALK}/clocks/a", {"length": "1 day", "on": "12-31"}, "a clock has a length"),
        (
            f"{TALK}/clocks/a",
            {"length": "1 day", "before": "council", "by": "1 day"},
            "a clock has",
        ),
        (f"{TALK}/clocks/a", {"before": "council"}, "give both"),
        (f"{TALK}/clocks/a", {"length": "1 day", "by": "1 day"}, "give both"),
        (f"{VOTE}/exits/again/guard", {"rounds": 1, "forces": "dropped"}, ""),
        (f"{VOTE}/exits/again/guard", {"until": "1 day", "forces": "dropped"}, ""),
        (f"{VOTE}/exits/again/guard", {"resource": "calls", "forces": "dropped"}, ""),
        (f"{VOTE}/exits/again/guard", {"forces": "dropped"}, "a guard counts"),
        (f"{VOTE}/exits/a", {"to": "talk"}, ""),
        (f"{VOTE}/exits/a", {"outcome": "plan"}, ""),
        (f"{VOTE}/exits/a", {}, "give one"),
        (f"{VOTE}/exits/a", {"to": "talk", "outcome": "plan"}, "give one"),
        (f"{VOTE}/ballots/a", {"restarts_on": "version"}, ""),
        (f"{VOTE}/ballots/a", {"clock": "vote"}, ""),
        (
            f"{VOTE}/ballots/a",
            {"clock": "vote", "restarts_on": "version"},
            "this ballot has a clock",
        ),
    ],
)
def test_what_parts_of_a_model_say_together(path: str, value: Any, words: str) -> None:
    found = error(path, value)
    assert words in found
    assert bool(found) is bool(words)


CONDITION: TypeAdapter[Any] = TypeAdapter(Condition)


@pytest.mark.parametrize(
    ("bound", "read"),
    [
        ({"more_than": 2}, Bound(2, strict=True)),  # type: ignore[arg-type]
        ({"at_least": 2}, Bound(2)),  # type: ignore[arg-type]
        ({"fewer_than": 2}, Bound(2, strict=True, upper=True)),  # type: ignore[arg-type]
        ({"at_most": 2}, Bound(2, upper=True)),  # type: ignore[arg-type]
        ({"at_most": 0}, Bound(0, upper=True)),  # type: ignore[arg-type]
        ({"more_than": 0}, Bound(0, strict=True)),  # type: ignore[arg-type]
        ({}, None),
        ({"more_than": 2, "at_most": 3}, None),
        ({"at_least": 2, "fewer_than": 3, "at_most": 3}, None),
    ],
)
def test_a_condition_has_one_bound(bound: dict[str, int], read: Bound | None) -> None:
    written = {"count": "yes"} | bound
    if read is None:
        with pytest.raises(ValidationError, match="give exactly one of"):
            CONDITION.validate_python(written)
    else:
        assert CONDITION.validate_python(written).bound == read


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ({"judged": "a"}, "give `is`"),
        ({"judged": "a", "is": "x", "at_least": "y"}, "give `is`"),
        ({"any": [{"ended": "a"}], "at_least": 2}, "at least 2 of 1 can never hold"),
        ({"any": [{"ended": "a"}, {"ended": "b"}], "at_least": 2}, ""),
        ({"judged": "a", "is": "x"}, ""),
        ({"judged": "a", "at_least": "x"}, ""),
        ({"if": "a"}, "this one has if"),
        ({}, "this one has none"),
        ("ended: a", "a condition is a mapping"),
        (["ended"], "a condition is a mapping"),
        (True, "a condition is a mapping"),
    ],
)
def test_a_condition_is_one_thing(written: object, words: str) -> None:
    if words:
        with pytest.raises(ValidationError, match=words):
            CONDITION.validate_python(written)
    else:
        one = CONDITION.validate_python(written)
        assert CONDITION.validate_python(one) == one


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (date(1899, 12, 31), False),
        (date(1900, 1, 1), True),
        (date(2200, 12, 31), True),
        (date(2201, 1, 1), False),
    ],
)
def test_a_day_is_neither_too_early_nor_too_late(day: date, counts: bool) -> None:
    assert counts_with(day) is counts


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("100 years", Duration(100, "year")),
        ("101 years", None),
        ("52560000 min", Duration(52_560_000, "minute")),
        ("52560001 min", None),
        ("000000001 day", Duration(1, "day")),
        ("0000000001 day", None),
        ("26100 working days", Duration(26_100, "working day")),
        ("26101 working days", None),
    ],
)
def test_a_time_is_a_hundred_years_at_most(written: str, read: Duration | None) -> None:
    if read is None:
        with pytest.raises(ValueError, match=r"are more than 100 years; write a shorter time"):
            duration(written)
    else:
        assert duration(written) == read


@pytest.mark.parametrize(
    ("one", "minutes"), [("90 min", 90), ("2 hours", 120), ("1 day", 1440), ("2 weeks", 20_160)]
)
def test_a_fixed_time_in_minutes(one: str, minutes: int) -> None:
    assert duration(one).minutes == minutes
    assert duration(one).times(3).minutes == 3 * minutes


STEP = {"at": "2026-03-02T09:30", "note": "It rains."}


def scenario(**more: Any) -> Scenario:
    written = {"title": "A", "model": "town.plan", "starts": "2026-03-01", "steps": [STEP]}
    return Scenario.model_validate(written | more)


def test_a_scenario_reads_a_day_as_its_noon_in_its_zone() -> None:
    read = scenario(zone="Europe/Zurich", case=7)
    assert read.case == (7,)
    assert scenario(case=[7, 8]).case == (7, 8)
    assert read.instant(read.starts) == datetime(2026, 3, 1, 11, tzinfo=UTC)
    assert read.instant(read.steps[0].at) == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)  # type: ignore[arg-type]
    there = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    assert read.instant(there) is there
    assert scenario(starts=there).starts == there


@pytest.mark.parametrize(
    ("more", "fits"),
    [
        ({}, True),
        ({"who": "ann", "does": "speak"}, True),
        ({"who": "ann"}, False),
        ({"does": "speak"}, False),
    ],
)
def test_a_step_says_who_and_what_they_do(more: dict[str, str], fits: bool) -> None:
    if fits:
        assert scenario(steps=[STEP | more]).steps[0].who == more.get("who")
    else:
        with pytest.raises(ValidationError, match="an act says `who` and what they do"):
            scenario(steps=[STEP | more])


def test_groups_know_what_is_above_and_inside_them() -> None:
    model = changed(
        "groups/some",
        {"title": "Some", "within": "traders"},
        ("groups/few", {"title": "Few", "within": "some"}),
        ("groups/more", {"title": "More", "within": "traders"}),
    )
    assert model.chain["few"] == ("few", "some", "traders")
    assert model.chain["traders"] == ("traders",)
    assert model.leaves == {
        "residents": ("residents",),
        "traders": ("few", "more"),
        "some": ("few",),
        "few": ("few",),
        "more": ("more",),
    }
    ring = changed("groups/traders/within", "residents", ("groups/residents/within", "traders"))
    assert ring.chain["traders"] == ("traders", "residents")
