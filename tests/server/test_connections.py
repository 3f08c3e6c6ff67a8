"""Connections by themselves, under uvicorn and a small application: who is closed, and who is
not.
"""

import asyncio
import gzip
import subprocess
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
import uvicorn

from isegoria.server.front import connections
from isegoria.server.front.assets import Assets
from isegoria.server.front.connections import connection_within, most_open_with
from tests.running import free_port, run_alone, until

LARGE = 20_000_000  # more than the systems on both sides keep for each other
HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\n"


async def large(scope: Any, receive: Any, send: Any) -> None:
    """Answer much on /large, and little elsewhere."""
    body = b"x" * (LARGE if scope["path"] == "/large" else 10)
    await send(
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-length", b"%d" % len(body))],
        }
    )
    await send({"type": "http.response.body", "body": body})


def served(
    story: Callable[[int, uvicorn.Server], Coroutine[Any, Any, None]],
    head_seconds: float = 60,
    most_open: int = 100,
) -> None:
    """Tell a story with a server that runs in the same loop."""

    async def both() -> None:
        port = free_port()
        config = uvicorn.Config(
            large,
            port=port,
            http=connection_within(head_seconds, most_open),
            ws="none",
            lifespan="off",
            log_level="error",
            timeout_graceful_shutdown=1,
            timeout_keep_alive=1,
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server._serve())
        while not server.started:
            await asyncio.sleep(0.01)
        try:
            await asyncio.wait_for(story(port, server), 20)
        finally:
            server.should_exit = True
            await serving

    run_alone(both())


async def asks(
    port: int,
    sent: bytes,
    source: str = "127.0.0.1",
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    own = (source, 0)
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1000, local_addr=own)
    writer.write(sent)
    await writer.drain()
    return reader, writer


async def everything(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read()
    except ConnectionError:
        return b""


@pytest.mark.parametrize("keeps", ["keep-alive", "close"])
def test_a_reader_who_takes_nothing_is_let_go(monkeypatch: pytest.MonkeyPatch, keeps: str) -> None:
    monkeypatch.setattr(connections, "_TAKES_SECONDS", 0.1)

    async def story(port: int, server: uvicorn.Server) -> None:
        _reader, writer = await asks(
            port, f"GET /large HTTP/1.1\r\nHost: a\r\nConnection: {keeps}\r\n\r\n".encode()
        )
        await until(lambda: len(server.server_state.connections) == 1)
        await until(lambda: not server.server_state.connections)
        writer.transport.abort()

    served(story)


def test_a_reader_who_takes_it_gets_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_TAKES_SECONDS", 0.5)

    async def story(port: int, _server: uvicorn.Server) -> None:
        reader, writer = await asks(
            port, b"GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        )
        assert (await everything(reader)).endswith(b"x" * LARGE)
        writer.close()

    served(story)


@pytest.mark.parametrize(
    "sent",
    [b"", b"G", HEAD, HEAD + b"\r\n" + HEAD],
    ids=["nothing", "a letter", "half", "the second"],
)
def test_who_sends_no_head_in_time_is_let_go(sent: bytes) -> None:
    async def story(port: int, _server: uvicorn.Server) -> None:
        reader, writer = await asks(port, sent)
        answered = await everything(reader)
        assert answered.count(b"200 OK") == (1 if HEAD + b"\r\n" in sent else 0)
        writer.close()

    served(story, head_seconds=0.2)


def test_the_oldest_connection_without_a_head_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_MOST_WAITING", 3)

    async def story(port: int, server: uvicorn.Server) -> None:
        first = await asks(port, HEAD)
        others = [await asks(port, HEAD) for _ in range(2)]
        reader, writer = await asks(port, HEAD + b"Connection: close\r\n\r\n")
        assert b"200 OK" in await everything(reader)
        assert await everything(first[0]) == b""
        for _other, held in others:
            held.write(b"Connection: close\r\n\r\n")
        assert all([b"200 OK" in await everything(other) for other, _held in others])
        for one in (first[1], writer, *(held for _other, held in others)):
            one.close()

    served(story)


END_OF_HEAD = b"Connection: close\r\n\r\n"
ANOTHER = "127.0.0.2"


def test_many_connections_of_one_client_without_a_head_close_none_of_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connections, "_MOST_WAITING", 3)

    async def story(port: int, _server: uvicorn.Server) -> None:
        reader, writer = await asks(port, HEAD)
        many = [await asks(port, HEAD, ANOTHER) for _ in range(10)]
        assert [await everything(other) for other, _writer in many[:8]] == [b""] * 8
        writer.write(END_OF_HEAD)
        assert b"200 OK" in await everything(reader)
        for one in (writer, *(held for _other, held in many)):
            one.close()

    served(story)


@pytest.mark.parametrize(
    ("sources", "closed"),
    [
        pytest.param("222", None, id="at the bound"),
        pytest.param("2221", 2, id="the last of whoever has most"),
        pytest.param("2222", 3, id="the new one of the same"),
        pytest.param("1222", 3, id="none of another"),
        pytest.param("1324", 3, id="the new one, where nobody has more"),
    ],
)
def test_of_too_many_connections_the_last_of_whoever_has_most_is_closed(
    sources: str,
    closed: int | None,
) -> None:
    async def story(port: int, server: uvicorn.Server) -> None:
        held = []
        for source in sources:
            held.append(await asks(port, HEAD, f"127.0.0.{source}"))
            await asyncio.sleep(0.02)
        for _reader, writer in held:
            writer.write(END_OF_HEAD)
        answers = [b"200 OK" in await everything(reader) for reader, _writer in held]
        assert answers == [place != closed for place in range(len(sources))]
        for _reader, writer in held:
            writer.close()
        await until(lambda: not server.server_state.connections)
        assert not len(connections.Connection._open)

    served(story, most_open=3)


@pytest.mark.parametrize(
    ("files", "most"),
    [(300, 100), (1024, 341), (2900, 1004), (4095, 2199), (4096, 2200), (1_000_000, 2200)],
)
def test_so_many_connections_are_open_as_there_are_files_for(files: int, most: int) -> None:
    assert most_open_with(files) == most


def test_a_process_lets_itself_open_the_files_it_needs() -> None:
    program = (
        "import resource as r; files = r.RLIMIT_NOFILE; most = r.getrlimit(files)[1];"
        "r.setrlimit(files, (256, most));"
        "from isegoria.server.front.connections import room_for_connections as room;"
        "print(room(), r.getrlimit(files)[0]); r.setrlimit(files, (1024, 1024)); print(room())"
    )
    done = subprocess.check_output([sys.executable, "-c", program], text=True)
    assert done.splitlines() == ["2200 4096", "341"]


def asked(
    app: Assets, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[bytes, bytes], bytes]:
    """Return what is answered without a server."""
    found: list[Any] = []

    async def send(message: Any) -> None:
        found.append(message)

    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    run_alone(app({"type": "http", "path": path, "method": method, "headers": sent}, None, send))  # type: ignore[arg-type]
    return found[0]["status"], dict(found[0]["headers"]), found[1]["body"]


STYLE = "/static/isegoria/style.css"


def test_static_files_keep_their_headers_and_are_compressed() -> None:
    app = Assets(large)
    status, plain, body = asked(app, STYLE)
    assert (status, int(plain[b"content-length"])) == (200, len(body))
    assert plain[b"cache-control"] == b"max-age=60, public"
    assert plain[b"vary"] == b"Accept-Encoding"
    for method in ("HEAD", "GET"):
        status, packed, content = asked(app, STYLE, method, accept_encoding="br, gzip")
        assert (status, packed[b"content-encoding"]) == (200, b"gzip")
        assert int(packed[b"content-length"]) == len(content) < len(body)
        assert gzip.decompress(content) == body
    assert asked(app, STYLE, if_none_match=plain[b"etag"].decode())[::2] == (304, b"")
    assert asked(app, STYLE, if_modified_since=plain[b"last-modified"].decode())[0] == 304
    assert asked(app, STYLE, range="bytes=0-9")[::2] == (206, body[:10])


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        (STYLE, "POST", 405),
        ("/static/isegoria/none.css", "GET", 200),
        ("/static/../asgi.py", "GET", 200),
        ("/", "GET", 200),
    ],
)
def test_what_is_no_static_file_is_passed_on(path: str, method: str, status: int) -> None:
    found, _headers, body = asked(Assets(large), path, method)
    assert (found, body) == (status, b"x" * 10 if status == 200 else b"")
