"""What a browser finds on a page: what stands in its forms, what would run, load or leave; and
forms as people send them.
"""

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from isegoria.server.record.models import Act
from tests.play import Play

__all__ = [
    "ADDRESSES",
    "fields_of",
    "form",
    "looked_at",
    "patterns",
    "refused",
    "shown",
    "signed_in",
]


def signed_in(play: Play, who: str = "civil-society1", **how: Any) -> Client:
    client = Client(**how)
    client.force_login(play.people[who][0])
    return client


def form(play: Play, **sent: Any) -> dict[str, Any]:
    """Return what a form sends, in the capacity of the first of civil society."""
    return {
        "key": str(uuid4()),
        "capacity": play.people["civil-society1"][1].pk,
        "form": "comment",
    } | sent


def shown(answer: Any) -> str:
    """Return what people read in the main part of a page, without tags and line breaks."""
    page = answer.content.decode()
    main = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert main is not None
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main[0])).split())


class refused:  # noqa: N801 -- reads as a word in a test
    """Look at an answer: refused with a status and a rule, what was typed still in it, nothing on
    the record.
    """

    def __init__(self) -> None:
        self.before = Act.objects.count()

    def __call__(self, answer: HttpResponse, status: int, rule: str, typed: str = "") -> str:
        page = answer.content.decode()
        assert answer.status_code == status, page
        assert f'data-rule="{rule}"' in page or f"({rule})" in page, re.findall(
            r'data-rule="[^"]*"|errorlist[^<]*<li>[^<]*', page
        )
        assert typed in fields_of(page), fields_of(page)[:500]
        assert Act.objects.count() == self.before
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        return page


class _Fields(HTMLParser):
    """What stands in the fields of a page, as a browser would send it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.within = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "textarea":
            self.within = True
            self.said.append("")
        elif tag == "input":
            self.said.append(dict(attrs).get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.within = False

    def handle_data(self, text: str) -> None:
        if self.within:
            self.said[-1] += text


def fields_of(page: str) -> str:
    parser = _Fields()
    parser.feed(page)
    return "\x1f".join(one.removeprefix("\n").replace("\r\n", "\n") for one in parser.said)


class _Active(HTMLParser):
    """What would run, load or leave: finds it in a page, as a browser reads it."""

    LOADS = {
        "src",
        "srcset",
        "poster",
        "background",
        "data",
        "action",
        "formaction",
        "ping",
        "manifest",
        "xlink:href",
    }
    OWN = {("script", "src"), ("link", "href"), ("form", "action"), ("img", "src")}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {
            "iframe",
            "object",
            "embed",
            "style",
            "base",
            "applet",
            "frame",
            "audio",
            "video",
            "math",
            "meta-refresh",
        }:
            self.found.append(tag)
        if tag == "svg" and "class" not in dict(
            attrs
        ):  # the pages' own drawings have one, and nobody can write one
            self.found.append(tag)
        if tag == "script" and not (dict(attrs).get("src") or "").startswith("/static/"):
            self.found.append("script")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        for name, value in attrs:
            self._look(tag, name, (value or "").strip())

    def _look(self, tag: str, name: str, value: str) -> None:
        if name == "id":
            self.ids.append(value)
        elif (
            name.startswith("on")
            or name == "style"
            or (tag, name, value) == ("meta", "http-equiv", "refresh")
        ):
            self.found.append(f"{tag} {name}")
        elif name in self.LOADS or (tag, name) == ("link", "href"):
            own = (tag, name) in self.OWN and (value.startswith("/") and not value.startswith("//"))
            self.found += [] if own else [f"{tag} {name}={value}"]
        elif name == "href":
            self.links.append(value)
            if not re.match(r"(?:https?://|mailto:|/(?![/\\\\])|[#?]|$)", value):
                self.found.append(f"{tag} {name}={value}")


def looked_at(page: str) -> _Active:
    parser = _Active()
    parser.feed(page)
    parser.close()
    return parser


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        path = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, path)
        elif not path.startswith("accounts/"):
            yield path, one


ADDRESSES = sorted({path for path, _pattern in patterns(get_resolver())})
