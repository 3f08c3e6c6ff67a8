"""Every refusal to merge an issue that something still rests on."""

from isegoria.terms import WhyNot, gettext_noop

PART_ENDED = WhyNot(
    rule="issue.part-ended",
    reason=gettext_noop(
        "“{part}” of this issue has an outcome. After a merge people could not appeal against it."
    ),
    instead=gettext_noop("Keep both. On the newer one say that it asks an earlier question again."),
)
APPEAL_WAITS = WhyNot(
    rule="issue.appeal-waits",
    reason=gettext_noop("An appeal waits in “{part}”. After a merge it could not be decided."),
    instead=gettext_noop("Wait until “{office}” has decided the appeal, then merge."),
)
