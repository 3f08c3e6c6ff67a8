"""A condition as a clause of a sentence, and what is said where it does not hold.

Each kind of condition has its own function, named in a table.
"""

from collections.abc import Callable
from typing import Any, TypeGuard

from isegoria.rules.language import conditions as said
from isegoria.rules.language.references import stage_and_name
from isegoria.rules.telling.phrases import (
    Translate,
    Words,
    bound,
    clock_title,
    fraction,
    is_none,
    listed,
    named,
    number,
    spelt,
    times,
    titled,
)

__all__ = ["condition", "is_asked_once"]


def condition(one: Any, words: Words) -> str:
    """Return a condition as a clause: “more than half of the votes are in favour”."""
    return _CLAUSES[type(one)](one, words)


def _where(one: Any, words: Words) -> str:
    _ = words.translate
    groups = ", ".join(named(name, words) for name in one.groups)
    if one.among:
        return _(" among {groups}").format(
            groups=listed((named(name, words) for name in one.among), words)
        )
    if not groups:
        return ""
    if len(one.groups) == 1:
        return _(" among {groups}").format(groups=groups)
    if one.held_in == "each":
        return _(", in each of: {groups}").format(groups=groups)
    if one.held_in == "any":
        return _(", in any of: {groups}").format(groups=groups)
    return _(", in at least {number} of: {groups}").format(number=one.held_in, groups=groups)


def _of_another(one: Any, words: Words) -> str:
    _ = words.translate
    if one.ballot is None or one.ballot == words.ballot:
        return ""
    return _(" in “{ballot}”").format(ballot=titled(one.ballot, words))


def _answer(answers: tuple[str, ...], words: Words) -> str:
    _ = words.translate
    known: dict[tuple[str, ...], str] = {
        ("yes",): _("in favour"),
        ("no",): _("against"),
        ("abstain",): _("abstaining"),
        ("replies",): _("replies"),
        ("present",): _("present"),
        ("members",): _("members"),
        ("cast",): _("votes cast"),
        ("for_and_against",): _("votes for and against"),
        ("void",): _("void"),
    }
    return known.get(answers) or _("for “{answers}”").format(
        answers=listed(map(spelt, answers), words, either=True)
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
    people: dict[tuple[str, ...], str] = {
        ("yes",): _("are in favour"),
        ("no",): _("are against"),
        ("abstain",): _("abstain"),
        ("present",): _("are present"),
        ("taking_part",): _("take part"),
    }
    weight: dict[tuple[str, ...], str] = {
        ("yes",): _("is in favour"),
        ("no",): _("is against"),
        ("abstain",): _("abstains"),
        ("present",): _("is present"),
        ("taking_part",): _("takes part"),
    }
    answers = listed(map(spelt, one.share), words, either=True)
    weighted = _is_weighted(one, words)
    other = _("is for “{answers}”") if weighted else _("are for “{answers}”")
    if one.of_all:
        text = _("{how_many} of {base} in each group by itself: {groups}{ballot}")
        return text.format(
            how_many=_("none") if is_none(one) else bound(one, words, fraction),
            base=(power if weighted else heads)[one.of],
            groups=listed((named(name, words) for name in one.groups), words),
            ballot=_of_another(one, words),
        )
    verb = (weight if weighted else people).get(one.share) or other.format(answers=answers)
    if one.at_least == 1:
        base = (power if weighted else heads)[one.of]
        if base not in {_("all members"), _("all votes cast"), _("all voting power")}:
            base = _("all of {base}").format(base=base)
        return _("{base} {answer}{where}{ballot}").format(
            base=base, answer=verb, where=_where(one, words), ballot=_of_another(one, words)
        )
    return _("{how_many} of {base} {answer}{where}{ballot}").format(
        how_many=_("none") if is_none(one) else bound(one, words, fraction),
        base=(power if weighted else heads)[one.of],
        where=_where(one, words),
        ballot=_of_another(one, words),
        answer=verb,
    )


def _count(one: said.Count, words: Words) -> str:
    _ = words.translate
    what = {
        "person": "",
        "organisation": _(" of different organisations"),
        "group": _(" of different groups"),
    }[one.distinct]
    other = _compared_with(one)
    text = _("{how_many} {answer}{distinct}{where}{ballot}")
    if other:
        text = _COMPARED[one.bound.strict, one.bound.upper](_)
    return text.format(
        how_many="" if other else bound(one, words, number),
        other=_answer(other, words) if other else "",
        answer=_answer(one.count, words),
        distinct=what,
        where=_where(one, words),
        ballot=_of_another(one, words),
    )


def _compared_with(one: said.Count) -> tuple[str, ...]:
    """Return the answers that are compared with, where they alone are the bound."""
    other = one.relative
    if other is None or other.among or other.ballot not in {None, one.ballot}:
        return ()
    plain = other.times == 1 and other.plus == 0 and other.rounded is None
    return other.count if plain and not set(other.count) & _WHOLE else ()


_WHOLE = {"members", "present", "cast", "replies", "for_and_against"}
_COMPARED: dict[tuple[bool, bool], Callable[[Translate], str]] = {
    (True, False): lambda _: _("more {answer}{distinct} than {other}{where}{ballot}"),
    (False, False): lambda _: _("as many {answer}{distinct} as {other}, or more{where}{ballot}"),
    (True, True): lambda _: _("fewer {answer}{distinct} than {other}{where}{ballot}"),
    (False, True): lambda _: _("at most as many {answer}{distinct} as {other}{where}{ballot}"),
}
"""Two counts beside each other, by whether the bound is strict and whether it is the most."""


def _result(one: said.Result, words: Words) -> str:
    _ = words.translate
    texts = {
        "passed": _("“{ballot}” has passed"),
        "failed": _("“{ballot}” has failed"),
        "inquorate": _("“{ballot}” had no quorum"),
        "tied": _("“{ballot}” ends in a tie"),
    }
    text = texts[one.is_].format(ballot=titled(one.result, words))
    return (
        text
        if one.rung is None
        else _("{text} by the rule “{rung}”").format(text=text, rung=spelt(one.rung))
    )


def _sum(one: said.SumOf, words: Words) -> str:
    _ = words.translate
    ballots = listed((titled(ballot, words) for ballot in one.ballots), words)
    text = _("the shares {answer} in {ballots} add up to {how_much}")
    return text.format(
        answer=_answer(one.sum, words), ballots=ballots, how_much=bound(one, words, number)
    )


def _won(one: said.Won, words: Words) -> str:
    _ = words.translate
    options = listed(map(spelt, one.is_), words, either=True)
    stage, name = stage_and_name(one.won, words.stage)
    if words.model.stages[stage].ballots[name].elects is not None:
        text = _("“{option}” is among those that “{ballot}” elects")
        return text.format(option=options, ballot=titled(one.won, words))
    return _("“{option}” wins “{ballot}”").format(option=options, ballot=titled(one.won, words))


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
        (states.get(state, spelt(state)) for state in one.objections), words, either=True
    )
    if one.at_least == 1 and one.relative is None:
        return _("an objection is {which}").format(which=which)
    return _("{how_many} objections are {which}").format(
        how_many=bound(one, words, number), which=which
    )


def _judged(one: said.Judged, words: Words) -> str:
    _, ngettext = words.translate, words.plural
    if one.items is not None:
        so = condition(one.model_copy(update={"items": None}), words)
        if one.items == "each":
            return _("on each item {finding}").format(finding=so)
        if one.items == "any":
            return _("on an item {finding}").format(finding=so)
        text = ngettext(
            "on at least {number} item {finding}",
            "on at least {number} items {finding}",
            one.items,
        )
        return text.format(number=one.items, finding=so)
    stage, name = stage_and_name(one.judged, words.stage)
    by = named(words.model.stages[stage].judgements[name].by, words)
    if one.at_least is not None:
        return _("the finding of {by} is at least “{label}”").format(
            by=by, label=spelt(one.at_least)
        )
    return _("the finding of {by} is “{label}”").format(
        by=by, label=listed(map(spelt, one.is_), words, either=True)
    )


def is_asked_once(one: object) -> TypeGuard[said.Triggered]:
    """Return whether a condition is that any person asks for something."""
    return (
        isinstance(one, said.Triggered)
        and one.at_least == 1
        and not one.groups
        and one.distinct == "person"
    )


def _triggered(one: said.Triggered, words: Words) -> str:
    _ = words.translate
    what = titled(one.triggered, words)
    if is_asked_once(one):
        return _("“{what}” is asked for").format(what=what)
    one_of = {"person": _("person"), "organisation": _("organisation"), "group": _("group")}
    many = {"person": _("people"), "organisation": _("organisations"), "group": _("groups")}
    of = (one_of if one.bound.value == 1 else many)[one.distinct]
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
        title=title, kinds=listed(map(spelt, one.is_), words, either=True)
    )


def _process(one: said.Process, words: Words) -> str:
    _ = words.translate
    title = words.model.processes[one.process].title
    if one.is_ == ("running",):
        return _("“{title}” is still going on").format(title=title)
    if "ended" in one.is_:
        return _("“{title}” has ended").format(title=title)
    return _("“{title}” has ended with: {ends}").format(
        title=title, ends=listed(map(spelt, one.is_), words, either=True)
    )


def _ended(one: said.Ended, words: Words) -> str:
    _ = words.translate
    stage, name = stage_and_name(one.ended, words.stage)
    return _("{time} is over").format(
        time=clock_title(words.model.stages[stage].clocks[name], name, words)
    )


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
    return _("{how_many} of “{what}” were used").format(
        how_many=bound(one, words, number), what=what
    )


def _rounds(one: said.Rounds, words: Words) -> str:
    _ = words.translate
    text = _("the stage “{what}” was entered {how_many}")
    return text.format(how_many=bound(one, words, times), what=words.model.stages[one.rounds].title)


def _not(one: said.Not, words: Words) -> str:
    _ = words.translate
    if isinstance(one.not_, said.Delivered):
        return _("“{what}” is not published").format(what=titled(one.not_.delivered, words))
    if isinstance(one.not_, said.Judged) and one.not_.is_ and one.not_.items is None:
        stage, name = stage_and_name(one.not_.judged, words.stage)
        by = named(words.model.stages[stage].judgements[name].by, words)
        labels = listed(map(spelt, one.not_.is_), words, either=True)
        return _("the finding of {by} is not “{label}”").format(by=by, label=labels)
    if isinstance(one.not_, said.Triggered) and one.not_.at_least == 1 and not one.not_.groups:
        return _("“{what}” is not asked for").format(what=titled(one.not_.triggered, words))
    if (other := _other_way_round(one.not_)) is not None:
        return condition(other, words)
    said_of = _DENIED.get(type(one.not_))
    denied = said_of(one.not_, words) if said_of else ""
    return denied or _("this does not hold: {what}").format(what=condition(one.not_, words))


def _other_way_round(one: said.Condition) -> said.Condition | None:
    """Return what holds where a bound does not: “at most half” for “more than half”.

    Measured in several groups it would be another question.
    """
    if not isinstance(one, said.Bounded) or getattr(one, "groups", None):
        return None
    limits = {
        "more_than": "at_most",
        "at_most": "more_than",
        "at_least": "fewer_than",
        "fewer_than": "at_least",
    }
    [name] = [name for name in limits if getattr(one, name) is not None]
    return one.model_copy(update={name: None, limits[name]: getattr(one, name)})


def _not_passed(one: said.Result, words: Words) -> str:
    _ = words.translate
    if one.rung is not None or one.is_ != "passed":
        return ""
    text = _("“{ballot}” has not passed")
    return text.format(ballot=titled(one.result, words))


def _not_all(one: said.All, words: Words) -> str:
    _ = words.translate
    parts = "; ".join(condition(part, words) for part in one.all)
    return _("not all of this holds: {parts}").format(parts=parts)


def _not_any(one: said.Any_, words: Words) -> str:
    _ = words.translate
    if one.at_least != 1:
        return ""
    parts = "; ".join(condition(part, words) for part in one.any)
    return _("none of this holds: {parts}").format(parts=parts)


def _not_ended(one: said.Ended, words: Words) -> str:
    _ = words.translate
    stage, name = stage_and_name(one.ended, words.stage)
    clock = words.model.stages[stage].clocks[name]
    return _("{time} is not over").format(time=clock_title(clock, name, words))


def _not_there(one: said.Attends, words: Words) -> str:
    _ = words.translate
    return _("{what} is not present").format(what=named(one.attends, words))


def _not_advised(one: said.Advised, words: Words) -> str:
    _ = words.translate
    title = words.model.advice[one.advised].title
    return "" if one.is_ else _("there is not: {title}").format(title=title)


_DENIED: dict[type, Callable[[Any, Words], str]] = {
    said.Result: _not_passed,
    said.All: _not_all,
    said.Any_: _not_any,
    said.Ended: _not_ended,
    said.Attends: _not_there,
    said.Advised: _not_advised,
}
"""What is said where a condition does not hold; empty where it is said as “this does not hold”."""


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
        lambda _: _("“{what}” is published"), lambda one, words: titled(one.delivered, words)
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
