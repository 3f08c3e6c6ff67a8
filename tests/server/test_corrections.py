"""Mistakes are put right by further acts: both versions are shown, nothing that was decided moves,
and nobody changes a question under those who answer it.
"""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from isegoria.server.conduct.erasing import EraseWords
from isegoria.server.corrections.acts import (
    CorrectDate,
    CorrectIssue,
    CorrectOutcome,
    CorrectPart,
    CorrectProcess,
)
from isegoria.server.corrections.models import Erratum
from isegoria.server.corrections.reads import history_of
from isegoria.server.deliberation.acts import TakePosition
from isegoria.server.deliberation.models import Version
from isegoria.server.issues.acts import ProposeIssue, SupportIssue
from isegoria.server.issues.models import Issue
from isegoria.server.issues.parts import SplitIssue
from isegoria.server.membership.grouping import RegroupProcess
from isegoria.server.process.dates import PlanDate, planned
from isegoria.server.process.models import Chunk, PlannedDate, Process
from isegoria.server.process.steps import Deliver, GiveFinding, Leave, Vote
from isegoria.server.record.models import Act
from isegoria.server.replay.compare import recompute
from isegoria.server.sessions.importing import Sources, prepare
from isegoria.server.sessions.models import Session
from tests.play import START, Play, at_deliberation, everyone_supports, seated, to_the_call

pytestmark = pytest.mark.django_db
SLIP = "a slip of the pen"
TEXT = "Coastal states repair.\n\nOperators pay."


def as_(who: Any) -> Client:
    client = Client()
    client.force_login(who)
    return client


def sent(client: Client, address: str, **said: Any) -> Any:
    form = client.get(address).context["form"]
    begun = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    return client.post(address, {**begun, "capacity": "", **said})


def decided(play: Play) -> Chunk:
    """Return a part whose text was adopted."""
    chunk = to_the_call(play)
    everyone_supports(play, chunk)
    play.do(GiveFinding(chunk, "designation", "consensus", reason="all groups"), "governments1")
    play.do(Deliver(chunk, "evidence"))
    play.later(chunk, 21)
    found = Chunk.objects.get(pk=chunk.pk)
    assert found.outcome
    return found


# Titles, days and places


def test_a_title_is_corrected_on_its_page_and_both_are_shown() -> None:
    play = seated()
    client, address = as_(play.secretary), f"/issues/processes/{play.process.pk}/correct/"
    assert sent(client, address, title="Sea cables", reason=SLIP).status_code == 302
    assert Process.objects.get(pk=play.process.pk).title == "Sea cables"
    page = Client().get(f"/issues/processes/{play.process.pk}/").text
    assert '<del dir="auto">Cables</del>' in page
    assert '<ins dir="auto">Sea cables</ins>' in page
    assert SLIP in page
    assert sent(client, address, title="Deep-sea cables", reason="again").status_code == 302
    told = history_of(Process.objects.get(pk=play.process.pk))
    assert [(one.before, one.after, one.reason) for one in told] == [
        ("Cables", "Sea cables", SLIP),
        ("Sea cables", "Deep-sea cables", "again"),
    ]


def test_the_first_part_is_called_as_its_issue_and_others_are_not() -> None:
    play = seated()
    chunk = play.raised()
    play.do_plain(CorrectIssue(chunk.issue, "Who mends cables?", reason=SLIP))
    assert Issue.objects.get(pk=chunk.pk).title == "Who mends cables?"
    part = Chunk.objects.get(pk=chunk.pk)
    assert part.title == "Who mends cables?"
    assert [one.before for one in history_of(part)] == ["Who repairs cables?"]
    assert "Who repairs cables?" in Client().get(f"/chunks/{chunk.pk}/").text


def test_a_part_that_was_split_off_gets_another_title() -> None:
    play = seated()
    chunk = at_deliberation(play)
    number = play.do_plain(SplitIssue(chunk, "Prots"), "governments1").number
    part = Chunk.objects.get(pk=number)
    play.do_plain(CorrectPart(part, "Ports", reason=SLIP), "governments1")
    part.refresh_from_db()
    assert part.title == "Ports"
    assert [(one.before, one.after) for one in history_of(part)] == [("Prots", "Ports")]
    assert Chunk.objects.get(pk=chunk.pk).title == "Who repairs cables?"
    assert recompute(chunk.issue).findings == ()


def test_a_meeting_gets_its_title_day_and_place() -> None:
    play = seated()
    captions = b">> ADA EXAMPLE: Good morning.\n"
    held = play.do_plain(prepare(Sources(captions, b""), "Cabels", START.date(), "Room one"))
    session = Session.objects.get(pk=held.number)
    client, address = as_(play.secretary), f"/sessions/{session.pk}/correct/"
    said = {"title": "Cables", "held_on": "2026-03-03", "venue": "Hall", "reason": SLIP}
    assert sent(client, address, **said).status_code == 302
    session.refresh_from_db()
    assert (session.title, str(session.held_on), session.venue) == ("Cables", "2026-03-03", "Hall")
    [told] = history_of(session)
    assert told.before == f"Cabels · {START.date()} · Room one"
    assert told.after == "Cables · 2026-03-03 · Hall"
    assert told.before in Client().get(f"/sessions/{session.pk}/").text


def test_a_date_is_corrected_and_the_clocks_count_from_the_new_day() -> None:
    play = seated()
    act = play.do_plain(PlanDate(play.process, START.date(), title="Workshop", where="Town"))
    row = PlannedDate.objects.get(planned_in=act.number)
    client, address = (
        as_(play.secretary),
        f"/issues/processes/{play.process.pk}/calendar/{row.pk}/correct/",
    )
    said = {"on": "2026-04-01", "title": "Assembly", "where": "Hall", "reason": SLIP}
    assert sent(client, address, **said).status_code == 302
    row.refresh_from_db()
    assert (str(row.on), row.title, row.where) == ("2026-04-01", "Assembly", "Hall")
    [told] = history_of(row)
    assert (told.before, told.after) == ("Workshop · Town", "Assembly · 2026-04-01 · Hall")
    assert "Assembly" in Client().get(f"/issues/processes/{play.process.pk}/calendar/").text


def test_a_meeting_of_the_rules_that_is_corrected_moves_the_clocks_as_the_record_says() -> None:
    play = Play("rir.apnic.pdp")
    play.do_plain(RegroupProcess(play.process, {"civil-society": "everyone"}))
    play.process.refresh_from_db()
    play.do_plain(PlanDate(play.process, date(2026, 9, 1), "opm"))
    chunk = play.raised()
    row = PlannedDate.objects.get(name="opm")
    right = CorrectDate(row, date(2026, 9, 8), "", "Hall", reason=SLIP)
    planned(right, by=play.secretary, now=play.now)
    chunk.refresh_from_db()
    assert chunk.state["meetings"]["opm"].startswith("2026-09-08")
    assert recompute(chunk.issue).findings == ()


# Attackers: the question changes under those who answer it


def test_a_title_stays_while_people_decide_whoever_asks() -> None:
    play = seated()
    chunk = to_the_call(play)
    issue = chunk.issue
    for work in (
        CorrectIssue(issue, "Who may cut cables?", reason=SLIP),
        CorrectIssue(issue, "Who repaires cables?", reason=SLIP),
        CorrectProcess(play.process, "Ships", reason=SLIP),
    ):
        assert play.refused_plain(work) == "correction.being-decided"
    everyone_supports(play, chunk)
    play.later(chunk, 21)  # the call has ended, and its level is not declared
    work = CorrectIssue(issue, "Who may cut cables?", reason=SLIP)
    assert play.refused_plain(work) == "correction.being-decided"
    assert play.refused_plain(work, "governments1") == "correction.not-secretariat"


@pytest.mark.parametrize("relies", ["support", "position", "outcome"])
def test_once_somebody_relies_on_a_title_only_its_spelling_changes(relies: str) -> None:
    play = seated()
    chunk = decided(play) if relies == "outcome" else at_deliberation(play)
    if relies == "support":
        play.do_plain(SupportIssue(chunk.issue), "governments2")
    elif relies == "position":
        play.do(TakePosition(chunk, answer="support"), "governments2")
    turned = CorrectIssue(chunk.issue, "Who never repairs cables?", reason=SLIP)
    assert play.refused_plain(turned) == "correction.relied-on"
    play.do_plain(CorrectIssue(chunk.issue, "Who repaires cables?", reason=SLIP))
    # and small steps lead nowhere: what was said first is no longer there, but each is shown
    assert len(history_of(Issue.objects.get(pk=chunk.pk))) == 1
    assert recompute(chunk.issue).findings == ()


def test_spelling_of_a_title_is_compared_with_what_people_relied_on() -> None:
    play = seated()
    chunk = at_deliberation(play)
    play.do(TakePosition(chunk, answer="support"), "governments2")
    play.do_plain(CorrectIssue(chunk.issue, "Who repaires cables?", reason=SLIP))
    step = CorrectIssue(chunk.issue, "Who reppaires cables?", reason=SLIP)
    assert play.refused_plain(step) == "correction.relied-on"


def test_a_corrected_title_is_erased_with_what_it_corrects_and_alone() -> None:
    play = seated()
    act = play.do_plain(ProposeIssue(play.process, "Who repairs Bos cable?"), "civil-society1")
    issue = Issue.objects.get(pk=act.number)
    corrected = play.do_plain(CorrectIssue(issue, "Who repairs Bo's cable?", reason=SLIP))
    play.do_plain(EraseWords(Act.objects.get(pk=corrected.number)))
    assert Issue.objects.get(pk=issue.pk).title == f"#{issue.pk}"
    play.do_plain(CorrectIssue(issue, "Who repairs Bo’s cable?", reason=SLIP))
    play.do_plain(EraseWords(Act.objects.get(pk=act.number), reason="personal"), "civil-society1")
    assert Issue.objects.get(pk=issue.pk).title == f"#{issue.pk}"
    assert "Bo’s" not in Client().get(f"/issues/{issue.pk}/").text
    for one in Act.objects.filter(kind="issue.correct"):
        assert not one.openings.filter(field="title").exists()


def test_a_secretariat_that_erases_its_correction_takes_nobody_elses_words() -> None:
    play = seated()
    act = play.do_plain(
        ProposeIssue(play.process, "Who repairs?", "I have a plan."), "civil-society1"
    )
    issue = Issue.objects.get(pk=act.number)
    corrected = play.do_plain(CorrectIssue(issue, "Who repairs cables?", reason=SLIP))
    play.do_plain(EraseWords(Act.objects.get(pk=corrected.number)))
    assert Issue.objects.get(pk=issue.pk).text == "I have a plan."
    assert Act.objects.get(pk=act.number).openings.filter(field="issue").exists()


# Errata


def test_an_erratum_is_shown_as_a_redline_and_the_result_stays() -> None:
    play = seated()
    chunk = decided(play)
    before = (chunk.outcome, chunk.text_version, chunk.cited, chunk.state)
    version = Version.objects.get(pk=chunk.text_version)
    client, address = as_(play.secretary), f"/outcomes/{chunk.pk}/correct/"
    text = version.text.replace("repair", "repaire")
    assert sent(client, address, text=text, reason=SLIP).status_code == 302
    chunk.refresh_from_db()
    assert (chunk.outcome, chunk.text_version, chunk.cited, chunk.state) == before
    assert Version.objects.get(pk=chunk.text_version).text == version.text
    page = Client().get(f"/outcomes/{chunk.pk}/").text
    assert "<del>repair.</del>" in page
    assert "<ins>repaire.</ins>" in page
    assert SLIP in page
    assert SLIP in Client().get(f"/outcomes/{chunk.pk}/outcome.md").text
    assert recompute(chunk.issue).findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "Coastal states never repair.\n\nOperators pay.",
        "Coastal states repair.\n\nOperators do not pay.",
        "Coastal states repair.",
        "Coastal states repair.\n\nOperators pay. And fishers.",
    ],
)
def test_an_erratum_never_says_something_else(text: str) -> None:
    play = seated()
    chunk = decided(play)
    work = CorrectOutcome(chunk, text, reason=SLIP)
    assert play.refused_plain(work) == "correction.more-than-spelling"


def test_many_small_errata_lead_nowhere() -> None:
    play = seated()
    chunk = decided(play)
    play.do_plain(CorrectOutcome(chunk, TEXT.replace("states", "statez"), reason=SLIP))
    step = CorrectOutcome(chunk, TEXT.replace("states", "statzz"), reason=SLIP)
    assert play.refused_plain(step) == "correction.more-than-spelling"
    play.do_plain(CorrectOutcome(chunk, TEXT, reason="it was right"))
    assert Erratum.objects.count() == 2


def test_before_the_outcome_there_is_no_erratum() -> None:
    play = seated()
    chunk = to_the_call(play)
    work = CorrectOutcome(chunk, TEXT.replace("repair", "repaire"), reason=SLIP)
    assert play.refused_plain(work) == "correction.no-text"
    play.do(Vote(chunk, "support", "support"), "governments1")
    assert play.refused_plain(work) == "correction.no-text"


def test_an_erratum_goes_with_the_text_when_the_law_asks_to_erase_it() -> None:
    play = seated()
    chunk = decided(play)
    play.do_plain(CorrectOutcome(chunk, TEXT.replace("repair", "repaire"), reason=SLIP))
    wrote = Act.objects.get(pk=chunk.text_version)
    play.do_plain(EraseWords(wrote, reason="ordered", ground="court_order"))
    assert Erratum.objects.get().text == ""
    assert "repaire" not in Client().get(f"/outcomes/{chunk.pk}/").text


def test_leaving_the_call_is_as_before() -> None:
    play = seated()
    chunk = to_the_call(play, call=False)
    play.do_plain(CorrectProcess(play.process, "Sea cables", reason=SLIP))
    play.do(Leave(chunk, "call_consensus"), "governments1")
    assert Chunk.objects.get(pk=chunk.pk).stage == "consensus_call"
