"""How each part of a model reads: what is written, its address, and the right sentence."""

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest

from isegoria.rules.checking.faults import check
from isegoria.rules.facts.lacking import Missing
from isegoria.rules.language.model import Model
from isegoria.rules.language.scalars import Right
from isegoria.rules.telling.comparing import compare, rights_table
from isegoria.rules.telling.explaining import Sentence, explain, force_name, say_missing
from isegoria.rules.telling.phrases import Words
from isegoria.rules.telling.stages import right_name
from tests.unit.rules.models import SOUND, changed, model_of

TALK, VOTE = "stages/talk", "stages/vote"
YES = {"share": "yes", "more_than": "1/2"}
IN_FAVOUR = "more than half of the votes for and against are in favour"


def sentences(model: Model) -> dict[str, Sentence]:
    """Return the sentences by their addresses within the model."""
    return {
        one.rule.removeprefix(f"{model.id}/"): one
        for chapter in explain(model)
        for one in chapter.sentences
    }


def test_the_sound_model_reads_so() -> None:
    model = model_of(SOUND)
    assert [(one.title, one.rule) for one in explain(model)] == [
        ("Who takes part", "town.plan/groups"),
        ("Talk", "town.plan/talk"),
        ("Vote", "town.plan/vote"),
        ("What comes out, and what can be done about it", "town.plan/outcomes"),
    ]
    assert {rule: one.text for rule, one in sentences(model).items()} == {
        "groups/residents": "Residents; affected by the outcome.",
        "groups/traders": "Traders; affected by the outcome.",
        "offices/chair": "Chair (elected), by Residents, for 2 years.",
        "offices/board": "Board (elected), for 2 years.",
        "talk/rights/residents": "Residents: can attend, speak, propose (at most 2 times) and"
        " object.",
        "talk/rights/traders": "Traders: can attend, speak and object.",
        "talk/rights/anyone": "Anyone: can attend.",
        "talk/clocks/talk": "Time to talk: 4 weeks; Chair can extend it once.",
        "talk/draft": "Published by Chair: Draft.",
        "talk/to_vote": "To vote: it goes to “Vote”, when Time to talk is over.",
        "vote/rights/residents": "Residents: can attend and take part in the decision.",
        "vote/rights/traders": "Traders: can attend and take part in the decision.",
        "vote/clocks/vote": "“vote”: 7 days; silence is an abstention.",
        "vote/plan": f"Plan: passes when {IN_FAVOUR}, in each of: Residents, Traders; reasons are"
        " needed for no.",
        "vote/change": "Found by Chair, with a reason: substantive, editorial.",
        "vote/passed": "Passed: it ends with “Plan”, when “plan” has passed.",
        "vote/again": "Again: it goes to “Talk”, when “plan” has failed. This can happen"
        " once. After that comes “No plan”.",
        "vote/dropped": "Dropped: it ends with “No plan”, when “plan” has failed.",
        "appeals/board": "Appeal to the board: Residents may appeal to Board, within 10 days, with"
        " 1 supporter; it may send it back; more than half of its members have to vote the same.",
        "outcomes/plan": "Plan: binding; for Residents and Traders; dissent may be filed for 7"
        " days; looked at again after 1 year.",
        "outcomes/dropped": "No plan: without force.",
    }


def clock(**more: Any) -> tuple[str, dict[str, Any], str]:
    return f"{TALK}/clocks/last_call", {"title": "Call"} | more, "talk/clocks/last_call"


def ballot(**more: Any) -> tuple[str, dict[str, Any], str]:
    return f"{VOTE}/ballots/test_vote", more, "vote/test_vote"


def way(**more: Any) -> tuple[str, dict[str, Any], str]:
    return f"{TALK}/exits/way_out", {"to": "vote"} | more, "talk/way_out"


def guard(**more: Any) -> tuple[str, dict[str, Any], str]:
    return way(when={"ended": "talk"}, guard=more | {"forces": "to_vote"})


def grant(**more: Any) -> tuple[str, list[dict[str, Any]], str]:
    return f"{TALK}/rights/chair", [{"right": "speak"} | more], "talk/rights/chair"


def floor(**more: Any) -> tuple[str, dict[str, Any], str]:
    return f"{TALK}/floor", more, "talk/floor"


def outcome(**more: Any) -> tuple[str, dict[str, Any], str]:
    return "outcomes/new", {"title": "New", "force": "law"} | more, "outcomes/new"


def office(**more: Any) -> tuple[str, dict[str, Any], str]:
    return "offices/clerk", {"title": "Clerk"} | more, "offices/clerk"


def group(**more: Any) -> tuple[str, dict[str, Any], str]:
    return "groups/guests", {"title": "Guests"} | more, "groups/guests"


def appeal(**more: Any) -> tuple[str, dict[str, Any], str]:
    written = {"title": "Last", "of": ["any"], "by": ["residents", "traders"], "to": "board"}
    return "appeals/last", written | {"effect": "remand"} | more, "appeals/last"


LAST = "Last: Residents or Traders may appeal to Board"
MOST = "more than half of its members have to vote the same"
LOOP = "Way out: it goes to “Vote”, when Time to talk is over. This can happen"
PARTS: list[tuple[tuple[str, Any, str], str]] = [
    # groups and offices
    (group(), "Guests."),
    (group(within="residents"), "Guests is a part of Residents."),
    (group(weight="1/4"), "Guests; it weighs 1/4."),
    (group(weight=0), "Guests; it weighs 0."),
    (group(seats=3), "Guests; 3 seats."),
    (group(seats=0), "Guests; 0 seats."),
    (group(affected=True), "Guests; affected by the outcome."),
    (
        group(within="residents", weight=2, seats=3, affected=True),
        "Guests is a part of Residents; it weighs 2; 3 seats; affected by the outcome.",
    ),
    (group(note="They have a badge"), "Guests. They have a badge."),
    (group(note="They have a badge!"), "Guests. They have a badge!"),
    (office(), "Clerk (appointed)."),
    (office(chosen="drawn"), "Clerk (drawn by lot)."),
    (office(chosen="volunteers"), "Clerk (volunteers)."),
    (office(chosen="by_interest"), "Clerk (by expression of interest)."),
    (office(chosen="by_right"), "Clerk (by right)."),
    (office(by="traders"), "Clerk (appointed), by Traders."),
    (office(by="the town council"), "Clerk (appointed), by the town council."),
    (office(terms=2), "Clerk (appointed), at most 2 terms in a row."),
    (office(review="1 year"), "Clerk (appointed); reviewed every year."),
    (office(room="open"), "Clerk (appointed)."),
    (
        office(room="closed"),
        "Clerk (appointed); closed room: who is in it and what they decide is public, what they"
        " say is sealed.",
    ),
    (
        office(chosen="elected", by="board", term="3 years", terms=1, review="6 months"),
        "Clerk (elected), by Board, for 3 years, at most 1 term in a row; reviewed every 6 months.",
    ),
    (
        ("disclosures/ties", {"title": "Who pays", "of": ["traders"]}, "disclosures/ties"),
        "Who pays is asked for.",
    ),
    (
        (
            "disclosures/ties",
            {"title": "Who pays", "of": ["traders"], "condition": True},
            "disclosures/ties",
        ),
        "Who pays is public and a condition of taking part.",
    ),
    # rights
    ((f"{TALK}/rights/chair", [], "talk/rights/chair"), "Chair: no right here."),
    (grant(), "Chair: can speak."),
    (grant(limit="on points of order"), "Chair: can speak (on points of order)."),
    (grant(cap=3), "Chair: can speak (at most 3 times)."),
    (grant(seconders=2), "Chair: can speak (with 2 seconders)."),
    (
        grant(backed_by=["residents", "traders"]),
        "Chair: can speak (backed from Residents and Traders).",
    ),
    (grant(reasons=True), "Chair: can speak (with reasons)."),
    (grant(when={"ended": "talk"}), "Chair: can speak (when Time to talk is over)."),
    (
        grant(limit="in short", cap=1, seconders=4, reasons=True),
        "Chair: can speak (in short; at most once; with 4 seconders; with reasons).",
    ),
    # the floor
    (floor(), "The floor, over each item: in the order of asking."),
    (
        floor(scope="session", turn="2 min"),
        "The floor, over the session: in the order of asking; 2 minutes a turn.",
    ),
    (
        floor(scope="day", policy=["kind_first", "first_timers", "lot"]),
        "The floor, over the day: by kind of request, first-timers before others, by lot.",
    ),
    (
        floor(policy=["balanced", "round_robin", "least_served", "weighted_time", "budgets"]),
        "The floor, over each item: who has spoken least, the groups in turn, the group with the"
        " fewest turns, the group with the least time used, within the time of each group.",
    ),
    (
        floor(policy=["alternate_channels", "quota_soft", "quota_hard", "progressive_stack"]),
        "The floor, over each item: room and remote in turn, alternating while both sides wait,"
        " alternating, or the list closes, under-heard groups lifted.",
    ),
    (
        floor(policy=["pro_contra", "status_order", "support"]),
        "The floor, over each item: for and against in turn, by status, by support of the others.",
    ),
    (
        floor(
            tiers=[
                {"groups": ["residents"], "at": "last_hour", "reserve": "1 hour", "turn": "5 min"},
                {"groups": ["traders"]},
                {"groups": ["residents", "traders"], "at": "first"},
                {"groups": ["chair"], "turn": "1 min"},
            ]
        ),
        "The floor, over each item: in the order of asking; Residents: last hour, 1 hour reserved,"
        " 5 minutes; Traders; Residents and Traders: first; Chair: 1 minute.",
    ),
    # clocks
    (clock(length="2 weeks"), "Call: 2 weeks."),
    (clock(min="1 week"), "Call: at least 1 week."),
    (clock(max="3 weeks"), "Call: at most 3 weeks."),
    (clock(min="1 week", max="3 weeks"), "Call: at least 1 week, at most 3 weeks."),
    (clock(length="2 weeks", title=None), "“last call”: 2 weeks."),
    (clock(on="2027-03-01"), "Call: until 2027-03-01."),
    (clock(on="12-31"), "Call: until 12-31."),
    (
        clock(before="general_assembly", by="10 days"),
        "Call: until 10 days before general assembly.",
    ),
    (clock(before="general_assembly", by="0 days"), "Call: until the meeting “general assembly”."),
    (clock(length="1 week", starts="version"), "Call: 1 week, from a new version."),
    (clock(length="1 week", starts="draft"), "Call: 1 week, from Draft."),
    (
        clock(length="1 week", restarts_on=["version", "draft"]),
        "Call: 1 week; begins anew with a new version or Draft.",
    ),
    (
        clock(length="1 week", extension={"by": "board", "times": 3}),
        "Call: 1 week; Board can extend it 3 times.",
    ),
    *(
        (clock(length="1 week", timeout={"silence": silence}), f"Call: 1 week; silence {words}.")
        for silence, words in {
            "adopts": "means yes",
            "rejects": "means no",
            "advances": "lets it go on",
            "lapses": "lets it lapse",
            "abstains": "is an abstention",
            "escalates": "sends it up",
            "forfeits": "forfeits the right",
            "nothing": "means nothing",
            "records_breach": "is put on record as a breach",
        }.items()
    ),
    # input, and what offices and others do in a stage
    *(
        ((f"{TALK}/inputs/mail", {"title": "Letters"} | more, "talk/mail"), f"Letters: {words}.")
        for more, words in (
            ({}, "input from anyone"),
            ({"by": ["residents", "traders"]}, "input from Residents and Traders"),
            ({"answer_each": True}, "input from anyone; each one is answered"),
            ({"cap": 4}, "input from anyone; at most 4 a person"),
        )
    ),
    (
        (f"{TALK}/judgements/depth", {"by": "board", "scale": ["very_deep", "flat"]}, "talk/depth"),
        "Found by Board, with a reason: very deep, flat.",
    ),
    (
        (f"{TALK}/triggers/halt", {"title": "A halt", "by": ["chair", "board"]}, "talk/halt"),
        "To be set off by Chair or Board: A halt.",
    ),
    (
        (
            f"{TALK}/deliverables/report",
            {"title": "A report", "by": "board", "within": "3 days"},
            "talk/report",
        ),
        "Published by Board: A report, within 3 days.",
    ),
    (
        (
            f"{TALK}/notices/call",
            {"title": "A call", "by": "chair", "to": ["residents", "traders"]},
            "talk/call",
        ),
        "Told by Chair to Residents and Traders: A call.",
    ),
    (
        (f"{TALK}/tied", True, "talk/tied"),
        "The questions are tied: nothing is closed here until everything is.",
    ),
    # ballots
    (ballot(), "Test vote."),
    (ballot(title="Try"), "Try."),
    (ballot(binding=False, passes=YES), "Test vote: a straw poll, without effect."),
    (
        ballot(derived={"groups": ["residents"], "ballot": "plan"}),
        "Test vote: each group answers as its people did.",
    ),
    (ballot(passes=YES), f"Test vote: passes when {IN_FAVOUR}."),
    (
        ballot(passes=YES, weights="seats"),
        f"Test vote: passes when {IN_FAVOUR}.".replace("votes", "voting power").replace(
            "are in", "is in"
        ),
    ),
    (
        ballot(quorum={"share": "present", "of": "members", "at_least": "1/2"}),
        "Test vote: quorum: at least half of all members are present.",
    ),
    (ballot(secret=True), "Test vote: secret."),
    (
        ballot(restarts_on=["version"]),
        "Test vote: begins again when the text changes, 2 times at most in a stage.",
    ),
    (
        ballot(answers=["not_now", "no", "yes"], reasons_for=["no", "not_now"]),
        "Test vote: reasons are needed for no and not now.",
    ),
    (ballot(one_per="organisation"), "Test vote: one answer an organisation."),
    (ballot(one_per="group"), "Test vote: one answer a group."),
    (
        ballot(rungs={"full_consensus": {"count": "no", "at_most": 0}, "plain": YES}),
        "Test vote: by the first of these rules that holds: full consensus: no against; plain:"
        f" {IN_FAVOUR}.",
    ),
    (
        ballot(answers=["a", "b"], ranked={}),
        "Test vote: the options are ranked; who beats each of the others wins, or the strongest"
        " defeats decide.",
    ),
    (
        ballot(answers=["a", "no_change"], ranked={"default": "no_change", "quorum": 7}),
        "Test vote: the options are ranked; who beats each of the others wins, or the strongest"
        " defeats decide; an option falls that does not beat “no change” with at least 7 votes.",
    ),
    (ballot(passes=YES, secret=True), f"Test vote: passes when {IN_FAVOUR}; secret."),
    # ways out
    (way(), "Way out: it goes to “Vote”."),
    (way(title="On"), "On: it goes to “Vote”."),
    (way(to=None, outcome="dropped"), "Way out: it ends with “No plan”."),
    (way(by="board"), "Way out: it goes to “Vote”, by decision of Board."),
    (
        way(by="board", when={"ended": "talk"}),
        "Way out: it goes to “Vote”, by decision of Board, when Time to talk is over.",
    ),
    (guard(rounds=3), f"{LOOP} 3 times. After that comes “Vote”."),
    (guard(until="1 year"), f"{LOOP} until 1 year after the beginning. After that comes “Vote”."),
    (
        guard(rounds=2, until="1 year", resource="calls"),
        f"{LOOP} twice, until 1 year after the beginning or until “Calls” is used up."
        " After that comes “Vote”.",
    ),
    # appeals, and what comes out
    (appeal(), f"{LAST}; it may send it back; {MOST}."),
    (appeal(effect="annul"), f"{LAST}; it may annul it, not replace it; {MOST}."),
    (appeal(effect="substitute"), f"{LAST}; it may decide instead; {MOST}."),
    (appeal(effect="advise"), f"{LAST}; it may advise; {MOST}."),
    (
        appeal(by=["anyone"], within="2 weeks", supporters=3),
        "Last: anyone may appeal to Board, within 2 weeks, with 3 supporters; it may send it back;"
        f" {MOST}.",
    ),
    (
        appeal(decides="unanimous"),
        f"{LAST}; it may send it back; all of its members have to vote the same.",
    ),
    (
        appeal(decides="one"),
        f"{LAST}; it may send it back; one of its members decides alone.",
    ),
    (
        appeal(to="chair", answer="3 weeks"),
        "Last: Residents or Traders may appeal to Chair; it may send it back; without a decision"
        " within 3 weeks the record says that it is late.",
    ),
    (
        appeal(to="traders", answer="3 weeks", silence="upheld"),
        "Last: Residents or Traders may appeal to Traders; it may send it back;"
        f" {MOST}; without a decision within 3 weeks the appeal is upheld.",
    ),
    (
        appeal(to="chair", answer="3 weeks", silence="dismissed"),
        "Last: Residents or Traders may appeal to Chair; it may send it back; without a decision"
        " within 3 weeks the appeal is dismissed.",
    ),
    (
        (
            "recusals/own",
            {"title": "Not in one’s own case", "from": "board", "who": ["accused"]},
            "recusals/own",
        ),
        "Not in one’s own case.",
    ),
    (
        (
            "recusals/own",
            {
                "title": "Not in one’s own case",
                "from": "board",
                "who": ["accused"],
                "replaced_by": "chair",
            },
            "recusals/own",
        ),
        "Not in one’s own case; Chair sits instead.",
    ),
    (
        (
            "emergencies/flood",
            {"title": "A flood", "by": "chair", "ground": "people are in danger"},
            "emergencies/flood",
        ),
        "A flood: Chair, where people are in danger.",
    ),
    (
        (
            "emergencies/flood",
            {"title": "A flood", "by": "board", "ground": "it is wet", "sunset": "5 days"},
            "emergencies/flood",
        ),
        "A flood: Board, where it is wet; it ends after 5 days.",
    ),
    (
        (
            "advice/experts",
            {
                "title": "Advice",
                "by": "traders",
                "to": "chair",
                "kinds": {
                    "plain": {"duty": "none"},
                    "by_many": {"duty": "consider"},
                    "by_most": {"duty": "answer"},
                    "by_all": {"duty": "negotiate"},
                },
            },
            "advice/experts",
        ),
        "Advice, from Traders to Chair: plain: there is no duty; by many: it must be considered;"
        " by most: it must be answered; by all: a solution must be sought.",
    ),
    (outcome(), "New: law."),
    (outcome(binds=["traders"]), "New: law; for Traders."),
    (outcome(ratified_by="the council"), "New: law; needs the council."),
    (outcome(minority_statements="2 weeks"), "New: law; dissent may be filed for 2 weeks."),
    (
        outcome(follow_up=["1 year", "3 years"]),
        "New: law; looked at again after 1 year and 3 years.",
    ),
    (("recurrence", {}, "recurrence"), "The same question can come back."),
    (
        ("recurrence", {"repeat": "barred"}, "recurrence"),
        "The same question cannot come back.",
    ),
    (
        ("recurrence", {"every": "1 year"}, "recurrence"),
        "The same question can come back; it comes round every year.",
    ),
]


@pytest.mark.parametrize(("written", "sentence"), PARTS)
def test_a_part_reads_so(written: tuple[str, Any, str], sentence: str) -> None:
    path, value, rule = written
    calls = ("resources/calls", {"title": "Calls"}) if "calls" in str(value) else None
    assert sentences(changed(path, value, calls))[rule].text == sentence


@pytest.mark.parametrize(
    ("more", "unsure", "source"),
    [
        ({}, False, None),
        ({"source": "statute"}, False, "Town statute, 4"),
        ({"source": "Minutes of 1998, p. 3"}, False, "Minutes of 1998, p. 3"),
        ({"confidence": "unconfirmed"}, True, None),
        ({"confidence": "confirmed"}, False, None),
    ],
)
def test_a_sentence_says_what_stands_behind_it(
    more: dict[str, str], unsure: bool, source: str | None
) -> None:
    one = sentences(changed("outcomes/new", {"title": "New", "force": "law"} | more))[
        "outcomes/new"
    ]
    assert (one.unconfirmed, one.source) == (unsure, source)


@pytest.mark.parametrize(
    ("force", "words"),
    [
        ("binding", "binding"),
        ("contract", "binding by contract"),
        ("treaty", "a treaty"),
        ("law", "law"),
        ("recommendation", "a recommendation"),
        ("message", "a message"),
        ("report", "a report"),
        ("options", "options"),
        ("allocation", "an allocation"),
        ("advice", "advice"),
        ("standard", "a voluntary standard"),
        ("input", "input"),
        ("none", "without force"),
    ],
)
def test_the_force_of_an_outcome_in_words(force: str, words: str) -> None:
    assert force_name(force) == words
    assert force_name(force, str.upper) == words.upper()


@pytest.mark.parametrize(
    ("right", "words"),
    [
        (Right.ATTEND, "attend"),
        (Right.SPEAK, "speak"),
        (Right.READ, "read"),
        (Right.PROPOSE, "propose"),
        (Right.AMEND, "amend"),
        (Right.COMMENT, "comment"),
        (Right.POSITION, "take a position"),
        (Right.OBJECT, "object"),
        (Right.ADVISE, "advise"),
        (Right.DECIDE, "take part in the decision"),
        (Right.TRIGGER, "set off a step"),
        (Right.APPEAL, "appeal"),
    ],
)
def test_a_right_reads_as_what_one_may_do(right: Right, words: str) -> None:
    assert right_name(right, Words(model_of(SOUND))) == words


def lacking(number: object, needed: int, base: object = None, group: str = "", **rule: Any) -> str:
    """Return what is said where the rule of a way out is this and its numbers are these."""
    model = changed(f"{VOTE}/exits/passed/when", rule)
    asked = model.stages["vote"].exits["passed"].when
    whole = None if base is None else Fraction(str(base))
    one = Missing(asked, group, Fraction(str(number)), whole, needed)
    return say_missing(model, one)


def test_what_is_missing_is_told_with_its_numbers() -> None:
    upper = {"share": "no", "at_most": "1/3"}
    count: dict[str, Any] = {"count": "yes", "at_least": 4}
    assert lacking(5, 1, 10, **YES) == f"Waits until {IN_FAVOUR} (5 of 10, 1 more needed)"
    assert lacking(5, 1, 10, "traders", **YES) == "Traders: 5 of 10, 1 more needed"
    assert lacking("5/2", 0, 4, **YES) == f"Waits until {IN_FAVOUR} (5/2 of 4)"
    assert lacking(5, 2, 10, **upper).endswith(" are against (5 of 10, 2 too many)")
    assert lacking(3, 1, **count).endswith(" in favour (3, 1 more needed)")
    assert lacking(0, 4, group="traders", **count) == "Traders: 0, 4 more needed"
    assert lacking(4, 2, count="no", at_most=2).endswith(" (4, 2 too many)")


def test_what_is_missing_and_has_no_number_is_a_sentence_of_its_stage() -> None:
    model = changed(
        f"{VOTE}/exits/dropped/when",
        {"all": [{"ended": "vote"}, {"not": {"ended": "talk/talk"}}]},
    )
    share = model.stages["vote"].ballots["plan"].passes
    told = f"Waits until {IN_FAVOUR}, in each of: Residents, Traders"
    assert say_missing(model, Missing(share)) == told
    over, before = model.stages["vote"].exits["dropped"].when.all  # type: ignore[union-attr]
    day = datetime(2026, 5, 4, 23, tzinfo=UTC)
    assert say_missing(model, Missing(over)) == "Waits until “vote” is over"
    assert say_missing(model, Missing(over, until=day)) == (
        "Waits until “vote” is over (on 2026-05-04)"
    )
    assert say_missing(model, Missing(before)) == "Waits until Time to talk is not over"
    draft = model.stages["talk"].deliverables["draft"]
    assert say_missing(model, draft) == "“Draft” is not published yet"


def test_models_side_by_side_answer_the_same_questions() -> None:
    model = model_of(SOUND)
    other = changed(
        "outcomes/dropped/force",
        "report",
        ("offices/chair/term", None),
        (f"{VOTE}/ballots/mood", {"binding": False, "voters": ["anyone"], "clock": "vote"}),
        (f"{VOTE}/ballots/last", {"voters": ["board"], "clock": "vote", "passes": YES}),
        (f"{TALK}/floor", {}),
        ("recusals/own", {"title": "Not there", "from": "board", "who": ["accused"]}),
    )
    rows = {one.question: one.answers for one in compare([model, other])}
    both = {
        "Who may speak": ("Talk: Residents and Traders",),
        "Who may propose": ("Talk: Residents",),
        "Who may appeal": (
            "Appeal to the board: Residents may appeal to Board, within 10 days, with 1 supporter;"
            f" it may send it back; {MOST}.",
        ),
        "Stages": ("Talk", "Vote"),
        "Clocks and silence": (
            "Time to talk: 4 weeks; Chair can extend it once.",
            "“vote”: 7 days; silence is an abstention.",
        ),
    }
    assert {question: rows[question] for question in both} == {
        question: (answer, answer) for question, answer in both.items()
    }
    plan = (
        f"Plan: passes when {IN_FAVOUR}, in each of: Residents, Traders; reasons are needed for no."
    )
    change = "Found by Chair, with a reason: substantive, editorial."
    assert {question: rows[question] for question in rows.keys() - both.keys()} == {
        "Who takes part in decisions": (
            ("Vote: Residents, Traders and Chair",),
            ("Vote: Residents, Traders, Board and Chair",),  # a straw poll decides nothing
        ),
        "How it is decided": (
            (plan, change),
            (
                plan,
                "Mood: a straw poll, without effect.",
                f"Last: passes when {IN_FAVOUR}.",
                change,
            ),
        ),
        "Order of the floor": ((), ("The floor, over each item: in the order of asking.",)),
        "Recusal": ((), ("Not there.",)),
        "What comes out": (
            ("Plan: binding", "No plan: without force"),
            ("Plan: binding", "No plan: a report"),
        ),
        "What the checker finds": (
            (),
            tuple(
                one.message.format_map(dict(one.facts))
                for one in check(other)
                if one.severity != "note"
            ),
        ),
    }
    assert rows["What the checker finds"][1]


def test_the_table_of_rights_says_who_may_do_what_in_which_stage() -> None:
    assert rights_table(model_of(SOUND)) == [
        (
            "Residents",
            [["attend", "speak", "propose", "object"], ["attend", "take part in the decision"]],
        ),
        ("Traders", [["attend", "speak", "object"], ["attend", "take part in the decision"]]),
        ("anyone", [["attend"], []]),
    ]
