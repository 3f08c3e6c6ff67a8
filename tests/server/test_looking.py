"""What fires is kept: a page shows it at once, a small issue is looked at anew after an act, a
large one beside the page.
"""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from isegoria.server.deliberation.acts import Say
from isegoria.server.issues.models import Issue
from isegoria.server.jobs.queues import Queue
from isegoria.server.membership.voices import room_of
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import Vote
from isegoria.server.warnings import looking
from isegoria.server.warnings.looking import look_at_large, looked_at, signals_of
from isegoria.server.warnings.models import Look
from isegoria.server.warnings.reads import fired, histories_of
from isegoria.signals.values import Kind
from tests.play import Play, everyone_supports, to_the_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(play: Play) -> Issue:
    chunk = play.raised()
    play.do(
        Say(chunk, text="When do you call us?", form="question", asked="chairs"), "civil-society1"
    )
    return Issue.objects.get()


def kinds(issue: Issue, play: Play) -> set[Kind]:
    return {one.kind for one in signals_of(issue, play.now)}


def test_a_small_issue_is_looked_at_again_as_soon_as_anything_was_done(
    issue: Issue, play: Play
) -> None:
    play.day += 40
    assert Kind.UNANSWERED_QUESTIONS in kinds(issue, play)
    chunk = Chunk.objects.get()
    question = chunk.comment_set.get()
    play.do(Say(chunk, text="In May.", parent=question, says_what="answers"), "governments1")
    assert Kind.UNANSWERED_QUESTIONS not in kinds(issue, play)


def test_what_was_kept_is_shown_without_looking(
    issue: Issue, play: Play, django_assert_num_queries: Any
) -> None:
    looked_at([issue], play.now)
    with django_assert_num_queries(2):
        assert looked_at([issue], play.now + timedelta(minutes=9))[0].current
    Look.objects.update(signals=[])
    assert signals_of(issue, play.now + timedelta(minutes=9)) == []
    assert signals_of(issue, play.now + timedelta(days=40))


def test_people_have_their_names_and_two_of_one_name_are_two(play: Play) -> None:
    chunk = play.raised()
    for who in ("civil-society1", "private-sector1"):
        play.people[who][0].name = "Kim"
        play.people[who][0].save()
    for number, who in enumerate([one for one in play.people for _ in range(2)]):
        play.do(Say(chunk, text=f"word {number} " * (200 if who == "civil-society1" else 3)), who)
    history, _set = histories_of([Issue.objects.get()], play.now)[chunk.issue_id]
    assert len(history.participants) == 8
    said = [one for one in signals_of(Issue.objects.get(), play.now) if one.kind is Kind.DOMINANCE]
    assert {one.figures["who"] for one in said} == {"Civil society", "Office of civil-society 1"}
    assert "\x1f" not in "".join(map(str, said))


def test_the_last_answers_to_each_call_are_known(play: Play) -> None:
    chunk = to_the_call(play)
    everyone_supports(play, chunk)
    play.do(Vote(chunk, "support", "can_live_with"), "civil-society2")
    history, _set = histories_of([Issue.objects.get()], play.now)[chunk.issue_id]
    assert [one.number for one in history.calls] == [1]
    values = [one.value for one in history.positions]
    assert values.count("can_live_with") == 1
    assert len(values) == len({one.person for one in history.positions}) >= 7


def test_no_page_waits_for_a_large_issue(
    issue: Issue, play: Play, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    def waiting() -> int:
        return DBTaskResult.objects.count()

    def work() -> None:
        while Queue(look_at_large, "one").step():
            pass

    monkeypatch.setattr(looking, "LARGE", 0)
    assert "looked at for the first time" in client.get(f"/issues/{issue.pk}/").content.decode()
    assert "looked at for the first time" in client.get("/warnings/").content.decode()
    assert waiting() == 1
    work()
    assert Look.objects.get().at is not None
    assert "looked at for the first time" not in client.get(f"/issues/{issue.pk}/").content.decode()
    assert waiting() == 0  # it is fresh
    play.do(Say(Chunk.objects.get(), text="More."), "civil-society2")
    assert "As of" in client.get(f"/issues/{issue.pk}/").content.decode()
    assert waiting() == 0  # the last look is less than a minute old
    Look.objects.update(at=timezone.now() - timedelta(minutes=2), began_at=timezone.now())
    client.get(f"/issues/{issue.pk}/")
    assert waiting() == 0  # somebody looks
    Look.objects.update(began_at=timezone.now() - timedelta(minutes=20))
    client.get(f"/issues/{issue.pk}/")
    assert waiting() == 1  # whoever looked was interrupted
    Look.objects.update(began_at=timezone.now() - timedelta(minutes=20))
    client.get(f"/issues/{issue.pk}/")
    assert waiting() == 2  # the worker was away
    looks: list[Any] = []
    monkeypatch.setattr(
        looking, "_look", lambda *how: looks.append(how) or Look.objects.update(began_at=None)
    )
    work()
    assert len(looks) == 1  # once is enough


def test_a_page_that_cannot_write_shows_what_there_is(
    issue: Issue, monkeypatch: pytest.MonkeyPatch, play: Play
) -> None:
    def locked(*_how: Any) -> bool:
        raise OperationalError("database is locked")

    monkeypatch.setattr(looking, "LARGE", 0)
    monkeypatch.setattr(looking, "_begun", locked)
    with patch.object(looking, "connection") as connection:
        connection.in_atomic_block = False
        assert [one.at for one in looked_at([issue], play.now)] == [None]


def test_of_two_who_find_a_large_issue_old_one_looks(issue: Issue) -> None:
    now = timezone.now()
    assert looking._begun(issue, now)
    assert not looking._begun(issue, now)
    assert looking._begun(issue, now + timedelta(hours=1))


def test_there_are_no_warnings_of_an_issue_that_is_not_there(client: Client) -> None:
    assert client.get("/issues/99/warnings.json").status_code == 404


def test_a_group_that_only_the_rules_call_affected_is_a_missing_voice_too(play: Play) -> None:
    chunk = play.raised(
        "civil-society1"
    )  # names nobody as affected; the rules name all four groups
    missing = {
        one.about
        for one in fired([chunk.issue], play.now)[chunk.issue_id]
        if one.kind is Kind.MISSING_VOICES
    }
    assert "Private sector" in missing
    assert {
        voice.title for voice in room_of(play.process, (), play.now).voices if voice.missing
    } <= missing


def test_no_review_is_due_on_an_issue_that_has_ended(play: Play) -> None:
    chunk = play.raised("civil-society1")
    later = play.now + timedelta(days=800)

    def due() -> bool:
        return any(
            one.kind is Kind.REVIEW_DUE for one in fired([chunk.issue], later)[chunk.issue_id]
        )

    assert due()
    facts = facts_of(chunk)
    facts.state.outcome, facts.state.ended_at = "recommendation", play.now
    facts.write()
    assert not due()
