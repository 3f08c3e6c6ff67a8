"""What was found, published, contested and ruled on a chunk, by whom and why: the latest first, as
the record has it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from isegoria.rules.language.model import Model
from isegoria.server.people.reads import group_names
from isegoria.server.process.acts_in_words import about_words, answered_words
from isegoria.server.process.clocks import ClockRuns
from isegoria.server.process.models import Chunk, Seat
from isegoria.server.process.steps import Appeal, Deliver, GiveFinding, GiveRuling
from isegoria.server.record.models import Act
from isegoria.server.record.reads import latest_about, openings_of

__all__ = ["CONTESTED", "Decided", "contested_on", "decided_on"]

CONTESTED = (GiveFinding.kind, Appeal.kind, GiveRuling.kind)
"""What whoever contests or rules reads first."""
_KINDS = (*CONTESTED, Deliver.kind)
_SHOWN = 12
_OF_AN_OUTCOME = 60  # an appeal before a panel of five is six or seven of them


@dataclass(frozen=True, slots=True)
class Decided:
    """An act that decided something: about what and with which answer, in the words of the rules,
    by whom and why.

    `who` is empty where the author was erased, `reason` where none was given or its words were
    taken away.
    """

    act: Act
    title: str
    answer: str
    who: str
    group: str
    reason: str
    about: str = ""
    """Whom an appeal is about."""


def decided_on(
    chunk: Chunk, model: Model, kinds: Collection[str] = _KINDS, most: int = _SHOWN
) -> list[Decided]:
    """Return the latest of these acts on a chunk, and what became of appeals that were late."""
    place = (chunk.process.place, chunk.item)
    acts = latest_about(*place, kinds, most)
    if any(one.kind == Appeal.kind for one in acts):
        late = [one for one in latest_about(*place, (ClockRuns.kind,), most) if _is_late(one)]
        acts = sorted((*acts, *late), key=lambda one: one.number, reverse=True)
    names = group_names() if acts else {}
    seats = [one.body["against"] for one in acts if one.body.get("against")]
    about = Seat.objects.select_related("participant").in_bulk(seats) if seats else {}
    return [_decided(one, model, names, about) for one in acts]


def contested_on(chunk: Chunk, model: Model) -> list[Decided]:
    """Return what was found, contested and ruled before an outcome; nothing where nothing was
    contested.
    """
    appeals = latest_about(chunk.process.place, chunk.item, (Appeal.kind,), 1)
    return decided_on(chunk, model, CONTESTED, _OF_AN_OUTCOME) if appeals else []


def _is_late(act: Act) -> bool:
    """Return whether an act of the clocks says that the time for an appeal was over."""
    return bool(act.body.get("appeal"))


def _decided(
    act: Act, model: Model, names: dict[str | None, str], about: Mapping[int, Seat]
) -> Decided:
    there = openings_of(act)
    who = there.get("who") or {}
    return Decided(
        act=act,
        title=about_words(model, act.kind, act.body),
        answer=answered_words(model, act.kind, act.body),
        who=who.get("name", ""),
        group=names.get(who.get("group"), ""),
        reason=there.get("reason") or "",
        about=str(seat.participant) if (seat := about.get(act.body.get("against") or 0)) else "",
    )
