"""Speakers who say their own name.

Reported speech, places and nationalities are no introductions.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Introduction", "introductions", "is_reported"]

_NAME = r"(?P<name>[^\W\d_a-z][\w'’\u2011-]+(?:\s[^\W\d_a-z][\w'’\u2011-]+){0,3})"
_INTRODUCTION = re.compile(
    rf"\b(?P<how>[Mm]y name is|I am|I'm|I’m|[Tt]his is)[ \u00a0]{_NAME}"
    r"(?=[,.;]|\s+(?:and|from|speaking|for|here)\b|$)(?!,?\s+who\b)"
)
_REPORTED = re.compile(
    r"\b(?:said|says|saying|told|asked|wrote|writes|replied|quote)\b[^.?!]*$", re.I
)
_MYSELF = re.compile(r"\b(?:present|introduce)\s+myself\b", re.I)
_FOR_THE_RECORD = re.compile(r"^[,\s]*(?:for the (?:record|transcript)|speaking)\b", re.I)
# Behind such words a second voice may say its name, or somebody reads out a name: two voices in one
# turn.
_TWO_VOICES = re.compile(
    r"\b(?:next|first|last|following) (?:speaker|question|comment)\b|\b(?:anybody|anyone"
    r"|somebody) else\b"
    r"|\bis there any(?:body|one)\b"
    r"|\b(?:online|remote|chat|zoom)\b[^.?!]{0,60}\b(?:question|comment|message|participant)"
    r"|\b(?:I will|I'll|I’ll|let me) read\b"
    r"|\b(?:question|comment|message)s?\b[^.?!]{0,60}\b(?:online|remote|chat|zoom|reads?)\b",
    re.I,
)
_WHERE_PEOPLE_INTRODUCE_THEMSELVES = 300  # characters from the start of a turn


@dataclass(frozen=True, slots=True)
class Introduction:
    """A name that a speaker gives for themself.

    `certain` where the words leave no doubt that it is their own name; `for_the_record` where they
    say it as people do whom the session knows already.
    """

    name: str
    certain: bool
    for_the_record: bool


def introductions(text: str) -> Iterator[Introduction]:
    """Yield the names that a speaker gives for themself at the start of a turn."""
    head = text[:_WHERE_PEOPLE_INTRODUCE_THEMSELVES]
    for found in _INTRODUCTION.finditer(head):
        before, after = head[: found.start()], head[found.end() :]
        if is_reported(before):
            continue
        record = _FOR_THE_RECORD.search(after[:40]) is not None
        plainly = (
            found["how"].lower() == "my name is"
            or record
            or _MYSELF.search(before[-40:]) is not None
        )
        certain = plainly and not _TWO_VOICES.search(before)
        yield Introduction(
            " ".join(found["name"].split()), certain, record
        )  # captions have no-break spaces inside names


def is_reported(before: str) -> bool:
    """Return whether the words before, in the same sentence, make what follows the speech of
    somebody else.
    """
    return _REPORTED.search(before[-300:]) is not None
