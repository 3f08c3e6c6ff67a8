"""Numbers, days and times on both sides of what can be, keys that do nothing, and names that lead
back to themselves: what is changed in the sound model, and all that is then found of this kind.
"""

from typing import Any

import pytest

from isegoria.rules.checking.faults import check
from isegoria.rules.checking.spans import longest, shortest
from isegoria.rules.language.durations import duration
from tests.unit.rules.models import changed

TALK, VOTE = "stages/talk", "stages/vote"
PLAN, WHEN = f"{VOTE}/ballots/plan", f"{VOTE}/exits/passed/when"
RULE, CLOCK = f"{PLAN}/passes", f"{TALK}/clocks/talk"
HOUSES = ["residents", "traders"]
LARGE = 1_000_000_000
MORE = "This number is larger than any forum counts."
NO_SHARE = "is not among"
ALWAYS = "This holds whatever people answer."
NO_DAY = "The calendar has no such day"
Changes = list[tuple[str, Any]]


def seats(residents: int, traders: int) -> Changes:
    return [("groups/residents/seats", residents), ("groups/traders/seats", traders)]


def told(kinds: tuple[str, ...], changes: Changes) -> list[tuple[str, str]]:
    model = changed(*changes[0], *changes[1:])
    return [
        ("/".join(map(str, one.path)), one.message.format_map(dict(one.facts)))
        for one in check(model)
        if one.code.startswith(kinds)
    ]


def holds(found: list[tuple[str, str]], place: str, words: str) -> None:
    assert [where for where, _ in found] == ([place] if place else []), found
    assert not place or words in found[0][1]


def sums(**bound: Any) -> Changes:
    return [(WHEN, {"sum": "yes", "ballots": ["plan", "vote/plan"], **bound})]


def granted(**more: Any) -> Changes:
    return [(f"{TALK}/rights/traders", ["speak", {"right": "propose", **more}])]


NUMBERS: list[tuple[Changes, str, str]] = [
    ([(RULE, {"share": "yes", "at_most": "99 %"})], "", ""),
    ([(RULE, {"share": "yes", "at_most": "101 %"})], f"{RULE}/at_most", "at most 1, or 100 %."),
    ([(RULE, {"share": "yes", "fewer_than": 2})], f"{RULE}/fewer_than", "Here stands 2."),
    ([(RULE, {"share": "yes", "fewer_than": 1})], "", ""),
    ([(RULE, {"share": "yes", "fewer_than": 0})], f"{RULE}/fewer_than", "below zero"),
    ([(RULE, {"share": "abstain", "at_least": "1/2"})], f"{RULE}/share", NO_SHARE),
    ([(RULE, {"share": "abstain", "of": "cast", "at_least": "1/2"})], "", ""),
    ([(RULE, {"share": "taking_part", "at_least": "1/2"})], f"{RULE}/share", NO_SHARE),
    ([(RULE, {"share": "taking_part", "of": "members", "at_least": "1/2"})], "", ""),
    ([(RULE, {"share": "present", "of": "cast", "at_least": "1/2"})], f"{RULE}/share", NO_SHARE),
    ([(RULE, {"share": "present", "of": "members", "at_least": "1/2"})], "", ""),
    ([(RULE, {"share": "members", "of": "present", "at_least": 1})], f"{RULE}/share", NO_SHARE),
    ([(RULE, {"count": "yes", "at_least": "3/2"})], f"{RULE}/at_least", "Here stands 3/2."),
    ([(RULE, {"count": "yes", "at_least": "50 %"})], f"{RULE}/at_least", "Here stands 1/2."),
    ([(RULE, {"count": "yes", "at_least": 3})], "", ""),
    ([(RULE, {"count": "yes", "fewer_than": 0})], f"{RULE}/fewer_than", "below zero"),
    ([(RULE, {"count": "yes", "fewer_than": 1})], "", ""),
    ([(WHEN, {"objections": "open", "at_most": "1/2"})], f"{WHEN}/at_most", "is whole"),
    ([(WHEN, {"objections": "open", "at_most": 0})], "", ""),
    ([(WHEN, {"rounds": "talk", "at_least": "1/2"})], f"{WHEN}/at_least", "is whole"),
    (sums(at_least=2), "", ""),
    (sums(more_than=2), f"{WHEN}/more_than", "shares of 2 ballots are together at most 2."),
    (sums(at_least=3), f"{WHEN}/at_least", "shares of 2 ballots"),
    ([(RULE, {"count": "yes", "at_least": LARGE})], "", ""),
    ([(RULE, {"count": "yes", "at_least": LARGE + 1})], f"{RULE}/at_least", MORE),
    ([(RULE, {"share": "yes", "at_least": f"1/{LARGE}"})], "", ""),
    ([(RULE, {"share": "yes", "at_least": f"1/{LARGE + 1}"})], f"{RULE}/at_least", MORE),
    ([("version", LARGE)], "", ""),
    ([("version", 10**400)], "version", MORE),
    ([("offices/board/seats", LARGE + 1)], "offices/board/seats", MORE),
    ([("offices/board/seats", LARGE)], "", ""),
    (granted(seconders=1, backed_by=HOUSES, backed_by_at_least=2), "", ""),
    (
        granted(seconders=1, backed_by=HOUSES, backed_by_at_least=3),
        f"{TALK}/rights/traders/1/backed_by_at_least",
        "At least 3 of 2 groups",
    ),
    ([("resources/calls", {"title": "C", "alarm": 5, "ceiling": 5})], "", ""),
    (
        [("resources/calls", {"title": "C", "alarm": 6, "ceiling": 5})],
        "resources/calls/alarm",
        "The alarm at 6 is above the ceiling of 5.",
    ),
    *(
        (
            [
                (
                    "allocations/slots",
                    {"title": "S", "by": "chair", "classes": ["a", "b"], "reserved": reserved},
                )
            ],
            place,
            "Together these are 11/10",
        )
        for reserved, place in (
            ({"a": "50 %", "b": "50 %"}, ""),
            ({"a": "50 %", "b": "60 %"}, "allocations/slots/reserved"),
        )
    ),
    *(
        (
            [
                ("groups/residents/seats", there),
                ("groups/north", {"title": "North", "within": "residents", "seats": 3}),
                ("groups/south", {"title": "South", "within": "residents", "seats": 2}),
            ],
            place,
            "The groups inside have 5 seats, and this one has 4.",
        )
        for there, place in ((5, ""), (6, ""), (4, "groups/residents/seats"))
    ),
    *(
        (
            [
                (
                    f"{VOTE}/ballots/houses",
                    {
                        "derived": {"ballot": "plan", "groups": HOUSES, "more_than": more_than},
                        "passes": {"count": "yes", "at_least": "3/2"},
                    },
                )
            ],
            place,
            "A share of more than all can never be reached.",
        )
        for more_than, place in (
            ("1/2", ""),
            ("99 %", ""),
            (1, f"{VOTE}/ballots/houses/derived/more_than"),
        )
    ),
    *(
        (
            [
                (
                    f"{VOTE}/ballots/sites",
                    {"ranked": {}, "answers": [f"site_{place}" for place in range(number)]},
                )
            ],
            place,
            "People rank at most 100 options, and here are 101.",
        )
        for number, place in ((100, ""), (101, f"{VOTE}/ballots/sites/answers"))
    ),
]


@pytest.mark.parametrize(("changes", "place", "words"), NUMBERS)
def test_a_number_that_cannot_be_is_told_at_its_key(
    changes: Changes, place: str, words: str
) -> None:
    holds(told(("number.impossible",), changes), place, words)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ([(RULE, {"count": "yes", "at_least": 7}), *seats(4, 3)], ""),
        ([(RULE, {"count": "yes", "at_least": 8}), *seats(4, 3)], f"{RULE}/at_least"),
        ([(RULE, {"count": "yes", "more_than": 6}), *seats(4, 3)], ""),
        ([(RULE, {"count": "yes", "more_than": 7}), *seats(4, 3)], f"{RULE}/more_than"),
        ([(RULE, {"count": "no", "at_most": 8}), *seats(4, 3)], ""),
        ([(RULE, {"count": "yes", "at_least": 8}), ("groups/residents/seats", 4)], ""),
        (
            [(RULE, {"count": "yes", "at_least": 5, "among": ["residents"]}), *seats(4, 3)],
            f"{RULE}/at_least",
        ),
        ([(RULE, {"count": "yes", "at_least": 4, "among": ["residents"]}), *seats(4, 3)], ""),
        ([(f"{PLAN}/voters", ["board"]), (RULE, {"count": "yes", "at_least": 5})], ""),
        (
            [(f"{PLAN}/voters", ["board"]), (RULE, {"count": "yes", "at_least": 6})],
            f"{RULE}/at_least",
        ),
    ],
)
def test_no_more_are_asked_for_than_there_are_seats(changes: Changes, place: str) -> None:
    holds(told(("number.above",), changes), place, "seats together")


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ([(RULE, {"share": "yes", "at_least": 0})], f"{RULE}/at_least"),
        ([(RULE, {"share": "yes", "more_than": 0})], ""),
        ([(RULE, {"share": "yes", "at_most": 1})], f"{RULE}/at_most"),
        ([(RULE, {"share": "yes", "fewer_than": 1})], ""),
        ([(RULE, {"count": "yes", "at_most": 1})], ""),
        ([(WHEN, {"objections": "open", "at_least": 0})], f"{WHEN}/at_least"),
    ],
)
def test_a_bound_that_nothing_can_miss_is_told(changes: Changes, place: str) -> None:
    holds(told(("number.always",), changes), place, ALWAYS)


def clock(**says: Any) -> Changes:
    return [(CLOCK, says)]


def longer(length: str, **extension: Any) -> Changes:
    return clock(length=length, extension={"by": "chair", **extension})


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        (clock(on="02-29"), "", ""),
        (clock(on="02-30"), f"{CLOCK}/on", NO_DAY),
        (clock(on="12-31"), "", ""),
        (clock(on="00-10"), f"{CLOCK}/on", NO_DAY),
        (clock(on="13-01"), f"{CLOCK}/on", NO_DAY),
        (clock(on="06-00"), f"{CLOCK}/on", NO_DAY),
        (clock(on="06-31"), f"{CLOCK}/on", NO_DAY),
        (clock(on="2200-12-31"), "", ""),
        (clock(on="2201-01-01"), f"{CLOCK}/on", "between 1900 and 2200"),
        (clock(on="9999-12-31"), f"{CLOCK}/on", NO_DAY),
        (clock(on="1899-12-31"), f"{CLOCK}/on", NO_DAY),
        (clock(min="4 weeks", max="4 weeks"), "", ""),
        (clock(min="29 days", max="4 weeks"), f"{CLOCK}/min", "29 days, is longer than the longest, 4 w"),
        (clock(min="30 days", max="1 month"), "", ""),
        (clock(min="32 days", max="1 month"), f"{CLOCK}/min", "is longer than"),
        (clock(length="4 weeks", min="1 week", max="4 weeks"), "", ""),
        (clock(length="4 weeks", min="5 weeks"), f"{CLOCK}/length", "length of 4 weeks is not"),
        (clock(length="4 weeks", max="3 weeks"), f"{CLOCK}/length", "length of 4 weeks is not"),
        (longer("4 weeks", until="5 weeks"), "", ""),
        (longer("4 weeks", until="28 days"), f"{CLOCK}/extension/until", "has 4 weeks already"),
        (longer("4 weeks", until="3 weeks"), f"{CLOCK}/extension/until", "cannot go on until 3 weeks"),
        (longer("4 weeks", by_at_most="1 day"), "", ""),
        (longer("4 weeks", by_at_most="0 days"), f"{CLOCK}/extension/by_at_most", "by 0 days changes nothing"),
        (clock(on="05-01", extension={"by": "chair"}), f"{CLOCK}/extension", "does not get longer"),
        (
            clock(before="council", by="1 week", extension={"by": "chair"}),
            f"{CLOCK}/extension",
            "Leave this out.",
        ),
    ],
)  # fmt: skip
def test_a_day_or_a_time_that_cannot_be_is_told_at_its_key(
    changes: Changes, place: str, words: str
) -> None:
    holds(told(("time.impossible",), changes), place, words)


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        (clock(length="1 hour"), "", ""),
        (clock(length="59 minutes"), f"{CLOCK}/length", "59 minutes is unusual here."),
        (clock(length="5 years"), "", ""),
        (clock(length="6 years"), f"{CLOCK}/length", "6 years is unusual"),
        ([(f"{TALK}/floor", {"turn": "60 min"})], "", ""),
        ([(f"{TALK}/floor", {"turn": "61 min"})], f"{TALK}/floor/turn", "Is another unit meant?"),
        ([("offices/chair/term", "15 years")], "", ""),
        ([("offices/chair/term", "2 days")], "offices/chair/term", "2 days is unusual"),
        ([("appeals/board/within", "10 minutes")], "appeals/board/within", "10 minutes"),
        ([("outcomes/plan/follow_up", ["1 year", "3 days"])], "outcomes/plan/follow_up", "3 days"),
        ([("offices/chair/review", "2 years")], "", ""),
        ([("offices/chair/review", "3 years")], "offices/chair/review", "later than the term"),
    ],
)
def test_a_time_of_another_size_is_doubted(changes: Changes, place: str, words: str) -> None:
    holds(told(("time.unusual",), changes), place, words)


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        (
            [(RULE, {"share": "yes", "at_least": "1/2", "held_in": "any"})],
            f"{RULE}/held_in",
            "`held_in` has no effect without `groups`.",
        ),
        ([(RULE, {"share": "yes", "at_least": "1/2", "held_in": "any", "groups": HOUSES})], "", ""),
        (
            granted(cap_keeps="last"),
            f"{TALK}/rights/traders/1/cap_keeps",
            "without `cap`",
        ),
        (granted(cap_keeps="last", cap=1), "", ""),
        (
            clock(length="1 week", at_the_latest="2 weeks"),
            f"{CLOCK}/at_the_latest",
            "without `starts`",
        ),
        (clock(length="1 week", starts="version", at_the_latest="2 weeks"), "", ""),
        ([(f"{PLAN}/quorum_at", "start")], f"{PLAN}/quorum_at", "without `quorum`"),
        (
            [(f"{PLAN}/void_without_reason", True), (f"{PLAN}/reasons_for", [])],
            f"{PLAN}/void_without_reason",
            "without `reasons_for`",
        ),
        ([(f"{PLAN}/void_without_reason", True)], "", ""),
        ([(f"{PLAN}/proxies", 2)], f"{PLAN}/proxies", "without `by_proxy`"),
        ([(f"{PLAN}/proxies", 0)], "", ""),
        ([("offices/chair/terms", 2)], "", ""),
        (
            [("offices/chair", {"title": "C", "terms": 2, "recall": "by the residents"})],
            "offices/chair/terms",
            "without `term`",
        ),
        (
            [(f"{TALK}/notices/a", {"title": "A", "by": "chair", "to": "board", "silence": "consent"})],
            f"{TALK}/notices/a/silence",
            "without `answer`",
        ),
        ([("appeals/board/silence", "upheld")], "appeals/board/silence", "`answer`"),
        ([("appeals/board/silence", "records_breach")], "", ""),
        ([("appeals/board/silence", "upheld"), ("appeals/board/answer", "1 week")], "", ""),
        ([("recurrence", {"barred_for": "1 year"})], "recurrence/barred_for", "`repeat: barred`"),
        ([("recurrence", {"barred_for": "1 year", "repeat": "barred"})], "", ""),
        (
            [("emergencies/flood", {"title": "F", "by": "chair", "ground": "g", "extended": 1})],
            "emergencies/flood/extended",
            "without `sunset`",
        ),
    ],
)  # fmt: skip
def test_a_key_that_does_nothing_alone_is_told(changes: Changes, place: str, words: str) -> None:
    holds(told(("key.no-effect",), changes), place, words)


def asks(ballot: str) -> dict[str, Any]:
    return {"passes": {"result": ballot}}


LEVEL = {"title": "L", "of": ["any"], "by": ["residents"], "to": "board", "effect": "advise"}
FIRM = {"title": "A", "by": "traders", "to": "chair"}


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ([("groups/residents/within", "residents")], "groups/residents", "itself: residents."),
        (
            [("groups/residents/within", "traders"), ("groups/traders/within", "residents")],
            "groups/traders",
            "itself: residents → traders.",
        ),
        ([("groups/residents/within", "traders")], "", ""),
        ([("offices/chair/interim", "chair")], "offices/chair", "itself: chair."),
        ([("offices/chair/interim", "board")], "", ""),
        (
            [("offices/chair/interim", "board"), ("offices/board/interim", "chair")],
            "offices/board",
            "chair → board",
        ),
        ([("appeals/board/next", "board")], "appeals/board", "itself: board."),
        (
            [("appeals/board/next", "court"), ("appeals/court", LEVEL | {"next": "board"})],
            "appeals/court",
            "board → court",
        ),
        ([("appeals/board/next", "court"), ("appeals/court", LEVEL)], "", ""),
        (clock(length="1 week", starts="talk"), CLOCK, "itself: talk."),
        (clock(length="1 week", restarts_on=["talk"]), CLOCK, "itself: talk."),
        (clock(length="1 week", starts="talk", at_the_latest="1 week"), "", ""),
        ([(RULE, {"result": "plan"})], PLAN, "itself: plan."),
        ([(f"{PLAN}/quorum", {"not": {"result": "vote/plan"}})], PLAN, "itself: plan."),
        (
            [(RULE, {"result": "mood"}), (f"{VOTE}/ballots/mood", asks("plan"))],
            f"{VOTE}/ballots/mood",
            "plan → mood",
        ),
        ([(f"{VOTE}/ballots/mood", asks("plan"))], "", ""),
        (
            [("advice/a", FIRM | {"kinds": {"k": {"duty": "none", "when": {"advised": "a"}}}})],
            "advice/a",
            "itself: a.",
        ),
        (
            [
                (f"{VOTE}/ballots/a", {"derived": {"ballot": "b", "groups": HOUSES}}),
                (f"{VOTE}/ballots/b", {"derived": {"ballot": "plan", "groups": HOUSES}}),
            ],
            f"{VOTE}/ballots/a/derived/ballot",
            "“b” follows from another ballot itself.",
        ),
        ([(f"{VOTE}/ballots/b", {"derived": {"ballot": "plan", "groups": HOUSES}})], "", ""),
        ([("offices/board/of", ["board"])], "offices/board/of", "chosen from itself"),
        ([("offices/board/of", ["residents"])], "", ""),
        (
            [("recusals/a", {"title": "A", "from": "board", "who": ["voted"], "replaced_by": "board"})],
            "recusals/a/replaced_by",
            "“board” would replace itself.",
        ),
        (
            [(f"{VOTE}/exits/again/guard/forces", "again")],
            f"{VOTE}/exits/again/guard/forces",
            "“again” would force itself.",
        ),
        (
            [
                ("processes/own", {"title": "O", "model": "town.plan"}),
                ("groups/traders/decides_by", "own"),
            ],
            "groups/traders/decides_by",
            "“own” runs by these very rules",
        ),
        (
            [("processes/own", {"title": "O", "model": "town.plan"}), (f"{VOTE}/starts", ["own"])],
            f"{VOTE}/starts",
            "without end",
        ),
        (
            [("processes/own", {"title": "O", "model": "town.court"}), (f"{VOTE}/starts", ["own"])],
            "",
            "",
        ),
    ],
)  # fmt: skip
def test_what_leads_back_to_itself_is_told(changes: Changes, place: str, words: str) -> None:
    holds(told(("name.circle",), changes), place, words)


def test_a_circle_of_a_derived_ballot_with_itself_is_told_twice_and_ends() -> None:
    own = {"derived": {"ballot": "a", "groups": HOUSES}}
    assert len(told(("name.circle",), [(f"{VOTE}/ballots/a", own)])) == 2


@pytest.mark.parametrize(
    ("written", "least", "most"),
    [
        ("5 min", 5, 5),
        ("2 hours", 120, 120),
        ("1 day", 1440, 1440),
        ("1 working day", 1440, 5760),
        ("1 week", 10080, 10080),
        ("1 month", 28 * 1440, 31 * 1440),
        ("2 years", 730 * 1440, 732 * 1440),
    ],
)
def test_a_time_has_a_shortest_and_a_longest_length(written: str, least: int, most: int) -> None:
    assert shortest(duration(written)) == least
    assert longest(duration(written)) == most
