"""What is refused to those who propose, merge, split and tie."""

from isegoria.server.issues import refusals as issues
from isegoria.server.issues.parts import merge_refusal
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk
from isegoria.terms import Refusal
from tests.server.refusals.row import Row, refused
from tests.world import World


def merging(w: World, outcome: str = "", **state: object) -> Refusal | None:
    """Return why an issue cannot be merged whose part has an outcome, or a state."""
    facts = facts_of(w.draft)
    for name, value in state.items():
        setattr(facts.state, name, value)
    facts.write()
    Chunk.objects.filter(pk=w.draft.pk).update(outcome=outcome)
    return merge_refusal(w.draft.issue, w.now)


ROWS: list[Row] = [
    refused(issues.PART_ENDED, lambda w: merging(w, "recommendation")),
    refused(issues.APPEAL_WAITS, lambda w: merging(w, appeals={"designation": {"": w.now}})),
]
