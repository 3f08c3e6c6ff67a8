"""What secret ballots came to, as acts of each version tell it."""

from collections.abc import Mapping

from isegoria.server.process.facts import Counted, shuffled
from isegoria.server.replay.room import Entry

__all__ = ["by_group"]


def by_group(entry: Entry) -> Mapping[str, Counted]:
    """Return the counts of an act by group.

    Raises:
        ValueError: the answers that it publishes are not those that were counted.
    """
    published = entry.body.get("answers")
    if published is None:
        counted: dict[str, Counted] = entry.body.get("counted", {})
        return counted
    for place, items in published.items():
        kept = entry.groups.get(place, {})
        if {item: sorted(answers) for item, answers in items.items()} != {
            item: sorted(answers) for item, answers in shuffled(kept).items()
        }:
            raise ValueError(f"act #{entry.number} publishes other answers than were counted")
    return entry.groups
