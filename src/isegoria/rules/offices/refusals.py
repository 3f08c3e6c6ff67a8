"""Every refusal of reviews, of moderation, of conflicts, of names and of floods."""

from isegoria.terms import WhyNot, gettext_noop

CASE_WITHOUT_WORDS = WhyNot(
    rule="case.no-words",
    reason=gettext_noop("The request does not say what the conflict is about."),
    instead=gettext_noop(
        "Say it in a few sentences. You can keep your feelings for the private part."
    ),
)
ONE_PARTY = WhyNot(
    rule="case.one-party",
    reason=gettext_noop("A conflict has at least two parties. Parties of this one: {parties}."),
    instead=gettext_noop("Name the other side: a person, a group or an office."),
)
TOO_MANY_CASES = WhyNot(
    rule="case.too-many",
    reason=gettext_noop("You asked for a facilitator in {cases} cases that are not closed."),
    instead=gettext_noop("Withdraw one of them first."),
)
FACILITATOR_NAMED = WhyNot(
    rule="case.named",
    reason=gettext_noop("A facilitator is named, or the case is closed."),
    instead=gettext_noop(
        "If you are a party, you can decline the facilitator. Then another is named."
    ),
)
OWN_CAUSE = WhyNot(
    rule="case.own-cause",
    reason=gettext_noop("The secretariat is a party here, so it does not choose the facilitator."),
    instead=gettext_noop("The parties name the same person. Then that person is the facilitator."),
)
NOT_NAMING = WhyNot(
    rule="case.not-naming",
    reason=gettext_noop("The secretariat names the facilitator, or the parties agree on one."),
    instead=gettext_noop("Tell one of them whom you have in mind."),
)
NOTHING_TO_ANSWER = WhyNot(
    rule="case.nothing-to-answer",
    reason=gettext_noop("This party does not have to answer anything now."),
    instead=gettext_noop("Look at the case: it says who has to act next."),
)
DECLINED_ENOUGH = WhyNot(
    rule="case.declined-enough",
    reason=gettext_noop(
        "This party declined {declines} facilitators already. Declining cannot stop a case."
    ),
    instead=gettext_noop("Accept this facilitator, or take no part."),
)
PAUSE_WITHOUT_END = WhyNot(
    rule="case.pause-without-end",
    reason=gettext_noop("A pause needs an end."),
    instead=gettext_noop("Say by when the next step comes."),
)
NEXT_STEP_TOO_FAR = WhyNot(
    rule="case.next-step-too-far",
    reason=gettext_noop("The next step comes after today and within {days} days."),
    instead=gettext_noop("Choose another day. Another step can move it."),
)
NOT_RUNNING = WhyNot(
    rule="case.not-running",
    reason=gettext_noop(
        "Steps are for a case with an accepted facilitator. This one has none yet, or is closed."
    ),
    instead=gettext_noop("Look at the case to see who has to act next."),
)
NOT_FACILITATOR = WhyNot(
    rule="case.not-facilitator",
    reason=gettext_noop("Only the facilitator of the case can record its steps."),
    instead=gettext_noop(
        "Write to the facilitator in the private part, or contribute to the discussion."
    ),
)
CASE_CLOSED = WhyNot(
    rule="case.closed",
    reason=gettext_noop("The case is closed."),
    instead=gettext_noop("Ask for a facilitator again."),
)
NOT_WITHDRAWING = WhyNot(
    rule="case.not-withdrawing",
    reason=gettext_noop("Only the person who asked for the facilitator can withdraw the request."),
    instead=gettext_noop("As a party you can say that you take no part."),
)
NO_RESULT = WhyNot(
    rule="case.no-result",
    reason=gettext_noop("You need a result to close a case. It goes on the record."),
    instead=gettext_noop("Say in one sentence what was agreed, or why not."),
)
RESTRICTION_WITHOUT_END = WhyNot(
    rule="conduct.no-end",
    reason=gettext_noop("A restriction needs an end in the future."),
    instead=gettext_noop("Choose a later day."),
)
RESTRICTION_TOO_LONG = WhyNot(
    rule="conduct.too-long",
    reason=gettext_noop("The code allows a restriction of at most {days} days."),
    instead=gettext_noop(
        "Choose an earlier day. After that day people can be restricted again, for a new reason."
    ),
)
REVIEW_NOT_DUE = WhyNot(
    rule="review.not-due",
    reason=gettext_noop(
        "A review opens when it is due, after an early warning, or after a petition with enough"
        " signatures."
    ),
    instead=gettext_noop("Sign a petition for an early review, and ask others to sign it."),
)
SECRETARIAT_FIRST = WhyNot(
    rule="review.secretariat-first",
    reason=gettext_noop(
        "The secretariat has until {until} to open this review. After that anybody can open it."
    ),
    instead=gettext_noop("Remind the secretariat of this review."),
)
REVIEW_OPEN = WhyNot(
    rule="review.open",
    reason=gettext_noop("A review of this seat is open."),
    instead=gettext_noop("Answer the review that is open."),
)
PETITION_SIGNED = WhyNot(
    rule="review.signed",
    reason=gettext_noop("You have signed this petition."),
    instead=gettext_noop("Ask others to sign."),
)
SURVEY_OVER = WhyNot(
    rule="review.over",
    reason=gettext_noop("The survey is over."),
    instead=gettext_noop("Its result is on this page."),
)
JOINED_LATE = WhyNot(
    rule="review.joined-late",
    reason=gettext_noop("Only people who took part before the review opened are asked."),
    instead=gettext_noop("Contribute to the discussion. The next review asks you too."),
)
QUESTION_UNANSWERED = WhyNot(
    rule="review.unanswered",
    reason=gettext_noop("You have not answered every question."),
    instead=gettext_noop("Answer each question. “Cannot say” is an answer."),
)
OWN_REVIEW = WhyNot(
    rule="review.own",
    reason=gettext_noop("This review is about you. People do not answer in their own case."),
    instead=gettext_noop("Say what you think in the discussion."),
)
NO_PART_IN_PROCESS = WhyNot(
    rule="review.no-part",
    reason=gettext_noop("Only people who take part in this process are asked."),
    instead=gettext_noop("Take part first: contribute, support or vote."),
)
NOTHING_TO_FOLLOW = WhyNot(
    rule="review.nothing-to-follow",
    reason=gettext_noop("The survey is still open, or what follows is on the record already."),
    instead=gettext_noop("Look at the review."),
)
NOT_CHOOSING = WhyNot(
    rule="review.not-choosing",
    reason=gettext_noop(
        "The secretariat says what follows. Its members do not decide about themselves."
    ),
    instead=gettext_noop("Ask another member of the secretariat."),
)
FOLLOW_UNREASONED = WhyNot(
    rule="review.no-reason",
    reason=gettext_noop("People who answered need your reason. A promise also needs a day."),
    instead=gettext_noop("Give the reason in a few sentences, and the day of a promise."),
)
NAME_CHARACTER = WhyNot(
    rule="name.character",
    reason=gettext_noop(
        "Character {place} of this name ({code}) cannot be seen, or is not part of a name."
    ),
    instead=gettext_noop("Take this character out. Everything else can stay."),
)
NAME_UNSEEN = WhyNot(
    rule="name.unseen",
    reason=gettext_noop("This name has no letter that people can see."),
    instead=gettext_noop("Write a name with letters. A pseudonym is allowed."),
)
NAME_MARKS = WhyNot(
    rule="name.marks",
    reason=gettext_noop(
        "This name has more than {most} marks on one letter, or the same mark twice."
    ),
    instead=gettext_noop("Write each letter with the marks that it has in your language."),
)
NAME_OF_A_ROLE = WhyNot(
    rule="name.role",
    reason=gettext_noop("“{name}” looks like a role of this forum, or like a number in it."),
    instead=gettext_noop("Choose a name that people do not take for an office."),
)
NAME_ALIKE = WhyNot(
    rule="name.alike",
    reason=gettext_noop("This name looks like “{other}”, who takes part here."),
    instead=gettext_noop("Add something that tells you apart, such as a further name or a place."),
)
TOO_MANY_A_MINUTE = WhyNot(
    rule="contribution.too-many-a-minute",
    reason=gettext_noop("You can send {most} contributions a minute here."),
    instead=gettext_noop("Send this one again at {until}. It is kept in the form."),
)
TOO_MANY_A_DAY = WhyNot(
    rule="contribution.too-many-a-day",
    reason=gettext_noop("You can send {most} contributions in 24 hours here."),
    instead=gettext_noop("Send this one again at {until}. People who take part can send more."),
)
