"""Everything that can be checked of a forum: the record, what guards it, and what is shown.

What the record itself allows cannot be found here: somebody who can write to the database can take
acts away from its end, or write a new record from its beginning. Against that helps only a
checkpoint that somebody else keeps.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from isegoria.ledger.tree import Checkpoint, Tree
from isegoria.server.configuration import DATABASE, KEY
from isegoria.server.deliberation.models import Position
from isegoria.server.faults import guarded
from isegoria.server.issues.models import Issue
from isegoria.server.people.models import Participant
from isegoria.server.process.facts import ChunkFacts
from isegoria.server.process.models import Chunk, Member, PlannedDate, Process, Seat
from isegoria.server.record.append_only import broken_guards
from isegoria.server.record.checkpoints import leaf_hashes
from isegoria.server.record.models import Act, Head
from isegoria.server.replay.compare import Finding, differences, replayed, shown_of_issue
from isegoria.server.replay.proving import altered
from isegoria.server.replay.replay import Course
from isegoria.server.replay.shown import shown_otherwise
from isegoria.server.rulebooks.kept import UnreadableRulesError, kept_text
from isegoria.server.rulebooks.models import RulesText

__all__ = ["check"]

_HELD = "sealed"


def check(kept: Sequence[Checkpoint] = ()) -> Iterator[str]:
    """Yield what is wrong with the forum, in sentences.

    Args:
        kept: checkpoints from earlier, which the record has to continue.
    """
    yield from _of_files()
    yield from _of_the_database()
    yield from broken_guards(connection)
    yield from _of_numbers()
    yield from _of_checkpoints(kept)
    yield from _of_times()
    behind = list(altered(0))
    yield from (one.says for one in behind)
    yield from _of_rules()
    if behind:
        yield "what the pages show was not compared: the record itself was altered"
        return
    yield from dict.fromkeys(one.says for one in shown_otherwise())
    for process in Process.objects.order_by("pk"):
        found: list[Finding] = []
        with guarded("record", process.pk) as watched:
            found = list(_of_process(process))
        yield from (f"process #{process.pk}: {one}" for one in found)
        if watched.number:
            yield (
                f"process #{process.pk} could not be compared with its record: fault"
                f" {watched.number} in the log"
            )


def _of_files() -> Iterator[str]:
    """Yield what others on this machine can read, the key and the database above all."""
    home = Path(settings.HOME)
    for path in (home / KEY, home / DATABASE):
        if path.exists() and path.stat().st_mode & 0o077 and home.stat().st_mode & 0o077:
            yield f"others on this machine can read {path}: run “chmod -R go= {home}”"


def _of_the_database() -> Iterator[str]:
    """Yield what SQLite finds wrong with its file. PostgreSQL refuses references to nothing; of it
    who else can read the tables.
    """
    if connection.vendor != "sqlite":
        yield from _of_rights()
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(10)")
        for (said,) in cursor.fetchall():
            if said != "ok":
                yield f"the file of the database is damaged: {said}"
        cursor.execute("PRAGMA foreign_key_check")
        broken = Counter((table, other) for table, _row, other, _number in cursor.fetchall())
    for (table, other), number in broken.items():
        yield f"{number} rows of {table} refer to rows of {other} that are not there"


def _of_rights() -> Iterator[str]:
    """Yield who can read or write tables beside their owner."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT grantee, count(DISTINCT table_name) FROM information_schema.table_privileges"
            " WHERE table_schema = current_schema() AND grantee <> current_user"
            " GROUP BY grantee ORDER BY grantee"
        )
        for grantee, tables in cursor.fetchall():
            yield f"the role {grantee} of PostgreSQL has rights on {tables} tables of the forum"


def _of_numbers() -> Iterator[str]:
    head = Head.objects.filter(pk=1).first()
    if head is None:
        yield "the head of the record is missing"
        return
    there = set(Act.objects.values_list("number", flat=True))
    for number in range(1, head.size + 1):
        if number not in there:
            yield f"act #{number} is not on the record"
    for number in sorted(one for one in there if not 1 <= one <= head.size):
        yield f"act #{number} is on the record, whose head says that it has {head.size} acts"


def _of_checkpoints(kept: Sequence[Checkpoint]) -> Iterator[str]:
    wanted: dict[int, set[bytes]] = {}
    for one in kept:
        wanted.setdefault(one.size, set()).add(one.root)
    tree = Tree()
    found = {0: tree.root()}
    for leaf in leaf_hashes():
        tree.add(leaf)
        if tree.size in wanted:
            found[tree.size] = tree.root()
    for size, roots in sorted(wanted.items()):
        if size not in found:
            yield f"the record had {size} acts once, and has {tree.size} now: acts were taken away"
        elif roots != {found[size]}:
            yield f"the first {size} acts are not those of the checkpoint that was kept"


def _of_times() -> Iterator[str]:
    """Yield acts that are older than the one before; of a secret answer only the day is kept."""
    latest: datetime | None = None
    acts = Act.objects.order_by("number").values_list("number", "minute", "body")
    for number, minute, body in acts.iterator(10_000):
        if isinstance(body, dict) and "at" in body.get(_HELD, ()):
            continue
        if latest is not None and minute < latest:
            yield f"act #{number} is older than the act before it"
        latest = max(latest or minute, minute)
    last_at = Head.objects.filter(pk=1).values_list("last_at", flat=True).first()
    if latest is not None and last_at is not None and last_at < latest:
        yield "the head of the record is older than its last act"


def _of_rules() -> Iterator[str]:
    for digest in RulesText.objects.values_list("pk", flat=True):
        try:
            kept_text(digest)
        except UnreadableRulesError as fault:
            yield f"rules that a process keeps: {fault}"


def _of_process(process: Process) -> Iterator[Finding]:
    entries, course, wrong = replayed(process, ())
    yield from wrong
    if course is None:
        return
    erased = sum(one.erased for one in entries)
    for issue in Issue.objects.filter(process=process).order_by("pk"):
        yield from shown_of_issue(issue, course)
    for chunk in Chunk.objects.filter(process=process).order_by("pk"):
        yield from differences(chunk, course, erased)
        yield from _who_holds_what(chunk, course)
        yield from _when_it_is_looked_at(chunk, course)
    yield from _who_sits_where(process, course)
    yield from _who_takes_part(process, course)
    yield from _what_is_planned(process, course)


def _gone() -> set[int]:
    """Return the people who were erased, of whom the record tells a number drawn by lot."""
    return set(Participant.objects.exclude(erased_in=None).values_list("pk", flat=True))


def _differing(what: str, shown: dict[Any, Any], derived: dict[Any, Any]) -> Iterator[Finding]:
    gone = _gone()
    known = [*shown, *(one for one in derived if one not in shown)]
    for one in known:
        if one not in gone and shown.get(one) != derived.get(one):
            yield Finding(f"{what} #{one}", shown.get(one), derived.get(one))


def _who_holds_what(chunk: Chunk, course: Course) -> Iterator[Finding]:
    rows = Position.objects.filter(chunk=chunk, ended_in=None).values_list("participant", "value")
    held = course.positions.get(chunk.item, {})
    people = set(Participant.objects.values_list("pk", flat=True))
    derived = {
        who: one.answer
        for who, one in held.items()
        if isinstance(who, int) and one.ended_in is None and who in people
    }
    represented = {who for who in dict(rows) if who not in held}  # answered for a group
    shown = {who: value for who, value in rows if who not in represented}
    yield from _differing(f"chunk #{chunk.number}, position of participant", shown, derived)


def _when_it_is_looked_at(chunk: Chunk, course: Course) -> Iterator[Finding]:
    """Yield where a clock runs and nobody will look at it."""
    derived = course.chunks.get(chunk.item)
    if derived is None or chunk.look_at or chunk.outcome or chunk.issue.merged_into_id is not None:
        return
    facts = ChunkFacts(course.model, chunk, derived.state)
    if facts.next_look(facts.changed_at()) is not None:
        yield Finding(f"no clock of chunk #{chunk.number} will ever run out")


def _who_sits_where(process: Process, course: Course) -> Iterator[Finding]:
    gone = _gone()
    rows = Seat.objects.filter(process=process, until_at=None).select_related("chunk")
    shown = {
        one.pk: (one.holder, one.participant_id, one.item)
        for one in rows
        if one.participant_id not in gone
    }
    derived = {
        number: seat for number, seat in course.room.seats.items() if not course.seated[number][1]
    }
    yield from _differing("seat of act", shown, derived)


def _who_takes_part(process: Process, course: Course) -> Iterator[Finding]:
    rows = Member.objects.filter(process=process).values_list("participant", "group__slug")
    people = set(Participant.objects.values_list("pk", flat=True))
    derived = {who: group for who, group in course.room.groups.items() if who in people}
    shown = {who: group or "" for who, group in rows}
    yield from _differing("group of participant", shown, derived)


def _what_is_planned(process: Process, course: Course) -> Iterator[Finding]:
    if process.counts_as != course.room.counts_as:
        yield Finding("which group counts as which", process.counts_as, course.room.counts_as)
    rows = PlannedDate.objects.filter(process=process, dropped_in=None).exclude(name="")
    shown = dict(rows.values_list("name", "on"))
    derived = {name: at.date() for name, at in course.meetings.items()}
    yield from _differing("meeting", shown, derived)
