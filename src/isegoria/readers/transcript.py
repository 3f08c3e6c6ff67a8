"""From the bytes of a caption file to turns.

Header and turns laid end to end are the source, character by character.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from isegoria.readers.captions import Cut, cuts_in
from isegoria.readers.encoding import decode
from isegoria.readers.events import count_words, events_in
from isegoria.readers.furniture import covers, furniture_in, inside
from isegoria.readers.minutes import is_minutes, named, turns_in_minutes
from isegoria.readers.speakers.settle import settle
from isegoria.readers.timed import Piece, is_timed, pieces_in
from isegoria.readers.values import (
    Event,
    EventKind,
    LabelKind,
    Notice,
    Person,
    ReaderError,
    Span,
    TooManyTurnsError,
    Transcript,
    Turn,
)

__all__ = ["read", "read_minutes", "split"]

_MORE_THAN_ONE_VOICE = 300  # words; a session is longer, a test of the sound is not


def read(
    data: bytes,
    roster: Sequence[Person] = (),
    previous: Sequence[Person] = (),
    *,
    most: int | None = None,
) -> Transcript:
    """Read a source and settle its speakers; see `split` and `settle`.

    Minutes name who spoke themselves, or nobody does.
    """
    transcript = split(data, most=most)
    if transcript.format == "minutes":
        return named(transcript, roster, previous)
    return settle(transcript, roster, previous)


def read_minutes(data: bytes, roster: Sequence[Person] = ()) -> Transcript:
    """Read a source that is known to be minutes, also where they name nobody.

    Raises:
        ReaderError: the source is empty, binary or has no part below a heading; the message says
        what would be right.
    """
    source, encoding, notices = decode(data)
    turns = list(turns_in_minutes(source))
    if not turns:
        raise ReaderError(
            "no minutes were found: they have headings such as “## Cables” and, below, “Name:"
            " what was said”"
        )
    return named(
        Transcript("minutes", encoding, source, Span(0, turns[0].span.start), turns, notices),
        roster,
        (),
    )


def split(data: bytes, *, most: int | None = None) -> Transcript:
    """Read captions, WebVTT, SRT or minutes in Markdown into turns, with labels as written; nobody
    is identified here.

    Raises: TooManyTurnsError: there are more than `most`; the rest was not read. ReaderError: the
        source is empty, binary or has no turns; the message says what would be right.
    """
    source, encoding, notices = decode(data)
    form = is_timed(source) or ("minutes" if is_minutes(source) else "captions")
    if form == "minutes":
        found = turns_in_minutes(source)
    elif form == "captions":
        found = _from_captions(source)
    else:
        pieces, broken = pieces_in(source)
        notices += broken
        found = _from_pieces(source, pieces)
    turns = list(found if most is None else islice(found, most + 1))
    if most is not None and len(turns) > most:
        raise TooManyTurnsError(f"there are more than {most} turns")
    if not turns:
        raise ReaderError(
            "no turn was found: captions open a turn with “>>” or with a name in capitals and a"
            " colon, "
            "WebVTT and SRT have cues with times, minutes have headings and “Name: what was said”"
        )
    if len(turns) == 1 and turns[0].label is None and turns[0].words > _MORE_THAN_ONE_VOICE:
        notices.append(
            Notice(
                turns[0].line,
                "the source marks no speakers and no change of speaker; all of it is one open"
                " turn, to be cut by hand",
            )
        )
    header = Span(0, turns[0].span.start)
    return Transcript(form, encoding, source, header, turns, notices)


def _from_captions(source: str) -> Iterator[Turn]:
    furniture = furniture_in(source)
    cuts = [cut for cut in cuts_in(source) if not covers(furniture, cut.start)]
    cuts = _merged(source, cuts, furniture)
    line, counted = 1, 0
    for number, cut in enumerate(cuts, 1):
        end = cuts[number].start if number < len(cuts) else len(source)
        line, counted = line + source.count("\n", counted, cut.start), cut.start
        pieces = list(_said(cut.words_start, end, furniture))
        text = "".join(source[piece.start : piece.end] for piece in pieces).strip()
        yield Turn(
            number=number,
            line=line,
            span=Span(cut.start, end),
            label=cut.label,
            label_kind=_kind(cut.label),
            text=text,
            words=count_words(text),
            events=tuple(_events(source, pieces, inside(furniture, cut.words_start, end))),
        )


def _said(start: int, end: int, furniture: Sequence[Span]) -> Iterator[Span]:
    """Yield what lies between two places in the source, without the furniture of pages."""
    for piece in inside(furniture, start, end):
        yield Span(start, piece.start)
        start = min(piece.end, end)
    yield Span(start, end)


def _events(source: str, pieces: Sequence[Span], furniture: Sequence[Span]) -> list[Event]:
    noted = [
        event
        for piece in pieces
        for event in events_in(source[piece.start : piece.end], piece.start)
    ]
    printed = [
        Event(EventKind.FURNITURE, source[span.start : span.end].strip(), span)
        for span in furniture
    ]
    return sorted([*noted, *printed], key=lambda event: event.span.start)


def _merged(source: str, cuts: Sequence[Cut], furniture: Sequence[Span]) -> list[Cut]:
    """Leave out a label that is repeated with nothing but events between: the speaker did not
    change.
    """
    kept: list[Cut] = []
    for cut in cuts:
        before = kept[-1] if kept else None
        if before and cut.label and cut.label == before.label:
            between = _said(before.words_start, cut.start, furniture)
            if not any(count_words(source[piece.start : piece.end]) for piece in between):
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
