"""Faults of ours: each has a number, stands in the log under it, and stops nothing but itself.

What works by itself (clocks, reminders, counting, looking for early warnings) fails part by part.
While a part fails, a small file in the home says so. It is there after a restart, for another
process, and while the database is away. Where several machines serve one forum each knows its own.
"""

import hashlib
import json
import logging
import re
import secrets
import sys
import traceback
from collections.abc import Iterator, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import gmtime
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

__all__ = [
    "Fault",
    "Guarded",
    "Json",
    "Plain",
    "faults",
    "forget",
    "forget_untried",
    "guarded",
    "log_fault_of",
    "masked",
]

_log = logging.getLogger(__name__)
_TOKENS = re.compile(
    r"(/(?:enter|sign-in|invited|accounts/confirm-email|accounts/password/reset/key)/)[^/\s'\"]+"
)
"""Addresses that let somebody in; a log has them without that."""
_MAILS = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_SHORTEST = (
    6  # letters of a value that is looked for in a traceback; shorter ones are in every second line
)


class Plain(logging.Formatter):
    """One line with the time in UTC, then what was said, without what lets somebody in."""

    def __init__(self) -> None:
        super().__init__("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
        self.converter = gmtime

    def format(self, record: logging.LogRecord) -> str:
        """Return the text of a record."""
        return masked(super().format(record))


class Json(Plain):
    """One JSON object a line, for programs that read logs."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record with its fields."""
        said = record.getMessage()
        if record.exc_info:
            said += "\n" + self.formatException(record.exc_info)
        fields = {
            "time": f"{self.formatTime(record, self.datefmt)}Z",
            "level": record.levelname,
            "logger": record.name,
            "message": said,
            **getattr(record, "fields", {}),
        }
        return json.dumps(
            {name: masked(one) if isinstance(one, str) else one for name, one in fields.items()},
            ensure_ascii=False,
        )


def masked(text: str) -> str:
    """Return a text without the tokens of addresses in it, and without the mail addresses of
    people.
    """
    return _MAILS.sub("…@…", _TOKENS.sub(r"\1…", text))


def log_fault_of(request: HttpRequest) -> str:
    """Write the fault that is being handled to the log with the request that met it, and return its
    number.
    """
    number, said = _new_number(), traceback.format_exc() if sys.exc_info()[0] else ""
    for one in sorted(_private(request), key=len, reverse=True):
        said = said.replace(one, "…")
    _log.error(
        "fault %s: %s %s\n%s", number, request.method, quote(masked(request.path), safe="/…"), said
    )
    return number


def _private(request: HttpRequest) -> set[str]:
    """Return what the address asks for and what lets somebody in: a traceback may have them in its
    message.
    """
    match, asked = request.resolver_match, request.META.get("QUERY_STRING", "")
    named = (
        [str(value) for name, value in match.kwargs.items() if name in {"token", "key"}]
        if match
        else []
    )
    values = [value for _name, given in request.GET.lists() for value in given]
    return {one for one in [*named, *values] if len(one) >= _SHORTEST} | (
        {f"?{asked}"} if asked else set()
    )


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that works by itself and fails: which kind, about what (a number, 0 for all), since
    when.
    """

    kind: str
    about: int
    number: str
    since: datetime


@dataclass(slots=True)
class Guarded:
    """What became of a part; `number` is that of its fault, empty while it works."""

    number: str = ""


@contextmanager
def guarded(kind: str, about: int = 0, *, only: type[Exception] = Exception) -> Iterator[Guarded]:
    """Let one part of what works by itself fail without the others: logged, and told to the
    secretariat until it works.

    With `only`, other exceptions go on to the caller.
    """
    watched = Guarded()
    try:
        yield watched
    except only as error:
        watched.number = _note(kind, about, error)
    else:
        forget(kind, about)


def faults() -> list[Fault]:
    """Return what fails at present, the oldest first."""
    found = []
    for path in _folder().glob("*.json") if _folder().is_dir() else ():
        kind, _dash, about = path.stem.rpartition("-")
        if kept := _read(path):
            found.append(
                Fault(kind, int(about), kept["number"], datetime.fromisoformat(kept["since"]))
            )
    return sorted(found, key=lambda one: one.since)


def forget(kind: str, about: int) -> None:
    """Note that a part works."""
    with suppress(OSError):
        _path(kind, about).unlink()


def forget_untried(kind: str, tried: Set[int]) -> None:
    """Note that nothing is left to do for the parts that were not tried."""
    for one in faults():
        if one.kind == kind and one.about not in tried:
            forget(kind, one.about)


def _note(kind: str, about: int, error: Exception) -> str:
    """Log a fault; whole the first time and whenever it is another one, else in one line.

    Keep it, and return its number.
    """
    what = f"{kind} of #{about}" if about else kind
    said = "".join(traceback.format_exception(error))
    mark = hashlib.sha256(said.encode()).hexdigest()
    before = _read(_path(kind, about))
    if before and before["mark"] == mark:
        _log.warning("fault %s: %s still fails, since %s", before["number"], what, before["since"])
        return before["number"]
    number = _new_number()
    _log.error("fault %s: %s\n%s", number, what, said)
    since = before["since"] if before else timezone.now().isoformat(timespec="seconds")
    try:
        _folder().mkdir(mode=0o700, exist_ok=True)
        fresh = _folder() / f"{number}.new"
        fresh.write_text(json.dumps({"number": number, "since": since, "mark": mark}))
        fresh.replace(_path(kind, about))  # nobody reads half of it
    except OSError:
        _log.exception("fault %s could not be kept", number)
    return number


def _read(path: Path) -> dict[str, str] | None:
    try:
        kept: dict[str, str] = json.loads(path.read_text())
    except (OSError, ValueError):  # it works again meanwhile, or nobody can read it
        return None
    return kept


def _new_number() -> str:
    return secrets.token_hex(4)


def _folder() -> Path:
    return Path(settings.HOME) / "faults"


def _path(kind: str, about: int) -> Path:
    return _folder() / f"{kind}-{about}.json"
