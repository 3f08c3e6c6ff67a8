"""Keys that have no effect as they stand, because the key that they belong to is not there; and
times that are far from what such rules say.
"""

from collections.abc import Callable, Iterator
from typing import Any

from isegoria.rules.checking.flow import Found
from isegoria.rules.checking.spans import longest, shortest
from isegoria.rules.checking.walking import walked
from isegoria.rules.language.conditions import Count, ShareOf
from isegoria.rules.language.durations import Duration
from isegoria.rules.language.elements import Appeal, Emergency, Notice, Office, Outcome, Recurrence
from isegoria.rules.language.model import Ballot, Clock, Extension, Floor, Granted, Model, Tier
from isegoria.terms import gettext_noop

__all__ = ["unusual_times", "without_effect"]

_ALONE: tuple[tuple[type | tuple[type, ...], str, str, Callable[[Any], bool]], ...] = (
    (
        (ShareOf, Count),
        "held_in",
        "groups",
        lambda one: one.held_in != "each" and not one.groups and not isinstance(one.held_in, int),
    ),
    (Granted, "cap_keeps", "cap", lambda one: one.cap_keeps == "last" and one.cap is None),
    (
        Clock,
        "at_the_latest",
        "starts",
        lambda one: one.at_the_latest is not None and one.starts == "entry",
    ),
    (Ballot, "quorum_at", "quorum", lambda one: one.quorum_at == "start" and one.quorum is None),
    (
        Ballot,
        "void_without_reason",
        "reasons_for",
        lambda one: one.void_without_reason and not one.reasons_for,
    ),
    (
        Ballot,
        "proxies",
        "by_proxy",
        lambda one: bool(one.proxies) and not one.by_proxy,
    ),
    (Ballot, "proxies_of", "proxies", lambda one: bool(one.proxies_of) and not one.proxies),
    (Office, "terms", "term", lambda one: one.terms is not None and one.term is None),
    (
        Notice,
        "silence",
        "answer",
        lambda one: one.silence not in {None, "nothing"} and one.answer is None,
    ),
    (
        Appeal,
        "silence",
        "answer",
        lambda one: one.silence != "records_breach" and one.answer is None,
    ),
    (
        Recurrence,
        "barred_for",
        "repeat: barred",
        lambda one: one.barred_for is not None and one.repeat == "allowed",
    ),
    (Emergency, "extended", "sunset", lambda one: one.extended > 0 and one.sunset is None),
)


def without_effect(model: Model) -> Found:
    """Yield keys that do nothing without another one."""
    for path, part in walked(model):
        for kind, key, other, is_alone in _ALONE:
            if isinstance(part, kind) and is_alone(part):
                message = gettext_noop("`{key}` has no effect without `{other}`.")
                yield (*path, key), message, {"key": key, "other": other}


_HOUR, _DAY = 60, 24 * 60
_YEAR = 365 * _DAY
_USUAL: tuple[tuple[type, str, int, int], ...] = (
    (Floor, "turn", 0, _HOUR),
    (Tier, "turn", 0, _HOUR),
    (Office, "term", 14 * _DAY, 15 * _YEAR),
    (Office, "review", 14 * _DAY, 15 * _YEAR),
    (Clock, "length", _HOUR, 5 * _YEAR),
    (Clock, "by", 0, 2 * _YEAR),
    (Extension, "by_at_most", _HOUR, 2 * _YEAR),
    (Appeal, "within", _DAY, 2 * _YEAR),
    (Appeal, "answer", _DAY, 2 * _YEAR),
    (Outcome, "follow_up", 7 * _DAY, 20 * _YEAR),
    (Outcome, "minority_statements", _HOUR, 2 * _YEAR),
)


def unusual_times(model: Model) -> Found:
    """Yield times that are so short or so long that another unit is probably meant."""
    for path, part in walked(model):
        for kind, key, least, most in _USUAL:
            if isinstance(part, kind):
                for span in _spans(getattr(part, key)):
                    if longest(span) < least or shortest(span) > most:
                        message = gettext_noop("{span} is unusual here. Is another unit meant?")
                        yield (*path, key), message, {"span": span}
    yield from _reviews_too_late(model)


def _reviews_too_late(model: Model) -> Found:
    for name, one in model.offices.items():
        if one.term and one.review and shortest(one.review) > longest(one.term):
            message = gettext_noop("A review after {review} is later than the term of {term}.")
            facts = {"review": one.review, "term": one.term}
            yield ("offices", name, "review"), message, facts


def _spans(value: Duration | tuple[Duration, ...] | None) -> Iterator[Duration]:
    yield from (value,) if isinstance(value, Duration) else value or ()
