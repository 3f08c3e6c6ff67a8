"""The form of a ballot says what it is about, who sees the answer, until when it can change, and
what one answered so far.
"""

from typing import Any

import pytest
from django.test import Client

from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import Vote
from tests.play import Play, to_the_call

pytestmark = pytest.mark.django_db
ME = "civil-society1"


@pytest.fixture
def call(play: Play, now: dict[str, Any]) -> Chunk:
    chunk = to_the_call(play)
    now["now"] = play.now
    return chunk


def form(chunk: Chunk, client: Client) -> Any:
    page = client.get(f"/chunks/{chunk.pk}/do/vote/support/")
    assert page.status_code == 200
    return page


def test_before_an_answer_it_says_who_sees_it_and_until_when(
    play: Play, call: Chunk, client_of: Any
) -> None:
    page = form(call, client_of(play.people[ME][0]))
    text = " ".join(page.text.split())
    assert f'On: <a href="/chunks/{call.pk}/" dir="auto">{call.title}</a>' in text
    assert "Your answer is public, with your name." in text
    assert "Your answer so far" not in text
    assert "You can change it until" in text
    assert page.context["open_ballot"].ends is not None
    assert page.context["form"]["answer"].value() is None


def test_the_answer_so_far_and_its_reason_stand_in_the_form(
    play: Play, call: Chunk, client_of: Any
) -> None:
    play.do(Vote(call, "support", "object", reason="Nobody asked the fishers."), ME)
    page = form(call, client_of(play.people[ME][0]))
    assert "Your answer so far: <strong>object</strong>." in " ".join(page.text.split())
    found = page.context["form"]
    assert (found["answer"].value(), found["reason"].value()) == (
        "object",
        "Nobody asked the fishers.",
    )


@pytest.mark.parametrize("who", ["governments1", "private-sector1"])
def test_nobody_finds_the_answer_of_another_in_their_form(
    play: Play, call: Chunk, client_of: Any, who: str
) -> None:
    play.do(Vote(call, "support", "object", reason="Nobody asked the fishers."), ME)
    page = form(call, client_of(play.people[who][0]))
    assert "Nobody asked the fishers." not in page.text
    assert page.context["open_ballot"].before is None
