"""What is refused to those who follow up an outcome, and name who is asked to act."""

from datetime import timedelta

from isegoria.rules.course.following import When
from isegoria.server.outcomes import refusals as outcomes
from isegoria.server.outcomes.acts import Follow, NameResponsible
from isegoria.server.outcomes.reads import results_of
from isegoria.server.outcomes.reminding import Remind
from isegoria.server.process.models import Chunk
from isegoria.server.record.door import Work
from tests.server.refusals.issues import came_out
from tests.server.refusals.row import OPERATOR, Row, allowed, refused
from tests.server.test_stopping_under_decision import STRAW
from tests.world import AUTHOR, EDITOR, World

FOLLOWED = STRAW.replace("force: recommendation", "force: recommendation, follow_up: [12 months]")


def follows(w: World, rating: str = "done", evidence: str = "") -> Work:
    return Follow(came_out(w), rating, "It is built.", evidence)


def names(w: World, *offices: str) -> Work:
    return NameResponsible(came_out(w), offices=offices)


def reminds(w: World, *, before: bool = False, hours: int = 0) -> Work:
    """Remind of a follow-up on its day or so long after, once or again."""
    chunk = came_out(w, FOLLOWED)
    rows = Chunk.objects.select_related("process", "issue").filter(pk=chunk.pk)
    [due] = results_of(rows, w.now)[0].due
    work = Remind(chunk, due.at + timedelta(hours=hours), When.AT)
    w.play.day += 366
    if before:
        w.done(work)
    return work


ROWS: list[Row] = [
    allowed(follows, AUTHOR),
    refused(outcomes.NO_OUTCOME, follows, OPERATOR),
    refused(outcomes.NO_OUTCOME, lambda w: Follow(w.draft, "done", "It is built."), AUTHOR),
    refused(outcomes.NO_RATING, lambda w: follows(w, "perhaps"), AUTHOR),
    allowed(lambda w: follows(w, evidence="https://example.org/pier"), AUTHOR),
    refused(outcomes.NO_ADDRESS, lambda w: follows(w, evidence="ftp://example.org/a"), AUTHOR),
    refused(outcomes.NO_ADDRESS, lambda w: follows(w, evidence="on the pier"), AUTHOR),
    allowed(lambda w: names(w, "editor"), EDITOR),
    refused(outcomes.NOT_ITS_OFFICER, lambda w: names(w, "editor"), AUTHOR),
    refused(outcomes.NOBODY_TO_NAME, lambda w: names(w, "admiral"), EDITOR),
    refused(outcomes.NOBODY_TO_NAME, lambda w: NameResponsible(w.draft, offices=("editor",))),
    allowed(reminds, OPERATOR),
    refused(outcomes.NOTHING_TO_REMIND, reminds, OPERATOR, days=-60),
    refused(outcomes.NOTHING_TO_REMIND, lambda w: reminds(w, hours=1), OPERATOR),
    refused(outcomes.NOTHING_TO_REMIND, lambda w: reminds(w, before=True), OPERATOR),
]
