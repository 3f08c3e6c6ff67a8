"""Facts that keep the answers to ballots: each counted once, under the name by which its ballot
counts.
"""

from collections.abc import Iterator

from isegoria.rules.course.electorate import ElectorateFacts
from isegoria.rules.course.state import Key, Row
from isegoria.rules.facts.electing import options_of, read_choice
from isegoria.rules.facts.organisations import folded
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.voters import (
    counted_group,
    is_limited_proxy,
    keeps_voter,
    organisation_key,
)
from isegoria.rules.facts.weighing import read_weights
from isegoria.rules.language.ballots import Ballot

__all__ = ["GIVEN_SEATS", "AnsweredFacts"]

GIVEN_SEATS = frozenset({"appointed", "elected"})
"""How people come into a group whose seats others give."""
_BY_PROXY = 1  # the number of an answer that somebody else gave with a proxy


class AnsweredFacts(ElectorateFacts):
    """Facts that keep who answered what."""

    def _weigh(self, act: Act) -> None:
        """Keep what each voter of a ballot weighs, instead of what was stated before."""
        weights = read_weights(act.answer)
        self._kept_visit(self.stage).weights[act.name] = (sum(weights.values()), act.at)
        for voter, number in weights.items():
            key = Key("weight", self.stage, act.name, who=voter)
            self.rows.put(key, Row(act.at.isoformat(), number=number))

    def _count_proxy(self, act: Act, giver: Person) -> None:
        """Count whose proxies somebody used: each once, however often the answer changes."""
        before = self.proxied_by(self.stage, act.name, act.item, giver.id)
        if before == act.by.id:
            return
        ballot = self.model.stages[self.stage].ballots[act.name]
        for holder, more in ((before, -1), (act.by.id, 1)):
            if holder and is_limited_proxy(self.model, ballot, giver):
                key = Key("proxy", self.stage, act.name, act.item, holder)
                self.rows.put(key, Row(number=self._row(*key).number + more))
        self.rows.put(Key("proxied", self.stage, act.name, act.item, giver.id), Row(act.by.id))

    def first_stands(self, act: Act) -> bool:
        """Return whether another person of the group or organisation answered a secret ballot
        first: that stands, and nobody is told. Who holds a seat of the group speaks for it.
        """
        ballot = self.model.stages[self.stage].ballots[act.name]
        if not ballot.secret or ballot.one_per == "person":
            return False
        name = self.counts_under(act.name, act.item, act.by)
        first = self.giver(self.stage, act.name, act.item, name)
        group = self.model.groups.get(name) if ballot.one_per == "group" else None
        if group is not None and group.members in GIVEN_SEATS:
            return False  # only who sits there answers
        given = self.answer_of(self.stage, act.name, act.item, name)
        return given is not None and first not in {"", act.by.id}

    def _count_answer(self, ballot: Ballot, person: Person, act: Act) -> None:
        name = self.counts_under(act.name, act.item, person)
        key = Key("answer", self.stage, act.name, act.item, name)
        group = counted_group(self.model, ballot, person)
        if ballot.secret:  # it counts where its voter does, however often they change groups
            group = self.stayed_in(act.name, person.id) or group
        before = self.rows.get(key)
        answer = (
            "void"
            if ballot.voids(act.answer, act.reason)
            else self._in_one_form(ballot, act.name, act.answer)
        )
        self._count_organisation(ballot, person, act, key.who, is_new=before is None)
        row = Row(answer, group, 0 if person is act.by else _BY_PROXY)
        self._tally(key, before, row)
        self.rows.put(key, row)
        if ballot.one_per == "group" or (ballot.secret and ballot.one_per != "person"):
            self.rows.put(key._replace(what="giver"), Row(person.id))
        self.stay(act.name, act.item, person.id, (*person.groups, *person.offices))

    def _tally(self, key: Key, before: Row | None, now: Row | None) -> None:
        """Count an answer instead of the one before."""
        items = self._kept_visit(key.stage).tallies.setdefault(key.name, {})
        tally = items.setdefault(key.item, {})
        ballot = self.model.stages[key.stage].ballots[key.name]
        weight = self.weight_of(key.stage, key.name, key.who) if ballot.stated_by else 1
        if before:
            tally[before.group][before.value] -= weight
        if now:
            given = tally.setdefault(now.group, {})
            given[now.value] = given.get(now.value, 0) + weight

    def _drop_answer(self, key: Key, row: Row, person: str) -> None:
        """Let an answer of somebody count no longer, as if it had not been given."""
        self._tally(key, row, None)
        place = (key.stage, key.name, key.item)
        if organisation := self.voter(*place, person)[1]:
            of_it = self._row_of_organisation(place, organisation, as_written=False)
            self.rows.put(of_it, Row(number=self._row(*of_it).number - 1))
        if holder := self.proxied_by(*place, person):
            used = Key("proxy", *place, holder)
            self.rows.put(used, Row(number=self._row(*used).number - 1))
        for what in ("answer", "given_in"):
            self.rows.drop(key._replace(what=what))
        for what in ("voter", "proxied"):
            self.rows.drop(key._replace(what=what, who=person))

    def open_answers(self, person: str) -> Iterator[tuple[str, str, str]]:
        """Yield what somebody answered in the public ballots of the stage that are open: ballot,
        item, and the name under which it counts.

        The answer of a group is none of theirs: it is one voice, and others of the group change it.
        """
        if self.outcome or self.is_split() or not self.stage:
            return
        visit = self._kept_visit(self.stage)
        for name, ballot in self.model.stages[self.stage].ballots.items():
            if ballot.secret or ballot.derived is not None or name in visit.closed:
                continue
            for item in visit.tallies.get(name, {}):
                voter = self._answered_under(name, item, person)
                if ballot.one_per == "group" and voter != person:
                    continue
                if self.answer_of(self.stage, name, item, voter) is not None:
                    yield name, item, voter

    def withdraw_answer(self, ballot: str, item: str, person: str) -> None:
        """Let an answer count no longer; who gave it counts in the base where they are.

        Raises:
            KeyError: they gave none.
        """
        key = Key("answer", self.stage, ballot, item, self._answered_under(ballot, item, person))
        row = self.rows.get(key)
        if row is None:
            raise KeyError(key)
        self._drop_answer(key, row, person)
        self._keep_in_base(ballot, item, person, ((), ()))

    def _answered_under(self, ballot: str, item: str, person: str) -> str:
        if self.model.stages[self.stage].ballots[ballot].one_per == "person":
            return person
        return self.voter(self.stage, ballot, item, person)[0]

    def _in_one_form(self, ballot: Ballot, name: str, answer: str) -> str:
        """Return an answer as it is counted: the same choice is one answer, however it is
        written.
        """
        if ballot.elects is None:
            return answer
        return read_choice(ballot, options_of(self.model, self, self.stage, name), answer)

    def _count_organisation(
        self, ballot: Ballot, person: Person, act: Act, name: str, *, is_new: bool
    ) -> None:
        """Count how many answered for an organisation, and keep under which name a person did."""
        place = (self.stage, act.name, act.item)
        keeps = keeps_voter(ballot)
        answered_as, before = self.voter(*place, person.id) if keeps else ("", "")
        same = not person.as_written and folded(person.organisation) == folded(before)
        if is_new or (answered_as and person.organisation != before and not same):
            for one, more in ((before, -1), (person.organisation, 1)):
                if one:
                    of_it = self._row_of_organisation(place, one, as_written=person.as_written)
                    self.rows.put(of_it, Row(number=self._row(*of_it).number + more))
        if keeps:
            self.rows.put(Key("voter", *place, person.id), Row(name, person.organisation))

    def _row_of_organisation(
        self, place: tuple[str, str, str], name: str, *, as_written: bool
    ) -> Key:
        """Return where it is counted how many answered for an organisation."""
        written = Key("organisation", *place, name)
        if as_written or self.rows.get(written) is not None:
            return written
        return Key("organisation", *place, organisation_key(name))
