"""Whoever comes, leaves or is served, in whatever order: no client waits long for the others."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from isegoria.server.front.turns import Bounds, Order

events = st.tuples(st.sampled_from(["come", "come", "end", "leave"]), st.sampled_from("abcde"))
ALL_END = [("end", client) for client in "abcde"]


class Watched:
    """An order of turns; each that begins is looked at."""

    def __init__(self, threads: int) -> None:
        self._order: Order[int] = Order(threads, Bounds())
        self._threads, self._of_one, self._come = threads, max(1, threads - 1), 0
        self.waiting: dict[int, str] = {}
        self._running: Counter[str] = Counter()
        self._turns_of_others: dict[str, Counter[str]] = {}  # while a client waits without one

    def come(self, client: str) -> None:
        self._come += 1
        self.waiting[self._come] = client
        assert self._order.join(self._come, client) is None

    def leave(self, client: str) -> None:
        for one in [one for one, of in self.waiting.items() if of == client][-1:]:
            assert self._order.leave(one)
            del self.waiting[one]

    def end(self, client: str) -> None:
        if self._running[client]:
            self._order.end(client)
            self._running[client] -= 1

    def begin(self) -> None:
        """Give free threads to who is next."""
        for client in "abcde":
            if client not in self.waiting.values():
                self._turns_of_others.pop(client, None)
            elif not self._running[client]:
                self._turns_of_others.setdefault(client, Counter())
        while turn := self._order.begin():
            self._look_at(*turn)
        busy = self._running.total()
        may = [one for one in self.waiting.values() if self._running[one] < self._of_one]
        assert busy <= self._threads
        assert busy == self._threads or not may

    def _look_at(self, one: int, client: str) -> None:
        assert self.waiting.pop(one) == client
        assert client not in [of for other, of in self.waiting.items() if other < one]
        self._running[client] += 1
        assert self._running[client] <= self._of_one
        self._turns_of_others.pop(client, None)
        for turns in self._turns_of_others.values():
            turns[client] += 1
            assert turns[client] == 1


@given(st.integers(1, 5), st.lists(events))
def test_a_client_waits_for_one_turn_of_each_other_at_most(
    threads: int,
    story: list[tuple[str, str]],
) -> None:
    order = Watched(threads)
    for what, client in [*story, *ALL_END * len(story)]:
        getattr(order, what)(client)
        order.begin()
    assert not order.waiting
