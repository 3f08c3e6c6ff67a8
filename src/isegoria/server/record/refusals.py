"""Every refusal at the one door for acts, whatever the act."""

from isegoria.terms import WhyNot, gettext_noop

KEY_USED = WhyNot(
    rule="act.key-used",
    reason=gettext_noop("This form was already used for another act, #{number}."),
    instead=gettext_noop(
        "What you sent now is kept here. If you want to do this too, send it again."
    ),
)
UNWRITABLE = WhyNot(
    rule="act.characters",
    reason=gettext_noop(
        "“{field}” has a character that cannot be written, {code}, at place {place}."
    ),
    instead=gettext_noop("Take this character out. Everything else can stay."),
)
DAY_TOO_FAR = WhyNot(
    rule="act.day",
    reason=gettext_noop("The forum cannot use the day {day}: it is too far away."),
    instead=gettext_noop("Choose a day between {first} and {last}."),
)
CAPACITY_NOT_CURRENT = WhyNot(
    rule="capacity.not-current",
    reason=gettext_noop("You cannot act for “{capacity}” today."),
    instead=gettext_noop(
        "Choose one of your current affiliations, or declare it on your profile first."
    ),
)
FACTOR_MISSING = WhyNot(
    rule="act.second-factor",
    reason=gettext_noop("The role in which you can do this needs a second factor."),
    instead=gettext_noop("Set up a second factor on your profile, then do it again."),
)
