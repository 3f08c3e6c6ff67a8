"""The acts of a process, one after the other, through the same rules code that the forum uses:
nothing but the record is read.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, cast

from isegoria.rules.course.state import Key, State, read_state, written_state
from isegoria.rules.facts.protocol import Act as Done
from isegoria.rules.facts.protocol import Person
from isegoria.rules.judging.voting import OBJECT
from isegoria.rules.language.durations import duration
from isegoria.rules.language.model import Model
from isegoria.server.archives.acts import close_there
from isegoria.server.deliberation.acts import WITHDRAW
from isegoria.server.issues.call_for_issues import make_longer
from isegoria.server.issues.reads import has_call
from isegoria.server.process.dates import day_of
from isegoria.server.process.facts import CourseFacts
from isegoria.server.process.seats import note
from isegoria.server.process.stepping import Step, channel_of
from isegoria.server.record.door import KINDS
from isegoria.server.replay.cancelled import Cancelled, go_on, stop
from isegoria.server.replay.counts import by_group
from isegoria.server.replay.room import Entry, Held, RecordFacts, Room
from isegoria.server.replay.withdrawn import withdraw

__all__ = ["Course", "Entry", "Held", "Room", "replay"]

_HOLDS = ("chunk.position", "chunk.vote")
"""What can file an objection beside what it is."""
_SPELT_UNTIL = {"chunk.vote": 3, "chunk.trigger": 4}
"""The version since which it does not matter how the name of an organisation is written."""
_STOPS_BY_LEVEL = {"chunk.appeal": 3, "chunk.rule": 5, "chunk.clock": 2}
"""The version since which each level of appeal stops clocks by itself."""
_DOES_NOT_FIT = (LookupError, TypeError, ValueError)
"""What comes of an act whose stage was not reached, since an act before it is missing or was noted
elsewhere, or that says what nobody can read.
"""


@dataclass(slots=True)
class Course:
    """What the record says of one process: of each chunk, by its name on the record; of each issue
    its supporters' groups.
    """

    model: Model
    began_at: datetime
    room: Room = field(default_factory=Room)
    seated: dict[int, tuple[int, bool]] = field(default_factory=dict)
    """Whom an act gave a seat, and whether the name was erased since."""
    chunks: dict[str, CourseFacts] = field(default_factory=dict)
    support: dict[str, dict[int, str]] = field(default_factory=dict)
    positions: dict[str, dict[int | str, Held]] = field(default_factory=dict)
    """Of each chunk what people hold, and groups by those who represent them."""
    texts: dict[str, int] = field(default_factory=dict)
    """Of each chunk the act that wrote the newest version of its text."""
    voters: dict[int, Person] = field(default_factory=dict)
    """Who answered a ballot, by the act; who changes an answer is who gave it, also where the name
    was erased since.
    """
    raised: dict[int, str] = field(default_factory=dict)
    """The name that the rules have for an objection, by the act that raised it."""
    changes: set[int] = field(default_factory=set)
    """The amendments that would change the text; the others are remarks."""
    agreed: dict[int, Entry] = field(default_factory=dict)
    """The acts by which people gave a proxy or back a motion, by their numbers. What that counts
    for depends on where each sits when it is used.
    """
    call_spans: list[str] = field(default_factory=list)
    """What made the call for issues longer before the first one was proposed."""
    meetings: dict[str, datetime] = field(default_factory=dict)
    """The meetings that were fixed for the whole process."""
    cancelled: Cancelled = field(default_factory=dict)
    """The parts that were cancelled, by their names on the record, with the act."""
    lost: list[int] = field(default_factory=list)
    """Acts about something that no act before them began."""
    unknown: list[int] = field(default_factory=list)
    """Acts of a kind that this version does not know; what they moved is not derived."""
    unfitting: list[int] = field(default_factory=list)
    """Acts that cannot have happened where the acts before them left the chunk."""


def replay(entries: Iterable[Entry], rules: Callable[[Entry], Model]) -> Course | None:
    """Return what the acts of a process bring about; None if the first one, which begins it, is not
    there.

    `rules` returns the rules that the process keeps, from the act that begins it.
    """
    course: Course | None = None
    for entry in entries:
        if not entry.is_known:
            if course is not None:
                course.unknown.append(entry.number)
        elif entry.kind == "process.begin":
            room = Room(counts_as=entry.body.get("groups", {}))
            course = Course(rules(entry), entry.at, room)
            course.meetings.update(
                {name: day_of(on) for name, on in entry.body.get("meetings", {}).items()}
            )
        elif course is not None:
            try:
                _TAKEN.get(entry.kind, _step)(course, entry)
            except _DOES_NOT_FIT:
                course.unfitting.append(entry.number)
    return course


def _seat(course: Course, entry: Entry) -> None:
    if entry.seated is not None:
        who = (entry.seated, entry.is_seated_erased)
        with _changing(course, who, entry.at):
            course.room.seats[entry.number] = (entry.body["holder"], entry.seated, entry.item)
            course.seated[entry.number] = who
            if entry.seated == entry.participant:
                course.room.taken.add(entry.number)


def _end_seat(course: Course, entry: Entry) -> None:
    for number in entry.references:
        if number in course.room.seats:
            ended = entry.body["holder"] if entry.version >= _TAKES_ITS_ANSWER else ""
            with _changing(course, course.seated[number], entry.at, ended=ended):
                course.room.seats.pop(number)


_TAKES_ITS_ANSWER = 2
"""The version of `process.end-seat` from which on an answer in secret goes with the seat."""


def _begun(course: Course, state: State, entry: Entry) -> RecordFacts:
    """Return the facts of the chunk that an act makes."""
    item = f"chunk-{entry.number}"
    held = course.positions.setdefault(item, {})
    return RecordFacts(course.model, state, course.room, item, held)


def _propose(course: Course, entry: Entry) -> None:
    began_at = course.began_at if has_call(course.model) else entry.at
    facts = _begun(course, State(began_at, began_at), entry)
    facts.enter(course.model.starts, began_at)
    for name, at in course.meetings.items():
        facts.meet(name, at)
    make_longer(facts, course.call_spans)
    facts.record(Done("propose", course.room.person(course.model, entry), entry.at))
    course.chunks[f"chunk-{entry.number}"] = facts
    course.support[entry.item] = {}
    _enrol(course, entry)


def _bring(course: Course, entry: Entry) -> None:
    """Take in a discussion of an archive: it begins, and was closed, when it was so where it took
    place.
    """
    began_at = datetime.fromisoformat(entry.body["began_at"])
    facts = _begun(course, State(began_at, began_at), entry)
    facts.enter(course.model.starts, began_at)
    if "closed_at" in entry.body:
        close_there(facts, course.model, datetime.fromisoformat(entry.body["closed_at"]))
    course.chunks[f"chunk-{entry.number}"] = facts


def _split(course: Course, entry: Entry) -> None:
    whole = course.chunks.get(f"chunk-{entry.body['part_of']}")
    if whole is None:
        course.lost.append(entry.number)
        return
    part = _begun(course, read_state(written_state(whole.state)), entry)
    part.begin_part(entry.at)
    part.take_new_round()  # nobody holds a position on the part yet
    course.chunks[f"chunk-{entry.number}"] = part
    if entry.version > 1 and not whole.is_split():
        whole.split(entry.at)
        _end_positions(course, whole, entry)


def _support(course: Course, entry: Entry) -> None:
    if entry.item not in course.support:
        course.lost.append(entry.number)
    elif entry.participant is not None:
        course.support[entry.item].setdefault(entry.participant, entry.group)


def _withdraw(course: Course, entry: Entry) -> None:
    if entry.item not in course.support:
        course.lost.append(entry.number)
    elif entry.participant is not None:
        course.support[entry.item].pop(entry.participant, None)


def _merge(course: Course, entry: Entry) -> None:
    into = course.support.setdefault(f"issue-{entry.body['into']}", {})
    for participant, group in course.support.get(entry.item, {}).items():
        into.setdefault(participant, group)


def _clock(course: Course, entry: Entry) -> None:
    if facts := _facts(course, entry):
        _counted(facts, entry)
        at = datetime.fromisoformat(entry.body["at"])
        if way := entry.body["exit"]:
            facts.leave(way, at)
        elif level := entry.body.get("appeal"):
            one_stop = entry.version < _STOPS_BY_LEVEL[entry.kind]
            facts.run_out(level, entry.body["item"], at, one_stop=one_stop)
            _fall_in_parts(course, facts, (level, entry.body["item"]), entry, at)
        else:
            facts.tell(entry.body["rule"], at)
        _end_positions(course, facts, entry)


def _count(course: Course, entry: Entry) -> None:
    if facts := _facts(course, entry):
        _counted(facts, entry)


def _note(course: Course, entry: Entry) -> None:
    if facts := _facts(course, entry):
        note(facts, entry.body["what"], entry.body["name"], entry.body["value"], entry.at)


def _withdraw_answers(course: Course, entry: Entry) -> None:
    if (facts := _facts(course, entry)) is not None and entry.seated is not None:
        raised = [course.raised[one] for one in entry.references if one in course.raised]
        withdraw(facts, entry, raised)
        if entry.body.get("position"):
            course.positions.get(entry.item, {}).pop(entry.seated, None)
        if issue := entry.body.get("issue"):
            course.support.get(f"issue-{issue}", {}).pop(entry.seated, None)


def _plan(course: Course, entry: Entry) -> None:
    """Fix or move a meeting, or take it off the calendar where no day is said."""
    if not (name := entry.body.get("name")):
        return
    day = day_of(entry.body["on"]) if "on" in entry.body else None
    course.meetings.pop(name, None)
    course.meetings |= {} if day is None else {name: day}
    for facts in _going_on(course):
        if not facts.outcome:
            facts.close_ended(entry.at)
            facts.state.meetings.pop(name, None) if day is None else facts.meet(name, day)
            facts.touch(entry.at)


def _extend_call(course: Course, entry: Entry) -> None:
    course.call_spans.append(entry.body["span"])


def _regroup(course: Course, entry: Entry) -> None:
    _note_over(course, entry.at)
    course.room.counts_as = entry.body["groups"]


def _leave(course: Course, entry: Entry) -> None:
    if entry.participant is not None:
        with _changing(course, (entry.participant, entry.erased), entry.at):
            course.room.groups.pop(entry.participant, None)


def _substantive(course: Course, entry: Entry) -> None:
    if (facts := _facts(course, entry)) and entry.body["substantive"]:
        facts.event("substantive", entry.at)


_JUDGES_STAY_OUT = 4
"""The version of `chunk.rule` from which on a ruling makes nobody take part."""


def _step(course: Course, entry: Entry) -> None:
    """Take in a step that the rules judged; other acts of the process do not move it."""
    if not hasattr(KINDS[entry.kind], "does"):
        return
    kind = cast("type[Step]", KINDS[entry.kind])
    if facts := _facts(course, entry):
        if again := entry.body.get("again"):
            facts.decide_again(again, entry.at)
        judged = entry.kind == "chunk.rule" and entry.version < _JUDGES_STAY_OUT
        joins = getattr(kind, "joins", True) or judged
        # by a secret answer nobody begins to take part
        if joins and "who" not in entry.body.get("sealed", ()):
            _enrol(course, entry)
        _counted(facts, entry)
        done = _done(course, facts, kind, entry)
        if entry.kind == "chunk.vote":
            facts.note_given(done, entry.number, entry.body.get("version"))
        facts.record(done)
        _fall_in_parts(course, facts, (done.name, done.item), entry, entry.at)
        _end_positions(course, facts, entry)
        _note_said(course, entry, done)


def _fall_in_parts(
    course: Course, facts: CourseFacts, contest: tuple[str, str], entry: Entry, at: datetime
) -> None:
    """Let what parts took over fall with a complaint about the whole that is upheld."""
    asked = facts.appealed_at(*contest) if entry.body.get("parts") else None
    if asked is not None:
        for number in entry.body["parts"]:
            course.chunks[f"chunk-{number}"].fall_with_the_whole(*contest, asked, at)


def _note_said(course: Course, entry: Entry, done: Done) -> None:
    """Note which text stands since a step, and what somebody holds."""
    if done.kind == "write":
        course.texts[entry.item] = entry.number
    if entry.participant is None:
        return
    held = course.positions.setdefault(entry.item, {})
    whose = entry.body.get("for_group") or entry.participant
    answer = entry.body.get("position")  # an objection that was filed or withdrawn says so
    if entry.kind == "chunk.position":
        answer = entry.body["answer"] if entry.body["answer"] != WITHDRAW else ""
    if answer:
        held[whose] = Held(entry.number, answer, group=entry.group)
    elif answer is not None:
        held.pop(whose, None)


def _stands(course: Course, facts: CourseFacts, number: int) -> bool:
    """Return whether an act raised an objection that is open or sustained."""
    kept = facts.rows.get(Key("objection", who=course.raised.get(number, "")))
    return kept is not None and kept.value in {"open", "sustained"}


def _end_positions(course: Course, facts: CourseFacts, entry: Entry) -> None:
    """Let no position of an earlier round count; see `process/restarts.py`."""
    if facts.take_new_round() or "restarted" in entry.body:
        held = course.positions.get(entry.item, {})
        for whose, one in held.items():
            if _stands(course, facts, one.number):
                continue  # the position is an objection that goes on
            held[whose] = one._replace(ended_in=one.ended_in or entry.number)


def _became_a_version(course: Course, entry: Entry) -> bool:
    """Return whether an amendment that was answered went into the text."""
    if entry.body["answer"] != "taken":
        return False
    if entry.version > 1:  # what the text became is on the record, or nothing came of it
        return "becomes" in entry.fields
    return entry.references[0] in course.changes


def _done(course: Course, facts: CourseFacts, kind: type[Step], entry: Entry) -> Done:
    person, body = course.room.person(facts.model, entry), entry.body
    does, name, objection = kind.does, body.get("name", ""), ""
    if entry.kind == "chunk.vote":
        person = course.voters[entry.number] = _answering(course, entry, person)
        if (counts_in := body.get("group")) in person.groups:
            person = replace(person, groups=tuple(dict.fromkeys((counts_in, *person.groups))))
    elif entry.kind == "chunk.amend":
        does = "amend" if "amended" in entry.fields else "comment"
        course.changes |= {entry.number} if does == "amend" else set()
    elif entry.kind == "chunk.answer-amendment":
        does = "write" if _became_a_version(course, entry) else does
    elif entry.kind == "chunk.object":
        name = course.raised[entry.number] = f"{person.id}:{entry.number}"
    elif entry.kind == "chunk.settle":
        name = course.raised.get(entry.references[0], "")
    if entry.kind in _HOLDS and body.get("objects"):
        objection = course.raised[entry.number] = f"{person.id}:{entry.number}"
    return Done(
        does,
        replace(person, as_written=_is_as_written(entry)),
        entry.at,
        name=name,
        answer=body.get("answer", ""),
        item=f"i{entry.number}" if does == "propose" else body.get("item", ""),
        reason=body.get("numbers") or ("…" if entry.fields & {"reason", "text"} else ""),
        channel=channel_of(facts, does, name),
        span=duration(body["span"]) if body.get("span") else None,
        against=body.get("against", 0) or 0,
        sources=body.get("sources", 0),
        known_at=datetime.fromisoformat(body["known_at"]) if body.get("known_at") else None,
        decides=body.get("ruled", "") if does == "rule" else _found(body),
        instead=body.get("instead", ""),
        moves=entry.kind == "chunk.trigger" and entry.version < 3,
        alone=entry.kind == "chunk.rule" and entry.version < 3,
        once=entry.kind != "chunk.trigger" or entry.version > 1,
        stops=entry.kind != "chunk.appeal" or entry.version > 1,
        one_stop=entry.version < _STOPS_BY_LEVEL.get(entry.kind, 0),
        stands=body.get("stands", "") if does == "propose" else None,
        with_=_others(course, facts, entry),
        objection=objection,
        withdraws=tuple(
            course.raised[number]
            for number in entry.references
            if _withdraws(entry) and number in course.raised
        ),
    )


def _found(body: Mapping[str, Any]) -> str:
    """Return what a finding found; a vote of a panel says it where it does."""
    return str(body.get("found", "") if "instead" in body else body.get("answer", ""))


def _withdraws(entry: Entry) -> bool:
    """Return whether an act withdraws the objections that it refers to.

    An answer that objects refers to the answer before it, which may have filed the objection.
    """
    holds = entry.body.get("position", OBJECT) != OBJECT
    return entry.kind == "chunk.position" or (entry.kind == "chunk.vote" and holds)


def _others(course: Course, facts: CourseFacts, entry: Entry) -> tuple[Person, ...]:
    """Return those with whom a step was done: supporters, and whose proxy was used."""
    found = (course.agreed[number] for number in entry.references if number in course.agreed)
    people = (course.room.person(facts.model, one) for one in found)
    return tuple(replace(one, as_written=_is_as_written(entry)) for one in people)


def _is_as_written(entry: Entry) -> bool:
    return entry.version < _SPELT_UNTIL.get(entry.kind, 0)


def _answering(course: Course, entry: Entry, person: Person) -> Person:
    """Return who answers a ballot: where nothing is left of the name, who gave the answer that this
    one replaces.

    Others know for whom they answer now: it can be another organisation than before.
    """
    by_proxy = any(number in course.agreed for number in entry.references)
    before = [course.voters[number] for number in entry.references if number in course.voters]
    if entry.participant is not None or by_proxy or not before:
        return person
    return replace(person, id=before[0].id, organisation=before[0].organisation)


def _facts(course: Course, entry: Entry) -> CourseFacts | None:
    facts = course.chunks.get(entry.item)
    if facts is None:
        course.lost.append(entry.number)
    return facts


def _enrol(course: Course, entry: Entry) -> None:
    who = entry.participant
    if who is None or (who in course.room.groups and course.room.groups[who] == entry.group):
        return
    with _changing(course, (who, entry.erased), entry.at):
        course.room.groups[who] = entry.group


@contextmanager
def _changing(
    course: Course, who: tuple[int, bool], at: datetime, *, ended: str = ""
) -> Iterator[None]:
    """Let somebody come, go or change group inside; see `process/electorate.py`."""
    _note_over(course, at)
    number, erased = who
    before = course.room.groups_of(course.model, number)
    yield
    after = course.room.groups_of(course.model, number)
    person = f"erased-{number}" if erased else str(number)
    for facts in _going_on(course) if before != after else ():
        if before or facts.has_left(person):
            facts.regroup(person, before, after, ended=ended)


def _note_over(course: Course, at: datetime) -> None:
    for facts in _going_on(course):
        facts.note_over(at)


def _going_on(course: Course) -> list[CourseFacts]:
    """Return the facts of the parts that were not cancelled."""
    return [facts for item, facts in course.chunks.items() if item not in course.cancelled]


def _counted(facts: CourseFacts, entry: Entry) -> None:
    """Take in what secret ballots came to. By group that is sealed; `by_group` says it."""
    for place, items in by_group(entry).items():
        stage, _slash, ballot = place.partition("/")
        facts.take_count(stage, ballot, entry.at)
        for item, answers in items.items():
            facts.poll(stage, ballot, item, answers)


def _bring_text(course: Course, entry: Entry) -> None:
    course.texts[entry.item] = entry.number


def _agree(course: Course, entry: Entry) -> None:
    # like `_other` in `process/seconding.py`: by the seats that count in the whole process
    course.agreed[entry.number] = replace(entry, item="")


_TAKEN: dict[str, Callable[[Course, Entry], None]] = {
    "archive.issue": _bring,
    "archive.text": _bring_text,
    "process.seat": _seat,
    "process.end-seat": _end_seat,
    "issue.propose": _propose,
    "issue.split": _split,
    "issue.support": _support,
    "issue.withdraw-support": _withdraw,
    "issue.merge": _merge,
    "chunk.clock": _clock,
    "chunk.count": _count,
    "chunk.note": _note,
    "chunk.substantive": _substantive,
    "chunk.withdraw-answers": _withdraw_answers,
    "motion.back": _agree,
    "process.give-proxy": _agree,
    "process.extend-call": _extend_call,
    "process.plan": _plan,
    "process.correct-date": _plan,
    "process.cancel": lambda course, entry: stop(course.cancelled, entry),
    "issue.cancel": lambda course, entry: stop(course.cancelled, entry),
    "act.undo": lambda course, entry: go_on(course.cancelled, course.chunks, entry),
    "process.drop-date": _plan,
    "process.join": _enrol,
    "process.leave": _leave,
    "process.regroup": _regroup,
}
