"""Every refusal to put sessions on the record and to settle who spoke."""

from isegoria.terms import WhyNot, gettext_noop

TITLE_MISSING = WhyNot(
    rule="session.title-missing",
    reason=gettext_noop("A session needs a title."),
    instead=gettext_noop("Give the title under which it was announced."),
)
IMPORTED_BEFORE = WhyNot(
    rule="session.imported-before",
    reason=gettext_noop(
        "This file is on the record already, as session {session}: “{title}”. Nothing was changed."
    ),
    instead=gettext_noop("Settle and correct its turns there."),
)
RAPPORTEUR_ALREADY = WhyNot(
    rule="session.rapporteur-already",
    reason=gettext_noop("{name} is a rapporteur of this session already."),
    instead=gettext_noop("If you need another rapporteur, name somebody else."),
)
NO_SUCH_ROLE = WhyNot(
    rule="turn.no-such-role",
    reason=gettext_noop("“{role}” is not a role."),
    instead=gettext_noop("Choose one of these roles: {roles}."),
)
NO_VOICE = WhyNot(
    rule="turn.no-participant",
    reason=gettext_noop("Only a participant can claim a turn."),
    instead=gettext_noop("Sign in as the one who spoke, or settle the turn as rapporteur."),
)
NOT_SECRETARIAT = WhyNot(
    rule="session.not-secretariat",
    reason=gettext_noop(
        "Only the secretariat can put sessions on the record and name their rapporteurs."
    ),
    instead=gettext_noop("Send the captions to the secretariat."),
)
NO_RAPPORTEUR = WhyNot(
    rule="session.no-rapporteur",
    reason=gettext_noop("{name} is not rapporteur of this meeting."),
    instead=gettext_noop("Look at the page of the meeting for those who are."),
)
