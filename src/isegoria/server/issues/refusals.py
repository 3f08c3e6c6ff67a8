"""Every refusal to propose, support, merge, split and tie."""

from isegoria.terms import WhyNot, gettext_noop

NOT_ITS_CALL = WhyNot(
    rule="call.not-its-officer",
    reason=gettext_noop("Only the secretariat and the officer of the call can make it longer."),
    instead=gettext_noop("Ask them to do it, and say why."),
)
CALL_HAS_ISSUES = WhyNot(
    rule="call.has-issues",
    reason=gettext_noop("Somebody proposed an issue in this call. It goes on from there."),
    instead=gettext_noop("Begin a new process for further issues."),
)
CALL_WITHOUT_END = WhyNot(
    rule="call.without-end",
    reason=gettext_noop("These rules give the call no end that you could move."),
    instead=gettext_noop("Look at the rules to see how long people can propose issues."),
)
CALL_NOT_LONGER = WhyNot(
    rule="call.not-longer",
    reason=gettext_noop("The new last day has to be after {until}."),
    instead=gettext_noop("Choose a later day."),
)
CALL_TOO_LONG = WhyNot(
    rule="call.too-long",
    reason=gettext_noop("You can make a call longer by one year at most, until {until}."),
    instead=gettext_noop("Choose an earlier day. You can make it longer again later."),
)
NO_REASON = WhyNot(
    rule="call.no-reason",
    reason=gettext_noop("A longer call needs a reason."),
    instead=gettext_noop("Say in a sentence why the call goes on."),
)
CALL_NOT_OVER = WhyNot(
    rule="call.not-over",
    reason=gettext_noop("This call has not ended without an issue, or that was noted already."),
    instead=gettext_noop("There is nothing to do."),
)
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
NO_PARTICIPANT = WhyNot(
    rule="issue.no-participant",
    reason=gettext_noop("Only a participant can propose an issue."),
    instead=gettext_noop("Sign in as the one who proposes it."),
)
SUPPORTED = WhyNot(
    rule="issue.supported",
    reason=gettext_noop("You support this issue already."),
    instead=gettext_noop("If you changed your mind, take your support back."),
)
NOT_SUPPORTED = WhyNot(
    rule="issue.not-supported",
    reason=gettext_noop("You do not support this issue."),
    instead=gettext_noop("There is nothing to take back."),
)
DECIDED = WhyNot(
    rule="issue.decided",
    reason=gettext_noop("This issue is decided. Its support stays as it was then."),
    instead=gettext_noop("To ask again, propose an issue and link it to this one."),
)
INTO_DECIDED = WhyNot(
    rule="issue.decided",
    reason=gettext_noop("You cannot merge into “{title}”: it is decided. Its support stays."),
    instead=gettext_noop("Link this issue to the decided one. It then continues by itself."),
)
CANNOT_MERGE = WhyNot(
    rule="issue.cannot-merge",
    reason=gettext_noop(
        "You can only merge an issue into another issue of this process that was not merged."
    ),
    instead=gettext_noop("Choose the issue in which both should continue."),
)
NOT_ITS_PROPOSER = WhyNot(
    rule="issue.not-its-proposer",
    reason=gettext_noop(
        "Only the secretariat and the people who proposed an issue can link it to an earlier one."
    ),
    instead=gettext_noop("Say in the discussion where the question was asked before."),
)
CANNOT_ASK_AGAIN = WhyNot(
    rule="issue.cannot-ask-again",
    reason=gettext_noop(
        "You can link an issue once, and only to an issue that was proposed before it."
    ),
    instead=gettext_noop("Choose an issue that was proposed earlier."),
)
BARRED = WhyNot(
    rule="{model}/recurrence",
    reason=gettext_noop(
        "This question was settled in #{number}. You cannot ask it again before {until}."
    ),
    instead=gettext_noop(
        "Say on the page of that outcome what is new. Ask again when the time is over."
    ),
)
CHUNK_ENDED = WhyNot(
    rule="chunk.ended",
    reason=gettext_noop("“{title}” has ended already."),
    instead=gettext_noop("Propose the question again as a new issue."),
)
NOT_ITS_OFFICER = WhyNot(
    rule="chunk.not-its-officer",
    reason=gettext_noop("Only the secretariat and the officer of the stage can do this."),
    instead=gettext_noop("Say in the discussion what they should do."),
)
IS_A_COVER = WhyNot(
    rule="chunk.cover",
    reason=gettext_noop("“{title}” was split. Its parts end one by one."),
    instead=gettext_noop("Link the parts of it that should end together."),
)
APPEAL_WAITS_IN_WHOLE = WhyNot(
    rule="chunk.being-decided",
    reason=gettext_noop("An appeal waits in “{title}”. After a split it could not be decided."),
    instead=gettext_noop("Wait until “{office}” has decided the appeal, then split."),
)
LOT_ANNOUNCED = WhyNot(
    rule="chunk.being-decided",
    reason=gettext_noop("The lot “{lot}” was announced in “{title}”. It is drawn once, and there."),
    instead=gettext_noop("Split it in the next stage."),
)
OBJECTION_IS_OPEN = WhyNot(
    rule="chunk.objection-open",
    reason=gettext_noop("An objection is open in “{title}”. After a split it would be lost."),
    instead=gettext_noop("Answer the objection first, then split."),
)
ONLY_PART = WhyNot(
    rule="chunk.only-part",
    reason=gettext_noop("“{title}” is the only part. A split would only begin its clocks again."),
    instead=gettext_noop("Split off another part of the whole first."),
)
OBJECTION_STANDS = WhyNot(
    rule="chunk.objection-open",
    reason=gettext_noop("An objection was sustained in “{title}”. After a split it would be lost."),
    instead=gettext_noop("Change the text so that the objection is addressed, then split."),
)
WHOLE_IS_DECIDED_ON = WhyNot(
    rule="chunk.being-decided",
    reason=gettext_noop("“{ballot}” is open in “{title}”. After a split it would be lost."),
    instead=gettext_noop("Wait until its stage is over, then split."),
)
WHOLE_WAITS_FOR_ITS_END = WhyNot(
    rule="chunk.being-decided",
    reason=gettext_noop(
        "“{ballot}” has ended in “{title}”, and what follows from it is not settled yet."
    ),
    instead=gettext_noop("Wait until its stage is over, then split."),
)
CANNOT_TIE = WhyNot(
    rule="chunk.cannot-tie",
    reason=gettext_noop("You can only link a part to another part of the same issue."),
    instead=gettext_noop("Choose another part of this issue."),
)
TIED_ALREADY = WhyNot(
    rule="chunk.tied-already",
    reason=gettext_noop("These parts are linked already."),
    instead=gettext_noop("There is nothing to do."),
)
NOT_TIED = WhyNot(
    rule="chunk.not-tied",
    reason=gettext_noop("These parts are not linked."),
    instead=gettext_noop("There is nothing to do."),
)
PEOPLE_DECIDE = WhyNot(
    rule="chunk.being-decided",
    reason=gettext_noop("“{title}” is open in “{part}”: people are deciding there."),
    instead=gettext_noop("Wait until it has ended and its stage is over."),
)
PART_UNREADABLE = WhyNot(
    rule="issue.part-unreadable",
    reason=gettext_noop("The part “{part}” cannot be read now."),
    instead=gettext_noop("Wait until this is repaired. The operator was told."),
)
WAITS_FOR_ITS_END = WhyNot(
    rule="issue.being-decided",
    reason=gettext_noop(
        "“{title}” has ended in “{part}”, and what follows from it is not settled yet."
    ),
    instead=gettext_noop("Wait until it has ended and its stage is over, then merge."),
)
BALLOT_OPEN = WhyNot(
    rule="issue.being-decided",
    reason=gettext_noop("“{title}” is open in “{part}”: people are deciding there."),
    instead=gettext_noop("Wait until it has ended and its stage is over, then merge."),
)
BALLOT_OPEN_UNTIL = WhyNot(
    rule="issue.being-decided",
    reason=gettext_noop("“{title}” is open in “{part}” until {until}: people are deciding there."),
    instead=gettext_noop("Wait until it has ended and its stage is over, then merge."),
)
DECIDES_ON_TEXT = WhyNot(
    rule="chunk.being-decided",
    reason=gettext_noop(
        "“{title}” decides on the text. A part that you split off now would not have a text."
    ),
    instead=gettext_noop("Split it in a stage that works on the text."),
)
