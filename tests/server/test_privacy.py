"""The privacy notice, whom people can ask, and that others on the machine read nothing."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from isegoria.server.database.owned import take_for_owner
from isegoria.server.forum.privacy import PublishPrivacyNotice, current_notice
from isegoria.server.personal.tables import PARTS
from isegoria.server.readiness import NotReady
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act
from isegoria.server.replay.checking import _of_the_database
from tests.commands import lines_until, up
from tests.people import amina, chen

NOTICE = {"text": "The port runs this forum.\n\nWe keep *little*.", "contact": "dpo@port.example"}


@pytest.mark.django_db
def test_the_secretariat_publishes_a_notice_and_everybody_reads_it(client_of: Any) -> None:
    secretary, before = client_of(chen()), Client().get("/privacy/").content.decode()
    assert "has not published a privacy notice yet" in before
    for title, kept in PARTS.values():
        assert title in before
        assert kept in before
    assert 'href="/privacy/"' in Client().get("/").content.decode()
    assert Client().get("/privacy/publish/").status_code == 302
    other = client_of(amina()).post("/privacy/publish/", {"key": str(uuid4()), **NOTICE})
    assert other.status_code == 409
    empty = secretary.post("/privacy/publish/", {"key": str(uuid4()), **NOTICE, "contact": ""})
    assert empty.status_code in {400, 409}
    assert "We keep *little*." in empty.content.decode()
    assert current_notice() is None
    sent = secretary.post("/privacy/publish/", {"key": str(uuid4()), **NOTICE})
    assert sent["Location"] == "/privacy/"
    page = Client().get("/privacy/").content.decode()
    assert "<em>little</em>" in page
    assert "dpo@port.example" in page
    assert "not published" not in page


@pytest.mark.django_db
def test_the_newest_notice_holds_and_the_form_begins_with_it(client_of: Any) -> None:
    secretary = chen()
    for text in ("The first one.", "The second one."):
        perform(PublishPrivacyNotice(text, "a@b.example"), by=secretary, now=timezone.now())
    assert "The second one." in Client().get("/privacy/").content.decode()
    assert "The second one." in client_of(secretary).get("/privacy/publish/").content.decode()
    act = Act.objects.filter(kind="forum.privacy").earliest("number")
    assert act.body["text"] == "The first one."
    assert "a@b.example" not in str(act.body)


def opened(home: Path) -> None:
    (home / "backups").mkdir(parents=True)
    (home / "static").mkdir()
    for name in ("secret-key", "forum.sqlite3", "forum.sqlite3-wal", "backups/copy", "static/x"):
        (home / name).write_text("k" * 64)
        (home / name).chmod(0o644)
    (home / "backups").chmod(0o755)
    home.chmod(0o755)


def modes(home: Path) -> dict[str, int]:
    return {str(one.relative_to(home)): one.stat().st_mode & 0o777 for one in home.rglob("*")}


def test_what_others_can_read_is_taken_for_the_owner(tmp_path: Path) -> None:
    home = tmp_path / "home"
    opened(home)
    assert len(take_for_owner(home)) == 1
    found = modes(home)
    assert home.stat().st_mode & 0o777 == 0o700
    assert found["backups"] == 0o700
    for name in ("secret-key", "forum.sqlite3", "forum.sqlite3-wal", "backups/copy"):
        assert found[name] == 0o600, name
    assert take_for_owner(home) == []
    assert take_for_owner(tmp_path / "nowhere") == []


def test_a_link_to_a_file_elsewhere_changes_nothing_there(tmp_path: Path) -> None:
    elsewhere, home = tmp_path / "elsewhere", tmp_path / "home"
    elsewhere.mkdir(mode=0o755)
    (elsewhere / "theirs").touch()
    (elsewhere / "theirs").chmod(0o644)  # whatever this process would give it
    home.mkdir(mode=0o700)
    (home / "backups").symlink_to(elsewhere)
    (home / "secret-key").symlink_to(elsewhere / "theirs")
    assert take_for_owner(home) == []
    assert (elsewhere / "theirs").stat().st_mode & 0o777 == 0o644


def test_what_cannot_be_changed_keeps_the_forum_shut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(tmp_path / "home")

    def refused(_path: Path, _mode: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refused)
    with pytest.raises(NotReady, match="chmod -R go="):
        take_for_owner(tmp_path / "home")


def test_a_forum_is_opened_for_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o755)
    (home / "secret-key").write_text("k" * 64)
    (home / "secret-key").chmod(0o644)
    with up(home) as forum:
        said = lines_until(forum, "Open http")
    assert any("Now only its owner can" in line for line in said)
    others = {name: mode for name, mode in modes(home).items() if "static" not in name}
    assert not {name: oct(mode) for name, mode in others.items() if mode & 0o077}


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="rights are PostgreSQL's")
def test_rights_of_others_on_tables_are_named() -> None:
    assert list(_of_the_database()) == []
    with connection.cursor() as cursor:
        cursor.execute("GRANT SELECT ON isegoria_sealed TO PUBLIC")
    assert list(_of_the_database()) == [
        "the role PUBLIC of PostgreSQL has rights on 1 tables of the forum"
    ]
