"""Voices of a film that is shown in the session: they are nobody in the room."""

import re
from collections.abc import Sequence
from dataclasses import replace

from isegoria.readers.names.offices import office_in
from isegoria.readers.values import Channel, LabelKind, Role, Speaker, Turn

__all__ = ["with_media"]

_NOTE = re.compile(
    r"[\[(]{1,2}[^\[\]()\n]{0,60}\b(?:video|film|clip|trailer)s?\b[^\[\]()\n]{0,60}[\])]+", re.I
)
_ENDS = re.compile(
    r"\b(?:end|ends|ended|ending|conclud\w+|finish\w*|stop\w*|over|complete\w*)\b", re.I
)
# A note with any other word says something else: (video off), (no video), (video link lost).
_BEGINS = re.compile(
    r"\W*(?:(?:video|film|clip|trailer|play|plays|played|playing|start|starts|started|starting"
    r"|begin|begins|beginning|show|shows|shown"
    r"|showing|roll|rolls|rolling|run|runs|running|is|being|of|a|an|the|and|music|opening|closing"
    r"|introductory|short|uncaptioned"
    r"|captioned|recorded|pre|message|presentation|address|screening)\W*)+",
    re.I,
)
# Without a note that the film ends, thanks and a welcome show that somebody in the room speaks
# again.
_BACK_IN_THE_ROOM = re.compile(
    r"\b(?:thanks?|welcome|good (?:morning|afternoon|evening)|hello,? everyone)\b", re.I
)
_LONGEST = 20  # turns of a film at most; a note without an end is not believed further


def with_media(turns: Sequence[Turn]) -> list[Turn]:
    """Return the turns with those of a film marked: role and channel media, and nobody of the
    session as their speaker.

    A film lasts from a note that it begins to a note that it ends, or to the next turn with a label
    that is a name or an office. Where neither comes within some turns, only what a label such as
    NARRATOR marks is taken for a film.
    """
    marked = [
        _marked(turn, f"the label is “{turn.label}”") if _is_film(turn) else turn for turn in turns
    ]
    index = 0
    while index < len(marked):
        if _begins(marked[index]):
            end = _end(marked, index + 1)
            for place in range(index + (marked[index].words > 0), end):
                marked[place] = _marked(
                    marked[place],
                    f"a film begins in turn {turns[index].number}, and has not ended here",
                )
            index = max(end - 1, index)
        index += 1
    return marked


def _end(turns: Sequence[Turn], start: int) -> int:
    """Return the index behind the last turn of a film that begins before `start`; `start` where no
    end is found.
    """
    back = None
    for index in range(start, min(start + _LONGEST, len(turns))):
        turn = turns[index]
        note = _last_note(turn.text)
        if note and _ENDS.search(note[0]) and not _is_named(turn):
            return (
                index + 1 if _is_last(note, turn.text) else index
            )  # words behind it are another voice's
        if back is None and _BACK_IN_THE_ROOM.search(turn.text[:120]):
            back = index
        if _is_named(turn) or (note and _BEGINS.fullmatch(note[0])):
            return index if back is None else back
    return start


def _begins(turn: Turn) -> bool:
    """Return whether the last words of a turn note that a film begins."""
    note = _last_note(turn.text)
    return note is not None and _BEGINS.fullmatch(note[0]) is not None and _is_last(note, turn.text)


def _is_last(note: re.Match[str], text: str) -> bool:
    return not text[note.end() :].strip(" .\n\u00a0")


def _last_note(text: str) -> re.Match[str] | None:
    return max(_NOTE.finditer(text), key=lambda note: note.start(), default=None)


def _is_film(turn: Turn) -> bool:
    return turn.label is not None and office_in(turn.label) == (Role.MEDIA, "")


def _is_named(turn: Turn) -> bool:
    """Return whether the label is a name, or an office that somebody in the room holds; BOTH
    SPEAKERS may be in the film.
    """
    if turn.label is None:
        return False
    office, name = office_in(turn.label)
    return bool(name) or office not in {Role.UNKNOWN, Role.MEDIA}


def _marked(turn: Turn, why: str) -> Turn:
    kind = LabelKind.NONE if turn.label is None else LabelKind.ROLE
    return replace(
        turn,
        label_kind=kind,
        speaker=Speaker(role=Role.MEDIA, channel=Channel.MEDIA, evidence=(why,)),
    )
