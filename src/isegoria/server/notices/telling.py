"""Who is told what by mail, after which act: a table, and what sends it.

A mail has no words that people wrote but the titles of the part and the process, so nothing that
was hidden, sealed or erased. It goes out once the act is on the record. Each person gets one mail
an act, and none of what they did themselves.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from isegoria.rules.course.versions import is_consensus_call
from isegoria.server.deliberation.closed_rooms import WriteInClosedRoom, acts_in_room
from isegoria.server.notices.recipients import (
    Find,
    Happened,
    can_answer,
    hold_a_role,
    in_that_room,
    who_answered,
)
from isegoria.server.people.mail import address_of, send
from isegoria.server.people.models import Forum, Participant
from isegoria.server.process.clocks import ClockRuns
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk
from isegoria.server.process.parts import next_end
from isegoria.server.process.steps import Appeal, GiveRuling, Leave
from isegoria.server.record.door import Attempt, listen
from isegoria.server.record.models import Act

__all__ = ["NOTICES", "TOO_OLD", "Notice"]

_log = logging.getLogger(__name__)
TOO_OLD = timedelta(days=1)  # what is put on the record later than that is history
_APART = timedelta(hours=1)  # notes in a closed room: a talk is one mail

_ANSWERED = gettext_noop("You get this mail because you answered or objected there.")
_ROLE = gettext_noop("You get this mail because you hold a role in “{process}”.")
_ASKED = gettext_noop("You get this mail because you can answer there.")
_INSIDE = gettext_noop("You get this mail because you are in this closed room.")


@dataclass(frozen=True, slots=True)
class Notice:
    """A line of the table: after acts of these kinds, if it `holds`, these people get a mail with
    this subject and sentence, a link to the page, and why they get it.
    """

    kinds: tuple[str, ...]
    holds: Callable[[Happened], bool]
    subject: str
    says: str
    to: tuple[tuple[Find, str], ...]
    page: str = "chunk"


def _opens(one: Happened) -> bool:
    """Return whether the act brought the part into a stage in which people answer."""
    stage = one.facts.model.stages[one.facts.stage]
    asks = bool(stage.ballots) or is_consensus_call(stage)
    return asks and not one.facts.outcome and one.facts.entered_at(one.facts.stage) == one.at


def _ends(one: Happened) -> bool:
    """Return whether an outcome came out by the act; what decided nothing is none."""
    published = bool(one.facts.outcome and one.facts.chunk.cited)
    return published and one.facts.ended_at() == one.at


def _is_first(one: Happened) -> bool:
    """Return whether the act made the appeal, and did not join it."""
    place, item = one.facts.chunk.process.place, one.facts.chunk.item
    level = {"body__name": one.act.body["name"], "number__lt": one.act.number}
    about = Act.objects.filter(process=place, item=item, **level).order_by("-number")
    before = about.filter(kind=Appeal.kind).first()
    ruled = about.filter(kind=GiveRuling.kind, body__ruled__isnull=False).first()
    return before is None or (ruled is not None and ruled.number > before.number)


def _decides(one: Happened) -> bool:
    """Return whether the act is a decision on an appeal: by votes, or by silence."""
    body = one.act.body
    return bool(body.get("ruled")) or (
        bool(body.get("appeal")) and body.get("meaning") in {"upheld", "dismissed"}
    )


def _begins_a_talk(one: Happened) -> bool:
    """Return whether nobody wrote in the closed room in the last hour."""
    earlier = acts_in_room(one.facts.chunk, one.act.body["office"])
    return not earlier.filter(number__lt=one.act.number, minute__gt=one.at - _APART).exists()


_OF_IT = ((who_answered, _ANSWERED), (hold_a_role, _ROLE))
NOTICES = (
    Notice(
        (Leave.kind, ClockRuns.kind),
        _opens,
        gettext_noop("Please answer: “{title}”"),
        gettext_noop("“{title}” in “{process}” is open for your answer."),
        ((can_answer, _ASKED), (hold_a_role, _ROLE)),
    ),
    Notice(
        (Leave.kind, ClockRuns.kind),
        _ends,
        gettext_noop("Outcome: “{title}”"),
        gettext_noop("“{title}” in “{process}” has an outcome."),
        _OF_IT,
        "outcome",
    ),
    Notice(
        (Appeal.kind,),
        _is_first,
        gettext_noop("Appeal: “{title}”"),
        gettext_noop("Somebody appealed against a decision on “{title}” in “{process}”."),
        _OF_IT,
    ),
    Notice(
        (GiveRuling.kind, ClockRuns.kind),
        _decides,
        gettext_noop("An appeal was decided: “{title}”"),
        gettext_noop("The appeal about “{title}” in “{process}” was decided."),
        _OF_IT,
    ),
    Notice(
        (WriteInClosedRoom.kind,),
        _begins_a_talk,
        gettext_noop("A note in your closed room: “{title}”"),
        gettext_noop("Somebody wrote in a closed room about “{title}” in “{process}”."),
        ((in_that_room, _INSIDE),),
        "closed-room",
    ),
)
"""What is told so far. A new kind of act gets its line here."""


def tell(act: Act, attempt: Attempt) -> None:
    """Mail those whom an act concerns; a mail that fails stops nothing."""
    if timezone.now() - attempt.now > TOO_OLD:
        return
    told: set[int] = attempt.gathered.get("told", set())  # by a mail of the act itself
    done = told | ({attempt.by.pk} if attempt.by else set())
    transaction.on_commit(partial(_tell, act, attempt.now, done), robust=True)


def _tell(act: Act, at: datetime, done: set[int]) -> None:
    chunk = Chunk.objects.select_related("process").get(pk=int(act.item.partition("-")[2]))
    noted = act.body.get("at")
    happened = Happened(act, facts_of(chunk), datetime.fromisoformat(noted) if noted else at)
    for notice in NOTICES:
        if act.kind in notice.kinds and notice.holds(happened):
            _send(notice, happened, done)


def _send(notice: Notice, happened: Happened, done: set[int]) -> None:
    forum, chunk = Forum.objects.first(), happened.facts.chunk
    left = set(done)
    with override(forum.languages[0] if forum and forum.languages else "en"), transaction.atomic():
        names = {"title": chunk.title or f"#{chunk.pk}", "process": chunk.process.title}
        context = {
            "says": _(notice.says).format_map(names),
            "until": next_end(happened.facts, happened.at) if notice.holds is _opens else None,
            "page": address_of(_address(notice, happened)),
        }
        for find, why in notice.to:
            whom = find(happened) - left
            left |= whom
            text = render_to_string(
                "notices/notice.txt", {**context, "why": _(why).format_map(names)}
            )
            people = Participant.objects.filter(pk__in=whom, is_active=True, erased_in=None)
            for address in people.order_by("pk").values_list("email", flat=True):
                send(_(notice.subject).format_map(names), text, address)


def _address(notice: Notice, happened: Happened) -> str:
    number = happened.facts.chunk.pk
    if notice.page == "closed-room":
        return reverse(notice.page, args=[number, happened.act.body["office"]])
    return reverse(notice.page, args=[number])


for kind in {kind for notice in NOTICES for kind in notice.kinds}:
    listen(kind, tell)
