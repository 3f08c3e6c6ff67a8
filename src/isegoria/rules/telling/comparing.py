"""Models side by side: for each question that people ask of rules, what each model answers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from isegoria.rules.checking.faults import check
from isegoria.rules.checking.finding import Severity
from isegoria.rules.language.model import Model
from isegoria.rules.language.scalars import Right
from isegoria.rules.telling.explaining import Chapter, explain, force_name
from isegoria.rules.telling.phrases import ENGLISH, Language, Words, listed, named, words_of
from isegoria.rules.telling.stages import right_name

__all__ = ["Row", "compare", "rights_table"]


@dataclass(frozen=True, slots=True)
class Row:
    """One question, and the answers of the models in their order; each answer is some sentences."""

    question: str
    answers: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A model that is asked, and its rules as sentences, which several answers are taken from."""

    model: Model
    words: Words
    chapters: Sequence[Chapter]


def compare(models: Sequence[Model], language: Language = ENGLISH) -> list[Row]:
    """Return the answers of the models to the same questions."""
    _ = language.translate
    questions: list[tuple[str, Callable[[_Asked], Iterator[str]]]] = [
        (_("Who may speak"), lambda one: _holders(one, Right.SPEAK)),
        (_("Who may propose"), lambda one: _holders(one, Right.PROPOSE)),
        (_("Who takes part in decisions"), _deciders),
        (_("Who may appeal"), lambda one: _of(one, "appeals")),
        (_("Stages"), lambda one: (stage.title for stage in one.model.stages.values())),
        (_("Clocks and silence"), lambda one: _of(one, "clocks")),
        (_("How it is decided"), _rules),
        (_("Order of the floor"), lambda one: _of(one, "floor")),
        (_("Recusal"), lambda one: _of(one, "recusals")),
        (_("What comes out"), _outcomes),
        (_("What the checker finds"), _findings),
    ]
    asked = [_Asked(one, words_of(one, language), explain(one, language)) for one in models]
    return [
        Row(question, tuple(tuple(answer(one)) for one in asked)) for question, answer in questions
    ]


def rights_table(model: Model, language: Language = ENGLISH) -> list[tuple[str, list[list[str]]]]:
    """Return for each group and office its rights in each stage: title, and a list of rights a
    stage.
    """
    words = words_of(model, language)
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


def _holders(asked: _Asked, right: Right) -> Iterator[str]:
    model, words = asked.model, asked.words
    for stage, part in model.stages.items():
        holders = [named(holder, words) for holder in model.grants.get((stage, right), ())]
        if holders:
            yield f"{part.title}: {listed(holders, words)}"


def _deciders(asked: _Asked) -> Iterator[str]:
    model, words = asked.model, asked.words
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


def _of(asked: _Asked, kept: str) -> Iterator[str]:
    """Yield the sentences about one kind of rule, by the word that stands in their address."""
    for chapter in asked.chapters:
        yield from (
            one.text
            for one in chapter.sentences
            if f"/{kept}" in one.rule.removeprefix(asked.model.id)
        )


def _rules(asked: _Asked) -> Iterator[str]:
    wanted = {
        f"{asked.model.id}/{stage}/{name}"
        for stage, part in asked.model.stages.items()
        for name in (*part.ballots, *part.judgements)
    }
    for chapter in asked.chapters:
        yield from (one.text for one in chapter.sentences if one.rule in wanted)


def _outcomes(asked: _Asked) -> Iterator[str]:
    translate = asked.words.translate
    yield from (
        f"{one.title}: {force_name(one.force, translate)}" for one in asked.model.outcomes.values()
    )


def _findings(asked: _Asked) -> Iterator[str]:
    for finding in check(asked.model):
        if finding.severity is not Severity.NOTE:
            yield asked.words.translate(finding.message).format_map(dict(finding.facts))
