"""Every refusal to set up the forum, and of profiles and affiliations."""

from isegoria.terms import WhyNot, gettext_noop

NOT_SECRETARIAT = WhyNot(
    rule="forum.not-secretariat",
    reason=gettext_noop("Only the secretariat sets up the forum."),
    instead=gettext_noop("Ask the secretariat for the change."),
)
GROUPS_DIFFER = WhyNot(
    rule="forum.groups-differ",
    reason=gettext_noop("Two stakeholder groups have the same name, or one has none."),
    instead=gettext_noop("Give each group a name of its own, one a line."),
)
NO_PARTICIPANT = WhyNot(
    rule="profile.no-participant",
    reason=gettext_noop("Only participants have a profile."),
    instead=gettext_noop("Sign in as the participant whom it is about."),
)
NAME_MISSING = WhyNot(
    rule="profile.name-missing",
    reason=gettext_noop("A profile needs a name to be shown with what you do here."),
    instead=gettext_noop("Give the name you want to be known by; a pseudonym is allowed."),
)
NO_SUCH_GROUP = WhyNot(
    rule="affiliation.no-such-group",
    reason=gettext_noop("This forum has no stakeholder group “{group}”."),
    instead=gettext_noop("Choose one of the forum’s groups, or leave the group unstated."),
)
AFFILIATION_EMPTY = WhyNot(
    rule="affiliation.empty",
    reason=gettext_noop("Neither an organisation nor a stakeholder group is stated."),
    instead=gettext_noop(
        "Name at least one group. People who speak for themselves need no affiliation."
    ),
)
AFFILIATION_NOT_YOURS = WhyNot(
    rule="affiliation.not-yours",
    reason=gettext_noop("Only the participant ends an affiliation of theirs."),
    instead=gettext_noop("Ask them to do it on their profile."),
)
AFFILIATION_ENDED = WhyNot(
    rule="affiliation.ended",
    reason=gettext_noop("This affiliation ends on {until} already."),
    instead=gettext_noop("Declare a new one if you work for them again."),
)
ENDS_BEFORE_IT_BEGINS = WhyNot(
    rule="affiliation.ends-before-it-begins",
    reason=gettext_noop("An affiliation that begins on {begins} cannot end before that day."),
    instead=gettext_noop("Choose a later last day."),
)
