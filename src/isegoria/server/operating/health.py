"""Whether the forum is well: `/health` answers it to a load balancer, in front of Django.

It is asked in a thread of its own, and at most once in five seconds: neither many requests nor a
database that hangs keeps others from an answer. It says nothing that a stranger could use.
"""

import asyncio
import json
import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from time import monotonic

from django.conf import settings
from django.db import close_old_connections, connection
from django.db.models.functions import Now
from django.utils import timezone

from isegoria.server.front.bodies import App, Receive, Scope, Send
from isegoria.server.jobs.models import Lease
from isegoria.server.jobs.timetable import CLOCKS
from isegoria.server.jobs.watch import PATIENCE, mails_are_late

__all__ = ["Health", "looked"]

_PATH = "/health"
_ASKED_EVERY, _WAITS = 5.0, 5.0  # seconds
_LEAST_FREE = 200 * 2**20  # bytes; a database that cannot write stops everything
_OK, _FAILS = "ok", "fails"

Parts = Mapping[str, str]


def looked() -> Parts:
    """Look at each part; return whether it is well, by name."""
    checks: dict[str, Callable[[], bool]] = {
        "database": _database,
        "clocks": _clocks,
        "queue": lambda: not mails_are_late(timezone.now()),
        "disk": lambda: shutil.disk_usage(settings.HOME).free >= _LEAST_FREE,
    }
    return {name: _OK if _is_well(check) else _FAILS for name, check in checks.items()}


def _is_well(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:  # noqa: BLE001 -- whatever it is, this part is not well
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT size FROM isegoria_head WHERE id = 1")
        return cursor.fetchone() is not None


def _clocks() -> bool:
    return Lease.objects.filter(name=CLOCKS, done_at__gt=Now() - PATIENCE).exists()


@dataclass(slots=True)
class Health:
    """Answers `/health`, and passes everything else on."""

    app: App
    look: Callable[[], Parts] = looked
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "health"))
    _asked: "asyncio.Future[Parts] | None" = None
    _since: float = float("-inf")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 200 where all is well, and 503 where a part is not."""
        if scope["path"] != _PATH or scope["method"] not in {"GET", "HEAD"}:
            await self.app(scope, receive, send)
            return
        parts = await self._parts()
        well = all(one == _OK for one in parts.values())
        body = json.dumps({"status": _OK if well else _FAILS, **parts}).encode() + b"\n"
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(body)),
            (b"cache-control", b"no-store"),
        ]
        start = {"type": "http.response.start", "status": 200 if well else 503, "headers": headers}
        await send(start)
        await send({"type": "http.response.body", "body": body})

    async def _parts(self) -> Parts:
        is_old = monotonic() - self._since > _ASKED_EVERY
        if self._asked is None or (self._asked.done() and is_old):
            self._since = monotonic()
            loop = asyncio.get_running_loop()
            self._asked = loop.run_in_executor(self._thread, self._look)
        try:
            return await asyncio.wait_for(asyncio.shield(self._asked), _WAITS)
        except TimeoutError:
            return {"database": _FAILS}

    def _look(self) -> Parts:
        close_old_connections()
        try:
            return self.look()
        finally:
            close_old_connections()
