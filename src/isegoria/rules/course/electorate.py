"""On how many people a ballot counts: as things stand while it is open, as they stood when it
closed.

    somebody comes, goes or changes group     while a ballot is open     once it is closed
    without an answer that counts             counts where they are      changes nothing
    with one, or in a secret ballot           counts where they were     changes nothing

In a secret ballot all stay who leave: a base that told them apart would tell who answered. Whose
seat ends takes the answer along, if there is one, and stays in no such base: who sits there next
answers instead.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from isegoria.rules.course.asking import AskedFacts
from isegoria.rules.course.state import Base, Key, Row, Visit
from isegoria.rules.facts.clocks import deadline, deadlines
from isegoria.rules.facts.electing import has_candidates
from isegoria.rules.facts.holding import holds
from isegoria.rules.facts.situation import Situation, moving_parts
from isegoria.rules.facts.voters import counted_in, keeps_voter, stays_under, votes_in
from isegoria.rules.language.model import Ballot

__all__ = ["ElectorateFacts"]


class ElectorateFacts(AskedFacts):
    """Facts that keep who was there when something closed."""

    def taking_part(self) -> Mapping[str, int]:
        """Return how many of each group of the forum take part; nobody knows in a rehearsal."""
        return {}

    def given_seats(self) -> Mapping[str, int]:
        """Return how many sit in each group since others gave them the seat; nobody knows in a
        rehearsal.
        """
        return {}

    def _kept_visit(self, stage: str) -> Visit:
        """Return the visit of a stage, to write in it."""
        return self.state.visits.setdefault(stage, Visit())

    def there_at(self, at: datetime, *, forum: bool = False) -> Base:
        """Return who was there at the time of something that is noted now; with `forum` also how
        many of each group of the forum.
        """
        found = self._visit(self.stage).over.get(at.isoformat()) or self._there_now(forum=forum)
        return found if forum else replace(found, joined={}, given={})

    def _there_now(self, *, forum: bool) -> Base:
        holders = (*self.model.groups, *self.model.offices)
        return Base(
            _some({one: self.members(one) for one in holders}),
            _some({one: self.present(one) for one in holders}),
            _some(self.state.present_at_start),
            _some(self.taking_part()) if forum else {},
            _some(self.given_seats()) if forum else {},
            {name: dict(counts) for name, counts in self.state.objections.items()},
            _some(self.several()),
        )

    def note_over(self, at: datetime) -> None:
        """Note what closed and which clocks ran out, before somebody comes or goes."""
        if self.outcome or self.is_split() or not self.stage:
            return
        self.close_ended(at)
        over = self._kept_visit(self.stage).over
        for name in self.model.stages[self.stage].clocks:
            for ends in deadlines(self.model, self, self.stage, name):
                if ends is not None and ends <= at and ends.isoformat() not in over:
                    over[ends.isoformat()] = self._there_now(forum=True)

    def close_ended(self, at: datetime) -> None:
        """Note which ballots are over, before something gives their clocks another end."""
        if self.outcome or self.is_split() or not self.stage:
            return
        visit = self._kept_visit(self.stage)
        for name, ballot in self.model.stages[self.stage].ballots.items():
            if ballot.clock is None or name in visit.closed:
                continue
            ends = deadline(self.model, self, self.stage, ballot.clock)
            # a meeting of before closes nothing, unless people answered before it moved there
            if ends is None or ends > at:
                continue
            if name in visit.tallies or (visit.at is not None and visit.at < ends):
                visit.closed[name] = ends
                self.keep_base(self.stage, name, ends)

    def keep_base(self, stage: str, ballot: str, at: datetime) -> None:
        """Keep who was there when a ballot closed, unless it closed before."""
        visit = self._kept_visit(stage)
        if ballot not in visit.bases:
            held = self._held(stage, ballot, at)
            visit.bases[ballot] = replace(self.there_at(at), held=held)
        self.keep_candidates(stage, ballot)

    def _held(self, stage: str, ballot: str, at: datetime) -> dict[str, dict[str, bool]]:
        """Return what holds of the rule of a ballot beside its answers, on each item."""
        rules = self.model.stages[stage].ballots[ballot]
        asked = moving_parts(rules)
        if not asked:
            return {}
        items = (
            ("", *self._kept_visit(stage).tallies.get(ballot, {})) if rules.per == "item" else ("",)
        )
        here = Situation(self.model, self, at, stage, ballot=ballot)
        return {
            item: {
                str(place): holds(one, replace(here, item=item)) for place, one in enumerate(asked)
            }
            for item in items
        }

    def keep_candidates(self, stage: str, ballot: str) -> None:
        """Keep who stands in an election whose list is closed; the next one begins with nobody."""
        visit, ballots = self._kept_visit(stage), self.model.stages[stage].ballots
        if not has_candidates(ballots[ballot]) or ballot in visit.stood:
            return
        visit.stood[ballot] = dict(self.candidates(stage, ballot))
        how = ballots[ballot].elects
        if how is not None and how.office is not None:
            visit.sitting[ballot] = dict(self.sits(how.office))
        if all(name in visit.stood for name, one in ballots.items() if has_candidates(one)):
            self.state.standing.pop(stage, None)

    def keep_bases(self, at: datetime) -> None:
        """Keep who was there for every ballot of the stage, which ends at this time."""
        for name, ballot in self.model.stages[self.stage].ballots.items():
            ends = deadline(self.model, self, self.stage, ballot.clock) if ballot.clock else None
            self.keep_base(self.stage, name, at if ends is None or ends > at else ends)
        self._kept_visit(self.stage).over.clear()

    def regroup(
        self, person: str, before: Sequence[str], after: Sequence[str], *, ended: str = ""
    ) -> None:
        """Keep in the base of each open ballot who belonged to these groups and offices and belongs
        to others now; the first group of each is that of their capacity.

        `ended` is the office or group in which their seat ended.
        """
        for name, ballot in self._open_ballots():
            self._leave_answers(name, ballot, person, {*before} - {*after})
            if ended and ballot.secret and self._is_in_base(name, person, before) == ended:
                self._leave_base(name, person)
                continue
            items = dict.fromkeys(
                stays_under(ballot, item)
                for item in ("", *self._kept_visit(self.stage).tallies.get(name, {}))
            )
            for item in items:
                stays = self._keep_in_base(name, item, person, (before, after))
                if stays and not after:
                    self.rows.put(Key("left", who=person), Row(number=1))

    def _is_in_base(self, name: str, person: str, groups: Sequence[str]) -> str:
        """Return in which group or office somebody counts in a secret ballot."""
        ballot = self.model.stages[self.stage].ballots[name]
        return self.stayed_in(name, person) or counted_in(self.model, ballot, groups)

    def stayed_in(self, ballot: str, person: str) -> str:
        """Return in which group somebody counts in a secret ballot, although they are in another
        one; empty where they count where they are.
        """
        kept = self.rows.get(Key("stayed", self.stage, ballot, "", person))
        return kept.group if kept is not None else ""

    def _leave_base(self, name: str, person: str) -> None:
        """Let somebody count no longer where they stayed."""
        key = Key("stayed", self.stage, name, "", person)
        kept = self.rows.get(key)
        if kept is None or not kept.group:
            return
        stayed = self._kept_visit(self.stage).stayed.get(name, {}).get("", {})
        _add(stayed, kept.group, -1)
        _add(stayed, kept.value, 1)
        self.rows.put(key, Row())

    def _leave_answers(
        self, name: str, ballot: Ballot, person: str, groups: Collection[str]
    ) -> None:
        """Let others change what somebody answered for groups to which they belong no longer."""
        # of a secret ballot nothing is counted yet
        items = dict.fromkeys(("", *self._kept_visit(self.stage).tallies.get(name, {})))
        for item in items if ballot.one_per == "group" else ():
            for group in groups:
                key = Key("giver", self.stage, name, item, group)
                if (given := self.rows.get(key)) is not None and given.value == person:
                    self.rows.drop(key)

    def has_left(self, person: str) -> bool:
        """Return whether somebody left while a ballot was open, and stayed in its base."""
        return self.rows.get(Key("left", who=person)) is not None

    def stay(self, ballot: str, item: str, person: str, groups: Sequence[str]) -> None:
        """Count somebody who belongs to these groups where they answered last."""
        if not self.model.stages[self.stage].ballots[ballot].secret:
            self._keep_in_base(ballot, item, person, (groups, groups))

    def _open_ballots(self) -> Iterator[tuple[str, Ballot]]:
        if self.outcome or self.is_split() or not self.stage:
            return
        visit = self._kept_visit(self.stage)
        for name, ballot in self.model.stages[self.stage].ballots.items():
            begun = (
                ballot.clock is None
                or name in visit.tallies
                or deadline(self.model, self, self.stage, ballot.clock) is not None
            )
            if ballot.derived is None and begun and name not in visit.closed:
                yield name, ballot

    def _keep_in_base(
        self, name: str, item: str, person: str, moves: tuple[Sequence[str], Sequence[str]]
    ) -> bool:
        ballot = self.model.stages[self.stage].ballots[name]
        was_in, is_in = (counted_in(self.model, ballot, names) for names in moves)
        key = Key("stayed", self.stage, name, item, person)
        kept = self.rows.get(key) or Row()
        wanted = self._stays_in(name, item, person, kept.group or was_in)
        if wanted == is_in or not (wanted in self.model.groups or wanted in self.model.offices):
            wanted = ""
        if not kept.group and not wanted:
            return False
        stayed = self._kept_visit(self.stage).stayed.setdefault(name, {}).setdefault(item, {})
        now = Row(is_in if wanted else "", wanted)
        for row, more in ((kept, -1), (now, 1)):
            _add(stayed, row.group, more)
            _add(stayed, row.value, -more)
        self.rows.put(key, now)
        return bool(wanted)

    def _stays_in(self, name: str, item: str, person: str, was_in: str) -> str:
        """Return in which group somebody counts for a ballot wherever they go; empty for none."""
        ballot = self.model.stages[self.stage].ballots[name]
        if ballot.secret:  # who was no voter there gave no answer that could stay
            return was_in if votes_in(self.model, self.stage, ballot, was_in) else ""
        voter = person
        if keeps_voter(ballot) and ballot.one_per != "person":
            voter = self.voter(self.stage, name, item, person)[0]
        given = self.rows.get(Key("answer", self.stage, name, item, voter)) if voter else None
        return given.group if given else ""


def _add(numbers: dict[str, int], group: str, more: int) -> None:
    if group:
        numbers[group] = numbers.get(group, 0) + more
        if not numbers[group]:
            del numbers[group]


def _some(numbers: Mapping[str, int]) -> dict[str, int]:
    return {name: number for name, number in numbers.items() if number}
