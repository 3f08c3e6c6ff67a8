"""Everything that the forum keeps about one person, for that person alone.

It is read some rows at a time, with no cursor of the database left open, so that ten thousand acts
take no memory. What other people said or did comes in only where a public row names both.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Model, Q, QuerySet

from isegoria.server.front.outbox import URGENT, mails_that_wait
from isegoria.server.membership.models import Invitation
from isegoria.server.people.models import Participant
from isegoria.server.personal.tables import PARTS, Kept, kept_of
from isegoria.server.process.models import ChunkRow, Process
from isegoria.server.record.models import Authorship, Opening, Sealed, Withheld

__all__ = ["rows_of", "written"]

_AT_A_TIME = 100  # as many as are made between two pages of others (pages/web/listing.py)
_OWN_SEALED = {"case.note": "text", "closed-room.note": "text"}
"""What people wrote that only a few read. Other sealed fields name other people, or are counts."""
_OF_AN_ACT = ("number", "minute", "kind", "process", "item", "role", "references", "body")
_OF_OTHERS = ("giver", "organisation", "proxied", "proxy", "signing")
"""Rows of ballots that tell what others did for somebody; docs/explanation/secret-ballots.md."""
Row = dict[str, Any]


def rows_of(part: str, whom: Participant) -> Iterator[tuple[str, Iterator[Row]]]:
    """Yield what is kept of a person in a part: the name of each table, and its rows."""
    for kept in kept_of(part):
        yield kept.name, _of_table(kept, whom)
    for name, read in _SPECIAL.get(part, {}).items():
        yield name, read(whom)


def written(whom: Participant, about: Mapping[str, Any]) -> Iterator[str]:
    """Yield all of it as JSON, piece by piece. `about` stands before."""
    yield "{" + f'"about": {_json(about)}'
    for part in PARTS:
        yield f',\n"{part}": {{'
        for place, (name, rows) in enumerate(rows_of(part, whom)):
            yield f'{"," if place else ""}\n "{name}": ['
            for number, row in enumerate(rows):
                yield ("," if number else "") + "\n  " + _json(row)
            yield "]"
        yield "}"
    yield "}\n"


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


def _rows(kept: Kept, whom: Participant) -> QuerySet[Any]:
    table = kept.model()
    assert table is not None  # noqa: S101 -- `kept_of` leaves out what is not installed
    return table._default_manager.filter(**{kept.link: whom.pk})


def _of_table(kept: Kept, whom: Participant) -> Iterator[Row]:
    for row in _each(_rows(kept, whom)):
        yield _told(row, kept.columns)


def _each(rows: QuerySet[Any]) -> Iterator[Any]:
    """Yield rows in the order of their keys, some at a time."""
    some = list(rows.order_by("pk")[:_AT_A_TIME])
    while some:
        yield from some
        some = list(rows.filter(pk__gt=some[-1].pk).order_by("pk")[:_AT_A_TIME])


def _told(row: Model, columns: tuple[str, ...] = ()) -> Row:
    """Return columns of a row, of links the number."""
    fields = [one for one in row._meta.concrete_fields if not columns or one.name in columns]
    return {one.name: getattr(row, one.attname) for one in fields}


def _account(whom: Participant) -> Iterator[Row]:
    row = Participant.objects.get(pk=whom.pk)
    told = _told(row)
    del told["password"]
    yield told | {"has_password": row.has_usable_password()}


def _sessions(whom: Participant) -> Iterator[Row]:
    """Yield when each sign-in ends, and what it keeps that was typed; never its key."""
    keys = list(Session.objects.order_by("pk").values_list("pk", flat=True))
    for begin in range(0, len(keys), _AT_A_TIME):
        for one in Session.objects.filter(pk__in=keys[begin : begin + _AT_A_TIME]):
            kept = one.get_decoded()
            if kept.get(SESSION_KEY) == str(whom.pk):
                yield {
                    "ends_at": one.expire_date,
                    "typed": kept.get("typed", {}).get("sent", {}),
                    "language": kept.get("_language", ""),
                }


def _acts(whom: Participant) -> Iterator[Row]:
    done = Authorship.objects.filter(participant=whom).order_by("pk")
    columns = {"as_affiliation": F("affiliation_id")} | {
        name: F(f"act__{name}") for name in _OF_AN_ACT
    }
    rows: QuerySet[Any, Any] = done.values(**columns)
    some = list(rows[:_AT_A_TIME])
    while some:
        numbers = [one["number"] for one in some]
        said = {
            name: _contents(table, numbers)
            for name, table in (("words", Opening), ("hidden", Withheld), ("private", Sealed))
        }
        for one in some:
            of_it = {name: found.get(one["number"]) for name, found in said.items()}
            yield {**one, **{name: words for name, words in of_it.items() if words}}
        some = list(rows.filter(pk__gt=numbers[-1])[:_AT_A_TIME])


def _contents(table: type[Model], numbers: list[int]) -> dict[int, dict[str, str]]:
    rows = table._default_manager.filter(act__in=numbers)
    found: dict[int, dict[str, str]] = {}
    for number, kind, field, content in rows.values_list("act", "act__kind", "field", "content"):
        if table is not Sealed or _OWN_SEALED.get(kind) == field:
            found.setdefault(number, {})[field] = bytes(content).decode(errors="replace")
    return found


def _ballots(whom: Participant) -> Iterator[Row]:
    """Yield what the rules keep of somebody, without what others did for them: an answer by a proxy
    in a secret ballot is told to nobody.
    """
    mine = Q(members__participant=whom) | Q(seats__participant=whom)
    places = list(Process.objects.filter(mine).distinct().values_list("pk", flat=True))
    rows = ChunkRow.objects.filter(chunk__process__in=places, who=str(whom.pk))
    by_proxy = set(rows.filter(what="proxied").values_list("chunk", "stage", "name", "item"))
    for row in _each(rows.exclude(what__in=_OF_OTHERS)):
        if (row.chunk_id, row.stage, row.name, row.item) not in by_proxy:
            yield _told(row, ("chunk", "what", "stage", "name", "item", "value", "group"))


def _addresses(whom: Participant) -> list[str]:
    """Return the addresses that somebody proved: anybody could name one of somebody else."""
    proven = EmailAddress.objects.filter(user_id=whom.pk, verified=True)
    return [one.casefold() for one in proven.values_list("email", flat=True)]


def _invitations(whom: Participant) -> Iterator[Row]:
    for address in _addresses(whom):
        for one in _each(Invitation.objects.filter(email__iexact=address)):
            yield _told(one)


def _mails(whom: Participant) -> Iterator[Row]:
    """Yield the mails that wait; of those that let somebody in only the subject."""
    mine = set(_addresses(whom))
    for task in _each(mails_that_wait()):
        mail = task.args_kwargs["kwargs"]["mail"]
        to = [one for field in ("to", "cc", "bcc") for one in mail[field]]
        if mine & {one.casefold() for one in to}:
            lets_in = URGENT.items() <= mail["headers"].items()
            text = {} if lets_in else {"text": mail["body"]}
            yield {"subject": mail["subject"], "waits_since": task.enqueued_at, **text}


_SPECIAL: Mapping[str, Mapping[str, Callable[[Participant], Iterator[Row]]]] = {
    "account": {"participant": _account},
    "sign-ins": {"sessions": _sessions},
    "acts": {"acts": _acts},
    "answers": {"ballots": _ballots},
    "mails": {"invitations": _invitations, "waiting": _mails},
}
"""What no column of a table says by itself."""
