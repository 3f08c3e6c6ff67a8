"""What acts leave behind, read back from the tables, when a second sending is the same act, and what
changed while a page was open.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from isegoria.rules.facts.protocol import Person
from isegoria.server.conduct.erasing import EraseAccount
from isegoria.server.deliberation.acts import ProposeItem
from isegoria.server.deliberation.models import Version
from isegoria.server.deliberation.motions import work_of
from isegoria.server.deliberation.polls import AnswerPoll
from isegoria.server.deliberation.texts import AnswerAmendment, SaySubstantive, Write
from isegoria.server.issues.acts import ProposeIssue
from isegoria.server.people.models import StakeholderGroup
from isegoria.server.process.dates import PlanDate, planned
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk, Motion, PlannedDate
from isegoria.server.process.seconding import Other
from isegoria.server.process.steps import Appeal, Leave, Vote
from isegoria.server.rulebooks.models import ProcessDraft
from tests.world import AUTHOR, CHAIR, EDITOR, World


def now_of(chunk: Chunk) -> Chunk:
    return Chunk.objects.select_related("process").get(pk=chunk.pk)


@pytest.mark.parametrize("substantive", [True, False])
def test_a_change_of_substance_is_an_event_that_is_kept(world: World, substantive: bool) -> None:
    work = SaySubstantive(
        world.draft, written=world.version, substantive=substantive, reason="It is new."
    )
    act = world.play.do(work, EDITOR)
    kept = Version.objects.get(pk=world.version.pk)
    assert (kept.substantive, kept.said_in) == (substantive, act.number)
    told = facts_of(now_of(world.draft)).event_at("deliberation", "substantive")
    assert told == (world.now if substantive else None)


@pytest.mark.parametrize(
    ("written", "seen", "refused"),
    [
        (True, None, ""),
        (True, "this", ""),
        (True, 0, "text.changed"),
        (True, 10**9, "text.changed"),
        (False, None, ""),
        (False, 0, ""),
        (False, 10**9, "text.changed"),
    ],
)
def test_what_was_said_about_another_version_is_refused(
    world: World, written: bool, seen: Any, refused: str
) -> None:
    poll = world.poll()
    if not written:
        Chunk.objects.filter(pk=world.draft.pk).update(text_version=None)
    saw = world.version.pk if seen == "this" else seen
    work = AnswerPoll(now_of(world.draft), poll=poll, answer="a", seen=saw)
    assert world.refused(work, AUTHOR) == refused


def test_an_account_takes_its_drafts_of_rules_with_it(world: World) -> None:
    for owner in (world.who(AUTHOR), world.who(EDITOR)):
        ProcessDraft.objects.create(owner=owner, based_on="a", text="id: a", changed_at=world.now)
    world.done(EraseAccount(world.who(AUTHOR)), AUTHOR)
    assert [one.owner_id for one in ProcessDraft.objects.all()] == [world.who(EDITOR).pk]


def test_a_vote_is_sent_again_only_with_the_same_answer(world: World) -> None:
    world.play.do(Leave(world.draft, "call_consensus"), CHAIR)
    called = now_of(world.draft)
    vote = Vote(called, "support", "support")
    act = world.play.do(vote, AUTHOR)
    assert vote.repeats(act)
    assert not Vote(called, "support", "object", reason="No.").repeats(act)
    assert not Vote(called, "other", "support").repeats(act)
    assert not Vote(called, "support", "support", item="§ 2").repeats(act)


def test_a_planned_date_gives_its_act(world: World) -> None:
    work = PlanDate(world.process, (world.now + timedelta(days=9)).date(), title="Assembly")
    act = planned(work, by=world.play.secretary, now=world.now)
    assert (act.kind, PlannedDate.objects.get(planned_in=act.number).title) == (
        "process.plan",
        "Assembly",
    )


def test_a_motion_becomes_what_it_asks_others_to_back(world: World) -> None:
    group = StakeholderGroup.objects.get(slug="governments")
    others = (Other(Person("8", ("individuals",)), 8),)

    def motion(what: str, **details: Any) -> Motion:
        return Motion(
            process=world.process,
            chunk=world.draft,
            what=what,
            title="Ports",
            text="All of them.",
            details=details,
        )

    said = {"affected": ["governments"], "jurisdictions": "all", "technologies": "radio"}
    assert work_of(motion("issue", **said), others) == ProposeIssue(
        world.process, "Ports", "All of them.", (group,), "all", "radio", others=others
    )
    assert work_of(motion("issue"), others) == ProposeIssue(
        world.process, "Ports", "All of them.", (), "", "", others=others
    )
    assert work_of(motion("item"), others) == ProposeItem(world.draft, text="Ports", others=others)
    assert work_of(motion("appeal", name="panel", answer="designation"), others) == Appeal(
        world.draft, "panel", "designation", reason="All of them.", others=others
    )


@pytest.mark.parametrize(
    ("before", "base", "changed"),
    [
        pytest.param([], None, False, id="no page was open"),
        pytest.param([], 0, False, id="the page showed this version"),
        pytest.param(["All repair.\n\nOperators pay.\n\nNow."], 0, False, id="another paragraph"),
        pytest.param(["First.\n\nAll repair.\n\nOperators pay.\n\nSoon."], 0, False, id="it moved"),
        pytest.param(["All repair.\n\nOperators pay it.\n\nSoon."], 0, True, id="this paragraph"),
        pytest.param(["All repair.\n\nOperators pay it.\n\nSoon."], 1, False, id="seen as it is"),
        pytest.param(["All repair.\n\nOperators pay it.\n\nSoon."], None, False, id="no page"),
        pytest.param([], 10**9, True, id="a version that is not there"),
    ],
)
def test_a_paragraph_that_changed_while_a_page_was_open_is_shown_first(
    world: World, before: list[str], base: int | None, changed: bool
) -> None:
    amendment = world.amendment()
    written = [world.play.do(Write(world.draft, text=text), EDITOR).number for text in before]
    seen = [world.version.pk, *written]
    work = AnswerAmendment(
        world.draft,
        amendment=amendment,
        taken=True,
        text="Yes.",
        base=seen[base] if base is not None and base < len(seen) else base,
    )
    assert world.refused(work, EDITOR) == ("amendment.paragraph-changed" if changed else "")
    assert world.refused(replace(work, taken=False), EDITOR) == ""
