"""Django in threads by itself, asked by several clients: none keeps another from pages or files."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from isegoria.server.front.turns import Bounds, Turns
from tests.asking import SECONDS, Asked, asks, file_of, run, threads
from tests.running import until

ONE, OTHER = "203.0.113.1", "203.0.113.2"


@pytest.mark.parametrize("path", ["/", "/x.json"])
def test_no_client_keeps_another_from_pages_or_files(path: str) -> None:
    release = threading.Event()

    def view(environ: Any) -> HttpResponse:
        if environ["REMOTE_ADDR"] == ONE:
            release.wait(SECONDS)
        return HttpResponse("ok")

    async def story() -> None:
        app = threads(view)
        many = [await asks(app, path, ONE) for _ in range(15)]
        task, reader = await asks(app, path, OTHER)
        await task
        assert reader.body == b"ok"
        assert [reader.body for _task, reader in many] == [b""] * 15
        release.set()
        await asyncio.gather(*(task for task, _reader in many))
        assert [reader.body for _task, reader in many] == [b"ok"] * 15

    run(story())


def test_beyond_the_bound_a_request_is_told_to_come_later() -> None:
    release, done = threading.Event(), []

    def view(environ: Any) -> HttpResponse:
        release.wait(SECONDS)
        done.append(environ["REQUEST_METHOD"])
        return HttpResponse("ok")

    async def story() -> None:
        app = threads(view, pages=Turns(1, "page", Bounds(of_one=2, of_all=2)))
        one = [await asks(app, "/", ONE, method) for method in ("GET", "GET", "POST", "POST")]
        other = [await asks(app, "/", OTHER)]
        release.set()
        await asyncio.gather(*(task for task, _reader in [*one, *other]))
        assert [reader.status for _task, reader in [*one, *other]] == [200, 200, 503, 503, 200]
        assert done == ["GET", "GET", "GET"]

    run(story())


def endless(_environ: Any) -> StreamingHttpResponse:
    def pieces() -> Iterator[bytes]:
        while True:
            yield b"x" * 40_000

    return file_of(pieces())


async def end(*many: Asked) -> None:
    for _task, reader in many:
        reader.left.set()
    await asyncio.gather(*(task for task, _reader in many))


def test_who_takes_most_files_at_once_gives_way_to_another_and_takes_no_more() -> None:
    async def story() -> None:
        app = threads(endless, most_taking=3)
        many = [await asks(app, "/x.csv", ONE) for _ in range(3)]
        refused, told = await asks(app, "/x.csv", ONE)
        await refused
        assert told.status == 503
        await until(lambda: many[2][1].body)
        others = [await asks(app, "/x.csv", OTHER)]
        await many[2][0]
        assert (many[2][1].status, many[2][1].whole) == (200, False)
        refused, told = await asks(app, "/x.csv", OTHER)
        await refused
        assert told.status == 503
        for _task, reader in (staying := [*many[:2], *others]):
            reader.body = b""
        await until(lambda: all(reader.body for _task, reader in staying))
        await end(*staying)

    run(story())


@pytest.mark.parametrize(
    ("count", "kind", "status"),
    [
        pytest.param(2, HttpResponse, 503, id="it waits"),
        pytest.param(3, StreamingHttpResponse, 503, id="its first piece is being made"),
        pytest.param(3, HttpResponse, 200, id="all of it is being made"),
    ],
)
def test_who_gives_way_before_anything_was_sent_is_told_to_come_later(
    count: int,
    kind: Callable[..., Any],
    status: int,
) -> None:
    release = threading.Event()

    def view(environ: Any) -> Any:
        release.wait(SECONDS)
        return kind([environ["REMOTE_ADDR"].encode()])

    async def story() -> None:
        app = threads(view, most_taking=2, exports=Turns(count, "export"))
        first, last = await asks(app, "/x.json", ONE), await asks(app, "/x.json", ONE)
        other = await asks(app, "/x.json", OTHER)
        if count == 2:
            await last[0]  # it is told at once
        release.set()
        await asyncio.gather(first[0], last[0], other[0])
        assert (last[1].status, last[1].body) == (status, ONE.encode() if status == 200 else b"")
        assert [first[1].body, other[1].body] == [ONE.encode(), OTHER.encode()]

    run(story())


def test_a_slow_reader_does_not_give_way_to_a_client_that_takes_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("isegoria.server.front.threads._STALLED", 0.05)

    async def story() -> None:
        app = threads(endless, most_taking=3)
        slow = await asks(app, "/x.csv", OTHER)
        slow[1].takes.clear()
        many = [await asks(app, "/x.csv", ONE) for _ in range(2)]
        await until(lambda: slow[1].body)
        await asyncio.sleep(0.2)  # it stalls
        refused, told = await asks(app, "/x.csv", ONE)
        await refused
        assert (told.status, slow[0].done()) == (503, False)
        third = await asks(app, "/x.csv", "203.0.113.3")  # takes none yet
        await slow[0]
        await until(lambda: third[1].body)
        assert (third[1].status, slow[1].whole) == (200, False)
        await end(*many, third)

    run(story())


def test_who_leaves_before_the_turn_of_a_piece_is_gone_at_once() -> None:
    going_on = threading.Event()
    going_on.set()

    def view(_environ: Any) -> StreamingHttpResponse:
        def pieces() -> Iterator[bytes]:
            while going_on.wait(SECONDS):
                yield b"x" * 40_000

        return file_of(pieces())

    async def story() -> None:
        app = threads(view, exports=Turns(1, "export"))
        both = [await asks(app, "/x.csv", client) for client in (ONE, OTHER)]
        await until(lambda: all(reader.body for _task, reader in both))
        going_on.clear()
        await asyncio.sleep(0.05)  # one is being made, the other waits
        for _task, reader in both:
            reader.left.set()
        await until(lambda: any(task.done() for task, _reader in both))
        assert [task.done() for task, _reader in both].count(True) == 1
        going_on.set()
        await asyncio.gather(*(task for task, _reader in both))

    run(story())
