"""Whether a text was corrected in its spelling only: what people decided on may be spelt better,
and says the same.

A machine cannot tell what a sentence means. So little may change that a change of meaning is
unlikely, and both versions are shown beside each other:

    one letter of a word of five letters or more, not the first one, or two that changed places
    capitals, and spaces within a line
    a comma, a full stop, a colon, a semicolon, a question mark, quotation marks
    the second of two equal words that follow each other

No number, no address, no short word and no sign of the markup changes: “not”, “must”, “may” and
“100” stay as they are. In scripts without spaces between words each character is a word.
"""

import re
from collections.abc import Sequence

__all__ = ["MOST", "is_spelling"]

MOST = 20
"""Words that one correction changes."""
_SHORTEST = 5  # letters of a word of which one may change
_UNSPACED = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
_WORD = f"(?:(?!{_UNSPACED})[^\\W\\d_])+"
_TOKEN = re.compile(rf"\d(?:[\d.,]*\d)?|{_WORD}(?:['’-]{_WORD})*|.")
_FREE = frozenset(",.;:?\"'“”„‘’«»")
_ADDRESS = ("://", "www.", "](", "@")
"""What tells an address: one letter more leads elsewhere."""


def is_spelling(before: str, after: str) -> bool:
    """Return whether `after` is `before` with nothing but its spelling corrected."""
    old, new = _said(before), _said(after)
    return _differ_in_letters(old, new) or _differ_in_letters(_once(old), _once(new))


def _differ_in_letters(old: Sequence[str], new: Sequence[str]) -> bool:
    if len(old) != len(new):
        return False
    pairs = [pair for pair in zip(old, new, strict=True) if pair[0] != pair[1]]
    return len(pairs) <= MOST and all(_same_word(*pair) for pair in pairs)


def _said(text: str) -> list[str]:
    """Return what of a text has to stay: its words, numbers, line ends and signs of the markup."""
    tokens: list[str] = []
    for line in text.strip("\n").splitlines():
        tokens.append(line[: len(line) - len(line.lstrip())])  # blanks that begin it are markup
        for run in line.split():
            is_address = any(one in run for one in _ADDRESS)
            found = [run] if is_address else [one.casefold() for one in _TOKEN.findall(run)]
            tokens += [one for one in found if not set(one) <= _FREE]
        tokens.append("\n")
    return tokens


def _once(tokens: Sequence[str]) -> list[str]:
    """Return tokens without the second of two equal words."""
    return [
        one
        for place, one in enumerate(tokens)
        if not (place and one.isalpha() and tokens[place - 1] == one)
    ]


def _same_word(before: str, after: str) -> bool:
    """Return whether one word is the other with one letter changed, added, left out or moved."""
    short, long = sorted((before, after), key=len)
    if len(short) < _SHORTEST or len(long) - len(short) > 1 or short[0] != long[0]:
        return False
    if not (short.isalpha() and long.isalpha()):
        return False
    start = next((at for at, one in enumerate(short) if one != long[at]), len(short))
    if len(short) != len(long):
        return short[start:] == long[start + 1 :]
    swapped = short[start : start + 2] == long[start : start + 2][::-1]
    rest = 2 if swapped else 1
    return short[start + rest :] == long[start + rest :]
