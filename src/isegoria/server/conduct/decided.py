"""Texts that others decided on: the author cannot erase them, the secretariat only where the law
asks for it.
"""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from isegoria.rules.course.versions import decisions_on_text
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk
from isegoria.server.record.door import Scene
from isegoria.server.record.models import Act
from isegoria.terms import Refusal, gettext_noop

__all__ = ["GROUNDS", "decided_part", "erases_decided_text"]

GROUNDS = {
    "court_order": _("a court or an authority ordered it"),
    "personal_data": _("it has personal data that the law says to erase"),
    "copyright": _("it infringes a copyright"),
    "other_law": _("another law asks for it"),
}
"""The legal grounds on which the text of an outcome is erased, as they stand on the record and in
words.
"""


def decided_part(act: Act, now: datetime) -> Chunk | None:
    """Return the part that was decided, or is being decided, with what an act said.

    That is the newest text of a part; where it has none, its question; and something that was put
    to answer one by one.
    """
    parts = Chunk.objects.select_related("process").filter(process__archive=None)
    return next((one for one in parts.filter(_said_in(act)) if _is_decided(one, now)), None)


def _said_in(act: Act) -> Q:
    """Return in which parts what an act said can have been decided on."""
    if act.kind in {"issue.propose", "issue.split"}:
        return Q(text_version=None) & (Q(issue=act.number) | Q(pk=act.number))
    if act.kind == "chunk.propose":
        return Q(
            pk=act.item.removeprefix("chunk-"), rows__what="answer", rows__item=f"i{act.number}"
        )
    return Q(text_version=act.number)


def _is_decided(chunk: Chunk, now: datetime) -> bool:
    if chunk.outcome:
        return True
    facts = facts_of(chunk)
    return bool(decisions_on_text(facts.model, facts, now)) or bool(facts.decided_in())


def erases_decided_text(act: Act, scene: Scene, *, wrote: bool, ground: str) -> Refusal | None:
    """Refuse the author, and the secretariat without a legal ground, where the act wrote a text
    that others decided on.
    """
    part = decided_part(act, scene.now)
    if part is None:
        return None
    if wrote:
        return Refusal(
            rule="words.decided",
            reason=gettext_noop(
                "You cannot erase this text: it is the text of the outcome “{title}”."
            )
            if part.outcome
            else gettext_noop(
                "You cannot erase this text: people are deciding on it in “{title}”."
            ),
            instead=gettext_noop(
                "If a law says that it must go, ask somebody else of the secretariat."
            ),
            facts={"title": part.title},
        )
    if ground in GROUNDS:
        return None
    return Refusal(
        rule="words.no-ground",
        reason=gettext_noop(
            "People decide on this text in “{title}”. You can erase it only if a law asks for it."
        ),
        instead=gettext_noop("Choose the legal ground. The page of the outcome shows it."),
        facts={"title": part.title},
    )
