"""Sample acts of every kind, and what they put on the record, for
`server/declared_acts.json`.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from django.db import models

from isegoria.library import digest_of, library
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
from isegoria.server.people.organisations import (
    Organisation,
    OrganisationClaim,
    Representative,
)
from isegoria.server.process.models import Chunk, Motion, PlannedDate, Process, Proxy, Seat
from isegoria.server.process.seconding import Other
from isegoria.server.record.door import KINDS, Attempt, Work
from isegoria.server.record.kinds import kinds_json
from isegoria.server.record.models import Act
from isegoria.server.reviews.models import Review
from isegoria.server.rulebooks.reads import text_of
from isegoria.server.sessions.models import Session, Turn

assert urls  # the pages know every act

TABLE = Path(__file__).parent / "server" / "declared_acts.json"
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
DECLARED = Affiliation(pk=30, participant=BO, declared_in=31, organisation="Port")
CLAIM = OrganisationClaim(number=37, affiliation=DECLARED, name="Port")
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
    DECLARED,
    Review(number=32, process=PROCESS, ends_at=AT),
    Organisation(number=36, name="Port"),
    CLAIM,
    Representative(number=38, organisation_id=36, affiliation=DECLARED),
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
    attempt = Attempt(by=None, capacity=None, now=AT, number=99)
    return {
        "place": list(work.place(attempt)),
        "references": list(work.references()),
        "body": _without_the_rules_of_today(work.body()),
        "erasable": [[name, _text(value)] for name, value in work.erasable().items()],
        "sealed": [[name, _text(value)] for name, value in work.sealed().items()],
    }


def _without_the_rules_of_today(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a body that stays the same when the model that the samples use gets a new version."""
    rules = MADE[Model]
    today = {"version": rules.version, "sha256": digest_of(text_of(rules))}
    if not today.items() <= body.items():
        return dict(body)
    return {**body, "version": "that of the rules", "sha256": "that of the rules"}


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


def add_missing() -> None:
    """Add the kinds that are not in the table; what is there stays as it is."""
    table = json.loads(TABLE.read_text())
    table |= {kind: kept(kind) for kind in KINDS if kind not in table}
    TABLE.write_text(written(table))


def written(table: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the table as its file has it: a line for each act."""
    kinds = []
    for kind in sorted(table):
        lines = [
            f"  {json.dumps(name)}: {json.dumps(said, ensure_ascii=False)}"
            for name, said in table[kind].items()
        ]
        kinds.append(f" {json.dumps(kind)}: {{\n" + ",\n".join(lines) + "\n }")
    return "{\n" + ",\n".join(kinds) + "\n}\n"
