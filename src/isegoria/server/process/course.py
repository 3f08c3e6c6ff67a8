"""The facts of a course whose members and seats are known of its process: in the database, or from
the record.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from secrets import SystemRandom

from isegoria.rules.course.keeping import KeptFacts
from isegoria.rules.course.state import Key, Row
from isegoria.rules.facts.clocks import deadline
from isegoria.rules.facts.protocol import Act as Done
from isegoria.rules.facts.protocol import Person
from isegoria.rules.facts.situation import Situation, is_closed
from isegoria.rules.facts.voters import counted_group
from isegoria.rules.language.model import Model

__all__ = ["Counted", "CourseFacts", "Published", "Seated", "counted_seats", "shuffled"]

Counted = dict[str, dict[str, dict[str, int]]]
"""How many gave which answer, by item and group."""
Published = dict[str, list[str]]
"""The answers to each item, in an order that tells nothing."""

Seated = tuple[str, tuple[str, ...], int]
"""The group of the model for which people take part, where they sit in the order of their seats,
and how many they are.
"""


def counts_already(model: Model, own: str, holder: str) -> bool:
    """Return whether somebody who acts for a group counts where they have a seat: it is that group,
    or one within the other.
    """
    return bool(own) and (holder in model.chain[own] or own in model.chain.get(holder, ()))


def counted_seats(model: Model, seated: Iterable[Seated]) -> tuple[Counter[str], Counter[str]]:
    """Return how many count where they sit, by group and office, beside those who act for a group;
    and of whom both or several of them are, see `Facts.several`.
    """
    members, several = Counter[str](), Counter[str]()
    for own, holders, number in seated:
        more = [one for one in holders if not counts_already(model, own, one)]
        members.update(dict.fromkeys(more, number))
        names = [own, *more] if own else more
        if len(names) > 1:
            several[" ".join(names)] += number
    return members, several


class CourseFacts(KeptFacts, ABC):
    """Facts of a chunk; who takes part and who sits where is known of its process."""

    @abstractmethod
    def members(self, group: str) -> int:
        """Return how many of a group of the model take part, or hold an office."""

    @abstractmethod
    def several(self) -> Mapping[str, int]:
        """Return how many belong to several groups or offices at once."""

    @abstractmethod
    def holders(self, office: str) -> Sequence[Person]:
        """Return who sits there."""

    def present(self, group: str, *, at_start: bool = False) -> int:
        """Return how many of a group are there now, or were when the stage was entered."""
        if at_start:
            return self.state.present_at_start[group]
        return self.members(group) + self.state.present[group]  # the state holds who stood aside

    def attends(self, holder: str) -> bool:
        """Return whether somebody of an office or a group is there."""
        return bool(self.holders(holder)) or any(
            self.members(leaf) for leaf in self.model.leaves.get(holder, ())
        )

    def enter(self, stage: str, at: datetime) -> None:
        """Go into a stage, and note who is there.

        Where a ruling leads out of a stage, its open secret ballots are broken off.
        """
        self.drop_uncounted()
        super().enter(stage, at)
        self.state.present_at_start.update(
            {one: self.members(one) for one in (*self.model.groups, *self.model.offices)}
        )

    def begin_part(self, at: datetime) -> None:
        """Go on as a part that was cut off: in the same stage anew, with what was found before and
        nothing that is contested.
        """
        state, rounds = self.state, self.rounds(self.stage)
        state.split_at, state.standing = None, {}  # who stood, stood for the whole
        state.written = False  # the text of the whole is not copied
        state.objections, state.appeals, state.ruled = {}, {}, {}
        state.stops = []
        self.enter(self.stage, at)
        state.rounds[self.stage] = rounds

    def decide_again(self, stage: str, at: datetime) -> None:
        """Go back into a stage that decides on the text, since nobody can read what was answered
        there: all begins again.
        """
        rounds = self.rounds(stage)
        self.state.decided_in = ""
        self.enter(stage, at)
        self.state.rounds[stage] = rounds

    def was_counted(self, stage: str, ballot: str) -> bool:
        """Return whether the answers to a secret ballot were counted; those of a stage that is over
        were, or were dropped.
        """
        here = stage == self.stage and not self.outcome and not self.is_split()
        return not here or self.rows.get(Key("counted", stage, ballot)) is not None

    def uncounted(self, now: datetime, *, leaving: bool = False) -> list[str]:
        """Return the secret ballots of the stage that nobody can answer any more and that wait for
        their count.

        With `leaving`, all of the stage are over.
        """
        if self.outcome or self.is_split() or not self.stage:
            return []
        situation = Situation(self.model, self, now, self.stage)
        return [
            name
            for name in self._secret_ballots()
            if (leaving or is_closed(situation, self.stage, name))
            and not self.was_counted(self.stage, name)
        ]

    def _secret_ballots(self) -> list[str]:
        ballots = self.model.stages[self.stage].ballots
        return [name for name, one in ballots.items() if one.secret and one.derived is None]

    def closed_at(self, ballot: str) -> datetime | None:
        """Return when a ballot of the stage closed, or closes by its clock."""
        closed = self.state.visits[self.stage].closed.get(ballot)
        clock = self.model.stages[self.stage].ballots[ballot].clock
        if closed is not None or clock is None:
            return closed
        return deadline(self.model, self, self.stage, clock)

    def take_count(self, stage: str, ballot: str, at: datetime) -> None:
        """Note that a secret ballot was counted, and forget who answered it.

        It is closed for good: who answered is known to nobody, so nobody could answer it once.
        """
        self.close_ended(at)
        visit = self.state.visits[stage]
        visit.closed.setdefault(ballot, at)
        visit.tallies[ballot] = {}
        self.keep_base(stage, ballot, at)
        self.drop_answers(stage, ballot)
        self.rows.put(Key("counted", stage, ballot), Row(number=1))

    def drop_answers(self, stage: str, ballot: str) -> None:
        """Drop who answered, and what."""
        self.rows.forget(stage, ballot)
        self.rows.forget_uses(stage, "vote")

    def drop_uncounted(self) -> None:
        """Drop the answers to secret ballots of the stage that nobody will count."""
        for name in self._secret_ballots() if self.stage else ():
            if not self.was_counted(self.stage, name):
                self.drop_answers(self.stage, name)
                self.state.visits[self.stage].tallies.pop(name, None)

    def split(self, at: datetime) -> None:
        """Become a cover for parts; a secret ballot that nobody can answer any more has no
        result.
        """
        self.drop_uncounted()
        super().split(at)

    def drop_secret_answers(self, person: str, at: datetime, holder: str = "") -> bool:
        """Drop what somebody answered in the secret ballots that are open, with `holder` only where
        that counts in this office or group; return whether there was anything.

        Of one who answered for an organisation or a group the answer stays: it is its voice.
        """
        if self.outcome or self.is_split() or not self.stage:
            return False
        self.close_ended(at)
        closed = self.state.visits[self.stage].closed
        dropped = False
        for name in self._secret_ballots():
            for key in self.rows.answers_of(self.stage, name, person) if name not in closed else ():
                row = self.rows.get(key)
                if row is not None and holder in {"", row.group}:
                    self._drop_answer(key, row, person)
                    dropped = True
        return dropped

    def note_given(self, act: Done, number: int, version: int | None, key: str = "") -> list[int]:
        """Note which act gives an answer, to which version of the text, under the name of each for
        whom it counts; return the acts whose answers it replaces.

        A secret answer is no act: it has the number 0, and the key with which it was sent.
        """
        others = (self.counts_under(act.name, act.item, person) for person in act.with_)
        names = [self.counts_under(act.name, act.item, act.by)]
        names += [name for name in others if not self.answered_in_person(act.name, act.item, name)]
        replaced = []
        for name in names:
            given_in = Key("given_in", self.stage, act.name, act.item, name)
            if (earlier := self.rows.get(given_in)) is not None:
                replaced.append(earlier.number)
            self.rows.put(given_in, Row(str(version or ""), key, number))
        return replaced

    def was_sent(self, act: Done, key: str) -> bool:
        """Return whether this very answer in secret was sent already: a double click.

        One for others too, or that counts in another group, is judged anew: else somebody who
        answered could add what the rules refuse, with the key of that answer.
        """
        place = (self.stage, act.name, act.item, self.counts_under(act.name, act.item, act.by))
        sent = self.rows.get(Key("given_in", *place))
        if sent is None or sent.group != key or act.with_:
            return False
        ballot = self.model.stages[self.stage].ballots[act.name]
        given = self.rows.get(Key("answer", *place))
        now = (act.answer, counted_group(self.model, ballot, act.by))
        return given is not None and (given.value, given.group) == now

    def is_secret(self, stage: str, name: str) -> bool:
        """Return whether a stage has a secret ballot of this name."""
        here = self.model.stages.get(stage)
        ballot = here.ballots.get(name) if here else None
        return ballot is not None and ballot.secret


def shuffled(given: Counted) -> Published:
    """Return the answers without group, each as often as it was given, in an order that is
    drawn.
    """
    published = {}
    for item, kept in given.items():
        answers = [
            answer for one in kept.values() for answer, number in one.items() for _ in range(number)
        ]
        SystemRandom().shuffle(answers)
        published[item] = answers
    return published
