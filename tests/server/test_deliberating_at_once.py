"""People deliberate at once, each on a connection of their own: nothing is lost, nothing is counted
twice or left out.

Every act waits between being judged and being written, so that all of them would be judged on the
same state if the door let them; that each of these laws then breaks was tried with a door that does
not hold the record.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections

from isegoria.server.conduct.appeals import AppealMeasure, DecideAppeal
from isegoria.server.conduct.codes import PublishCode
from isegoria.server.conduct.erasing import EraseWords
from isegoria.server.conduct.measures import HideWords, ShowWords
from isegoria.server.conduct.models import Measure, MeasureAppeal
from isegoria.server.deliberation.acts import (
    EditComment,
    Object,
    ProposeItem,
    Say,
    Settle,
    TakePosition,
)
from isegoria.server.deliberation.models import (
    Amendment,
    Comment,
    CommentVersion,
    Item,
    Objection,
    Position,
    Version,
)
from isegoria.server.deliberation.texts import Amend, AnswerAmendment, Write
from isegoria.server.forum.profiles import EndAffiliation
from isegoria.server.issues.acts import MergeIssue, ProposeIssue, SupportIssue
from isegoria.server.issues.models import Issue
from isegoria.server.issues.parts import SplitIssue
from isegoria.server.membership.acts import JoinProcess, LeaveProcess
from isegoria.server.outcomes.acts import Follow
from isegoria.server.outcomes.models import FollowUp, Reminder
from isegoria.server.outcomes.reminding import remind_all
from isegoria.server.process import clocks as clockwork
from isegoria.server.process.clocks import advance
from isegoria.server.process.facts import facts_of
from isegoria.server.process.members import count_anew, members_by_group
from isegoria.server.process.models import Chunk, ChunkRow, Seat
from isegoria.server.process.seats import GiveSeat
from isegoria.server.process.steps import (
    Appeal,
    Deliver,
    GiveFinding,
    GiveRuling,
    Leave,
    Trigger,
    Vote,
    step,
)
from isegoria.server.record.door import KINDS, foreseen, perform
from isegoria.server.record.models import Act, Head, Opening
from isegoria.server.replay.compare import recompute
from isegoria.terms import Refused
from tests.play import Play, everyone_supports, split_in_a_call, split_was_free, to_the_call

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 3
EDITOR, CHAIR, OTHER_CHAIR = "technical-community1", "governments1", "civil-society2"


@pytest.fixture(autouse=True)
def _judged_before_written(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in KINDS.values():
        monkeypatch.setattr(kind, "apply", _after_a_while(kind.apply))


def _after_a_while(apply: Callable[..., None]) -> Callable[..., None]:
    def slowly(*arguments: Any) -> None:
        time.sleep(0.004)
        apply(*arguments)

    return slowly


def together(*works: Callable[[], Any]) -> list[Any]:
    """Do all at the same moment; return the results, for what was refused its rule."""
    start = Barrier(len(works))

    def done(work: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=20)
            return work()
        except Refused as refused:
            return refused.refusal.rule
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as people:
        return list(people.map(done, works))


def doing(play: Play, work: Any, who: str | None = None, **how: Any) -> Callable[[], Any]:
    by, capacity = play.people[who] if who else (play.secretary, None)
    return lambda: step(work, by=by, now=play.now, **{"capacity": capacity, **how}).number


def plainly(play: Play, work: Any, who: str | None = None, **how: Any) -> Callable[[], Any]:
    by, capacity = play.people[who] if who else (play.secretary, None)
    return lambda: perform(work, by=by, now=play.now, **{"capacity": capacity, **how}).number


def again(chunk: Chunk) -> Chunk:
    return Chunk.objects.select_related("process", "issue").get(pk=chunk.pk)


def parts_of(play: Play, chunk: Chunk, number: int) -> list[Chunk]:
    return [again(split_in_a_call(play, chunk, f"Part {one}", None)) for one in range(number)]


def nothing_is_wrong() -> None:
    for issue in Issue.objects.all():
        assert [str(one) for one in recompute(issue).findings] == []
    assert list(Act.objects.order_by("number").values_list("number", flat=True)) == list(
        range(1, Head.objects.get().size + 1)
    )


def numbers(results: list[Any]) -> list[int]:
    return sorted(one for one in results if isinstance(one, int))


def rules(results: list[Any]) -> list[str]:
    return sorted(one for one in results if isinstance(one, str))


@pytest.fixture
def call(play: Play) -> Chunk:
    return to_the_call(play)


@pytest.fixture
def draft(play: Play) -> Chunk:
    return to_the_call(play, text="Coastal states repair.\n\nOperators pay.", call=False)


def test_a_ballot_that_one_person_changes_on_two_devices_counts_once_and_keeps_both_acts(
    play: Play, call: Chunk
) -> None:
    for _round in range(ROUNDS):
        sent = [
            doing(play, Vote(call, "support", answer), "civil-society1")
            for answer in ("support", "can_live_with")
        ]
        first, second = numbers(together(*sent))
        tally = facts_of(again(call)).tally("consensus_call", "support", "")
        assert sum(tally["civil_society"].values()) == 1
        assert tally["civil_society"][Act.objects.get(pk=second).body["answer"]] == 1
        assert first in Act.objects.get(pk=second).references
    nothing_is_wrong()


def test_eight_people_who_vote_at_once_are_all_counted(play: Play, call: Chunk) -> None:
    for answer in ("support", "stand_aside", "support"):
        assert (
            len(
                numbers(
                    together(
                        *(doing(play, Vote(call, "support", answer), who) for who in play.people)
                    )
                )
            )
            == 8
        )
        tally = facts_of(again(call)).tally("consensus_call", "support", "")
        assert {group: given[answer] for group, given in tally.items()} == dict.fromkeys(tally, 2)
        assert sum(sum(given.values()) for given in tally.values()) == 8
    nothing_is_wrong()


def test_whoever_joins_changes_their_capacity_or_leaves_at_once_is_counted_where_they_are(
    play: Play,
) -> None:
    play.raised()  # by somebody who takes part from here on
    for how in ({}, {"capacity": None}, {}):  # join, go on without a group, come back
        refused = rules(
            together(*(plainly(play, JoinProcess(play.process), who, **how) for who in play.people))
        )
        assert set(refused) <= {"process.joined"}
        kept = dict(members_by_group(play.process))
        count_anew(play.process)
        assert members_by_group(play.process) == kept
    together(*(plainly(play, LeaveProcess(play.process), who) for who in list(play.people)[:5]))
    assert sum(members_by_group(play.process).values()) == len(play.people) - 5
    nothing_is_wrong()


def test_no_call_ends_in_consensus_over_an_objection_that_came_before_its_end(
    play: Play, call: Chunk
) -> None:
    parts = parts_of(play, call, ROUNDS)
    for part in parts:
        everyone_supports(play, part)
        play.do(Deliver(part, "evidence"))
    play.day += 21
    before = play.now - timedelta(seconds=1)
    by, capacity = play.people["civil-society2"]
    for part in parts:
        work = Object(part, text="Nobody asked the fishers.")
        together(
            lambda work=work: perform(work, by=by, now=before, capacity=capacity),  # type: ignore[misc]
            lambda part=part: advance(part, play.now),  # type: ignore[misc]
            lambda part=part: advance(part, play.now),  # type: ignore[misc]
        )
        objected = Objection.objects.filter(chunk=part).exists()
        assert facts_of(again(part)).objections("open", "") == int(objected)
        assert again(part).outcome == ("" if objected else "recommendation")
    assert (
        Act.objects.filter(kind="chunk.clock", item__in=[one.item for one in parts]).count()
        == Chunk.objects.filter(pk__in=[one.pk for one in parts], outcome="recommendation").count()
    )
    nothing_is_wrong()


def test_an_objection_is_counted_or_refused_when_the_chair_closes_at_the_same_moment(
    play: Play, call: Chunk
) -> None:
    parts = parts_of(play, call, ROUNDS)
    play.later(call, 21)
    for part in parts:
        play.do(Deliver(part, "evidence"))
        closing = Leave(part, "choose", reason="no support")
        together(
            doing(play, Object(part, text="Wait."), "civil-society2"), doing(play, closing, CHAIR)
        )
        left = Act.objects.get(kind="chunk.leave", item=part.item)
        objections = list(Objection.objects.filter(chunk=part))
        assert all(one.number < left.number for one in objections)
        assert facts_of(again(part)).objections("open", "") == len(objections)
    nothing_is_wrong()


def test_a_finding_and_an_objection_at_once_are_both_kept(play: Play, call: Chunk) -> None:
    for part in parts_of(play, call, ROUNDS):
        finding = GiveFinding(part, "designation", "consensus", reason="all groups")
        assert (
            len(
                numbers(
                    together(
                        doing(play, finding, CHAIR),
                        doing(
                            play, Vote(part, "support", "object", reason="No."), "civil-society1"
                        ),
                    )
                )
            )
            == 2
        )
        facts = facts_of(again(part))
        assert (facts.label("consensus_call", "designation", ""), facts.objections("open", "")) == (
            "consensus",
            1,
        )
    nothing_is_wrong()


@pytest.mark.parametrize(
    "kind", ["comment", "position", "objection", "proposal", "split", "vote", "follow-up", "issue"]
)
def test_a_form_that_is_sent_many_times_at_once_makes_one_act(play: Play, kind: str) -> None:
    if kind == "issue":
        work, kept, who = ProposeIssue(play.process, "Who warns?"), Issue, "civil-society1"
    else:
        work, kept, who = sent_twice(play, kind)
    before, acts = kept.objects.count(), Act.objects.count()
    send = plainly if kind == "issue" else doing
    results = together(*[send(play, work, who, key=KEY)] * 6)
    assert len(set(results)) == 1
    assert (kept.objects.count(), Act.objects.count()) == (before + 1, acts + 1)
    nothing_is_wrong()


def sent_twice(play: Play, kind: str) -> tuple[Any, Any, str]:
    """Return something to do with a chunk, what it writes, and who does it."""
    chunk = to_the_call(play, call=kind in {"vote", "follow-up"})
    if kind == "follow-up":
        play.do(Deliver(chunk, "evidence"))
        play.later(chunk, 21)
        play.do(Leave(chunk, "choose", reason="no support"), CHAIR)
    works = {
        "comment": (Say(chunk, text="Here."), Comment),
        "position": (TakePosition(chunk, answer="support"), Position),
        "objection": (Object(chunk, text="Not so."), Objection),
        "proposal": (ProposeItem(chunk, text="States repair."), Item),
        "split": (SplitIssue(chunk, "Who pays?"), Chunk),
        "follow-up": (Follow(chunk, "done", "Two ships came."), FollowUp),
        "vote": (Vote(chunk, "support", "support"), ChunkVote),
    }
    return (*works[kind], CHAIR if kind == "split" else "civil-society1")


class ChunkVote:
    """Votes are kept as rows by key; their acts are counted."""

    objects = Act.objects


@pytest.mark.parametrize("answer", ["object", "support"])
def test_a_form_that_is_sent_again_with_something_else_in_it_is_not_taken_for_a_double_click(
    play: Play, answer: str
) -> None:
    chunk = to_the_call(play)
    play.do(Vote(chunk, "support", "support"), "civil-society1")
    by, capacity = play.people["civil-society1"]
    for work in (
        Vote(chunk, "support", "can_live_with"),
        Say(chunk, text="First."),
    ):
        perform(work, by=by, now=play.now, capacity=capacity, key=KEYS[type(work)])
    before = Act.objects.count()
    for work in (
        Vote(chunk, "support", answer, reason="I thought again."),
        Say(chunk, text="Second."),
    ):
        assert together(plainly(play, work, "civil-society1", key=KEYS[type(work)])) == [
            "act.key-used"
        ]
    assert Act.objects.count() == before


KEY = uuid4()
KEYS = {Vote: uuid4(), Say: uuid4()}


def test_a_second_thought_on_a_secret_ballot_changes_the_answer(play: Play) -> None:
    chunk = under_review(play)
    by, capacity = play.people["civil-society1"]
    perform(Vote(chunk, "confidence", "yes"), by=by, now=play.now, capacity=capacity, key=KEY)
    perform(Vote(chunk, "confidence", "yes"), by=by, now=play.now, capacity=capacity, key=KEY)
    together(doing(play, Vote(chunk, "confidence", "no"), "civil-society1", key=KEY))
    kept = ChunkRow.objects.get(what="answer", name="confidence")
    assert (kept.group, kept.value) == ("civil_society", "no")


def under_review(play: Play) -> Chunk:
    """Bring an issue into the review of its leadership, which has a secret ballot."""
    chunk = to_the_call(play, call=False)
    for who in ("governments2", "civil-society1"):
        play.do(Trigger(chunk, "leadership_review", reason="they do not answer"), who)
    assert again(chunk).stage == "leadership_review"
    return again(chunk)


def test_a_clock_that_runs_out_while_several_look_is_noted_once(play: Play) -> None:
    chunk = play.raised()
    play.do(Deliver(chunk, "clusters"))
    play.day += 42
    together(*[lambda: advance(chunk, play.now)] * 6)
    assert [one.body["exit"] for one in Act.objects.filter(kind="chunk.clock")] == ["scope"]
    assert again(chunk).stage == "scoping"
    nothing_is_wrong()


def test_an_act_that_starts_an_earlier_clock_is_not_forgotten_by_whoever_looks(
    play: Play, draft: Chunk, monkeypatch: pytest.MonkeyPatch
) -> None:
    soon, looked = play.now + timedelta(days=1), clockwork._due
    Chunk.objects.filter(pk=draft.pk).update(look_at=play.now)

    def meanwhile(*arguments: Any) -> Any:
        found = looked(*arguments)
        monkeypatch.setattr(clockwork, "_due", looked)
        Chunk.objects.filter(pk=draft.pk).update(
            look_at=soon
        )  # as an act on another connection writes it
        return found

    monkeypatch.setattr(clockwork, "_due", meanwhile)
    advance(draft, play.now)
    assert again(draft).look_at == soon


def test_of_two_answers_to_one_amendment_the_second_is_refused(play: Play, draft: Chunk) -> None:
    for number in range(ROUNDS):
        version = Version.objects.latest("number")
        proposed = Amend(
            draft,
            text="Fairer.",
            written=version,
            paragraph=2,
            new_text=f"Operators pay, and {number} others.",
        )
        amendment = Amendment.objects.get(pk=play.do(proposed, "civil-society1").number)
        results = together(
            doing(
                play,
                AnswerAmendment(
                    draft, text="Yes.", amendment=amendment, taken=True, base=version.pk
                ),
                EDITOR,
            ),
            doing(
                play,
                AnswerAmendment(draft, text="No.", amendment=amendment, base=version.pk),
                EDITOR,
            ),
        )
        assert rules(results) == ["amendment.answered"]
        answered = Amendment.objects.get(pk=amendment.pk)
        assert [answered.answered_in] == numbers(results)
        assert (Version.objects.latest("number").pk != version.pk) is (answered.state == "taken")
    nothing_is_wrong()


def test_of_two_changes_to_one_paragraph_that_are_taken_up_at_once_the_second_is_shown_the_first(
    play: Play, draft: Chunk
) -> None:
    for number in range(ROUNDS):
        version = Version.objects.latest("number")
        amendments = [
            Amendment.objects.get(
                pk=play.do(
                    Amend(
                        draft,
                        text="Fairer.",
                        written=version,
                        paragraph=2,
                        new_text=f"Operators pay {number} {one}.",
                    ),
                    "civil-society1",
                ).number
            )
            for one in ("always", "once")
        ]
        results = together(
            *(
                doing(
                    play,
                    AnswerAmendment(draft, text="Yes.", amendment=one, taken=True, base=version.pk),
                    EDITOR,
                )
                for one in amendments
            )
        )
        assert rules(results) == ["amendment.paragraph-changed"]
        taken = Amendment.objects.get(answered_in__in=numbers(results))
        assert Version.objects.latest("number").text.endswith(taken.text)
    nothing_is_wrong()


def test_of_two_versions_written_from_one_the_second_is_told_of_the_first(
    play: Play, draft: Chunk
) -> None:
    for number in range(ROUNDS):
        base, before = Version.objects.latest("number"), Version.objects.count()
        texts = (f"Version {number} at the desk.", f"Version {number} on the train.")
        results = together(
            *(doing(play, Write(draft, text=text, base=base.pk), EDITOR) for text in texts)
        )
        assert rules(results) == ["text.newer-version"]
        assert Version.objects.count() == before + 1
    nothing_is_wrong()


@pytest.mark.parametrize("withdrawn", [False, True])
def test_an_objection_that_two_settle_at_once_is_settled_once(
    play: Play, draft: Chunk, withdrawn: bool
) -> None:
    play.seat("chairs", OTHER_CHAIR)
    for _round in range(ROUNDS):
        objection = Objection.objects.get(
            pk=play.do(Object(draft, text="Nobody asked the fishers."), "civil-society1").number
        )
        other = ("withdrawn", "civil-society1") if withdrawn else ("out_of_scope", OTHER_CHAIR)
        results = together(
            doing(
                play,
                Settle(draft, text="They were asked.", answer="addressed", objection=objection),
                CHAIR,
            ),
            doing(
                play, Settle(draft, text="Well.", answer=other[0], objection=objection), other[1]
            ),
        )
        assert rules(results) == ["objection.settled"]
        settled = Objection.objects.get(pk=objection.pk)
        assert [settled.settled_in] == numbers(results)
        assert Act.objects.get(pk=settled.settled_in).body["answer"] == settled.state
    assert facts_of(again(draft)).objections("open", "") == 0
    nothing_is_wrong()


def test_the_last_seat_of_an_office_is_taken_once(play: Play) -> None:
    for _round in range(ROUNDS):
        candidates = ("governments2", "civil-society1", "private-sector1", "technical-community2")
        results = together(
            *(
                plainly(play, GiveSeat(play.process, "chairs", play.people[one][0]))
                for one in candidates
            )
        )
        assert rules(results) == ["seat.none-free"] * 3
        assert (
            Seat.objects.filter(process=play.process, holder="chairs", until_at=None).count() == 2
        )
        Seat.objects.filter(pk__in=numbers(results)).delete()


def test_two_who_contest_one_designation_are_both_heard_and_it_is_answered_once(
    play: Play, call: Chunk
) -> None:
    play.people["third"] = play.newcomer("Third", "civil-society")
    for who in ("technical-community2", "third"):
        play.seat("panel", who)
    for part in parts_of(play, call, 3):
        everyone = ("civil-society1", "governments2")
        play.do(GiveFinding(part, "designation", "no_consensus", reason="one is against"), CHAIR)
        contests = [
            Appeal(part, "designation", "consensus_call/designation", reason=f"{who} is not")
            for who in everyone
        ]
        assert (
            len(
                numbers(
                    together(
                        *(
                            doing(play, one, who)
                            for one, who in zip(contests, everyone, strict=True)
                        )
                    )
                )
            )
            == 2
        )
        first = Act.objects.filter(kind="chunk.appeal", item=part.item).earliest("number")
        asked = facts_of(again(part)).appealed_at("designation", "")
        assert asked is not None
        assert asked.replace(second=0, microsecond=0) == first.minute
        ruling = GiveRuling(part, "designation", "dismissed", reason="so it is")
        panel = ("private-sector2", "technical-community2")
        assert rules(together(*(doing(play, ruling, who) for who in panel))) == []
        assert Act.objects.filter(kind="chunk.rule", item=part.item).count() == 2
        assert not facts_of(again(part)).is_frozen("")
        assert play.refused(ruling, panel[0]) == "equal-footing.working-group/appeals/designation"
    nothing_is_wrong()


def test_two_issues_that_are_merged_into_each_other_leave_one(play: Play) -> None:
    for number in range(3):
        one, other = (
            Issue.objects.select_related("process").get(
                pk=plainly(play, ProposeIssue(play.process, title), who)()
            )
            for title, who in (
                (f"Cables {number}", "civil-society1"),
                (f"Sea cables {number}", "governments2"),
            )
        )
        results = together(
            plainly(play, MergeIssue(one, other)),
            plainly(play, MergeIssue(other, one)),
            plainly(play, SupportIssue(one), "private-sector1"),
        )
        assert len(numbers(results)) >= 1
        merged = Issue.objects.filter(pk__in=[one.pk, other.pk]).exclude(merged_into=None)
        assert merged.count() == 1
        kept = Issue.objects.get(pk=merged.get().merged_into_id)
        assert kept.proposers.count() == 2
        supported = Act.objects.filter(
            kind="issue.support", item__in=[one.item, other.item]
        ).exists()
        assert kept.support.exists() is supported
    nothing_is_wrong()


def test_a_part_is_cut_off_before_the_whole_ends_or_not_at_all(play: Play, call: Chunk) -> None:
    parts = parts_of(play, call, ROUNDS)
    for part in parts:
        everyone_supports(play, part)
        play.do(Deliver(part, "evidence"))
    play.day += 21
    before, (by, capacity) = play.now - timedelta(seconds=1), play.people[CHAIR]
    for part in parts:
        with split_was_free():
            results = together(
                lambda part=part: (
                    perform(SplitIssue(part, "Late"), by=by, now=before, capacity=capacity).number
                ),  # type: ignore[misc]
                lambda part=part: advance(part, play.now),  # type: ignore[misc]
            )
        ended = Act.objects.get(kind="chunk.clock", item=part.item)
        assert all(number < ended.number for number in numbers(results))
        assert set(rules(results)) <= {"chunk.ended", "chunk.moved"}
    nothing_is_wrong()


def test_who_sends_more_issues_at_once_than_the_cap_has_the_last_ones_counted(play: Play) -> None:
    titles = [f"Issue {number}" for number in range(6)]
    sent = numbers(
        together(
            *(plainly(play, ProposeIssue(play.process, one), "civil-society1") for one in titles)
        )
    )
    assert (
        list(Issue.objects.filter(counted=True).order_by("number").values_list("number", flat=True))
        == sent[-3:]
    )
    nothing_is_wrong()


def test_a_secret_ballot_is_counted_once_and_every_vote_before_is_in_it(play: Play) -> None:
    chunk = under_review(play)
    voters = ("governments1", "governments2", "civil-society1", "private-sector1")
    play.join(*voters, "technical-community2")
    for who in voters:
        play.do(Vote(chunk, "confidence", "yes"), who)
    play.day += 14
    last = play.now - timedelta(seconds=1)
    by, capacity = play.people["technical-community2"]
    together(
        *[lambda: advance(chunk, play.now)] * 4,
        lambda: perform(Vote(chunk, "confidence", "no"), by=by, now=last, capacity=capacity),
    )
    (counted,) = [one for one in Act.objects.all() if "answers" in one.body]
    (given,) = counted.body["answers"]["leadership_review/confidence"].values()
    assert sorted(given) in (["yes"] * 4, ["no", *["yes"] * 4])
    assert not ChunkRow.objects.filter(what="answer", name="confidence").exists()
    nothing_is_wrong()


def test_a_contribution_that_is_edited_while_it_is_erased_says_nothing_of_the_edit(
    play: Play, draft: Chunk
) -> None:
    by = play.people["civil-society1"][0]
    for _round in range(ROUNDS):
        comment = Comment.objects.get(
            pk=play.do(Say(draft, text="Chen lives in Elm Street."), "civil-society1").number
        )
        results = together(
            doing(
                play,
                EditComment(draft, text="Chen lives in Oak Street.", comment=comment),
                "civil-society1",
            ),
            lambda comment=comment: (
                perform(EraseWords(Act.objects.get(pk=comment.pk)), by=by, now=play.now).number
            ),  # type: ignore[misc]
        )
        assert set(rules(results)) <= {"comment.not-yours"}
        now = Comment.objects.get(pk=comment.pk)
        assert (now.text, now.erased_in) == ("", max(numbers(results)))
        assert not CommentVersion.objects.exclude(text="").exists()
        assert not Opening.objects.filter(
            act_id__in=[comment.pk, *numbers(results)], field="text"
        ).exists()
    nothing_is_wrong()


def test_who_acts_for_a_group_on_its_last_day_acts_before_and_after_they_say_so(
    play: Play, draft: Chunk
) -> None:
    by, capacity = play.people["civil-society1"]
    today = play.now.date()
    results = together(
        doing(play, Say(draft, text="For all of us."), "civil-society1"),
        lambda: perform(EndAffiliation(capacity, today), by=by, now=play.now).number,
    )
    assert len(numbers(results)) == 2
    tomorrow = play.now + timedelta(days=1)
    refusal = foreseen(Say(draft, text="Still for us."), by=by, now=tomorrow, capacity=capacity)
    assert refusal is not None
    assert refusal.rule == "capacity.not-current"


def test_this_runs_on_a_database_that_lets_several_act() -> None:
    assert connection.vendor in {"sqlite", "postgresql"}


def test_whoever_looks_at_once_reminds_once(play: Play) -> None:
    chunk = to_the_call(play)
    everyone_supports(play, chunk)
    play.do(Deliver(chunk, "evidence"))
    play.do(GiveFinding(chunk, "designation", "consensus", reason="all groups"), CHAIR)
    play.later(chunk, 21)
    play.day += 370
    sent = together(*[lambda: remind_all(play.now)] * 4)
    assert sorted(sent) == [0, 0, 0, 1]
    assert Reminder.objects.count() == 1


def test_what_two_hide_at_once_is_hidden_once_and_comes_back_whole(play: Play) -> None:
    chunk = play.raised()
    play.do_plain(PublishCode("", ["No insults."]))
    act = play.do(Say(chunk, text="Bo is a liar."), EDITOR)
    results = together(*[plainly(play, HideWords(act=act, rule=1, reason="an insult"))] * 3)
    assert sorted(one for one in results if isinstance(one, str)) == [
        "conduct.hidden",
        "conduct.hidden",
    ]
    play.do_plain(ShowWords(Measure.objects.get(), "after all"))
    assert Comment.objects.get().text == "Bo is a liar."


def test_an_appeal_is_decided_once(play: Play) -> None:
    chunk = play.raised()
    play.do_plain(PublishCode("", ["No insults."]))
    play.do_plain(
        HideWords(act=play.do(Say(chunk, text="Bo is a liar."), EDITOR), rule=1, reason="an insult")
    )
    play.do_plain(AppealMeasure(Measure.objects.get(), "It is true."), EDITOR)
    appeal = MeasureAppeal.objects.get()
    decided = [
        plainly(play, DecideAppeal(appeal, result, "so it is"), "private-sector2")
        for result in ("upheld", "dismissed")
    ]
    results = together(*decided)
    assert "conduct.decided" in results
    shown = Comment.objects.get().text != ""
    assert shown is (MeasureAppeal.objects.get().result == "upheld")
