"""A forum of every earlier version opens, and what it shows follows from its record."""

import lzma
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands import isegoria, lines_until, ran, up
from tests.keeping import RECORDS

KEPT = sorted(RECORDS.glob("*.sql.xz"))
FINDINGS = """
import django
django.setup()
from isegoria.server.issues.models import Issue
from isegoria.server.replay.compare import recompute
for issue in Issue.objects.order_by("pk"):
    for finding in recompute(issue).findings:
        print(finding)
"""


def test_there_are_records_of_earlier_versions() -> None:
    assert len(KEPT) > 1


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.name)
def test_a_forum_of_an_earlier_version_opens_and_agrees_with_its_record(
    kept: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with closing(sqlite3.connect(home / "forum.sqlite3")) as database:
        database.executescript(lzma.decompress(kept.read_bytes()).decode())
    with up(home) as forum:
        said = lines_until(forum, "Open http")
    assert not any("differs from its record" in line for line in said)
    done = ran(home, "-c", FINDINGS, DJANGO_SETTINGS_MODULE="isegoria.server.settings")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    looked = isegoria(home, "rebuild", "--dry-run", ISEGORIA_DEVELOPMENT="true")
    assert looked.returncode == 0, looked.stdout
