"""Names, times and limits as parts of sentences, in any language: every text goes through
`translate`, or `plural` where a number stands in it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cache

from isegoria.decisions.exact import as_percent
from isegoria.rules.language import conditions as said
from isegoria.rules.language.durations import Duration
from isegoria.rules.language.model import Clock, Exit, Model
from isegoria.rules.language.references import stage_and_name
from isegoria.rules.language.scalars import ANYONE, PROPOSER

__all__ = [
    "ENGLISH",
    "Language",
    "Translate",
    "Words",
    "bound",
    "clock_title",
    "every",
    "fraction",
    "is_none",
    "length",
    "listed",
    "named",
    "named_event",
    "number",
    "part_words",
    "plain",
    "span",
    "spelt",
    "times",
    "titled",
    "way_title",
    "way_words",
    "words_of",
]

Translate = Callable[[str], str]
Plural = Callable[[str, str, int], str]


def plain(text: str) -> str:
    """Leave the text in English."""
    return text


def _one_or_many(one: str, many: str, number: int) -> str:
    return one if number == 1 else many


def _iso(when: datetime) -> str:
    return f"{when:%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class Language:
    """How texts come into a language; some have six forms of a noun for the number before it."""

    translate: Translate = plain
    plural: Plural = _one_or_many
    day: Callable[[datetime], str] = _iso
    """How it writes a day."""


ENGLISH = Language()


@dataclass(frozen=True, slots=True)
class Words:
    """What a sentence is about, where in the model, and into which language."""

    model: Model
    language: Language = ENGLISH
    stage: str = ""
    ballot: str = ""

    @property
    def translate(self) -> Translate:
        """What takes a text into the language."""
        return self.language.translate

    @property
    def plural(self) -> Plural:
        """What takes a text with a number into it: the text for one, for several, the number."""
        return self.language.plural


def words_of(model: Model, language: Language) -> Words:
    """Return words for many sentences: each text is translated once, however often it is used."""
    return Words(model, Language(cache(language.translate), language.plural))


def listed(parts: Iterable[str], words: Words, *, either: bool = False) -> str:
    """Return `a, b and c`, or `a, b or c`; with semicolons where a part has commas of its own."""
    _ = words.translate
    written = list(parts) or [""]
    *first, last = written
    between = "; " if any(", " in one for one in written) else ", "
    if not first:
        return last
    joined = _("{first} or {last}") if either else _("{first} and {last}")
    return joined.format(first=between.join(first), last=last)


def named(name: str, words: Words) -> str:
    """Return the title of a group, an office, a stage or an outcome."""
    _ = words.translate
    if name == ANYONE:
        return _("anyone")
    for kept in (words.model.groups, words.model.offices, words.model.stages, words.model.outcomes):
        if name in kept:
            return kept[name].title
    return _("the proposer") if name == PROPOSER else spelt(name)


def named_event(name: str, words: Words) -> str:
    """Return an event in words."""
    _ = words.translate
    known = {
        "entry": _("the stage begins"),
        "version": _("a new version"),
        "acknowledged": _("the acknowledgement"),
        "public": _("public knowledge"),
        "substantive": _("a substantive change"),
        "answered": _("the answer"),
        "suspended": _("suspension"),
        "resumed": _("resumption"),
        "refused": _("a refusal"),
        "meeting": _("the meeting"),
        "tested": _("the test"),
    }
    stage, event = stage_and_name(name, "")
    if stage in words.model.stages:
        way = words.model.stages[stage].exits.get(event)
        said_ = way_title(way, event) if way else known.get(event) or titled(name, words)
        text = _("“{event}” in “{stage}”")
        return text.format(event=said_, stage=words.model.stages[stage].title)
    return known.get(name) or titled(name, words)


def span(one: Duration, words: Words) -> str:
    """Return a time such as “45 days”."""
    return length(one, words.language)


def length(one: Duration, language: Language) -> str:
    """Return a time such as “45 days”, where no sentence of rules is told."""
    ngettext, n = language.plural, one.count
    units = {
        "minute": lambda: ngettext("{n} minute", "{n} minutes", n),
        "hour": lambda: ngettext("{n} hour", "{n} hours", n),
        "day": lambda: ngettext("{n} day", "{n} days", n),
        "working day": lambda: ngettext("{n} working day", "{n} working days", n),
        "week": lambda: ngettext("{n} week", "{n} weeks", n),
        "month": lambda: ngettext("{n} month", "{n} months", n),
        "year": lambda: ngettext("{n} year", "{n} years", n),
    }
    return units[one.unit]().format(n=n)


def every(one: Duration, words: Words) -> str:
    """Return how often something comes, such as “every year” or “every 6 months”."""
    _ = words.translate
    alone = {
        "day": _("every day"),
        "week": _("every week"),
        "month": _("every month"),
        "year": _("every year"),
    }
    if one.count == 1 and one.unit in alone:
        return alone[one.unit]
    return _("every {span}").format(span=span(one, words))


def fraction(value: Fraction, words: Words) -> str:
    """Return a share as people say it."""
    _ = words.translate
    known = {
        Fraction(1, 2): _("half"),
        Fraction(1, 3): _("a third"),
        Fraction(2, 3): _("two thirds"),
        Fraction(1, 4): _("a quarter"),
        Fraction(3, 4): _("three quarters"),
        Fraction(1): _("all"),
    }
    return known.get(value) or as_percent(value)


def bound(one: said.Bounded, words: Words, write: Callable[[Fraction, Words], str]) -> str:
    """Return “more than half”, “at most 1”."""
    _ = words.translate
    limit = one.bound
    if is_none(one):
        return _("no")
    written = write(limit.value, words) if one.relative is None else _relative(one.relative, words)
    texts = {
        (True, False): _("more than {limit}"),
        (False, False): _("at least {limit}"),
        (True, True): _("fewer than {limit}"),
        (False, True): _("at most {limit}"),
    }
    return texts[limit.strict, limit.upper].format(limit=written)


def _relative(one: said.Relative, words: Words) -> str:
    """Return a number that follows from another count: “half of all members, rounded down, plus
    1”.
    """
    _ = words.translate
    text = listed((_counted(name, words) for name in one.count), words)
    if one.among:
        groups = listed((named(name, words) for name in one.among), words)
        text = _("{count} among {groups}").format(count=text, groups=groups)
    if one.ballot is not None and one.ballot != words.ballot:
        text = _("{count} in “{ballot}”").format(count=text, ballot=titled(one.ballot, words))
    if one.times.denominator != 1:
        text = _("{share} of {count}").format(share=fraction(one.times, words), count=text)
    elif one.times != 1:
        text = _("{number} times {count}").format(number=one.times, count=text)
    if one.rounded is not None:
        rounded = {"up": _("{count}, rounded up"), "down": _("{count}, rounded down")}
        text = rounded[one.rounded].format(count=text)
    return _("{count}, plus {number}").format(count=text, number=one.plus) if one.plus else text


def _counted(name: str, words: Words) -> str:
    """Return whom a count counts: “the answers “no””, “all members”."""
    _ = words.translate
    known = {
        "members": _("all members"),
        "present": _("those present"),
        "cast": _("all votes cast"),
        "replies": _("the replies"),
        "for_and_against": _("the votes for and against"),
    }
    return known.get(name) or _("the votes for “{answers}”").format(answers=spelt(name))


def is_none(one: said.Bounded) -> bool:
    """Return whether a bound lets nothing through: “at most 0”."""
    limit = one.bound
    return limit.upper and limit.value == 0 and not limit.strict and one.relative is None


def number(value: Fraction, words: Words) -> str:
    """Return a number; a weight may be a fraction."""
    return str(value)


def times(value: Fraction, words: Words) -> str:
    """Return how often: “once”, “twice”, “3 times”."""
    _ = words.translate
    known = {Fraction(1): _("once"), Fraction(2): _("twice")}
    return known.get(value) or _("{rounds} times").format(rounds=value)


def spelt(name: str) -> str:
    """Return a name of the rules in plain letters."""
    return name.replace("_", " ")


def titled(written: str, words: Words) -> str:
    """Return the title of something a stage has, or its name in plain letters."""
    stage, name = stage_and_name(written, words.stage)
    if stage in words.model.stages:
        part = words.model.stages[stage]
        for kept in (
            part.ballots,
            part.clocks,
            part.deliverables,
            part.triggers,
            part.judgements,
            part.notices,
            part.inputs,
        ):
            found = kept.get(name)
            if found is not None:
                return getattr(found, "title", None) or spelt(name)
    return spelt(name)


def clock_title(clock: Clock, name: str, words: Words) -> str:
    """Return the title of a clock, or its name in plain letters."""
    return clock.title or f"“{spelt(name)}”"


def way_title(way: Exit, name: str) -> str:
    """Return the title of a way out, or its name in plain letters."""
    return way.title or spelt(name)


def way_words(model: Model, way: Exit) -> str:
    """Return the title of a way out, or else that of the stage or the outcome that it leads to."""
    return way.title or (
        model.stages[way.to].title if way.to else model.outcomes[way.outcome or ""].title
    )


def part_words(model: Model, written: str) -> str:
    """Return the title of a finding, a ballot or a way out, written as `stage/name`, with that of
    its stage.
    """
    at, name = stage_and_name(written, "")
    here = model.stages[at]
    if name in here.exits:
        title = way_words(model, here.exits[name])
    else:
        part = here.judgements.get(name) or here.ballots.get(name)
        title = (part.title if part else "") or spelt(name)
    return f"{title} ({here.title})"
