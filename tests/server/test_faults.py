"""A fault has the number on the page that it has in the log, and of what works by itself one part
stops no other.
"""

import json
import logging
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from click.testing import CliRunner
from django.conf import settings as kept_settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path

from isegoria.cli import reminding as reminding_command
from isegoria.server.faults import Fault, Plain, faults, guarded, masked
from isegoria.server.issues.acts import BeginProcess, ProposeIssue
from isegoria.server.issues.models import Issue
from isegoria.server.jobs.queues import Queue
from isegoria.server.outcomes import reads, reminding
from isegoria.server.people.models import Forum
from isegoria.server.process import clocks as clockwork
from isegoria.server.process.dates import PlanDate, planned
from isegoria.server.process.facts import model_of
from isegoria.server.process.models import Chunk, PlannedDate, Process, Seat
from isegoria.server.record.door import perform
from isegoria.server.replay import rebuild as rebuilding
from isegoria.server.reviews import closing
from isegoria.server.reviews.acts import OpenReview
from isegoria.server.reviews.models import Review
from isegoria.server.urls import handler400, handler403, handler404, handler500
from isegoria.server.urls import urlpatterns as of_the_forum
from isegoria.server.warnings import looking
from isegoria.server.warnings.models import Look
from tests.play import Play, seated, split_in_a_call, to_the_call
from tests.server.test_outcomes import settle

pytestmark = pytest.mark.django_db
__all__ = ["handler400", "handler403", "handler404", "handler500"]
SECRET = "a-token-that-lets-somebody-in"


def fails(request: HttpRequest, **named: str) -> HttpResponse:
    raise RuntimeError(
        f"it broke at {request.get_full_path()} with {named} and {request.GET.get('q')}"
    )


BROKEN = [
    "broken/",
    "broken/list.json",
    "broken/list.csv",
    "broken/feed.atom",
    "enter/<str:token>/",
    "sign-in/<str:token>/",
    "invited/<str:token>/",
    "accounts/confirm-email/<str:key>/",
]
urlpatterns = [*(path(one, fails) for one in BROKEN), *of_the_forum]


@pytest.fixture
def log() -> Iterator[Callable[[], str]]:
    """Return what the server writes to its log."""
    written: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    handler = Kept()
    handler.setFormatter(Plain())
    handled = [logging.getLogger(name) for name in kept_settings.LOGGING["loggers"]]
    for one in handled:
        one.addHandler(handler)
    yield lambda: "\n".join(written)
    for one in handled:
        one.removeHandler(handler)


@pytest.fixture(autouse=True)
def _none() -> Iterator[None]:
    yield
    rmtree(Path(kept_settings.HOME) / "faults", ignore_errors=True)


def failing(kind: str) -> list[int]:
    return [one.about for one in faults() if one.kind == kind]


@pytest.mark.parametrize("address", BROKEN)
def test_the_number_on_the_page_is_the_number_in_the_log(
    address: str, settings: Any, log: Callable[[], str]
) -> None:
    settings.ROOT_URLCONF = __name__
    asked = "/" + re.sub(r"<str:\w+>", SECRET, address)
    answer = Client(raise_request_exception=False).get(asked, {"q": "words that were asked for"})
    assert answer.status_code == 500
    numbers = re.findall(r"\b[0-9a-f]{8}\b", answer.text)
    assert len(numbers) == 1
    first, *lines = [line for line in log().splitlines() if line]
    shown = masked(asked)
    assert re.fullmatch(
        rf"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ ERROR isegoria.server.faults: fault {numbers[0]}: GET {shown}",
        first,
    )
    assert lines[0].startswith("Traceback")
    assert "RuntimeError: it broke at" in log()
    assert SECRET not in log()
    assert "words" not in log()
    assert log().count("Traceback") == 1


@pytest.mark.parametrize(
    ("address", "kind"),
    {
        "broken/": "text/html",
        "broken/list.json": "application/json",
        "broken/list.csv": "text/plain",
    }.items(),
)
def test_a_fault_answers_in_a_fitting_way(address: str, kind: str, settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    answer = Client(raise_request_exception=False).get(f"/{address}")
    assert answer["Content-Type"].startswith(kind)
    if kind == "application/json":
        assert set(json.loads(answer.text)) == {"error", "fault"}


def test_a_fault_of_the_database_has_its_page_too(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ROOT_URLCONF = __name__

    def away(*_args: Any, **_how: Any) -> None:
        raise OSError("the database is away")

    monkeypatch.setattr(Forum.objects, "first", away)
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 500
    assert "tell the secretariat the number" in answer.text


def test_a_short_query_is_not_in_the_log_either(settings: Any, log: Callable[[], str]) -> None:
    settings.ROOT_URLCONF = __name__
    assert Client(raise_request_exception=False).get("/broken/?q=ab").status_code == 500
    assert "?q=ab" not in log()


def test_a_path_forges_no_line_of_the_log(settings: Any, log: Callable[[], str]) -> None:
    settings.ROOT_URLCONF = __name__
    Client(raise_request_exception=False).get("/enter/a%0a2026-01-01T00:00:00Z ERROR forged/")
    assert not any(line.startswith("2026-01-01") for line in log().splitlines())


def routes(patterns: list[Any], before: str = "") -> Iterator[tuple[str, set[str]]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield (
                before + str(one.pattern),
                set(one.pattern.converters) | set(one.pattern.regex.groupindex),
            )


def test_every_address_that_lets_somebody_in_is_masked() -> None:
    found = [
        route for route, names in routes(get_resolver().url_patterns) if names & {"token", "key"}
    ]
    assert len(found) >= 4
    for route in found:
        asked = "/" + re.sub(
            r"<\w+:(token|key)>|\(\?P<(key|uidb36)>[^)]*\)", SECRET, route
        ).replace("^", "").replace("$", "")
        assert SECRET in asked
        assert SECRET not in masked(f"GET {asked} failed"), route


def test_a_form_without_its_proof_leaves_no_token_in_the_log(log: Callable[[], str]) -> None:
    assert Client(enforce_csrf_checks=True).post(f"/sign-in/{SECRET}/").status_code == 403
    assert "/sign-in/…/" in log()
    assert SECRET not in log()


def breaks_state(chunk: Chunk) -> None:
    """Let the rules of a chunk fail: it stands in a stage that they do not have."""
    Chunk.objects.filter(pk=chunk.pk).update(stage="gone", state=chunk.state | {"stage": "gone"})


def two_clocks(play: Play) -> tuple[Callable[[], object], list[int], Callable[[], bool]]:
    first, second = play.raised(), play.raised("private-sector1")
    breaks_state(first)
    play.day += 42
    before = Chunk.objects.get(pk=second.pk).look_at
    return (
        lambda: clockwork.run_clocks(play.now),
        [first.pk],
        lambda: Chunk.objects.get(pk=second.pk).look_at != before,
    )


def two_reminders(
    play: Play, monkeypatch: pytest.MonkeyPatch, broken: str
) -> tuple[Any, list[int], Callable[[], bool]]:
    first = to_the_call(play)
    second = split_in_a_call(play, first)
    settle(play, first, second)
    play.day += 366
    module = reads if broken == "_result" else reminding
    works = getattr(module, broken)

    def breaks(about: Any, *how: Any) -> Any:
        number = about.pk if broken == "_result" else about.chunk.pk
        if number == first.pk:
            raise KeyError("a rule that is gone")
        return works(about, *how)

    monkeypatch.setattr(module, broken, breaks)
    return lambda: reminding.remind_all(play.now), [first.pk], second.reminders.exists


def two_reviews(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> tuple[Any, list[int], Callable[[], bool]]:
    chunk = play.raised()
    play.day += 184
    opened = perform(
        OpenReview(Seat.objects.get(holder="chairs")), by=play.secretary, now=play.now
    ).number
    first, second = Review.objects.get(pk=opened), Review.objects.get(pk=opened)
    second.pk, second.seat = chunk.pk, Seat.objects.get(holder="editor")
    second.save(force_insert=True)
    play.day += 15
    works = closing._totals

    def breaks(review: Review) -> dict[str, Any]:
        if review.pk == first.pk:
            raise ZeroDivisionError
        return works(review)

    monkeypatch.setattr(closing, "_totals", breaks)
    return (
        lambda: closing.close_what_is_over(play.now),
        [first.pk],
        lambda: Review.objects.get(pk=second.pk).closed_at is not None,
    )


def two_looks(
    play: Play, monkeypatch: pytest.MonkeyPatch, *, large: bool
) -> tuple[Any, list[int], Callable[[], bool]]:
    first, second = play.raised().issue, play.raised("private-sector1").issue
    works = looking.fired

    def breaks(issues: list[Issue], now: Any) -> Any:
        if first in issues:
            raise ValueError("no such group")
        return works(issues, now)

    monkeypatch.setattr(looking, "fired", breaks)

    def look_at_large() -> None:
        monkeypatch.setattr(looking, "LARGE", 0)
        looking.looked_at([first, second], play.now)
        queue = Queue(looking.look_at_large, "one")
        while queue.step():
            pass

    return (
        look_at_large if large else lambda: looking.looked_at([first, second], play.now),
        [first.pk],
        lambda: Look.objects.filter(pk=second.pk, began_at=None).exists(),
    )


def two_records(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> tuple[Any, list[int], Callable[[], bool]]:
    chunk = play.raised()
    perform(BeginProcess("Ports", model_of(play.process)), by=play.secretary, now=play.now)
    second = Process.objects.latest("pk")
    issue = perform(ProposeIssue(second, "Who pays?"), by=play.secretary, now=play.now)
    Chunk.objects.filter(pk=issue.number).update(stage="elsewhere")
    works = rebuilding.replayed

    def breaks(process: Process, behind: Any) -> Any:
        if process == chunk.process:
            raise RuntimeError("nobody thought of this")
        return works(process, behind)

    monkeypatch.setattr(rebuilding, "replayed", breaks)
    said: list[str] = []

    def went_on() -> bool:
        kept = Chunk.objects.get(pk=issue.number).stage
        return kept != "elsewhere" and [one.split(":")[0] for one in said] == [
            f"Process #{play.process.pk} could not be compared with its record",
            f"The pages of process #{second.pk} agree with its record again.",
        ]

    return lambda: rebuilding.agree_with_records(said.append), [play.process.pk], went_on


PERIODIC: dict[str, tuple[str, Callable[[Play, pytest.MonkeyPatch], Any]]] = {
    "clocks": ("clock", lambda play, _patch: two_clocks(play)),
    "outcomes that cannot be read": (
        "reminder",
        lambda play, patch: two_reminders(play, patch, "_result"),
    ),
    "reminders": ("reminder", lambda play, patch: two_reminders(play, patch, "due_now")),
    "records": ("record", two_records),
    "reviews": ("review", two_reviews),
    "warnings of small issues": (
        "warnings",
        lambda play, patch: two_looks(play, patch, large=False),
    ),
    "warnings of large issues": (
        "warnings",
        lambda play, patch: two_looks(play, patch, large=True),
    ),
}


@pytest.mark.parametrize(("kind", "made"), PERIODIC.values(), ids=PERIODIC)
def test_one_part_that_fails_stops_no_other_and_is_told(  # type: ignore[no-untyped-def]
    kind: str, made: Any, monkeypatch: pytest.MonkeyPatch, log: Callable[[], str], client_of
) -> None:
    Forum.objects.create(pk=1, name="Example forum", languages=["en"])
    play = seated()
    work, broken, went_on = made(play, monkeypatch)
    work()
    assert went_on()
    assert failing(kind) == broken
    number = faults()[0].number
    assert f"fault {number}: {kind} of #{broken[0]}" in log()
    assert log().count("Traceback") >= 1
    page = client_of(play.secretary).get("/").text
    assert number in page
    assert f"/{broken[0]}/" in page
    assert number not in client_of(play.people["civil-society1"][0]).get("/").text
    assert number not in Client().get("/").text


def test_what_works_again_is_told_no_longer() -> None:
    play = seated()
    work, broken, _went_on = two_clocks(play)
    work()
    assert failing("clock") == broken
    chunk = Chunk.objects.get(pk=broken[0])
    Chunk.objects.filter(pk=chunk.pk).update(stage="call", state=chunk.state | {"stage": "call"})
    work()
    assert faults() == []


def test_what_is_not_to_be_done_any_more_is_told_no_longer() -> None:
    play = seated()
    work, broken, _went_on = two_clocks(play)
    work()
    assert failing("clock") == broken
    Chunk.objects.filter(pk__in=broken).update(look_at=play.now + timedelta(days=9))
    work()
    assert faults() == []


def test_the_same_fault_is_written_in_full_once(log: Callable[[], str]) -> None:
    def failed(what: str) -> Fault:
        with guarded("clock", 7):
            raise ValueError(what)
        return faults()[0]

    first, again, other = failed("a"), failed("a"), failed("b")
    assert first == again
    assert (other.since, other.number != first.number) == (first.since, True)
    assert log().count("Traceback") == 2
    assert f"fault {first.number}: clock of #7 still fails, since" in log()


def test_an_everyday_fault_of_no_part_has_no_link(client_of) -> None:  # type: ignore[no-untyped-def]
    Forum.objects.create(pk=1, name="Example forum", languages=["en"])
    play = seated()
    with guarded("clocks"):
        raise ValueError
    page = client_of(play.secretary).get("/").text
    assert "The deadlines could not be run" in page


def test_a_date_is_planned_beside_a_part_that_fails() -> None:
    play = seated()
    first, second = play.raised(), play.raised("private-sector1")
    breaks_state(first)
    play.day += 42
    planned(
        PlanDate(play.process, (play.now + timedelta(days=9)).date(), title="Assembly"),
        by=play.secretary,
        now=play.now,
    )
    assert PlannedDate.objects.count() == 1
    assert failing("clock") == [first.pk]
    assert Chunk.objects.get(pk=second.pk).look_at != second.look_at


def test_the_command_runs_the_clocks_although_reminders_fail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ran: list[str] = []

    def breaks(_now: object) -> int:
        raise RuntimeError

    monkeypatch.setattr(reminding_command, "start_django", lambda **_how: None)
    monkeypatch.setattr(clockwork, "run_clocks", lambda _now: ran.append("clocks"))
    monkeypatch.setattr(reminding, "remind_all", breaks)
    assert CliRunner().invoke(reminding_command.remind).exit_code == 1
    assert ran == ["clocks"]
    assert failing("reminders") == [0]
