"""Whether acts are what they were when they were done, and what is kept of them is what they
committed to.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from isegoria.ledger.leaf import leaf_hash, opens, unpacked
from isegoria.server.conduct.models import Erasure
from isegoria.server.conduct.words import ABOUT
from isegoria.server.deliberation.models import Comment
from isegoria.server.membership.models import Invitation
from isegoria.server.record.models import (
    Act,
    Authorship,
    ErasedAuthor,
    Opening,
    Sealed,
    Withheld,
)
from isegoria.server.record.reads import sealed_fields

__all__ = ["Altered", "altered"]

_SOME = 1000  # acts that are read at a time
_Row = Opening | Withheld | Sealed
_KEPT = (Opening, Withheld, Sealed)
_UNREADABLE = (ValueError, TypeError, AttributeError, OverflowError, RecursionError)
"""What comes of a column that holds something of another type, as SQLite lets it."""


class Altered(NamedTuple):
    """What was altered in one act, in a sentence."""

    number: int
    says: str


def altered(first: int) -> Iterator[Altered]:
    """Yield what was altered in the acts from number `first` on.

    What was erased is missing, which the record allows where a trace of it is kept: a commitment
    says nothing without its salt.
    Of an act that was altered nothing more is said.
    """
    numbers = list(
        Act.objects.filter(number__gte=first).order_by("number").values_list("number", flat=True)
    )
    for start in range(0, len(numbers), _SOME):
        some = numbers[start : start + _SOME]
        good: dict[int, Act] = {}
        for number, act in _read(some):
            if act is None:
                yield Altered(number, f"act #{number} was altered: it cannot be read")
            elif wrong := _wrong_with(act):
                yield Altered(number, f"act #{number} was altered: {wrong}")
            else:
                good[number] = act
        yield from _wrong_words(some, good)


def _read(numbers: list[int]) -> list[tuple[int, Act | None]]:
    """Return acts by number; None for one that cannot be read, which hides none of the others."""
    asked = Act.objects.filter(number__range=(numbers[0], numbers[-1])).order_by("number")
    try:
        return [(act.number, act) for act in asked]
    except _UNREADABLE:
        return [(number, _read_one(number)) for number in numbers]


def _read_one(number: int) -> Act | None:
    try:
        return Act.objects.get(pk=number)
    except _UNREADABLE:
        return None


def _wrong_with(act: Act) -> str:
    """Return what is wrong with an act's columns, and nothing where all is well."""
    try:
        if leaf_hash(act.leaf) != bytes(act.leaf_hash):
            return "its leaf hashed to something else once"
        # what a leaf leaves out: the kind of an empty value, and seconds
        if not isinstance(act.body, dict) or not isinstance(act.references, list):
            return "its leaf was made of other values"
        if act.minute.second or act.minute.microsecond:
            return "its minute has seconds"
    except _UNREADABLE:
        return "no leaf can be made of it"
    return ""


def _wrong_words(numbers: list[int], good: dict[int, Act]) -> Iterator[Altered]:
    """Yield what is wrong with what is kept of acts that were not altered."""
    rows: list[_Row] = []
    for table in _KEPT:
        rows += table._default_manager.filter(act__gte=numbers[0], act__lte=numbers[-1])
    for wrong_in in (_of_rows, _of_doubles, _of_gone, _of_authors):
        wrong = list(wrong_in(good, [row for row in rows if row.act_id in good]))
        yield from wrong
        named = {one.number for one in wrong}
        good = {number: act for number, act in good.items() if number not in named}


def _of_rows(acts: dict[int, Act], rows: list[_Row]) -> Iterator[Altered]:
    digests = _digests(acts)
    for row in rows:
        number = row.act_id
        if says := _wrong_row(acts[number], digests[number].get(row.field), row):
            yield Altered(number, says)


def _of_doubles(_acts: dict[int, Act], rows: list[_Row]) -> Iterator[Altered]:
    for (number, field), times in Counter((row.act_id, row.field) for row in rows).items():
        if times > 1:
            yield Altered(number, f"act #{number} keeps “{field}” more than once")


def _of_gone(acts: dict[int, Act], rows: list[_Row]) -> Iterator[Altered]:
    """Yield which fields are missing, and nothing says that they were erased."""
    there = {(row.act_id, row.field) for row in rows}
    missing = [
        (number, field)
        for number, digests in _digests(acts).items()
        for field in digests
        if (number, field) not in there
    ]
    if not missing:
        return
    traces = _traces({number for number, _field in missing})
    for number, field in missing:
        if not traces.has(acts[number], field):
            yield Altered(number, f"act #{number} does not keep “{field}”, which nobody erased")


def _of_authors(acts: dict[int, Act], rows: list[_Row]) -> Iterator[Altered]:
    """Yield where lists of what somebody did name another than the act, or tell who was sealed."""
    said = {
        row.act_id: json.loads(bytes(row.content)).get("participant")
        for row in rows
        if isinstance(row, Opening) and row.field == "who"
    }
    done = Authorship.objects.filter(act__gte=min(acts, default=0), act__lte=max(acts, default=0))
    listed = dict(done.values_list("act_id", "participant_id"))
    for number in acts:
        if listed.get(number) != said.get(number):
            says = f"act #{number} is listed as done by somebody else than it says"
            yield Altered(number, says)


def _digests(acts: dict[int, Act]) -> dict[int, dict[str, bytes]]:
    return {number: unpacked(bytes(act.committed)) for number, act in acts.items()}


def _wrong_row(act: Act, committed: bytes | None, row: _Row) -> str:
    """Return what is wrong with what is kept of a field, and nothing where all is well."""
    if not _fits(committed, row):
        return f"what act #{act.number} keeps as “{row.field}” is not what it committed to"
    if isinstance(row, Opening) and row.field in sealed_fields(act) and not _is_published(act):
        return f"act #{act.number} sealed “{row.field}”, which is open without an act"
    if not isinstance(row, Sealed) and row.size != len(row.content):
        return f"act #{act.number} says a wrong length of “{row.field}”"
    return ""


def _fits(committed: bytes | None, row: _Row) -> bool:
    try:
        return committed is not None and opens(
            committed, row.field, bytes(row.salt), bytes(row.content)
        )
    except _UNREADABLE:  # the salt was cut, or the field is no word
        return False


def _is_published(act: Act) -> bool:
    """Return whether all whom a note concerns agreed to publish it; nothing else that is sealed is
    ever published.
    """
    agreed = Act.objects.filter(kind="case.publish", process=act.process, item=act.item)
    try:
        return act.kind == "case.note" and any(
            act.number in one.body.get("published", ()) for one in agreed
        )
    except _UNREADABLE:  # the act that agreed is named by itself
        return True


class _Traces(NamedTuple):
    """What erasing leaves: of names the fields, of words the acts."""

    names: set[tuple[int, str]]
    words: set[int]

    def has(self, act: Act, field: str) -> bool:
        """Return whether a field of an act was erased."""
        with_account = (act.number, "who") in self.names
        if (act.number, field) in self.names or (with_account and act.process == "people"):
            return True
        # no page says of a secret answer that its words were erased
        in_secret = with_account and "who" in sealed_fields(act)
        return field not in ABOUT and (act.number in self.words or in_secret)


def _traces(acts: set[int]) -> _Traces:
    invited = Invitation.objects.filter(pk__in=acts).exclude(erased_in=None)
    brought = Comment.objects.filter(pk__in=acts).exclude(participant__erased_in=None)
    return _Traces(
        {
            *ErasedAuthor.objects.filter(act__in=acts).values_list("act_id", "field"),
            *((number, "invited") for number in invited.values_list("pk", flat=True)),
            *((number, "author") for number in brought.values_list("pk", flat=True)),
        },
        set(Erasure.objects.filter(of__in=acts).values_list("of", flat=True)),
    )
