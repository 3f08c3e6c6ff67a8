"""Facts kept in memory: what a rehearsal or a test knows of a process."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from isegoria.rules.course.keeping import KeptFacts
from isegoria.rules.course.state import DictRows, Key, State
from isegoria.rules.facts.holding import elected
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.situation import Situation
from isegoria.rules.language.model import Model
from isegoria.rules.language.scalars import Right

__all__ = ["MemoryFacts"]


class MemoryFacts(KeptFacts):
    """Facts of a process that began at a time; with `stage`, in another stage than the first."""

    def __init__(self, model: Model, began_at: datetime, *, stage: str | None = None) -> None:
        super().__init__(model, State(began_at, began_at), DictRows())
        self._holders: dict[str, list[Person]] = defaultdict(list)
        self.people: dict[str, Person] = {}
        self.proposals: dict[str, list[str]] = defaultdict(list)
        """What each person proposed, as far as it counts."""
        self.proposers: dict[str, list[str]] = defaultdict(list)
        """Who stands behind each proposal."""
        self._polled: dict[tuple[str, str, str, str], Mapping[str, int]] = {}
        self.enter(stage or model.starts, began_at)

    def holders(self, office: str) -> Sequence[Person]:
        return self._holders.get(office, ())

    def several(self) -> Mapping[str, int]:
        return Counter(
            " ".join((*one.groups, *one.offices))
            for one in self.people.values()
            if len(one.groups) + len(one.offices) > 1 and not one.stands_in_for
        )

    def seat(self, person: Person, *, present: bool = True) -> None:
        """Count a person in, and let them hold their offices and sit in their groups."""
        self.join(person, present=present)
        self.people[person.id] = person
        for holder in (*person.offices, *person.groups):
            self._holders[holder].append(person)
        if present:
            self.state.present_at_start = self.state.present.copy()

    def poll(
        self, stage: str, ballot: str, item: str, answers: Mapping[str, Mapping[str, int]]
    ) -> None:
        """Set the answers of people who are not named, beside those of people who are."""
        kept = self._visit(stage).tallies.get(ballot, {}).get(item, {})
        both = {}
        for group, given in answers.items():
            named = Counter(kept.get(group, {}))
            named.subtract(self._polled.get((stage, ballot, item, group), {}))
            self._polled[stage, ballot, item, group] = given
            both[group] = +named + Counter(given)
        super().poll(stage, ballot, item, both)

    def change_groups(self, person: Person, groups: Sequence[str], at: datetime) -> Person:
        """Let a person belong to these groups and no others from now on; return them so."""
        self.note_over(at)
        self.regroup(person.id, (*person.groups, *person.offices), (*groups, *person.offices))
        row = self.rows.get(Key("present", who=person.id))
        is_there = row.number if row is not None else 0
        changed = replace(person, groups=tuple(groups))
        for names, more in ((person.groups, -1), (changed.groups, 1)):
            for name in names:
                self.state.members[name] += 0 if person.stands_in_for else more
                self.state.present[name] += more * is_there
        for name in (*person.groups, *changed.groups):
            others = [one for one in self._holders[name] if one.id != person.id]
            self._holders[name] = [*others, changed] if name in changed.groups else others
        self.people[person.id] = changed
        return changed

    def record(self, act: Act) -> None:
        """Take in an act that was allowed."""
        if act.kind == "propose":
            self._stand_behind(act)
        if act.kind == "merge":
            merged = self.proposers.pop(act.item, [])
            self.proposers[act.name] += [
                one for one in merged if one not in self.proposers[act.name]
            ]
        super().record(act)
        if act.kind == "elect":
            self._fill_seats(act)

    def _fill_seats(self, act: Act) -> None:
        """Let those who were elected hold the office, beside what else they hold."""
        situation = Situation(self.model, self, act.at, self.stage)
        how = self.model.stages[self.stage].ballots[act.name].elects
        stood = self.candidates(self.stage, act.name)
        for name in elected(situation, self.stage, act.name).winners:
            who = stood.get(name) or name
            person = self.people.get(who, Person(who))
            if how is not None and how.office is not None:
                self._holders[how.office].append(person)
                offices = (*person.offices, how.office)
                self.people[who] = replace(person, offices=offices)
                self.count(members={how.office: self.members(how.office) + 1})

    def _stand_behind(self, act: Act) -> None:
        mine = self.proposals[act.by.id]
        mine.append(act.name)
        self.proposers[act.name] += [person.id for person in (act.by, *act.with_)]
        for grant in self.model.grants.get((self.stage, Right.PROPOSE), {}).values():
            if grant.cap is not None and grant.cap_keeps == "last":
                del mine[: -grant.cap]
