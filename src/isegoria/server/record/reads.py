"""What a reader may see of the record."""

import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    BinaryField,
    Case,
    Prefetch,
    Q,
    QuerySet,
    When,
    prefetch_related_objects,
)
from django.urls import reverse

from isegoria.server.record.models import Act, Opening, Sealed, Withheld

__all__ = [
    "Filter",
    "Stretch",
    "act_with_openings",
    "acts_about",
    "acts_by",
    "acts_with_openings",
    "as_json",
    "author_of",
    "done_at",
    "is_used",
    "is_withheld",
    "latest_about",
    "latest_acts",
    "latest_named",
    "matching",
    "named_by",
    "opening_of",
    "openings_of",
    "said_and_gone",
    "sealed_contents",
    "sealed_fields",
    "shown_again",
    "stretch_about",
    "with_openings",
]

STRETCH = 50  # acts of a history on a page
_SECRET = ("at", "reason", "who")
SHOWN_BYTES = 4000  # a list of fifty acts stays small; the whole content has an address of its own


@dataclass(frozen=True, slots=True)
class Filter:
    """Which acts: of a kind, of a process or an item in it, of a participant, with a number below
    `before`. Empty means all.
    """

    kind: str = ""
    process: str = ""
    item: str = ""
    participant: int | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some acts in a row.

    `earlier` and `later` are the numbers behind which the stretches beside it begin; None at an
    end.
    """

    acts: list[Act]
    earlier: int | None
    later: int | None


def matching(which: Filter) -> QuerySet[Act]:
    """Return the acts, the newest first."""
    acts = Act.objects.prefetch_related(_without_long_ones())
    if which.kind:
        acts = acts.filter(kind=which.kind)
    if which.process:
        acts = acts.filter(process=which.process)
    if which.item:
        acts = acts.filter(item=which.item)
    if which.participant is not None:
        acts = acts.filter(authorship__participant=which.participant)
    if which.before is not None:
        acts = acts.filter(number__lt=which.before)
    return acts


def _without_long_ones() -> "Prefetch[str]":
    """Return openings of which long contents (a whole transcript) are not read from the
    database.
    """
    shown = Case(
        When(size__lte=SHOWN_BYTES, then="content"),
        default=None,
        output_field=BinaryField(null=True),
    )
    return Prefetch("openings", Opening.objects.annotate(shown=shown).defer("salt", "content"))


def latest_acts(count: int) -> list[Act]:
    """Return the newest acts."""
    return list(matching(Filter())[:count])


def acts_about(process: str, item: str) -> list[Act]:
    """Return all acts on something small, the first one first, with their openings."""
    return list(
        Act.objects.filter(process=process, item=item)
        .prefetch_related(_without_long_ones())
        .order_by("number")
    )


def with_openings(acts: "QuerySet[Act]") -> "QuerySet[Act]":
    """Return acts that `openings_of` can be asked about."""
    return acts.prefetch_related(_without_long_ones())


def latest_about(process: str, item: str, kinds: Collection[str], count: int) -> list[Act]:
    """Return the newest acts of some kinds on one item, with their openings.

    Each kind is asked for by itself, so that an index leads to the few that are returned: of all
    kinds at once a database reads every act on the item, to find none.
    """
    about = Act.objects.filter(process=process, item=item).order_by("-number")
    found = [act for kind in kinds for act in about.filter(kind=kind)[:count]]
    latest = sorted(found, key=lambda act: act.number, reverse=True)[:count]
    prefetch_related_objects(latest, _without_long_ones())
    return latest


def latest_named(process: str, item: str, kind: str, name: str) -> Act | None:
    """Return the newest act of a kind on one item that is about this part of the rules."""
    about = Act.objects.filter(process=process, item=item, kind=kind, body__name=name)
    return about.order_by("-number").first()


def stretch_about(process: str, item: str, after: int = 0) -> Stretch:
    """Return the acts on one item from the first one on, or from behind the number `after`."""
    acts = Act.objects.filter(process=process, item=item)
    found = list(acts.filter(number__gt=after).order_by("number")[: STRETCH + 1])
    there = acts.filter(number__lte=after).order_by("-number")
    before = list(there.values_list("number", flat=True)[: STRETCH + 1]) if after else []
    return Stretch(
        found[:STRETCH],
        later=found[STRETCH - 1].number if len(found) > STRETCH else None,
        earlier=None if not before else before[STRETCH] if len(before) > STRETCH else 0,
    )


def openings_of(act: Act) -> dict[str, Any]:
    """Return what is in the act's openings by field; None for a field that was erased.

    What is sealed is not among them.
    """
    there = {opening.field: _value(opening) for opening in act.openings.all()}
    closed = sealed_fields(act)
    return {
        field: there.get(field)
        for field in act.commitments
        if field in there or field not in closed
    }


def sealed_fields(act: Act) -> Sequence[str]:
    """Return the fields that an act says it sealed; some may have been published since."""
    return tuple(act.body.get("sealed", _SECRET if _was_secret(act) else ()))


def done_at(act: Act) -> datetime:
    """Return when an act was done, to the second; to the minute where that is sealed."""
    kept = Opening.objects.filter(act=act, field="at").first()
    return datetime.fromisoformat(bytes(kept.content).decode()) if kept else act.minute


def author_of(act: Act) -> int | None:
    """Return the participant who did an act, also where nobody is told; None for the operator, and
    where it was erased.
    """
    authorship = getattr(act, "authorship", None)
    if authorship is not None:
        return int(authorship.participant_id)
    kept = Sealed.objects.filter(act=act, field="who").first()
    return json.loads(bytes(kept.content)).get("participant") if kept else None


def named_by(acts: Collection[Act]) -> set[int]:
    """Return the acts that these refer to, also where nobody is told: to write to people, never to
    show them.
    """
    found = {number for act in acts for number in act.references}
    sealed = Sealed.objects.filter(act__in=acts, field="given").values_list("content", flat=True)
    for content in sealed:
        found.update(json.loads(bytes(content)).get("references", ()))
    return found


def acts_by(participant: int) -> QuerySet[Act]:
    """Return every act of a participant, also those of which nobody is told who did them: for
    erasing, never to show them.
    """
    written = re.compile(rb'"participant":%d[,}]' % participant)
    rows = Sealed.objects.filter(field="who").values_list("act_id", "content").iterator()
    secret = [number for number, content in rows if written.search(bytes(content))]
    return Act.objects.filter(Q(authorship__participant=participant) | Q(pk__in=secret))


def _was_secret(act: Act) -> bool:
    """Return whether an act is a secret answer from a time when such acts did not yet say what they
    seal.
    """
    return act.kind == "review.answer" or (act.kind == "chunk.vote" and "answer" not in act.body)


def sealed_contents(acts: Collection[int], field: str) -> dict[int, str]:
    """Return what is sealed in a field of acts. The caller says who may read it."""
    rows = Sealed.objects.filter(act_id__in=acts, field=field).values_list("act_id", "content")
    return {number: bytes(content).decode() for number, content in rows}


def _value(opening: Any) -> Any:
    """Return what an opening of `matching` or `act_with_openings` says; of a long one only how long
    it is.
    """
    if opening.shown is None:
        return {"bytes": opening.size}
    content = bytes(opening.shown)
    return json.loads(content) if opening.field == "who" else content.decode(errors="replace")


def is_used(key: UUID) -> bool:
    """Return whether an act was made with this key."""
    return Act.objects.filter(key=key).exists()


def act_with_openings(number: int) -> Act | None:
    """Return one act."""
    return Act.objects.filter(number=number).prefetch_related(_without_long_ones()).first()


def acts_with_openings(numbers: Iterable[int]) -> QuerySet[Act]:
    """Return several acts."""
    return Act.objects.filter(number__in=list(numbers)).prefetch_related(_without_long_ones())


def opening_of(number: int, field: str) -> Opening | None:
    """Return one opening whole: with its salt and content it opens the commitment of that field.

    None if it was erased.
    """
    return Opening.objects.filter(act_id=number, field=field).first()


def said_and_gone(number: int, field: str) -> bool:
    """Return whether an act said something in a field that nobody can read any more: it was erased,
    or is hidden.
    """
    act = Act.objects.filter(number=number).exclude(openings__field=field).first()
    return act is not None and field in act.commitments


def shown_again(numbers: Collection[int], after: datetime) -> bool:
    """Return whether moderation showed again after this time what one of these acts said."""
    hidden = _referring(numbers, kind="code.hide", number__gt=min(numbers, default=0))
    if not hidden:
        return False
    ends = {"kind__in": ("code.take-back", "code.decide"), "minute__gt": after}
    return bool(_referring(hidden, **ends))


def _referring(numbers: Collection[int], **which: Any) -> set[int]:
    found = Act.objects.filter(**which).values_list("number", "references")
    return {number for number, references in found if not set(numbers).isdisjoint(references)}


def is_withheld(number: int, field: str) -> bool:
    """Return whether moderation took an opening from view."""
    return Withheld.objects.filter(act_id=number, field=field).exists()


def as_json(act: Act) -> dict[str, Any]:
    """Return the act as its public JSON."""
    return {
        "number": act.number,
        "kind": act.kind,
        "version": act.kind_version,
        "minute": act.minute.strftime("%Y-%m-%dT%H:%MZ"),
        "process": act.process,
        "item": act.item,
        "role": act.role,
        "references": act.references,
        "body": act.body,
        "openings": openings_of(act),
        "commitments": act.commitments,
        **_attached(act),
    }


def _attached(act: Act) -> dict[str, str]:
    """Return where the text is that an act names by its SHA-256: the rules that a process keeps."""
    return (
        {"rules": reverse("process-rules-text", args=[act.number])}
        if act.kind == "process.begin"
        else {}
    )
