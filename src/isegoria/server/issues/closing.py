"""Whether the time of a call is over, so that nobody writes an issue that the rules then refuse."""

from datetime import datetime

from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.judging.judge import judge
from isegoria.rules.language.model import Model
from isegoria.server.issues.reads import facts_of_call
from isegoria.server.process.models import Process
from isegoria.terms import Refusal

__all__ = ["call_closed"]

_ENOUGH = 50  # seconders: more than any rules ask for


def call_closed(process: Process, model: Model, now: datetime) -> Refusal | None:
    """Return why nobody can propose an issue any more: a clock ran out.

    None where somebody can, or something else is in the way.
    """
    held = (tuple(model.groups), tuple(model.offices))
    people = [
        Person(f"{place}", *held, disclosed=tuple(model.disclosures)) for place in range(_ENOUGH)
    ]
    act = Act("propose", people[0], now, name="…", with_=tuple(people[1:]))
    found = judge(model, facts_of_call(process, model, None), act)
    return found if isinstance(found, Refusal) and "/clocks/" in found.rule else None
