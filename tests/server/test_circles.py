"""Rules that turn in a circle, put into use before the checker knew such circles: one part fails,
nothing else does.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from shutil import rmtree
from textwrap import dedent

import pytest
from django.conf import settings
from django.test import Client

from isegoria.server.deliberation.acts import Say
from isegoria.server.deliberation.models import Comment
from isegoria.server.faults import faults
from isegoria.server.issues.acts import BeginProcess
from isegoria.server.people.models import Forum
from isegoria.server.process.clocks import advance, run_clocks
from isegoria.server.process.dates import PlanDate, planned
from isegoria.server.process.models import Chunk, PlannedDate, Process
from isegoria.server.process.steps import Leave
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act
from isegoria.server.rulebooks.acts import PutModelIntoUse
from isegoria.server.rulebooks.models import ModelInUse
from isegoria.server.rulebooks.reads import model_named
from isegoria.terms import Refused
from tests.play import START, Play, seated

pytestmark = pytest.mark.django_db

CIRCLE = dedent("""\
    id: our.circle
    title: A circle
    status: present
    summary: Two stages that lead to each other.
    groups: {governments: {title: Governments}, civil_society: {title: Civil society}}
    offices: {editor: {title: Editor, chosen: elected, by: governments, term: 1 year}}
    starts: waits
    stages:
      waits:
        title: It waits
        rights: {civil_society: [attend, propose, comment], governments: [attend, propose, comment]}
        clocks: {wait: {length: 1 week, timeout: {silence: advances, exit: on}}}
        exits: {on: {to: one, by: editor, when: {ended: wait}}}
      one:
        title: One
        officer: editor
        rights: {civil_society: [attend, propose, comment], governments: [attend, propose, comment]}
        exits:
          go: {to: two, when: {not: {objections: open, more_than: 5}}}
          out: {outcome: none, by: editor}
      two:
        title: Two
        officer: editor
        rights: {civil_society: [attend, comment], governments: [attend, comment]}
        exits:
          back: {to: one, when: {not: {objections: open, more_than: 5}}, guard: {rounds: 100000000, forces: out}}
          out: {outcome: none, by: editor}
    outcomes: {none: {title: None, force: none}}
    """)


@pytest.fixture(autouse=True)
def _none() -> Iterator[None]:
    yield
    rmtree(Path(settings.HOME) / "faults", ignore_errors=True)


@pytest.fixture
def play() -> Play:
    """Return a process whose rules turn in a circle after a week."""
    Forum.objects.create(pk=1, name="Example forum", languages=["en"])
    found = seated()
    ModelInUse.objects.create(model_id="our.circle", version=1, text=CIRCLE, put_in=1)
    begun = perform(
        BeginProcess("Circle", model_named("our.circle")), by=found.secretary, now=START
    )
    found.process = Process.objects.get(pk=begun.number)
    found.seat("editor", "governments1")
    return found


def clock_acts() -> int:
    return Act.objects.filter(kind="chunk.clock").count()


def test_the_checker_lets_no_such_rules_into_use() -> None:
    with pytest.raises(Refused, match="loop that runs by itself"):
        perform(PutModelIntoUse(CIRCLE), by=None, now=START)


def test_a_circle_writes_nothing_and_is_a_fault_of_its_part(play: Play, client_of) -> None:  # type: ignore[no-untyped-def]
    chunk, other = play.raised(), play.raised("governments2")
    Chunk.objects.filter(pk=other.pk).update(look_at=None)
    play.day += 8
    run_clocks(play.now)
    assert (
        clock_acts() == 1
    )  # the clock of the first stage ended a day before; what the circle would do was not written
    assert Chunk.objects.get(pk=chunk.pk).stage == "one"
    assert [(one.kind, one.about) for one in faults()] == [("circle", chunk.pk)]
    page = client_of(play.secretary).get("/").text
    assert "The rules of a part lead in a circle" in page
    assert faults()[0].number in page


def test_it_is_looked_at_again_after_an_hour_and_stays_a_fault_until_then(play: Play) -> None:
    chunk = play.raised()
    play.day += 8
    assert run_clocks(play.now) == 1
    number = faults()[0].number
    assert Chunk.objects.get(pk=chunk.pk).look_at == play.now + timedelta(hours=1)
    assert run_clocks(play.now + timedelta(minutes=59)) == 0
    assert [one.number for one in faults() if one.kind == "circle"] == [number]
    assert run_clocks(play.now + timedelta(minutes=60)) == 1
    assert [one.number for one in faults() if one.kind == "circle"] == [number]
    assert clock_acts() == 1


def test_whoever_acts_keeps_their_act_and_can_act_again(play: Play) -> None:
    chunk = play.raised()
    Chunk.objects.filter(pk=chunk.pk).update(look_at=None)
    play.day += 8
    advance(chunk, play.now, look=True)
    before = clock_acts()
    for text in ("We agree.", "We still agree."):
        play.do(Say(chunk, text=text), "civil-society1")
    assert Comment.objects.count() == 2
    assert clock_acts() == before == 1
    assert Client().get(f"/chunks/{chunk.pk}/").status_code == 200


def test_the_officer_leads_a_part_out_of_its_circle(play: Play) -> None:
    chunk = play.raised()
    play.day += 8
    run_clocks(play.now)
    play.do(Leave(chunk, "out"), "governments1")
    assert Chunk.objects.get(pk=chunk.pk).outcome == "none"
    assert faults() == []


def test_a_date_is_planned_beside_a_circle(play: Play) -> None:
    play.raised()
    play.day += 8
    on = (play.now + timedelta(days=9)).date()
    planned(PlanDate(play.process, on, title="Assembly"), by=play.secretary, now=play.now)
    assert PlannedDate.objects.count() == 1
    assert clock_acts() == 1
