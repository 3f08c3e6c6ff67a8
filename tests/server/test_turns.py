"""Turns at threads: who is next, who is refused, and whose request it is."""

import asyncio
import threading
from functools import partial
from typing import Any

import pytest

from isegoria.server.front.clients import Held, client_at, client_of
from isegoria.server.front.turns import Bounds, Left, NoRoom, Order, Turns
from tests.running import run_alone, until

MANY = Bounds(of_one=100, of_all=100)


def told(threads: int, story: str, bounds: Bounds = MANY) -> tuple[str, str]:
    """Return who got a turn, in this order, and who was refused.

    A story is of requests that come, named after their client: `a1`, and others that leave, `-a1`.
    `!a` is the end of a turn of a client. A free thread is always given to who is next.
    """
    order: Order[str] = Order(threads, bounds)
    begun, refused = [], []
    for event in story.split():
        if event.startswith("!"):
            order.end(event[1])
        elif event.startswith("-"):
            order.leave(event[1:])
        elif (one := order.join(event, event[0])) is not None:
            refused.append(one)
        while turn := order.begin():
            begun.append(turn[0])
    return " ".join(begun), " ".join(refused)


@pytest.mark.parametrize(
    ("threads", "story", "begun"),
    [
        pytest.param(4, "a1 a2 a3 a4 a5", "a1 a2 a3", id="one thread is left for others"),
        pytest.param(2, "a1 a2", "a1", id="also of two"),
        pytest.param(1, "a1 a2", "a1", id="but not of one"),
        pytest.param(4, "a1 a2 a3 a4 b1", "a1 a2 a3 b1", id="another is not held up"),
        pytest.param(4, "a1 b1 c1 d1 e1", "a1 b1 c1 d1", id="all are taken"),
        pytest.param(1, "a1 a2 a3 !a !a", "a1 a2 a3", id="first come, first served"),
        pytest.param(1, "a1 a2 a3 b1 b2 !a !b !a !b", "a1 b1 a2 b2 a3", id="by turns"),
        pytest.param(1, "a1 a2 a3 b1 c1 !a !b !c !a", "a1 b1 c1 a2 a3", id="round and round"),
        pytest.param(1, "a1 b1 c1 !a a2 !b !c", "a1 b1 c1 a2", id="who had a turn waits behind"),
        pytest.param(1, "a1 b1 c1 !a a2 !b b2 !c !a", "a1 b1 c1 a2 b2", id="as they came"),
        pytest.param(4, "a1 a2 a3 b1 a4 b2 !a", "a1 a2 a3 b1 b2", id="the fewest running"),
        pytest.param(4, "a1 a2 a3 b1 a4 c1 b2 !a", "a1 a2 a3 b1 c1", id="none is fewer than one"),
        pytest.param(4, "a1 a2 a3 b1 a4 b2 !b", "a1 a2 a3 b1 b2", id="who has none running"),
        pytest.param(4, "a1 a2 a3 b1 a4 !b", "a1 a2 a3 b1", id="one thread is left also then"),
        pytest.param(4, "a1 a2 b1 b2 a3 b3 c1 !a !b", "a1 a2 b1 b2 c1 a3", id="three clients"),
        pytest.param(1, "a1 a2 a3 -a2 !a", "a1 a3", id="who left has no turn"),
        pytest.param(1, "a1 b1 b2 -b1 -b2 c1 !a", "a1 c1", id="nor a client who left"),
        pytest.param(1, "a1 b1 -a1 -b1 -b1 !a c1", "a1 c1", id="leaving late or twice is nothing"),
    ],
)
def test_a_free_thread_goes_to_who_is_next(threads: int, story: str, begun: str) -> None:
    assert told(threads, story) == (begun, "")


BOUNDS = Bounds(of_one=3, of_all=5)


@pytest.mark.parametrize(
    ("story", "begun", "refused"),
    [
        pytest.param("a0 a1 a2 a3", "a0", "", id="at the bound of one"),
        pytest.param("a0 a1 a2 a3 a4", "a0", "a4", id="above it"),
        pytest.param("a0 a1 a2 a3 -a2 a4", "a0", "", id="who left makes room"),
        pytest.param("a0 a1 a2 a3 !a a4", "a0 a1", "", id="who has a turn makes room"),
        pytest.param("a0 a1 a2 a3 b1 b2", "a0", "", id="at the bound of all"),
        pytest.param("a0 a1 a2 a3 b1 b2 c1", "a0", "a3", id="the last of whoever waits most"),
        pytest.param("a0 a1 a2 a3 b1 b2 c1 c2", "a0", "a3 c2", id="until nobody has two more"),
        pytest.param("a0 a1 a2 a3 b1 b2 b3", "a0", "b3", id="nobody for one who then has most"),
        pytest.param("a0 a1 b1 c1 d1 e1 f1", "a0", "f1", id="nobody has more: the new one"),
    ],
)
def test_beyond_the_bounds_some_are_refused(story: str, begun: str, refused: str) -> None:
    assert told(1, story, BOUNDS) == (begun, refused)


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "client"),
    [
        pytest.param("203.0.113.7", "", 0, "203.0.113.7", id="who asks"),
        pytest.param("203.0.113.7", "198.51.100.1", 0, "203.0.113.7", id="no proxy is believed"),
        pytest.param("127.0.0.1", "198.51.100.1", 1, "198.51.100.1", id="whom a proxy names"),
        pytest.param("127.0.0.1", "10.1.1.1, 198.51.100.1", 1, "198.51.100.1", id="not a claim"),
        pytest.param("127.0.0.1", "10.1.1.1,198.51.100.1 , 10.0.0.2", 2, "198.51.100.1", id="two"),
        pytest.param("127.0.0.1", "198.51.100.1:4711", 1, "198.51.100.1", id="with a port"),
        pytest.param("127.0.0.1", "[2001:db8::1]:4711", 1, "2001:db8::", id="IPv6 with a port"),
        pytest.param("127.0.0.1", "2001:db8::1", 1, "2001:db8::", id="IPv6"),
        pytest.param("127.0.0.1", "", 1, "127.0.0.1", id="nobody is named"),
        pytest.param("127.0.0.1", "198.51.100.1", 2, "127.0.0.1", id="too few are named"),
        pytest.param("127.0.0.1", "unknown", 1, "127.0.0.1", id="no address"),
        pytest.param("127.0.0.1", "\xe9", 1, "127.0.0.1", id="no letters of an address"),
        pytest.param(None, "", 0, "", id="a socket without addresses"),
    ],
)
def test_the_client_is_who_asks_the_outermost_proxy(
    peer: str | None,
    forwarded: str,
    proxies: int,
    client: str,
) -> None:
    headers = [(b"x-forwarded-for", forwarded.encode("latin1"))] if forwarded else []
    asked = {"client": (peer, 4711) if peer else None, "headers": [(b"host", b"a"), *headers]}
    assert client_of(asked, proxies) == client


def test_several_headers_are_one_list() -> None:
    headers = [(b"x-forwarded-for", b"10.1.1.1"), (b"x-forwarded-for", b"198.51.100.1")]
    asked = {"client": ("127.0.0.1", 4711), "headers": headers}
    assert [client_of(asked, proxies) for proxies in (1, 2)] == ["198.51.100.1", "10.1.1.1"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("203.0.113.7", "::ffff:203.0.113.7", True),
        ("::ffff:203.0.113.7", "::ffff:203.0.113.8", False),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("2001:db8:0:1:ffff:ffff:ffff:ffff", "2001:db8:0:2::", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("::1", "127.0.0.1", False),
    ],
)
def test_one_client_is_an_address_or_the_network_of_one(one: str, other: str, same: bool) -> None:
    assert (client_at(one) == client_at(other)) is same


@pytest.mark.parametrize(
    ("held", "client", "gives_way"),
    [
        ("a1 a2 a3", "b", "a3"),
        ("a1 a2", "b", "a2"),
        ("a1", "b", None),
        ("a1 a2 a3", "a", None),
        ("a1 a2 a3 b1", "b", "a3"),
        ("a1 a2 b1", "b", None),
        ("b1 a1 a2 c1 c2 c3", "b", "c3"),
        ("a1 a2 b1 b2", "c", "a2"),
    ],
)
def test_the_last_of_whoever_holds_most_gives_way_if_it_is_left_no_less(
    held: str,
    client: str,
    gives_way: str | None,
) -> None:
    found: Held[str] = Held()
    for one in held.split():
        found.add(one, one[0])
    assert found.in_the_way_of(client) == gives_way


def test_what_is_held_is_counted_by_client_until_it_is_dropped() -> None:
    held: Held[str] = Held()
    for one in ("a1", "b1", "a2"):
        held.add(one, one[0])
    assert (len(held), list(held)) == (3, ["a1", "b1", "a2"])
    assert (held.most(), held.oldest("a"), held.count("a"), held.count("c")) == ("a", "a1", 2, 0)
    assert held.most({"a": 1, "b": 5}.__getitem__) == "b"
    assert [held.drop(one) for one in ("a1", "a1", "a2", "c1")] == ["a", None, "a", None]
    assert (len(held), held.count("a"), held.most()) == (1, 0, "b")


def run(story: Any) -> None:
    run_alone(asyncio.wait_for(story, 10))


class Gate:
    """Work that notes that it has begun, and ends when it is let through."""

    def __init__(self) -> None:
        self.open, self.begun = threading.Event(), list[str]()

    def work(self, name: str) -> str:
        self.begun.append(name)
        self.open.wait(10)
        return name.upper()


async def soon(turns: Turns, gate: Gate, names: str, **how: Any) -> list["asyncio.Task[str]"]:
    """Ask for turns, each named after its client; return when each waits for it or has it."""
    requests = [turns.run(name[0], partial(gate.work, name), **how) for name in names.split()]
    asked = [asyncio.create_task(request) for request in requests]
    await asyncio.sleep(0)
    return asked


def test_three_hundred_requests_of_one_client_hold_up_no_other() -> None:
    async def story() -> None:
        gate, turns = Gate(), Turns(4, "page")
        many = await soon(turns, gate, " ".join(f"a{number}" for number in range(300)))
        [other] = await soon(turns, gate, "b")
        await until(lambda: len(gate.begun) == 4)
        assert sorted(gate.begun) == ["a0", "a1", "a2", "b"]
        gate.open.set()
        assert await other == "B"
        assert await asyncio.gather(*many) == [f"A{number}" for number in range(300)]

    run(story())


def test_work_that_fails_fails_for_whoever_asked_and_the_next_begins() -> None:
    def fails() -> None:
        raise ValueError("so it is")

    async def story() -> None:
        turns = Turns(1, "page")
        failing, next_one = turns.run("a", fails), turns.run("a", lambda: "done")
        found = await asyncio.gather(failing, next_one, return_exceptions=True)
        assert [str(one) for one in found] == ["so it is", "done"]

    run(story())


def test_who_is_refused_is_told_and_the_others_have_their_turn() -> None:
    async def story() -> None:
        gate, turns = Gate(), Turns(1, "page", Bounds(of_one=2, of_all=2))
        one = await soon(turns, gate, "a0 a1 a2 a3")
        other = await soon(turns, gate, "b0 b1")
        gate.open.set()
        found = await asyncio.gather(*one, *other, return_exceptions=True)
        refused = [type(one) is NoRoom for one in found]
        assert refused == [False, False, True, True, False, True]
        assert sorted(gate.begun) == ["a0", "a1", "b0"]

    run(story())


def test_who_leaves_before_the_turn_is_not_served_and_afterwards_is() -> None:
    async def story() -> None:
        gate, turns = Gate(), Turns(1, "page")
        leaves: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        leaving = await soon(turns, gate, "a0 a1", unless=leaves)
        staying = await soon(turns, gate, "a2 b0")
        leaves.set_result(None)
        with pytest.raises(Left):
            await leaving[1]
        gate.open.set()
        assert await asyncio.gather(leaving[0], *staying) == ["A0", "A2", "B0"]
        assert gate.begun == ["a0", "b0", "a2"]

    run(story())


def test_who_is_stopped_keeps_no_turn() -> None:
    """As when the forum is closed: one that has begun, one that waits."""

    async def story() -> None:
        gate, turns = Gate(), Turns(1, "page")
        stopped = await soon(turns, gate, "a0 a1")
        for task in stopped:
            task.cancel()
        [late] = await soon(turns, gate, "a2")
        gate.open.set()
        assert await late == "A2"
        assert gate.begun == ["a0", "a2"]
        assert [task.cancelled() for task in stopped] == [True, True]

    run(story())
