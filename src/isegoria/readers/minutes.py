"""Minutes in Markdown, as working groups keep them: `Name: what they said`, or `Name points out
that …`, under headings.

What names nobody is kept as an open turn: the minutes do not say who said it. Header and turns laid
end to end are the source.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from isegoria.readers.events import count_words
from isegoria.readers.furniture import covers, inside
from isegoria.readers.speakers.anchors import anchors_of
from isegoria.readers.values import (
    Event,
    EventKind,
    LabelKind,
    Notice,
    Person,
    Span,
    Transcript,
    Turn,
)

__all__ = ["is_minutes", "named", "turns_in_minutes"]

_HEADING = re.compile(r"^(?:#{1,6}[ \t]+\S[^\n]*|[^\n\s][^\n]*\n[=-]{3,})[ \t]*$", re.MULTILINE)
_MARKER = re.compile(r"^[^\S\n]*+>>", re.MULTILINE)  # captions open a turn with it
_WORD = r"[^\W\d_][\w.'’‑-]*"
_LABEL = re.compile(
    rf"[ \t]{{0,3}}(?P<mark>[*+-][ \t]+)?(?P<bold>\*\*"
    rf"|__)?(?P<name>{_WORD}(?:[ \t]{_WORD}){{0,3}})(?:[ \t]*\([^()\n]{{1,30}}\))?"
    r"(?:\*\*|__)?[ \t]*:(?:\*\*|__)?[ \t]+(?=\S)"
)
_VOICE = re.compile(
    r"[ \t]{0,3}[QAR]\d?[ \t]*:[ \t]+(?=\S)"
)  # a question, an answer, by nobody who is named
_SAID = (
    r"says|said|asks|asked|notes|noted|points|pointed|suggests|suggested|agrees|agreed|disagrees"
    r"|disagreed|wonders|wondered|explains|"
    r"explained|comments|commented|responds|responded|replies|replied|answers|answered|adds|added"
    r"|argues|argued|proposes|proposed|"
    r"clarifies|clarified|believes|believed|thinks|thought|feels|felt|concurs|concurred|echoes"
    r"|echoed|raises|raised|reminds|reminded|"
    r"cautions|cautioned|expresses|expressed|requests|requested|describes|described|presents"
    r"|presented|mentions|mentioned|reports|"
    r"reported|observes|observed|states|stated|objects|objected|supports|supported|worries"
    r"|worried|recalls|recalled|"
    r"confirms|confirmed|speaks|spoke|remarks|remarked|summari[sz]es|summari[sz]ed|is concerned"
    r"|was concerned|"
    r"would like|wants|wanted|has concerns|gave"
)
_NAMED = (
    r"[^\W\d_a-zß-ÿ][\w'’‑-]*\.?(?:[ \t](?:[^\W\d_a-zß-ÿ][\w.'’‑-]*|de|del|van|von|der|la|bin"
    r"|ten)){0,3}"
)
_REPORTED = re.compile(
    rf"[ \t]{{0,3}}(?:[*+-][ \t]+)?(?P<name>{_NAMED})[ \t]+(?:then |also |further "
    rf"|again )?(?:{_SAID})\b"
)
_VIA = re.compile(r"[ \t]+(?:via|from|on)[ \t].*$")  # Ann via chat
_TWO = re.compile(r"[ \t](?:and|et|y|und)[ \t]")
_INDENTED = re.compile(r"[ \t]{2,}\S")
_NO_NAMES = frozenset(
    re.findall(
        r"\w+",
        """
        action actions agenda answer attendees attending chair chairs conclusion date decision
        decisions discussion everyone example goal group idea important issue issues link links
        location materials meeting members minutes next nobody note notes notetaker notetakers
        outcome people phase plan present proposal purpose question questions reason reminder
        resolution resolved result room scope scribe scribes section see slides somebody someone
        some status step steps summary the there these they this those time topic venue we what
        where who why wg working he she it one many others most also however but and if in on for
        from presentation intent core update updates background recording deadline todo draft option
        options pr ps nb fyi examples problem solution rationale text participants regrets remote
        host definition definitions observation comment comments output search consensus document
        clarification excerpts naming overview yes no confirm paper various poll slide whiteboard
        wrapup presenter editor editors inference
        """,
    )
)
_OFTEN = 2  # times a label stands there before it is taken for a name whatever it looks like


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where a block begins, the name before it if it has one, where its words begin, whether its
    speech is reported.
    """

    start: int
    label: str | None
    words_start: int
    reported: bool = False


def is_minutes(text: str) -> bool:
    """Return whether a text is minutes: it has headings of Markdown, and people who are named
    before what they said.
    """
    head = text[:4000]
    if _MARKER.search(head) or not _HEADING.search(head):
        return False
    return sum(cut.label is not None for cut in _cuts(text)) >= _OFTEN


def turns_in_minutes(source: str) -> Iterator[Turn]:
    """Yield the turns with labels as written; nobody is identified here."""
    cuts = list(_cuts(source))
    apart = _apart(source)
    line, counted = 1, 0
    for number, cut in enumerate(cuts, 1):
        end = cuts[number].start if number < len(cuts) else len(source)
        line, counted = line + source.count("\n", counted, cut.start), cut.start
        printed = inside(apart, cut.words_start, end)
        text = _without(source, cut.words_start, end, printed)
        furniture = tuple(
            Event(EventKind.FURNITURE, source[one.start : one.end].strip(), one) for one in printed
        )
        kind = LabelKind.NONE if cut.label is None else LabelKind.NAME_UNKNOWN
        yield Turn(
            number, line, Span(cut.start, end), cut.label, text, count_words(text), furniture, kind
        )


def named(
    transcript: Transcript, roster: Sequence[Person], previous: Sequence[Person]
) -> Transcript:
    """Return the transcript with the speakers that its minutes name, in one spelling; all other
    turns stay open.
    """
    reported = {cut.start for cut in _cuts(transcript.source) if cut.reported}
    anchors = anchors_of(transcript.turns, roster, previous)
    turns = []
    for turn in transcript.turns:
        settled = anchors.settled(turn) if turn.label is not None else turn
        if turn.span.start in reported and settled.speaker.name is not None:
            evidence = (*settled.speaker.evidence, "the minutes report it in words of their own")
            speaker = replace(
                settled.speaker, confidence=min(settled.speaker.confidence, 0.8), evidence=evidence
            )
            settled = replace(settled, speaker=speaker)
        turns.append(settled)
    nameless = sum(turn.label is None for turn in turns)
    said = f"{nameless} of {len(turns)} parts of the minutes name nobody; they stay open turns"
    notices = [Notice(turns[0].line, said)] if nameless else []
    return replace(transcript, turns=turns, warnings=[*transcript.warnings, *notices])


def _cuts(source: str) -> Iterator[_Cut]:
    """Yield where turns begin: a name, a report, or what names nobody where it follows something
    else.
    """
    apart = _apart(source)
    often = Counter(label["name"] for line in source.splitlines() if (label := _LABEL.match(line)))
    headings = blank = 0
    open_label: str | None = None
    begun = fresh = False
    for found in re.finditer(r"[^\n]*\n?", source):
        written, start = found[0], found.start()
        if covers(apart, start):
            headings += _HEADING.match(source, start) is not None
            begun, fresh, blank = False, True, 1
            continue
        if not written.strip():
            blank += 1
            fresh = True
            continue
        cut = _cut(source, start, written, often, fresh=fresh)
        nameless = (
            fresh
            and not _INDENTED.match(written)
            and (not begun or open_label is not None)
            and headings > 1
        )
        if cut is None and nameless:
            cut = _Cut(start, None, start)
        if cut is not None:
            yield cut
            begun, open_label = cut.label is not None or cut.words_start == start, cut.label
        fresh = False


def _cut(source: str, start: int, written: str, often: Counter[str], *, fresh: bool) -> _Cut | None:
    if voice := _VOICE.match(written):
        return _Cut(start, None, start + voice.end())
    if label := _LABEL.match(written):
        bare = label["mark"] is None and label["bold"] is None
        name = _VIA.sub("", label["name"])
        if _is_name(name, often[label["name"]], bare=bare and fresh):
            return _Cut(
                start,
                None if _TWO.search(name) else name,
                start if _TWO.search(name) else start + label.end(),
            )
    if fresh and (report := _REPORTED.match(written)) and not _banned(report["name"]):
        return _Cut(start, report["name"], start, reported=True)
    return None


def _is_name(name: str, times: int, *, bare: bool) -> bool:
    """Return whether a label names somebody: it comes again, or it opens a paragraph and is written
    as a name is.
    """
    if _banned(name) or len(name) < _OFTEN:
        return False
    capital = all(word[0].isupper() or len(word) < 4 for word in name.split())
    return bare and capital if times < _OFTEN else capital or times > _OFTEN


def _banned(name: str) -> bool:
    words = name.lower().replace("’", "'").split()
    return words[0] in _NO_NAMES or words[-1] in _NO_NAMES


def _apart(source: str) -> list[Span]:
    """Return headings, comments and tables of contents: of the page, and nobody's words."""
    found = list(_comments(source))
    headings = (Span(one.start(), one.end()) for one in _HEADING.finditer(source))
    return sorted(
        [*found, *(one for one in headings if not covers(found, one.start))],
        key=lambda span: span.start,
    )


def _comments(source: str) -> Iterator[Span]:
    """Yield the comments of Markdown; from the first to the last of a generated table of contents
    is one.
    """
    place = source.find("<!--")
    while place >= 0:
        closing = "<!-- END doctoc" if source.startswith("<!-- START doctoc", place) else "-->"
        found = source.find(closing, place + 1)
        end = source.find("-->", found) if found >= 0 else -1
        if end < 0:
            return
        yield Span(place, end + 3)
        place = source.find("<!--", end)


def _without(source: str, start: int, end: int, apart: Sequence[Span]) -> str:
    parts, place = [], start
    for span in apart:
        parts.append(source[place : span.start])
        place = min(span.end, end)
    return "".join([*parts, source[place:end]]).strip()
