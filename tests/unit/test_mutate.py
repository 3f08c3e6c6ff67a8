"""The faults of `make mutate`: those that were meant, and really put in."""

import builtins
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tests.mutate.__main__ import draw
from tests.mutate.faults import SWITCH, Fault, changed, faulted
from tests.mutate.places import SOURCE, modules
from tests.mutate.reaching import Reached, Remembering, mask_of, read, write
from tests.mutate.telling import accepted, gone


@pytest.fixture
def switch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    def turned(to: Any) -> None:
        monkeypatch.setattr(builtins, SWITCH, to, raising=False)

    turned(0)
    return turned


def found(source: str) -> list[Fault]:
    return faulted(dedent(source), "a.py")[1]


def run(source: str) -> tuple[dict[str, Any], list[Fault]]:
    tree, faults = faulted(dedent(source), "a.py")
    names: dict[str, Any] = {"__name__": "a"}
    exec(compile(tree, "a.py", "exec"), names)
    return names, faults


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        ("a = b < c", ["comparison: a = b <= c"]),
        ("a = b == c", ["comparison: a = b != c"]),
        ("a = b in c", ["comparison: a = b not in c"]),
        ("a = 0 <= c", ["bound: a = 1 <= c", "comparison: a = 0 < c"]),
        ("a = b < c < d", ["comparison: a = b <= c < d", "comparison: a = b < c <= d"]),
        ("a = timedelta(days=7)", ["bound: a = timedelta(days=8)"]),
        ("a = b and c", ["boolean: a = b or c"]),
        ("a = not b", ["boolean: a = b"]),
        ("a = True", ["boolean: a = False"]),
        ("a = b if c else d", ["boolean: a = b if not c else d"]),
        ("a = [b for b in c if b.d]", ["boolean: a = [b for b in c if not b.d]"]),
        ("return a", ["return: return None"]),
        ("return a == b", ["comparison: return a != b"]),
        ("return a < b", ["return: return not a < b", "comparison: return a <= b"]),
        ("f(a)", ["call: None"]),
        ("await f(a)", ["call: None"]),
        ("a = f(b, c)", ["arguments: a = f(c, b)"]),
        ("a = f(b=c, d=e)", ["arguments: a = f(b=e, d=c)"]),
        ("a = f(b, b)", []),
        ("a = max(b, c)", []),
        ("a: Annotated[int, 3] = b", []),
        ("raise ValueError(a < b)", []),
        ("assert a < b", []),
        ("_log.info(a, b)", []),
        ("a = f'{b:3}'", []),
        ("a = 'é' if b else c", ["boolean: a = 'é' if not b else c"]),
    ],
)
def test_a_line_has_these_faults(line: str, faults: list[str]) -> None:
    source = f"async def some():\n    {line}"
    told = [f"{one.kind}: {changed(source, one).splitlines()[1].strip()}" for one in found(source)]
    assert sorted(told) == sorted(faults)


@pytest.mark.parametrize(
    ("returns", "instead"),
    [
        ("bool", "not f()"),
        ("list[int]", "[]"),
        ("Mapping[str, int]", "{}"),
        ("str", "''"),
        ("str | None", "None"),
        ("int", "None"),
    ],
)
def test_what_a_function_returns_instead_goes_by_its_type(returns: str, instead: str) -> None:
    (fault,) = found(f"def some() -> {returns}:\n    return f()")
    assert (fault.kind, fault.after) == ("return", instead)


def test_a_docstring_a_default_and_what_is_outside_functions_have_no_faults() -> None:
    assert not found(
        '''
        """Words."""
        MOST = 3
        print(MOST)
        @decorated(1)
        def some(a: Literal[1] = 2) -> None:
            """More words."""
        class Some:
            most: int = 4
            def __repr__(self):
                return str(1)
        '''
    )


def test_a_pattern_stays_and_its_guard_does_not() -> None:
    faults = found(
        """
        def some(a):
            match a:
                case 3 if a.b:
                    pass
        """
    )
    assert [(one.kind, one.after) for one in faults] == [("boolean", "not a.b")]


PLACES = """
from dataclasses import dataclass
from functools import cache

@dataclass(frozen=True, slots=True)
class Some:
    most: int = 3

    def fits(self, number):
        return number <= self.most

    @property
    def tight(self):
        return self.most < 4

@cache
def kept(number):
    return number <= 3

def outer(number):
    def inner():
        return number <= 3
    return inner()

LAMBDA = lambda number: number <= 3
"""


@pytest.mark.parametrize(
    ("function", "asked", "said"),
    [
        ("Some.fits", "Some().fits(3)", (True, False)),
        ("Some.tight", "Some(4).tight", (False, True)),
        ("kept", "kept(3)", (True, False)),
        ("outer.inner", "outer(3)", (True, False)),
        ("<lambda>", "LAMBDA(3)", (True, False)),
    ],
)
def test_a_fault_is_put_in(function: str, asked: str, said: tuple[bool, bool], switch: Any) -> None:
    names, faults = run(PLACES)
    (fault,) = [one for one in faults if one.function == function and one.kind == "comparison"]
    without = eval(asked, names)
    names["kept"].cache_clear()
    switch(fault.number)
    assert (without, eval(asked, names)) == said


def test_a_removed_call_is_not_made(switch: Any) -> None:
    names, (fault,) = run(
        """
        def some(calls):
            calls.append("called")
        """
    )
    calls: list[str] = []
    names["some"](calls)
    switch(fault.number)
    names["some"](calls)
    assert (fault.kind, calls) == ("call", ["called"])


def test_what_a_test_reaches_is_remembered(switch: Any) -> None:
    names, faults = run(
        """
        def some(a):
            return a < 1 or a > 5
        """
    )
    remembering = Remembering()
    switch(remembering)
    assert names["some"](0)
    reached = {one.before for one in faults if one.number in remembering.asked}
    assert reached == {"a < 1 or a > 5", "a < 1", "1"}


def test_tests_come_cheapest_first_and_of_each_function_in_turn() -> None:
    names = {"a::b[1]": 0.1, "a::b[2]": 0.15, "a::c[1]": 0.3, "a::c[2]": 0.9, "d::e": 0.01}
    tests = dict.fromkeys(names, mask_of({7})) | {"d::e": mask_of({8})}
    assert Reached(tests, names).by(7) == ["a::b[1]", "a::b[2]", "a::c[1]", "a::c[2]"]
    names["a::c[1]"] = 0.15
    assert Reached(tests, names).by(7) == ["a::b[1]", "a::c[1]", "a::b[2]", "a::c[2]"]


def test_only_modules_of_tests_that_changed_are_looked_at_again(tmp_path: Path) -> None:
    before = Reached({"a::1": 2, "b::1": 4}, {"a::1": 0.1, "b::1": 0.2}, 1, {"a::2": "slow"})
    before.files = {"a": "old", "b": "same"}
    whole = before.without({"a"})
    whole.take(Reached({"a::1": 8}, {"a::1": 0.3}), {"a": "new"})
    write(whole, tmp_path / "kept")
    kept = read(tmp_path / "kept")
    assert kept == whole
    assert kept.tests == {"b::1": 4, "a::1": 8}
    assert (kept.left_out, kept.files) == ({}, {"a": "new", "b": "same"})


def test_the_same_seed_draws_the_same() -> None:
    faults = found("def some(a):\n" + "    a = a < 3\n" * 50)
    assert draw(faults, 1, 10) == draw(faults, 1, 10) != draw(faults, 2, 10)
    assert len(draw(faults, 1, 10_000)) == len(faults) == 100


def test_acts_and_the_core_are_drawn_from_and_pages_and_rehearsing_are_not() -> None:
    names = {str(path.relative_to(SOURCE)) for path in modules()}
    assert {
        "decisions/ranked.py",
        "floor/review.py",
        "rules/judging/judge.py",
        "server/process/steps.py",
        "server/conflicts/notes.py",  # its acts inherit `Work` through another module
    } <= names
    assert not [one for one in names if one.startswith(("server/pages", "rules/rehearsing"))]
    assert "server/record/door.py" not in names


def test_what_is_accepted_names_a_place_and_a_reason() -> None:
    faults = found("def some(a):\n    return a # of  # b\n")
    accept = accepted(['a.py some return "return a # of  # b"  # it is the same', ""])
    assert accept == {("a.py", "some", "return", "return a # of  # b"): "it is the same"}
    assert gone(accept, faults) == []
    assert gone(accept, []) == list(accept)
    with pytest.raises(ValueError, match="give a reason"):
        accepted(['a.py some return "return a"'])
