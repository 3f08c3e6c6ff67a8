"""Acts on both sides of each bound: what happened before, what is tried, and words of the refusal;
empty where it is allowed.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.refusing import Allowed
from isegoria.rules.judging.judge import judge
from isegoria.rules.language.durations import duration
from isegoria.rules.language.model import Model
from tests.unit.rules.models import SOUND, changed, model_of

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANN = Person("ann", ("residents",), organisation="Bakery")
BEN = Person("ben", ("residents",), organisation="Bakery")
TOM = Person("tom", ("traders",), organisation="Market")
CHAIR = Person("chair", offices=("chair",))
MIA = Person("mia", offices=("board",))
YES = {"share": "yes", "more_than": "1/2"}
TALK, VOTE, BOARD = "stages/talk", "stages/vote", "appeals/board"
PLAN = f"{VOTE}/ballots/plan"
Changes = Sequence[tuple[str, Any]]


def act(kind: str, by: Person, name: str = "", day: float = 1, **more: Any) -> Act:
    return Act(kind, by, START + timedelta(days=day), name=name, **more)


def facts_of(model: Model, stage: str, *before: Act) -> MemoryFacts:
    facts = MemoryFacts(model, START, stage=stage)
    for person in (ANN, BEN, TOM, CHAIR, MIA):
        facts.seat(person)
    for one in before:
        facts.record(one)
    return facts


def model_with(changes: Changes) -> Model:
    return changed("title", "Plan for the square", *changes)


def yes(by: Person = ANN, day: float = 1, **more: Any) -> Act:
    return act("vote", by, "plan", day, **{"answer": "yes"} | more)


FOUND = act("judge", CHAIR, "change", answer="editorial", reason="commas")
APPEAL = act("appeal", ANN, "board", answer="vote/change", with_=(BEN,))
RULED = act("rule", MIA, "board", answer="dismissed", reason="no")
BY_ITEM = (f"{VOTE}/judgements/change/per", "item")
OF_ITEM = act("judge", CHAIR, "change", answer="editorial", reason="commas", item="§ 2")
ITS_APPEAL = act("appeal", ANN, "board", answer="vote/change", item="§ 2", with_=(BEN,))
A_MOMENT = 1 / 86_400
RECUSAL = {"title": "not in one’s own case", "from": "board", "who": ["appellant"]}
OURS = ("recusals/own", RECUSAL | {"who": ["same_organisation"]})
PROXY = (PLAN, {"clock": "vote", "passes": YES, "by_proxy": True, "proxies": 1})
ORGANISED = (PLAN, {"passes": YES, "cap_per_organisation": 1})


def proposes(**grant: Any) -> Changes:
    return [(f"{TALK}/rights/residents", [{"right": "propose"} | grant])]


ROWS: list[tuple[str, str, Changes, Sequence[Act], Act]] = [
    # what the stage has not
    ("", "vote", [], [], yes()),
    (
        "The stage “Vote” has no vote “x”. Choose one of: plan",
        "vote",
        [],
        [],
        act("vote", ANN, "x"),
    ),
    (
        "The stage “Vote” has no judge “x”. Choose one of: change",
        "vote",
        [],
        [],
        act("judge", CHAIR, "x"),
    ),
    (
        "The stage “Talk” has no deliver “x”. Choose one of: draft",
        "talk",
        [],
        [],
        act("deliver", CHAIR, "x"),
    ),
    (
        "The stage “Vote” has nothing of the kind deliver, so “x”",
        "vote",
        [],
        [],
        act("deliver", CHAIR, "x"),
    ),
    ("has no extend “x”. Choose one of: vote", "vote", [], [], act("extend", CHAIR, "x")),
    ("has no close “x”. Choose one of: plan", "vote", [], [], act("close", CHAIR, "x")),
    (
        "has no leave “x”. Choose one of: passed, again, dropped",
        "vote",
        [],
        [],
        act("leave", CHAIR, "x"),
    ),
    ("has nothing of the kind advise", "vote", [], [], act("advise", TOM, "x")),
    ("has nothing of the kind trigger", "vote", [], [], act("trigger", TOM, "x")),
    ("has no appeal “x”. Choose one of: board", "vote", [], [], act("appeal", ANN, "x")),
    ("has no rule “x”. Choose one of: board", "vote", [], [], act("rule", MIA, "x")),
    # rights
    (
        "In the stage “Talk” only Residents can do this (propose)",
        "talk",
        [],
        [],
        act("propose", TOM),
    ),
    (
        "The stage “Vote” does not allow this (propose). Do it in a stage that allows it: Talk",
        "vote",
        [],
        [],
        act("propose", ANN),
    ),
    ("The rules of this process do not allow this (comment)", "talk", [], [], act("comment", ANN)),
    (
        "only Residents, Traders",
        "talk",
        [],
        [],
        act("speak", Person("eve", ("residents",), observer=True)),
    ),
    ("", "talk", [], [], act("attend", Person("eve", ("residents",), observer=True))),
    ("", "talk", proposes(cap=2), [act("propose", ANN)], act("propose", ANN)),
    (
        "You did this 2 times already",
        "talk",
        proposes(cap=2),
        [act("propose", ANN)] * 2,
        act("propose", ANN),
    ),
    ("", "talk", proposes(cap=2, cap_keeps="last"), [act("propose", ANN)] * 2, act("propose", ANN)),
    (
        "needs 2 seconders and has 1",
        "talk",
        proposes(seconders=2),
        [],
        act("propose", ANN, with_=(BEN,)),
    ),
    ("", "talk", proposes(seconders=2), [], act("propose", ANN, with_=(BEN, TOM))),
    (
        "needs support from 2 groups. These groups do not support it yet: Traders",
        "talk",
        proposes(backed_by=["residents", "traders"]),
        [],
        act("propose", ANN, with_=(BEN,)),
    ),
    (
        "",
        "talk",
        proposes(backed_by=["residents", "traders"]),
        [],
        act("propose", ANN, with_=(TOM,)),
    ),
    (
        "",
        "talk",
        proposes(backed_by=["residents", "traders"], backed_by_at_least=1),
        [],
        act("propose", ANN),
    ),
    (
        "under a condition that is not met",
        "talk",
        proposes(when={"ended": "talk"}),
        [],
        act("propose", ANN, day=27.9),
    ),
    ("", "talk", proposes(when={"ended": "talk"}), [], act("propose", ANN, day=28)),
    ("needs a reason", "talk", proposes(reasons=True), [], act("propose", ANN)),
    ("", "talk", proposes(reasons=True), [], act("propose", ANN, reason="x")),
    # windows
    ("", "talk", [], [], act("speak", ANN, day=28)),
    ("The time for this ended on 2026-03-29", "talk", [], [], act("speak", ANN, day=28 + A_MOMENT)),
    ("", "talk", [], [], act("object", ANN, day=29)),
    ("", "talk", [(f"{TALK}/clocks/talk/late", "discussed_only")], [], act("speak", ANN, day=29)),
    (
        "",
        "talk",
        [(f"{TALK}/clocks/talk", {"min": "1 day", "max": "9 days", "window_for": ["speak"]})],
        [],
        act("speak", ANN, day=9),
    ),
    (
        "The time for this ended",
        "talk",
        [(f"{TALK}/clocks/talk", {"min": "1 day", "max": "9 days", "window_for": ["speak"]})],
        [],
        act("speak", ANN, day=9 + A_MOMENT),
    ),
    # clocks
    ("", "talk", [], [], act("extend", CHAIR, "talk", span=duration("2 weeks"))),
    ("at most 2 weeks", "talk", [], [], act("extend", CHAIR, "talk", span=duration("15 days"))),
    ("needs a length", "talk", [], [], act("extend", CHAIR, "talk", span=duration("0 days"))),
    ("needs a length", "talk", [], [], act("extend", CHAIR, "talk")),
    ("", "talk", [], [], act("extend", CHAIR, "talk", 27.9, span=duration("1 day"))),
    (
        "This deadline is over already",
        "talk",
        [],
        [],
        act("extend", CHAIR, "talk", 28, span=duration("1 day")),
    ),
    (
        "",
        "talk",
        [(f"{TALK}/clocks/talk/extension/times", 2)],
        [act("extend", CHAIR, "talk", span=duration("1 day"))],
        act("extend", CHAIR, "talk", span=duration("1 day")),
    ),
    (
        "was extended 3 times already. The rules allow 2",
        "talk",
        [(f"{TALK}/clocks/talk/extension/times", 2)],
        [act("extend", CHAIR, "talk", span=duration("1 day"))] * 3,
        act("extend", CHAIR, "talk", span=duration("1 day")),
    ),
    ("cannot be extended", "vote", [], [], act("extend", CHAIR, "vote", span=duration("1 day"))),
    # ballots
    ("", "vote", [], [], yes(day=7 - A_MOMENT)),
    ("The ballot is closed", "vote", [], [], yes(day=7)),
    ("ends when its time is over", "vote", [], [], act("close", CHAIR, "plan")),
    ("", "vote", [(f"{PLAN}/clock", None)], [], act("close", CHAIR, "plan")),
    ("Only Chair can do this", "vote", [(f"{PLAN}/clock", None)], [], act("close", ANN, "plan")),
    (
        "do not say who closes",
        "vote",
        [(f"{PLAN}/clock", None), (f"{VOTE}/officer", None)],
        [],
        act("close", CHAIR, "plan"),
    ),
    ("", "vote", [PROXY], [], yes(with_=(BEN,))),
    (
        "can hold at most 1 proxies. With these you would hold 2",
        "vote",
        [PROXY],
        [],
        yes(with_=(BEN, TOM)),
    ),
    ("", "vote", [PROXY], [yes(with_=(BEN,))], yes(with_=(BEN,))),
    (
        "can hold at most 1 proxies. With these you would hold 2",
        "vote",
        [PROXY],
        [yes(with_=(BEN,))],
        yes(with_=(TOM,)),
    ),
    ("people cannot answer for somebody else", "vote", [], [], yes(with_=(BEN,))),
    ("", "vote", [ORGANISED], [yes()], yes()),
    ("1 people of Bakery answered already", "vote", [ORGANISED], [yes()], yes(BEN)),
    ("", "vote", [ORGANISED], [yes()], yes(TOM)),
    (
        "1 people of Bakery answered already",
        "vote",
        [ORGANISED],
        [yes(), yes(TOM)],
        yes(Person("tom", ("traders",), organisation="Bakery")),
    ),
    ("", "vote", [ORGANISED], [yes()], yes(Person("ann", ("residents",), organisation="Port"))),
    ("", "vote", [ORGANISED], [yes(Person("eve", ("traders",)))], yes(Person("pat", ("traders",)))),
    (
        "You answered “yes” already",
        "vote",
        [(f"{PLAN}/change", False)],
        [yes()],
        yes(answer="abstain"),
    ),
    ("", "vote", [(f"{PLAN}/channels", ["room", "mail"])], [], yes(channel="mail")),
    (
        "People answer this ballot by room, mail, not by list",
        "vote",
        [(f"{PLAN}/channels", ["room", "mail"])],
        [],
        yes(channel="list"),
    ),
    ("Only Traders can answer this ballot", "vote", [(f"{PLAN}/voters", ["traders"])], [], yes()),
    ("", "vote", [(f"{PLAN}/voters", ["traders"])], [], yes(TOM)),
    (
        "give Residents no say in this ballot",
        "vote",
        [(f"{PLAN}/excluded", {"residents": {"attends": "chair"}})],
        [],
        yes(),
    ),
    ("", "vote", [(f"{PLAN}/excluded", {"residents": {"attends": "chair"}})], [], yes(TOM)),
    ("needs a reason", "vote", [], [], yes(answer="no")),
    ("", "vote", [], [], yes(answer="no", reason="no trees")),
    ("", "vote", [(f"{PLAN}/void_without_reason", True)], [], yes(answer="no")),
    # one item, or all of it
    ("not for one item of it", "vote", [], [], yes(item="§ 2")),
    ("", "vote", [(f"{PLAN}/per", "item")], [], yes(item="§ 2")),
    ("not for one item of it", "vote", [], [], OF_ITEM),
    ("", "vote", [BY_ITEM], [], OF_ITEM),
    ("", "talk", [], [], act("object", ANN, item="§ 2")),
    # appeals
    ("", "vote", [], [FOUND], APPEAL),
    ("there has not been one yet", "vote", [], [], APPEAL),
    ("", "vote", [BY_ITEM], [OF_ITEM], ITS_APPEAL),
    ("there has not been one yet", "vote", [BY_ITEM], [], ITS_APPEAL),
    ("", "vote", [], [FOUND], act("appeal", ANN, "board", 11, answer="vote/change", with_=(BEN,))),
    (
        "An appeal was possible for 10 days after 2026-03-02",
        "vote",
        [],
        [FOUND],
        act("appeal", ANN, "board", 11 + A_MOMENT, answer="vote/change", with_=(BEN,)),
    ),
    (
        "",
        "vote",
        [(f"{BOARD}/of", ["any"])],
        [FOUND],
        act("appeal", ANN, "board", 99, with_=(BEN,)),
    ),
    (
        "An appeal was possible for 10 days after 2026-03-02",
        "vote",
        [BY_ITEM],
        [OF_ITEM],
        act("appeal", ANN, "board", 11 + A_MOMENT, answer="vote/change", item="§ 2", with_=(BEN,)),
    ),
    (
        "1 others who took part must support an appeal. 0 support this one",
        "vote",
        [],
        [FOUND],
        act("appeal", ANN, "board", answer="vote/change"),
    ),
    (
        "You cannot appeal “vote/x” here. You can appeal: vote/change, vote/passed",
        "vote",
        [],
        [FOUND],
        act("appeal", ANN, "board", answer="vote/x", with_=(BEN,)),
    ),
    (
        "Only Residents can do this",
        "vote",
        [],
        [FOUND],
        act("appeal", TOM, "board", answer="vote/change", with_=(BEN,)),
    ),
    ("None is waiting here", "vote", [], [FOUND], RULED),
    ("", "vote", [], [FOUND, APPEAL], RULED),
    ("None is waiting here", "vote", [], [FOUND, APPEAL, RULED], RULED),
    ("None is waiting here", "vote", [BY_ITEM], [OF_ITEM, ITS_APPEAL], RULED),
    (
        "“perhaps” does not decide an appeal. Choose one of these decisions: upheld, dismissed",
        "vote",
        [],
        [FOUND, APPEAL],
        act("rule", MIA, "board", answer="perhaps"),
    ),
    ("“Vote” waits for the decision", "vote", [], [FOUND, APPEAL], yes()),
    ("“§ 2” waits for the decision", "vote", [BY_ITEM], [OF_ITEM, ITS_APPEAL], OF_ITEM),
    (
        "You cannot take part here: not in one’s own case. The others decide",
        "vote",
        [("recusals/own", RECUSAL), (f"{BOARD}/by", ["board"])],
        [FOUND, act("appeal", MIA, "board", answer="vote/change", with_=(BEN,))],
        RULED,
    ),
    (
        "not in one’s own case",
        "vote",
        [OURS],
        [FOUND, APPEAL],
        act(
            "rule",
            Person("mia", offices=("board",), organisation="Bakery"),
            "board",
            answer="dismissed",
        ),
    ),
    (
        "not in one’s own case",
        "vote",
        [OURS],
        [FOUND, APPEAL],
        act(
            "rule",
            Person("mia", offices=("board",), works_for=("Bakery",)),
            "board",
            answer="dismissed",
        ),
    ),
    (
        "",
        "vote",
        [OURS],
        [FOUND, APPEAL],
        act(
            "rule",
            Person("mia", offices=("board",), organisation="Port"),
            "board",
            answer="dismissed",
        ),
    ),
    (
        "",
        "vote",
        [("recusals/own", RECUSAL)],
        [FOUND, APPEAL],
        act(
            "rule",
            Person("mia", offices=("board",), organisation="Bakery"),
            "board",
            answer="dismissed",
        ),
    ),
    # objections, the text, merging
    ("", "talk", [], [], act("settle", ANN, "ann:", answer="withdrawn")),
    (
        "is not a state of an objection",
        "talk",
        [],
        [],
        act("settle", BEN, "ann:", answer="withdrawn"),
    ),
    ("", "talk", [], [], act("settle", CHAIR, "ann:", answer="addressed", reason="see § 2")),
    (
        "need a reason to decide on an objection",
        "talk",
        [],
        [],
        act("settle", CHAIR, "ann:", answer="addressed"),
    ),
    (
        "Only Chair can do this",
        "talk",
        [],
        [],
        act("settle", ANN, "ann:", answer="addressed", reason="see § 2"),
    ),
    (
        "do not say who decides on an objection",
        "talk",
        [(f"{TALK}/officer", None)],
        [],
        act("settle", ANN, "ann:", answer="addressed", reason="see § 2"),
    ),
    ("", "talk", [], [], act("write", CHAIR)),
    ("Only Chair can do this", "talk", [], [], act("write", ANN)),
    ("", "talk", [], [act("propose", ANN)], act("write", ANN)),
    (
        "by the person who proposed the question",
        "talk",
        [(f"{TALK}/officer", None)],
        [],
        act("write", ANN),
    ),
    ("", "talk", [(f"{TALK}/officer", None)], [act("propose", ANN)], act("write", ANN)),
    (
        "Only Editor can do this",
        "talk",
        [("offices/editor", {"title": "Editor"})],
        [act("propose", ANN)],
        act("write", ANN),
    ),
    (
        "",
        "talk",
        [("offices/editor", {"title": "Editor"})],
        [],
        act("write", Person("eve", offices=("editor",))),
    ),
    ("", "talk", [], [], act("merge", CHAIR, "a", item="b")),
    ("A merge needs two", "talk", [], [], act("merge", CHAIR, "a")),
    ("A merge needs two", "talk", [], [], act("merge", CHAIR, item="b")),
    # ways out
    ("Conditions that are not met: 2", "talk", [], [], act("leave", CHAIR, "to_vote")),
    (
        "Conditions that are not met: 1",
        "talk",
        [],
        [act("deliver", CHAIR, "draft")],
        act("leave", CHAIR, "to_vote", 28 - A_MOMENT),
    ),
    ("", "talk", [], [act("deliver", CHAIR, "draft")], act("leave", CHAIR, "to_vote", 28)),
    (
        "",
        "talk",
        [(f"{TALK}/deliverables/draft/blocks", False)],
        [],
        act("leave", CHAIR, "to_vote", 28),
    ),
    (
        "Conditions that are not met: 1",
        "talk",
        [
            (f"{TALK}/deliverables/draft/blocks", False),
            (f"{VOTE}/enters_when", {"rounds": "talk", "at_least": 2}),
        ],
        [],
        act("leave", CHAIR, "to_vote", 28),
    ),
    (
        "Only Chair can do this",
        "talk",
        [],
        [act("deliver", CHAIR, "draft")],
        act("leave", ANN, "to_vote", 28),
    ),
    (
        "",
        "talk",
        [(f"{TALK}/exits/to_vote/by", "board")],
        [act("deliver", CHAIR, "draft")],
        act("leave", MIA, "to_vote", 28),
    ),
    (
        "This step needs a reason",
        "talk",
        [(f"{TALK}/exits/to_vote/needs_reason", True)],
        [act("deliver", CHAIR, "draft")],
        act("leave", CHAIR, "to_vote", 28),
    ),
    (
        "",
        "talk",
        [(f"{TALK}/exits/to_vote/needs_reason", True)],
        [act("deliver", CHAIR, "draft")],
        act("leave", CHAIR, "to_vote", 28, reason="x"),
    ),
]


@pytest.mark.parametrize(("words", "stage", "changes", "before", "tried"), ROWS)
def test_an_act_is_allowed_or_refused(
    words: str, stage: str, changes: Changes, before: Sequence[Act], tried: Act
) -> None:
    model = model_with(changes)
    found = judge(model, facts_of(model, stage, *before), tried)
    if words:
        assert words in str(found)
    assert isinstance(found, Allowed) is not bool(words), str(found)


@pytest.mark.parametrize(("days", "allowed"), [(8, True), (8 + A_MOMENT, False)])
def test_dissent_is_filed_in_time(days: float, allowed: bool) -> None:
    facts = facts_of(model_of(SOUND), "vote")
    facts.leave("passed", START + timedelta(days=1))
    found = judge(facts.model, facts, act("dissent", ANN, day=days, reason="no parking"))
    assert isinstance(found, Allowed) is allowed
