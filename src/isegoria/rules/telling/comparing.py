"""Models side by side: for each question that people ask of rules, what each model answers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from isegoria.rules.checking.faults import Severity, check
from isegoria.rules.language.model import Model
from isegoria.rules.language.scalars import Right
from isegoria.rules.telling.explaining import explain, force_name
from isegoria.rules.telling.phrases import Translate, Words, listed, named, plain
from isegoria.rules.telling.stages import right_name

__all__ = ["Row", "compare", "rights_table"]


@dataclass(frozen=True, slots=True)
class Row:
    """One question, and the answers of the models in their order; each answer is some sentences."""

    question: str
    answers: tuple[tuple[str, ...], ...]


def compare(models: Sequence[Model], translate: Translate = plain) -> list[Row]:
    """Return the answers of the models to the same questions."""
    _ = translate
    questions: list[tuple[str, Callable[[Model, Words], Iterator[str]]]] = [
        (_("Who may speak"), lambda model, words: _holders(model, words, Right.SPEAK)),
        (_("Who may propose"), lambda model, words: _holders(model, words, Right.PROPOSE)),
        (_("Who takes part in decisions"), _deciders),
        (_("Who may appeal"), lambda model, words: _of(model, words, "appeals")),
        (_("Stages"), lambda model, words: (stage.title for stage in model.stages.values())),
        (_("Clocks and silence"), lambda model, words: _of(model, words, "clocks")),
        (_("How it is decided"), _rules),
        (_("Order of the floor"), lambda model, words: _of(model, words, "floor")),
        (_("Recusal"), lambda model, words: _of(model, words, "recusals")),
        (_("What comes out"), _outcomes),
        (_("What the checker finds"), _findings),
    ]
    return [
        Row(question, tuple(tuple(ask(model, Words(model, translate))) for model in models))
        for question, ask in questions
    ]


def rights_table(model: Model, translate: Translate = plain) -> list[tuple[str, list[list[str]]]]:
    """Return for each group and office its rights in each stage: title, and a list of rights a
    stage.
    """
    words = Words(model, translate)
    holders = list(
        dict.fromkeys(holder for stage in model.stages.values() for holder in stage.rights)
    )
    return [
        (
            named(holder, words),
            [
                [right_name(grant.right, words) for grant in stage.rights.get(holder, ())]
                for stage in model.stages.values()
            ],
        )
        for holder in holders
    ]


def _holders(model: Model, words: Words, right: Right) -> Iterator[str]:
    for stage, part in model.stages.items():
        holders = [named(holder, words) for holder in model.grants.get((stage, right), ())]
        if holders:
            yield f"{part.title}: {listed(holders, words)}"


def _deciders(model: Model, words: Words) -> Iterator[str]:
    for stage, part in model.stages.items():
        holders = [
            *model.grants.get((stage, Right.DECIDE), ()),
            *(
                voter
                for ballot in part.ballots.values()
                for voter in ballot.voters
                if ballot.binding
            ),
            *(one.by for one in part.judgements.values()),
        ]
        if holders:
            theirs = listed(dict.fromkeys(named(one, words) for one in holders), words)
            yield f"{part.title}: {theirs}"


def _of(model: Model, words: Words, kept: str) -> Iterator[str]:
    """Yield the sentences about one kind of rule, by the word that stands in their address."""
    for chapter in explain(model, words.translate):
        yield from (
            one.text for one in chapter.sentences if f"/{kept}" in one.rule.removeprefix(model.id)
        )


def _rules(model: Model, words: Words) -> Iterator[str]:
    wanted = {
        f"{model.id}/{stage}/{name}"
        for stage, part in model.stages.items()
        for name in (*part.ballots, *part.judgements)
    }
    for chapter in explain(model, words.translate):
        yield from (one.text for one in chapter.sentences if one.rule in wanted)


def _outcomes(model: Model, words: Words) -> Iterator[str]:
    yield from (
        f"{one.title}: {force_name(one.force, words.translate)}" for one in model.outcomes.values()
    )


def _findings(model: Model, words: Words) -> Iterator[str]:
    for finding in check(model):
        if finding.severity is not Severity.NOTE:
            yield words.translate(finding.message).format_map(dict(finding.facts))
