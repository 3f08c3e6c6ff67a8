"""Counts over the whole record: exact while it is small, at most a minute old when it is large."""

from collections.abc import Callable
from typing import TypeVar, cast

from django.core.cache import cache

from isegoria.server.record.models import Head

__all__ = ["LARGE", "a_minute_old"]

LARGE = 20_000  # acts; to go through so many takes as long as the rest of a page
_SECONDS = 60
Found = TypeVar("Found")


def a_minute_old(name: str, count: Callable[[], Found]) -> Found:
    """Return what `count` finds; of a large record what it found in this process in the last
    minute.
    """
    if Head.objects.values_list("size", flat=True).get() <= LARGE:
        return count()
    return cast("Found", cache.get_or_set(f"a-minute-old:{name}", count, _SECONDS))
