"""Every refusal of what is said, of positions, polls, texts, motions and proxies."""

from isegoria.terms import WhyNot, gettext_noop

REPLY_ELSEWHERE = WhyNot(
    rule="comment.elsewhere",
    reason=gettext_noop("What you reply to belongs to another chunk."),
    instead=gettext_noop("Open it there and reply."),
)
NO_QUESTION = WhyNot(
    rule="comment.no-question",
    reason=gettext_noop(
        "Only a question is put to an office; anything else the office would not have to answer."
    ),
    instead=gettext_noop("Choose “Question”, or choose nobody whom you ask."),
)
ASKS_NOBODY = WhyNot(
    rule="comment.asks-nobody",
    reason=gettext_noop("“{asked}” is no office of this process."),
    instead=gettext_noop("Choose one of: {there}."),
)
COMMENT_NOT_YOURS = WhyNot(
    rule="comment.not-yours",
    reason=gettext_noop("Only its author can edit it, and only while it is shown."),
    instead=gettext_noop("Reply to it."),
)
COMMENT_CHANGED = WhyNot(
    rule="comment.newer-text",
    reason=gettext_noop(
        "You changed it elsewhere while this page was open; what it says now stands above."
    ),
    instead=gettext_noop(
        "Bring both together in your text, which is kept here, and send it again."
    ),
)
POSITION_UNKNOWN = WhyNot(
    rule="position.unknown",
    reason=gettext_noop("“{answer}” is no position."),
    instead=gettext_noop("Choose one of the four."),
)
NOT_FOR_GROUP = WhyNot(
    rule="position.not-for-group",
    reason=gettext_noop("You do not sit here as a representative of “{group}”."),
    instead=gettext_noop("Take a position for yourself, or ask the secretariat for the seat."),
)
OBJECTION_SETTLED = WhyNot(
    rule="objection.settled",
    reason=gettext_noop("This objection is settled."),
    instead=gettext_noop("Whoever raised it may raise it anew, with what is new."),
)
NO_AUTHOR = WhyNot(
    rule="comment.no-participant",
    reason=gettext_noop("Only a participant says something."),
    instead=gettext_noop("Sign in as the one who says it."),
)
NEEDS_NOBODY = WhyNot(
    rule="motion.needs-nobody",
    reason=gettext_noop("The rules ask for nobody beside you here."),
    instead=gettext_noop("Do it yourself; if you may not, the page of the chunk says why."),
)
BACKED = WhyNot(
    rule="motion.backed",
    reason=gettext_noop("It is your own motion, you back it already, or it was done."),
    instead=gettext_noop("There is nothing to do."),
)
NOT_BACKED = WhyNot(
    rule="motion.not-backed",
    reason=gettext_noop("You do not back this motion, or it was done already."),
    instead=gettext_noop("There is nothing to take back."),
)
NO_PROXIES = WhyNot(
    rule="{model}/proxies",
    reason=gettext_noop("No ballot of this process is answered by proxy."),
    instead=gettext_noop("Each answers in person."),
)
PROXY_GIVEN = WhyNot(
    rule="proxy.given",
    reason=gettext_noop("You cannot hold your own proxy, or give two."),
    instead=gettext_noop("Take back the one that you gave, then give another."),
)
PROXY_NOT_YOURS = WhyNot(
    rule="proxy.not-yours",
    reason=gettext_noop("This proxy has ended, or is neither given nor held by you."),
    instead=gettext_noop("There is nothing to take back."),
)
NO_PARTICIPANT = WhyNot(
    rule="{act}.no-participant",
    reason=gettext_noop("Only a participant does this."),
    instead=gettext_noop("Sign in as the one who does it."),
)
POLL_NO_CHOICE = WhyNot(
    rule="poll.no-choice",
    reason=gettext_noop(
        "A straw poll has a question and 2 to {most} different answers; this one has {number}."
    ),
    instead=gettext_noop("Write one answer a line."),
)
POLL_NO_TIME = WhyNot(
    rule="poll.no-time",
    reason=gettext_noop("This straw poll would be over before it began."),
    instead=gettext_noop("Choose a later day."),
)
POLL_ANSWER_UNKNOWN = WhyNot(
    rule="poll.unknown-answer",
    reason=gettext_noop("“{answer}” is no answer here."),
    instead=gettext_noop("Answers are: {answers}."),
)
POLL_CLOSED = WhyNot(
    rule="poll.closed",
    reason=gettext_noop("This straw poll is over."),
    instead=gettext_noop("Say in the discussion what you think."),
)
NEWER_VERSION = WhyNot(
    rule="text.newer-version",
    reason=gettext_noop("While you were writing, {who} wrote version #{number} of this text."),
    instead=gettext_noop(
        "Bring both together in your text, which is kept here, and send it again."
    ),
)
NOT_ITS_OFFICE = WhyNot(
    rule="{model}/texts/substantive",
    reason=gettext_noop("Whether a change is one of substance is said by {office}."),
    instead=gettext_noop("Say in the discussion what changes in substance."),
)
NO_REASON = WhyNot(
    rule="text.no-reason",
    reason=gettext_noop("This needs a reason."),
    instead=gettext_noop("Say in a sentence why."),
)
OLD_VERSION = WhyNot(
    rule="text.old-version",
    reason=gettext_noop("There is a newer version of this text."),
    instead=gettext_noop("Look whether your amendment is still needed, and make it there."),
)
NO_SUCH_PARAGRAPH = WhyNot(
    rule="text.no-such-paragraph",
    reason=gettext_noop("The text has no paragraph {paragraph}."),
    instead=gettext_noop("It has paragraphs 1 to {last}."),
)
AMENDMENT_ANSWERED = WhyNot(
    rule="amendment.answered",
    reason=gettext_noop("This amendment was answered already (#{number})."),
    instead=gettext_noop("Read the answer; what is still missing can be proposed anew."),
)
AMENDMENT_HIDDEN = WhyNot(
    rule="amendment.hidden",
    reason=gettext_noop(
        "What this amendment proposes is hidden; nobody can read what would be taken up."
    ),
    instead=gettext_noop("Wait for the appeal, or decline it with a reason."),
)
AMENDMENT_ERASED = WhyNot(
    rule="amendment.erased",
    reason=gettext_noop(
        "What this amendment proposed was erased. It is not known what would be taken up."
    ),
    instead=gettext_noop("Decline it with a reason."),
)
PARAGRAPH_GONE = WhyNot(
    rule="amendment.paragraph-gone",
    reason=gettext_noop("The paragraph that this amendment changes is no longer in the text."),
    instead=gettext_noop(
        "Write a version that takes it up where it belongs, or decline it with a reason."
    ),
)
PARAGRAPH_CHANGED = WhyNot(
    rule="amendment.paragraph-changed",
    reason=gettext_noop(
        "The paragraph was changed while this page was open; how it reads now stands above."
    ),
    instead=gettext_noop(
        "Bring both together in the paragraph as you take it up, and send it again."
    ),
)
TOO_MANY_MARKS = WhyNot(
    rule="text.too-many-marks",
    reason=gettext_noop("This text has {number} marks of Markdown. A page can show {most}."),
    instead=gettext_noop(
        "Take out some links, tables or line breaks, or divide the text into parts."
    ),
)
NO_TEXT_YET = WhyNot(
    rule="text.none-yet",
    reason=gettext_noop("There is no text yet that could be amended."),
    instead=gettext_noop("Say in the discussion what it should hold."),
)
TEXT_ELSEWHERE = WhyNot(
    rule="text.elsewhere",
    reason=gettext_noop("This belongs to the text of another chunk."),
    instead=gettext_noop("Open it there."),
)
