"""Which modules get faults: what decides, what rules say, and the acts."""

import ast
import builtins
import importlib.machinery
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

from tests.mutate.faults import SWITCH, Fault, faulted

__all__ = ["PROJECT", "SOURCE", "all_faults", "load_with_faults", "modules"]

PROJECT = Path(__file__).parents[2]
SOURCE = PROJECT / "src" / "isegoria"
CORE = ("decisions", "floor", "rules")
NOT = ("rules/rehearsing", "server/pages", "server/migrations")


def modules() -> list[Path]:
    """Return them, in order."""
    core = [path for folder in CORE for path in (SOURCE / folder).rglob("*.py")]
    return sorted(path for path in [*core, *_acts()] if not _left_out(path))


def _left_out(path: Path) -> bool:
    in_those = any(path.is_relative_to(SOURCE / folder) for folder in NOT)
    return in_those or path.name == "models.py"  # a table can be called like an act


def _acts() -> Iterator[Path]:
    """Find the modules with a class that inherits `Work`, by itself or through others."""
    inherits: dict[str, set[str]] = {}
    classes: dict[Path, set[str]] = {}
    for path in (SOURCE / "server").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                classes.setdefault(path, set()).add(node.name)
                bases = {ast.unparse(base).split("[")[0].split(".")[-1] for base in node.bases}
                inherits.setdefault(node.name, set()).update(bases)
    acts = {"Work"}
    while more := {name for name, bases in inherits.items() if bases & acts} - acts:
        acts |= more
    return (path for path, names in classes.items() if names & (acts - {"Work"}))


@cache
def _put_in() -> tuple[dict[str, ast.Module], list[Fault]]:
    trees: dict[str, ast.Module] = {}
    found: list[Fault] = []
    for path in modules():
        name = str(path.relative_to(SOURCE))
        trees[str(path)], more = faulted(path.read_text("utf-8"), name, len(found) + 1)
        found += more
    return trees, found


def all_faults() -> list[Fault]:
    """Return every fault that the code can have; the number of each is its place, from 1."""
    return _put_in()[1]


def load_with_faults(switch: Any) -> None:
    """Let every module of these that is imported from now on have its faults."""
    trees, _ = _put_in()
    ordinary: Callable[..., CodeType | None] = importlib.machinery.SourceFileLoader.get_code

    def get_code(loader: importlib.machinery.SourceFileLoader, name: str) -> CodeType | None:
        if tree := trees.get(loader.path):
            return compile(tree, loader.path, "exec", dont_inherit=True)
        return ordinary(loader, name)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]
    setattr(builtins, SWITCH, switch)
