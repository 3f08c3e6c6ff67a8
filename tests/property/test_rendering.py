"""Whatever anybody writes: it is shown, it runs and loads nothing, and it comes back into the form
as it was.
"""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from isegoria.server.deliberation.models import Comment
from isegoria.server.process.models import Chunk
from isegoria.server.texts.markdown import beginning, paragraphs_of, rendered
from isegoria.server.texts.typed import tidy
from tests.play import Play
from tests.reading import fields_of, looked_at, signed_in

PIECES = st.sampled_from(
    [
        "<script>",
        "</script>",
        "<img src=x onerror=y>",
        "javascript:",
        "](",
        "[",
        "![",
        ")",
        "<",
        ">",
        "&#106;",
        "&colon;",
        "data:",
        "\n",
        "\n\n",
        "> ",
        "- ",
        "1. ",
        "# ",
        "```",
        "`",
        "**",
        "_",
        "|",
        "|-|",
        "~~",
        "http://",
        "//",
        "\\",
        "\t",
        "@",
        "х.example",
        "style=",
        '"',
        "'",
        "<!--",
        "-->",
        "<svg/onload=",
        "\x00",
        "\u202e",
        "\u200f",
        "  ",
    ]
)
HOSTILE = st.lists(PIECES | st.text(max_size=6), max_size=40).map("".join)
# What a form takes: no control characters, no halves of pairs, no letters that turn others around.
WRITTEN = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u202d\u202e\ufffd")
    | st.sampled_from("\n\t"),
    max_size=300,
)


@given(HOSTILE, st.integers(0, 2))
@example("[" * 300, 0)
@example("http://[", 1)
@example("<http://[::1>", 1)
@example("[x](http://[)", 1)
def test_nothing_that_is_written_runs_or_loads_anything(text: str, under: int) -> None:
    for html in (rendered(text, under), beginning(text, 5)):
        found = looked_at(html)
        assert found.found == []
        assert found.ids == []
        assert all(under < one <= 6 for one in found.headings)


@given(st.text(max_size=200))
def test_words_are_shown_whatever_stands_around_them(text: str) -> None:
    assert "isegoria" in rendered(f"{text}\n\nisegoria")


@given(WRITTEN)
def test_tidying_twice_changes_nothing_more_and_loses_no_word(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert tidy(text).split() == text.split()
    assert "\n\n".join(paragraphs_of(text)).split() == text.split()


@pytest.mark.django_db
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WRITTEN.filter(str.strip), min_size=3, max_size=3))
def test_what_is_sent_comes_back_into_the_form_as_it_was(
    play: Play, draft: Chunk, texts: list[str]
) -> None:
    client: Client = signed_in(play)
    capacity = play.people["civil-society1"][1].pk
    for text in texts:
        sent = {
            "key": str(uuid4()),
            "form": "comment",
            "text": text.replace("\n", "\r\n"),
            "capacity": capacity,
        }
        assert client.post(f"/chunks/{draft.pk}/discussion/new/", sent).status_code == 302
        comment = Comment.objects.latest("number")
        assert comment.text == tidy(text)
        page = client.get(f"/chunks/{draft.pk}/discussion/{comment.pk}/edit/").content.decode()
        assert comment.text in fields_of(page)
        area = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
        assert area is not None
        assert unescape(area[1]).strip() == comment.text.strip()
