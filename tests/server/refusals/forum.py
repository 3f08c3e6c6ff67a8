"""What is refused to those who set up the forum, and to people who say who they are."""

from isegoria.rules.offices import refusals as offices
from isegoria.server.forum import refusals as forum
from isegoria.server.forum.acts import SetUpForum
from isegoria.server.forum.privacy import PublishPrivacyNotice
from isegoria.server.forum.profiles import ChangeProfile, DeclareAffiliation, EndAffiliation
from isegoria.server.people.models import Forum, Participant
from isegoria.server.record.door import Work
from tests.people import speaks_for
from tests.server.refusals.row import OPERATOR, Row, allowed, refused
from tests.world import A_DAY, AUTHOR, CHAIR, World


def sets_up(*groups: str) -> Work:
    return SetUpForum("Forum", ("en",), groups)


def renames(name: str, renamed: dict[str, str]) -> Work:
    return SetUpForum("Forum", ("en",), [name], renamed)


def declares(
    w: World, organisation: str = "Port", group: str | None = None, begins: int = 0, **ends: int
) -> Work:
    """Declare an affiliation from a day on, and until one, counted from today."""
    today = w.now.date()
    until = today + ends["ends"] * A_DAY if ends else None
    return DeclareAffiliation(organisation, group, "", "", today + begins * A_DAY, until)


def ends_on(w: World, until: int = 0, **row: int) -> Work:
    """End an affiliation of the author that stands in a row; days are counted from today."""
    other = speaks_for(w.who(AUTHOR), "civil-society", organisation="Port")
    days = {name: w.now.date() + number * A_DAY for name, number in row.items()}
    type(other).objects.filter(pk=other.pk).update(**days)
    return EndAffiliation(other, w.now.date() + until * A_DAY)


def calls_oneself(w: World, name: str) -> Work:
    """Take a name, where another is called Ann Lee and the forum has one too."""
    Participant.objects.create_user("ann@example.org", name="Ann Lee")
    Forum.objects.update_or_create(pk=1, defaults={"name": "Harbour Forum", "languages": ["en"]})
    return ChangeProfile(name, "")


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
    allowed(lambda _w: PublishPrivacyNotice("We keep little.", "privacy@example.org")),
    refused(
        forum.NOT_SECRETARIAT,
        lambda _w: PublishPrivacyNotice("We keep little.", "privacy@example.org"),
        AUTHOR,
    ),
    refused(forum.NOTICE_INCOMPLETE, lambda _w: PublishPrivacyNotice("We keep little.", " ")),
    refused(forum.NOTICE_INCOMPLETE, lambda _w: PublishPrivacyNotice(" ", "privacy@example.org")),
    allowed(lambda _w: PublishPrivacyNotice("x" * 20_000, "y" * 200)),
    refused(forum.NOTICE_TOO_LONG, lambda _w: PublishPrivacyNotice("x" * 20_001, "y")),
    refused(forum.NOTICE_TOO_LONG, lambda _w: PublishPrivacyNotice("x", "y" * 201)),
    # people
    allowed(lambda _w: ChangeProfile("Somebody", "I sail."), AUTHOR),
    refused(forum.NO_PARTICIPANT, lambda _w: ChangeProfile("Somebody", "I sail."), OPERATOR),
    refused(forum.NAME_MISSING, lambda _w: ChangeProfile(" ", "I sail."), AUTHOR),
    # names
    *(
        refused(offices.NAME_CHARACTER, lambda w, name=name: calls_oneself(w, name), AUTHOR)  # type: ignore[misc]
        for name in ("A\u200bnn", "\u202eeeL", "Ann\uffff", "A\U000e0041nn", "\u200cAnn", "A\nB")
    ),
    refused(offices.NAME_UNSEEN, lambda w: calls_oneself(w, "... !"), AUTHOR),
    refused(
        offices.NAME_MARKS,
        lambda w: calls_oneself(w, "Z" + "\u0301\u0302\u0303\u0304\u0305"),
        AUTHOR,
    ),
    refused(offices.NAME_MARKS, lambda w: calls_oneself(w, "Z\u0332\u0332o"), AUTHOR),
    *(
        refused(offices.NAME_OF_A_ROLE, lambda w, name=name: calls_oneself(w, name), AUTHOR)  # type: ignore[misc]
        for name in (
            "Secretariat",
            "The Secr\u0435tariat",
            "S e c r e t a r i a t",
            "Moderator Bob",
            "Mod\u00e9rateur",
            "\u0627\u0644\u0623\u0645\u0627\u0646\u0629",
            "Co-Chair",
            "Harbour Chair",
            "Harbour Forum",
            "participant 12",
            "Participant l2",
            "Ann (#12)",
        )
    ),
    *(
        refused(offices.NAME_ALIKE, lambda w, name=name: calls_oneself(w, name), AUTHOR)  # type: ignore[misc]
        for name in ("Ann Lee", "ANN  LEE", "\u0410nn L\u0435\u0435", "\uff21nn Lee", "Ann |ee")
    ),
    *(
        allowed(lambda w, name=name: calls_oneself(w, name), AUTHOR)  # type: ignore[misc]
        for name in (
            "Ann Lee (Port)",
            "Anne Lee",
            "Ann All",
            "Amina Harbour",
            "Nguy\u1ec5n Th\u1ecb",
            "\u0645\u062d\u0645\u0651\u064e\u062f",
            "\u0645\u06cc\u200c\u0631\u0648\u062f",
            "O'Neill-Chairman",
            "\u674e\u96f7",
        )
    ),
    allowed(lambda w: calls_oneself(w, "Secretariat")),
    # whom they work or speak for
    allowed(declares, AUTHOR),
    refused(forum.NO_PARTICIPANT, declares, OPERATOR),
    refused(forum.NO_SUCH_GROUP, lambda w: declares(w, group="fishers"), AUTHOR),
    allowed(lambda w: declares(w, " ", "civil-society"), AUTHOR),
    refused(forum.AFFILIATION_EMPTY, lambda w: declares(w, " "), AUTHOR),
    refused(offices.NAME_UNSEEN, lambda w: declares(w, "--"), AUTHOR),
    refused(forum.BEGINS_IN_THE_PAST, lambda w: declares(w, begins=-1), AUTHOR),
    allowed(lambda w: declares(w, begins=1), AUTHOR),
    allowed(lambda w: declares(w, ends=0), AUTHOR),
    refused(forum.ENDS_BEFORE_IT_BEGINS, lambda w: declares(w, begins=1, ends=0), AUTHOR),
    allowed(ends_on, AUTHOR),
    refused(forum.AFFILIATION_NOT_YOURS, ends_on, CHAIR),
    refused(forum.AFFILIATION_ENDED, lambda w: ends_on(w, until_on=0), AUTHOR),
    allowed(lambda w: ends_on(w, until_on=1), AUTHOR),
    refused(forum.ENDS_IN_THE_PAST, lambda w: ends_on(w, -1), AUTHOR),
    allowed(lambda w: ends_on(w, from_on=0), AUTHOR),
    refused(forum.ENDS_BEFORE_IT_BEGINS, lambda w: ends_on(w, from_on=1), AUTHOR),
]
