"""The text of a model with the places of its keys and values, so that one of them can be spoiled."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import yaml

from isegoria.library import FILES

__all__ = ["Place", "Text", "text_of"]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # both say the same places


@dataclass(frozen=True, slots=True)
class Place:
    """A key with its value, by their places in the text."""

    path: str
    key: tuple[int, int]
    value: tuple[int, int]
    line: int
    parent: str
    flow: bool
    """Whether it stands between brackets."""


@cache
def _pattern(written: str) -> re.Pattern[str]:
    """Return a pattern of paths: `*` is one step, `**` any number of them."""
    steps = re.escape(written).replace(r"/\*\*", "(?:/[^/]+)*").replace(r"\*", "[^/]+")
    return re.compile(steps)


class Text:
    """The text of a model with all its places."""

    def __init__(self, file: str) -> None:
        self.file, self.text = file, FILES[file]
        root = yaml.compose(self.text, Loader=_LOADER)
        self.places = {one.path: one for one in _places(root, ())}

    def written(self, place: Place) -> str:
        return self.text[place.value[0] : place.value[1]]

    def with_(self, start: int, end: int, new: str) -> str:
        return self.text[:start] + new + self.text[end:]

    def line_at(self, index: int) -> int:
        return self.text.count("\n", 0, index) + 1

    def matching(self, pattern: str) -> list[Place]:
        """Return the places whose paths match one of some patterns, joined by `|`."""
        wanted = pattern.split("|")
        return [
            one
            for path, one in self.places.items()
            if any(_pattern(each).fullmatch(path) for each in wanted)
        ]

    def without(self, place: Place) -> str:
        """Return the text without a key and its value."""
        start, end = place.key[0], place.value[1]
        if place.flow:
            after = self.text[end:]
            if after.startswith(","):
                end += 1 + (after[1:2] == " ")
            elif self.text[:start].endswith(", "):
                start -= 2
            return self.with_(start, end, "")
        start = self.text.rfind("\n", 0, start) + 1
        end = len(self.text[:end].rstrip())  # a block ends where the next key begins
        return self.with_(start, self.text.find("\n", end) + 1, "")


def _places(node: yaml.Node, path: tuple[str, ...], *, flow: bool = False) -> Iterator[Place]:
    flow = flow or bool(getattr(node, "flow_style", False))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            step = (*path, str(key.value))
            yield _place(step, key, value, flow=flow)
            yield from _places(value, step, flow=flow)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            step = (*path, str(number))
            yield _place(step, value, value, flow=flow)
            yield from _places(value, step, flow=flow)


def _place(path: tuple[str, ...], key: yaml.Node, value: yaml.Node, *, flow: bool) -> Place:
    return Place(
        "/".join(path),
        (key.start_mark.index, key.end_mark.index),
        (value.start_mark.index, value.end_mark.index),
        key.start_mark.line + 1,
        "/".join(path[:-1]),
        flow,
    )


@cache
def text_of(file: str) -> Text:
    return Text(file)
