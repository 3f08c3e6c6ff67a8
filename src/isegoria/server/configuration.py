"""What an installation can set, each with a description; read from the environment once at the start."""

import secrets
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["Configuration", "secret_key"]


class Configuration(BaseSettings):
    """Settings of one installation, from environment variables `ISEGORIA_...` (and `DATABASE_URL`)."""

    model_config = SettingsConfigDict(env_prefix="ISEGORIA_", extra="ignore")

    home: Path = Field(Path("var"), description="Folder for the data of this installation.")
    database_url: str = Field(
        "",
        validation_alias="DATABASE_URL",
        description="postgres://user:password@host:port/name; empty means SQLite in the home.",
    )
    development: bool = Field(False, description="Plain HTTP on this machine only; mail lands on the console and on /mail/.")
    hosts: list[str] = Field(["127.0.0.1", "localhost"], description="Host names that this forum answers to, as a JSON list.")
    smtp_url: str = Field("", description="smtp://user:password@host:port for outgoing mail.")
    mail_from: str = Field("forum@localhost", description="Sender of outgoing mail.")
    request_seconds: float = Field(30, gt=0, description="Seconds within which a request has to be here as a whole.")
    oidc_name: str = Field("", description="Name of the OpenID Connect provider as shown on the sign-in page.")
    oidc_server: str = Field("", description="Address of the provider; empty means no OpenID Connect.")
    oidc_client: str = Field("", description="Client id at the provider.")
    oidc_secret: str = Field("", description="Client secret at the provider.")


def secret_key(home: Path) -> str:
    """Return this installation's secret key, made at the first start and readable by its owner only."""
    path = home / "secret-key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text().strip()
