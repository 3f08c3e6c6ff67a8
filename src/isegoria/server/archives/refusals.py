"""Every refusal to bring archives onto the record, and to forget who wrote in them."""

from isegoria.terms import WhyNot, gettext_noop

ONLY_SECRETARIAT_BRINGS = WhyNot(
    rule="archive.not-secretariat",
    reason=gettext_noop("Only the secretariat can add archives to the record."),
    instead=gettext_noop("Tell the secretariat where the archive is."),
)
IMPORTED_BEFORE = WhyNot(
    rule="archive.imported-before",
    reason=gettext_noop(
        "“{file}” is on the record already, in process {process}: “{title}”. Nothing was changed."
    ),
    instead=gettext_noop("Look at it there, or leave this file out."),
)
NO_ARCHIVE = WhyNot(
    rule="archive.none",
    reason=gettext_noop("“{title}” did not come from an archive."),
    instead=gettext_noop("To add something here, propose an issue."),
)
HAS_ACCOUNT = WhyNot(
    rule="archive.has-account",
    reason=gettext_noop(
        "{name} has an account here. An archive cannot speak for people with an account."
    ),
    instead=gettext_noop("Give the author as a person of the archive instead."),
)
ONLY_SECRETARIAT_ERASES = WhyNot(
    rule="archive.not-secretariat",
    reason=gettext_noop("Only the secretariat can erase the name of an archive author."),
    instead=gettext_noop("Write to the secretariat and say which name it is."),
)
NO_NAME_TO_ERASE = WhyNot(
    rule="archive.nobody-to-forget",
    reason=gettext_noop(
        "This person did not come from an archive, or the name was erased already."
    ),
    instead=gettext_noop("People with an account can change their name on their profile."),
)
