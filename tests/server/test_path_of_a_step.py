"""How far a contribution runs from the form to the record: each file on the way is one that whoever
follows it has to read.
"""

import itertools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from isegoria.rules.judging import judge as judge_module
from isegoria.server.deliberation.models import Comment
from isegoria.server.process.models import Chunk
from tests.play import Play, at_deliberation

pytestmark = pytest.mark.django_db


@contextmanager
def followed() -> Iterator[list[str]]:
    """Note the file of each function of the project that is called."""
    files: list[str] = []

    def note(frame: FrameType, event: str, _arg: object) -> None:
        name = frame.f_code.co_filename
        if event == "call" and "/isegoria/" in name and "/tests/" not in name:
            files.append(name.rpartition("/isegoria/")[2])

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield files
    finally:
        sys.setprofile(before)


@pytest.fixture
def contribute(play: Play, client_of: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    chunk: Chunk = at_deliberation(play)
    monkeypatch.setattr(timezone, "now", lambda: play.now)
    by, capacity = play.people["civil-society1"]
    client: Client = client_of(by)

    def sent() -> None:
        said = {"key": uuid4(), "capacity": capacity.pk, "form": "comment", "text": "Hello."}
        answer = client.post(f"/chunks/{chunk.pk}/discussion/new/", said)
        assert answer.status_code == 302

    sent()  # what is read once is there, and the capacity is the one chosen last
    return sent


def test_a_contribution_asks_23_times_and_the_engine_once(
    contribute: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    judged = []
    check = judge_module._CHECKS["comment"]

    def counted(*asked: Any) -> Any:
        judged.append(asked)
        return check(*asked)

    monkeypatch.setitem(judge_module._CHECKS, "comment", counted)
    with CaptureQueriesContext(connection) as queries:
        contribute()
    asked = [one["sql"] for one in queries if "SAVEPOINT" not in one["sql"]]
    assert len(asked) == 23, "\n".join(asked)
    assert len(judged) == 1
    assert Comment.objects.count() == 2


def test_a_contribution_runs_through_few_files(contribute: Callable[[], None]) -> None:
    with followed() as files:
        contribute()
    moves = sum(one != next_one for one, next_one in itertools.pairwise(files))
    assert len(set(files)) <= 67, sorted(set(files))
    assert moves <= 540
