"""What an act on the record decided of an appeal."""

from typing import NamedTuple

from isegoria.rules.judging.appealing import RULINGS
from isegoria.rules.language.model import Model
from isegoria.server.record.door import body_now
from isegoria.server.record.models import Act

__all__ = ["Ruled", "led_into", "ruled_in"]


class Ruled(NamedTuple):
    """The level of an appeal, the item, and the decision; empty for an act that decided none."""

    level: str = ""
    item: str = ""
    answer: str = ""


def ruled_in(act: Act) -> Ruled:
    """Return what a vote on an appeal decided, or the end of its time."""
    body = body_now(act) or {}
    name = body.get("name", "") if act.kind == "chunk.rule" else body.get("appeal", "")
    answer = body.get("ruled" if act.kind == "chunk.rule" else "meaning", "")
    return Ruled(name, body.get("item", ""), answer if name and answer in RULINGS else "")


def led_into(model: Model, stage: str, act: Act) -> str:
    """Return the stage that a decision on an appeal led into; empty where it led nowhere."""
    ruled = ruled_in(act)
    level = model.appeals.get(ruled.level)
    return level.enters(stage, ruled.item) if level and ruled.answer == "upheld" else ""
