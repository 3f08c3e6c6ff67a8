"""WebVTT and SRT: cues with times. Cues of one voice, one after the other, are one turn."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from isegoria.readers.values import Notice

__all__ = ["Piece", "is_timed", "pieces_in"]

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMING = re.compile(rf"^[ \t]*+{_TIME}[ \t]*+-->[ \t]*+{_TIME}[^\n]*+$", re.MULTILINE)
_ARROW = re.compile(r"^[^\n]*-->[^\n]*$", re.MULTILINE)
# No tag has another one in it; what stands between “<” and “>” is read once, and nothing in it
# twice.
_VOICE = re.compile(r"<v(?:\.[^\s<>]*+)?[ \t]++([^<>\n]++)>")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]*+>|<[\d:.]++>")
_NAMED = re.compile(r"[ \t]*([^\W\d_][^\n:<>]{0,59}):[ \t]+(?=\S)")
_CHANGE = re.compile(r"(?:^|(?<=\s))(?:>>+|&gt;&gt;)[ \t]*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Piece:
    """What one voice says in one cue.

    `new` is True where the captioner marks a change of speaker.
    """

    start: int
    label: str | None
    text: str
    begin_seconds: float
    end_seconds: float
    new: bool


def is_timed(text: str) -> str | None:
    """Return "webvtt" or "srt" if the text is one, else None."""
    if text.lstrip("\ufeff").startswith("WEBVTT"):
        return "webvtt"
    head = text[:4000]
    return "srt" if re.match(r"\ufeff?\s*\d+[ \t]*\r?\n[ \t]*\d{1,2}:\d{2}:\d{2}", head) else None


def pieces_in(text: str) -> tuple[list[Piece], list[Notice]]:
    """Return what was said cue by cue, and a notice for each line that looks like a broken cue."""
    timings = list(_TIMING.finditer(text))
    notices = list(_broken(text, {found.start() for found in timings}))
    cues = list(_cues(text, timings))
    names = Counter(named[1] for _, body, _ in cues if (named := _NAMED.match(body)))
    return [
        piece for start, body, found in cues for piece in _pieces(start, body, found, names)
    ], notices


def _broken(text: str, good: Collection[int]) -> Iterator[Notice]:
    """Yield a notice for each line with an arrow that has no readable times."""
    line, counted = 1, 0
    for found in _ARROW.finditer(text):
        if found.start() not in good:
            line, counted = line + text.count("\n", counted, found.start()), found.start()
            yield Notice(line, "this cue has no readable times; its words count to the cue before")


def _cues(text: str, timings: list[re.Match[str]]) -> Iterator[tuple[int, str, re.Match[str]]]:
    """Yield where each cue begins (its number line included), its body and its timing."""
    starts = [_with_number(text, found.start()) for found in timings]
    for index, found in enumerate(timings):
        end = starts[index + 1] if index + 1 < len(starts) else len(text)
        yield starts[index], _without_notes(text[found.end() : end]), found


def _with_number(text: str, start: int) -> int:
    """Return the start of the cue's identifier if a line with one stands right above, else of the
    timing.
    """
    above = text.rfind("\n", 0, max(start - 1, 0)) + 1
    line = text[above : max(start - 1, 0)].strip()
    return above if line.isdecimal() and above < start else start


def _without_notes(body: str) -> str:
    blocks = re.split(r"\r?\n[ \t]*\r?\n", body)
    return "\n".join(
        block for block in blocks if not block.lstrip().startswith(("NOTE", "STYLE", "REGION"))
    ).strip()


def _pieces(start: int, body: str, timing: re.Match[str], names: Counter[str]) -> Iterable[Piece]:
    begin, end = _seconds(timing.groups()[:4]), _seconds(timing.groups()[4:])
    for voice_name, said in _voices(body):
        label, words = voice_name, said
        if label is None and (named := _NAMED.match(said)) and names[named[1]] > 1:
            label, words = named[1].strip(), said[named.end() :]
        for number, part in enumerate(_CHANGE.split(words)):
            clean = _TAG.sub("", part).strip()
            if clean:
                yield Piece(
                    start, label if number == 0 else None, clean, begin, end, new=number > 0
                )


def _voices(body: str) -> Iterator[tuple[str | None, str]]:
    """Yield the voice spans of a cue; words before the first one have no name."""
    voices = list(_VOICE.finditer(body))
    yield None, body[: voices[0].start()] if voices else body
    for index, voice in enumerate(voices):
        stop = voices[index + 1].start() if index + 1 < len(voices) else len(body)
        yield voice[1].strip(), body[voice.end() : stop]


def _seconds(parts: Iterable[str | None]) -> float:
    hours, minutes, seconds, thousandths = (part or "0" for part in parts)
    return (
        int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int(thousandths.ljust(3, "0")) / 1000
    )
