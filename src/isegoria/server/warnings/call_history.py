"""The consensus calls of issues, and who held what at each: from the acts, since the state keeps
only the latest answers.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from isegoria.rules.language.model import Model
from isegoria.server.deliberation.models import Position
from isegoria.server.process.facts import ChunkFacts
from isegoria.server.process.rulings import led_into
from isegoria.server.record.models import Act
from isegoria.signals.values import Call
from isegoria.signals.values import Position as Held

__all__ = ["calls_of"]

_POSITIONS = set(Position.Value.values)


def calls_of(
    chunks: Mapping[int, Sequence[ChunkFacts]], person: Callable[[int], str]
) -> dict[int, tuple[list[Call], list[Held]]]:
    """Return for each issue its calls and what was answered to each, as far back as the signals
    look.

    A call is the entry into a stage whose ballot asks for positions.
    """
    steps = _steps([facts for kept in chunks.values() for facts in kept])
    calls: dict[int, list[Call]] = {issue: [] for issue in chunks}
    began: dict[str, list[tuple[int, int]]] = defaultdict(
        list
    )  # by item: the act that began a call, and the number of the call
    for issue, kept in chunks.items():
        for facts in kept:
            for number, minute in _entries(facts, steps[facts.chunk.item]):
                calls[issue].append(Call(len(calls[issue]) + 1, minute))
                began[facts.chunk.item].append((number, len(calls[issue])))
    held = _held(chunks, calls, began, person)
    return {issue: (calls[issue], held[issue]) for issue in chunks}


def _steps(chunks: Sequence[ChunkFacts]) -> dict[str, list[Act]]:
    found: dict[str, list[Act]] = defaultdict(list)
    acts = Act.objects.filter(
        process__in={one.chunk.process.place for one in chunks},
        item__in=[one.chunk.item for one in chunks],
        kind__in=["chunk.leave", "chunk.clock", "chunk.rule"],
    )
    for act in acts.order_by("number").only(
        "number", "minute", "kind", "kind_version", "item", "body"
    ):
        found[act.item].append(act)
    return found


def _entries(facts: ChunkFacts, steps: Iterable[Act]) -> Iterable[tuple[int, datetime]]:
    asking = {
        name
        for name, stage in facts.model.stages.items()
        if any(_POSITIONS & set(one.answers) for one in stage.ballots.values())
    }
    stage = facts.model.starts
    for act in steps:
        entered = _entered(facts.model, stage, act)
        if entered:
            stage = entered
            if stage in asking:
                yield act.number, act.minute


def _entered(model: Model, stage: str, act: Act) -> str:
    """Return the stage that an act led into; empty where it led nowhere."""
    body = act.body
    if act.kind == "chunk.rule" or body.get("appeal"):
        return led_into(model, stage, act)
    name = body.get("exit", "") if act.kind == "chunk.clock" else body.get("name", "")
    way = model.stages[stage].exits.get(name)
    return way.to or "" if way else ""


def _held(
    chunks: Mapping[int, Sequence[ChunkFacts]],
    calls: Mapping[int, Sequence[Call]],
    began: Mapping[str, Sequence[tuple[int, int]]],
    person: Callable[[int], str],
) -> dict[int, list[Held]]:
    """Return the answers to the last calls of each issue; who changed theirs holds the last one."""
    issues = {facts.chunk.item: issue for issue, kept in chunks.items() for facts in kept}
    rounds = {issue: kept[0].model.signals.rounds for issue, kept in chunks.items()}
    wanted = {
        item: [
            (number, call)
            for number, call in kept
            if call > len(calls[issues[item]]) - rounds[issues[item]]
        ]
        for item, kept in began.items()
    }
    first = min((kept[0][0] for kept in wanted.values() if kept), default=None)
    found: dict[int, dict[tuple[int, int], Held]] = {issue: {} for issue in chunks}
    if first is None:
        return {issue: [] for issue in chunks}
    votes = Act.objects.filter(
        process__in={facts.chunk.process.place for kept in chunks.values() for facts in kept},
        item__in=[item for item, kept in wanted.items() if kept],
        kind="chunk.vote",
        number__gt=first,
    )
    rows = votes.order_by("number").values_list("number", "item", "body", "authorship__participant")
    for number, item, body, who in rows.iterator(chunk_size=5000):
        call = next((call for began_in, call in reversed(wanted[item]) if began_in < number), None)
        if call is not None and who is not None and body.get("answer") in _POSITIONS:
            found[issues[item]][who, call] = Held(
                person(who), call, body["answer"], body.get("group", "")
            )
    return {issue: list(kept.values()) for issue, kept in found.items()}
