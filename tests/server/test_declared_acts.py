"""What each kind of act puts on the record stays as it is, byte for byte.

`declared_acts.json` was taken from acts that wrote each field down by hand. A kind that is added
gets its lines there; a line that is there already changes with the `version` of its kind only.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields, make_dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from types import CodeType, UnionType
from typing import Annotated, Any, Generic, Literal, Protocol, Union, get_args, get_origin

import pytest
from django.db import models

from isegoria.library import library
from isegoria.readers.transcript import read
from isegoria.readers.values import Person as Speaker
from isegoria.readers.values import Transcript
from isegoria.rules.course.automatic import Event
from isegoria.rules.course.following import When
from isegoria.rules.facts.protocol import Person
from isegoria.rules.language.durations import Duration
from isegoria.rules.language.model import Model
from isegoria.server import urls
from isegoria.server.archives.acts import Source
from isegoria.server.conduct.models import Measure, MeasureAppeal
from isegoria.server.conflicts.models import Case, CaseNote, Party
from isegoria.server.deliberation.models import Amendment, Comment, Objection, StrawPoll
from isegoria.server.deliberation.models import Version as TextVersion
from isegoria.server.issues.models import Issue
from isegoria.server.membership.models import Invitation
from isegoria.server.people.models import Affiliation, Participant, StakeholderGroup
from isegoria.server.process.models import Chunk, Motion, PlannedDate, Process, Proxy, Seat
from isegoria.server.process.seconding import Other
from isegoria.server.record.door import KINDS, Scene, Work
from isegoria.server.record.fields import (
    ALWAYS,
    About,
    Erasable,
    Part,
    Public,
    Where,
    declared,
    fields_in,
)
from isegoria.server.record.kinds import kinds_json
from isegoria.server.record.models import Act
from isegoria.server.reviews.models import Review
from isegoria.server.rulebooks.reads import text_of
from isegoria.server.sessions.models import Session, Turn

assert urls  # the pages know every act

TABLE = Path(__file__).with_name("declared_acts.json")
AT = datetime(2026, 5, 1, 10, 30, 15, tzinfo=UTC)

PROCESS = Process(number=2)
ISSUE = Issue(number=3, process=PROCESS)
CHUNK = Chunk(number=4, process=PROCESS, issue=ISSUE)
BO = Participant(pk=11, name="Bo")
GROUP = StakeholderGroup(pk=12, slug="civil-society", name="Civil society")
SEAT = Seat(number=13, process=PROCESS, chunk=CHUNK, holder="chair", participant=BO)
CASE = Case(number=14, process=PROCESS)
SESSION = Session(number=15)
MEASURE = Measure(number=16, process=PROCESS, of=9)
CAPTIONS = b"1\n00:00:01,000 --> 00:00:02,000\n>> BO: Three small words.\n"

ROWS: tuple[models.Model, ...] = (
    PROCESS,
    ISSUE,
    CHUNK,
    BO,
    GROUP,
    SEAT,
    CASE,
    SESSION,
    MEASURE,
    MeasureAppeal(number=17, measure=MEASURE),
    Party(pk=18, case=CASE, holder="working-group"),
    CaseNote(number=19, case=CASE),
    Comment(number=20, chunk=CHUNK, participant=BO),
    Objection(number=21, chunk=CHUNK),
    StrawPoll(number=22, chunk=CHUNK),
    TextVersion(number=23, chunk=CHUNK),
    Amendment(number=24, chunk=CHUNK),
    Motion(number=25, process=PROCESS, chunk=CHUNK),
    Proxy(number=26, process=PROCESS),
    PlannedDate(pk=27, process=PROCESS, planned_in=28, name="meeting-1"),
    Invitation(number=29, process=PROCESS, issue=ISSUE),
    Affiliation(pk=30, participant=BO, declared_in=31),
    Review(number=32, process=PROCESS, ends_at=AT),
    Turn(number=33, session=SESSION, settled_in=34),
    Act(number=35, process="process-2", item="chunk-4"),
)
MADE: dict[type, Any] = {
    **{type(row): row for row in ROWS},
    bool: True,
    int: 7,
    float: 1.5,
    bytes: CAPTIONS,
    date: AT.date(),
    datetime: AT,
    Duration: Duration(14, "day"),
    Model: library()["ietf.standards"],
    Event: Event(AT, "ietf.standards/last-call", "It ended.", "decided"),
    Other: Other(Person("8", ("individuals",)), 8),
    Source: Source("letters.mbox", "ab12"),
    Speaker: Speaker("Bo"),
    Transcript: read(CAPTIONS),
    When: When.AFTER,
}
PLAIN = (str, Any)
OWN: dict[tuple[str, str], Any] = {
    ("process.put-model-into-use", "text"): text_of(MADE[Model]),
}
"""Values that a field needs and its type does not tell."""


def value_of(kind: str, name: str, wanted: Any) -> Any:
    """Return a value for a field by what it is declared to take."""
    inside = [one for one in get_args(wanted) if one is not type(None)]
    origin = get_origin(wanted)
    if (kind, name) in OWN or wanted in PLAIN:
        return OWN.get((kind, name), f" {name} of it ")
    if origin is Literal:
        return inside[0]
    if origin in {Annotated, Union, UnionType}:
        return value_of(kind, name, inside[0])
    if origin in {Sequence, tuple}:
        return (value_of(kind, name, inside[0]),)
    if origin is Mapping:
        return {"civil-society": value_of(kind, name, inside[1])}
    return MADE[wanted]


def has_default(one: "Field[Any]") -> bool:
    return one.default is not MISSING or one.default_factory is not MISSING


def samples(kind: str) -> Iterator[tuple[str, Work]]:
    """Yield an act with nothing that can be left out, one with everything, one with empty texts."""
    made: Callable[..., Work] = KINDS[kind]
    declared = [one for one in fields(KINDS[kind]) if one.init]  # type: ignore[arg-type]
    said = {
        one.name: value_of(kind, one.name, one.type) for one in declared if one.name != "progress"
    }
    needed = {one.name: said[one.name] for one in declared if not has_default(one)}
    yield "least", made(**needed)
    yield "most", made(**said)
    if any(type(value) is str for value in said.values()):
        blank = {name: "" if type(value) is str else value for name, value in said.items()}
        if (kind, "text") not in OWN:
            yield "blank", made(**blank)


def told(work: Work) -> dict[str, Any]:
    scene = Scene(by=None, capacity=None, now=AT, number=99)
    return {
        "place": list(work.place(scene)),
        "references": list(work.references()),
        "body": dict(work.body()),
        "erasable": [[name, _text(value)] for name, value in work.erasable().items()],
        "sealed": [[name, _text(value)] for name, value in work.sealed().items()],
    }


def _text(value: Any) -> Any:
    return value.decode() if isinstance(value, bytes) else value


@cache
def all_kinds() -> dict[str, Any]:
    return kinds_json()


def kept(kind: str) -> dict[str, Any]:
    """Return what the table says of a kind: what can be erased, its body, and sample acts."""
    published = all_kinds()[kind]
    body = published["body"]
    return {
        "erasable": published["erasable"],
        "requires": sorted(body.get("required", [])),
        "properties": body["properties"],
        **{name: told(work) for name, work in samples(kind)},
    }


def test_every_kind_of_act_is_in_the_table() -> None:
    assert sorted(json.loads(TABLE.read_text())) == sorted(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind_of_act_puts_on_the_record_what_it_always_did(kind: str) -> None:
    assert json.loads(json.dumps(kept(kind))) == json.loads(TABLE.read_text())[kind]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_field_of_an_act_says_where_it_goes_or_is_used_by_the_act(kind: str) -> None:
    assert forgotten(KINDS[kind]) == []


def test_a_field_that_says_nothing_and_is_not_used_is_found() -> None:
    @dataclass(frozen=True, slots=True)
    class Wave:
        """An act that forgot a field."""

        chunk: About[Chunk]
        hand: str
        smile: str

        def apply(self) -> str:
            return self.smile

    assert forgotten(Wave) == ["hand"]


def forgotten(kind: type) -> list[str]:
    """Return the fields that say nothing and that no method of the act or its parents uses."""
    says = {one.field for one in declared(kind)}
    own = [one for one in kind.__mro__ if one not in {Work, Protocol, Generic, object}]
    used = {
        name
        for one in own
        for method in vars(one).values()
        if (code := getattr(getattr(method, "fget", method), "__code__", None))
        if code.co_filename.endswith(".py")  # nobody wrote what a dataclass makes of its fields
        for name in code_names(code)
    }
    return [one.name for one in fields(kind) if one.name not in says | used]


def code_names(code: CodeType) -> Iterator[str]:
    """Yield the attributes that a method asks for, also in what it defines inside."""
    yield from code.co_names
    for inside in code.co_consts:
        if isinstance(inside, CodeType):
            yield from code_names(inside)


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        pytest.param(Annotated[str, ALWAYS], "does not say where", id="how and not where"),
        pytest.param("About[Chunk]", "is written as text", id="an annotation nobody can read"),
    ],
)
def test_a_field_that_cannot_be_read_is_refused(wanted: Any, problem: str) -> None:
    kind = make_dataclass("Wave", [("hand", wanted)])
    with pytest.raises(TypeError, match=problem):
        declared(kind)


def test_a_value_without_words_is_refused() -> None:
    kind = make_dataclass("Wave", [("hand", Public[object])])
    with pytest.raises(TypeError, match="no words for object"):
        fields_in(Where.BODY, kind(object()))


def test_what_holds_its_default_is_left_out() -> None:
    kind = make_dataclass(
        "Wave",
        [
            ("hand", Annotated[Erasable[str], Part("greeting")], ""),
            ("smile", Annotated[Erasable[str], Part("greeting")], ""),
            ("loud", Public[bool], False),
            ("often", Annotated[Public[int], ALWAYS], 0),
        ],
    )
    assert fields_in(Where.ERASABLE, kind()) == {}
    assert fields_in(Where.BODY, kind()) == {"often": 0}
    assert fields_in(Where.BODY, kind(loud=True)) == {"loud": True, "often": 0}
    both = {"greeting": {"hand": "left", "smile": ""}}
    assert fields_in(Where.ERASABLE, kind(hand="left")) == both
