"""Releases of the library that differ from this one: what an upgrade may bring to a forum whose
processes run.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from isegoria.library import FILES, model, read_from, source_of

__all__ = ["CHANGES", "our_own", "released"]

Texts = dict[str, str]
RULES = "equal-footing"
OTHERS = ("archive.discussion", "debian.gr")
"""What else these releases have: few files are read fast."""


def released(texts: Mapping[str, str], folder: Path) -> None:
    """Let the library be these files from now on, as after an upgrade; `read_from()` takes that
    back.
    """
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    read_from(folder)


def our_own(name: str, identifier: str) -> str:
    """Return the text of a model of the library as version 1 of a forum's own."""
    begins = rf"^id: {re.escape(name)}\n(version: \d+\n)?"
    return re.sub(begins, f"id: {identifier}\nversion: 1\n", source_of(name), count=1, flags=re.M)


def _edited(*changes: tuple[str, str]) -> Callable[[], Texts]:
    def changed() -> Texts:
        text = FILES[RULES]
        for pattern, new in changes:
            text, count = re.subn(pattern, new, text)
            assert count, pattern
        return {**_others(), RULES: text}

    return changed


def _version() -> int:
    return model(RULES).version


def _others() -> Texts:
    return {name: FILES[name] for name in OTHERS}


_CLOCKS = (
    (r"length: 3 weeks", "length: 1 day"),
    (r"max: 16 weeks", "max: 2 days"),
    (r"within: 14 days", "within: 1 day"),
    (r"at_least: 2/3", "at_least: 1/100"),
)

CHANGES: Mapping[str, Callable[[], Texts]] = {
    "clocks and majorities are others": _edited(*_CLOCKS),
    "a stage and a group have other names": _edited(
        (r"\bconsensus_call\b", "agreement"),
        (r"\bscoping\b", "framing"),
        (r"\bprivate_sector\b", "business"),
    ),
    "it is the next version": _edited(
        (rf"^id: {RULES}\nversion: \d+\n", f"id: {RULES}\nversion: {_version() + 1}\n"), *_CLOCKS
    ),
    "the variant is gone": _edited((r"equal-footing\.working-group:", "equal-footing.committee:")),
    "the file is gone": _others,
    "the library is empty": dict,
}
"""What each release has, by what it changes."""
