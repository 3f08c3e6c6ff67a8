"""What went with an account that was erased, as the record says it."""

from collections.abc import Collection

from isegoria.server.process.facts import CourseFacts
from isegoria.server.replay.room import Entry

__all__ = ["withdraw"]


def withdraw(facts: CourseFacts, entry: Entry, objections: Collection[str]) -> None:
    """Let the answers that an act names count no longer, and withdraw the objections.

    Raises:
        KeyError: an answer was not given.
    """
    who = f"erased-{entry.seated}" if entry.is_seated_erased else str(entry.seated)
    facts.close_ended(entry.at)
    for ballot, items in entry.body.get("answers", {}).items():
        for item in items:
            facts.withdraw_answer(ballot, item, who)
    facts.withdraw_objections(objections, entry.at)
