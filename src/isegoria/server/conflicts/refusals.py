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
    instead=gettext_noop("Name somebody who did not take part and does not belong to a party."),
)
OFFICE_FIRST = WhyNot(
    rule="case.office-first",
    reason=gettext_noop(
        "These rules have an office for facilitators. Some of its people are independent here."
    ),
    instead=gettext_noop("Name one of them: {who}."),
)
NOT_PARTY = WhyNot(
    rule="case.not-party",
    reason=gettext_noop(
        "Only the party can answer. For a group: people who took part for it before the case began."
    ),
    instead=gettext_noop("Tell the party that the case waits for its answer."),
)
NOT_FACILITATOR = WhyNot(
    rule="case.not-facilitator-now",
    reason=gettext_noop("Only the facilitator of an open case can step down."),
    instead=gettext_noop(
        "As a party you can decline the facilitator while the case waits for your answer."
    ),
)
NOT_YET = WhyNot(
    rule="case.not-yet",
    reason=gettext_noop("You can record a step only after it happened. This day is in the future."),
    instead=gettext_noop("Enter this day as the day of the next step."),
)
NOTHING_TO_PUBLISH = WhyNot(
    rule="case.nothing-to-publish",
    reason=gettext_noop("This case does not have a private note that waits for your agreement."),
    instead=gettext_noop("A note is published when everyone has agreed."),
)
PRIVATE = WhyNot(
    rule="case.private",
    reason=gettext_noop("The private part is for the parties who accepted and the facilitator."),
    instead=gettext_noop("The page of the case shows its public part."),
)
NO_NOTES_NOW = WhyNot(
    rule="case.no-notes-now",
    reason=gettext_noop("You can write private notes only while the case is under way."),
    instead=gettext_noop("Look at the case: it says who has to act next."),
)
PARTIES_ERASE = WhyNot(
    rule="case.parties-erase",
    reason=gettext_noop("Only the parties can agree to erase a note of somebody else."),
    instead=gettext_noop("You can erase your own notes on the page of the case."),
)
NOTE_NOT_PRIVATE = WhyNot(
    rule="case.note-not-private",
    reason=gettext_noop("This note is erased or published already."),
    instead=gettext_noop("Its author can erase a published note on the page of its act."),
)
AGREED_TO_ERASE = WhyNot(
    rule="case.agreed-to-erase",
    reason=gettext_noop("You have agreed to erase this note already."),
    instead=gettext_noop("It is erased when all parties have agreed."),
)
