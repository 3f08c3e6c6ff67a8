"""Redlines of what is read: lists, bold words and links stay what they are, and no mark of Markdown
is seen.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isegoria.server.texts import comparing, redlining
from isegoria.server.texts.markdown import rendered
from isegoria.server.texts.redlining import redlined

LINK = 'href="https://a.example/" rel="nofollow ugc"'

PAIRS = [
    pytest.param("Same.", "Same.", '<p dir="auto">Same.</p>', id="nothing changed"),
    pytest.param("", "New.", '<p dir="auto"><ins>New.</ins></p>', id="first version"),
    pytest.param("Old.", "", '<p dir="auto"><del>Old.</del></p>', id="nothing left"),
    pytest.param(
        "All states repair.",
        "All coastal states repair.",
        '<p dir="auto">All <ins>coastal</ins> states repair.</p>',
        id="a word added",
    ),
    pytest.param(
        "Within ten days.",
        "Within twelve days.",
        '<p dir="auto">Within <del>ten</del> <ins>twelve</ins> days.</p>',
        id="a word replaced",
    ),
    pytest.param(
        "Ten days.",
        "Twelve days.",
        '<p dir="auto"><del>Ten</del> <ins>Twelve</ins> days.</p>',
        id="the first word replaced",
    ),
    pytest.param(
        "One.\n\nTwo.",
        "One.\n\nBetween.\n\nTwo.",
        '<p dir="auto">One.</p><p dir="auto"><ins>Between.</ins></p><p dir="auto">Two.</p>',
        id="a paragraph added",
    ),
    pytest.param(
        "All **must** repair.",
        "All **must** pay and repair.",
        '<p dir="auto">All <strong>must</strong> <ins>pay and</ins> repair.</p>',
        id="beside bold",
    ),
    pytest.param(
        "All must repair.",
        "All **must** repair.",
        '<p dir="auto">All <del>must</del> <ins><strong>must</strong></ins> repair.</p>',
        id="a word becomes bold",
    ),
    pytest.param(
        "They **must always** pay.",
        "They **must** pay.",
        '<p dir="auto">They <strong>must</strong> <del><strong>always</strong></del> pay.</p>',
        id="within bold",
    ),
    pytest.param(
        "See [the rules](https://a.example/).",
        "See [the new rules](https://a.example/).",
        f'<p dir="auto">See <a {LINK}>the</a> <ins><a {LINK}>new</a></ins>'
        f" <a {LINK}>rules</a> (a.example).</p>",
        id="within a link",
    ),
    pytest.param(
        "See [rules](https://a.example/).",
        "See [rules](/b/).",
        f'<p dir="auto">See <del><a {LINK}>rules</a> (a.example).</del>'
        ' <ins><a href="/b/" rel="nofollow ugc">rules</a>.</ins></p>',
        id="a link leads elsewhere",
    ),
    pytest.param(
        "- ports\n- fees",
        "- ports\n- ships\n- fees",
        '<ul><li dir="auto">ports</li><li dir="auto"><ins>ships</ins></li>'
        '<li dir="auto">fees</li></ul>',
        id="an item added",
    ),
    pytest.param(
        "- ports\n- ships\n- fees",
        "- ports\n- fees",
        '<ul><li dir="auto">ports</li><li dir="auto"><del>ships</del></li>'
        '<li dir="auto">fees</li></ul>',
        id="an item removed",
    ),
    pytest.param(
        "1. all ports\n2. fees",
        "1. all large ports\n2. fees",
        '<ol><li dir="auto" value="1">all <ins>large</ins> ports</li>'
        '<li dir="auto" value="2">fees</li></ol>',
        id="within a numbered item",
    ),
    pytest.param(
        "3. ports\n4. ships\n5. fees",
        "3. ports\n4. fees",
        '<ol><li dir="auto" value="3">ports</li><li dir="auto" value="4"><del>ships</del></li>'
        '<li dir="auto" value="4">fees</li></ol>',
        id="numbers are those of each version",
    ),
    pytest.param(
        "- ports\n  - small ones\n- fees",
        "- ports\n  - small ones\n  - large ones\n- fees",
        '<ul><li dir="auto">ports<ul><li dir="auto">small ones</li>'
        '<li dir="auto"><ins>large ones</ins></li></ul></li><li dir="auto">fees</li></ul>',
        id="a list in a list",
    ),
    pytest.param(
        "- ports\n\n  of the coast",
        "- ports\n\n  of the whole coast",
        '<ul><li dir="auto"><p dir="auto">ports</p>'
        '<p dir="auto">of the <ins>whole</ins> coast</p></li></ul>',
        id="two paragraphs of an item",
    ),
    pytest.param(
        "ports and fees",
        "- ports and fees",
        '<p dir="auto"><del>ports and fees</del></p>'
        '<ul><li dir="auto"><ins>ports and fees</ins></li></ul>',
        id="a paragraph becomes an item",
    ),
    pytest.param(
        "> they said so",
        "> they never said so",
        '<blockquote><p dir="auto">they <ins>never</ins> said so</p></blockquote>',
        id="a quotation",
    ),
    pytest.param(
        "# Ports",
        "# All ports",
        '<p dir="auto"><del><strong>Ports</strong></del> <ins><strong>All ports</strong></ins></p>',
        id="a heading",
    ),
    pytest.param(
        "one\ntwo",
        "one\nthree",
        '<p dir="auto">one<br> <del>two</del> <ins>three</ins></p>',
        id="a line of its own",
    ),
    pytest.param(
        "Use `a`.",
        "Use `b`.",
        '<p dir="auto">Use <del><code>a</code></del> <ins><code>b</code></ins>.</p>',
        id="code in a line",
    ),
    pytest.param(
        "```\na\n```",
        "```\nb\n```",
        "<del><pre><code>a\n</code></pre></del><ins><pre><code>b\n</code></pre></ins>",
        id="a block of code",
    ),
    pytest.param(
        "a < b & c",
        "a < b & d",
        '<p dir="auto">a &lt; b &amp; <del>c</del> <ins>d</ins></p>',
        id="letters of HTML",
    ),
    pytest.param(
        "<b>x</b>",
        "<script>y</script>",
        '<p dir="auto"><del>&lt;b&gt;x&lt;/b&gt;</del>'
        " <ins>&lt;script&gt;y&lt;/script&gt;</ins></p>",
        id="HTML of the author",
    ),
    pytest.param(
        "- تُصلح **الدول** الكابلات",
        "- تُصلح **الدول** كل الكابلات",
        '<ul><li dir="auto">تُصلح <strong>الدول</strong> <ins>كل</ins> الكابلات</li></ul>',
        id="right to left",
    ),
]


@pytest.mark.parametrize(("before", "after", "expected"), PAIRS)
def test_a_redline_is_what_is_read(before: str, after: str, expected: str) -> None:
    assert redlined(before, after) == expected


def test_a_table_that_changed_is_shown_as_a_whole() -> None:
    table = "| a | b |\n|---|---|\n| 1 | {} |"
    found = redlined(table.format(2), table.format(3))
    assert found.count("<table>") == 2
    assert found.startswith("<del><table>")
    assert redlined(table.format(2), table.format(2)).count("<table>") == 1


class _Tags(HTMLParser):
    """Finds tags that are not closed where they should be."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        if tag not in {"br", "hr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data.split()


def words_of(html: str) -> list[str]:
    reader = _Tags()
    reader.feed(html)
    assert reader.open == []
    return reader.words


def side(html: str, gone: str) -> str:
    return re.sub(rf"<{gone}>.*?</{gone}>", " ", html, flags=re.DOTALL)


WORDS = ["one", "two", "**three**", "[four](https://a.example/)", "`five`", "*six", "seven*"]
MARKS = ["\n\n", "\n- ", "\n1. ", "\n  - ", "\n> ", "\n# ", "_", "\n", "|", "\n---\n"]
pieces = st.sampled_from([*WORDS, *MARKS, "<b>", "&amp;", "ثمانية"])
texts = st.lists(pieces, max_size=20).map(" ".join)


@given(texts, texts)
def test_both_versions_can_be_read_off_a_redline(before: str, after: str) -> None:
    found = redlined(before, after)
    assert words_of(side(found, "del")) == words_of(rendered(after))
    assert words_of(side(found, "ins")) == words_of(rendered(before))


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many pairs of pieces each comparison had to look at."""
    pairs: list[int] = []
    actual = comparing.regions

    def counting(before: list[str], after: list[str]) -> list[comparing.Region]:
        pairs.append(len(before) * len(after))
        return actual(before, after)

    monkeypatch.setattr(redlining, "regions", counting)
    redlining._kept.cache_clear()
    yield pairs
    redlining._kept.cache_clear()


def test_only_what_changed_is_compared_word_by_word(counted: list[int]) -> None:
    old = [f"Paragraph {number} says a few words on cables." for number in range(1000)]
    new = [*old[:500], "Paragraph 500 says a few more words on cables.", *old[501:]]
    redlined("\n\n".join(old), "\n\n".join(new))
    assert counted == [8 * 9]


def test_a_redline_is_made_once(counted: list[int]) -> None:
    for _each in range(3):
        redlined("All states repair.", "All coastal states repair.")
    assert len(counted) == 1


HOSTILE = {
    "one word": "a " * 50_000,
    "items": "- a\n" * 5_000,
    "items in items": "".join(f"{'  ' * (depth % 20)}- a\n" for depth in range(3_000)),
    "bold": "**a** " * 4_000,
    "links": "[a](https://a.example/) " * 800,
    "open marks": "**" * 10_000,
    "quotations": "> " * 5_000 + "a",
    "letters of HTML": "<" * 20_000,
    "one long word": "a" * 100_000,
    "paragraphs": "a\n\n" * 5_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_costs_a_bounded_number_of_pairs(name: str, counted: list[int]) -> None:
    text = HOSTILE[name]
    found = redlined(text, f"{text} b")
    assert words_of(found)[-1:] != []
    assert sum(counted) <= comparing._MOST_PAIRS * 2
