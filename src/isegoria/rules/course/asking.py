"""What the engine asks, answered from what is kept: a state and rows."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from isegoria.rules.course.state import Key, Row, Rows, Signatures, State, Visit
from isegoria.rules.facts.protocol import ANYWHERE, Announced, Person, Tally
from isegoria.rules.facts.voters import counted_in, organisation_key, stays_under, voter_of
from isegoria.rules.language.durations import Duration
from isegoria.rules.language.model import Model

__all__ = ["AskedFacts"]

_NONE = Row()
_BY_PROXY = 1  # the number of an answer that somebody else gave with a proxy


class AskedFacts:
    """See `Facts`. Nothing here changes anything."""

    def __init__(self, model: Model, state: State, rows: Rows) -> None:
        self.model, self.state, self.rows = model, state, rows

    @property
    def stage(self) -> str:
        return self.state.stage

    @property
    def outcome(self) -> str:
        return self.state.outcome

    def ended_at(self) -> datetime | None:
        return self.state.ended_at

    def began_at(self) -> datetime:
        return self.state.began_at

    def changed_at(self) -> datetime:
        return self.state.changed_at

    def decided_in(self) -> str:
        return self.state.decided_in

    def entered_at(self, stage: str) -> datetime | None:
        return self._visit(stage).at

    def rounds(self, stage: str) -> int:
        return self.state.rounds.get(stage, 0)

    def taken(self, stage: str, name: str) -> int:
        return self.state.taken.get(f"{stage}/{name}", 0)

    def event_at(self, stage: str, event: str) -> datetime | None:
        return self._visit(stage).events.get(event)

    def meeting_at(self, meeting: str) -> datetime | None:
        return self.state.meetings.get(meeting)

    def extensions(self, stage: str, clock: str) -> Sequence[Duration]:
        return self._visit(stage).extensions.get(clock, ())

    def shortened(self, stage: str, clock: str) -> Duration | None:
        return self._visit(stage).shortened.get(clock)

    def pauses(
        self, stage: str, events: Collection[str]
    ) -> Sequence[tuple[datetime, datetime | None]]:
        return [
            (begin, end)
            for event, begin, end in self.state.pauses.get(stage, ())
            if event in events
        ]

    def stops(self) -> Sequence[tuple[str, datetime, datetime | None]]:
        return [
            (self._frozen_item(item, level), begin, end)
            for item, level, begin, end in self.state.stops
        ]

    def _frozen_item(self, item: str, level: str) -> str:
        if not level:  # the part was cancelled, and that was undone
            return ANYWHERE
        return "" if self.model.appeals[level].freezes == "stage" else item

    def was_told(self, rule: str) -> bool:
        return any(rule in visit.told for visit in self.state.visits.values())

    def restarts(self, stage: str) -> int:
        return self._visit(stage).restarts

    def was_written(self) -> bool:
        return self.state.written

    def was_answered(self, stage: str, ballot: str) -> bool:
        items = self._visit(stage).tallies.get(ballot, {}).values()
        return any(any(given.values()) for groups in items for given in groups.values())

    def tally(self, stage: str, ballot: str, item: str) -> Tally:
        return self._visit(stage).tallies.get(ballot, {}).get(item, {})

    def answer_of(self, stage: str, ballot: str, item: str, voter: str) -> str | None:
        given = self.rows.get(Key("answer", stage, ballot, item, voter))
        return given.value if given else None

    def answered_in_person(self, ballot: str, item: str, voter: str) -> bool:
        """Return whether an answer was given in person; no proxy replaces it."""
        given = self.rows.get(Key("answer", self.stage, ballot, item, voter))
        return given is not None and given.number != _BY_PROXY

    def rankings(self, stage: str, ballot: str, item: str) -> Mapping[str, int]:
        given = Counter[str]()
        for answers in self.tally(stage, ballot, item).values():
            given.update({answer: int(number) for answer, number in answers.items()})
        return +given

    def weight_of(self, stage: str, ballot: str, voter: str) -> int:
        stated = self._visit(stage).weights.get(ballot)
        row = self._row("weight", stage, ballot, who=voter)
        # what was stated before, and not again, does not count
        return row.number if stated is not None and row.value == stated[1].isoformat() else 0

    def weight_of_all(self, stage: str, ballot: str) -> int:
        return self._visit(stage).weights.get(ballot, (0, None))[0]

    def sitting(self, stage: str, ballot: str) -> Mapping[str, int]:
        kept = self._visit(stage).sitting.get(ballot)
        how = self.model.stages[stage].ballots[ballot].elects
        office = how.office if how is not None else None
        return self.sits(office) if kept is None and office is not None else kept or {}

    def sits(self, office: str) -> Mapping[str, int]:
        """Return how many hold an office now, by the empty name, and how many of each group."""
        found = Counter({"": 0})
        for one in self.holders(office):
            mine = {
                around for own in self.groups_of(one) for around in self.model.chain.get(own, ())
            }
            found.update(["", *mine])
        return found

    def groups_of(self, holder: Person) -> Collection[str]:
        """Return the groups to which somebody belongs who holds an office."""
        return holder.groups

    def belongs(self, item: str) -> Collection[str]:
        return self.state.belongs.get(item, ())

    def stands_for(self, item: str) -> str:
        return organisation_key(self.state.proposed_for.get(item, ""))

    def items(self, stage: str, judgement: str) -> Collection[str]:
        found = self._visit(stage).labels.get(judgement, {})
        known = dict.fromkeys((*self.state.items, *(one for one in found if one)))
        return [one for one in known if not self.words_are_gone(one)]

    def candidates(self, stage: str, ballot: str) -> Mapping[str, str]:
        stood = self._visit(stage).stood.get(ballot)
        if stood is not None:
            return stood
        return {**self.state.proposed, **self.state.standing.get(stage, {})}

    def stands(self, stage: str, person: str) -> bool:
        """Return whether somebody stands in the next election of a stage."""
        standing = self.state.standing.get(stage, {})
        return person in standing.values() or person in self.state.proposed.values()

    def seeds(self, stage: str, ballot: str) -> str:
        return self._visit(stage).seeds.get(ballot, "")

    def announced(self, stage: str, name: str, item: str = "") -> Announced | None:
        return self._visit(stage).announced.get(name, {}).get(item)

    def was_elected(self, stage: str, ballot: str) -> bool:
        return ballot in self._visit(stage).elected

    def words_are_gone(self, item: str = "") -> bool:
        return False

    def shown_after(self, at: datetime, item: str = "") -> bool:
        return False

    def question_is_gone(self) -> bool:
        return False

    def words_are_hidden(self) -> bool:
        return False

    def members(self, group: str) -> int:
        return self.state.members[group]

    def several(self) -> Mapping[str, int]:
        return {}

    def present(self, group: str, *, at_start: bool = False) -> int:
        return (self.state.present_at_start if at_start else self.state.present)[group]

    def base(self, group: str, ballot: tuple[str, str, str], which: str = "members") -> int:
        stage, name, item = ballot
        asked = self.model.stages[stage].ballots[name]
        if asked.derived is not None:
            return self.base(group, (stage, asked.derived.ballot, item), which)
        if asked.weights == "stated":
            return self.weight_of_all(stage, name)  # its voters are of one group
        visit = self._visit(stage)
        then = visit.bases.get(name)
        if then is not None:
            kept: dict[str, int] = getattr(then, which)
            number = kept.get(group, 0)
        elif which == "members":
            number = self.members(group)
        else:
            number = self.present(group, at_start=which == "present_at_start")
        if which == "present_at_start":
            return number
        for names, people in (self.several() if then is None else then.several).items():
            if group in names.split() and counted_in(self.model, asked, names.split()) != group:
                number -= people
        stayed = visit.stayed.get(name, {})
        return number + stayed.get(stays_under(asked, item), {}).get(group, 0)

    def attends(self, holder: str) -> bool:
        if any(self.is_present(one.id) for one in self.holders(holder)):
            return True
        return any(self.state.present[leaf] for leaf in self.model.leaves.get(holder, ()))

    def is_present(self, person: str) -> bool:
        return self._row("present", who=person).number > 0

    def uses(self, person: str, stage: str, right: str) -> int:
        return self._row("use", stage, right, who=person).number

    def proxies(self, stage: str, ballot: str, item: str, person: str) -> int:
        return self._row("proxy", stage, ballot, item, person).number

    def of_organisation(self, stage: str, ballot: str, item: str, organisation: str) -> int:
        place = (stage, ballot, item)
        names = {organisation, organisation_key(organisation)}
        return sum(self._row("organisation", *place, one).number for one in names)

    def counts_under(self, ballot: str, item: str, person: Person) -> str:
        rules = self.model.stages[self.stage].ballots[ballot]
        name = voter_of(self.model, rules, person)
        # an answer that was given when names counted as they were written stays where it is
        before = voter_of(self.model, rules, replace(person, as_written=True))
        given = Key("answer", self.stage, ballot, item, before)
        return before if before != name and self.rows.get(given) is not None else name

    def was_closed(self, stage: str, ballot: str) -> bool:
        return ballot in self._visit(stage).closed

    def was_counted(self, stage: str, ballot: str) -> bool:
        return True  # as it is answered; a forum counts a secret one when it is over

    def voter(self, stage: str, ballot: str, item: str, person: str) -> tuple[str, str]:
        kept = self._row("voter", stage, ballot, item, person)
        return kept.value, kept.group

    def giver(self, stage: str, ballot: str, item: str, group: str) -> str:
        return self._row("giver", stage, ballot, item, group).value

    def proxied_by(self, stage: str, ballot: str, item: str, giver: str) -> str:
        return self._row("proxied", stage, ballot, item, giver).value

    def objections(self, state: str, item: str, ballot: tuple[str, str] | None = None) -> int:
        counts = self.state.objections
        if ballot is not None:
            stage, name = ballot
            derived = self.model.stages[stage].ballots[name].derived
            if derived is not None:
                return self.objections(state, item, (stage, derived.ballot))
            then = self._visit(stage).bases.get(name)
            counts = counts if then is None or then.objections is None else then.objections
        return counts.get(state, {}).get(item, 0)

    def held_then(self, stage: str, ballot: str, item: str, place: int) -> bool | None:
        then = self._visit(stage).bases.get(ballot)
        return then.held.get(item, {}).get(str(place)) if then is not None else None

    def label(self, stage: str, judgement: str, item: str) -> str | None:
        return self._visit(stage).labels.get(judgement, {}).get(item)

    def delivered_at(self, stage: str, name: str) -> datetime | None:
        return self._visit(stage).delivered.get(name)

    def signed(self, stage: str, trigger: str, distinct: str) -> int:
        signed = self._visit(stage).signatures.get(trigger, Signatures())
        return {"organisation": signed.organisations, "group": len(signed.first_groups)}.get(
            distinct, signed.people
        )

    def signed_in(self, stage: str, trigger: str, group: str) -> int:
        return self._visit(stage).signatures.get(trigger, Signatures()).groups.get(group, 0)

    def has_signed(self, stage: str, trigger: str, person: str) -> bool:
        return self.rows.get(Key("signature", stage, trigger, who=person)) is not None

    def advised(self, name: str) -> bool:
        return name in self.state.advised

    def process(self, name: str) -> tuple[str, str] | None:
        return self.state.processes.get(name)

    def used(self, resource: str) -> int:
        return self.state.used.get(resource, 0)

    def is_split(self) -> bool:
        return self.state.split_at is not None

    def is_frozen(self, item: str) -> bool:
        return bool(self.frozen_by(item))

    def frozen_by(self, item: str) -> str:
        """Return the level of the appeal that an item waits for; empty where it waits for none.

        An appeal about the whole question holds every item, and so does one that freezes the stage.
        """
        frozen = self.frozen()
        held = dict(frozen)
        holds_all = (one for _of, one in frozen if self.model.appeals[one].freezes == "stage")
        return held.get(item) or held.get("") or next(holds_all, "")

    def frozen(self) -> list[tuple[str, str]]:
        """Return the items that wait for an appeal, each with the levels that hold it."""
        return [
            (item, level)
            for level, item, _at in self.waiting_appeals()
            if self.model.appeals[level].freezes != "nothing"
        ]

    def appealed_at(self, level: str, item: str) -> datetime | None:
        return self.state.appeals.get(level, {}).get(item)

    def contested_at(self, level: str, item: str, subject: str) -> datetime | None:
        kept = self._row("contested", "", level, item, subject).value
        return datetime.fromisoformat(kept) if kept else None

    def ruled_at(self, level: str, item: str) -> datetime | None:
        return self.state.ruled.get(level, {}).get(item)

    def ruling_of(self, level: str, item: str, person: str) -> str:
        given = self._row("ruling", "", level, item, person)
        asked = self.appealed_at(level, item)
        return given.value if asked is not None and given.group == asked.isoformat() else ""

    def waiting_appeals(self) -> Sequence[tuple[str, str, datetime]]:
        return [
            (level, item, at)
            for level, asked in self.state.appeals.items()
            for item, at in asked.items()
            if level in self.model.appeals and self.ruled_at(level, item) is None
        ]

    def is_overdue(self, level: str, item: str) -> bool:
        asked = self.appealed_at(level, item)
        return asked is not None and self.state.overdue.get(level, {}).get(item) == asked

    def void(self, stage: str) -> Collection[str]:
        return {name for of, name, _item in self.state.void if of == stage}

    def roles(self, person: str) -> Collection[str]:
        return self._row("roles", who=person).value.split()

    def accused_in(self, level: str, item: str) -> list[int]:
        """Return the seats of those whom an appeal is about; of all appeals where the level is
        `ANYWHERE`.
        """
        kept = self.state.accused
        if level == ANYWHERE:
            return [seat for asked in kept.values() for seat in asked.values()]
        seat = kept.get(level, {}).get(item)
        return [] if seat is None else [seat]

    def is_accused(self, level: str, item: str, person: str) -> bool:
        return False

    def party_organisations(self, level: str = "", item: str = "") -> Collection[str]:
        kept = self.state.contested_for
        made = [(level, item)]
        if level == ANYWHERE:
            made = [(one, of) for one, asked in kept.items() for of in asked]
        proposed = (self.state.proposed_for.get(of, "") for _one, of in made)
        contested = (kept.get(one, {}).get(of, "") for one, of in made)
        return [one for one in (*self.state.parties, *proposed, *contested) if one]

    def sat_at(self, holders: Sequence[str], at: datetime) -> Collection[str] | None:
        return None

    def found_instead(self, judgement: str, item: str, level: str) -> Callable[[str], str]:
        ruled = self.ruled_at(level, item)

        def found(person: str) -> str:
            kept = self._row("found", self.stage, judgement, item, person)
            return kept.value if ruled is not None and kept.group == ruled.isoformat() else ""

        return found

    def holders(self, office: str) -> Sequence[Person]:
        return ()

    def _visit(self, stage: str) -> Visit:
        """Return what happened in a stage; to ask about one that was not entered leaves nothing."""
        return self.state.visits.get(stage) or Visit()

    def _row(
        self, what: str, stage: str = "", name: str = "", item: str = "", who: str = ""
    ) -> Row:
        return self.rows.get(Key(what, stage, name, item, who)) or _NONE
