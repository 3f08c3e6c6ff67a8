"""How far somebody has seen a chunk: a participant's visits are kept for all their devices, a
visitor's in a signed cookie.

Nothing of it is on the record, and no page shows it to anybody else.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse

from isegoria.server.deliberation.models import Visit
from isegoria.server.people.models import Participant
from isegoria.server.process.models import Chunk
from isegoria.server.record.models import Act

__all__ = ["PAUSE", "Seen", "looked", "mark_read", "newest_act", "remembered", "visit"]

PAUSE = timedelta(minutes=30)
"""After so long without a look the next one begins a new visit."""
_STALE = timedelta(
    minutes=5
)  # a look this soon after the last one is not written, unless there is anything new
_COOKIE, _CHUNKS = "visits", 40  # a visitor's cookie stays small: it knows the chunks they saw last
_KEPT_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Seen:
    """What is newer than the act `number` is new; `latest` was the newest act at the last look,
    which was `at` that time.
    """

    number: int
    latest: int
    at: datetime


def looked(before: Seen | None, newest: int, now: datetime) -> Seen:
    """Return how far somebody has seen who looks now; at a first look nothing is new."""
    if before is None:
        return Seen(newest, newest, now)
    begins = now - before.at > PAUSE
    return Seen(before.latest if begins else before.number, max(newest, before.latest), now)


def newest_act(chunk: Chunk) -> int:
    """Return the number of the newest act on a chunk."""
    acts = Act.objects.filter(process=chunk.process.place, item=chunk.item).order_by("-number")
    return acts.values_list("number", flat=True).first() or chunk.number


def visit(request: HttpRequest, chunk: Chunk, now: datetime) -> Seen:
    """Return how far whoever looks has seen a chunk, and keep that they looked."""
    before = _kept(request, chunk)
    seen = looked(before, newest_act(chunk), now)
    if (
        before is None
        or (before.number, before.latest) != (seen.number, seen.latest)
        or now - before.at > _STALE
    ):
        _keep(request, chunk, seen)
    return seen


def mark_read(request: HttpRequest, chunk: Chunk, number: int, now: datetime) -> None:
    """Keep that somebody knows everything up to this act; what came in since they opened the page
    stays new.
    """
    number = min(number, newest_act(chunk))
    _keep(request, chunk, Seen(number, number, now))


def remembered(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return the response with what a visitor has seen in their cookie."""
    seen: dict[int, Seen] | None = getattr(request, "seen_by_visitor", None)
    if seen is not None:
        latest = sorted(seen.items(), key=lambda one: one[1].at)[-_CHUNKS:]
        written = "_".join(
            f"{chunk}.{one.number}.{one.latest}.{int(one.at.timestamp())}" for chunk, one in latest
        )
        secure = request.is_secure()
        response.set_signed_cookie(
            _COOKIE, written, max_age=_KEPT_SECONDS, httponly=True, samesite="Lax", secure=secure
        )
    return response


def _kept(request: HttpRequest, chunk: Chunk) -> Seen | None:
    if not isinstance(request.user, Participant):
        return _cookie(request).get(chunk.pk)
    found = Visit.objects.filter(participant=request.user, chunk=chunk).first()
    return Seen(found.seen, found.latest, found.at) if found else None


def _keep(request: HttpRequest, chunk: Chunk, seen: Seen) -> None:
    if not isinstance(request.user, Participant):
        request.seen_by_visitor = {**_cookie(request), chunk.pk: seen}  # type: ignore[attr-defined]
        return
    row = Visit(
        participant=request.user, chunk=chunk, seen=seen.number, latest=seen.latest, at=seen.at
    )
    Visit.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["participant", "chunk"],
        update_fields=["seen", "latest", "at"],
    )


def _cookie(request: HttpRequest) -> dict[int, Seen]:
    """Return what a visitor's cookie says; one that was tampered with says nothing."""
    written = request.get_signed_cookie(_COOKIE, default="") or ""
    found = {}
    for part in written.split("_") if written else ():
        chunk, number, latest, at = (int(one) for one in part.split("."))
        found[chunk] = Seen(number, latest, datetime.fromtimestamp(at, UTC))
    return found
