"""Every refusal to review who holds an office."""

from isegoria.terms import WhyNot, gettext_noop

NO_OFFICE = WhyNot(
    rule="review.no-office",
    reason=gettext_noop("Reviewed is who holds an office of this process."),
    instead=gettext_noop("Choose an office of the room."),
)
