"""What is refused to those who take part, invite, and count people in groups."""

from typing import Any

from isegoria.server.membership import refusals as membership
from isegoria.server.membership.acts import (
    Decline,
    EraseInvited,
    Invite,
    JoinProcess,
    LeaveProcess,
    Remind,
)
from isegoria.server.membership.grouping import RegroupProcess
from isegoria.server.membership.models import Invitation
from isegoria.server.process.steps import Leave, Vote
from isegoria.server.record.door import Work
from isegoria.server.rulebooks.refusals import NOT_SECRETARIAT
from tests.server.refusals.row import OPERATOR, Row, allowed, refused
from tests.world import AUTHOR, CHAIR, PANEL, World


def invited(w: World, *, declined: bool = False, **said: Any) -> Invitation:
    """Return an invitation of somebody, by telephone where no address is said."""
    channel = "mail" if "email" in said else "phone"
    act = w.done(Invite(w.process, channel=channel, **said or {"organisation": "Port"}))
    found = Invitation.objects.get(pk=act.number)
    if declined:
        w.done(Decline(found))
    return found


def invites_again(w: World, *, declined: bool = False) -> Work:
    invited(w, email="dee@example.org", declined=declined)
    return Invite(w.process, email="DEE@example.org")


def regroups(w: World, *, counted: bool = False) -> Work:
    if counted:
        w.play.do(Leave(w.draft, "call_consensus"), CHAIR)
        w.play.do(Vote(w.draft, "support", "support"), AUTHOR)
    return RegroupProcess(w.process, {"civil-society": "governments"})


ROWS: list[Row] = [
    # taking part
    allowed(lambda w: JoinProcess(w.process), PANEL),
    refused(membership.NO_PARTICIPANT, lambda w: JoinProcess(w.process), OPERATOR),
    refused(membership.JOINED, lambda w: JoinProcess(w.process), AUTHOR),
    allowed(lambda w: LeaveProcess(w.process), AUTHOR),
    refused(membership.NOT_JOINED, lambda w: LeaveProcess(w.process), PANEL),
    refused(membership.NOT_JOINED, lambda w: LeaveProcess(w.process), OPERATOR),
    # inviting
    allowed(lambda w: Invite(w.process, organisation="Port", channel="phone"), CHAIR),
    refused(
        membership.NOT_OFFICER,
        lambda w: Invite(w.process, organisation="Port", channel="phone"),
        AUTHOR,
    ),
    refused(membership.INVITES_NOBODY, lambda w: Invite(w.process, channel="phone")),
    refused(membership.NO_ADDRESS, lambda w: Invite(w.process, organisation="Port")),
    refused(membership.INVITED, invites_again),
    allowed(lambda w: invites_again(w, declined=True)),
    refused(membership.HERE_ALREADY, lambda w: Invite(w.process, email=w.who(AUTHOR).email)),
    allowed(lambda w: Remind(invited(w))),
    refused(membership.DECLINED, lambda w: Remind(invited(w, declined=True))),
    refused(membership.DECLINED, lambda w: Decline(invited(w, declined=True), by_link=True)),
    allowed(lambda w: EraseInvited(invited(w, name="Dee"))),
    refused(membership.NAMES_NOBODY, lambda w: EraseInvited(invited(w))),
    # groups
    allowed(regroups),
    refused(NOT_SECRETARIAT, regroups, AUTHOR),
    refused(membership.COUNTED, lambda w: regroups(w, counted=True)),
]
