"""Writing one act on the record: its row, its openings, its leaf.

Called inside the transaction of `acts.perform` only.
"""

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from isegoria.ledger.leaf import SALT_BYTES, commitment, leaf_hash, packed
from isegoria.server.people.models import Affiliation, Participant
from isegoria.server.record.models import Act, Authorship, Opening, Sealed

__all__ = [
    "Entry",
    "Place",
    "append",
    "give_back",
    "hidden",
    "says_the_same",
    "take_number",
    "unseal",
]


@dataclass(frozen=True, slots=True)
class Entry:
    """What is put on the record. `erasable` goes into openings; all else stays for ever and names
    nobody.

    `sealed` is committed to like what is erasable, and nobody but those whom it is for can open it.
    """

    kind: str
    kind_version: int
    process: str
    item: str
    role: str
    references: Sequence[int]
    body: Mapping[str, Any]
    erasable: Mapping[str, Any]
    key: UUID
    sealed: Mapping[str, Any] = field(default_factory=dict)
    hidden: bool = False
    """Whether nobody is told who did it and when: both are sealed, and of the time only the day
    stays.
    """


def hidden(entry: Entry, adds: Mapping[str, Any], opens: Sequence[str]) -> Entry:
    """Return an entry that tells neither who acted nor when, in which group, with whom, or which
    earlier act it replaces.

    `adds` is what the act adds to its body. Words are sealed also where there are none: that
    somebody gave a reason may tell the answer. What is kept back stands in the sealed field
    `given`, for the operator's recomputation.
    """
    given = {**adds, "references": list(entry.references[1:]), "role": entry.role}
    sealed = {**entry.sealed, **dict.fromkeys(opens, ""), **entry.erasable, "given": given}
    body = {**entry.body, "sealed": sorted({*sealed, "at"})}
    return replace(
        entry,
        body=body,
        references=entry.references[:1],
        role="participant",
        erasable={},
        sealed=sealed,
        hidden=True,
    )


@dataclass(frozen=True, slots=True)
class Place:
    """The next place on the record. A clock that went back does not take the record back: `at` is
    never before the last act.

    `used` says that an act was made with this key already.
    """

    number: int
    at: datetime
    used: bool


def take_number(now: datetime, key: UUID) -> Place:
    """Take the next number and hold the record until the transaction ends, so that numbers are
    gapless in commit order.

    The key is looked up by a statement of its own: on PostgreSQL a statement that waited for the
    record sees it as it was before.
    """
    db = connections[DEFAULT_DB_ALIAS]
    with db.cursor() as cursor:
        cursor.execute(_next(db.vendor), [db.ops.adapt_datetimefield_value(now)])
        size, last_at = cursor.fetchone()
        cursor.execute("SELECT 1 FROM isegoria_act WHERE key = %s", [key.hex])
        used = cursor.fetchone() is not None
    if isinstance(last_at, str):  # SQLite keeps times as text, in UTC
        last_at = datetime.fromisoformat(last_at)
    return Place(size, last_at if last_at.tzinfo else last_at.replace(tzinfo=UTC), used)


def give_back(place: Place) -> None:
    """Give back a number that no act was written with; the record is still held."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("UPDATE isegoria_head SET size = %s WHERE id = 1", [place.number - 1])


@cache
def _next(vendor: str) -> str:
    latest = "MAX" if vendor == "sqlite" else "GREATEST"
    return (
        f"UPDATE isegoria_head SET size = size + 1, last_at = {latest}(last_at, %s)"  # noqa: S608
        " WHERE id = 1 RETURNING size, last_at"
    )


def append(
    place: Place, entry: Entry, author: Participant | None, affiliation: Affiliation | None
) -> Act:
    """Write the act, one opening and one commitment for each erasable field, and the link to its
    author.
    """
    number, at = place.number, place.at
    contents = {name: _content(value) for name, value in entry.erasable.items()}
    sealed = {name: _content(value) for name, value in entry.sealed.items()}
    (sealed if entry.hidden else contents)["at"] = at.isoformat().encode()
    shown_at = (
        at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        if entry.hidden
        else at
    )
    salts = {name: secrets.token_bytes(SALT_BYTES) for name in (*contents, *sealed)}
    commitments = {
        name: commitment(name, salts[name], content)
        for name, content in {**contents, **sealed}.items()
    }
    act = Act(
        number=number,
        minute=shown_at.replace(second=0, microsecond=0),
        kind=entry.kind,
        kind_version=entry.kind_version,
        process=entry.process,
        item=entry.item,
        role=entry.role,
        references=list(entry.references),
        body=json.loads(json.dumps(entry.body)),  # as the record gives it back
        committed=packed(commitments),
        key=entry.key,
    )
    act.leaf_hash = leaf_hash(act.leaf)
    db = connections[DEFAULT_DB_ALIAS]
    _insert(db, Act, [_row(act, db)])
    if contents:
        _insert(
            db,
            Opening,
            [
                [number, name, salts[name], contents[name], len(contents[name])]
                for name in sorted(contents)
            ],
        )
    if sealed:
        _insert(db, Sealed, [[number, name, salts[name], sealed[name]] for name in sorted(sealed)])
    if (
        author is not None and not entry.hidden
    ):  # lists of what somebody did are made from authorships
        _insert(db, Authorship, [[number, author.pk, affiliation.pk if affiliation else None]])
    return act


def says_the_same(
    act: Act,
    body: Mapping[str, Any],
    erasable: Mapping[str, Any],
    references: Sequence[int],
    *,
    found: Collection[str] = (),
) -> bool:
    """Return whether an act on the record has this body, these references and contents; what was
    erased since is not asked, nor what the act itself `found`.
    """
    there = {
        one.field: bytes(one.content) for kept in (act.openings, act.sealed) for one in kept.all()
    }
    not_asked = {"at", "who", "given", *found}
    own = {name for name in act.commitments if there.get(name) != b""} - not_asked
    about = [*act.references, *json.loads(there.get("given", b"{}")).get("references", ())]
    return (
        own == set(erasable)
        and all(
            there.get(name, _content(value)) == _content(value) for name, value in erasable.items()
        )
        and all(act.body.get(name) == json.loads(json.dumps(value)) for name, value in body.items())
        and about[: len(references)] == list(references)
    )


def unseal(act: int, name: str) -> None:
    """Make an opening of what was sealed, unless it was erased: from here on everybody can open the
    commitment.
    """
    found = Sealed.objects.filter(act_id=act, field=name).first()
    if found is None:
        return
    content = bytes(found.content)
    Opening.objects.create(
        act_id=act, field=name, salt=bytes(found.salt), content=content, size=len(content)
    )
    found.delete()


def _row(act: Act, db: BaseDatabaseWrapper) -> list[Any]:
    """Return the act's columns, in order, as the database takes them."""
    minute = db.ops.adapt_datetimefield_value(act.minute)
    lists = [json.dumps(value, separators=(",", ":")) for value in (act.references, act.body)]
    return [
        act.number,
        minute,
        act.kind,
        act.kind_version,
        act.process,
        act.item,
        act.role,
        *lists,
        act.committed,
        act.leaf_hash,
        act.key.hex,
    ]


def _insert(db: BaseDatabaseWrapper, table: type[Model], rows: Sequence[Sequence[Any]]) -> None:
    """Insert the rows with one plain statement: the same through the ORM's `save` takes five times
    as long, for every act.
    """
    with db.cursor() as cursor:
        cursor.execute(_statement(table, len(rows)), [value for row in rows for value in row])


@cache
def _statement(table: type[Model], rows: int) -> str:
    quoted = connections[DEFAULT_DB_ALIAS].ops.quote_name
    columns = [quoted(field.column) for field in table._meta.concrete_fields if field.column]
    places = ", ".join(["(" + ", ".join(["%s"] * len(columns)) + ")"] * rows)
    return f"INSERT INTO {quoted(table._meta.db_table)} ({', '.join(columns)}) VALUES {places}"  # noqa: S608 -- no value in it


def _content(value: Any) -> bytes:
    """Return bytes as they are, text as UTF-8, anything else as canonical JSON."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode()
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
