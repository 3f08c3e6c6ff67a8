"""What the record says of an act about a part, in the words of its rules."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from isegoria.rules.language.model import Model
from isegoria.rules.telling.titles import part_title, rule_title
from isegoria.server.process.phrases import answer_words

__all__ = ["FIELD_WORDS", "LISTS", "about_words", "answered_words"]

LISTS: Mapping[str, tuple[str, ...]] = {
    "chunk.vote": ("ballots",),
    "chunk.close": ("ballots",),
    "chunk.judge": ("judgements",),
    "chunk.deliver": ("deliverables",),
    "chunk.notify": ("notices",),
    "chunk.trigger": ("triggers",),
    "chunk.extend": ("clocks",),
    "chunk.shorten": ("clocks",),
    "chunk.announce": ("ballots",),
    "chunk.leave": ("exits",),
    "chunk.appeal": ("appeals",),
    "chunk.rule": ("appeals",),
    "chunk.advise": ("advice",),
}
"""In which list of the rules the name stands that an act of this kind gives."""

FIELD_WORDS = {
    "text": gettext_noop("Text"),
    "title": gettext_noop("Title"),
    "reason": gettext_noop("Reason"),
    "grounds": gettext_noop("Grounds"),
    "note": gettext_noop("Note"),
    "name": gettext_noop("Name"),
    "evidence": gettext_noop("Evidence"),
    "amended": gettext_noop("The paragraph as it should read"),
    "interests": gettext_noop("Interests"),
    "organisation": gettext_noop("Organisation"),
}
"""What people read instead of the name of a field that holds words; others are for machines."""


def about_words(model: Model, kind: str, body: Mapping[str, Any]) -> str:
    """Return what an act is about, by its title; empty where it is about nothing in the rules."""
    if kind in LISTS and body.get("name"):
        return part_title(model, body["name"], LISTS[kind])
    if body.get("exit"):
        return part_title(model, body["exit"], ("exits",))
    if body.get("appeal"):
        return part_title(model, body["appeal"], ("appeals",))
    rule = body.get("rule")
    return rule_title(model, rule) if isinstance(rule, str) else ""  # a number is of the code


def answered_words(model: Model, kind: str, body: Mapping[str, Any]) -> str:
    """Return the answer that an act gives, in words; of an appeal what it contests."""
    answer = str(body.get("answer") or body.get("meaning") or "")
    if kind == "chunk.appeal" and "/" in answer:
        return part_title(model, answer.partition("/")[2])
    if kind == "chunk.judge" and "instead" in body and "found" not in body:
        return _("one vote of the panel: {answer}").format(answer=answer_words(answer))
    return answer_words(answer) if answer else ""
