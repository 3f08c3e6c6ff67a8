"""What is published to be kept by others, and what the check says of forums that nobody altered."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from isegoria.cli import checking as command
from isegoria.ledger.tree import Checkpoint
from isegoria.server.conduct.erasing import EraseAccount, EraseWords
from isegoria.server.deliberation.acts import EditComment, Say
from isegoria.server.deliberation.models import Comment
from isegoria.server.record.checkpoints import checkpoint, latest_checkpoint
from isegoria.server.record.models import Act
from isegoria.server.replay.checking import check
from tests.checked import wrong
from tests.play import Play, to_the_call

pytestmark = pytest.mark.django_db


def published() -> Checkpoint:
    return Checkpoint.read(Client().get("/record/checkpoint.txt").content.decode())


def test_what_is_published_is_the_checkpoint_of_the_record_and_grows_with_it(play: Play) -> None:
    chunk = to_the_call(play)
    before = published()
    assert before == checkpoint()
    play.do(Say(chunk, text="One more."), "civil-society1")
    assert published() == checkpoint() == latest_checkpoint()
    assert published().size == before.size + 1 == Act.objects.count()


def test_what_was_edited_and_erased_is_no_finding(play: Play) -> None:
    chunk = to_the_call(play)
    play.do(Say(chunk, text="First."), "civil-society1")
    play.do(Say(chunk, text="Second."), "civil-society2")
    first, second = Comment.objects.order_by("-number")[:2]
    play.do(EditComment(chunk, comment=second, text="First, in better words."), "civil-society1")
    assert wrong() == []
    play.do_plain(EraseWords(Act.objects.get(pk=second.pk), reason="asked by mail"))
    play.do_plain(EraseAccount(first.participant, reason="asked by mail"))
    assert wrong() == []


@pytest.mark.django_db(transaction=True)  # the command opens one of its own
def test_the_command_compares_with_checkpoints_that_were_kept(
    play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "start_django", lambda **_how: None)
    monkeypatch.setattr("isegoria.server.replay.checking.check", _only_checkpoints)
    file = tmp_path / "kept"

    def run(written: str) -> Any:
        file.write_text(written)
        return CliRunner().invoke(command.check_, ["--checkpoints", str(file)])

    now = checkpoint()
    assert run(f"{now}\n\nBacked up 3 acts. Checkpoint: {now}\n").exit_code == 0
    other = run(f"{Checkpoint(now.size, b'x' * 32)}\n{Checkpoint(now.size + 7, b'x' * 32)}")
    assert other.exit_code == 1
    assert "are not those of the checkpoint that was kept" in other.output
    assert "acts were taken away" in other.output
    assert "Line 1 of" in run("no checkpoint").output


def _only_checkpoints(kept: list[Checkpoint]) -> list[str]:
    return [one for one in check(kept) if "checkpoint" in one or "taken away" in one]


def test_a_file_that_others_can_read_is_told(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    (tmp_path / "secret-key").write_text("secret")
    (tmp_path / "secret-key").chmod(0o644)
    tmp_path.chmod(0o755)
    assert [one for one in check() if "others on this machine can read" in one]
    tmp_path.chmod(0o700)
    assert not [one for one in check() if "others on this machine can read" in one]
