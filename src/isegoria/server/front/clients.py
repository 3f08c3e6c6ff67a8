"""Which client sent a request, and which client holds most of something that is limited."""

from collections.abc import Callable, Iterator, MutableMapping
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, Generic, TypeVar

__all__ = ["ClientOf", "Held", "client_at", "client_of"]

T = TypeVar("T")
ClientOf = Callable[[MutableMapping[str, Any]], str]
"""Says which client sent a request."""

_OF_HOST = 64  # last bits of an IPv6 address; a client chooses them as it likes


def client_of(scope: MutableMapping[str, Any], proxies: int = 0) -> str:
    """Return the client that sent a request through so many proxies.

    Each proxy adds the address that asked it to the end of X-Forwarded-For. What stands before
    these is what the client claims; it is not read.
    """
    told = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
    hosts = told.decode("latin1").split(",")
    if 0 < proxies <= len(hosts):
        host = _without_port(hosts[-proxies].strip())
        if _address(host) is not None:
            return client_at(host)
    peer = scope.get("client")
    return client_at(peer[0] if peer else "")


def client_at(host: str) -> str:
    """Return the client at an address: the IPv4 address, or the /64 of the IPv6 address."""
    address = _address(host)
    if not isinstance(address, IPv6Address):
        return host
    if address.ipv4_mapped is not None:  # on a socket for both
        return str(address.ipv4_mapped)
    return str(IPv6Address(int(address) >> _OF_HOST << _OF_HOST))


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0] if host.count(":") == 1 else host


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


class Held(Generic[T]):
    """What clients hold of something limited, the oldest first.

    Where it is used up, the client that holds most gives way. So nobody keeps it from others by
    taking much of it.
    """

    def __init__(self) -> None:
        self._all: dict[T, str] = {}
        self._by_client: dict[str, dict[T, None]] = {}

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[T]:
        return iter(self._all)

    def add(self, one: T, client: str) -> None:
        """Let a client hold one more."""
        self._all[one] = client
        self._by_client.setdefault(client, {})[one] = None

    def drop(self, one: T) -> str | None:
        """Take one away; return the client that held it, None if nobody did."""
        client = self._all.pop(one, None)
        if client is not None:
            held = self._by_client[client]
            del held[one]
            if not held:
                del self._by_client[client]
        return client

    def count(self, client: str) -> int:
        """Return how many a client holds."""
        return len(self._by_client.get(client, ()))

    def oldest(self, client: str) -> T:
        """Return what a client has held the longest; it holds something."""
        return next(iter(self._by_client[client]))

    def most(self, weight: Callable[[str], int] | None = None) -> str:
        """Return the client that holds most by number, or by a weight; somebody holds something."""
        return max(self._by_client, key=weight or self.count)

    def in_the_way_of(self, client: str) -> T | None:
        """Return what gives way to one more of a client: the last one of whoever holds most.

        None if whoever holds most would then hold less than this client.
        """
        most = self.most()
        if self.count(most) <= self.count(client) + 1:
            return None
        return next(reversed(self._by_client[most]))
