"""From the bytes of a caption file to turns. Header and turns laid end to end are the source, character by character."""

from collections.abc import Iterator, Sequence

from isegoria.readers.captions import Cut, cuts_in
from isegoria.readers.encoding import decode
from isegoria.readers.events import count_words, events_in
from isegoria.readers.settle import settle
from isegoria.readers.timed import Piece, is_timed, pieces_in
from isegoria.readers.values import LabelKind, Person, ReaderError, Span, Transcript, Turn

__all__ = ["read", "split"]


def read(data: bytes, roster: Sequence[Person] = (), previous: Sequence[Person] = ()) -> Transcript:
    """Read a source and settle its speakers; see `split` and `settle`."""
    return settle(split(data), roster, previous)


def split(data: bytes) -> Transcript:
    """Read captions, WebVTT or SRT into turns, with labels as written; nobody is identified here.

    Raises:
        ReaderError: the source is empty, binary or has no turns; the message says what would be right.
    """
    source, encoding, notices = decode(data)
    form = is_timed(source)
    if form is None:
        turns = list(_from_captions(source))
    else:
        pieces, broken = pieces_in(source)
        notices += broken
        turns = list(_from_pieces(source, pieces))
    if not turns:
        raise ReaderError(
            "no turn was found: captions open a turn with “>>” or with a name in capitals and a colon, "
            "WebVTT and SRT have cues with times"
        )
    header = Span(0, turns[0].span.start)
    return Transcript(form or "captions", encoding, source, header, turns, notices)


def _from_captions(source: str) -> Iterator[Turn]:
    cuts = _merged(source, cuts_in(source))
    line, counted = 1, 0
    for number, cut in enumerate(cuts, 1):
        end = cuts[number].start if number < len(cuts) else len(source)
        line, counted = line + source.count("\n", counted, cut.start), cut.start
        raw = source[cut.words_start : end]
        offset = cut.words_start + len(raw) - len(raw.lstrip())
        text = raw.strip()
        yield Turn(
            number=number,
            line=line,
            span=Span(cut.start, end),
            label=cut.label,
            label_kind=_kind(cut.label),
            text=text,
            words=count_words(text),
            events=events_in(text, offset),
        )


def _merged(source: str, cuts: list[Cut]) -> list[Cut]:
    """Leave out a label that is repeated with nothing but events between: the speaker did not change."""
    kept: list[Cut] = []
    for cut in cuts:
        before = kept[-1] if kept else None
        if before and cut.label and cut.label == before.label and count_words(source[before.words_start : cut.start]) == 0:
            continue
        kept.append(cut)
    return kept


def _from_pieces(source: str, pieces: list[Piece]) -> Iterator[Turn]:
    runs: list[list[Piece]] = []
    for piece in pieces:
        if runs and not piece.new and piece.label == runs[-1][0].label:
            runs[-1].append(piece)
        else:
            runs.append([piece])
    line, counted = 1, 0
    for number, run in enumerate(runs, 1):
        start = run[0].start
        end = runs[number][0].start if number < len(runs) else len(source)
        line, counted = line + source.count("\n", counted, start), start
        text = " ".join(piece.text for piece in run)
        yield Turn(
            number=number,
            line=line,
            span=Span(start, end),
            label=run[0].label,
            label_kind=_kind(run[0].label),
            text=text,
            words=count_words(text),
            start_seconds=run[0].begin_seconds,
            end_seconds=run[-1].end_seconds,
        )


def _kind(label: str | None) -> LabelKind:
    return LabelKind.NONE if label is None else LabelKind.NAME_UNKNOWN
