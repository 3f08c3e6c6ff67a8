"""In a folder one forum is open, and nobody works with a database that is not complete yet."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep

import pytest

from isegoria.server.database.lock import alone
from isegoria.server.readiness import NotReady
from tests.commands import LAST_BUT_ONE, SECONDS, applied, isegoria, lines_until, up

UP = ("up", "--development", "--port", "1")


def test_nobody_opens_or_uses_a_forum_that_is_being_opened(older: Path) -> None:
    with alone(older, 0):
        second, asked = isegoria(older, *UP), isegoria(older, "link")
    opening = f"The forum in {older} is being opened right now. Wait until it is open.\n"
    assert (second.returncode, second.stdout, second.stderr) == (2, "", opening)
    assert (asked.returncode, asked.stdout, asked.stderr) == (2, "", opening)
    assert max(applied(older / "forum.sqlite3")) == LAST_BUT_ONE


def test_nobody_opens_a_forum_that_is_running(older: Path) -> None:
    with alone(older, 0) as opened:
        opened()
        second, asked = isegoria(older, *UP), isegoria(older, "link")
    running = f"The forum in {older} is already running. Stop it before you open it again.\n"
    assert (second.returncode, second.stdout, second.stderr) == (2, "", running)
    assert "is from an older version" in asked.stderr  # it was changed below the running forum
    assert max(applied(older / "forum.sqlite3")) == LAST_BUT_ONE


def test_of_two_that_make_a_forum_at_once_one_opens_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with up(home) as one, up(home) as other:
        until = monotonic() + SECONDS
        while one.poll() is None and other.poll() is None:
            assert monotonic() < until
            sleep(0.05)
        first, second = (other, one) if other.poll() is None else (one, other)
        refused = second.communicate()
        said = lines_until(first, "once only")
        assert isegoria(home, "link").returncode == 0
        first.kill()
    assert second.returncode == 2
    assert refused[0] == ""
    assert refused[1] in {
        f"The forum in {home} is being opened right now. Wait until it is open.\n",
        f"The forum in {home} is already running. Stop it before you open it again.\n",
    }
    assert f"This is a new forum. Its data are in {home}\n" in said
    assert not any("copied" in line for line in said)  # there was nothing to copy
    with alone(home, 0):  # it is let go, however a forum ends
        pass
    # What a start writes is read by its owner alone.
    assert home.stat().st_mode & 0o777 == 0o700
    files = [one for one in home.iterdir() if one.is_file()]
    assert {one.name for one in files} >= {
        "forum.sqlite3",
        "secret-key",
        "administrator-link",
        "lock",
    }
    assert [one.name for one in files if one.stat().st_mode & 0o077] == []


def test_a_lock_says_how_far_the_forum_is_and_is_free_when_it_ends(tmp_path: Path) -> None:
    with alone(tmp_path, 0), pytest.raises(NotReady, match="is being opened"):
        opening(tmp_path)
    with alone(tmp_path, 0) as opened:
        opened()
        with pytest.raises(NotReady, match="is already running"):
            opening(tmp_path)
    opening(tmp_path)


def test_a_forum_that_is_just_being_closed_is_waited_for(tmp_path: Path) -> None:
    holds, closes = threading.Event(), threading.Event()

    def running() -> None:
        with alone(tmp_path, 0):
            holds.set()
            closes.wait(SECONDS)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(running)
        assert holds.wait(SECONDS)
        threading.Timer(0.3, closes.set).start()
        with alone(tmp_path, SECONDS):
            assert closes.is_set()


def test_a_home_in_which_nothing_can_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotReady, match=f"{tmp_path}/file/home cannot be used: Not a directory."):
        opening(tmp_path / "file" / "home")


def opening(home: Path) -> None:
    with alone(home, 0.01):
        pass
