"""What the pages show beside what the record says, for every chunk of an issue."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from isegoria.rules.course.state import (
    OF_AN_ANSWER,
    DictRows,
    Key,
    Row,
    State,
    read_state,
    written_state,
)
from isegoria.rules.language.model import Model
from isegoria.server.deliberation.models import Objection, Position, Version
from isegoria.server.issues.models import Issue
from isegoria.server.people.models import Participant
from isegoria.server.process.facts import CourseFacts
from isegoria.server.process.members import members_by_group
from isegoria.server.process.models import Chunk, ChunkRow, Process
from isegoria.server.record.models import Act, Head, Opening
from isegoria.server.replay.entries import entries_of
from isegoria.server.replay.organisations import with_organisations
from isegoria.server.replay.proving import Altered, altered
from isegoria.server.replay.replay import Course, Entry, replay
from isegoria.server.rulebooks.kept import rules_of
from isegoria.server.texts.typed import tidy

__all__ = [
    "Finding",
    "Recomputed",
    "derived_rows",
    "differences",
    "kept_rows",
    "organisations_told",
    "recompute",
    "replayed",
    "shown_of_issue",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not fit.

    `shown` is what the pages show, `derived` what follows from the record.
    """

    what: str
    shown: Any = None
    derived: Any = None

    def __str__(self) -> str:
        if self.shown is None and self.derived is None:
            return self.what
        return (
            f"{self.what}: the pages show {self.shown!r}, from the record follows {self.derived!r}"
        )


@dataclass(frozen=True, slots=True)
class Recomputed:
    """The chunks of an issue as derived, by number: stage, outcome and tallies; and what does not
    fit.
    """

    acts: int
    chunks: Mapping[int, Mapping[str, Any]]
    findings: tuple[Finding, ...]
    erased: int
    """Acts whose author was erased; what they answered still counts, in the group on the record."""


def recompute(issue: Issue) -> Recomputed:
    """Derive stage, tallies and outcome of every chunk of an issue from the record, and compare
    them with what is shown. From acts that were altered nothing is derived.
    """
    entries, course, findings = replayed(issue.process)
    erased = sum(one.erased for one in entries)
    if course is None:
        return Recomputed(len(entries), {}, tuple(findings), erased)
    findings += shown_of_issue(issue, course)
    chunks = {}
    for chunk in Chunk.objects.filter(issue=issue):
        if facts := course.chunks.get(chunk.item):
            state = written_state(facts.state)
            chunks[chunk.number] = {
                "stage": facts.stage,
                "outcome": facts.outcome,
                "tallies": _tallies(facts, _without_secrets(facts, state)),
            }
        findings += differences(chunk, course, erased)
    return Recomputed(len(entries), chunks, tuple(findings), erased)


def replayed(
    process: Process, behind: Iterable[Altered] | None = None
) -> tuple[list[Entry], Course | None, list[Finding]]:
    """Return the acts of a process, what they bring about, and what is wrong with the record.

    Nothing is read from a record that was altered, and nothing comes of it.

    Args:
        behind: what was altered since an earlier act, where the caller looked already.
    """
    if behind is None:
        behind = altered(process.pk)
    if told := [Finding(one.says) for one in behind if one.number >= process.pk]:
        return [], None, told
    entries = entries_of(process.place)
    findings = [
        Finding(f"act #{number} is not on the record")
        for number in _missing(entries[0].number if entries else 1)
    ]
    course = replay(with_organisations(entries), partial(_rules, process))
    if course is None:
        findings.append(Finding("the act that began the process is not on the record"))
        return entries, None, findings
    findings += [
        Finding(f"act #{number} is about something that no act before it began")
        for number in course.lost
    ]
    findings += [
        Finding(f"act #{number} does not fit where the acts before it left its chunk")
        for number in course.unfitting
    ]
    findings += [
        Finding(f"act #{number} is of a kind or a version that this program does not know")
        for number in course.unknown
    ]
    findings += _differing("SHA-256 of the rules", process.rules_id, _digest(process, entries[0]))
    return entries, course, findings


def _rules(process: Process, began: Entry) -> Model:
    return rules_of(_digest(process, began), began.body["model"])


def _digest(process: Process, began: Entry) -> str:
    """Return which text the act that began a process names; older acts name none, and the text was
    kept later.
    """
    digest: str = began.body.get("sha256", process.rules_id)
    return digest


def _missing(first: int) -> Iterator[int]:
    """Yield the numbers that no act has, from the beginning of the process on; acts are numbered
    without a gap.
    """
    size = Head.objects.get().size
    there = set(Act.objects.filter(number__gte=first).values_list("number", flat=True))
    yield from (number for number in range(first, size + 1) if number not in there)


def shown_of_issue(issue: Issue, course: Course) -> Iterator[Finding]:
    """Yield where the support of an issue, or who takes part, differs."""
    shown = Counter(group or "" for group in issue.support.values_list("group__slug", flat=True))
    derived = Counter(course.support.get(issue.item, {}).values())
    yield from _differing(f"support of issue #{issue.number} by group", dict(shown), dict(derived))
    members: Counter[str] = Counter()
    for (group, _region), number in members_by_group(issue.process).items():
        members[group] += number
    yield from _differing(
        "people who take part, by group", dict(members), dict(Counter(course.room.groups.values()))
    )


def differences(chunk: Chunk, course: Course, erased: int) -> Iterator[Finding]:
    """Yield where what is kept of a part differs from what follows from the record.

    Args:
        erased: how many acts of the process are by somebody who was erased.
    """
    name = f"chunk #{chunk.number}"
    facts = course.chunks.get(chunk.item)
    if facts is None:
        yield Finding(f"{name} is shown, and no act made it")
        return
    try:
        # a part that nobody moved since has no such word
        kept = read_state({"decided_in": facts.state.decided_in, **chunk.state})
    except ValueError:
        yield Finding(f"what is kept of {name} cannot be read")
        return
    _note_what_closed(facts, kept)
    if chunk.issue.merged_into_id is not None:  # stays as it was left, also by earlier versions
        _add_offices(kept, facts)
    state = written_state(facts.state)
    yield from _differing_state(name, facts, written_state(kept), state, erased)
    for what in ("stage", "outcome"):
        yield from _differing(f"{name}, {what} on its page", getattr(chunk, what), state[what])
    yield from _said(chunk, course, state)
    yield from _text(chunk, course)
    if chunk.issue.merged_into_id is not None:  # what nobody will count was dropped with it
        return
    yield from _differing(
        f"{name}, what is kept of each person",
        {_words(key): tuple(row) for key, row in kept_rows(chunk, facts).items()},
        {_words(key): tuple(row) for key, row in derived_rows(facts).items()},
    )


def _note_what_closed(facts: CourseFacts, kept: State) -> None:
    """Note what closed by when that was noted of the part: a look does so, and is no act."""
    here = kept.visits.get(facts.stage)
    if here is not None and here.closed:
        facts.close_ended(max(here.closed.values()))


def _add_offices(kept: State, facts: CourseFacts) -> None:
    """Add how many held each office when the stage began, which earlier versions did not keep."""
    for office in facts.model.offices.keys() - kept.present_at_start.keys():
        kept.present_at_start[office] = facts.state.present_at_start[office]


def kept_rows(chunk: Chunk, facts: CourseFacts) -> dict[Key, Row]:
    """Return what is kept of each person or thing in a part, as far as the record tells it."""
    fields = ChunkRow.objects.filter(chunk=chunk).values_list(*Key._fields, *Row._fields)
    return _told({Key(*row[:5]): Row(*row[5:]) for row in fields}.items(), facts)


def derived_rows(facts: CourseFacts) -> dict[Key, Row]:
    """Return what follows from the record of each person or thing in a part."""
    assert isinstance(facts.rows, DictRows)  # noqa: S101 -- a replay keeps them in memory
    return _told(facts.rows.items(), facts)


def _told(rows: Iterable[tuple[Key, Row]], facts: CourseFacts) -> dict[Key, Row]:
    """Return the rows that the record tells.

    It tells no answer to a secret ballot that is open, nor how often somebody answered where one
    may be among the ballots, and once anybody was erased only the rows of the others, as far as
    they name nobody who was erased.
    """
    erased = Participant.objects.exclude(erased_in=None).values_list("pk", flat=True)
    gone = {str(pk) for pk in erased}
    return {
        key: row
        for key, row in rows
        if not (key.what in OF_AN_ANSWER and facts.is_secret(key.stage, key.name))
        and not (key[0] == "use" and key.name == "vote" and _asks_in_secret(facts, key.stage))
        and not (gone and any(not one.isdecimal() or one in gone for one in _named(key, row)))
    }


def _asks_in_secret(facts: CourseFacts, stage: str) -> bool:
    return any(facts.is_secret(stage, name) for name in facts.model.stages[stage].ballots)


def _named(key: Key, row: Row) -> list[str]:
    """Return whom a row names: whose it is, and who used the proxy."""
    return [key.who, row.value] if key.what == "proxied" else [key.who]


def organisations_told(facts: CourseFacts, stage: str, trigger: str, kept: int) -> int:
    """Return how many organisations signed: as many as are kept, if that can be.

    Somebody who was erased can have signed for the organisation of another, or for one more.
    """
    assert isinstance(facts.rows, DictRows)  # noqa: S101 -- a replay keeps them in memory
    of_erased = sum(
        key[:3] == ("signing", stage, trigger) and key.who.startswith("erased-")
        for key, _row in facts.rows.items()
    )
    most = facts.signed(stage, trigger, "organisation")
    return kept if most - of_erased <= kept <= most else most


def _words(key: Key) -> str:
    return " ".join(filter(None, key))


def _differing_state(
    name: str, facts: CourseFacts, shown: dict[str, Any], state: dict[str, Any], erased: int
) -> Iterator[Finding]:
    if erased:  # for whom somebody spoke is erased with them
        _leave_parties(shown, state)
    for stage, visit in shown["visits"].items():
        derived = state["visits"].get(stage, {}).get("signatures", {})
        for trigger, signed in visit["signatures"].items():
            if trigger in derived:
                derived[trigger]["organisations"] = organisations_told(
                    facts, stage, trigger, signed["organisations"]
                )
    for kept in (shown, state):
        for visit in kept["visits"].values():
            visit["over"] = {}  # kept for a moment, where the clocks were late
    for kept in (shown, state):  # an open secret ballot is not on the record; who answered is
        kept["visits"] = _without_secrets(facts, kept)
    yield from _differing(name, shown, state)


def _leave_parties(shown: dict[str, Any], state: dict[str, Any]) -> None:
    same = set(state["parties"]) <= set(shown["parties"])
    for kept in ("proposed_for", "contested_for", *(["parties"] if same else [])):
        shown[kept] = state[kept]


def _said(chunk: Chunk, course: Course, state: dict[str, Any]) -> Iterator[Finding]:
    """Yield where positions and objections differ."""
    name = f"chunk #{chunk.number}"
    shown = list(Position.objects.filter(chunk=chunk).values_list("value", "ended_in"))
    told = [(one.answer, one.ended_in) for one in course.positions.get(chunk.item, {}).values()]
    for which, ended in (("that count", False), ("that ended", True)):
        counts = (
            Counter(value for value, ended_in in rows if (ended_in is not None) is ended)
            for rows in (shown, told)
        )
        yield from _differing(f"{name}, positions {which}", *map(dict, counts))
    objections = Counter(Objection.objects.filter(chunk=chunk).values_list("state", flat=True))
    derived = {name: of_all[""] for name, of_all in state["objections"].items() if of_all.get("")}
    yield from _differing(f"{name}, objections", dict(objections), derived)


def _text(chunk: Chunk, course: Course) -> Iterator[Finding]:
    """Yield where another version is shown than was written last, or another text than the record
    holds; it holds none that was erased or is hidden.
    """
    name, number = f"chunk #{chunk.number}", chunk.text_version
    yield from _differing(f"{name}, the version of its text", number, course.texts.get(chunk.item))
    act = Act.objects.filter(pk=number or 0).first()
    if act is None:
        return
    field = "becomes" if act.kind == "chunk.answer-amendment" else "text"
    if field not in act.commitments:  # it stands in parts: see `AnswerAmendment`
        return
    shown = Version.objects.filter(pk=act.number).values_list("text", flat=True).first()
    told = Opening.objects.filter(act=act, field=field).values_list("content", flat=True).first()
    yield from _differing(
        f"{name}, SHA-256 of version #{number} of its text",
        _digest_of_text(shown or ""),
        _digest_of_text(bytes(told or b"").decode()),
    )


def _digest_of_text(text: str) -> str:
    """Return what tells one text from another, however blank its ends are."""
    return sha256(tidy(text).strip().encode()).hexdigest()


def _without_secrets(facts: CourseFacts, state: dict[str, Any]) -> dict[str, Any]:
    """Return the visits of a state without what came to secret ballots that are not counted yet."""
    return {
        stage: visit
        | {
            "tallies": {
                name: one
                for name, one in visit["tallies"].items()
                if not facts.is_secret(stage, name)
                or facts.rows.get(Key("counted", stage, name)) is not None
            }
        }
        for stage, visit in state["visits"].items()
    }


def _tallies(facts: CourseFacts, visits: dict[str, Any]) -> dict[str, Any]:
    """Return the numbers of each ballot; those of a secret one without the groups."""
    return {
        f"{stage}/{name}": _without_groups(kept) if facts.is_secret(stage, name) else kept
        for stage, visit in visits.items()
        for name, kept in visit["tallies"].items()
    }


def _without_groups(kept: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item, groups in kept.items():
        numbers = Counter[str]()
        for answers in groups.values():
            numbers.update(answers)
        found[item] = {"": dict(numbers)}
    return found


def _differing(what: str, shown: Any, derived: Any) -> Iterator[Finding]:
    """Yield where two values differ, down to the smallest parts."""
    if isinstance(shown, dict) and isinstance(derived, dict):
        for key in sorted({*shown, *derived}):
            yield from _differing(f"{what} / {key or 'all'}", shown.get(key), derived.get(key))
    elif shown != derived and (shown or derived):
        yield Finding(what, shown, derived)
