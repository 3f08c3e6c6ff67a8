"""Which parts of a process were cancelled, as the record says it: by name, with the act."""

from isegoria.server.replay.room import Entry

__all__ = ["go_on", "stop"]


def stop(cancelled: dict[str, int], entry: Entry) -> None:
    """Note the parts that an act stopped."""
    cancelled.update({f"chunk-{one}": entry.number for one in entry.body["parts"]})


def go_on(cancelled: dict[str, int], entry: Entry) -> None:
    """Let the parts go on that an act stopped which was undone."""
    for item in [item for item, number in cancelled.items() if number in entry.references]:
        del cancelled[item]
