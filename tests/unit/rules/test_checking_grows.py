"""Reading and checking take work that grows with the model alone: four times as much of anything
is about four times the work, and a text that would take more is refused.
"""

from collections.abc import Callable

import pytest

from isegoria.rules.checking.faults import check
from isegoria.rules.language.loading import Faults, read_model_file
from tests.counting import calls
from tests.unit.rules.models import SOUND, model_of

Grown = Callable[[int], str]


def many(before: str, line: str, first: str = "") -> Grown:
    """Return the sound model with so many lines before a place; `{i}` is the number of a line, and
    `{last}` the name in the line before, `first` in the first one.
    """

    def grown(number: int) -> str:
        lines = [
            line.replace("{last}", first if place == 0 else f"n{place - 1}").replace(
                "{i}", str(place)
            )
            for place in range(number)
        ]
        return SOUND.replace(before, "\n".join([*lines, before]), 1)

    return grown


def stages(ways: str) -> Grown:
    """Return a model of so many stages in a row."""

    def grown(number: int) -> str:
        text = [
            f"  s{place}:\n    title: S\n    officer: chair\n"
            f"    clocks: {{c: {{length: 1 day, timeout: {{silence: advances, exit: on}}}}}}\n"
            f"    exits:\n"
            f"      on: {{to: {f's{place + 1}' if place + 1 < number else 'vote'}, {ways}}}\n"
            f"      back: {{to: s{max(0, place - 1)}, {ways}}}\n"
            for place in range(number)
        ]
        return SOUND.replace("stages:\n", f"stages:\n{''.join(text)}", 1).replace(
            "starts: talk", "starts: s0"
        )

    return grown


def _wide(number: int) -> str:
    each = "{all: [{result: plan}, {not: {objections: open, at_least: 1}}]}"
    return SOUND.replace(
        "when: {result: plan}}", f"when: {{any: [{', '.join([each] * number)}]}}}}"
    )


KINDS: dict[str, Grown] = {
    "stages in a row": stages("by: chair"),
    "stages that turn by themselves": stages("when: {objections: open, at_most: 9}"),
    "groups": many("offices:\n", "  n{i}: {title: N, within: residents, affected: true}"),
    "offices": many("starts: talk", "  n{i}: {title: N, by: x{i}, of: [traders], interim: {last}}", "chair"),
    "clocks": many("      talk: {title: Time", "      n{i}: {length: 1 day, starts: {last}}", "version"),
    "meetings": many("      talk: {title: Time", "      n{i}: {before: m_{i}, by: 1 day}"),
    "ballots": many("      plan:\n", "      n{i}: {passes: {share: {last}, more_than: 1/2}}", "yes"),
    "exits": many("      passed: {", "      n{i}: {to: talk, when: {result: plan}}"),
    "conditions beside each other": _wide,
    "appeals": many("outcomes:\n", "  n{i}: {title: N, of: [vote/n{i}], by: [traders], to: board, effect: annul, next: {last}}", "board"),
}  # fmt: skip


def work(text: str) -> int:
    return calls(lambda: check(read_model_file(text, "t")[0][0]))


@pytest.mark.parametrize("kind", KINDS)
def test_four_times_as_many_are_about_four_times_the_work(kind: str) -> None:
    work(KINDS[kind](2))  # what is done once, such as learning countries and zones
    few, more = work(KINDS[kind](50)), work(KINDS[kind](200))
    assert more < 5 * few  # names are compared with each other, as far as with 200


@pytest.mark.parametrize("kind", KINDS)
def test_four_hundred_of_anything_take_well_under_a_second(kind: str) -> None:
    """A million calls take about half a second where all of a machine is free."""
    model = model_of(KINDS[kind](400))
    assert calls(lambda: check(model)) < 900_000


DEEP = "this is nested more than 100 levels deep; write it flatter"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (SOUND.replace("{result: plan}}", "{not: " * 98 + "{result: plan}" + "}" * 99, 1), DEEP),
        (SOUND.replace("{result: plan}}", "{not: " * 9000 + "{result: plan}" + "}" * 9001, 1), DEEP),
        ("[" * 50_000, DEEP),
        ("- " * 50_000, DEEP),
        ("? " * 50_000, DEEP),
        ("a: &a [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1 if n else ''}]\n" for n in range(200)), ""),
        (
            many("offices:\n", "  n{i}: {title: N, within: {last}}", "residents")(60),
            "this group is within more than 50 others",
        ),
        (
            f"{stages('by: chair')(200)}variants:\n"
            + "".join(f"  town.v{n}: {{title: V}}\n" for n in range(50)),
            "with its variants the file has more than 100,000 parts",
        ),
    ],
)  # fmt: skip
def test_what_would_take_more_is_refused(text: str, words: str) -> None:
    with pytest.raises(Faults) as found:
        read_model_file(text, "t")
    assert words in found.value.faults[0].message


def test_conditions_can_be_nested_as_deep_as_anybody_needs() -> None:
    deep = SOUND.replace("{result: plan}}", "{not: " * 80 + "{result: plan}" + "}" * 81, 1)
    assert check(model_of(deep)) == check(model_of(SOUND))
