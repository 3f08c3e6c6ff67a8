"""Acts about the forum itself: setting it up, and its stakeholder groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.utils.text import slugify

from isegoria.server.forum import refusals
from isegoria.server.people.models import Forum, StakeholderGroup
from isegoria.server.record.door import Attempt, Upcast, Work
from isegoria.server.record.fields import Public
from isegoria.terms import Refusal, gettext_noop

__all__ = ["SetUpForum"]

_LONGEST_SLUG = 60


def _nobody_renamed(body: dict[str, Any]) -> dict[str, Any]:
    """Leave an act as it is after which a group with another name was another group."""
    return body


@dataclass(frozen=True, slots=True)
class SetUpForum(Work):
    """Give the forum its name, languages and stakeholder groups; the same act again edits them.

    A group that is renamed stays the same group: its slug, its people and all that they did.
    """

    name: Public[str]
    languages: Public[Sequence[str]]
    groups: Public[Sequence[str]]
    renamed: Public[Mapping[str, str]] = field(default_factory=dict)
    """For slugs of groups their new names, which stand in `groups`."""
    under: ClassVar[str] = "forum"
    kind: ClassVar[str] = "forum.set-up"
    upcasts: ClassVar[tuple[Upcast, ...]] = (_nobody_renamed,)
    says: ClassVar[str] = gettext_noop("Set up the forum")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse anyone but the secretariat, two groups of one name, and a new name that no group
        can have.
        """
        if attempt.by is not None and not attempt.by.secretariat:
            return refusals.NOT_SECRETARIAT.refuse()
        slugs = [_slug(name) for name in self.groups]
        if len(set(slugs)) < len(slugs) or "" in slugs:
            return refusals.GROUPS_DIFFER.refuse()
        return self._cannot_rename()

    def _cannot_rename(self) -> Refusal | None:
        there = {one.slug: one.name for one in StakeholderGroup.objects.all()}
        for slug, name in self.renamed.items():
            others = {_slug(one) for other, one in there.items() if other != slug}
            others -= {_slug(there[other]) for other in self.renamed.keys() & there.keys()}
            twice = list(self.renamed.values()).count(name) > 1
            if slug not in there or name not in self.groups or twice or _slug(name) in others:
                return refusals.GROUP_NOT_RENAMED.refuse(name=name)
        return None

    def apply(self, attempt: Attempt) -> None:
        """Write the forum; groups that are no longer named are retired, since acts refer to
        them.
        """
        Forum.objects.update_or_create(
            pk=1, defaults={"name": self.name, "languages": list(self.languages)}
        )
        slugs = self._slugs()
        StakeholderGroup.objects.exclude(slug__in=slugs).update(retired=True)
        for slug in self.renamed:  # first: two groups can change names with each other
            StakeholderGroup.objects.filter(slug=slug).update(name=f"#{slug}")
        for position, (slug, name) in enumerate(zip(slugs, self.groups, strict=True)):
            StakeholderGroup.objects.update_or_create(
                slug=slug, defaults={"name": name, "position": position, "retired": False}
            )

    def _slugs(self) -> list[str]:
        """Return the slugs of the groups: of one that is there its own, whatever it is called, and
        of a new one a slug that no other has.
        """
        known = {
            _slug(self.renamed.get(one.slug, one.name)): one.slug
            for one in StakeholderGroup.objects.all()
        }
        taken = set(known.values())
        found = []
        for name in self.groups:
            slug = known.get(_slug(name)) or _free(_slug(name), taken)
            taken.add(slug)
            found.append(slug)
        return found


def _slug(name: str) -> str:
    return slugify(name, allow_unicode=True)[:_LONGEST_SLUG]


def _free(slug: str, taken: set[str]) -> str:
    """Return the slug, with a number where a group that was renamed has it."""
    numbered = (f"{slug[: _LONGEST_SLUG - 4]}-{number}" for number in range(2, 1000))
    return next(one for one in (slug, *numbered) if one not in taken)
