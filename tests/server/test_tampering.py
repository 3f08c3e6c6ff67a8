"""Each way in which somebody who can write to the database might alter it, and what finds it.

The database's own guards are tried first. Then they are taken away, as an administrator of the
database can, the record is altered, and the guards are put back. docs/operator/tampering.md has the
table, and says what finds what nothing here does.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from isegoria.ledger.leaf import SALT_BYTES, commitment, packed, unpacked
from isegoria.server.example import bring_example
from isegoria.server.issues.models import Issue
from isegoria.server.people.models import Participant
from isegoria.server.process.models import Chunk, Seat
from isegoria.server.record.append_only import (
    guard,
    guard_rules,
    guard_sealed,
    unguard,
    unguard_rules,
    unguard_sealed,
)
from isegoria.server.record.checkpoints import checkpoint
from isegoria.server.record.models import Act, Opening
from isegoria.server.replay.checking import check
from isegoria.server.replay.compare import recompute
from tests.sealing import seal

TABLE = Path(__file__).parents[2] / "docs" / "operator" / "tampering.md"
Tamper = Callable[[], None]


def run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def sql(statement: str) -> Tamper:
    """Return what runs a statement; `{kind}` in it is the number of the last act of this kind."""

    def tamper() -> None:
        kinds = re.findall(r"\{([a-z.-]+)\}", statement)
        written = statement
        for kind in kinds:
            written = written.replace(f"{{{kind}}}", str(last(kind).number))
        run(written)

    return tamper


def last(kind: str) -> Act:
    return Act.objects.filter(kind=kind).latest("number")


def acts(change: str, kind: str = "chunk.vote") -> Tamper:
    return sql(f"UPDATE isegoria_act SET {change} WHERE number = {{{kind}}}")


def openings(change: str, kind: str, field: str) -> Tamper:
    return sql(
        f"UPDATE isegoria_opening SET {change} WHERE act_id = {{{kind}}} AND field = '{field}'"
    )


def sealed_again(change: Tamper, kind: str) -> Tamper:
    """Return what alters an act, and gives it the hash that fits."""

    def tamper() -> None:
        change()
        seal(Act.objects.filter(pk=last(kind).pk))

    return tamper


def take_out(act: Act) -> None:
    for table in ("opening", "sealed", "withheld", "erasedauthor", "authorship"):
        run(f"DELETE FROM isegoria_{table} WHERE act_id = %s", act.number)
    run("DELETE FROM isegoria_act WHERE number = %s", act.number)


def missing_in_the_middle() -> None:
    take_out(last("chunk.position"))


def cut_the_end() -> None:
    take_out(Act.objects.latest("number"))


def cut_the_end_with_all_of_it() -> None:
    """The last act is an import: its head, its session and its words go with it."""
    act = Act.objects.latest("number")
    take_out(act)
    run("DELETE FROM isegoria_turn WHERE session_id = %s", act.number)
    run("DELETE FROM isegoria_speaker WHERE session_id = %s", act.number)
    run("DELETE FROM isegoria_session WHERE number = %s", act.number)
    run("UPDATE isegoria_head SET size = size - 1")


def swap(first: int, second: int) -> None:
    free = Act.objects.latest("number").number + 1000
    run("PRAGMA defer_foreign_keys = ON") if connection.vendor == "sqlite" else run(
        "SET CONSTRAINTS ALL DEFERRED"
    )
    for one, other in ((first, free), (second, first), (free, second)):
        run("UPDATE isegoria_act SET number = %s WHERE number = %s", other, one)
        for table in ("opening", "authorship"):
            run(f"UPDATE isegoria_{table} SET act_id = %s WHERE act_id = %s", other, one)


def swap_of_other_times() -> None:
    first, second = Act.objects.filter(kind="process.begin").order_by("number")
    swap(first.number, second.number)


def swap_of_one_minute() -> None:
    """The last two imports were made in one minute, and nothing refers to them by number only."""
    one, other = Act.objects.filter(kind="affiliation.declare").order_by("number")[:2]
    swap(one.number, other.number)
    free = 9999
    for old, new in ((one.number, free), (other.number, one.number), (free, other.number)):
        run("UPDATE isegoria_affiliation SET declared_in = %s WHERE declared_in = %s", new, old)


def forged(kind: str = "chunk.vote", **changes: Any) -> Act:
    """Put a copy of the last act of a kind behind the end."""
    old, number = last(kind), Act.objects.latest("number").number + 1
    act = Act.objects.get(pk=old.pk)
    act.pk, act.key = number, "0" * 31 + "1"
    act.minute = Act.objects.latest("number").minute
    for name, value in changes.items():
        setattr(act, name, value)
    act.save(force_insert=True)
    for one in Opening.objects.filter(act=old):
        Opening.objects.create(
            act=act, field=one.field, salt=one.salt, content=one.content, size=one.size
        )
    run(
        "INSERT INTO isegoria_authorship SELECT %s, affiliation_id, participant_id FROM"
        " isegoria_authorship WHERE act_id = %s"
        if connection.vendor == "sqlite"
        else "INSERT INTO isegoria_authorship (act_id, affiliation_id, participant_id) SELECT %s,"
        " affiliation_id, participant_id FROM isegoria_authorship WHERE act_id = %s",
        number,
        old.pk,
    )
    seal(Act.objects.filter(pk=number))
    return act


def stuff_the_ballot() -> None:
    forged()
    run("UPDATE isegoria_head SET size = size + 1")


def rewrite_words() -> None:
    """Everything is altered that belongs together: words, commitment, leaf, page."""
    act = last("chunk.comment")
    digests, salt, content = unpacked(bytes(act.committed)), b"s" * SALT_BYTES, b"I agree."
    digests["text"] = commitment("text", salt, content)
    Act.objects.filter(pk=act.pk).update(committed=packed(digests))
    Opening.objects.filter(act=act, field="text").update(salt=salt, content=content, size=8)
    seal(Act.objects.filter(pk=act.pk))
    run("UPDATE isegoria_comment SET text = 'I agree.' WHERE number = %s", act.pk)


def erase_quietly() -> None:
    """Words go, and a row says that somebody erased them."""
    act = last("chunk.comment")
    run("DELETE FROM isegoria_opening WHERE act_id = %s AND field = 'text'", act.pk)
    run("UPDATE isegoria_comment SET text = '' WHERE number = %s", act.pk)
    run(
        "INSERT INTO isegoria_erasure (of, number, process, by_author, ground, reason, at)"
        " VALUES (%s, %s, %s, %s, '', '', '2026-11-30 12:00:00+00:00')",
        act.pk,
        last("code.hide").pk,
        act.process,
        True,
    )


def hide_an_author() -> None:
    act = last("chunk.comment")
    run("DELETE FROM isegoria_opening WHERE act_id = %s AND field = 'who'", act.pk)
    run("DELETE FROM isegoria_authorship WHERE act_id = %s", act.pk)
    run(
        'INSERT INTO isegoria_erasedauthor (act_id, field, token, "group") VALUES'
        " (%s, 'who', 7, '')",
        act.pk,
    )


def open_what_is_sealed() -> None:
    row = "act_id, field, salt, content, length(content)"
    one = "field = 'who' AND act_id IN (SELECT act_id FROM isegoria_sealed WHERE field = 'who' LIMIT 1)"
    run(
        "INSERT INTO isegoria_opening (act_id, field, salt, content, size)"
        f" SELECT {row} FROM isegoria_sealed WHERE {one}"
    )
    run(
        "DELETE FROM isegoria_sealed WHERE field = 'who' AND act_id IN"
        " (SELECT act_id FROM isegoria_opening WHERE field = 'who')"
    )


def change_a_tally() -> None:
    chunk = Chunk.objects.filter(outcome="recommendation").latest("number")
    visit = chunk.state["visits"]["consensus_call"]
    visit["tallies"]["support"][""]["governments"]["support"] = 7
    chunk.save()


def of_the_decided(change: str) -> Tamper:
    return sql(f"UPDATE isegoria_chunk SET {change} WHERE outcome <> ''")


def swap_positions() -> None:
    """Counts stay the same; who said what does not."""
    run("UPDATE isegoria_position SET value = 'x' WHERE ended_in IS NULL AND value = 'support'")
    run(
        "UPDATE isegoria_position SET value = 'support' WHERE ended_in IS NULL"
        " AND value = 'can_live_with'"
    )
    run("UPDATE isegoria_position SET value = 'can_live_with' WHERE value = 'x'")


def another(number: Any) -> int:
    found = Participant.objects.exclude(pk=number).order_by("pk").first()
    assert found is not None
    return found.pk


def give_the_seat_away() -> None:
    seat = Seat.objects.latest("number")
    run(
        "UPDATE isegoria_seat SET participant_id = %s WHERE number = %s",
        another(seat.participant_id),
        seat.pk,
    )


def say_it_was_another() -> None:
    act = last("chunk.comment")
    run(
        "UPDATE isegoria_comment SET participant_id = %s WHERE number = %s",
        another(act.authorship.participant_id),
        act.pk,
    )


def another_author() -> None:
    act = last("chunk.comment")
    run(
        "UPDATE isegoria_authorship SET participant_id = %s WHERE act_id = %s",
        another(act.authorship.participant_id),
        act.pk,
    )


def rewrite_a_rating() -> None:
    act = last("outcome.follow-up")
    act.body["rating"] = "achieved" if act.body["rating"] != "achieved" else "opposite"
    Act.objects.filter(pk=act.pk).update(body=act.body)
    seal(Act.objects.filter(pk=act.pk))
    run("UPDATE isegoria_followup SET rating = %s WHERE number = %s", act.body["rating"], act.pk)


def drop_a_guard() -> None:
    on = "" if connection.vendor == "sqlite" else " ON isegoria_act"
    run(f"DROP TRIGGER isegoria_act_no_update{on}")


def weaken_a_guard() -> None:
    if connection.vendor == "sqlite":
        drop_a_guard()
        run(
            "CREATE TRIGGER isegoria_act_no_update BEFORE UPDATE ON isegoria_act"
            " WHEN NEW.number > 1000 BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    else:
        run("ALTER TABLE isegoria_act DISABLE TRIGGER isegoria_act_no_update")


def add_a_trigger() -> None:
    if connection.vendor == "sqlite":
        run(
            "CREATE TRIGGER quiet AFTER INSERT ON isegoria_comment BEGIN"
            " UPDATE isegoria_comment SET text = 'yes' WHERE number = NEW.number; END"
        )
    else:
        run(
            "CREATE FUNCTION isegoria_quiet() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN NEW.text = 'yes'; RETURN NEW; END $$"
        )
        run(
            "CREATE TRIGGER quiet BEFORE INSERT ON isegoria_comment FOR EACH ROW EXECUTE"
            " FUNCTION isegoria_quiet()"
        )


KINDS: dict[str, Tamper] = {
    # acts
    "the kind of an act": acts("kind = 'chunk.remark'"),
    "the version of its kind": acts("kind_version = 1"),
    "what an act counts": acts("body = '{}'"),
    "the minute of an act": acts("minute = '2020-01-01 00:00:00+00:00'"),
    "the process of an act": acts("process = 'people'"),
    "the part that an act is about": acts("item = 'chunk-999'"),
    "in which role an act was done": acts("role = 'operator'"),
    "what an act refers to": acts("\"references\" = '[]'"),
    "the commitments of an act": acts("committed = leaf_hash"),
    "the hash of a leaf": acts("leaf_hash = committed"),
    "an answer, with the hash that fits": sealed_again(acts("body = '{}'"), "chunk.vote"),
    "the kind of an act, with the hash that fits": sealed_again(
        acts("kind_version = 999"), "chunk.vote"
    ),
    "an act in the middle is deleted": missing_in_the_middle,
    "the last act is deleted": cut_the_end,
    "the last act is deleted with all of it, and the head set back": cut_the_end_with_all_of_it,
    "the numbers of two acts are swapped": swap_of_other_times,
    "the numbers of two acts of one minute are swapped": swap_of_one_minute,
    "an act is added behind the head": lambda: forged() and None,
    "a vote is added, and the head raised": stuff_the_ballot,
    "a rating is rewritten everywhere, with the hash that fits": rewrite_a_rating,
    # openings and what is sealed
    "the words of an act": openings("content = salt", "chunk.comment", "text"),
    "the salt of an opening": openings("salt = content", "chunk.comment", "text"),
    "who did an act": openings("content = '{\"participant\":1}'", "chunk.comment", "who"),
    "the time of an act": openings("content = salt", "chunk.comment", "at"),
    "the length of words": openings("size = 1", "chunk.comment", "text"),
    "an opening is deleted": sql(
        "DELETE FROM isegoria_opening WHERE field = 'text' AND act_id = {chunk.comment}"
    ),
    "an opening is deleted as if it were erased": erase_quietly,
    "an author is deleted as if they were erased": hide_an_author,
    "an opening is added": sql(
        "INSERT INTO isegoria_opening SELECT act_id, 'more', salt, content, size FROM"
        " isegoria_opening WHERE field = 'text' AND act_id = {chunk.comment}"
    )
    if connection.vendor == "sqlite"
    else sql(
        "INSERT INTO isegoria_opening (act_id, field, salt, content, size) SELECT act_id, 'more',"
        " salt, content, size FROM isegoria_opening WHERE field = 'text' AND act_id ="
        " {chunk.comment}"
    ),
    "words are rewritten everywhere, with the hash that fits": rewrite_words,
    "what is sealed": sql("UPDATE isegoria_sealed SET content = salt"),
    "what is sealed is deleted": sql("DELETE FROM isegoria_sealed WHERE field = 'at'"),
    "what is sealed is opened": open_what_is_sealed,
    "hidden words": sql("UPDATE isegoria_withheld SET content = salt"),
    "hidden words are deleted": sql("DELETE FROM isegoria_withheld"),
    "whose act it is, in lists": another_author,
    "an act is nobody's, in lists": sql(
        "DELETE FROM isegoria_authorship WHERE act_id = {chunk.comment}"
    ),
    # the head
    "the head is raised": sql("UPDATE isegoria_head SET size = size + 1"),
    "the head is set back": sql("UPDATE isegoria_head SET size = size - 1"),
    "the time of the head is set back": sql(
        "UPDATE isegoria_head SET last_at = '2020-01-01 00:00:00+00:00'"
    ),
    "the head is deleted": sql("DELETE FROM isegoria_head"),
    # what the rules keep
    "the stage of a part": of_the_decided("stage = 'scoping'"),
    "the outcome of a part": of_the_decided("outcome = 'options'"),
    "a tally": change_a_tally,
    "what somebody answered": sql(
        "UPDATE isegoria_chunkrow SET value = 'no' WHERE what = 'answer'"
    ),
    "an answer is deleted": sql("DELETE FROM isegoria_chunkrow WHERE what = 'answer'"),
    "a clock is stopped": sql("UPDATE isegoria_chunk SET look_at = NULL"),
    "which version of the text counts": of_the_decided("text_version = NULL"),
    "positions are swapped": swap_positions,
    "an objection is called addressed": sql("UPDATE isegoria_objection SET state = 'withdrawn'"),
    "a seat is given to another": give_the_seat_away,
    "a seat is ended": sql("UPDATE isegoria_seat SET until_at = from_at"),
    "a seat is deleted": sql("DELETE FROM isegoria_seat WHERE number = {process.seat}"),
    "the group of a member": sql("UPDATE isegoria_member SET group_id = NULL"),
    "a member is deleted": sql("DELETE FROM isegoria_member"),
    "support of an issue is deleted": sql("DELETE FROM isegoria_issuesupport"),
    "which group counts as which": sql(
        'UPDATE isegoria_process SET counts_as = \'{"governments": ""}\''
    ),
    "the text of rules": sql("UPDATE isegoria_rulestext SET text = '{}'"),
    "under which rules a process runs": sql(
        "UPDATE isegoria_process SET rules_id = (SELECT min(digest) FROM isegoria_rulestext)"
    ),
    # what pages show
    "a comment": sql("UPDATE isegoria_comment SET text = 'I agree.' WHERE text <> ''"),
    "a comment is emptied": sql(
        "UPDATE isegoria_comment SET text = '' WHERE number = {chunk.comment}"
    ),
    "a comment is deleted": sql("DELETE FROM isegoria_comment WHERE number = {chunk.comment}"),
    "a comment is said to be another's": say_it_was_another,
    "the title of an issue": sql("UPDATE isegoria_issue SET title = 'Nothing'"),
    "the title of a process": sql("UPDATE isegoria_process SET title = 'Nothing'"),
    "a text that is decided on": sql("UPDATE isegoria_version SET text = 'Nothing.'"),
    "the title of an issue is taken away": sql(
        "UPDATE isegoria_issue SET title = '#' || number, text = ''"
    ),
    "a minority statement is emptied": sql("UPDATE isegoria_minoritystatement SET text = ''"),
    "why somebody objects": sql("UPDATE isegoria_objection SET text = 'No reason.'"),
    "what became of an outcome": sql("UPDATE isegoria_followup SET rating = 'x'"),
    "why words were hidden": sql("UPDATE isegoria_measure SET reason = 'Rude.'"),
    "by which rule words were hidden": sql("UPDATE isegoria_measure SET rule = 3"),
    "the code of conduct": sql("UPDATE isegoria_code SET rules = '[]'"),
    "an answer to a straw poll": sql("UPDATE isegoria_strawanswer SET answer = 'x'"),
    "whom an invitation went to": sql("UPDATE isegoria_invitation SET organisation = 'Nobody'"),
    "whom somebody speaks for": sql("UPDATE isegoria_affiliation SET organisation = 'Nobody'"),
    "by which name an organisation is found": sql("UPDATE isegoria_affiliation SET folded = 'x'"),
    "what somebody said in a session": sql("UPDATE isegoria_turn SET text = 'I agree fully.'"),
    "the name of the forum": sql("UPDATE isegoria_forum SET name = 'Another'"),
    "the name of a group": sql(
        "UPDATE isegoria_stakeholdergroup SET name = 'x' WHERE position = 0"
    ),
    # guards
    "a guard is dropped": drop_a_guard,
    "a guard is weakened": weaken_a_guard,
    "a trigger is added": add_a_trigger,
    # what nothing finds
    "the key of a form": acts("key = '00000000000000000000000000000009'"),
    "who spoke, as a reader of captions found it": sql(
        "UPDATE isegoria_turn SET speaker_id = NULL"
    ),
    "the name that somebody goes by": sql("UPDATE isegoria_participant SET name = 'Somebody'"),
    "who belongs to the secretariat": sql("UPDATE isegoria_participant SET secretariat = true"),
}
ALWAYS = {
    "the last act is deleted with all of it, and the head set back",
    "the numbers of two acts of one minute are swapped",
    "an author is deleted as if they were erased",
    "the head is set back",
    "a clock is stopped",
    "positions are swapped",
    "a seat is given to another",
    "a comment",
    "a minority statement is emptied",
    "a guard is weakened",
    "who belongs to the secretariat",
}
"""Tried by every run of the tests, and the others by long ones: each makes the checks of a whole
forum.
"""
OF_CHECKPOINTS = ("acts were taken away", "of the checkpoint that was kept")
OF_GUARDS = ("a guard is dropped", "a guard is weakened", "a trigger is added")


@dataclass(frozen=True)
class Found:
    guard: bool
    recompute: bool
    check: bool
    checkpoint: bool

    @property
    def cells(self) -> str:
        return " | ".join(
            "yes" if one else "–"
            for one in (self.guard, self.recompute, self.check, self.checkpoint)
        )


@pytest.fixture(scope="module")
def example(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        bring_example(timezone.now())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def altered_later(example: None) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def guards(*changes: Callable[..., None]) -> None:
    editor: Any = type("Editor", (), {"connection": connection, "execute": staticmethod(_execute)})
    for one in changes:
        one(apps, editor)


def _execute(statement: str, params: Any = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def refused(tamper: Tamper) -> bool:
    with suppress(DatabaseError), transaction.atomic():
        tamper()
        transaction.set_rollback(True)
        return False
    return True


def recomputes_wrong() -> bool:
    return any(recompute(one).findings for one in Issue.objects.all())


def found(name: str) -> Found:
    tamper, before = KINDS[name], checkpoint()
    is_refused = name not in OF_GUARDS and refused(tamper)
    if name not in OF_GUARDS:
        guards(unguard_sealed, unguard, unguard_rules)
    tamper()
    if name not in OF_GUARDS:
        guards(guard, guard_sealed, guard_rules)
    try:
        wrong = recomputes_wrong()
    except Exception:  # noqa: BLE001 -- it ends, and says so
        wrong = True
    said = list(check([before]))
    by_checkpoint = [one for one in said if one.endswith(OF_CHECKPOINTS)]
    return Found(is_refused, wrong, len(by_checkpoint) < len(said), bool(by_checkpoint))


def told() -> dict[str, str]:
    rows = re.findall(r"^\| (.+?) \| (.+) \|$", TABLE.read_text(), re.MULTILINE)
    return {name: cells for name, cells in rows if cells.count("|") == 3 and "---" not in name}


@pytest.mark.usefixtures("altered_later")
def test_nothing_is_wrong_with_a_forum_that_nobody_altered() -> None:
    assert list(check([checkpoint()])) == []
    assert not recomputes_wrong()


@pytest.mark.usefixtures("altered_later")
@pytest.mark.parametrize(
    "name",
    [name if name in ALWAYS else pytest.param(name, marks=pytest.mark.whole) for name in KINDS],
)
def test_what_finds_it_is_what_the_table_says(name: str) -> None:
    row = found(name)
    print(f"| {name} | {row.cells} |")  # noqa: T201 -- the row of the table
    assert told().get(name) == row.cells


def test_the_table_has_each_kind_once_and_says_what_nothing_finds() -> None:
    assert list(told())[1:] == list(KINDS)
    assert len(KINDS) > 29
