"""Every refusal to give a role of the forum, and to end it."""

from isegoria.terms import WhyNot, gettext_noop

NOT_SECRETARIAT = WhyNot(
    rule="role.not-secretariat",
    reason=gettext_noop("Only the secretariat can give roles of the forum and end them."),
    instead=gettext_noop("Ask the secretariat, or end a role that you hold yourself."),
)
UNKNOWN = WhyNot(
    rule="role.unknown",
    reason=gettext_noop("The forum does not have a role “{role}”."),
    instead=gettext_noop("Choose one of these roles: {there}."),
)
WRONG_PLACE = WhyNot(
    rule="role.wrong-place",
    reason=gettext_noop(
        "The secretariat works for the whole forum, and somebody facilitates one process."
    ),
    instead=gettext_noop("Choose a process for a facilitator, and none for the secretariat."),
)
NO_ACCOUNT = WhyNot(
    rule="role.no-account",
    reason=gettext_noop("{who} does not have an account that can be used."),
    instead=gettext_noop("Choose somebody who can sign in here."),
)
HELD = WhyNot(
    rule="role.held",
    reason=gettext_noop("{who} holds this role already."),
    instead=gettext_noop("Choose somebody else, or another role."),
)
NOT_HELD = WhyNot(
    rule="role.not-held",
    reason=gettext_noop("{who} does not hold this role."),
    instead=gettext_noop("Look at the list of roles as it is now."),
)
LAST_OF_SECRETARIAT = WhyNot(
    rule="role.last-secretariat",
    reason=gettext_noop("This is the last member of the secretariat."),
    instead=gettext_noop("Let somebody else join the secretariat first."),
)
NOT_SECRETARIAT_FOR_FACTORS = WhyNot(
    rule="role.factors-not-secretariat",
    reason=gettext_noop("Only the secretariat decides about second factors of others."),
    instead=gettext_noop("Set up your own second factor on your profile."),
)
NO_FORUM = WhyNot(
    rule="role.no-forum",
    reason=gettext_noop("The forum does not have a name yet."),
    instead=gettext_noop("Set up the forum first."),
)
OWN_FACTOR_FIRST = WhyNot(
    rule="role.own-factor-first",
    reason=gettext_noop("You hold such a role yourself and do not have a second factor."),
    instead=gettext_noop("Set up your own second factor first. Without it you could not go on."),
)
OWN_FACTOR = WhyNot(
    rule="factor.own",
    reason=gettext_noop("This is your own second factor."),
    instead=gettext_noop("Remove it on your profile. There you show that it is you."),
)
NO_FACTOR = WhyNot(
    rule="factor.none",
    reason=gettext_noop("{who} does not have a second factor."),
    instead=gettext_noop("Tell them to sign in by a mail."),
)
ONE_CONFIDANT = WhyNot(
    rule="role.one-confidant",
    reason=gettext_noop("{who} is the confidant. The fewer people know, the safer it is."),
    instead=gettext_noop("End that role first. The next confidant has to ask people again."),
)
NOT_CONFIDANT = WhyNot(
    rule="alias.not-confidant",
    reason=gettext_noop("Only the confidant of the forum can say that they know who this is."),
    instead=gettext_noop("Ask the secretariat who the confidant is. Some forums have none."),
)
OWN_ALIAS = WhyNot(
    rule="alias.own",
    reason=gettext_noop("You cannot vouch for yourself."),
    instead=gettext_noop("Ask the secretariat to name another confidant."),
)
NO_ALIAS = WhyNot(
    rule="alias.no-account",
    reason=gettext_noop("This account was erased, or comes from an archive."),
    instead=gettext_noop("Look at the page of the person."),
)
ALIAS_KNOWN = WhyNot(
    rule="alias.known",
    reason=gettext_noop("You have said already that you know who this is."),
    instead=gettext_noop("The page of the person shows it."),
)
ALIAS_NOT_KNOWN = WhyNot(
    rule="alias.not-known",
    reason=gettext_noop("The confidant does not vouch for this person now."),
    instead=gettext_noop("Look at the page of the person."),
)
