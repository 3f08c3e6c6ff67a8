"""The stages of a model as a graph: what can be reached, from where, and which ways lead back. Each
question is answered in one walk over all ways, so that checking grows with the model alone.
"""

from collections.abc import Iterable, Iterator, Mapping

from isegoria.rules.language.model import Model

__all__ = ["Ways", "backwards", "loops", "reached", "ways_of"]

Ways = Mapping[str, list[str]]
"""Stages by name, each with the stages to which a way out of it leads."""


def ways_of(model: Model, *, guarded: bool = True) -> Ways:
    """Return the ways from each stage to others; on request without those that a guard ends."""
    return {
        name: [
            way.to
            for way in stage.exits.values()
            if way.to is not None and (guarded or way.guard is None)
        ]
        for name, stage in model.stages.items()
    }


def backwards(ways: Ways) -> Ways:
    """Return the same ways, each from its end to its beginning."""
    turned: dict[str, list[str]] = {name: [] for name in ways}
    for name, ends in ways.items():
        for end in ends:
            turned[end].append(name)
    return turned


def reached(ways: Ways, starts: Iterable[str]) -> set[str]:
    """Return these stages and all that can be reached from them."""
    found = set(starts)
    waiting = list(found)
    while waiting:
        fresh = [one for one in ways[waiting.pop()] if one not in found]
        found.update(fresh)
        waiting += fresh
    return found


def loops(ways: Ways) -> Mapping[str, int]:
    """Return for each stage the number of the loop that it is in: two stages have one number where
    ways lead from each to the other.

    A walk notes stages as it leaves them; a second one, backwards, from the last noted on, finds a
    loop at a time.
    """
    turned, numbers = backwards(ways), dict[str, int]()
    for number, start in enumerate(reversed(list(_left(ways)))):
        if start not in numbers:
            numbers[start] = number
            waiting = [start]
            while waiting:
                fresh = [one for one in turned[waiting.pop()] if one not in numbers]
                numbers.update(dict.fromkeys(fresh, number))
                waiting += fresh
    return numbers


def _left(ways: Ways) -> Iterator[str]:
    """Yield each stage when all that can be reached from it was walked."""
    seen: set[str] = set()
    for start in ways:
        if start in seen:
            continue
        seen.add(start)
        taken = [(start, iter(ways[start]))]
        while taken:
            at, ahead = taken[-1]
            following = next((one for one in ahead if one not in seen), None)
            if following is None:
                taken.pop()
                yield at
            else:
                seen.add(following)
                taken.append((following, iter(ways[following])))
