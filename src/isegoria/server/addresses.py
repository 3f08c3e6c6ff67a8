"""What an address names: a number in it, and the row that has it."""

from typing import Any, TypeVar

from django.db.models import Manager, Model, QuerySet
from django.http import Http404

__all__ = ["found_or_404", "whole"]

Row = TypeVar("Row", bound=Model)


def whole(written: str) -> int:
    """Return a number that came with an address; 0 for anything else."""
    return int(written) if written.isdecimal() and len(written) < 19 else 0


def found_or_404(rows: QuerySet[Row] | Manager[Row], wrong: str, **named: Any) -> Row:
    """Return the row that is `named`; `wrong` tells the reader what is not there.

    Raises:
        Http404: there is none.
    """
    found = rows.filter(**named).first()
    if found is None:
        raise Http404(wrong)
    return found
