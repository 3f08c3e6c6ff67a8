"""Every refusal that a page gives itself, before or instead of an act."""

from isegoria.terms import WhyNot, gettext_noop

FORM_NOT_READ = WhyNot(
    rule="form.not-read",
    reason=gettext_noop("Nothing was changed: {what}"),
    instead=gettext_noop("This is a new form. Fill it in again."),
)
FORM_EXPIRED = WhyNot(
    rule="form.expired",
    reason=gettext_noop(
        "Nothing was changed: this form was open for too long, or it was not one of this forum."
    ),
    instead=gettext_noop("Open the page again and copy there what you typed."),
)
MAIL_WAITS = WhyNot(
    rule="mail.waits",
    reason=gettext_noop(
        "The mail was not sent: the forum cannot reach its mail server, and many mails "
        "wait already."
    ),
    instead=gettext_noop("Try again in a few minutes. If it happens again, tell the secretariat."),
)
METHOD_NOT_KNOWN = WhyNot(
    rule="request.method",
    reason=gettext_noop("This address does not take “{method}”. Nothing was changed."),
    instead=gettext_noop("Use {allowed}, or the form on the previous page."),
)
NO_FORM = WhyNot(
    rule="request.no-form",
    reason=gettext_noop("The forum reads forms, and this was sent as “{kind}”. Nothing changed."),
    instead=gettext_noop(
        "Send the fields as application/x-www-form-urlencoded or multipart/form-data."
    ),
)
SIGNED_OUT = WhyNot(
    rule="act.signed-out",
    reason=gettext_noop("You are signed out, or your session has ended. Nothing was changed."),
    instead=gettext_noop("Sign in: what you typed will be in the form again."),
)
SIGNED_OUT_NOT_KEPT = WhyNot(
    rule="act.signed-out",
    reason=gettext_noop("You are signed out, or your session has ended. Nothing was changed."),
    instead=gettext_noop("Copy what you typed, then sign in."),
)
RULES_NOT_SHOWN = WhyNot(
    rule="process.rules-not-shown",
    reason=gettext_noop("The form came without the rules that the page showed. Nothing has begun."),
    instead=gettext_noop("The page shows the rules now. Read them, then press “Begin” again."),
)
RULES_CHANGED = WhyNot(
    rule="process.rules-changed",
    reason=gettext_noop(
        "The text of these rules changed after you opened this page. Nothing has begun."
    ),
    instead=gettext_noop("The page shows the new text now. Read it, then press “Begin” again."),
)
OTHER_RULES_CHOSEN = WhyNot(
    rule="process.other-rules-chosen",
    reason=gettext_noop(
        "You chose “{chosen}”, but the page showed other rules. Nothing has begun."
    ),
    instead=gettext_noop(
        "The page shows what you chose now. Check what these rules need, then press “Begin” again."
    ),
)
STEP_GONE = WhyNot(
    rule="chunk.no-such-step",
    reason=gettext_noop(
        "“{title}” is now in “{stage}”, which does not have this step. Nothing was changed."
    ),
    instead=gettext_noop(
        "Look at what you can do now. What you typed is kept below, so that you can copy it."
    ),
)
DRAFT_SAVED_ELSEWHERE = WhyNot(
    rule="draft.saved-elsewhere",
    reason=gettext_noop(
        "This draft was saved elsewhere, perhaps in another tab, after you opened this page. "
        "Nothing was changed."
    ),
    instead=gettext_noop(
        "Your text is still in the form, and the saved text is below it. Save again to replace the "
        "saved text with yours."
    ),
)
