"""Every refusal to open a review of somebody in office."""

from isegoria.terms import WhyNot, gettext_noop

NO_OFFICE = WhyNot(
    rule="review.no-office",
    reason=gettext_noop(
        "You can only open a review of a person who holds an office in this process."
    ),
    instead=gettext_noop("Choose an office under “Who is in the room”."),
)
