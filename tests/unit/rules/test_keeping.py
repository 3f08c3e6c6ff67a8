"""What is kept of acts: who answered for whom, who is there, who did what, what an appeal undoes."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.course.state import Key, Row, belongs_to, read_state, written_state
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.language.durations import Duration
from isegoria.rules.language.model import Model
from tests.unit.rules.models import changed

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANN = Person("ann", ("residents",), organisation="Bakery")
BEN = Person("ben", ("residents",), organisation="Bakery")
TOM = Person("tom", ("traders",), organisation="Market")
CHAIR = Person("chair", offices=("chair",))
MIA = Person("mia", offices=("board",))
VOTE = "stages/vote"
YES = {"share": "yes", "more_than": "1/2"}
PLACE = ("vote", "plan", "")
MODEL = changed(
    f"{VOTE}/ballots/plan",
    {"passes": YES, "by_proxy": True, "cap_per_organisation": 9, "reasons_for": ["no"]},
    (f"{VOTE}/ballots/void", {"passes": YES, "reasons_for": ["no"], "void_without_reason": True}),
    (f"{VOTE}/ballots/hidden", {"secret": True, "passes": YES}),
    (f"{VOTE}/ballots/clocked", {"clock": "vote", "passes": YES}),
    (f"{VOTE}/ballots/order", {"answers": ["a", "b"], "ranked": {}}),
    (f"{VOTE}/judgements/of_item", {"per": "item", "by": "chair", "scale": ["good", "bad"]}),
    (
        f"{VOTE}/judgements/listed",
        {"by": "chair", "scale": ["good", "bad"], "confirmed_on": "list"},
    ),
    (f"{VOTE}/triggers/halt", {"title": "Halt", "by": ["residents", "traders"]}),
    (f"{VOTE}/deliverables/report", {"title": "Report", "by": "chair"}),
    (f"{VOTE}/clocks/held", {"length": "9 days", "pauses_on": ["suspended"]}),
    ("groups/some", {"title": "Some", "within": "traders"}),
)


def at(day: float) -> datetime:
    return START + timedelta(days=day)


def act(kind: str, by: Person, name: str = "", day: float = 1, **more: Any) -> Act:
    return Act(kind, by, at(day), name=name, **more)


def yes(by: Person = ANN, answer: str = "yes", ballot: str = "plan", **more: Any) -> Act:
    return act("vote", by, ballot, answer=answer, **more)


def facts_of(*before: Act, model: Model = MODEL, stage: str = "vote") -> MemoryFacts:
    facts = MemoryFacts(model, START, stage=stage)
    for person in (ANN, BEN, TOM, CHAIR, MIA):
        facts.seat(person)
    for one in before:
        facts.record(one)
    return facts


def tally(facts: MemoryFacts, ballot: str = "plan", item: str = "") -> dict[str, dict[str, int]]:
    return {
        group: {answer: int(number) for answer, number in given.items() if number}
        for group, given in facts.tally("vote", ballot, item).items()
    }


@pytest.mark.parametrize(
    ("cast", "counted", "held", "given_by"),
    [
        ([yes()], {"residents": {"yes": 1}}, {"ann": 0}, ""),
        ([yes(with_=(BEN,))], {"residents": {"yes": 2}}, {"ann": 1}, "ann"),
        ([yes(with_=(BEN,)), yes(with_=(BEN,))], {"residents": {"yes": 2}}, {"ann": 1}, "ann"),
        (
            [yes(with_=(BEN,)), yes(answer="abstain", with_=(BEN,))],
            {"residents": {"abstain": 2}},
            {"ann": 1},
            "ann",
        ),
        (
            [yes(with_=(BEN,)), yes(TOM, "abstain", with_=(BEN,))],
            {"residents": {"yes": 1, "abstain": 1}, "traders": {"abstain": 1}},
            {"ann": 0, "tom": 1},
            "tom",
        ),
        (
            [yes(BEN, "abstain"), yes(with_=(BEN,))],
            {"residents": {"yes": 1, "abstain": 1}},
            {"ann": 0},
            "",
        ),
        (
            [yes(with_=(BEN,)), yes(BEN, "abstain")],
            {"residents": {"yes": 1, "abstain": 1}},
            {"ann": 1},
            "ann",
        ),
    ],
)
def test_a_proxy_counts_once_and_not_beside_an_answer_in_person(
    cast: list[Act], counted: dict[str, Any], held: dict[str, int], given_by: str
) -> None:
    facts = facts_of(*cast)
    assert tally(facts) == counted
    assert {who: facts.proxies(*PLACE, who) for who in held} == held
    assert facts.proxied_by(*PLACE, "ben") == given_by
    in_person = any(one.by is BEN for one in cast)
    assert facts.answered_in_person("plan", "", "ben") is in_person
    assert facts.answered_in_person("plan", "", "ann")
    assert not facts.answered_in_person("plan", "", "eve")


def test_an_organisation_counts_its_people_and_follows_who_moves() -> None:
    facts = facts_of(yes(), yes(BEN), yes(TOM))
    assert [facts.of_organisation(*PLACE, one) for one in ("Bakery", "Market", "Port")] == [2, 1, 0]
    assert facts.voter(*PLACE, "ann") == ("ann", "Bakery")
    facts.record(yes(Person("ann", ("residents",), organisation="Port"), "abstain"))
    assert [facts.of_organisation(*PLACE, one) for one in ("Bakery", "Market", "Port")] == [1, 1, 1]
    assert facts.voter(*PLACE, "ann") == ("ann", "Port")
    facts.record(yes(BEN, "abstain"))
    assert facts.of_organisation(*PLACE, "Bakery") == 1
    assert facts_of(yes(ballot="void")).voter("vote", "void", "", "ann") == ("", "")


@pytest.mark.parametrize(
    ("answer", "reason", "counted"),
    [("no", "", "void"), ("no", "trees", "no"), ("yes", "", "yes")],
)
def test_an_answer_without_its_reason_is_void(answer: str, reason: str, counted: str) -> None:
    facts = facts_of(yes(ANN, answer, "void", reason=reason))
    assert tally(facts, "void") == {"residents": {counted: 1}}


def test_rankings_are_counted_whoever_gave_them() -> None:
    facts = facts_of(
        yes(ANN, "a > b", "order"), yes(BEN, "b > a", "order"), yes(TOM, "a > b", "order")
    )
    assert facts.rankings("vote", "order", "") == {"a > b": 2, "b > a": 1}
    facts.record(yes(BEN, "a > b", "order"))
    assert facts.rankings("vote", "order", "") == {"a > b": 3}


def test_who_took_part_voted_proposed_or_decided_is_kept() -> None:
    facts = facts_of(
        yes(),
        yes(BEN, ballot="hidden"),
        act("propose", TOM, "p1"),
        act("judge", CHAIR, "change", answer="editorial"),
        act("appeal", TOM, "board"),
        act("speak", MIA),
        act("speak", MIA),
    )
    assert {one: list(facts.roles(one)) for one in ("ann", "ben", "tom", "chair", "mia")} == {
        "ann": ["voted"],
        "ben": [],
        "tom": ["proposer", "took_part", "appellant"],
        "chair": ["decided_before"],
        "mia": ["took_part"],
    }
    assert list(facts.party_organisations()) == ["Market"]
    facts.take_part("ann", "took_part", "Bakery")
    facts.take_part("ann", "proposer", "Bakery")
    facts.take_part("ben", "appellant", "Bakery")
    assert list(facts.party_organisations()) == ["Market", "Bakery"]
    assert facts.uses("mia", "vote", "speak") == 2
    facts.use_right("mia", "speak", 7)
    assert [facts.uses("mia", stage, "speak") for stage in ("vote", "talk")] == [7, 0]
    facts.record(act("speak", MIA))
    assert facts.uses("mia", "vote", "speak") == 8


def test_who_is_there_is_counted() -> None:
    facts = facts_of()
    assert (facts.present("residents"), facts.members("residents")) == (2, 2)
    facts.go(ANN)
    assert (facts.present("residents"), facts.is_present("ann")) == (1, False)
    assert facts.present("residents", at_start=True) == 2
    facts.come(ANN)
    assert (facts.present("residents"), facts.is_present("ann")) == (2, True)
    facts.record(act("stand_aside", ANN))
    assert facts.present("residents") == 1
    facts.record(act("take_part", ANN))
    assert facts.present("residents") == 2
    facts.seat(Person("alex", ("residents",), stands_in_for="ann"), present=False)
    assert (facts.present("residents"), facts.members("residents")) == (2, 2)
    assert not facts.is_present("alex")
    facts.seat(Person("eve", ("residents",)))
    assert (facts.present("residents"), facts.members("residents")) == (3, 3)
    assert facts.present("residents", at_start=True) == 3
    facts.count(members={"residents": 9}, present={"residents": 8})
    assert (facts.present("residents"), facts.members("residents")) == (8, 9)
    assert [facts.attends(one) for one in ("chair", "board", "residents", "some")] == [
        True,
        True,
        True,
        False,
    ]
    facts.go(MIA)
    assert not facts.attends("board")
    assert [one.id for one in facts.holders("board")] == ["mia"]
    assert facts.holders("nobody") == ()


def test_objections_are_counted_by_state_and_item() -> None:
    facts = facts_of(
        act("object", ANN, "o1", item="§ 2"),
        act("object", BEN, "o2"),
        act("object", TOM, item="§ 3"),
    )

    def told(state: str) -> list[int]:
        return [facts.objections(state, item) for item in ("", "§ 2", "§ 3")]

    assert told("open") == [3, 1, 1]
    facts.record(act("settle", CHAIR, "o1", answer="addressed"))
    assert (told("open"), told("addressed")) == ([2, 0, 1], [1, 1, 0])
    facts.record(act("settle", CHAIR, "tom:§ 3", answer="sustained"))
    assert (told("open"), told("sustained")) == ([1, 0, 0], [1, 0, 1])
    facts.record(act("settle", CHAIR, "o2", answer="addressed", item="§ 2"))
    assert (told("open"), told("addressed")) == ([0, 0, 0], [2, 1, 0])


def test_a_finding_counts_where_it_is_confirmed() -> None:
    facts = facts_of(
        act("judge", CHAIR, "change", answer="editorial", item="§ 2"),
        act("judge", CHAIR, "listed", answer="good"),
    )
    assert facts.label("vote", "change", "§ 2") == "editorial"
    assert facts.label("vote", "change", "") is None
    assert facts.event_at("vote", "change") == facts.event_at("vote", "change:§ 2") == at(1)
    assert facts.label("vote", "listed", "") is None
    assert facts.event_at("vote", "listed") is None
    facts.record(act("judge", CHAIR, "listed", answer="good", channel="call"))
    assert facts.label("vote", "listed", "") is None
    facts.record(act("judge", CHAIR, "listed", 2, answer="good", channel="list"))
    assert facts.label("vote", "listed", "") == "good"
    assert (facts.event_at("vote", "listed"), facts.event_at("vote", "listed:")) == (at(2), None)


@pytest.mark.parametrize(("once", "residents"), [(True, 2), (False, 3)])
def test_signatures_are_of_people_organisations_and_groups(once: bool, residents: int) -> None:
    some = Person("sam", ("some", "residents"), organisation="Market")
    facts = facts_of(
        act("trigger", ANN, "halt", with_=(BEN, TOM)), act("trigger", some, "halt", once=once)
    )

    def signed() -> list[int]:
        return [facts.signed("vote", "halt", one) for one in ("person", "organisation", "group")]

    assert signed() == [4, 2, 3]
    assert [facts.signed_in("vote", "halt", one) for one in ("residents", "traders", "some")] == [
        residents,
        2,
        1,
    ]
    facts.record(act("trigger", ANN, "halt", 2, with_=(Person("eve"),)))
    assert signed() == [5, 3, 3]
    assert facts.has_signed("vote", "halt", "eve")
    assert not facts.has_signed("vote", "halt", "chair")
    assert facts.event_at("vote", "halt") == at(2)
    assert facts.signed("talk", "halt", "person") == 0


@pytest.mark.parametrize(
    ("effect", "back_to", "answer", "item", "stage", "rounds"),
    [
        ("remand", "talk", "upheld", "", "talk", 1),
        ("remand", None, "upheld", "", "vote", 2),
        ("annul", None, "upheld", "", "vote", 2),
        ("substitute", None, "upheld", "", "vote", 1),
        ("advise", "talk", "upheld", "", "vote", 1),
        ("remand", "talk", "dismissed", "", "vote", 1),
        ("remand", None, "upheld", "§ 2", "vote", 1),
        ("remand", "talk", "upheld", "§ 2", "talk", 1),
    ],
)
def test_a_ruling_takes_the_course_back(
    effect: str, back_to: str | None, answer: str, item: str, stage: str, rounds: int
) -> None:
    model = changed(
        "appeals/board/effect",
        effect,
        ("appeals/board/back_to", back_to),
        (f"{VOTE}/judgements/change/per", "item"),
    )
    facts = facts_of(
        act("judge", CHAIR, "change", answer="editorial", item=item),
        act("appeal", ANN, "board", 2, item=item),
        model=model,
    )
    assert facts.frozen_by(item) == "board"
    facts.record(act("rule", MIA, "board", 3, answer=answer, item=item))
    assert (facts.stage, facts.rounds(stage)) == (stage, rounds)
    assert not facts.is_frozen(item)
    assert facts.ruled_at("board", item) == at(3)
    undone = answer == "upheld" and effect != "advise"
    assert (facts.label("vote", "change", item) is None) is undone
    assert (facts.event_at("vote", "answered") == at(3)) is (rounds == 1)


def test_who_joins_an_appeal_gives_the_panel_no_more_time() -> None:
    facts = facts_of(act("appeal", ANN, "board", 1))
    facts.record(act("appeal", BEN, "board", 2))
    assert facts.appealed_at("board", "") == at(1)
    facts.record(act("rule", MIA, "board", 3, answer="dismissed"))
    assert facts.ruled_at("board", "") == at(3)
    facts.record(act("appeal", BEN, "board", 4))
    assert (facts.appealed_at("board", ""), facts.ruled_at("board", "")) == (at(4), None)


def test_a_stage_that_is_entered_anew_forgets_what_happened_in_it() -> None:
    facts = facts_of(
        yes(), act("deliver", CHAIR, "report"), act("trigger", ANN, "halt"), act("speak", ANN)
    )
    facts.tell("town.plan/vote/clocks/vote", at(1))
    assert facts.was_told("town.plan/vote/clocks/vote")
    assert facts.delivered_at("vote", "report") == facts.event_at("vote", "report") == at(1)
    facts.record(act("extend", CHAIR, "vote", span=Duration(2, "day")))
    assert facts.extensions("vote", "vote") == [Duration(2, "day")]
    facts.leave("again", at(5))
    assert (facts.stage, facts.taken("vote", "again"), facts.taken("vote", "passed")) == (
        "talk",
        1,
        0,
    )
    assert (facts.event_at("vote", "again"), facts.entered_at("talk")) == (at(5), at(5))
    assert tally(facts) == {"residents": {"yes": 1}}
    facts.leave("to_vote", at(6))
    assert (facts.rounds("vote"), facts.entered_at("vote"), tally(facts)) == (2, at(6), {})
    assert facts.answer_of(*PLACE, "ann") is None
    assert not facts.has_signed("vote", "halt", "ann")
    assert facts.uses("ann", "vote", "speak") == 0
    assert list(facts.roles("ann")) == ["voted", "took_part"]
    assert facts.delivered_at("vote", "report") is None
    assert facts.extensions("vote", "vote") == ()
    assert not facts.was_told("town.plan/vote/clocks/vote")
    facts.leave("dropped", at(7))
    assert (facts.outcome, facts.ended_at(), facts.changed_at()) == ("dropped", at(7), at(7))
    facts.touch(at(6))
    assert facts.changed_at() == at(7)


def test_a_ballot_that_was_over_stays_over() -> None:
    facts = facts_of(act("close", CHAIR, "plan"))
    facts.record(act("speak", ANN, day=2))
    assert facts.event_at("vote", "plan") is not None
    assert facts.was_closed("vote", "plan")
    assert not facts.was_closed("vote", "clocked")
    facts.record(act("extend", CHAIR, "vote", 7, span=Duration(2, "day")))
    assert facts.was_closed("vote", "clocked")
    early = facts_of(act("extend", CHAIR, "vote", 6.9, span=Duration(2, "day")))
    early.record(act("speak", ANN, day=8))
    assert not early.was_closed("vote", "clocked")
    early.event("public", at(9))
    assert early.was_closed("vote", "clocked")


def test_a_pause_lasts_until_it_is_resumed() -> None:
    facts = facts_of()
    facts.event("suspended", at(1))
    facts.event("public", at(2))
    assert facts.pauses("vote", ["suspended"]) == [(at(1), None)]
    assert facts.pauses("vote", ["public"]) == []
    facts.event("resumed", at(3))
    facts.event("suspended", at(4))
    facts.event("resumed", at(5))
    assert facts.pauses("vote", ["suspended"]) == [(at(1), at(3)), (at(4), at(5))]
    assert facts.pauses("talk", ["suspended"]) == []


def test_what_else_is_asked_of_the_facts() -> None:
    facts = facts_of(act("advise", TOM, "experts"), act("notify", CHAIR, "call", 2))
    facts.record(act("notify", CHAIR, "", 3, answer="told"))
    facts.record(act("advise", TOM, "experts"))
    assert (facts.state.advised, facts.event_at("vote", "advised")) == (["experts"], at(1))
    assert (facts.event_at("vote", "call"), facts.event_at("vote", "told")) == (at(2), at(3))
    facts.use("calls", 2)
    facts.use("calls", 3)
    assert (facts.used("calls"), facts.used("cost"), facts.began_at()) == (5, 0, START)
    facts.end_process("sister", "peace", "A.")
    assert (facts.process("sister"), facts.process("other")) == (("peace", "A."), None)
    facts.meet("council", at(9))
    assert (facts.meeting_at("council"), facts.meeting_at("assembly")) == (at(9), None)
    assert not any(
        (
            facts.words_are_gone(),
            facts.shown_after(at(1)),
            facts.question_is_gone(),
            facts.words_are_hidden(),
        )
    )


def test_a_proposal_that_is_merged_keeps_all_who_stand_behind_it() -> None:
    facts = facts_of(act("propose", ANN, "a", with_=(BEN,)), act("propose", TOM, "b", with_=(BEN,)))
    assert dict(facts.proposers) == {"a": ["ann", "ben"], "b": ["tom", "ben"]}
    facts.record(act("merge", CHAIR, "a", item="b"))
    assert dict(facts.proposers) == {"a": ["ann", "ben", "tom"]}
    assert dict(facts.proposals) == {"ann": ["a"], "tom": ["b"]}
    last = [{"right": "propose", "cap": 2, "cap_keeps": "last"}]
    kept = facts_of(model=changed(f"{VOTE}/rights/residents", last))
    for name in "abc":
        kept.record(act("propose", ANN, name))
    assert kept.proposals["ann"] == ["b", "c"]


def test_a_version_begins_a_ballot_and_what_people_may_still_do_anew() -> None:
    model = changed(
        f"{VOTE}/ballots/plan",
        {"passes": YES, "restarts_on": ["version"]},
        (f"{VOTE}/ballots/other", {"passes": YES}),
        (f"{VOTE}/rights/residents", ["decide", "amend", "speak"]),
    )
    facts = facts_of(
        yes(), yes(ballot="other"), act("speak", ANN), act("judge", CHAIR, "change"), model=model
    )
    facts.record(act("write", CHAIR, day=2))
    assert tally(facts) == {}
    assert tally(facts, "other") == {"residents": {"yes": 1}}
    assert (facts.answer_of(*PLACE, "ann"), facts.answer_of("vote", "other", "", "ann")) == (
        None,
        "yes",
    )
    assert [facts.uses("ann", "vote", one) for one in ("vote", "speak")] == [0, 1]
    assert facts.label("vote", "change", "") is None
    assert facts.event_at("vote", "version") == at(2)
    visit = facts.state.visits["vote"]
    assert visit.restarted_at == at(2)
    facts.record(act("close", CHAIR, "plan", 3))
    facts.record(act("write", CHAIR, day=4))
    assert visit.restarted_at == at(2)
    assert facts.event_at("vote", "plan") == at(3)


def test_a_version_that_restarts_nothing_lets_every_answer_stand() -> None:
    model = changed(
        f"{VOTE}/ballots/plan", {"passes": YES}, (f"{VOTE}/ballots/other", {"passes": YES})
    )
    facts = facts_of(yes(), model=model)
    facts.record(act("write", CHAIR, day=2))
    assert facts.state.visits["vote"].restarted_at is None
    assert facts.uses("ann", "vote", "vote") == 1
    assert tally(facts) == {"residents": {"yes": 1}}


def test_each_act_is_the_last_thing_that_was_taken_in() -> None:
    facts = facts_of(act("speak", ANN, day=2))
    assert facts.changed_at() == at(2)
    facts.record(act("speak", ANN, day=3))
    assert facts.changed_at() == at(3)


def test_a_way_out_is_counted_each_time() -> None:
    facts = facts_of()
    for day in (1, 3):
        facts.leave("again", at(day))
        facts.leave("to_vote", at(day + 1))
    assert (facts.taken("vote", "again"), facts.taken("talk", "to_vote")) == (2, 2)


def test_a_signature_in_another_stage_is_another_one() -> None:
    halt = {"title": "Halt", "by": ["residents"]}
    model = changed(f"{VOTE}/triggers/halt", halt, ("stages/talk/triggers/halt", halt))
    facts = facts_of(act("trigger", ANN, "halt"), model=model)
    facts.leave("again", at(2))
    facts.record(act("trigger", BEN, "halt", 3))
    assert facts.signed("talk", "halt", "organisation") == 1
    two = Person("two", ("residents", "traders"))
    facts.record(act("trigger", two, "halt", 3))
    facts.record(act("trigger", Person("tri", ("residents",)), "halt", 3))
    assert facts.state.visits["talk"].signatures["halt"].first_groups == {"residents": 3}


def test_only_a_cap_that_keeps_the_last_forgets_the_first_proposals() -> None:
    first = [{"right": "propose", "cap": 2}]
    kept = facts_of(model=changed(f"{VOTE}/rights/residents", first))
    for name in "abc":
        kept.record(act("propose", ANN, name))
    assert kept.proposals["ann"] == ["a", "b", "c"]


def test_nothing_is_closed_anew_once_the_course_has_ended() -> None:
    facts = facts_of()
    facts.leave("dropped", at(1))
    facts.close_ended(at(9))
    assert not facts.was_closed("vote", "clocked")


def test_a_state_is_read_as_it_was_written() -> None:
    facts = facts_of(yes(), act("extend", CHAIR, "vote", span=Duration(2, "day")))
    written = written_state(facts.state)
    assert written["version"] == 14
    for version in range(14):
        assert read_state(written | {"version": version}) == facts.state
    assert read_state({key: one for key, one in written.items() if key != "version"}) == facts.state
    with pytest.raises(ValueError, match="state of version 15; this program reads up to 14"):
        read_state(written | {"version": 15})
    rows: Any = facts.rows
    assert (Key("answer", *PLACE, "ann"), Row("yes", "residents")) in rows.items()


def test_a_ballot_that_an_officer_closed_is_closed_in_a_state_of_before() -> None:
    facts = facts_of(yes(), act("close", CHAIR, "plan"), act("deliver", CHAIR, "report"))
    written = written_state(facts.state) | {"version": 2}
    written["visits"]["vote"].pop("closed")
    assert sorted(written["visits"]["vote"]["events"]) == ["plan", "report"]
    before = deepcopy(written)
    kept = read_state(written).visits["vote"]
    assert kept.closed == {"plan": kept.events["plan"]}
    assert written == before  # it is the row of a chunk: reading changes nothing in it


@pytest.mark.parametrize("kind", ["deliver", "trigger", "notify", "judge"])
def test_what_has_the_name_of_a_ballot_does_not_close_it(kind: str) -> None:
    named = changed(
        f"{VOTE}/judgements/plan", {"by": "residents", "scale": ["yes", "no"], "about": "course"}
    )
    facts = facts_of(yes(), model=named)
    facts.record(act(kind, ANN, "plan", answer="yes"))
    assert facts.event_at("vote", "plan") is not None
    assert not facts.was_closed("vote", "plan")
    facts.record(act("close", CHAIR, "plan"))
    assert facts.was_closed("vote", "plan")


@pytest.mark.parametrize(("answers", "closed"), [(1, True), (0, False)])
def test_a_meeting_that_moves_to_before_the_stage_closes_what_people_answered(
    answers: int, closed: bool
) -> None:
    model = changed(
        f"{VOTE}/clocks/vote",
        {"before": "agm", "by": "1 day"},
        (f"{VOTE}/ballots/clocked", {"clock": "vote", "passes": YES}),
    )
    facts = facts_of(model=model)
    facts.enter("vote", at(1))
    facts.meet("agm", at(9))
    for _ in range(answers):
        facts.record(act("vote", ANN, "clocked", answer="yes", day=2))
    facts.close_ended(at(3))
    facts.meet("agm", at(0))
    facts.close_ended(at(4))
    facts.meet("agm", at(9))
    assert facts.was_closed("vote", "clocked") is closed


@pytest.mark.parametrize(
    ("key", "belongs"),
    [
        (Key("answer", "vote", "plan", who="ann"), True),
        (Key("answer", "vote", "other", who="ann"), False),
        (Key("answer", "talk", "plan", who="ann"), False),
        (Key("signature", "vote", "plan", who="ann"), False),
    ],
)
def test_which_rows_are_of_the_answers_to_a_ballot(key: Key, belongs: bool) -> None:
    assert belongs_to(key, "vote", "plan") is belongs
    assert belongs_to(key, "vote", "") is (key.stage == "vote")
