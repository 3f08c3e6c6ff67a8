"""What simulations gave, as a table and as a picture; two models side by side."""

from collections.abc import Sequence
from html import escape

from isegoria.rules.rehearsing.simulating import Simulated

__all__ = ["as_svg", "as_table"]

_WIDTH, _ROW, _LABEL, _BAR = 640, 26, 240, 260


def as_table(results: Sequence[Simulated]) -> str:
    """Return the results as lines of text, one column a model."""
    width = max(24, *(len(one.model) + 2 for one in results))
    lines = [f"{'':34}" + "".join(f"{one.model:>{width}}" for one in results)]
    lines += [
        f"{label:34}" + "".join(f"{value:>{width}}" for value in values)
        for label, values in _rows(results)
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _rows(results: Sequence[Simulated]) -> list[tuple[str, list[str]]]:
    rows = [
        ("runs", [f"{one.runs:,}" for one in results]),
        ("agreed", [_percent(one.agreed) for one in results]),
        ("ended with options by its own rules", [_percent(one.options) for one in results]),
        ("gridlock at the horizon", [_percent(one.gridlock) for one in results]),
        ("questions settled", [_percent(one.settled) for one in results]),
        ("weeks to an outcome (10, 50, 90 %)", [_weeks(one.weeks) for one in results]),
    ]
    floor = [
        (f"floor: {_plain(group)}", [_percent(one.floor[group]) for one in results])
        for group in results[0].floor
    ]
    gone = [
        (f"gave up: {_plain(group)}", [_percent(one.gave_up[group]) for one in results])
        for group in results[0].gave_up
    ]
    return [*rows, *floor, *gone]


def as_svg(results: Sequence[Simulated]) -> str:
    """Return a picture: for each model how its runs ended, and each group's share of the floor and
    of those who gave up.
    """
    parts: list[str] = []
    y = 24
    for one in results:
        parts.append(f'<text x="0" y="{y}" font-weight="bold">{escape(one.model)}</text>')
        bars = [("agreed", one.agreed), ("options", one.options), ("gridlock", one.gridlock)]
        bars += [(f"floor: {_plain(group)}", share) for group, share in one.floor.items()]
        bars += [(f"gave up: {_plain(group)}", share) for group, share in one.gave_up.items()]
        for label, share in bars:
            y += _ROW
            parts.append(f'<text x="0" y="{y}">{escape(label)}</text>')
            parts.append(
                f'<rect x="{_LABEL}" y="{y - 13}" width="{share * _BAR:.1f}" height="16"'
                f' fill="#2f7fa8"/>'
            )
            parts.append(
                f'<text x="{_LABEL + share * _BAR + 8:.1f}" y="{y}">{_percent(share)}</text>'
            )
        y += 2 * _ROW
    told = "; ".join(
        f"{one.model}: {_percent(one.agreed)} agreed, {_percent(one.gridlock)} gridlock"
        for one in results
    )
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y}"'
        f' font-family="sans-serif" font-size="14" role="img">'
    )
    title = (
        f"<title>{results[0].runs:,} runs of a simulated group</title><desc>{escape(told)}</desc>"
    )
    return head + title + "".join(parts) + "</svg>\n"


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"


def _weeks(weeks: tuple[float, float, float]) -> str:
    return " / ".join("–" if one != one else f"{one:.0f}" for one in weeks)  # noqa: PLR0124 -- a week that is not a number


def _plain(group: str) -> str:
    return group.replace("_", " ")
