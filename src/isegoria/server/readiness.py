"""What keeps a forum from being opened, each in one sentence and all at once.

Settings that are missing, wrong or misspelt; for a command also a home in which there is no forum.
"""

import os
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from email.utils import parseaddr
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from isegoria.server.configuration import DATABASE, KEY, LOOPBACK, Configuration

__all__ = [
    "NotReady",
    "configured",
    "is_installed",
    "known_names",
    "misspelt",
    "unopened",
    "unready",
    "wrong_key",
]

_ELSEWHERE = frozenset({"ISEGORIA_CHROMIUM", "ISEGORIA_REAL_DATA", "ISEGORIA_TEST_POSTGRES"})
"""Read by the tests; they may stand in the same environment."""
_NUMBER = "write a whole number from 0 to 9"
_WRITE = {
    "bool": "write true or false",
    "int": _NUMBER,
    "greater": _NUMBER,
    "less": _NUMBER,
}
_EXTRAS = {
    "postgresql": ("psycopg",),
    "openid": ("requests", "jwt"),
    "saml": ("onelogin", "xmlsec"),
}
"""The modules that an extra of the package brings."""
_KEY_LETTERS = 32
_SAME = 0.9  # share of letters from which on a name is taken for a misspelt one
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*", re.IGNORECASE | re.ASCII)
"""A name in ASCII, as a browser sends it, or an address in numbers."""


class NotReady(Exception):  # noqa: N818 -- it is no fault of the program
    """The forum is not opened with these settings, this home or this database."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def known_names() -> set[str]:
    """Return the names of the variables that an installation can set."""
    return {_variable(name) for name in Configuration.model_fields}


def configured(environ: Mapping[str, str] = os.environ) -> Configuration:
    """Return the settings of the environment.

    Raises:
        NotReady: one is misspelt, or a value cannot be read.
    """
    found = misspelt(environ)
    try:
        read = Configuration()
    except ValidationError as error:
        found += [_wrong(one) for one in error.errors()]
    else:
        found += _not_installed(read)
    if found:
        raise NotReady(found)
    return read


def is_installed(extra: str) -> bool:
    """Return whether what an extra of the package brings is there."""
    return all(find_spec(one) is not None for one in _EXTRAS[extra])


def _not_installed(kept: Configuration) -> Iterator[str]:
    """Say which packages the settings ask for that are not there."""
    asked = {
        "postgresql": ("DATABASE_URL", kept.database_url),
        "openid": ("ISEGORIA_OIDC_SERVER", kept.oidc_server),
        "saml": ("ISEGORIA_SAML_SERVER", kept.saml_server),
    }
    for extra, (variable, value) in asked.items():
        if value and not is_installed(extra):
            yield (
                f"{variable} needs a package that is not installed:"
                f" pip install 'isegoria[{extra}]'."
            )


def misspelt(environ: Mapping[str, str]) -> list[str]:
    """Name the variables that look like settings of a forum and are none."""
    known = known_names()
    found = []
    for name in sorted(environ):
        of_another = not name.upper().startswith("ISEGORIA_") and name.upper() not in known
        if of_another and (near := get_close_matches(name.upper(), sorted(known), 1, _SAME)):
            found.append(f"{name} is not a setting; did you mean {near[0]}?")
        if not name.upper().startswith("ISEGORIA_") or name.upper() in known | _ELSEWHERE:
            continue
        near = get_close_matches(name.upper(), sorted(known), 1)
        hint = f"did you mean {near[0]}?" if near else "docs/reference/settings.md lists them all."
        found.append(f"{name} is not a setting; {hint}")
    return found


def unready(kept: Configuration) -> list[str]:
    """Say what has to be set before the forum is opened to people."""
    if kept.development:
        return list(_beyond_this_machine(kept))
    checks = (_home, _hosts, _proxy, _smtp, _sender, _provider)
    return [sentence for check in checks for sentence in check(kept)]


def unopened(kept: Configuration) -> list[str]:
    """Say that there is no forum yet: no command but `isegoria up` makes one."""
    home = kept.home.absolute()
    what, file = ("key", KEY) if kept.database_url else ("database", DATABASE)
    if (home / file).exists():
        return []
    reason = f"This forum has not been opened yet: there is no {what} in {home}."
    elsewhere = "" if "home" in kept.model_fields_set else ", or set ISEGORIA_HOME to its folder"
    return [f"{reason} Start it with “isegoria up” first{elsewhere}."]


def _beyond_this_machine(kept: Configuration) -> Iterator[str]:
    others = [one for one in kept.hosts if one not in LOOPBACK]
    if others:
        yield (
            f"ISEGORIA_HOSTS names “{others[0]}”, but this is development, which is for this"
            f" machine only: "
            "leave out ISEGORIA_DEVELOPMENT and --development."
        )


def _home(kept: Configuration) -> Iterator[str]:
    if "home" not in kept.model_fields_set:
        yield "Set ISEGORIA_HOME to the folder for the forum’s data, such as /srv/forum."
    elif not kept.home.is_absolute():
        yield (
            f"ISEGORIA_HOME is “{kept.home}”; write a full path such as /srv/forum, so that every"
            f" command finds the same forum."
        )


def _hosts(kept: Configuration) -> Iterator[str]:
    for name in kept.hosts:
        if "*" in name or name.startswith("."):
            yield (
                f"ISEGORIA_HOSTS has “{name}”; name each host, or strangers could choose the"
                f" links in the forum’s mails."
            )
        elif "/" in name or (":" in name and name not in LOOPBACK):
            yield (
                f"ISEGORIA_HOSTS has “{name}”; write the name of the host alone, without https://"
                f" and without a port."
            )
        elif name not in LOOPBACK and not _HOST.fullmatch(name):
            yield (
                f"ISEGORIA_HOSTS has “{name}”; write the name of a host, such as forum.example.org."
            )
    if not any(name not in LOOPBACK for name in kept.hosts):
        yield (
            "Set ISEGORIA_HOSTS to the name under which people reach the forum, such as"
            ' ["forum.example.org"].'
        )


def _proxy(kept: Configuration) -> Iterator[str]:
    if "proxy" not in kept.model_fields_set:
        yield (
            "Set ISEGORIA_PROXY to the number of proxies in front of the forum, usually 1; one of"
            " them brings HTTPS."
        )


def _smtp(kept: Configuration) -> Iterator[str]:
    if not kept.smtp_url:
        yield (
            "Set ISEGORIA_SMTP_URL to the server that sends the forum’s mails, such as"
            " smtp://user:password@mail.example.org:587."
        )
    elif not _is_smtp(kept.smtp_url):
        yield (
            f"ISEGORIA_SMTP_URL is “{_masked(kept.smtp_url)}”; write it as"
            f" smtp://user:password@mail.example.org:587."
        )


def _is_smtp(written: str) -> bool:
    try:
        parts = urlsplit(written)
        return parts.scheme == "smtp" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _sender(kept: Configuration) -> Iterator[str]:
    if "mail_from" not in kept.model_fields_set:
        yield (
            "Set ISEGORIA_MAIL_FROM to the address that the forum’s mails come from, such as"
            " forum@example.org."
        )
        return
    user, at, domain = parseaddr(kept.mail_from)[1].rpartition("@")
    if not (user and at and "." in domain):
        yield (
            f"ISEGORIA_MAIL_FROM is “{kept.mail_from}”; write an address such as forum@example.org."
        )


def _provider(kept: Configuration) -> Iterator[str]:
    yield from _whole(kept, "OpenID Connect", "oidc", ("name", "server", "client", "secret"))
    yield from _whole(kept, "SAML", "saml", ("name", "server", "entity", "certificate"))


def _whole(kept: Configuration, way: str, prefix: str, parts: tuple[str, ...]) -> Iterator[str]:
    """Say which parts of a way to sign in are missing, where some are there."""
    missing = [one for one in parts if not getattr(kept, f"{prefix}_{one}")]
    if len(missing) == len(parts):
        return
    named = f"{', '.join(parts[:-1])} and {parts[-1]}"
    for one in missing:
        yield f"Set {_variable(f'{prefix}_{one}')} too; sign-in by {way} needs {named}."
    server = getattr(kept, f"{prefix}_server")
    if server and not server.startswith("https://"):
        variable = _variable(f"{prefix}_server")
        yield f"{variable} is “{server}”; its address has to begin with https://."


def wrong_key(kept: Configuration) -> list[str]:
    """Say that the secret key is of no use; no command works with such a key."""
    path = kept.home.absolute() / KEY
    try:
        key = path.read_text().strip()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as fault:
        return [f"The file {path} cannot be read: {getattr(fault, 'strerror', 'it is no text')}."]
    if not key:
        return [f"The file {path} is empty; delete it, and the next start makes a new one."]
    if len(key) < _KEY_LETTERS:
        return [
            f"The key in {path} has {len(key)} letters, so that it can be guessed: delete the file,"
            " and the next start makes a new one."
        ]
    return []


def _wrong(error: Any) -> str:
    """Return what is wrong with the value of one setting."""
    kind, said = error["type"].split("_")[0], error["msg"].removeprefix("Value error, ")
    if kind == "literal":
        said = f"write {error['ctx']['expected']}".replace("'", "")
    return (
        f"{_variable(str(error['loc'][0]))} is “{_masked(str(error['input']))}”;"
        f" {_WRITE.get(kind, said)}."
    )


def _variable(name: str) -> str:
    alias = (
        Configuration.model_fields[name].validation_alias
        if name in Configuration.model_fields
        else name
    )
    return str(alias or f"ISEGORIA_{name.upper()}")


def _masked(url: str) -> str:
    """Return an address without its password."""
    return re.sub(r"//([^:/@]*):.*@", r"//\1:…@", url)
