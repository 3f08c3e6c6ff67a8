"""How pages show the states of outcomes, a question over the years, and on what somebody is asked
to act.
"""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext

from isegoria.rules.course.following import Following
from isegoria.rules.telling.explaining import force_name
from isegoria.server.issues.models import Issue
from isegoria.server.outcomes.reads import STATES, results_for
from isegoria.server.outcomes.reminding import remind
from isegoria.server.outcomes.timeline import chain_of
from isegoria.server.people.models import Participant

register = template.Library()


@register.filter
def state_words(state: Following) -> str:
    """Return the state of an outcome in words."""
    return str(STATES[state])


@register.filter
def forced(force: str) -> str:
    """Return the force of an outcome in words."""
    return force_name(force, gettext)


@register.inclusion_tag("outcomes/_over_the_years.html")
def over_the_years(issue: Issue) -> dict[str, Any]:
    """Show when the question of an issue was asked, and what came of it; nothing where it was asked
    once.
    """
    return {"chain": chain_of(issue), "here": issue.pk}


@register.inclusion_tag("outcomes/_asked_to_act.html")
def asked_to_act(participant: Participant) -> dict[str, Any]:
    """Show the outcomes on which somebody is asked to act, and remind them of what is due."""
    now = timezone.now()
    results = results_for(participant, now)
    if remind(results, now):
        results = results_for(participant, now)
    return {"results": results}
