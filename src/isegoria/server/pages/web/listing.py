"""A list that anybody may take along: as JSON in stretches, as CSV in full, and its newest rows as
a feed.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from isegoria.server.addresses import whole

__all__ = ["Listing", "News", "csv_file", "csv_line", "in_stretches", "plain"]

_STRETCH, _NEWEST = 500, 50  # rows of an answer as JSON, of a feed
# rows of a file: in the 20 ms or so that they take, whoever left is noticed and pages come first
_AT_A_TIME = 100
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Rows = QuerySet[Any] | Sequence[Any]


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
    """What JSON calls the rows."""
    columns: Sequence[str]
    """Of a file; where there are none, there is no file."""
    told: Callable[[Sequence[Any]], Iterable[Mapping[str, Any]]]
    in_a_file: Callable[[Sequence[Any]], Iterable[Mapping[str, Any]]] | None = None
    """Rows as a file has them, where a cell cannot hold what JSON says."""
    news: Callable[[Sequence[Any]], Iterable[News]] | None = None
    """Rows as a feed has them; without it there is no feed."""
    file: str = ""
    """The name of the file, where it is another one."""
    order: str = "number"
    """The field that orders the rows, no two of which have the same; with `-` the highest comes
    first. Empty where the rows have an order of their own and are few enough to be numbered for
    each answer.
    """
    most: int | None = None
    """Rows in one answer as JSON, where they are other than 500."""

    def answer(
        self, request: HttpRequest, form: str, rows: Rows, *, title: str = "", page: str = "/"
    ) -> HttpResponseBase:
        """Give the rows as `json`, `csv` or `atom`; `title` and the address of its `page` are those
        of the feed.
        """
        if form == "json":
            return self._of_page(request, rows) or self.as_json(request, rows)
        return self.as_csv(rows) if form == "csv" else self.as_atom(request, rows, title, page)

    def as_json(self, request: HttpRequest, rows: Rows, **beside: object) -> JsonResponse:
        """Give the rows that follow the one which the address names as `after`, or as `before`
        where the highest number comes first, with the address of those that follow.

        Raises:
            Http404: the rows have an order of their own, and none has this number.
        """
        most = self.most or _STRETCH
        word = "before" if self.order.startswith("-") else "after"
        found = self._stretch(rows, whole(request.GET.get(word, "")), most + 1)
        following = None
        if len(found) > most:
            found.pop()
            asked = request.GET.copy()
            asked[word] = str(getattr(found[-1], self._key))
            following = f"{request.build_absolute_uri(request.path)}?{asked.urlencode()}"
        return JsonResponse({self.name: list(self.told(found)), **beside, "next": following})

    def as_csv(self, rows: Rows) -> StreamingHttpResponse:
        """Give all rows."""
        return csv_file(self.file or self.name, self.columns, self._cells(rows))

    def as_atom(self, request: HttpRequest, rows: Rows, title: str, page: str) -> HttpResponse:
        """Give the newest rows as a feed."""
        assert self.news is not None  # noqa: S101 -- only lists with news have an address for it
        address = request.build_absolute_uri(request.path)
        home = request.build_absolute_uri(page)
        feed = Atom1Feed(title, home, "", language=get_language(), feed_url=address)
        newest = replace(self, order=self.order and f"-{self._key}")._stretch(rows, 0, _NEWEST)
        for told in self.news(newest):
            link = request.build_absolute_uri(told.path)
            feed.add_item(
                told.title, link, told.text, pubdate=told.at, updateddate=told.at, unique_id=link
            )
        return HttpResponse(
            feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
        )

    def _of_page(self, request: HttpRequest, rows: Rows) -> HttpResponse | None:
        """Send on whoever asks for a page by its number, as lists with an order of their own were
        once read.
        """
        if self.order or (page := whole(request.GET.get("page", ""))) < 2:
            return None
        numbers, asked = _numbers(rows), request.GET.copy()
        if len(numbers) <= (before := (page - 1) * (self.most or _STRETCH)):
            raise Http404(_("There is no page %(page)d in this list.") % {"page": page})
        del asked["page"]
        asked["after"] = str(numbers[before - 1])
        return HttpResponseRedirect(f"{request.path}?{asked.urlencode()}")

    @property
    def _key(self) -> str:
        return self.order.removeprefix("-") or "number"

    def _stretch(self, rows: Rows, after: int, most: int) -> list[Any]:
        """Return at most so many rows behind the one with a number, or the first ones (0)."""
        if not self.order:
            return _behind(rows, after, most)
        if after:
            side = "lt" if self.order.startswith("-") else "gt"
            rows = rows.filter(**{f"{self._key}__{side}": after})  # type: ignore[union-attr]  # in order of a field
        return list(rows.order_by(self.order)[:most])  # type: ignore[union-attr]

    def _cells(self, rows: Rows) -> Iterator[list[list[object]]]:
        told = self.in_a_file or self.told
        for some in self._all(rows):
            yield [[one[column] for column in self.columns] for one in told(some)]

    def _all(self, rows: Rows) -> Iterator[Sequence[Any]]:
        if not self.order:
            yield from in_stretches(rows)
            return
        found = self._stretch(rows, 0, _AT_A_TIME)
        while found:
            yield found
            found = self._stretch(rows, getattr(found[-1], self._key), _AT_A_TIME)


def _behind(rows: Rows, after: int, most: int) -> list[Any]:
    numbers = _numbers(rows)
    if after and after not in numbers:
        raise Http404(_("This list has no row with the number %(after)d.") % {"after": after})
    begin = numbers.index(after) + 1 if after else 0
    return list(rows[begin : begin + most])


def _numbers(rows: Rows) -> list[int]:
    if isinstance(rows, QuerySet):
        return list(rows.values_list("number", flat=True))
    return [one.number for one in rows]


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


def in_stretches(rows: Rows) -> Iterator[Sequence[Any]]:
    """Read some rows at a time, in their order."""
    keys = list(rows.values_list("pk", flat=True)) if isinstance(rows, QuerySet) else rows
    for begin in range(0, len(keys), _AT_A_TIME):
        some = keys[begin : begin + _AT_A_TIME]
        yield list(rows.filter(pk__in=some)) if isinstance(rows, QuerySet) else some


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
