"""Captions, WebVTT and SRT into turns, on text written for these tests."""

import json

import pytest
from click.testing import CliRunner

from isegoria.cli import main
from isegoria.readers.events import count_words, events_in
from isegoria.readers.transcript import read, split
from isegoria.readers.values import EventKind, ReaderError, TooManyTurnsError
from tests.counting import calls

HEADER = "Example forum - Room A\n\nThese captions may be incomplete.\n\n"


def labels(text: str) -> list[str | None]:
    return [turn.label for turn in split(text.encode()).turns]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            ">> ADA EXAMPLE: Good morning.\n\n>> So, a question.",
            ["ADA EXAMPLE", None],
            id="marker with and without name",
        ),
        pytest.param(
            ">>ADA EXAMPLE:   Hello.\n>>  BO\u2011LEE SAMPLE:Yes.",
            ["ADA EXAMPLE", "BO\u2011LEE SAMPLE"],
            id="blanks of all sizes",
        ),
        pytest.param("    >> CHAIR ADA: Thanks.", ["CHAIR ADA"], id="indented"),
        pytest.param(
            "MODERATOR:  Thank you.\nADA EXAMPLE: Yes.",
            ["MODERATOR", "ADA EXAMPLE"],
            id="no marker",
        ),
        pytest.param(
            "Coordinator: Welcome.\nBo Sample: Hi.\nmore.\nBo Sample: Bye.",
            ["Coordinator", "Bo Sample", "Bo Sample"],
            id="calls",
        ),
        pytest.param(
            ">> ADA: one. [ Applause ] >>BO SAMPLE: two.",
            ["ADA", "BO SAMPLE"],
            id="marker behind an event",
        ),
        pytest.param(
            ">> The point is this: we go on.", [None], id="a colon in a sentence makes no label"
        ),
        pytest.param(">> ADA: We met.\nOne thing: time.", ["ADA"], id="nor one at a line's start"),
        pytest.param(">> ADA: We met at 10:30 there.", ["ADA"], id="nor one in a time of day"),
        pytest.param(
            ">> ADA: First.\n(Applause)\n>> ADA: Second.",
            ["ADA", "ADA"],
            id="the same label after words is a turn",
        ),
        pytest.param(
            ">> ADA:\n(Applause)\n>> ADA: Second.",
            ["ADA"],
            id="the same label after an event only is none",
        ),
    ],
)
def test_turns_of_captions(text: str, expected: list[str | None]) -> None:
    assert labels(text) == expected


def test_the_header_stays_apart_and_lines_are_counted() -> None:
    transcript = split((HEADER + ">> ADA: Hello there.\n\n>> Yes?\n").encode())
    assert transcript.source[: transcript.header.end] == HEADER
    assert [(turn.line, turn.words, turn.text) for turn in transcript.turns] == [
        (5, 2, "Hello there."),
        (7, 1, "Yes?"),
    ]


@pytest.mark.parametrize(
    ("text", "words", "kinds"),
    [
        pytest.param("Thank you. (Applause).", 2, [EventKind.EVENT], id="applause"),
        pytest.param("[ Laughter ] Well", 1, [EventKind.EVENT], id="laughter with blanks"),
        pytest.param("((Crosstalk)) so", 1, [EventKind.EVENT], id="two brackets"),
        pytest.param(
            "from the (?) of (inaudible) it", 4, [EventKind.GAP, EventKind.GAP], id="gaps"
        ),
        pytest.param(
            "and \u2011\u2011 then -- no", 3, [EventKind.GAP, EventKind.GAP], id="bare dashes"
        ),
        pytest.param(
            "thanks to (Ada Example) here", 5, [EventKind.GUESS], id="a guessed name was said"
        ),
        pytest.param("we (if you like) agree", 5, [], id="brackets of a sentence are words"),
        pytest.param("(Applause So I got this", 4, [EventKind.EVENT], id="a bracket never closed"),
        pytest.param("(Speaking Spanish)", 0, [EventKind.EVENT], id="another language"),
    ],
)
def test_events_are_no_words(text: str, words: int, kinds: list[EventKind]) -> None:
    assert count_words(text) == words
    assert [event.kind for event in events_in(text)] == kinds


VTT = """WEBVTT

NOTE made by hand

1
00:00:01.000 --> 00:00:02.500
<v Ada Example>Hello

2
00:00:02.500 --> 00:00:04.000
<v Ada Example>and <i>welcome</i>.

3
00:00:04.000 --> 00:00:06.000
<v Bo>Thanks.<v Ada Example>Yes.
"""


def test_cues_of_one_voice_are_one_turn_with_times() -> None:
    turns = split(VTT.encode()).turns
    assert [(turn.label, turn.text) for turn in turns] == [
        ("Ada Example", "Hello and welcome."),
        ("Bo", "Thanks."),
        ("Ada Example", "Yes."),
    ]
    assert (turns[0].start_seconds, turns[0].end_seconds) == (1.0, 4.0)


def test_a_broken_cue_is_said_and_the_rest_is_read() -> None:
    transcript = split(VTT.replace("00:00:02.500 -->", "00:0x:02 -->").encode())
    assert [notice.line for notice in transcript.warnings] == [10]
    assert transcript.turns[-1].text == "Yes."


def test_srt_with_markers_of_a_change() -> None:
    srt = (
        "1\n00:00:01,000 --> 00:00:02,000\n>> Hello.\n\n2\n00:00:02,000 --> 00:00:03,000\nGood."
        " >> And you?\n"
    )
    transcript = split(srt.encode())
    assert transcript.format == "srt"
    assert [turn.text for turn in transcript.turns] == ["Hello. Good.", "And you?"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b" \n", "empty", id="empty"),
        pytest.param(bytes(range(256)) * 4, "binary", id="binary"),
        pytest.param(b"%PDF-1.7" + bytes(100), "PDF", id="a PDF"),
        pytest.param(b"Just a sentence, no turn.", "no turn was found", id="no turns"),
        pytest.param(b"\xff\xfeA", "UTF-16", id="half a UTF-16 character"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, message: str) -> None:
    with pytest.raises(ReaderError, match=message):
        split(data)


def test_a_line_of_fifty_megabytes_is_an_error_not_a_wait() -> None:
    with pytest.raises(ReaderError, match="no turn"):
        split(b"word " * 10_000_000)


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("cp1252", "cp1252"), ("latin-1", "latin-1"), ("utf-16", "utf-16"), ("utf-8", "utf-8")],
)
def test_encodings_are_recognised_and_said(encoding: str, said: str) -> None:
    text = ">> C\u00d4T\u00c9: tr\u00e8s bien" + (" \u201coui\u201d" if said == "cp1252" else "")
    transcript = split(text.encode(encoding))
    assert transcript.encoding == said
    assert transcript.turns[0].label == "C\u00d4T\u00c9"
    assert bool(transcript.warnings) == (said != "utf-8")


def test_the_command_reads_standard_input() -> None:
    done = CliRunner().invoke(main, ["transcript", "-", "--format", "json"], input=">> ADA: Hello.")
    assert done.exit_code == 0
    assert json.loads(done.output)["turns"][0]["label"] == "ADA"


@pytest.mark.parametrize(("form", "first"), [("csv", "number,line,label"), ("table", "turn  line")])
def test_the_command_prints_other_forms(form: str, first: str) -> None:
    assert (
        CliRunner()
        .invoke(main, ["transcript", "-", "--format", form], input=">> ADA: Hello.")
        .output.startswith(first)
    )


def test_the_command_refuses_with_a_reason() -> None:
    done = CliRunner().invoke(main, ["transcript", "-"], input="nothing here")
    assert done.exit_code == 2
    assert "no turn was found" in done.output


MARKERS, CUES = b">> a\n", b"00:00:01.000 --> 00:00:02.000\n>> a\n\n"
MANY = {
    "captions": MARKERS * 4,
    "nothing but markers": b">> " * 4,
    "WebVTT": b"WEBVTT\n\n" + CUES * 4,
    "minutes": b"# Minutes\n\n## Cables\n\n" + b"Ann Lee: we agree.\n\nBo Ray: we do not.\n\n" * 2,
}


@pytest.mark.parametrize("data", MANY.values(), ids=MANY)
def test_more_turns_than_are_taken_are_refused_by_their_number(data: bytes) -> None:
    turns = split(data).turns
    assert len(turns) == 4
    assert split(data, most=4).turns == turns
    with pytest.raises(TooManyTurnsError):
        split(data, most=3)
    with pytest.raises(TooManyTurnsError):
        read(data, most=3)


@pytest.mark.parametrize(
    "data", [b">> " * 6_000, MARKERS * 3_000], ids=["nothing but markers", "captions"]
)
def test_too_many_turns_are_refused_before_the_costly_work(data: bytes) -> None:
    def refused() -> None:
        with pytest.raises(TooManyTurnsError):
            read(data, most=100)

    assert calls(refused) < calls(lambda: read(data)) / 4
