"""Acts about the forum itself: setting it up, and its stakeholder groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.text import slugify
from typing_extensions import TypedDict

from isegoria.server.people.models import Forum, StakeholderGroup
from isegoria.server.record.door import Scene, Work
from isegoria.terms import Refusal, gettext_noop

__all__ = ["SetUpForum"]


class ForumBody(TypedDict):
    """What is set up; it is about the forum, not about a person."""

    name: str
    languages: list[str]
    groups: list[str]


@dataclass(frozen=True, slots=True)
class SetUpForum(Work):
    """Give the forum its name, languages and stakeholder groups; the same act again edits them."""

    name: str
    languages: Sequence[str]
    groups: Sequence[str]  # names, in order
    kind: ClassVar[str] = "forum.set-up"
    says: ClassVar[str] = gettext_noop("Set up the forum")
    Body: ClassVar[type] = ForumBody

    def place(self, scene: Scene) -> tuple[str, str]:
        """Return process and item."""
        return "forum", ""

    def body(self) -> Mapping[str, Any]:
        """Return what stays: it is about the forum, not about a person."""
        return {"name": self.name, "languages": list(self.languages), "groups": list(self.groups)}

    def refusal(self, scene: Scene) -> Refusal | None:
        """Refuse anyone but the secretariat, and two groups of one name."""
        if scene.by is not None and not scene.by.secretariat:
            return Refusal(
                rule="forum.not-secretariat",
                reason=gettext_noop("Only the secretariat sets up the forum."),
                instead=gettext_noop("Ask the secretariat for the change."),
            )
        slugs = [slugify(name, allow_unicode=True) for name in self.groups]
        if len(set(slugs)) < len(slugs) or "" in slugs:
            return Refusal(
                rule="forum.groups-differ",
                reason=gettext_noop("Two stakeholder groups have the same name, or one has none."),
                instead=gettext_noop("Give each group a name of its own, one a line."),
            )
        return None

    def apply(self, scene: Scene) -> None:
        """Write the forum; groups that are no longer named are retired, since acts refer to
        them.
        """
        Forum.objects.update_or_create(
            pk=1, defaults={"name": self.name, "languages": list(self.languages)}
        )
        slugs = [slugify(name, allow_unicode=True)[:60] for name in self.groups]
        StakeholderGroup.objects.exclude(slug__in=slugs).update(retired=True)
        for position, (slug, name) in enumerate(zip(slugs, self.groups, strict=True)):
            StakeholderGroup.objects.update_or_create(
                slug=slug, defaults={"name": name, "position": position, "retired": False}
            )
