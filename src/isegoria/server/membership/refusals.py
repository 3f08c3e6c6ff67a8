"""Every refusal to take part, to invite, and to count people in another group."""

from isegoria.terms import WhyNot, gettext_noop

NO_PARTICIPANT = WhyNot(
    rule="process.no-participant",
    reason=gettext_noop("Only a participant can take part."),
    instead=gettext_noop("Sign in as the one who takes part."),
)
JOINED = WhyNot(
    rule="process.joined",
    reason=gettext_noop("You take part already."),
    instead=gettext_noop("Choose another capacity if you act for somebody else now."),
)
NOT_JOINED = WhyNot(
    rule="process.not-joined",
    reason=gettext_noop("You do not take part in this process."),
    instead=gettext_noop("There is nothing to leave."),
)
INVITES_NOBODY = WhyNot(
    rule="invitation.nobody",
    reason=gettext_noop("An invitation goes to a group, a region, an organisation or a person."),
    instead=gettext_noop("Name at least one of these."),
)
NO_ADDRESS = WhyNot(
    rule="invitation.no-address",
    reason=gettext_noop("The forum needs an e-mail address to send the invitation."),
    instead=gettext_noop("Enter the address, or choose to invite them yourself in another way."),
)
INVITED = WhyNot(
    rule="invitation.sent",
    reason=gettext_noop("This address was invited already, in #{number}."),
    instead=gettext_noop("Send a reminder there instead."),
)
HERE_ALREADY = WhyNot(
    rule="invitation.here-already",
    reason=gettext_noop("The person or organisation that you invite takes part already."),
    instead=gettext_noop("Invite somebody who does not take part yet."),
)
DECLINED = WhyNot(
    rule="invitation.declined",
    reason=gettext_noop("This invitation was declined."),
    instead=gettext_noop("Invite somebody else, or send a new invitation."),
)
NAMES_NOBODY = WhyNot(
    rule="invitation.names-nobody",
    reason=gettext_noop("This invitation does not name a person."),
    instead=gettext_noop("There is nothing to erase."),
)
NOT_OFFICER = WhyNot(
    rule="invitation.not-officer",
    reason=gettext_noop(
        "Only the secretariat and the people who lead a stage can send invitations."
    ),
    instead=gettext_noop("Tell them who is missing, or ask these people yourself to take part."),
)
COUNTED = WhyNot(
    rule="process.counted",
    reason=gettext_noop("The process has counted people in their present groups already."),
    instead=gettext_noop("Give people seats in a group of the rules, or begin another process."),
)
