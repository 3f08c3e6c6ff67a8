"""How pages show the states and the force of outcomes."""

from django import template
from django.utils.translation import gettext

from isegoria.rules.course.following import Following
from isegoria.rules.telling.explaining import force_name
from isegoria.server.outcomes.reads import STATES

register = template.Library()


@register.filter
def state_words(state: Following) -> str:
    """Return the state of an outcome in words."""
    return str(STATES[state])


@register.filter
def forced(force: str) -> str:
    """Return the force of an outcome in words."""
    return force_name(force, gettext)
