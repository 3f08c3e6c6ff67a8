"""What the code of conduct refuses, and what keeps words that others rely on."""

from isegoria.server.conduct import refusals as conduct
from isegoria.server.conduct.decided import erases_decided_text, hides_decided_text
from isegoria.server.conduct.models import Measure
from isegoria.server.conduct.reads import stopped_by
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import Deliver, Leave, Vote
from isegoria.server.record.door import Scene
from isegoria.server.record.models import Act
from isegoria.terms import Refusal
from tests.server.refusals.row import Row, refused
from tests.world import CHAIR, World

REASON = Act(kind="chunk.judge")


def decided(w: World, outcome: str = "") -> Act:
    """Return the act that wrote a text which people decide on, or which came out."""
    w.play.do(Leave(w.draft, "call_consensus"), CHAIR)
    Chunk.objects.filter(pk=w.draft.pk).update(outcome=outcome)
    return Act.objects.get(number=w.version.pk)


def begun_again(w: World) -> Act:
    """Return the act that wrote a text which people answered before the course went back."""
    act = decided(w)
    w.play.do(Vote(w.draft, "support", "object", reason="It is too dear."), CHAIR)
    w.play.do(Deliver(w.draft, "evidence"))
    w.play.later(w.draft, 22)
    w.play.do(Leave(w.draft, "again", reason="Nobody agrees."), CHAIR)
    return act


def hides(w: World, act: Act) -> Refusal | None:
    return hides_decided_text(act, w.now)


def erases(w: World, act: Act, *, wrote: bool = True) -> Refusal | None:
    return erases_decided_text(act, Scene(None, None, w.now, 0), wrote=wrote, ground="")


def question(w: World) -> Act:
    """Return the act that asked a question on which somebody else wrote a text."""
    return Act.objects.get(pk=w.draft.pk)


def restricted(w: World) -> Refusal | None:
    found = Measure(number=9, rule=2, reason="insults", until_at=w.now)
    return stopped_by(found, objects=False)


ROWS: list[Row] = [
    refused(conduct.REASON_NOT_HIDDEN, lambda w: hides(w, REASON)),
    refused(conduct.REASON_NOT_ERASED, lambda w: erases(w, REASON)),
    refused(conduct.NO_GROUND_FOR_REASON, lambda w: erases(w, REASON, wrote=False)),
    refused(conduct.DECIDED_ON_NOT_HIDDEN, lambda w: hides(w, decided(w))),
    refused(conduct.OUTCOME_NOT_HIDDEN, lambda w: hides(w, decided(w, "agreed"))),
    refused(conduct.ANSWERED_NOT_HIDDEN, lambda w: hides(w, begun_again(w))),
    refused(conduct.ANSWERED_NOT_ERASED, lambda w: erases(w, begun_again(w))),
    refused(conduct.DECIDED_ON_NOT_ERASED, lambda w: erases(w, decided(w))),
    refused(conduct.OUTCOME_NOT_ERASED, lambda w: erases(w, decided(w, "agreed"))),
    refused(conduct.NO_GROUND_FOR_TEXT, lambda w: erases(w, decided(w), wrote=False)),
    refused(conduct.WORKED_ON_NOT_ERASED, lambda w: erases(w, question(w))),
    refused(conduct.NO_GROUND_FOR_QUESTION, lambda w: erases(w, question(w), wrote=False)),
    refused(conduct.MAY_ONLY_READ, restricted),
]
