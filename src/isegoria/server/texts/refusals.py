"""Every refusal of a text for its length."""

from isegoria.terms import WhyNot, gettext_noop

TEXT_TOO_LONG = WhyNot(
    rule="text.too-long",
    reason=gettext_noop("This has {length} characters. A contribution has at most {most}."),
    instead=gettext_noop(
        "Cut it into several, or publish it elsewhere and link to it. What you wrote is kept here."
    ),
)
TEXT_EMPTY = WhyNot(
    rule="text.empty",
    reason=gettext_noop("A contribution needs words."),
    instead=gettext_noop("Write what you want to say."),
)
