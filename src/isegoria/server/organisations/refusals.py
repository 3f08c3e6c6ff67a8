"""Every refusal to claim an organisation, and to say who speaks for it."""

from isegoria.terms import WhyNot, gettext_noop

NOT_SECRETARIAT = WhyNot(
    rule="organisation.not-secretariat",
    reason=gettext_noop("Only the secretariat decides who can claim an organisation."),
    instead=gettext_noop("Write to the secretariat, or claim the organisation yourself."),
)
NOT_DECLARED = WhyNot(
    rule="organisation.not-declared",
    reason=gettext_noop("You do not declare today that you speak for this organisation."),
    instead=gettext_noop("Declare it on your profile first."),
)
LOOKS_LIKE = WhyNot(
    rule="organisation.looks-like",
    reason=gettext_noop("This name looks like “{organisation}”, which is written otherwise."),
    instead=gettext_noop("Write it like “{organisation}” if you mean it, or with its place."),
)
CONFIRMED = WhyNot(
    rule="organisation.confirmed",
    reason=gettext_noop("The organisation confirmed this declaration already."),
    instead=gettext_noop("Look at the page of the organisation."),
)
WAITS = WhyNot(
    rule="organisation.waits",
    reason=gettext_noop("You claimed this already, and the secretariat has not decided yet."),
    instead=gettext_noop("Wait for the decision. You get a mail."),
)
TOO_MANY_CLAIMS = WhyNot(
    rule="organisation.too-many-claims",
    reason=gettext_noop("{most} of your claims wait for a decision."),
    instead=gettext_noop("Wait until one of them is decided."),
)
DECIDED = WhyNot(
    rule="organisation.decided",
    reason=gettext_noop("This claim was decided already."),
    instead=gettext_noop("Read the decision. The person can claim the organisation again."),
)
OWN_CLAIM = WhyNot(
    rule="organisation.own-claim",
    reason=gettext_noop("You cannot decide your own claim."),
    instead=gettext_noop("Ask another member of the secretariat, or the person who runs it."),
)
REJECTED_BEFORE = WhyNot(
    rule="organisation.rejected-before",
    reason=gettext_noop("You rejected this claim before, and the person asks for a second look."),
    instead=gettext_noop("Let another member of the secretariat decide."),
)
DECLARES_NO_MORE = WhyNot(
    rule="organisation.declares-no-more",
    reason=gettext_noop("This person does not declare today that they speak for it."),
    instead=gettext_noop("Ask them to declare it on their profile."),
)
DOMAIN_FOR_ANYBODY = WhyNot(
    rule="organisation.domain-for-anybody",
    reason=gettext_noop("Anybody can get an address at {domain}, so it proves nothing."),
    instead=gettext_noop("Leave the domain empty, or name the organisation’s own."),
)
DOMAIN_NOT_THEIRS = WhyNot(
    rule="organisation.domain-not-theirs",
    reason=gettext_noop("The person has no confirmed address at “{domain}”."),
    instead=gettext_noop("Leave the domain empty, or ask them to confirm an address there."),
)
NOT_REPRESENTATIVE = WhyNot(
    rule="organisation.not-representative",
    reason=gettext_noop("Only people who speak for “{organisation}” can say this."),
    instead=gettext_noop("Ask one of them. They are listed on its page."),
)
ANOTHER_ORGANISATION = WhyNot(
    rule="organisation.another",
    reason=gettext_noop("This declaration does not name “{organisation}”."),
    instead=gettext_noop("Choose a declaration of this organisation."),
)
NO_ADDRESS_THERE = WhyNot(
    rule="organisation.no-address",
    reason=gettext_noop("You have no confirmed address that “{organisation}” accepts as proof."),
    instead=gettext_noop("Add your address there on your profile, or ask a colleague."),
)
ENDED_BY_OTHERS = WhyNot(
    rule="organisation.ended-by-others",
    reason=gettext_noop("“{organisation}” ended that you speak for it."),
    instead=gettext_noop("Ask a colleague to confirm you, or claim it from the secretariat."),
)
ENDED = WhyNot(
    rule="organisation.ended",
    reason=gettext_noop("This person no longer speaks for the organisation."),
    instead=gettext_noop("Look at the page of the organisation."),
)
SPELLING_TAKEN = WhyNot(
    rule="organisation.spelling-taken",
    reason=gettext_noop("This spelling belongs to “{organisation}”."),
    instead=gettext_noop("Choose a spelling that another organisation does not have."),
)
