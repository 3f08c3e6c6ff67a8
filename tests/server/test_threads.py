"""The discussion in reading order, page by page, however long a thread is; links to a contribution
find its page.
"""

import pytest
from django.test import Client

from isegoria.server.deliberation.acts import Say
from isegoria.server.deliberation.models import Comment
from isegoria.server.deliberation.threads import (
    CONTRIBUTIONS,
    in_reading_order,
    page_with,
    path_below,
    placed,
)
from isegoria.server.process.models import Chunk
from tests.play import Play

pytestmark = pytest.mark.django_db


def said(play: Play, chunk: Chunk, text: str, parent: Comment | None = None) -> Comment:
    return Comment.objects.get(
        pk=play.do(Say(chunk, text=text, parent=parent), "civil-society1").number
    )


def order(chunk: Chunk) -> list[tuple[str, int]]:
    numbers = in_reading_order(chunk).values_list("number", flat=True)[:CONTRIBUTIONS]
    return [(one.comment.text, one.depth) for one in placed(list(numbers))]


def test_replies_stand_below_what_they_answer_and_a_late_one_moves_nobody(play: Play) -> None:
    chunk = play.raised()
    first, second = said(play, chunk, "first"), said(play, chunk, "second")
    reply = said(play, chunk, "reply", first)
    said(play, chunk, "reply to the reply", reply)
    assert order(chunk) == [("first", 0), ("reply", 1), ("reply to the reply", 2), ("second", 0)]
    said(play, chunk, "late", first)
    said(play, chunk, "later", second)
    assert order(chunk) == [
        ("first", 0),
        ("reply", 1),
        ("reply to the reply", 2),
        ("late", 1),
        ("second", 0),
        ("later", 1),
    ]


def test_a_quarrel_of_two_people_without_end_keeps_its_order(play: Play) -> None:
    chunk = play.raised()
    one = said(play, chunk, "0")
    for number in range(1, 45):
        one = said(play, chunk, str(number), one)
    assert [text for text, _depth in order(chunk)] == [str(number) for number in range(45)]
    assert {len(path) for path in Comment.objects.values_list("path", flat=True)} == {
        10 * length for length in range(1, 33)
    }


def test_a_thread_of_many_replies_fills_several_pages_and_links_find_theirs(
    play: Play, client: Client
) -> None:
    chunk = play.raised()
    root = said(play, chunk, "root")
    Comment.objects.bulk_create(
        Comment(
            number=10_000 + number,
            chunk=chunk,
            participant=root.participant,
            at=root.at,
            parent=root,
            text=f"reply {number}",
            path=path_below(root, 10_000 + number),
        )
        for number in range(2 * CONTRIBUTIONS)
    )
    last = said(play, chunk, "another thread")
    assert [
        page_with(chunk, one) for one in (root.pk, 10_000, 10_048, 10_049, 10_099, last.pk, 99)
    ] == [1, 1, 1, 2, 3, 3, 1]
    page = client.get(f"/chunks/{chunk.pk}/discussion/?to=10049").content.decode()
    assert 'id="c10049"' in page
    assert 'id="c10048"' not in page
    assert f'href="/chunks/{chunk.pk}/discussion/?to={root.pk}#c{root.pk}">#{root.pk}</a>' in page
    assert "Page 2 of 3" in page
    assert page.count('class="turn comment') == CONTRIBUTIONS


def test_the_history_of_a_chunk_goes_on_from_act_to_act(play: Play, client: Client) -> None:
    chunk = play.raised()
    for number in range(120):
        said(play, chunk, f"{number}")
    shown, address, pages = [], f"/chunks/{chunk.pk}/history/", 0
    while address:
        stretch = client.get(address).context["stretch"]
        shown += [act.number for act in stretch.acts]
        address = f"/chunks/{chunk.pk}/history/?after={stretch.later}" if stretch.later else ""
        pages += 1
    assert (len(shown), shown, pages) == (120, sorted(shown), 3)
    back = client.get(f"/chunks/{chunk.pk}/history/?after={stretch.earlier}").context["stretch"]
    assert (back.earlier, back.acts[0].number) == (0, shown[50])
    assert client.get(f"/chunks/{chunk.pk}/history/").context["stretch"].earlier is None
