"""Taking part in a process without having to speak, and asking others to: what became of each
invitation is on the record.

Whom an invitation names is sealed: the record has a commitment to name and address, which only
secretariat and officers see.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from django.db.models import Q
from typing_extensions import TypedDict

from isegoria.server.conduct.reads import restricted
from isegoria.server.membership import refusals
from isegoria.server.membership.models import Invitation
from isegoria.server.people.models import Participant, StakeholderGroup
from isegoria.server.people.reads import has_role
from isegoria.server.process.electorate import step_out, take_part
from isegoria.server.process.facts import model_of
from isegoria.server.process.models import Member, Process, Proxy, Seat
from isegoria.server.process.refusals import cancelled
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.fields import ALWAYS, About, Erasable, Part, Public, Refers, Sealed
from isegoria.server.record.models import Act
from isegoria.server.record.models import Sealed as SealedField
from isegoria.server.texts.lengths import too_long
from isegoria.terms import Refusal, gettext_noop

__all__ = [
    "LONGEST_REASON",
    "Decline",
    "EraseInvited",
    "Invite",
    "JoinProcess",
    "LeaveProcess",
    "Remind",
    "may_invite",
]

LONGEST_REASON = 400  # characters of why somebody declines


class AnswerBody(TypedDict):
    """How it was answered: `link` by whoever got the invitation, `told` as the secretariat
    heard.
    """

    by: str


@dataclass(frozen=True, slots=True)
class JoinProcess(Work):
    """Take part in a process, in the capacity of the act; one need not speak."""

    process: About[Process]
    invitation: Refers[Invitation | None] = None
    kind: ClassVar[str] = "process.join"
    says: ClassVar[str] = gettext_noop("Takes part")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse who takes part already in this capacity; another capacity counts from now on."""
        if attempt.by is None:
            return refusals.NO_PARTICIPANT.refuse()
        if refusal := restricted(self.process, attempt):
            return refusal
        if (
            self.invitation
            or not Member.objects.filter(
                process=self.process, participant=attempt.by, capacity=attempt.capacity
            ).exists()
        ):
            return None
        return refusals.JOINED.refuse()

    def apply(self, attempt: Attempt) -> None:
        """Write that they take part."""
        take_part(self.process, attempt)
        if self.invitation:
            Invitation.objects.filter(pk=self.invitation.pk, came_in=None).update(
                came_in=attempt.number
            )


@dataclass(frozen=True, slots=True)
class LeaveProcess(Work):
    """Take part no longer; what one said stays."""

    process: About[Process]
    kind: ClassVar[str] = "process.leave"
    says: ClassVar[str] = gettext_noop("No longer takes part")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse who takes no part."""
        if (
            attempt.by is not None
            and Member.objects.filter(process=self.process, participant=attempt.by).exists()
        ):
            return None
        return refusals.NOT_JOINED.refuse()

    def apply(self, attempt: Attempt) -> None:
        """Remove them from those who take part; both acts stay on the record.

        The proxies that they gave or hold end with it.
        """
        step_out(self.process, attempt)
        theirs = Q(principal=attempt.author) | Q(holder=attempt.author)
        Proxy.objects.filter(theirs, process=self.process, until_at=None).update(
            until_at=attempt.now
        )


@dataclass(frozen=True, slots=True)
class Invite(Work):
    """Ask a group, an organisation or a person to take part, in an issue or, where that is 0, in
    the whole process.
    """

    process: About[Process]
    group: Annotated[Public[StakeholderGroup | None], ALWAYS] = None
    region: Annotated[Public[str], ALWAYS] = ""
    organisation: Erasable[str] = ""
    name: Annotated[Sealed[str], Part("invited")] = ""
    email: Annotated[Sealed[str], Part("invited")] = ""
    issue: Annotated[Public[Refers[int]], ALWAYS] = 0
    channel: Annotated[Public[str], ALWAYS] = Invitation.Channel.MAIL
    text: Erasable[str] = ""
    kind: ClassVar[str] = "invitation.send"
    undoable: ClassVar[bool] = True
    says: ClassVar[str] = gettext_noop("Invited somebody to take part")

    def place(self, attempt: Attempt) -> tuple[str, str]:
        """Return the process, and the issue if it is for one."""
        return self.process.place, f"issue-{self.issue}" if self.issue else ""

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than secretariat and officers, an invitation to nobody, a mail without
        address, the same again, and to invite whoever takes part already.
        """
        if refusal := _not_officer(attempt, self.process) or _called_off(self.process):
            return refusal
        if not (self.group or self.region or self.organisation or self.name or self.email):
            return refusals.INVITES_NOBODY.refuse()
        if self.channel == Invitation.Channel.MAIL and not self.email:
            return refusals.NO_ADDRESS.refuse()
        earlier = Invitation.objects.filter(
            process=self.process, email__iexact=self.email, declined_at=None
        ).first()
        if self.email and earlier is not None:
            return refusals.INVITED.refuse(number=earlier.number)
        return refusals.HERE_ALREADY.refuse() if self._takes_part() else None

    def _takes_part(self) -> bool:
        """Return whether whoever has the address takes part; without an address, whether somebody
        of the organisation does, in the group that is invited.
        """
        here = Member.objects.filter(process=self.process)
        if self.email:
            return here.filter(participant__email__iexact=self.email).exists()
        here = here.filter(capacity__organisation__iexact=self.organisation.strip())
        if self.group is not None:
            here = here.filter(group=self.group)
        return bool(self.organisation.strip()) and not self.name and here.exists()

    def apply(self, attempt: Attempt) -> None:
        """Write the invitation."""
        Invitation.objects.create(
            number=attempt.number,
            process=self.process,
            issue_id=self.issue or None,
            group=self.group,
            region=self.region,
            organisation=self.organisation,
            name=self.name,
            email=self.email,
            channel=self.channel,
            text=self.text,
            at=attempt.now,
        )

    @classmethod
    def undone(cls, act: Act, attempt: Attempt) -> None:
        """Take the invitation back, and whom it named."""
        SealedField.objects.filter(act=act, field="invited").delete()
        Invitation.objects.filter(pk=act.number).delete()


@dataclass(frozen=True, slots=True)
class _OnInvitation(Work):
    """What is done with an invitation."""

    invitation: About[Invitation]

    def _current(self) -> Invitation:
        return Invitation.objects.get(pk=self.invitation.pk)

    def _declined(self) -> Refusal | None:
        if self._current().declined_at is None:
            return None
        return refusals.DECLINED.refuse()


@dataclass(frozen=True, slots=True)
class Remind(_OnInvitation):
    """Remind somebody of an invitation."""

    kind: ClassVar[str] = "invitation.remind"
    says: ClassVar[str] = gettext_noop("Reminded somebody of an invitation")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than secretariat and officers, and what was declined."""
        process = self.invitation.process
        return _not_officer(attempt, process) or _called_off(process) or self._declined()

    def apply(self, attempt: Attempt) -> None:
        """Write when."""
        Invitation.objects.filter(pk=self.invitation.pk).update(reminded_at=attempt.now)


@dataclass(frozen=True, slots=True)
class Decline(_OnInvitation):
    """Decline an invitation: by its link, which needs no account, or as the secretariat heard."""

    reason: Erasable[str] = ""
    by_link: bool = False
    kind: ClassVar[str] = "invitation.decline"
    says: ClassVar[str] = gettext_noop("An invitation was declined")
    Body: ClassVar[type] = AnswerBody

    def body(self) -> Mapping[str, Any]:
        """Return how it was answered."""
        return {"by": "link" if self.by_link else "told"}

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than who holds the link, secretariat and officers; what was declined; and a
        reason that is too long.
        """
        if not self.by_link and (refusal := _not_officer(attempt, self.invitation.process)):
            return refusal
        return self._declined() or too_long(self.reason.strip(), LONGEST_REASON, needed=False)

    def apply(self, attempt: Attempt) -> None:
        """Write it."""
        Invitation.objects.filter(pk=self.invitation.pk).update(
            declined_at=attempt.now,
            declined_in=attempt.number,
            declined_because=self.reason.strip(),
        )


@dataclass(frozen=True, slots=True)
class EraseInvited(_OnInvitation):
    """Erase name and address of an invitation; that somebody of the group was invited stays."""

    kind: ClassVar[str] = "invitation.erase"
    says: ClassVar[str] = gettext_noop("Erased whom an invitation named")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than secretariat and officers, and what names nobody."""
        if refusal := _not_officer(attempt, self.invitation.process):
            return refusal
        current = self._current()
        if current.name or current.email:
            return None
        return refusals.NAMES_NOBODY.refuse()

    def apply(self, attempt: Attempt) -> None:
        """Delete them here, and what opens their commitment."""
        SealedField.objects.filter(act_id=self.invitation.number, field="invited").delete()
        Invitation.objects.filter(pk=self.invitation.pk).update(
            name="", email="", erased_in=attempt.number
        )


def may_invite(process: Process, who: Any) -> bool:
    """Return whether somebody invites to a process: the secretariat, its facilitator, and whoever
    leads one of its stages.
    """
    if not isinstance(who, Participant):
        return False
    if who.secretariat or has_role(who, "facilitator", process.pk):
        return True
    officers = {stage.officer for stage in model_of(process).stages.values() if stage.officer}
    return Seat.objects.held(process).filter(participant=who, holder__in=officers).exists()


def _called_off(process: Process) -> Refusal | None:
    return cancelled(Process.objects.get(pk=process.pk))


def _not_officer(attempt: Attempt, process: Process) -> Refusal | None:
    if attempt.by is None or may_invite(process, attempt.by):
        return None
    return refusals.NOT_OFFICER.refuse()
