"""Every refusal of what is said, of positions, polls, texts, motions and proxies."""

from isegoria.terms import WhyNot, gettext_noop

REPLY_ELSEWHERE = WhyNot(
    rule="comment.elsewhere",
    reason=gettext_noop("The comment that you reply to belongs to another part."),
    instead=gettext_noop("Open that part and reply there."),
)
NO_QUESTION = WhyNot(
    rule="comment.no-question",
    reason=gettext_noop("You chose whom to ask, but this is not a question."),
    instead=gettext_noop("Choose “Question”, or leave “Whom you ask” empty."),
)
ASKS_NOBODY = WhyNot(
    rule="comment.asks-nobody",
    reason=gettext_noop("“{asked}” is not an office of this process."),
    instead=gettext_noop("Choose one of: {there}."),
)
ASKS_VACANT = WhyNot(
    rule="comment.asks-vacant",
    reason=gettext_noop("The role “{role}” is vacant, so your question would wait for no one."),
    instead=gettext_noop("Ask the secretariat, or leave “Whom you ask” empty."),
)
ITEM_UNANSWERED = WhyNot(
    rule="item.unanswered",
    reason=gettext_noop("People answer no statements in “{stage}” or in a stage that can follow."),
    instead=gettext_noop("Write it in the discussion."),
)
STANDS_ALREADY = WhyNot(
    rule="item.stands-already",
    reason=gettext_noop("You stand in the election of “{stage}” already. Each person stands once."),
    instead=gettext_noop("Say more about yourself in the discussion."),
)
COMMENT_NOT_YOURS = WhyNot(
    rule="comment.not-yours",
    reason=gettext_noop("Only the author can edit a comment, and only while it is shown."),
    instead=gettext_noop("Write a reply to it instead."),
)
COMMENT_CHANGED = WhyNot(
    rule="comment.newer-text",
    reason=gettext_noop(
        "You changed this comment elsewhere while this page was open. The new text is above."
    ),
    instead=gettext_noop("Your text is kept here. Put both together in it, and send it again."),
)
POSITION_UNKNOWN = WhyNot(
    rule="position.unknown",
    reason=gettext_noop("“{answer}” is not a position."),
    instead=gettext_noop("Choose one of the four answers."),
)
NO_POSITION = WhyNot(
    rule="position.none",
    reason=gettext_noop("You hold no position here that you could withdraw."),
    instead=gettext_noop("Choose one of the four positions to take one."),
)
NOT_FOR_GROUP = WhyNot(
    rule="position.not-for-group",
    reason=gettext_noop("You do not sit here as a representative of “{group}”."),
    instead=gettext_noop("Take a position for yourself, or ask the secretariat for the seat."),
)
NOT_SENT = WhyNot(
    rule="position.not-for-group",
    reason=gettext_noop(
        "Others gave seats to the representatives of “{group}”. You took your seat yourself."
    ),
    instead=gettext_noop("Take a position for yourself, or speak with the representatives."),
)
OBJECTION_SETTLED = WhyNot(
    rule="objection.settled",
    reason=gettext_noop("This objection is settled."),
    instead=gettext_noop("Its author can raise a new objection if there is something new."),
)
NO_AUTHOR = WhyNot(
    rule="comment.no-participant",
    reason=gettext_noop("Only participants can contribute here."),
    instead=gettext_noop("Sign in as the person who contributes."),
)
NEEDS_NOBODY = WhyNot(
    rule="motion.needs-nobody",
    reason=gettext_noop("You do not need the support of others for this."),
    instead=gettext_noop("Do it yourself. If you cannot, the page of the part says why."),
)
BACKED = WhyNot(
    rule="motion.backed",
    reason=gettext_noop("This motion is your own, you support it already, or it was done already."),
    instead=gettext_noop("There is nothing to do."),
)
NOT_BACKED = WhyNot(
    rule="motion.not-backed",
    reason=gettext_noop("You do not support this motion, or it was done already."),
    instead=gettext_noop("There is nothing to take back."),
)
NO_PROXIES = WhyNot(
    rule="{model}/proxies",
    reason=gettext_noop("The ballots of this process do not allow proxies."),
    instead=gettext_noop("Everyone has to answer in person."),
)
PROXY_GIVEN = WhyNot(
    rule="proxy.given",
    reason=gettext_noop("You cannot hold your own proxy, or give two proxies."),
    instead=gettext_noop("Take back the proxy that you gave, then give another one."),
)
PROXY_NOT_JOINED = WhyNot(
    rule="proxy.not-joined",
    reason=gettext_noop("You can give a proxy only in a process in which you take part."),
    instead=gettext_noop("Join the process first, then give the proxy."),
)
PROXY_NOT_YOURS = WhyNot(
    rule="proxy.not-yours",
    reason=gettext_noop("This proxy has ended, or you did not give it and do not hold it."),
    instead=gettext_noop("There is nothing to take back."),
)
NO_PARTICIPANT = WhyNot(
    rule="{act}.no-participant",
    reason=gettext_noop("Only a participant can do this."),
    instead=gettext_noop("Sign in as the one who does it."),
)
POLL_NO_CHOICE = WhyNot(
    rule="poll.no-choice",
    reason=gettext_noop(
        "A straw poll needs a question and 2 to {most} different answers. Answers now: {number}."
    ),
    instead=gettext_noop("Write a question, and one answer on each line."),
)
POLL_NO_TIME = WhyNot(
    rule="poll.no-time",
    reason=gettext_noop("This straw poll would be over before it began."),
    instead=gettext_noop("Choose a later day."),
)
POLL_ANSWER_UNKNOWN = WhyNot(
    rule="poll.unknown-answer",
    reason=gettext_noop("“{answer}” is not an answer of this straw poll."),
    instead=gettext_noop("Choose one of these answers: {answers}."),
)
POLL_CLOSED = WhyNot(
    rule="poll.closed",
    reason=gettext_noop("This straw poll is over."),
    instead=gettext_noop("Say in the discussion what you think."),
)
NEWER_VERSION = WhyNot(
    rule="text.newer-version",
    reason=gettext_noop("While you were writing, {who} wrote version #{number} of this text."),
    instead=gettext_noop("Your text is kept here. Put both together in it, and send it again."),
)
NOT_ITS_OFFICE = WhyNot(
    rule="{model}/texts/substantive",
    reason=gettext_noop("Only {office} can say whether this is a change of substance."),
    instead=gettext_noop("Say in the discussion what changes in substance."),
)
ONLY_SECRETARIAT_SAYS = WhyNot(
    rule="{model}/texts/substantive",
    reason=gettext_noop("Only the secretariat can say whether this is a change of substance."),
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
    instead=gettext_noop(
        "Read the newer version. If your amendment is still needed, propose it there."
    ),
)
NO_SUCH_PARAGRAPH = WhyNot(
    rule="text.no-such-paragraph",
    reason=gettext_noop("The text has no paragraph {paragraph}."),
    instead=gettext_noop("Choose one of the paragraphs 1 to {last}."),
)
AMENDMENT_ANSWERED = WhyNot(
    rule="amendment.answered",
    reason=gettext_noop("This amendment was answered already (#{number})."),
    instead=gettext_noop(
        "Read the answer. If something is still missing, you can propose it again."
    ),
)
AMENDMENT_HIDDEN = WhyNot(
    rule="amendment.hidden",
    reason=gettext_noop(
        "The words of this amendment are hidden, so people cannot read what would change."
    ),
    instead=gettext_noop("Wait for an appeal, or decline the amendment with a reason."),
)
AMENDMENT_ERASED = WhyNot(
    rule="amendment.erased",
    reason=gettext_noop(
        "The words of this amendment were erased, so people cannot know what would change."
    ),
    instead=gettext_noop("Decline the amendment with a reason."),
)
PARAGRAPH_GONE = WhyNot(
    rule="amendment.paragraph-gone",
    reason=gettext_noop("The paragraph that this amendment changes is not in the text any more."),
    instead=gettext_noop(
        "Write a version with this change in the right place, or decline the amendment with a"
        " reason."
    ),
)
PARAGRAPH_CHANGED = WhyNot(
    rule="amendment.paragraph-changed",
    reason=gettext_noop("The paragraph changed while this page was open. The new text is above."),
    instead=gettext_noop("Edit the paragraph so that both changes are in it, and send it again."),
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
    reason=gettext_noop("This part does not have a text yet, so you cannot amend it."),
    instead=gettext_noop("Say in the discussion what the text should say."),
)
TEXT_ELSEWHERE = WhyNot(
    rule="text.elsewhere",
    reason=gettext_noop("This belongs to the text of another part."),
    instead=gettext_noop("Open that part and do it there."),
)
