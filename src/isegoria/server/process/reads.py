"""What pages ask about a chunk: where it stands, what is open, who takes part, what was
answered.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from isegoria.rules.course.automatic import Gate, gates
from isegoria.rules.course.panels import instead_of, judges, least_of, needed, seats_within
from isegoria.rules.facts.clocks import deadline
from isegoria.rules.facts.electing import mix_of, places_of
from isegoria.rules.facts.holding import (
    Situation,
    elected,
    is_closed,
    is_secret,
    is_shut,
    result,
    winners,
)
from isegoria.rules.facts.refusing import title_of
from isegoria.rules.facts.tallies import answers
from isegoria.rules.language.model import Ballot, Model
from isegoria.rules.telling.explaining import say_missing
from isegoria.rules.telling.phrases import Words, clock_title, way_words
from isegoria.server.addresses import found_or_404
from isegoria.server.people.models import Participant
from isegoria.server.process.facts import ChunkFacts
from isegoria.server.process.models import Chunk, Process, Seat
from isegoria.server.process.phrases import OF_THE_READER

__all__ = [
    "Count_",
    "Panel",
    "RunningClock",
    "SetAside",
    "Sitting",
    "Tally",
    "Way",
    "bench_of",
    "chunk_or_404",
    "clocks_of",
    "held_roles",
    "holders_of",
    "is_a_call",
    "panel_of",
    "people_of",
    "process_or_404",
    "seats_held",
    "seats_of",
    "set_aside",
    "tallies_of",
    "tally_of_item",
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


@dataclass(frozen=True, slots=True)
class Count_:  # noqa: N801 -- Count is Django's
    """How many of a group gave each answer, in the order of the answers; `members` take part, or
    did when the ballot closed.
    """

    group: str
    numbers: tuple[int, ...]
    members: int

    @property
    def total(self) -> int:
        """How many of the group answered."""
        return sum(self.numbers)


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers to a ballot by group.

    `result` is what it would give now; a secret one has no counts while it is open.
    """

    stage: str
    name: str
    title: str
    item: str
    answers: tuple[str, ...]
    counts: tuple[Count_, ...]
    heads: tuple[int, ...]
    open: bool
    secret: bool
    by_proxy: bool
    result: str
    answered: int = 0
    """How many answers were given."""
    won: tuple[str, ...] = ()
    """Who or what is elected, where several are, as far as it is decided."""
    about: str = ""
    """What the item says, where there is one."""
    places: int = 0
    """How many are elected, where several are."""
    left_out: tuple[str, ...] = ()
    """Who would have been elected, and was passed over by the limits of composition."""
    lacking: tuple[str, ...] = ()
    """Of which groups somebody is still missing by these limits."""
    shut: bool = False
    """Whether it is not open yet."""
    opens_at: datetime | None = None
    """When it opens, where it is shut; None where nobody knows yet."""

    @property
    def hidden(self) -> bool:
        """Whether nothing but the turnout is told, since the ballot is secret and open."""
        return self.secret and (self.open or self.shut)

    @property
    def by_silence(self) -> bool:
        """Whether it passes although nobody answered, since the rules take silence for consent."""
        return self.result == "passed" and not any(self.heads) and not self.won

    def as_json(self) -> dict[str, object]:
        """Return it as its public JSON."""
        told = {
            "ballot": f"{self.stage}/{self.name}",
            "item": self.item,
            "answers": self.answers,
            "open": self.open,
            "shut": self.shut,
            "opens_at": self.opens_at,
            "answered": self.answered,
            "result": self.result,
            "by_silence": self.by_silence,
        }
        return (
            told
            if self.hidden
            else told
            | {"groups": {one.group: one.numbers for one in self.counts}, "heads": self.heads}
            | ({"won": self.won} if self.won else {})
            | ({"places": self.places} if self.places else {})
            | ({"left_out": self.left_out} if self.left_out else {})
            | ({"lacking": self.lacking} if self.lacking else {})
        )


def chunk_or_404(number: int) -> Chunk:
    """Return a chunk with its process and issue."""
    return found_or_404(
        Chunk.objects.select_related("process", "issue"),
        _("There is no chunk with this number."),
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


def tallies_of(
    facts: ChunkFacts, now: datetime, *, stage: str | None = None, most: int | None = None
) -> list[Tally]:
    """Return the ballots of the stage; a ballot on items once for each that was answered, or for
    the first `most` of them.
    """
    stage = stage or facts.stage
    found: list[Tally] = []
    if _goes_no_further(facts):
        return found
    for name, ballot in facts.model.stages[stage].ballots.items():
        visit = facts.state.visits.get(stage)
        items = list(visit.tallies.get(name, {}))[:most] if visit else []
        found += [_tally(facts, now, (stage, name, item), ballot) for item in items or [""]]
    return found


def tally_of_item(facts: ChunkFacts, now: datetime, item: str) -> list[Tally]:
    """Return the answers to one item, in every stage that asked about it."""
    return [
        _tally(facts, now, (stage, name, item), facts.model.stages[stage].ballots[name])
        for stage, visit in facts.state.visits.items()
        for name, kept in visit.tallies.items()
        if item in kept and not _goes_no_further(facts)
    ]


def _goes_no_further(facts: ChunkFacts) -> bool:
    """Return whether nothing comes of the ballots of a chunk, since its issue was merged before it
    came to an end.
    """
    return not facts.outcome and facts.chunk.issue.merged_into_id is not None


def _tally(facts: ChunkFacts, now: datetime, at: tuple[str, str, str], ballot: Ballot) -> Tally:
    stage, name, item = at
    situation = Situation(facts.model, facts, now, stage, item)
    is_over = is_closed(situation, stage, name)
    shut = not is_over and is_shut(situation, stage, ballot.opens)
    secret = is_secret(facts.model, stage, name)
    hidden = secret and not is_over
    # What follows from another ballot tells how that one stands, so the turnout is that of what
    # people answered themselves.
    cast = facts.tally(stage, ballot.derived.ballot if ballot.derived else name, item)
    answered = sum(int(number) for kept in cast.values() for number in kept.values())
    given = {} if hidden else answers(facts.model, facts, stage, name, item)
    shown = (
        tuple(dict.fromkeys([*ballot.answers, *(one for kept in given.values() for one in kept)]))
        if given
        else ballot.answers
    )
    voters = ballot.voters or tuple(facts.model.groups)
    groups = dict.fromkeys(
        [*(leaf for one in voters for leaf in facts.model.leaves.get(one, (one,))), *given]
    )
    counts = tuple(
        Count_(
            _titled(facts, group),
            tuple(int(given.get(group, {}).get(one, 0)) for one in shown),
            facts.base(group, at),
        )
        for group in groups
        if group in given or group in facts.model.groups
    )
    heads = tuple(sum(one.numbers[place] for one in counts) for place in range(len(shown)))
    title = ballot.title or name.replace("_", " ")
    # a poll neither passes nor fails
    no_rule = not (ballot.passes or ballot.rungs or ballot.elects)
    found = "" if hidden or ballot.ranked or no_rule else result(situation, stage, name)
    return Tally(
        stage,
        name,
        title,
        item,
        shown,
        counts,
        heads,
        not is_over and not shut,
        secret,
        ballot.by_proxy,
        found,
        answered,
        () if hidden else _winners(situation, stage, name, ballot),
        places=places_of(facts.model, facts, stage, name),
        left_out=() if hidden else _left_out(situation, stage, name, ballot),
        lacking=() if hidden else _lacking(situation, stage, name, ballot),
        shut=shut,
        opens_at=deadline(facts.model, facts, stage, ballot.opens or "") if shut else None,
    )


def _winners(situation: Situation, stage: str, name: str, ballot: Ballot) -> tuple[str, ...]:
    """Return who or what is elected; people by their names."""
    return (
        ()
        if ballot.elects is None
        else _named(situation, (stage, name), winners(situation, stage, name))
    )


def _left_out(situation: Situation, stage: str, name: str, ballot: Ballot) -> tuple[str, ...]:
    found = elected(situation, stage, name) if ballot.elects is not None else None
    return () if found is None else _named(situation, (stage, name), found.left_out)


def _lacking(situation: Situation, stage: str, name: str, ballot: Ballot) -> tuple[str, ...]:
    if ballot.elects is None:
        return ()
    mix = mix_of(situation.model, situation.facts, stage, name)
    lacking = mix.lacking(elected(situation, stage, name).winners)
    return tuple(title_of(situation.model, one) for one in lacking)


def _named(situation: Situation, at: tuple[str, str], names: Iterable[str]) -> tuple[str, ...]:
    """Return options as people know them; people by their names."""
    stood = situation.facts.candidates(*at)
    who = {one: stood.get(one, "") for one in names}
    people = Participant.objects.in_bulk([int(pk) for pk in who.values() if pk.isdecimal()])
    named = {str(pk): str(one) for pk, one in people.items()}
    return tuple(named.get(who[one]) or _nobody_left(who[one], one) for one in names)


def _nobody_left(who: str, name: str) -> str:
    """Return what stands for a winner without a name: an option, or whom an erasure took."""
    return _("erased participant") if who else name


def _titled(facts: ChunkFacts, group: str) -> str:
    for kept in (facts.model.groups, facts.model.offices):
        if group in kept:
            return kept[group].title
    return _("group unstated") if group == "anyone" else group


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
    """Who may decide an appeal: whether they have to stay out, or came after it was made, and how
    they voted so far.
    """

    seat: Seat
    out: bool
    late: bool
    vote: str


@dataclass(frozen=True, slots=True)
class Panel:
    """Those who decide an appeal that waits: how many of them have to be there and to vote the
    same, until when, and whether they are late.
    """

    judges: tuple[Sitting, ...]
    sit: int
    least: int
    needed: int
    until: datetime | None
    late: bool


def panel_of(facts: ChunkFacts) -> Panel | None:
    """Return the panel before which something about the whole part is contested; None where
    nothing is.
    """
    asked = {level: at for level, item, at in facts.waiting_appeals() if not item}
    name = facts.frozen_by("") or next(iter(asked), "")
    if name not in asked:
        return None
    level, found = facts.model.appeals[name], bench_of(facts, name)
    sit = len([one for one in found if not one[1]])
    return Panel(
        tuple(
            Sitting(
                seat,
                out,
                seat.from_at > asked[name],
                facts.ruling_of(name, "", str(seat.participant_id)),
            )
            for seat, out in found
        ),
        sit,
        least_of(facts.model, level.to),
        needed(level, sit),
        level.answer.after(asked[name]) if level.answer is not None else None,
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
