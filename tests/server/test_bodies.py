"""The reader of bodies by itself: every limit below, at and above its bound, whoever sends what and
however slowly.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from isegoria.server.front.bodies import Bodies, Limits, body_of
from isegoria.server.front.turns import NoRoom
from tests.running import run_alone

FORM, UPLOAD = 100, 1000
LIMITS = Limits(form=FORM, seconds=0.05, together=2000, at_once=3)
WHOLE_FILE = 70_000  # more than is kept in memory


@dataclass
class Kept:
    """What came through the reader, and how requests were refused."""

    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[bytes, bytes]] = field(default_factory=list)
    refused: list[tuple[int, int]] = field(default_factory=list)
    gave_way: list[str] = field(default_factory=list)

    def reader(self, limits: Limits = LIMITS, wait: Callable[[], Any] | None = None) -> Bodies:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            body = body_of(scope)
            self.headers.append(dict(scope["headers"]))
            self.bodies.append(body.read() if body else b"")
            if wait:
                await wait()

        async def refuse(scope: Any, receive: Any, send: Any, status: int, limit: int) -> None:
            self.refused.append((status, limit))
            if status == 503:
                self.gave_way.append(scope["path"])

        async def largest(scope: Any) -> int:
            return UPLOAD if scope["path"] == "/upload/" else limits.form

        return Bodies(app, refuse, largest, limits)


def scope(declared: int | None, path: str = "/", client: str = "127.0.0.1") -> dict[str, Any]:
    headers = (
        [(b"transfer-encoding", b"chunked")]
        if declared is None
        else [(b"content-length", b"%d" % declared)]
    )
    asked = {"type": "http", "method": "POST", "path": path, "headers": headers}
    return {**asked, "client": (client, 4711)}


def sender(parts: Iterable[bytes], *, ends: bool = True, leaves: bool = False) -> Any:
    """Return an ASGI `receive` that gives the parts, then ends, leaves or says nothing more."""
    messages = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    if ends:
        messages[-1]["more_body"] = False
    if leaves:
        messages.append({"type": "http.disconnect"})
    left = iter(messages)

    async def receive() -> Any:
        for message in left:
            return message
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    return receive


async def nothing(_message: Any) -> None:
    raise AssertionError("the reader of bodies answers nothing by itself")


def sent(asked: dict[str, Any], receive: Any, limits: Limits = LIMITS) -> Kept:
    kept = Kept()
    run_alone(asyncio.wait_for(kept.reader(limits)(asked, receive, nothing), 5))
    return kept


@pytest.mark.parametrize(
    ("path", "size", "most"),
    [
        ("/", 1, None),
        ("/", FORM - 1, None),
        ("/", FORM, None),
        ("/", FORM + 1, FORM),
        ("/", UPLOAD, FORM),
        ("/upload/", FORM + 1, None),
        ("/upload/", UPLOAD, None),
        ("/upload/", UPLOAD + 1, UPLOAD),
    ],
)
@pytest.mark.parametrize("declares", [True, False], ids=["declared", "in chunks"])
@pytest.mark.parametrize("at_once", [True, False], ids=["in one", "byte by byte"])
def test_a_body_is_taken_up_to_its_limit(
    path: str, size: int, most: int | None, declares: bool, at_once: bool
) -> None:
    body = b"x" * size
    parts: Sequence[bytes] = [body] if at_once else [body[i : i + 1] for i in range(size)]
    kept = sent(scope(size if declares else None, path), sender(parts))
    assert kept.bodies == ([] if most else [body])
    assert kept.refused == ([(413, most)] if most else [])


def test_what_declares_too_much_is_refused_before_a_byte_of_it_is_read() -> None:
    async def receive() -> Any:
        raise AssertionError("nothing is read")

    assert sent(scope(FORM + 1), receive).refused == [(413, FORM)]


@pytest.mark.parametrize(
    "declared", [5, 10, 20, None], ids=["less", "the same", "more", "in chunks"]
)
def test_the_length_that_is_passed_on_is_what_came(declared: int | None) -> None:
    kept = sent(scope(declared), sender([b"01234", b"56789"]))
    assert kept.bodies == [b"0123456789"]
    assert kept.headers == [{b"content-length": b"10"}]


def test_what_has_no_body_is_passed_on_at_once() -> None:
    asked = {"type": "http", "method": "GET", "path": "/", "headers": [(b"content-length", b"0")]}
    kept = sent(asked, None)
    assert kept.bodies == [b""]


def test_a_large_body_comes_whole_out_of_its_file() -> None:
    body = bytes(range(256)) * (WHOLE_FILE // 256)
    kept = sent(scope(len(body)), sender([body[:30_000], body[30_000:]]), Limits(form=len(body)))
    assert kept.bodies == [body]


@pytest.mark.parametrize("parts", [[b""], [b"a"], [b"a", b"b"]])
def test_a_body_that_does_not_come_to_an_end_is_given_up(parts: list[bytes]) -> None:
    kept = sent(scope(50), sender(parts, ends=False))
    assert (kept.bodies, kept.refused) == ([], [(408, 0)])


def test_bytes_that_trickle_do_not_win_time() -> None:
    async def receive() -> Any:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b"x", "more_body": True}

    assert sent(scope(None), receive).refused == [(408, 0)]


@pytest.mark.parametrize("parts", [[b"a"], [b"a", b"b"]])
def test_who_leaves_in_the_middle_has_sent_nothing(parts: list[bytes]) -> None:
    kept = sent(scope(50), sender(parts, ends=False, leaves=True))
    assert (kept.bodies, kept.refused) == ([], [])


def together(limits: Limits, *requests: tuple[dict[str, Any], Any]) -> tuple[Kept, Bodies]:
    """Send requests one behind the other, each while those before are still there."""
    kept = Kept()
    reader = kept.reader(limits)

    async def all_of_them() -> None:
        tasks = []
        for asked, receive in requests:
            tasks.append(asyncio.create_task(reader(asked, receive, nothing)))
            await asyncio.sleep(0.001)
        await asyncio.wait_for(asyncio.gather(*tasks), 5)

    run_alone(all_of_them())
    return kept, reader


def test_the_oldest_of_too_many_bodies_gives_way() -> None:
    slow = [(scope(50), sender([b"slow"], ends=False)) for _ in range(3)]
    kept, _reader = together(LIMITS, *slow, (scope(5), sender([b"quick"])))
    assert kept.bodies == [b"quick"]
    assert sorted(kept.refused) == [(408, 0), (408, 0), (503, 0)]


@pytest.mark.parametrize(
    ("room", "refused"), [(145, [(408, 0), (503, 0)]), (165, [(408, 0), (408, 0)])]
)
def test_the_oldest_body_gives_way_when_all_together_are_too_large(
    room: int, refused: list[tuple[int, int]]
) -> None:
    limits = Limits(form=FORM, seconds=0.05, together=room, at_once=10)
    slow = [(scope(99), sender([b"x" * 80], ends=False)) for _ in range(2)]
    kept, reader = together(limits, *slow, (scope(5), sender([b"quick"])))
    assert kept.bodies == [b"quick"]
    assert sorted(kept.refused) == refused
    assert not reader._bytes


def test_a_thousand_strangers_with_the_largest_form_fill_no_disk() -> None:
    limits = Limits(form=FORM, seconds=0.2, together=10 * FORM, at_once=5000)
    strangers = [(scope(FORM), sender([b"x" * (FORM - 1)], ends=False)) for _ in range(1000)]
    most, keep = 0, Bodies._keep

    async def watched(self: Bodies, *args: Any) -> None:
        nonlocal most
        await keep(self, *args)
        most = max(most, self._bytes.total())

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Bodies, "_keep", watched)
        kept, reader = together(limits, *strangers, (scope(5), sender([b"quick"])))
    assert kept.bodies == [b"quick"]
    assert (len(kept.refused), reader._bytes) == (1000, {})
    assert 0 < most <= 10 * FORM


def test_bodies_that_wait_for_a_thread_count_too() -> None:
    kept = Kept()
    limits = Limits(form=FORM, seconds=1, together=150, at_once=10)

    async def both() -> None:
        answered = asyncio.Event()
        reader = kept.reader(limits, answered.wait)
        first = asyncio.create_task(reader(scope(FORM), sender([b"x" * FORM]), nothing))
        await asyncio.sleep(0.01)
        await reader(scope(FORM), sender([b"y" * FORM]), nothing)
        answered.set()
        await first
        await reader(scope(FORM), sender([b"z" * FORM]), nothing)

    run_alone(asyncio.wait_for(both(), 5))
    assert [body[:1] for body in kept.bodies] == [b"x", b"z"]
    assert kept.refused == [(503, 0)]


ONE, OTHER, THIRD = "203.0.113.1", "203.0.113.2", "203.0.113.3"


@pytest.mark.parametrize(
    ("clients", "gave_way"),
    [
        pytest.param([ONE, ONE, OTHER, THIRD], "/0", id="the oldest of the one with two"),
        pytest.param([OTHER, ONE, ONE, THIRD], "/1", id="not the oldest of all"),
        pytest.param([OTHER, ONE, ONE, ONE], "/1", id="of the one who sends more"),
        pytest.param([ONE, ONE, ONE, OTHER], "/0", id="for another"),
        pytest.param([ONE, ONE, ONE, ONE], "/0", id="for the same"),
        pytest.param([ONE, OTHER, THIRD, ONE], "/0", id="one each: the oldest"),
    ],
)
def test_where_too_many_are_read_one_of_the_client_with_most_gives_way(
    clients: list[str],
    gave_way: str,
) -> None:
    *early, last = [scope(50, f"/{place}", client) for place, client in enumerate(clients)]
    slow = [(asked, sender([b"slow"], ends=False)) for asked in early]
    kept, _reader = together(LIMITS, *slow, (last, sender([b"quick"])))
    assert (kept.bodies, kept.gave_way) == ([b"quick"], [gave_way])


@pytest.mark.parametrize(
    ("sizes", "gave_way"),
    [
        pytest.param([(ONE, 60), (ONE, 60), (OTHER, 60)], [], id="there is room"),
        pytest.param([(OTHER, 60), (ONE, 60), (ONE, 60), (THIRD, 30)], ["/1"], id="who has most"),
        pytest.param([(OTHER, 90), (ONE, 50), (ONE, 30), (THIRD, 40)], ["/0"], id="by bytes"),
        pytest.param([(ONE, 90), (ONE, 60)], ["/0"], id="one alone has a bound"),
        pytest.param([(ONE, 70), (ONE, 70)], [], id="at the bound of one"),
    ],
)
def test_where_too_much_is_read_the_client_with_most_gives_way(
    sizes: list[tuple[str, int]],
    gave_way: list[str],
) -> None:
    limits = Limits(form=FORM, seconds=0.05, together=200, of_one=140, at_once=10)
    sent = []
    for place, (client, size) in enumerate(sizes):
        sent.append((scope(99, f"/{place}", client), sender([b"x" * size], ends=False)))
    kept, reader = together(limits, *sent)
    slow = kept.refused.count((408, 0))
    assert (kept.gave_way, slow) == (gave_way, len(sizes) - len(gave_way))
    assert not reader._bytes


def test_bodies_of_one_client_that_wait_for_a_thread_leave_room_to_others() -> None:
    kept = Kept()
    limits = Limits(form=FORM, seconds=1, together=300, of_one=150, at_once=10)

    async def story() -> None:
        answered = asyncio.Event()
        reader = kept.reader(limits, answered.wait)
        tasks = []
        for place, client in enumerate([ONE, ONE, ONE, OTHER]):
            asked = scope(60, f"/{place}", client)
            tasks.append(asyncio.create_task(reader(asked, sender([b"x" * 60]), nothing)))
        await asyncio.sleep(0.01)
        answered.set()
        await asyncio.gather(*tasks)

    run_alone(asyncio.wait_for(story(), 5))
    assert (len(kept.bodies), kept.gave_way) == (3, ["/2"])


@pytest.mark.parametrize("declared", [FORM + 1, None], ids=["declared", "in chunks"])
def test_where_too_many_requests_wait_an_upload_is_told_to_come_later(declared: int | None) -> None:
    async def no_room(_scope: Any) -> int:
        raise NoRoom

    kept = Kept()
    reader = kept.reader(LIMITS)
    reader.largest = no_room
    run_alone(reader(scope(declared, "/upload/"), sender([b"x" * (FORM + 1)]), nothing))
    assert (kept.bodies, kept.refused) == ([], [(503, 0)])
