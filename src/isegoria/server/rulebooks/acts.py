"""Putting a process model into use."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar

from typing_extensions import TypedDict

from isegoria.library import FILES, library
from isegoria.rules.checking.faults import Severity, check
from isegoria.rules.language.loading import Faults, read_model_file
from isegoria.server.record.door import Scene, Work
from isegoria.server.rulebooks.models import ModelInUse
from isegoria.server.rulebooks.reads import is_there
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

    def place(self, scene: Scene) -> tuple[str, str]:
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

    def refusal(self, scene: Scene) -> Refusal | None:
        """Refuse anyone but the secretariat, a text that is no sound model, and a version that is
        there already.
        """
        if scene.by is not None and not scene.by.secretariat:
            return Refusal(
                rule="process.not-secretariat",
                reason=gettext_noop("Only the secretariat puts process models into use."),
                instead=gettext_noop("Send it your proposal; the page of each model has its text."),
            )
        return self._unsound() or self._not_next()

    def apply(self, scene: Scene) -> None:
        """Write the version."""
        model = read_model_file(self.text, "model")[0][0]
        ModelInUse.objects.create(
            model_id=model.id, version=model.version, text=self.text, put_in=scene.number
        )

    def _unsound(self) -> Refusal | None:
        try:
            model = read_model_file(self.text, "model")[0][0]
        except Faults as faults:
            return Refusal(
                rule="process.not-a-model",
                reason=gettext_noop("The text is no model yet: {fault}."),
                instead=gettext_noop("Mend what is named, and check it again."),
                facts={"fault": faults.faults[0]},
            )
        errors = [one for one in check(model) if one.severity is Severity.ERROR]
        if not errors:
            return None
        return Refusal(
            rule="process.cannot-work",
            reason=gettext_noop("These rules cannot work: {fault}"),
            instead=gettext_noop(
                "Mend what the checker calls an error; warnings are yours to weigh."
            ),
            facts={"fault": errors[0]},
        )

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
            return Refusal(
                rule="process.id-of-the-library",
                reason=gettext_noop("“{model}” is a model of the library, which stays as it is."),
                instead=gettext_noop("Give your copy an id of its own."),
                facts={"model": model.id},
            )
        if model.version != latest + 1:
            return Refusal(
                rule="process.version-not-next",
                reason=gettext_noop(
                    "Version {latest} of “{model}” is in use, and this says it is version"
                    " {version}."
                ),
                instead=gettext_noop(
                    "Write version {next}; processes that run keep the version they began with."
                ),
                facts={
                    "latest": latest,
                    "model": model.id,
                    "version": model.version,
                    "next": latest + 1,
                },
            )
        return None
