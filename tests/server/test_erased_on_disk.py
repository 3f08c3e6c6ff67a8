"""What was erased is in no file of the forum: not in the database, its log or free pages, not in
mails, sign-ins, drafts and old copies; on PostgreSQL not in the files of the tables.
"""

import os
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage, get_connection
from django.db import connection
from django.utils import timezone

from isegoria.server.conduct.codes import PublishCode, default_code
from isegoria.server.conduct.erasing import EraseAccount, EraseWords
from isegoria.server.conduct.measures import HideWords
from isegoria.server.database.copies import copied, forget_old
from isegoria.server.deliberation.acts import EditComment, Say
from isegoria.server.deliberation.models import Comment
from isegoria.server.front.mailbox import folder
from isegoria.server.jobs.models import Lease
from isegoria.server.jobs.tidying import TRACES, delete_old_copies, overwrite_erased
from isegoria.server.people.mail import send
from isegoria.server.people.models import Participant
from isegoria.server.process.models import Chunk
from isegoria.server.record.door import perform
from isegoria.server.rulebooks.models import ProcessDraft
from tests.play import Play, at_deliberation, seated
from tests.server.test_rebuilding import declares
from tests.server.test_traces import another

pytestmark = pytest.mark.django_db(transaction=True)
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the files are SQLite's")
on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="the files are PostgreSQL's"
)
WORD = "Quixotically"
ANN = "civil-society1"


@pytest.fixture
def play() -> Play:
    return seated()


def files_with(word: str) -> list[str]:
    """Return the files of the forum that have a word in them, in whatever file it is."""
    home = Path(settings.HOME)
    there = [path for path in home.rglob("*") if path.is_file() and "static" not in path.parts]
    return [str(path.relative_to(home)) for path in there if word.encode() in path.read_bytes()]


def edits(chunk: Chunk, number: int) -> EditComment:
    comment = Comment.objects.get(pk=number)
    return EditComment(chunk, text=f"{WORD} then.", comment=comment)


def leaves_words_everywhere(play: Play) -> tuple[Participant, Chunk]:
    """Let somebody say the word wherever it can be said."""
    ann, chunk = play.people[ANN][0], at_deliberation(play)
    said = play.do(Say(chunk, text=f"{WORD} first."), ANN)
    play.do(edits(chunk, said.number), ANN)
    rude = play.do(Say(chunk, text=f"{WORD} hidden."), ANN)
    perform(PublishCode(*default_code()), by=play.secretary, now=play.now)
    play.do_plain(HideWords(act=rude, rule=1, reason="Rude."))
    declares(play, ANN, f"{WORD} & Sons")
    ProcessDraft.objects.create(owner=ann, text=f"{WORD} draft.", changed_at=play.now)
    session = SessionStore()
    session[SESSION_KEY] = str(ann.pk)
    session["typed"] = {"sent": {"text": [f"{WORD} typed."]}}
    session.save()
    box = get_connection("isegoria.server.front.mailbox.Mailbox")
    box.send_messages([EmailMessage("Yours", f"{WORD} mailed.", to=[ann.email])])
    box.send_messages([EmailMessage("News", f"They wrote: {WORD} first.", to=["z@example.org"])])
    return ann, chunk


@on_sqlite
def test_nothing_of_an_erased_account_is_in_any_file(play: Play) -> None:
    ann, _chunk = leaves_words_everywhere(play)
    other = EmailMessage("News", "Somebody else wrote.", to=["z@example.org"])
    get_connection("isegoria.server.front.mailbox.Mailbox").send_messages([other])
    with another():
        assert len(files_with(WORD)) > 2
        perform(EraseAccount(ann, words=True), by=ann, now=play.now)
        assert files_with(WORD) == []
        assert files_with(ann.email) == []
    assert not Session.objects.exists()
    assert len(list(folder().glob("*.eml"))) == 1  # that of somebody else stays


@on_sqlite
def test_words_that_are_erased_alone_are_in_no_file_and_others_stay(play: Play) -> None:
    ann, chunk = play.people[ANN][0], at_deliberation(play)
    said = play.do(Say(chunk, text=f"{WORD} first."), ANN)
    play.do(edits(chunk, said.number), ANN)
    play.do(Say(chunk, text="This one stays."), ANN)
    send("News", f"They wrote: {WORD} then.", play.secretary.email)
    perform(EraseWords(said), by=ann, now=play.now)
    assert files_with(WORD) == []
    assert files_with("This one stays.") != []


def test_only_the_sign_ins_of_the_erased_person_end(play: Play) -> None:
    for whom in (play.people[ANN][0], play.secretary):
        session = SessionStore()
        session[SESSION_KEY] = str(whom.pk)
        session.save()
    ann = play.people[ANN][0]
    perform(EraseAccount(ann), by=ann, now=play.now)
    [left] = Session.objects.all()
    assert left.get_decoded()[SESSION_KEY] == str(play.secretary.pk)


def test_copies_of_the_database_are_deleted_after_thirty_days(tmp_path: Path) -> None:
    now, copies = timezone.now(), tmp_path / "backups"
    database = tmp_path / "forum.sqlite3"
    database.touch()
    kept = copied(database, copies, "0001", now)
    old = copied(database, copies, "0002", now - timedelta(days=31))
    beyond = (now - timedelta(days=30, minutes=1)).timestamp()
    os.utime(old, (beyond, beyond))
    within = (now - timedelta(days=29)).timestamp()
    os.utime(kept, (within, within))
    (copies / "notes of the operator").touch()
    forget_old(copies, now)
    assert sorted(one.name for one in copies.iterdir()) == [kept.name, "notes of the operator"]
    forget_old(tmp_path / "nowhere", now)


def test_the_timetable_deletes_copies_in_the_home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    (tmp_path / "backups").mkdir()
    old = tmp_path / "backups" / "forum-2020-01-01T000000Z-0001.sqlite3"
    old.touch()
    os.utime(old, (0, 0))
    delete_old_copies(timezone.now())
    assert not old.exists()


def superuser() -> Any:
    """Return a connection that may read the files of the server; skip the test without one."""
    import psycopg  # noqa: PLC0415 -- not everybody who tests has it

    name = str(connection.settings_dict["NAME"])
    with suppress(psycopg.OperationalError):
        found = psycopg.connect(dbname=name, host="/var/run/postgresql", autocommit=True)
        if found.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()[
            0
        ]:
            return found
        found.close()
    return pytest.skip("nobody here may read the files of PostgreSQL")


def tables_with(word: str, reader: Any) -> Iterator[str]:
    """Yield the tables in whose files a word is, those of long values and indexes too."""
    reader.execute("CHECKPOINT")  # what is in memory is written to the files
    named = [table._meta.db_table for table in apps.get_models(include_auto_created=True)]
    rows = reader.execute(
        "SELECT c.relname, pg_read_binary_file(pg_relation_filepath(c.oid))"
        " FROM pg_class c WHERE c.relkind IN ('r', 'i', 't') AND (c.relname = ANY(%(n)s)"
        " OR c.oid IN (SELECT reltoastrelid FROM pg_class WHERE relname = ANY(%(n)s))"
        " OR c.oid IN (SELECT indexrelid FROM pg_index JOIN pg_class t ON t.oid = indrelid"
        " WHERE t.relname = ANY(%(n)s)))",
        {"n": named},
    )
    for name, content in rows:
        if word.encode() in bytes(content):
            yield name


@on_postgresql
def test_on_postgresql_nothing_is_in_the_files_of_the_tables_after_the_night(play: Play) -> None:
    ann, _chunk = leaves_words_everywhere(play)
    with closing(superuser()) as reader:
        assert set(tables_with(WORD, reader)) >= {"isegoria_opening", "isegoria_comment"}
        perform(EraseAccount(ann, words=True), by=ann, now=timezone.now())
        assert set(tables_with(WORD, reader)) != set()  # rows that are dead lie there still
        overwrite_erased(timezone.now())
        assert set(tables_with(WORD, reader)) == set()


@on_postgresql
def test_tables_are_written_anew_only_after_something_was_deleted(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    monkeypatch.setattr(
        "isegoria.server.jobs.tidying.rewrite", lambda tables: written.append(len(tables))
    )
    overwrite_erased(timezone.now())
    assert written == []
    ann = play.people[ANN][0]
    perform(EraseAccount(ann), by=ann, now=timezone.now())
    overwrite_erased(timezone.now())
    assert len(written) == 1
    Lease.objects.create(name=TRACES, done_at=timezone.now() + timedelta(days=3))
    overwrite_erased(timezone.now())
    assert len(written) == 1
