"""The facts of a course whose members and seats are known of its process: in the database, or from
the record.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from isegoria.rules.course.keeping import KeptFacts
from isegoria.rules.course.state import Answers, Key, Row
from isegoria.rules.facts.holding import Situation, is_closed
from isegoria.rules.facts.protocol import Act as Done
from isegoria.rules.facts.protocol import Person
from isegoria.rules.language.model import Model

__all__ = ["Counted", "CourseFacts", "Seated", "counted_seats"]

Counted = dict[str, dict[str, dict[str, int]]]
"""How many gave which answer, by item and group."""


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
        """Go into a stage, and note who is there."""
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

    def uncounted(self, now: datetime, *, leaving: bool = False) -> list[tuple[str, str]]:
        """Return the secret ballots, as stage and name, that nobody can answer any more and whose
        answers are still kept.

        With `leaving`, those of the stage count as closed.
        """
        found = []
        for stage, visit in self.state.visits.items():
            for name in visit.tallies:
                over = (leaving and stage == self.stage) or is_closed(
                    Situation(self.model, self, now, stage), stage, name
                )
                if (
                    over
                    and self.is_secret(stage, name)
                    and self.rows.get(Key("counted", stage, name)) is None
                ):
                    found.append((stage, name))
        return found

    def count_secret(self, now: datetime, *, leaving: bool = False) -> dict[str, Counted]:
        """Drop who answered what in the secret ballots that are over; return the numbers, by
        `stage/ballot`, item and group.

        No zero is among them: it would tell that somebody gave that answer first, and then another.
        """
        counted: dict[str, Counted] = {}
        for stage, name in self.uncounted(now, leaving=leaving):
            self.take_count(stage, name, now)
            tallies = self.state.visits[stage].tallies
            tallies[name] = {item: _without_zeros(kept) for item, kept in tallies[name].items()}
            counted[f"{stage}/{name}"] = {
                item: {group: dict(one) for group, one in kept.items()}
                for item, kept in tallies[name].items()
            }
        return counted

    def take_count(self, stage: str, ballot: str, at: datetime) -> None:
        """Note that a secret ballot was counted, and forget who answered it.

        It is closed for good: who answered is known to nobody, so nobody could answer it once.
        """
        self.close_ended(at)
        self.state.visits[stage].closed.setdefault(ballot, at)
        self.keep_base(stage, ballot, at)
        self.rows.put(Key("counted", stage, ballot), Row(number=1))
        self.drop_answers(stage, ballot)

    def drop_answers(self, stage: str, ballot: str) -> None:
        """Drop who answered, and what; how many did is kept in the state."""
        self.rows.forget(stage, ballot)
        self.rows.forget_uses(stage, "vote")

    def drop_uncounted(self, now: datetime) -> None:
        """Drop the answers to secret ballots that nobody will count, since the chunk goes no
        further.
        """
        for stage, name in self.uncounted(now, leaving=True):
            self.drop_answers(stage, name)
            del self.state.visits[stage].tallies[name]

    def split(self, at: datetime) -> None:
        """Become a cover for parts; a secret ballot that nobody can answer any more has no
        result.
        """
        self.drop_uncounted(at)
        super().split(at)

    def leave(self, name: str, at: datetime) -> None:
        """Take a way out of the stage.

        Nothing is kept of who answered there in secret; the numbers were counted before.
        """
        for ballot in self.model.stages[self.stage].ballots:
            if self.is_secret(self.stage, ballot):
                self.drop_answers(self.stage, ballot)
        super().leave(name, at)

    def note_given(self, act: Done, number: int, version: int | None) -> list[int]:
        """Note which act gives an answer, to which version of the text, under the name of each for
        whom it counts; return the acts whose answers it replaces.
        """
        others = (self.counts_under(act.name, act.item, person) for person in act.with_)
        names = [self.counts_under(act.name, act.item, act.by)]
        names += [name for name in others if not self.answered_in_person(act.name, act.item, name)]
        replaced = []
        for name in names:
            given_in = Key("given_in", self.stage, act.name, act.item, name)
            if (earlier := self.rows.get(given_in)) is not None:
                replaced.append(earlier.number)
            self.rows.put(given_in, Row(str(version or ""), number=number))
        return replaced

    def is_secret(self, stage: str, name: str) -> bool:
        """Return whether a stage has a secret ballot of this name."""
        here = self.model.stages.get(stage)
        ballot = here.ballots.get(name) if here else None
        return ballot is not None and ballot.secret


def _without_zeros(kept: Answers) -> Answers:
    given = {
        group: {answer: number for answer, number in one.items() if number}
        for group, one in kept.items()
    }
    return {group: one for group, one in given.items() if one}
