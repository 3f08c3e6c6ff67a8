"""The faults that a module can have, each in one place of a function.

All of them are compiled into the module at once, each behind a switch:
`a <= b if __fault__ == 17 else a < b`. To put one in is to set a number, so it works in properties,
lambdas and dataclasses alike, and a value that remembers what it was compared with tells which
faults a test reaches.
"""

import ast
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

__all__ = ["SWITCH", "Fault", "changed", "faulted"]

SWITCH = "__fault__"
"""The name among the builtins that says which fault is in; 0 is none."""

OTHER: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPPOSITES = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn)
EITHER_ORDER = {
    "max",
    "min",
    "isinstance",
    "issubclass",
    "cast",
    "super",
    "Q",
    "filter",
    "exclude",
    "select_related",
    "prefetch_related",
    "only",
    "defer",
}
"""Calls whose first two arguments can stand in either order, or are a type error otherwise."""
LOGS = {"logger", "log", "logging", "_log"}
EMPTY = {
    "str": "''",
    "list": "[]",
    "List": "[]",
    "tuple": "()",
    "Sequence": "()",
    "Iterable": "()",
    "Collection": "()",
    "Iterator": "iter(())",
    "dict": "{}",
    "Mapping": "{}",
    "set": "set()",
    "frozenset": "frozenset()",
}
"""What a function of this type returns instead; others return None."""


@dataclass(frozen=True)
class Fault:
    """One change in one place."""

    number: int
    path: str
    function: str
    kind: str
    source: str
    """The line of the code it begins in, without white space at both ends."""
    span: tuple[int, int, int, int]
    before: str
    after: str

    @property
    def line(self) -> int:
        return self.span[0]

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it is known by when lines move."""
        return self.path, self.function, self.kind, self.source


Changed = tuple[str, ast.expr]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def _comparisons(node: ast.Compare) -> Iterator[Changed]:
    for place, operator in enumerate(node.ops):
        other = deepcopy(node)
        other.ops[place] = OTHER[type(operator)]()
        yield "comparison", other


def _constants(node: ast.Constant) -> Iterator[Changed]:
    if isinstance(node.value, bool):
        yield "boolean", ast.Constant(not node.value)
    elif isinstance(node.value, int | float):
        yield "bound", ast.Constant(node.value + 1)


def _connectives(node: ast.BoolOp) -> Iterator[Changed]:
    other = deepcopy(node)
    other.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield "boolean", other


def _negations(node: ast.UnaryOp) -> Iterator[Changed]:
    if isinstance(node.op, ast.Not):
        yield "boolean", deepcopy(node.operand)


def _swaps(node: ast.Call) -> Iterator[Changed]:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            if name in EITHER_ORDER:
                return
    first = node.args[:2]
    if len({ast.dump(one) for one in first if not isinstance(one, ast.Starred)}) == 2:
        other = deepcopy(node)
        other.args[:2] = reversed(other.args[:2])
        yield "arguments", other
    for place, (one, two) in enumerate(zip(node.keywords, node.keywords[1:], strict=False)):
        named = one.arg and two.arg and _is_name(one.value) and _is_name(two.value)
        if named and ast.dump(one.value) != ast.dump(two.value):
            other = deepcopy(node)
            pair = other.keywords[place : place + 2]
            pair[0].value, pair[1].value = pair[1].value, pair[0].value
            yield "arguments", other
            return


CHANGES: dict[type[ast.expr], Callable[[Any], Iterator[Changed]]] = {
    ast.Compare: _comparisons,
    ast.Constant: _constants,
    ast.BoolOp: _connectives,
    ast.UnaryOp: _negations,
    ast.Call: _swaps,
}


class _Putting(ast.NodeTransformer):
    """Puts every fault of a module behind its switch."""

    def __init__(self, path: str, lines: Sequence[str], first: int) -> None:
        self.path = path
        self.lines = lines
        self.first = first
        self.found: list[Fault] = []
        self.within: list[str] = []
        self.results: list[
            ast.expr | None
        ] = []  # what the functions around return, the inmost last
        self.more: dict[ast.expr, list[Changed]] = {}  # what only the place of an expression tells

    def visit(self, node: ast.AST) -> Any:
        if not isinstance(node, ast.expr) or not self.results:
            return super().visit(node)
        changes = [*self.more.pop(node, ()), *CHANGES.get(type(node), _none)(node)]
        known = {text: (kind, after) for kind, after in changes if (text := ast.unparse(after))}
        before, span = ast.unparse(node), (node.lineno, node.col_offset)
        end = (node.end_lineno or 0, node.end_col_offset or 0)
        result: ast.expr = super().visit(node)
        for text, (kind, after) in known.items():
            number = self.first + len(self.found)
            self.found.append(
                Fault(
                    number=number,
                    path=self.path,
                    function=".".join(self.within),
                    kind=kind,
                    source=self.lines[span[0] - 1].strip(),
                    span=(*span, *end),
                    before=before,
                    after=text,
                )
            )
            on = ast.Compare(ast.Name(SWITCH, ast.Load()), [ast.Eq()], [ast.Constant(number)])
            result = ast.copy_location(ast.IfExp(on, after, result), result)
        return result

    # --- functions

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        outer, self.results = self.results, []
        self.within.append(node.name)
        node.body = [self.visit(one) for one in node.body]
        self.within.pop()
        self.results = outer
        return node

    def visit_FunctionDef(self, node: Function) -> ast.AST:
        if node.name != "__repr__":
            self._enter(node.name, node.returns)
            node.body = [self.visit(one) for one in node.body]
            self._leave()
        return node

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        self._enter("<lambda>", None)
        self.more[node.body] = list(_returned(node.body, None))
        node.body = self.visit(node.body)
        self._leave()
        return node

    def _enter(self, name: str, returns: ast.expr | None) -> None:
        self.within.append(name)
        self.results.append(returns)

    def _leave(self) -> None:
        self.within.pop()
        self.results.pop()

    # --- where there are more faults than an expression has by itself

    def visit_Return(self, node: ast.Return) -> ast.AST:
        if node.value is not None:
            self.more[node.value] = list(_returned(node.value, self.results[-1]))
        return self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        call = node.value.value if isinstance(node.value, ast.Await) else node.value
        if isinstance(call, ast.Call):
            if _is_log(call):
                return node
            self.more[node.value] = [("call", ast.Constant(None))]
        return self.generic_visit(node)

    def visit_If(self, node: ast.If | ast.While | ast.IfExp) -> ast.AST:
        self.more[node.test] = list(_turned(node.test))
        return self.generic_visit(node)

    visit_While = visit_IfExp = visit_If  # noqa: N815

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        self.more.update((test, list(_turned(test))) for test in node.ifs)
        return self.generic_visit(node)

    # --- where there are none

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        return node  # its words are for a developer

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        return node  # it says what cannot be

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                part.value = self.visit(part.value)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.value = node.value and self.visit(node.value)
        return node

    def visit_match_case(self, node: ast.match_case) -> ast.AST:
        if node.guard:
            self.more[node.guard] = list(_turned(node.guard))
            node.guard = self.visit(node.guard)
        node.body = [self.visit(one) for one in node.body]  # a pattern is no expression
        return node


def _none(_: ast.expr) -> Iterator[Changed]:
    return iter(())


def _turned(test: ast.expr) -> Iterator[Changed]:
    """Turn a condition round that is just a name or a call."""
    if isinstance(test, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
        yield "boolean", ast.UnaryOp(ast.Not(), deepcopy(test))


def _returned(value: ast.expr, annotation: ast.expr | None) -> Iterator[Changed]:
    if isinstance(value, ast.Constant | ast.UnaryOp) or (
        isinstance(value, ast.Compare) and isinstance(value.ops[0], OPPOSITES)
    ):
        return  # it has the same fault already
    says = ast.unparse(annotation) if annotation else ""
    if says == "bool" or isinstance(value, ast.Compare):
        yield "return", ast.UnaryOp(ast.Not(), deepcopy(value))
        return
    nothing = "None" if "|" in says else EMPTY.get(says.split("[")[0], "None")
    if ast.unparse(value) != nothing:
        yield "return", ast.parse(nothing, mode="eval").body


def _is_name(node: ast.expr) -> bool:
    return isinstance(node, ast.Name | ast.Attribute)


def _is_log(call: ast.Call) -> bool:
    match call.func:
        case ast.Attribute(value=ast.Name(id=name)):
            return name in LOGS
    return False


def faulted(source: str, path: str, first: int = 1) -> tuple[ast.Module, list[Fault]]:
    """Return the module with all its faults behind their switches, and what they are."""
    putting = _Putting(path, source.splitlines(), first)
    tree = putting.visit(ast.parse(source, path))
    return ast.fix_missing_locations(tree), putting.found


def changed(text: str, fault: Fault) -> str:
    """Return the text of a module with the fault in it."""
    lines = [line.encode() for line in text.splitlines(keepends=True)]  # columns count bytes
    first, start, last, end = fault.span
    mended = lines[first - 1][:start] + fault.after.encode() + lines[last - 1][end:]
    return b"".join([*lines[: first - 1], mended, *lines[last:]]).decode()
