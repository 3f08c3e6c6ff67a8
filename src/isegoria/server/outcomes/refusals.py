"""Every refusal to follow up an outcome, to name who acts on it, and to remind them."""

from isegoria.terms import WhyNot, gettext_noop

NO_OUTCOME = WhyNot(
    rule="outcome.none-yet",
    reason=gettext_noop("This part does not have an outcome to follow up."),
    instead=gettext_noop("Take part in the discussion."),
)
NO_RATING = WhyNot(
    rule="outcome.no-rating",
    reason=gettext_noop("“{rating}” does not say what became of the outcome."),
    instead=gettext_noop("Choose one of the four answers."),
)
NOT_ITS_OFFICER = WhyNot(
    rule="outcome.not-its-officer",
    reason=gettext_noop(
        "Only the secretariat and the officer who led to the outcome can add who should act."
    ),
    instead=gettext_noop("Say in a follow-up who should act."),
)
NOBODY_TO_NAME = WhyNot(
    rule="outcome.nobody-to-name",
    reason=gettext_noop(
        "This part does not have an outcome yet, or its rules do not have this office."
    ),
    instead=gettext_noop(
        "After the outcome, name groups, offices of these rules, organisations or participants."
    ),
)
NO_ADDRESS = WhyNot(
    rule="outcome.no-address",
    reason=gettext_noop("Others cannot open the address “{address}”."),
    instead=gettext_noop("Give an address that begins with https:// or http://."),
)
NOTHING_TO_REMIND = WhyNot(
    rule="outcome.nothing-to-remind",
    reason=gettext_noop("This reminder is not due yet, or it was sent already."),
    instead=gettext_noop("There is nothing to do."),
)
