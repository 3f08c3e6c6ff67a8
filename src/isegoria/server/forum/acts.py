"""Acts about the forum itself: setting it up, and its stakeholder groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.text import slugify

from isegoria.server.forum import refusals
from isegoria.server.people.models import Forum, StakeholderGroup
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.fields import Public
from isegoria.terms import Refusal, gettext_noop

__all__ = ["SetUpForum"]


@dataclass(frozen=True, slots=True)
class SetUpForum(Work):
    """Give the forum its name, languages and stakeholder groups; the same act again edits them."""

    name: Public[str]
    languages: Public[Sequence[str]]
    groups: Public[Sequence[str]]
    under: ClassVar[str] = "forum"
    kind: ClassVar[str] = "forum.set-up"
    says: ClassVar[str] = gettext_noop("Set up the forum")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse anyone but the secretariat, and two groups of one name."""
        if attempt.by is not None and not attempt.by.secretariat:
            return refusals.NOT_SECRETARIAT.refuse()
        slugs = [slugify(name, allow_unicode=True) for name in self.groups]
        if len(set(slugs)) < len(slugs) or "" in slugs:
            return refusals.GROUPS_DIFFER.refuse()
        return None

    def apply(self, attempt: Attempt) -> None:
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
