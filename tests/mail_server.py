"""A mail server that takes mails, or answers as it is told."""

import socketserver
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

__all__ = ["mail_server"]


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, answers: Mapping[str, Sequence[str]]) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.answers = {address: [*given] for address, given in answers.items()}
        self.taken: list[list[str]] = []


class _Conversation(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self._say("220 mail.example.org")
        accepted: list[str] = []
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT":
                address = line.split("<")[1].split(">")[0]
                answers = self.server.answers.get(address)
                answer = answers.pop(0) if answers else "250 welcome"
                accepted += [address] * answer.startswith("250")
            else:
                answer = {"DATA": "250 taken", "QUIT": "221 bye"}.get(verb, "250 yes")
            if verb == "DATA":
                self._read()
                self.server.taken.append(accepted)
            self._say(answer)
            if answer.startswith(("221", "421")):
                return

    def _read(self) -> None:
        self._say("354 go on")
        while self.rfile.readline().strip() != b".":
            pass

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def mail_server(answers: Mapping[str, Sequence[str]]) -> Iterator[tuple[int, list[list[str]]]]:
    """Run a mail server; give its port, and who each mail that it took was for.

    To an address it answers what is listed, one answer a try, and then that it is welcome.
    """
    with _Server(answers) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.server_address[1], server.taken
        server.shutdown()
