"""Real captions of several forums; the expected turns of four of them were written down by hand."""

import csv

import pytest

from isegoria.readers.transcript import split
from tests.real_data import ROOT, real

pytestmark = pytest.mark.real_data


def test_the_thirty_eight_turns_of_a_whole_session() -> None:
    rows = list(
        csv.DictReader(real("transcripts/igf-2018-ws224.turns.csv").read_text().splitlines())
    )
    turns = split(real("transcripts/igf-2018-ws224.txt").read_bytes()).turns
    found = [(turn.number, turn.line, turn.label or "", turn.words) for turn in turns]
    assert found == [
        (int(row["turn"]), int(row["line"]), row["label_in_text"], int(row["words"]))
        for row in rows
    ]


@pytest.mark.parametrize(
    ("path", "labels"),
    [
        (
            "igf-windows/doc_day-0-event_2017_01.txt",
            ["ORGANIZER", "MILTON MUELLER", None, "MILTON MUELLER", "UNDRA BASSANJAV"],
        ),
        ("igf-windows/doc_dc-bpf-nri_2023_14.txt", ["EMILY TAYLOR", "KEITH DRAZEK"]),
        ("cart-rustfest/2019-barcelona__talks__10-Pietro-Albini.md", ["PIETRO"] + [None] * 12),
    ],
)
def test_turns_written_down_by_hand(path: str, labels: list[str | None]) -> None:
    assert [turn.label for turn in split(real(f"transcripts/{path}").read_bytes()).turns] == labels


@pytest.mark.parametrize(
    "pattern",
    [
        "transcripts/igf-windows/*.txt",
        "transcripts/cart-rustfest/20*",
        "captions/*/*/*.vtt",
        "captions/*/*/*.srt",
    ],
)
def test_all_are_read_and_nothing_is_lost(pattern: str) -> None:
    real(pattern.split("*", maxsplit=1)[0].rpartition("/")[0])
    files = sorted(ROOT.glob(pattern))
    assert files
    for file in files:
        transcript = split(file.read_bytes())
        spans = [transcript.header, *(turn.span for turn in transcript.turns)]
        assert (
            "".join(transcript.source[span.start : span.end] for span in spans) == transcript.source
        )
