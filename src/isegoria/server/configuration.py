"""What an installation can set, each with a description; read from the environment once at the
start.
"""

import json
import os
import secrets
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl, urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

__all__ = [
    "DATABASE",
    "DATABASE_OPTIONS",
    "KEY",
    "LOOPBACK",
    "Configuration",
    "default_home",
    "options_of",
    "secret_key",
]

DATABASE, KEY = "forum.sqlite3", "secret-key"  # files in the home
DATABASE_OPTIONS = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}
"""What may stand behind “?” in the address of PostgreSQL, by the variables of its programs."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", "[::1]"})


def default_home() -> Path:
    """Return the folder of a forum to which no setting points: the same, wherever a command is
    started.
    """
    checkout = Path(__file__).parents[3]
    if (checkout / "pyproject.toml").exists():
        return checkout / "var"
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data) / "isegoria"


class Configuration(BaseSettings):
    """Settings of one installation, from environment variables `ISEGORIA_...` (and
    `DATABASE_URL`).
    """

    model_config = SettingsConfigDict(env_prefix="ISEGORIA_", extra="ignore")

    home: Path = Field(
        default_factory=default_home,
        description=(
            "Folder for the data of this installation; a full path, except in development. Without"
            " it, `isegoria` in the data folder of the user, or `var` in a checkout."
        ),
    )
    database_url: str = Field(
        "",
        validation_alias="DATABASE_URL",
        description="postgres://user:password@host:port/name?sslmode=verify-full; empty means"
        " SQLite in the home.",
    )
    development: bool = Field(
        False,
        description=(
            "To try the forum on this machine only: plain HTTP, mails land on the console and on"
            " /mail/."
        ),
    )
    hosts: Annotated[list[str], NoDecode] = Field(
        ["127.0.0.1", "localhost"],
        description=(
            "Host names that this forum answers to, as a JSON list; its links carry the first"
            " that is not this machine."
        ),
    )
    proxy: int = Field(
        0,
        ge=0,
        le=9,
        description="How many proxies stand in front and set X-Forwarded-Proto and"
        " X-Forwarded-For, usually 1; "
        "0: nobody is believed who sends these headers.",
    )
    smtp_url: str = Field("", description="smtp://user:password@host:port for outgoing mail.")
    mail_from: str = Field("forum@localhost", description="Sender of outgoing mail.")
    request_seconds: float = Field(
        30, gt=0, description="Seconds within which a request has to be here as a whole."
    )
    worker: Literal["inside", "separate"] = Field(
        "inside",
        description="Where clocks, reminders and mails run: inside the forum, or separate, in"
        " `isegoria worker`.",
    )
    log_format: Literal["plain", "json"] = Field(
        "plain", description="How the log is written: plain lines, or one JSON object a line."
    )
    access_log: Literal["off", "on", "addresses"] = Field(
        "off",
        description="Whether each request is a line of the log: method, address without what stands"
        " behind “?”, status, bytes, milliseconds. `addresses` adds the IP address of its sender,"
        " which is personal data.",
    )
    metrics_token: str = Field(
        "",
        description="A program that sends this as `Authorization: Bearer …` gets figures for"
        " Prometheus at /metrics; empty means that there are none.",
    )
    oidc_name: str = Field(
        "", description="Name of the OpenID Connect provider as shown on the sign-in page."
    )
    oidc_server: str = Field(
        "", description="Address of the provider; empty means no OpenID Connect."
    )
    oidc_client: str = Field("", description="Client id at the provider.")
    oidc_secret: str = Field("", description="Client secret at the provider.")
    saml_name: str = Field(
        "", description="Name of the SAML identity provider as shown on the sign-in page."
    )
    saml_server: str = Field(
        "",
        description="Address to which the forum sends people to sign in by SAML; empty means no"
        " SAML.",
    )
    saml_entity: str = Field("", description="Entity id of the SAML identity provider.")
    saml_certificate: str = Field(
        "",
        description="Certificate with which the identity provider signs: base64, without the lines"
        " that begin and end a file.",
    )

    @field_validator("hosts", mode="before")
    @classmethod
    def _listed(cls, written: Any) -> Any:
        """Return the host names of a JSON list."""
        try:
            read = json.loads(written) if isinstance(written, str) else written
        except json.JSONDecodeError:
            read = None
        if not isinstance(read, list) or not read:
            raise ValueError('it has to be a JSON list such as ["forum.example.org"]')
        return read

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, written: str) -> str:
        """Refuse the address of a database that is not known."""
        if written and urlsplit(written).scheme not in {"postgres", "postgresql"}:
            raise ValueError(
                "only postgres://user:password@host:port/name is known, or nothing for SQLite"
            )
        # what was passed over would be thought to be kept: a connection without TLS, for one
        if unknown := options_of(written).keys() - DATABASE_OPTIONS.keys():
            raise ValueError(f"“{min(unknown)}” is not known; {', '.join(DATABASE_OPTIONS)} are")
        return written

    @property
    def address(self) -> str:
        """Return where people find the forum; empty in development."""
        public = next(
            (one for one in self.hosts if one not in LOOPBACK and not one.startswith((".", "*"))),
            "",
        )
        return f"https://{public}" if public and not self.development else ""


def options_of(url: str) -> dict[str, str]:
    """Return what stands behind “?” in the address of a database."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def secret_key(home: Path) -> str:
    """Return this installation's secret key, made at the first start and readable by its owner
    only. `readiness.wrong_key` tells one that is of no use before.
    """
    path = home / KEY
    if not path.exists():
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    return path.read_text().strip()
