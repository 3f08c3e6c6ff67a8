"""A list that anybody may take along: as JSON in stretches, as CSV in full, and its newest rows as
a feed.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils.feedgenerator import Atom1Feed

from isegoria.server.record.reads import whole

__all__ = ["Listing", "News", "csv_file", "csv_line", "in_stretches", "plain"]

_STRETCH, _NEWEST = 500, 50
# rows of a file: in the 20 ms or so that they take, whoever left is noticed and pages come first
_AT_A_TIME = 100
Row = TypeVar("Row", bound=Model)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class News(NamedTuple):
    """A row as a feed tells it: its title, its address on this forum, what it says, and when that
    was.
    """

    title: str
    path: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Listing:
    """A list by the number of its rows.

    `told` gives many rows at once as what each says, by column.
    """

    name: str
    columns: Sequence[str]
    told: Callable[[Sequence[Any]], Iterable[Mapping[str, Any]]]
    key: str = "number"
    """The field in whose order the rows come; no two rows have the same."""

    def as_json(self, request: HttpRequest, rows: QuerySet[Any]) -> JsonResponse:
        """Give the rows after the one named in the address as `after`, with the address of those
        that follow.
        """
        found = self._stretch(rows, whole(request.GET.get("after", "")), _STRETCH)
        address = request.build_absolute_uri(request.path)
        following = (
            f"{address}?after={getattr(found[-1], self.key)}" if len(found) == _STRETCH else None
        )
        return JsonResponse({self.name: list(self.told(found)), "next": following})

    def as_csv(self, rows: QuerySet[Any]) -> StreamingHttpResponse:
        """Give all rows."""
        return csv_file(self.name, self.columns, self._rows(rows))

    def as_atom(
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        title: str,
        news: Callable[[Sequence[Any]], Iterable[News]],
    ) -> HttpResponse:
        """Give the newest rows as a feed."""
        home, address = request.build_absolute_uri("/"), request.build_absolute_uri(request.path)
        feed = Atom1Feed(title, home, "", feed_url=address)
        for told in news(list(rows.order_by(f"-{self.key}")[:_NEWEST])):
            link = request.build_absolute_uri(told.path)
            feed.add_item(
                told.title, link, told.text, pubdate=told.at, updateddate=told.at, unique_id=link
            )
        return HttpResponse(
            feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
        )

    def _stretch(self, rows: QuerySet[Any], after: int, most: int) -> list[Any]:
        return list(rows.filter(**{f"{self.key}__gt": after}).order_by(self.key)[:most])

    def _rows(self, rows: QuerySet[Any]) -> Iterator[list[list[object]]]:
        found = self._stretch(rows, 0, _AT_A_TIME)
        while found:
            yield [[told[column] for column in self.columns] for told in self.told(found)]
            found = (
                self._stretch(rows, getattr(found[-1], self.key), _AT_A_TIME)
                if len(found) == _AT_A_TIME
                else []
            )


def csv_file(
    name: str, columns: Sequence[str], rows: Iterable[Iterable[Sequence[object]]]
) -> StreamingHttpResponse:
    """Give rows, some at a time, as a CSV file. They are computed while it is read: a long file
    stops no page.

    Between two stretches of rows another thread may go on. So what makes them keeps no cursor of
    the database open.
    """
    response = StreamingHttpResponse(_lines(columns, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(columns: Sequence[str], rows: Iterable[Iterable[Sequence[object]]]) -> Iterator[str]:
    yield csv_line(columns)
    for some in rows:
        yield "".join(map(csv_line, some))


def in_stretches(rows: QuerySet[Row]) -> Iterator[list[Row]]:
    """Read some rows at a time, in their order."""
    keys = list(rows.values_list("pk", flat=True))
    for begin in range(0, len(keys), _AT_A_TIME):
        yield list(rows.filter(pk__in=keys[begin : begin + _AT_A_TIME]))


def plain(cell: object) -> object:
    """Keep a spreadsheet from reading what somebody wrote as a formula; a time as ISO 8601."""
    if isinstance(cell, datetime):
        return cell.isoformat()
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def csv_line(cells: Sequence[object]) -> str:
    """Return a line of CSV."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow(["" if cell is None else plain(cell) for cell in cells])
    return buffer.getvalue()
