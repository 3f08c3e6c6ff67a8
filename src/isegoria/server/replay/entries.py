"""The acts of a process as the record has them, for a replay."""

import json
from datetime import datetime

from isegoria.server.record.door import body_now
from isegoria.server.record.models import Act, ErasedAuthor, Opening, Sealed
from isegoria.server.replay.room import Entry

__all__ = ["entries_of"]

_OPENED = ("at", "who", "seated", "whose", "given", "groups")
"""What a replay needs of the openings; words are not among it."""


def entries_of(process: str) -> list[Entry]:
    """Return the acts of a process in their order, as the record has them."""
    opened: dict[int, dict[str, bytes]] = {}
    acts = Act.objects.filter(process=process)
    for kept in (
        Opening,
        Sealed,
    ):  # who answered a secret ballot is told nobody, and is needed to recompute it
        rows = kept._default_manager.filter(act__in=acts, field__in=_OPENED).values_list(
            "act_id", "field", "content"
        )
        for number, name, content in rows:
            opened.setdefault(number, {})[name] = bytes(content)
    for one in ErasedAuthor.objects.filter(act__in=acts, field__in=_OPENED):
        left = {"participant": one.token, "group": one.group}
        opened.setdefault(one.act_id, {})[one.field] = json.dumps(left).encode()
    return [_entry(act, opened.get(act.number, {})) for act in acts.order_by("number")]


def _entry(act: Act, opened: dict[str, bytes]) -> Entry:
    who = json.loads(opened["who"]) if "who" in opened else {}
    about = next((name for name in ("seated", "whose") if name in opened), "")
    seated = json.loads(opened[about]) if about else {}
    at = datetime.fromisoformat(opened["at"].decode()) if "at" in opened else act.minute
    given = json.loads(opened.get("given", b"{}"))
    references = [*act.references, *given.pop("references", ())]
    role = given.pop("role", act.role)
    body = body_now(act)
    return Entry(
        act.number,
        act.kind,
        act.item,
        at,
        role,
        references,
        (act.body if body is None else body) | given,
        frozenset(act.commitments),
        who.get("participant"),
        who.get("group") or "",
        who.get("organisation", ""),
        seated.get("participant"),
        is_seated_erased="name" not in seated,
        is_known=body is not None,
        erased=act.role != "operator" and "name" not in who,
        version=act.kind_version,
        groups=json.loads(opened.get("groups", b"{}")),
    )
