"""Styles, scripts and pictures under names that have a piece of their SHA-256, so that a browser
keeps them for good and an upgrade gives them other names.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.middleware import WhiteNoiseMiddleware

__all__ = ["HashedNames", "StaticFiles"]

_LETTERS = 12  # as whitenoise expects it of names that never change


class HashedNames(StaticFilesStorage):
    """Gives the addresses of files by what is in them. No file is copied for that."""

    def url(self, name: str | None) -> str:
        """Return the address of a file, whose name says what is in it."""
        digest = _digest(name or "")
        stem, dot, kind = (name or "").rpartition(".")
        return super().url(f"{stem}.{digest}{dot}{kind}" if digest else name)


@cache
def _digest(name: str) -> str:
    """Return a piece of the SHA-256 of a file; empty where there is none."""
    path = finders.find(name)
    if not isinstance(path, str):
        return ""
    return sha256(Path(path).read_bytes()).hexdigest()[:_LETTERS]


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # whitenoise has no types
    """Answers each file under its own name, for a minute, and under its hashed one, for good."""

    def add_files_from_finders(self) -> None:
        """Know each file by both names."""
        super().add_files_from_finders()
        for address in list(self.files):
            name = address.removeprefix(self.static_prefix)
            path = finders.find(name)
            if isinstance(path, str):
                self.add_file_to_dictionary(self.get_static_url(name), path)
