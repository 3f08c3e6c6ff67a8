"""What a page shows of the corrections of what it is about, and whether that was cancelled."""

from typing import Any

from isegoria.server.corrections.reads import called_off, history_of
from isegoria.server.process.models import Chunk

__all__ = ["corrections_of"]


def corrections_of(row: Any) -> dict[str, Any]:
    """Return the corrections of a row, and by what it was cancelled; where there is neither, the
    database is not asked.
    """
    off = called_off(row)
    return {"history": history_of(row), "called_off": off, "stopped": _stopped(row, off)}


def _stopped(row: Any, off: Any) -> bool:
    """Return whether something stopped that had not ended; else it was archived."""
    if off is None or isinstance(row, Chunk) or not hasattr(row, "chunks"):
        return off is not None
    return bool(row.chunks.filter(cancelled_in__isnull=False).exists())
