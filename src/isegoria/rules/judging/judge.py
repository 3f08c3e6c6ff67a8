"""One door for all acts: `judge` allows an act or refuses it with the rule, the numbers and what
would be right.

Judging asks the facts a fixed number of questions, so one act costs the same after ten acts and
after a million.
"""

from isegoria.rules.course.leaving import leave
from isegoria.rules.course.restarting import event_of, restarted_enough
from isegoria.rules.course.versions import answers_gone_words
from isegoria.rules.facts.protocol import Act, Facts
from isegoria.rules.facts.refusing import Allowed, Check, address
from isegoria.rules.judging import refusals
from isegoria.rules.judging.appealing import appeal, declare_interest, dissent, give_ruling
from isegoria.rules.judging.officers import (
    advise,
    announce,
    answer_amendment,
    by_its_officer,
    close,
    elect,
    extend,
    merge,
    settle,
    shorten,
    trigger,
    weigh,
    write,
)
from isegoria.rules.judging.standing import by_right
from isegoria.rules.judging.voting import answer, asked_once
from isegoria.rules.language.model import Model, Stage
from isegoria.rules.language.scalars import Right
from isegoria.terms import Refusal

__all__ = ["ACTS", "judge"]


def judge(model: Model, facts: Facts, act: Act) -> Allowed | Refusal:
    """Return whether the act is allowed, or the first rule that refuses it."""
    check = _CHECKS.get(act.kind)
    if check is None:
        raise ValueError(f"there is no act “{act.kind}”; there are {', '.join(_CHECKS)}")
    if facts.outcome and act.kind not in _AFTER_THE_END:
        title = model.outcomes[facts.outcome].title
        return refusals.PROCESS_ENDED.refuse(model.id, outcome=title)
    if facts.is_split() and act.kind not in _ABOUT_ALL_PARTS:
        return refusals.IS_SPLIT.refuse()
    stage = model.stages[facts.stage]
    if act.kind in _MOVES_AN_ITEM and facts.is_frozen(act.item):
        return refusals.FROZEN.refuse(
            f"{model.id}/appeals", item=stage.title if facts.is_frozen("") else act.item
        )
    found = _beside_the_items(model, facts, act, stage) or check(model, facts, act, stage)
    if isinstance(found, Refusal):
        return found
    event = event_of(act)
    again = restarted_enough(model, facts, event, act.at) if event else None
    return again or answers_gone_words(model, facts, act) or found


def _beside_the_items(model: Model, facts: Facts, act: Act, stage: Stage) -> Refusal | None:
    """Refuse an item where the whole is asked for: conditions would be measured on it alone."""
    if not act.item or act.kind in _ABOUT_AN_ITEM:
        return None
    ballot = stage.ballots.get(act.name) if act.kind == "vote" else None
    found = act.kind in {"judge", "announce"}
    asked = ballot or (stage.judgements.get(act.name) if found else None)
    if asked is not None and asked.per == "item":
        return None
    return refusals.NOT_BY_ITEM.refuse(address(model, facts.stage, act.name))


def _free(model: Model, facts: Facts, act: Act, stage: Stage) -> Allowed | Refusal:
    return Allowed(address(model, facts.stage))


_MOVES_AN_ITEM = {"vote", "judge", "leave", "close", "announce"}
_ABOUT_AN_ITEM = {
    "attend",
    "read",
    "speak",
    "propose",
    "amend",
    "comment",
    "position",
    "object",
    "settle",
    "merge",
    "appeal",
    "rule",
}
"""Acts that can be about one item in every stage; answers and findings can where it says so."""
_ABOUT_ALL_PARTS = {"attend", "read", "speak", "comment", "rule", "declare_interest"}
"""What people can do on what was split, also to decide a complaint that waited then. Everything
else is done in one of its parts.
"""
_AFTER_THE_END = {"appeal", "rule", "dissent", "read", "elect", "declare_interest"}
"""What can still be done; the election that ended it may have filled no seat yet."""


_CHECKS: dict[str, Check] = {
    **{
        kind: by_right(right)
        for kind, right in {
            "attend": Right.ATTEND,
            "read": Right.READ,
            "speak": Right.SPEAK,
            "propose": Right.PROPOSE,
            "amend": Right.AMEND,
            "comment": Right.COMMENT,
            "decide": Right.DECIDE,
        }.items()
    },
    "position": asked_once(by_right(Right.POSITION)),
    "object": asked_once(by_right(Right.OBJECT)),
    "vote": answer,
    "judge": by_its_officer("judgements"),
    "deliver": by_its_officer("deliverables"),
    "notify": by_its_officer("notices"),
    "trigger": trigger,
    "extend": extend,
    "shorten": shorten,
    "weigh": weigh,
    "announce": announce,
    "close": close,
    "elect": elect,
    "leave": leave,
    "appeal": appeal,
    "rule": give_ruling,
    "dissent": dissent,
    "declare_interest": declare_interest,
    "advise": advise,
    "settle": settle,
    "merge": merge,
    "write": write,
    "answer_amendment": answer_amendment,
    "stand_aside": _free,
    "take_part": _free,
}


ACTS = tuple(_CHECKS)
