"""Styles, scripts and pictures of the pages: a few small files, answered without a thread."""

import gzip
from dataclasses import dataclass, field
from typing import Any

from isegoria.server.front.bodies import App, Receive, Scope, Send
from isegoria.server.front.static_files import StaticFiles

__all__ = ["Assets"]

_COMPRESSED = ("text/", "application/javascript", "application/json", "image/svg")


def _files() -> dict[str, Any]:
    """Return what whitenoise knows by address; it makes the headers, 304, 405 and ranges."""
    files: dict[str, Any] = StaticFiles().files
    return files


@dataclass(slots=True)
class Assets:
    """Answers static files by itself and passes everything else on."""

    app: App
    files: dict[str, Any] = field(default_factory=_files)
    _gzipped: dict[str, bytes] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a file, or ask `app`."""
        file = self.files.get(scope["path"])
        if file is None:
            await self.app(scope, receive, send)
            return
        asked = {_in_environ(name): value.decode("latin1") for name, value in scope["headers"]}
        status, headers, body = _read(file, scope["method"], asked)
        if status == 200 and headers.get("content-type", "").startswith(_COMPRESSED):
            headers["vary"] = "Accept-Encoding"
            if "gzip" in asked.get("HTTP_ACCEPT_ENCODING", ""):
                headers["content-encoding"] = "gzip"
                body = self._packed(scope["path"], body)
                headers["content-length"] = str(len(body))
        told = [(name.encode("latin1"), value.encode("latin1")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": told})
        await send({"type": "http.response.body", "body": body})

    def _packed(self, path: str, body: bytes) -> bytes:
        if path not in self._gzipped:
            self._gzipped[path] = gzip.compress(body, mtime=0)
        return self._gzipped[path]


def _in_environ(name: bytes) -> str:
    return f"HTTP_{name.decode('latin1').upper().replace('-', '_')}"


def _read(file: Any, method: str, asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    """Return what whitenoise answers, with the bytes: they are few, and in the system's memory."""
    answer = file.get_response(
        "GET" if method == "HEAD" else method, asked
    )  # the server leaves out what HEAD does not want
    headers = {name.lower(): value for name, value in answer.headers}
    if answer.file is None:
        return int(answer.status), headers, b""
    with answer.file:
        return int(answer.status), headers, answer.file.read()
