"""Every refusal of cases of conflict and of their private notes."""

from isegoria.terms import WhyNot, gettext_noop

UNKNOWN_PARTY = WhyNot(
    rule="case.unknown-party",
    reason=gettext_noop("“{model}” has no office or group “{holder}”."),
    instead=gettext_noop("Choose one that the form offers."),
)
NOT_INDEPENDENT = WhyNot(
    rule="case.not-independent",
    reason=gettext_noop("{who} is not independent here: {why}."),
    instead=gettext_noop("Name somebody who took no part and belongs to no party."),
)
OFFICE_FIRST = WhyNot(
    rule="case.office-first",
    reason=gettext_noop(
        "Under these rules an office facilitates, and one who holds it is independent here."
    ),
    instead=gettext_noop("Name one of them: {who}."),
)
NOT_PARTY = WhyNot(
    rule="case.not-party",
    reason=gettext_noop(
        "This is answered by the party itself, for a group by who took part for it before the case"
        " began."
    ),
    instead=gettext_noop("Tell them that an answer is waited for."),
)
NOT_FACILITATOR = WhyNot(
    rule="case.not-facilitator-now",
    reason=gettext_noop("Only the facilitator of an open case steps down."),
    instead=gettext_noop("As a party you can decline the facilitator while you are asked."),
)
NOT_YET = WhyNot(
    rule="case.not-yet",
    reason=gettext_noop("A step is recorded when it was taken; this day has not come."),
    instead=gettext_noop("Set it as the day of the next step."),
)
NOTHING_TO_PUBLISH = WhyNot(
    rule="case.nothing-to-publish",
    reason=gettext_noop("There is no private note to which you have not agreed."),
    instead=gettext_noop("It is published when all have agreed."),
)
PRIVATE = WhyNot(
    rule="case.private",
    reason=gettext_noop("The private part is for the parties who accepted and the facilitator."),
    instead=gettext_noop("What is public about the case is on its page."),
)
NO_NOTES_NOW = WhyNot(
    rule="case.no-notes-now",
    reason=gettext_noop("Private notes are written while the case is under way."),
    instead=gettext_noop("Look at the case: it says who has to act next."),
)
