"""What was found, published, contested and ruled on a chunk, by whom and why: the latest first, as
the record has it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from isegoria.rules.language.model import Model
from isegoria.server.people.reads import group_names
from isegoria.server.process.clocks import ClockRuns
from isegoria.server.process.models import Chunk, Seat
from isegoria.server.process.phrases import answer_words
from isegoria.server.process.steps import Appeal, Deliver, GiveFinding, GiveRuling
from isegoria.server.record.models import Act
from isegoria.server.record.reads import latest_about, openings_of

__all__ = ["CONTESTED", "Decided", "contested_on", "decided_on"]

CONTESTED = (GiveFinding.kind, Appeal.kind, GiveRuling.kind)
"""What whoever contests or rules reads first."""
_KINDS = (*CONTESTED, Deliver.kind)
_SHOWN = 12
_OF_AN_OUTCOME = 60  # an appeal before a panel of five is six or seven of them


@dataclass(frozen=True, slots=True)
class Decided:
    """An act that decided something: about what and with which answer, in the words of the rules,
    by whom and why.

    `who` is empty where the author was erased, `reason` where none was given or its words were
    taken away.
    """

    act: Act
    title: str
    answer: str
    who: str
    group: str
    reason: str
    about: str = ""
    """Whom an appeal is about."""


def decided_on(
    chunk: Chunk, model: Model, kinds: Collection[str] = _KINDS, most: int = _SHOWN
) -> list[Decided]:
    """Return the latest of these acts on a chunk, and what became of appeals that were late."""
    place = (chunk.process.place, chunk.item)
    acts = latest_about(*place, kinds, most)
    if any(one.kind == Appeal.kind for one in acts):
        late = [one for one in latest_about(*place, (ClockRuns.kind,), most) if _is_late(one)]
        acts = sorted((*acts, *late), key=lambda one: one.number, reverse=True)
    names = group_names() if acts else {}
    seats = [one.body["against"] for one in acts if one.body.get("against")]
    about = Seat.objects.select_related("participant").in_bulk(seats) if seats else {}
    return [_decided(one, model, names, about) for one in acts]


def contested_on(chunk: Chunk, model: Model) -> list[Decided]:
    """Return what was found, contested and ruled before an outcome; nothing where nothing was
    contested.
    """
    appeals = latest_about(chunk.process.place, chunk.item, (Appeal.kind,), 1)
    return decided_on(chunk, model, CONTESTED, _OF_AN_OUTCOME) if appeals else []


def _is_late(act: Act) -> bool:
    """Return whether an act of the clocks says that the time for an appeal was over."""
    return bool(act.body.get("appeal"))


def _decided(
    act: Act, model: Model, names: dict[str | None, str], about: Mapping[int, Seat]
) -> Decided:
    there = openings_of(act)
    who = there.get("who") or {}
    name = act.body.get("appeal") or act.body.get("name", "")
    return Decided(
        act=act,
        title=next(_titles(model, act.kind, name), name.replace("_", " ")),
        answer=_answer(model, act),
        who=who.get("name", ""),
        group=names.get(who.get("group"), ""),
        reason=there.get("reason") or "",
        about=str(seat.participant) if (seat := about.get(act.body.get("against") or 0)) else "",
    )


def _titles(model: Model, kind: str, name: str) -> Iterator[str]:
    """Yield what the model calls it; of a name in several stages the first."""
    if kind in {Appeal.kind, GiveRuling.kind, ClockRuns.kind}:
        yield from (one.title for key, one in model.appeals.items() if key == name and one.title)
    for stage in model.stages.values():
        there = stage.judgements if kind == GiveFinding.kind else stage.deliverables
        yield from (one.title for key, one in there.items() if key == name and one.title)


def _answer(model: Model, act: Act) -> str:
    answer = act.body.get("meaning" if _is_late(act) else "answer", "")
    if act.kind == GiveFinding.kind and "instead" in act.body and "found" not in act.body:
        return _("one vote of the panel: {answer}").format(answer=answer_words(answer))
    if act.kind != Appeal.kind:
        return answer_words(answer) if answer else ""
    stage, _slash, name = answer.partition(
        "/"
    )  # what is contested, such as consensus_call/designation
    return next(_titles(model, GiveFinding.kind, name), "") if stage in model.stages else ""
