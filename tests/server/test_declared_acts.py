"""What each kind of act puts on the record stays as it is, byte for byte.

`declared_acts.json` was taken from acts that wrote each field down by hand. `make fix` adds a kind
that is new; a line that is there already changes with the `version` of its kind only.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields, make_dataclass
from pathlib import Path
from types import CodeType
from typing import Annotated, Any, Generic, Protocol

import pytest

from isegoria.server.process.models import Chunk
from isegoria.server.record.door import KINDS, Work
from isegoria.server.record.fields import (
    ALWAYS,
    About,
    Erasable,
    Part,
    Public,
    Where,
    declared,
    fields_in,
)
from tests.sample_acts import TABLE, kept, written


def test_every_kind_of_act_is_in_the_table() -> None:
    table = TABLE.read_text()
    assert sorted(json.loads(table)) == sorted(KINDS)
    assert written(json.loads(table)) == table


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind_of_act_puts_on_the_record_what_it_always_did(kind: str) -> None:
    assert json.loads(json.dumps(kept(kind))) == json.loads(TABLE.read_text())[kind]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_field_of_an_act_says_where_it_goes_or_is_used_by_the_act(kind: str) -> None:
    assert forgotten(KINDS[kind]) == []


def test_a_field_that_says_nothing_and_is_not_used_is_found() -> None:
    @dataclass(frozen=True, slots=True)
    class Wave:
        """An act that forgot a field."""

        chunk: About[Chunk]
        hand: str
        smile: str

        def apply(self) -> str:
            return self.smile

    assert forgotten(Wave) == ["hand"]


def forgotten(kind: type) -> list[str]:
    """Return the fields that say nothing and that no method of the act or its parents uses."""
    says = {one.field for one in declared(kind)}
    own = [one for one in kind.__mro__ if one not in {Work, Protocol, Generic, object}]
    used = {
        name
        for one in own
        for method in vars(one).values()
        if (code := getattr(getattr(method, "fget", method), "__code__", None))
        if code.co_filename.endswith(".py")  # nobody wrote what a dataclass makes of its fields
        for name in code_names(code)
    }
    return [one.name for one in fields(kind) if one.name not in says | used]


def code_names(code: CodeType) -> Iterator[str]:
    """Yield the attributes that a method asks for, also in what it defines inside."""
    yield from code.co_names
    for inside in code.co_consts:
        if isinstance(inside, CodeType):
            yield from code_names(inside)


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        pytest.param(Annotated[str, ALWAYS], "does not say where", id="how and not where"),
        pytest.param("About[Chunk]", "is written as text", id="an annotation nobody can read"),
    ],
)
def test_a_field_that_cannot_be_read_is_refused(wanted: Any, problem: str) -> None:
    kind = make_dataclass("Wave", [("hand", wanted)])
    with pytest.raises(TypeError, match=problem):
        declared(kind)


def test_a_value_without_words_is_refused() -> None:
    kind = make_dataclass("Wave", [("hand", Public[object])])
    with pytest.raises(TypeError, match="no words for object"):
        fields_in(Where.BODY, kind(object()))


def test_what_holds_its_default_is_left_out() -> None:
    kind = make_dataclass(
        "Wave",
        [
            ("hand", Annotated[Erasable[str], Part("greeting")], ""),
            ("smile", Annotated[Erasable[str], Part("greeting")], ""),
            ("loud", Public[bool], False),
            ("often", Annotated[Public[int], ALWAYS], 0),
        ],
    )
    assert fields_in(Where.ERASABLE, kind()) == {}
    assert fields_in(Where.BODY, kind()) == {"often": 0}
    assert fields_in(Where.BODY, kind(loud=True)) == {"loud": True, "often": 0}
    both = {"greeting": {"hand": "left", "smile": ""}}
    assert fields_in(Where.ERASABLE, kind(hand="left")) == both


ALL = """
import importlib, json, pkgutil, django
django.setup()
from isegoria import server
from isegoria.server import urls
from isegoria.server.record.door import KINDS
known = sorted(KINDS)
for module in pkgutil.walk_packages(server.__path__, "isegoria.server."):
    if not module.name.endswith((".asgi", ".settings")) and ".migrations" not in module.name:
        importlib.import_module(module.name)
print(json.dumps([known, sorted(KINDS)]))
"""


def test_every_act_is_known_to_a_forum_that_starts(tmp_path: Path) -> None:
    """A forum that does not know a kind cannot replay it, and no list has it."""
    home = {"ISEGORIA_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "isegoria.server.settings"}
    done = subprocess.run(
        [sys.executable, "-c", ALL], env=os.environ | home, capture_output=True, check=True
    )
    known, every = json.loads(done.stdout)
    assert known == every
    assert len(known) > 90
