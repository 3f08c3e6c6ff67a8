"""Every refusal to set up the forum, and of profiles and affiliations."""

from isegoria.terms import WhyNot, gettext_noop

NOT_SECRETARIAT = WhyNot(
    rule="forum.not-secretariat",
    reason=gettext_noop("Only the secretariat can set up the forum."),
    instead=gettext_noop("Ask the secretariat for the change."),
)
NOTICE_INCOMPLETE = WhyNot(
    rule="forum.notice-incomplete",
    reason=gettext_noop("A privacy notice needs a text and a contact."),
    instead=gettext_noop("Fill in both. The contact can be an address or a page."),
)
NOTICE_TOO_LONG = WhyNot(
    rule="forum.notice-too-long",
    reason=gettext_noop("The notice has more than {most} characters, or the contact {contact}."),
    instead=gettext_noop("Make it shorter, or link to a longer text."),
)
GROUPS_DIFFER = WhyNot(
    rule="forum.groups-differ",
    reason=gettext_noop(
        "Two stakeholder groups have the same name, or a group does not have a name."
    ),
    instead=gettext_noop("Give each group its own name, one on each line."),
)
GROUP_NOT_RENAMED = WhyNot(
    rule="forum.group-not-renamed",
    reason=gettext_noop("“{name}” cannot be the new name of a stakeholder group here."),
    instead=gettext_noop(
        "Put the new name into the list of groups, and give it to one group that you had before."
    ),
)
NO_PARTICIPANT = WhyNot(
    rule="profile.no-participant",
    reason=gettext_noop("Only participants have a profile."),
    instead=gettext_noop("Sign in as the person whose profile it is."),
)
NAME_MISSING = WhyNot(
    rule="profile.name-missing",
    reason=gettext_noop("A profile needs a name. It is shown with what you do here."),
    instead=gettext_noop("Enter the name that others should see. A pseudonym is allowed."),
)
NO_SUCH_GROUP = WhyNot(
    rule="affiliation.no-such-group",
    reason=gettext_noop("This forum has no stakeholder group “{group}”."),
    instead=gettext_noop("Choose one of the forum’s groups, or leave the group empty."),
)
AFFILIATION_EMPTY = WhyNot(
    rule="affiliation.empty",
    reason=gettext_noop("This affiliation names neither an organisation nor a stakeholder group."),
    instead=gettext_noop(
        "Name an organisation or a group. To speak for yourself you do not need an affiliation."
    ),
)
AFFILIATION_NOT_YOURS = WhyNot(
    rule="affiliation.not-yours",
    reason=gettext_noop("Only the participant can end this affiliation."),
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
    instead=gettext_noop("Choose a later day."),
)
BEGINS_IN_THE_PAST = WhyNot(
    rule="affiliation.begins-in-the-past",
    reason=gettext_noop("A declaration holds from the day on which you make it, at the earliest."),
    instead=gettext_noop(
        "Choose {today} or a later day. What you did before, you can say in a text."
    ),
)
ENDS_IN_THE_PAST = WhyNot(
    rule="affiliation.ends-in-the-past",
    reason=gettext_noop("An affiliation ends on the day on which you say so, at the earliest."),
    instead=gettext_noop("Choose {today} or a later day."),
)
