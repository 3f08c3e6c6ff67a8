"""What is refused to those who set up the forum, and to people who say who they are."""

from datetime import date
from typing import Any

from isegoria.server.forum import refusals as forum
from isegoria.server.forum.acts import SetUpForum
from isegoria.server.forum.profiles import ChangeProfile, DeclareAffiliation, EndAffiliation
from isegoria.server.record.door import Work
from tests.people import speaks_for
from tests.server.refusals.row import OPERATOR, Row, allowed, refused
from tests.world import A_DAY, AUTHOR, CHAIR, World

DAY = date(2026, 5, 1)


def sets_up(*groups: str) -> Work:
    return SetUpForum("Forum", ("en",), groups)


def renames(name: str, renamed: dict[str, str]) -> Work:
    return SetUpForum("Forum", ("en",), [name], renamed)


def declares(
    organisation: str = "Port", group: str | None = None, until: date | None = None
) -> Work:
    return DeclareAffiliation(organisation, group, "", "", DAY, until)


def ends_on(w: World, until: date, **row: Any) -> Work:
    """End an affiliation of the author that stands in a row."""
    other = speaks_for(w.who(AUTHOR), "civil-society", organisation="Port")
    type(other).objects.filter(pk=other.pk).update(**row)
    return EndAffiliation(other, until)


ROWS: list[Row] = [
    # the forum
    allowed(lambda _w: sets_up("Fishers", "Ports")),
    refused(forum.NOT_SECRETARIAT, lambda _w: sets_up("Fishers", "Ports"), AUTHOR),
    refused(forum.GROUPS_DIFFER, lambda _w: sets_up("Fishers", "fishers")),
    refused(forum.GROUPS_DIFFER, lambda _w: sets_up("Fishers", "!")),
    allowed(lambda _w: renames("NGOs", {"civil-society": "NGOs"})),
    refused(forum.GROUP_NOT_RENAMED, lambda _w: renames("NGOs", {"fishers": "NGOs"})),
    refused(forum.GROUP_NOT_RENAMED, lambda _w: renames("Ports", {"civil-society": "NGOs"})),
    refused(
        forum.GROUP_NOT_RENAMED, lambda _w: renames("Governments", {"civil-society": "Governments"})
    ),
    # people
    allowed(lambda _w: ChangeProfile("Somebody", "I sail."), AUTHOR),
    refused(forum.NO_PARTICIPANT, lambda _w: ChangeProfile("Somebody", "I sail."), OPERATOR),
    refused(forum.NAME_MISSING, lambda _w: ChangeProfile(" ", "I sail."), AUTHOR),
    # whom they work or speak for
    allowed(lambda _w: declares(), AUTHOR),
    refused(forum.NO_PARTICIPANT, lambda _w: declares(), OPERATOR),
    refused(forum.NO_SUCH_GROUP, lambda _w: declares(group="fishers"), AUTHOR),
    allowed(lambda _w: declares(" ", "civil-society"), AUTHOR),
    refused(forum.AFFILIATION_EMPTY, lambda _w: declares(" "), AUTHOR),
    allowed(lambda _w: declares(until=DAY), AUTHOR),
    refused(forum.ENDS_BEFORE_IT_BEGINS, lambda _w: declares(until=DAY - A_DAY), AUTHOR),
    allowed(lambda w: ends_on(w, DAY), AUTHOR),
    refused(forum.AFFILIATION_NOT_YOURS, lambda w: ends_on(w, DAY), CHAIR),
    refused(forum.AFFILIATION_ENDED, lambda w: ends_on(w, DAY, until_on=DAY), AUTHOR),
    allowed(lambda w: ends_on(w, DAY, until_on=DAY + A_DAY), AUTHOR),
    allowed(lambda w: ends_on(w, DAY, from_on=DAY), AUTHOR),
    refused(forum.ENDS_BEFORE_IT_BEGINS, lambda w: ends_on(w, DAY, from_on=DAY + A_DAY), AUTHOR),
]
