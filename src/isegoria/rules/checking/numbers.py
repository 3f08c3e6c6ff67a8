"""Numbers that cannot be: shares above all, more than there are seats, days that no calendar has,
and times that contradict each other.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from isegoria.decisions.ranked import MOST_RANKED
from isegoria.rules.checking.flow import Found, stage_of
from isegoria.rules.checking.naming import asked_of
from isegoria.rules.checking.places import Path
from isegoria.rules.checking.spans import longest, shortest
from isegoria.rules.checking.walking import key_of, said_in, walked
from isegoria.rules.language import conditions as said
from isegoria.rules.language.ballots import Derived, Elects
from isegoria.rules.language.dates import EARLIEST, LATEST, counts_with
from isegoria.rules.language.elements import Allocation, Resource
from isegoria.rules.language.model import Ballot, Clock, Granted, Model, Trigger
from isegoria.rules.language.references import stage_and_name
from isegoria.rules.language.scalars import Right
from isegoria.terms import gettext_noop

__all__ = ["always_holds", "impossible_numbers", "impossible_times", "more_than_seats"]

_MOST = 1_000_000_000  # people of the earth are eight times as many; a database keeps so many
_LEAP_YEAR = 2024
Told = Iterator[tuple[str, str, dict[str, object]]]
"""The key, a message and its facts."""


def impossible_numbers(model: Model) -> Found:
    """Yield numbers that nothing can ever be measured by."""
    for path, part in walked(model):
        yield from _too_large(part, path)
        for kind, look in _NUMBERS.items():
            if isinstance(part, kind):
                for key, message, facts in look(model, part, path):
                    yield (*path, key), message, facts
    yield from _seats_inside(model)
    yield from _mixes(model)


def _mixes(model: Model) -> Found:
    """Limits of composition that nobody can keep, or that count somebody twice."""
    for name, office in model.offices.items():
        for key, mix in office.composition.items():
            path = ("offices", name, "composition", key)
            most = mix.most(office.seats)
            if mix.at_most is not None and mix.at_most > 1 and mix.at_most.denominator != 1:
                message = gettext_noop("Seats are whole. Here stands {number}.")
                yield (*path, "at_most"), message, {"number": _written(mix.at_most)}
            elif most is not None and most < max(mix.at_least or 1, 1):
                message = gettext_noop(
                    "Of {seats} seats this lets each have {most}, and at least {least} is needed."
                )
                facts = {"seats": office.seats, "most": most, "least": mix.at_least or 1}
                yield (*path, "at_most"), message, facts
            for one in mix.groups:
                if around := {*model.chain.get(one, ())[1:]} & {*mix.groups}:
                    message = gettext_noop(
                        "“{one}” is within “{other}”, so people would be counted twice."
                    )
                    twice = {"one": one, "other": min(around)}
                    yield (*path, "groups"), message, twice


def _seats_inside(model: Model) -> Found:
    inside: dict[str | None, int] = {}
    for group in model.groups.values():
        inside[group.within] = inside.get(group.within, 0) + (group.seats or 0)
    for name, group in model.groups.items():
        if group.seats is not None and inside.get(name, 0) > group.seats:
            message = gettext_noop(
                "The groups inside have {inside} seats, and this one has {seats}."
            )
            facts = {"inside": inside[name], "seats": group.seats}
            yield ("groups", name, "seats"), message, facts


def _too_large(part: Any, path: Path) -> Found:
    for name, value in said_in(part):
        if value.__class__ is int or value.__class__ is Fraction:
            top, bottom = value.as_integer_ratio()
            if top > _MOST or -top > _MOST or bottom > _MOST:
                message = gettext_noop("This number is larger than any forum counts.")
                yield (*path, key_of(part, name)), message, {}


def _bound(part: said.Bounded) -> tuple[str, Fraction | None]:
    """Return the key of a limit and its value; None where it follows from another count."""
    return part.limit_key, None if part.relative is not None else part.bound.value


def _share(model: Model, part: said.ShareOf, path: Path) -> Told:
    key, value = _bound(part)
    if value is not None and value > 1 and part.bound.upper:
        message = gettext_noop("A share is at most 1, or 100 %. Here stands {number}.")
        yield key, message, {"number": _written(value)}
    yield from _below_nothing(part)
    yield from _base(model, part, path)


def _base(model: Model, part: said.ShareOf, path: Path) -> Told:
    """What a share counts has to be among what it is a share of."""
    found = asked_of(model, part, path)
    if found is None:
        return
    answers = {*found[1].answers}
    among = {
        "for_and_against": {*found[1].for_and_against},
        "cast": answers | {"taking_part"},
        "replies": answers | {"taking_part"},
        "present": answers | {"taking_part", "present", "void"},
        "members": answers | {"taking_part", "present", "members", "void"},
    }[part.of]
    known = {*answers, "taking_part", "present", "members", "void"}
    for one in part.share:
        if one in known - among:
            message = gettext_noop(
                "“{name}” is not among “{base}”, so this is no share of it. Write another `of`."
            )
            yield "share", message, {"name": one, "base": part.of}


def _whole(model: Model, part: said.Bounded, path: Path) -> Told:
    key, value = _bound(part)
    if value is not None and value.denominator != 1 and not _counts_weights(model, part, path):
        message = gettext_noop("What is counted here is whole. Here stands {number}.")
        yield key, message, {"number": _written(value)}
    yield from _below_nothing(part)


def _below_nothing(part: said.Bounded) -> Told:
    key, value = _bound(part)
    if value is not None and value < 0:
        message = gettext_noop("Here stands {number}. Nothing that is counted is below 0.")
        yield key, message, {"number": _written(value)}
    elif part.bound.upper and part.bound.strict and value == 0:
        yield key, gettext_noop("No number is below zero, so this can never hold."), {}


def _counts_weights(model: Model, part: said.Bounded, path: Path) -> bool:
    """In a derived ballot a group counts with its weight, which can be a half."""
    found = asked_of(model, part, path) if isinstance(part, said.Count) else None
    return found is not None and found[1].derived is not None


def _sum(model: Model, part: said.SumOf, path: Path) -> Told:
    key, value = _bound(part)
    most = len(part.ballots)
    if value is not None and not part.bound.upper and not part.bound.holds(most):
        message = gettext_noop("The shares of {number} ballots are together at most {number}.")
        yield key, message, {"number": most}


def _derived(model: Model, part: Derived, path: Path) -> Told:
    if part.more_than >= 1:
        yield "more_than", gettext_noop("A share of more than all can never be reached."), {}


def _granted(model: Model, part: Granted, path: Path) -> Told:
    if part.backed_by_at_least is not None and part.backed_by_at_least > len(part.backed_by):
        message = gettext_noop("At least {number} of {groups} groups can never be reached.")
        number, groups = part.backed_by_at_least, len(part.backed_by)
        yield "backed_by_at_least", message, {"number": number, "groups": groups}


def _resource(model: Model, part: Resource, path: Path) -> Told:
    if part.alarm is not None and part.ceiling is not None and part.alarm > part.ceiling:
        message = gettext_noop("The alarm at {alarm} is above the ceiling of {ceiling}.")
        yield "alarm", message, {"alarm": part.alarm, "ceiling": part.ceiling}


def _allocation(model: Model, part: Allocation, path: Path) -> Told:
    if (total := sum(part.reserved.values(), Fraction())) > 1:
        message = gettext_noop("Together these are {total}, more than the whole.")
        yield "reserved", message, {"total": _written(total)}


def _written(value: Fraction) -> str:
    return str(value) if len(str(value)) <= len("1000000000/1") else f"{float(value):.3g}"


def _ranked(model: Model, part: Ballot, path: Path) -> Told:
    if part.ranked is not None and len(part.answers) > MOST_RANKED:
        message = gettext_noop("People rank at most {most} options, and here are {number}.")
        yield "answers", message, {"most": MOST_RANKED, "number": len(part.answers)}


_NUMBERS: dict[type, Callable[..., Told]] = {
    said.ShareOf: _share,
    said.Count: _whole,
    said.Objections: _whole,
    said.Used: _whole,
    said.Rounds: _whole,
    said.Triggered: _whole,
    said.SumOf: _sum,
    Ballot: _ranked,
    Derived: _derived,
    Granted: _granted,
    Resource: _resource,
    Allocation: _allocation,
}


def always_holds(model: Model) -> Found:
    """Yield bounds that nothing can miss."""
    for path, part in walked(model):
        if not isinstance(part, said.Bounded):
            continue
        key, value = _bound(part)
        least = not part.bound.upper and not part.bound.strict and value == 0
        share = isinstance(part, said.ShareOf) and part.bound.upper and value == 1
        if least or (share and not part.bound.strict):
            message = gettext_noop("This holds whatever people answer. Is another number meant?")
            yield (*path, key), message, {}


def more_than_seats(model: Model) -> Found:
    """Yield numbers that all who answer a ballot, set off a trigger or are elected together cannot
    reach.
    """
    for path, part in walked(model):
        if isinstance(part, said.Count | said.Triggered):
            seats = _asked_seats(model, part, path)
            if seats is not None and not part.bound.upper and not part.bound.holds(seats):
                message = gettext_noop(
                    "Those who are asked have {seats} seats together. The number asked for can"
                    " never be reached."
                )
                yield (*path, _bound(part)[0]), message, {"seats": seats}
        elif isinstance(part, Elects) and part.office is not None:
            office = model.offices[part.office]
            if isinstance(part.seats, int) and part.seats > office.seats:
                message = gettext_noop("“{office}” has {seats} seats, fewer than are elected here.")
                facts = {"office": office.title, "seats": office.seats}
                yield (*path, "seats"), message, facts
    yield from _more_asked_for(model)


def _more_asked_for(model: Model) -> Found:
    """Yield offices of which more seats are asked for, for groups, than they have."""
    for name, office in model.offices.items():
        for key, mix in office.composition.items():
            needed = (mix.at_least or 0) * len(mix.groups)
            if needed > office.seats:
                message = gettext_noop("“{office}” has {seats} seats, and {needed} are asked for.")
                facts = {"office": office.title, "seats": office.seats, "needed": needed}
                yield ("offices", name, "composition", key, "at_least"), message, facts


def _asked_seats(model: Model, part: said.Count | said.Triggered, path: Path) -> int | None:
    """Return how many can be counted; None where nothing says so, or another finding tells."""
    if part.groups or part.relative is not None:
        return None
    if isinstance(part, said.Triggered):
        stage, name = stage_and_name(part.triggered, stage_of(path))
        trigger = model.stages[stage].triggers.get(name)
        by = trigger.by if trigger is not None and part.distinct == "person" else ()
        return _seats_of(model, part.among or by)
    found = asked_of(model, part, path)
    if found is None or found[1].derived is not None:
        return None
    return _seats_of(model, part.among or _voters(model, *found))


def _voters(model: Model, stage: str, ballot: Ballot) -> tuple[str, ...]:
    return ballot.voters or tuple(model.grants.get((stage, Right.DECIDE), ()))


def _seats_of(model: Model, holders: tuple[str, ...]) -> int | None:
    """Return how many seats groups and offices have together; None where one says nothing.

    A group that says nothing has the seats of those inside, where all of them say how many.
    """
    if not holders or any(one not in model.groups and one not in model.offices for one in holders):
        return None
    outermost = [one for one in holders if not {*model.chain.get(one, ())[1:]} & {*holders}]
    found = [
        model.offices[one].seats if one in model.offices else _of_group(model, one)
        for one in outermost
    ]
    return None if None in found else sum(one or 0 for one in found)


def _of_group(model: Model, name: str) -> int | None:
    if (own := model.groups[name].seats) is not None:
        return own
    inside = [model.groups[leaf].seats for leaf in model.leaves[name]]
    return None if None in inside else sum(one or 0 for one in inside)


def impossible_times(model: Model) -> Found:
    """Yield days that do not exist, and clocks that contradict themselves."""
    for path, part in walked(model):
        if isinstance(part, Clock) and stage_of(path):
            for key, message, facts in _clock(part):
                yield (*path, *key.split("/")), message, facts
        if isinstance(part, Ballot | Trigger) and part.opens is not None and part.clock is not None:
            clocks = model.stages[stage_of(path)].clocks
            if _ends_no_later(clocks, part.clock, part.opens):
                message = gettext_noop(
                    "“{clock}” is over before this opens with the end of “{opens}”. Nobody could"
                    " ever take part."
                )
                yield (*path, "opens"), message, {"clock": part.clock, "opens": part.opens}


def _clock(clock: Clock) -> Told:
    if clock.on is not None and not _exists(clock.on):
        message = gettext_noop("The calendar has no such day between {first} and {last}.")
        yield "on", message, {"first": EARLIEST.year, "last": LATEST.year}
    if clock.min is not None and clock.max is not None and shortest(clock.min) > longest(clock.max):
        message = gettext_noop("The shortest time, {min}, is longer than the longest, {max}.")
        yield "min", message, {"min": clock.min, "max": clock.max}
    yield from _length(clock)
    yield from _extension(clock)
    yield from _shortening(clock)


def _length(clock: Clock) -> Told:
    """A clock with three times has its length between the others."""
    if (length := clock.length) is None:
        return
    below = clock.min is not None and longest(length) < shortest(clock.min)
    above = clock.max is not None and shortest(length) > longest(clock.max)
    if below or above:
        message = gettext_noop("The length of {length} is not between the shortest and longest.")
        yield "length", message, {"length": length}


def _ends_no_later(clocks: Mapping[str, Clock], one: str, other: str) -> bool:
    """Return whether a clock is sure to run out no later than another one."""
    first, second = clocks[one], clocks[other]
    if one == other:
        return True
    if first.before is not None and first.before == second.before:
        assert first.by is not None and second.by is not None  # noqa: S101, PT018 -- both or none
        return shortest(first.by) >= longest(second.by)
    if first.on is not None and second.on is not None:
        return bool(isinstance(first.on, date) and isinstance(second.on, date)) and (
            first.on <= second.on  # type: ignore[operator]
        )
    most, least = first.max or first.length, second.min or second.length
    if first.starts != second.starts or most is None or least is None:
        return False
    fixed = first.extension is None and not first.restarts_on and not first.lengths
    return fixed and longest(most) <= shortest(least)


def _shortening(clock: Clock) -> Told:
    """The least that a clock can become is less than it is."""
    if (shortening := clock.shortening) is None:
        return
    length = clock.min or clock.length or clock.max
    if length is not None and shortest(length) <= longest(shortening.least):
        message = gettext_noop("The clock has {length}, so it gets no shorter than {least}.")
        yield "shortening/least", message, {"length": length, "least": shortening.least}
    if shortening.least.count == 0:
        message = gettext_noop("A clock of {least} leaves no time. Write the least that it can be.")
        yield "shortening/least", message, {"least": shortening.least}


def _exists(day: str | date) -> bool:
    if isinstance(day, date):
        return counts_with(day)
    month, number = (int(part) for part in day.split("-"))
    return 1 <= month <= 12 and 1 <= number <= monthrange(_LEAP_YEAR, month)[1]


def _extension(clock: Clock) -> Told:
    if (extension := clock.extension) is None:
        return
    if clock.on is not None or clock.before is not None:
        message = gettext_noop(
            "A clock that ends on a day or before a meeting does not get longer. Leave this out."
        )
        yield "extension", message, {}
    length = clock.max or clock.length or clock.min
    until, most = extension.until, extension.by_at_most
    if until is not None and length is not None and shortest(length) >= longest(until):
        message = gettext_noop("The clock has {length} already, so it cannot go on until {until}.")
        yield "extension/until", message, {"length": length, "until": until}
    if most is not None and most.count == 0:
        message = gettext_noop("An extension by {span} changes nothing. Write a longer time.")
        yield "extension/by_at_most", message, {"span": most}
