"""The drawing of parts shows whole titles, however long they are, and its lines meet the tracks."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.translation import override

from isegoria.server.pages.process.drawing import draw
from isegoria.server.process.parts import Part

LONG = "Who pays for the batteries that keep a mast on when the lights go out in the old town?"


def part(number: int, title: str, **more: Any) -> Part:
    chunk: Any = SimpleNamespace(pk=number, number=number, title=title, part_of_id=None)
    known: dict[str, Any] = {
        "chunk": chunk,
        "stage": "Deliberation, on line and in the sessions of the working group",
        "place": 1,
        "stages": 3,
        "visited": frozenset({0, 1}),
        "ends": datetime(2026, 3, 4, tzinfo=UTC),
        "outcome": "",
        "frozen": False,
        "tied": (),
        "waits_for": (),
    }
    return Part(**{**known, **more})


@pytest.mark.parametrize("title", ["Short?", LONG, "w" * 200, "القرار " * 30])
def test_no_word_of_a_title_is_cut(title: str) -> None:
    [row] = draw([part(1, title)]).rows
    drawn = " ".join(line.words for line in row.title)
    assert drawn.replace(" ", "") == title.replace(" ", "")
    assert max(len(line.words) for line in row.title) <= 36
    state = " ".join(line.words for line in row.state)
    assert "in the sessions of the working group" in state
    assert state.endswith("until 4 March 2026")


def test_rows_do_not_overlap_and_the_picture_has_room_for_all() -> None:
    picture = draw([part(1, LONG), part(2, "Short?"), part(3, LONG)])
    ends = 0
    for row in picture.rows:
        assert ends < row.title[0].y < row.track_y < row.state[0].y
        ends = row.state[-1].y
    assert ends < picture.height


def test_a_line_in_the_margin_joins_the_tracks_of_its_rows() -> None:
    other: Any = SimpleNamespace(pk=2, number=2, title="Short?", part_of_id=None)
    picture = draw([part(1, LONG, tied=(other,)), part(2, "Short?")])
    [tie] = picture.ties
    ys = [int(one) for one in re.findall(r"M\d+ (\d+)|V(\d+)", tie.path) for one in one if one]
    for y, row in zip(ys, picture.rows, strict=True):
        assert row.track_y <= y <= row.track_y + picture.track_height


def test_a_part_that_is_paused_says_so_in_the_language_of_the_reader() -> None:
    with override("fr"):
        [row] = draw([part(1, LONG, frozen=True)]).rows
    assert row.state[-1].words == "en pause"
