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
    instead=gettext_noop("If a law says that it must go, ask somebody else of the secretariat."),
)
OUTCOME_NOT_ERASED = WhyNot(
    rule="words.decided",
    reason=gettext_noop("You cannot erase this text: it is the text of the outcome “{title}”."),
    instead=gettext_noop("If a law says that it must go, ask somebody else of the secretariat."),
)
DECIDED_ON_NOT_ERASED = WhyNot(
    rule="words.decided",
    reason=gettext_noop("You cannot erase this text: people are deciding on it in “{title}”."),
    instead=gettext_noop("If a law says that it must go, ask somebody else of the secretariat."),
)
ANSWERED_NOT_ERASED = WhyNot(
    rule="words.decided",
    reason=gettext_noop("You cannot erase this version: people answered it in “{title}”."),
    instead=gettext_noop("If a law says that it must go, ask somebody else of the secretariat."),
)
WORKED_ON_NOT_ERASED = WhyNot(
    rule="words.decided",
    reason=gettext_noop("You cannot erase this question: others worked on it in “{title}”."),
    instead=gettext_noop("If a law says that it must go, ask somebody else of the secretariat."),
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
    reason=gettext_noop("Whoever moderated does not choose their judge."),
    instead=gettext_noop("The operator names somebody: isegoria seat-judge {number} ADDRESS."),
)
IS_PARTY = WhyNot(
    rule="conduct.party",
    reason=gettext_noop("{who} moderated or is a party."),
    instead=gettext_noop("Name somebody who did neither."),
)
BENCH_THERE = WhyNot(
    rule="conduct.bench-there",
    reason=gettext_noop("Somebody independent is there to decide this appeal."),
    instead=gettext_noop("Let them decide; the page of the appeal names them."),
)
NOT_CONCERNED = WhyNot(
    rule="conduct.not-concerned",
    reason=gettext_noop("Only the person who was restricted can appeal against it."),
    instead=gettext_noop("Against what was hidden anybody with an account may appeal."),
)
APPEALED = WhyNot(
    rule="conduct.appealed",
    reason=gettext_noop("Somebody appealed against this already; a measure is looked at once."),
    instead=gettext_noop("Read the appeal, and what was decided."),
)
APPEAL_LATE = WhyNot(
    rule="conduct.appeal-late",
    reason=gettext_noop("This could be appealed against while it held, until {until}."),
    instead=gettext_noop("Write to the secretariat; it can take a measure back at any time."),
)
APPEAL_DECIDED = WhyNot(
    rule="conduct.decided",
    reason=gettext_noop("This appeal is decided."),
    instead=gettext_noop("There is nothing to do."),
)
NOT_INDEPENDENT = WhyNot(
    rule="conduct.not-independent",
    reason=gettext_noop(
        "An appeal is decided by people who did not moderate and are no party: the page of the"
        " appeal names them."
    ),
    instead=gettext_noop("Leave it to them."),
)
NO_RULES = WhyNot(
    rule="conduct.no-rules",
    reason=gettext_noop(
        "A code has at least one rule, and a longest restriction of a day to a year."
    ),
    instead=gettext_noop("Write the rules, each a paragraph of its own."),
)
NOT_SECRETARIAT = WhyNot(
    rule="conduct.not-secretariat",
    reason=gettext_noop("Only the secretariat moderates."),
    instead=gettext_noop("Tell the secretariat what breaks the code of conduct."),
)
SEATED = WhyNot(
    rule="account.seated",
    reason=gettext_noop("This account holds a seat in “{process}”."),
    instead=gettext_noop(
        "End the seat first, so that others know that it is empty: Who is in the room, End."
    ),
)
LAST_OF_SECRETARIAT = WhyNot(
    rule="account.last-secretariat",
    reason=gettext_noop("This is the only account of the secretariat."),
    instead=gettext_noop("Let somebody else join the secretariat first."),
)
NOTHING_TO_ERASE = WhyNot(
    rule="words.erased",
    reason=gettext_noop("There is nothing here that can be erased."),
    instead=gettext_noop("There is nothing to do."),
)
NO_CODE = WhyNot(
    rule="conduct.no-code",
    reason=gettext_noop("This forum has published no code of conduct, so nothing can break it."),
    instead=gettext_noop("Publish one first, at /code/publish/; a text to start from is there."),
)
NO_SUCH_RULE = WhyNot(
    rule="conduct.no-such-rule",
    reason=gettext_noop("The code of conduct has no rule {number}."),
    instead=gettext_noop("Name the rule that was broken; it has rules 1 to {last}."),
)
MEASURE_ENDED = WhyNot(
    rule="conduct.ended",
    reason=gettext_noop("This measure ended."),
    instead=gettext_noop("There is nothing to do."),
)
NOTHING_TO_HIDE = WhyNot(
    rule="conduct.nothing-to-hide",
    reason=gettext_noop("Act #{number} has no words of a participant that could be hidden."),
    instead=gettext_noop(
        "Only what people say in a process is moderated; acts themselves always stay."
    ),
)
HIDDEN = WhyNot(
    rule="conduct.hidden",
    reason=gettext_noop("This is hidden already."),
    instead=gettext_noop("Look at /code/decisions/ for the reason and the appeal."),
)
NO_REASON = WhyNot(
    rule="conduct.no-reason",
    reason=gettext_noop("Moderation has a public reason."),
    instead=gettext_noop("Say in a sentence which rule of the code was broken, and how."),
)
