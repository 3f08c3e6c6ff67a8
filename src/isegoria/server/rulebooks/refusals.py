"""Every refusal to put rules into use."""

from isegoria.terms import WhyNot, gettext_noop

NOT_SECRETARIAT = WhyNot(
    rule="process.not-secretariat",
    reason=gettext_noop(
        "Only the secretariat can do this. It puts models into use, begins processes and merges"
        " issues. In some processes only the secretariat can propose issues."
    ),
    instead=gettext_noop("Write to the secretariat and say what you propose."),
)
NO_MODEL = WhyNot(
    rule="process.not-a-model",
    reason=gettext_noop("The text is not a model yet: {fault}."),
    instead=gettext_noop("Correct this error, and check the text again."),
)
CANNOT_WORK = WhyNot(
    rule="process.cannot-work",
    reason=gettext_noop("These rules cannot work: {fault}"),
    instead=gettext_noop(
        "Correct what the checker calls an error. Warnings are for you to decide."
    ),
)
ID_OF_THE_LIBRARY = WhyNot(
    rule="process.id-of-the-library",
    reason=gettext_noop("“{model}” is a model of the library. You cannot change it."),
    instead=gettext_noop("Give your copy its own id."),
)
VERSION_NOT_NEXT = WhyNot(
    rule="process.version-not-next",
    reason=gettext_noop(
        "Version {latest} of “{model}” is in use. Your text says that it is version {version}."
    ),
    instead=gettext_noop(
        "Write version {next} into your text. Processes that run keep the version they began with."
    ),
)
