"""Answers to a ballot: who may give one, which, how often, for whom; and which are positions.

A ballot that asks for positions asks once. While somebody can answer it, they take no position and
raise no objection beside it. Another answer withdraws an objection. After the close the answer
stays, and an objection can still be withdrawn or answered.

    the ballot     an answer              a position, an objection beside it
    open           is the position        refused to those who can answer it
    closed         refused                as the rights of the stage say
    secret         is nothing but itself  as the rights of the stage say
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from isegoria.decisions.ranked import read_ranking
from isegoria.rules.course.versions import answers_gone_words
from isegoria.rules.facts import refusals as shared
from isegoria.rules.facts.electing import an_example, is_lot, options_of, read_choice
from isegoria.rules.facts.holding import holds
from isegoria.rules.facts.organisations import folded
from isegoria.rules.facts.protocol import Act, Facts, Person
from isegoria.rules.facts.refusing import Allowed, Check, address, not_here, title_of
from isegoria.rules.facts.situation import Situation, is_closed
from isegoria.rules.facts.voters import (
    counted_group,
    is_limited_proxy,
    keeps_voter,
    proxy_tells,
    voter_of,
)
from isegoria.rules.judging import refusals
from isegoria.rules.judging.recusing import recused
from isegoria.rules.judging.standing import (
    held_by,
    not_disclosed,
    not_open_yet,
    principal_is_there,
    right_refused,
)
from isegoria.rules.language.ballots import Cap
from isegoria.rules.language.model import Ballot, Model, Stage
from isegoria.rules.language.scalars import ANYONE, Right
from isegoria.terms import Refusal

__all__ = [
    "OBJECT",
    "TAKE_BACK",
    "answer",
    "as_position",
    "asked_once",
    "is_position",
    "objects_in",
]

OBJECT = "object"
"""The answer that objects."""
TAKE_BACK = "withdraw"
"""What takes a position back."""

_SEATED = {"appointed", "elected"}


def _vote(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge an answer to a ballot."""
    ballot = stage.ballots.get(act.name)
    if ballot is None:
        return not_here(model, facts, act, stage.ballots)
    rule = address(model, facts.stage, act.name)
    situation = Situation(model, facts, act.at, facts.stage, act.item, act.name)
    return (
        _not_a_voter(model, facts, act, ballot)
        or _ballot_closed(situation, act, ballot)
        or _answer_refused(rule, act, ballot)
        or _organisation_unnamed(model, act, ballot, rule)
        or _organisation_names_others(act, ballot, rule)
        or _choice_refused(model, facts, rule, act)
        or _weighs_nothing(model, facts, act, ballot)
        or _answered_as_another(model, facts, act, ballot)
        or _answers_for_the_group(model, facts, act, ballot)
        or _votes_twice(model, facts, act, ballot)
        or _organisation_has_answered(model, facts, act, ballot)
        or _seats_have_answered(model, facts, act, ballot)
        or _by_proxy(model, facts, act, ballot)
        or Allowed(rule)
    )


def _can_answer(model: Model, facts: Facts, act: Act, ballot: Ballot) -> bool:
    """Return whether somebody is a voter of a ballot that is open."""
    situation = Situation(model, facts, act.at, facts.stage, act.item, act.name)
    return not (_not_a_voter(model, facts, act, ballot) or _ballot_closed(situation, act, ballot))


def _not_a_voter(model: Model, facts: Facts, act: Act, ballot: Ballot) -> Refusal | None:
    rule = address(model, facts.stage, act.name)
    if is_lot(ballot):
        return refusals.DRAWN_BY_LOT.refuse(rule)
    if ballot.derived is not None:
        return refusals.BALLOT_FOLLOWS.refuse(rule)
    mine = {
        ANYONE,
        *act.by.offices,
        *(one for own in act.by.groups for one in model.chain.get(own, (own,))),
    }
    if ballot.voters and not mine.intersection(ballot.voters):
        titles = ", ".join(title_of(model, one) for one in ballot.voters)
        return refusals.NOT_A_VOTER.refuse(rule, voters=titles)
    situation = Situation(model, facts, act.at, facts.stage, act.item, act.name)
    for group, condition in ballot.excluded.items():
        if group in mine and holds(condition, situation):
            return refusals.GROUP_LEFT_OUT.refuse(rule, group=title_of(model, group))
    if not ballot.voters:
        return right_refused(model, facts, act, Right.DECIDE)
    return (
        principal_is_there(facts, act, rule)
        or recused(model, facts, act, Right.DECIDE, mine.intersection(ballot.voters))
        or not_disclosed(model, act, Right.DECIDE)
    )


def _ballot_closed(situation: Situation, act: Act, ballot: Ballot) -> Refusal | None:
    rule = address(situation.model, situation.stage, act.name)
    if is_closed(situation, situation.stage, act.name):
        return refusals.BALLOT_CLOSED.refuse(rule)
    if shut := not_open_yet(situation.model, situation.facts, act, ballot.opens):
        return shut
    if ballot.channels and act.channel and act.channel not in ballot.channels:
        return refusals.OTHER_CHANNEL.refuse(
            rule, channels=", ".join(ballot.channels), channel=act.channel
        )
    return None


def _answer_refused(rule: str, act: Act, ballot: Ballot) -> Refusal | None:
    if ballot.ranked is not None:
        return _ranking_refused(rule, act, ballot)
    if ballot.elects is not None:
        return None
    if act.answer not in ballot.answers:
        return refusals.NO_SUCH_ANSWER.refuse(
            rule, answer=act.answer, answers=", ".join(ballot.answers)
        )
    if act.answer in ballot.reasons_for and not act.reason and not ballot.void_without_reason:
        return refusals.ANSWER_UNREASONED.refuse(rule, answer=act.answer)
    return None


def _choice_refused(model: Model, facts: Facts, rule: str, act: Act) -> Refusal | None:
    """Refuse a choice of several options that cannot be read."""
    ballot = model.stages[facts.stage].ballots[act.name]
    if ballot.elects is None:
        return None
    options = options_of(model, facts, facts.stage, act.name)
    try:
        read_choice(ballot, options, act.answer)
    except ValueError:
        example = an_example(ballot.elects, options)
        return refusals.NO_CHOICE.refuse(
            rule, answer=act.answer, options=", ".join(options), example=example
        )
    return None


def _ranking_refused(rule: str, act: Act, ballot: Ballot) -> Refusal | None:
    try:
        read_ranking(act.answer, ballot.answers)
    except ValueError:
        return refusals.NO_RANKING.refuse(
            rule, answer=act.answer, example=" > ".join(ballot.answers)
        )
    return None


def _organisation_unnamed(model: Model, act: Act, ballot: Ballot, rule: str) -> Refusal | None:
    """Refuse an answer for no organisation where the group consists of such: as the answer of a
    person it would be one more than the group has members.
    """
    if ballot.one_per != "organisation" or folded(act.by.organisation):
        return None
    group = model.groups.get(counted_group(model, ballot, act.by))
    if group is None or group.members not in {"organisations", "states"}:
        return None
    return refusals.ORGANISATION_UNNAMED.refuse(rule, group=group.title)


def _organisation_names_others(act: Act, ballot: Ballot, rule: str) -> Refusal | None:
    """Refuse who gives the one answer of an organisation that says who speaks for it, and did not
    name them: anybody could declare it and answer in its place.
    """
    if ballot.one_per != "organisation":
        return None
    others = (one.organisation for one in (act.by, *act.with_) if one.unconfirmed)
    if organisation := next(others, ""):
        return refusals.ORGANISATION_NAMES_OTHERS.refuse(rule, organisation=organisation)
    return None


def _weighs_nothing(model: Model, facts: Facts, act: Act, ballot: Ballot) -> Refusal | None:
    """Refuse who has no stated weight, also where somebody else holds their proxy."""
    if ballot.stated_by is None:
        return None
    for person in (act.by, *act.with_):
        voter = facts.counts_under(act.name, act.item, person)
        if not facts.weight_of(facts.stage, act.name, voter):
            rule = address(model, facts.stage, act.name)
            return shared.NO_WEIGHT.refuse(rule, office=title_of(model, ballot.stated_by))
    return None


def _answered_as_another(model: Model, facts: Facts, act: Act, ballot: Ballot) -> Refusal | None:
    """Refuse who answered in another capacity: each person answers once."""
    if not keeps_voter(ballot):
        return None
    rule = address(model, facts.stage, act.name)
    answered_as, for_whom = facts.voter(facts.stage, act.name, act.item, act.by.id)
    if not answered_as or answered_as == facts.counts_under(act.name, act.item, act.by):
        return None
    other = title_of(model, answered_as) if ballot.one_per == "group" else for_whom
    if not other:
        return refusals.ANSWERED_FOR_THEMSELF.refuse(rule)
    return refusals.ANSWERED_FOR_ANOTHER.refuse(rule, other=other)


def _answers_for_the_group(model: Model, facts: Facts, act: Act, ballot: Ballot) -> Refusal | None:
    """Refuse to overwrite what somebody else answered for the same group.

    Who holds a seat that others gave speaks for the group. Where nobody does, the first answer
    stands until the person who gave it changes it, or leaves the group. Of a secret ballot that
    refusal would tell that they answered.
    """
    group = counted_group(model, ballot, act.by)
    if ballot.one_per != "group" or group not in model.groups:
        return None
    rule = address(model, facts.stage, act.name)
    title = model.groups[group].title
    seated = model.groups[group].members in _SEATED
    speak = {one.id for one in facts.holders(group)} if seated else set()
    if act.by.id in speak:
        return None
    if speak:
        return refusals.GROUP_ANSWERS_BY_SEAT.refuse(rule, group=title)
    at = (facts.stage, act.name, act.item)
    before, giver = facts.answer_of(*at, group), facts.giver(*at, group)
    if ballot.secret or before is None or giver in {"", act.by.id}:
        return None
    return refusals.GROUP_HAS_ANSWERED.refuse(rule, group=title, before=before)


def _votes_twice(model: Model, facts: Facts, act: Act, ballot: Ballot) -> Refusal | None:
    rule, key = address(model, facts.stage, act.name), (facts.stage, act.name, act.item)
    before = facts.answer_of(*key, facts.counts_under(act.name, act.item, act.by))
    if before is not None and not ballot.change:
        if ballot.secret:  # where an organisation has one answer, it may be another's
            return refusals.SECRET_ANSWER_STANDS.refuse(rule)
        return refusals.ANSWER_STANDS.refuse(rule, before=before)
    return None


def _organisation_has_answered(
    model: Model, facts: Facts, act: Act, ballot: Ballot
) -> Refusal | None:
    """Refuse more answers for an organisation than it may have: those that one person gives, their
    own and by proxy, are counted together.
    """
    rule, key = address(model, facts.stage, act.name), (facts.stage, act.name, act.item)
    new, there = Counter[str](), Counter[str]()
    for person in (act.by, *act.with_):
        cap = _cap_of(model, person, ballot).per_organisation
        own = person.organisation
        if cap is None or not folded(own) or not _is_new(facts, act, ballot, person):
            continue
        number = there[folded(own)] = max(there[folded(own)], facts.of_organisation(*key, own))
        new[folded(own)] += 1
        if act.with_ and not ballot.secret and number + new[folded(own)] > cap:
            return refusals.PROXIES_OF_ONE_ORGANISATION.refuse(rule, organisation=own, cap=cap)
        if number >= cap:
            if ballot.secret:  # new rules cannot say this; rules kept from before can
                return refusals.ORGANISATION_ANSWERED_IN_SECRET.refuse(rule, organisation=own)
            return refusals.ORGANISATION_ANSWERED.refuse(rule, number=number, organisation=own)
    return None


def _seats_have_answered(model: Model, facts: Facts, act: Act, ballot: Ballot) -> Refusal | None:
    """Refuse one answer more than there are seats: a seat that is passed on has one answer, which
    stays. Of a secret ballot the refusal would tell who answered.
    """
    holder = counted_group(model, ballot, act.by)
    office, group = model.offices.get(holder), model.groups.get(holder)
    seats = office.seats if office else None
    if group is not None and group.members in _SEATED:
        seats = group.seats
    if seats is None or ballot.secret or ballot.one_per != "person" or ballot.stated_by:
        return None
    key = (facts.stage, act.name, act.item)
    given = sum(facts.tally(*key).get(holder, {}).values())
    if (
        given < max(seats, len(facts.holders(holder)))
        or facts.answer_of(*key, voter_of(model, ballot, act.by)) is not None
    ):
        return None
    rule = address(model, facts.stage, act.name)
    return refusals.SEATS_HAVE_ANSWERED.refuse(rule, holder=title_of(model, holder), seats=seats)


def _is_new(facts: Facts, act: Act, ballot: Ballot, person: Person) -> bool:
    """Return whether an answer of somebody is one more for their organisation."""
    key = (facts.stage, act.name, act.item)
    if facts.answer_of(*key, facts.counts_under(act.name, act.item, person)) is None:
        return True
    answered_as, for_whom = facts.voter(*key, person.id) if keeps_voter(ballot) else ("", "")
    return bool(answered_as) and folded(person.organisation) != folded(for_whom)


def _by_proxy(model: Model, facts: Facts, act: Act, ballot: Ballot) -> Refusal | None:
    if not act.with_:
        return None
    rule = address(model, facts.stage, act.name)
    if not ballot.by_proxy:
        return refusals.NO_PROXIES.refuse(rule)
    if proxy_tells(model, facts.stage, act.name):  # only rules kept from before can say this
        return refusals.PROXY_WOULD_TELL.refuse(rule)
    key = (facts.stage, act.name, act.item)
    more = [
        one
        for one in act.with_
        if facts.proxied_by(*key, one.id) != act.by.id and is_limited_proxy(model, ballot, one)
    ]
    held = facts.proxies(*key, act.by.id) + len(more)
    cap = _cap_of(model, act.by, ballot).proxies
    if cap is not None and held > cap:
        return refusals.TOO_MANY_PROXIES.refuse(rule, cap=cap, held=held)
    return None


def _cap_of(model: Model, person: Person, ballot: Ballot) -> Cap:
    groups = {one for own in person.groups for one in model.chain.get(own, (own,))}
    return ballot.cap(groups.union(person.offices))


def is_position(model: Model, facts: Facts, act: Act) -> bool:
    """Return whether an answer to a ballot is a position of whoever gives it.

    One that is secret, given for an organisation or a group, or does not count is none. Nor is the
    answer of somebody who may neither take a position nor object in the stage.
    """
    ballot = model.stages[facts.stage].ballots.get(act.name) if act.kind == "vote" else None
    if ballot is None or not ballot.asks_for_positions or ballot.voids(act.answer, act.reason):
        return False
    rights = (Right.POSITION, Right.OBJECT)
    return any(held_by(model, facts.stage, one, act.by) is not None for one in rights)


def as_position(model: Model, facts: Facts, act: Act, standing: Sequence[str], name: str) -> Act:
    """Return an answer to a ballot with what it does to one's objections.

    Args:
        standing: the names of one's objections that are open or sustained.
        name: what an objection is called that the answer files.
    """
    if not is_position(model, facts, act):
        return act
    if act.answer != OBJECT:
        return replace(act, withdraws=tuple(standing))
    objects = replace(act, kind=OBJECT, name="", with_=())
    if standing or right_refused(model, facts, objects, Right.OBJECT) is not None:
        return act
    return replace(act, objection=name)


def answer(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    """Judge an answer to a ballot. To object in one needs a reason, as every objection does."""
    found = _vote(model, facts, act, stage)
    if isinstance(found, Refusal) or act.answer != OBJECT or act.reason:
        return found
    if not is_position(model, facts, act):
        return found
    return refusals.ANSWER_UNREASONED.refuse(found.rule, answer=act.answer)


def asked_once(check: Check) -> Check:
    """Return the check of a position or an objection, which refuses what an open ballot asks."""

    def once(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
        return _asked_by_a_ballot(model, facts, act, stage) or check(model, facts, act, stage)

    return once


def _asked_by_a_ballot(model: Model, facts: Facts, act: Act, stage: Stage) -> Refusal | None:
    if act.kind == "position" and act.name:  # it is taken for a group
        return None
    name = _open_to(model, facts, act, stage)
    if name is None:
        return None
    if act.answer == TAKE_BACK and _given(model, facts, act, name) is None:
        return None  # it is a position of before the ballot
    title = stage.ballots[name].title or name
    return refusals.BALLOT_ASKS.refuse(address(model, facts.stage, name), ballot=title)


def objects_in(model: Model, facts: Facts, act: Act, stage: Stage) -> Refusal | None:
    """Refuse to withdraw an objection beside the open ballot in which one objects."""
    name = _open_to(model, facts, act, stage)
    if name is None:
        return None
    ballot = stage.ballots[name]
    if (given := _given(model, facts, act, name)) != OBJECT:
        return None
    rule = address(model, facts.stage, name)
    if not ballot.change:
        return refusals.ANSWER_STANDS.refuse(rule, before=given)
    return refusals.OBJECTS_IN_A_BALLOT.refuse(rule, ballot=ballot.title or name)


def _given(model: Model, facts: Facts, act: Act, name: str) -> str | None:
    voter = facts.counts_under(name, act.item, act.by)
    return facts.answer_of(facts.stage, name, act.item, voter)


def _open_to(model: Model, facts: Facts, act: Act, stage: Stage) -> str | None:
    """Return the ballot that asks somebody for a position now; None where there is none."""
    return next((name for name in stage.ballots if _asks(model, facts, act, name)), None)


def _asks(model: Model, facts: Facts, act: Act, name: str) -> bool:
    ballot: Ballot = model.stages[facts.stage].ballots[name]
    if act.item and ballot.per != "item":
        return False
    given = replace(act, kind="vote", name=name, answer=OBJECT, reason="…", with_=())
    if not is_position(model, facts, given) or not _can_answer(model, facts, given, ballot):
        return False
    return answers_gone_words(model, facts, given) is None
