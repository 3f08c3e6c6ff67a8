"""A session from its captions to its balance sheet: imported, reviewed, corrected, measured."""

import csv
from base64 import b64decode
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from isegoria.ledger.leaf import opens
from isegoria.readers.values import ReaderError
from isegoria.server.example import bring_example
from isegoria.server.forum.acts import SetUpForum
from isegoria.server.issues.models import Issue
from isegoria.server.process.models import Chunk
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act, Opening
from isegoria.server.replay.compare import recompute
from isegoria.server.sessions.acts import (
    AppointRapporteur,
    ClaimTurn,
    CorrectTurn,
    ReopenTurn,
    SettleTurn,
)
from isegoria.server.sessions.importing import Sources, prepare
from isegoria.server.sessions.models import Session, Turn
from isegoria.server.sessions.reads import balance_of, over_time, source_of
from isegoria.terms import Refused
from tests.people import amina, bo, chen, speaks_for
from tests.real_data import real

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 17, 44, 31, tzinfo=UTC)
DAY = date(2026, 11, 20)
ROSTER = b"name,role,group\nAda Example,moderator,civil_society\nBo Sample,panellist,governments\n"
CAPTIONS = b"""AN INVENTED FORUM, ROOM ONE

>> ADA EXAMPLE: Good morning. Shall we begin?

>> BO SAMPLE: Yes. We have laid cables for twenty years, and we will go on laying them (Applause).

>> I have a question about the cables. Who repairs them when they break?

>> BO SAMPLE: We do, every one of them, with four ships and a great deal of patience, all year round.

>> ADA EXAMPLE: Is there one online?

>> Yes, it is from Dee. The question is, who pays for this?
"""
GROUPS = ["Governments", "Private sector", "Civil society", "Technical community"]


def forum() -> None:
    perform(SetUpForum("Example forum", ["en"], GROUPS), by=None, now=NOW)


def imported(captions: bytes = CAPTIONS, roster: bytes = ROSTER) -> Session:
    act = perform(prepare(Sources(captions, roster), "Cables", DAY, "Room one"), by=None, now=NOW)
    return Session.objects.get(number=act.number)


def turn(session: Session, number: int) -> Turn:
    return Turn.objects.select_related("session", "speaker").get(session=session, number=number)


def test_an_import_keeps_the_source_byte_for_byte_and_names_nobody_for_ever() -> None:
    forum()
    session = imported()
    assert source_of(session) == CAPTIONS
    act = Act.objects.get(number=session.number)
    assert act.body == {"format": "captions", "turns": 6, "words": session.words}
    assert b"Example" not in bytes(act.leaf)
    assert [one.stated for one in session.speakers.all()] == ["Civil society", "Governments"]


def test_long_contents_are_left_out_of_lists_and_open_their_commitment_at_an_address_of_their_own(
    client: Client,
) -> None:
    session = imported(CAPTIONS + b"\n>> ADA EXAMPLE: " + b"on and on " * 900)
    listed = client.get("/record/acts.json").json()["acts"][0]
    assert listed["openings"]["source"]["bytes"] > 9000
    given = client.get(f"/record/{session.number}/openings/source.json").json()
    content, salt = b64decode(given["content"]), b64decode(given["salt"])
    assert content == source_of(session)
    assert opens(b64decode(listed["commitments"]["source"]), "source", salt, content)
    Opening.objects.filter(field="source").delete()
    assert client.get(f"/record/{session.number}/openings/source.json").status_code == 410
    assert client.get(f"/record/{session.number}/openings/nothing.json").status_code == 404
    assert client.get(f"/sessions/{session.number}/source").status_code == 404


def test_the_same_file_again_changes_nothing_and_says_so() -> None:
    session = imported()
    with pytest.raises(
        Refused, match=f"on the record already, as session {session.number}"
    ) as refused:
        imported()
    assert refused.value.refusal.rule == "session.imported-before"
    assert Session.objects.count() == Act.objects.count() == 1


def test_an_import_is_all_or_nothing() -> None:
    with pytest.raises(ReaderError, match="the roster: line 2: role 'queen'"):
        prepare(Sources(CAPTIONS, b"name,role\nAda,queen\n"), "Cables", DAY)
    with pytest.raises(Refused):
        perform(prepare(Sources(CAPTIONS), " ", DAY), by=None, now=NOW)
    assert not Session.objects.exists()
    assert not Turn.objects.exists()


def test_settling_naming_and_taking_back() -> None:
    forum()
    session = imported()
    asked = turn(session, 3)
    assert asked.doubtful
    act = perform(SettleTurn(asked, "Cy Floor", "floor", "private sector"), by=None, now=NOW)
    asked = turn(session, 3)
    assert (asked.speaker.name, asked.speaker.stated, asked.role, asked.channel) == (
        "Cy Floor",
        "Private sector",
        "floor",
        "room",
    )
    assert (asked.settled_in, asked.doubtful) == (act.number, False)
    with pytest.raises(Refused) as refused:
        perform(SettleTurn(asked, "Cy Floor"), by=None, now=NOW)
    assert refused.value.refusal.rule == "turn.settled-so"
    back = perform(ReopenTurn(asked), by=None, now=NOW)
    assert back.references == [session.number, act.number]
    asked = turn(session, 3)
    assert (asked.speaker, asked.settled_in, asked.doubtful) == (None, None, True)
    perform(SettleTurn(asked, None), by=None, now=NOW)
    assert (turn(session, 3).speaker, turn(session, 3).doubtful) == (None, False)


def test_only_rapporteurs_settle() -> None:
    session, participant = imported(), amina()
    with pytest.raises(Refused) as refused:
        perform(SettleTurn(turn(session, 3), "Cy"), by=participant, now=NOW)
    assert refused.value.refusal.rule == "turn.not-rapporteur"
    with pytest.raises(Refused):
        perform(AppointRapporteur(session, participant), by=participant, now=NOW)
    perform(AppointRapporteur(session, participant), by=chen(), now=NOW)
    perform(SettleTurn(turn(session, 3), "Cy"), by=participant, now=NOW)
    assert turn(session, 3).speaker.name == "Cy"


def test_a_speaker_claims_an_open_turn_in_their_capacity_and_may_correct_it() -> None:
    session, participant, other = imported(), amina(), bo()
    capacity = speaks_for(participant, "civil-society")
    perform(ClaimTurn(turn(session, 3)), by=participant, now=NOW, capacity=capacity)
    claimed = turn(session, 3)
    assert (claimed.speaker.name, claimed.speaker.stated, claimed.speaker.group_basis) == (
        "Amina",
        "Civil society",
        "self_declared",
    )
    for work in (
        ClaimTurn(claimed),
        CorrectTurn(claimed, "Other words.", "mine"),
        ReopenTurn(claimed),
    ):
        with pytest.raises(Refused):
            perform(work, by=other, now=NOW)
    perform(
        CorrectTurn(claimed, claimed.text.replace("cables", "tables"), "I said tables"),
        by=participant,
        now=NOW,
    )
    assert turn(session, 3).text == claimed.text
    assert turn(session, 3).corrections.get().text.count("tables") == 1
    perform(ReopenTurn(claimed), by=participant, now=NOW)
    assert turn(session, 3).speaker is None


def test_a_claim_under_the_name_of_the_panel_gives_no_right_to_its_other_turns() -> None:
    session, participant = imported(), bo()
    participant.name = "Bo Sample"
    participant.save()
    perform(ClaimTurn(turn(session, 3)), by=participant, now=NOW)
    with pytest.raises(Refused) as refused:
        perform(CorrectTurn(turn(session, 2), "Other words.", "mine"), by=participant, now=NOW)
    assert refused.value.refusal.rule == "turn.not-rapporteur"


@pytest.mark.parametrize(
    ("text", "reason", "rule"),
    [
        ("Other words.", " ", "turn.reason-missing"),
        (" ", "heard", "turn.text-same"),
        (None, "heard", "turn.text-same"),
    ],
)
def test_a_correction_needs_a_reason_and_a_change(text: str | None, reason: str, rule: str) -> None:
    asked = turn(imported(), 3)
    with pytest.raises(Refused) as refused:
        perform(CorrectTurn(asked, asked.text if text is None else text, reason), by=None, now=NOW)
    assert refused.value.refusal.rule == rule


def test_the_balance_of_words_questions_and_the_missing() -> None:
    forum()
    session = imported()
    perform(SettleTurn(turn(session, 3), "Cy Floor", "floor"), by=None, now=NOW)
    found = balance_of(session)
    assert found.silent_groups == ("Private sector", "Technical community")
    assert (found.questions.room, found.questions.room_answered) == (1, 1)
    assert (found.questions.remote, found.questions.remote_answered) == (1, 0)
    assert found.turns_of["Bo Sample"] == 2


# --- pages ---


def form_of(client: Client, address: str) -> dict[str, str]:
    """Return the hidden key of the first act's form on a page, as a browser would send it."""
    return {"key": str(client.get(address).context["settle"]["key"].value())}


def test_the_secretariat_uploads_a_session_and_reviews_it(client_of) -> None:  # type: ignore[no-untyped-def]
    client = client_of(chen())
    sent = {
        "key": uuid4(),
        "title": "Cables",
        "held_on": "2026-11-20",
        "captions": SimpleUploadedFile("c.txt", CAPTIONS),
    }
    looked = client.post(
        "/sessions/import/", {**sent, "look": "1", "roster": SimpleUploadedFile("r.csv", ROSTER)}
    )
    assert "6 turns" in looked.text
    assert not Session.objects.exists()
    sent |= {
        "captions": SimpleUploadedFile("c.txt", CAPTIONS),
        "roster": SimpleUploadedFile("r.csv", ROSTER),
    }
    done = client.post("/sessions/import/", sent)
    session = Session.objects.get()
    assert done.headers["location"] == f"/sessions/{session.number}/review/?imported=1"
    review = client.get(f"/sessions/{session.number}/review/")
    assert "Who repairs them" in review.text
    address = f"/sessions/{session.number}/turns/3/settle/?from=review"
    behind_all = client.get(f"/sessions/{session.number}/review/", {"after": "9" * 5000})
    assert behind_all.context["turn"] == review.context["turn"]
    settled = {**form_of(client, f"/sessions/{session.number}/review/"), "name": "Cy Floor"}
    first = client.post(address, settled)
    assert first.headers["location"] == f"/sessions/{session.number}/review/?after=3&done=3"
    client.post(address, settled)  # a double click
    assert Act.objects.filter(kind="turn.settle").count() == 1
    after = client.get(first.headers["location"])
    assert "Turn 3 is settled" in after.text
    client.post(f"/sessions/{session.number}/turns/3/reopen/?from=review", {"key": uuid4()})
    assert turn(session, 3).doubtful


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"captions": b"\x00\x01\x02" * 90}, "binary"),
        ({"captions": b"no turns at all"}, "no turn was found"),
        (
            {"captions": CAPTIONS, "roster": b"who\nAda\n"},
            "the roster: line 1: a roster has the columns",
        ),
        ({"captions": b">> a\n" * 5001}, "more than a page takes"),
        ({"captions": b">> a\n" * 800_000}, "isegoria import session"),
        ({}, "required"),
    ],
)
def test_an_upload_that_cannot_be_read_says_why(
    client_of, files: dict[str, bytes], message: str
) -> None:  # type: ignore[no-untyped-def]
    sent = {name: SimpleUploadedFile(name, content) for name, content in files.items()}
    page = client_of(chen()).post(
        "/sessions/import/", {"key": uuid4(), "title": "Cables", "held_on": "2026-11-20", **sent}
    )
    assert page.status_code == 400
    assert message in page.text
    assert not Session.objects.exists()


def test_only_the_secretariat_imports(client_of) -> None:  # type: ignore[no-untyped-def]
    assert client_of(amina()).get("/sessions/import/").status_code == 403
    assert Client().get("/sessions/import/").status_code == 302


@pytest.mark.parametrize(
    "page",
    [
        "",
        "review/",
        "balance/",
        "turns/3/",
        "session.json",
        "balance.json",
        "turns.csv",
        "balance.csv",
        "captions.vtt",
    ],
)
def test_anyone_reads_a_session(client: Client, page: str) -> None:
    session = imported()
    assert client.get(f"/sessions/{session.number}/{page}").status_code == 200
    assert client.get(f"/sessions/999/{page}").status_code == 404


@pytest.mark.parametrize("what", ["settle", "claim", "reopen", "correct"])
def test_whoever_changes_a_turn_signs_in_first(client: Client, what: str) -> None:
    session = imported()
    answer = client.post(
        f"/sessions/{session.number}/turns/3/{what}/", {"key": uuid4(), "name": "Cy"}
    )
    assert answer.status_code == 401
    assert "/accounts/login/?next=" in answer.content.decode()
    assert turn(session, 3).doubtful


def test_a_refusal_on_a_page_names_its_rule(client_of) -> None:  # type: ignore[no-untyped-def]
    session = imported()
    page = client_of(amina()).post(
        f"/sessions/{session.number}/turns/3/settle/", {"key": uuid4(), "name": "Cy"}
    )
    assert page.status_code == 409
    assert 'data-rule="turn.not-rapporteur"' in page.text


def test_downloads_give_back_what_was_said(client: Client) -> None:
    session = imported()
    address = f"/sessions/{session.number}/"
    given = client.get(f"{address}session.json").json()
    assert [one["text"] for one in given["turn"]] == list(
        Turn.objects.filter(session=session).values_list("text", flat=True)
    )
    assert client.get(f"{address}source").content == CAPTIONS
    subtitles = client.get(f"{address}captions.vtt").text
    assert "estimated from the words" in subtitles
    assert "<v Bo Sample>Yes." in subtitles


def test_webvtt_comes_back_with_its_times(client: Client) -> None:
    source = (
        b"WEBVTT\n\n00:01.000 --> 00:03.500\n<v Ada Example>Hello all.\n\n00:04.000 -->"
        b" 00:09.000\n<v Bo Sample>Good morning.\n"
    )
    session = imported(source)
    assert (
        "00:00:01.000 --> 00:00:03.500\n<v Ada Example>Hello all."
        in client.get(f"/sessions/{session.number}/captions.vtt").text
    )
    shares = client.get(f"/sessions/{session.number}/balance.json").json()["of_seconds"]["person"]
    assert shares == {
        "Bo Sample": pytest.approx(5 / 7.5, abs=1e-6),
        "Ada Example": pytest.approx(2.5 / 7.5, abs=1e-6),
    }


def test_a_long_session_has_pages_that_lead_to_every_turn(client: Client) -> None:
    long = "".join(
        f">> ADA EXAMPLE: {'word ' * 900}{n}.\n\n>> BO SAMPLE: Yes {n}.\n\n" for n in range(20)
    ).encode()
    session = imported(long)
    address = client.get(f"/sessions/{session.number}/t39/").headers["location"]
    assert address == f"/sessions/{session.number}/?page=4#t39"
    assert 'id="t39"' in client.get(address).text
    assert client.get(f"/sessions/{session.number}/?page=9").status_code == 404


def test_markup_in_captions_stays_text(client: Client) -> None:
    session = imported(
        b">> ADA EXAMPLE: Hello <script>alert(1)</script> all.\n>> <b>bold</b> words here.\n"
    )
    for page in ("", "review/", "turns/2/", "balance/"):
        text = client.get(f"/sessions/{session.number}/{page}").text
        assert "<script>alert" not in text
        assert "<b>bold" not in text


def test_the_list_of_sessions_in_every_form(client: Client) -> None:
    session = imported()
    assert client.get("/sessions/sessions.json").json()["sessions"][0]["title"] == "Cables"
    table = client.get("/sessions/sessions.csv").getvalue().decode()
    assert next(csv.DictReader(table.splitlines()))["number"] == str(session.number)
    assert f"/sessions/{session.number}/" in client.get("/sessions/sessions.atom").text
    assert "turn.settle" not in client.get("/record/acts.atom?kind=session.import").text
    assert client.get("/record/acts.atom?kind=turn.settle").text.count("<entry>") == 0


def test_over_time_shows_every_group(client: Client) -> None:
    forum()
    imported()
    imported(CAPTIONS.replace(b"Dee", b"Eve"))
    page = client.get("/sessions/over-time/").text
    assert page.count("<figure>") == len(GROUPS)
    assert page.count("/balance/") == 2


def test_turns_are_measured_without_reading_what_was_said(
    django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    forum()
    session = imported()

    def refuse(*_values: object) -> None:
        raise AssertionError("a turn is made of a row, although only its figures are needed")

    monkeypatch.setattr(Turn, "from_db", refuse)
    with django_assert_num_queries(2) as queries:
        [(measured, found)] = over_time([session])
    assert measured == session
    assert found.turns == session.turns.count()
    assert '"text"' not in "".join(one["sql"] for one in queries.captured_queries)


# --- the known session ---


@pytest.mark.real_data
def test_the_published_figures_after_import_and_review() -> None:
    forum()
    rows = list(
        csv.DictReader(real("transcripts/igf-2018-ws224.turns.csv").read_text().splitlines())
    )
    roster = Path(__file__).parents[1].joinpath("unit/readers/ws224.roster.csv").read_bytes()
    session = imported(real("transcripts/igf-2018-ws224.txt").read_bytes(), roster)
    for row in rows:
        now = turn(session, int(row["turn"]))
        known = row["speaker"] or None
        if now.doubtful or (now.speaker.name if now.speaker else None) != known:
            stated = (
                row["stakeholder_group"]
                if row["role"] == "floor" and row["stakeholder_group"] != "unknown"
                else ""
            )
            perform(
                SettleTurn(
                    now,
                    known,
                    row["role"] if known is None or row["role"] == "floor" else "",
                    stated,
                ),
                by=None,
                now=NOW,
            )
    assert not Turn.objects.filter(doubtful=True).exists()
    found = balance_of(session)
    percent = {
        name: float(100 * share)
        for by in (
            found.of_words.by_role,
            found.of_words.by_group,
            found.of_words.by_person,
            found.of_words.by_channel,
        )
        for name, share in by.items()
    }
    expected = {
        "moderator": 15.2,
        "panellist": 71.0,
        "floor": 12.7,
        "remote_relayed": 0.9,
        "Kuo-Wei Wu": 21.8,
        "Markus Kummer": 20.6,
        "Ayden Férdeline": 16.1,
        "Sandra Hoferichter": 12.5,
        "Civil society": 44.7,
        "Technical community": 25.9,
        "unstated": 20.6,
        "academia_self_declared": 7.5,
    }
    assert {name: pytest.approx(percent[name], abs=1) for name in expected} == expected
    assert found.silent_groups == ("Governments", "Private sector")
    assert found.turns_of["Yeseul Kim"] == 18


def test_the_worked_example_comes_onto_an_empty_record_only(client: Client) -> None:
    assert bring_example(NOW)
    assert Session.objects.count() == 3
    assert not bring_example(NOW)
    assert Session.objects.count() == 3
    assert sorted(Chunk.objects.values_list("stage", "outcome")) == [
        ("call", ""),
        ("call", ""),  # of the second group
        ("consensus_call", "recommendation"),
        ("deliberation", ""),
        ("deliberation", ""),
        ("deliberation", ""),  # the cover of two parts
    ]
    assert all(recompute(issue).findings == () for issue in Issue.objects.filter(merged_into=None))
    page = client.get("/sessions/over-time/")
    governments = page.context["curves"][0]
    assert (governments.name, [float(share) > 0 for _session, share in governments.points]) == (
        "Governments",
        [False, True, True],
    )
