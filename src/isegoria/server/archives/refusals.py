"""Every refusal to bring archives onto the record, and to forget who wrote in them."""

from isegoria.terms import WhyNot, gettext_noop

ONLY_SECRETARIAT_BRINGS = WhyNot(
    rule="archive.not-secretariat",
    reason=gettext_noop("Only the secretariat brings archives onto the record."),
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
    reason=gettext_noop("“{title}” is no archive."),
    instead=gettext_noop("Propose an issue in its call instead."),
)
HAS_ACCOUNT = WhyNot(
    rule="archive.has-account",
    reason=gettext_noop("{name} has an account here; what they say here they say themselves."),
    instead=gettext_noop("Bring it as written by a person of the archive."),
)
ONLY_SECRETARIAT_ERASES = WhyNot(
    rule="archive.not-secretariat",
    reason=gettext_noop("Only the secretariat erases who somebody of an archive was."),
    instead=gettext_noop("Write to the secretariat and say which name it is."),
)
NO_NAME_TO_ERASE = WhyNot(
    rule="archive.nobody-to-forget",
    reason=gettext_noop("Here is no name of an archive to erase."),
    instead=gettext_noop("Who has an account changes their name on their profile."),
)
