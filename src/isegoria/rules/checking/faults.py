"""What is wrong with a set of rules, found before people suffer under it.

An `error` cannot work. A `warning` works and will hurt somebody: a model of the library lists it
among its known failure modes. A `note` states a fact without judging it.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from weakref import ref

from isegoria.rules.checking.beside import Models, unknown_models, unknown_outcomes
from isegoria.rules.checking.deciders import (
    affected_without_right,
    appeal_to_anyone,
    appeal_to_the_decider,
    closed_without_appeal,
    empty_bench,
    never_decides,
    no_appeal,
    no_review,
    nobody_decides,
    one_person_judges,
)
from isegoria.rules.checking.effects import unusual_times, without_effect
from isegoria.rules.checking.finding import Finding, Severity
from isegoria.rules.checking.flow import (
    Found,
    guard_too_high,
    guard_without_ceiling,
    hidden_exit,
    loop_by_itself,
    loop_without_guard,
    no_clock,
    no_exit,
    outcome_unreachable,
    silence_undefined,
    unreachable,
)
from isegoria.rules.checking.naming import doubtful_names, name_faults, unknown, unknown_words
from isegoria.rules.checking.never import asks_what_lies_ahead, excludes_itself, upside_down
from isegoria.rules.checking.numbers import (
    always_holds,
    impossible_numbers,
    impossible_times,
    more_than_seats,
)
from isegoria.rules.checking.openness import (
    never_looked_at_again,
    no_sunset,
    nothing_published,
)
from isegoria.rules.checking.places import Where, path_of, rule_of
from isegoria.rules.checking.referring import name_circles
from isegoria.rules.checking.results import (
    ballot_without_effect,
    impossible_bounds,
    no_rule,
    poll_with_effect,
    quorum_withheld,
    two_elections,
)
from isegoria.rules.checking.secrecy import limit_begins_again, secret_refusal_tells
from isegoria.rules.checking.silence import (
    never_closes,
    never_drawn,
    nobody_takes,
    passes_with_nobody,
    silence_changes_nothing,
    silence_decides,
    taken_at_will,
)
from isegoria.rules.checking.stuck import (
    asks_who_does_not_answer,
    found_on_items,
    nobody_can_stand,
    result_without_way,
)
from isegoria.rules.checking.support import (
    asked_twice,
    no_least_support,
    one_voice_of_all,
    passes_with_a_minority,
    stated_weights_apart,
)
from isegoria.rules.checking.texts import too_long, unreadable
from isegoria.rules.checking.walking import walked_once
from isegoria.rules.language.model import Model

__all__ = ["BESIDE", "CODES", "check"]


_MOST = 100  # findings of one kind; nobody reads more, and a page has to show them
_checked: dict[int, tuple["ref[Model]", tuple[Finding, ...]]] = {}
"""What was found, by the identity of each model that is in use: a model never changes."""


def check(model: Model, others: Models | None = None) -> list[Finding]:
    """Return what is wrong, the worst first.

    `others` are the models that can be named. Without them, names of models are not looked up.
    """
    key = id(model)
    kept, found = _checked.get(key, (None, ()))
    if kept is None or kept() is not model:
        found = tuple(_found(model))
        _checked[key] = ref(model, lambda _gone: _checked.pop(key, None)), found
    if others is None:
        return list(found)
    return _worst_first([*found, *_found_beside(model, others)])


def _found(model: Model) -> list[Finding]:
    with walked_once(model):
        return _worst_first(
            _finding(model, code, severity, *told)
            for code, (severity, look) in CODES.items()
            for told in islice(look(model), _MOST)
        )


def _found_beside(model: Model, others: Models) -> list[Finding]:
    return [
        _finding(model, code, severity, *told)
        for code, (severity, look) in BESIDE.items()
        for told in islice(look(model, others), _MOST)
    ]


def _worst_first(found: Iterable[Finding]) -> list[Finding]:
    return sorted(found, key=lambda one: list(Severity).index(one.severity))


def _finding(
    model: Model,
    code: str,
    severity: Severity,
    where: Where,
    message: str,
    facts: Mapping[str, object],
) -> Finding:
    rule = where if isinstance(where, str) else rule_of(where)
    path = path_of(model, where) if isinstance(where, str) else where
    address = "/".join(filter(None, (model.id, rule)))
    return Finding(code, severity, address, message, facts, path)


def _unknown_codes(model: Model) -> Found:
    for name, one in model.failures.items():
        if one.finding is not None and one.finding not in {*CODES, *BESIDE}:
            path = ("failures", name, "finding")
            yield path, *unknown(one.finding, {*CODES, *BESIDE})


CODES: dict[str, tuple[Severity, Callable[[Model], Found]]] = {
    "name.unknown": (Severity.ERROR, unknown_words),
    "name.unknown-finding": (Severity.ERROR, _unknown_codes),
    "name.not-free": (Severity.ERROR, name_faults),
    "name.too-long": (Severity.ERROR, too_long),
    "text.unreadable": (Severity.ERROR, unreadable),
    "name.circle": (Severity.ERROR, name_circles),
    "number.impossible": (Severity.ERROR, impossible_numbers),
    "number.above-the-seats": (Severity.ERROR, more_than_seats),
    "time.impossible": (Severity.ERROR, impossible_times),
    "rule.excludes-itself": (Severity.ERROR, excludes_itself),
    "rule.lies-ahead": (Severity.ERROR, asks_what_lies_ahead),
    "ballot.passes-with-nobody": (Severity.ERROR, passes_with_nobody),
    "ballot.never-closes": (Severity.ERROR, never_closes),
    "ballot.never-drawn": (Severity.ERROR, never_drawn),
    "exit.nobody-takes": (Severity.ERROR, nobody_takes),
    "rule.upside-down": (Severity.WARNING, upside_down),
    "ballot.asked-twice": (Severity.WARNING, asked_twice),
    "exit.at-will": (Severity.WARNING, taken_at_will),
    "silence.decides": (Severity.WARNING, silence_decides),
    "silence.no-way": (Severity.WARNING, silence_changes_nothing),
    "name.doubtful": (Severity.WARNING, doubtful_names),
    "number.always-holds": (Severity.WARNING, always_holds),
    "time.unusual": (Severity.WARNING, unusual_times),
    "key.no-effect": (Severity.WARNING, without_effect),
    "stage.unreachable": (Severity.ERROR, unreachable),
    "stage.no-exit": (Severity.ERROR, no_exit),
    "exit.never-taken": (Severity.ERROR, hidden_exit),
    "right.nobody": (Severity.ERROR, nobody_decides),
    "ballot.no-rule": (Severity.ERROR, no_rule),
    "threshold.impossible": (Severity.ERROR, impossible_bounds),
    "threshold.no-voters": (Severity.ERROR, asks_who_does_not_answer),
    "finding.on-items": (Severity.ERROR, found_on_items),
    "ballot.no-way-on": (Severity.ERROR, result_without_way),
    "ballot.nobody-stands": (Severity.ERROR, nobody_can_stand),
    "poll.with-effect": (Severity.ERROR, poll_with_effect),
    "ballot.secret-but-told": (Severity.ERROR, secret_refusal_tells),
    "ballot.limit-begins-again": (Severity.ERROR, limit_begins_again),
    "ballot.stated-weights": (Severity.ERROR, stated_weights_apart),
    "ballot.one-voice": (Severity.ERROR, one_voice_of_all),
    "support.no-least": (Severity.ERROR, no_least_support),
    "outcome.unreachable": (Severity.ERROR, outcome_unreachable),
    "guard.no-ceiling": (Severity.ERROR, guard_without_ceiling),
    "loop.by-itself": (Severity.ERROR, loop_by_itself),
    "guard.too-high": (Severity.WARNING, guard_too_high),
    "loop.no-guard": (Severity.WARNING, loop_without_guard),
    "stage.no-clock": (Severity.WARNING, no_clock),
    "silence.undefined": (Severity.WARNING, silence_undefined),
    "ballot.two-elections": (Severity.ERROR, two_elections),
    "ballot.no-effect": (Severity.WARNING, ballot_without_effect),
    "group.affected-without-right": (Severity.WARNING, affected_without_right),
    "appeal.to-the-decider": (Severity.WARNING, appeal_to_the_decider),
    "appeal.open-judge": (Severity.WARNING, appeal_to_anyone),
    "room.no-appeal": (Severity.WARNING, closed_without_appeal),
    "appeal.none": (Severity.WARNING, no_appeal),
    "recusal.empty-bench": (Severity.WARNING, empty_bench),
    "quorum.withheld": (Severity.WARNING, quorum_withheld),
    "emergency.no-sunset": (Severity.WARNING, no_sunset),
    "consensus.one-person": (Severity.WARNING, one_person_judges),
    "leadership.no-review": (Severity.WARNING, no_review),
    "decision.nothing-published": (Severity.WARNING, nothing_published),
    "threshold.minority": (Severity.NOTE, passes_with_a_minority),
    "group.never-decides": (Severity.NOTE, never_decides),
    "outcome.no-follow-up": (Severity.NOTE, never_looked_at_again),
}
"""The findings by code: how bad, and who looks for it."""

BESIDE: dict[str, tuple[Severity, Callable[[Model, Models], Found]]] = {
    "process.unknown-outcome": (Severity.ERROR, unknown_outcomes),
    "process.unknown-model": (Severity.WARNING, unknown_models),
}
"""The findings that need the other models: how bad, and who looks for it. A model that is not there
may be put into use later, as two can name each other.
"""
