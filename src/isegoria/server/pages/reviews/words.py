"""Answers of the survey and signals in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

__all__ = ["answer_said", "signal_said"]

_ANSWERS = {
    "yes": gettext_noop("yes"),
    "partly": gettext_noop("partly"),
    "no": gettext_noop("no"),
    "cannot_say": gettext_noop("cannot say"),
}
_SIGNALS = {
    "unanswered_questions": gettext_noop(
        "three questions to this office or more wait longer than they may"
    ),
    "exhaustion": gettext_noop("three people or more objected under this office and fell silent"),
}


def answer_said(answer: str) -> str:
    """Return an answer in words."""
    return _(_ANSWERS[answer])


def signal_said(signal: str) -> str:
    """Return in words what fires."""
    return _(_SIGNALS[signal])
