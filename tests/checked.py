"""What the check finds in worlds of tests."""

from isegoria.server.replay.checking import check

__all__ = ["wrong"]


def wrong() -> list[str]:
    """Return what is wrong, without what tests make by hand: whom people speak for."""
    return [one for one in check() if "affiliation of act" not in one]
