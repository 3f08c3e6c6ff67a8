"""Where in a file a rule stands, and by which address people name it."""

from isegoria.rules.language.model import Model

__all__ = ["Path", "Where", "path_of", "rule_of"]

Path = tuple[str | int, ...]
Where = str | Path
"""A part of a model, by its address or by its path in the file."""

# An address leaves these words out of `stages/vote/ballots/plan`; names are unlike enough.
_LISTS = ("ballots", "judgements", "exits", "triggers", "deliverables", "notices", "inputs")
_IN_A_STAGE = 3  # stages, the name of one, a list of its parts
_JOINS = {"passes", "when", "all", "any"}


def rule_of(path: Path) -> str:
    """Return the address of a part: its path without the words for lists and joined conditions."""
    if path[:1] != ("stages",):
        return "/".join(map(str, path))
    kept = list(path[1:2])
    if len(path) >= _IN_A_STAGE and path[2] not in _LISTS:
        kept.append(path[2])
    return "/".join(map(str, [*kept, *(step for step in path[3:] if step not in _JOINS)]))


def path_of(model: Model, rule: str) -> Path:
    """Return the path of the part with this address, or of the smallest part around it."""
    first, *rest = rule.split("/")
    if first not in model.stages:
        return (first, *rest)
    stage = model.stages[first]
    if not rest:
        return "stages", first
    for kept in _LISTS:
        if rest[0] in getattr(stage, kept):
            return ("stages", first, kept, *rest)
    return ("stages", first, *rest)
