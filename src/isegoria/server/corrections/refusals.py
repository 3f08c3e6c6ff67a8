"""Every refusal to correct what was said, and to call off what was begun."""

from isegoria.terms import WhyNot, gettext_noop

NOT_SECRETARIAT = WhyNot(
    rule="correction.not-secretariat",
    reason=gettext_noop("Only the secretariat can correct or cancel this."),
    instead=gettext_noop("Tell the secretariat what is wrong."),
)
NOT_ITS_OFFICER = WhyNot(
    rule="correction.not-its-officer",
    reason=gettext_noop("Only the secretariat and the officer of the stage can correct this."),
    instead=gettext_noop("Tell them what is wrong."),
)
NO_REASON = WhyNot(
    rule="correction.no-reason",
    reason=gettext_noop("A correction needs a reason, which everyone can read."),
    instead=gettext_noop("Say in one sentence what was wrong."),
)
TOO_LONG = WhyNot(
    rule="correction.too-long",
    reason=gettext_noop("This has {length} characters. There is room for {most}."),
    instead=gettext_noop("Make it shorter, and send it again."),
)
NOTHING_CHANGED = WhyNot(
    rule="correction.same",
    reason=gettext_noop("This says the same as before."),
    instead=gettext_noop("Change what is wrong, or leave the page."),
)
NO_TITLE = WhyNot(
    rule="correction.no-title",
    reason=gettext_noop("Without a title people cannot find it."),
    instead=gettext_noop("Give it a title that people understand."),
)
FROM_ARCHIVE = WhyNot(
    rule="correction.from-archive",
    reason=gettext_noop("This came from an archive and stays as it was there."),
    instead=gettext_noop("Correct the title of the archive, or write a comment elsewhere."),
)
PEOPLE_DECIDE = WhyNot(
    rule="correction.being-decided",
    reason=gettext_noop("People decide on “{title}” now: “{ballot}”."),
    instead=gettext_noop("Wait until it has ended and its stage is over."),
)
RELIED_ON = WhyNot(
    rule="correction.relied-on",
    reason=gettext_noop("People have already said what they think about “{title}”."),
    instead=gettext_noop("You can still correct its spelling: one letter of a long word."),
)
UNREADABLE = WhyNot(
    rule="correction.unreadable",
    reason=gettext_noop("The part “{title}” cannot be read now."),
    instead=gettext_noop("Wait until this is repaired. The operator was told."),
)
TITLE_OF_ISSUE = WhyNot(
    rule="correction.title-of-issue",
    reason=gettext_noop("This part has the title of its issue."),
    instead=gettext_noop("Correct the title of the issue."),
)
NO_TEXT = WhyNot(
    rule="correction.no-text",
    reason=gettext_noop("An erratum corrects the text of an outcome. This has no such text."),
    instead=gettext_noop("Before the outcome, write a new version of the text."),
)
MORE_THAN_SPELLING = WhyNot(
    rule="correction.more-than-spelling",
    reason=gettext_noop("This changes more than the spelling of the text that was decided."),
    instead=gettext_noop(
        "Change single letters of long words, capitals or punctuation. For more, ask the"
        " question again."
    ),
)
APPEAL_WAITS = WhyNot(
    rule="correction.appeal-waits",
    reason=gettext_noop("An appeal waits in “{title}”. It could not be decided any more."),
    instead=gettext_noop("Wait until “{office}” has decided the appeal."),
)
NOT_UNDOABLE = WhyNot(
    rule="undo.not-this-kind",
    reason=gettext_noop("An act of this kind cannot be undone."),
    instead=gettext_noop("Correct it, withdraw it or erase it by a further act."),
)
NOT_YOURS = WhyNot(
    rule="undo.not-yours",
    reason=gettext_noop("You can only undo what you did yourself."),
    instead=gettext_noop("Ask the person who did it."),
)
TOO_LATE = WhyNot(
    rule="undo.too-late",
    reason=gettext_noop("This was done more than {minutes} minutes ago."),
    instead=gettext_noop("Put it right by a further act."),
)
NOT_LAST = WhyNot(
    rule="undo.not-last",
    reason=gettext_noop("You have done something else since."),
    instead=gettext_noop("Undo that first, or put this right by a further act."),
)
ACTED_ON = WhyNot(
    rule="undo.acted-on",
    reason=gettext_noop("Others have acted on this already, in #{number}."),
    instead=gettext_noop("Put this right by an act that comes after it."),
)
