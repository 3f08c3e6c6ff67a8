"""Putting a process model into use."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar

from typing_extensions import TypedDict

from isegoria.library import FILES, library
from isegoria.rules.checking.faults import check
from isegoria.rules.checking.finding import Severity
from isegoria.rules.language.loading import Faults, read_model_file
from isegoria.server.record.door import Attempt, Work
from isegoria.server.rulebooks import refusals
from isegoria.server.rulebooks.models import ModelInUse
from isegoria.server.rulebooks.reads import beside, is_there
from isegoria.terms import Refusal, gettext_noop

__all__ = ["PutModelIntoUse"]


class ModelBody(TypedDict):
    """Which rules they are; the text itself is published beside the record, and this is its
    fingerprint.
    """

    model: str
    version: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PutModelIntoUse(Work):
    """Make a text the next version of one of the forum's own models."""

    text: str
    kind: ClassVar[str] = "process.put-model-into-use"
    says: ClassVar[str] = gettext_noop("Put a process model into use")
    Body: ClassVar[type] = ModelBody

    def place(self, attempt: Attempt) -> tuple[str, str]:
        """Return the model's id."""
        return f"model-{read_model_file(self.text, 'model')[0][0].id}", ""

    def body(self) -> Mapping[str, Any]:
        """Return which rules they are."""
        model = read_model_file(self.text, "model")[0][0]
        return {
            "model": model.id,
            "version": model.version,
            "sha256": sha256(self.text.encode()).hexdigest(),
        }

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse anyone but the secretariat, a text that is no sound model, and a version that is
        there already.
        """
        if attempt.by is not None and not attempt.by.secretariat:
            return refusals.NOT_SECRETARIAT.refuse()
        return self._unsound() or self._not_next()

    def apply(self, attempt: Attempt) -> None:
        """Write the version."""
        model = read_model_file(self.text, "model")[0][0]
        ModelInUse.objects.create(
            model_id=model.id, version=model.version, text=self.text, put_in=attempt.number
        )

    def _unsound(self) -> Refusal | None:
        try:
            model = read_model_file(self.text, "model")[0][0]
        except Faults as faults:
            return refusals.NO_MODEL.refuse(fault=faults.faults[0])
        errors = [one for one in check(model, beside(model)) if one.severity is Severity.ERROR]
        if not errors:
            return None
        return refusals.CANNOT_WORK.refuse(fault=errors[0])

    def _not_next(self) -> Refusal | None:
        model = read_model_file(self.text, "model")[0][0]
        latest = (
            ModelInUse.objects.filter(model_id=model.id)
            .values_list("version", flat=True)
            .order_by("-version")
            .first()
            or 0
        )
        of_former_library = not latest and is_there(
            model.id
        )  # processes still run by it, under this id
        if model.id in FILES or model.id in library() or of_former_library:
            return refusals.ID_OF_THE_LIBRARY.refuse(model=model.id)
        if model.version != latest + 1:
            return refusals.VERSION_NOT_NEXT.refuse(
                latest=latest, model=model.id, version=model.version, next=latest + 1
            )
        return None
