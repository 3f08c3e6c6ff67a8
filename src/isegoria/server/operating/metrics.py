"""Figures for Prometheus at `/metrics`, for whoever has the token of the settings.

Requests are counted by this process. What stands in the database is asked when it is scraped.
"""

import asyncio
import hmac
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.db import close_old_connections
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

from isegoria.server.front.bodies import App, Receive, Scope, Send
from isegoria.server.front.security_log import log
from isegoria.server.front.watching import Answered
from isegoria.server.operating.figures import Figures, figures

__all__ = ["Metrics"]

_PATH = "/metrics"
_METHODS = frozenset({"GET", "HEAD", "POST"})
_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class _OfTheDatabase(Collector):
    """What stands in the database, as it is when it is asked for."""

    def collect(self) -> Iterator[Metric]:
        """Yield the figures."""
        now = figures()
        for name, says, value in _gauges(now):
            yield GaugeMetricFamily(f"isegoria_{name}", says, value)
        mails = CounterMetricFamily(
            "isegoria_mails", "Mails, by what became of them", labels=["what"]
        )
        for what in ("sent", "put_off", "refused"):
            mails.add_metric([what], getattr(now.mails, what))
        yield mails
        late = GaugeMetricFamily(
            "isegoria_job_seconds_since_done", "Seconds since a job was done", labels=["job"]
        )
        for job in now.jobs:
            if job.seconds_since is not None:
                late.add_metric([job.name], job.seconds_since)
        yield late


class _OfTheSecurityLog(Collector):
    """What this process noted for the safety of the forum since it began."""

    def collect(self) -> Iterator[Metric]:
        """Yield how often each event was."""
        noted = CounterMetricFamily(
            "isegoria_security_events", "What the security log notes", labels=["event"]
        )
        for event, times in sorted(log.counts.items()):
            noted.add_metric([event], times)
        yield noted


def _gauges(now: Figures) -> list[tuple[str, str, float]]:
    return [
        ("acts", "Acts on the record", now.acts),
        ("people", "People with an account", now.people),
        ("people_active", "People who did something in the last 30 days", now.active),
        ("mails_waiting", "Mails that wait to be sent", now.waiting.get("mail", 0)),
        ("faults", "Parts of what works by itself that fail", len(now.faults)),
        ("disk_free_bytes", "Bytes that are free where the data are", now.disk_free),
    ]


@dataclass(slots=True)
class Metrics:
    """Answers `/metrics` to whoever has the token, and passes everything else on."""

    app: App
    token: str
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "metrics"))
    _registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    _requests: Counter = field(init=False)
    _seconds: Histogram = field(init=False)

    def __post_init__(self) -> None:
        """Begin to count."""
        self._requests = Counter(
            "isegoria_requests",
            "Requests that were answered",
            ["method", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "isegoria_request_seconds",
            "Seconds until a request was answered",
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._registry.register(_OfTheDatabase())
        self._registry.register(_OfTheSecurityLog())

    def note(self, one: Answered) -> None:
        """Count a request."""
        # a stranger may send any word as a method: each would be kept for ever
        method = one.method if one.method in _METHODS else "other"
        self._requests.labels(method, f"{one.status // 100}xx").inc()
        self._seconds.observe(one.seconds)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the figures; without the right token the forum answers that there is no page."""
        if scope["path"] != _PATH or scope["method"] != "GET" or not self._may(scope):
            await self.app(scope, receive, send)
            return
        loop = asyncio.get_running_loop()
        body = await loop.run_in_executor(self._thread, self._written)
        headers = [
            (b"content-type", CONTENT_TYPE_LATEST.encode()),
            (b"content-length", b"%d" % len(body)),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _may(self, scope: Scope) -> bool:
        given = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        return bool(self.token) and hmac.compare_digest(given, f"Bearer {self.token}".encode())

    def _written(self) -> bytes:
        close_old_connections()
        try:
            return self.written()
        finally:
            close_old_connections()

    def written(self) -> bytes:
        """Return all figures as Prometheus reads them."""
        return generate_latest(self._registry)
