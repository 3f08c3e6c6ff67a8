"""In which stage a course was between which acts, as the record tells it.

An act names no stage; what moved the course between stages does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from isegoria.rules.language.model import Model
from isegoria.server.process.models import Chunk
from isegoria.server.process.rulings import led_into
from isegoria.server.record.models import Act

__all__ = ["Stay", "round_of", "stays_of"]

_WRITES = ("chunk.write", "chunk.answer-amendment")
_MOVES = ("chunk.leave", "chunk.clock", "chunk.rule")


@dataclass(frozen=True, slots=True)
class Stay:
    """How long a course was in a stage: from the act that brought it there to the one that brought
    it on; `until` is None while it is there.
    """

    stage: str
    since: int
    until: int | None = None

    def holds(self, number: int) -> bool:
        """Return whether an act came while it was there, or brought it there."""
        return self.since <= number and (self.until is None or number < self.until)

    @property
    def acts(self) -> Q:
        """The acts that came while it was there."""
        came = Q(number__gt=self.since)
        return came if self.until is None else came & Q(number__lt=self.until)


def stays_of(model: Model, chunk: Chunk) -> list[Stay]:
    """Return every stay of a chunk, the first one first; a part begins where the whole was."""
    stage = model.starts
    if chunk.part_of is not None:
        before = [one for one in stays_of(model, chunk.part_of) if one.since < chunk.number]
        stage = before[-1].stage if before else stage
    about = Act.objects.filter(process=chunk.process.place, item=chunk.item)
    moves = Q(kind__in=_MOVES) | Q(kind__in=_WRITES, body__has_key="again")
    found, since = [], chunk.number
    for act in about.filter(moves).only("number", "kind", "body").order_by("number"):
        if entered := _entered(model, stage, act):
            found.append(Stay(stage, since, act.number))
            stage, since = entered, act.number
    return [*found, Stay(stage, since)]


def round_of(stays: Sequence[Stay], stage: str, restarts: Sequence[int]) -> list[Stay]:
    """Return the stays that make the last round of a stage.

    Where the act that entered it began it anew, the stay before belongs to the round.
    """
    own = [one for one in stays if one.stage == stage]
    found = own[-1:]
    while found and found[0].since in restarts and own.index(found[0]):
        found.insert(0, own[own.index(found[0]) - 1])
    return found


def _entered(model: Model, stage: str, act: Act) -> str:
    """Return the stage that an act brought the course into; empty where it brought it nowhere."""
    body = act.body
    if act.kind in _WRITES:
        return str(body["again"])
    if act.kind == "chunk.rule" or body.get("appeal"):
        return led_into(model, stage, act)
    way = model.stages[stage].exits.get(body.get("exit") or body.get("name", ""))
    return (way.to or "") if way is not None else ""
