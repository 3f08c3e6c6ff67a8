"""The facts of a chunk from the database: one state, a few rows by key, members and seats of its
process.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any

from isegoria.rules.course.automatic import appeals_due
from isegoria.rules.course.panels import seats_within
from isegoria.rules.course.state import (
    Key,
    Row,
    State,
    read_state,
    written_state,
)
from isegoria.rules.facts.clocks import deadlines
from isegoria.rules.facts.protocol import Act as Done
from isegoria.rules.facts.protocol import Person
from isegoria.rules.facts.voters import keeps_voter, voter_of
from isegoria.rules.language.model import Exit, Model
from isegoria.server.addresses import whole
from isegoria.server.people.models import Affiliation, Participant
from isegoria.server.people.organisations import standing_of
from isegoria.server.process.course import (
    Counted,
    CourseFacts,
    Published,
    counted_seats,
    shuffled,
)
from isegoria.server.process.employers import works_for
from isegoria.server.process.groups import counted_as
from isegoria.server.process.members import (
    Place,
    given_seats,
    groups_held,
    members_by_group,
    moved_on,
    seats_of_people,
)
from isegoria.server.process.models import Chunk, Process, Seat
from isegoria.server.process.rows import TableRows
from isegoria.server.record.door import Attempt
from isegoria.server.record.models import Act
from isegoria.server.record.reads import is_withheld, said_and_gone, shown_again
from isegoria.server.rulebooks.kept import rules_in, rules_of

__all__ = [
    "ChunkFacts",
    "Counted",
    "CourseFacts",
    "Published",
    "as_person",
    "begin_course",
    "counted_seats",
    "facts_of",
    "facts_with",
    "gathered_facts",
    "is_proposed",
    "model_of",
    "models_of",
    "person_of",
    "said",
    "shuffled",
    "with_seats",
]


def model_of(process: Process) -> Model:
    """Return the rules that the process keeps from its beginning to its end."""
    return rules_of(process.rules_id, process.model_id)


def person_of(
    model: Model,
    process: Process,
    participant: Participant | None,
    capacity: Affiliation | None,
    chunk: Chunk | None = None,
) -> Person:
    """Return a participant as the rules know them: group of the capacity, seats in this process,
    what they disclosed.

    With a chunk, the seats are those that count there.
    """
    if participant is None:
        return as_person(model, None)
    seats = (
        Seat.objects.held(process, chunk)
        .filter(participant=participant)
        .order_by("number")
        .values_list("holder", flat=True)
    )
    slug = capacity.group.slug if capacity and capacity.group else ""
    person = as_person(
        model,
        participant.pk,
        group=slug,
        organisation=capacity.organisation if capacity else "",
        seats=list(seats),
        secretariat=participant.secretariat,
        works_for=works_for([participant.pk], chunk or process)[participant.pk] if seats else (),
        # An affiliation declares interests; who acts for themself under a name has declared that.
        disclosed=bool(capacity or participant.name),
        counts_as=process.counts_as,
    )
    if capacity is None or not person.organisation or not _organisations_answer(model):
        return person
    return replace(person, unconfirmed=standing_of(capacity) is False)


def _organisations_answer(model: Model) -> bool:
    stages = model.stages.values()
    return any(one.one_per == "organisation" for stage in stages for one in stage.ballots.values())


def as_person(  # noqa: PLR0913 -- one parameter each thing that is known
    model: Model,
    number: int | None,
    *,
    group: str = "",
    organisation: str = "",
    seats: Sequence[str] = (),
    secretariat: bool = False,
    works_for: Sequence[str] = (),
    disclosed: bool = False,
    counts_as: Mapping[str, str] | None = None,
) -> Person:
    """Return the participant with a number as a model knows them; None is the operator. `group` is
    a slug of the forum's.

    `counts_as` says in which group of the model a group of the forum counts, where that is not the
    one of the same name.
    """
    if number is None:
        return Person("operator", offices=tuple(model.offices), disclosed=tuple(model.disclosures))
    held = [*seats, *(["secretariat"] if secretariat else [])]
    groups = dict.fromkeys(
        name for name in (counted_as(model, group, counts_as), *held) if name in model.groups
    )
    offices = dict.fromkeys(name for name in held if name in model.offices)
    return Person(
        str(number),
        tuple(groups),
        tuple(offices),
        organisation,
        disclosed=tuple(model.disclosures) if disclosed else (),
        works_for=tuple(works_for),
    )


def models_of(processes: Iterable[Process]) -> dict[int, Model]:
    """Return the rules that each process keeps, by its number: for a list, with one query at most
    however long it is.
    """
    wanted = list(processes)
    rules_in(one.rules_id for one in wanted)
    return {one.pk: model_of(one) for one in wanted}


def facts_of(chunk: Chunk) -> "ChunkFacts":
    """Return the facts of a chunk as the database has them."""
    return facts_with(model_of(chunk.process), chunk)


def facts_with(model: Model, chunk: Chunk) -> "ChunkFacts":
    """Return the facts of a chunk whose model is known."""
    return ChunkFacts(model, chunk, read_state(chunk.state))


def with_seats(seats: Iterable[tuple[str, int]], office: str) -> dict[int, list[str]]:
    """Return who holds an office, each with what else they hold, from seats as holder and
    participant.
    """
    kept = list(seats)
    found: dict[int, list[str]] = {who: [] for holder, who in kept if holder == office}
    for holder, who in kept:
        if who in found and holder != office:
            found[who].append(holder)
    return found


def gathered_facts(chunk: Chunk, attempt: Attempt) -> "ChunkFacts":
    """Return the facts of a chunk as they are now, not as the page that was sent knew them, and
    keep who acts as `person`.

    Both are read once in an act, and not at all where whoever offers the act has read them.
    """
    if "facts" not in attempt.gathered:
        current = Chunk.objects.select_related("process", "issue").get(pk=chunk.pk)
        facts = attempt.gathered["facts"] = facts_of(current)
        attempt.gathered["person"] = person_of(
            facts.model, current.process, attempt.by, attempt.capacity, current
        )
    kept: ChunkFacts = attempt.gathered["facts"]
    return kept


def said(chunk: Chunk, attempt: Attempt) -> dict[str, Any]:
    """Return what is kept of everything that somebody said."""
    group = attempt.capacity.group if attempt.capacity else None
    return {
        "number": attempt.number,
        "chunk": chunk,
        "participant": attempt.author,
        "group": group,
        "at": attempt.now,
    }


def begin_course(chunk: Chunk, model: Model, began_at: datetime) -> "ChunkFacts":
    """Return the facts of a chunk that goes into the first stage."""
    facts = ChunkFacts(model, chunk, State(began_at, began_at))
    facts.enter(model.starts, began_at)
    return facts


class ChunkFacts(CourseFacts):
    """See `Facts`. `write` brings the database up to date, within the transaction of an act."""

    def __init__(self, model: Model, chunk: Chunk, state: State) -> None:
        self._table = TableRows(chunk)
        super().__init__(model, state, self._table)
        self.chunk = chunk
        self._gone: dict[int, bool] = {}
        self._accused: dict[tuple[int, ...], Collection[str]] = {}
        self._sat: dict[tuple[tuple[str, ...], datetime], Collection[str]] = {}

    @cached_property
    def joined(self) -> Mapping[Place, int]:
        """How many take part, by group of the forum and region."""
        return members_by_group(self.chunk.process)

    def taking_part(self) -> Mapping[str, int]:
        """Return how many of each group of the forum take part, by its slug.

        Whose position counts is there still, in the group in which they took it.
        """
        numbers = Counter[str]()
        for (slug, _region), number in self.joined.items():
            numbers[slug] += number
        for was_in, is_in, more in moved_on(self.chunk):
            numbers[was_in] += more
            if is_in is not None:
                numbers[is_in] -= more
        return numbers

    def given_seats(self) -> Mapping[str, int]:
        """Return how many sit in each group of the model since others gave them the seat."""
        held = given_seats(self.chunk.process)
        return {name: number for name, number in held.items() if name in self.model.groups}

    @property
    def is_decided(self) -> bool:
        """Whether the text was decided on, or the course ended: its figures move no more."""
        return self.state.there is not None

    @property
    def is_stopped(self) -> bool:
        """Whether it goes no further, since its issue was merged into another or cancelled."""
        return self.chunk.cancelled_in is not None or self.chunk.issue.merged_into_id is not None

    def took_part(self) -> Mapping[str, int]:
        """Return the same as of when the text was decided on, or the course ended, if it was."""
        return self.taking_part() if self.state.there is None else self.state.there.joined

    def members_then(self, group: str) -> int:
        """Return how many of a group of the model take part, or did when it was decided."""
        there = self.state.there
        return self.members(group) if there is None else there.members.get(group, 0)

    @cached_property
    def _counted(self) -> tuple[Counter[str], Counter[str]]:
        """How many take part, by group of the model, and sit in an office: those who acted for a
        group, and those who have a seat and act for no group around it. And of how many several
        are true.
        """
        chosen = self.chunk.process.counts_as
        seated = [
            (counted_as(self.model, acts_for, chosen), holders, number)
            for acts_for, holders, number in seats_of_people(self.chunk, self.model)
        ]
        counts, several = counted_seats(self.model, seated)
        for (slug, _region), number in self.joined.items():
            counts[counted_as(self.model, slug, chosen)] += number
        return counts, several

    def recount(self) -> None:
        """Count the members anew: somebody joined."""
        for counted in ("joined", "_counted"):
            self.__dict__.pop(counted, None)

    def words_are_gone(self, item: str = "") -> bool:
        number = _number_of(item) if item else self.chunk.text_version
        if number is None:
            return False
        if number not in self._gone:
            self._gone[number] = said_and_gone(number, "text")
        return self._gone[number]

    def question_is_gone(self) -> bool:
        return self.chunk.title == f"#{self.chunk.number}"  # what an erased or hidden title becomes

    def words_are_hidden(self) -> bool:
        said = [(self.chunk.text_version, "text")]
        asked = (self.chunk, self.chunk.issue)
        said += [(one.corrected_in or one.number, "title") for one in asked]
        return any(number is not None and is_withheld(number, field) for number, field in said)

    def shown_after(self, at: datetime, item: str = "") -> bool:
        said = [_number_of(item)] if item else [self.chunk.number, self.chunk.text_version]
        return shown_again({number for number in said if number is not None}, at)

    def members(self, group: str) -> int:
        return self._counted[0].get(group, 0)

    def several(self) -> Mapping[str, int]:
        return self._counted[1]

    def holders(self, office: str) -> Sequence[Person]:
        held = Seat.objects.held(self.chunk.process_id, self.chunk)
        theirs = held.filter(participant__in=held.filter(holder=office).values("participant"))
        seats = theirs.order_by("number").values_list("holder", "participant_id")
        people = with_seats(seats, office)
        employers = works_for(list(people), self.chunk)
        return [
            as_person(self.model, pk, seats=(office, *others), works_for=employers[pk])
            for pk, others in people.items()
        ]

    def sat_at(self, holders: Sequence[str], at: datetime) -> Collection[str]:
        key = (tuple(holders), at)
        if key not in self._sat:
            seats = Seat.objects.held_at(self.chunk.process_id, self.chunk, at)
            held = seats.filter(holder__in=holders).values_list("participant", flat=True)
            self._sat[key] = {str(pk) for pk in held.order_by()}
        return self._sat[key]

    def groups_of(self, holder: Person) -> Collection[str]:
        return groups_held(self.chunk.process, self.model, int(holder.id))

    def is_accused(self, level: str, item: str, person: str) -> bool:
        seats = tuple(self.accused_in(level, item))
        if seats and seats not in self._accused:
            about = Seat.objects.filter(pk__in=seats).values_list("participant", flat=True)
            self._accused[seats] = {str(pk) for pk in about}
        return bool(seats) and person in self._accused[seats]

    def read_roles(self) -> None:
        """Read at once what everybody who judges did in the case, and how they ruled."""
        model = self.model
        named = {level.to for level in model.appeals.values()}
        for rule in model.recusals.values():
            named.update((*rule.from_, *([rule.replaced_by] if rule.replaced_by else [])))
        judging = {seat for one in named for seat in seats_within(model, one)}
        seats = Seat.objects.held(self.chunk.process_id, self.chunk).filter(holder__in=judging)
        people = [
            str(pk) for pk in seats.values_list("participant", flat=True).distinct().order_by()
        ]
        self._table.read_all(Key("roles", who=pk) for pk in people)
        for level, items in self.state.appeals.items():
            self._table.read_all(
                Key("ruling", "", level, item, pk) for item in items for pk in people
            )

    def read_for(self, act: Done) -> None:
        """Read at once what is kept of whoever acts, which is asked for to judge the act and to
        take it in.
        """
        keys = [Key("roles", who=act.by.id), Key("use", self.stage, act.kind, who=act.by.id)]
        ballot = self.model.stages[self.stage].ballots.get(act.name) if act.kind == "vote" else None
        if ballot is not None:
            written = replace(act.by, as_written=True)
            keys += [
                Key(what, self.stage, act.name, act.item, voter_of(self.model, ballot, person))
                for person in (act.by, written)
                for what in ("answer", "given_in", "stayed")
            ]
            if keeps_voter(ballot):
                keys.append(Key("voter", self.stage, act.name, act.item, act.by.id))
        self._table.read_all(keys)

    def read_answers(self, person: str) -> None:
        """Read at once what somebody answered in the stage."""
        visit = self.state.visits.get(self.stage)
        ballots = self.model.stages[self.stage].ballots
        self._table.read_all(
            Key(what, self.stage, name, item, person)
            for name in ballots
            for item in ("", *(visit.tallies.get(name, {}) if visit else {}))
            for what in ("answer", "stayed", "voter")
        )

    def count_secret(self, attempt: Attempt, *, leaving: bool = False) -> None:
        """Count the secret ballots that are over, and drop who answered what.

        The act publishes the answers, in an order that is drawn. The numbers by group, at which
        only the rules look, it seals.
        """
        published: dict[str, Published] = {}
        by_group: dict[str, Counted] = {}
        for name in self.uncounted(attempt.now, leaving=leaving):
            place, given = f"{self.stage}/{name}", self._table.answers(self.stage, name)
            self.take_count(self.stage, name, attempt.now)
            published[place], by_group[place] = shuffled(given), given
            for item, kept in given.items():
                self.poll(self.stage, name, item, kept)
        if published:
            attempt.adds["answers"] = published
            attempt.seals["groups"] = json.dumps(by_group, sort_keys=True)

    def _tally(self, key: Key, before: Row | None, now: Row | None) -> None:
        if not self.is_secret(key.stage, key.name):  # those are counted at the close
            super()._tally(key, before, now)

    def keep_answer(self) -> None:
        """Write who answered a secret ballot, and what; the state of the part does not change."""
        self._table.write()

    def write(self) -> None:
        """Write state and rows."""
        chunk = self.chunk
        chunk.stage, chunk.outcome, chunk.ended_at = self.stage, self.outcome, self.ended_at()
        chunk.split_at = self.state.split_at
        if chunk.outcome and not chunk.cited and not self.decides_nothing():
            chunk.cited = _next_number(chunk)
        chunk.look_at, chunk.state = self.next_look(self.changed_at()), written_state(self.state)
        fresh = chunk._state.adding
        chunk.save(update_fields=None if fresh else _WRITTEN)
        self._table.write()

    def decides_nothing(self) -> bool:
        """Return whether the course ended with an outcome in which there is nothing: no text and no
        proposal, and, unless it should be options, nothing else that people brought about either.
        """
        outcome = self.model.outcomes.get(self.outcome)
        if outcome is None or outcome.force == "none" or self.chunk.text_version:
            return False
        if _has_proposals(self.chunk):
            return False
        if outcome.force == "options":
            return True
        _name, way = self.way_out() or ("", None)
        taken = way is not None and way.by is not None
        return not taken and not any(
            one.tallies or one.labels or one.delivered or one.signatures
            for one in self.state.visits.values()
        )

    def way_out(self) -> tuple[str, Exit] | None:
        """Return the way out by which the course ended, with its name."""
        if not self.outcome:
            return None
        events = self.state.visits[self.stage].events
        ways = self.model.stages[self.stage].exits.items()
        ended = (
            (name, way)
            for name, way in ways
            if way.outcome == self.outcome and events.get(name) == self.ended_at()
        )
        return next(ended, None)

    def keep(self) -> None:
        """Write state and rows, where nothing moved that a page or a clock looks at."""
        self.chunk.state = written_state(self.state)
        self.chunk.save(update_fields=["state"])
        self._table.write()

    def next_look(self, after: datetime) -> datetime | None:
        """Return the next time at which a clock or a guard of the stage ends, or the time for an
        appeal.
        """
        ends: list[datetime | None] = [at for at, _level, _item in appeals_due(self.model, self)]
        if not (self.outcome or self.is_split() or self.is_stopped or self.is_frozen("")):
            ends += self._ends_of_stage()
        return min((at for at in ends if at is not None and at > after), default=None)

    def _ends_of_stage(self) -> list[datetime | None]:
        stage = self.model.stages[self.stage]
        ends = [at for name in stage.clocks for at in deadlines(self.model, self, self.stage, name)]
        guards = (way.guard for way in stage.exits.values())
        return [
            *ends,
            *(one.until.after(self.began_at()) for one in guards if one and one.until),
        ]


_WRITTEN = (
    "stage",
    "outcome",
    "ended_at",
    "split_at",
    "cited",
    "look_at",
    "state",
    "text_version",
)


def is_proposed(chunk: Chunk, item: str) -> bool:
    """Return whether an item, by its key, was proposed in a chunk."""
    number = _number_of(item)
    if number is None or item != f"i{number}":
        return False
    there = Act.objects.filter(pk=number, process=chunk.process.place, item=chunk.item)
    return there.filter(kind="chunk.propose").exists()


def _has_proposals(chunk: Chunk) -> bool:
    there = Act.objects.filter(process=chunk.process.place, item=chunk.item)
    return there.filter(kind="chunk.propose").exists()


def _number_of(item: str) -> int | None:
    """Return the act that said an item; None where no act did."""
    return whole(item[1:]) or None


def _next_number(chunk: Chunk) -> str:
    """Return the number of the next outcome of the forum in the year in which this one came out.

    Up to now each process counted its own, and two outcomes were called 2026-1.
    """
    year = chunk.ended_at.year if chunk.ended_at else 0
    taken = Chunk.objects.filter(process__archive=None, cited__startswith=f"{year}-").values_list(
        "cited", flat=True
    )
    return f"{year}-{max((int(one.partition('-')[2]) for one in taken), default=0) + 1}"
