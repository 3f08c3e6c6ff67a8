"""What the rules keep of a part, written anew from the record.

An act changes the record and what is kept in one transaction, so the two agree. They differ after a
fault of the program or a change by hand; then the record is right.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction

from isegoria.rules.course.state import State, read_state, written_state
from isegoria.server.faults import guarded
from isegoria.server.process.facts import ChunkFacts, CourseFacts
from isegoria.server.process.models import Chunk, ChunkRow, Process
from isegoria.server.record.door import together
from isegoria.server.record.models import Head
from isegoria.server.replay.compare import (
    Finding,
    derived_rows,
    differences,
    kept_rows,
    organisations_told,
    replayed,
)
from isegoria.server.replay.proving import Altered, altered
from isegoria.server.replay.replay import Course

__all__ = ["Rebuilt", "agree_with_records", "rebuild"]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What came of it for one process."""

    wrong: tuple[Finding, ...]
    """What is wrong with the record itself; then nothing was written."""
    written: tuple[Finding, ...]
    """What differed and follows from the record now."""
    left: tuple[Finding, ...]
    """What differs still: the record does not tell it."""


def rebuild(
    process: Process, *, look_only: bool = False, behind: Iterable[Altered] | None = None
) -> Rebuilt:
    """Write anew what is kept of each part of a process where it differs from the record.

    Nobody acts meanwhile. What people said is not touched, only whether a position still counts,
    and no answer to a secret ballot that is open. An issue that was merged stays as it was left.
    Nothing is written from acts that were altered.

    Args:
        behind: what was altered since an earlier act, where the caller looked already: to look
            reads all acts from the beginning of the process on.
    """
    with together():
        Head.objects.select_for_update().get(pk=1)  # the record is held
        entries, course, wrong = replayed(process, behind)
        if course is None or wrong:
            return Rebuilt(tuple(wrong), (), ())
        erased = sum(one.erased for one in entries)
        found: list[Finding] = []
        left: list[Finding] = []
        for chunk in Chunk.objects.filter(process=process, issue__merged_into=None):
            differing = list(differences(chunk, course, erased))
            found += differing
            if differing and not look_only and chunk.item in course.chunks:
                _write(chunk, course, erased)
                left += differences(Chunk.objects.get(pk=chunk.pk), course, erased)
        still = {str(one) for one in left}
        written = tuple(one for one in found if str(one) not in still)
        return Rebuilt((), written, tuple(left))


def agree_with_records(say: Callable[[str], None]) -> None:
    """Write anew what an older version kept in another way, and say of which process.

    A record with a fault stops nothing: it is said.
    """
    first = Process.objects.order_by("pk").first()
    behind: list[Altered] | None = None
    for process in Process.objects.order_by("pk"):
        found = Rebuilt((), (), ())
        with guarded("record", process.pk) as watched:
            if behind is None and first is not None:
                behind = list(altered(first.pk))  # once for all of them
            found = rebuild(process, behind=behind)
        if watched.number:
            say(
                f"Process #{process.pk} could not be compared with its record:"
                f" fault {watched.number} in the log."
            )
        elif found.wrong or found.left:
            say(
                f"Process #{process.pk} differs from its record."
                f" “isegoria rebuild {process.pk} --dry-run” says where."
            )
        elif found.written:
            say(f"The pages of process #{process.pk} agree with its record again.")


@transaction.atomic
def _write(chunk: Chunk, course: Course, erased: int) -> None:
    derived = course.chunks[chunk.item]
    state = read_state(written_state(derived.state))
    _keep_untold(chunk, state, derived, erased)
    gone = [tuple(key) for key in kept_rows(chunk, derived)]
    for what, stage, name, item, who in gone:
        ChunkRow.objects.filter(
            chunk=chunk, what=what, stage=stage, name=name, item=item, who=who
        ).delete()
    chunk.text_version = course.texts.get(chunk.item)
    facts = ChunkFacts(course.model, chunk, state)
    for key, row in derived_rows(derived).items():
        facts.rows.put(key, row)
    facts.write()
    for held in course.positions.get(chunk.item, {}).values():
        chunk.position_set.filter(pk=held.number).update(ended_in=held.ended_in)


def _readable(chunk: Chunk) -> State | None:
    try:
        return read_state(chunk.state)
    except ValueError:
        return None


def _keep_untold(chunk: Chunk, state: State, derived: CourseFacts, erased: int) -> None:
    """Keep what the record does not tell: for whom somebody spoke or signed who was erased."""
    if (kept := _readable(chunk)) is not None:
        if erased and set(state.parties) <= set(kept.parties):
            state.parties = kept.parties
            state.proposed_for, state.contested_for = kept.proposed_for, kept.contested_for
        _keep_signing(kept, state, derived)


def _keep_signing(kept: State, state: State, derived: CourseFacts) -> None:
    """Keep for how many organisations people signed, as far as the record leaves it open."""
    for stage, visit in state.visits.items():
        before = kept.visits[stage].signatures if stage in kept.visits else {}
        for trigger, signed in visit.signatures.items():
            if trigger in before:
                signed.organisations = organisations_told(
                    derived, stage, trigger, before[trigger].organisations
                )
