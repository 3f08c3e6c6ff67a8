"""Every step that the engine allows is accepted at the door, and every one that it refuses is
refused by the same rule.
"""

from typing import Any

from django.db import transaction

from isegoria.rules.facts.protocol import Person
from isegoria.rules.language.durations import Duration
from isegoria.rules.telling.moves import Move
from isegoria.server.deliberation.acts import Dissent, Object, ProposeItem, Say, TakePosition
from isegoria.server.deliberation.models import Version
from isegoria.server.deliberation.texts import Amend, Write
from isegoria.server.process.facts import facts_of, model_of, person_of
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import STEPS, step
from isegoria.server.record.door import foreseen
from isegoria.terms import Refusal, Refused
from tests.journeys.acting import BEYOND, Journey

__all__ = ["Surveyor"]


class Surveyor:
    """Tries every step of every stage that a journey comes to, for everybody; what was accepted is
    taken back.

    The first of those who are offered a step takes it. For the others the door is asked.
    """

    def __init__(self) -> None:
        self.seen: set[tuple[str, str, bool]] = set()
        self.taken: set[tuple[str, str]] = set()
        self.allowed = self.refused = 0

    def __call__(self, forum: Journey, chunk: int) -> None:
        """Try the steps of the stage in which a chunk is, once for each stage, frozen or not, ended
        or not.
        """
        found = Chunk.objects.select_related("process", "issue").get(pk=chunk)
        where = (found.stage, found.outcome, facts_of(found).is_frozen(""))
        if where in self.seen or found.issue.merged_into_id:
            return
        self.seen.add(where)
        self.taken.clear()
        for who, person in self._one_of_each(forum, found):
            read = {"facts": facts_of(found), "person": person}  # once for all refusals, as a page
            for move in forum.granted(who, chunk):
                if not move.others:
                    self._tries(forum, who, found, move, read)

    @staticmethod
    def _one_of_each(forum: Journey, chunk: Chunk) -> list[tuple[str, Person]]:
        """Return people who differ in their groups and offices: the rules ask for nothing else of
        whoever did nothing yet.
        """
        model = model_of(chunk.process)
        kinds: dict[Any, tuple[str, Person]] = {}
        for who, one in forum.people.items():
            if who != "visitor":
                person = person_of(model, chunk.process, one.participant, one.capacity, chunk)
                key = (frozenset(person.groups), frozenset(person.offices))
                kinds.setdefault(key, (who, person))
        return list(kinds.values())

    def _tries(
        self, forum: Journey, who: str, chunk: Chunk, move: Move, read: dict[str, Any]
    ) -> None:
        work = _work(chunk, move)
        if work is None:
            return
        one = forum.people[who]
        as_who = {"by": one.participant, "capacity": one.capacity, "now": forum.now}
        if move.allowed and (move.kind, move.name) not in self.taken:
            self.taken.add((move.kind, move.name))
            refusal = _refusal_of(work, as_who)
        else:
            refusal = foreseen(work, **as_who, gathered=read)
        if move.allowed:
            self.allowed += 1
            assert refusal is None or refusal.rule in BEYOND, (
                f"{who} is offered {move.kind} {move.name} in {chunk.stage}, which {refusal.rule}"
                f" refuses"
            )
            return
        self.refused += 1
        assert refusal is not None, (
            f"{who} is refused {move.kind} {move.name} in {chunk.stage}, which the door accepts"
        )
        assert refusal.rule == move.rule or refusal.rule in BEYOND, (
            f"{who}, {move.kind} {move.name}: {refusal.rule}"
        )


def _refusal_of(work: Any, as_who: dict[str, Any]) -> Refusal | None:
    """Take a step, and take it back; return why it is refused, if it is."""
    with transaction.atomic():
        try:
            step(work, **as_who)
        except Refused as wrong:
            return wrong.refusal
        finally:
            transaction.set_rollback(True)
    return None


def _work(chunk: Chunk, move: Move) -> Any:
    """Return the step as a form would send it; None for what has nothing to be about."""
    text = "As I see it."
    if move.kind == "amend":
        latest = Version.objects.filter(chunk=chunk).order_by("-pk").first()
        return (
            None
            if latest is None
            else Amend(chunk, text=text, written=latest, paragraph=1, new_text="Otherwise.")
        )
    written = {"comment": Say, "propose": ProposeItem, "object": Object, "write": Write}
    if move.kind in written:
        return written[move.kind](chunk, text=text)
    if move.kind == "position":
        return TakePosition(chunk, text=text, answer="support")
    if move.kind == "dissent":
        return Dissent(chunk, reason=text)
    answer = "" if move.kind == "appeal" else (move.answers[:1] or ("",))[0]
    if move.kind == "vote":
        ballot = model_of(chunk.process).stages[chunk.stage].ballots[move.name]
        answer = " > ".join(ballot.answers) if ballot.ranked else answer
    span = _span(chunk, move) if move.kind == "extend" else None
    return STEPS[move.kind](chunk, name=move.name, answer=answer, reason=text, span=span)


def _span(chunk: Chunk, move: Move) -> Duration:
    extension = model_of(chunk.process).stages[chunk.stage].clocks[move.name].extension
    return (extension.by_at_most if extension else None) or Duration(1, "day")
