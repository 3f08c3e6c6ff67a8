"""Turns of phrase that show what a speaker does: chair, ask from the floor, go on with an own
talk.
"""

import re

__all__ = [
    "asks_from_the_floor",
    "asks_who_is_meant",
    "chairs",
    "has_a_question",
    "moves_on",
    "refers_back",
    "resumes",
]

_CHAIR = re.compile(
    r"\b(?:the|my|this)\s(?:mic|mike|microphone|floor)\s(?:to|over)\b|\bfloor is yours\b"
    r"|\bhave the floor\b|\bover to you\b"
    r"|\bgo ahead\b|\b(?:can|will|may) (?:go|speak|start) (?:first|next|now)\b"
    r"|\b(?:any|are there|is there)\s(?:other |more |further )?(?:questions?|comments?|reactions?"
    r"|interventions?)\b"
    r"|\b(?:another|next|last|one more|first|a)\s(?:question|comment|intervention)\s(?:from|here"
    r"|there|online|over)\b"
    r"|\b(?:next|first|last|final|second|third) speaker\b|\bplease introduce yourself\b"
    r"|\bthank you all for\b"
    r"|\blet(?:'|’)?s (?:move on|move to|go to|hear from|start with)\b|\bwelcome (?:to|everyone"
    r"|everybody)\b"
    r"|\bI (?:would like to |would now like to |will |now |'d like to |’d like to )(?:invite"
    r"|call on|call upon)\b",
    re.I,
)
_FLOOR = re.compile(
    r"\b(?:my|our) (?:first |second |main )?question\b|\bmy name is\b|\bI(?: am|'m|’m) from\b"
    r"|\b(?:the|our|this) (?:distinguished |esteemed |excellent |great )?panel\w*\b"
    r"|\ball (?:of )?the (?:speakers|panel\w*)\b|\ball of you\b"
    r"|\bthank you for (?:the|your|this|giving) (?:\w+ )?(?:presentations?|opportunity|floor"
    r"|session|panel|talks?)\b"
    r"|\bI(?: wanted| want| would like|'d like|’d like) to ask\b",
    re.I,
)
_QUESTION = re.compile(
    r"\bI(?: have|'ve got|’ve got|'ve| had) (?:a|one|two|another|some) (?:\w+ )?(?:questions?"
    r"|comments?)\b",
    re.I,
)
_BACK = re.compile(
    r"\bas I (?:have |had |'ve |’ve |just |already )*(?:said|mentioned|explained|noted|described"
    r"|argued|pointed out)\b"
    r"|\bwhat I (?:have |just |already )*(?:said|mentioned|explained)\b"
    r"|\bI (?:have |'ve |’ve )?already (?:said|mentioned|explained)\b"
    r"|\bmy (?:next|second|third|last|final|other) (?:point|argument|slide"
    r"|example) (?:would have been|was going to be)\b"
    r"|\bin my (?:opening|first|earlier|previous|initial) (?:remarks|intervention|statement"
    r"|presentation|talk|point|answer)\b",
    re.I,
)
_MEANT = re.compile(
    r"\b(?:call(?:ing|ed)? (?:on|upon|for)?|mean|meant|point(?:ing|ed)? at) me\b[^.!]*\?"
    r"|\b(?:is it|was that|is that) me\b",
    re.I,
)
_MOVES_ON = re.compile(r"\b(?:thanks?|next|another)\b", re.I)
_DASH = re.compile(r"^\W{0,3}(?:‑‑|--|—|––|…|\.\.\.)")
_LOST = re.compile(
    r"[\[(][^\])]*\b(?:lost|audio|no sound|connection|technical)\b[^\])]*[\])]\W*$", re.I
)


def chairs(text: str) -> bool:
    """Return whether the first or last words of a turn conduct the session: give the floor, ask for
    questions, welcome, close.
    """
    return _CHAIR.search(text[:150]) is not None or _CHAIR.search(text[-250:]) is not None


def moves_on(text: str) -> bool:
    """Return whether a short turn closes what was said, by thanks, or goes to something else; then
    nobody has to answer it.
    """
    return chairs(text) or _MOVES_ON.search(text) is not None


def asks_from_the_floor(text: str) -> bool:
    """Return whether somebody speaks who has to say who they are, or who speaks to the panel as a
    whole.
    """
    return _FLOOR.search(text[:500]) is not None


def has_a_question(text: str) -> bool:
    """Return whether a turn opens with “I have a question”, which people on the floor say, and
    moderators too.
    """
    return _QUESTION.search(text[:300]) is not None


def asks_who_is_meant(text: str) -> bool:
    """Return whether somebody asks if it was them who was called: who is sure of it does not
    ask.
    """
    return _MEANT.search(text[:200]) is not None


def refers_back(text: str) -> str | None:
    """Return the words by which a turn goes back to what its speaker said in an earlier one.

    Only at the start of a turn: “as I said” far into a long turn points to that same turn.
    """
    found = _BACK.search(text[:400])
    return found[0] if found else None


def resumes(before: str, text: str) -> bool:
    """Return whether a turn goes on with a sentence that was cut by a loss of sound at the end of
    the turn before.
    """
    return _DASH.match(text) is not None and _LOST.search(before[-80:]) is not None
