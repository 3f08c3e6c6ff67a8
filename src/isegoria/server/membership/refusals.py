"""Every refusal to take part, to invite, and to count people in another group."""

from isegoria.terms import WhyNot, gettext_noop

NO_PARTICIPANT = WhyNot(
    rule="process.no-participant",
    reason=gettext_noop("Only a participant takes part."),
    instead=gettext_noop("Sign in as the one who takes part."),
)
JOINED = WhyNot(
    rule="process.joined",
    reason=gettext_noop("You take part already."),
    instead=gettext_noop("Choose another capacity if you act for somebody else now."),
)
NOT_JOINED = WhyNot(
    rule="process.not-joined",
    reason=gettext_noop("You take no part in this process."),
    instead=gettext_noop("There is nothing to leave."),
)
INVITES_NOBODY = WhyNot(
    rule="invitation.nobody",
    reason=gettext_noop("An invitation goes to a group, a region, an organisation or a person."),
    instead=gettext_noop("Say at least one of them."),
)
NO_ADDRESS = WhyNot(
    rule="invitation.no-address",
    reason=gettext_noop("The forum can send an e-mail only to an address."),
    instead=gettext_noop("Give the address, or choose the way by which you invite them yourself."),
)
INVITED = WhyNot(
    rule="invitation.sent",
    reason=gettext_noop("This address was invited already, in #{number}."),
    instead=gettext_noop("Remind them there instead."),
)
DECLINED = WhyNot(
    rule="invitation.declined",
    reason=gettext_noop("This invitation was declined."),
    instead=gettext_noop("Invite somebody else, or anew."),
)
NAMES_NOBODY = WhyNot(
    rule="invitation.names-nobody",
    reason=gettext_noop("This invitation names nobody."),
    instead=gettext_noop("There is nothing to erase."),
)
NOT_OFFICER = WhyNot(
    rule="invitation.not-officer",
    reason=gettext_noop("Only the secretariat and those who lead a stage send invitations."),
    instead=gettext_noop("Tell them whose voice is missing, or ask people to take part yourself."),
)
COUNTED = WhyNot(
    rule="process.counted",
    reason=gettext_noop("Somebody was counted already, in the group that held then."),
    instead=gettext_noop("Give people seats in a group of the rules, or begin another process."),
)
