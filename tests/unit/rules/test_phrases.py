"""How each condition, time and name reads in a sentence: what is written, and the right words."""

from dataclasses import replace
from fractions import Fraction
from textwrap import dedent
from typing import Any

import pytest
from pydantic import TypeAdapter

from isegoria.rules.language.conditions import Condition
from isegoria.rules.language.durations import duration
from isegoria.rules.telling.clauses import condition
from isegoria.rules.telling.phrases import (
    Language,
    Words,
    fraction,
    listed,
    named,
    named_event,
    part_words,
    span,
    way_words,
    words_of,
)
from tests.unit.rules.models import model_of

MODEL = model_of(
    dedent("""\
    id: town.hall
    title: Hall
    status: present
    summary: The town decides about its hall.
    groups:
      north: {title: Northern house}
      south: {title: Southern house}
      east: {title: Eastern house}
    offices:
      chair: {title: Chair}
    processes:
      sister: {title: Talks in the next town}
      other: {title: Talks abroad}
    resources:
      calls: {title: Calls}
    starts: talk
    stages:
      talk:
        title: Talk
        clocks:
          review: {title: Time to look at it, length: 2 weeks}
          quiet_time: {length: 1 week}
        ballots:
          plan: {title: The plan, passes: {share: yes, more_than: 1/2}}
          which_day: {answers: [first_day, second_day]}
          weighty: {title: By seats, weights: seats, passes: {share: yes, more_than: 1/2}}
        judgements:
          change: {title: The change, by: chair, scale: [quite_new, editorial, none]}
          depth: {by: chair, scale: [deep, shallow]}
        triggers:
          recall: {title: A recall, by: north}
        deliverables:
          draft: {title: A draft, by: chair}
        notices:
          call: {title: A call, by: chair, to: north}
        inputs:
          letters: {title: Letters}
        exits:
          on: {title: The talk is over, to: vote, by: chair}
          straight_on: {to: vote, by: chair}
      vote:
        title: Vote
        clocks:
          late: {title: Late hour, length: 1 day}
        ballots:
          last_word: {title: The last word, passes: {share: yes, more_than: 1/2}}
          plan: {title: The plan again, weights: seats, passes: {share: yes, more_than: 1/2}}
        judgements:
          merit: {by: north, scale: [great, small]}
        deliverables:
          report: {title: A report, by: chair}
        triggers:
          halt: {title: A halt, by: north}
        exits:
          out: {outcome: hall, when: {result: plan}}
    advice:
      experts: {title: Advice of experts, by: north, to: chair, kinds: {plain: {duty: none}}}
    outcomes:
      hall: {title: A hall, force: law}
    """)
)
WORDS = Words(MODEL, stage="talk", ballot="plan")
CONDITION: TypeAdapter[Any] = TypeAdapter(Condition)
YES = {"share": "yes", "more_than": "1/2"}
IN_FAVOUR = "more than half of the votes for and against are in favour"
HOUSES = ["north", "south", "east"]


def share(**more: Any) -> dict[str, Any]:
    return YES | more


def count(**more: Any) -> dict[str, Any]:
    return {"count": "yes", "at_least": 2} | more


def test_the_sentence_of_a_condition_has_a_row_for_each_kind() -> None:
    keys = {next(iter(written)) for written, _ in SENTENCES}
    known = "share count sum won result ended delivered objections judged triggered advised process"
    assert keys == {*f"{known} same_text attends used rounds all any not".split()}


SENTENCES: list[tuple[dict[str, Any], str]] = [
    # a share: of what, bounds, answers, groups, ballots, weights
    (share(), IN_FAVOUR),
    (share(of="cast"), "more than half of all votes cast are in favour"),
    (share(of="replies"), "more than half of the replies are in favour"),
    (share(of="present"), "more than half of those present are in favour"),
    (share(of="members"), "more than half of all members are in favour"),
    (share(share="no"), "more than half of the votes for and against are against"),
    (share(share="abstain"), "more than half of the votes for and against abstain"),
    (share(share="present", of="members"), "more than half of all members are present"),
    (share(share="taking_part", of="members"), "more than half of all members take part"),
    (share(share="red_paint"), "more than half of the votes for and against are for “red paint”"),
    (
        share(share=["red_paint", "blue"], of="cast"),
        "more than half of all votes cast are for “red paint or blue”",
    ),
    (
        {"share": "yes", "at_least": "2/3"},
        "at least two thirds of the votes for and against are in favour",
    ),
    (
        {"share": "no", "fewer_than": "1/3"},
        "fewer than a third of the votes for and against are against",
    ),
    (
        {"share": "no", "at_most": "1/4"},
        "at most a quarter of the votes for and against are against",
    ),
    ({"share": "no", "at_most": 0}, "none of the votes for and against are against"),
    ({"share": "no", "fewer_than": 0}, "fewer than 0 % of the votes for and against are against"),
    ({"share": "no", "at_least": 0}, "at least 0 % of the votes for and against are against"),
    ({"share": "yes", "at_least": 1, "of": "members"}, "all members are in favour"),
    ({"share": "yes", "at_least": 1, "of": "cast"}, "all votes cast are in favour"),
    ({"share": "yes", "at_least": 1}, "all of the votes for and against are in favour"),
    (
        {"share": "yes", "at_least": 1, "of": "members", "ballot": "weighty"},
        "all voting power is in favour in “By seats”",
    ),
    (share(ballot="plan"), IN_FAVOUR),
    (share(ballot="which_day"), f"{IN_FAVOUR} in “which day”"),
    (share(ballot="vote/last_word"), f"{IN_FAVOUR} in “The last word”"),
    (
        share(ballot="weighty"),
        "more than half of the voting power for and against is in favour in “By seats”",
    ),
    (
        share(ballot="weighty", of="cast"),
        "more than half of the voting power cast is in favour in “By seats”",
    ),
    (
        share(ballot="weighty", of="replies"),
        "more than half of the voting power of the replies is in favour in “By seats”",
    ),
    (
        share(ballot="weighty", of="present"),
        "more than half of the voting power present is in favour in “By seats”",
    ),
    (
        share(ballot="weighty", of="members"),
        "more than half of all voting power is in favour in “By seats”",
    ),
    (share(ballot="weighty", heads=True), f"{IN_FAVOUR} in “By seats”"),
    (
        share(ballot="vote/plan"),
        "more than half of the voting power for and against is in favour in “The plan again”",
    ),
    (
        share(groups=HOUSES),
        f"{IN_FAVOUR}, in each of: Northern house, Southern house, Eastern house",
    ),
    (
        share(groups=["north", "south"], held_in="any"),
        f"{IN_FAVOUR}, in any of: Northern house, Southern house",
    ),
    (
        share(groups=HOUSES, held_in=2),
        f"{IN_FAVOUR}, in at least 2 of: Northern house, Southern house, Eastern house",
    ),
    (share(among=["north", "east"]), f"{IN_FAVOUR} among Northern house and Eastern house"),
    # a number
    (count(), "at least 2 in favour"),
    (count(count="no"), "at least 2 against"),
    (count(count="abstain"), "at least 2 abstaining"),
    (count(count="replies"), "at least 2 replies"),
    (count(count="red_paint"), "at least 2 for “red paint”"),
    (count(count=["red", "blue", "green"]), "at least 2 for “red, blue or green”"),
    (count(distinct="organisation"), "at least 2 in favour of different organisations"),
    (count(distinct="group"), "at least 2 in favour of different groups"),
    (
        count(groups="north", ballot="vote/last_word"),
        "at least 2 in favour among Northern house in “The last word”",
    ),
    ({"count": "no", "at_most": 0}, "no against"),
    (count(count="present"), "at least 2 present"),
    (count(count="members"), "at least 2 members"),
    (count(count="cast"), "at least 2 votes cast"),
    (count(count="for_and_against"), "at least 2 votes for and against"),
    (count(count="void"), "at least 2 void"),
    ({"count": "yes", "more_than": {"count": "no"}}, "more in favour than against"),
    ({"count": "yes", "at_least": {"count": "no"}}, "as many in favour as against, or more"),
    ({"count": "no", "fewer_than": {"count": "yes"}}, "fewer against than in favour"),
    (
        {"count": "red", "at_most": {"count": "blue"}, "groups": "north"},
        "at most as many for “red” as for “blue” among Northern house",
    ),
    (
        {"count": "yes", "more_than": {"count": "members", "times": "1/2"}},
        "more than half of all members in favour",
    ),
    (
        {"count": "yes", "more_than": {"count": "no", "plus": 1}},
        "more than the votes for “no”, plus 1 in favour",
    ),
    # ballots
    ({"result": "plan"}, "“The plan” has passed"),
    ({"result": "plan", "is": "failed"}, "“The plan” has failed"),
    ({"result": "plan", "is": "inquorate"}, "“The plan” had no quorum"),
    ({"result": "vote/plan"}, "“The plan again” has passed"),
    (
        {"result": "plan", "rung": "two_thirds"},
        "“The plan” has passed by the rule “two thirds”",
    ),
    (
        {"sum": "yes", "ballots": ["plan", "vote/last_word"], "at_least": 1},
        "the shares in favour in The plan and The last word add up to at least 1",
    ),
    ({"won": "which_day", "is": "first_day"}, "“first day” wins “which day”"),
    ({"won": "which_day", "is": ["first_day", "other"]}, "“first day or other” wins “which day”"),
    # what happened in a stage
    ({"ended": "review"}, "Time to look at it is over"),
    ({"ended": "quiet_time"}, "“quiet time” is over"),
    ({"ended": "vote/late"}, "Late hour is over"),
    ({"delivered": "draft"}, "“A draft” is published"),
    ({"delivered": "vote/report"}, "“A report” is published"),
    ({"objections": "open", "at_most": 0}, "no objections are open"),
    ({"objections": "addressed", "at_least": 1}, "an objection is addressed"),
    ({"objections": "withdrawn", "more_than": 2}, "more than 2 objections are withdrawn"),
    ({"objections": "sustained", "fewer_than": 2}, "fewer than 2 objections are sustained"),
    (
        {"objections": ["open", "out_of_scope"], "at_most": 3},
        "at most 3 objections are open or out of scope",
    ),
    ({"objections": "put_off", "at_most": 3}, "at most 3 objections are put off"),
    ({"judged": "change", "is": "quite_new"}, "the finding of Chair is “quite new”"),
    (
        {"judged": "change", "is": ["quite_new", "editorial"]},
        "the finding of Chair is “quite new or editorial”",
    ),
    (
        {"judged": "change", "at_least": "quite_new"},
        "the finding of Chair is at least “quite new”",
    ),
    ({"judged": "vote/merit", "is": "great"}, "the finding of Northern house is “great”"),
    ({"triggered": "recall"}, "“A recall” is asked for"),
    ({"triggered": "vote/halt"}, "“A halt” is asked for"),
    ({"triggered": "recall", "at_least": 2}, "“A recall” is asked for by at least 2 people"),
    (
        {"triggered": "recall", "distinct": "organisation"},
        "“A recall” is asked for by at least 1 organisation",
    ),
    (
        {"triggered": "recall", "distinct": "group", "at_least": 3},
        "“A recall” is asked for by at least 3 groups",
    ),
    (
        {"triggered": "recall", "groups": "south"},
        "“A recall” is asked for by at least 1 person among Southern house",
    ),
    # what else there is
    ({"advised": "experts"}, "there is: Advice of experts"),
    (
        {"advised": "experts", "is": ["plain", "very_grave"]},
        "there is: Advice of experts (plain or very grave)",
    ),
    ({"process": "sister"}, "“Talks in the next town” has ended"),
    ({"process": "sister", "is": "running"}, "“Talks in the next town” is still going on"),
    (
        {"process": "sister", "is": ["taken_up", "left"]},
        "“Talks in the next town” has ended with: taken up or left",
    ),
    (
        {"same_text": ["sister", "other"]},
        "one and the same text comes out of: Talks in the next town, Talks abroad",
    ),
    ({"attends": "chair"}, "Chair is present"),
    ({"attends": "anyone"}, "anyone is present"),
    ({"used": "calls", "at_least": 5}, "at least 5 of “Calls” were used"),
    ({"rounds": "vote", "more_than": 2}, "the stage “Vote” was entered more than twice"),
    # together
    ({"all": [{"ended": "review"}]}, "Time to look at it is over"),
    (
        {"all": [{"ended": "review"}, YES, {"attends": "chair"}]},
        f"Time to look at it is over, {IN_FAVOUR} and Chair is present",
    ),
    ({"any": [{"ended": "review"}]}, "Time to look at it is over"),
    (
        {"any": [{"ended": "review"}, {"attends": "chair"}]},
        "either Time to look at it is over or Chair is present",
    ),
    (
        {"any": [{"ended": "review"}, {"attends": "chair"}, YES], "at_least": 2},
        f"at least 2 of these: Time to look at it is over; Chair is present; {IN_FAVOUR}",
    ),
    ({"not": {"ended": "review"}}, "Time to look at it is not over"),
    ({"not": {"attends": "north"}}, "Northern house is not present"),
    ({"not": {"advised": "experts"}}, "there is not: Advice of experts"),
    ({"not": {"result": "plan"}}, "“The plan” has not passed"),
    ({"not": {"result": "plan", "is": "failed"}}, "this does not hold: “The plan” has failed"),
    ({"not": YES}, "at most half of the votes for and against are in favour"),
    (
        {"not": {"share": "yes", "at_least": "2/3"}},
        "fewer than two thirds of the votes for and against are in favour",
    ),
    (
        {"not": {"share": "no", "at_most": 0}},
        "more than 0 % of the votes for and against are against",
    ),
    ({"not": {"count": "yes", "fewer_than": 3}}, "at least 3 in favour"),
    (
        {"not": share(groups=HOUSES)},
        f"this does not hold: {IN_FAVOUR}, in each of: Northern house, Southern house, Eastern house",
    ),
    (
        {"not": {"all": [{"attends": "north"}, {"attends": "south"}]}},
        "not all of this holds: Northern house is present; Southern house is present",
    ),
    (
        {"not": {"any": [{"attends": "north"}, {"attends": "south"}]}},
        "none of this holds: Northern house is present; Southern house is present",
    ),
    (
        {"all": [{"not": share(groups=HOUSES)}, {"attends": "north"}, {"attends": "south"}]},
        f"this does not hold: {IN_FAVOUR}, in each of: Northern house, Southern house, Eastern house;"
        " Northern house is present and Southern house is present",
    ),
    ({"not": {"delivered": "draft"}}, "“A draft” is not published"),
    ({"not": {"triggered": "recall"}}, "“A recall” is not asked for"),
    (
        {"not": {"triggered": "recall", "at_least": 30}},
        "“A recall” is asked for by fewer than 30 people",
    ),
    (
        {"not": {"triggered": "recall", "groups": "south"}},
        "this does not hold: “A recall” is asked for by at least 1 person among Southern house",
    ),
    (
        {"not": {"judged": "vote/merit", "is": ["great", "small"]}},
        "the finding of Northern house is not “great or small”",
    ),
    (
        {"not": {"judged": "change", "at_least": "editorial"}},
        "this does not hold: the finding of Chair is at least “editorial”",
    ),
]


@pytest.mark.parametrize(("written", "sentence"), SENTENCES)
def test_a_condition_reads_so(written: dict[str, Any], sentence: str) -> None:
    assert condition(CONDITION.validate_python(written), WORDS) == sentence


def test_a_share_that_names_no_ballot_is_weighed_as_the_ballot_it_stands_in() -> None:
    rule = CONDITION.validate_python(YES)
    power = "more than half of the voting power for and against is in favour"
    assert condition(rule, replace(WORDS, ballot="weighty")) == power
    assert condition(rule, replace(WORDS, ballot="", stage="vote")) == IN_FAVOUR
    assert condition(rule, replace(WORDS, ballot="plan", stage="vote")) == power
    assert condition(rule, replace(WORDS, ballot="", stage="")) == IN_FAVOUR


@pytest.mark.parametrize(
    ("share", "words"),
    [
        ("1/2", "half"),
        ("1/3", "a third"),
        ("2/3", "two thirds"),
        ("1/4", "a quarter"),
        ("3/4", "three quarters"),
        ("1", "all"),
        ("2", "200 %"),
        ("4", "400 %"),
        ("60/100", "60 %"),
        ("3/7", "3/7"),
        ("5/1", "500 %"),
        ("1/5", "20 %"),
        ("3/5", "60 %"),
        ("3/2", "150 %"),
        ("4/3", "4/3"),
    ],
)
def test_a_share_is_said_as_people_say_it(share: str, words: str) -> None:
    assert fraction(Fraction(share), WORDS) == words


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("1 min", "1 minute"),
        ("2 min", "2 minutes"),
        ("1 hour", "1 hour"),
        ("3 hours", "3 hours"),
        ("1 day", "1 day"),
        ("0 days", "0 days"),
        ("45 days", "45 days"),
        ("1 working day", "1 working day"),
        ("7 working days", "7 working days"),
        ("1 week", "1 week"),
        ("4 weeks", "4 weeks"),
        ("1 month", "1 month"),
        ("2 months", "2 months"),
        ("1 year", "1 year"),
        ("5 years", "5 years"),
    ],
)
def test_a_time_has_its_unit(written: str, words: str) -> None:
    assert span(duration(written), WORDS) == words


@pytest.mark.parametrize(
    ("parts", "also", "instead"),
    [
        ([], "", ""),
        (["a"], "a", "a"),
        (["a", "b"], "a and b", "a or b"),
        (["a", "b", "c"], "a, b and c", "a, b or c"),
    ],
)
def test_a_list_has_a_word_before_its_last(parts: list[str], also: str, instead: str) -> None:
    assert listed(parts, WORDS) == also
    assert listed(parts, WORDS, either=True) == instead


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("anyone", "anyone"),
        ("north", "Northern house"),
        ("chair", "Chair"),
        ("talk", "Talk"),
        ("hall", "A hall"),
        ("the_public", "the public"),
    ],
)
def test_a_name_reads_as_its_title(name: str, words: str) -> None:
    assert named(name, WORDS) == words


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ("entry", "the stage begins"),
        ("version", "a new version"),
        ("acknowledged", "the acknowledgement"),
        ("public", "public knowledge"),
        ("substantive", "a substantive change"),
        ("answered", "the answer"),
        ("suspended", "suspension"),
        ("resumed", "resumption"),
        ("refused", "a refusal"),
        ("meeting", "the meeting"),
        ("tested", "the test"),
        ("plan", "The plan"),
        ("which_day", "which day"),
        ("review", "Time to look at it"),
        ("quiet_time", "quiet time"),
        ("draft", "A draft"),
        ("recall", "A recall"),
        ("change", "The change"),
        ("call", "A call"),
        ("letters", "Letters"),
        ("vote/report", "“A report” in “Vote”"),
        ("nowhere/else_at", "else at"),
        ("what_ever", "what ever"),
    ],
)
def test_an_event_reads_as_what_happens(event: str, words: str) -> None:
    assert named_event(event, WORDS) == words


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("talk/on", "The talk is over (Talk)"),
        ("talk/straight_on", "Vote (Talk)"),
        ("vote/out", "A hall (Vote)"),
        ("talk/change", "The change (Talk)"),
        ("talk/depth", "depth (Talk)"),
        ("talk/which_day", "which day (Talk)"),
        ("vote/last_word", "The last word (Vote)"),
    ],
)
def test_what_can_be_contested_reads_with_its_stage(written: str, words: str) -> None:
    assert part_words(MODEL, written) == words


def test_a_way_out_reads_as_its_title_or_where_it_leads() -> None:
    talk, vote = MODEL.stages["talk"], MODEL.stages["vote"]
    assert [way_words(MODEL, one) for one in (*talk.exits.values(), *vote.exits.values())] == [
        "The talk is over",
        "Vote",
        "A hall",
    ]


def test_words_are_in_the_language_of_the_reader() -> None:
    words = replace(words_of(MODEL, Language(lambda text: f"«{text}»")), stage="talk")
    rule = CONDITION.validate_python({"attends": "anyone"})
    assert (words.model, condition(rule, words)) == (MODEL, "««anyone» is present»")
