"""What is kept of each person or thing in a part, in the database."""

from collections.abc import Iterable

from isegoria.rules.course.state import OF_AN_ANSWER, Key, Row, belongs_to
from isegoria.server.database.traces import leave_no_trace
from isegoria.server.process.models import Chunk, ChunkRow

__all__ = ["TableRows"]

_KEY = ("chunk", "what", "stage", "name", "item", "who")


class TableRows:
    """Rows in the table; what is written waits for `write`, so that an act makes one statement of
    it.
    """

    def __init__(self, chunk: Chunk) -> None:
        self._chunk = chunk
        self._read: dict[Key, Row | None] = {}
        self._fresh: dict[Key, Row] = {}
        self._forgotten: list[tuple[str, str]] = []

    def get(self, key: Key) -> Row | None:
        """Return the row, or None."""
        if key not in self._read:
            self._read[key] = None if self._is_forgotten(key) else self._look_up(key)
        return self._read[key]

    def put(self, key: Key, row: Row) -> None:
        """Write the row, instead of an earlier one."""
        self._read[key] = self._fresh[key] = row

    def forget(self, stage: str, ballot: str = "") -> None:
        """Drop what belongs to a stage that is entered anew, or the answers to a ballot of it that
        begins anew.
        """
        self._forgotten.append((stage, ballot))
        for kept in (self._read, self._fresh):
            for key in [key for key in kept if belongs_to(key, stage, ballot)]:
                del kept[key]

    def forget_uses(self, stage: str, kind: str) -> None:
        """Drop how often each person did something in a stage."""
        ChunkRow.objects.filter(chunk=self._chunk, what="use", stage=stage, name=kind).delete()
        for kept in (self._read, self._fresh):
            for key in [key for key in kept if key[:3] == ("use", stage, kind)]:
                del kept[key]

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
            self._read |= {
                key: None if self._is_forgotten(key) else found.get(key) for key in wanted
            }

    def write(self) -> None:
        """Bring the table up to date."""
        if self._forgotten:  # answers to secret ballots among them
            leave_no_trace()
        for stage, ballot in self._forgotten:
            gone = ChunkRow.objects.filter(chunk=self._chunk, stage=stage)
            (gone.filter(name=ballot, what__in=OF_AN_ANSWER) if ballot else gone).delete()
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
        self._fresh, self._forgotten = {}, []

    def _is_forgotten(self, key: Key) -> bool:
        return any(stage and belongs_to(key, stage, ballot) for stage, ballot in self._forgotten)

    def _look_up(self, key: Key) -> Row | None:
        found = (
            ChunkRow.objects.filter(chunk=self._chunk, **key._asdict())
            .values_list("value", "group", "number")
            .first()
        )
        return Row(*found) if found else None
