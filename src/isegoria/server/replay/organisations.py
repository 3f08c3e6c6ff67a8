"""For whom people answered who were erased since.

With the name of an author the organisation is gone from the record. Where organisations have one
answer each, an answer says which one it replaces; so an answer of somebody else of the organisation
tells for whom an erased one was given.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from isegoria.rules.facts.organisations import folded
from isegoria.server.replay.replay import Entry

__all__ = ["with_organisations"]

_VOTE, _PROXY = "chunk.vote", "process.give-proxy"


def with_organisations(entries: Sequence[Entry]) -> list[Entry]:
    """Return the acts; answers and proxies of erased authors with the organisation they were given
    for, as far as other acts tell. Where it is gone from all of them, one name stands for it.
    """
    said = {one.number: one for one in entries if one.kind in {_VOTE, _PROXY}}
    if not any(one.erased for one in said.values()):
        return list(entries)
    parents: dict[int, int] = {}
    for one, other in _same_places(said):
        parents[_root(parents, other)] = _root(parents, one)
    names = _names(said, parents)
    return [
        replace(one, organisation=names[one.number]) if one.number in names else one
        for one in entries
    ]


def _same_places(said: Mapping[int, Entry]) -> Iterator[tuple[int, int]]:
    """Yield the acts that gave an answer for the same person or organisation, two and two."""
    votes = [one for one in said.values() if one.kind == _VOTE]
    replaced = [
        (vote, said[number])
        for vote in votes
        for number in vote.references
        if number in said and said[number].kind == _VOTE
    ]
    taken: set[tuple[int, int]] = set()
    """Of an answer who has another since, by the act; each is replaced once."""
    unsure = []
    for vote, before in replaced:
        pairs = [(a, b) for a in _given_by(vote, said) for b in _given_by(before, said)]
        if sure := [(a.number, b.number) for a, b in pairs if _place(a) & _place(b)]:
            taken |= {(before.number, other) for _one, other in sure}
            yield from sure
        else:
            unsure.append((before, pairs))
    for before, pairs in unsure:
        for a, b in pairs:
            if (_is_gone(a) or _is_gone(b)) and (before.number, b.number) not in taken:
                taken.add((before.number, b.number))
                yield a.number, b.number
                break


def _given_by(vote: Entry, said: Mapping[int, Entry]) -> list[Entry]:
    """Return the acts by which those speak for whom an answer counts: itself, and the proxies."""
    proxies = [said[number] for number in vote.references if number in said]
    return [vote, *(one for one in proxies if one.kind == _PROXY)]


def _place(entry: Entry) -> set[int | str]:
    return {one for one in (entry.participant, folded(entry.organisation)) if one}


def _is_gone(entry: Entry) -> bool:
    return entry.erased and not entry.organisation


def _names(said: Mapping[int, Entry], parents: dict[int, int]) -> dict[int, str]:
    """Return the organisation of each act of an erased author that others of it answered beside."""
    known: dict[int, str] = {}
    people: dict[int, set[int | None]] = {}
    for one in said.values():
        root = _root(parents, one.number)
        people.setdefault(root, set()).add(one.participant)
        known.setdefault(root, one.organisation)
        known[root] = known[root] or one.organisation
    return {
        one.number: known[root] or f"of #{root}"
        for one in said.values()
        if _is_gone(one) and len(people[root := _root(parents, one.number)]) > 1
    }


def _root(parents: dict[int, int], number: int) -> int:
    """Return the act that stands for all that have the place of this one."""
    while (parent := parents.get(number, number)) != number:
        parents[number] = parents.get(parent, parent)  # the way is shorter next time
        number = parent
    return number
