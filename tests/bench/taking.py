"""A process that takes what comes on connections, so that whoever measures is not busy with it."""

import os
import selectors
import socket
import subprocess
import sys
from collections.abc import Sequence

__all__ = ["taking"]


def taking(clients: Sequence[socket.socket]) -> "subprocess.Popen[bytes]":
    """Take what comes on these connections in a process of its own; it ends when they do."""
    files = [client.fileno() for client in clients]
    return subprocess.Popen([sys.executable, __file__, *map(str, files)], pass_fds=files)


def _take(files: Sequence[int]) -> None:
    with selectors.DefaultSelector() as selector:
        for file in files:
            selector.register(file, selectors.EVENT_READ)
        while selector.get_map():
            for key, _events in selector.select():
                if not os.read(key.fd, 1_000_000):
                    selector.unregister(key.fd)


if __name__ == "__main__":
    _take([int(file) for file in sys.argv[1:]])
