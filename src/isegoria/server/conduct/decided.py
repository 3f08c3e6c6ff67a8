"""Words that others rely on: what was decided, and why. The author cannot erase them, nobody hides
them, and the secretariat erases them only where the law asks for it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from isegoria.rules.course.versions import ballots_on_text, decides_on_text, decisions_on_text
from isegoria.server.conduct import refusals
from isegoria.server.conduct.models import Erasure
from isegoria.server.faults import guarded
from isegoria.server.process.facts import ChunkFacts, facts_of, model_of
from isegoria.server.process.models import Chunk
from isegoria.server.record.door import Attempt
from isegoria.server.record.models import Act, Authorship
from isegoria.terms import Refusal

__all__ = [
    "GROUNDS",
    "answered_part",
    "decided_part",
    "erases_decided_text",
    "hides_decided_text",
    "is_reason",
    "is_relied_on",
    "made_into",
    "worked_on",
]

GROUNDS = {
    "court_order": _("a court or an authority ordered it"),
    "personal_data": _("it has personal data that the law says to erase"),
    "copyright": _("it infringes a copyright"),
    "other_law": _("another law asks for it"),
}
"""The legal grounds on which the text of an outcome is erased, as they stand on the record and in
words.
"""


_REASONS = {
    "case.close",
    "chunk.advise",
    "chunk.close",
    "chunk.deliver",
    "chunk.extend",
    "chunk.judge",
    "chunk.leave",
    "chunk.notify",
    "chunk.rule",
    "chunk.shorten",
    "chunk.substantive",
    "chunk.weigh",
    "code.decide",
    "code.hide",
    "code.restrict",
    "code.take-back",
    "issue.cancel",
    "process.cancel",
    "process.drop-date",
    "review.follow",
}
"""Acts of those who decide for others, whose words say why."""
_ASKS = {"issue.propose", "issue.split", "issue.correct", "chunk.correct"}
"""Acts that ask the question of a part."""
_WORK = {"chunk.amend", "chunk.propose", "chunk.write"}
"""Acts that work on what is to be decided. A comment says what it says without the question."""
_WRITES = {"chunk.answer-amendment", "chunk.write"}
"""Acts that write a version of a text."""
_ANSWERS = ("chunk.vote", "chunk.position", "chunk.object", "chunk.judge")
"""Acts that say something about the newest version of a text."""
_ANSWERS_ITEM = ("chunk.vote", "chunk.judge")
"""Acts that answer an item, or find something about it."""
_COUNTS_SECRET = ("chunk.count", "chunk.leave", "chunk.clock")
"""Acts that publish what secret ballots came to."""


def is_relied_on(act: Act, now: datetime) -> bool:
    """Return whether others decided, or are deciding, on what an act said, or something rests on
    the reason that it gave.
    """
    part = decided_part(act, now) or answered_part(act) or worked_on(act) or made_into(act, now)
    return is_reason(act) or part is not None


def is_reason(act: Act) -> bool:
    """Return whether the words of an act say why something was decided: a finding, a way out, a
    ruling, a measure.
    """
    match act.kind:
        case "chunk.settle":  # whoever withdraws an objection decides nothing for others
            return bool(act.body.get("answer") != "withdrawn")
        case "chunk.answer-amendment":
            return not Chunk.objects.filter(
                text_version=act.number
            ).exists()  # then it is the text itself
        case "process.end-seat":
            return act.role == "secretariat"
        case "words.erase":
            return Erasure.objects.filter(number=act.number, by_author=False).exists()
    return act.kind in _REASONS


def decided_part(act: Act, now: datetime, *, to_begin: bool = False) -> Chunk | None:
    """Return the part that was decided, or is being decided, with what an act said.

    That is the newest text of a part, its question, and something that was put to answer one by
    one.

    Args:
        to_begin: also where a ballot of the stage has not begun.
    """
    parts = Chunk.objects.select_related("process").filter(process__archive=None)
    said_in = parts.filter(_said_in(act))
    return next((one for one in said_in if _may_be_decided(one, act, now, to_begin)), None)


def answered_part(act: Act, *, to_hide: bool = False) -> Chunk | None:
    """Return the part in which people answered a version of the text that an act wrote, in whatever
    round, or in which a round on it is over: a newer version began it again, or its stage was left.

    What they said names that version, and would say nothing without it.

    Args:
        to_hide: not where they said it of a draft on which nobody decided.
    """
    if act.kind not in _WRITES:
        return None
    wrote = Act.objects.filter(pk=act.number).first()  # a page names no part
    number = wrote.item.removeprefix("chunk-") if wrote else ""
    parts = Chunk.objects.select_related("process").filter(process__archive=None)
    part = parts.filter(pk=number).first() if number.isdecimal() else None
    if wrote is None or part is None:
        return None
    if _was_answered(part, wrote) and (not to_hide or _was_decided_since(part, wrote)):
        return part
    return part if _is_round_over(part, wrote) else None


def _is_round_over(part: Chunk, wrote: Act) -> bool:
    ways = []
    with guarded("part", part.pk):
        stages = model_of(part.process).stages.values()
        ways = [name for one in stages if decides_on_text(one) for name in one.exits]
    about = Act.objects.filter(process=wrote.process, item=wrote.item, body__version=wrote.number)
    ended = Q(kind__in=_WRITES) | Q(kind="chunk.leave", body__name__in=ways)
    ended |= Q(kind="chunk.clock", body__exit__in=ways)
    return about.filter(ended).exists()


def _was_decided_since(part: Chunk, wrote: Act) -> bool:
    """Return whether a stage that decides on the text was entered, or began anew, since an act
    wrote a version.
    """
    with guarded("part", part.pk):
        facts = facts_of(part)
        visits = facts.state.visits.items()
        begun = [(name, at) for name, one in visits for at in (one.at, one.restarted_at) if at]
        stages = {name for name, at in begun if at >= wrote.minute}
        return any(decides_on_text(facts.model.stages[name]) for name in stages)
    return True  # of a part that cannot be read nobody knows


def _was_answered(part: Chunk, wrote: Act) -> bool:
    """Return whether somebody said something about a version that an act wrote: what is said is
    about the newest one.
    """
    newer = part.version_set.filter(number__gt=wrote.number).order_by("number")
    until = newer.values_list("number", flat=True).first()
    said = Act.objects.filter(process=wrote.process, item=wrote.item, number__gt=wrote.number)
    if until is not None:
        said = said.filter(number__lt=until)
    return _any_of(said, _ANSWERS)


def _any_of(acts: QuerySet[Act], kinds: Iterable[str]) -> bool:
    """Return whether there is an act of one of these kinds: each is asked for by itself, so that an
    index leads to it.
    """
    return any(acts.filter(kind=kind).exists() for kind in kinds)


def worked_on(act: Act) -> Chunk | None:
    """Return the part whose question an act asked and on which others worked: nothing leads on from
    a question that nobody can read.
    """
    if act.kind not in _ASKS:
        return None
    own = Authorship.objects.filter(act=act.number).values("participant")
    for part in Chunk.objects.filter(_said_in(act), process__archive=None).select_related(
        "process"
    ):
        work = Act.objects.filter(process=part.process.place, item=part.item, kind__in=_WORK)
        if work.exclude(authorship__participant__in=own).exists():
            return part
    return None


def made_into(act: Act, now: datetime, *, to_hide: bool = False) -> Chunk | None:
    """Return the part in which others decided on a text, or answered it, that was made of what an
    act said: of an amendment that was taken up, or of the version before.

    Since the second version of their kind the acts that take an amendment up hold the whole text,
    and nothing rests on what it was made of.
    """
    if act.kind not in {"chunk.amend", *_WRITES}:
        return None
    said = Act.objects.filter(pk=act.number).first()
    number = said.item.removeprefix("chunk-") if said else ""
    part = Chunk.objects.filter(pk=number).first() if number.isdecimal() else None
    if part is None:
        return None
    since = act.number
    if act.kind == "chunk.amend":
        taken = part.amendment_set.filter(pk=act.number, state="taken").first()
        since = taken.answered_in - 1 if taken and taken.answered_in else 0
    for made in _made_of(part, since) if since else ():
        found = decided_part(made, now, to_begin=to_hide) or answered_part(made, to_hide=to_hide)
        if found is not None:
            return found
    return None


def _made_of(part: Chunk, since: int) -> Iterator[Act]:
    """Yield the versions after a number of which each needs the one before it to be told from the
    record.
    """
    later = part.version_set.filter(number__gt=since).order_by("number")
    for number in later.values_list("number", flat=True):
        made = Act.objects.filter(pk=number).first()
        if made is None or made.kind != "chunk.answer-amendment" or "becomes" in made.commitments:
            return
        yield made


def _may_be_decided(chunk: Chunk, act: Act, now: datetime, to_begin: bool) -> bool:
    with guarded("part", chunk.pk):
        return _is_decided(chunk, act, now) or (to_begin and _has_ballot(chunk, act))
    return True  # of a part that cannot be read nobody knows


def _has_ballot(chunk: Chunk, act: Act) -> bool:
    """Return whether a ballot of the stage decides on the text or the question that an act said."""
    if act.kind == "chunk.propose":  # what was hidden in a ballot stays out of it
        return False
    facts = facts_of(chunk)
    return bool(ballots_on_text(facts.model.stages[facts.stage]))


def _said_in(act: Act) -> Q:
    """Return in which parts what an act said can have been decided on."""
    if act.kind in _ASKS:
        asked = Q(issue=act.number) | Q(pk=act.number)
        return asked | Q(corrected_in=act.number) | Q(issue__corrected_in=act.number)
    if act.kind == "chunk.propose":
        return Q(pk=act.item.removeprefix("chunk-"))
    return Q(text_version=act.number) | Q(errata=act.number)


def _is_decided(chunk: Chunk, act: Act, now: datetime) -> bool:
    facts = facts_of(chunk)
    if act.kind == "chunk.propose":
        item = f"i{act.number}"
        return _is_answered(facts, item) or _was_item_answered(act, item)
    if chunk.outcome:
        return True
    return bool(decisions_on_text(facts.model, facts, now)) or bool(facts.decided_in())


def _is_answered(facts: ChunkFacts, item: str) -> bool:
    """Return whether somebody answered an item, or found something about it.

    The numbers are kept after a count, which forgets who gave an answer. Whether somebody answered
    in secret is told nowhere, so each item in such a ballot counts as answered.
    """
    asked = facts.model.stages[facts.stage].ballots.values() if not facts.outcome else ()
    return any(one.secret and one.per == "item" for one in asked) or any(
        any(tally.get(item) for tally in visit.tallies.values())
        or any(found.get(item) for found in visit.labels.values())
        for visit in facts.state.visits.values()
    )


def _was_item_answered(proposed: Act, item: str) -> bool:
    """Return whether somebody answered an item, or found something about it, in an earlier round:
    every round begins a tally of its own.
    """
    later = Act.objects.filter(
        number__gt=proposed.number, process=proposed.process, item=proposed.item
    )
    counts = later.filter(kind__in=_COUNTS_SECRET, body__has_key="answers")
    return _any_of(later.filter(body__item=item), _ANSWERS_ITEM) or any(
        item in items for act in counts for items in act.body["answers"].values()
    )


def hides_decided_text(act: Act, now: datetime) -> Refusal | None:
    """Refuse to hide what others decided on: nobody could read what they answer, or what came
    out.
    """
    if is_reason(act):
        return refusals.REASON_NOT_HIDDEN.refuse()
    # else it could be hidden before its ballot and shown on the last day
    part = decided_part(act, now, to_begin=True)
    if part is not None:
        why = refusals.OUTCOME_NOT_HIDDEN if part.outcome else refusals.DECIDED_ON_NOT_HIDDEN
        return why.refuse(title=part.title)
    answered = answered_part(act, to_hide=True) or made_into(act, now, to_hide=True)
    return refusals.ANSWERED_NOT_HIDDEN.refuse(title=answered.title) if answered else None


def erases_decided_text(act: Act, attempt: Attempt, *, wrote: bool, ground: str) -> Refusal | None:
    """Refuse the author, and the secretariat without a legal ground, where the act wrote a text
    that others decided on.
    """
    if is_reason(act):
        return _erases_reason(wrote=wrote, ground=ground)
    part, why = decided_part(act, attempt.now), refusals.DECIDED_ON_NOT_ERASED
    if part is None:
        part = answered_part(act) or made_into(act, attempt.now)
        why = refusals.ANSWERED_NOT_ERASED
    elif part.outcome:
        why = refusals.OUTCOME_NOT_ERASED
    no_ground = refusals.NO_GROUND_FOR_TEXT
    if part is None:
        part, why = worked_on(act), refusals.WORKED_ON_NOT_ERASED
        no_ground = refusals.NO_GROUND_FOR_QUESTION
    if part is None:
        return None
    if wrote:
        return why.refuse(title=part.title)
    return None if ground in GROUNDS else no_ground.refuse(title=part.title)


def _erases_reason(*, wrote: bool, ground: str) -> Refusal | None:
    if wrote:
        return refusals.REASON_NOT_ERASED.refuse()
    return None if ground in GROUNDS else refusals.NO_GROUND_FOR_REASON.refuse()
