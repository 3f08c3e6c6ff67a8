"""Answers, kinds of step and results in the reader's language; what a model calls by itself stays
as it is written there.
"""

from functools import partial

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from isegoria.rules.language.model import Model
from isegoria.rules.telling.moves import Move
from isegoria.rules.telling.phrases import Language

__all__ = ["OF_THE_READER", "answer_words", "move_words", "stage_words"]

OF_THE_READER = Language(_, ngettext, partial(date_format, format="DATE_FORMAT"))
"""The language in which a page is asked for."""
_ANSWERS = {
    "yes": gettext_noop("yes"),
    "no": gettext_noop("no"),
    "abstain": gettext_noop("abstain"),
    "agree": gettext_noop("agree"),
    "disagree": gettext_noop("disagree"),
    "pass": gettext_noop("pass"),
    "support": gettext_noop("support"),
    "can_live_with": gettext_noop("can live with"),
    "stand_aside": gettext_noop("stand aside"),
    "object": gettext_noop("object"),
    "upheld": gettext_noop("upheld"),
    "dismissed": gettext_noop("dismissed"),
    "records_breach": gettext_noop("not decided in time"),
    "passed": gettext_noop("passed"),
    "failed": gettext_noop("not passed"),
    "inquorate": gettext_noop("too few answered"),
    "tied": gettext_noop("a tie"),
    "consensus": gettext_noop("consensus"),
    "rough_consensus": gettext_noop("rough consensus"),
    "no_consensus": gettext_noop("no consensus"),
    "void": gettext_noop("void"),
}
_MOVES = {
    "comment": gettext_noop("Contribute to the discussion"),
    "propose": gettext_noop("Add a statement to answer"),
    "amend": gettext_noop("Amend the text"),
    "position": gettext_noop("Take a position"),
    "object": gettext_noop("Object"),
    "write": gettext_noop("Write a version of the text"),
    "vote": gettext_noop("Answer: {title}"),
    "judge": gettext_noop("Declare: {title}"),
    "deliver": gettext_noop("Publish: {title}"),
    "notify": gettext_noop("Give notice: {title}"),
    "trigger": gettext_noop("Ask for: {title}"),
    "extend": gettext_noop("Extend: {title}"),
    "shorten": gettext_noop("Shorten: {title}"),
    "weigh": gettext_noop("State the weights: {title}"),
    "announce": gettext_noop("Announce the sources of a lot: {title}"),
    "close": gettext_noop("Close: {title}"),
    "leave": gettext_noop("Open: {title}"),
    "appeal": gettext_noop("Appeal: {title}"),
    "rule": gettext_noop("Decide the appeal: {title}"),
    "advise": gettext_noop("Advise: {title}"),
    "declare_interest": gettext_noop("Declare an interest: you do not judge here then"),
    "dissent": gettext_noop("File a minority statement"),
}


def answer_words(answer: str) -> str:
    """Return an answer or a label in words."""
    return _(_ANSWERS[answer]) if answer in _ANSWERS else answer.replace("_", " ")


def move_words(move: Move) -> str:
    """Return what a step is, in words."""
    if move.late:
        return _("Say how you see it: {title}").format(title=move.title)
    if move.kind == "judge" and "consensus" in move.answers:
        return _("Say whether there is consensus")
    if move.ends:
        return _("End with: {title}").format(title=move.title.replace("_", " "))
    if move.waiting:
        return _("Join the appeal: {title}").format(title=move.title)
    return _(_MOVES[move.kind]).format(title=move.title.replace("_", " "))


def stage_words(model: Model, stage: str) -> str:
    """Return the title of a stage; the name itself where a chunk that cannot be read stands in one
    that the rules do not have.
    """
    return model.stages[stage].title if stage in model.stages else stage
