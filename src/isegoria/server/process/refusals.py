"""Every refusal of seats, dates, clocks, groups and the steps of a chunk."""

from typing import Any

from isegoria.terms import Refusal, WhyNot, gettext_noop

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
ITEM_UNKNOWN = WhyNot(
    rule="item.unknown",
    reason=gettext_noop("“{item}” is not one of the things that people answer here one by one."),
    instead=gettext_noop("Choose one from the list of items."),
)
STAGE_OVER = WhyNot(
    rule="chunk.moved",
    reason=gettext_noop("“{title}” moved on while you were writing."),
    instead=gettext_noop("Look at what you can do now. Your text is kept here."),
)
NOTED_ALREADY = WhyNot(
    rule="{act}.nothing-due",
    reason=gettext_noop("This was noted already."),
    instead=gettext_noop("There is nothing to do."),
)
NOTHING_TO_PUBLISH = WhyNot(
    rule="text.nothing-to-publish",
    reason=gettext_noop("This part does not have a text yet, so it cannot be published."),
    instead=gettext_noop("Write a version of the text first."),
)
TIED = WhyNot(
    rule="chunk.tied",
    reason=gettext_noop("This part and “{title}” end together. “{title}” is not ready yet."),
    instead=gettext_noop("Move “{title}” on first, or ask the officer to unlink the two parts."),
)
DATE_WITHOUT_TITLE = WhyNot(
    rule="date.no-title",
    reason=gettext_noop("A planned date needs a meeting or a title."),
    instead=gettext_noop("Choose a meeting from the list, or enter a title."),
)
DATE_IN_THE_PAST = WhyNot(
    rule="date.in-the-past",
    reason=gettext_noop("{day} is over. Dates are planned before they come."),
    instead=gettext_noop("Choose {today} or a later day."),
)
DROPPED_WITHOUT_REASON = WhyNot(
    rule="date.no-reason",
    reason=gettext_noop("People who planned to come want to know why a date is cancelled."),
    instead=gettext_noop("Say in one sentence why."),
)
DATE_DROPPED = WhyNot(
    rule="date.dropped",
    reason=gettext_noop("This date was dropped or moved already."),
    instead=gettext_noop("Look at the calendar as it is now."),
)
MEETING_UNKNOWN = WhyNot(
    rule="date.unknown-meeting",
    reason=gettext_noop("These rules do not have a meeting “{name}”."),
    instead=gettext_noop("Choose one of these meetings: {there}."),
)
NOT_SECRETARIAT_FOR_DATES = WhyNot(
    rule="date.not-secretariat",
    reason=gettext_noop("Only the secretariat and the facilitator of the process can plan dates."),
    instead=gettext_noop("Write to the secretariat."),
)
NOT_SECRETARIAT_FOR_SEATS = WhyNot(
    rule="seat.not-secretariat",
    reason=gettext_noop(
        "Only the secretariat can appoint people, end roles and record outside decisions."
    ),
    instead=gettext_noop("Write to the secretariat."),
)
HOLDER_UNKNOWN = WhyNot(
    rule="seat.unknown",
    reason=gettext_noop("“{model}” has no office or group “{holder}”."),
    instead=gettext_noop("Choose one of: {there}."),
)
OTHERS_CHOOSE = WhyNot(
    rule="seat.others-choose",
    reason=gettext_noop("Under these rules “{by}” fills the seats of “{holder}”."),
    instead=gettext_noop("Ask “{by}” to give the seat."),
)
SEAT_HELD = WhyNot(
    rule="seat.held",
    reason=gettext_noop("{who} has this seat already."),
    instead=gettext_noop("Choose somebody else, or another seat."),
)
TOO_MANY_OF_A_KIND = WhyNot(
    rule="process.composition",
    reason=gettext_noop("“{kind}” has {number} seats of “{holder}”. The rules allow {most}."),
    instead=gettext_noop("Give the seat to somebody of another group or organisation."),
)
SEATS_FOR_OTHERS = WhyNot(
    rule="process.composition",
    reason=gettext_noop("The free seats of “{holder}” are needed for: {kinds}."),
    instead=gettext_noop("Give the seat to somebody of these groups."),
)
NO_SEAT_FREE = WhyNot(
    rule="seat.none-free",
    reason=gettext_noop("Every seat of “{holder}” is taken. Seats: {seats}."),
    instead=gettext_noop("End one of these seats first."),
)
SEAT_OF_A_GROUP = WhyNot(
    rule="seat.of-a-group",
    reason=gettext_noop(
        "People sit in “{holder}” for the whole process, and not in one part alone."
    ),
    instead=gettext_noop("Give the seat for the whole process."),
)
JUDGES_SIT = WhyNot(
    rule="seat.judges-sit",
    reason=gettext_noop("An appeal waits for “{holder}”. Others do not change who decides it."),
    instead=gettext_noop("Wait until it is decided or its time is over."),
)
VOTES_IN_SECRET = WhyNot(
    rule="seat.votes-in-secret",
    reason=gettext_noop("“{ballot}” is open and secret, and this seat has a vote in it."),
    instead=gettext_noop("Wait until it has ended. The member can give up the seat at any time."),
)
JUDGE_VOTED = WhyNot(
    rule="seat.judges-sit",
    reason=gettext_noop("This member of “{holder}” voted on an appeal that waits."),
    instead=gettext_noop("Wait until it is decided. The member can give up the seat at any time."),
)
CHOOSER_INTERESTED = WhyNot(
    rule="seat.judges-sit",
    reason=gettext_noop("An appeal waits for “{holder}”, and you have a part in it."),
    instead=gettext_noop("Ask somebody who fills these seats and did not have a part in it."),
)
JUDGES_NOW = WhyNot(
    rule="seat.judges-now",
    reason=gettext_noop("An appeal waits for {who}, who could not decide it with this seat."),
    instead=gettext_noop("Wait until it is decided or its time is over."),
)
SEAT_ENDED = WhyNot(
    rule="seat.ended",
    reason=gettext_noop("This seat has ended already."),
    instead=gettext_noop("There is nothing to do."),
)
SEAT_ELSEWHERE = WhyNot(
    rule="seat.elsewhere",
    reason=gettext_noop("The person that you name does not hold a seat here."),
    instead=gettext_noop("Choose one of those who hold a seat, or leave it empty."),
)
MOVES_A_BALLOT = WhyNot(
    rule="chunk.ballot-open",
    reason=gettext_noop("“{title}” is open, and its end would move by this."),
    instead=gettext_noop("Wait until “{title}” is closed."),
)
CANNOT_BE_NOTED = WhyNot(
    rule="chunk.cannot-note",
    reason=gettext_noop("You cannot note “{value}” for “{name}”."),
    instead=gettext_noop(
        "For a meeting, give a date such as 2026-05-01. For a resource, give a number. For a"
        " process, give the name of its outcome."
    ),
)
TEXT_CHANGED = WhyNot(
    rule="text.changed",
    reason=gettext_noop(
        "The text changed while you were reading: version #{number} is now the newest."
    ),
    instead=gettext_noop("Read what changed, then send this again. What you typed is kept here."),
)
PROXY_NOT_HELD = WhyNot(
    rule="proxy.not-held",
    reason=gettext_noop("You do not hold the proxy of {who}."),
    instead=gettext_noop("Answer without it. They can give it to you on the page of the process."),
)
NO_GROUNDS = WhyNot(
    rule="chunk.no-grounds",
    reason=gettext_noop("A contest needs grounds."),
    instead=gettext_noop("Say in a few sentences what was wrong, and by which rule."),
)
NO_REASONS = WhyNot(
    rule="chunk.no-reasons",
    reason=gettext_noop("A vote on an appeal needs written reasons."),
    instead=gettext_noop("Say in a few sentences why you vote so."),
)
NOT_IN_THE_ROOM = WhyNot(
    rule="ballot.not-here",
    reason=gettext_noop(
        "This ballot is secret. If you answered now, people could see from the list that you did."
    ),
    instead=gettext_noop(
        "First choose “Join” under “Who takes part”, for this group. Then come back."
    ),
)
CANCELLED = WhyNot(
    rule="process.cancelled",
    reason=gettext_noop("This was cancelled in #{number}. Everything that was said stays."),
    instead=gettext_noop("Act #{number} says why. You can begin again elsewhere."),
)
MERGED = WhyNot(
    rule="issue.merged",
    reason=gettext_noop("This issue was merged into #{into}."),
    instead=gettext_noop(
        "Continue there. The people who proposed this issue are now proposers there too."
    ),
)


def cancelled(row: Any) -> Refusal | None:
    """Refuse what would go on in a process, an issue or a part that was cancelled."""
    return CANCELLED.refuse(number=row.cancelled_in) if row.cancelled_in else None
