"""Lots that anybody can check: RFC 3797.

    announced      the sources are named, and when their values are known; the list is closed
    values known   a later time; the numbers are given, for each source
    drawn          by these numbers, once

Who draws could else try numbers until a friend is drawn (RFC 3797, 2.1 and 2.2: the list and the
sources are public before). So a lot is announced once: another announcement could follow the first
numbers. A source without values counts as 0.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from isegoria.decisions.sortition import lot, read_sources
from isegoria.rules.course import refusals as course
from isegoria.rules.course.state import lot_name
from isegoria.rules.facts.clocks import has_ended
from isegoria.rules.facts.electing import has_candidates, is_lot
from isegoria.rules.facts.protocol import Act, Facts
from isegoria.rules.facts.refusing import address
from isegoria.rules.judging import refusals
from isegoria.rules.language.dates import LATEST
from isegoria.rules.language.model import Model, Stage
from isegoria.rules.language.scalars import Right
from isegoria.terms import Refusal

__all__ = [
    "LEAST",
    "MOST",
    "drawn_by",
    "label_refused",
    "lots_of",
    "not_announced",
    "sources_in",
    "vague",
]

LEAST = timedelta(days=1)
"""As long before its values are known a lot is announced, so that people see it before."""
MOST = timedelta(days=100)
"""Later than this after the announcement no values are waited for: the draw would never come."""
_MOST_SOURCES = 20
_SAID = 3  # who publishes the numbers, on which day, and where
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def lots_of(stage: Stage) -> list[str]:
    """Return the ballots and the findings of a stage that are drawn."""
    ballots = [name for name, one in stage.ballots.items() if is_lot(one)]
    return ballots + [name for name, one in stage.judgements.items() if one.drawn]


def sources_in(written: str) -> list[str]:
    """Return the sources of a lot as people write them: one a line."""
    return [one.strip() for one in written.splitlines() if one.strip()]


def vague(written: str, at: datetime, known_at: datetime | None) -> Refusal | None:
    """Refuse a source that does not say who publishes its numbers, on which day and where, or whose
    day is over: who draws could choose among numbers that are there.
    """
    last = known_at.date() if known_at is not None else LATEST
    for source in sources_in(written):
        parts = [one for one in re.split(r"[,;،]", source) if one.strip()]
        days = [day for one in _DAY.findall(source) if (day := _read_day(one)) is not None]
        if len(parts) < _SAID or not days:
            return course.LOT_SOURCE_VAGUE.refuse(source=source)
        if not all(at.date() < day <= last for day in days):
            return course.LOT_SOURCE_DAY.refuse(source=source, last=last)
    return None


def _read_day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def not_announced(model: Model, facts: Facts, act: Act) -> Refusal | None:
    """Refuse to announce a lot again, with no sources, or for a time at which it makes no sense."""
    rule = address(model, facts.stage, act.name)
    if (before := facts.announced(facts.stage, act.name, act.item)) is not None:
        return course.LOT_ANNOUNCED.refuse(rule, announced=before.at, known=before.known_at)
    if not 0 < act.sources <= _MOST_SOURCES:
        return course.LOT_WITHOUT_SOURCES.refuse(rule, most=_MOST_SOURCES)
    if (wrong := _list_is_open(model, facts, act)) is not None:
        return wrong
    if act.known_at is None or not LEAST <= act.known_at - act.at <= MOST:
        return course.LOT_AT_NO_TIME.refuse(rule, least=act.at + LEAST, most=act.at + MOST)
    return None


def _list_is_open(model: Model, facts: Facts, act: Act) -> Refusal | None:
    """Refuse to close the list while people have time to stand: who draws could choose when."""
    stage = model.stages[facts.stage]
    ballot = stage.ballots.get(act.name)
    if ballot is None or not has_candidates(ballot):
        return None
    for name, clock in stage.clocks.items():
        if Right.PROPOSE in clock.window_for and not has_ended(
            model, facts, facts.stage, name, act.at
        ):
            title = clock.title or name.replace("_", " ")
            return course.LOT_LIST_OPEN.refuse(address(model, facts.stage, act.name), clock=title)
    return None


def drawn_by(model: Model, facts: Facts, act: Act, numbers: str) -> Refusal | None:
    """Refuse numbers for a lot that was not announced, before they are known, or not for each of
    its sources.
    """
    rule = address(model, facts.stage, act.name)
    announced = facts.announced(facts.stage, act.name, act.item)
    if announced is None:
        return course.LOT_NOT_ANNOUNCED.refuse(rule)
    if act.at < announced.known_at:
        return course.LOT_NOT_KNOWN_YET.refuse(rule, known=announced.known_at)
    try:
        given = len(read_sources(numbers))
    except ValueError:
        return refusals.NO_SEEDS.refuse(rule)
    if given != announced.sources:
        return course.LOT_OTHER_SOURCES.refuse(rule, given=given, sources=announced.sources)
    return None


def label_refused(model: Model, facts: Facts, act: Act, labels: Sequence[str]) -> Refusal | None:
    """Refuse another finding than the published numbers draw, and a second draw: where a version of
    the text let a finding fall, the numbers of before draw it again.
    """
    rule = address(model, facts.stage, act.name)
    before = facts.seeds(facts.stage, lot_name(act.name, act.item))
    again = before and before != act.reason
    if again or facts.label(facts.stage, act.name, act.item) is not None:
        return course.LOT_DRAWN.refuse(rule)
    if wrong := drawn_by(model, facts, act, act.reason):
        return wrong
    drawn = lot(labels, act.reason)
    if act.answer != drawn:
        return refusals.NOT_DRAWN.refuse(rule, drawn=drawn, labels=", ".join(labels))
    return None
