"""What an act said, wherever it is kept: taken from view, given back, or erased. One mechanism for
everything that people say.

Words stand in two places: in the act's openings, and in the tables that pages read, which name the
fields and the act's number in `WORDS`. What is taken from view is moved out of both, so that no
page, list, feed or comparison can show it.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model

from isegoria.server.conduct.models import Measure, WithheldWords
from isegoria.server.front.outbox import forget_mails
from isegoria.server.record.models import Act, Opening, Sealed, Withheld
from isegoria.server.sessions.models import Correction

__all__ = [
    "ABOUT",
    "erase",
    "family",
    "give_back",
    "has_words",
    "read_words",
    "take_from_view",
    "word_fields",
    "word_tables",
    "words_that_go",
]

ABOUT = frozenset(
    {
        "at",
        "who",
        "seated",
        "restricted",
        "rapporteur",
        "speaker",
        "parties",
        "named",
        "responsible",
        "holder",
        "author",
        "written",
        "files",
        "given",
        "present",
        "whose",
    }
)
"""Openings that are no words of the author: when, and about whom."""
_KEPT = (Opening, Withheld, Sealed)
_EDITS = "chunk.edit"
_WRITES = {"chunk.write", "chunk.answer-amendment"}
"""Acts that write a text, of which an erratum says nearly the same."""
_CORRECTED = {
    "process.begin": "process.correct",
    "process.plan": "process.correct-date",
    "issue.propose": "issue.correct",
    "issue.split": "chunk.correct",
}
"""Acts of which others corrected the words. What is done to the words of such an act is done to
those that took their place; a correction alone can go without what it corrected."""


def word_fields(act: Act) -> list[str]:
    """Return the names of the openings that hold words of the act's author, erased ones
    included.
    """
    return sorted(set(act.commitments) - ABOUT)


def has_words(act: Act) -> bool:
    """Return whether there are words of this act to hide or erase: shown, hidden or sealed ones."""
    fields = word_fields(act)
    kept = any(table._default_manager.filter(act=act, field__in=fields).exists() for table in _KEPT)
    return kept or any(
        read_words(row, field) != _blank_title(row, act.number)
        for _table, row, field in _places(act.number)
    )


def family(act: Act) -> list[Act]:
    """Return the act that said something first, then the acts that edited it; what is done to one
    is done to all of them.
    """
    first = Act.objects.get(pk=act.references[0]) if act.kind == _EDITS else act
    if first.kind in _WRITES:
        errata = Act.objects.filter(process=first.process, item=first.item, kind="outcome.correct")
        return [first, *errata.filter(body__version=first.number).order_by("number")]
    by = _CORRECTED.get(first.kind, _EDITS if first.kind == "chunk.comment" else "")
    if not by:
        return [first]
    edits = Act.objects.filter(
        process=first.process, item=first.item, kind=by, number__gt=first.number
    )
    return [first, *(one for one in edits.order_by("number") if first.number in one.references)]


def words_that_go(act: Act, *, withheld: bool, sealed: bool) -> list[tuple[int, str]]:
    """Return the words that go when an act is erased, each with the number of its act.

    The caller says whether the reader may see what is hidden, and what is sealed.
    """
    tables = [Opening, *([Withheld] if withheld else []), *([Sealed] if sealed else [])]
    found = []
    for one in family(act):
        for table in tables:
            rows = table._default_manager.filter(act=one, field__in=word_fields(one))
            for content in rows.order_by("field").values_list("content", flat=True):
                text = "\n\n".join(_texts(bytes(content).decode(errors="replace")))
                found += [(one.number, text)] if text else []
    return found


def _texts(content: str) -> list[str]:
    """Return what people wrote in an opening: all of it, or each of the fields of one part."""
    if not content.startswith(("{", "[")):
        return [content.strip()]
    try:
        read = json.loads(content)
    except ValueError:
        return [content.strip()]
    values = read.values() if isinstance(read, dict) else read
    return [one.strip() for one in values if isinstance(one, str) and one.strip()]


def take_from_view(acts: Iterable[Act], measure: Measure) -> None:
    """Move the words of acts out of openings and tables."""
    for act in acts:
        shown = Opening.objects.filter(act=act, field__in=word_fields(act))
        Withheld.objects.bulk_create(
            Withheld(act=act, field=one.field, salt=one.salt, content=one.content, size=one.size)
            for one in shown
        )
        shown.delete()
        for table, row, field in _places(act.number):
            name = table._meta.model_name or ""
            WithheldWords.objects.create(
                measure=measure, table=name, row=row.pk, field=field, text=read_words(row, field)
            )
            _blank(row, field, act.number)
        _mark(act.number, hidden_in=measure.number)


def give_back(acts: Iterable[Act], measure: Measure) -> None:
    """Move the words of acts back to where they were."""
    for act in acts:
        kept = Withheld.objects.filter(act=act)
        for one in kept:
            Opening.objects.create(
                act=act, field=one.field, salt=one.salt, content=one.content, size=one.size
            )
        kept.delete()
        _mark(act.number, hidden_in=None)
    for words in measure.withheld.all():
        row = apps.get_model("isegoria", words.table)._default_manager.filter(pk=words.row).first()
        if row is not None:  # a position that was taken anew has no row any more
            _write(row, words.field, words.text)
    measure.withheld.all().delete()


def erase(acts: Iterable[Act], by: int) -> None:
    """Delete the words of acts everywhere, also where they are withheld or wait in a mail.

    A correction goes: the captioned words show again.
    """
    gone: list[str] = []
    for act in acts:
        for kept in _KEPT:
            rows = kept._default_manager.filter(act=act, field__in=word_fields(act))
            # what was edited since stands nowhere else, and may stand in a mail
            for content in rows.values_list("content", flat=True):
                gone += _texts(bytes(content).decode(errors="replace"))
            rows.delete()
        Correction.objects.filter(made_in=act.number).delete()
        for _table, row, field in _places(act.number):
            gone.append(read_words(row, field))
            _blank(row, field, act.number)
        _mark(act.number, erased_in=by, hidden_in=None)
        withheld = WithheldWords.objects.filter(measure__of=act.number)
        gone += withheld.values_list("text", flat=True)
        withheld.delete()
    forget_mails(words=gone)


def word_tables() -> Iterator[tuple[type[Model], str, tuple[str, ...]]]:
    """Yield each table with words of acts, the column with the act's number, and the fields."""
    for table in apps.get_app_config("isegoria").get_models():
        for number, fields in getattr(table, "WORDS", {}).items():
            yield table, number, fields
        if corrected := getattr(table, "CORRECTED", ()):
            yield table, "corrected_in", corrected


def _places(number: int) -> Iterator[tuple[type[Model], Model, str]]:
    """Yield every field of a row that holds words of an act. What was corrected since holds the
    words of the correction.
    """
    for table, column, fields in word_tables():
        for row in table._default_manager.filter(**{column: number}):
            others = getattr(table, "CORRECTED", ()) if _is_corrected(row, column) else ()
            yield from (
                (table, row, field)
                for field in fields
                if field not in others and read_words(row, field)
            )


def read_words(row: Model, field: str) -> str:
    """Return the words in a field of a row; `details.technologies` is a key of a JSON field."""
    name, _dot, key = field.partition(".")
    value = getattr(row, name)
    return str(value.get(key, "") if key else value)


def _write(row: Model, field: str, text: str) -> None:
    name, _dot, key = field.partition(".")
    value: Any = {**getattr(row, name), key: text} if key else text
    setattr(row, name, value)
    type(row)._default_manager.filter(pk=row.pk).update(**{name: value})


def _blank(row: Model, field: str, number: int) -> None:
    """Empty a field.

    What has no title keeps the number of its act for one, since pages link by it.
    """
    _write(row, field, _blank_title(row, number) if field == "title" else "")


def _blank_title(row: Model, number: int) -> str:
    """Return what stands for a title that is gone: the number of what had it."""
    return f"#{getattr(row, 'number', number)}"


def _is_corrected(row: Model, column: str) -> bool:
    return column != "corrected_in" and getattr(row, "corrected_in", None) is not None


def _mark(number: int, **marks: int | None) -> None:
    """Write in tables that have a mark of their own, by which lists leave out what is hidden, that
    it is.
    """
    for table, column, _fields in word_tables():
        names = {field.name for field in table._meta.get_fields()}
        if column == "number" and names >= set(marks):
            table._default_manager.filter(number=number).update(**marks)
