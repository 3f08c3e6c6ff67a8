"""Where rules tell what a secret ballot should not, or forget for its sake what others need."""

from collections.abc import Iterator

from isegoria.rules.checking.flow import Found
from isegoria.rules.facts.voters import keeps_voter, proxy_tells
from isegoria.rules.language.model import Ballot, Model
from isegoria.rules.language.scalars import Right
from isegoria.terms import gettext_noop

__all__ = ["ballots_of", "limit_begins_again", "secret_refusal_tells"]


def secret_refusal_tells(model: Model) -> Found:
    """A refusal that depends on the answer of somebody else tells that they answered."""
    for stage, name, ballot in ballots_of(model):
        if not ballot.secret:
            continue
        if ballot.limits_organisations:
            message = gettext_noop(
                "This ballot is secret, but its limit for each organisation tells who answered."
                " Leave out `cap_per_organisation`."
            )
            yield f"{stage}/{name}", message, {}
        if ballot.one_per != "person" and not ballot.change:
            message = gettext_noop(
                "This ballot is secret, but the second person of one {unit} learns that the first"
                " answered."
                " Let answers change, or count people."
            )
            yield f"{stage}/{name}", message, {"unit": ballot.one_per}
    yield from _proxies_tell(model)


def _proxies_tell(model: Model) -> Found:
    for stage, name, ballot in ballots_of(model):
        if not proxy_tells(model, stage, name):
            continue
        if ballot.secret and keeps_voter(ballot) and ballot.change:
            message = gettext_noop(
                "This ballot is secret, but the holder of a proxy learns for whom the person who"
                " gave it answered."
                " Count people, or leave out `by_proxy`."
            )
        elif ballot.secret and not ballot.change:
            message = gettext_noop(
                "This ballot is secret, but the holder of a proxy learns whether the person who"
                " gave it answered."
                " Let answers change, or leave out `by_proxy`."
            )
        else:
            message = gettext_noop(
                "The holder of a proxy learns from the limit of a right whether the person who gave"
                " it answered in secret."
                " Leave out the `cap` of `decide`, or `by_proxy`."
            )
        yield f"{stage}/{name}", message, {}


def limit_begins_again(model: Model) -> Found:
    """How often people answered is forgotten with a secret ballot, for the whole stage.

    Only ballots that name no voters ask how often somebody answered.
    """
    for stage, name, ballot in ballots_of(model):
        granted = model.grants.get((stage, Right.DECIDE), {}).values()
        limited = any(one.cap is not None for one in granted)
        others = (one for key, one in model.stages[stage].ballots.items() if key != name)
        asks = any(not one.voters and one.derived is None for one in others)
        if ballot.secret and limited and asks:
            message = gettext_noop(
                "How often somebody answered is forgotten when the secret ballot “{ballot}” is"
                " counted. So the limit on answers begins again for the other ballots of the stage."
            )
            yield f"{stage}/{name}", message, {"ballot": ballot.title or name}


def ballots_of(model: Model) -> Iterator[tuple[str, str, Ballot]]:
    """Yield every ballot with its stage and its name."""
    for stage, one in model.stages.items():
        for name, ballot in one.ballots.items():
            yield stage, name, ballot
