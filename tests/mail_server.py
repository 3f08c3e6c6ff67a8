"""A mail server that takes mails, or answers as it is told."""

import socketserver
import ssl
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

__all__ = ["certificate", "mail_server"]


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(
        self,
        answers: Mapping[str, Sequence[str]],
        tls: Path | None,
        answers_when: threading.Event | None,
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.tls, self.answers_when = tls, answers_when
        self.answers = {address: [*given] for address, given in answers.items()}
        self.taken: list[list[str]] = []


_ANSWERS = {
    "EHLO": "250-mail.example.org\r\n250 STARTTLS",
    "STAR": "220 go ahead",
    "DATA": "250 taken",
    "QUIT": "221 bye",
}


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
                answer = _ANSWERS.get(verb, "250 yes")
            if verb == "DATA":
                self._read()
                self.server.taken.append(accepted)
                if self.server.answers_when is not None:
                    self.server.answers_when.wait()
            self._say(answer)
            if verb == "STAR" and self.server.tls is not None:
                self._encrypt(self.server.tls)
            if answer.startswith(("221", "421")):
                return

    def finish(self) -> None:
        try:
            super().finish()
        finally:
            self.connection.close()

    def _encrypt(self, tls: Path) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls)
        self.connection = self.request = context.wrap_socket(self.request, server_side=True)
        self.rfile = self.connection.makefile("rb")  # type: ignore[assignment]
        self.wfile = self.connection.makefile("wb", 0)  # type: ignore[assignment]

    def _read(self) -> None:
        self._say("354 go on")
        while self.rfile.readline().strip() != b".":
            pass

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


def certificate(folder: Path) -> Path:
    """Write a key and a certificate for this machine; who trusts the file trusts the server."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)  # noqa: TID251
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    signed = made.add_extension(here, critical=False).sign(key, hashes.SHA256())
    pem, no_password = serialization.Encoding.PEM, serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    path = folder / "mail.pem"
    path.write_bytes(key.private_bytes(pem, form, no_password) + signed.public_bytes(pem))
    return path


@contextmanager
def mail_server(
    answers: Mapping[str, Sequence[str]],
    tls: Path | None = None,
    answers_when: threading.Event | None = None,
) -> Iterator[tuple[int, list[list[str]]]]:
    """Run a mail server; give its port, and who each mail that it took was for.

    To an address it answers what is listed, one answer a try, and then that it is welcome. It
    speaks TLS with a `certificate`. When it has a mail it says so only then.
    """
    with _Server(answers, tls, answers_when) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server.server_address[1], server.taken
        server.shutdown()
