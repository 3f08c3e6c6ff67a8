"""Every refusal of a way out of a stage, or of a change or an answer to the text."""

from isegoria.terms import WhyNot, gettext_noop

LOOP_ENDED = WhyNot(
    rule="{model}/{stage}/{exit}/guard",
    reason=gettext_noop("The rules do not allow another round."),
    instead=gettext_noop("The next step is “{forced}”."),
)
TAKEN_BY_ITSELF = WhyNot(
    rule="{model}/{stage}/{exit}",
    reason=gettext_noop(
        "This step follows by itself when a deadline passes or the last round ends."
    ),
    instead=gettext_noop("Wait for it, or take another step."),
)
STEP_OF_NO_OFFICE = WhyNot(
    rule="{model}/{stage}/{exit}",
    reason=gettext_noop("The rules do not say who takes this step."),
    instead=gettext_noop("Ask those who wrote the rules to name an office for it."),
)
CONDITIONS_NOT_MET = WhyNot(
    rule="{model}/{stage}/{exit}",
    reason=gettext_noop("This step cannot start yet. Conditions that are not met: {number}."),
    instead=gettext_noop("See what “Next steps” still waits for."),
)
TEXT_HELD_WHILE_OPEN = WhyNot(
    rule="{model}/{stage}/text/held",
    reason=gettext_noop(
        "The text cannot change while “{title}” is open: people answer on this version."
    ),
    instead=gettext_noop(
        "Say in the discussion what should change. The next step decides whether the text"
        " can change."
    ),
)
TEXT_RESTARTED_ENOUGH = WhyNot(
    rule="{model}/{stage}/text/held",
    reason=gettext_noop(
        "Versions of the text let “{title}” begin again {most} times. The rules allow no more."
    ),
    instead=gettext_noop("Wait until “{title}” is closed, or say in the discussion what is wrong."),
)
BEGUN_AGAIN_ENOUGH = WhyNot(
    rule="{model}/{stage}/{event}",
    reason=gettext_noop(
        "“{title}” would begin again by this. It did so {most} times, and the rules allow no more."
    ),
    instead=gettext_noop("Wait until “{title}” is closed."),
)
RESTART_UNREASONED = WhyNot(
    rule="{model}/{stage}/text/held",
    reason=gettext_noop("With this version “{title}” begins again. People have to know why."),
    instead=gettext_noop("Say in a sentence what changed, and why they have to answer again."),
)
TEXT_DECIDED = WhyNot(
    rule="{model}/{stage}/text/held",
    reason=gettext_noop("“{title}” was decided on this text, so it cannot change now."),
    instead=gettext_noop(
        "Wait for the next step: its rules say whether the text can change there."
    ),
)
ITEM_ERASED = WhyNot(
    rule="item.erased",
    reason=gettext_noop(
        "The words of this item were erased or hidden, so people cannot read what it asks."
    ),
    instead=gettext_noop("Answer the other items."),
)
ITEM_SHOWN_LATE = WhyNot(
    rule="item.shown-late",
    reason=gettext_noop(
        "The words of this item were hidden after “{title}” began, so it does not count there."
    ),
    instead=gettext_noop("Answer the other items."),
)
TEXT_ERASED = WhyNot(
    rule="text.erased",
    reason=gettext_noop("The words of the text were erased or hidden, so people cannot read it."),
    instead=gettext_noop("Wait for a new version. Then everybody answers that one."),
)
TEXT_HIDDEN = WhyNot(
    rule="text.hidden",
    reason=gettext_noop(
        "This ruling asks people to decide on a text or a question that is hidden, so they cannot"
        " read it."
    ),
    instead=gettext_noop(
        "Ask the secretariat to show it again, or to erase it. After that, decide the appeal."
    ),
)
QUESTION_ERASED = WhyNot(
    rule="text.erased",
    reason=gettext_noop(
        "The words of the question were erased or hidden, so people cannot read it."
    ),
    instead=gettext_noop("Propose the question again as a new issue."),
)
LOT_NOT_ANNOUNCED = WhyNot(
    rule="{rule}",
    reason=gettext_noop("The sources of this lot were not announced."),
    instead=gettext_noop("First announce them, and the time when their values are known."),
)
LOT_NOT_KNOWN_YET = WhyNot(
    rule="{rule}",
    reason=gettext_noop("The values of the announced sources are known from {known} on."),
    instead=gettext_noop("Wait until then, and give these values."),
)
LOT_OTHER_SOURCES = WhyNot(
    rule="{rule}",
    reason=gettext_noop("Sources with numbers: {given}. Sources that were announced: {sources}."),
    instead=gettext_noop(
        "Give the values of each source, with a stroke between two. A source without values is 0."
    ),
)
LOT_ANNOUNCED = WhyNot(
    rule="{rule}",
    reason=gettext_noop("This lot was announced at {announced}. It is announced once."),
    instead=gettext_noop("Draw it by its sources. Their values are known from {known} on."),
)
LOT_WITHOUT_SOURCES = WhyNot(
    rule="{rule}",
    reason=gettext_noop("A lot needs between 1 and {most} sources."),
    instead=gettext_noop("Write one source a line, such as the numbers of a public lottery."),
)
LOT_SOURCE_VAGUE = WhyNot(
    rule="chunk.lot-vague",
    reason=gettext_noop(
        "“{source}” leaves open which numbers count. Say who publishes them, the day, and where."
    ),
    instead=gettext_noop(
        "Write three things with commas: State lottery, 2027-03-20, https://lottery.example"
    ),
)
LOT_SOURCE_DAY = WhyNot(
    rule="chunk.lot-day",
    reason=gettext_noop("The numbers of “{source}” are known already, or only after the draw."),
    instead=gettext_noop("Choose numbers of a day after today, until {last}."),
)
LOT_LIST_OPEN = WhyNot(
    rule="{rule}",
    reason=gettext_noop(
        "People can still stand: “{clock}” has not ended. The announcement would close the list."
    ),
    instead=gettext_noop("Wait until “{clock}” has ended."),
)
LOT_AT_NO_TIME = WhyNot(
    rule="{rule}",
    reason=gettext_noop("People have to see the announcement before the values are known."),
    instead=gettext_noop("Choose a time between {least} and {most}."),
)
LOT_DRAWN = WhyNot(
    rule="{rule}",
    reason=gettext_noop("This was drawn already. It is drawn once, by the same numbers."),
    instead=gettext_noop("Look at the draw on the page of the part."),
)
