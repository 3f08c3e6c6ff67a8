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
NO_WEIGHT = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("{office} has stated no weight for your organisation."),
    instead=gettext_noop("Ask {office} before the next ballot. Weights are fixed when it opens."),
)
NOT_WEIGHED = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("Answers to this ballot have no stated weights."),
    instead=gettext_noop("Leave it as it is. The rules say what an answer weighs."),
)
WEIGHTS_FIXED = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("The weights were fixed when the ballot opened."),
    instead=gettext_noop("State the new weights before the next ballot opens."),
)
NO_WEIGHTS = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("A weight is a whole number from 1 to {most}, not “{said}”."),
    instead=gettext_noop("Write one organisation a line with a whole number, such as {example}."),
)
WEIGHED_TWICE = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("“{said}” names no organisation, or one that stands there already."),
    instead=gettext_noop("Write each organisation once, such as {example}."),
)
TOO_MANY_WEIGHTS = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("There are {said} lines. Weights have between 1 and {most} of them."),
    instead=gettext_noop("Write one line for each organisation, such as {example}."),
)
