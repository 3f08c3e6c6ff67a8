"""What is kept of each person or thing in a part, in the database."""

from collections.abc import Iterable
from typing import NamedTuple

from isegoria.rules.course.state import OF_A_BALLOT, Key, Row, belongs_to
from isegoria.server.database.traces import leave_no_trace
from isegoria.server.process.models import Chunk, ChunkRow

__all__ = ["TableRows"]

_KEY = ("chunk", "what", "stage", "name", "item", "who")


class _Done(NamedTuple):
    """What became of rows since the table was read: dropped, or moved to another ballot."""

    stage: str
    ballot: str = ""
    to_stage: str = ""
    to_ballot: str = ""


class TableRows:
    """Rows in the table; what is written waits for `write`, so that an act makes one statement of
    it.
    """

    def __init__(self, chunk: Chunk) -> None:
        self._chunk = chunk
        self._read: dict[Key, Row | None] = {}
        self._fresh: dict[Key, Row] = {}
        self._done: list[_Done] = []

    def get(self, key: Key) -> Row | None:
        """Return the row, or None."""
        if key not in self._read:
            there = self._in_table(key)
            self._read[key] = None if there is None else self._look_up(there)
        return self._read[key]

    def put(self, key: Key, row: Row) -> None:
        """Write the row, instead of an earlier one."""
        self._read[key] = self._fresh[key] = row

    def drop(self, key: Key) -> None:
        """Drop the row, if there is one."""
        there = self._in_table(key)
        self._read[key] = None
        self._fresh.pop(key, None)
        if there is not None:
            ChunkRow.objects.filter(chunk=self._chunk, **there._asdict()).delete()

    def forget(self, stage: str, ballot: str = "") -> None:
        """Drop what belongs to a stage that is entered anew, or the answers to a ballot of it that
        begins anew.
        """
        self._done.append(_Done(stage, ballot))
        for kept in (self._read, self._fresh):
            for key in [key for key in kept if belongs_to(key, stage, ballot)]:
                del kept[key]

    def forget_uses(self, stage: str, kind: str) -> None:
        """Drop how often each person did something in a stage."""
        ChunkRow.objects.filter(chunk=self._chunk, what="use", stage=stage, name=kind).delete()
        for kept in (self._read, self._fresh):
            for key in [key for key in kept if key[:3] == ("use", stage, kind)]:
                del kept[key]

    def move(self, old: tuple[str, str], new: tuple[str, str]) -> None:
        """Let the answers to a ballot be those to another one."""
        self._done.append(_Done(*old, *new))
        for key in [key for key in self._read if belongs_to(key, *old)]:
            moved = key._replace(stage=new[0], name=new[1])
            self._read[moved] = self._read.pop(key)
            if key in self._fresh:
                self._fresh[moved] = self._fresh.pop(key)

    def answers_of(self, stage: str, ballot: str, person: str) -> list[Key]:
        """Return where it is kept what somebody answered to a ballot, for each item."""
        rows = ChunkRow.objects.filter(
            chunk=self._chunk, what="answer", stage=stage, name=ballot, who=person
        )
        return [Key(*row) for row in rows.values_list(*Key._fields)]

    def answers(self, stage: str, ballot: str) -> dict[str, dict[str, dict[str, int]]]:
        """Return how often each answer to a ballot was given, by item and group."""
        found: dict[str, dict[str, dict[str, int]]] = {}
        rows = ChunkRow.objects.filter(chunk=self._chunk, what="answer", stage=stage, name=ballot)
        for item, group, answer in rows.values_list("item", "group", "value"):
            given = found.setdefault(item, {}).setdefault(group, {})
            given[answer] = given.get(answer, 0) + 1
        return found

    def read_all(self, keys: Iterable[Key]) -> None:
        """Read the rows of these keys at once."""
        wanted = [key for key in keys if key not in self._read]
        if (
            wanted
        ):  # each part of a key is among few; what else these combine to is hardly ever there
            among = {f"{name}__in": {getattr(key, name) for key in wanted} for name in Key._fields}
            rows = ChunkRow.objects.filter(chunk=self._chunk, **among).values_list(
                *Key._fields, *Row._fields
            )
            found = {Key(*row[:5]): Row(*row[5:]) for row in rows}
            for key in wanted:
                if (there := self._in_table(key)) in {key, None}:
                    self._read[key] = found.get(key) if there else None

    def write(self) -> None:
        """Bring the table up to date."""
        if self._done:  # answers to secret ballots among them
            leave_no_trace()
        for one in self._done:
            rows_there = ChunkRow.objects.filter(chunk=self._chunk, stage=one.stage)
            if one.ballot:
                rows_there = rows_there.filter(name=one.ballot, what__in=OF_A_BALLOT)
            if one.to_stage:
                rows_there.update(stage=one.to_stage, name=one.to_ballot)
            else:
                rows_there.delete()
        rows = [
            ChunkRow(chunk=self._chunk, **key._asdict(), **row._asdict())
            for key, row in self._fresh.items()
        ]
        ChunkRow.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=list(_KEY),
            update_fields=["value", "group", "number"],
        )
        self._fresh, self._done = {}, []

    def _in_table(self, key: Key) -> Key | None:
        """Return under which key the row stands in the table; None where it was dropped since."""
        for one in reversed(self._done):
            if one.to_stage and belongs_to(key, one.to_stage, one.to_ballot):
                key = key._replace(stage=one.stage, name=one.ballot)
            elif one.stage and belongs_to(key, one.stage, one.ballot):
                return None
        return key

    def _look_up(self, key: Key) -> Row | None:
        found = (
            ChunkRow.objects.filter(chunk=self._chunk, **key._asdict())
            .values_list("value", "group", "number")
            .first()
        )
        return Row(*found) if found else None
