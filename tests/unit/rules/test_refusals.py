"""Every refusal of the rules, by what brings it about."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from isegoria.rules.course import refusals as course
from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts import refusals as shared
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.refusing import Allowed
from isegoria.rules.judging import refusals as judging
from isegoria.rules.judging.backing import may_back
from isegoria.rules.judging.closed_rooms import not_in_the_room
from isegoria.rules.judging.judge import judge
from isegoria.rules.judging.lots import vague
from isegoria.rules.language.durations import duration
from isegoria.rules.language.model import Model
from isegoria.rules.offices import refusals as offices
from isegoria.rules.offices.cases import (
    Answer,
    Result,
    Stage,
    may_answer,
    may_ask,
    may_close,
    may_name,
    may_step,
)
from isegoria.rules.offices.conduct import end_refused
from isegoria.rules.offices.flooding import flooding
from isegoria.rules.offices.naming import Reserved, name_taken, name_wrong
from isegoria.rules.offices.reviewing import Grounds, may_follow, may_open, may_sign
from isegoria.rules.offices.reviewing import may_answer as may_answer_review
from isegoria.terms import Refusal, WhyNot
from tests.refusals import is_refused_by, untried
from tests.unit.rules.models import SOUND, changed, model_of

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATE = START + timedelta(days=12)
ANN = Person("ann", ("residents",), organisation="Bakery")
BEN = Person("ben", ("residents",), organisation="Bakery")
TOM = Person("tom", ("traders",), organisation="Bakery")
CHAIR = Person("chair", offices=("chair",))
MIA = Person("mia", offices=("board",))
MEMBER = Person("mia", offices=("board",))
PLAIN = changed("stages/vote/judgements/change/per", "item")
BY_ITEM = changed(
    "stages/vote/ballots/plan/per", "item", ("stages/vote/judgements/change/per", "item")
)
BALLOT = "stages/vote/ballots/plan"
RIGHTS = "stages/talk/rights/residents"

Refuse = Callable[[], object]


class Erased(MemoryFacts):
    """Facts of a process whose words were all erased."""

    def words_are_gone(self, item: str = "") -> bool:
        return True


def act(kind: str, by: Person, name: str = "", **more: Any) -> Act:
    return Act(kind, by, more.pop("at", START + timedelta(days=1)), name=name, **more)


def yes(by: Person = ANN, **more: Any) -> Act:
    return act("vote", by, "plan", answer="yes", **more)


def longer(by: Person = CHAIR, name: str = "talk", weeks: int = 1) -> Act:
    return act("extend", by, name, span=duration(f"{weeks} weeks"))


def shorter(name: str = "talk", weeks: int = 2) -> Act:
    return act("shorten", CHAIR, name, span=duration(f"{weeks} weeks"))


def stated(written: str = "Oven: 3", **more: Any) -> Act:
    return act("weigh", CHAIR, "plan", answer=written, **more)


LATER = START + timedelta(days=3)
SHORTENING = "stages/talk/clocks/talk/shortening"
GETS_SHORTER = changed(SHORTENING, {"by": "chair", "least": "2 weeks"})
WHEN_ASKED = changed(
    SHORTENING, {"by": "chair", "least": "2 weeks", "when": {"delivered": "draft"}}
)
WEIGHED = changed(
    "stages/vote/ballots/plan",
    {
        "voters": ["residents"],
        "opens": "opening",
        "one_per": "organisation",
        "weights": "stated",
        "stated_by": "chair",
        "passes": {"share": "yes", "more_than": "1/2"},
    },
    ("stages/vote/clocks/opening", {"title": "Opening", "length": "2 days"}),
)
FOUND = act("judge", CHAIR, "change", answer="editorial", reason="commas", item="§ 2")
FINDING = act("judge", CHAIR, "change", answer="editorial", reason="commas")
APPEAL = act("appeal", ANN, "board", answer="vote/change", item="§ 2", with_=(BEN,))
DISMISSED = act("rule", MIA, "board", answer="dismissed", reason="no", item="§ 2")
ANYTHING = changed(
    "appeals/board/of",
    ["any"],
    ("appeals/board/freezes", "stage"),
    ("stages/vote/judgements/change/per", "item"),
)


def facts_of(model: Model, stage: str, *before: Act, kind: type[MemoryFacts] = MemoryFacts) -> Any:
    facts = kind(model, START, stage=stage)
    for person in (ANN, BEN, TOM, CHAIR, MEMBER):
        facts.seat(person)
    for one in before:
        facts.record(one)
    return facts


def voting(tried: Act, *before: Act, model: Model = PLAIN) -> Refuse:
    """Return the try of an act in the vote, after others."""
    return lambda: judge(model, facts_of(model, "vote", *before), tried)


def talking(tried: Act, *before: Act, model: Model = PLAIN) -> Refuse:
    """Return the try of an act in the talk, after others."""
    return lambda: judge(model, facts_of(model, "talk", *before), tried)


def proposing(grant: dict[str, Any]) -> Refuse:
    """Return the try to propose where the right has a limit."""
    return talking(act("propose", ANN), model=changed(RIGHTS, [{"right": "propose", **grant}]))


class Shown(MemoryFacts):
    """Facts of a process whose words were hidden and shown again."""

    def shown_after(self, at: datetime, item: str = "") -> bool:
        return True


class Unasked(MemoryFacts):
    """Facts of a process whose question was erased."""

    def question_is_gone(self) -> bool:
        return True


class Hidden(MemoryFacts):
    """Facts of a process whose text is hidden."""

    def words_are_hidden(self) -> bool:
        return True


def on_hidden_text(answer: str) -> object:
    model = changed("appeals/board/back_to", "vote", ("stages/vote/judgements/change/per", "item"))
    facts = facts_of(model, "vote", FOUND, APPEAL, kind=Hidden)
    return judge(
        model, facts, act("rule", MEMBER, "board", answer=answer, item="§ 2", reason="So.")
    )


def without_words(tried: Act) -> Refuse:
    """Return the try of an act whose words were erased."""
    model = BY_ITEM if tried.item else PLAIN
    return lambda: judge(model, facts_of(model, "vote", kind=Erased), tried)


def on_ballot(key: str, value: Any, tried: Act, *before: Act, secret: bool = False) -> Refuse:
    """Return the try of an answer to a ballot of another kind, after other answers."""
    model = changed(f"{BALLOT}/{key}", value, (f"{BALLOT}/secret", True) if secret else None)
    return voting(tried, *before, model=model)


def answering_beside_a_seat() -> Refusal | Allowed:
    """Try to answer for a group in which other people hold the seats."""
    model = changed(f"{BALLOT}/one_per", "group", ("groups/residents/members", "appointed"))
    return judge(model, facts_of(model, "vote"), yes(replace(ANN, id="zoe")))


def objects(**more: Any) -> Act:
    return act("vote", ANN, "plan", answer="object", reason="So.", **more)


def withdraws() -> Act:
    return act("settle", ANN, "ann:", answer="withdrawn")


def objecting(tried: Act, *before: Act) -> Refuse:
    """Return the try of an act beside a ballot that asks for positions."""
    plan = {
        "clock": "vote",
        "answers": ["yes", "object"],
        "passes": {"share": "yes", "at_least": 1},
    }
    rights = ["attend", "decide", "object"]
    model = changed(BALLOT, plan, ("stages/vote/rights/residents", rights))
    return voting(tried, *before, model=model)


def looped() -> object:
    facts = facts_of(PLAIN, "vote")
    facts.leave("again", START)
    facts.leave("to_vote", START)
    return judge(PLAIN, facts, act("leave", CHAIR, "again"))


def ended() -> object:
    facts = facts_of(PLAIN, "vote")
    facts.leave("passed", START)
    return judge(PLAIN, facts, yes())


def from_outside_the_panel() -> object:
    """Somebody who holds the office elsewhere votes where others sit."""
    facts = facts_of(PLAIN, "vote")
    facts.state.appeals = {"board": {"": START}}
    return judge(PLAIN, facts, act("rule", replace(MEMBER, id="max"), "board", answer="upheld"))


def before_the_office_found_it() -> object:
    """A member of the panel wants to find at once what it set aside."""
    upheld = act("rule", MIA, "board", answer="upheld", reason="so it is", item="§ 2")
    model = changed(
        "stages/vote/judgements/change/per",
        "item",
        ("appeals/board/effect", "substitute"),
        ("appeals/board/back_to", None),
    )
    facts = facts_of(model, "vote", FOUND, APPEAL, upheld)
    return judge(model, facts, replace(FOUND, by=MIA, at=START + timedelta(days=3)))


def in_a_closed_room(office: str, who: str) -> object:
    """Somebody wants to write in the room of an office; only that of the board is closed."""
    model = changed("offices/board/room", "closed")
    facts = facts_of(model, "vote")
    return not_in_the_room(model, facts, office, who)


def after_a_split() -> object:
    facts = facts_of(PLAIN, "vote")
    facts.split(START)
    return judge(PLAIN, facts, yes())


def dissent_late() -> object:
    facts = facts_of(PLAIN, "vote")
    facts.leave("passed", START)
    return judge(PLAIN, facts, act("dissent", TOM, reason="no parking", at=LATE))


def recused(**more: Any) -> Refuse:
    """Return the try of a chair who proposed what they judge."""
    rule = {"title": "Own proposal", "from": ["chair"], "who": ["proposer"], **more}
    model = changed("recusals", {"own": rule}, ("stages/vote/judgements/change/per", "item"))

    def refuse() -> object:
        facts = facts_of(model, "vote")
        facts.take_part("chair", "proposer")
        return judge(model, facts, FOUND)

    return refuse


def ladder() -> Refuse:
    court = {"title": "Court", "of": ["any"], "by": ["residents"], "to": "board"}
    model = changed("appeals/court", court | {"effect": "annul"}, ("appeals/board/next", "court"))
    return voting(act("appeal", ANN, "court"), model=model)


def one_level_up(answer: str | None) -> Refuse:
    """Return the try of an appeal to the next level while the first has time to answer."""
    court = {"title": "Court", "of": ["any"], "by": ["residents"], "to": "board"}
    model = changed(
        "appeals/court",
        court | {"effect": "annul", "from": "answer"},
        ("appeals/board/next", "court"),
        ("stages/vote/judgements/change/per", "item"),
        *[("appeals/board/answer", answer)] if answer else [],
    )
    return voting(act("appeal", ANN, "court", item="§ 2"), FOUND, APPEAL, model=model)


def of_the_panel(**more: Any) -> Model:
    """Return the model with a ballot that the five of the board answer and close."""
    plan = {"voters": "board", "passes": {"share": "yes", "more_than": "1/2"}, "closed_by": "board"}
    return changed("stages/vote/ballots/plan", plan | more)


REPORT = act("deliver", CHAIR, "report")
BY_REPORT = changed(
    "stages/vote/deliverables",
    {"report": {"title": "Report", "by": "chair", "where": "here"}},
    ("stages/vote/clocks/vote/starts", "report"),
    (f"{BALLOT}/clock", "vote"),
)


def signing(by: Person, *before: Act, at: datetime = START) -> Refuse:
    stop = {"title": "Stop", "by": ["residents"], "never": ["chair"], "clock": "vote"}
    model = changed("stages/vote/triggers", {"stop": stop})
    return voting(act("trigger", by, "stop", at=at), *before, model=model)


AGAIN = changed("stages/vote/clocks/vote/restarts_on", ["version"])
STANDING_TIME = changed(
    BALLOT,
    {"elects": {"how": "lot", "office": "board", "candidates": True, "seats": 1}},
    ("stages/vote/rights/residents", ["attend", "propose", "decide"]),
    ("stages/vote/clocks/standing", {"length": "2 days", "window_for": ["propose"]}),
)
COMMA = act("write", CHAIR, reason="A comma.")
INTEREST = act("declare_interest", MIA, reason="I work there.")
KNOWN = START + timedelta(days=3)
LOT = act("announce", CHAIR, "casting", reason="Sea\nSky", sources=2, known_at=KNOWN)


def drawing_again() -> object:
    """The chair draws what kind of change it is, and draws it again."""
    model = changed("stages/vote/judgements/change/drawn", True)
    lot = act("announce", CHAIR, "change", reason="Sea", sources=1, known_at=KNOWN)
    found = act("judge", CHAIR, "change", answer="editorial", reason="5", at=KNOWN)
    return judge(model, facts_of(model, "vote", lot, found), found)


def deciding_a_tie(
    answer: str | Act, *before: Act, seeds: str = "", at: datetime | None = None
) -> Refuse:
    """Return the try of a casting vote, or of a lot, after others."""
    plan = {"answers": ["yes", "no", "perhaps"], "tie": "casting"}
    casting = {"by": "chair", "scale": ["yes", "no"], "drawn": bool(seeds)}
    model = changed(
        BALLOT,
        plan | {"passes": {"share": "yes", "more_than": "1/2"}},
        ("stages/vote/judgements", {"casting": casting}),
    )
    if isinstance(answer, Act):
        return voting(answer, *before, model=model)
    when = {} if at is None else {"at": at}
    tried = act("judge", CHAIR, "casting", answer=answer, reason=seeds or "so", **when)
    return voting(tried, *before, model=model)


def electing(tried: Act, *before: Act, office: str | None = "board") -> Refuse:
    """Return the try to let the winners of a ballot take their seats, or to answer it."""
    elects = {"how": "approval", "seats": 1} | ({"office": office} if office else {})
    model = changed(BALLOT, {"answers": ["ann", "ben"], "elects": elects})
    return voting(tried, *before, model=model)


ELECT = act("elect", CHAIR, "plan")
CLOSED = act("close", CHAIR, "plan")
LEVEL = (yes(), act("vote", BEN, "plan", answer="no"), CLOSED)
NO_OFFICER = changed(
    "stages/vote/officer", None, (f"{BALLOT}/clock", None), ("stages/vote/clocks", None)
)


def changing_capacity(per: str, before: Act) -> Refuse:
    """Return the try to answer again in another capacity."""
    other = replace(ANN, organisation="Mill", groups=("traders",))
    return voting(yes(other), before, model=changed(f"{BALLOT}/one_per", per))


def stepping(**more: Any) -> Refuse:
    given = {"facilitator": True, "paused": False, "next_by": None, **more}
    return lambda: may_step(Stage.RUNNING, now=START, **given)


def answering(**more: Any) -> Refuse:
    given = {"takes_part": True, "own": False, "late": False, "over": False, "answers": {}, **more}
    return lambda: may_answer_review(**given)


def following(**more: Any) -> Refuse:
    given = {"closed": True, "followed": False, "secretariat": True, "own": False, "text": " "}
    return lambda: may_follow(**{**given, **more})


WAITING, DECLINED = Answer.WAITING, Answer.DECLINED
SIGNED = act("trigger", ANN, "stop")

TRIED: list[tuple[WhyNot, Refuse]] = [
    (shared.FOR_OTHERS, talking(longer(ANN))),
    (shared.REASON_MISSING, proposing({"reasons": True})),
    (shared.NO_SUCH_NAME, voting(act("vote", ANN, "plna", answer="yes"))),
    (shared.NOTHING_OF_THE_KIND, voting(act("trigger", ANN, "stop"))),
    # the course
    (course.LOOP_ENDED, looped),
    (course.CONDITIONS_NOT_MET, voting(act("leave", CHAIR, "passed"))),
    (
        course.TAKEN_BY_ITSELF,
        voting(
            act("leave", CHAIR, "dropped"), model=changed("stages/vote/exits/dropped/when", None)
        ),
    ),
    (
        course.STEP_OF_NO_OFFICE,
        voting(
            act("leave", CHAIR, "way"),
            model=changed(
                "stages/vote/exits/way", {"outcome": "dropped"}, ("stages/vote/officer", None)
            ),
        ),
    ),
    (course.TEXT_HELD_WHILE_OPEN, voting(act("write", CHAIR))),
    (course.TEXT_DECIDED, voting(act("write", CHAIR, at=LATE))),
    (course.RESTART_UNREASONED, voting(act("write", CHAIR), yes(), model=AGAIN)),
    (
        course.TEXT_RESTARTED_ENOUGH,
        voting(COMMA, yes(), COMMA, yes(), COMMA, model=AGAIN),
    ),
    (
        course.BEGUN_AGAIN_ENOUGH,
        voting(
            FINDING,
            FINDING,
            FINDING,
            model=changed("stages/vote/clocks/vote/restarts_on", ["change"]),
        ),
    ),
    (course.ITEM_ERASED, without_words(yes(item="§ 2"))),
    (course.ITEM_ERASED, without_words(FOUND)),
    (
        course.ITEM_SHOWN_LATE,
        lambda: judge(BY_ITEM, facts_of(BY_ITEM, "vote", kind=Shown), yes(item="§ 2")),
    ),
    (course.TEXT_ERASED, without_words(yes())),
    (course.TEXT_HIDDEN, lambda: on_hidden_text("upheld")),
    (
        course.QUESTION_ERASED,
        lambda: judge(PLAIN, facts_of(PLAIN, "vote", kind=Unasked), yes()),
    ),
    # rights
    (judging.PROCESS_ENDED, ended),
    (judging.IS_SPLIT, after_a_split),
    (judging.FROZEN, voting(FOUND, FOUND, APPEAL)),
    (judging.FROZEN, voting(FOUND, act("appeal", ANN, "board", with_=(BEN,)))),
    (judging.ANSWERED_FOR_ANOTHER, changing_capacity("organisation", yes())),
    (judging.ANSWERED_FOR_ANOTHER, changing_capacity("group", yes())),
    (
        judging.ANSWERED_FOR_THEMSELF,
        changing_capacity("organisation", yes(replace(ANN, organisation=""))),
    ),
    (judging.CLOSES_BY_ITSELF, voting(act("close", CHAIR, "plan"))),
    (judging.PANEL_STILL_ANSWERS, voting(act("close", MEMBER, "plan"), model=of_the_panel())),
    (
        judging.ORGANISATION_UNNAMED,
        voting(
            yes(replace(ANN, organisation="")),
            model=changed(
                "groups/residents/members",
                "states",
                ("stages/vote/ballots/plan/one_per", "organisation"),
            ),
        ),
    ),
    (
        judging.ORGANISATION_NAMES_OTHERS,
        voting(
            yes(replace(ANN, unconfirmed=True)),
            model=changed("stages/vote/ballots/plan/one_per", "organisation"),
        ),
    ),
    (judging.NOBODY_CLOSES, voting(act("close", CHAIR, "plan"), model=NO_OFFICER)),
    (judging.CLOCK_OVER, talking(replace(longer(), at=LATE + timedelta(days=60)))),
    (judging.BEGAN_A_BALLOT, voting(REPORT, REPORT, model=BY_REPORT)),
    (judging.NOT_BY_ITEM, voting(yes(item="§ 2"))),
    (judging.NOT_BY_ITEM, voting(act("leave", CHAIR, "passed", item="§ 2"))),
    (judging.NOT_BY_ITEM, voting(act("close", CHAIR, "plan", item="§ 2"))),
    (judging.NOT_BY_ITEM, voting(FOUND, model=model_of(SOUND))),
    (judging.NOT_BY_ITEM, talking(replace(longer(), item="§ 2"))),
    (judging.RIGHT_OF_OTHERS, talking(act("propose", TOM))),
    (judging.RIGHT_OF_GROUPS, talking(act("propose", Person("una")))),
    (judging.RIGHT_ELSEWHERE, voting(act("speak", ANN))),
    (judging.RIGHT_NOWHERE, voting(act("amend", ANN))),
    (
        judging.NOT_DISCLOSED,
        talking(
            act("propose", ANN),
            model=changed(
                "disclosures",
                {"interests": {"title": "Interests", "of": ["residents"], "condition": True}},
            ),
        ),
    ),
    (judging.PRINCIPAL_PRESENT, voting(yes(Person("al", ("residents",), stands_in_for="ann")))),
    (judging.CONDITION_OF_RIGHT, proposing({"when": {"ended": "talk"}})),
    (judging.CAP_REACHED, talking(*[act("propose", ANN)] * 3)),
    (judging.NOT_SECONDED, proposing({"seconders": 2})),
    (judging.NOT_BACKED, proposing({"backed_by": ["residents", "traders"]})),
    (judging.WINDOW_ENDED, talking(act("speak", ANN, at=START + timedelta(weeks=5)))),
    (judging.RECUSED, recused()),
    (judging.RECUSED_AND_REPLACED, recused(replaced_by="board")),
    (judging.NOT_SUPPORTING, lambda: may_back(PLAIN, facts_of(PLAIN, "vote"), TOM, "appeal")),
    (judging.NOT_SECONDING, lambda: may_back(PLAIN, facts_of(PLAIN, "talk"), TOM, "propose")),
    # ballots
    (
        judging.BALLOT_FOLLOWS,
        voting(
            act("vote", ANN, "by_group", answer="yes"),
            model=changed(
                "stages/vote/ballots/by_group",
                {"derived": {"ballot": "plan", "groups": ["residents", "traders"]}},
            ),
        ),
    ),
    (judging.NOT_A_VOTER, on_ballot("voters", ["traders"], yes())),
    (
        judging.GROUP_LEFT_OUT,
        on_ballot("excluded", {"residents": {"not": {"ended": "vote"}}}, yes()),
    ),
    (judging.BALLOT_CLOSED, voting(yes(at=LATE))),
    (judging.OTHER_CHANNEL, on_ballot("channels", ["room"], yes(channel="list"))),
    (judging.NO_SUCH_ANSWER, voting(act("vote", ANN, "plan", answer="maybe"))),
    (judging.ANSWER_UNREASONED, voting(act("vote", ANN, "plan", answer="no"))),
    (
        judging.NO_RANKING,
        on_ballot("ranked", {}, act("vote", ANN, "plan", answer="yes > maybe")),
    ),
    (judging.BALLOT_ASKS, objecting(act("object", ANN, reason="So."))),
    (judging.OBJECTS_IN_A_BALLOT, objecting(withdraws(), objects())),
    (judging.ANSWER_STANDS, on_ballot("change", False, yes(), yes())),
    (judging.SECRET_ANSWER_STANDS, on_ballot("change", False, yes(), yes(), secret=True)),
    (
        judging.PROXIES_OF_ONE_ORGANISATION,
        voting(
            yes(with_=(BEN,)),
            model=changed(f"{BALLOT}/cap_per_organisation", 1, (f"{BALLOT}/by_proxy", True)),
        ),
    ),
    (
        judging.SEATS_HAVE_ANSWERED,
        voting(
            yes(MIA),
            yes(replace(MIA, id="max")),
            model=changed(f"{BALLOT}/voters", ["board"], ("offices/board/seats", 1)),
        ),
    ),
    (judging.GROUP_ANSWERS_BY_SEAT, answering_beside_a_seat),
    (judging.GROUP_HAS_ANSWERED, on_ballot("one_per", "group", yes(), yes(BEN))),
    (judging.ORGANISATION_ANSWERED, on_ballot("cap_per_organisation", 1, yes(BEN), yes())),
    (
        judging.ORGANISATION_ANSWERED_IN_SECRET,
        on_ballot("cap_per_organisation", 1, yes(BEN), yes(), secret=True),
    ),
    (judging.NO_PROXIES, voting(yes(with_=(BEN,)))),
    (
        judging.PROXY_WOULD_TELL,
        voting(
            yes(with_=(BEN,)),
            model=changed(
                f"{BALLOT}/by_proxy",
                True,
                (f"{BALLOT}/secret", True),
                (f"{BALLOT}/change", False),
            ),
        ),
    ),
    (
        judging.TOO_MANY_PROXIES,
        voting(
            yes(with_=(BEN, TOM)),
            model=changed(f"{BALLOT}/by_proxy", True, (f"{BALLOT}/proxies", 1)),
        ),
    ),
    # appeals
    (judging.NOT_APPEALABLE, voting(act("appeal", ANN, "board", answer="vote/again"))),
    (judging.NOTHING_DECIDED, voting(APPEAL)),
    (judging.EARLIER_LEVEL, ladder()),
    (judging.EARLIER_LEVEL_WAITS, one_level_up("21 days")),
    (judging.EARLIER_LEVEL_WAITS, one_level_up(None)),
    (
        judging.APPEAL_LATE,
        voting(act("appeal", ANN, "board", item="§ 2", with_=(BEN,), at=LATE), FOUND),
    ),
    (judging.APPEAL_UNSUPPORTED, voting(act("appeal", ANN, "board", item="§ 2"), FOUND)),
    (judging.NOT_ON_THE_PANEL, from_outside_the_panel),
    (
        judging.JUDGES_THEMSELF,
        voting(act("rule", MIA, "board", answer="upheld", item="§ 2"), FOUND, APPEAL, INTEREST),
    ),
    (
        judging.ABOUT_ANOTHER,
        voting(replace(APPEAL, by=BEN, with_=(ANN,), against=7), FOUND, APPEAL),
    ),
    (judging.NO_JUDGE, voting(replace(INTEREST, by=ANN))),
    (judging.DECLARED_ALREADY, voting(INTEREST, INTEREST)),
    (judging.INTEREST_UNNAMED, voting(replace(INTEREST, reason=" "))),
    (judging.OFFICE_FINDS_FIRST, before_the_office_found_it),
    (judging.NO_CLOSED_ROOM, lambda: in_a_closed_room("chair", "chair")),
    (judging.OUTSIDE_THE_CLOSED_ROOM, lambda: in_a_closed_room("board", "ann")),
    (judging.NO_APPEAL_WAITS, voting(act("rule", MEMBER, "board", answer="upheld"))),
    (
        judging.NO_SUCH_RULING,
        voting(act("rule", MEMBER, "board", answer="maybe", item="§ 2"), FOUND, APPEAL),
    ),
    (
        judging.NO_DISSENT,
        voting(
            act("dissent", TOM, reason="no parking"),
            model=changed("outcomes/plan/minority_statements", None),
        ),
    ),
    (judging.DISSENT_LATE, dissent_late),
    (judging.DISSENT_EMPTY, voting(act("dissent", TOM))),
    (
        judging.DISSENT_OF_OTHERS,
        voting(act("dissent", Person("passer"), reason="it names no parking")),
    ),
    # offices
    (judging.NOT_ON_THE_SCALE, voting(act("judge", CHAIR, "change", answer="small"))),
    (judging.JUDGEMENT_UNREASONED, voting(act("judge", CHAIR, "change", answer="editorial"))),
    (
        judging.DRAWN_BY_LOT,
        on_ballot("elects", {"how": "lot", "seats": 1}, yes()),
    ),
    (judging.NO_CHOICE, electing(act("vote", ANN, "plan", answer="eve"))),
    (judging.FILLS_NO_SEAT, electing(ELECT, CLOSED, office=None)),
    (judging.NOT_ELECTED_YET, electing(ELECT)),
    (judging.NOBODY_ELECTED, electing(ELECT, CLOSED)),
    (
        judging.ELECTED_ALREADY,
        electing(ELECT, act("vote", ANN, "plan", answer="ann"), CLOSED, ELECT),
    ),
    (judging.TIE_TOO_EARLY, deciding_a_tie("yes", *LEVEL[:2])),
    (judging.NO_TIE, deciding_a_tie("yes", yes(), CLOSED)),
    (
        judging.NOT_LEVEL,
        deciding_a_tie(
            "yes",
            act("vote", ANN, "plan", answer="no"),
            act("vote", BEN, "plan", answer="perhaps"),
            CLOSED,
        ),
    ),
    (
        judging.TIE_DECIDED,
        deciding_a_tie("no", *LEVEL, act("judge", CHAIR, "casting", answer="no", reason="so")),
    ),
    (judging.NO_SEEDS, deciding_a_tie("no", *LEVEL, LOT, seeds="by hand", at=KNOWN)),
    (judging.NOT_DRAWN, deciding_a_tie("no", *LEVEL, LOT, seeds="2 5 12 / 9319", at=KNOWN)),
    (course.LOT_NOT_ANNOUNCED, deciding_a_tie("no", *LEVEL, seeds="2 5 12 / 9319")),
    (course.LOT_NOT_KNOWN_YET, deciding_a_tie("no", *LEVEL, LOT, seeds="2 5 12 / 9319")),
    (course.LOT_OTHER_SOURCES, deciding_a_tie("no", *LEVEL, LOT, seeds="2 5 12", at=KNOWN)),
    (course.LOT_ANNOUNCED, deciding_a_tie(LOT, *LEVEL, LOT, seeds="2 5")),
    (course.LOT_WITHOUT_SOURCES, deciding_a_tie(replace(LOT, sources=0), *LEVEL, seeds="2 5")),
    (course.LOT_AT_NO_TIME, deciding_a_tie(replace(LOT, known_at=START), *LEVEL, seeds="2 5")),
    (course.LOT_SOURCE_VAGUE, lambda: vague("State lottery", START, KNOWN)),
    (course.LOT_SOURCE_DAY, lambda: vague(f"Lottery, {START:%Y-%m-%d}, x.example", START, KNOWN)),
    (
        course.LOT_LIST_OPEN,
        lambda: judge(
            STANDING_TIME,
            facts_of(STANDING_TIME, "vote"),
            act("announce", CHAIR, "plan", reason="Sea", sources=1, known_at=KNOWN),
        ),
    ),
    (course.LOT_DRAWN, drawing_again),
    (judging.NEVER_SIGNS, signing(CHAIR)),
    (judging.SIGNED_ALREADY, signing(ANN, SIGNED)),
    (judging.TRIGGER_LATE, signing(ANN, at=LATE)),
    (judging.CLOCK_FIXED, voting(longer(name="vote"))),
    (shared.NOT_WEIGHED, voting(stated())),
    (shared.NO_WEIGHTS, voting(stated("Ash: 0"), model=WEIGHED)),
    (shared.WEIGHED_TWICE, voting(stated("Ash: 1\nASH: 2"), model=WEIGHED)),
    (shared.TOO_MANY_WEIGHTS, voting(stated(" ; "), model=WEIGHED)),
    (shared.NO_WEIGHT, voting(yes(BEN, at=LATER), stated(), model=WEIGHED)),
    (shared.WEIGHTS_FIXED, voting(stated(at=LATER), stated(), model=WEIGHED)),
    (judging.NOT_OPEN_YET, voting(yes(), model=changed(f"{BALLOT}/opens", "vote"))),
    (judging.CLOCK_NOT_SHORTENED, voting(shorter(name="vote"))),
    (judging.CLOCK_WAS_SHORTENED, talking(longer(), shorter(), model=GETS_SHORTER)),
    (judging.NOT_SHORTENED_YET, talking(shorter(), model=WHEN_ASKED)),
    (judging.SHORTENED_TOO_FAR, talking(shorter(weeks=1), model=GETS_SHORTER)),
    (judging.NOT_SHORTER, talking(shorter(weeks=4), model=GETS_SHORTER)),
    (judging.NO_LENGTH, talking(act("extend", CHAIR, "talk"))),
    (judging.NO_LENGTH, talking(longer(weeks=0))),
    (judging.EXTENDED_ENOUGH, talking(longer(), longer())),
    (judging.EXTENSION_TOO_LONG, talking(longer(weeks=3))),
    (judging.NO_STATE_OF_AN_OBJECTION, voting(act("settle", CHAIR, "ann:", answer="withdrawn"))),
    (judging.OBJECTION_UNREASONED, voting(act("settle", CHAIR, "ann:", answer="addressed"))),
    (
        judging.ANSWERED_ALREADY,
        voting(
            replace(APPEAL, at=START + timedelta(days=3)),
            FOUND,
            APPEAL,
            DISMISSED,
        ),
    ),
    (judging.NOTHING_DECIDED, voting(replace(APPEAL, item="§ 3"), FOUND)),
    (
        judging.NOTHING_DECIDED,
        voting(
            APPEAL,
            FINDING,
            model=changed("appeals/board/freezes", "stage"),
        ),
    ),
    (
        judging.NOT_APPEALABLE,
        voting(replace(APPEAL, answer="answered"), FOUND, APPEAL, DISMISSED, model=ANYTHING),
    ),
    (
        judging.NOTHING_DECIDED,
        voting(
            replace(APPEAL, answer=""),
            model=changed("appeals/board/of", ["any"]),
        ),
    ),
    (
        judging.OBJECTION_OF_NO_OFFICE,
        voting(act("settle", BEN, "ann:", answer="addressed", reason="so"), model=NO_OFFICER),
    ),
    (
        judging.TEXT_OF_ITS_PROPOSER,
        talking(act("write", BEN), act("propose", ANN), model=changed("stages/talk/officer", None)),
    ),
    (judging.MERGE_UNNAMED, talking(act("merge", CHAIR, "a"))),
    # conflicts
    (offices.CASE_WITHOUT_WORDS, lambda: may_ask(" ", 2, 0)),
    (offices.ONE_PARTY, lambda: may_ask("They do not answer.", 1, 0)),
    (offices.TOO_MANY_CASES, lambda: may_ask("They do not answer.", 2, 5)),
    (
        offices.FACILITATOR_NAMED,
        lambda: may_name(Stage.NAMED, secretariat=True, party=False, own_cause=False),
    ),
    (
        offices.OWN_CAUSE,
        lambda: may_name(Stage.ASKED, secretariat=True, party=False, own_cause=True),
    ),
    (
        offices.NOT_NAMING,
        lambda: may_name(Stage.ASKED, secretariat=False, party=False, own_cause=False),
    ),
    (offices.NOTHING_TO_ANSWER, lambda: may_answer(Stage.ASKED, WAITING, DECLINED, 0)),
    (offices.DECLINED_ENOUGH, lambda: may_answer(Stage.NAMED, WAITING, DECLINED, 2)),
    (offices.PAUSE_WITHOUT_END, stepping(paused=True)),
    (offices.NEXT_STEP_TOO_FAR, stepping(next_by=START + timedelta(days=91))),
    (offices.NOT_FACILITATOR, stepping(facilitator=False)),
    (
        offices.NOT_RUNNING,
        lambda: may_close(Stage.NAMED, Result.SETTLED, facilitator=True, asked=False, text="ok"),
    ),
    (
        offices.CASE_CLOSED,
        lambda: may_close(Stage.CLOSED, Result.SETTLED, facilitator=True, asked=False, text="ok"),
    ),
    (
        offices.NOT_WITHDRAWING,
        lambda: may_close(Stage.ASKED, Result.WITHDRAWN, facilitator=False, asked=False, text="ok"),
    ),
    (
        offices.NO_RESULT,
        lambda: may_close(Stage.RUNNING, Result.SETTLED, facilitator=True, asked=False, text=" "),
    ),
    # names
    (offices.NAME_CHARACTER, lambda: name_wrong("A\u200bnn")),
    (offices.NAME_UNSEEN, lambda: name_wrong("...")),
    (offices.NAME_MARKS, lambda: name_wrong("o\u0332\u0332")),
    (offices.NAME_OF_A_ROLE, lambda: name_taken("Desk", (), Reserved(roles=("desk",)))),
    (offices.NAME_ALIKE, lambda: name_taken("\u0410nn", ("Ann",), Reserved())),
    # floods
    (offices.TOO_MANY_A_MINUTE, lambda: flooding([START], START, 1, 9)),
    (offices.TOO_MANY_A_DAY, lambda: flooding([START], START, 9, 1)),
    # moderation
    (offices.RESTRICTION_WITHOUT_END, lambda: end_refused(START, START, 30)),
    (offices.RESTRICTION_TOO_LONG, lambda: end_refused(START + timedelta(days=31), START, 30)),
    # reviews
    (offices.REVIEW_NOT_DUE, lambda: may_open(Grounds(START, LATE), secretariat=True)),
    (offices.SECRETARIAT_FIRST, lambda: may_open(Grounds(START, START), secretariat=False)),
    (offices.REVIEW_OPEN, lambda: may_open(Grounds(START, START, open=True), secretariat=True)),
    (
        offices.PETITION_SIGNED,
        lambda: may_sign(takes_part=True, own=False, signed=True, open_=False),
    ),
    (offices.SURVEY_OVER, answering(over=True)),
    (offices.JOINED_LATE, answering(late=True)),
    (offices.QUESTION_UNANSWERED, answering()),
    (offices.OWN_REVIEW, answering(own=True)),
    (offices.NO_PART_IN_PROCESS, answering(takes_part=False)),
    (offices.NOTHING_TO_FOLLOW, following(closed=False)),
    (offices.NOT_CHOOSING, following(secretariat=False)),
    (offices.FOLLOW_UNREASONED, following()),
]


@pytest.mark.parametrize(
    ("entry", "refuse"), [pytest.param(*one, id=one[0].reason) for one in TRIED]
)
def test_a_refusal_comes_about(entry: WhyNot, refuse: Refuse) -> None:
    assert is_refused_by(entry, refuse())


def test_every_refusal_is_tried() -> None:
    assert untried((entry for entry, _refuse in TRIED), "isegoria/rules") == []


def test_a_ruling_that_changes_nothing_needs_no_text() -> None:
    assert isinstance(on_hidden_text("dismissed"), Allowed)
