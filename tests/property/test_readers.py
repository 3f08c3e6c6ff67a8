"""Whatever comes in: no crash but a reader's error, and not a character lost."""

from hypothesis import given
from hypothesis import strategies as st

from isegoria.readers.transcript import split
from isegoria.readers.values import ReaderError, Transcript

parts = st.sampled_from(
    [">> ", "ADA:", "\n", "\n\n", " ", "(Applause)", "<v Bo>", "00:00:01.000 --> 00:00:02.000", "WEBVTT\n", "-->", "1\n", "\r\n"]
)
texts = st.lists(st.one_of(parts, st.text(max_size=8)), max_size=30).map("".join)


def pieces(transcript: Transcript) -> str:
    spans = [transcript.header, *(turn.span for turn in transcript.turns)]
    return "".join(transcript.source[span.start : span.end] for span in spans)


@given(texts)
def test_no_character_is_lost(text: str) -> None:
    try:
        transcript = split(text.encode())
    except ReaderError:
        return
    assert pieces(transcript) == text or transcript.encoding == "utf-16"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        transcript = split(data)
    except ReaderError:
        return
    assert pieces(transcript) == transcript.source
