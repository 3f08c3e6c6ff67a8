"""Lots of a part for everybody to check: the sources before their values are known, the numbers
after that, and each step of the draw.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from isegoria.decisions.sortition import draw, key_of, read_sources
from isegoria.rules.course.state import lot_name
from isegoria.rules.facts.electing import counted_winners, options_of, places_of
from isegoria.rules.facts.holding import tied
from isegoria.rules.facts.protocol import Announced
from isegoria.rules.facts.situation import Situation
from isegoria.rules.judging.lots import lots_of
from isegoria.server.people.models import Participant
from isegoria.server.process.facts import ChunkFacts
from isegoria.server.process.phrases import answer_words
from isegoria.server.process.steps import AnnounceLot
from isegoria.server.record.models import Act
from isegoria.server.record.reads import latest_about, openings_of

__all__ = ["Drawn", "Lot", "lots_on"]

_SHOWN = 50  # announcements on a page


@dataclass(frozen=True, slots=True)
class Drawn:
    """One step of a draw: the hash, how many were left, and who or what came out."""

    digest: str
    left: int
    name: str


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot: among whom or what, by which sources, and what was drawn; as far as that is known."""

    name: str
    title: str
    announced: Announced | None = None
    act: int | None = None
    sources: str = ""
    options: tuple[str, ...] = ()
    numbers: str = ""
    key: str = ""
    steps: tuple[Drawn, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return it as its public JSON."""
        if self.announced is None:
            return {"name": self.name, "announced": None}
        return {
            "name": self.name,
            "announced": self.announced.at,
            "announced_in": self.act,
            "sources": self.announced.sources,
            "known_at": self.announced.known_at,
            "list": self.options,
            "numbers": self.numbers,
            "drawn": [one.name for one in self.steps],
        }


def lots_on(facts: ChunkFacts, now: datetime) -> list[Lot]:
    """Return the lots of a part: those that were announced in any stage, and those of this one that
    were not.
    """
    found = [
        (stage, name, item)
        for stage, visit in facts.state.visits.items()
        for name, items in visit.announced.items()
        for item in items
    ]
    acts = _announcements(facts) if found else {}
    told = [_lot(facts, now, place, acts) for place in found]
    return [*told, *_not_yet(facts)]


def _not_yet(facts: ChunkFacts) -> Iterator[Lot]:
    if facts.outcome or facts.is_split():
        return
    stage = facts.model.stages[facts.stage]
    there = facts.state.visits[facts.stage].announced
    ties = {one.tie for one in stage.ballots.values()}
    for name in lots_of(stage):
        if name not in there and name not in ties:
            yield Lot(name, _title(facts, facts.stage, name))


def _title(facts: ChunkFacts, stage: str, name: str) -> str:
    rules = facts.model.stages[stage]
    part = rules.ballots.get(name) or rules.judgements[name]
    return part.title or name.replace("_", " ")


def _announcements(facts: ChunkFacts) -> Mapping[tuple[str, str, str], Act]:
    acts = latest_about(facts.chunk.process.place, facts.chunk.item, (AnnounceLot.kind,), _SHOWN)
    return {(one.body["name"], one.body.get("item", ""), one.body["known_at"]): one for one in acts}


def _lot(
    facts: ChunkFacts,
    now: datetime,
    place: tuple[str, str, str],
    acts: Mapping[tuple[str, str, str], Act],
) -> Lot:
    stage, name, item = place
    announced = facts.state.visits[stage].announced[name][item]
    act = acts.get((name, item, announced.known_at.isoformat()))
    numbers = facts.seeds(stage, lot_name(name, item))
    options = _options(facts, now, place)
    return Lot(
        name,
        _title(facts, stage, name),
        announced,
        act.number if act else None,
        (openings_of(act).get("reason") or "") if act else "",
        options,
        numbers,
        key_of(read_sources(numbers)) if numbers else "",
        _steps(facts, place, options, numbers) if numbers and options else (),
    )


def _steps(
    facts: ChunkFacts, place: tuple[str, str, str], options: Sequence[str], numbers: str
) -> tuple[Drawn, ...]:
    places = 1
    if place[1] in facts.model.stages[place[0]].ballots:
        passed_over = len(counted_winners(facts.model, facts, place, None).left_out)
        places = places_of(facts.model, facts, *place[:2]) + passed_over
    steps = draw(len(options), min(places, len(options)), read_sources(numbers))
    return tuple(Drawn(one.digest, one.left, options[one.place - 1]) for one in steps)


def _options(facts: ChunkFacts, now: datetime, place: tuple[str, str, str]) -> tuple[str, ...]:
    """Return those among whom it is drawn, in their order; people by their names."""
    stage, name, item = place
    rules = facts.model.stages[stage]
    if name in rules.ballots:
        stood = facts.candidates(stage, name)
        options = options_of(facts.model, facts, stage, name)
        people = [int(stood[one]) for one in options if stood.get(one, "").isdecimal()]
        named = {str(pk): str(one) for pk, one in Participant.objects.in_bulk(people).items()}
        return tuple(named.get(stood.get(one, ""), answer_words(one)) for one in options)
    situation = Situation(facts.model, facts, now, stage, item)
    level = [tied(situation, stage, one) for one, by in rules.ballots.items() if by.tie == name]
    return tuple(
        map(answer_words, level[0] if level and level[0] else rules.judgements[name].scale)
    )
