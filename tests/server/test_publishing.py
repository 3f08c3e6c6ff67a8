"""A version of the text is a draft until it is published, and pages say which one is which. What
decided nothing is no outcome.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from isegoria.library import model
from isegoria.server.deliberation.acts import ProposeItem
from isegoria.server.deliberation.publishing import publication_of
from isegoria.server.deliberation.texts import Write
from isegoria.server.issues.acts import BeginProcess
from isegoria.server.outcomes.acts import Follow, NameResponsible
from isegoria.server.outcomes.reads import outcomes
from isegoria.server.process.facts import model_of
from isegoria.server.process.models import Chunk, Process
from isegoria.server.process.steps import Deliver
from isegoria.server.record.door import perform
from isegoria.server.replay.compare import recompute
from tests.play import Play, at_deliberation
from tests.reading import shown

pytestmark = pytest.mark.django_db

EDITOR = "technical-community1"


@pytest.fixture(autouse=True)
def _today(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pages believe that it is the day on which people act."""
    group = "small" if "small" in request.fixturenames else "play"
    people: Play = request.getfixturevalue(group)
    monkeypatch.setattr(timezone, "now", lambda: people.now)


@pytest.fixture
def small() -> Play:
    return Play("equal-footing.quick")


def over_without_a_text(play: Play) -> Chunk:
    chunk = play.raised()
    play.later(chunk, 3)
    play.later(chunk, 6)
    return Chunk.objects.get(pk=chunk.pk)


def test_what_ended_without_a_text_and_without_options_decided_nothing(
    small: Play, client: Client
) -> None:
    chunk = over_without_a_text(small)
    assert (chunk.outcome, chunk.cited) == ("options", "")
    assert list(outcomes()) == []
    page = shown(client.get(f"/outcomes/{chunk.pk}/"))
    assert "Nothing was decided." in page
    assert "2026-1" not in page
    assert "Nothing was decided" in shown(client.get(f"/chunks/{chunk.pk}/"))
    assert chunk.title not in shown(client.get("/outcomes/"))
    assert client.get("/outcomes/outcomes.json").json()["outcomes"] == []
    assert small.refused_plain(NameResponsible(chunk)) == "outcome.nobody-to-name"
    assert small.refused_plain(Follow(chunk, "done", "It is.")) == "outcome.none-yet"
    assert [str(one) for one in recompute(chunk.issue).findings] == []


def options_in(small: Play, chunk: Chunk) -> None:
    small.later(chunk, 3)
    small.do(ProposeItem(chunk, text="Meet in May."), "civil-society1")
    small.later(chunk, 6)


def test_one_proposal_is_something_to_choose_from(small: Play) -> None:
    chunk = small.raised()
    options_in(small, chunk)
    assert Chunk.objects.get(pk=chunk.pk).cited == "2026-1"


def test_an_empty_outcome_of_an_earlier_version_keeps_its_number_and_says_what_it_is(
    small: Play, client: Client
) -> None:
    """People cite the number."""
    chunk = over_without_a_text(small)
    Chunk.objects.filter(pk=chunk.pk).update(cited="2026-1")
    page = shown(client.get(f"/outcomes/{chunk.pk}/"))
    assert "Nothing was decided." in page
    assert "2026-1" in page


def test_two_processes_do_not_give_one_number_twice(small: Play) -> None:
    first = small.raised()
    options_in(small, first)
    rules = model("equal-footing.quick")
    began = perform(BeginProcess("Signs", rules), by=small.secretary, now=small.now)
    small.process = Process.objects.get(pk=began.number)
    options_in(small, small.raised())
    assert {one.cited for one in Chunk.objects.all()} == {"2026-1", "2026-2"}


def test_a_text_that_nobody_wrote_is_not_published(
    play: Play, client_of: Callable[[Any], Client]
) -> None:
    chunk = at_deliberation(play)
    assert play.refused(Deliver(chunk, "text"), EDITOR) == "text.nothing-to-publish"
    page = client_of(play.people[EDITOR][0]).get(f"/chunks/{chunk.pk}/").content.decode()
    assert f'href="/chunks/{chunk.pk}/do/deliver/text/"' not in page
    play.do(Write(chunk, text="Coastal states repair."), EDITOR)
    play.do(Deliver(chunk, "text"), EDITOR)


def test_pages_say_which_version_is_published_and_which_is_a_draft(
    play: Play, client_of: Callable[[Any], Client]
) -> None:
    chunk = at_deliberation(play)
    rules, page = model_of(chunk.process), client_of(play.people[EDITOR][0])
    first = play.do(Write(chunk, text="Coastal states repair."), EDITOR).number
    text, form = f"/chunks/{chunk.pk}/text/", f"/chunks/{chunk.pk}/do/deliver/text/"
    assert "No version is published yet." in shown(page.get(text))
    assert f"makes version #{first} the published one" in shown(page.get(form))
    act = play.do(Deliver(chunk, "text"), EDITOR)
    assert act.body == {"name": "text", "version": first}
    found = publication_of(Chunk.objects.get(pk=chunk.pk), rules)
    assert found is not None
    assert (found.published, found.act, found.draft) == (first, act.number, None)
    assert "There is no newer draft." in shown(page.get(form))
    second = play.do(Write(chunk, text="Operators repair."), EDITOR).number
    found = publication_of(Chunk.objects.get(pk=chunk.pk), rules)
    assert found is not None
    assert (found.published, found.draft) == (first, second)
    for address in (text, f"/chunks/{chunk.pk}/"):
        told = shown(page.get(address))
        assert f"Published: version #{first}" in told
        assert f"Newer draft: version #{second}" in told
    write = shown(page.get(f"/chunks/{chunk.pk}/do/write/"))
    assert "Save draft" in write


def test_a_publication_of_an_earlier_version_published_what_was_newest_then(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunk = at_deliberation(play)
    first = play.do(Write(chunk, text="Coastal states repair."), EDITOR).number
    monkeypatch.setattr(Deliver, "on_text", False)
    act = play.do(Deliver(chunk, "text"), EDITOR)
    assert act.body == {"name": "text"}
    play.do(Write(chunk, text="Operators repair."), EDITOR)
    found = publication_of(Chunk.objects.get(pk=chunk.pk), model_of(chunk.process))
    assert found is not None
    assert found.published == first


def test_what_changed_while_somebody_published_is_shown_first(play: Play) -> None:
    chunk = at_deliberation(play)
    first = play.do(Write(chunk, text="Coastal states repair."), EDITOR).number
    play.do(Write(chunk, text="Operators repair."), EDITOR)
    assert play.refused(Deliver(chunk, "text", seen=first), EDITOR) == "text.changed"


def test_rules_that_do_not_publish_the_text_have_no_drafts() -> None:
    assert publication_of(Chunk(), model("ietf.recall")) is None
