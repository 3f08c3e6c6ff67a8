"""Answers to a ballot: who may give one, which, how often, for whom."""

from isegoria.decisions.ranked import read_ranking
from isegoria.rules.facts.holding import Scene, holds, is_closed
from isegoria.rules.facts.protocol import Act, Facts
from isegoria.rules.facts.refusing import Allowed, address, not_here, refused, title_of
from isegoria.rules.facts.voters import voter_of
from isegoria.rules.judging.recusing import recused
from isegoria.rules.judging.standing import not_disclosed, principal_is_there, right_refused
from isegoria.rules.language.model import Ballot, Model, Stage
from isegoria.rules.language.scalars import ANYONE, Right
from isegoria.terms import Refusal, gettext_noop

__all__ = ["vote"]


def vote(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge an answer to a ballot."""
    ballot = stage.ballots.get(act.name)
    if ballot is None:
        return not_here(model, facts, act, stage.ballots)
    rule = address(model, facts.stage, act.name)
    scene = Scene(model, facts, act.at, facts.stage, act.item, act.name)
    return (
        _not_a_voter(model, facts, act, ballot)
        or _ballot_closed(scene, act, ballot)
        or _answer_refused(rule, act, ballot)
        or _votes_twice(facts, act, ballot, rule)
        or _by_proxy(facts, act, ballot, rule)
        or Allowed(rule)
    )


def _not_a_voter(model: Model, facts: Facts, act: Act, ballot: Ballot) -> Refusal | None:
    rule = address(model, facts.stage, act.name)
    if ballot.derived is not None:
        return refused(
            rule,
            gettext_noop("Nobody answers this; it follows from another ballot."),
            gettext_noop("Answer that one."),
        )
    mine = {
        ANYONE,
        *act.by.offices,
        *(one for own in act.by.groups for one in model.chain.get(own, (own,))),
    }
    if ballot.voters and not mine.intersection(ballot.voters):
        titles = ", ".join(title_of(model, one) for one in ballot.voters)
        return refused(
            rule,
            gettext_noop("Only {voters} answer this."),
            gettext_noop("Ask one of them."),
            voters=titles,
        )
    scene = Scene(model, facts, act.at, facts.stage, act.item, act.name)
    for group, condition in ballot.excluded.items():
        if group in mine and holds(condition, scene):
            reason = gettext_noop("{group} has no voice in this one.")
            return refused(
                rule, reason, gettext_noop("The others decide it."), group=title_of(model, group)
            )
    if not ballot.voters:
        return right_refused(model, facts, act, Right.DECIDE)
    return (
        principal_is_there(facts, act, rule)
        or recused(model, facts, act, Right.DECIDE, mine.intersection(ballot.voters))
        or not_disclosed(model, act, Right.DECIDE)
    )


def _ballot_closed(scene: Scene, act: Act, ballot: Ballot) -> Refusal | None:
    rule = address(scene.model, scene.stage, act.name)
    if is_closed(scene, scene.stage, act.name):
        return refused(
            rule,
            gettext_noop("The ballot is closed."),
            gettext_noop("Look at its result; where the rules allow it, appeal."),
        )
    if ballot.channels and act.channel and act.channel not in ballot.channels:
        reason = gettext_noop("This is answered by {channels}, not by {channel}.")
        return refused(
            rule,
            reason,
            gettext_noop("Use a way that the rules know."),
            channels=", ".join(ballot.channels),
            channel=act.channel,
        )
    return None


def _answer_refused(rule: str, act: Act, ballot: Ballot) -> Refusal | None:
    if ballot.ranked is not None:
        return _ranking_refused(rule, act, ballot)
    if act.answer not in ballot.answers:
        reason = gettext_noop("“{answer}” is no answer here.")
        return refused(
            rule,
            reason,
            gettext_noop("Answers are: {answers}."),
            answer=act.answer,
            answers=", ".join(ballot.answers),
        )
    if act.answer in ballot.reasons_for and not act.reason and not ballot.void_without_reason:
        return refused(
            rule,
            gettext_noop("“{answer}” needs a reason."),
            gettext_noop("Say in a sentence why."),
            answer=act.answer,
        )
    return None


def _ranking_refused(rule: str, act: Act, ballot: Ballot) -> Refusal | None:
    try:
        read_ranking(act.answer, ballot.answers)
    except ValueError:
        reason = gettext_noop("“{answer}” does not rank the options.")
        instead = gettext_noop(
            "Write the options that you rank, each once, the best first: {example}."
        )
        return refused(rule, reason, instead, answer=act.answer, example=" > ".join(ballot.answers))
    return None


def _votes_twice(facts: Facts, act: Act, ballot: Ballot, rule: str) -> Refusal | None:
    key = (facts.stage, act.name, act.item)
    before = facts.answer_of(*key, voter_of(ballot, act.by))
    if before is not None and not ballot.change:
        if ballot.secret:  # where an organisation has one answer, it may be another's
            before, reason = (
                "",
                gettext_noop("You answered already, and the answer cannot be changed."),
            )
        else:
            reason = gettext_noop("You answered “{before}” already, and an answer stands.")
        return refused(
            rule, reason, gettext_noop("Write to the officer if it was a mistake."), before=before
        )
    if ballot.cap_per_organisation is not None and before is None and act.by.organisation:
        number = facts.of_organisation(*key, act.by.organisation)
        if number >= ballot.cap_per_organisation:
            if (
                ballot.secret
            ):  # new rules cannot say this; those that a process kept from before can
                number, reason = 0, gettext_noop("No further answer from {organisation} counts.")
            else:
                reason = gettext_noop(
                    "{number} people of {organisation} answered already, and no more count."
                )
            return refused(
                rule,
                reason,
                gettext_noop("Agree among yourselves."),
                number=number,
                organisation=act.by.organisation,
            )
    return None


def _by_proxy(facts: Facts, act: Act, ballot: Ballot, rule: str) -> Refusal | None:
    if not act.with_:
        return None
    if not ballot.by_proxy:
        return refused(
            rule,
            gettext_noop("Nobody answers for somebody else here."),
            gettext_noop("Each answers in person."),
        )
    held = facts.proxies(facts.stage, act.name, act.item, act.by.id) + len(act.with_)
    if ballot.proxies is not None and held > ballot.proxies:
        reason = gettext_noop(
            "A voter holds at most {cap} proxies; with these you would hold {held}."
        )
        return refused(
            rule,
            reason,
            gettext_noop("Let somebody else hold the others."),
            cap=ballot.proxies,
            held=held,
        )
    return None
