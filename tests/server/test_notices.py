"""Who answered, objected or holds a role learns by mail what follows; nobody else learns anything,
and no mail has words that were hidden or sealed.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from isegoria.server.conduct.erasing import EraseAccount
from isegoria.server.conduct.measures import HideWords
from isegoria.server.corrections.cancelling import CancelProcess
from isegoria.server.front.outbox import UNDOABLE
from isegoria.server.membership.acts import LeaveProcess
from isegoria.server.notices.telling import NOTICES
from isegoria.server.people.models import Participant
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import Appeal, Deliver, GiveFinding, Leave, Vote
from isegoria.server.record.door import KINDS
from isegoria.server.record.models import Act
from tests.play import Play, everyone_supports, to_the_call

pytestmark = pytest.mark.django_db
CHAIR, AUTHOR, OTHER, EDITOR, PANEL = (
    "governments1",
    "civil-society1",
    "civil-society2",
    "technical-community1",
    "private-sector2",
)
CONTESTED = "consensus_call/designation"


@pytest.fixture(autouse=True)
def _today(play: Play, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(timezone, "now", lambda: play.now)
    settings.ADDRESS = "https://forum.example"


@pytest.fixture
def told(django_capture_on_commit_callbacks: Any) -> Callable[..., dict[str, str]]:
    """Return a function that does something and gives the mails it caused: to whom, and the text."""

    def told(does: Callable[[], Any]) -> dict[str, str]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            does()
        found = [(one.to[0].removesuffix("@example.org"), one) for one in mail.outbox]
        assert len(found) == len(dict(found)), "one mail each"
        assert all(len(one.to) == 1 and not one.cc and not one.bcc for _who, one in found)
        return {who: f"{one.subject}\n{one.body}" for who, one in found}

    return told


def everyone(play: Play) -> set[str]:
    return {one.email.removesuffix("@example.org") for one, _capacity in play.people.values()}


def test_those_who_can_answer_learn_that_a_call_is_open(play: Play, told: Any) -> None:
    chunk = to_the_call(play, call=False)
    play.join(AUTHOR)
    outside = Participant.objects.create_user("outside@example.org", name="Outside")
    found = told(lambda: play.do(Leave(chunk, "call_consensus"), CHAIR))
    assert AUTHOR in found
    assert CHAIR not in found, "who did it knows"
    assert outside.email not in {f"{who}@example.org" for who in found}
    assert OTHER not in found, "who takes no part is not asked"
    text = found[AUTHOR]
    assert "Please answer: “Who repairs cables?”" in text
    assert "because you can answer there" in text
    assert f"https://forum.example/chunks/{chunk.pk}/" in text
    assert "You can answer until" in text
    assert "because you hold a role in “Cables”" in found[PANEL]


def test_those_who_answered_learn_of_an_appeal_and_of_its_ruling(play: Play, told: Any) -> None:
    chunk = to_the_call(play)
    play.do(Vote(chunk, "support", "support"), AUTHOR)
    play.do(GiveFinding(chunk, "designation", "no_consensus", reason="too few"), CHAIR)
    appeal = Appeal(chunk, "designation", CONTESTED, reason="SECRETLY UNFAIR")
    found = told(lambda: play.do(appeal, OTHER))
    assert {AUTHOR, CHAIR, EDITOR, PANEL} <= set(found)
    assert OTHER not in found
    assert "because you answered or objected there" in found[AUTHOR]
    assert "because you hold a role" in found[PANEL]
    assert all("SECRETLY UNFAIR" not in text for text in found.values())
    joined = told(lambda: play.do(appeal, AUTHOR))
    assert joined == {}, "who joins makes no new appeal"
    ruled = told(lambda: play.panel_decides(chunk, "dismissed"))
    assert {AUTHOR, OTHER, CHAIR} <= set(ruled)
    assert "The appeal about “Who repairs cables?” in “Cables” was decided." in ruled[AUTHOR]


def test_nobody_gets_two_mails_about_a_ruling(play: Play, told: Any) -> None:
    chunk = to_the_call(play)
    play.do(Vote(chunk, "support", "support"), AUTHOR)
    play.do(GiveFinding(chunk, "designation", "no_consensus", reason="too few"), CHAIR)
    play.do(Appeal(chunk, "designation", CONTESTED, reason="unfair"), OTHER)
    ruled = told(lambda: play.panel_decides(chunk, "upheld"))
    assert AUTHOR in ruled
    subjects = {who: text.partition("\n")[0] for who, text in ruled.items()}
    again = "Please answer again: a ruling on “Who repairs cables?”"
    assert subjects[AUTHOR] == again, "by the mail of the ruling itself"
    assert subjects[CHAIR] == "An appeal was decided: “Who repairs cables?”"


def test_those_who_answered_learn_of_the_outcome(play: Play, told: Any) -> None:
    chunk = to_the_call(play)
    everyone_supports(play, chunk)
    play.do(Deliver(chunk, "evidence"))
    play.do(GiveFinding(chunk, "designation", "consensus", reason="all agree"), CHAIR)
    play.day += 21
    found = told(lambda: play.later(chunk, 0))
    assert Chunk.objects.get(pk=chunk.pk).cited
    assert set(found) == everyone(play)
    assert f"https://forum.example/outcomes/{chunk.pk}/" in found[AUTHOR]
    assert "Outcome: “Who repairs cables?”" in found[AUTHOR]


def test_no_mail_has_words_that_were_hidden(play: Play, told: Any) -> None:
    chunk = to_the_call(play)
    play.do(Vote(chunk, "support", "support"), AUTHOR)
    Chunk.objects.filter(pk=chunk.pk).update(title="")
    play.do(GiveFinding(chunk, "designation", "no_consensus", reason="too few"), CHAIR)
    found = told(lambda: play.do(Appeal(chunk, "designation", CONTESTED, reason="unfair"), OTHER))
    assert found
    assert all("Who repairs cables?" not in text for text in found.values())
    assert f"Appeal: “#{chunk.pk}”" in found[AUTHOR]


def test_who_left_the_forum_gets_no_mail(play: Play, told: Any) -> None:
    chunk = to_the_call(play)
    play.do(Vote(chunk, "support", "support"), AUTHOR)
    Participant.objects.filter(pk=play.people[AUTHOR][0].pk).update(is_active=False)
    play.do(GiveFinding(chunk, "designation", "no_consensus", reason="too few"), CHAIR)
    found = told(lambda: play.do(Appeal(chunk, "designation", CONTESTED, reason="unfair"), OTHER))
    assert AUTHOR not in found


def test_what_is_refused_or_taken_back_tells_nobody(play: Play, told: Any) -> None:
    chunk = to_the_call(play)
    play.do(Vote(chunk, "support", "support"), AUTHOR)
    appeal = Appeal(chunk, "designation", CONTESTED, reason="unfair")
    assert told(lambda: play.refused(appeal, OTHER)) == {}
    play.do(GiveFinding(chunk, "designation", "no_consensus", reason="too few"), CHAIR)

    def taken_back() -> None:
        with transaction.atomic():
            play.do(appeal, OTHER)
            transaction.set_rollback(True)

    assert told(taken_back) == {}


def test_what_comes_onto_the_record_late_tells_nobody(
    play: Play, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An example or an archive brings months in a minute."""
    chunk = to_the_call(play, call=False)
    play.join(AUTHOR)
    monkeypatch.undo()
    assert told(lambda: play.do(Leave(chunk, "call_consensus"), CHAIR)) == {}


def test_every_line_of_the_table_is_about_kinds_that_there_are() -> None:
    assert {kind for one in NOTICES for kind in one.kinds} <= set(KINDS)
    assert HideWords.kind not in {kind for one in NOTICES for kind in one.kinds}


def test_everybody_who_takes_part_learns_that_a_process_is_cancelled(play: Play, told: Any) -> None:
    play.join(AUTHOR, OTHER)
    found = told(lambda: play.do_plain(CancelProcess(play.process, reason="Done elsewhere.")))
    roles = {CHAIR, EDITOR, PANEL, "technical-community2", "governments2"}
    assert set(found) == {AUTHOR, OTHER} | roles
    assert all("“Cables” was cancelled or archived." in text for text in found.values())
    assert not any("Done elsewhere" in text for text in found.values())
    act = Act.objects.get(kind="process.cancel").number
    assert {one.extra_headers[UNDOABLE] for one in mail.outbox} == {str(act)}


def test_who_left_is_not_told_that_it_is_cancelled(play: Play, told: Any) -> None:
    play.join(AUTHOR, OTHER)
    play.do_plain(LeaveProcess(play.process), AUTHOR)
    play.do_plain(EraseAccount(play.people[OTHER][0]), OTHER)
    found = told(lambda: play.do_plain(CancelProcess(play.process, reason="Done.")))
    assert not {AUTHOR, OTHER}.intersection(found)
