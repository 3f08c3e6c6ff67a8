"""The catalogues of refusals, for the reference and for the tests that try every entry."""

import re
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from isegoria.terms import Refusal, WhyNot

__all__ = ["catalogue", "is_refused_by", "untried"]

SOURCE = Path(__file__).parents[1] / "src"


def catalogue(*folders: str) -> dict[str, WhyNot]:
    """Return every entry of the catalogues in these folders, by folder and name.

    Args:
        folders: such as `isegoria/rules`; everything without any.
    """
    paths = sorted(
        path for one in folders or ["isegoria"] for path in (SOURCE / one).rglob("refusals.py")
    )
    return {
        f"{path.parent.relative_to(SOURCE / 'isegoria')}/{name}": entry
        for path in paths
        for name, entry in vars(import_module(_module(path))).items()
        if isinstance(entry, WhyNot)
    }


def is_refused_by(entry: WhyNot, found: object) -> bool:
    """Return whether this entry refuses: its words, filled in, and its rule or a part of it."""
    assert isinstance(found, Refusal), found
    assert not re.search(r"\{\w+\}", str(found)), "a place of the text is not filled in"
    shape = re.sub(r"\\\{\w+\\\}", ".+", re.escape(entry.rule))
    return (found.reason, found.instead) == (entry.reason, entry.instead) and bool(
        re.fullmatch(f"{shape}(/.+)?", found.rule)
    )


def untried(tried: Iterable[WhyNot], *folders: str) -> list[str]:
    """Return the entries of these folders that a table of tries leaves out."""
    there = list(tried)
    return [name for name, entry in catalogue(*folders).items() if entry not in there]


def _module(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts)
