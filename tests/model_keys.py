"""The reference of the language of process models: every key, with an example that runs."""

import ast
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from enum import EnumMeta
from fractions import Fraction
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from isegoria.rules.language import conditions as said
from isegoria.rules.language.loading import read_model_file, read_yaml
from isegoria.rules.language.model import Model
from isegoria.rules.language.references import EVENTS, parts_of
from isegoria.rules.language.scalars import (
    Event,
    Events,
    Name,
    Names,
    Part,
    Right,
    Share,
    Span,
)
from isegoria.signals.values import Thresholds

__all__ = ["EXAMPLES", "Example", "examples", "keys_of", "kinds", "models"]

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
EXAMPLES = REFERENCE / "examples"
INTRODUCTION = Path(__file__).parent / "models.md"
LONGEST = 70  # of an example in a table
_KNOWN = {
    Name: "a name",
    Names: "names",
    Event: "an event",
    Events: "events",
    Share: "a share or number",
    Span: "a time",
    said.Limit: "a number, or a count",
    said.Condition: "a condition",
    bool: "`true` or `false`",
    int: "a number",
    str: "a text",
}
_CALLED = {"Any_": "any", "ByKind": "a majority by kind", "Said": "every rule"}


@dataclass(frozen=True)
class Example:
    """Where a key is used in an example that runs."""

    file: str
    line: int
    key: str
    written: object

    def __str__(self) -> str:
        text = f"{self.key}: {_flow(self.written)}"
        text = text if len(text) <= LONGEST else f"{text[: LONGEST - 2]} …"
        return f"[`{text.replace('|', '/')}`](examples/{self.file}#L{self.line})"


def kinds() -> list[type[BaseModel]]:
    """Return every kind of part, in the order in which a model names them."""
    found: dict[type[BaseModel], None] = {}
    waiting: list[type[BaseModel]] = [Model]
    while waiting:
        kind = waiting.pop(0)
        if kind in found:
            continue
        for base in reversed(kind.__mro__):
            if isinstance(base, type) and issubclass(base, Part) and base is not Part:
                found.setdefault(base)
        for annotation in get_type_hints(kind, include_extras=True).values():
            waiting += [one for one in _parts_in(annotation) if one not in found]
    return list(found)


def keys_of(kind: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the keys that a kind of part adds to those of the kinds it is made of."""
    own = inspect.get_annotations(kind)
    return {field.alias or name: field for name, field in kind.model_fields.items() if name in own}


def examples() -> Mapping[tuple[type, str], Example]:
    """Return for every key that an example uses the first place of it."""
    found: dict[tuple[type, str], Example] = {}
    for path in sorted(EXAMPLES.glob("*.yaml")):
        if path.stem.endswith(".scenario"):
            continue
        written, places = read_yaml(path.read_text("utf-8"), path.name)
        [(model, _places), *_more] = read_model_file(path.read_text("utf-8"), path.name)
        for at, part in parts_of(model):
            for name in part.model_fields_set:
                key = type(part).model_fields[name].alias or name
                kind = next(
                    one for one in type(part).__mro__ if name in inspect.get_annotations(one)
                )
                if (*at, key) in places:
                    line, value = places[(*at, key)][0], _at(written, (*at, key))
                    found.setdefault((kind, key), Example(path.name, line, key, value))
        for key, value in (written.get("signals") or {}).items():
            line = places[("signals", key)][0]
            found.setdefault((Thresholds, key), Example(path.name, line, key, value))
    return found


def models() -> str:
    """Return the page about process models: how they are written, and a table of every key."""
    lines = [INTRODUCTION.read_text("utf-8").rstrip(), "", "## Every key", ""]
    lines += ["A key in bold is needed. “–” is what is meant where a key is left out: nothing.", ""]
    shown = examples()
    for kind in kinds():
        lines += _section(kind, shown)
    lines += ["### signals", "", "From where on early warnings fire.", "", *_HEAD]
    for name, default, told in _thresholds():
        example = shown.get((Thresholds, name), "")
        lines.append(f"| `{name}` | a share or number | `{default}` | {told} | {example} |")
    rights = ", ".join(f"`{one.value}`" for one in Right)
    events = ", ".join(f"`{one}`" for one in sorted(EVENTS))
    lines += ["", "### Rights and events", "", f"Rights: {rights}.", ""]
    lines.append(
        f"Events of a stage: {events}; and the names of its deliverables, triggers, notices,"
        " judgements, ballots and ways out. `stage/event` is one of another stage."
    )
    return "\n".join(lines) + "\n"


_HEAD = [
    "| key | what stands there | left out | meaning | example |",
    "| --- | --- | --- | --- | --- |",
]


def _section(kind: type[BaseModel], shown: Mapping[tuple[type, str], Example]) -> Iterator[str]:
    made_of = [base for base in kind.__mro__[1:] if base in (said.Grouped, said.Bounded)][:1]
    yield from ["### " + _title(kind), "", _told(inspect.getdoc(kind) or "")]
    if made_of:
        yield f"It also takes the keys of {_link(made_of[0])}."
    yield ""
    hints = get_type_hints(kind, include_extras=True)
    rows = keys_of(kind)
    if not rows:
        return
    yield from _HEAD
    for key, field in rows.items():
        name = next(one for one, f in kind.model_fields.items() if (f.alias or one) == key)
        needed = f"**`{key}`**" if field.is_required() else f"`{key}`"
        example = shown.get((kind, key), "")
        yield (
            f"| {needed} | {_what(hints[name])} | {_default(field)} | {_told(field.description or '')}"
            f" | {example} |"
        )
    yield ""


def _title(kind: type) -> str:
    name = _CALLED.get(kind.__name__, kind.__name__)
    return "".join(
        f" {one.lower()}" if one.isupper() and place else one.lower()
        for place, one in enumerate(name)
    )


def _link(kind: type) -> str:
    title = _title(kind)
    return f"[{title}](#{title.replace(' ', '-')})"


def _told(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _parts_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for one in get_args(annotation):
        yield from _parts_in(one)


def _what(annotation: Any) -> str:  # noqa: C901, PLR0911 -- one line a kind of annotation
    for known, words in _KNOWN.items():
        if annotation == known:
            return words
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return ", ".join(f"`{one}`" for one in inner)
    if origin is Annotated:
        return _what(inner[0])
    if origin in {Union, UnionType}:
        return " or ".join(dict.fromkeys(_what(one) for one in inner if one is not type(None)))
    if origin is dict:
        return f"for each name: {_what(inner[1])}"
    if origin is tuple:
        return f"a list: {_what(inner[0])}"
    if isinstance(annotation, EnumMeta):
        return ", ".join(f"`{one.value}`" for one in annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _link(annotation)
    if annotation is Thresholds:
        return "[signals](#signals)"
    return str(getattr(annotation, "__name__", annotation))


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return ""
    value = field.default
    if value is None or value in ((), {}) or isinstance(value, Thresholds):
        return "–"
    return f"`{_flow(value)}`"


def _flow(value: object) -> str:
    """Return a value as one writes it in YAML on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, Fraction | int):
        return str(value)
    text = str(getattr(value, "value", value))
    return f'"{text}"' if ": " in text or ", " in text else text


def _at(written: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        written = written[step]
    return written


def _thresholds() -> Iterator[tuple[str, object, str]]:
    """Yield the limits of early warnings, with what their source says of them."""
    [kind] = ast.parse(inspect.getsource(Thresholds)).body
    body = kind.body if isinstance(kind, ast.ClassDef) else []
    told: dict[str, str] = {}
    for one, after in zip(body, [*body[1:], None], strict=True):
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            text = after.value if isinstance(after, ast.Expr) else None
            told[one.target.id] = text.value if isinstance(text, ast.Constant) else ""  # type: ignore[assignment]
    for field in dataclass_fields(Thresholds):
        yield field.name, field.default, _told(told[field.name])
