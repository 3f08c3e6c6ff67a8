"""Who decides, who is heard, and who looks at those who decide."""

from isegoria.rules.checking.flow import Found
from isegoria.rules.language.model import Model
from isegoria.rules.language.references import stage_and_name
from isegoria.rules.language.scalars import ANYONE, Right
from isegoria.terms import gettext_noop

__all__ = [
    "affected_without_right",
    "appeal_to_anyone",
    "appeal_to_the_decider",
    "closed_without_appeal",
    "empty_bench",
    "never_decides",
    "no_appeal",
    "no_review",
    "nobody_decides",
    "one_person_judges",
]


def nobody_decides(model: Model) -> Found:
    """Yield ballots and rights that are given to no seat."""
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


def affected_without_right(model: Model) -> Found:
    """Yield groups that are affected and have no right but to look on. One that is made of others
    is heard where all of these are.
    """
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
        parts = [{*model.chain[leaf], ANYONE} for leaf in model.leaves[name]]
        if group.affected and not all(part & heard for part in parts):
            message = gettext_noop(
                "{group} is affected and may neither speak, nor comment, nor decide."
            )
            yield f"groups/{name}", message, {"group": group.title}


def never_decides(model: Model) -> Found:
    """Yield groups that speak or comment and take part in no decision."""
    deciding = _holders(model, Right.DECIDE) | _voters(model)
    speaking = _holders(model, Right.SPEAK) | _holders(model, Right.COMMENT)
    around = {above for one in deciding & model.groups.keys() for above in model.chain[one]}
    for name, group in model.groups.items():
        own = {*model.chain[name]}
        if own & speaking and not own & deciding and name not in around:
            message = gettext_noop("{group} may speak or comment, and takes part in no decision.")
            yield f"groups/{name}", message, {"group": group.title}


def appeal_to_anyone(model: Model) -> Found:
    """Yield appeals to a group in which anyone can take a seat, and so decide."""
    for name, level in model.appeals.items():
        group = model.groups.get(level.to)
        if group is not None and group.members == "open":
            message = gettext_noop(
                "Anyone can take a seat in “{body}” and decide this appeal. Name an office, or say"
                " who gets in: `members: appointed`, `elected` or `named_by_group`."
            )
            yield f"appeals/{name}", message, {"body": group.title}


def appeal_to_the_decider(model: Model) -> Found:
    """Yield appeals that go to the same people who decided."""
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


def closed_without_appeal(model: Model) -> Found:
    """Yield offices that decide in a closed room what nobody can contest."""
    if any("any" in one.of for one in model.appeals.values()):
        return
    contested = {
        stage_and_name(of, model.starts) for one in model.appeals.values() for of in one.of
    }
    for name, office in model.offices.items():
        decides = _decided_by(model, name)
        if office.room == "closed" and decides and contested.isdisjoint(decides):
            message = gettext_noop(
                "“{office}” decides in a closed room, and nothing that it decides can be appealed."
                " Add an appeal, or leave `room: closed` out."
            )
            yield f"offices/{name}", message, {"office": office.title}


def _decided_by(model: Model, office: str) -> set[tuple[str, str]]:
    """Return what an office finds, takes or answers, as stage and name."""
    found: set[tuple[str, str]] = set()
    for name, stage in model.stages.items():
        found |= {(name, key) for key, one in stage.judgements.items() if one.by == office}
        found |= {(name, key) for key, one in stage.exits.items() if one.by == office}
        found |= {(name, key) for key, one in stage.ballots.items() if office in one.voters}
    return found


def empty_bench(model: Model) -> Found:
    """Yield recusals after which too few are left to judge."""
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


def one_person_judges(model: Model) -> Found:
    """Yield judgements of one person that cannot be appealed against."""
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


def no_review(model: Model) -> Found:
    """Yield offices that lead without a term, a review or a recall."""
    leading = {stage.officer for stage in model.stages.values()} | {
        one.by for stage in model.stages.values() for one in stage.judgements.values()
    }
    for name, office in model.offices.items():
        if name in leading and not (office.review or office.term or office.recall):
            message = gettext_noop("{office} leads without a term, a review or a recall.")
            yield f"offices/{name}", message, {"office": office.title}


def no_appeal(model: Model) -> Found:
    """Yield that decisions are made and no appeal is known."""
    judged = any(stage.judgements or stage.ballots for stage in model.stages.values())
    if judged and not model.appeals:
        yield (
            "appeals",
            gettext_noop(
                "No decision under these rules can be contested."
                " Say who decides when somebody contests one."
            ),
            {},
        )


def _holders(model: Model, right: Right) -> set[str]:
    return {
        holder for (_, one), grants in model.grants.items() if one is right for holder in grants
    }


def _voters(model: Model) -> set[str]:
    return {
        one
        for stage in model.stages.values()
        for ballot in stage.ballots.values()
        for one in ballot.voters
    }


def _title(model: Model, name: str) -> str:
    return model.groups[name].title if name in model.groups else model.offices[name].title
