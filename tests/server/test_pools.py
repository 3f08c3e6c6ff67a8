"""Django in threads by itself: who waits for what, and what happens when a reader leaves or takes
nothing.
"""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language, override

from isegoria.server.front.turns import Turns
from tests.asking import SECONDS, Reader, file_of, run, scope, threads


@pytest.mark.parametrize(
    ("path", "pool"),
    [("/", "page"), ("/x.y/", "page"), ("/acts.csv", "export"), ("/a/b.json", "export")],
)
def test_what_is_taken_along_is_made_beside_the_pages(path: str, pool: str) -> None:
    async def story() -> None:
        reader = Reader()
        app = threads(lambda _environ: HttpResponse(threading.current_thread().name))
        await app(scope(path), reader.receive, reader.send)
        assert reader.body.decode().startswith(pool)
        assert reader.whole

    run(story())


def test_a_stream_is_made_beside_the_pages_in_the_language_of_its_request() -> None:
    def lines() -> Iterator[bytes]:
        for _ in range(3):
            yield f"{threading.current_thread().name.partition('_')[0]} {get_language()}\n".encode()

    def view(_environ: Any) -> StreamingHttpResponse:
        override("ar").__enter__()
        return file_of(lines())

    async def story() -> None:
        reader = Reader()
        await threads(view)(scope("/"), reader.receive, reader.send)
        assert reader.body == b"export ar\n" * 3

    run(story())


def test_a_request_leaves_no_language_to_the_next_one() -> None:
    def view(environ: Any) -> HttpResponse:
        found = get_language()
        override("ar").__enter__()
        return HttpResponse(str(found))

    async def story() -> None:
        app = threads(view, pages=Turns(1, "page"))
        readers = [Reader(), Reader()]
        for reader in readers:
            await app(scope("/"), reader.receive, reader.send)
        assert readers[0].body == readers[1].body != b"ar"

    run(story())


def test_an_export_ends_when_its_reader_leaves() -> None:
    given = 0
    closed = threading.Event()

    def endless() -> Iterator[bytes]:
        nonlocal given
        try:
            while True:
                given += 1
                yield b"x" * 40_000
        finally:
            closed.set()

    async def story() -> None:
        reader = Reader()
        task = asyncio.create_task(
            threads(lambda _environ: file_of(endless()))(
                scope("/x.csv"), reader.receive, reader.send
            )
        )
        await asyncio.sleep(0.05)
        reader.left.set()
        await task
        last = given
        await asyncio.sleep(0.05)
        assert (given, last > 0) == (last, True)
        assert closed.wait(1)

    run(story())


def test_who_takes_nothing_holds_no_thread() -> None:
    async def story() -> None:
        pieces = [b"x" * 40_000] * 3
        app = threads(lambda _environ: file_of(iter(pieces)), exports=Turns(1, "export"))
        slow = [Reader() for _ in range(10)]
        for reader in slow:
            reader.takes.clear()
        tasks = [
            asyncio.create_task(app(scope("/x.csv"), reader.receive, reader.send))
            for reader in slow
        ]
        await asyncio.sleep(0.1)
        quick = Reader()
        await app(scope("/x.csv"), quick.receive, quick.send)
        assert (len(quick.body), quick.whole) == (120_000, True)
        for reader in slow:
            reader.takes.set()
        await asyncio.gather(*tasks)
        assert all((len(reader.body), reader.whole) == (120_000, True) for reader in slow)

    run(story())


@pytest.mark.parametrize("stalled", [True, False])
def test_beyond_the_bound_who_takes_nothing_gives_way_and_else_one_waits(
    stalled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("isegoria.server.front.threads._STALLED", 0.05 if stalled else 60)

    async def story() -> None:
        app = threads(lambda _environ: file_of(iter([b"x" * 40_000] * 3)), most_taking=3)
        slow = [Reader() for _ in range(3)]
        for reader in slow:
            reader.takes.clear()
        tasks = [
            asyncio.create_task(app(scope("/x.csv"), reader.receive, reader.send))
            for reader in slow
        ]
        await asyncio.sleep(0.2)
        late = Reader()
        await app(scope("/x.csv"), late.receive, late.send)
        assert late.status == (200 if stalled else 503)
        assert late.whole
        for reader in slow:
            reader.takes.set()
        await asyncio.gather(*tasks)
        assert [reader.whole for reader in slow] == [not stalled, True, True]

    run(story())


@pytest.mark.parametrize(("method", "done"), [("GET", 0), ("HEAD", 0), ("POST", 1)])
def test_what_waits_for_a_thread_is_left_out_if_it_was_only_to_be_read(
    method: str, done: int
) -> None:
    release, called = threading.Event(), []

    def view(environ: Any) -> HttpResponse:
        called.append(environ["PATH_INFO"])
        if environ["PATH_INFO"] == "/first/":
            release.wait(SECONDS)
        return HttpResponse("ok")

    async def story() -> None:
        app = threads(view, pages=Turns(1, "page"))
        first, second, third = Reader(), Reader(), Reader()
        tasks = [asyncio.create_task(app(scope("/first/"), first.receive, first.send))]
        await asyncio.sleep(0.05)
        tasks.append(
            asyncio.create_task(app(scope("/second/", method), second.receive, second.send))
        )
        await asyncio.sleep(0.05)
        second.left.set()
        await asyncio.sleep(0.05)
        tasks.append(asyncio.create_task(app(scope("/third/"), third.receive, third.send)))
        release.set()
        await asyncio.gather(*tasks)
        assert called.count("/second/") == done
        assert third.whole

    run(story())


def test_a_head_of_an_export_computes_nothing() -> None:
    given = []

    def lines() -> Iterator[bytes]:
        given.append(1)
        yield b"x"

    async def story() -> None:
        reader = Reader()
        await threads(lambda _environ: file_of(lines()))(
            scope("/x.csv", "HEAD"), reader.receive, reader.send
        )
        assert (reader.status, reader.body, given) == (200, b"", [])

    run(story())


def test_exports_stand_back_while_a_page_is_made() -> None:
    """A page in work delays each piece; without one they come at once."""
    release = threading.Event()

    def view(environ: Any) -> Any:
        if environ["PATH_INFO"] == "/x.csv":
            return file_of(iter([b"x" * 40_000] * 10_000))
        release.wait(SECONDS)
        return HttpResponse("ok")

    async def story() -> None:
        app = threads(view)
        page, export = Reader(), Reader()
        task = asyncio.create_task(app(scope("/"), page.receive, page.send))
        await asyncio.sleep(0.05)
        taking = asyncio.create_task(app(scope("/x.csv"), export.receive, export.send))
        await asyncio.sleep(0.3)
        assert len(export.body) <= 40_000 * 5
        release.set()
        await task
        export.left.set()
        await taking

    run(story())
