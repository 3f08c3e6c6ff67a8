"""What is new since the last visit: on every device of a participant, in the cookie of a visitor,
as a digest and as a feed.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from isegoria.server.deliberation.acts import Object, Say, Settle, TakePosition
from isegoria.server.deliberation.models import Comment, Objection, Visit
from isegoria.server.deliberation.texts import Write
from isegoria.server.deliberation.visits import PAUSE, Seen, looked
from isegoria.server.pages.deliberation import news
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import Deliver
from tests.play import START, Play, to_the_call

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, datetime]]:
    kept = {"now": START}
    monkeypatch.setattr(timezone, "now", lambda: kept["now"])
    return kept


def fresh(client: Client, chunk: Chunk) -> int:
    return int(client.get(f"/chunks/{chunk.pk}/discussion/").context["fresh"].number)


def test_at_a_first_look_nothing_is_new_and_a_visit_ends_after_a_pause() -> None:
    first = looked(None, 7, NOON)
    assert first == Seen(7, 7, NOON)
    during = looked(first, 9, NOON + PAUSE)
    assert (during.number, during.latest) == (7, 9)
    again = looked(during, 12, NOON + 2 * PAUSE + timedelta(seconds=1))
    assert (again.number, again.latest) == (9, 12)


@pytest.mark.parametrize("signed_in", [True, False])
def test_what_others_said_is_new_until_the_visit_after(
    play: Play, client: Client, client_of: Any, clock: dict[str, datetime], signed_in: bool
) -> None:
    chunk = play.raised()
    if signed_in:
        client = client_of(play.people["governments1"][0])
    play.do(Say(chunk, text="One."), "civil-society1")
    assert fresh(client, chunk) == 0
    play.do(Say(chunk, text="Two."), "civil-society1")
    play.do(Say(chunk, text="Three."), "civil-society1")
    if signed_in:
        play.do(Say(chunk, text="My own is not new to me."), "governments1")
    clock["now"] += timedelta(hours=1)
    assert [fresh(client, chunk), fresh(client, chunk)] == [2, 2]
    assert b"2 new since your last visit" in client.get(f"/chunks/{chunk.pk}/").content
    clock["now"] += timedelta(hours=1)
    assert fresh(client, chunk) == 0
    assert Visit.objects.count() == signed_in


def test_a_participant_finds_on_another_device_what_they_saw(
    play: Play, client_of: Any, clock: dict[str, datetime]
) -> None:
    chunk, who = play.raised(), play.people["governments1"][0]
    assert fresh(client_of(who), chunk) == 0
    play.do(Say(chunk, text="Two."), "civil-society1")
    clock["now"] += timedelta(hours=1)
    assert fresh(client_of(who), chunk) == 1


def test_a_page_writes_a_visit_at_most_once_and_not_again_at_once(
    play: Play, client_of: Any, clock: dict[str, datetime], django_assert_num_queries: Any
) -> None:
    chunk, client = play.raised(), client_of(play.people["governments1"][0])
    client.get(f"/chunks/{chunk.pk}/new/")
    before = Visit.objects.get().at
    clock["now"] += timedelta(minutes=4)
    client.get(f"/chunks/{chunk.pk}/new/")
    assert Visit.objects.get().at == before
    clock["now"] += timedelta(minutes=4)
    client.get(f"/chunks/{chunk.pk}/new/")
    assert Visit.objects.get().at > before


def test_a_cookie_that_was_tampered_with_says_nothing(play: Play, client: Client) -> None:
    chunk = play.raised()
    client.cookies["visits"] = f"{chunk.pk}.0.0.0:forged:signature"
    assert fresh(client, chunk) == 0


def test_the_digest_tells_what_happened_by_thread_by_kind_and_by_group(
    play: Play, client: Client, clock: dict[str, datetime]
) -> None:
    chunk = to_the_call(play, call=False)
    clock["now"] = play.now
    play.do(Say(chunk, text="An old thread about ships."), "civil-society1")
    old = Comment.objects.get()
    assert (
        "Nothing happened here since then"
        in client.get(f"/chunks/{chunk.pk}/new/").content.decode()
    )
    play.do(Say(chunk, text="They are too few.", parent=old), "private-sector1")
    play.do(Say(chunk, text="And too slow.", parent=old), "governments2")
    play.do(Say(chunk, text="Something <b>else</b>."), "civil-society2")
    play.do(Write(chunk, text="Operators repair.", note="shorter"), "technical-community1")
    play.do(TakePosition(chunk, answer="stand_aside", text=""), "civil-society1")
    play.do(Object(chunk, text="Nobody asked the fishers."), "civil-society2")
    play.do(
        Settle(chunk, text="In May.", answer="addressed", objection=Objection.objects.get()),
        "governments1",
    )
    play.do(Deliver(chunk, "text"), "technical-community1")
    clock["now"] += timedelta(hours=1)
    answer = client.get(f"/chunks/{chunk.pk}/new/")
    page, found = answer.content.decode(), answer.context["news"]
    assert [(one.root.pk == old.pk, one.number) for one in answer.context["threads"]] == [
        (False, 1),
        (True, 2),
    ]
    assert dict(found.groups) == {"Private sector": 1, "Governments": 1, "Civil society": 1}
    assert dict(found.kinds)["chunk.comment"] == 3
    assert found.acts == 8
    for words in (
        "2 new contributions",
        "An old thread about ships.",
        "They are too few.",
        "Something &lt;b&gt;else&lt;/b&gt;.",
        "shorter",
        "Nobody asked the fishers.",
        "In May.",
        "stand aside",
        "What changed in the text",
        "Published a document",
    ):
        assert words in page, words


def test_what_the_page_showed_is_marked_as_read_and_what_came_since_is_not(
    play: Play, client: Client, clock: dict[str, datetime]
) -> None:
    chunk = play.raised()
    client.get(f"/chunks/{chunk.pk}/new/")
    play.do(Say(chunk, text="One."), "civil-society1")
    clock["now"] += timedelta(hours=1)
    shown = client.get(f"/chunks/{chunk.pk}/new/").context["latest"]
    play.do(Say(chunk, text="Meanwhile."), "civil-society1")
    after = client.post(
        f"/chunks/{chunk.pk}/new/read/", {"latest": shown}, follow=True
    ).content.decode()
    assert "Meanwhile." in after
    assert "One." not in after
    assert client.get(f"/chunks/{chunk.pk}/new/read/").status_code == 405


def test_one_may_look_further_back_but_not_without_end(
    play: Play, client: Client, clock: dict[str, datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    chunk = play.raised()
    for day in range(12):
        play.day = day
        play.do(Say(chunk, text=f"Day {day}."), "civil-society1")
    clock["now"] = play.now + timedelta(minutes=1)
    address = f"/chunks/{chunk.pk}/new/"
    assert client.get(address + "?days=7").context["news"].acts == 7
    assert client.get(address + "?since=0").context["news"].acts == 12
    assert client.get(address + "?since=x").context["news"].acts == 12
    monkeypatch.setattr(news, "MOST", 5)
    monkeypatch.setattr("isegoria.server.pages.deliberation.news_views.MOST", 5)
    cut = client.get(address + "?since=0")
    assert cut.context["news"].acts == 5
    assert "only the last 5 acts are counted" in cut.content.decode()


def test_every_act_on_a_chunk_comes_as_a_feed(play: Play, client: Client) -> None:
    chunk = play.raised()
    play.do(Say(chunk, text="One."), "civil-society1")
    other = play.raised("civil-society2")
    play.do(Say(other, text="Elsewhere."), "civil-society2")
    feed = client.get(f"/chunks/{chunk.pk}/acts.atom").content.decode()
    assert feed.count("<entry>") == 1
    assert "Contributed to the discussion" in feed
    assert client.get("/chunks/99999/acts.atom").status_code == 404
