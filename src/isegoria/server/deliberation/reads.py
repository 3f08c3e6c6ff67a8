"""What pages show of a deliberation: pages of the discussion, the text with its amendments, counts
by group, who fell silent.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import (
    Case,
    Count,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber
from django.utils.safestring import SafeString

from isegoria.server.deliberation.models import Amendment, Comment, Objection, Position, Version
from isegoria.server.people.models import Participant, StakeholderGroup
from isegoria.server.people.reads import groups
from isegoria.server.process.models import Chunk, Process
from isegoria.server.texts.markdown import moved, paragraphs_of
from isegoria.server.texts.redlining import redlined

__all__ = [
    "PAGE",
    "Fresh",
    "GroupPositions",
    "Paragraph",
    "Silent",
    "amendments_of",
    "latest_comments",
    "latest_version",
    "open_questions",
    "paragraphs",
    "place_now",
    "positions_by_group",
    "restarted_why",
    "silent_objectors",
    "since_last_visit",
    "summed",
    "versions_of",
]

PAGE = 50  # rows of a list
OF_A_PARAGRAPH = 3  # amendments that stand below it; all are on a page of their own
AMENDMENTS = 40  # open ones to earlier versions that are looked for in this one


@dataclass(frozen=True, slots=True)
class GroupPositions:
    """How many of a group hold each of the four positions, and how many of it take part."""

    group: StakeholderGroup | None
    numbers: tuple[int, ...]
    members: int

    @property
    def total(self) -> int:
        """How many of the group hold one."""
        return sum(self.numbers)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the text, from 1, and what is proposed about it, also what was proposed about
    it in earlier versions.
    """

    number: int
    text: str
    amendments: tuple[Amendment, ...]
    more: int = 0
    """How many amendments to it stand on a page of their own only."""

    @property
    def redlines(self) -> list[tuple[Amendment, SafeString | str]]:
        """Each amendment with the paragraph as it would change, word by word; nothing changes by a
        remark.
        """
        return [(one, redlined(self.text, one.text) if one.text else "") for one in self.amendments]


@dataclass(frozen=True, slots=True)
class Silent:
    """Somebody whose objection is open and who has said nothing since."""

    objection: Objection
    since: datetime
    days: int


@dataclass(frozen=True, slots=True)
class Fresh:
    """How many contributions are new, the first of them (0 where none is), and of how many in
    all.
    """

    number: int
    first: int
    of: int


def latest_comments(chunk: Chunk, count: int) -> QuerySet[Comment]:
    """Return the newest contributions to a chunk."""
    return (
        Comment.objects.filter(chunk=chunk)
        .select_related("participant", "group")
        .order_by("-number")[:count]
    )


def since_last_visit(chunk: Chunk, seen: int, by: object = None) -> Fresh:
    """Return how many contributions there are, and how many of them are newer than the last one
    seen; one's own are not new.
    """
    newer = Q(number__gt=seen)
    if isinstance(by, Participant):
        newer &= ~Q(participant=by)
    found = Comment.objects.filter(chunk=chunk).aggregate(
        how_many=Count("pk"), fresh=Count("pk", filter=newer), first=Min("number", filter=newer)
    )
    return Fresh(found["fresh"], found["first"] or 0, found["how_many"])


def latest_version(chunk: Chunk) -> Version | None:
    """Return the newest version of the text."""
    return (
        Version.objects.filter(chunk=chunk)
        .select_related("participant")
        .order_by("-number")
        .first()
    )


def restarted_why(chunk: Chunk, at: datetime) -> tuple[int, str] | None:
    """Return the act that let people answer again at a time, and the reason that was given there;
    None where it gave none.
    """
    version = Version.objects.filter(chunk=chunk, at=at).first()
    if version is None:
        return None
    taken = Amendment.objects.filter(chunk=chunk, answered_in=version.pk).first()
    why = taken.answer if taken is not None else version.note
    return (version.pk, why) if why else None


def paragraphs(version: Version) -> tuple[list[Paragraph], list[Amendment]]:
    """Return the paragraphs of a version with their amendments, and the open amendments to
    paragraphs that are gone.

    An amendment that nobody answered goes along with its paragraph into every later version.
    """
    texts = paragraphs_of(version.text)
    kept: dict[int, list[Amendment]] = {}
    homeless = []
    for one in _of_each_paragraph(version):
        kept.setdefault(one.paragraph, []).append(one)
    earlier = Amendment.objects.filter(
        chunk=version.chunk_id, version__lt=version.pk, state=Amendment.State.OPEN
    )
    places: dict[int, dict[int, int]] = {}
    for one in earlier.select_related("participant", "group", "version").order_by("-number")[
        :AMENDMENTS
    ]:
        if one.version_id not in places:
            places[one.version_id] = moved(paragraphs_of(one.version.text), texts)
        place = places[one.version_id].get(one.paragraph)
        if place is None:
            homeless.append(one)
        else:
            kept.setdefault(place, []).append(one)
    there = dict(
        version.amendments.values_list("paragraph").annotate(number=Count("pk")).order_by()
    )
    return [
        Paragraph(
            place, text, tuple(kept.get(place, ())), max(there.get(place, 0) - OF_A_PARAGRAPH, 0)
        )
        for place, text in enumerate(texts, 1)
    ], homeless


def _of_each_paragraph(version: Version) -> Iterator[Amendment]:
    """Yield the first amendments to each paragraph, those that are open before those that are
    answered.
    """
    answered = Case(When(state=Amendment.State.OPEN, then=Value(0)), default=Value(1))
    place = Window(RowNumber(), partition_by="paragraph", order_by=[answered, "number"])
    found = (
        version.amendments.annotate(place=place)
        .filter(place__lte=OF_A_PARAGRAPH)
        .select_related("participant", "group")
    )
    yield from found.order_by("paragraph", "place")


def amendments_of(version: Version, paragraph: int) -> QuerySet[Amendment]:
    """Return all amendments to a paragraph of a version, the first one first."""
    return (
        version.amendments.filter(paragraph=paragraph)
        .select_related("participant", "group")
        .order_by("number")
    )


def versions_of(chunk: Chunk) -> QuerySet[Version]:
    """Return the versions of the text without their texts, the newest first."""
    return (
        Version.objects.filter(chunk=chunk)
        .defer("text")
        .select_related("participant", "group")
        .order_by("-number")
    )


def place_now(amendment: Amendment, latest: Version) -> int | None:
    """Return which paragraph of the latest version an amendment is about; None if that paragraph is
    gone.
    """
    return moved(paragraphs_of(amendment.version.text), paragraphs_of(latest.text)).get(
        amendment.paragraph
    )


def positions_by_group(
    chunk: Chunk, joined: Mapping[str, int], *, decided: bool = False
) -> list[GroupPositions]:
    """Return the positions that count of each of the forum's groups; a group with few shows how
    few, one with none shows none.

    Of something decided only the groups that were there are shown, those given up since too.

    Args:
        joined: how many of each group take part, or did when it was decided.
    """
    rows = (
        Position.objects.filter(chunk=chunk, for_group="", ended_in=None)
        .values_list("group", "value")
        .annotate(number=Count("pk"))
        .order_by()
    )
    counts = {(group, value): number for group, value, number in rows}
    listed = StakeholderGroup.objects.all() if decided else groups()
    found = []
    for group in [*listed, None]:
        numbers = tuple(
            counts.get((group.pk if group else None, value), 0) for value in Position.Value.values
        )
        members = joined.get(group.slug if group else "", 0)
        if sum(numbers) or (group and (members or not decided)):
            found.append(GroupPositions(group, numbers, members))
    return found


def silent_objectors(chunk: Chunk, now: datetime, days: int, most: int = 20) -> list[Silent]:
    """Return open objections of people who have said nothing here for so many days, those silent
    for longest first.
    """
    last = (
        Comment.objects.filter(chunk=chunk, participant=OuterRef("participant"))
        .values("participant")
        .order_by()
    )
    said = Coalesce(Subquery(last.annotate(last=Max("at")).values("last")), F("at"))
    since = Case(When(at__gt=said, then=F("at")), default=said)
    still = Objection.objects.filter(chunk=chunk, state=Objection.State.OPEN).annotate(since=since)
    gone = still.filter(since__lte=now - timedelta(days=days + 1)).select_related(
        "participant", "group"
    )
    return [
        Silent(one, one.since, (now - one.since).days)
        for one in gone.order_by("since", "number")[:most]
    ]


def open_questions(process: Process | None = None) -> QuerySet[Comment]:
    """Return the questions to office-holders, those that wait longest first."""
    asked = Comment.objects.filter(form=Comment.Kind.QUESTION, hidden_in=None).exclude(asked="")
    if process is not None:
        asked = asked.filter(chunk__process=process)
    return asked.select_related("chunk__issue", "chunk__process", "participant").order_by(
        F("answered_at").asc(nulls_first=True), "number"
    )


def summed(counts: Sequence[GroupPositions]) -> list[int]:
    """Return the head counts over all groups."""
    total = Counter[int]()
    for one in counts:
        total.update(dict(enumerate(one.numbers)))
    return [total[place] for place in range(len(Position.Value.values))]
