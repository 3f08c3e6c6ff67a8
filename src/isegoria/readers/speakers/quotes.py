"""Turns that a later one takes up: “as Bo just said”, with a word that only Bo's turn has."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from isegoria.readers.names.mentions import Mentions
from isegoria.readers.names.offices import plain
from isegoria.readers.speakers.evidence import Hint
from isegoria.readers.values import Turn

__all__ = ["quotes"]

_STEM = 7  # letters: teenage and teenager are one word
_BACK = 40  # turns that a quote may reach back
_COMMON = re.compile(  # long words that say nothing about what a text is about
    "already|because|another|through|between|without|something|anything|actually|different|important|questions?|together|perhaps|"
    "whether|however|therefore|everybody|everyone|somebody|someone|thinking|talking|speaking|discussion"
)


def quotes(turns: Sequence[Turn], mentions: Mentions) -> Mapping[int, list[Hint]]:
    """Return the turns that a later one takes up as the words of somebody named, known by a rare
    word that both have.
    """
    found = [
        (index, name, about)
        for index, turn in enumerate(turns)
        for name, about in mentions.quoted(turn.text)
    ]
    stems = [_stems(turn.text) for turn in turns] if found else []
    hints: dict[int, list[Hint]] = defaultdict(list)
    for index, name, about in found:
        for stem in _stems(about):
            having = [
                earlier for earlier in range(max(index - _BACK, 0), index) if stem in stems[earlier]
            ]
            if len(having) == 1 and turns[having[0]].speaker.name is None:
                if any(hint.person == name for hint in hints[having[0]]):
                    break  # said twice, it is no second witness
                why = (
                    f"turn {turns[index].number} quotes {name} with a word that only this turn"
                    f" has before (“{stem}…”)"
                )
                hints[having[0]].append(Hint(name, 1.8, why, by_name=True))
                break
    return hints


def _stems(text: str) -> dict[str, None]:
    """Return the beginnings of the long words that say what a text is about."""
    return dict.fromkeys(
        word[:_STEM]
        for word in plain(text).split()
        if len(word) >= _STEM and not _COMMON.fullmatch(word)
    )
