"""Names that speakers say: who is called to speak, who is thanked, whose words are taken up
again.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from isegoria.readers.names.offices import without_marks
from isegoria.readers.values import Person

__all__ = ["Mentions"]

_CALL = 120  # characters at the end of a turn, within which the next speaker is called
_THANKS = 100  # characters at its start, within which the last one is thanked
_TITLE = r"(?:(?:Mr|Ms|Mrs|Dr|Prof)\.?\s+|(?:Professor|Ambassador|Minister)\s+)?"
_ABOUT = 250  # characters in which a quote says what it is about
_THANKED = rf"(?:thank you|thanks|thank)(?: (?:very|so) much| a lot| again| to)?,?\s+{_TITLE}"
_SAID = (
    r"(?:said|says|mentioned|pointed|noted|raised|explained|asked|suggested|described|told|talked"
    r"|spoke)"
)
_ADVERBS = r"(?:has |have |had |just |also |already |rightly |earlier )*"
_NO_CALL_BEFORE = re.compile(
    r"(?:\bthank(?:s| you)\b[^.?!]{0,25}|\b(?:I am|I'm|I’m|name is|[Tt]his is|like|echo|with|what"
    r"|than|as)\s+)$",
    re.I,
)
# A colon makes it a label that lost its mark; thanks after the name are thanks.
_NO_CALL_AFTER = re.compile(rf"^(?:'s|’s|:|,?\s*thank|\s+{_ADVERBS}{_SAID}\b)")
_GOES_ON = re.compile(r"^[,.]?\s*(?:please|go ahead|you have|the floor|over to|and over)\b", re.I)


class Mentions:
    """The names of a session's people, looked up in what is said.

    A first name counts when only one person has it.
    """

    def __init__(self, people: Sequence[Person]) -> None:
        owners: dict[str, set[str]] = defaultdict(set)
        for person in people:
            for known in (person.name, *person.aliases):
                words = re.findall(r"[^\W\d_][\w'’.-]*", fold(known))
                for form in (" ".join(words), words[0] if words else ""):
                    owners[form.title()].add(person.name)
                    owners[form].add(person.name)
                if (
                    len(words) > 1
                ):  # a roster may name a role; it is spoken of as "the network operator"
                    for article in ("the", "The"):
                        owners[f"{article} {' '.join(words).lower()}"].add(person.name)
        self._owner = {
            form: next(iter(names))
            for form, names in owners.items()
            if len(names) == 1 and len(form) > 1
        }
        forms = (
            "|".join(re.escape(form) for form in sorted(self._owner, key=len, reverse=True))
            or r"(?!)"
        )
        self._name = re.compile(rf"(?<!\w)(?P<name>{forms})(?!\w)")
        self._thanks = re.compile(rf"\b(?i:{_THANKED})(?P<name>{forms})(?!\w)")
        self._quoted = re.compile(rf"(?<!\w)(?P<name>{forms})\s+{_ADVERBS}{_SAID}\b")
        self._addressed = re.compile(rf"(?<!\w)(?P<name>{forms}),\s+you\b")

    def called(self, text: str) -> str | None:
        """Return the one person whose name stands in the last words of a turn as the name of who
        shall speak next.
        """
        tail = fold(text[-_CALL:])
        found = {
            self._owner[one["name"]]
            for one in self._name.finditer(tail)
            if not _NO_CALL_BEFORE.search(tail[: one.start()])
            and not _NO_CALL_AFTER.search(tail[one.end() :])
        }
        return found.pop() if len(found) == 1 else None

    def thanked(self, text: str) -> str | None:
        """Return whom a turn thanks at its start, unless the same breath gives them the floor."""
        head = fold(text[:_THANKS])
        found = self._thanks.search(head)
        return (
            None
            if found is None or _GOES_ON.search(head[found.end() :])
            else self._owner[found["name"]]
        )

    def quoted(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield who is said to have said something, and the next words."""
        if _MAY_QUOTE.search(text):
            folded = fold(text)
            yield from (
                (self._owner[one["name"]], folded[one.end() : one.end() + _ABOUT])
                for one in self._quoted.finditer(folded)
            )

    def not_the_speaker(self, text: str) -> set[str]:
        """Return whom a turn thanks, addresses or quotes: nobody does that to themself."""
        start = text[:600]
        # Hundreds of names are looked for only where the other words of the pattern stand.
        may_be = (
            (self._thanks, _MAY_THANK),
            (self._addressed, _MAY_ADDRESS),
            (self._quoted, _MAY_QUOTE),
        )
        patterns = [pattern for pattern, words in may_be if words.search(start)]
        folded = fold(start) if patterns else ""
        return {
            self._owner[found["name"]] for pattern in patterns for found in pattern.finditer(folded)
        }


_MAY_THANK = re.compile(r"\bthank", re.I)
_MAY_ADDRESS = re.compile(r",\s+you\b")
_MAY_QUOTE = re.compile(rf"\b{_SAID}\b")


def fold(text: str) -> str:
    """Return the text with plain letters, blanks and hyphens; its length may change, except where
    it is plain already.
    """
    if text.isascii():
        return text
    return without_marks(text.replace("\u2011", "-"))
