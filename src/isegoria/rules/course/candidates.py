"""What people propose, and who stands by it in which election."""

from isegoria.rules.course.answering import AnsweredFacts
from isegoria.rules.course.items import stands_in
from isegoria.rules.course.state import Key, Row
from isegoria.rules.facts.electing import elects_candidates
from isegoria.rules.facts.protocol import ANYWHERE, Act
from isegoria.rules.language.scalars import PROPOSER, PROPOSER_OF_ITEM

__all__ = ["CandidateFacts"]

_PARTIES = {PROPOSER, "appellant"}


class CandidateFacts(AnsweredFacts):
    """Facts that keep what was proposed and who stands."""

    def take_part(self, person: str, role: str, organisation: str = "") -> None:
        """Note the part a person has in the case."""
        kept = self.roles(person)
        if role not in kept:
            self.rows.put(Key("roles", who=person), Row(" ".join((*kept, role))))
        if organisation and role in _PARTIES and organisation not in self.state.parties:
            self.state.parties.append(organisation)

    def _propose(self, act: Act) -> None:
        self._stand(act)
        if act.item and act.item not in self.state.items:
            self.state.items.append(act.item)
        if act.item and act.by.organisation:
            self.state.proposed_for.setdefault(act.item, act.by.organisation)
        # who proposes one item within it proposed neither the whole nor its text
        role = PROPOSER_OF_ITEM if act.item else PROPOSER
        self.take_part(act.by.id, role, "" if act.item else act.by.organisation)

    def _stand(self, act: Act) -> None:
        """Let who proposes themself stand, once, in the election that comes next."""
        stage = stands_in(self.model, self, act.at) if act.stands is None else act.stands
        if act.item and stage:
            chain = self.model.chain
            mine = (around for own in act.by.groups for around in chain.get(own, ()))
            self.state.belongs[act.item] = sorted({*mine})
        if not act.item or not stage:
            return
        if stage == ANYWHERE:
            if any(map(elects_candidates, self.model.stages.values())):
                self.state.proposed[act.item] = act.by.id  # a name can be words that are erased
            return
        standing = self.state.standing.setdefault(stage, {})
        if act.by.id not in standing.values():
            standing[act.item] = act.by.id
