"""The package as it is built and installed: all that a forum needs is in the wheel."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import running

SOURCE = Path(__file__).parents[2]


def pip(*words: str) -> None:
    command = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", *words]
    subprocess.run(command, check=True, timeout=120)


@pytest.mark.whole
def test_an_installed_wheel_opens_a_forum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = ["--no-deps", "--no-index", "--no-build-isolation"]
    pip("wheel", *alone, "-w", str(tmp_path), str(SOURCE))
    installed, home = tmp_path / "installed", tmp_path / "home"
    home.mkdir()
    pip(
        "install",
        "--no-deps",
        "--no-index",
        "-t",
        str(installed),
        *map(str, tmp_path.glob("*.whl")),
    )
    monkeypatch.setenv("PYTHONPATH", str(installed))
    monkeypatch.chdir(tmp_path)
    with running(home) as forum:
        pages = {
            path: forum.get(path) for path in ("/", "/processes/", "/static/isegoria/style.css")
        }
        assert {status for status, _said in pages.values()} == {200}
        assert b"equal-footing" in pages["/processes/"][1]
        asked = [sys.executable, "-c", "import isegoria; print(isegoria.__file__)"]
        where = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
        assert where.startswith(str(installed))
    written = {one.suffix for one in installed.rglob("*") if one.is_file()}
    assert {".mo", ".yaml", ".html", ".css"} <= written
