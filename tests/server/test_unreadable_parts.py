"""A part whose state cannot be read hides no other: the pages show the rest, and say the number of
the fault.
"""

from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from isegoria.server.faults import faults
from isegoria.server.people.models import Forum
from isegoria.server.process.models import Chunk
from tests.once import once
from tests.play import Play, split_in_a_call, to_the_call

pytestmark = pytest.mark.django_db

BROKEN: dict[str, Any] = {
    "a state of another kind": {"stage": "nowhere"},
    "an empty state": {},
    "a list": [1],
    "a text": "state",
    "a stage that the rules do not have": None,
}


@pytest.fixture(autouse=True)
def _none() -> Iterator[None]:
    once("a forum", lambda: Forum.objects.create(pk=1, name="Example forum", languages=["en"]))
    yield
    rmtree(Path(settings.HOME) / "faults", ignore_errors=True)


@pytest.fixture(params=BROKEN.values(), ids=BROKEN)
def parts(request: pytest.FixtureRequest, play: Play, now: dict[str, Any]) -> tuple[Chunk, Chunk]:
    """Return a part that can be read and one that cannot, of one issue, which are tied to each
    other.
    """
    whole = to_the_call(play)
    broken = split_in_a_call(play, whole)
    whole.tied_to.add(broken)
    state = request.param if request.param is not None else broken.state | {"stage": "gone"}
    Chunk.objects.filter(pk=broken.pk).update(state=state, look_at=None)
    if request.param is None:
        Chunk.objects.filter(pk=broken.pk).update(stage="gone")
    now["now"] = play.now
    return whole, broken


def told() -> list[int]:
    return [one.about for one in faults() if one.kind == "part"]


@pytest.mark.parametrize(
    "page",
    ["/issues/{issue}/", "/issues/processes/{process}/", "/issues/processes/{process}/calendar/"],
)
def test_a_page_shows_the_other_parts_and_the_number_of_the_fault(
    page: str, parts: tuple[Chunk, Chunk], play: Play
) -> None:
    whole, broken = parts
    shown = Client().get(page.format(issue=whole.issue_id, process=play.process.pk))
    assert shown.status_code == 200
    (fault,) = [one for one in faults() if one.about == broken.pk and one.kind == "part"]
    assert f"This part cannot be shown. The fault has number {fault.number}." in shown.text
    assert whole.title in shown.text
    assert broken.title in shown.text


def test_the_dates_of_the_other_parts_are_given(parts: tuple[Chunk, Chunk], play: Play) -> None:
    whole, broken = parts
    base = f"/issues/processes/{play.process.pk}/calendar"
    given = Client().get(f"{base}.json").json()
    assert whole.pk in {one["chunk"] for one in given["dates"]}
    assert broken.pk not in {one["chunk"] for one in given["dates"]}
    assert given["unreadable"] == [broken.pk]
    subscribed = Client().get(f"{base}.ics")
    assert subscribed.status_code == 200
    assert whole.title in subscribed.text


def test_the_json_of_a_part_says_that_it_cannot_be_read(parts: tuple[Chunk, Chunk]) -> None:
    whole, broken = parts
    read, unread = (Client().get(f"/chunks/{one.pk}/chunk.json").json() for one in parts)
    assert (read["unreadable"], read["stage"]) == (False, "consensus_call")
    (fault,) = [one for one in faults() if one.about == broken.pk]
    assert unread == {
        "number": broken.pk,
        "title": broken.title,
        "issue": broken.issue_id,
        "process": broken.process_id,
        "unreadable": True,
        "fault": fault.number,
    }
    assert whole.pk != broken.pk


def test_what_can_be_read_again_is_told_no_longer(parts: tuple[Chunk, Chunk]) -> None:
    whole, broken = parts
    Client().get(f"/issues/{whole.issue_id}/")
    assert told() == [broken.pk]
    Chunk.objects.filter(pk=broken.pk).update(state=whole.state, stage=whole.stage)
    assert "cannot be shown" not in Client().get(f"/issues/{whole.issue_id}/").text
    assert told() == []
