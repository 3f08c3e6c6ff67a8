"""What pages ask about a chunk: where it stands, what is open, who takes part, what was
answered.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from isegoria.rules.course.automatic import Gate, gates
from isegoria.rules.course.panels import (
    DECLARED,
    instead_of,
    judges,
    least_of,
    needed,
    seats_within,
)
from isegoria.rules.facts.clocks import deadline
from isegoria.rules.facts.refusing import title_of
from isegoria.rules.language.model import Model
from isegoria.rules.telling.explaining import say_missing
from isegoria.rules.telling.phrases import Words, clock_title, way_words
from isegoria.server.addresses import found_or_404
from isegoria.server.people.models import Participant
from isegoria.server.process.facts import ChunkFacts
from isegoria.server.process.models import Chunk, Process, Seat
from isegoria.server.process.phrases import OF_THE_READER

__all__ = [
    "Panel",
    "RunningClock",
    "SetAside",
    "Sitting",
    "Way",
    "bench_of",
    "chunk_or_404",
    "clocks_of",
    "held_roles",
    "holders_of",
    "is_a_call",
    "panels_of",
    "people_of",
    "process_or_404",
    "seats_held",
    "seats_of",
    "set_aside",
    "ways_of",
]


@dataclass(frozen=True, slots=True)
class RunningClock:
    """A clock of the stage. `ends` is None while it does not run."""

    name: str
    title: str
    ends: datetime | None
    over: bool
    resumed: datetime | None = None
    """When it would end if it went on now; None unless it stands still."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way out, and in words what it still needs."""

    name: str
    title: str
    by: str
    missing: tuple[str, ...]
    guarded: bool
    forced: bool


def chunk_or_404(number: int) -> Chunk:
    """Return a chunk with its process and issue."""
    return found_or_404(
        Chunk.objects.select_related("process", "issue"),
        _("There is no part with this number."),
        pk=number,
    )


def process_or_404(number: int) -> Process:
    """Return a process."""
    return found_or_404(Process.objects, _("There is no process with this number."), pk=number)


def clocks_of(facts: ChunkFacts, now: datetime) -> list[RunningClock]:
    """Return the clocks of the stage, the next to end first."""
    words, found = Words(facts.model, OF_THE_READER, facts.stage), []
    if not facts.outcome and not facts.is_split():
        for name, clock in facts.model.stages[facts.stage].clocks.items():
            ends = deadline(facts.model, facts, facts.stage, name)
            stopped = (
                deadline(facts.model, facts, facts.stage, name, resumed=now)
                if ends is None
                else None
            )
            found.append(
                RunningClock(
                    name,
                    clock_title(clock, name, words),
                    ends,
                    ends is not None and ends <= now,
                    stopped,
                )
            )
    return sorted(found, key=lambda one: (one.ends is None, one.ends or now))


def ways_of(facts: ChunkFacts, now: datetime) -> list[Way]:
    """Return the ways out of the stage with what is missing, in the reader's language."""
    return [_way(facts, one) for one in gates(facts.model, facts, now)]


def _way(facts: ChunkFacts, gate: Gate) -> Way:
    model = facts.model
    title = way_words(model, gate.exit)
    holder = gate.exit.by or (model.stages[facts.stage].officer if gate.exit.when is None else None)
    by = title_of(model, holder) if holder else ""
    missing = tuple(say_missing(model, one, OF_THE_READER) for one in gate.missing)
    return Way(gate.name, title, by, missing, gate.guarded, gate.forced)


def seats_of(process: Process) -> QuerySet[Seat]:
    """Return who sits where now, also those who sit there in one chunk only."""
    return (
        Seat.objects.filter(process=process, until_at=None)
        .select_related("participant", "chunk")
        .order_by("holder", "number")
    )


def people_of(process: Process) -> QuerySet[Participant]:
    """Return who takes part in a process or holds a seat in it."""
    sits = Seat.objects.filter(process=process, until_at=None).values("participant")
    return Participant.objects.filter(
        Q(pk__in=process.members.values("participant")) | Q(pk__in=sits)
    )


def holders_of(process: Process) -> set[str]:
    """Return the offices and groups of the model in which anybody sits now."""
    return set(Seat.objects.held(process).values_list("holder", flat=True).distinct().order_by())


def held_roles(facts: ChunkFacts) -> set[str]:
    """Return the offices and groups of the model in which there is somebody who can answer."""
    seats = Seat.objects.held(facts.chunk.process_id, facts.chunk).order_by()
    found = set(seats.values_list("holder", flat=True).distinct())
    for name, leaves in facts.model.leaves.items():
        if any(leaf in found or facts.members(leaf) for leaf in (name, *leaves)):
            found.add(name)
    if Participant.objects.filter(secretariat=True, is_active=True).exists():
        found.add("secretariat")
    return found


def seats_held(process: Process, participant: Participant | None) -> list[str]:
    """Return the offices and groups of the model in which somebody sits now."""
    held = (
        Seat.objects.held(process).filter(participant=participant)
        if participant
        else Seat.objects.none()
    )
    return list(held.values_list("holder", flat=True))


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who may decide an appeal: why they do not, empty where they do, and how they voted so far."""

    seat: Seat
    out: str
    vote: str


@dataclass(frozen=True, slots=True)
class Panel:
    """Those who decide an appeal that waits: how many of them have to be there and to vote the
    same, until when, and whether they are late.
    """

    title: str
    """What is contested before them."""
    judges: tuple[Sitting, ...]
    sit: int
    least: int
    needed: int
    until: datetime | None
    late: bool


def panels_of(facts: ChunkFacts) -> list[Panel]:
    """Return the panels before which something about the whole part is contested, for each appeal
    that waits; first the one that keeps the part from moving.
    """
    asked = {level: at for level, item, at in facts.waiting_appeals() if not item}
    first = facts.frozen_by("")
    return [_panel(facts, level, asked[level]) for level in sorted(asked, key=first.__ne__)]


def _panel(facts: ChunkFacts, name: str, asked: datetime) -> Panel:
    level, found = facts.model.appeals[name], bench_of(facts, name)
    sit = len([one for one in found if not one[1]])
    return Panel(
        level.title,
        tuple(
            Sitting(
                seat,
                _why_out(facts, name, seat, asked) if out else "",
                facts.ruling_of(name, "", str(seat.participant_id)),
            )
            for seat, out in found
        ),
        sit,
        least_of(facts.model, level.to),
        needed(level, sit),
        level.answer.after(asked) if level.answer is not None else None,
        facts.is_overdue(name, ""),
    )


@dataclass(frozen=True, slots=True)
class SetAside:
    """A finding that an appeal set aside: which office finds it anew, and which panel does so in
    its place from when on.
    """

    name: str
    title: str
    office: str
    panel: str
    from_at: datetime

    def as_json(self) -> dict[str, object]:
        """Return it as its public JSON."""
        return {"finding": self.name, "panel_can_from": self.from_at}


def set_aside(facts: ChunkFacts) -> list[SetAside]:
    """Return what was set aside in the stage about the whole part, and not found anew."""
    model, stage = facts.model, facts.model.stages[facts.stage]
    return [
        SetAside(
            name,
            judgement.title or name.replace("_", " "),
            title_of(model, judgement.by),
            title_of(model, model.appeals[one.level].to),
            one.from_at,
        )
        for name, judgement in stage.judgements.items()
        for one in instead_of(model, facts, name)
    ]


def _why_out(facts: ChunkFacts, level: str, seat: Seat, asked: datetime) -> str:
    """Return why somebody who sits there does not decide an appeal."""
    person = str(seat.participant_id)
    if facts.is_accused(level, "", person):
        return "accused"
    if DECLARED in facts.roles(person):
        return "interest"
    return "late" if seat.from_at > asked else "part"


def bench_of(facts: ChunkFacts, level: str, item: str = "") -> list[tuple[Seat, bool]]:
    """Return who may answer an appeal of this level, each with whether they have to stay out, as
    computed from what they did.
    """
    model, holder = facts.model, facts.model.appeals[level].to
    facts.read_roles()
    sit = {one.id for one in judges(model, facts, holder, (level, item))}
    seats = _seated(facts, holder)
    for rule in model.recusals.values():
        if holder in rule.from_ and rule.replaced_by is not None:
            reserve = _seated(facts, rule.replaced_by)
            needed_now = any(str(seat.participant_id) in sit for seat in reserve)
            seats += reserve if needed_now else []
    return [(seat, str(seat.participant_id) not in sit) for seat in seats]


def _seated(facts: ChunkFacts, holder: str) -> list[Seat]:
    return list(
        Seat.objects.held(facts.chunk.process_id, facts.chunk)
        .filter(holder__in=seats_within(facts.model, holder))
        .select_related("participant")
    )


def is_a_call(model: Model, stage: str, kind: str, name: str) -> bool:
    """Return whether a step finds something, or leads into a stage that decides, or to an
    outcome.
    """
    if kind == "judge":
        return True
    way = model.stages[stage].exits.get(name) if kind == "leave" else None
    if way is None or way.to is None:
        return way is not None
    to = model.stages[way.to]
    return bool(to.judgements) or any(one.binding for one in to.ballots.values())
