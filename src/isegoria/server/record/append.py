"""Writing one act on the record: its row, its openings, its leaf. Called inside the transaction of `acts.perform` only."""

import json
import secrets
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from isegoria.ledger.leaf import SALT_BYTES, Leaf, commitment, leaf_bytes
from isegoria.server.people.models import Affiliation, Participant
from isegoria.server.record.models import Act, Authorship, Opening

__all__ = ["Entry", "append", "take_number"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What is put on the record. `erasable` goes into openings; all else stays for ever and names nobody."""

    kind: str
    kind_version: int
    process: str
    item: str
    role: str
    references: Sequence[int]
    body: Mapping[str, Any]
    erasable: Mapping[str, Any]
    key: UUID


def take_number(now: datetime) -> tuple[int, datetime]:
    """Take the next number and hold the record until the transaction ends, so that numbers are gapless in commit order.

    A clock that went back does not take the record back: the time returned is never before that of the last act.
    """
    table = connection.ops.quote_name("isegoria_head")
    latest = "MAX" if connection.vendor == "sqlite" else "GREATEST"
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET size = size + 1, last_at = {latest}(last_at, %s) WHERE id = 1 RETURNING size, last_at",  # noqa: S608 -- no value in it
            [connection.ops.adapt_datetimefield_value(now)],
        )
        size, last_at = cursor.fetchone()
    if isinstance(last_at, str):  # SQLite keeps times as text, in UTC
        last_at = datetime.fromisoformat(last_at)
    return size, last_at if last_at.tzinfo else last_at.replace(tzinfo=UTC)


def append(number: int, at: datetime, entry: Entry, author: Participant | None, affiliation: Affiliation | None) -> Act:
    """Write the act, one opening and one commitment for each erasable field, and the link to its author."""
    contents = {name: _content(value) for name, value in {**entry.erasable, "at": at.isoformat()}.items()}
    salts = {name: secrets.token_bytes(SALT_BYTES) for name in contents}
    commitments = {name: commitment(name, salts[name], content) for name, content in contents.items()}
    leaf = Leaf(
        kind=entry.kind,
        kind_version=entry.kind_version,
        place=f"{entry.process}/{entry.item}" if entry.item else entry.process,
        role=entry.role,
        at=at,
        refs=entry.references,
        commitments=commitments,
        result=entry.body,
    )
    act = Act(
        number=number,
        minute=at.replace(second=0, microsecond=0),
        kind=entry.kind,
        kind_version=entry.kind_version,
        process=entry.process,
        item=entry.item,
        role=entry.role,
        references=list(entry.references),
        body=dict(entry.body),
        commitments={name: b64encode(value).decode() for name, value in commitments.items()},
        leaf=leaf_bytes(leaf),
        key=entry.key,
    )
    act.save(force_insert=True)
    Opening.objects.bulk_create(Opening(act=act, field=f, salt=salts[f], content=contents[f]) for f in sorted(contents))
    if author is not None:
        Authorship(act=act, participant=author, affiliation=affiliation).save(force_insert=True)
    return act


def _content(value: Any) -> bytes:
    """Return bytes as they are, text as UTF-8, anything else as canonical JSON."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode()
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
