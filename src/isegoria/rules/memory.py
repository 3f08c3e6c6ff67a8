"""Facts kept in memory: what a rehearsal, a simulation or a test knows of a process. Every tally is kept as acts come in."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from isegoria.rules.durations import Duration
from isegoria.rules.facts import Act, Person, Tally
from isegoria.rules.language import Ballot, Model
from isegoria.rules.voters import counted_group, voter_of
from isegoria.rules.words import Right

__all__ = ["MemoryFacts"]

Key = tuple[str, str, str]


class MemoryFacts:
    """See `Facts`. Only `record` and the methods beside it change anything; none of them judges."""

    def __init__(self, model: Model, began_at: datetime, *, stage: str | None = None) -> None:  # noqa: PLR0915 -- a list of what is kept
        self.model = model
        self.outcome = ""
        self.stage = ""
        self._began_at = began_at
        self._ended_at: datetime | None = None
        self._entered: dict[str, datetime] = {}
        self._rounds: Counter[str] = Counter()
        self._taken: Counter[tuple[str, str]] = Counter()
        self._events: dict[tuple[str, str], datetime] = {}
        self._meetings: dict[str, datetime] = {}
        self._extensions: dict[tuple[str, str], list[Duration]] = defaultdict(list)
        self._pauses: dict[str, list[tuple[str, datetime, datetime | None]]] = defaultdict(list)
        self._told: set[str] = set()
        self._tallies: dict[Key, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        self._answers: dict[Key, dict[str, tuple[str, str]]] = defaultdict(dict)
        self._proxies: dict[Key, Counter[str]] = defaultdict(Counter)
        self._organisations: dict[Key, Counter[str]] = defaultdict(Counter)
        self._members: Counter[str] = Counter()
        self._present: Counter[str] = Counter()
        self._present_at_start: Counter[str] = Counter()
        self._attending: set[str] = set()
        self._uses: Counter[tuple[str, str, str]] = Counter()
        self._objections: dict[str, tuple[str, str]] = {}
        self._objections_in: Counter[tuple[str, str]] = Counter()
        self._labels: dict[Key, str] = {}
        self._delivered: dict[tuple[str, str], datetime] = {}
        self._signatures: dict[tuple[str, str], dict[str, Person]] = defaultdict(dict)
        self._advised: set[str] = set()
        self._processes: dict[str, tuple[str, str]] = {}
        self._used: Counter[str] = Counter()
        self._frozen: dict[str, str] = {}
        self._appeals: dict[tuple[str, str], datetime] = {}
        self._roles: dict[str, set[str]] = defaultdict(set)
        self._parties: set[str] = set()
        self._holders: dict[str, list[Person]] = defaultdict(list)
        self.proposals: dict[str, list[str]] = defaultdict(list)
        """What each person proposed, as far as it counts."""
        self.proposers: dict[str, list[str]] = defaultdict(list)
        """Who stands behind each proposal."""
        self.enter(stage or model.starts, began_at)

    # What the engine asks.

    def ended_at(self) -> datetime | None:
        return self._ended_at

    def began_at(self) -> datetime:
        return self._began_at

    def entered_at(self, stage: str) -> datetime | None:
        return self._entered.get(stage)

    def rounds(self, stage: str) -> int:
        return self._rounds[stage]

    def taken(self, stage: str, name: str) -> int:
        return self._taken[stage, name]

    def event_at(self, stage: str, event: str) -> datetime | None:
        return self._events.get((stage, event))

    def meeting_at(self, meeting: str) -> datetime | None:
        return self._meetings.get(meeting)

    def extensions(self, stage: str, clock: str) -> Sequence[Duration]:
        return self._extensions.get((stage, clock), ())

    def pauses(self, stage: str, events: Collection[str]) -> Sequence[tuple[datetime, datetime | None]]:
        return [(begin, end) for event, begin, end in self._pauses.get(stage, ()) if event in events]

    def was_told(self, rule: str) -> bool:
        return rule in self._told

    def tally(self, stage: str, ballot: str, item: str) -> Tally:
        return self._tallies.get((stage, ballot, item), {})

    def answer_of(self, stage: str, ballot: str, item: str, voter: str) -> str | None:
        given = self._answers.get((stage, ballot, item), {}).get(voter)
        return given[1] if given else None

    def rankings(self, stage: str, ballot: str, item: str) -> Mapping[str, int]:
        given = Counter[str]()
        for answers in self._tallies.get((stage, ballot, item), {}).values():
            given.update(answers)
        return +given

    def members(self, group: str) -> int:
        return self._members[group]

    def present(self, group: str, *, at_start: bool = False) -> int:
        return (self._present_at_start if at_start else self._present)[group]

    def attends(self, holder: str) -> bool:
        if any(one.id in self._attending for one in self._holders.get(holder, ())):
            return True
        return any(self._present[leaf] for leaf in self.model.leaves.get(holder, ()))

    def is_present(self, person: str) -> bool:
        return person in self._attending

    def uses(self, person: str, stage: str, right: str) -> int:
        return self._uses[person, stage, right]

    def proxies(self, stage: str, ballot: str, item: str, person: str) -> int:
        return self._proxies[stage, ballot, item][person]

    def of_organisation(self, stage: str, ballot: str, item: str, organisation: str) -> int:
        return self._organisations[stage, ballot, item][organisation]

    def objections(self, state: str, item: str) -> int:
        return self._objections_in[state, item]

    def label(self, stage: str, judgement: str, item: str) -> str | None:
        return self._labels.get((stage, judgement, item))

    def delivered_at(self, stage: str, name: str) -> datetime | None:
        return self._delivered.get((stage, name))

    def signed(self, stage: str, trigger: str, distinct: str) -> int:
        signers = self._signatures.get((stage, trigger), {}).values()
        if distinct == "organisation":
            return len({one.organisation or one.id for one in signers})
        if distinct == "group":
            return len({group for one in signers for group in one.groups[:1]})
        return len(signers)

    def signed_in(self, stage: str, trigger: str, group: str) -> int:
        signers = self._signatures.get((stage, trigger), {}).values()
        return sum(any(group in self.model.chain.get(own, (own,)) for own in one.groups) for one in signers)

    def has_signed(self, stage: str, trigger: str, person: str) -> bool:
        return person in self._signatures.get((stage, trigger), {})

    def advised(self, name: str) -> bool:
        return name in self._advised

    def process(self, name: str) -> tuple[str, str] | None:
        return self._processes.get(name)

    def used(self, resource: str) -> int:
        return self._used[resource]

    def is_frozen(self, item: str) -> bool:
        return item in self._frozen

    def appealed_at(self, level: str, item: str) -> datetime | None:
        return self._appeals.get((level, item))

    def roles(self, person: str) -> Collection[str]:
        return self._roles.get(person, ())

    def party_organisations(self) -> Collection[str]:
        return self._parties

    def holders(self, office: str) -> Sequence[Person]:
        return self._holders.get(office, ())

    # What happens.

    def enter(self, stage: str, at: datetime) -> None:
        """Go into a stage: its events, uses and answers of an earlier round are behind us."""
        self.stage = stage
        self._entered[stage] = at
        self._rounds[stage] += 1
        self._present_at_start = self._present.copy()
        for kept in (self._events, self._extensions, self._delivered, self._signatures):
            for key in [key for key in kept if key[0] == stage]:
                del kept[key]
        for by_item in (self._labels, self._tallies, self._answers, self._proxies, self._organisations):
            for item_key in [key for key in by_item if key[0] == stage]:
                del by_item[item_key]
        self._told = {rule for rule in self._told if f"/{stage}/" not in f"{rule}/"}

    def leave(self, name: str, at: datetime) -> None:
        """Take a way out of the stage."""
        way = self.model.stages[self.stage].exits[name]
        self._taken[self.stage, name] += 1
        self._events[self.stage, name] = at
        if way.to is not None:
            self.enter(way.to, at)
        else:
            self.outcome, self._ended_at = way.outcome or "", at

    def tell(self, rule: str) -> None:
        """Note what a clock brought about without leaving the stage."""
        self._told.add(rule)

    def seat(self, person: Person, *, present: bool = True) -> None:
        """Count a person among the members of their groups, and among those present."""
        for holder in (*person.groups, *person.offices):
            self._members[holder] += not person.stands_in_for
            self._present[holder] += present
        for holder in (*person.offices, *person.groups):
            self._holders[holder].append(person)
        if present:
            self._attending.add(person.id)
            self._present_at_start = self._present.copy()

    def come(self, person: Person) -> None:
        """Note that somebody arrives."""
        self._attending.add(person.id)
        self._present.update(person.groups)

    def go(self, person: Person) -> None:
        """Note that somebody leaves the meeting."""
        self._attending.discard(person.id)
        self._present.subtract(person.groups)

    def count(self, *, members: Mapping[str, int] | None = None, present: Mapping[str, int] | None = None) -> None:
        """Set how many belong to groups, and how many are there, without naming them."""
        self._members.update({group: number - self._members[group] for group, number in (members or {}).items()})
        for group, number in (present or {}).items():
            self._present[group] = number

    def poll(self, stage: str, ballot: str, item: str, answers: Mapping[str, Mapping[str, int]]) -> None:
        """Set the answers of groups to a ballot, as a published tally gives them."""
        for group, given in answers.items():
            self._tallies[stage, ballot, item][group] = Counter({answer: int(number) for answer, number in given.items()})

    def meet(self, meeting: str, at: datetime) -> None:
        """Fix a meeting, or move it."""
        self._meetings[meeting] = at

    def use(self, resource: str, amount: int) -> None:
        """Use up some of a resource."""
        self._used[resource] += amount

    def use_right(self, person: str, right: str, times: int) -> None:
        """Set how often a person used a right in this stage."""
        self._uses[person, self.stage, right] = times

    def end_process(self, name: str, outcome: str, text: str = "") -> None:
        """Note the end of another process."""
        self._processes[name] = (outcome, text)

    def take_part(self, person: str, role: str, organisation: str = "") -> None:
        """Note the part a person has in the case."""
        self._roles[person].add(role)
        if organisation and role in {"proposer", "appellant"}:
            self._parties.add(organisation)

    def event(self, name: str, at: datetime) -> None:
        """Note an event of the stage."""
        if name in {"resumed"}:
            self._pauses[self.stage] = [(event, begin, end or at) for event, begin, end in self._pauses[self.stage]]
        self._events[self.stage, name] = at
        if any(name in clock.pauses_on for clock in self.model.stages[self.stage].clocks.values()):
            self._pauses[self.stage].append((name, at, None))

    def record(self, act: Act) -> None:
        """Take in an act that was allowed."""
        keep = _KEPT.get(act.kind)
        if keep is not None:
            keep(self, act)
        self._uses[act.by.id, self.stage, act.kind] += 1

    def _vote(self, act: Act) -> None:
        key = (self.stage, act.name, act.item)
        ballot = self.model.stages[self.stage].ballots[act.name]
        for person in (act.by, *act.with_):
            self._count_answer(key, ballot, person, act)
        self._proxies[key][act.by.id] += len(act.with_)

    def _count_answer(self, key: Key, ballot: Ballot, person: Person, act: Act) -> None:
        voter = voter_of(ballot, person)
        group = counted_group(self.model, ballot, person)
        before = self._answers[key].get(voter)
        answer = "void" if ballot.void_without_reason and act.answer in ballot.reasons_for and not act.reason else act.answer
        if before:
            self._tallies[key][before[0]][before[1]] -= 1
        elif person.organisation:
            self._organisations[key][person.organisation] += 1
        self._tallies[key][group][answer] += 1
        self._answers[key][voter] = (group, answer)

    def _object(self, act: Act) -> None:
        self._move_objection(act.name or f"{act.by.id}:{act.item}", act.item, "open")

    def _settle(self, act: Act) -> None:
        self._move_objection(act.name, self._objections.get(act.name, ("", act.item))[1], act.answer)

    def _move_objection(self, name: str, item: str, state: str) -> None:
        before = self._objections.get(name)
        for place in {item, ""}:
            if before:
                self._objections_in[before[0], place] -= 1
            self._objections_in[state, place] += 1
        self._objections[name] = (state, item)

    def _judge(self, act: Act) -> None:
        judgement = self.model.stages[self.stage].judgements[act.name]
        if judgement.confirmed_on is None or act.channel == judgement.confirmed_on:
            self._labels[self.stage, act.name, act.item] = act.answer
            self._events[self.stage, act.name] = act.at
            if act.item:
                self._events[self.stage, f"{act.name}:{act.item}"] = act.at
        self.take_part(act.by.id, "decided_before")

    def _deliver(self, act: Act) -> None:
        self._delivered[self.stage, act.name] = act.at
        self.event(act.name, act.at)

    def _trigger(self, act: Act) -> None:
        for person in (act.by, *act.with_):
            self._signatures[self.stage, act.name][person.id] = person
        self.event(act.name, act.at)

    def _appeal(self, act: Act) -> None:
        level = self.model.appeals[act.name]
        self._appeals[act.name, act.item] = act.at
        if level.freezes != "nothing":
            self._frozen[act.item] = act.name
        self.take_part(act.by.id, "appellant", act.by.organisation)

    def _rule(self, act: Act) -> None:
        level = self.model.appeals[act.name]
        self._frozen.pop(act.item, None)
        self.event("answered", act.at)
        if act.answer != "upheld" or level.effect == "advise":
            return
        stage = self.stage
        for key in [key for key in self._labels if key[2] == act.item]:
            del self._labels[key]
        if level.back_to is not None:
            self.outcome, self._ended_at = "", None
            self.enter(level.back_to, act.at)
        elif level.effect in {"annul", "remand"} and not act.item:
            self.enter(stage, act.at)

    def _propose(self, act: Act) -> None:
        mine = self.proposals[act.by.id]
        mine.append(act.name)
        self.proposers[act.name] += [person.id for person in (act.by, *act.with_)]
        for grant in self.model.grants.get((self.stage, Right.PROPOSE), {}).values():
            if grant.cap is not None and grant.cap_keeps == "last":
                del mine[: -grant.cap]
        self.take_part(act.by.id, "proposer", act.by.organisation)
        self.take_part(act.by.id, "took_part")

    def _merge(self, act: Act) -> None:
        self.proposers[act.name] += [one for one in self.proposers.pop(act.item, []) if one not in self.proposers[act.name]]

    def _speak(self, act: Act) -> None:
        self.take_part(act.by.id, "took_part")

    def _advise(self, act: Act) -> None:
        self._advised.add(act.name)
        self.event("advised", act.at)

    def _extend(self, act: Act) -> None:
        if act.span is not None:
            self._extensions[self.stage, act.name].append(act.span)

    def _close(self, act: Act) -> None:
        self.event(act.name, act.at)

    def _leave(self, act: Act) -> None:
        self.leave(act.name, act.at)

    def _stand_aside(self, act: Act) -> None:
        for group in act.by.groups:
            self._present[group] -= 1

    def _take_part(self, act: Act) -> None:
        for group in act.by.groups:
            self._present[group] += 1

    def _notify(self, act: Act) -> None:
        self.event(act.name or act.answer, act.at)


_KEPT = {
    "vote": MemoryFacts._vote, "object": MemoryFacts._object, "settle": MemoryFacts._settle, "judge": MemoryFacts._judge,
    "deliver": MemoryFacts._deliver, "trigger": MemoryFacts._trigger, "appeal": MemoryFacts._appeal, "rule": MemoryFacts._rule,
    "propose": MemoryFacts._propose, "speak": MemoryFacts._speak, "advise": MemoryFacts._advise, "extend": MemoryFacts._extend,
    "close": MemoryFacts._close, "leave": MemoryFacts._leave, "stand_aside": MemoryFacts._stand_aside,
    "take_part": MemoryFacts._take_part, "notify": MemoryFacts._notify, "comment": MemoryFacts._speak,
    "merge": MemoryFacts._merge,
}  # fmt: skip
