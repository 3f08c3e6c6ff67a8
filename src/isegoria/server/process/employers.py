"""For whom people work who may judge a case."""

from collections.abc import Sequence
from datetime import datetime

from isegoria.rules.course.state import read_state
from isegoria.rules.facts.protocol import ERASED
from isegoria.server.people.models import Affiliation
from isegoria.server.process.models import Chunk, Process
from isegoria.server.record.models import Authorship
from isegoria.server.record.reads import said_and_gone

__all__ = ["works_for"]


def works_for(people: Sequence[int], where: Process | Chunk) -> dict[int, list[str]]:
    """Return every organisation that each declared, unless that was over before the part, or the
    process, began: nobody judges by choosing another capacity, or by saying that a job is over.

    `ERASED` stands for an organisation whose name was erased or hidden.
    """
    found: dict[int, list[str]] = {pk: [] for pk in people}
    theirs = list(Affiliation.objects.filter(participant__in=people)) if people else []
    began_on = _began_at(where).date()
    over = {one.declared_in for one in theirs if one.until_on and one.until_on < began_on}
    over -= _ended_since(people, where.number) if over else set()
    for one in theirs:
        if one.declared_in in over:
            continue
        if one.organisation:
            found[one.participant_id].append(one.organisation)
        elif said_and_gone(one.declared_in, "affiliation"):
            found[one.participant_id].append(ERASED)
    return found


def _began_at(where: Process | Chunk) -> datetime:
    return where.began_at if isinstance(where, Process) else read_state(where.state).began_at


def _ended_since(people: Sequence[int], number: int) -> set[int]:
    """Return the declarations that people ended by acts after this one, whatever day they said."""
    ended = Authorship.objects.filter(
        participant__in=people, act__kind="affiliation.end", act__number__gt=number
    )
    return {one for of in ended.values_list("act__references", flat=True) for one in of}
