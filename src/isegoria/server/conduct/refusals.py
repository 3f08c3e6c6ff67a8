"""Every refusal of moderation, of appeals against it and of erasing."""

from isegoria.terms import WhyNot, gettext_noop

REASON_NOT_HIDDEN = WhyNot(
    rule="words.decided",
    reason=gettext_noop("You cannot hide this reason: a decision rests on it."),
    instead=gettext_noop("If a law says that it must go, erase it and name the legal ground."),
)
OUTCOME_NOT_HIDDEN = WhyNot(
    rule="words.decided",
    reason=gettext_noop("You cannot hide this text: it is the text of the outcome “{title}”."),
    instead=gettext_noop("If a law says that it must go, erase it and name the legal ground."),
)
DECIDED_ON_NOT_HIDDEN = WhyNot(
    rule="words.decided",
    reason=gettext_noop("You cannot hide this text: people are deciding on it in “{title}”."),
    instead=gettext_noop("If a law says that it must go, erase it and name the legal ground."),
)
ANSWERED_NOT_HIDDEN = WhyNot(
    rule="words.decided",
    reason=gettext_noop("You cannot hide this version: people answered it in “{title}”."),
    instead=gettext_noop("If a law says that it must go, erase it and name the legal ground."),
)
REASON_NOT_ERASED = WhyNot(
    rule="words.decided",
    reason=gettext_noop("You cannot erase this reason: a decision rests on it."),
    instead=gettext_noop("If a law says that it must go, ask another member of the secretariat."),
)
OUTCOME_NOT_ERASED = WhyNot(
    rule="words.decided",
    reason=gettext_noop("You cannot erase this text: it is the text of the outcome “{title}”."),
    instead=gettext_noop("If a law says that it must go, ask another member of the secretariat."),
)
DECIDED_ON_NOT_ERASED = WhyNot(
    rule="words.decided",
    reason=gettext_noop("You cannot erase this text: people are deciding on it in “{title}”."),
    instead=gettext_noop("If a law says that it must go, ask another member of the secretariat."),
)
ANSWERED_NOT_ERASED = WhyNot(
    rule="words.decided",
    reason=gettext_noop("You cannot erase this version: people answered it in “{title}”."),
    instead=gettext_noop("If a law says that it must go, ask another member of the secretariat."),
)
WORKED_ON_NOT_ERASED = WhyNot(
    rule="words.decided",
    reason=gettext_noop("You cannot erase this question: others worked on it in “{title}”."),
    instead=gettext_noop("If a law says that it must go, ask another member of the secretariat."),
)
NO_GROUND_FOR_QUESTION = WhyNot(
    rule="words.no-ground",
    reason=gettext_noop(
        "Others worked on this question in “{title}”. You can erase it only if a law asks for it."
    ),
    instead=gettext_noop("Choose the legal ground. The page of the outcome shows it."),
)
NO_GROUND_FOR_TEXT = WhyNot(
    rule="words.no-ground",
    reason=gettext_noop(
        "People decide on this text in “{title}”. You can erase it only if a law asks for it."
    ),
    instead=gettext_noop("Choose the legal ground. The page of the outcome shows it."),
)
NO_GROUND_FOR_REASON = WhyNot(
    rule="words.no-ground",
    reason=gettext_noop(
        "A decision rests on this reason. You can erase it only if a law asks for it."
    ),
    instead=gettext_noop("Choose the legal ground. The record shows it."),
)
MAY_ONLY_READ = WhyNot(
    rule="conduct.restricted",
    reason=gettext_noop(
        "You may only read here until {until} (#{number}, rule {broken} of the code): {reason}"
    ),
    instead=gettext_noop("You can appeal against this: /code/decisions/{number}/."),
)
NO_GROUNDS = WhyNot(
    rule="conduct.no-grounds",
    reason=gettext_noop("An appeal needs grounds."),
    instead=gettext_noop(
        "Say in a few sentences why the rule was not broken, or why the measure goes too far."
    ),
)
NOT_OPERATOR = WhyNot(
    rule="conduct.not-operator",
    reason=gettext_noop(
        "A moderator cannot choose who decides the appeal. Only the operator can do that."
    ),
    instead=gettext_noop("Ask the operator to run: isegoria seat-judge {number} ADDRESS."),
)
IS_PARTY = WhyNot(
    rule="conduct.party",
    reason=gettext_noop("{who} moderated here, or is a party to this appeal."),
    instead=gettext_noop("Name somebody who did not moderate and is not a party."),
)
BENCH_THERE = WhyNot(
    rule="conduct.bench-there",
    reason=gettext_noop("Independent people can decide this appeal already."),
    instead=gettext_noop("Let them decide. The page of the appeal names them."),
)
NOT_CONCERNED = WhyNot(
    rule="conduct.not-concerned",
    reason=gettext_noop("Only the person who was restricted can appeal against it."),
    instead=gettext_noop("If a text was hidden, anybody with an account can appeal."),
)
APPEALED = WhyNot(
    rule="conduct.appealed",
    reason=gettext_noop(
        "Somebody appealed against this measure already. A measure can be appealed once."
    ),
    instead=gettext_noop("Read the appeal on its page."),
)
APPEAL_LATE = WhyNot(
    rule="conduct.appeal-late",
    reason=gettext_noop("An appeal was possible until {until}, while the measure was in force."),
    instead=gettext_noop("Write to the secretariat. It can take a measure back at any time."),
)
APPEAL_DECIDED = WhyNot(
    rule="conduct.decided",
    reason=gettext_noop("This appeal was decided already."),
    instead=gettext_noop("There is nothing to do."),
)
NOT_INDEPENDENT = WhyNot(
    rule="conduct.not-independent",
    reason=gettext_noop(
        "Only people who did not moderate and are not a party can decide this appeal."
    ),
    instead=gettext_noop("The page of the appeal names these people. Leave the decision to them."),
)
NO_RULES = WhyNot(
    rule="conduct.no-rules",
    reason=gettext_noop(
        "A code needs at least one rule. Its longest restriction is between a day and a year."
    ),
    instead=gettext_noop(
        "Write each rule as its own paragraph, and check the longest restriction."
    ),
)
NOT_SECRETARIAT = WhyNot(
    rule="conduct.not-secretariat",
    reason=gettext_noop("Only the secretariat and its moderators can moderate."),
    instead=gettext_noop("Tell the secretariat what breaks the code of conduct."),
)
SEATED = WhyNot(
    rule="account.seated",
    reason=gettext_noop("This account holds a seat in “{process}”."),
    instead=gettext_noop(
        "End the seat first, under “Who takes part”. Then others know that it is vacant."
    ),
)
ANSWER_OPEN = WhyNot(
    rule="account.answer-open",
    reason=gettext_noop(
        "This person answered in “{title}”, which is open. The answer would go with the account."
    ),
    instead=gettext_noop(
        "The person can erase the account at any time. You can do it when “{title}” is closed."
    ),
)
LAST_OF_SECRETARIAT = WhyNot(
    rule="account.last-secretariat",
    reason=gettext_noop("This is the only account of the secretariat."),
    instead=gettext_noop("Let somebody else join the secretariat first."),
)
PRIVATE_NOTE = WhyNot(
    rule="words.private-note",
    reason=gettext_noop("Only its author, or all parties together, can erase a private note."),
    instead=gettext_noop("Ask the parties. They can agree to erase it on the page of the case."),
)
NOTHING_TO_ERASE = WhyNot(
    rule="words.erased",
    reason=gettext_noop("There is nothing here that can be erased."),
    instead=gettext_noop("There is nothing to do."),
)
NO_CODE = WhyNot(
    rule="conduct.no-code",
    reason=gettext_noop(
        "This forum has not published a code of conduct yet. Moderation needs one."
    ),
    instead=gettext_noop(
        "Publish one first, at /code/publish/. That page has a text to start from."
    ),
)
NO_SUCH_RULE = WhyNot(
    rule="conduct.no-such-rule",
    reason=gettext_noop("The code of conduct has no rule {number}."),
    instead=gettext_noop("Name the rule that was broken. The code has rules 1 to {last}."),
)
MEASURE_ENDED = WhyNot(
    rule="conduct.ended",
    reason=gettext_noop("This measure has ended already."),
    instead=gettext_noop("There is nothing to do."),
)
NOTHING_TO_HIDE = WhyNot(
    rule="conduct.nothing-to-hide",
    reason=gettext_noop("Act #{number} does not have words of a participant that you could hide."),
    instead=gettext_noop("You can hide what people say in a process. The act itself always stays."),
)
HIDDEN = WhyNot(
    rule="conduct.hidden",
    reason=gettext_noop("This is hidden already."),
    instead=gettext_noop("Look at /code/decisions/ for the reason and the appeal."),
)
NO_REASON = WhyNot(
    rule="conduct.no-reason",
    reason=gettext_noop("Moderation needs a public reason."),
    instead=gettext_noop("Say in a sentence which rule of the code was broken, and how."),
)
NOT_SET_UP = WhyNot(
    rule="forum.not-set-up",
    reason=gettext_noop("This forum is not set up yet."),
    instead=gettext_noop("Give it its name and its groups first."),
)
LIMITS_DO_NOT_FIT = WhyNot(
    rule="forum.limits-do-not-fit",
    reason=gettext_noop(
        "New people need at least one contribution, and others at least as many as they."
    ),
    instead=gettext_noop("Choose numbers up to {most}, the higher ones for people who took part."),
)
OWN_WORDS = WhyNot(
    rule="report.own-words",
    reason=gettext_noop("You wrote this yourself, so you cannot report it."),
    instead=gettext_noop("Edit it, or erase it: the links stand beside it."),
)
REPORTED = WhyNot(
    rule="report.sent",
    reason=gettext_noop("You reported this already, and it is not decided yet."),
    instead=gettext_noop("Wait for the decision. You get a mail."),
)
TOO_MANY_REPORTS = WhyNot(
    rule="report.too-many",
    reason=gettext_noop("You can send {most} reports in 24 hours."),
    instead=gettext_noop("Write to the secretariat if you need to report more."),
)
TOO_MANY_REPORTS_FROM_HERE = WhyNot(
    rule="report.too-many-from-here",
    reason=gettext_noop("There were many reports from where you are, without an account."),
    instead=gettext_noop("Sign in to report this, or try again later. Your text is kept here."),
)
REPORTED_BY_MANY = WhyNot(
    rule="report.known",
    reason=gettext_noop("Many people have reported this. The moderators know about it."),
    instead=gettext_noop("Look at it again later: the decision will be shown in its place."),
)
NO_CODE_TO_REPORT = WhyNot(
    rule="report.no-code",
    reason=gettext_noop("This forum has not published a code of conduct yet."),
    instead=gettext_noop("Write to the secretariat about what you found."),
)
