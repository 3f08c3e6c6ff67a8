"""Labels compared with a roster: offices, names, names spelt by ear."""

import re
import unicodedata
from collections.abc import Sequence

from rapidfuzz import fuzz

from isegoria.readers.values import Person, Role

__all__ = ["ALIKE", "best_match", "office_in", "plain"]

ALIKE = 84.0  # of 100; two spellings of one name score above, two names below
_OFFICES = {
    "moderator": Role.MODERATOR,
    "chair": Role.MODERATOR,
    "chairman": Role.MODERATOR,
    "chairwoman": Role.MODERATOR,
    "chairperson": Role.MODERATOR,
    "facilitator": Role.MODERATOR,
    "remote moderator": Role.ONLINE_MODERATOR,
    "online moderator": Role.ONLINE_MODERATOR,
    "speaker": Role.UNKNOWN,
    "participant": Role.FLOOR,
    "audience": Role.FLOOR,
    "audience member": Role.FLOOR,
    "remote participant": Role.REMOTE,
    "host": Role.STAFF,
    "operator": Role.STAFF,
    "coordinator": Role.STAFF,
    "captioner": Role.STAFF,
    "interpreter": Role.STAFF,
    "secretariat": Role.STAFF,
    "organizer": Role.STAFF,
    "organiser": Role.STAFF,
}


def plain(name: str) -> str:
    """Return the name in lower case without accents, marks and double blanks, for comparing only."""
    letters = unicodedata.normalize("NFKD", name.replace("\u2011", "-"))
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w\s]|_", " ", kept).lower().split())


def office_in(label: str) -> tuple[Role | None, str]:
    """Return the office that the label begins with, or None, and what of a name is left, in `plain` form."""
    words = plain(label).split()
    for length in (2, 1):
        office = _OFFICES.get(" ".join(words[:length]))
        if office is not None and len(words) >= length:
            return office, " ".join(words[length:])
    return None, " ".join(words)


def best_match(name: str, people: Sequence[Person]) -> tuple[Person | None, float]:
    """Return who of the people is meant by `name`, and how alike in [0, 100]; None if nobody, or two alike, could be meant."""
    scores = sorted(((_alike(plain(name), person), index) for index, person in enumerate(people)), reverse=True)
    if not scores or scores[0][0] < ALIKE:
        return None, scores[0][0] if scores else 0.0
    if len(scores) > 1 and scores[1][0] >= scores[0][0] - 5:
        return None, scores[0][0]
    return people[scores[0][1]], scores[0][0]


def _alike(name: str, person: Person) -> float:
    return max(_alike_names(name, plain(known)) for known in (person.name, *person.aliases))


def _alike_names(name: str, known: str) -> float:
    """Compare two names; one word alone is compared with the first name, which is what captioners shorten to."""
    if " " not in name and " " in known:
        return fuzz.ratio(name, known.split(maxsplit=1)[0]) - 3
    return fuzz.ratio(name, known)
