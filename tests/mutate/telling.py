"""What became of the faults, and which survivors are accepted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.mutate.faults import Fault
from tests.mutate.reaching import ACCEPTED

__all__ = ["MOST_ACCEPTED", "Key", "Outcome", "accepted", "gone", "summary", "told"]

MOST_ACCEPTED = 40

Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Outcome:
    """What became of a fault."""

    fault: Fault
    said: Mapping[str, Any]
    accepted: bool

    @property
    def found(self) -> bool:
        return bool(self.said["verdict"] == "found")


def accepted(lines: Iterable[str] | None = None) -> dict[Key, str]:
    """Read which survivors are accepted, and why: `path function kind "the line"  # reason`."""
    found: dict[Key, str] = {}
    for line in ACCEPTED.read_text("utf-8").splitlines() if lines is None else lines:
        if not line.strip():
            continue
        named, mark, reason = line.rpartition("  # ")
        if not mark or not reason.strip():
            raise ValueError(f"give a reason after two spaces and #: {line}")
        path, function, kind, source = named.split(" ", 3)
        (found[path, function, kind, source.strip()[1:-1]]) = reason.strip()
    return found


def gone(accept: Iterable[Key], faults: Iterable[Fault]) -> list[Key]:
    """Return the accepted ones that no fault of today's code is."""
    there = {one.key for one in faults}
    return [key for key in accept if key not in there]


def told(outcome: Outcome) -> str:
    """Tell of one fault in a line."""
    fault, said = outcome.fault, outcome.said
    how = f"found by {said['by']}" if outcome.found else said["verdict"]
    if said.get("runaway"):
        how += " (it ran away)"
    if said.get("capped"):
        how += " (time was up)"
    if outcome.accepted:
        how += ", accepted"
    before, after = _shortened(fault.before, fault.after)
    return (
        f"{fault.number} {fault.path}:{fault.line} {fault.function} {fault.kind}: {how}\n"
        f"    {before}  ->  {after}      in: {fault.source}"
    )


def _shortened(before: str, after: str, most: int = 90) -> tuple[str, str]:
    """Leave out what both begin with, where they are long."""
    same = next(
        (at for at, (one, two) in enumerate(zip(before, after, strict=False)) if one != two), 0
    )
    cut = max(0, same - 20) if len(before) > most else 0
    start = "…" if cut else ""
    return tuple(  # type: ignore[return-value]
        start + one[cut : cut + most] + ("…" if len(one) > cut + most else "")
        for one in (before, after)
    )


def summary(outcomes: Sequence[Outcome]) -> str:
    """Count by kind and by folder."""
    lines = [f"{'':24}{'drawn':>8}{'found':>8}{'survived':>10}{'accepted':>10}"]
    groups = [
        ("all", lambda _: ""),
        ("kind", lambda one: one.fault.kind),
        ("folder", lambda one: "/".join(Path(one.fault.path).parent.parts[:2])),
    ]
    for _, group in groups:
        drawn = Counter(group(one) for one in outcomes)
        found = Counter(group(one) for one in outcomes if one.found)
        accept = Counter(group(one) for one in outcomes if not one.found and one.accepted)
        for name in sorted(drawn):
            survived = drawn[name] - found[name]
            share = f"{100 * survived / drawn[name]:7.1f} %"
            lines.append(
                f"{name or 'all':24}{drawn[name]:8}{found[name]:8}{survived:10}{accept[name]:10}{share}"
            )
        lines.append("")
    capped = sum(bool(one.said.get("capped")) for one in outcomes)
    away = sum(bool(one.said.get("runaway")) for one in outcomes)
    lines.append(f"{capped} had no time for every test; {away} ran away, which counts as found")
    return "\n".join(lines)
