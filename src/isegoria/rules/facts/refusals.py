"""Every refusal that several parts of the engine share."""

from isegoria.terms import WhyNot, gettext_noop

FOR_OTHERS = WhyNot(
    rule="{model}/{rule}",
    reason=gettext_noop("Only {holder} can do this."),
    instead=gettext_noop("Ask {holder} to do it."),
)
REASON_MISSING = WhyNot(
    rule="{model}/{rule}",
    reason=gettext_noop("This step needs a reason."),
    instead=gettext_noop("Give the reason in one sentence."),
)
NO_SUCH_NAME = WhyNot(
    rule="{model}/{stage}",
    reason=gettext_noop("The stage “{stage}” has no {kind} “{name}”."),
    instead=gettext_noop("Choose one of: {there}."),
)
NOTHING_OF_THE_KIND = WhyNot(
    rule="{model}/{stage}",
    reason=gettext_noop(
        "The stage “{stage}” has nothing of the kind {kind}, so “{name}” is not possible."
    ),
    instead=gettext_noop("Look at what you can do now."),
)
