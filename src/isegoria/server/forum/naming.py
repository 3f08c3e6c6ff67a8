"""What a name is compared with: the roles of the forum in all its languages, and other people."""

import re

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from isegoria.rules.facts.confusables import likeness
from isegoria.rules.offices.naming import Reserved, name_taken, name_wrong
from isegoria.server.people.models import Participant
from isegoria.server.people.reads import forum_or_none
from isegoria.terms import Refusal

__all__ = ["refused_name"]

# words that nobody takes for their name: translators write all forms of their language
_ROLES = gettext_noop("secretariat, moderator, moderators, facilitator, administrator, operator")
_OFFICES = gettext_noop("chair, chairman, chairwoman, chairperson, co-chair, mediator, rapporteur")
_ERASED = gettext_noop("erased participant")
_NUMBERED = gettext_noop("participant %(number)s")
_COMMAS = re.compile("[,\u060c]")
_MOST = 50  # people whose names have one likeness


def refused_name(name: str, by: Participant) -> Refusal | None:
    """Refuse a name for somebody that deceives; who has it already keeps it.

    Those who hold a role of the forum can say so in their name.
    """
    if name == by.name:
        return None
    others = Participant.objects.filter(likeness=likeness(name), is_active=True)
    names = others.exclude(pk=by.pk).values_list("name", flat=True)[:_MOST]
    holds = by.secretariat or bool(by.roles)
    return name_wrong(name) or name_taken(name, names, Reserved() if holds else _reserved())


def _reserved() -> Reserved:
    roles, offices, numbered = [], [], []
    for language, _title in settings.LANGUAGES:
        with override(language):
            roles += _COMMAS.split(_(_ROLES))
            offices += [*_COMMAS.split(_(_OFFICES)), _(_ERASED)]
            numbered.append(_(_NUMBERED) % {"number": ""})
    forum = forum_or_none()
    return Reserved(roles, offices, numbered, forum.name if forum else "")
