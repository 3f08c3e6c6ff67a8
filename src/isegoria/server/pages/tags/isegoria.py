"""How pages show refusals and shares in the reader's language."""

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction

from django import template
from django.template.defaultfilters import slugify
from django.utils.formats import date_format, number_format
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from isegoria.rules.checking.finding import Finding
from isegoria.rules.facts.refusing import title_of
from isegoria.rules.language.durations import Duration
from isegoria.rules.language.model import Model
from isegoria.rules.telling.phrases import length
from isegoria.rules.telling.titles import rule_title
from isegoria.server.pages.process.voices import Voices
from isegoria.server.people.mail import address_of
from isegoria.server.process.acts_in_words import FIELD_WORDS, about_words, answered_words
from isegoria.server.process.models import Chunk
from isegoria.server.process.phrases import OF_THE_READER, answer_words, stage_words
from isegoria.server.record.door import KINDS
from isegoria.server.record.models import Act
from isegoria.server.record.reads import sealed_fields
from isegoria.server.texts.markdown import beginning, rendered
from isegoria.server.warnings.archived import EVERYBODY
from isegoria.signals.values import NAMES, Signal
from isegoria.terms import Moment, Refusal

register = template.Library()


@register.filter
def in_words(kind: str) -> str:
    """Return a kind of act in words; a kind that is no longer made keeps its name."""
    known = KINDS.get(kind)
    return _(known.says) if known else kind


@register.filter
def is_secret(act: Act) -> bool:
    """Return whether nobody is told who did an act and at what time of the day."""
    return "who" in sealed_fields(act)


@register.simple_tag(takes_context=True)
def forum_address(context: template.Context) -> str:
    """Return the address of the first page, for a mail."""
    return address_of("/", context["request"])


@register.filter
def said(refusal: Refusal) -> str:
    """Return the reason and what to do instead, translated, with their facts filled in."""
    facts = {name: in_days_of_the_reader(value) for name, value in refusal.facts.items()}
    return f"{_(refusal.reason)} {_(refusal.instead)}".format_map(facts)


def in_days_of_the_reader(value: object) -> object:
    """Return a moment or a time as the reader's language writes it, anything else as it is."""
    if isinstance(value, Duration):
        return length(value, OF_THE_READER)
    if not isinstance(value, Moment):
        return value
    if isinstance(value.when, datetime):
        return _("%(moment)s UTC") % {"moment": date_format(value.when, "DATETIME_FORMAT")}
    return date_format(value.when, "DATE_FORMAT")


@register.filter
def percent(share: Fraction) -> str:
    """Return a share as a percentage with one decimal, as the reader's language writes numbers."""
    return _("%(number)s %%") % {
        "number": number_format(round(float(100 * share), 1), decimal_pos=1)
    }


@register.filter
def finding(found: Finding) -> str:
    """Return what the checker found, translated, with its facts filled in."""
    return _(found.message).format_map(dict(found.facts))


@register.filter
def at(places: Sequence[object], place: int) -> object:
    """Return what stands at a place of a list, or nothing."""
    return places[place] if place < len(places) else None


@register.filter
def titled(model: Model, name: str) -> str:
    """Return the title of an office or a group of a model."""
    return title_of(model, name)


@register.filter
def where_stands(model: Model, chunk: Chunk) -> str:
    """Return the title of the outcome or of the stage of a chunk in its model."""
    if chunk.split_at is not None:
        return _("Split into parts")
    return model.outcomes[chunk.outcome].title if chunk.outcome else stage_words(model, chunk.stage)


@register.filter
def ruled_by(model: Model | str, rule: str) -> str:
    """Return what a rule is called, by its address; the address where its model is not known."""
    return rule if isinstance(model, str) else rule_title(model, rule)


@register.filter
def about(model: Model, act: Act) -> str:
    """Return what an act on a part is about, by its title in the rules."""
    return about_words(model, act.kind, act.body)


@register.filter
def gives(model: Model, act: Act) -> str:
    """Return the answer of an act on a part, in words."""
    return answered_words(model, act.kind, act.body)


_ROLES = {
    "operator": gettext_noop("the forum itself"),
    "secretariat": gettext_noop("secretariat"),
    "participant": gettext_noop("participant"),
}


@register.filter
def role_words(role: str) -> str:
    """Return the role in which somebody acted, in words."""
    return _(_ROLES[role]) if role in _ROLES else role


@register.filter
def field_words(field: str) -> str:
    """Return what a field of an act is called; one that only the record knows keeps its name."""
    return _(FIELD_WORDS[field]) if field in FIELD_WORDS else field.replace("_", " ")


@register.filter
def anchored(rule: str) -> str:
    """Return where a rule stands on the page of its model; a single right stands with those of its
    holder.
    """
    steps = rule.split("/")
    return slugify("/".join(steps[:-1] if "rights" in steps[:-2] else steps))


@register.filter
def markdown(text: str, under: int = 0) -> str:
    """Return Markdown as safe HTML, its headings below one of the level `under`; without it they
    are no headings.
    """
    return mark_safe(rendered(text, under))  # noqa: S308 -- `rendered` ends with nh3


@register.filter
def opening(text: str, words: int = 60) -> str:
    """Return the first words of Markdown as safe HTML."""
    return mark_safe(beginning(text, words))  # noqa: S308 -- `rendered` ends with nh3


@register.filter
def spoken(answer: str) -> str:
    """Return an answer, a label or a result in words."""
    return answer_words(answer)


@register.filter
def warning_name(signal: Signal) -> str:
    """Return the kind of an early warning in words."""
    return _(NAMES[signal.kind])


@register.filter
def warned(signal: Signal) -> str:
    """Return what a signal measured and what could be done, translated."""
    figures = {
        name: _(EVERYBODY) if value == EVERYBODY else value
        for name, value in signal.figures.items()
    }
    if "since" in figures:
        figures["since"] = date_format(date.fromisoformat(str(figures["since"])), "DATE_FORMAT")
    return f"{_(signal.says)} {_(signal.instead)}".format_map(figures)


@register.inclusion_tag("process/_missing.html")
def missing_voices(voices: Voices, *, before: bool = False) -> dict[str, object]:
    """Name the voices that an issue misses, and who was invited; with `before` (a call) also say so
    if none is missing.
    """
    return {
        "room": voices.room,
        "process": voices.process,
        "issue": voices.issue,
        "officer": voices.officer,
        "before": before,
    }
