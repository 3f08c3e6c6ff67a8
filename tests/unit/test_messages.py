"""Every text of a page or a mail is there in every language, with the same places to fill in."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from gettext import c2py
from pathlib import Path

import polib
import pytest
from django.utils import translation
from django.utils.translation.template import templatize

from isegoria.library import model
from isegoria.rules.language.durations import duration
from isegoria.rules.telling.phrases import Words, span
from isegoria.server.process.phrases import OF_THE_READER
from tests.messages import FILES

SOURCE = Path(__file__).parents[2] / "src" / "isegoria"
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
PLACES = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}")
IN_TEMPLATE = re.compile(
    r"""(?:gettext|_)\((?:u?(?P<quote>"{3}|'{3}|"|'))(?P<text>.*?)(?P=quote)""", re.DOTALL
)

each_language = pytest.mark.parametrize(
    "path", [pytest.param(path, id=path.parts[-3]) for path in FILES]
)


@cache
def messages_of(path: Path) -> polib.POFile:
    return polib.pofile(str(path), wrapwidth=0)


@cache
def texts_in_code() -> set[str]:
    return set(_texts_in_code())


def _texts_in_code() -> Iterator[str]:
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in MARKS
            ):
                yield from (
                    one.value
                    for one in node.args
                    if isinstance(one, ast.Constant) and isinstance(one.value, str)
                )


@cache
def texts_in_templates() -> set[str]:
    return {
        found["text"]
        for path in SOURCE.rglob("templates/**/*.*")
        for found in IN_TEMPLATE.finditer(templatize(path.read_text("utf-8")))
    }


def test_there_are_two_languages_beside_english() -> None:
    assert [path.parts[-3] for path in FILES] == ["ar", "fr"]


@each_language
@pytest.mark.parametrize("texts", [texts_in_code, texts_in_templates])
def test_every_text_of_the_source_is_translated(path: Path, texts) -> None:
    known = {
        text
        for entry in messages_of(path).translated_entries()
        for text in (entry.msgid, entry.msgid_plural)
    }
    found = texts()
    assert len(found) > 100
    assert found - known == set(), "run `make messages` and translate what is new"


@each_language
def test_nothing_is_left_unsure_or_over(path: Path) -> None:
    messages = messages_of(path)
    assert (
        not messages.untranslated_entries() + messages.fuzzy_entries() + messages.obsolete_entries()
    )


@each_language
def test_a_translation_has_the_places_of_its_source(path: Path) -> None:
    messages = messages_of(path)
    of_one_number = forms_of_one_number(messages.metadata["Plural-Forms"])
    for entry in messages:
        places = sorted(PLACES.findall(entry.msgid_plural or entry.msgid))
        for form, translated in enumerate(entry.msgstr_plural.values() or [entry.msgstr]):
            found = sorted(PLACES.findall(translated))
            number = set(places) - set(found)
            if form in of_one_number and entry.msgid_plural and len(number) == 1:
                found = sorted([*found, *number])  # “two days” are one word
            assert found == places, entry.msgid


def forms_of_one_number(plural_forms: str) -> set[int]:
    """Return the plural forms that only one number takes, such as the dual."""
    form_of = c2py(plural_forms.partition("plural=")[2].rstrip(";\n "))
    taken = Counter(form_of(number) for number in range(1000))
    return {form for form, times in taken.items() if times == 1 and form}


def test_a_dual_says_its_number_and_a_form_of_several_numbers_does_not() -> None:
    arabic, french = (messages_of(path).metadata["Plural-Forms"] for path in FILES)
    assert (forms_of_one_number(arabic), forms_of_one_number(french)) == ({1, 2}, set())


@each_language
def test_a_language_has_all_its_plural_forms(path: Path) -> None:
    messages = messages_of(path)
    forms = int(re.match(r"nplurals=(\d)", messages.metadata["Plural-Forms"])[1])
    assert all(len(entry.msgstr_plural) == forms for entry in messages if entry.msgid_plural)


@each_language
def test_what_is_compiled_is_what_is_written(path: Path) -> None:
    compiled = polib.mofile(str(path.with_suffix(".mo")))
    assert {(entry.msgid, entry.msgstr, *entry.msgstr_plural.values()) for entry in compiled} == {
        (entry.msgid, entry.msgstr, *entry.msgstr_plural.values()) for entry in messages_of(path)
    }


@each_language
def test_the_file_is_as_the_command_writes_it(path: Path) -> None:
    messages = messages_of(path)
    assert [one.msgid for one in messages] == sorted(one.msgid for one in messages)
    assert messages.fuzzy_entries() + messages.obsolete_entries() == []
    used = {*texts_in_code(), *texts_in_templates()}
    assert {one.msgid for one in messages} - used == set()


@pytest.mark.parametrize(
    ("language", "written", "told"),
    [
        ("en", "1 day", "1 day"),
        ("en", "2 days", "2 days"),
        ("fr", "1 month", "1 mois"),
        ("fr", "3 weeks", "3 semaines"),
        ("ar", "1 day", "يوم واحد"),
        ("ar", "2 days", "يومين"),
        ("ar", "3 days", "3 أيام"),
        ("ar", "10 working days", "10 أيام عمل"),
        ("ar", "11 days", "11 يوماً"),
        ("ar", "100 days", "100 يوم"),
        ("ar", "2 months", "شهرين"),
        ("ar", "18 months", "18 شهراً"),
    ],
)
def test_a_time_has_the_form_that_its_number_takes(language: str, written: str, told: str) -> None:
    with translation.override(language):
        assert span(duration(written), Words(model("equal-footing"), OF_THE_READER)) == told
