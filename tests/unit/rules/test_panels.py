"""Who decides an appeal, and when the votes of those who sit are a decision: of an office and of a
group, by each rule of the model, and when the time is over.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from isegoria.rules.course.automatic import due
from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.course.panels import ALL, judges, needed
from isegoria.rules.facts.protocol import ERASED, Act, Person
from isegoria.rules.facts.refusing import Allowed
from isegoria.rules.judging.closed_rooms import in_the_room, not_in_the_room
from isegoria.rules.judging.judge import judge
from isegoria.rules.language.model import Model
from isegoria.terms import Refusal
from tests.unit.rules.models import changed

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANN = Person("ann", ("residents",))
BEN = Person("ben", ("residents",))
CHAIR = Person("chair", offices=("chair",))
WORDS = {"u": "upheld", "d": "dismissed"}
COUNCIL = {"title": "Council", "members": "appointed"}
WARD = {"title": "Ward", "members": "appointed", "within": "council"}


def at(day: float) -> datetime:
    return START + timedelta(days=day)


def rules(**level: Any) -> Model:
    """Return the sound rules with keys of their appeal set; with a council that can judge."""
    more = [(f"appeals/board/{key}", value) for key, value in level.items()]
    return changed("groups/council", COUNCIL, ("groups/ward", WARD), *more)


def contested(model: Model, *sit: Person) -> MemoryFacts:
    """Return a vote of which a finding is contested before these people."""
    facts = MemoryFacts(model, START, stage="vote")
    for person in (ANN, CHAIR, *sit):
        facts.seat(person)
    facts.record(Act("judge", CHAIR, at(1), name="change", answer="editorial"))
    facts.record(Act("appeal", ANN, at(2), name="board"))
    return facts


def bench(number: int, **held: Any) -> list[Person]:
    return [Person(f"judge{one}", **held) for one in range(1, number + 1)]


def vote(who: Person, answer: str, day: float = 3) -> Act:
    return Act("rule", who, at(day), name="board", answer=answer, reason="so it is")


def decided_after(facts: MemoryFacts, sit: list[Person], answers: str) -> int:
    """Return after which vote there is a decision; 0 where there is none after all of them."""
    for number, (who, answer) in enumerate(zip(sit, answers, strict=False), 1):
        facts.record(vote(who, WORDS[answer]))
        if facts.ruled_at("board", "") is not None:
            return number
    return 0


@pytest.mark.parametrize("to", ["board", "council"])
@pytest.mark.parametrize(
    ("decides", "members", "answers", "after"),
    [
        (None, 1, "u", 1),
        (None, 2, "u", 0),
        (None, 2, "uu", 2),
        (None, 5, "uud", 0),
        (None, 5, "uudu", 4),
        ("majority", 4, "uudd", 0),
        ("majority", 4, "uudu", 4),
        ("unanimous", 1, "d", 1),
        ("unanimous", 3, "uu", 0),
        ("unanimous", 3, "uuu", 3),
        ("unanimous", 3, "uud", 0),
        ("one", 5, "d", 1),
        ("one", 1, "u", 1),
    ],
)
def test_a_panel_decides_when_enough_of_those_who_sit_agree(
    to: str, decides: str | None, members: int, answers: str, after: int
) -> None:
    held: dict[str, Any] = {"offices": ("board",)} if to == "board" else {"groups": ("council",)}
    sit = bench(members, **held)
    model = rules(to=to, **({"decides": decides} if decides else {}))
    assert decided_after(contested(model, *sit), sit, answers) == after


@pytest.mark.parametrize(
    ("decides", "sit", "of_them"),
    [
        ("majority", 1, 1),
        ("majority", 2, 2),
        ("majority", 3, 2),
        ("majority", 4, 3),
        ("unanimous", 4, 4),
        ("one", 4, 1),
    ],
)
def test_how_many_have_to_vote_the_same(decides: str, sit: int, of_them: int) -> None:
    assert needed(rules(decides=decides).appeals["board"], sit) == of_them


def test_who_sits_in_a_group_within_a_group_judges_for_it_and_each_once() -> None:
    one, two = Person("one", ("council",)), Person("two", ("ward",))
    both = Person("three", ("council", "ward"))
    facts = contested(rules(to="council"), one, two, both)
    assert [one.id for one in judges(facts.model, facts, "council")] == ["one", "three", "two"]


@pytest.mark.parametrize("decides", ["majority", "unanimous", "one"])
@pytest.mark.parametrize("sit", [0, 1])
def test_who_speaks_for_a_group_without_a_seat_judges_nothing(decides: str, sit: int) -> None:
    """Whom a group names for an appeal is known; anyone can say that they belong to it."""
    facts = contested(rules(to="council", decides=decides), *bench(sit, groups=("council",)))
    found = judge(facts.model, facts, vote(Person("mel", ("council",)), "upheld"))
    assert isinstance(found, Refusal)
    assert found.reason.format(**found.facts) == "You do not sit on “Council” in this case."


@pytest.mark.parametrize(("decides", "may"), [("majority", True), ("one", False)])
def test_who_was_not_asked_says_later_how_they_see_it_unless_one_decides(
    decides: str, may: bool
) -> None:
    sit = bench(3, groups=("council",))
    facts = contested(rules(to="council", decides=decides), *sit)
    decided_after(facts, sit, "uu")
    found = judge(facts.model, facts, vote(sit[2], "dismissed", 4))
    assert isinstance(found, Refusal) is not may


@pytest.mark.parametrize("silence", ["upheld", "dismissed", "records_breach"])
@pytest.mark.parametrize(("days", "is_over"), [(7.99, False), (8, True)])
def test_what_follows_when_the_time_is_over(silence: str, days: float, is_over: bool) -> None:
    sit = bench(3, offices=("board",))
    model = rules(silence=silence, answer="6 days", within=None)
    facts = contested(model, *sit)
    facts.record(vote(sit[0], "upheld" if silence == "dismissed" else "dismissed"))
    found = due(model, facts, at(days))
    assert [(one.appeal, one.meaning, one.at) for one in found] == (
        [("board", silence, at(8))] if is_over else []
    )
    if not is_over:
        return
    facts.run_out("board", "", at(8))
    assert [one for one in due(model, facts, at(9)) if one.appeal] == []
    assert facts.is_overdue("board", "")
    late = silence == "records_breach"
    assert (facts.ruled_at("board", ""), facts.is_frozen("")) == (None if late else at(8), late)
    assert facts.stage == ("talk" if silence == "upheld" else "vote")
    assert facts.void("vote") == ({"change"} if silence == "upheld" else set())


def test_a_chair_who_sits_for_a_group_stays_out_by_a_rule_about_it() -> None:
    rule = {"title": "Not who found it", "from": ["council"], "who": ["decided_before"]}
    sit = [*bench(2, groups=("council",)), replace(CHAIR, groups=("council",))]
    model = changed(
        "groups/council", COUNCIL, ("appeals/board/to", "council"), ("recusals/own", rule)
    )
    facts = contested(model, *sit)
    assert [one.id for one in judges(model, facts, "council")] == ["judge1", "judge2"]


@pytest.mark.parametrize(
    ("effect", "of", "outcome", "void"),
    [
        ("substitute", ["vote/change"], "", {"change"}),
        ("substitute", ["vote/passed"], "plan", set()),
        ("substitute", ["any"], "plan", {"change"}),
        ("annul", ["vote/change"], "", {"change"}),
        ("annul", ["vote/passed"], "", set()),
        ("annul", ["any"], "", {"change"}),
        ("remand", ["vote/change"], "", {"change"}),
        ("advise", ["vote/change"], "plan", set()),
    ],
)
def test_an_outcome_falls_with_what_it_rests_on(
    effect: str, of: list[str], outcome: str, void: set[str]
) -> None:
    """Where a complaint names nothing that was found, such as one about a chair, the outcome stands;
    while it goes on, what was found has to be found anew.
    """
    sit = bench(1, offices=("board",))
    facts = contested(rules(effect=effect, of=of, back_to=None), *sit)
    facts.leave("passed", at(2.5))
    facts.record(vote(sit[0], "upheld"))
    assert (facts.outcome, facts.void("vote")) == (outcome, void)
    assert (facts.ended_at() is None) is (outcome == "")


def test_an_item_that_falls_leaves_the_outcome_of_the_whole() -> None:
    sit = bench(1, offices=("board",))
    model = changed(
        "stages/vote/judgements/change/per",
        "item",
        ("appeals/board/effect", "substitute"),
        ("appeals/board/back_to", None),
    )
    facts = contested(model, *sit)
    facts.record(Act("judge", CHAIR, at(2), name="change", answer="editorial", item="§ 2"))
    facts.record(Act("appeal", ANN, at(2), name="board", item="§ 2"))
    facts.leave("passed", at(2.5))
    facts.record(replace(vote(sit[0], "upheld"), item="§ 2"))
    assert (facts.outcome, facts.void("vote")) == ("plan", {"change"})


@pytest.mark.parametrize(
    ("office", "out", "inside"),
    [
        ("board", [], ["judge1", "judge2", "judge3"]),
        ("board", ["judge2"], ["judge1", "judge3"]),
        ("board", ["judge1", "judge2"], ["judge3", "spare1"]),
        ("board", ["judge1", "judge2", "judge3"], ["spare1", "spare2"]),
        ("board", ["judge1", "judge2", "spare1"], ["judge3", "spare2"]),
        ("spare", [], []),
        ("chair", [], []),
        ("residents", [], []),
    ],
)
@pytest.mark.parametrize("scope", ["vote", "talk", "room", "papers"])
def test_who_judges_a_case_is_in_the_closed_room_and_nobody_else(
    office: str, out: list[str], inside: list[str], scope: str
) -> None:
    rule = {"title": "Not there", "from": ["board"], "who": ["took_part"], "scope": scope}
    model = changed(
        "offices/board/room",
        "closed",
        ("offices/spare", {"title": "Reserve", "seats": 3}),
        ("recusals/own", rule | {"least": 2, "replaced_by": "spare"}),
    )
    reserve = [Person(f"spare{one}", offices=("spare",)) for one in (1, 2, 3)]
    facts = contested(model, *bench(3, offices=("board",)), *reserve)
    for who in out:
        facts.take_part(who, "took_part")
    assert [one.id for one in in_the_room(model, facts, office)] == inside
    for person in (*inside, "ann", "chair", *out):
        refused = not_in_the_room(model, facts, office, person)
        assert (refused is None) is (person in inside), person


def contesting(answer: str, day: float) -> Act:
    return Act("appeal", ANN, at(day), name="board", answer=answer, with_=(BEN,), reason="no")


@pytest.mark.parametrize(
    ("of", "answer", "between", "refused"),
    [
        pytest.param(["vote/change"], "vote/change", [], True, id="the same finding"),
        pytest.param(["vote/change"], "", [], True, id="the same finding, unnamed"),
        pytest.param(["vote/change"], "vote/change", ["judge"], False, id="a new finding"),
        pytest.param(["any"], "", [], True, id="no finding, in the same stage"),
        pytest.param(["any"], "made up", [], True, id="a finding that nobody made"),
        pytest.param(["any"], "", ["enter"], False, id="no finding, in another stage"),
    ],
)
def test_what_was_answered_stops_a_part_once(
    of: list[str], answer: str, between: list[str], refused: bool
) -> None:
    """The same person contested nothing again and again, and each time the part stood still."""
    for freezes in ("item", "nothing"):
        model = rules(of=of, freezes=freezes)
        facts = MemoryFacts(model, START, stage="vote")
        for person in (ANN, BEN, CHAIR, *bench(1, offices=("board",))):
            facts.seat(person)
        facts.record(Act("judge", CHAIR, at(1), name="change", answer="editorial"))
        facts.record(contesting(answer, 2))
        assert isinstance(judge(model, facts, contesting(answer, 2.5)), Allowed)  # joins it
        facts.record(vote(bench(1, offices=("board",))[0], "dismissed"))
        if "judge" in between:
            facts.record(Act("judge", CHAIR, at(3.5), name="change", answer="editorial"))
        if "enter" in between:
            facts.enter("talk", at(3.5))
        found = judge(model, facts, contesting(answer, 4))
        assert isinstance(found, Refusal) is (refused and freezes == "item"), found


@pytest.mark.parametrize(
    ("day", "late"), [(9, False), (11, False), (12, True), (400, True)], ids=str
)
def test_who_contests_no_finding_does_so_in_time_after_the_end(day: float, late: bool) -> None:
    model = rules(of=["any"], within="10 days")
    facts = MemoryFacts(model, START, stage="vote")
    for person in (ANN, BEN):
        facts.seat(person)
    assert isinstance(judge(model, facts, contesting("", 1)), Allowed)
    facts.leave("dropped", at(1))
    assert isinstance(judge(model, facts, contesting("", day)), Refusal) is late


@pytest.mark.parametrize(
    ("who", "day", "allowed"),
    [
        pytest.param("chair", 4, True, id="the office at once"),
        pytest.param("chair", 99, True, id="the office, late"),
        pytest.param("judge1", 12, False, id="who upheld it, before the time is over"),
        pytest.param("judge1", 13, True, id="who upheld it, after the time"),
        pytest.param("judge3", 13, True, id="who dismissed it"),
        pytest.param("ann", 99, False, id="anybody else"),
    ],
)
def test_the_panel_finds_what_the_office_does_not_find_anew(
    who: str, day: float, allowed: bool
) -> None:
    """An office that lost an appeal stopped the part for ever by saying nothing."""
    model = rules(of=["vote/change"], answer="10 days", effect="substitute", back_to=None)
    sit = bench(3, offices=("board",))
    facts = contested(model, *sit)
    for one, answer in zip(sit[::-1], ("dismissed", "upheld", "upheld"), strict=True):
        facts.record(vote(one, answer))
    assert facts.void("vote") == {"change"}
    by = {one.id: one for one in (ANN, CHAIR, *sit)}[who]
    finding = Act("judge", by, at(day), name="change", answer="editorial", reason="so it is")
    assert isinstance(judge(model, facts, finding), Allowed) is allowed
    facts.record(replace(finding, by=CHAIR))  # found: nothing is left to find instead
    assert isinstance(judge(model, facts, finding), Allowed) is (who == "chair")


@pytest.mark.parametrize("decides", ["majority", "unanimous", "one"])
def test_the_panel_finds_it_by_its_votes(decides: str) -> None:
    """One member alone found it, although the rules name a board of three."""
    level = {"of": ["vote/change"], "effect": "substitute", "back_to": None, "decides": decides}
    sit = bench(3, offices=("board",))
    facts = contested(rules(**level), *sit)
    for one in sit:
        facts.record(vote(one, "upheld"))
    answers = ("substantive", "editorial", "editorial", "editorial")
    found = []
    for one, answer in zip((*sit, sit[0]), answers, strict=True):
        act = Act("judge", one, at(40), name="change", answer=answer, reason="so it is")
        if not facts.void("vote"):
            break
        assert isinstance(judge(facts.model, facts, act), Allowed)
        facts.record(act)
        found.append(facts.label("vote", "change", ""))
    assert (
        found
        == {
            "majority": [None, None, "editorial"],
            "unanimous": [None, None, None, "editorial"],
            "one": ["substantive"],
        }[decides]
    )
    who = {one.id for one in sit if "decided_before" in facts.roles(one.id)}
    assert (
        who
        == {
            "majority": {"judge2", "judge3"},
            "unanimous": {"judge1", "judge2", "judge3"},
            "one": {"judge1"},
        }[decides]
    )


def test_what_members_found_after_an_earlier_answer_counts_no_longer() -> None:
    level = {"of": ["vote/change"], "effect": "substitute", "back_to": None, "within": None}
    sit = bench(2, offices=("board",))
    facts = contested(rules(**level), *sit)
    finding = Act("judge", sit[0], at(40), name="change", answer="editorial", reason="so it is")
    for one in sit:
        facts.record(vote(one, "upheld"))
    facts.record(finding)
    facts.record(replace(finding, by=CHAIR, at=at(41)))
    facts.record(Act("appeal", ANN, at(42), name="board"))
    for one in sit:
        facts.record(vote(one, "upheld", 43))
    facts.record(replace(finding, by=sit[1], at=at(90)))
    assert facts.label("vote", "change", "") is None
    facts.record(replace(finding, at=at(91)))
    assert facts.label("vote", "change", "") == "editorial"


class Seated(MemoryFacts):
    """Facts that know who sat there when the appeal was made."""

    then: frozenset[str] = frozenset()

    def sat_at(self, holders: Sequence[str], at: datetime) -> frozenset[str]:
        return self.then


@pytest.mark.parametrize(
    ("then", "now", "least", "sit"),
    [
        pytest.param("abc", "abc", 1, "abc", id="the same"),
        pytest.param("abc", "abcde", 1, "abc", id="more came"),
        pytest.param("abc", "bcde", 1, "bcd", id="one left, and was replaced"),
        pytest.param("abc", "defg", 1, "def", id="all left"),
        pytest.param("a", "abcd", 3, "abc", id="filled to the least of a recusal"),
        pytest.param("", "abcd", 1, "abcd", id="nobody sat there"),
        pytest.param("ab", "abcd", 1, "ab", id="not filled beyond who sat there"),
    ],
)
def test_who_comes_while_an_appeal_waits_makes_the_panel_no_larger(
    then: str, now: str, least: int, sit: str
) -> None:
    model = changed(
        "recusals", {"own": {"title": "o", "from": "board", "who": ["accused"], "least": least}}
    )
    facts = Seated(model, START, stage="vote")
    for person in (ANN, CHAIR, *(Person(one, offices=("board",)) for one in now)):
        facts.seat(person)
    facts.then = frozenset(then)
    everyone = "".join(one.id for one in judges(model, facts, "board", ("board", "")))
    assert everyone == now  # nothing is contested yet
    facts.record(Act("judge", CHAIR, at(1), name="change", answer="editorial"))
    facts.record(Act("appeal", ANN, at(2), name="board"))
    assert "".join(one.id for one in judges(model, facts, "board", ("board", ""))) == sit


OWN = {"title": "own", "from": "board", "who": ["appellant", "proposer", "same_organisation"]}
MILL = Person("mia", ("residents",), organisation="Mill Ltd")


def appealed(by: Person, item: str = "") -> Act:
    return Act("appeal", by, at(2), name="board", item=item)


def proposed(by: Person, item: str = "") -> Act:
    return Act("propose", by, at(1), name="x", item=item)


@pytest.mark.parametrize(
    ("acts", "item", "works_for", "out"),
    [
        pytest.param([appealed(MILL)], "", "Mill Ltd", True, id="of who made the appeal"),
        pytest.param([appealed(MILL)], "", "MILL  ltd\u200b", True, id="in another spelling"),
        pytest.param([appealed(MILL)], "", "Mill", False, id="of another name"),
        pytest.param([appealed(ANN), appealed(MILL)], "", "Mill Ltd", False, id="who joined it"),
        pytest.param([appealed(MILL, "i1")], "i1", "Mill Ltd", True, id="on an item"),
        pytest.param([appealed(MILL, "i1")], "", "Mill Ltd", False, id="on another item"),
        pytest.param([proposed(MILL)], "", "Mill Ltd", True, id="who proposed the whole"),
        pytest.param([proposed(MILL, "i1")], "i1", "Mill Ltd", True, id="who proposed the item"),
        pytest.param([proposed(MILL, "i1")], "", "Mill Ltd", False, id="who proposed an item"),
        pytest.param([appealed(ANN)], "", ERASED, True, id="erased for whom they work"),
        pytest.param([appealed(ANN)], "", "", False, id="for nobody"),
    ],
)
def test_whose_colleague_does_not_judge(
    acts: list[Act], item: str, works_for: str, out: bool
) -> None:
    """Anybody could join an appeal in the name of where a judge works, and put the judge off."""
    model = changed("recusals/own", OWN)
    facts = MemoryFacts(model, START, stage="vote")
    facts.seat(Person("judge1", offices=("board",), works_for=(works_for,)))
    for act in acts:
        facts.record(act)
    assert (judges(model, facts, "board", ("board", item)) == []) is out


def test_who_stays_out_of_one_appeal_stays_out_of_the_room_of_the_panel() -> None:
    model = changed("recusals/own", OWN)
    facts = MemoryFacts(model, START, stage="vote")
    facts.seat(Person("judge1", offices=("board",), works_for=("Mill Ltd",)))
    facts.record(appealed(MILL, "i1"))
    facts.record(appealed(ANN, "i2"))
    assert [one.id for one in judges(model, facts, "board", ("board", "i2"))] == ["judge1"]
    assert judges(model, facts, "board", ALL) == []


@pytest.mark.parametrize(
    ("least", "members", "answers", "after"),
    [
        (1, 1, "u", 1),
        (2, 1, "u", 0),
        (3, 2, "uu", 0),
        (3, 3, "uu", 2),
        (3, 3, "udd", 3),
        (3, 4, "uuu", 3),
    ],
)
def test_a_panel_decides_nothing_while_it_is_smaller_than_the_rules_say(
    least: int, members: int, answers: str, after: int
) -> None:
    model = changed("recusals/own", OWN | {"least": least})
    sit = bench(members, offices=("board",))
    assert decided_after(contested(model, *sit), sit, answers) == after
