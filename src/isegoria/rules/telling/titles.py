"""What people read instead of the keys of rules: titles of parts of a model, and of rules by their
address.
"""

from collections.abc import Iterator, Sequence

from isegoria.rules.facts.refusing import title_of
from isegoria.rules.language.model import Exit, Model, Stage
from isegoria.rules.telling.phrases import spelt, way_words

__all__ = ["part_title", "rule_title"]

_OF_A_STAGE = (
    "ballots",
    "judgements",
    "deliverables",
    "notices",
    "triggers",
    "inputs",
    "clocks",
    "exits",
)
_OF_A_MODEL = ("appeals", "advice", "outcomes", "recusals", "disclosures")


def part_title(model: Model, name: str, kept: Sequence[str] = ()) -> str:
    """Return the title of what the model calls `name`, of a name in several stages the first;
    `kept` says in which of its lists it stands.
    """
    lists = kept or (*_OF_A_STAGE, *_OF_A_MODEL)
    there: tuple[Model | Stage, ...] = (*model.stages.values(), model)
    found = (title for one in there for title in _titles(model, one, name, lists))
    return next(found, spelt(name))


def rule_title(model: Model, rule: str) -> str:
    """Return what a rule is called, by its address, such as `model/stage/ballots/name`."""
    first, *rest = rule.split("/")[1:] or [""]
    stage = model.stages.get(first)
    if stage is None:
        name = rest[0] if rest else first
        if name in model.groups or name in model.offices:
            return title_of(model, name)
        return part_title(model, name, _OF_A_MODEL) if rest else model.title
    if rest[:1] == ["rights"] and len(rest) > 1:
        return f"{title_of(model, rest[1])} ({stage.title})"
    title = next(
        (one for name in rest[-1:] for one in _titles(model, stage, name, _OF_A_STAGE)), ""
    )
    return f"{title} ({stage.title})" if title else stage.title


def _titles(model: Model, where: Model | Stage, name: str, lists: Sequence[str]) -> Iterator[str]:
    for kept in lists:
        part = getattr(where, kept, {}).get(name)
        if isinstance(part, Exit):
            yield way_words(model, part)
        elif part is not None:
            yield getattr(part, "title", "") or spelt(name)
