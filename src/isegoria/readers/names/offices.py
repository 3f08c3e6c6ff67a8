"""Labels that are no names: an office in the session, several voices, a voice nobody knows, a
film.
"""

import re
import unicodedata
from functools import lru_cache

from isegoria.readers.values import Role

__all__ = ["is_office", "office_in", "plain", "without_marks"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# An office may stand before a name: CHAIR DRYDEN.
_OFFICES = {
    **dict.fromkeys(("moderator", "comoderator", "facilitator", "emcee", "mc"), Role.MODERATOR),
    **dict.fromkeys(
        ("chair", "cochair", "chairman", "chairwoman", "chairperson", "chairlady", "session chair"),
        Role.MODERATOR,
    ),
    **dict.fromkeys(
        ("remote moderator", "online moderator", "onsite and online moderator"),
        Role.ONLINE_MODERATOR,
    ),
    **dict.fromkeys(("panelist", "panellist"), Role.PANELLIST),
    **dict.fromkeys(("speaker", "rapporteur", "president"), Role.UNKNOWN),
    **dict.fromkeys(("participant", "audience", "audience member", "attendee"), Role.FLOOR),
    **dict.fromkeys(("remote participant", "online participant"), Role.REMOTE),
    **dict.fromkeys(
        ("host", "operator", "coordinator", "captioner", "interpreter", "secretariat"), Role.STAFF
    ),
    **dict.fromkeys(
        ("organizer", "organiser", "technician", "technical support", "tech support"), Role.STAFF
    ),
}
# These say what kind of voice it is, and are never part of a name; they count only when the label
# has no other word.
_FILMS = _words(
    "video narrator narration voiceover recording film trailer clip playing announcer voice over"
)
_FLOOR = _words(
    "audience attendee attendees participant participants floor question questioner member members"
)
_REMOTE = _words("remote online virtual")
_VOICES = _words(
    "speaker speakers voice voices panelist panelists panellist panellists person people man"
    " woman men women delegate delegates "
    "everyone everybody unknown unidentified unison together crowd group chorus"
)
_WHICH = _words(
    "both all many multiple several various other another different new next first second third"
    " last guest keynote male female "
    "from the of in a an off mic microphone and"
)


def without_marks(text: str) -> str:
    """Return a text with plain letters, without accents and other marks.

    Letter by letter: what is normalised as a whole has each run of marks sorted by insertion, which
    takes seconds for some thousands.
    """
    return "".join(
        part
        for letter in text
        for part in unicodedata.normalize("NFKD", letter)
        if not unicodedata.combining(part)
    )


def plain(name: str) -> str:
    """Return the name in lower case without accents, marks and double blanks, for comparing
    only.
    """
    kept = without_marks(name.replace("\u2011", "-"))
    return " ".join(re.sub(r"[^\w\s]|_", " ", kept).lower().split())


@lru_cache(maxsize=4096)  # a label comes again with each turn
def office_in(label: str) -> tuple[Role | None, str]:
    """Return the office or kind of voice that the label begins with, or None, and what of a name is
    left, in `plain` form.
    """
    words = re.sub(r"\bco ", "co", plain(label)).split()
    bare = [word for word in words if not word.isdecimal()]
    voice = _voice(set(bare))
    if voice is not None and " ".join(bare) not in _OFFICES:
        return voice, ""
    for length in (4, 2, 1):
        office = _OFFICES.get(" ".join(bare[:length]))
        if office is not None and len(bare) >= length:
            return office, " ".join(bare[length:])
    return None, " ".join(words)


def is_office(label: str) -> bool:
    """Return whether a label is an office or a kind of voice and nothing else."""
    office, name = office_in(label)
    return office is not None and not name


def _voice(words: set[str]) -> Role | None:
    """Return what kind of voice a label is, all of whose words say a kind; None for a name."""
    rest = words - _WHICH
    if not rest:
        return Role.UNKNOWN if words & {"both", "all"} else None
    if not rest <= _FLOOR | _REMOTE | _VOICES:
        return Role.MEDIA if rest <= _FILMS else None
    if rest & _REMOTE:
        return Role.REMOTE
    return Role.FLOOR if rest & _FLOOR else Role.UNKNOWN
