"""What was erased is in no file of an SQLite database any more, however many connections to it are
open.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

from isegoria.server.archives.forgetting import ForgetPerson
from isegoria.server.conduct.erasing import EraseAccount, EraseWords
from isegoria.server.database import traces
from isegoria.server.database.traces import empty_owed, leave_no_trace
from isegoria.server.deliberation.acts import Say
from isegoria.server.deliberation.motions import EndProxy, GiveProxy
from isegoria.server.front.outbox import deliver
from isegoria.server.jobs.queues import Queue
from isegoria.server.people.mail import send
from isegoria.server.people.models import Participant
from isegoria.server.process.clocks import run_clocks
from isegoria.server.process.facts import facts_of, model_of
from isegoria.server.process.models import Chunk, ChunkRow, Proxy, Seat
from isegoria.server.process.seats import EndSeat
from isegoria.server.process.seconding import proxies_held
from isegoria.server.process.steps import Trigger, Vote
from isegoria.server.record.door import perform
from isegoria.server.replay.compare import recompute
from isegoria.server.settings import database
from tests.people import chen, speaks_for
from tests.play import Play, answers_stayed, at_deliberation, seated
from tests.server.test_rebuilding import declares
from tests.server.test_text_under_decision import RESTARTING, call_in, newest

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="its files are SQLite's"),
]
WORD = "Quixotically"
ORGANISATIONS = (f"{WORD} & Sons", f"Children of {WORD}")
COUNTS = (
    "one_per: organisation",
    "one_per: group",
    "cap_per_organisation: 1",
    "secret: true, one_per: organisation",
    "secret: true, one_per: group",
)
"""How a ballot counts; with a limit an answer may be changed for another organisation."""
ANN = "civil-society1"


def files() -> list[Path]:
    """Return the database and its log."""
    name = str(connection.settings_dict["NAME"])
    return [Path(name), Path(f"{name}-wal")]


def is_there(word: str) -> bool:
    return any(word.encode() in file.read_bytes() for file in files())


@contextmanager
def another() -> Iterator[sqlite3.Connection]:
    """Hold another connection, as threads of the forum do."""
    with closing(sqlite3.connect(files()[0], isolation_level=None)) as other:
        other.execute("SELECT count(*) FROM isegoria_act").fetchone()
        yield other


@pytest.fixture
def play() -> Play:
    return seated()


def said(play: Play) -> Any:
    return play.do(Say(at_deliberation(play), text=f"{WORD} so."), "civil-society1")


def test_words_that_were_erased_are_in_no_file(play: Play) -> None:
    act = said(play)
    with another():
        assert is_there(WORD)
        perform(EraseWords(act), by=play.people["civil-society1"][0], now=play.now)
        assert not is_there(WORD)


def test_the_name_of_an_account_that_was_erased_is_in_no_file(play: Play) -> None:
    whom = Participant.objects.create_user("q@example.org", name=f"{WORD} Jones")
    with another():
        assert is_there(WORD)
        perform(EraseAccount(whom), by=whom, now=play.now)
        assert not is_there(WORD)


def test_a_name_from_an_archive_that_was_erased_is_in_no_file(play: Play) -> None:
    person = Participant.objects.create_user("", name=f"{WORD} Jones", from_archive=True)
    with another():
        assert is_there(WORD)
        perform(ForgetPerson(person), by=play.secretary, now=play.now)
        assert not is_there(WORD)


def speaks(play: Play, name: str) -> None:
    whom = play.people[ANN][0]
    play.people[ANN] = whom, speaks_for(whom, "civil-society", organisation=name)


def leaves_no_organisation(play: Play, chunk: Chunk, *, words: bool = False) -> None:
    """Erase the account of Ann, as earlier versions did: no name of hers is left, and what she
    answered still counts.
    """
    for seat in Seat.objects.filter(participant=play.people[ANN][0]):
        play.do_plain(EndSeat(seat), ANN)
    before = facts_of(newest(chunk)).tally("call", "plan", "")
    with another():
        assert is_there(WORD)
        with answers_stayed():
            play.do_plain(EraseAccount(play.people[ANN][0], words=words), ANN)
        assert not is_there(WORD)
    assert facts_of(newest(chunk)).tally("call", "plan", "") == before
    assert recompute(chunk.issue).findings == ()


@pytest.mark.parametrize("by", ["a member", "a seat"])
@pytest.mark.parametrize("counts", COUNTS)
def test_for_whom_an_erased_account_answered_is_in_no_file(counts: str, by: str) -> None:
    play, chunk = call_in(RESTARTING.replace("clock: call,", f"clock: call, {counts},"))
    for name in ORGANISATIONS if "cap" in counts else ORGANISATIONS[:1]:
        speaks(play, name)
        if by == "a member":
            play.join(ANN)
        elif not Seat.objects.filter(holder="civil_society").exists():
            play.seat("civil_society", ANN)
        play.do(Vote(newest(chunk), "plan", "yes"), ANN)
    leaves_no_organisation(play, chunk)


@pytest.mark.parametrize("counts", ["one_per: organisation", "cap_per_organisation: 1"])
def test_for_whom_an_answer_was_given_that_is_withdrawn_is_in_no_file(counts: str) -> None:
    play, chunk = call_in(RESTARTING.replace("clock: call,", f"clock: call, {counts},"))
    speaks(play, ORGANISATIONS[0])
    play.do(Vote(newest(chunk), "plan", "yes"), ANN)
    with another():
        assert is_there(WORD)
        play.do_plain(EraseAccount(play.people[ANN][0]), ANN)
        assert not is_there(WORD)
    tally = facts_of(newest(chunk)).tally("call", "plan", "")
    assert tally == {"civil_society": {"yes": 0}}
    assert recompute(chunk.issue).findings == ()


@pytest.mark.parametrize("counts", COUNTS)
def test_for_whom_a_proxy_of_an_erased_account_was_used_is_in_no_file(
    counts: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = f"by_proxy: true, {counts}"
    for place in ("checking.secrecy", "judging.voting"):  # as versions of before took them
        monkeypatch.setattr(f"isegoria.rules.{place}.proxy_tells", lambda *_asked: False)
    play, chunk = call_in(RESTARTING.replace("clock: call,", f"clock: call, {counts},"))
    holder = play.people["civil-society2"][0]
    play.join("civil-society2")
    for name in ORGANISATIONS if "cap" in counts else ORGANISATIONS[:1]:
        speaks(play, name)
        for proxy in Proxy.objects.filter(until_at=None):
            play.do_plain(EndProxy(proxy), ANN)
        play.join(ANN)
        play.do_plain(GiveProxy(play.process, holder), ANN)
        others = tuple(proxies_held(model_of(play.process), play.process, holder, play.now.date()))
        play.do(Vote(newest(chunk), "plan", "yes", others=others), "civil-society2")
    leaves_no_organisation(play, chunk)


def test_for_whom_an_erased_account_proposed_and_signed_is_in_no_file() -> None:
    play, chunk = call_in(
        RESTARTING.replace(
            "    ballots:", "    triggers: {ask: {title: Ask, by: [civil_society]}}\n    ballots:"
        )
    )
    speaks(play, ORGANISATIONS[0])
    own = play.raised(ANN)
    for name, part in zip(ORGANISATIONS, (chunk, own), strict=True):
        speaks(play, name)
        play.do(Trigger(newest(part), "ask", reason="Please."), ANN)
    leaves_no_organisation(play, chunk)


@pytest.mark.parametrize("first", [False, True], ids=["at once", "the declaration first"])
@pytest.mark.parametrize("counts", COUNTS)
def test_for_whom_somebody_spoke_goes_with_their_words(counts: str, first: bool) -> None:
    play, chunk = call_in(RESTARTING.replace("clock: call,", f"clock: call, {counts},"))
    said = [declares(play, ANN, ORGANISATIONS[0])]
    own = play.raised(ANN)
    play.do(Vote(newest(chunk), "plan", "yes"), ANN)
    if "cap" in counts:
        said.append(declares(play, ANN, ORGANISATIONS[1]))
        play.do(Vote(newest(chunk), "plan", "yes"), ANN)
    assert newest(own).state["parties"] == [ORGANISATIONS[0]]
    for act in said if first else ():
        play.do_plain(EraseWords(act), ANN)
    leaves_no_organisation(play, chunk, words=not first)
    assert len(newest(own).state["parties"]) == 1


def test_answers_that_were_dropped_are_in_no_file(play: Play) -> None:
    facts = facts_of(at_deliberation(play))
    key = {"what": "answer", "stage": facts.stage, "name": "poll", "item": "", "who": WORD}
    ChunkRow.objects.create(chunk=facts.chunk, **key, value="yes")
    with another():
        assert is_there(WORD)
        with transaction.atomic():
            facts.drop_answers(facts.stage, "poll")
            facts.write()
        assert not is_there(WORD)


def test_while_somebody_reads_it_is_tried_again(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(traces, "_BUSY_MILLISECONDS", 20)
    act = said(play)
    with another() as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM isegoria_act").fetchone()
        perform(EraseWords(act), by=play.people["civil-society1"][0], now=play.now)
        assert is_there(WORD)
        empty_owed()
        assert is_there(WORD)
        reader.execute("COMMIT")
        run_clocks(play.now)
        assert not is_there(WORD)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout")
            assert cursor.fetchone()[0] == 20_000


def test_what_is_taken_back_empties_nothing() -> None:
    chen()
    with another():
        before = files()[1].stat().st_size
        with transaction.atomic():
            leave_no_trace()
            transaction.set_rollback(True)
        assert files()[1].stat().st_size == before > 0


def test_connections_to_a_file_are_kept_and_to_a_server_for_a_while() -> None:
    assert database("")["CONN_MAX_AGE"] is None
    assert database("postgres://forum@localhost/forum")["CONN_MAX_AGE"] == 60


@pytest.fixture
def queued(settings: Any) -> None:
    """Mails are queued, and nobody sends them."""
    settings.EMAIL_BACKEND = "isegoria.server.front.outbox.OutgoingMail"


@pytest.mark.usefixtures("queued")
def test_a_mail_that_was_sent_or_waits_for_an_erased_account_is_in_no_file(
    settings: Any, play: Play
) -> None:
    settings.MAIL_SERVER = "django.core.mail.backends.locmem.EmailBackend"
    whom = Participant.objects.create_user("q@example.org", name="Q")
    send("sent", f"{WORD}-sent", whom.email)
    while Queue(deliver, "one").step():
        pass
    send("waits", f"{WORD}-waits", whom.email)
    send("stays", "for somebody else", play.secretary.email)
    with another():
        assert is_there(f"{WORD}-waits")
        perform(EraseAccount(whom), by=whom, now=play.now)
        assert not is_there(WORD)
    assert DBTaskResult.objects.count() == 1


@pytest.mark.usefixtures("queued")
def test_a_mail_with_words_that_were_erased_is_in_no_file(play: Play) -> None:
    act = said(play)
    send("somebody wrote", f"They wrote: {WORD} so.", play.secretary.email)
    with another():
        perform(EraseWords(act), by=play.people["civil-society1"][0], now=play.now)
        assert not is_there(WORD)
    assert not DBTaskResult.objects.exists()
