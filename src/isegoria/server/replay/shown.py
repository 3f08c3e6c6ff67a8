"""Whether the tables that pages read show what the acts said: the words, who said them, and what
else stands in both.
"""

import html
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Model

from isegoria.rules.facts.confusables import likeness
from isegoria.rules.facts.organisations import folded
from isegoria.server.conduct.models import Code, Erasure, Measure
from isegoria.server.conduct.words import ABOUT, read_words, word_tables
from isegoria.server.conflicts.models import Case, CaseStep
from isegoria.server.deliberation.models import (
    Amendment,
    Comment,
    CommentVersion,
    Item,
    MinorityStatement,
    Objection,
    Position,
    StrawAnswer,
    StrawPoll,
    Version,
)
from isegoria.server.issues.models import Issue
from isegoria.server.membership.models import Invitation
from isegoria.server.outcomes.models import FollowUp
from isegoria.server.people.models import Affiliation, Forum, Participant, StakeholderGroup
from isegoria.server.people.organisations import OrganisationName
from isegoria.server.process.models import Chunk, Process, Seat
from isegoria.server.record.models import (
    Act,
    Authorship,
    ErasedAuthor,
    Opening,
    Sealed,
    Withheld,
)
from isegoria.server.replay.proving import Altered
from isegoria.server.reviews.models import PetitionSignature, Review
from isegoria.server.sessions.models import Session

__all__ = ["shown_otherwise"]

_SOME = 500  # rows that are compared at a time
_MADE: Mapping[str, type[Model]] = {
    "case.ask": Case,
    "case.step": CaseStep,
    "chunk.amend": Amendment,
    "chunk.comment": Comment,
    "chunk.dissent": MinorityStatement,
    "chunk.object": Objection,
    "chunk.poll": StrawPoll,
    "chunk.propose": Item,
    "chunk.write": Version,
    "code.hide": Measure,
    "invitation.send": Invitation,
    "issue.propose": Issue,
    "issue.split": Chunk,
    "outcome.follow-up": FollowUp,
    "process.begin": Process,
    "process.seat": Seat,
    "review.open": Review,
    "session.import": Session,
}
"""What an act of a kind made. It stays, also when its words are erased."""
_BY_ITS_AUTHOR = (
    Amendment,
    Comment,
    FollowUp,
    Item,
    MinorityStatement,
    Objection,
    PetitionSignature,
    StrawAnswer,
    StrawPoll,
    Version,
)
_AS_ITS_BODY_SAYS: Mapping[type[Model], tuple[str, ...]] = {
    Amendment: ("paragraph",),
    Chunk: ("part_of",),
    Comment: ("asked",),
    FollowUp: ("rating",),
    Measure: ("code", "rule"),
    Seat: ("holder",),
    Session: ("format",),
    StrawAnswer: ("answer",),
    StrawPoll: ("answers",),
}
"""Columns that never change, and are called as in the body of the act."""
_NOT_ON_RECORD = {(Version, "note")}
_FOLLOWS: Mapping[tuple[type[Model], str], tuple[str, Callable[[str], str]]] = {
    (Affiliation, "folded"): ("organisation", folded),
    (OrganisationName, "folded"): ("name", folded),
    (OrganisationName, "likeness"): ("name", likeness),
}
"""Columns that are no words of anybody and follow from another column, by which rows are found."""
_CALLED: Mapping[tuple[type[Model], str], str] = {
    (Amendment, "answer"): "text",
    (Amendment, "text"): "amended",
    (Amendment, "why"): "text",
    (Case, "result_text"): "text",
    (MinorityStatement, "text"): "reason",
    (Objection, "answer"): "text",
    (Position, "reason"): "text",
    (Review, "follow_text"): "text",
}
"""How the record calls a field that has another name in its table."""
_EDITS = "chunk.edit"
_ERASES = ("archive.forget", "case.erase-note", "profile.erase", "words.erase")
_IN_PARTS = "chunk.answer-amendment"  # earlier acts of it name no whole text


def shown_otherwise() -> Iterator[Altered]:
    """Yield where a table shows something that the act did not say, or does not show it."""
    yield from _other_forum()
    yield from _missing_rows()
    yield from _other_words()
    yield from _other_people()
    yield from _other_columns()
    yield from _other_codes()
    yield from _other_turns()
    yield from _erased_by_nobody()


def _other_forum() -> Iterator[Altered]:
    act = Act.objects.filter(kind="forum.set-up").order_by("number").last()
    for forum in Forum.objects.all() if act else ():
        assert act is not None  # noqa: S101 -- said in the line above
        groups = StakeholderGroup.objects.filter(retired=False).order_by("position")
        shown = (forum.name, forum.languages, list(groups.values_list("name", flat=True)))
        if shown != tuple(act.body.get(name) for name in ("name", "languages", "groups")):
            yield Altered(act.number, f"the forum is not as act #{act.number} set it up")


def _missing_rows() -> Iterator[Altered]:
    for kind, table in _MADE.items():
        there = table._default_manager.values("number")
        for number in _numbers(Act.objects.filter(kind=kind).exclude(pk__in=there)):
            name = table._meta.verbose_name
            yield Altered(number, f"act #{number} made a {name}, and there is none")


def _numbers(acts: Any) -> list[int]:
    return list(acts.order_by("number").values_list("number", flat=True))


def _other_words() -> Iterator[Altered]:
    edits = _edits()
    for table, column, fields in word_tables():
        told = [field for field in fields if (table, field) not in _NOT_ON_RECORD]
        rows = table._default_manager.exclude(**{column: None}).order_by("pk")
        for some in _stretches(rows):
            acts = {row.pk: _acts_of(row, column, edits) for row in some}
            said = _said({number for numbers in acts.values() for number in numbers})
            for row in some:
                yield from _of_row(row, getattr(row, column), told, acts[row.pk], said)


def _edits() -> dict[int, list[int]]:
    """Return the acts that edited a comment, by the act that wrote it."""
    found: dict[int, list[int]] = {}
    rows = Act.objects.filter(kind=_EDITS).order_by("number")
    for number, references in rows.values_list("number", "references"):
        for first in references[:1]:
            found.setdefault(first, []).append(number)
    return found


def _acts_of(row: Model, column: str, edits: Mapping[int, list[int]]) -> list[int]:
    """Return the acts of which one says the words of a row."""
    number: int = getattr(row, column)
    if isinstance(row, Comment):
        return [[number, *edits.get(number, ())][-1]]
    if isinstance(row, CommentVersion):
        return [number, *edits.get(number, ())]
    return [number]


class _Said:
    """Everything that an act says in words."""

    def __init__(self, act: Act) -> None:
        self.act = act
        self.open: dict[str, str] = {}
        """The words that everybody can read, by field."""
        self.all: set[str] = {*_strings(act.body), *(f"#{one}" for one in act.references)}

    def told(self, field: str) -> str:
        """Return what is open in a field, or in a field that was erased together with others."""
        if field in self.open:
            return self.open[field]
        parts = (_parsed(content) for content in self.open.values())
        found = (one.get(field) for one in parts if isinstance(one, dict))
        return next((one.strip() for one in found if isinstance(one, str)), "")

    def take(self, row: Any) -> None:
        """Take in what is kept of one field."""
        content = bytes(row.content).decode(errors="replace")
        words = {content.strip(), *_strings(_parsed(content))}
        self.all |= words
        if isinstance(row, Opening) and row.field not in ABOUT:
            self.open[row.field] = content.strip()


def _said(numbers: set[int]) -> dict[int, _Said]:
    found = {act.number: _Said(act) for act in Act.objects.filter(pk__in=numbers)}
    for kept in (Opening, Sealed, Withheld):
        for row in kept._default_manager.filter(act__in=numbers):
            found[row.act_id].take(row)
    return found


def _of_row(
    row: Model, number: int, fields: Sequence[str], acts: Sequence[int], said: Mapping[int, _Said]
) -> Iterator[Altered]:
    by = [said[one] for one in acts if one in said]
    name = f"{row._meta.verbose_name} of act #{number}"
    if not by:
        yield Altered(number, f"the {name} is shown, and there is no such act")
        return
    if any(one.act.kind == _IN_PARTS and "becomes" not in one.act.commitments for one in by):
        return
    words = {field: read_words(row, field).strip() for field in fields}
    for field in _not_following(row, number, words):
        yield Altered(number, f"“{field}” of the {name} does not follow from what it is made of")
    for field, text in words.items():
        if text and text != f"#{number}" and not any(text in one.all for one in by):
            yield Altered(number, f"“{field}” of the {name} is not what the act says")
    for field in {field for field, text in words.items() if text in {"", f"#{number}"}}:
        told = by[-1].told(_CALLED.get((type(row), field), field))
        if told and told not in words.values():
            yield Altered(number, f"“{field}” of the {name} is not shown, and nobody erased it")


def _not_following(row: Model, number: int, words: dict[str, str]) -> list[str]:
    """Return the columns that are made of another one and differ from it; they leave `words`."""
    found = []
    for field in [one for one in words if (type(row), one) in _FOLLOWS]:
        source, made = _FOLLOWS[type(row), field]
        if words.pop(field) not in {made(words[source]), "", f"#{number}"}:
            found.append(field)
    return found


def _parsed(content: str) -> Any:
    try:
        return json.loads(content) if content[:1] in "{[" else None
    except ValueError:
        return None


def _strings(value: Any) -> Iterator[str]:
    """Yield every text in a value of JSON."""
    if isinstance(value, str):
        yield value.strip()
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)


def _other_people() -> Iterator[Altered]:
    for table in _BY_ITS_AUTHOR:
        for some in _stretches(table._default_manager.order_by("pk")):
            numbers = [row.pk for row in some]
            done = dict(
                Authorship.objects.filter(pk__in=numbers).values_list("pk", "participant_id")
            )
            for row in some:
                if done.get(row.pk, row.participant_id) != row.participant_id:
                    name = row._meta.verbose_name
                    yield Altered(row.pk, f"the {name} of act #{row.pk} is shown as another's")
    yield from _other_holders()


def _other_holders() -> Iterator[Altered]:
    opened = Opening.objects.filter(field="seated").values_list("act_id", "content")
    seated = {number: json.loads(bytes(content)).get("participant") for number, content in opened}
    for number, who in Seat.objects.values_list("pk", "participant_id"):
        if seated.get(number, who) != who:
            yield Altered(number, f"the seat of act #{number} is held by somebody else")


def _other_columns() -> Iterator[Altered]:
    for table, columns in _AS_ITS_BODY_SAYS.items():
        for some in _stretches(table._default_manager.order_by("pk")):
            bodies = dict(
                Act.objects.filter(pk__in=[row.pk for row in some]).values_list("pk", "body")
            )
            for row in some:
                for column in columns:
                    kept = getattr(row, row._meta.get_field(column).attname)
                    said = bodies.get(row.pk, {}).get(column, kept)
                    if str(kept or "") != str(said or ""):
                        name = f"{row._meta.verbose_name} of act #{row.pk}"
                        yield Altered(row.pk, f"“{column}” of the {name} is not what the act says")


def _other_codes() -> Iterator[Altered]:
    published = {act.body.get("version"): act for act in Act.objects.filter(kind="code.publish")}
    for code in Code.objects.order_by("version"):
        act = published.get(code.version)
        if act is None or any(
            getattr(code, name) != act.body.get(name, getattr(code, name))
            for name in ("preamble", "rules", "longest_days", "may_object")
        ):
            number = act.number if act else 0
            yield Altered(number, f"version {code.version} of the code is not what was published")


def _other_turns() -> Iterator[Altered]:
    """Yield sessions whose turns have words that the captions do not have, in their order.

    Captions are read in another way by a later version, so turns are not compared one by one.
    """
    for session in Session.objects.order_by("pk"):
        opened = Opening.objects.filter(act=session.number, field="source").first()
        if opened is None:
            continue
        source = iter(_tokens(_decoded(bytes(opened.content), session.encoding)))
        for number, text in session.turns.order_by("number").values_list("number", "text"):
            if not all(any(word == other for other in source) for word in _tokens(text)):
                says = f"turn {number} of session #{session.number} is not what the captions say"
                yield Altered(session.number, says)
                break


def _decoded(source: bytes, encoding: str) -> str:
    try:
        return source.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        return source.decode(errors="replace")


def _tokens(text: str) -> list[str]:
    return re.findall(r"\w+", html.unescape(text))


def _erased_by_nobody() -> Iterator[Altered]:
    """Yield erasures that no act did: with such a row the words of an act could be taken out, or
    its author.
    """
    acts = Act.objects.filter(kind__in=_ERASES).values_list("number", "kind", "references")
    done: dict[int | None, tuple[str, list[int]]] = {
        number: (kind, references) for number, kind, references in acts
    }
    first = {edit: number for number, edits in _edits().items() for edit in edits}
    for of, number in Erasure.objects.values_list("of", "number"):
        kind, references = done.get(number, ("", []))
        if kind != "profile.erase" and not {of, first.get(of, of)} & set(references):
            yield Altered(of, f"act #{of} is said to be erased by #{number}, which did not do it")
    gone = Participant.objects.exclude(erased_in=None)
    for who, by in gone.exclude(erased_in__in=done).values_list("pk", "erased_in"):
        yield Altered(by or 0, f"participant #{who} is said to be erased by #{by}")
    tokens: dict[str, set[int]] = {}
    for process, token in ErasedAuthor.objects.values_list("act__process", "token").distinct():
        tokens.setdefault(process, set()).add(token)
    for process, there in tokens.items():
        if len(there) > gone.count():
            yield Altered(0, f"more authors are erased in {process} than people were erased")


def _stretches(rows: Any) -> Iterator[list[Any]]:
    some: list[Any] = []
    for row in rows.iterator(_SOME):
        some.append(row)
        if len(some) == _SOME:
            yield some
            some = []
    if some:
        yield some
