"""Changing in which group of the rules people count, as long as nobody was counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar

from isegoria.server.membership import refusals
from isegoria.server.process.electorate import note_over
from isegoria.server.process.facts import model_of
from isegoria.server.process.groups import unknown_group
from isegoria.server.process.models import ChunkRow, Process
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.fields import ALWAYS, About, Named, Public
from isegoria.server.rulebooks.refusals import NOT_SECRETARIAT
from isegoria.terms import Refusal, gettext_noop

__all__ = ["RegroupProcess"]

_COUNTED = ("answer", "counted", "signature")
"""What the rules keep of somebody who was counted in a group: an answer to a ballot, a signature
for something, and that answers in secret were counted.
"""


@dataclass(frozen=True, slots=True)
class RegroupProcess(Work):
    """Say anew in which group of the rules people of groups of the forum, by slug, count: empty for
    none; the others count in the one of their name.
    """

    process: About[Process]
    counts_as: Annotated[Public[Mapping[str, str]], Named("groups"), ALWAYS] = field(
        default_factory=dict
    )
    kind: ClassVar[str] = "process.regroup"
    says: ClassVar[str] = gettext_noop("Changed how groups are matched")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than the secretariat, groups that the model does not have, and once
        somebody was counted.
        """
        if attempt.by is not None and not attempt.by.secretariat:
            return NOT_SECRETARIAT.refuse()
        if refusal := unknown_group(model_of(self.process), self.counts_as):
            return refusal
        rows = ChunkRow.objects.filter(chunk__process=self.process, what__in=_COUNTED)
        if _asks_in_secret(self.process) or rows.exists():
            return refusals.COUNTED.refuse()
        return None

    def apply(self, attempt: Attempt) -> None:
        """Write it."""
        note_over(self.process, attempt.now)
        Process.objects.filter(pk=self.process.pk).update(counts_as=dict(self.counts_as))


def _asks_in_secret(process: Process) -> bool:
    """Return whether a secret ballot is open: whether somebody answered it is told nowhere."""
    stages = model_of(process).stages.items()
    secret = [name for name, one in stages if any(of.secret for of in one.ballots.values())]
    return process.chunks.filter(outcome="", split_at=None, stage__in=secret).exists()
