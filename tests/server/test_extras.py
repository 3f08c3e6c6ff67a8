"""What only some forums need is installed by those that need it; who lacks it is told how."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands import isegoria
from tests.running import running

PROVIDER = {
    f"ISEGORIA_OIDC_{name}": value
    for name, value in {
        "NAME": "City",
        "SERVER": "https://id.example.org",
        "CLIENT": "forum",
        "SECRET": "x",
    }.items()
}
SAML = {
    f"ISEGORIA_SAML_{name}": value
    for name, value in {
        "NAME": "Ministry",
        "SERVER": "https://id.example.org/sso",
        "ENTITY": "https://id.example.org",
        "CERTIFICATE": "MIIC",
    }.items()
}
LACKS = """
import sys

class Without:
    def __init__(self, finder):
        self.finder = finder

    def find_spec(self, name, path=None, target=None):
        lacks = name.partition(".")[0] in {lacking}
        return None if lacks else self.finder.find_spec(name, path, target)

    def __getattr__(self, name):
        return getattr(self.finder, name)

sys.meta_path[:] = [Without(one) for one in sys.meta_path]
"""


def lacking(folder: Path, *packages: str) -> str:
    """Return a path for Python on which these packages are not there."""
    (folder / "sitecustomize.py").write_text(LACKS.format(lacking=set(packages)))
    return str(folder)


@pytest.mark.parametrize(
    ("package", "extra", "settings", "command"),
    [
        ("psycopg", "postgresql", {"DATABASE_URL": "postgres://a:b@db.example/c"}, "link"),
        ("jwt", "openid", PROVIDER, "link"),
        ("requests", "openid", PROVIDER, "link"),
        ("onelogin", "saml", SAML, "link"),
        ("xmlsec", "saml", SAML, "link"),
    ],
)
def test_a_package_that_is_lacking_is_named_with_how_to_install_it(
    package: str, extra: str, settings: dict[str, str], command: str, tmp_path: Path
) -> None:
    path = lacking(tmp_path, package)
    done = isegoria(tmp_path / "home", *command.split(), PYTHONPATH=path, **settings)
    assert done.returncode != 0
    assert f"pip install 'isegoria[{extra}]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_forum_on_sqlite_needs_none_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_tables: Callable[[Path], None]
) -> None:
    everything = ("jwt", "lxml", "oauthlib", "onelogin", "psycopg", "requests", "xmlsec")
    monkeypatch.setenv("PYTHONPATH", lacking(tmp_path, *everything))
    with_tables(tmp_path / "home")
    with running(tmp_path / "home") as forum:
        assert [forum.get(path)[0] for path in ("/", "/accounts/login/")] == [200, 200]
