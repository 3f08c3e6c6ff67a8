"""What every answer says to browsers, whoever made it: a page, a style, a figure, or a refusal in
front of Django.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from isegoria.server.front.bodies import App, Receive, Scope, Send

__all__ = ["SafeHeaders", "came_by_https"]

_NO_SENSORS = ", ".join(
    f"{name}=()"
    for name in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "serial",
        "usb",
    )
)
"""What no page of the forum asks a device for; so no words that somebody wrote can either."""
_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
    (b"permissions-policy", _NO_SENSORS.encode()),
    # other sites cannot embed what a reader who is signed in would get
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


def came_by_https(*, proxies: int, development: bool) -> Callable[[Scope], bool]:
    """Return what says whether a request came by HTTPS; a header is believed of a proxy only."""

    def asked(scope: Scope) -> bool:
        told = [value for name, value in scope["headers"] if name == b"x-forwarded-proto"]
        by_proxy = proxies > 0 and told == [b"https"]
        return not development and (by_proxy or scope.get("scheme") == "https")

    return asked


@dataclass(slots=True)
class SafeHeaders:
    """Passes each request on, and adds to its answer what it does not say."""

    app: App
    by_https: Callable[[Scope], bool]
    seconds: int
    """How long browsers come by HTTPS only."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request be answered."""
        https = (b"strict-transport-security", b"max-age=%d" % self.seconds)
        wanted = (*_ALWAYS, https) if self.by_https(scope) else _ALWAYS

        async def told(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                said = {name.lower() for name, _value in headers}
                message["headers"] = headers + [one for one in wanted if one[0] not in said]
            await send(message)

        await self.app(scope, receive, told)
