"""Every refusal to hide or erase what others rely on, and of those who may only read."""

from isegoria.terms import WhyNot, gettext_noop

REASON_NOT_HIDDEN = WhyNot(
    rule="words.decided",
    reason=gettext_noop("You cannot hide this reason: a decision rests on it."),
    instead=gettext_noop("If a law says that it must go, erase it and name the legal ground."),
)
OUTCOME_NOT_HIDDEN = WhyNot(
    rule="words.decided",
    reason=gettext_noop("You cannot hide this text: it is the text of the outcome “{title}”."),
    instead=gettext_noop("If a law says that it must go, erase it and name the legal ground."),
)
DECIDED_ON_NOT_HIDDEN = WhyNot(
    rule="words.decided",
    reason=gettext_noop("You cannot hide this text: people are deciding on it in “{title}”."),
    instead=gettext_noop("If a law says that it must go, erase it and name the legal ground."),
)
ANSWERED_NOT_HIDDEN = WhyNot(
    rule="words.decided",
    reason=gettext_noop("You cannot hide this version: people answered it in “{title}”."),
    instead=gettext_noop("If a law says that it must go, erase it and name the legal ground."),
)
REASON_NOT_ERASED = WhyNot(
    rule="words.decided",
    reason=gettext_noop("You cannot erase this reason: a decision rests on it."),
    instead=gettext_noop("If a law says that it must go, ask somebody else of the secretariat."),
)
OUTCOME_NOT_ERASED = WhyNot(
    rule="words.decided",
    reason=gettext_noop("You cannot erase this text: it is the text of the outcome “{title}”."),
    instead=gettext_noop("If a law says that it must go, ask somebody else of the secretariat."),
)
DECIDED_ON_NOT_ERASED = WhyNot(
    rule="words.decided",
    reason=gettext_noop("You cannot erase this text: people are deciding on it in “{title}”."),
    instead=gettext_noop("If a law says that it must go, ask somebody else of the secretariat."),
)
ANSWERED_NOT_ERASED = WhyNot(
    rule="words.decided",
    reason=gettext_noop("You cannot erase this version: people answered it in “{title}”."),
    instead=gettext_noop("If a law says that it must go, ask somebody else of the secretariat."),
)
WORKED_ON_NOT_ERASED = WhyNot(
    rule="words.decided",
    reason=gettext_noop("You cannot erase this question: others worked on it in “{title}”."),
    instead=gettext_noop("If a law says that it must go, ask somebody else of the secretariat."),
)
NO_GROUND_FOR_QUESTION = WhyNot(
    rule="words.no-ground",
    reason=gettext_noop(
        "Others worked on this question in “{title}”. You can erase it only if a law asks for it."
    ),
    instead=gettext_noop("Choose the legal ground. The page of the outcome shows it."),
)
NO_GROUND_FOR_TEXT = WhyNot(
    rule="words.no-ground",
    reason=gettext_noop(
        "People decide on this text in “{title}”. You can erase it only if a law asks for it."
    ),
    instead=gettext_noop("Choose the legal ground. The page of the outcome shows it."),
)
NO_GROUND_FOR_REASON = WhyNot(
    rule="words.no-ground",
    reason=gettext_noop(
        "A decision rests on this reason. You can erase it only if a law asks for it."
    ),
    instead=gettext_noop("Choose the legal ground. The record shows it."),
)
MAY_ONLY_READ = WhyNot(
    rule="conduct.restricted",
    reason=gettext_noop(
        "You may only read here until {until} (#{number}, rule {broken} of the code): {reason}"
    ),
    instead=gettext_noop("You can appeal against this: /code/decisions/{number}/."),
)
