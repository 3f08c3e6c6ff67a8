"""From the text of a model file to models, or to faults that say where, what, and what would be
right.
"""

import difflib
import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from isegoria.rules.language.broken import broken
from isegoria.rules.language.model import Model
from isegoria.rules.language.references import unknown_names
from isegoria.rules.language.scenario import Scenario

__all__ = [
    "Fault",
    "Faults",
    "Place",
    "nearest",
    "read_model_file",
    "read_scenario",
    "read_scenario_file",
    "read_yaml",
]

Place = tuple[int, int]
Path = tuple[str | int, ...]
Read = TypeVar("Read", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a file; line and column count from 1."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class Faults(ValueError):  # noqa: N818 -- several of them, not one error
    """All that is wrong with a file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


class _Careful(yaml.SafeLoader):
    """YAML with the words of version 1.2: `yes`, `no`, `on`, `off` and dates are plain text, as
    delegates write them.
    """


# PyYAML may have been built without libyaml.
_BY_LIBYAML: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Fast(_BY_LIBYAML):  # type: ignore[misc]
    """The same by libyaml, ten times as fast.

    Its recursion has no end, and would take the process with it.
    """


for _loader in (_Careful, _Fast):
    _loader.yaml_implicit_resolvers = {}
    for _tag, _pattern, _first in (
        ("tag:yaml.org,2002:bool", r"^(?:true|false)$", "tf"),
        ("tag:yaml.org,2002:null", r"^(?:null|~|)$", ["n", "~", ""]),
        ("tag:yaml.org,2002:int", r"^-?(?:0|[1-9]\d*)$", "-0123456789"),
    ):
        _loader.add_implicit_resolver(_tag, re.compile(_pattern), list(_first))

_HALF = re.compile("[\ud800-\udfff]")
_OPENS = re.compile(r"[\[{]|[-?](?=\s)")
_DEEPEST = 100  # levels of a file; the deepest of the library has a dozen
_FLAT = 3000  # openings; libyaml composes one level by calling itself, and falls at ten thousands
_LONGEST = 1_000_000  # characters; each level of a block is indented further: so many hold 1,400


def _composed(text: str, file: str) -> tuple[Any, yaml.Node | None]:
    """Return a loader with the nodes of a text.

    Nothing is nested deeper than it has openings and lines; where these are many, its events tell,
    which libyaml gives without calling itself.
    """
    with suppress(yaml.YAMLError):  # the careful one says better where
        if len(text) >= _LONGEST or sum(1 for _ in _OPENS.finditer(text)) >= _FLAT:
            _check_depth(yaml.parse(text, _Fast), file)
        fast = _Fast(text)
        return fast, fast.get_single_node()
    careful = _Careful(text)
    return careful, careful.get_single_node()


def _check_depth(events: Iterable[yaml.Event], file: str) -> None:
    depth = 0
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise Faults([Fault(file, *_place(event), _TOO_DEEP)])


_TOO_DEEP = f"this is nested more than {_DEEPEST} levels deep; write it flatter"


def read_yaml(text: str, file: str) -> tuple[Any, dict[Path, Place]]:
    """Return the values of a YAML document and where each stands.

    Raises:
        Faults: the text is no YAML, is empty, or gives a key twice.
    """
    try:
        loader, node = _composed(text, file)
        places = _places(node, file) if node is not None else {}
        written = loader.construct_document(node) if node is not None else None
    except yaml.MarkedYAMLError as fault:
        mark, told = broken(fault)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise Faults([Fault(file, line, column, f"this is not YAML: {told}")]) from None
    except Faults:
        raise
    except yaml.reader.ReaderError as fault:
        before = text[: fault.position]
        at = before.count("\n") + 1, fault.position - before.rfind("\n")
        raise Faults([Fault(file, *at, _NO_CHARACTER.format(fault.character))]) from None
    except (
        yaml.YAMLError,
        RecursionError,
        ValueError,
    ) as fault:  # such as a number of thousands of digits
        raise Faults([Fault(file, 1, 1, f"this is not YAML: {fault}")]) from None
    if written is None:
        raise Faults(
            [
                Fault(
                    file,
                    1,
                    1,
                    "the file is empty; a model has at least id, title, groups, stages and"
                    " outcomes",
                )
            ]
        )
    if "\\u" in text.lower() and (half := _half_of_a_character(written)) is not None:
        told = "this has half of a character, which no page can show"
        raise Faults([Fault(file, *nearest(half, places), told)])
    return written, places


def _places(node: yaml.Node, file: str) -> dict[Path, Place]:
    places: dict[Path, Place] = {}
    faults: list[Fault] = []
    twice: set[Path] = set()
    for path, found in _walk(node, ()):
        if len(path) > _DEEPEST:
            raise Faults([Fault(file, *_place(found), _TOO_DEEP)])
        if path in places and not any(path[:depth] in twice for depth in range(1, len(path))):
            twice.add(path)
            faults.append(Fault(file, *_place(found), f"“{path[-1]}” is given twice; keep one"))
        places[path] = _place(found)
        if len(places) > _MOST_PARTS:  # a few aliases of aliases would fill any memory
            raise Faults(
                [
                    Fault(
                        file,
                        *_place(found),
                        f"the file has more than {_MOST_PARTS:,} parts, with what its aliases"
                        f" repeat",
                    )
                ]
            )
    if faults:
        raise Faults(faults)
    return places


def read_model_file(text: str, file: str) -> list[tuple[Model, dict[Path, Place]]]:
    """Return the model of a file and its variants, each with the places of its parts.

    Raises:
        Faults: with every fault that could be found.
    """
    written, places = read_yaml(text, file)
    _check_is_model(written, places, file)
    variants = written.pop("variants", None) or {}
    found = [(validated(Model, written, places, file), places)]
    base = _not_looked_up(written)
    if not isinstance(variants, dict) or not all(
        isinstance(one, dict) for one in variants.values()
    ):
        raise Faults(
            [Fault(file, *places[("variants",)], "variants are a mapping of ids to what changes")]
        )
    if len(variants) > _MOST_VARIANTS:  # each is a whole model again
        raise Faults(
            [
                Fault(
                    file,
                    *places[("variants",)],
                    f"a model has at most {_MOST_VARIANTS} variants in one file",
                )
            ]
        )
    if len(places) * (1 + len(variants)) > _MOST_PARTS:
        told = f"with its variants the file has more than {_MOST_PARTS:,} parts; make some files"
        raise Faults([Fault(file, *places[("variants",)], told)])
    for name, changes in variants.items():
        merged = _merged(base, {"id": name, "variant_of": written["id"], **changes})
        below = ("variants", name)
        own = {path[2:]: place for path, place in places.items() if path[:2] == below}
        found.append((validated(Model, merged, {**places, **own}, file), {**places, **own}))
    unknown = (
        (path, where, message) for model, where in found for path, message in unknown_names(model)
    )
    faults = [
        Fault(file, *nearest(path, where), message)
        for path, where, message in islice(unknown, _MOST_FAULTS)
    ]
    if not faults:
        faults = [Fault(file, *at, _TOO_FAR_INSIDE) for at in _groups_too_far_inside(found)]
    if faults:
        raise Faults(list(dict.fromkeys(faults)))
    return found


def _check_is_model(written: object, places: Mapping[Path, Place], file: str) -> None:
    if not isinstance(written, dict):
        raise Faults(
            [Fault(file, 1, 1, "a model is a mapping of keys such as id, title, groups and stages")]
        )
    if "steps" in written and "stages" not in written:
        told = "this is a scenario, and a model has stages; play it with `isegoria rehearse`"
        raise Faults([Fault(file, *nearest(("steps",), places), told)])


def _not_looked_up(written: Any) -> Any:
    """Return rules without what an audit says of them.

    Whoever looked up a rule of the base did not look it up for the body of a variant.
    """
    if isinstance(written, dict):
        return {
            key: _not_looked_up(value)
            for key, value in written.items()
            if key != "audit" and (key, value) != ("confidence", "confirmed")
        }
    return [_not_looked_up(one) for one in written] if isinstance(written, list) else written


def _groups_too_far_inside(
    found: Iterable[tuple[Model, Mapping[Path, Place]]],
) -> Iterator[Place]:
    """Yield where a group is within too many others: whoever asks for those of every group would
    never end.
    """
    for model, where in found:
        for name in model.groups:
            around: dict[str, None] = {}
            at: str | None = name
            while at is not None and at not in around and len(around) <= _INSIDE:
                around[at] = None
                at = model.groups[at].within
            if len(around) > _INSIDE:
                yield nearest(("groups", name), where)
                break


def read_scenario(text: str, file: str) -> Scenario:
    """Return the scenario of a file.

    Raises:
        Faults: with every fault that could be found.
    """
    return read_scenario_file(text, file)[0]


def read_scenario_file(text: str, file: str) -> tuple[Scenario, dict[Path, Place]]:
    """Return the scenario of a file, with the places of its parts.

    Raises:
        Faults: with every fault that could be found.
    """
    written, places = read_yaml(text, file)
    if isinstance(written, dict) and "stages" in written and "steps" not in written:
        told = "this is a model, and a scenario has steps; read it with `isegoria model check`"
        raise Faults([Fault(file, *nearest(("stages",), places), told)])
    return validated(Scenario, written, places, file), places


def validated(kind: type[Read], written: object, places: Mapping[Path, Place], file: str) -> Read:
    """Return the values as a typed object.

    Raises:
        Faults: a key is missing, unknown or has a value that is not meant.
    """
    try:
        return kind.model_validate(written)
    except ValidationError as fault:
        told = fault.errors()[:_MOST_FAULTS]
        raise Faults(
            [
                Fault(file, *nearest(_plain(one["loc"], places), places), _in_words(one, kind))
                for one in told
            ]
        ) from None


def _half_of_a_character(written: object, path: Path = ()) -> Path | None:
    """Return the path of the first text that no file can have, as “\\ud800” writes it."""
    if isinstance(written, str):
        return path if _HALF.search(written) else None
    if not isinstance(written, dict | list | tuple | set):
        return None
    steps = written.items() if isinstance(written, dict) else enumerate(written)
    for step, one in steps:
        if _HALF.search(str(step)):
            return path
        if (found := _half_of_a_character(one, (*path, step))) is not None:
            return found
    return None


def nearest(path: Path, places: Mapping[Path, Place]) -> Place:
    """Return where the part, or the smallest part around it, stands."""
    while path and path not in places:
        path = path[:-1]
    return places.get(path, (1, 1))


def _plain(loc: Path, places: Mapping[Path, Place]) -> Path:
    """Return the path without the names of kinds that a union puts into it."""
    path: Path = ()
    for step in loc:
        if (*path, step) in places or step == loc[-1]:
            path = (*path, step)
    return path


def _in_words(fault: Any, kind: type[BaseModel]) -> str:
    """Say what is wrong with a value, and what would be right, in the words of the language."""
    key = fault["loc"][-1] if fault["loc"] else ""
    if key == "[key]":  # the name of a part, not its value
        key = fault["loc"][-2]
    if fault["type"] == "extra_forbidden":
        return _not_a_key(str(key), kind)
    if fault["type"] == "missing":
        part = fault["loc"][-2] if len(fault["loc"]) > 1 else ""
        return f"“{key}” is missing" + (f" in “{part}”" if isinstance(part, str) and part else "")
    if fault["type"] in {"literal_error", "enum"}:
        return f"{key}: {_one_of(fault)}"
    written = fault.get("input")
    said = f", not “{str(written)[:_SHOWN]}”" if isinstance(written, str | int | float) else ""
    right = _RIGHT.get(fault["type"])
    if right is not None:
        right = right.format_map(fault.get("ctx") or {})
        if fault["type"] == "tuple_type" and said:
            right = f"write a list, such as [{str(written)[:_SHOWN]}]"
        return f"{key}: {right}{said}"
    return f"{key}: {fault['msg'].removeprefix('Value error, ')}"


def _not_a_key(key: str, kind: type[BaseModel]) -> str:
    if _PART_OF_A_NUMBER.fullmatch(key):
        return f"“{key}” is not a key here; write a number with a point, such as 66.7 %"
    near = difflib.get_close_matches(key, sorted(_keys(kind) - {key}), 1)
    return f"“{key}” is not a key here" + (f"; did you mean “{near[0]}”?" if near else "")


def _one_of(fault: Any) -> str:
    expected = re.sub("'([^']*)'", "“\\1”", fault["ctx"]["expected"])
    words = re.findall("“([^”]*)”", expected)
    near = difflib.get_close_matches(str(fault.get("input")), words, 1)
    return f"write {expected}" + (f"; did you mean “{near[0]}”?" if near else "")


_PART_OF_A_NUMBER = re.compile(r"\d+ ?%?")  # `66,7 %` between braces is two keys
_SHOWN = 40  # letters of what was written
_NAME = "a name has small letters, digits and _, and begins with a letter, such as wg_chairs"
_RIGHT = {
    "string_type": "write a text",
    "string_pattern_mismatch": _NAME,
    "invalid_key": _NAME,
    "model_type": "write keys with their values, such as {{title: Chair}}",
    "model_attributes_type": "write keys with their values, such as {{title: Chair}}",
    "dict_type": "write names with what they mean, such as {{chair: {{title: Chair}}}}",
    "tuple_type": "write a list, such as [one, two]",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
    "int_type": "write a whole number",
    "int_parsing": "write a whole number",
    "int_from_float": "write a whole number",
    "int_parsing_size": "write a smaller number",
    "greater_than_equal": "write {ge} or more",
    "too_short": "name at least one",
    "string_too_short": "write at least one letter",
    "date_type": "write a day such as 2026-03-31",
    "date_parsing": "write a day such as 2026-03-31",
    "date_from_datetime_parsing": "write a day such as 2026-03-31",
    "date_from_datetime_inexact": "write a day such as 2026-03-31",
    "datetime_type": "write a day or a time, such as 2026-03-31 or 2026-03-31 14:00",
    "datetime_parsing": "write a day or a time, such as 2026-03-31 or 2026-03-31 14:00",
    "datetime_from_date_parsing": "write a day or a time, such as 2026-03-31 or 2026-03-31 14:00",
    "union_tag_not_found": "write a condition, such as {{ended: review}}",
    "none_required": "leave this out",
}


@functools.cache
def _keys(kind: type[BaseModel]) -> set[str]:
    schema = kind.model_json_schema()
    kinds = [schema, *schema.get("$defs", {}).values()]
    return {key for one in kinds for key in one.get("properties", {})}


_NO_CHARACTER = "this is not YAML: the character U+{:04X} cannot stand in a text"
_MOST_PARTS = 100_000
_MOST_VARIANTS = 50
_INSIDE = 50  # groups that one is within; real ones are within three
_TOO_FAR_INSIDE = f"this group is within more than {_INSIDE} others; write fewer levels"
_MOST_FAULTS = 100  # that are told at once
_WHOLE = {
    "when",
    "passes",
    "quorum",
    "enters_when",
}  # conditions: half of one and half of another would mean neither


def _merged(base: Any, changes: Any) -> Any:
    """Return the base with the changes: mappings are merged, `null` takes a key away, all else
    replaces.
    """
    if not (isinstance(base, dict) and isinstance(changes, dict)):
        return changes
    kept = {
        key: value for key, value in base.items() if not (key in changes and changes[key] is None)
    }
    return kept | {
        key: value if key in _WHOLE else _merged(base.get(key), value)
        for key, value in changes.items()
        if value is not None
    }


def _walk(node: yaml.Node, path: Path) -> Iterator[tuple[Path, yaml.Node]]:
    yield path, node
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            step = (*path, str(key.value))
            yield from ((at, key if at == step else found) for at, found in _walk(value, step))
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _walk(value, (*path, number))


def _place(node: yaml.Node | yaml.Event) -> Place:
    mark = node.start_mark
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
