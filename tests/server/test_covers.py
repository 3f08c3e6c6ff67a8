"""An issue that was split is a cover for its parts: nothing goes on in it, and it is over when they
are.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from isegoria.rules.facts.protocol import Act as Done
from isegoria.rules.facts.protocol import Person
from isegoria.rules.judging.judge import ACTS, judge
from isegoria.rules.telling.moves import moves
from isegoria.server.deliberation.acts import Object, Say, Settle, TakePosition
from isegoria.server.deliberation.models import Objection, Position
from isegoria.server.deliberation.texts import Write
from isegoria.server.issues.acts import MergeIssue, ProposeIssue
from isegoria.server.issues.models import Issue
from isegoria.server.issues.parts import SplitIssue, TieChunks
from isegoria.server.pages.forum.home import duties_of, open_chunks
from isegoria.server.process.clocks import run_clocks
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk
from isegoria.server.process.parts import is_over
from isegoria.server.process.steps import (
    Appeal,
    Deliver,
    Extend,
    GiveFinding,
    GiveRuling,
    Leave,
    Vote,
)
from isegoria.server.record.models import Act
from isegoria.server.replay.compare import recompute
from isegoria.terms import Refusal
from tests.play import (
    Play,
    at_deliberation,
    everyone_supports,
    split_was_free,
    to_the_call,
)

pytestmark = pytest.mark.django_db
CHAIR, EDITOR, AUTHOR = "governments1", "technical-community1", "civil-society1"


def newest(chunk: Chunk) -> Chunk:
    return Chunk.objects.select_related("process", "issue").get(pk=chunk.pk)


def split(play: Play, whole: Chunk, *titles: str) -> list[Chunk]:
    made = [play.do(SplitIssue(newest(whole), title), CHAIR) for title in titles]
    return [Chunk.objects.get(pk=act.number) for act in made]


def findings(issue: Issue) -> list[str]:
    return [str(one) for one in recompute(issue).findings]


def test_no_clock_of_what_was_split_comes_to_anything(play: Play) -> None:
    whole = at_deliberation(play)
    ports, fees = split(play, whole, "Ports", "Fees")
    play.day += 400
    assert run_clocks(play.now) == 2
    found = newest(whole)
    assert (found.stage, found.outcome, found.cited, found.look_at) == (
        "deliberation",
        "",
        "",
        None,
    )
    assert {newest(one).outcome for one in (ports, fees)} == {"options"}
    assert (
        Act.objects.filter(kind="chunk.clock", item=whole.item, minute__gte=play.now).count() == 0
    )
    assert findings(whole.issue) == []


def test_nothing_but_what_concerns_all_parts_is_judged_right(play: Play) -> None:
    whole = at_deliberation(play)
    split(play, whole, "Ports")
    facts = facts_of(newest(whole))
    person = Person("1", ("governments",), tuple(facts.model.offices), disclosed=("interests",))
    free = {"attend", "read", "speak", "comment", "rule", "declare_interest"}
    for kind in ACTS:
        found = judge(facts.model, facts, Done(kind, person, play.now, reason="…"))
        split_away = isinstance(found, Refusal) and found.rule == "chunk.split"
        assert split_away is (kind not in free), kind
    offered = {one.kind for one in moves(facts.model, facts, person, play.now) if one.allowed}
    assert offered == {"comment", "declare_interest"}


@pytest.mark.parametrize(
    ("work", "who"),
    [
        (lambda chunk: Write(chunk, text="All repair."), EDITOR),
        (lambda chunk: Deliver(chunk, "text"), EDITOR),
        (lambda chunk: Extend(chunk, "deliberation"), CHAIR),
        (lambda chunk: Leave(chunk, "call_consensus"), CHAIR),
        (lambda chunk: Vote(chunk, "support", "support"), AUTHOR),
        (lambda chunk: GiveFinding(chunk, "shape", "open", reason="all"), CHAIR),
        (lambda chunk: TakePosition(chunk, text="Yes.", answer="support"), AUTHOR),
        (lambda chunk: Object(chunk, text="No."), AUTHOR),
    ],
)
def test_what_belongs_to_a_part_is_refused_on_the_whole(play: Play, work: Any, who: str) -> None:
    whole = at_deliberation(play)
    split(play, whole, "Ports")
    assert play.refused(work(newest(whole)), who) == "chunk.split"


def test_people_talk_about_all_parts_and_split_off_another(play: Play) -> None:
    whole = at_deliberation(play)
    split(play, whole, "Ports")
    play.do(Say(newest(whole), text="Have we forgotten the islands?"), AUTHOR)
    (islands,) = split(play, whole, "Islands")
    assert islands.stage == "deliberation"
    assert findings(whole.issue) == []


def test_positions_on_the_whole_are_past_and_those_on_parts_count(play: Play) -> None:
    whole = at_deliberation(play)
    play.do(TakePosition(whole, text="Yes.", answer="support"), AUTHOR)
    (ports,) = split(play, whole, "Ports")
    assert Position.objects.get(chunk=whole).ended_in == ports.number
    play.do(TakePosition(newest(ports), text="Yes.", answer="support"), AUTHOR)
    assert Position.objects.get(chunk=ports).ended_in is None
    assert findings(whole.issue) == []


def test_an_open_objection_is_answered_before_the_split(play: Play) -> None:
    whole = at_deliberation(play)
    play.do(Object(whole, text="Nobody asked the fishers."), AUTHOR)
    assert play.refused(SplitIssue(whole, "Ports"), CHAIR) == "chunk.objection-open"
    objection = Objection.objects.get()
    play.do(Settle(whole, text="They were asked.", answer="addressed", objection=objection), CHAIR)
    assert len(split(play, whole, "Ports")) == 1


def test_it_is_over_when_all_parts_are_over_and_parts_of_parts_too(play: Play) -> None:
    whole = play.raised()
    ports, fees = (
        Chunk.objects.get(pk=play.do_plain(SplitIssue(newest(whole), title)).number)
        for title in ("Ports", "Fees")
    )
    small = Chunk.objects.get(pk=play.do_plain(SplitIssue(newest(ports), "Small ports")).number)
    stands = [(fees, False), (small, True)]
    assert not is_over(newest(whole))
    for part, over in stands:
        Chunk.objects.filter(pk=part.pk).update(outcome="options")
        assert is_over(newest(whole)) is over
    assert is_over(newest(ports))
    assert play.refused_plain(SplitIssue(newest(whole), "Islands")) == "chunk.ended"


def test_who_was_linked_to_the_whole_waits_for_its_parts(play: Play) -> None:
    issue = play.raised()
    first, second = (
        Chunk.objects.get(pk=play.do_plain(SplitIssue(newest(issue), title)).number)
        for title in ("Ports", "Fees")
    )
    play.do_plain(TieChunks(first, second))
    play.do_plain(SplitIssue(newest(second), "Harbour fees"))
    part = Chunk.objects.get(part_of=second)
    assert [one.pk for one in part.tied_to.all()] == [first.pk]
    assert play.refused_plain(TieChunks(first, newest(second))) == "chunk.cover"


def test_an_issue_that_was_split_can_be_merged_until_a_part_has_an_outcome(play: Play) -> None:
    whole = play.raised()
    play.do_plain(SplitIssue(whole, "Ports"))
    part = Chunk.objects.get(part_of=whole)
    into = Issue.objects.get(
        pk=play.do_plain(ProposeIssue(play.process, "Ships"), "private-sector1").number
    )
    Chunk.objects.filter(pk=part.pk).update(outcome="options")
    assert play.refused_plain(MergeIssue(whole.issue, into)) == "issue.part-ended"
    Chunk.objects.filter(pk=part.pk).update(outcome="")
    play.do_plain(MergeIssue(whole.issue, into))


def test_what_an_earlier_version_split_goes_on_beside_its_parts(play: Play) -> None:
    whole = to_the_call(play)
    with split_was_free():
        play.do_plain(SplitIssue(whole, "Who pays?"), CHAIR)
    found = newest(whole)
    assert (found.split_at, found.look_at is not None) == (None, True)
    everyone_supports(play, found)
    play.do(Deliver(found, "evidence"))
    play.later(found, 21)
    assert newest(whole).outcome == "recommendation"
    assert findings(whole.issue) == []
    assert Act.objects.get(kind="issue.split").kind_version == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "into 2 parts"), ("fr", "en 2 parties"), ("ar", "إلى جزأين")],
)
def test_its_page_lists_the_parts_and_offers_nothing_else(
    play: Play, now: dict[str, Any], client: Client, language: str, said: str
) -> None:
    whole = at_deliberation(play)
    ports, fees = split(play, whole, "Ports", "Fees")
    now["now"] = play.now
    client.force_login(play.people[CHAIR][0])
    with translation.override(language):
        page = client.get(
            f"/chunks/{whole.pk}/", headers={"accept-language": language}
        ).content.decode()
    assert said in page
    for part in (ports, fees):
        assert f'href="/chunks/{part.pk}/"' in page
    assert f'href="/chunks/{whole.pk}/split/"' in page
    for gone in ("do/leave", "do/extend", "do/write", "do/position", "do/object", "clocks"):
        assert gone not in page, gone


def test_lists_feeds_and_calendar_name_the_parts_and_not_the_whole(
    play: Play, now: dict[str, Any], client: Client
) -> None:
    whole = at_deliberation(play)
    ports, fees = split(play, whole, "Ports", "Fees")
    now["now"] = play.now + timedelta(days=1)
    assert {one.pk for one in open_chunks()} == {ports.pk, fees.pk}
    told = client.get(f"/chunks/{whole.pk}/chunk.json").json()
    assert (told["clocks"], told["tallies"], len(told["parts"])) == ({}, [], 2)
    assert told["split_at"] is not None
    calendar = client.get(f"/issues/processes/{play.process.pk}/calendar/").content.decode()
    assert f'href="/chunks/{ports.pk}/"' in calendar
    assert f'href="/chunks/{whole.pk}/"' not in calendar
    assert client.get(f"/outcomes/{whole.pk}/").status_code == 404


def test_the_form_says_what_a_first_part_does(
    play: Play, now: dict[str, Any], client: Client
) -> None:
    whole = at_deliberation(play)
    now["now"] = play.now
    client.force_login(play.people[CHAIR][0])
    warned = "After this the whole has no deadline"
    assert warned in client.get(f"/chunks/{whole.pk}/split/").content.decode()
    split(play, whole, "Ports")
    assert warned not in client.get(f"/chunks/{whole.pk}/split/").content.decode()


def complained(play: Play, who: str = "stranger") -> Chunk:
    """Return an issue of which somebody who never said a word complains about its chair."""
    for number in (1, 2, 3):
        play.people[f"judge{number}"] = play.newcomer(f"Judge {number}", "civil-society")
        play.seat("panel", f"judge{number}")
    whole = at_deliberation(play)
    play.people[who] = play.newcomer(who, "civil-society")
    play.do(Appeal(whole, "conduct", reason="The chair is rude."), who)
    return newest(whole)


def tasks(play: Play, who: str) -> list[str]:
    found = duties_of(play.people[who][0], play.now, None)
    return [choice.kind for duty in found for choice in duty.choices]


def test_the_complaint_of_a_stranger_stops_no_split_and_is_decided_on_the_cover(
    play: Play, now: dict[str, Any], client: Client
) -> None:
    whole = complained(play)
    ports, fees = split(play, whole, "Ports", "Fees")
    assert "rule" in tasks(play, "judge1")
    now["now"] = play.now
    page = client.get(f"/chunks/{whole.pk}/").content.decode()
    assert "A complaint waits for its decision" in page
    ruling = GiveRuling(newest(whole), "conduct", "upheld", reason="The chair was rude.")
    assert play.refused(ruling, AUTHOR) != ""
    for who in ("judge1", "judge2", "judge3"):  # of four
        play.do(ruling, who)
    facts = facts_of(newest(whole))
    assert facts.ruled_at("conduct", "") == play.now
    assert facts.is_split()
    for part in (ports, fees):
        facts = facts_of(newest(part))
        assert facts.label("scoping", "shape", "") is None
        assert ("scoping", "shape", "") in facts.state.void
    assert Act.objects.get(kind="chunk.rule", body__ruled="upheld").body["parts"] == [
        ports.pk,
        fees.pk,
    ]
    assert "A complaint waits" not in client.get(f"/chunks/{whole.pk}/").content.decode()
    assert findings(whole.issue) == []


def test_a_complaint_on_a_cover_that_nobody_decides_in_time_is_on_the_record(play: Play) -> None:
    whole = complained(play)
    split(play, whole, "Ports")
    play.later(newest(whole), 22)
    late = Act.objects.get(kind="chunk.clock", body__appeal="conduct", item=whole.item)
    assert late.body["meaning"] == "records_breach"
    assert newest(whole).look_at is None
    assert findings(whole.issue) == []


def test_the_complaint_of_a_stranger_stops_no_merger_and_is_decided_after_it(play: Play) -> None:
    other = play.raised(AUTHOR).issue
    whole = complained(play)
    play.do_plain(MergeIssue(whole.issue, other))
    assert "rule" in tasks(play, "judge1")
    ruling = GiveRuling(newest(whole), "conduct", "dismissed", reason="The chair was not.")
    number = play.do(ruling, "judge1").number
    stage = newest(whole).stage
    play.later(newest(whole), 400)
    assert newest(whole).stage == stage
    late = Act.objects.filter(kind="chunk.clock", number__gt=number).get()
    assert (late.item, late.body["appeal"]) == (whole.item, "conduct")
    for who in ("judge2", "judge3"):
        play.do(ruling, who)
    assert facts_of(newest(whole)).ruled_at("conduct", "") == play.now
    assert newest(whole).look_at is None


def test_who_contests_what_was_decided_keeps_it_in_one_piece(play: Play) -> None:
    whole = at_deliberation(play)
    facts = facts_of(whole)
    facts.state.appeals = {"shape": {"": play.now}}
    facts.write()
    assert play.refused(SplitIssue(newest(whole), "Ports"), CHAIR) == "chunk.being-decided"


def test_what_a_part_found_itself_or_decided_does_not_fall_with_the_whole(play: Play) -> None:
    whole = complained(play)
    ports, fees = split(play, whole, "Ports", "Fees")
    later = facts_of(newest(ports))
    later.state.visits["scoping"].labels["shape"][""] = "closed"
    later.state.visits["scoping"].events["shape"] = play.now + timedelta(hours=1)
    later.write()
    Chunk.objects.filter(pk=fees.pk).update(state={**newest(fees).state, "outcome": "no_outcome"})
    ruling = GiveRuling(newest(whole), "conduct", "upheld", reason="The chair was rude.")
    for who in ("judge1", "judge2", "judge3"):
        play.do(ruling, who)
    assert facts_of(newest(ports)).label("scoping", "shape", "") == "closed"
    assert facts_of(newest(fees)).label("scoping", "shape", "") == "open"
    assert "parts" not in Act.objects.get(kind="chunk.rule", body__ruled="upheld").body


def test_a_dismissed_complaint_changes_nothing_in_the_parts(play: Play) -> None:
    whole = complained(play)
    (ports,) = split(play, whole, "Ports")
    for who in ("judge1", "judge2", "judge3"):
        play.do(GiveRuling(newest(whole), "conduct", "dismissed", reason="No."), who)
    assert facts_of(newest(ports)).label("scoping", "shape", "") == "open"
    assert findings(whole.issue) == []
