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
    reason=gettext_noop(
        "The stage cannot be left this way yet. Conditions that are not met: {number}."
    ),
    instead=gettext_noop("Look at what is still missing for each next step."),
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
