"""Whatever comes in, however much of it: every reader takes time that grows with its length, or
says why it does not read it.
"""

import re
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.property import growing
from tests.property.growing import fault_of
from tests.property.hostile import READERS, UNITS

SHORT, LONG = 4000, 64_000  # characters
TAILS = ["", "!", "\n", ":", ">", ")"]
hostile = st.sampled_from([one for one in UNITS if one.isprintable() or one.isspace()]) | st.text(
    min_size=1, max_size=2
)

# What took time by the square or worse, or ended with a traceback, before it was looked for:
# reader, head, what repeats, tail.
FOUND = [
    ("mbox", "", "Ann: so\r\nBo: no\r\n", ""),
    ("mbox", "From ", "1", ""),
    ("mbox, from", "", "(", ""),
    ("mbox, from", "", ":", ""),
    ("mbox, subject", "", "=?u?q? ", ""),
    ("mbox, a type", '"', ";", ""),
    ("mbox, a body", "", "\r\n", "!"),
    ("mbox, a body", "", "_____________________\n", "a@b"),
    ("mbox, many parts", "", "\n--a\nContent-Type: multipart/mixed; boundary=a\n\n", ""),
    ("mbox, many parts", "", "Content-Type: message/rfc822\n\n", ""),
    ("mbox, a page", "", "<![((", ""),
    ("mbox, a charset", "", "\0", ""),
    ("mbox, a charset", "punycode\n\n", "a-", ""),
    ("webvtt, a cue", "", "<a ", "!"),
    ("webvtt, a cue", "<v", ".a", "!"),
    ("webvtt, a cue", "<v", " ", "!"),
    ("webvtt", "", "-->\n", ""),
    ("captions", "page", " ", "!"),
    ("minutes", "", "# a\n\n", ""),
    ("document", "# a", " ", "b"),
    ("document", "# ", "[", ""),
    ("document", "", "9999-99-99 ", ""),
    ("addresses", "a at ", ".", " b"),
    ("roster, rows", "", "a\r", ""),
    ("roster", "name\n", "a" * 200, ""),
    ("rules, a value", "", "1", ""),
    ("comparison", "", "a\n\n", ""),
    ("comparison", "", "a b ", ""),
    ("archive of issues", "", "[", ""),
    ("captions with a turn", ">> BO SAMPLE: I said a", "\u0301\u0327", ""),
    ("phrases", "a", "\u0f73", ""),
]


def repeating(head: str, unit: str, tail: str) -> Callable[[int], str]:
    return lambda size: f"{head}{unit * (size // len(unit))}{tail}"


@pytest.mark.parametrize(("reader", "head", "unit", "tail"), FOUND)
def test_what_was_slow_once_is_not(reader: str, head: str, unit: str, tail: str) -> None:
    assert fault_of(READERS[reader], repeating(head, unit, tail), LONG) is None


@pytest.mark.parametrize("reader", READERS)
def test_no_piece_that_repeats_takes_more_than_linear_time(reader: str) -> None:
    pieces = (
        UNITS[::5] if reader.startswith("rules") else UNITS
    )  # YAML is read slowly, and by a library
    grown = [repeating("", unit, TAILS[place % len(TAILS)]) for place, unit in enumerate(pieces)]
    assert [fault for one in grown if (fault := fault_of(READERS[reader], one, SHORT))] == []


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=12)
@given(hostile, hostile, hostile | st.just(""), st.sampled_from(TAILS))
def test_no_pieces_that_are_drawn_take_more_than_linear_time(
    reader: str, head: str, one: str, other: str, tail: str
) -> None:
    assert fault_of(READERS[reader], repeating(head, one + other, tail), SHORT) is None


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=40)
@given(st.lists(hostile | st.text(max_size=4), max_size=30).map("".join))
@example("\ud800")
@example("\0")
def test_anything_is_read_or_refused_with_a_sentence(reader: str, text: str) -> None:
    READERS[reader](text)  # raises nothing but what it says, which is caught there


def numbered(template: str, head: str = "") -> Callable[[int], str]:
    """Return what grows by pieces that differ, as names and messages do."""
    return lambda size: (
        head
        + "".join(template.replace("%", _letters(place)) for place in range(size // len(template)))
    )


def _letters(number: int) -> str:
    """Return a number as a name of letters, as in no two names are alike."""
    digits = f"{number:05}"
    return digits.translate(str.maketrans("0123456789", "aeiourstln")).capitalize()


MAIL = (
    "From a 2026\nMessage-ID: <%@b>\nIn-Reply-To: <{}@b>\nDate: Thu, 1 Jan 2026 10:00:00"
    " +0000\n\nNo.\n\n"
)


def chain(size: int) -> str:
    """Return messages of which each replies to the one before."""
    return "".join(
        MAIL.format(place - 1).replace("%", str(place)) for place in range(size // len(MAIL))
    )


PARTS = (
    "\n\n>> As I said before, we go on.\n\n>> BO SAMPLE: "
    + "and so it goes on under the sea with cables " * 10
)


@pytest.mark.parametrize(
    ("reader", "grown", "size"),
    [
        pytest.param(
            "captions", numbered("\n\n>> % %: My name is % %, I am here."), LONG, id="speakers"
        ),
        pytest.param(
            "captions",
            lambda size: PARTS * (size // len(PARTS)),
            120_000,
            id="going back to an earlier talk",
        ),
        pytest.param("minutes", numbered("\n\n% %: so."), LONG, id="names in minutes"),
        pytest.param("minutes", numbered("\n\n## %\n\nAda: so."), LONG, id="headings"),
        pytest.param(
            "webvtt", numbered("\n00:00:01.000 --> 00:00:02.000\n<v %>so"), LONG, id="voices"
        ),
        pytest.param("mbox", chain, 240_000, id="replies to replies"),
        pytest.param("roster, rows", numbered("%,panellist\n"), LONG, id="a roster"),
        pytest.param(
            "rules", numbered("  %: {}\n", "id: a\nvariants:\n"), LONG // 4, id="variants"
        ),
        pytest.param("rules", numbered("%: 1\n", "id: a\n"), LONG, id="unknown keys"),
        pytest.param("comparison", numbered("% and so on. "), LONG, id="words"),
        pytest.param("comparison", numbered("% and so on.\n\n"), LONG, id="paragraphs"),
        pytest.param(
            "archive of issues",
            lambda size: '{"issues": [' + "{}," * (size // 3) + "{}]}",
            LONG,
            id="issues",
        ),
    ],
)
def test_what_differs_each_time_takes_linear_time_too(
    reader: str, grown: Callable[[int], str], size: int
) -> None:
    assert fault_of(READERS[reader], grown, size) is None


@pytest.mark.parametrize(
    ("slow", "size"),
    [
        pytest.param(lambda text: re.fullmatch(r"(?:a|a)*b", text), 4000, id="exponential"),
        pytest.param(lambda text: re.search(r"a*b", text), 12_000, id="quadratic in an expression"),
        pytest.param(
            lambda text: [text.count("b", place) for place in range(len(text))],
            32_000,
            id="quadratic in the library",
        ),
        pytest.param(
            lambda text: sum(one == other for one in text for other in text),
            2000,
            id="quadratic in a loop",
        ),
    ],
)
def test_the_measure_finds_what_is_slow(
    slow: Callable[[str], object], size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growing, "AT_MOST", 0.5)
    assert fault_of(slow, lambda length: "a" * length, size) is not None


@pytest.mark.parametrize("size", [SHORT, LONG, 2_000_000])
def test_the_measure_lets_what_is_linear_be(size: int) -> None:
    assert (
        fault_of(lambda text: [one.upper() for one in text], lambda length: "a" * length, size)
        is None
    )
