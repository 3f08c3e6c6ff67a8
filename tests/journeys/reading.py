"""What a person finds on a page: its forms, what it offers them, what it refuses them and by which
rule.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from html.parser import HTMLParser

__all__ = ["Form", "Shown", "read"]


@dataclass
class Form:
    """A form with what stands in its fields, what its lists offer, and the words on its buttons."""

    action: str
    method: str = "get"
    fields: dict[str, list[str]] = field(default_factory=dict)
    offered: dict[str, set[str]] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)


@dataclass
class Shown:
    """What a page shows: `may` are addresses, `may_not` rules by the words of what is refused,
    `rule` that of a refusal.
    """

    forms: list[Form] = field(default_factory=list)
    may: list[str] = field(default_factory=list)
    may_not: list[tuple[str, str]] = field(default_factory=list)
    rule: str = ""
    text: str = ""

    def button(self, words: Collection[str]) -> str:
        """Return the one button of all that says one of these words."""
        [found] = {one for form in self.forms for one in form.buttons if one in words}
        return found


def read(page: str) -> Shown:
    """Return what stands on a page."""
    reader = _Reader()
    reader.feed(page)
    reader.shown.text = " ".join(reader.shown.text.split())
    return reader.shown


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.shown = Shown()
        self._inside: list[tuple[str, dict[str, str]]] = []
        self._choice = ""
        self._chosen = False
        self._words = ""

    def _in(self, tag: str, name: str = "") -> bool:
        return any(
            one == tag and (not name or name in given.get("class", "").split())
            for one, given in self._inside
        )

    def _put(self, name: str, value: str) -> None:
        if self.shown.forms and self._in("form"):
            self.shown.forms[-1].fields.setdefault(name, []).append(value)

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in given}
        if "data-rule" in attributes and attributes.get("role") == "alert":
            self.shown.rule = attributes["data-rule"]
        elif "data-rule" in attributes and self._words and self._in("li"):
            self.shown.may_not.append((self._words, attributes["data-rule"]))
            self._words = ""
        if tag == "a" and self._in("ul", "moves"):
            self.shown.may.append(attributes["href"])
        begins = getattr(self, f"_{tag}", None)
        if begins is not None:
            begins(attributes)
        if tag not in {"input", "meta", "link", "br", "hr", "img"}:
            self._inside.append((tag, attributes))

    def _form(self, attributes: dict[str, str]) -> None:
        self.shown.forms.append(Form(attributes.get("action", ""), attributes.get("method", "get")))

    def _select(self, attributes: dict[str, str]) -> None:
        self._choice, self._chosen = attributes.get("name", ""), False

    def _textarea(self, attributes: dict[str, str]) -> None:
        if attributes.get("name"):
            self._put(attributes["name"], "")

    def _input(self, attributes: dict[str, str]) -> None:
        choice = attributes.get("type") in {"radio", "checkbox"}
        if attributes.get("name") and (not choice or "checked" in attributes):
            self._put(attributes["name"], attributes.get("value", ""))

    def _option(self, attributes: dict[str, str]) -> None:
        form = self.shown.forms[-1] if self.shown.forms and self._choice else Form("")
        form.offered.setdefault(self._choice, set()).add(attributes.get("value", ""))
        if "selected" in attributes:
            form.fields[self._choice], self._chosen = [attributes.get("value", "")], True
        elif not self._chosen and self._choice not in form.fields:
            form.fields[self._choice] = [attributes.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._choice = ""
        while self._inside:
            if self._inside.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if self._in("main"):
            self.shown.text += data + " "
        if not self._inside:
            return
        tag, attributes = self._inside[-1]
        if tag == "button" and self.shown.forms:
            self.shown.forms[-1].buttons.append(data.strip())
        if tag == "textarea" and attributes.get("name") and self.shown.forms:
            kept = self.shown.forms[-1].fields[attributes["name"]]
            kept[-1] += data if kept[-1] else data.removeprefix("\n")
        if self._in("details") and self._in("li"):
            if tag == "strong":
                self._words = data.strip()
            elif tag == "small" and self._words:
                self.shown.may_not.append((self._words, data.strip("() \n")))
                self._words = ""
