"""Facts as they are kept: a state and rows.

What a forum and a rehearsal do with an act is this one code.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime

from isegoria.rules.course.candidates import CandidateFacts
from isegoria.rules.course.panels import DECLARED, decision_of, finds_instead, found_by, subject_of
from isegoria.rules.course.restarting import begun_again_by
from isegoria.rules.course.state import Key, Row, Rows, Signatures, State, Visit, lot_name
from isegoria.rules.course.versions import (
    VERSION,
    decisions_on_text,
    gone_with_a_version,
    is_a_restart,
    is_new_round,
    restarted_by_version,
    still_decided_in,
)
from isegoria.rules.facts.protocol import Act, Announced, Person
from isegoria.rules.facts.refusing import address, only
from isegoria.rules.facts.voters import (
    signing_group,
    signs_as,
)
from isegoria.rules.language.elements import Appeal
from isegoria.rules.language.model import Model
from isegoria.rules.language.references import stage_and_name

__all__ = ["KeptFacts"]

_NONE = Row()
_STANDS = {"open", "sustained"}
"""The states of an objection that its author can still withdraw."""


class KeptFacts(CandidateFacts):
    """See `Facts`. Only `record` and the methods beside it change anything; none of them judges."""

    def __init__(self, model: Model, state: State, rows: Rows) -> None:
        super().__init__(model, state, rows)
        self._new_round = False

    def enter(self, stage: str, at: datetime) -> None:
        """Go into a stage: its events, uses and answers of an earlier round are behind us."""
        state = self.state
        if state.stage:
            self.keep_bases(at)
        self._new_round = self._new_round or is_new_round(self.model, self, stage, at)
        state.decided_in = still_decided_in(self.model, state.decided_in, stage)
        state.there = state.there if state.decided_in else None
        state.stage, state.changed_at = stage, max(at, state.changed_at)
        state.rounds[stage] = state.rounds.get(stage, 0) + 1
        state.present_at_start = state.present.copy()
        state.visits[stage] = self._with_lots(stage, Visit(at))
        self.rows.forget(stage)
        for name, ballot in self.model.stages[stage].ballots.items():
            if ballot.continues is not None:
                self._go_on(stage_and_name(ballot.continues, stage), (stage, name))

    def _with_lots(self, stage: str, new: Visit) -> Visit:
        """Keep the lots of an earlier round: each is announced, and drawn, once."""
        before = self.state.visits.get(stage)
        if before is None:
            return new
        new.announced = {name: dict(items) for name, items in before.announced.items()}
        names = [lot_name(name, item) for name, items in new.announced.items() for item in items]
        new.seeds = {name: before.seeds[name] for name in names if name in before.seeds}
        new.stood = {name: before.stood[name] for name in new.announced if name in before.stood}
        return new

    def _drop_lots(self, stage: str) -> None:
        """Let lots be announced anew in a stage into which an appeal leads: others decided that."""
        if (visit := self.state.visits.get(stage)) is not None:
            for name in visit.announced:
                visit.stood.pop(name, None)
            visit.announced, visit.seeds = {}, {}

    def _go_on(self, old: tuple[str, str], new: tuple[str, str]) -> None:
        """Let a ballot of an earlier stage go on in this one, with its answers."""
        before, visit = self._kept_visit(old[0]), self._kept_visit(new[0])
        if old[1] in before.tallies:
            visit.tallies[new[1]] = before.tallies.pop(old[1])
        if old[1] in before.closed:
            visit.closed[new[1]] = before.closed[old[1]]
        if old[1] in before.seeds:
            visit.seeds[new[1]] = before.seeds[old[1]]
        if old[1] in before.announced:
            visit.announced[new[1]] = before.announced[old[1]]
        if (stood := before.stood.get(old[1])) is not None:
            self.state.standing.setdefault(new[0], {}).update(stood)
        self.rows.move(old, new)

    def take_new_round(self) -> bool:
        """Return whether a decision on the text began anew or was given up since this was asked
        last.
        """
        found, self._new_round = self._new_round, False
        return found

    def leave(self, name: str, at: datetime) -> None:
        """Take a way out of the stage."""
        state, stage = self.state, self.stage
        way = self.model.stages[stage].exits[name]
        state.decided_in = stage if decisions_on_text(self.model, self, at) else state.decided_in
        if state.there is None and (state.decided_in or way.to is None):
            state.there = self.there_at(at, forum=True)
        self.keep_bases(at)
        state.taken[f"{stage}/{name}"] = self.taken(stage, name) + 1
        state.visits[stage].events[name] = at
        if way.to is not None:
            self.enter(way.to, at)
        else:
            state.outcome, state.ended_at, state.changed_at = (
                way.outcome or "",
                at,
                max(at, state.changed_at),
            )

    def split(self, at: datetime) -> None:
        """Become a cover for parts: its ballots are over, and what people hold on it is past."""
        self.close_ended(at)
        self.keep_bases(at)
        self.state.split_at = self.state.split_at or at
        self._new_round = True
        self.touch(at)

    def tell(self, rule: str, at: datetime) -> None:
        """Note what a clock brought about without leaving the stage."""
        self.close_ended(at)
        self.state.visits[self.stage].told.append(rule)

    def count(
        self, *, members: Mapping[str, int] | None = None, present: Mapping[str, int] | None = None
    ) -> None:
        """Set how many belong to groups, and how many are there, without naming them."""
        self.state.members.update(
            {group: number - self.members(group) for group, number in (members or {}).items()}
        )
        self.state.present.update(
            {group: number - self.present(group) for group, number in (present or {}).items()}
        )

    def join(self, person: Person, *, present: bool = True) -> None:
        """Count a person among the members of their groups and offices, and among those present."""
        for holder in (*person.groups, *person.offices):
            self.state.members[holder] += not person.stands_in_for
            self.state.present[holder] += present
        if present:
            self.rows.put(Key("present", who=person.id), Row(number=1))

    def come(self, person: Person) -> None:
        """Note that somebody arrives."""
        self.rows.put(Key("present", who=person.id), Row(number=1))
        self.state.present.update(person.groups)

    def go(self, person: Person) -> None:
        """Note that somebody leaves the meeting."""
        self.rows.put(Key("present", who=person.id), Row(number=0))
        self.state.present.subtract(person.groups)

    def poll(
        self, stage: str, ballot: str, item: str, answers: Mapping[str, Mapping[str, int]]
    ) -> None:
        """Set the answers of groups to a ballot, as a published tally gives them."""
        kept = self._kept_visit(stage).tallies.setdefault(ballot, {}).setdefault(item, {})
        for group, given in answers.items():
            kept[group] = {answer: int(number) for answer, number in given.items()}

    def meet(self, meeting: str, at: datetime) -> None:
        """Fix a meeting, or move it."""
        self.state.meetings[meeting] = at

    def use(self, resource: str, amount: int) -> None:
        """Use up some of a resource."""
        self.state.used[resource] = self.used(resource) + amount

    def use_right(self, person: str, right: str, times: int) -> None:
        """Set how often a person used a right in this stage."""
        self.rows.put(Key("use", self.stage, right, who=person), Row(number=times))

    def end_process(self, name: str, outcome: str, text: str = "") -> None:
        """Note the end of another process."""
        self.state.processes[name] = (outcome, text)

    def event(self, name: str, at: datetime) -> None:
        """Note an event of the stage."""
        self.close_ended(at)
        if name == "resumed":
            paused = self.state.pauses.get(self.stage, [])
            self.state.pauses[self.stage] = [
                (event, begin, end or at) for event, begin, end in paused
            ]
        self._happens(name, at)
        if any(name in clock.pauses_on for clock in self.model.stages[self.stage].clocks.values()):
            self.state.pauses.setdefault(self.stage, []).append((name, at, None))

    def _happens(self, event: str, at: datetime) -> None:
        """Keep when an event happened, and count that it lets people decide again."""
        visit = self._kept_visit(self.stage)
        visit.restarts += bool(begun_again_by(self.model, self, event, at))
        visit.events[event] = at

    def touch(self, at: datetime) -> None:
        """Note when something was taken in last."""
        self.state.changed_at = max(at, self.state.changed_at)

    def record(self, act: Act) -> None:
        """Take in an act that was allowed."""
        self.close_ended(act.at)
        stage = self.stage
        if keep := _KEPT.get(act.kind):
            keep(self, act)
        if act.kind in _TAKES_PART:
            self.take_part(act.by.id, "took_part")
        key = Key("use", stage, act.kind, who=act.by.id)
        self.rows.put(key, Row(number=self._row(*key).number + 1))
        self.touch(act.at)

    def _vote(self, act: Act) -> None:
        ballot = self.model.stages[self.stage].ballots[act.name]
        self._count_answer(ballot, act.by, act)
        for person in act.with_:
            name = self.counts_under(act.name, act.item, person)
            if not self.answered_in_person(act.name, act.item, name):
                self._count_answer(ballot, person, act)
                self._count_proxy(act, person)
        if not ballot.secret:  # a panel that has to leave out who voted would tell who did
            self.take_part(act.by.id, "voted")
        self._position(act)  # where the answer is one; see `judging/voting.py`

    def _object(self, act: Act) -> None:
        self._move_objection(act.name or f"{act.by.id}:{act.item}", act.item, "open")

    def _position(self, act: Act) -> None:
        """Let a position and an objection be one: to object is to file it, and another position
        withdraws it.
        """
        for name in act.withdraws:
            before = self.rows.get(Key("objection", who=name))
            if before is not None and before.value in _STANDS:
                self._move_objection(name, before.group, "withdrawn")
        if act.objection:
            self._move_objection(act.objection, act.item, "open")

    def withdraw_objections(self, names: Collection[str], at: datetime) -> None:
        """Withdraw objections, of somebody who does not act."""
        self._position(Act("position", Person(""), at, withdraws=tuple(names)))
        self.touch(at)

    def _settle(self, act: Act) -> None:
        before = self.rows.get(Key("objection", who=act.name))
        self._move_objection(act.name, before.group if before else act.item, act.answer)

    def _move_objection(self, name: str, item: str, state: str) -> None:
        before = self.rows.get(Key("objection", who=name))
        for place in {item, ""}:
            if before:
                self.state.objections[before.value][place] -= 1
            counts = self.state.objections.setdefault(state, {})
            counts[place] = counts.get(place, 0) + 1
        self.rows.put(Key("objection", who=name), Row(state, item))

    def _judge(self, act: Act) -> None:
        """Keep what was found; of a panel that finds it in place of the office, only when enough of
        it do.
        """
        level = self.finds_instead_of_office(act) if act.instead is None else act.instead
        found_it = found_by(self.model, self, act, level) if level else (act.by.id,)
        if level:
            ruled = self.ruled_at(level, act.item)
            vote = Row(act.answer, ruled.isoformat() if ruled else "")
            self.rows.put(Key("found", self.stage, act.name, act.item, act.by.id), vote)
        if found_it if act.decides is None else act.decides:
            self._find(act)
            for one in found_it:
                self.take_part(one, "decided_before")

    def finds_instead_of_office(self, act: Act) -> str:
        """Return the level of the appeal whose panel finds something in place of its office."""
        office = self.model.stages[self.stage].judgements[act.name].by
        if only(self.model, address(self.model, self.stage, act.name), act, office, self) is None:
            return ""
        found = finds_instead(self.model, self, act.name, act.item, act.by.id)
        return found.level if found is not None else ""

    def _find(self, act: Act) -> None:
        judgement = self.model.stages[self.stage].judgements[act.name]
        if judgement.confirmed_on is None or act.channel == judgement.confirmed_on:
            visit = self._kept_visit(self.stage)
            visit.labels.setdefault(act.name, {})[act.item] = act.answer
            anew = (self.stage, act.name, act.item)
            self.state.void = [one for one in self.state.void if tuple(one) != anew]
            self._happens(act.name, act.at)
            if judgement.drawn and self.announced(self.stage, act.name, act.item) is not None:
                visit.seeds[lot_name(act.name, act.item)] = act.reason
            if act.item:
                visit.events[f"{act.name}:{act.item}"] = act.at

    def _deliver(self, act: Act) -> None:
        self._kept_visit(self.stage).delivered[act.name] = act.at
        self.event(act.name, act.at)

    def _trigger(self, act: Act) -> None:
        signed = self._kept_visit(self.stage).signatures.setdefault(act.name, Signatures())
        for person in (act.by, *act.with_):
            if not self.has_signed(self.stage, act.name, person.id):
                self._sign(signed, act, person)
        clocks = self.model.stages[self.stage].clocks.values()
        begins = any(one.starts == act.name for one in clocks)
        again = any(act.name in one.restarts_on for one in clocks)
        began = self.event_at(self.stage, act.name) is not None
        if act.moves or not (begins and began and not again):
            self.event(act.name, act.at)  # who signs later gives an open ballot no more time

    def _sign(self, signed: Signatures, act: Act, person: Person) -> None:
        trigger, groups = act.name, person.groups
        if act.once:
            asked = self.model.stages[self.stage].triggers.get(trigger)
            first = signing_group(self.model, asked.by if asked else (), person)
            groups = (first,) if first else ()
        self.rows.put(Key("signature", self.stage, trigger, who=person.id), Row())
        names = {signs_as(person), signs_as(replace(person, as_written=True))}
        organisation = Key("signing", self.stage, trigger, who=signs_as(person))
        if all(self.rows.get(organisation._replace(who=one)) is None for one in names):
            self.rows.put(organisation, Row())
            signed.organisations += 1
        signed.add(groups, {one for own in groups for one in self.model.chain.get(own, (own,))})

    def _appeal(self, act: Act) -> None:
        level = self.model.appeals[act.name]
        asked = self.state.appeals.setdefault(act.name, {})
        if act.item not in asked or self.ruled_at(act.name, act.item) is not None:
            # who joins a contest that waits gives the panel no more time, and puts no judge off
            asked[act.item] = act.at
            self.state.contested_for.setdefault(act.name, {})[act.item] = act.by.organisation
            self.state.accused.setdefault(act.name, {}).pop(act.item, None)
            if act.against:
                self.state.accused[act.name][act.item] = act.against
        self.state.ruled.get(act.name, {}).pop(act.item, None)
        subject = subject_of(self, level, act)[0]
        self.rows.put(Key("contested", "", act.name, act.item, subject), Row(act.at.isoformat()))
        stopped = self._is_stopped(act.item, "" if act.one_stop else act.name)
        if level.freezes != "nothing" and act.stops and not stopped:
            self.state.stops.append((act.item, act.name, act.at, None))
        self.take_part(act.by.id, "appellant")

    def stand_still(self, begin: datetime, end: datetime) -> None:
        """Let the clocks count no time in which nobody could say anything."""
        self.state.stops.append(("", "", begin, end))

    def _is_stopped(self, item: str, level: str = "") -> bool:
        """Return whether an appeal stops the clocks of an item; with a level, one on that level."""
        return any(
            of == item and end is None and level in {"", by}
            for of, by, _begin, end in self.state.stops
        )

    def _rule(self, act: Act) -> None:
        if act.alone:
            self._decide(act, act.answer, voids=False)
            return
        decided = act.decides
        if decided is None:
            decided = decision_of(self.model, self, act)
        asked = self.appealed_at(act.name, act.item)
        vote = Row(act.answer, asked.isoformat() if asked else "")
        self.rows.put(Key("ruling", "", act.name, act.item, act.by.id), vote)
        if decided:
            self._decide(act, decided)

    def run_out(self, level: str, item: str, at: datetime, *, one_stop: bool = False) -> None:
        """Note that the time for an appeal is over without a decision, and what follows; for
        `one_stop` see `Act`.
        """
        self.close_ended(at)
        asked = self.appealed_at(level, item)
        if asked is not None:
            self.state.overdue.setdefault(level, {})[item] = asked
        follows = self.model.appeals[level].silence
        if follows in {"upheld", "dismissed"}:
            late = Act("rule", Person(""), at, name=level, item=item, one_stop=one_stop)
            self._decide(late, follows)
        self.touch(at)

    def _decide(self, act: Act, answer: str, *, voids: bool = True) -> None:
        """Answer an appeal; what was found is set aside where it is upheld."""
        level, stage = self.model.appeals[act.name], self.stage
        self.state.ruled.setdefault(act.name, {})[act.item] = act.at
        self._go_on_after(act)
        self.event("answered", act.at)
        if answer != "upheld" or level.effect == "advise" or self.is_split():
            return  # nothing is found anew on a cover: its parts have what they took over
        contested = self._set_aside(level, act.item, voids=voids)
        entered = level.enters(stage, act.item)
        falls = bool(entered) or (stage in contested and not act.item)
        if level.back_to is not None or (voids and falls):
            self.state.outcome, self.state.ended_at = "", None
        if entered:
            self._drop_lots(entered)
            self.enter(entered, act.at)

    def _go_on_after(self, act: Act) -> None:
        """Let the clocks go on that an appeal stopped; another level can still hold them."""
        answered = set(self.model.appeals) if act.one_stop else {act.name}
        self.state.stops = [
            (item, of, begin, act.at if (item, end) == (act.item, None) and of in answered else end)
            for item, of, begin, end in self.state.stops
        ]

    def fall_with_the_whole(self, level: str, item: str, asked: datetime, at: datetime) -> bool:
        """Drop what was found in a part, or taken over by it, before people contested it on the
        whole that was split; return whether there was anything.
        """
        if self.outcome or not self.stage:
            return False
        before = len(self.state.void)
        self.close_ended(at)
        self._set_aside(self.model.appeals[level], item, voids=True, until=asked)
        self.touch(at)
        return len(self.state.void) > before

    def _set_aside(
        self, level: Appeal, item: str, *, voids: bool, until: datetime | None = None
    ) -> set[str]:
        """Drop what was found, with a time only what was found until then; it is void until it is
        found anew. Return the stages of which the appeal names a judgement that falls by it.
        """
        named = {stage_and_name(one, self.stage) for one in level.of}
        contested = set()
        for stage, visit in self.state.visits.items():
            if voids:
                ballots = self.model.stages[stage].ballots
                visit.set_aside += [
                    name
                    for name, one in ballots.items()
                    if one.takes_choices and (stage, name) in named
                ]
            for name, labels in visit.labels.items():
                found = visit.events.get(f"{name}:{item}" if item else name)
                if until is not None and found is not None and found > until:
                    continue
                if labels.pop(item, None) is None or not voids:
                    continue
                visit.announced.get(name, {}).pop(item, None)
                visit.seeds.pop(lot_name(name, item), None)
                if (stage, name) in named:
                    contested.add(stage)
                if (stage, name) in named or level.of == ("any",):
                    self.state.void.append((stage, name, item))
        return contested

    def _elect(self, act: Act) -> None:
        self._kept_visit(self.stage).elected.append(act.name)
        self.event(f"{act.name}_elected", act.at)

    def _advise(self, act: Act) -> None:
        if act.name not in self.state.advised:
            self.state.advised.append(act.name)
        self.event("advised", act.at)

    def _close(self, act: Act) -> None:
        how = self.model.stages[self.stage].ballots[act.name].elects
        if how is not None and how.how == "lot":
            self._kept_visit(self.stage).seeds[act.name] = act.answer
        self._kept_visit(self.stage).closed[act.name] = (
            act.at
        )  # its event can be another thing's too
        self.keep_base(self.stage, act.name, act.at)
        self.event(act.name, act.at)

    def _announce(self, act: Act) -> None:
        """Note that a lot was announced; who stands for it is settled then."""
        if act.known_at is None:
            return
        visit = self._kept_visit(self.stage)
        lot = Announced(act.at, act.known_at, act.sources)
        visit.announced.setdefault(act.name, {})[act.item] = lot
        if act.name in self.model.stages[self.stage].ballots:
            self.keep_candidates(self.stage, act.name)

    def _extend(self, act: Act) -> None:
        if act.span is not None:
            self._kept_visit(self.stage).extensions.setdefault(act.name, []).append(act.span)

    def _shorten(self, act: Act) -> None:
        if act.span is not None:
            self._kept_visit(self.stage).shortened[act.name] = act.span

    def _merge(self, act: Act) -> None:
        self.state.items = [one for one in self.state.items if one != act.item]

    def _stand_aside(self, act: Act) -> None:
        self.state.present.subtract(act.by.groups)

    def _take_part(self, act: Act) -> None:
        self.state.present.update(act.by.groups)

    def _write(self, act: Act) -> None:
        """Begin anew what the rules restart on a version; what was found about the earlier one is
        gone.
        """
        ballots = [
            one.ballot for one in restarted_by_version(self.model, self, act.at)
        ]  # empty for a consensus call
        self._kept_visit(self.stage).restarts += is_a_restart(self.model, self, act.at)
        self._kept_visit(self.stage).begin_anew(
            ballots, *gone_with_a_version(self.model, self.stage), act.at if ballots else None
        )
        for ballot in filter(None, ballots):
            self.rows.forget(self.stage, ballot)
        for kind in _ANSWERS if ballots else ():  # who has to answer again can
            self.rows.forget_uses(self.stage, kind)
        self.event(VERSION, act.at)
        self.state.written = True


_KEPT: Mapping[str, Callable[[KeptFacts, Act], None]] = {
    "vote": KeptFacts._vote,
    "object": KeptFacts._object,
    "position": KeptFacts._position,
    "settle": KeptFacts._settle,
    "judge": KeptFacts._judge,
    "deliver": KeptFacts._deliver,
    "trigger": KeptFacts._trigger,
    "appeal": KeptFacts._appeal,
    "rule": KeptFacts._rule,
    "propose": KeptFacts._propose,
    "advise": KeptFacts._advise,
    "weigh": KeptFacts._weigh,
    "extend": KeptFacts._extend,
    "shorten": KeptFacts._shorten,
    "merge": KeptFacts._merge,
    "announce": KeptFacts._announce,
    "close": KeptFacts._close,
    "declare_interest": lambda facts, act: facts.take_part(act.by.id, DECLARED),
    "elect": KeptFacts._elect,
    "leave": lambda facts, act: facts.leave(act.name, act.at),
    "notify": lambda facts, act: facts.event(act.name or act.answer, act.at),
    "stand_aside": KeptFacts._stand_aside,
    "take_part": KeptFacts._take_part,
    "write": KeptFacts._write,
}
_ANSWERS = ("vote", "position")
"""What counts no longer once a ballot or a consensus call began anew; an objection stays."""
_TAKES_PART = {"propose", "speak", "comment", "write", "amend", "position", "object"}
"""What makes somebody one who took part, and who does not judge the case where a model says so."""
