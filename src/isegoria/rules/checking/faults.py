"""What is wrong with a set of rules, found before people suffer under it.

An `error` cannot work. A `warning` works and will hurt somebody: a model of the library lists it
among its known failure modes. A `note` states a fact without judging it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from weakref import ref

from isegoria.rules.checking.effects import unusual_times, without_effect
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
    stage_of,
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
from isegoria.rules.checking.places import Path, Where, path_of, rule_of
from isegoria.rules.checking.referring import name_circles
from isegoria.rules.checking.secrecy import limit_begins_again, secret_refusal_tells
from isegoria.rules.checking.silence import (
    never_closes,
    nobody_takes,
    passes_with_nobody,
    silence_changes_nothing,
    silence_decides,
    taken_at_will,
)
from isegoria.rules.checking.support import no_least_support, one_voice_of_all
from isegoria.rules.checking.texts import too_long, unreadable
from isegoria.rules.checking.walking import walked, walked_once
from isegoria.rules.checking.ways import reached, ways_of
from isegoria.rules.language import conditions as said
from isegoria.rules.language.model import Exit, Model
from isegoria.rules.language.references import parts_of, stage_and_name
from isegoria.rules.language.scalars import ANYONE, Right
from isegoria.terms import gettext_noop

__all__ = ["CODES", "Finding", "Severity", "check", "unlisted"]


class Severity(StrEnum):
    """How bad it is."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    `rule` is where, and `path` the same in the file; `message` has named fields filled from `facts`
    after translation.
    """

    code: str
    severity: Severity
    rule: str
    message: str
    facts: Mapping[str, object] = field(default_factory=dict)
    path: Path = ()

    def __str__(self) -> str:
        return (
            f"{self.severity} {self.code} at {self.rule}:"
            f" {self.message.format_map(dict(self.facts))}"
        )


_MOST = 100  # findings of one kind; nobody reads more, and a page has to show them
_checked: dict[int, tuple["ref[Model]", tuple[Finding, ...]]] = {}
"""What was found, by the identity of each model that is in use: a model never changes."""


def check(model: Model) -> list[Finding]:
    """Return what is wrong, the worst first."""
    key = id(model)
    kept, found = _checked.get(key, (None, ()))
    if kept is None or kept() is not model:
        found = tuple(_found(model))
        _checked[key] = ref(model, lambda _gone: _checked.pop(key, None)), found
    return list(found)


def _found(model: Model) -> list[Finding]:
    with walked_once(model):
        found = [
            _finding(model, code, *told)
            for code, (_severity, look) in CODES.items()
            for told in islice(look(model), _MOST)
        ]
    return sorted(found, key=lambda one: list(Severity).index(one.severity))


def _finding(
    model: Model, code: str, where: Where, message: str, facts: Mapping[str, object]
) -> Finding:
    rule = where if isinstance(where, str) else rule_of(where)
    path = path_of(model, where) if isinstance(where, str) else where
    address = "/".join(filter(None, (model.id, rule)))
    return Finding(code, CODES[code][0], address, message, facts, path)


def unlisted(model: Model, findings: list[Finding]) -> list[str]:
    """Return where warnings and the known failure modes of a model differ, in both directions."""
    hard = [one for one in findings if one.severity is Severity.WARNING]
    listed = [(mode.finding, mode.at) for mode in model.failures.values() if mode.finding]
    said_ = [
        f"found but not listed: {one}"
        for one in hard
        if not any(
            code == one.code and (at is None or f"{model.id}/{at}" == one.rule)
            for code, at in listed
        )
    ]
    return said_ + [
        f"listed but not found: {code} at {at or 'any place'}"
        for code, at in listed
        if not any(
            code == one.code and (at is None or f"{model.id}/{at}" == one.rule) for one in findings
        )
    ]


def _holders(model: Model, right: Right) -> set[str]:
    return {
        holder for (_, one), grants in model.grants.items() if one is right for holder in grants
    }


def _nobody_decides(model: Model) -> Found:
    for name, stage in model.stages.items():
        for key, ballot in stage.ballots.items():
            empty = [
                one for one in ballot.voters if one in model.groups and model.groups[one].seats == 0
            ]
            if (
                ballot.derived is None
                and not ballot.voters
                and not model.grants.get((name, Right.DECIDE))
            ):
                yield f"{name}/{key}", gettext_noop("Nobody has the right to answer this."), {}
            elif empty and len(empty) == len(ballot.voters):
                yield (
                    f"{name}/{key}",
                    gettext_noop("The groups that answer this have no seats."),
                    {},
                )
    for (name, right), grants in model.grants.items():
        if all(holder in model.groups and model.groups[holder].seats == 0 for holder in grants):
            yield (
                f"{name}/rights/{right}",
                gettext_noop("Only groups without a seat hold this right."),
                {},
            )


def _affected_without_right(model: Model) -> Found:
    acting = {
        holder
        for (_, right), grants in model.grants.items()
        if right not in {Right.ATTEND, Right.READ}
        for holder in grants
    }
    asked = {
        one
        for stage in model.stages.values()
        for window in stage.inputs.values()
        for one in window.by
    }
    heard = acting | asked | _voters(model)
    for name, group in model.groups.items():
        own = {*model.chain[name], ANYONE}
        if group.affected and not own & heard:
            message = gettext_noop(
                "{group} is affected and may neither speak, nor comment, nor decide."
            )
            yield f"groups/{name}", message, {"group": group.title}


def _voters(model: Model) -> set[str]:
    return {
        one
        for stage in model.stages.values()
        for ballot in stage.ballots.values()
        for one in ballot.voters
    }


def _never_decides(model: Model) -> Found:
    deciding = _holders(model, Right.DECIDE) | _voters(model)
    speaking = _holders(model, Right.SPEAK) | _holders(model, Right.COMMENT)
    around = {above for one in deciding & model.groups.keys() for above in model.chain[one]}
    for name, group in model.groups.items():
        own = {*model.chain[name]}
        if own & speaking and not own & deciding and name not in around:
            message = gettext_noop("{group} may speak or comment, and takes part in no decision.")
            yield f"groups/{name}", message, {"group": group.title}


def _appeal_to_the_decider(model: Model) -> Found:
    ratifying = {
        way.by or stage.officer
        for stage in model.stages.values()
        for way in stage.exits.values()
        if way.outcome
    }
    for name, level in model.appeals.items():
        deciders = {decider for of in level.of for decider in _deciders(model, of)} | ratifying
        if level.to in deciders - {None}:
            message = gettext_noop(
                "Who decides on the appeal ({body}) also decides what is appealed against, or"
                " ratifies it."
            )
            yield f"appeals/{name}", message, {"body": _title(model, level.to)}


def _deciders(model: Model, of: str) -> set[str | None]:
    stage_name, name = stage_and_name(of, model.starts)
    stage = model.stages.get(stage_name)
    if stage is None:
        return set()
    if name in stage.judgements:
        return {stage.judgements[name].by}
    if name in stage.exits:
        return {stage.exits[name].by or stage.officer}
    return set(stage.ballots[name].voters) if name in stage.ballots else set()


def _title(model: Model, name: str) -> str:
    return model.groups[name].title if name in model.groups else model.offices[name].title


def _empty_bench(model: Model) -> Found:
    for name, rule in model.recusals.items():
        seats = [_seats(model, one) for one in rule.from_]
        known = sum(one or 0 for one in seats)
        if rule.replaced_by is None and None not in seats and known - len(rule.who) < rule.least:
            message = gettext_noop(
                "Of {seats} who judge, so many may be recused that fewer than {least} are left;"
                " nobody replaces them."
            )
            yield f"recusals/{name}", message, {"seats": known, "least": rule.least}


def _seats(model: Model, name: str) -> int | None:
    """Return how many sit in an office or a group; None where nobody says."""
    if name in model.offices:
        return model.offices[name].seats
    if name not in model.groups:
        return None
    seats = [model.groups[leaf].seats for leaf in model.leaves[name]]
    return model.groups[name].seats or (None if None in seats else sum(one or 0 for one in seats))


def _quorum_withheld(model: Model) -> Found:
    for name, stage in model.stages.items():
        for key, ballot in stage.ballots.items():
            parts = [one for _, one in parts_of(ballot.quorum)] if ballot.quorum is not None else []
            if any(
                isinstance(one, said.ShareOf | said.Count) and one.groups and one.held_in == "each"
                for one in parts
            ):
                message = gettext_noop(
                    "Each of the groups can stop every decision by staying away."
                )
                yield f"{name}/{key}", message, {}


def _impossible(model: Model) -> Found:
    for path, one in walked(model):
        if not isinstance(one, said.ShareOf | said.Count):
            continue
        key = one.limit_key
        if isinstance(one, said.ShareOf) and not one.bound.upper and not one.bound.holds(1):
            message = gettext_noop("A share of more than all can never be reached.")
            yield (*path, key), message, {}
        if isinstance(one.held_in, int) and one.held_in > len(one.groups):
            message = gettext_noop("At least {number} of {groups} groups can never be reached.")
            yield (*path, "held_in"), message, {"number": one.held_in, "groups": len(one.groups)}
        yield from _more_than_seats(model, one, (*path, key))


def _more_than_seats(model: Model, one: said.ShareOf | said.Count, path: Path) -> Found:
    if not isinstance(one, said.Count) or one.bound.upper or one.relative is not None:
        return
    for group in one.groups:
        seats = [model.groups[leaf].seats for leaf in model.leaves[group]]
        if None not in seats and not one.bound.holds(sum(seat or 0 for seat in seats)):
            message = gettext_noop(
                "{group} has {seats} seats; the number asked for can never be reached."
            )
            there = sum(seat or 0 for seat in seats)
            yield path, message, {"group": model.groups[group].title, "seats": there}


def _no_sunset(model: Model) -> Found:
    for name, one in model.emergencies.items():
        if one.sunset is None:
            yield f"emergencies/{name}", gettext_noop("The way round the rules has no end."), {}


def _one_person_judges(model: Model) -> Found:
    contestable = {of for level in model.appeals.values() for of in level.of}
    for name, stage in model.stages.items():
        ties = {ballot.tie for ballot in stage.ballots.values()}
        for key, judgement in stage.judgements.items():
            if key in ties:  # the answers of the others leave it no more than a choice between two
                continue
            office = model.offices.get(judgement.by)
            alone = office is not None and office.seats == 1
            if alone and not contestable & {"any", f"{name}/{key}"}:
                message = gettext_noop("{who} alone finds it, and nobody can contest it.")
                yield f"{name}/{key}", message, {"who": _title(model, judgement.by)}


def _no_review(model: Model) -> Found:
    leading = {stage.officer for stage in model.stages.values()} | {
        one.by for stage in model.stages.values() for one in stage.judgements.values()
    }
    for name, office in model.offices.items():
        if name in leading and not (office.review or office.term or office.recall):
            message = gettext_noop("{office} leads without a term, a review or a recall.")
            yield f"offices/{name}", message, {"office": office.title}


def _nothing_published(model: Model) -> Found:
    publishing = [name for name, stage in model.stages.items() if stage.deliverables]
    behind = reached(ways_of(model), publishing)
    for name, stage in model.stages.items():
        deciding = any(way.outcome and _decides(model, way) for way in stage.exits.values())
        if deciding and name not in behind:
            message = gettext_noop(
                "It is decided in “{stage}”, and nothing has to be published before."
            )
            yield name, message, {"stage": stage.title}


def _decides(model: Model, way: Exit) -> bool:
    return way.outcome is not None and model.outcomes[way.outcome].force != "none"


def _poll_with_effect(model: Model) -> Found:
    for path, one in walked(model):
        key = {said.Result: "result", said.ShareOf: "ballot", said.Count: "ballot"}.get(type(one))
        written = getattr(one, key) if key else None
        if written is None:
            continue
        stage, name = stage_and_name(written, stage_of(path))
        if not model.stages[stage].ballots[name].binding:
            rule = "/".join(str(step) for step in path[1:] if step not in {"exits", "when"})
            yield (
                rule,
                gettext_noop("A straw poll has no effect, but “{poll}” decides here."),
                {"poll": name},
            )


def _ballot_without_effect(model: Model) -> Found:
    used = set()
    for path, one in walked(model):
        if isinstance(one, said.Result | said.Won):
            used.add(
                stage_and_name(
                    one.result if isinstance(one, said.Result) else one.won, stage_of(path)
                )
            )
        elif isinstance(one, said.SumOf):
            used |= {stage_and_name(ballot, stage_of(path)) for ballot in one.ballots}
        elif isinstance(one, said.ShareOf | said.Count):
            here = stage_of(path)
            used.add(
                stage_and_name(one.ballot, here)
                if one.ballot
                else (here, next(iter(model.stages[here].ballots), ""))
            )
    derived = {
        (name, ballot.derived.ballot)
        for name, stage in model.stages.items()
        for ballot in stage.ballots.values()
        if ballot.derived
    }
    derived |= {
        stage_and_name(ballot.continues, name)
        for name, stage in model.stages.items()
        for ballot in stage.ballots.values()
        if ballot.continues
    }
    refusals = {kind.refusal for advice in model.advice.values() for kind in advice.kinds.values()}
    for name, stage in model.stages.items():
        for key, ballot in stage.ballots.items():
            fills = ballot.elects is not None and ballot.elects.office is not None
            used_here = (name, key) in used | derived or key in refusals or fills
            if ballot.binding and not used_here:
                yield (
                    f"{name}/{key}",
                    gettext_noop(
                        "Nothing follows from this ballot; if that is meant, say `binding: false`."
                    ),
                    {},
                )


def _no_appeal(model: Model) -> Found:
    judged = any(stage.judgements or stage.ballots for stage in model.stages.values())
    if judged and not model.appeals:
        yield "appeals", gettext_noop("Nothing that is decided here can be appealed against."), {}


def _never_looked_at_again(model: Model) -> Found:
    for name, outcome in model.outcomes.items():
        if outcome.force != "none" and not outcome.follow_up:
            message = gettext_noop("Nobody has to look at “{outcome}” again.")
            yield f"outcomes/{name}", message, {"outcome": outcome.title}


def _no_rule(model: Model) -> Found:
    asked = {
        stage_and_name(one.result, stage_of(path))
        for path, one in walked(model)
        if isinstance(one, said.Result)
    }
    for name, stage in model.stages.items():
        for key, ballot in stage.ballots.items():
            if (
                (name, key) in asked
                and ballot.binding
                and ballot.elects is None
                and ballot.passes is None
                and not ballot.rungs
            ):
                yield (
                    f"{name}/{key}",
                    gettext_noop("Its result is asked for, but it is not said when it passes."),
                    {},
                )


def _unknown_codes(model: Model) -> Found:
    for name, one in model.failures.items():
        if one.finding is not None and one.finding not in CODES:
            path = ("failures", name, "finding")
            yield path, *unknown(one.finding, CODES)


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
    "exit.nobody-takes": (Severity.ERROR, nobody_takes),
    "rule.upside-down": (Severity.WARNING, upside_down),
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
    "right.nobody": (Severity.ERROR, _nobody_decides),
    "ballot.no-rule": (Severity.ERROR, _no_rule),
    "threshold.impossible": (Severity.ERROR, _impossible),
    "poll.with-effect": (Severity.ERROR, _poll_with_effect),
    "ballot.secret-but-told": (Severity.ERROR, secret_refusal_tells),
    "ballot.limit-begins-again": (Severity.ERROR, limit_begins_again),
    "ballot.one-voice": (Severity.ERROR, one_voice_of_all),
    "support.no-least": (Severity.ERROR, no_least_support),
    "outcome.unreachable": (Severity.ERROR, outcome_unreachable),
    "guard.no-ceiling": (Severity.ERROR, guard_without_ceiling),
    "loop.by-itself": (Severity.ERROR, loop_by_itself),
    "guard.too-high": (Severity.WARNING, guard_too_high),
    "loop.no-guard": (Severity.WARNING, loop_without_guard),
    "stage.no-clock": (Severity.WARNING, no_clock),
    "silence.undefined": (Severity.WARNING, silence_undefined),
    "ballot.no-effect": (Severity.WARNING, _ballot_without_effect),
    "group.affected-without-right": (Severity.WARNING, _affected_without_right),
    "appeal.to-the-decider": (Severity.WARNING, _appeal_to_the_decider),
    "appeal.none": (Severity.WARNING, _no_appeal),
    "recusal.empty-bench": (Severity.WARNING, _empty_bench),
    "quorum.withheld": (Severity.WARNING, _quorum_withheld),
    "emergency.no-sunset": (Severity.WARNING, _no_sunset),
    "consensus.one-person": (Severity.WARNING, _one_person_judges),
    "leadership.no-review": (Severity.WARNING, _no_review),
    "decision.nothing-published": (Severity.WARNING, _nothing_published),
    "group.never-decides": (Severity.NOTE, _never_decides),
    "outcome.no-follow-up": (Severity.NOTE, _never_looked_at_again),
}
"""The findings by code: how bad, and who looks for it."""
