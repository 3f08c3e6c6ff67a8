"""What somebody answered goes with their account, as long as it is open: whoever comes back could
answer a second time.

    an answer, a position, an objection     goes with the account
    of something that is open               it is withdrawn, by an act that names nobody
    of something that closed                stays, and counts in its group
    of a group, or of an organisation for   stays: others of it can change it
    which others acted too
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Q
from typing_extensions import TypedDict

from isegoria.rules.facts.organisations import folded, folded_all
from isegoria.server.conduct import refusals
from isegoria.server.conduct.models import Erasure
from isegoria.server.faults import guarded
from isegoria.server.people.models import Participant
from isegoria.server.process.clocks import advance
from isegoria.server.process.facts import ChunkFacts, facts_of
from isegoria.server.process.models import Chunk, ChunkRow, Process
from isegoria.server.process.positions import settle
from isegoria.server.record.door import Attempt, Work, perform
from isegoria.server.record.fields import About, Erasable
from isegoria.server.record.models import Authorship, Head, Opening
from isegoria.terms import Refusal, gettext_noop

__all__ = ["WithdrawAnswers", "acted_for", "open_answers", "withdraw_all"]

_STANDS = ("open", "sustained")


class WithdrawnBody(TypedDict, total=False):
    """The items that were answered, by ballot; whether a position counts no longer, and the issue
    that has one supporter less. The act refers to the objections that are withdrawn.
    """

    answers: dict[str, list[str]]
    position: bool
    issue: int


@dataclass(frozen=True, slots=True)
class WithdrawAnswers(Work):
    """Withdraw what somebody answered in a part, since their account is erased."""

    chunk: About[Chunk]
    whose: Erasable[Participant]
    kind: ClassVar[str] = "chunk.withdraw-answers"
    says: ClassVar[str] = gettext_noop("Withdrew what a person had answered who left the forum")
    Body: ClassVar[type] = WithdrawnBody

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse people: it comes with the account, and with nothing else."""
        if attempt.by is not None or open_answers(self.chunk, self.whose, attempt.now) is None:
            return refusals.NOTHING_TO_ERASE.refuse()
        return None

    def apply(self, attempt: Attempt) -> None:
        """Let it count no longer."""
        found = open_answers(self.chunk, self.whose, attempt.now)
        if found is None:
            return
        facts, who = found.facts, str(self.whose.pk)
        facts.close_ended(attempt.now)
        for ballot, item in found.answers:
            facts.withdraw_answer(ballot, item, who)
            attempt.adds.setdefault("answers", {}).setdefault(ballot, []).append(item)
        facts.withdraw_objections([one.name for one in found.objections], attempt.now)
        facts.write()
        for one in found.objections:
            settle(self.chunk, attempt, one.number, "withdrawn")
            attempt.refers.append(one.number)
        if self.chunk.position_set.filter(pk__in=found.positions).delete()[0]:
            attempt.adds["position"] = True
        for poll in found.polls:
            poll.given.filter(participant=self.whose).delete()
        if found.supports:
            attempt.adds["issue"] = self.chunk.issue_id
            self.chunk.issue.support.filter(participant=self.whose).delete()


@dataclass(frozen=True, slots=True)
class OpenAnswers:
    """What somebody answered in a part and would be withdrawn now."""

    facts: ChunkFacts
    answers: list[tuple[str, str]]
    """Ballots and items."""
    objections: list[Any]
    positions: list[int]
    polls: list[Any]
    supports: bool


def open_answers(chunk: Chunk, whom: Participant, now: datetime) -> OpenAnswers | None:
    """Return what somebody answered in a part that is open; None where there is nothing."""
    facts = facts_of(Chunk.objects.select_related("process", "issue").get(pk=chunk.pk))
    if facts.outcome or facts.is_split() or facts.is_stopped:
        return None
    who = str(whom.pk)
    facts.read_answers(who)
    facts.close_ended(now)  # not written: the act does so
    answers = [
        (ballot, item)
        for ballot, item, voter in facts.open_answers(who)
        if voter == who or not _others_speak_for(facts, ballot, item, whom)
    ]
    polls = list(chunk.strawpoll_set.filter(closes_at__gt=now, given__participant=whom))
    first = facts.stage == facts.model.starts
    supports = first and chunk.issue.support.filter(participant=whom).exists()
    objections: list[Any] = []
    positions: list[int] = []
    if not facts.is_decided:
        objections = list(chunk.objection_set.filter(participant=whom, state__in=_STANDS))
        held = chunk.position_set.filter(participant=whom, for_group="", ended_in=None)
        positions = list(held.values_list("pk", flat=True))
    if not (answers or objections or positions or polls or supports):
        return None
    return OpenAnswers(facts, answers, objections, positions, polls, supports)


def withdraw_all(whom: Participant, now: datetime) -> None:
    """Withdraw what somebody answered in all parts, each by an act of its own."""
    Head.objects.select_for_update().get(pk=1)  # the record is held: nobody answers meanwhile
    for chunk in parts_with_answers(whom):
        with guarded("part", chunk.pk):  # a part that cannot be read stops no erasure
            advance(chunk, now)
            if open_answers(chunk, whom, now) is not None:
                perform(WithdrawAnswers(chunk, whom), by=None, now=now)
                advance(chunk, now, look=True)


def parts_with_answers(whom: Participant) -> list[Chunk]:
    """Return the parts that go on in which somebody answered anything."""
    kept = ChunkRow.objects.filter(what__in=("answer", "voter"), who=str(whom.pk))
    answered = Q(pk__in=kept.values("chunk"))
    for table in ("position", "objection", "strawpoll__given"):
        answered |= Q(**{f"{table}__participant": whom})
    answered |= Q(issue__support__participant=whom)
    going_on = Chunk.objects.filter(outcome="", split_at=None, cancelled_in=None)
    found = going_on.filter(answered, issue__merged_into=None).distinct()
    return list(found.select_related("process", "issue").order_by("number"))


def _others_speak_for(facts: ChunkFacts, ballot: str, item: str, whom: Participant) -> bool:
    """Return whether others acted for the organisation for which somebody answered."""
    name = facts.voter(facts.stage, ballot, item, str(whom.pk))[1]
    return bool(name and acted_for(facts.chunk.process, {name}, whom))


def acted_for(process: Process, names: set[str], whom: Participant) -> set[str]:
    """Return those of the organisations for which others acted in a process, also in secret."""
    openly = Authorship.objects.filter(act__process=process.place).exclude(participant=whom)
    declared = openly.exclude(affiliation=None).exclude(affiliation__organisation="")
    # who erased what declared it spoke for it nevertheless, as those acts still say
    gone = openly.filter(affiliation__declared_in__in=Erasure.objects.values("of"))
    said = Opening.objects.filter(act__in=gone.values("act"), field="who")
    answered = ChunkRow.objects.filter(chunk__process=process, what="voter").exclude(group="")
    others = folded_all(
        [
            *declared.values_list("affiliation__organisation", flat=True).distinct(),
            *answered.exclude(who=str(whom.pk)).values_list("group", flat=True).distinct(),
        ]
    )
    for content in said.values_list("content", flat=True).iterator():
        others.add(folded(json.loads(bytes(content)).get("organisation", "")))
    return {name for name in names if folded(name) in others}
