"""What is refused in a process: seats, dates, clocks and the steps of a chunk."""

from isegoria.library import model
from isegoria.rules.facts.protocol import Person
from isegoria.server.process import refusals as process
from isegoria.server.process.groups import unknown_group
from isegoria.server.process.models import Backer, Motion
from isegoria.server.process.seconding import Other, done_before
from isegoria.terms import Refusal
from tests.server.refusals.row import Row, refused
from tests.world import CHAIR, World

RULES = model("equal-footing.working-group")


def moved_twice(w: World) -> Refusal | None:
    """Do a motion that was done already."""
    by = w.who(CHAIR)
    motion = Motion.objects.create(
        number=901, process=w.process, participant=by, at=w.now, done_in=903
    )
    Backer.objects.create(number=902, motion=motion, participant=by)
    return done_before([Other(Person("1"), 902)])


ROWS: list[Row] = [
    refused(process.GROUP_NOT_KNOWN, lambda _w: unknown_group(RULES, {"a": "fishers"})),
    refused(process.MOTION_DONE, moved_twice),
]
