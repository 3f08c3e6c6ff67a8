"""What pages and rules ask about a case: its parties and who speaks for them, who is independent,
who reads the private part.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from isegoria.rules.language.model import Model
from isegoria.rules.offices.cases import Stage, Turn, turn
from isegoria.rules.offices.facilitating import (
    REASONS,
    Candidate,
    Reason,
    Sides,
    excluded,
    facilitating_office,
    recused_by,
)
from isegoria.server.addresses import found_or_404
from isegoria.server.conflicts.models import Case, CaseNote, NoteConsent, Party
from isegoria.server.people.models import Affiliation, Participant
from isegoria.server.people.reads import current_affiliations_of
from isegoria.server.process.facts import as_person, facts_of, model_of
from isegoria.server.process.models import Member, Process, Seat
from isegoria.server.record.models import Act, Authorship
from isegoria.server.record.reads import sealed_contents

__all__ = [
    "Judged",
    "PrivateNote",
    "PrivatePart",
    "agreed_to_erase",
    "candidates_of",
    "case_or_404",
    "cases",
    "cases_waiting_for",
    "days_open",
    "holds_the_office",
    "independence",
    "inside",
    "judged",
    "late_cases",
    "office_holders",
    "own_cause",
    "parties_of",
    "private_part",
    "reads_private",
    "reasons_said",
    "sides_of",
    "speaks_for",
    "turn_of",
]

_NOT_SUBSTANCE = (
    "process.seat",
    "process.end-seat",
    "chunk.deliver",
    "chunk.leave",
    "chunk.note",
    "outcome.follow-up",
)
"""Kinds of act by which nobody takes a side: offices are looked at by themselves."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Somebody who might facilitate, and why not."""

    participant: Participant
    reasons: tuple[Reason, ...]

    @property
    def said(self) -> str:
        """The reasons in the reader's language."""
        return reasons_said(self.reasons)


@dataclass(frozen=True, slots=True)
class PrivateNote:
    """A note as somebody may see it: its text where they may read it, and what can be done."""

    note: CaseNote
    text: str | None
    own: bool
    can_agree: bool
    """Whether the reader is a party who has not agreed yet to erase it."""
    agreed: int
    """How many parties agreed to erase it."""


@dataclass(frozen=True, slots=True)
class PrivatePart:
    """The private part as somebody may see it."""

    readable: bool
    parties: int
    notes: tuple[PrivateNote, ...]


def cases() -> QuerySet[Case]:
    """Return all cases, the newest first, with what a list shows."""
    found = Case.objects.select_related("process", "chunk", "issue", "facilitator", "asked_by")
    return found.prefetch_related("parties__participant")


def case_or_404(number: int) -> Case:
    """Return a case with its parties."""
    return found_or_404(cases(), _("There is no case with this number."), pk=number)


def late_cases(issues: Sequence[int], now: datetime) -> list[tuple[int, Case]]:
    """Return the open cases about issues or parts of them in which somebody is late, each with the
    issue.
    """
    found = (
        cases()
        .filter(issue__in=issues, due_at__lt=now)
        .exclude(state=Case.State.CLOSED)
        .order_by("number")
    )
    return [(one.issue_id, one) for one in found if one.issue_id is not None]


def cases_waiting_for(reader: Any) -> QuerySet[Case]:
    """Return the open cases in which it is the reader's turn: to answer, to take the next step, to
    name somebody.
    """
    if not isinstance(reader, Participant):
        return cases().none()
    waits = Q(parties__answer=Party.Answer.WAITING)
    holds = Q(
        parties__holder=F("process__seats__holder"),
        process__seats__participant=reader,
        process__seats__until_at=None,
    )
    answers = (
        Q(state=Case.State.NAMED)
        & waits
        & (Q(parties__participant=reader) | (Q(parties__participant=None) & holds))
    )
    facilitates = Q(state=Case.State.RUNNING, facilitator=reader)
    names = Q(state=Case.State.ASKED) if reader.secretariat else Q(pk=None)
    return cases().filter(answers | facilitates | names).distinct().order_by("due_at")


def own_cause(parties: Iterable[Party]) -> bool:
    """Return whether the secretariat is a party, and so does not choose who facilitates."""
    return any(
        one.holder == "secretariat" or (one.participant and one.participant.secretariat)
        for one in parties
    )


def turn_of(case: Case) -> Turn:
    """Return who has to act next."""
    return turn(case.stage, own_cause=own_cause(case.parties.all()))


def turn_said(case: Case) -> str:
    """Return in words who has to act next."""
    waits = turn_of(case)
    if waits is Turn.PARTIES:
        return (
            _("the parties name the same facilitator")
            if case.stage is Stage.ASKED
            else _("the parties answer")
        )
    if waits is Turn.SECRETARIAT:
        return _("the secretariat names a facilitator")
    return (
        _("the facilitator takes the next step")
        if waits is Turn.FACILITATOR
        else _("nobody: it is closed")
    )


def days_open(case: Case, now: datetime) -> int:
    """Return how long it has been open, or was."""
    return ((case.closed_at or now) - case.asked_at).days


def speaks_for(party: Party, case: Case, model: Model, participant: Participant) -> bool:
    """Return whether somebody may answer for a party: the person; who holds the office; who took
    part for the group before.

    Whoever joins a group after the case began cannot come into its private part that way.
    """
    if not party.holder or party.participant_id:
        return party.participant_id == participant.pk
    held = Seat.objects.held(case.process_id).filter(participant=participant, holder=party.holder)
    if party.holder in model.offices:
        return held.exists() or (party.holder == "secretariat" and participant.secretariat)
    below = [name.replace("_", "-") for name in (party.holder, *model.leaves.get(party.holder, ()))]
    joined = Member.objects.filter(
        process=case.process_id, participant=participant, joined_at__lte=case.asked_at
    )
    return (
        joined.filter(group__slug__in=below).exists()
        or held.filter(from_at__lte=case.asked_at).exists()
    )


def parties_of(case: Case, model: Model, participant: Participant) -> list[Party]:
    """Return the parties that somebody is or may speak for."""
    return [one for one in case.parties.all() if speaks_for(one, case, model, participant)]


def private_part(case: Case, reader: Any) -> PrivatePart:
    """Return the notes: with their text to the parties who accepted and the facilitator; to others
    what was published.

    Nobody else reads them, the secretariat included.
    """
    notes = list(case.notes.select_related("participant"))
    may = isinstance(reader, Participant) and reads_private(case, reader)
    texts = (
        sealed_contents([one.number for one in notes if one.published_in is None], "text")
        if may
        else {}
    )
    given = NoteConsent.objects.filter(case=case, erases=True) if may else ()
    agreed = {(one.note_id, one.participant_id) for one in given}
    sides, me = inside(case), reader.pk if may else None
    found = [
        PrivateNote(
            one,
            texts.get(one.number),
            own=one.participant_id == me,
            can_agree=me in sides and len(sides) > 1 and (one.number, me) not in agreed,
            agreed=sum((one.number, side) in agreed for side in sides),
        )
        for one in notes
    ]
    return PrivatePart(may, len(sides), tuple(found))


def reads_private(case: Case, reader: Participant) -> bool:
    """Return whether somebody reads the private part: a party that accepted, and the facilitator
    once the case is under way.
    """
    running = case.state in {Case.State.RUNNING, Case.State.CLOSED}
    return reader.pk in inside(case) or (running and case.facilitator_id == reader.pk)


def inside(case: Case) -> set[int]:
    """Return the people who accepted for a party, and so read the private part."""
    return {one.participant_id for one in case.parties.all() if one.inside and one.participant_id}


def agreed_to_erase(case: Case, reader: Participant) -> set[int]:
    """Return the notes that somebody agreed to erase."""
    given = NoteConsent.objects.filter(case=case, participant=reader, erases=True)
    return {number for number in given.values_list("note", flat=True) if number}


def sides_of(case: Case) -> Sides:
    """Return the parties as the rules of independence ask for them, with where their people work or
    speak for.
    """
    parties = list(case.parties.all())
    holders = {one.holder for one in parties if one.holder}
    seats = Seat.objects.held(case.process_id).filter(holder__in=holders)
    people = {one.participant_id for one in parties if one.participant_id} | set(
        seats.values_list("participant", flat=True)
    )
    today = case.asked_at.date()
    current = Q(from_on__lte=today) & (Q(until_on=None) | Q(until_on__gte=today))
    works = Affiliation.objects.filter(Q(participant__in=people) & current).values_list(
        "organisation", flat=True
    )
    return Sides(
        people=frozenset(str(one) for one in people),
        holders=frozenset(holders),
        organisations=frozenset(works),
        asked_by=str(case.asked_by_id),
    )


def candidates_of(
    people: Sequence[Participant], case: Case, model: Model, now: datetime
) -> list[Candidate]:
    """Return people as the rules of independence know them: computed from the record, whatever they
    say of themselves.
    """
    process, office = case.process, facilitating_office(model)
    works: dict[int, list[Affiliation]] = {}
    for one in current_affiliations_of(people, now.date()):
        works.setdefault(one.participant_id, []).append(one)
    seats: dict[int, set[str]] = {}
    for number, holder in Seat.objects.filter(process=process, participant__in=people).values_list(
        "participant", "holder"
    ):
        seats.setdefault(number, set()).add(holder)
    done = _contributions(process, people)
    recused = _recused(case, model, office, people)
    return [
        Candidate(
            person=str(one.pk),
            organisations=frozenset(work.organisation for work in works.get(one.pk, ())),
            groups=_groups(model, works.get(one.pk, ()), seats.get(one.pk, set())),
            offices=_offices(model, office, one, seats.get(one.pk, set())),
            contributions=done.get(one.pk, 0),
            recused=one.pk in recused,
        )
        for one in people
    ]


def _groups(model: Model, works: Sequence[Affiliation], seats: set[str]) -> frozenset[str]:
    own = {one.group.slug.replace("-", "_") for one in works if one.group}
    return frozenset(own | {name for one in (*own, *seats) for name in model.chain.get(one, ())})


def _offices(model: Model, facilitating: str, who: Participant, seats: set[str]) -> frozenset[str]:
    held = {one for one in seats if one in model.offices and one != facilitating}
    return frozenset(held | ({"secretariat"} if who.secretariat else set()))


def _contributions(process: Process, people: Sequence[Participant]) -> dict[int, int]:
    none = (
        Q(act__kind__startswith="case.")
        | Q(act__kind__startswith="review.")
        | Q(act__kind__in=_NOT_SUBSTANCE)
    )
    done = Authorship.objects.filter(act__process=process.place, participant__in=people).exclude(
        none
    )
    return dict(done.values_list("participant").annotate(number=Count("act")).order_by())


def _recused(case: Case, model: Model, office: str, people: Sequence[Participant]) -> set[int]:
    if case.chunk is None or not office:
        return set()
    facts = facts_of(case.chunk)
    return {
        one.pk
        for one in people
        if recused_by(model, facts, office, as_person(model, one.pk, seats=[office]))
    }


def judged(people: Sequence[Participant], case: Case, now: datetime) -> list[Judged]:
    """Return whether each could facilitate, with the reasons against; the same few queries for one
    and for many.
    """
    sides = sides_of(case)
    candidates = candidates_of(people, case, model_of(case.process), now)
    return [
        Judged(who, tuple(excluded(one, sides)))
        for who, one in zip(people, candidates, strict=True)
    ]


def independence(case: Case, now: datetime) -> list[Judged]:
    """Return those who hold the office that facilitates, whom the parties want, and the one named,
    each judged.
    """
    wanted = [one.wants_id for one in case.parties.all() if one.wants_id]
    numbers = {
        *office_holders(case),
        *wanted,
        *([case.facilitator_id] if case.facilitator_id else []),
    }
    return judged(list(Participant.objects.filter(pk__in=numbers).order_by("pk")), case, now)


def office_holders(case: Case) -> list[int]:
    """Return who sits in the office of the model that facilitates."""
    office = facilitating_office(model_of(case.process))
    seats = (
        Seat.objects.held(case.process_id).filter(holder=office) if office else Seat.objects.none()
    )
    return list(seats.values_list("participant", flat=True))


def holds_the_office(case: Case, office: str) -> bool:
    """Return whether the rules of the process count who facilitates as its facilitator, in the
    chunk of the case: the secretariat, which is no party, named them, or they sit in the office.

    Two people can say that they are in conflict, and name a third. Whom the parties chose alone
    facilitates between them, and takes no step under the rules.
    """
    if case.stage is not Stage.RUNNING:
        return False
    if case.facilitator_id in Seat.objects.held(case.process_id).filter(holder=office).values_list(
        "participant", flat=True
    ):
        return True
    by_secretariat = Act.objects.filter(number=case.named_in or 0, role="secretariat").exists()
    return by_secretariat and not own_cause(case.parties.all())


def office_held(case: Case) -> str:
    """Return the title of the office of the model that the facilitator holds in the chunk of the
    case; empty without one.
    """
    model = model_of(case.process)
    office = facilitating_office(model)
    if not office or case.chunk is None or case.facilitator_id is None:
        return ""
    seats = Seat.objects.held(case.process_id, case.chunk).filter(
        holder=office, participant=case.facilitator_id
    )
    return model.offices[office].title if seats.exists() else ""


def reasons_said(reasons: Iterable[Reason]) -> str:
    """Return reasons in words."""
    return ", ".join(_(REASONS[one]) for one in reasons)
