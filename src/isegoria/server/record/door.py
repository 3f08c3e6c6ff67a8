"""The one door: every public change goes through `perform`, is refused for a reason or is put on
the record.

The record is held from the first statement to the commit. So a rule is judged on the very state
that the act changes, two people who act at once are judged one after the other, and nothing is
written when a rule says no.
"""

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID, uuid4

from django.db import connection, transaction
from typing_extensions import TypedDict

from isegoria.rules.language.dates import EARLIEST, LATEST, counts_with
from isegoria.server.people.factors import able
from isegoria.server.people.models import Affiliation, Participant
from isegoria.server.people.organisations import standing_of
from isegoria.server.people.reads import current_affiliations
from isegoria.server.record import refusals
from isegoria.server.record.append import (
    Entry,
    append,
    give_back,
    hidden,
    says_the_same,
    take_number,
)
from isegoria.server.record.fields import Where, fields_in, names_in, place_of, references_of
from isegoria.server.record.models import Act
from isegoria.server.record.reads import author_of
from isegoria.terms import Refusal, Refused

__all__ = [
    "KINDS",
    "Attempt",
    "NoBody",
    "Upcast",
    "Work",
    "body_now",
    "foreseen",
    "listen",
    "opened_by",
    "perform",
    "together",
]

KINDS: dict[str, type["Work"]] = {}
_LISTENERS: dict[str, list[Callable[[Act, "Attempt"], None]]] = {}

# SQLite has one writer; threads that wait here in turn do not starve each other as its busy handler
# does.
_one_writer = threading.Lock()

# half of a pair has no UTF-8, PostgreSQL keeps no NUL, and no feed can have the last two (XML 1.0)
_UNWRITABLE = re.compile("[\x00\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is tried: who acts, in which capacity, when, and the number that the act will have.

    `by` is None for the operator's command line.
    """

    by: Participant | None
    capacity: Affiliation | None
    now: datetime
    number: int
    key: UUID | None = None
    """The key of the act; None where it is only foreseen."""
    gathered: dict[str, Any] = field(default_factory=dict)
    """What `refusal` gathered and `apply` needs again."""
    adds: dict[str, Any] = field(default_factory=dict)
    """What `apply` found out and adds to the body."""
    found: dict[str, Any] = field(default_factory=dict)
    """What `apply` found out and adds to what can be erased; the kind names it in `finds`."""
    seals: dict[str, Any] = field(default_factory=dict)
    """What `apply` found out and seals; the kind names it in `finds`."""
    refers: list[int] = field(default_factory=list)
    """Further earlier acts that `apply` found this one to be about."""

    @property
    def author(self) -> Participant:
        """The participant who acts.

        Raises:
            ValueError: it is the operator; a rule that needs a participant has to refuse that.
        """
        if self.by is None:
            raise ValueError("the command line has no author; `refusal` was not asked")
        return self.by

    @property
    def role(self) -> str:
        """The actor's office, as it stands on the record for ever."""
        if self.by is None:
            return "operator"
        return "secretariat" if self.by.secretariat else "participant"


Upcast = Callable[[dict[str, Any]], dict[str, Any]]


class NoBody(TypedDict):
    """The body of a kind that keeps nothing but its commitments."""


class Work(Protocol):
    """What a kind of act is: a frozen dataclass. Inherit it, and let every field say where on the
    record it goes (`server/record/fields.py`).

    `About` is what the act is about, `Refers` a further earlier act; `Public` stays for ever,
    `Erasable` can be erased, `Sealed` stands there as a commitment only. A field that says nothing
    stays off the record, for `refusal` and `apply`, which every kind writes itself. Where the
    record says what no field holds, the kind has that method of its own too, such as `body`.
    """

    kind: ClassVar[str]
    upcasts: ClassVar[tuple[Upcast, ...]] = ()
    """What brings the body of an act of each version to the next; `body_now` calls them."""
    version: ClassVar[int] = 1
    """Of the body: one more than there are upcasts."""
    says: ClassVar[str]
    """The kind in words."""
    makes: ClassVar[str] = ""
    """What the act makes, such as “issue”: it gets the number of the act."""
    under: ClassVar[str] = ""
    """Where an act stands that is about nothing in particular: “forum”, “people”."""
    undoable: ClassVar[bool] = False
    """Whether whoever did it can undo it for a quarter of an hour, as long as nobody has acted on
    it. Then it has `undone`. Its mails wait as long.
    """
    Body: ClassVar[type] = NoBody
    """What `apply` adds to the body, or a `body()` of one's own says; the JSON Schema has the
    public fields beside it.
    """
    opens: ClassVar[tuple[str, ...]] = ()
    """The names in an `erasable()` or `sealed()` of one's own."""
    finds: ClassVar[tuple[str, ...]] = ()
    """The names of what `apply` adds to what can be erased, or seals."""

    def __init_subclass__(cls) -> None:
        """Put every kind of act on the list."""
        # what inherits a protocol is none itself, and can be asked for by `isinstance`
        super().__init_subclass__()
        cls.version = len(cls.upcasts) + 1
        if hasattr(cls, "kind"):
            KINDS[cls.kind] = cls

    def place(self, attempt: Attempt) -> tuple[str, str]:
        """Return process and item, by id. What an act makes takes the act's number for its id."""
        return place_of(self, attempt.number)

    def body(self) -> Mapping[str, Any]:
        """Return what stays on the record for ever: about the item, never about a person."""
        said = fields_in(Where.BODY, self)
        stays = {name: "" if value is None else value for name, value in said.items()}
        return stays | ({"sealed": list(sealed)} if (sealed := self.sealed()) else {})

    def erasable(self) -> Mapping[str, Any]:
        """Return the fields that can be erased one by one."""
        return fields_in(Where.ERASABLE, self)

    def sealed(self) -> Mapping[str, Any]:
        """Return the fields that stand on the record as commitments only; the body names them as
        `sealed`.
        """
        return fields_in(Where.SEALED, self)

    def hides(self, attempt: Attempt) -> bool:
        """Return whether nobody is told who did it and when, as in a secret ballot; asked after
        `refusal` and `apply`.
        """
        return False

    def stays_off(self, attempt: Attempt) -> bool:
        """Return whether nothing of it goes on the record, since that alone would tell when it was
        done, such as a secret answer; asked after `refusal` and `apply`.
        """
        return False

    def references(self) -> tuple[int, ...]:
        """Return the numbers of the earlier acts that this one is about."""
        return references_of(self)

    def comes_first(self, by: Participant | None, now: datetime) -> None:
        """Perform what comes before it on the record, in the same transaction: if the act is
        refused, none of it was done.
        """
        return

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Gather what the rule needs and ask it."""
        ...

    def apply(self, attempt: Attempt) -> None:
        """Write the effect on the state."""
        ...

    @classmethod
    def undone(cls, act: Act, attempt: Attempt) -> None:
        """Write the state as it was before an act of this kind.

        Raises:
            ValueError: acts of this kind cannot be undone.
        """
        raise ValueError(f"{cls.kind} cannot be undone")

    def repeats(self, earlier: Act) -> bool:
        """Return whether an act of this kind, on the record already, is this very one: a double
        click and no second thought.
        """
        return says_the_same(
            earlier,
            self.body(),
            {**self.erasable(), **self.sealed()},
            self.references(),
            found=self.finds,
        )


def body_now(act: Act) -> dict[str, Any] | None:
    """Return the body of an act as acts of its kind have it today.

    None where this program does not know the kind, or only earlier versions of it.
    """
    kind = KINDS.get(act.kind)
    if kind is None or act.kind_version > kind.version:
        return None
    body: dict[str, Any] = act.body
    for upcast in kind.upcasts[act.kind_version - 1 :]:
        body = upcast(body)
    return body


def opened_by(kind: type[Work]) -> tuple[str, ...]:
    """Return the names of all that acts of a kind can have erased or sealed."""
    said = (*names_in(kind, Where.ERASABLE), *names_in(kind, Where.SEALED))
    return (*kind.opens, *kind.finds, *said)


def perform(
    work: Work,
    *,
    by: Participant | None,
    now: datetime,
    capacity: Affiliation | None = None,
    key: UUID | None = None,
) -> Act:
    """Do `work` and put it on the record, in one transaction; the same `key` again gives the first
    act and changes nothing. An act without a number comes back where nothing goes on the record.

    Raises:
        Refused: a rule does not allow it; nothing was written.
    """
    key = key or uuid4()
    try:
        with _writer(), transaction.atomic():
            work.comes_first(by, now)
            return _recorded(work, by, now, capacity, key)
    except _RepeatedError as repeated:
        return _same(repeated.earlier, work, by)


@contextmanager
def together() -> Iterator[None]:
    """Let all acts performed inside be one transaction: all of them come onto the record, or none.

    Nobody else acts meanwhile.
    """
    with _writer(), transaction.atomic():
        yield


def foreseen(
    work: Work,
    *,
    by: Participant | None,
    now: datetime,
    capacity: Affiliation | None = None,
    gathered: Any = None,
) -> Refusal | None:
    """Return why `work` would be refused now, without doing it; pages offer what would not be.

    `gathered` is what the caller read already and the work would read again: with a `person`, also
    that the capacity is current.
    """
    attempt = Attempt(by=by, capacity=capacity, now=now, number=0, gathered=dict(gathered or {}))
    not_theirs = None if "person" in attempt.gathered else _not_theirs(attempt)
    return not_theirs or _too_far(work) or work.refusal(attempt)


class _RepeatedError(Exception):
    """The key was used before; the exception gives the number back."""

    def __init__(self, earlier: Act) -> None:
        super().__init__()
        self.earlier = earlier


def _recorded(
    work: Work, by: Participant | None, now: datetime, capacity: Affiliation | None, key: UUID
) -> Act:
    place = take_number(now, key)
    if place.used:
        raise _RepeatedError(Act.objects.get(key=key))
    by = able(by) if by is not None else None
    attempt = Attempt(by=by, capacity=capacity, now=place.at, number=place.number, key=key)
    if refusal := _why_not(work, attempt):
        raise Refused(refusal)
    work.apply(attempt)
    if work.stays_off(attempt):
        give_back(place)
        return Act(kind=work.kind)
    process, item = work.place(attempt)
    entry = Entry(
        kind=work.kind,
        kind_version=work.version,
        process=process,
        item=item,
        role=attempt.role,
        references=(*work.references(), *attempt.refers),
        body=work.body(),
        erasable={**work.erasable(), **attempt.found, "who": _who(attempt)},
        key=key,
        sealed={**work.sealed(), **attempt.seals},
    )
    told = replace(entry, body={**entry.body, **attempt.adds, **_sealed(entry)})
    entry = hidden(entry, attempt.adds, opened_by(type(work))) if work.hides(attempt) else told
    if by is not None and by.erased_in is not None:  # by this very act
        by = capacity = None
    act = append(place, entry, by, capacity)
    for tell in _LISTENERS.get(act.kind, ()):
        tell(act, attempt)
    return act


def _why_not(work: Work, attempt: Attempt) -> Refusal | None:
    """Return why an act cannot be done; what is missing where only a second factor is."""
    refusal = (
        _unwritable(work.erasable())
        or _not_theirs(attempt)
        or _too_far(work)
        or work.refusal(attempt)
        or _unwritable(work.body())
    )
    if refusal and attempt.by is not None and attempt.by.lacks_second_factor:
        whole = Participant.objects.get(pk=attempt.by.pk)
        with_roles = replace(attempt, by=whole, gathered={}, adds={}, found={}, seals={}, refers=[])
        if work.refusal(with_roles) is None:
            return refusals.FACTOR_MISSING.refuse()
    return refusal


def listen(kind: str, tell: Callable[[Act, Attempt], None]) -> None:
    """Let `tell` know of each act of a kind, in its transaction: what stands above the acts sends
    mails so.
    """
    _LISTENERS.setdefault(kind, []).append(tell)


def _sealed(entry: Entry) -> dict[str, list[str]]:
    return {"sealed": list(entry.sealed)} if entry.sealed else {}


def _writer() -> AbstractContextManager[Any]:
    return (
        _one_writer
        if connection.vendor == "sqlite" and not connection.in_atomic_block
        else nullcontext()
    )


def _same(earlier: Act, work: Work, by: Participant | None) -> Act:
    """Return the earlier act of this key if it is the same act of the same person."""
    if (
        earlier.kind != work.kind
        or author_of(earlier) != (by.pk if by else None)
        or not work.repeats(earlier)
    ):
        raise Refused(refusals.KEY_USED.refuse(number=earlier.number))
    return earlier


def _unwritable(said: Mapping[str, Any]) -> Refusal | None:
    """Refuse characters that cannot be put on a record which is published as text."""
    for name, value in said.items():
        for text in value.values() if isinstance(value, Mapping) else [value]:
            if isinstance(text, str) and (found := _UNWRITABLE.search(text)):
                return refusals.UNWRITABLE.refuse(
                    field=name, code=f"U+{ord(found[0]):04X}", place=found.start() + 1
                )
    return None


def _too_far(work: Work) -> Refusal | None:
    """Refuse a day that nothing can be counted from."""
    for one in fields(work):  # type: ignore[arg-type]  # every act is a dataclass
        value = getattr(work, one.name)
        for day in value.values() if isinstance(value, Mapping) else [value]:
            if isinstance(day, date) and not counts_with(day):
                return refusals.DAY_TOO_FAR.refuse(
                    day=day.isoformat(), first=EARLIEST.isoformat(), last=LATEST.isoformat()
                )
    return None


def _not_theirs(attempt: Attempt) -> Refusal | None:
    """Refuse a capacity that is somebody else's or not current."""
    capacity = attempt.capacity
    if capacity is None:
        return None
    # Asked anew: it may have been ended since the page was opened.
    if (
        attempt.by is not None
        and current_affiliations(attempt.by, attempt.now.date()).filter(pk=capacity.pk).exists()
    ):
        return None
    return refusals.CAPACITY_NOT_CURRENT.refuse(capacity=str(capacity))


def _who(attempt: Attempt) -> dict[str, object]:
    """Return the author as shown with the act: name and capacity of that day."""
    if attempt.by is None:
        return {"name": "operator"}
    if attempt.by.erased_in is not None:
        return {"name": ""}
    who: dict[str, object] = {"name": str(attempt.by), "participant": attempt.by.pk}
    if attempt.capacity is not None:
        group = attempt.capacity.group
        who |= {
            "organisation": attempt.capacity.organisation,
            "group": group.slug if group else None,
        }
        if (confirmed := standing_of(attempt.capacity)) is not None:
            who["confirmed"] = confirmed  # as the organisation says on this day
    return who
