"""Every address of the forum, filled with the numbers of what is there.

It comes from the urlconf, so that none is forgotten.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from django.test import Client
from django.utils import timezone

from isegoria.rules.facts.protocol import Person
from isegoria.rules.judging.closed_rooms import closed_rooms
from isegoria.rules.telling.moves import moves
from isegoria.server.archives.models import Archive
from isegoria.server.conduct.models import Code, Measure, MeasureAppeal, Report
from isegoria.server.conflicts.models import Case
from isegoria.server.deliberation.models import Amendment, Comment, Objection, StrawPoll, Version
from isegoria.server.issues.models import Issue
from isegoria.server.membership.models import Invitation
from isegoria.server.pages.process.mails import token_of
from isegoria.server.people.models import Affiliation, Participant, StakeholderGroup
from isegoria.server.people.organisations import (
    Organisation,
    OrganisationClaim,
    Representative,
)
from isegoria.server.personal.tables import PARTS
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk, Motion, PlannedDate, Process, Proxy, Seat
from isegoria.server.record.models import Act
from isegoria.server.reviews.models import Review
from isegoria.server.rulebooks.models import ModelInUse, ProcessDraft
from isegoria.server.sessions.models import Session, Turn
from tests.reading import ADDRESSES

__all__ = ["ADDRESSES", "answer_to", "paths_of"]

_PART = re.compile(r"<(?:\w+:)?(\w+)>")
Known = dict[str, Any]


def _pks(rows: Any) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _ballots(known: Known) -> Iterator[str]:
    """Yield the stages of a chunk's model that have ballots, or the ballots of one."""
    model = facts_of(Chunk.objects.get(pk=known["number"])).model
    if "stage" in known:
        yield from model.stages[known["stage"]].ballots
    else:
        yield from (name for name, stage in model.stages.items() if stage.ballots)


def _with_closed_rooms(known: Known) -> Iterable[str]:
    facts = facts_of(Chunk.objects.get(pk=known["number"]))
    return list(closed_rooms(facts.model)) or ["panel"]


_STEPS = (
    "write",
    "vote",
    "judge",
    "leave",
    "deliver",
    "extend",
    "position",
    "object",
    "propose",
    "dissent",
    "close",
    "comment",
)
_NUMBERS: dict[str, Callable[[], Iterable[Any]]] = {
    "record": lambda: _pks(Act.objects),
    "code/decisions": lambda: _pks(Measure.objects),
    "code/reports": lambda: Report.objects.values_list("of", flat=True),
    "code/appeals": lambda: _pks(MeasureAppeal.objects),
    "people": lambda: _pks(Participant.objects),
    "profile/affiliations": lambda: _pks(Affiliation.objects),
    "sessions": lambda: _pks(Session.objects),
    "organisations": lambda: _pks(Organisation.objects),
    "organisations/claims": lambda: _pks(OrganisationClaim.objects),
    "organisations/representatives": lambda: _pks(Representative.objects),
    "issues/processes": lambda: _pks(Process.objects),
    "issues": lambda: _pks(Issue.objects),
    "motions": lambda: _pks(Motion.objects),
    "chunks": lambda: _pks(Chunk.objects),
    "conflicts/ask/chunk": lambda: _pks(Chunk.objects),
    "conflicts/ask/issue": lambda: _pks(Issue.objects),
    "conflicts/ask/process": lambda: _pks(Process.objects),
    "conflicts": lambda: _pks(Case.objects),
    "reviews": lambda: _pks(Review.objects),
    "archives": lambda: Archive.objects.values_list("process", flat=True),
    "outcomes": lambda: _pks(Chunk.objects),
    "processes/drafts": lambda: _pks(ProcessDraft.objects),
}
"""What an address counts by `number`, by what stands before it."""
_OTHERS: dict[str, Callable[[Known], Iterable[Any]]] = {
    # The words first: a database may keep the fields in an order of its own.
    "field": lambda known: sorted(
        Act.objects.get(pk=known["number"]).commitments, key=lambda one: (one != "text", one)
    ),
    "token": lambda _known: [token_of(one) for one in Invitation.objects.all()[:1]],
    "report": lambda _known: Report.objects.values_list("token", flat=True),
    "affiliation": lambda _known: _pks(Affiliation.objects.exclude(organisation=""))[-1:],
    "slug": lambda _known: StakeholderGroup.objects.values_list("slug", flat=True),
    "turn": lambda known: Turn.objects.filter(session=known["number"]).values_list(
        "number", flat=True
    )[:1],
    "date": lambda known: _pks(PlannedDate.objects.filter(process=known["number"])),
    "invitation": lambda known: _pks(Invitation.objects.filter(process=known["number"])),
    "seat": lambda known: _pks(Seat.objects.filter(process=known["number"])),
    "participant": lambda _known: _pks(Participant.objects.filter(from_archive=False))[-1:],
    "proxy": lambda known: _pks(Proxy.objects.filter(process=known["number"])),
    "comment": lambda known: _pks(Comment.objects.filter(chunk=known["number"])),
    "objection": lambda known: _pks(Objection.objects.filter(chunk=known["number"])),
    "to": lambda known: _pks(Chunk.objects.exclude(pk=known["number"]))[:1],
    "paragraph": lambda _known: [1],
    "amendment": lambda known: _pks(Amendment.objects.filter(chunk=known["number"])),
    "poll": lambda known: _pks(StrawPoll.objects.filter(chunk=known["number"])),
    "stage": _ballots,
    "office": _with_closed_rooms,
    "kind": lambda _known: _STEPS,
    "process": lambda _known: _pks(Process.objects),
    "cited": lambda known: (
        Chunk.objects.filter(process=known["process"])
        .exclude(cited="")
        .values_list("cited", flat=True)
    ),
    "what": lambda _known: [Motion.What.ISSUE],
    "part": lambda _known: list(PARTS),
}
_MODEL = "equal-footing.working-group"


def _values(before: str, name: str, known: Known) -> Iterable[Any]:
    if name == "number":
        return _NUMBERS[before.strip("/")]()
    if name == "version":
        if before.startswith("chunks"):
            return _pks(Version.objects.filter(chunk=known["number"]))
        return Code.objects.values_list("version", flat=True) if before.startswith("code") else [1]
    if name == "name":
        if before.startswith("processes"):
            return list(ModelInUse.objects.values_list("model_id", flat=True)) or [_MODEL]
        return _ballots(known) if "stage" in known else _named(known)
    return _OTHERS[name](known)


def _named(known: Known) -> Iterator[str]:
    """Yield of what in the stage of a chunk a step is."""
    if "number" not in known:  # what is kept of people is tried by test_your_data.py
        yield "nothing"
        return
    facts = facts_of(Chunk.objects.get(pk=known["number"]))
    found = moves(facts.model, facts, Person(""), timezone.now())
    yield from (one.name for one in found if one.kind == known["kind"] and one.name)


def paths_of(route: str, of: Collection[tuple[str, int]] = (), most: int = 1000) -> list[str]:
    """Return the addresses that a route has here, at most so many.

    `of` names numbers by what stands before them, such as `("record", 7)`, or by their name, such
    as `("comment", 9)`: a route is held to these instead of all there are.
    """
    return [path for path, _known in _filled(route, of)][:most]


def _filled(route: str, of: Collection[tuple[str, int]]) -> list[tuple[str, Known]]:
    found: list[tuple[str, Known]] = [("/", {})]
    end = 0
    for part in _PART.finditer(route):
        before, name = route[: part.start()], part[1]
        kept = [
            number
            for kind, number in of
            if kind == (before.strip("/") if name == "number" else name)
        ]
        found = [
            (f"{path}{route[end : part.start()]}{value}", {**known, name: value})
            for path, known in found
            for value in (kept or _values(before, name, known))
        ]
        end = part.end()
    return [(path + route[end:], known) for path, known in found]


def answer_to(client: Client, path: str) -> tuple[int, bytes]:
    """Return the status of an address, and where it leads to and what it says, read to its end."""
    answer: Any = client.get(path)
    said = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, answer.headers.get("Location", "").encode() + said
