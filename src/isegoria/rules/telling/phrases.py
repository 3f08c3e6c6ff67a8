"""Conditions, times and names as parts of sentences, in any language: every text goes through
`translate`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from isegoria.decisions.exact import as_percent
from isegoria.rules.language import conditions as said
from isegoria.rules.language.durations import Duration
from isegoria.rules.language.model import Clock, Exit, Model
from isegoria.rules.language.references import stage_and_name
from isegoria.rules.language.scalars import ANYONE

__all__ = [
    "Translate",
    "Words",
    "bound",
    "clock_title",
    "condition",
    "fraction",
    "listed",
    "named",
    "named_event",
    "number",
    "part_words",
    "plain",
    "span",
    "way_title",
    "way_words",
    "words_of",
]

Translate = Callable[[str], str]


def plain(text: str) -> str:
    """Leave the text in English."""
    return text


@dataclass(frozen=True, slots=True)
class Words:
    """What a sentence is about, where in the model, and into which language."""

    model: Model
    translate: Translate = plain
    stage: str = ""
    ballot: str = ""


def words_of(model: Model, translate: Translate) -> Words:
    """Return words for many sentences: each text is translated once, however often it is used."""
    return Words(model, cache(translate))


def condition(one: Any, words: Words) -> str:
    """Return a condition as a clause: “more than half of the votes are in favour”."""
    return _CLAUSES[type(one)](one, words)


def listed(parts: Iterable[str], words: Words, *, either: bool = False) -> str:
    """Return `a, b and c`, or `a, b or c`."""
    _ = words.translate
    *first, last = list(parts) or [""]
    if not first:
        return last
    joined = _("{first} or {last}") if either else _("{first} and {last}")
    return joined.format(first=", ".join(first), last=last)


def named(name: str, words: Words) -> str:
    """Return the title of a group, an office, a stage or an outcome."""
    _ = words.translate
    if name == ANYONE:
        return _("anyone")
    for kept in (words.model.groups, words.model.offices, words.model.stages, words.model.outcomes):
        if name in kept:
            return kept[name].title
    return _spelt(name)


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
    return known.get(name) or _titled(name, words)


def span(one: Duration, words: Words) -> str:
    """Return a time such as “45 days”."""
    _ = words.translate
    units = {
        "minute": (_("{n} minute"), _("{n} minutes")),
        "hour": (_("{n} hour"), _("{n} hours")),
        "day": (_("{n} day"), _("{n} days")),
        "working day": (_("{n} working day"), _("{n} working days")),
        "week": (_("{n} week"), _("{n} weeks")),
        "month": (_("{n} month"), _("{n} months")),
        "year": (_("{n} year"), _("{n} years")),
    }
    return units[one.unit][one.count != 1].format(n=one.count)


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
    if limit.upper and limit.value == 0 and not limit.strict:
        return _("no")
    texts = {
        (True, False): _("more than {limit}"),
        (False, False): _("at least {limit}"),
        (True, True): _("fewer than {limit}"),
        (False, True): _("at most {limit}"),
    }
    return texts[limit.strict, limit.upper].format(limit=write(limit.value, words))


def number(value: Fraction, words: Words) -> str:
    """Return a number; a weight may be a fraction."""
    return str(value)


def _spelt(name: str) -> str:
    return name.replace("_", " ")


def _titled(written: str, words: Words) -> str:
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
                return getattr(found, "title", None) or _spelt(name)
    return _spelt(name)


def _where(one: Any, words: Words) -> str:
    _ = words.translate
    groups = ", ".join(named(name, words) for name in one.groups)
    if one.among:
        return _(" among {groups}").format(
            groups=listed((named(name, words) for name in one.among), words)
        )
    if not groups:
        return ""
    if one.held_in == "each":
        return _(", in each of: {groups}").format(groups=groups)
    if one.held_in == "any":
        return _(", in any of: {groups}").format(groups=groups)
    return _(", in at least {number} of: {groups}").format(number=one.held_in, groups=groups)


def _of_another(one: Any, words: Words) -> str:
    _ = words.translate
    if one.ballot is None or one.ballot == words.ballot:
        return ""
    return _(" in “{ballot}”").format(ballot=_titled(one.ballot, words))


def _answer(answers: tuple[str, ...], words: Words) -> str:
    _ = words.translate
    known: dict[tuple[str, ...], str] = {
        ("yes",): _("in favour"),
        ("no",): _("against"),
        ("abstain",): _("abstaining"),
        ("replies",): _("replies"),
    }
    return known.get(answers) or _("for “{answers}”").format(
        answers=listed(map(_spelt, answers), words, either=True)
    )


def _is_weighted(one: said.ShareOf, words: Words) -> bool:
    stage, name = stage_and_name(one.ballot or words.ballot, words.stage)
    ballots = words.model.stages[stage].ballots if stage in words.model.stages else {}
    ballot = ballots.get(name) or next(iter(ballots.values()), None)
    return ballot is not None and ballot.weights != "heads" and not one.heads


def _share(one: said.ShareOf, words: Words) -> str:
    _ = words.translate
    heads = {
        "for_and_against": _("the votes for and against"),
        "cast": _("all votes cast"),
        "replies": _("the replies"),
        "present": _("those present"),
        "members": _("all members"),
    }
    power = {
        "for_and_against": _("the voting power for and against"),
        "cast": _("the voting power cast"),
        "replies": _("the voting power of the replies"),
        "present": _("the voting power present"),
        "members": _("all voting power"),
    }
    verbs: dict[tuple[str, ...], str] = {
        ("yes",): _("is in favour"),
        ("no",): _("is against"),
        ("abstain",): _("abstains"),
        ("present",): _("is present"),
        ("taking_part",): _("takes part"),
    }
    base = (power if _is_weighted(one, words) else heads)[one.of]
    answers = listed(map(_spelt, one.share), words, either=True)
    return _("{how_many} of {base} {answer}{where}{ballot}").format(
        how_many=bound(one, words, fraction),
        base=base,
        where=_where(one, words),
        ballot=_of_another(one, words),
        answer=verbs.get(one.share) or _("is for “{answers}”").format(answers=answers),
    )


def _count(one: said.Count, words: Words) -> str:
    _ = words.translate
    what = {
        "person": "",
        "organisation": _(" of different organisations"),
        "group": _(" of different groups"),
    }[one.distinct]
    return _("{how_many} {answer}{distinct}{where}{ballot}").format(
        how_many=bound(one, words, number),
        answer=_answer(one.count, words),
        distinct=what,
        where=_where(one, words),
        ballot=_of_another(one, words),
    )


def _result(one: said.Result, words: Words) -> str:
    _ = words.translate
    texts = {
        "passed": _("“{ballot}” has passed"),
        "failed": _("“{ballot}” has failed"),
        "inquorate": _("“{ballot}” had no quorum"),
    }
    text = texts[one.is_].format(ballot=_titled(one.result, words))
    return (
        text
        if one.rung is None
        else _("{text} by the rule “{rung}”").format(text=text, rung=_spelt(one.rung))
    )


def _sum(one: said.SumOf, words: Words) -> str:
    _ = words.translate
    ballots = listed((_titled(ballot, words) for ballot in one.ballots), words)
    text = _("the shares {answer} in {ballots} add up to {how_much}")
    return text.format(
        answer=_answer(one.sum, words), ballots=ballots, how_much=bound(one, words, number)
    )


def _won(one: said.Won, words: Words) -> str:
    _ = words.translate
    options = listed(map(_spelt, one.is_), words, either=True)
    return _("“{option}” wins “{ballot}”").format(option=options, ballot=_titled(one.won, words))


def _objections(one: said.Objections, words: Words) -> str:
    _ = words.translate
    states = {
        "open": _("open"),
        "addressed": _("addressed"),
        "withdrawn": _("withdrawn"),
        "sustained": _("sustained"),
        "out_of_scope": _("out of scope"),
    }
    which = listed(
        (states.get(state, _spelt(state)) for state in one.objections), words, either=True
    )
    return _("{how_many} objections are {which}").format(
        how_many=bound(one, words, number), which=which
    )


def _judged(one: said.Judged, words: Words) -> str:
    _ = words.translate
    stage, name = stage_and_name(one.judged, words.stage)
    by = named(words.model.stages[stage].judgements[name].by, words)
    if one.at_least is not None:
        return _("the finding of {by} is at least “{label}”").format(
            by=by, label=_spelt(one.at_least)
        )
    return _("the finding of {by} is “{label}”").format(
        by=by, label=listed(map(_spelt, one.is_), words, either=True)
    )


def _triggered(one: said.Triggered, words: Words) -> str:
    _ = words.translate
    what = _titled(one.triggered, words)
    if one.at_least == 1 and not one.groups and one.distinct == "person":
        return _("“{what}” is asked for").format(what=what)
    of = {"person": _("people"), "organisation": _("organisations"), "group": _("groups")}[
        one.distinct
    ]
    text = _("“{what}” is asked for by {how_many} {of}{where}")
    return text.format(
        how_many=bound(one, words, number), of=of, where=_where(one, words), what=what
    )


def _advised(one: said.Advised, words: Words) -> str:
    _ = words.translate
    title = words.model.advice[one.advised].title
    if not one.is_:
        return _("there is: {title}").format(title=title)
    return _("there is: {title} ({kinds})").format(
        title=title, kinds=listed(map(_spelt, one.is_), words, either=True)
    )


def _process(one: said.Process, words: Words) -> str:
    _ = words.translate
    title = words.model.processes[one.process].title
    if one.is_ == ("running",):
        return _("“{title}” is still going on").format(title=title)
    if "ended" in one.is_:
        return _("“{title}” has ended").format(title=title)
    return _("“{title}” has ended with: {ends}").format(
        title=title, ends=listed(map(_spelt, one.is_), words, either=True)
    )


def _ended(one: said.Ended, words: Words) -> str:
    _ = words.translate
    stage, name = stage_and_name(one.ended, words.stage)
    return _("{time} is over").format(
        time=clock_title(words.model.stages[stage].clocks[name], name, words)
    )


def clock_title(clock: Clock, name: str, words: Words) -> str:
    """Return the title of a clock, or its name in plain letters."""
    return clock.title or f"“{_spelt(name)}”"


def way_title(way: Exit, name: str) -> str:
    """Return the title of a way out, or its name in plain letters."""
    return way.title or _spelt(name)


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
        title = (part.title if part else "") or _spelt(name)
    return f"{title} ({here.title})"


def _all(one: said.All, words: Words) -> str:
    return listed((condition(part, words) for part in one.all), words)


def _any(one: said.Any_, words: Words) -> str:
    _ = words.translate
    parts = [condition(part, words) for part in one.any]
    if one.at_least == 1:
        return (
            _("either {parts}").format(parts=listed(parts, words, either=True))
            if len(parts) > 1
            else parts[0]
        )
    return _("at least {number} of these: {parts}").format(
        number=one.at_least, parts="; ".join(parts)
    )


def _used(one: said.Used, words: Words) -> str:
    _ = words.translate
    what = words.model.resources[one.used].title
    return _("{how_many} of “{what}” was used").format(
        how_many=bound(one, words, number), what=what
    )


def _rounds(one: said.Rounds, words: Words) -> str:
    _ = words.translate
    text = _("the stage “{what}” was entered {how_many} times")
    return text.format(
        how_many=bound(one, words, number), what=words.model.stages[one.rounds].title
    )


def _not(one: said.Not, words: Words) -> str:
    _ = words.translate
    if isinstance(one.not_, said.Delivered):
        return _("“{what}” is not published").format(what=_titled(one.not_.delivered, words))
    if isinstance(one.not_, said.Judged) and one.not_.is_:
        stage, name = stage_and_name(one.not_.judged, words.stage)
        by = named(words.model.stages[stage].judgements[name].by, words)
        labels = listed(map(_spelt, one.not_.is_), words, either=True)
        return _("the finding of {by} is not “{label}”").format(by=by, label=labels)
    if isinstance(one.not_, said.Triggered) and not one.not_.groups:
        return _("“{what}” is not asked for").format(what=_titled(one.not_.triggered, words))
    return _("it is not so that {what}").format(what=condition(one.not_, words))


def _simple(
    text: Callable[[Translate], str], title: Callable[[Any, Words], str]
) -> Callable[[Any, Words], str]:
    return lambda one, words: text(words.translate).format(what=title(one, words))


_CLAUSES: dict[type, Callable[[Any, Words], str]] = {
    said.ShareOf: _share,
    said.Count: _count,
    said.Result: _result,
    said.SumOf: _sum,
    said.Won: _won,
    said.Ended: _ended,
    said.Delivered: _simple(
        lambda _: _("“{what}” is published"), lambda one, words: _titled(one.delivered, words)
    ),
    said.Objections: _objections,
    said.Judged: _judged,
    said.Triggered: _triggered,
    said.Advised: _advised,
    said.Process: _process,
    said.SameText: _simple(
        lambda _: _("one and the same text comes out of: {what}"),
        lambda one, words: ", ".join(words.model.processes[name].title for name in one.same_text),
    ),
    said.Attends: _simple(
        lambda _: _("{what} is present"), lambda one, words: named(one.attends, words)
    ),
    said.Used: _used,
    said.Rounds: _rounds,
    said.All: _all,
    said.Any_: _any,
    said.Not: _not,
}
