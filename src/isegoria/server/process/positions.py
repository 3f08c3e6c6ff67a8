"""What somebody holds on a part: one position, and their objections.

An answer to a ballot can be a position, so what writes both stands below the acts that do.
"""

from collections.abc import Iterable
from typing import Any

from isegoria.rules.facts.protocol import Act as Done
from isegoria.rules.judging.voting import OBJECT, TAKE_BACK, as_position, is_position
from isegoria.server.process.facts import ChunkFacts, said
from isegoria.server.process.models import Chunk
from isegoria.server.record.door import Attempt
from isegoria.server.texts.typed import tidy

__all__ = [
    "POSITIONS",
    "answered",
    "as_answer",
    "file",
    "hold",
    "is_held",
    "objects_still",
    "settle",
    "standing",
    "withdraw",
]

POSITIONS = ("support", "can_live_with", "stand_aside", OBJECT)
"""What a position can be; another answer to a ballot, such as `abstain`, is none."""
_STANDS = ("open", "sustained")


def standing(chunk: Chunk, attempt: Attempt) -> list[Any]:
    """Return the objections of whoever acts that are open or sustained, as before the act."""
    if "standing" not in attempt.gathered:  # asked once, before anything is written
        attempt.gathered["standing"] = _standing(chunk, attempt)
    kept: list[Any] = attempt.gathered["standing"]
    return kept


def _standing(chunk: Chunk, attempt: Attempt) -> list[Any]:
    if attempt.by is None:
        return []
    mine = chunk.objection_set.filter(participant=attempt.by, state__in=_STANDS)
    return list(mine.order_by("number"))


def hold(chunk: Chunk, attempt: Attempt, value: str, reason: str, *, for_group: str = "") -> None:
    """Write a position in place of the one before; `withdraw` leaves none."""
    whose: dict[str, Any] = {"for_group": for_group}
    if not for_group:
        whose["participant"] = attempt.author
    chunk.position_set.filter(**whose).delete()
    if value == TAKE_BACK:
        return
    version = attempt.adds.get("version")
    chunk.position_set.create(
        **said(chunk, attempt), value=value, for_group=for_group, reason=reason, version=version
    )


def file(chunk: Chunk, attempt: Attempt, text: str) -> None:
    """Write an objection."""
    version = attempt.adds.get("version")
    chunk.objection_set.create(**said(chunk, attempt), text=tidy(text), version=version)


def withdraw(chunk: Chunk, attempt: Attempt, names: Iterable[str]) -> None:
    """Withdraw objections of whoever acts, by their names, and let the act refer to them."""
    wanted = set(names)
    for one in standing(chunk, attempt):
        if one.name in wanted:
            settle(chunk, attempt, one.number, "withdrawn")
            attempt.refers.append(one.number)


def settle(chunk: Chunk, attempt: Attempt, objection: int, state: str, answer: str = "") -> None:
    """Write what became of an objection."""
    chunk.objection_set.filter(pk=objection).update(
        state=state, answer=answer, settled_in=attempt.number, settled_at=attempt.now
    )


def objects_still(chunk: Chunk, attempt: Attempt) -> bool:
    """Return whether an objection of whoever acts stands after what was written."""
    return bool(_standing(chunk, attempt))


def is_held(facts: ChunkFacts, done: Done) -> bool:
    """Return whether an answer to a ballot is a position on the part; one to an item is none."""
    return not done.item and is_position(facts.model, facts, done)


def as_answer(facts: ChunkFacts, attempt: Attempt, done: Done) -> Done:
    """Return an answer to a ballot with what it does to the objections of whoever gives it."""
    if not is_held(facts, done):
        return done
    names = [one.name for one in standing(facts.chunk, attempt)]
    return as_position(facts.model, facts, done, names, f"{done.by.id}:{attempt.number}")


def answered(facts: ChunkFacts, attempt: Attempt, done: Done) -> None:
    """Write the position that an answer is, and say on the record what it did beside."""
    chunk = facts.chunk
    held = done.answer if done.answer in POSITIONS else TAKE_BACK
    hold(chunk, attempt, held, done.reason.strip())
    attempt.adds["position"] = "" if held == TAKE_BACK else held
    withdraw(chunk, attempt, done.withdraws)
    if done.objection:
        attempt.adds["objects"] = True
        file(chunk, attempt, done.reason)
