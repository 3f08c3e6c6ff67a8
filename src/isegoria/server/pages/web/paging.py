"""The page of a list that an address asks for.

Where there is no such page the nearest one is shown, and the reader is told.
"""

from typing import Any

from django.core.paginator import Page, Paginator  # noqa: TID251 -- this is the one place
from django.http import HttpRequest
from django.utils.translation import gettext as _

from isegoria.server.addresses import found_or_404, whole
from isegoria.server.process.models import Process

__all__ = ["page_asked", "process_asked"]

_DIGITS = (
    40  # of a page number that is repeated to the reader; anything longer is taken for no number
)


def page_asked(
    request: HttpRequest, rows: Any, size: int, *, name: str = "page", number: int | None = None
) -> Page[Any]:
    """Return the page of `size` rows that the address asks for by `name`; `number` is one that was
    looked up, and told to nobody.

    `base.html` shows what is said of a page that is not there, for all templates alike.
    """
    page, wrong = _nearest(rows, size, str(number) if number else request.GET.get(name, ""))
    if wrong and not number:
        request.no_such_page = wrong  # type: ignore[attr-defined]
    return page


def _nearest(rows: Any, size: int, asked: str) -> tuple[Page[Any], str]:
    paginator = Paginator(rows, size)
    wanted, last = _number(asked.strip()), paginator.num_pages
    there = min(max(wanted or 1, 1), last)
    return paginator.page(there), _said(wanted, there, last) if asked and wanted != there else ""


def _number(asked: str) -> int | None:
    digits = asked.removeprefix("-")
    return int(asked) if digits.isdecimal() and len(digits) <= _DIGITS else None


def _said(wanted: int | None, there: int, last: int) -> str:
    """Return that there is no page `wanted`, or that no number was given (None), and which of the
    `last` pages is shown.
    """
    if wanted is None:
        template = _("The page number in this address is not a number. This is page 1 of %(last)d.")
    elif last == 1:
        template = _("There is no page %(wanted)d; this is the only one.")
    elif there == last:
        template = _("There is no page %(wanted)d; this is the last of %(last)d.")
    else:
        template = _("There is no page %(wanted)d; this is the first of %(last)d.")
    return template % {"wanted": wanted, "last": last}


def process_asked(request: HttpRequest) -> Process | None:
    """Return the process of which a list is asked for by `process`; None for all.

    Raises:
        Http404: there is no process of this number.
    """
    asked = request.GET.get("process", "")
    if not asked:
        return None
    return found_or_404(
        Process.objects, _("There is no process with this number."), pk=whole(asked)
    )
