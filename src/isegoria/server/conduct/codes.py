"""Publishing the code of conduct: a numbered list of rules in plain words, in versions that
stay.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override
from typing_extensions import TypedDict

from isegoria.rules.offices.conduct import LONGEST_DAYS
from isegoria.server.conduct import refusals
from isegoria.server.conduct.models import Code
from isegoria.server.people.models import Forum
from isegoria.server.people.reads import has_role
from isegoria.server.record.door import Attempt, Work
from isegoria.terms import Refusal

__all__ = ["PublishCode", "default_code", "not_moderator", "not_secretariat"]

_PREAMBLE = gettext_noop(
    "These rules are about how we talk, not about what anybody holds. To disagree, to object and"
    " to criticise those in office "
    "breaks none of them. What is hidden under a rule keeps its place and its weight, and"
    " everybody may appeal."
)
_RULES = (
    gettext_noop("Speak about the matter. Answer arguments; do not attack people."),
    gettext_noop(
        "No insults, no threats, and nothing against anybody for who they are or where they come"
        " from."
    ),
    gettext_noop("Do not publish what is private to somebody else, unless they agreed."),
    gettext_noop(
        "Say for whom you speak. Do not pretend to be somebody else, or more people than you are."
    ),
    gettext_noop("No advertising, and not the same text over and over."),
    gettext_noop("Leave room for others: do not shout down, flood or drown what they say."),
    gettext_noop("Nothing that the law forbids to publish."),
)


class CodeBody(TypedDict):
    """The code as it stands: it is about the forum, not about a person."""

    version: int
    preamble: str
    rules: list[str]
    longest_days: int
    may_object: bool


@dataclass(frozen=True, slots=True)
class PublishCode(Work):
    """Publish a version of the code of conduct."""

    preamble: str
    rules: Sequence[str]
    longest_days: int = LONGEST_DAYS
    may_object: bool = True
    under: ClassVar[str] = "forum"
    kind: ClassVar[str] = "code.publish"
    says: ClassVar[str] = gettext_noop("Published the code of conduct")
    Body: ClassVar[type] = CodeBody

    def body(self) -> Mapping[str, Any]:
        """Return the code; `apply` adds the version."""
        rules = [one.strip() for one in self.rules]
        limits = {"longest_days": self.longest_days, "may_object": self.may_object}
        return {"preamble": self.preamble.strip(), "rules": rules, **limits}

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others than the secretariat, a code without rules, and restrictions without
        measure.
        """
        if refusal := not_secretariat(attempt):
            return refusal
        if not [one for one in self.rules if one.strip()] or not 1 <= self.longest_days <= 366:
            return refusals.NO_RULES.refuse()
        return None

    def apply(self, attempt: Attempt) -> None:
        """Write the next version."""
        latest = Code.objects.values_list("version", flat=True).first() or 0
        attempt.adds["version"] = latest + 1
        Code.objects.create(
            number=attempt.number, published_at=attempt.now, version=latest + 1, **self.body()
        )


def default_code() -> tuple[str, list[str]]:
    """Return preamble and rules of a code to start from, in the forum's first language."""
    forum = Forum.objects.first()
    with override(forum.languages[0] if forum and forum.languages else "en"):
        return _(_PREAMBLE), [_(one) for one in _RULES]


def not_moderator(attempt: Attempt, process: str) -> Refusal | None:
    """Refuse others than the secretariat and who moderates a process, by its name on the record."""
    number = process.removeprefix("process-")
    if has_role(attempt.by, "moderator", int(number) if number.isdecimal() else 0):
        return None
    return not_secretariat(attempt)


def not_secretariat(attempt: Attempt) -> Refusal | None:
    """Refuse anyone but the secretariat and the operator."""
    if attempt.by is None or attempt.by.secretariat:
        return None
    return refusals.NOT_SECRETARIAT.refuse()
