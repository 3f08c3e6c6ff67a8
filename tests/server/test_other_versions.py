"""What finds a forum that was never opened, or by another version, says so and changes nothing."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from isegoria.cli import main
from isegoria.server import configuration
from tests.commands import LAST, LAST_BUT_ONE, applied, change, isegoria, ran
from tests.running import free_port

ABROAD = {
    "ISEGORIA_HOSTS": '["forum.example.org"]',
    "ISEGORIA_PROXY": "1",
    "ISEGORIA_SMTP_URL": "smtp://mail.example.org:587",
    "ISEGORIA_MAIL_FROM": "forum@example.org",
}
COMMANDS = {
    "check": [],
    "link": [],
    "mark": ["a@example.org"],
    "remind": [],
    "rebuild": ["1"],
    "recompute": ["1"],
    "seat-judge": ["1", "a@example.org"],
    "signals": ["--issue", "1"],
    "import session": ["FILE", "--title", "Title", "--date", "2026-03-02"],
    "import mbox": ["FILE", "--title", "Title"],
    "import github-archive": ["FILE", "--title", "Title"],
    "worker": [],
}
ALL_SETTINGS = {"remind", "worker"}  # are asked for first
WITHOUT_DATABASE = {
    "model check",
    "model explain",
    "model list",
    "model schema",
    "rehearse",
    "transcript",
}


OF_EVERY_VERSION = {"backup", "restore", "up"}
"""They have tests of their own: an older database is backed up, restored, and brought up to date."""


def every_command() -> Iterator[str]:
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        if isinstance(command, click.Group):
            yield from (f"{name} {one}" for one in command.commands)
        else:
            yield name


def test_of_every_command_it_is_known_whether_it_needs_the_database() -> None:
    assert {*every_command()} == {*COMMANDS, *WITHOUT_DATABASE, *OF_EVERY_VERSION}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("more", [{}, {"DATABASE_URL": "postgres://127.0.0.1:1/forum"}])
def test_no_command_makes_a_forum_where_none_is(
    command: str, more: Mapping[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "FILE").write_text("{}")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(configuration, "__file__", str(tmp_path / "a/b/c/installed.py"))
    ours = {name: None for name in os.environ if name.startswith(("ISEGORIA_", "DATABASE_URL"))}
    ours["XDG_DATA_HOME"] = str(tmp_path / "none")
    words = [*command.split(), *COMMANDS[command]]
    for home, hint in ((tmp_path / "home", False), (None, command not in ALL_SETTINGS)):
        given: dict[str, str | None] = {
            **ours,
            **ABROAD,
            **more,
            "ISEGORIA_HOME": str(home) if home else None,
        }
        done = CliRunner().invoke(main, words, env=given)
        assert done.exit_code == 2
        if home or command not in ALL_SETTINGS:
            assert "This forum has not been opened yet" in done.output
            assert str(home or tmp_path / "none") in done.output
            assert "Start it with “isegoria up” first" in done.output
            assert ("ISEGORIA_HOME" in done.output) is hint
        assert [one.name for one in tmp_path.iterdir()] == ["FILE"]


@pytest.fixture
def newer(older: Path) -> Path:
    later = "'isegoria', '9999_later', '2030-01-01'"
    change(older, f"INSERT INTO django_migrations (app, name, applied) VALUES ({later})")
    return older


def test_a_command_names_a_database_without_tables(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "forum.sqlite3").touch()
    done = isegoria(home, "recompute", "1")
    assert (done.returncode, done.stdout) == (2, "")
    reason = f"This forum has not been opened yet: the database in {home} is empty."
    assert done.stderr == f"{reason} Start it with “isegoria up” first.\n"


def test_a_command_names_a_database_of_an_older_version(older: Path) -> None:
    done = isegoria(older, "link")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"The database in {older} is from an older version. Stop the forum, copy {older},"
        " and run “isegoria up” once to bring it up to date.\n"
    )
    assert not (older / "administrator-link").exists()


NEWER = (
    "The database in {home} is from a newer version of Isegoria. Start that version,"
    " or restore a copy from before the upgrade; {home}/backups may have one.\n"
)


@pytest.mark.parametrize("words", [("link",), ("up", "--development", "--port", "1")], ids=" ".join)
def test_no_command_uses_a_database_of_a_newer_version(words: tuple[str, ...], newer: Path) -> None:
    done = isegoria(newer, *words)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", NEWER.format(home=newer))
    assert LAST_BUT_ONE in applied(newer / "forum.sqlite3")
    assert LAST not in applied(newer / "forum.sqlite3")
    assert not (newer / "backups").exists()


def test_another_server_opens_no_database_of_an_older_version(older: Path) -> None:
    words = ("-m", "uvicorn", "isegoria.server.asgi:application", "--port", "1")
    served = ran(older, *words, ISEGORIA_DEVELOPMENT="true")
    assert (served.returncode, "Traceback" in served.stderr) == (2, False)
    assert f"The database in {older} is from an older version." in served.stderr


def test_a_command_says_when_a_database_cannot_be_read(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "forum.sqlite3").write_bytes(b"This is no database. " * 500)
    done = isegoria(home, "recompute", "1")
    assert (done.returncode, done.stderr) == (
        2,
        f"The database in {home} cannot be read: file is not a database.\n",
    )


@pytest.mark.parametrize("words", [("recompute", "1"), ("up", "--development")], ids=" ".join)
def test_a_command_says_when_a_database_cannot_be_reached(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "secret-key").write_text("k" * 64)
    nowhere = f"postgres://me:hidden@127.0.0.1:{free_port()}/forum"
    done = isegoria(home, *words, DATABASE_URL=nowhere)
    assert done.returncode == 2
    [line] = done.stderr.splitlines()
    assert line.startswith("The PostgreSQL database “forum” cannot be read: ")
    assert "hidden" not in line


def test_a_forum_to_which_no_setting_points_is_the_same_from_every_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = Path(configuration.__file__).parents[3]
    installed = tmp_path / "lib" / "python3" / "isegoria" / "server" / "configuration.py"
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        monkeypatch.chdir(tmp_path / folder)
        monkeypatch.setattr(configuration, "__file__", str(checkout / "src/isegoria/server/x.py"))
        assert configuration.default_home() == checkout / "var"
        monkeypatch.setattr(configuration, "__file__", str(installed))
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
        assert configuration.default_home() == tmp_path / "data" / "isegoria"
        monkeypatch.delenv("XDG_DATA_HOME")
        monkeypatch.setenv("HOME", "/home/ann")
        assert configuration.default_home() == Path("/home/ann/.local/share/isegoria")
