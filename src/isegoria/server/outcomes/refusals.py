"""Every refusal to follow up an outcome, to name who acts on it, and to remind them."""

from isegoria.terms import WhyNot, gettext_noop

NO_OUTCOME = WhyNot(
    rule="outcome.none-yet",
    reason=gettext_noop("There is no outcome yet that could be followed up."),
    instead=gettext_noop("Take part in the discussion."),
)
NO_RATING = WhyNot(
    rule="outcome.no-rating",
    reason=gettext_noop("“{rating}” does not say what became of it."),
    instead=gettext_noop("Choose one of the four."),
)
NOT_ITS_OFFICER = WhyNot(
    rule="outcome.not-its-officer",
    reason=gettext_noop(
        "Only the secretariat and the officer who led to an outcome name who is asked to act on it."
    ),
    instead=gettext_noop("Say in a follow-up who should act."),
)
NOBODY_TO_NAME = WhyNot(
    rule="outcome.nobody-to-name",
    reason=gettext_noop("There is no outcome yet, or no such office in its rules."),
    instead=gettext_noop(
        "Name groups, offices of the model, organisations or participants once it came out."
    ),
)
NO_ADDRESS = WhyNot(
    rule="outcome.no-address",
    reason=gettext_noop("“{address}” is no address that others can open."),
    instead=gettext_noop("Evidence has an address that begins with https:// or http://."),
)
NOTHING_TO_REMIND = WhyNot(
    rule="outcome.nothing-to-remind",
    reason=gettext_noop("This reminder is not due, or was sent."),
    instead=gettext_noop("There is nothing to do."),
)
