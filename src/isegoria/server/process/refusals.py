"""Every refusal of the groups of a process and of motions that were done."""

from isegoria.terms import WhyNot, gettext_noop

GROUP_NOT_KNOWN = WhyNot(
    rule="process.unknown-group",
    reason=gettext_noop("The rules “{model}” do not have the group “{group}”."),
    instead=gettext_noop("Choose one of these groups: {there}."),
)
MOTION_DONE = WhyNot(
    rule="motion.done",
    reason=gettext_noop("This was done already (#{number})."),
    instead=gettext_noop("Look at act #{number} to see what was done."),
)
