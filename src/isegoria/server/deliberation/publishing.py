"""Which version of the text of a part is the published one, where its rules publish the text."""

from dataclasses import dataclass

from isegoria.rules.course.versions import TEXT
from isegoria.rules.language.model import Model
from isegoria.server.deliberation.models import Version
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import Deliver
from isegoria.server.record.models import Act
from isegoria.server.record.reads import latest_named

__all__ = ["Publication", "publication_of"]


@dataclass(frozen=True, slots=True)
class Publication:
    """The version that is published and the act that published it, None while none is; and the
    newest version, which is a draft unless it is that one.
    """

    newest: int | None
    published: int | None = None
    act: int | None = None

    @property
    def draft(self) -> int | None:
        """The newest version where it is not published."""
        return None if self.newest == self.published else self.newest


def publication_of(chunk: Chunk, model: Model) -> Publication | None:
    """Return which version is published; None where the rules have no step that publishes the
    text, so that each version counts as it is written.
    """
    if not any(TEXT in stage.deliverables for stage in model.stages.values()):
        return None
    act = latest_named(chunk.process.place, chunk.item, Deliver.kind, TEXT)
    if act is None:
        return Publication(chunk.text_version)
    return Publication(chunk.text_version, act.body.get("version") or _newest_then(act), act.number)


def _newest_then(act: Act) -> int | None:
    """Return the version that was the newest when an earlier version of the program published."""
    there = Version.objects.filter(chunk=int(act.item.removeprefix("chunk-")), pk__lt=act.number)
    return there.order_by("-number").values_list("pk", flat=True).first()
