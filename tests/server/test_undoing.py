"""One's last act is undone within a quarter of an hour, while nobody has acted on it: which kinds,
by whom, until when, and what is then as before.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from isegoria.server.corrections.acts import (
    CorrectIssue,
    CorrectOutcome,
    CorrectPart,
    CorrectProcess,
    CorrectSession,
)
from isegoria.server.corrections.cancelling import CancelIssue, CancelProcess, CancelSession
from isegoria.server.corrections.models import Erratum
from isegoria.server.corrections.reads import history_of
from isegoria.server.corrections.undoing import WITHIN, Undo
from isegoria.server.deliberation.acts import Say
from isegoria.server.front.outbox import mails_that_wait
from isegoria.server.issues.acts import SupportIssue
from isegoria.server.issues.models import Issue
from isegoria.server.issues.parts import SplitIssue
from isegoria.server.membership.acts import Invite, Remind
from isegoria.server.membership.models import Invitation
from isegoria.server.pages.web.said import say_published
from isegoria.server.people.mail import send
from isegoria.server.process.models import Chunk, Process
from isegoria.server.process.steps import Vote
from isegoria.server.record.door import KINDS, perform
from isegoria.server.record.models import Act, Sealed
from isegoria.server.replay.compare import recompute
from isegoria.server.sessions.importing import Sources, prepare
from isegoria.server.sessions.models import Session
from isegoria.terms import Refused
from tests.play import START, Play, at_deliberation, seated, to_the_call
from tests.server.test_corrections import TEXT, decided

pytestmark = pytest.mark.django_db
SLIP = "a slip of the pen"
UNDOABLE = {
    "chunk.correct",
    "invitation.send",
    "issue.cancel",
    "issue.correct",
    "outcome.correct",
    "process.cancel",
    "process.correct",
    "session.cancel",
    "session.correct",
}
"""A new kind is not undone until somebody has thought about it, and writes it here."""


def test_which_kinds_can_be_undone_is_decided_one_by_one() -> None:
    assert {name for name, kind in KINDS.items() if kind.undoable} == UNDOABLE
    undone = {name for name, kind in KINDS.items() if "undone" not in kind.__dict__}
    inherited = {name for name in UNDOABLE if KINDS[name].undone.__func__ is not None}  # type: ignore[attr-defined]
    assert undone >= set(KINDS) - UNDOABLE - {"process.correct-date"}
    assert inherited == UNDOABLE


def after(play: Play, act: Act, past: timedelta, who: str | None = None) -> str:
    """Undo an act after some time; return the rule that refuses it, empty where it is undone."""
    by = play.people[who][0] if who else play.secretary
    try:
        perform(Undo(act), by=by, now=play.now + past)
    except Refused as refused:
        return refused.refusal.rule
    return ""


def meeting(play: Play) -> Session:
    captions = b">> ADA EXAMPLE: Good morning.\n"
    work = prepare(Sources(captions, b""), "Cables", START.date(), "Room")
    return Session.objects.get(pk=play.do_plain(work).number)


def cancels_issue(play: Play) -> Act:
    return play.do_plain(CancelIssue(at_deliberation(play).issue, reason=SLIP))


def cancels_process(play: Play) -> Act:
    play.raised()
    return play.do_plain(CancelProcess(play.process, reason=SLIP))


def cancels_session(play: Play) -> Act:
    return play.do_plain(CancelSession(meeting(play), reason=SLIP))


def corrects_process(play: Play) -> Act:
    play.do_plain(CorrectProcess(play.process, "Sea cables", reason=SLIP))
    return play.do_plain(CorrectProcess(play.process, "Ships", reason=SLIP))


def corrects_issue(play: Play) -> Act:
    return play.do_plain(CorrectIssue(play.raised().issue, "Who mends cables?", reason=SLIP))


def corrects_part(play: Play) -> Act:
    chunk = at_deliberation(play)
    number = play.do_plain(SplitIssue(chunk, "Prots"), "governments1").number
    part = Chunk.objects.get(pk=number)
    return play.do_plain(CorrectPart(part, "Ports", reason=SLIP))


def corrects_session(play: Play) -> Act:
    work = CorrectSession(meeting(play), "Ships", START.date(), "Hall", reason=SLIP)
    return play.do_plain(work)


def invites(play: Play) -> Act:
    return play.do_plain(Invite(play.process, name="Ines", email="ines@example.org"))


def corrects_outcome(play: Play) -> Act:
    chunk = decided(play)
    return play.do_plain(CorrectOutcome(chunk, TEXT.replace("repair", "repaire"), reason=SLIP))


MADE: dict[str, Callable[[Play], Act]] = {
    "chunk.correct": corrects_part,
    "invitation.send": invites,
    "issue.cancel": cancels_issue,
    "issue.correct": corrects_issue,
    "outcome.correct": corrects_outcome,
    "process.cancel": cancels_process,
    "process.correct": corrects_process,
    "session.cancel": cancels_session,
    "session.correct": corrects_session,
}


def state() -> list[Any]:
    """Return what acts of these kinds write, but for how long clocks stood still meanwhile."""
    columns = ("pk", "title", "corrected_in", "cancelled_in")
    found: list[Any] = [
        *Process.objects.values_list(*columns),
        *Issue.objects.values_list(*columns),
        *Chunk.objects.values_list(*columns),
        *(one.state | {"stops": []} for one in Chunk.objects.all()),
        *Session.objects.values_list(*columns, "held_on", "venue"),
    ]
    counts = (Invitation, Sealed, Erratum)
    return [*found, *(table._default_manager.count() for table in counts)]


@pytest.mark.parametrize("kind", sorted(MADE))
def test_all_is_as_it_was_before(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    play = seated()
    before: list[Any] = []
    actual = KINDS[kind].apply

    def noted(self: Any, attempt: Any) -> None:
        before[:] = state()
        actual(self, attempt)

    monkeypatch.setattr(KINDS[kind], "apply", noted)
    act = MADE[kind](play)
    assert act.kind == kind
    assert state() != before
    assert after(play, act, timedelta(minutes=14)) == ""
    # titles are compared as they read: the days of a meeting come back from the record
    assert [tuple(map(str, one)) if isinstance(one, tuple) else one for one in state()] == [
        tuple(map(str, one)) if isinstance(one, tuple) else one for one in before
    ]
    assert Act.objects.filter(pk=act.pk).exists()
    for issue in Issue.objects.all():
        assert recompute(issue).findings == ()


def test_an_undone_correction_is_no_version() -> None:
    play = seated()
    act = corrects_process(play)
    after(play, act, timedelta(minutes=1))
    play.do_plain(CorrectProcess(Process.objects.get(pk=play.process.pk), "Wires", reason=SLIP))
    told = history_of(Process.objects.get(pk=play.process.pk))
    assert [(one.before, one.after) for one in told] == [
        ("Cables", "Sea cables"),
        ("Sea cables", "Wires"),
    ]


def test_a_quarter_of_an_hour_and_not_longer() -> None:
    play = seated()
    act = corrects_issue(play)
    assert after(play, act, WITHIN + timedelta(seconds=1)) == "undo.too-late"
    assert after(play, act, WITHIN) == ""
    assert after(play, act, WITHIN) == "undo.not-last"


# Attackers


def test_only_whoever_did_it_undoes_it_and_only_what_they_did_last() -> None:
    play = seated()
    act = corrects_issue(play)
    assert after(play, act, timedelta(0), "governments1") == "undo.not-yours"
    play.do_plain(Invite(play.process, organisation="Port", channel="phone"))
    assert after(play, act, timedelta(0)) == "undo.not-last"


@pytest.mark.parametrize("acts", ["support", "comment"])
def test_nothing_is_undone_on_which_others_acted(acts: str) -> None:
    play = seated()
    act = corrects_issue(play)
    chunk = Chunk.objects.get()
    if acts == "support":
        play.do_plain(SupportIssue(chunk.issue), "governments2")
    else:
        play.do(Say(chunk, text="So it is."), "governments2")
    assert after(play, act, timedelta(0)) == "undo.acted-on"


def test_an_invitation_that_was_used_is_not_undone() -> None:
    play = seated()
    act = invites(play)
    play.do_plain(Remind(Invitation.objects.get()), "governments1")
    assert after(play, act, timedelta(0)) == "undo.acted-on"


def test_what_was_said_is_not_undone() -> None:
    play = seated()
    act = play.do(Say(at_deliberation(play), text="I was there."), "civil-society1")
    assert after(play, act, timedelta(0), "civil-society1") == "undo.not-this-kind"


def test_nobody_loses_time_to_answer_by_cancelling_and_undoing() -> None:
    """The last quarter of an hour of a call in which nobody has said anything yet."""
    play = seated()
    chunk = to_the_call(play)
    play.day += 21 - 7 / (24 * 60)
    act = play.do_plain(CancelIssue(chunk.issue, reason=SLIP))
    objects = Vote(chunk, "support", "object", reason="No.")
    assert play.refused(objects, "civil-society1") == "process.cancelled"
    assert after(play, act, timedelta(minutes=14)) == ""
    play.day += 20 / (24 * 60)
    play.do(objects, "civil-society1")
    assert Chunk.objects.get(pk=chunk.pk).objection_set.count() == 1
    assert recompute(Issue.objects.get(pk=chunk.issue_id)).findings == ()


# Pages and mails


def test_the_page_of_the_act_offers_it_to_whoever_did_it(now: dict[str, Any]) -> None:
    play = seated()
    act = corrects_process(play)
    now["now"] = play.now + timedelta(minutes=2)
    client = Client()
    assert "/undo/" not in client.get(f"/record/{act.number}/").text
    client.force_login(play.secretary)
    assert f"/record/{act.number}/undo/" in client.get(f"/record/{act.number}/").text
    key = client.get(f"/record/{act.number}/undo/").context["form"]["key"].value()
    assert client.post(f"/record/{act.number}/undo/", {"key": key}).status_code == 302
    assert Process.objects.get(pk=play.process.pk).title == "Sea cables"
    assert f"/record/{act.number}/undo/" not in client.get(f"/record/{act.number}/").text


def test_the_mail_of_an_act_that_can_be_undone_waits_and_goes_with_it(settings: Any) -> None:
    settings.EMAIL_BACKEND = "isegoria.server.front.outbox.OutgoingMail"
    play = seated()
    act = invites(play)
    assert send("Your voice", "Come.", "ines@example.org", act.number)
    assert send("A reminder", "Come soon.", "jo@example.org")
    waits = {row.args_kwargs["kwargs"]["mail"]["subject"]: row for row in mails_that_wait()}
    assert waits["Your voice"].run_after > timezone.now() + timedelta(minutes=14)
    assert not mails_that_wait().ready().filter(pk=waits["Your voice"].pk).exists()
    assert mails_that_wait().ready().filter(pk=waits["A reminder"].pk).exists()
    assert after(play, act, timedelta(0)) == ""
    assert [row.pk for row in mails_that_wait()] == [waits["A reminder"].pk]


def test_undo_stands_in_what_the_page_says_after_the_act(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    play = seated()
    monkeypatch.setattr(timezone, "now", lambda: play.now)
    client.force_login(play.secretary)
    address = reverse("correct-process", args=[play.process.pk])
    begun = client.get(address).context["form"]
    said = {name: begun[name].value() or "" for name in begun.fields}
    page = client.post(address, {**said, "title": "Sea cables", "reason": SLIP}, follow=True)
    act = Act.objects.get(kind="process.correct")
    assert f'<a href="/record/{act.number}/undo/">Undo</a>' in page.text


def test_no_link_stands_where_an_act_is_not_undone(rf: Any) -> None:
    play = seated()
    request = rf.get("/")
    request.user, request.session = play.secretary, {}
    request._messages = FallbackStorage(request)
    say_published(request, Act(number=1, kind="chunk.comment"), "<b>so</b>")
    (message,) = request._messages
    assert (str(message), hasattr(message.message, "__html__")) == ("<b>so</b>", False)
