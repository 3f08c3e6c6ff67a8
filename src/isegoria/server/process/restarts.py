"""What begins a ballot or a consensus call anew.

The answers so far no longer count, and those who gave them are told by mail: a version of the text
begins it anew, or a ruling. Of a ruling by which nothing begins anew, those are told who answered
where it sets something aside.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from isegoria.rules.course.versions import (
    VERSION,
    Decision,
    all_in,
    decided_again,
    decides_on_text,
    is_a_restart,
    restarted_by_version,
)
from isegoria.rules.facts.clocks import deadline
from isegoria.rules.facts.protocol import Act as Done
from isegoria.rules.language.elements import Appeal, Texts
from isegoria.rules.language.references import stage_and_name
from isegoria.server.people.mail import address_of, send
from isegoria.server.people.models import Forum, Participant
from isegoria.server.process.facts import ChunkFacts, facts_of
from isegoria.server.process.models import Chunk, ChunkRow, Proxy
from isegoria.server.record.door import Attempt
from isegoria.server.record.models import Act
from isegoria.server.record.reads import author_of, named_by

__all__ = ["Anew", "begin_by_ruling", "begin_version", "begins_anew", "end_positions"]


def begin_version(facts: ChunkFacts, attempt: Attempt, why: str) -> None:
    """Make the act of `attempt` the newest version of the text, note what it begins anew, and tell
    everyone who answered why.
    """
    chunk = facts.chunk
    stage, restarted = _restarted(facts, attempt.now)
    again, _restarts = decided_again(facts.model, facts, attempt.now)
    answered, chunk.text_version = chunk.text_version, attempt.number
    if not restarted:
        return
    if answered:
        attempt.adds["version"] = answered
    attempt.adds["restarted"] = [one.ballot or stage for one in restarted]
    people = _who_answered(facts, stage, restarted) - {attempt.author.pk}
    # the earlier text cannot be read, so its stage begins again whatever the rules say of versions
    if again:
        attempt.adds["again"] = again
        facts.decide_again(again, attempt.now)
    _end_positions(chunk, attempt.number)
    _tell_all(chunk, restarted, people, attempt, why=why)


def begin_by_ruling(facts: ChunkFacts, act: Done, attempt: Attempt) -> None:
    """Note what a ruling begins anew: a stage that decides on the text and that the course was in.
    Tell everyone who answered there, or where what was found is set aside.

    Asked before the ruling is taken in, which drops who answered.
    """
    level = facts.model.appeals[act.name]
    if act.answer != "upheld" or level.effect == "advise" or facts.is_stopped:
        return
    if facts.is_split():
        _fall_in_parts(facts, act, attempt)
        return
    stage = level.enters(facts.stage, act.item)
    told = {attempt.by.pk} if attempt.by else set()
    if stage and facts.rounds(stage) and decides_on_text(facts.model.stages[stage]):
        restarted = all_in(facts.model.stages[stage])
        attempt.adds["restarted"] = [one.ballot or stage for one in restarted]
        people = _who_answered(facts, stage, restarted) - told
        _tell_all(facts.chunk, restarted, people, attempt, ruling=attempt.number)
        told |= people
    # before the act is taken in: it ends the positions of those who have to be told
    others = _who_answered_what_falls(facts, level, act.item) - told
    attempt.gathered["told"] = told | others
    transaction.on_commit(partial(_tell_of_ruling, facts.chunk, others, attempt.number))


def _fall_in_parts(facts: ChunkFacts, act: Done, attempt: Attempt) -> None:
    """Let what the parts took over fall with a complaint about the whole that is upheld."""
    asked = facts.appealed_at(act.name, act.item)
    level, told = facts.model.appeals[act.name], {attempt.by.pk} if attempt.by else set()
    if asked is None:
        return
    for part in _below(facts.chunk):
        there = facts_of(part)
        people = _who_answered_what_falls(there, level, act.item) - told
        if there.is_stopped or not there.fall_with_the_whole(act.name, act.item, asked, act.at):
            continue
        there.write()
        attempt.adds.setdefault("parts", []).append(part.pk)
        told |= people
        transaction.on_commit(partial(_tell_of_ruling, part, people, attempt.number))


def _below(whole: Chunk) -> list[Chunk]:
    """Return the parts of a cover and their parts; each is younger than what it was cut off."""
    found: list[Chunk] = []
    younger = Chunk.objects.filter(issue=whole.issue_id, number__gt=whole.pk).order_by("number")
    for one in younger.select_related("process", "issue"):
        if one.part_of_id in {whole.pk, *(part.pk for part in found)}:
            found.append(one)
    return found


def _who_answered_what_falls(facts: ChunkFacts, level: Appeal, item: str) -> set[int]:
    """Return who answered in the stages in which something falls by an appeal that is upheld: what
    it names and was found there, or all where the course leaves the stage.
    """
    named = {stage_and_name(of, facts.stage) for of in level.of}
    found: set[int] = set()
    for name, stage in facts.model.stages.items():
        fell = [
            one
            for one in stage.judgements
            if (level.of == ("any",) or (name, one) in named)
            and facts.label(name, one, item) is not None
        ]
        left = level.enters(facts.stage, item) and name in {of for of, _name in named}
        if fell or left:
            found |= _who_answered(facts, name, all_in(stage))
    return found


def _tell_all(
    chunk: Chunk,
    restarted: Collection[Decision],
    people: set[int],
    attempt: Attempt,
    ruling: int | None = None,
    why: str = "",
) -> None:
    """Mail those who answered, and whose objections are open, once the act is on the record."""
    own = {attempt.by.pk} if attempt.by else set()
    raised = chunk.objection_set.filter(state="open", participant__is_active=True)
    objected = set(raised.values_list("participant", flat=True)) - people - own
    titles = [one.title for one in restarted]
    for whom, counts in ((people, False), (objected, True)):
        tell = partial(_tell, chunk, titles, whom, counts=counts, ruling=ruling, why=why)
        transaction.on_commit(tell)


def end_positions(facts: ChunkFacts, attempt: Attempt) -> None:
    """Let the positions so far no longer count, if the act of `attempt` brought the course back
    behind a decision on the text, or into one anew.
    """
    if facts.take_new_round():
        _end_positions(facts.chunk, attempt.number)


def _end_positions(chunk: Chunk, number: int) -> None:
    _counting(chunk).update(ended_in=number)


def _counting(chunk: Chunk) -> QuerySet[Any]:
    """Return the positions that count, without those that are an objection that stands: it goes
    on.
    """
    standing = chunk.objection_set.filter(state__in=("open", "sustained")).values("number")
    positions: QuerySet[Any] = chunk.position_set.filter(ended_in=None)
    return positions.exclude(number__in=standing)


@dataclass(frozen=True, slots=True)
class Anew:
    """What a version written now would begin anew, and how many people who answered it in public
    would have to answer again.

    Who answered in secret is not among them: a number of both would tell whether somebody who holds
    a position did.
    """

    titles: Sequence[str]
    answered: int
    secret: bool
    """Whether one of them is a secret ballot."""
    left: int | None = None
    """How often versions can still do so in this stage; None where nobody answered yet."""


def begins_anew(facts: ChunkFacts, now: datetime) -> Anew | None:
    """Return what a version written now would begin anew; None where that is nothing."""
    stage, restarted = _restarted(facts, now)
    if not restarted:
        return None
    ballots = facts.model.stages[stage].ballots
    public = [one for one in restarted if not (one.ballot and ballots[one.ballot].secret)]
    answered = len(_who_answered(facts, stage, public))
    left = None
    if is_a_restart(facts.model, facts, now):
        left = (facts.model.texts or Texts()).restarts - facts.restarts(stage)
    titles = [one.title for one in restarted]
    return Anew(titles, answered, secret=len(public) < len(restarted), left=left)


def _restarted(facts: ChunkFacts, now: datetime) -> tuple[str, list[Decision]]:
    """Return in which stage what begins anew by a version written now."""
    again, decided = decided_again(facts.model, facts, now)
    return (
        (again, decided) if again else (facts.stage, restarted_by_version(facts.model, facts, now))
    )


def _who_answered(facts: ChunkFacts, stage: str, restarted: Collection[Decision]) -> set[int]:
    """Return who answered what begins anew, by a ballot or a position, and for whom by proxy.

    An objection stays open, and its author is told so.
    """
    ballots = [one.ballot for one in restarted if one.ballot]
    given = ChunkRow.objects.filter(
        chunk=facts.chunk, what="given_in", stage=stage, name__in=ballots
    )
    acts = list(Act.objects.filter(pk__in=given.values("number")).select_related("authorship"))
    given_by = [author_of(act) for act in acts]
    by_proxy = Proxy.objects.filter(process=facts.chunk.process_id, pk__in=named_by(acts))
    held = _counting(facts.chunk)
    # an answer in secret is no act; what is kept of it names who gave it, until it is counted
    secret = [name for name in ballots if facts.is_secret(stage, name)]
    kept = ChunkRow.objects.filter(chunk=facts.chunk, stage=stage, name__in=secret)
    named = kept.filter(what__in=("answer", "voter")).values_list("who", flat=True)
    answered = Q(pk__in=[pk for pk in given_by if pk is not None])
    answered |= Q(pk__in=[int(who) for who in named if who.isdecimal()])
    answered |= Q(pk__in=held.values("participant")) | Q(pk__in=by_proxy.values("principal"))
    return set(Participant.objects.filter(answered, is_active=True).values_list("pk", flat=True))


def _tell(
    chunk: Chunk,
    titles: Collection[str],
    whom: Collection[int],
    *,
    counts: bool,
    ruling: int | None = None,
    why: str = "",
) -> None:
    """Mail each of them that they can answer again; a mail that fails stops nothing.

    `counts`: what they said counts still. `ruling`: the act, where no version begins it anew.
    """
    current = Chunk.objects.select_related("process").get(pk=chunk.pk)
    facts, forum = facts_of(current), Forum.objects.first()
    clocks = facts.model.stages[facts.stage].clocks
    asked = {one.clock for one in facts.model.stages[facts.stage].ballots.values()}
    begun = [name for name, one in clocks.items() if VERSION in one.restarts_on or name in asked]
    ends = [deadline(facts.model, facts, facts.stage, name) for name in begun]
    with override(forum.languages[0] if forum and forum.languages else "en"):
        context = {
            "chunk": current,
            "forum": forum,
            "titles": titles,
            "counts": counts,
            "ruling": address_of(reverse("act", args=[ruling])) if ruling else "",
            "why": why,
            "until": min((at for at in ends if at is not None), default=None),
            "changes": address_of(reverse("redline", args=[current.number])),
            "page": address_of(reverse("chunk", args=[current.number])),
        }
        text = render_to_string("deliberation/restarted.txt", context)
        why = (
            _("Please answer again: a ruling on “%(title)s”")
            if ruling
            else _("Please answer again: the text of “%(title)s” has changed")
        )
        subject = why % {"title": current.title}
    _send_all(subject, text, whom)


def _tell_of_ruling(chunk: Chunk, whom: Collection[int], ruling: int) -> None:
    """Mail those who answered that something which rests on it was set aside."""
    if not whom:
        return
    current, forum = Chunk.objects.get(pk=chunk.pk), Forum.objects.first()
    with override(forum.languages[0] if forum and forum.languages else "en"):
        context = {
            "chunk": current,
            "forum": forum,
            "ruling": address_of(reverse("act", args=[ruling])),
            "page": address_of(reverse("chunk", args=[current.number])),
        }
        text = render_to_string("deliberation/ruled.txt", context)
        subject = _("An appeal was upheld: “%(title)s”") % {"title": current.title}
    _send_all(subject, text, whom)


def _send_all(subject: str, text: str, whom: Collection[int]) -> None:
    """Mail each of them for themself."""
    with transaction.atomic():  # hundreds of mails are queued with one commit
        for address in Participant.objects.filter(pk__in=whom).values_list("email", flat=True):
            send(subject, text, address)
