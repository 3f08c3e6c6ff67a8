"""Every refusal of an act by the rules of a process: rights, ballots, appeals, offices."""

from isegoria.terms import WhyNot, gettext_noop

NOT_ON_THE_PANEL = WhyNot(
    rule="{rule}",
    reason=gettext_noop("You do not sit on “{panel}” in this case."),
    instead=gettext_noop("The page of the part says who sits. They decide it."),
)
OFFICE_FINDS_FIRST = WhyNot(
    rule="{rule}",
    reason=gettext_noop("“{holder}” can still declare this again."),
    instead=gettext_noop("The panel can do it in their place from {from_at} on."),
)
JUDGES_THEMSELF = WhyNot(
    rule="{rule}",
    reason=gettext_noop("You do not judge this: it is about you, or you declared an interest."),
    instead=gettext_noop("The others decide it."),
)
ABOUT_ANOTHER = WhyNot(
    rule="{rule}",
    reason=gettext_noop("An appeal of this kind waits already, and it is not about this person."),
    instead=gettext_noop("Join it without naming a person, or wait until it is decided."),
)
NO_JUDGE = WhyNot(
    rule="{rule}",
    reason=gettext_noop("Only people who can judge here declare an interest in the case."),
    instead=gettext_noop("Say what you know in the discussion, or complain about a judge."),
)
DECLARED_ALREADY = WhyNot(
    rule="{rule}",
    reason=gettext_noop("You declared an interest in this case already."),
    instead=gettext_noop("There is nothing to do. The others decide it."),
)
INTEREST_UNNAMED = WhyNot(
    rule="{rule}",
    reason=gettext_noop("People have to know which interest it is."),
    instead=gettext_noop("Say it in a sentence."),
)
NO_CLOSED_ROOM = WhyNot(
    rule="{rule}",
    reason=gettext_noop("The office “{office}” does not have a closed room under these rules."),
    instead=gettext_noop("Use the discussion of the part. Everyone can read it."),
)
OUTSIDE_THE_CLOSED_ROOM = WhyNot(
    rule="{rule}",
    reason=gettext_noop(
        "Only people who hold “{office}” and do not have to stay out of this case can write here."
    ),
    instead=gettext_noop("The page of the room says who is in it, and what they decided."),
)
IS_SPLIT = WhyNot(
    rule="chunk.split",
    reason=gettext_noop("This was split into parts. Each part has its own text and decision."),
    instead=gettext_noop("Open the part that you mean, and do it there."),
)
PROCESS_ENDED = WhyNot(
    rule="{model}",
    reason=gettext_noop("This has ended with “{outcome}”."),
    instead=gettext_noop("Look at its outcome, or propose the question again."),
)
FROZEN = WhyNot(
    rule="{model}/appeals",
    reason=gettext_noop("“{item}” waits for the decision on an appeal. Everything else goes on."),
    instead=gettext_noop("Wait for the decision, or go on with another item."),
)
BALLOT_ASKS = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("“{ballot}” asks for your position. Your answer is your position."),
    instead=gettext_noop("Answer “{ballot}”. The answer “object” files your objection."),
)
OBJECTS_IN_A_BALLOT = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("Your answer in “{ballot}” is “object”, so your objection stays."),
    instead=gettext_noop("Answer “{ballot}” again. Another answer withdraws your objection."),
)
ANSWERED_FOR_ANOTHER = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("You answered this for {other} already. Each person answers once."),
    instead=gettext_noop("Answer on behalf of {other} again to change your answer."),
)
ANSWERED_FOR_THEMSELF = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("You answered this for yourself already. Each person answers once."),
    instead=gettext_noop("Answer for yourself again to change your answer."),
)
CLOSES_BY_ITSELF = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("This ballot ends when its time is over, not before."),
    instead=gettext_noop("Wait until its time is over."),
)
NOBODY_CLOSES = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("The rules do not say who closes this ballot."),
    instead=gettext_noop("It ends when the question goes to the next stage."),
)
PANEL_STILL_ANSWERS = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("{office} decides this together. Answers so far: {number} of {seats}."),
    instead=gettext_noop("Wait until more than half of them agree, or all have answered."),
)
ORGANISATION_UNNAMED = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("Each member of {group} has one answer here, and you named no member."),
    instead=gettext_noop("Say on behalf of whom you answer."),
)
ORGANISATION_NAMES_OTHERS = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("“{organisation}” has one answer here, and has not confirmed you."),
    instead=gettext_noop("Ask the people on its page, under “Organisations”, to confirm you."),
)
DRAWN_BY_LOT = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("This is decided by lot, so it takes no answers."),
    instead=gettext_noop("Wait for the draw. Anyone can check it by its published numbers."),
)
NO_CHOICE = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("“{answer}” cannot be read as a choice among: {options}."),
    instead=gettext_noop("Write your choice such as “{example}”."),
)
FILLS_NO_SEAT = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("The result of this ballot fills no seat."),
    instead=gettext_noop("Look at the result of the ballot."),
)
NOT_ELECTED_YET = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("The election has no result yet ({result})."),
    instead=gettext_noop("Wait until the ballot is closed, and decide a tie first."),
)
NOBODY_ELECTED = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("The election has failed, so its winners take no seats."),
    instead=gettext_noop("Look at its result, and at what the rules say follows from it."),
)
ELECTED_ALREADY = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("The winners of this election took their seats already."),
    instead=gettext_noop("Look at who holds the office."),
)
TIE_TOO_EARLY = WhyNot(
    rule="{model}/{stage}/{judgement}",
    reason=gettext_noop("This decides a tie. The ballot is still open."),
    instead=gettext_noop("Wait until the ballot is closed."),
)
NO_TIE = WhyNot(
    rule="{model}/{stage}/{judgement}",
    reason=gettext_noop("The ballot has no tie, so its own result counts."),
    instead=gettext_noop("Look at the result of the ballot."),
)
NOT_LEVEL = WhyNot(
    rule="{model}/{stage}/{judgement}",
    reason=gettext_noop("Only the answers with the same number of votes can be chosen here."),
    instead=gettext_noop("Choose one of: {answers}."),
)
TIE_DECIDED = WhyNot(
    rule="{model}/{stage}/{judgement}",
    reason=gettext_noop("This tie was decided already."),
    instead=gettext_noop("Look at the result of the ballot."),
)
NO_SEEDS = WhyNot(
    rule="{model}/{stage}/{judgement}",
    reason=gettext_noop("A draw needs published numbers, and there are none."),
    instead=gettext_noop("Write the numbers of each source, such as “2 5 12 / 9319”."),
)
NOT_DRAWN = WhyNot(
    rule="{model}/{stage}/{judgement}",
    reason=gettext_noop("These numbers draw “{drawn}” from the list: {labels}."),
    instead=gettext_noop("Choose “{drawn}”, or correct the numbers."),
)
CLOCK_OVER = WhyNot(
    rule="{model}/{stage}/clocks/{clock}",
    reason=gettext_noop("This deadline is over already. What ended with it does not begin again."),
    instead=gettext_noop("Go on with the next step."),
)
BEGAN_A_BALLOT = WhyNot(
    rule="{model}/{stage}/{deliverable}",
    reason=gettext_noop("The time of “{title}” began with this document and does not begin again."),
    instead=gettext_noop("Wait until “{title}” is closed, or correct it in the discussion."),
)
NOT_BY_ITEM = WhyNot(
    rule="{model}/{stage}/{name}",
    reason=gettext_noop("This is done for the whole question, not for one item of it."),
    instead=gettext_noop("Do it from the page of the question, without an item."),
)
RIGHT_OF_OTHERS = WhyNot(
    rule="{model}/{stage}/rights/{right}",
    reason=gettext_noop("In the stage “{stage}” only {holders} can do this ({right})."),
    instead=gettext_noop("Ask one of them to do it for you."),
)
RIGHT_OF_GROUPS = WhyNot(
    rule="{model}/{stage}/rights/{right}",
    reason=gettext_noop("In the stage “{stage}” only {holders} can do this ({right})."),
    instead=gettext_noop("Say on your profile whom you work or speak for. Then try again."),
)
RIGHT_ELSEWHERE = WhyNot(
    rule="{model}/{stage}/rights/{right}",
    reason=gettext_noop("The stage “{stage}” does not allow this ({right})."),
    instead=gettext_noop("Do it in a stage that allows it: {elsewhere}."),
)
RIGHT_NOWHERE = WhyNot(
    rule="{model}/{stage}/rights/{right}",
    reason=gettext_noop("The rules of this process do not allow this ({right})."),
    instead=gettext_noop("Look at what you can do now."),
)
NOT_DISCLOSED = WhyNot(
    rule="{model}/disclosures/{form}",
    reason=gettext_noop(
        "To take part here, everyone fills in “{form}”. You have not done that yet."
    ),
    instead=gettext_noop("Fill in “{form}” first."),
)
PRINCIPAL_PRESENT = WhyNot(
    rule="{model}/{rule}",
    reason=gettext_noop("You stand in for {principal}, who is present."),
    instead=gettext_noop("You can act while {principal} is absent."),
)
CONDITION_OF_RIGHT = WhyNot(
    rule="{model}/{stage}/rights/{holder}/{right}",
    reason=gettext_noop("The rules give you this right under a condition that is not met yet."),
    instead=gettext_noop("Read in the rules when you have this right."),
)
CAP_REACHED = WhyNot(
    rule="{model}/{stage}/rights/{holder}/{right}",
    reason=gettext_noop("You did this {cap} times already. The rules do not count another one."),
    instead=gettext_noop("Take one back, or support what somebody else proposed."),
)
NOT_SECONDED = WhyNot(
    rule="{model}/{stage}/rights/{holder}/{right}",
    reason=gettext_noop("This needs {needed} seconders and has {number}."),
    instead=gettext_noop("Find others who support it."),
)
NOT_BACKED = WhyNot(
    rule="{model}/{stage}/rights/{holder}/{right}",
    reason=gettext_noop(
        "This needs support from {needed} groups. These groups do not support it yet: {lacking}."
    ),
    instead=gettext_noop("Ask people in these groups to support it."),
)
WINDOW_ENDED = WhyNot(
    rule="{model}/{stage}/clocks/{clock}",
    reason=gettext_noop("The time for this ended on {ended}."),
    instead=gettext_noop("Bring it up in a later stage that allows it."),
)
RECUSED_AND_REPLACED = WhyNot(
    rule="{model}/recusals/{recusal}",
    reason=gettext_noop("You cannot take part here: {why}."),
    instead=gettext_noop("{who} sits in your place."),
)
RECUSED = WhyNot(
    rule="{model}/recusals/{recusal}",
    reason=gettext_noop("You cannot take part here: {why}."),
    instead=gettext_noop("The others decide without you."),
)
NOT_SUPPORTING = WhyNot(
    rule="{model}/appeals",
    reason=gettext_noop("Only people who took part can support an appeal."),
    instead=gettext_noop("Say in the discussion what you think of it."),
)
NOT_SECONDING = WhyNot(
    rule="{model}/{stage}/rights/{right}",
    reason=gettext_noop("Only people who can propose can second a proposal: {holders}."),
    instead=gettext_noop("Ask one of them to second it."),
)
BALLOT_FOLLOWS = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("The result of this ballot follows from another ballot."),
    instead=gettext_noop("Answer the other ballot."),
)
NOT_A_VOTER = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("Only {voters} can answer this ballot."),
    instead=gettext_noop("Ask one of them to answer it."),
)
GROUP_LEFT_OUT = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("These rules give {group} no say in this ballot."),
    instead=gettext_noop("Say in the discussion what you think. The other groups decide."),
)
BALLOT_CLOSED = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("The ballot is closed."),
    instead=gettext_noop("Look at its result. If the rules allow it, you can appeal."),
)
NOT_OPEN_YET = WhyNot(
    rule="{model}/{stage}/{part}",
    reason=gettext_noop("This opens when “{clock}” is over."),
    instead=gettext_noop("Wait until then. You can take part in the discussion meanwhile."),
)
OTHER_CHANNEL = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("People answer this ballot by {channels}, not by {channel}."),
    instead=gettext_noop("Answer in one of these ways: {channels}."),
)
NO_SUCH_ANSWER = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("“{answer}” is not an answer of this ballot."),
    instead=gettext_noop("Choose one of these answers: {answers}."),
)
ANSWER_UNREASONED = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("The answer “{answer}” needs a reason."),
    instead=gettext_noop("Give the reason in one sentence."),
)
NO_RANKING = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("“{answer}” does not rank the options."),
    instead=gettext_noop("Write the options that you rank, each once, the best first: {example}."),
)
ANSWER_STANDS = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop(
        "You answered “{before}” already. This ballot does not let you change an answer."
    ),
    instead=gettext_noop("Write to the officer if it was a mistake."),
)
SECRET_ANSWER_STANDS = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("You answered already, and the answer cannot be changed."),
    instead=gettext_noop("Write to the officer if it was a mistake."),
)
PROXIES_OF_ONE_ORGANISATION = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop(
        "With these proxies {organisation} has too many answers. The rules count at most {cap}."
    ),
    instead=gettext_noop("Leave a proxy out."),
)
SEATS_HAVE_ANSWERED = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop(
        "Each seat of {holder} has one answer, and all {seats} are given. The answer of a person"
        " who held your seat before stays."
    ),
    instead=gettext_noop("Take part in the next ballot."),
)
GROUP_ANSWERS_BY_SEAT = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("The people who hold a seat of {group} give its answer."),
    instead=gettext_noop("Ask one of them to answer. The page “Roles” names them."),
)
GROUP_HAS_ANSWERED = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("Somebody else of {group} gave its answer already: {before}."),
    instead=gettext_noop(
        "Ask the person who gave it to change it. The list of answers says who that is."
    ),
)
ORGANISATION_ANSWERED = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop(
        "{number} people of {organisation} answered already. The rules do not count another one."
    ),
    instead=gettext_noop("Agree within {organisation} who answers."),
)
ORGANISATION_ANSWERED_IN_SECRET = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("The rules do not count another answer from {organisation}."),
    instead=gettext_noop("Agree within {organisation} who answers."),
)
NO_PROXIES = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop("In this ballot people cannot answer for somebody else."),
    instead=gettext_noop("Answer for yourself only."),
)
PROXY_WOULD_TELL = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop(
        "An answer for somebody else could show whether they answered in secret themself."
    ),
    instead=gettext_noop("Answer for yourself only. People who gave you a proxy can answer too."),
)
TOO_MANY_PROXIES = WhyNot(
    rule="{model}/{stage}/{ballot}",
    reason=gettext_noop(
        "A voter can hold at most {cap} proxies. With these you would hold {held}."
    ),
    instead=gettext_noop("Let somebody else hold the other proxies."),
)
NOT_APPEALABLE = WhyNot(
    rule="{model}/appeals/{level}",
    reason=gettext_noop("You cannot appeal “{what}” here."),
    instead=gettext_noop("You can appeal: {of}."),
)
NOTHING_DECIDED = WhyNot(
    rule="{model}/appeals/{level}",
    reason=gettext_noop("You can appeal after a decision, and there has not been one yet."),
    instead=gettext_noop("Say in the discussion what you see differently."),
)
EARLIER_LEVEL = WhyNot(
    rule="{model}/appeals/{level}",
    reason=gettext_noop("You can appeal here only after “{level}”."),
    instead=gettext_noop("Appeal to “{level}” first."),
)
EARLIER_LEVEL_WAITS = WhyNot(
    rule="{model}/appeals/{level}",
    reason=gettext_noop("“{level}” still has time to answer."),
    instead=gettext_noop("Wait for that answer. Then you can appeal here."),
)
APPEAL_LATE = WhyNot(
    rule="{model}/appeals/{level}",
    reason=gettext_noop("An appeal was possible for {within} after {decided}."),
    instead=gettext_noop("Raise the matter again as a new issue."),
)
APPEAL_UNSUPPORTED = WhyNot(
    rule="{model}/appeals/{level}",
    reason=gettext_noop(
        "{needed} others who took part must support an appeal. {number} support this one."
    ),
    instead=gettext_noop("Ask people who took part to support it in time."),
)
NO_APPEAL_WAITS = WhyNot(
    rule="{model}/appeals/{level}",
    reason=gettext_noop("You can decide an appeal after somebody made it. None is waiting here."),
    instead=gettext_noop("Look at what you can do now."),
)
NO_SUCH_RULING = WhyNot(
    rule="{model}/appeals/{level}",
    reason=gettext_noop("“{answer}” does not decide an appeal."),
    instead=gettext_noop("Choose one of these decisions: {answers}."),
)
NO_DISSENT = WhyNot(
    rule="{model}/outcomes",
    reason=gettext_noop("The rules do not publish minority statements with this outcome."),
    instead=gettext_noop("Say it in the discussion."),
)
DISSENT_LATE = WhyNot(
    rule="{model}/outcomes",
    reason=gettext_noop("A minority statement was possible for {span} after {ended}."),
    instead=gettext_noop("Publish it yourself, or write it in the follow-up of the outcome."),
)
DISSENT_OF_OTHERS = WhyNot(
    rule="{model}/outcomes",
    reason=gettext_noop("Only people who took part can file a minority statement."),
    instead=gettext_noop("Report what you see on the page of the outcome."),
)
DISSENT_EMPTY = WhyNot(
    rule="{model}/outcomes",
    reason=gettext_noop("A minority statement needs a text."),
    instead=gettext_noop("Write what you think instead, and why."),
)
NOT_ON_THE_SCALE = WhyNot(
    rule="{model}/{stage}/{judgement}",
    reason=gettext_noop("“{answer}” is not on the scale."),
    instead=gettext_noop("Choose one of these labels: {labels}."),
)
JUDGEMENT_UNREASONED = WhyNot(
    rule="{model}/{stage}/{judgement}",
    reason=gettext_noop("A judgement needs a reason."),
    instead=gettext_noop("Give the reason for it in one sentence."),
)
NEVER_SIGNS = WhyNot(
    rule="{model}/{stage}/{trigger}",
    reason=gettext_noop("{holder} cannot sign this."),
    instead=gettext_noop("It can be signed by: {holders}."),
)
SIGNED_ALREADY = WhyNot(
    rule="{model}/{stage}/{trigger}",
    reason=gettext_noop("You have done this already. It counts once."),
    instead=gettext_noop("Ask others to do it too."),
)
TRIGGER_LATE = WhyNot(
    rule="{model}/{stage}/{trigger}",
    reason=gettext_noop("The time for this step is over."),
    instead=gettext_noop("Wait until it starts again, where the rules allow it."),
)
CLOCK_FIXED = WhyNot(
    rule="{model}/{stage}/clocks/{clock}",
    reason=gettext_noop("This deadline cannot be extended."),
    instead=gettext_noop("A new version starts it again where the rules say so."),
)
CLOCK_NOT_SHORTENED = WhyNot(
    rule="{model}/{stage}/clocks/{clock}",
    reason=gettext_noop("This deadline cannot be made shorter."),
    instead=gettext_noop("Wait until it is over."),
)
CLOCK_WAS_SHORTENED = WhyNot(
    rule="{model}/{stage}/clocks/{clock}",
    reason=gettext_noop("This deadline was made shorter. It does not get longer again."),
    instead=gettext_noop("Do what is to be done before it is over."),
)
NOT_SHORTENED_YET = WhyNot(
    rule="{model}/{stage}/clocks/{clock}",
    reason=gettext_noop("The rules ask for something else before this deadline gets shorter."),
    instead=gettext_noop("Read in the rules what it needs, and bring that about first."),
)
SHORTENED_TOO_FAR = WhyNot(
    rule="{model}/{stage}/clocks/{clock}",
    reason=gettext_noop("This deadline has to be {least} long at least, from its beginning."),
    instead=gettext_noop("Write how long it is to be, from its beginning."),
)
NOT_SHORTER = WhyNot(
    rule="{model}/{stage}/clocks/{clock}",
    reason=gettext_noop("With {span} from its beginning it would be over already, or not shorter."),
    instead=gettext_noop("Choose a length that ends after now, and before the deadline."),
)
NO_LENGTH = WhyNot(
    rule="{model}/{stage}/clocks/{clock}",
    reason=gettext_noop("An extension needs a length."),
    instead=gettext_noop("Say by how much you extend the deadline."),
)
EXTENDED_ENOUGH = WhyNot(
    rule="{model}/{stage}/clocks/{clock}",
    reason=gettext_noop(
        "This deadline was extended {done} times already. The rules allow {times}."
    ),
    instead=gettext_noop("Decide with the information that you have."),
)
EXTENSION_TOO_LONG = WhyNot(
    rule="{model}/{stage}/clocks/{clock}",
    reason=gettext_noop("This deadline can be extended by at most {most}."),
    instead=gettext_noop("Choose a shorter extension."),
)
NO_STATE_OF_AN_OBJECTION = WhyNot(
    rule="{model}/{stage}/objections",
    reason=gettext_noop(
        "“{answer}” is not a state of an objection. Only its author can withdraw it."
    ),
    instead=gettext_noop("Choose one of: addressed, sustained, out_of_scope."),
)
OBJECTION_UNREASONED = WhyNot(
    rule="{model}/{stage}/objections",
    reason=gettext_noop("You need a reason to decide on an objection. It goes on the record."),
    instead=gettext_noop("Say in one sentence how it was resolved."),
)
ANSWERED_ALREADY = WhyNot(
    rule="{model}/appeals/{level}",
    reason=gettext_noop(
        "This was contested on {contested} and answered. Nothing new was decided since."
    ),
    instead=gettext_noop("Contest the next decision, or go to the next level of appeal."),
)
OBJECTION_OF_NO_OFFICE = WhyNot(
    rule="{model}/{stage}/objections",
    reason=gettext_noop("The rules do not say who decides on an objection in this stage."),
    instead=gettext_noop("The person who objected can withdraw it."),
)
TEXT_OF_ITS_PROPOSER = WhyNot(
    rule="{model}/{stage}/text",
    reason=gettext_noop("Here the text is changed by the person who proposed the question."),
    instead=gettext_noop("Comment on it, or suggest a change."),
)
MERGE_UNNAMED = WhyNot(
    rule="{model}/{stage}/merge",
    reason=gettext_noop("A merge needs two proposals: the one that ends and the one that goes on."),
    instead=gettext_noop("Choose both of the proposals."),
)
