"""Every refusal of the review of turns."""

from isegoria.terms import WhyNot, gettext_noop

TURN_SETTLED_SO = WhyNot(
    rule="turn.settled-so",
    reason=gettext_noop("Turn {turn} already says this."),
    instead=gettext_noop("Go on to the next doubtful turn."),
)
TURN_NOT_SETTLED = WhyNot(
    rule="turn.not-settled",
    reason=gettext_noop(
        "You can only take back a decision about a turn. Turn {turn} has none yet."
    ),
    instead=gettext_noop("If you know who spoke, settle the turn."),
)
TURN_SETTLED = WhyNot(
    rule="turn.settled",
    reason=gettext_noop(
        "Turn {turn} is settled already: it names the speaker, or says that the speaker is unknown."
    ),
    instead=gettext_noop(
        "If that is wrong, tell the rapporteur or the secretariat. They can settle it again."
    ),
)
CORRECTION_UNREASONED = WhyNot(
    rule="turn.reason-missing",
    reason=gettext_noop("A correction needs a reason. It is shown beside the correction."),
    instead=gettext_noop("Say in a few words how you know, such as “heard on the recording”."),
)
TEXT_UNCHANGED = WhyNot(
    rule="turn.text-same",
    reason=gettext_noop("Your text for turn {turn} is the same as now, or it is empty."),
    instead=gettext_noop("Correct the words that are wrong in the captions, and send it again."),
)
NOT_RAPPORTEUR = WhyNot(
    rule="turn.not-rapporteur",
    reason=gettext_noop(
        "Only the session’s rapporteurs and the secretariat can settle and correct turns."
    ),
    instead=gettext_noop("If the words are your own, open the turn and choose “I said this”."),
)
