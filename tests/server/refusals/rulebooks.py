"""What is refused to those who put rules into use."""

from isegoria.library import FILES
from isegoria.server.record.door import Work
from isegoria.server.rulebooks import refusals as rulebooks
from isegoria.server.rulebooks.acts import PutModelIntoUse
from tests.server.refusals.row import Row, allowed, refused
from tests.world import AUTHOR, OURS, World

BROKEN = OURS.replace("outcomes:", "outcomes:\n  a: {title: A, force: law}")


def after_ours(w: World, version: int) -> Work:
    """Put a version of our rules into use after the first one."""
    w.done(PutModelIntoUse(OURS))
    return PutModelIntoUse(OURS.replace("version: 1", f"version: {version}"))


ROWS: list[Row] = [
    allowed(lambda _w: PutModelIntoUse(OURS)),
    refused(rulebooks.NOT_SECRETARIAT, lambda _w: PutModelIntoUse(OURS), AUTHOR),
    refused(rulebooks.NO_MODEL, lambda _w: PutModelIntoUse("id: 1")),
    refused(rulebooks.CANNOT_WORK, lambda _w: PutModelIntoUse(BROKEN)),
    refused(rulebooks.ID_OF_THE_LIBRARY, lambda _w: PutModelIntoUse(FILES["archive.discussion"])),
    refused(
        rulebooks.VERSION_NOT_NEXT,
        lambda _w: PutModelIntoUse(OURS.replace("version: 1", "version: 2")),
    ),
    refused(rulebooks.VERSION_NOT_NEXT, lambda w: after_ours(w, 1)),
    allowed(lambda w: after_ours(w, 2)),
]
