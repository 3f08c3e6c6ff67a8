"""How a contribution to a discussion is shown: who said it, when, to whom and what for; the words;
how to answer.

A page has fifty of them. Made by tags instead of conditions in a template, a page takes half as
long.
"""

from django import template
from django.template.defaultfilters import truncatewords
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from isegoria.rules.language.model import Model
from isegoria.server.deliberation.models import Comment
from isegoria.server.pages.tags.components import (
    comment_address,
    moment,
    person_link,
    written_for,
)
from isegoria.server.pages.tags.conduct import moderation, words
from isegoria.server.pages.tags.isegoria import spoken, titled

register = template.Library()

_SHORT = 60  # words


@register.simple_tag
def heading_of(comment: Comment, model: Model | None = None) -> SafeString:
    """Return who said something and when, what it is and what it answers."""
    shown = '<a class="number" href="{}">#{}</a> <bdi>{} ({})</bdi>'
    address = comment_address(comment.chunk_id, comment.number)
    who = person_link(comment.participant)
    said = [
        format_html(shown, address, comment.number, who, written_for(comment)),
        moment(comment.at),
    ]
    if comment.form != Comment.Kind.COMMENT:
        said.append(format_html('<span class="mark">{}</span>', comment.get_form_display()))
    if comment.parent_id:
        above = comment_address(comment.chunk_id, comment.parent_id)
        said.append(format_html('{} <a href="{}">#{}</a>', _("reply to"), above, comment.parent_id))
    if comment.says:
        said.append(comment.get_says_display())
    if comment.asked:
        office = titled(model, comment.asked) if model else spoken(comment.asked)
        said.append(format_html('{} <span lang="en">{}</span>', _("asks"), office))
        if comment.answered_at:
            said.append(_("answered"))
    if comment.edited_at and not comment.hidden_in:
        earlier = reverse("comment-versions", args=[comment.chunk_id, comment.number])
        said.append(format_html('<a href="{}">{}</a>', earlier, _("edited")))
    return format_html_join(" · ", "{}", ((one,) for one in said))


@register.simple_tag(takes_context=True)
def words_of(context: template.Context, comment: Comment, short: bool = False) -> SafeString:
    """Return what somebody said, or why it is not there."""
    if comment.plain and comment.text:
        text = truncatewords(comment.text, _SHORT) if short else comment.text
        return format_html('<div class="said typed" dir="auto">{}</div>', text)
    if comment.participant.from_archive and not comment.text and not _is_gone(comment):
        return format_html('<p class="event">{}</p>', _("It has no words of its own."))
    return words(context, comment.number, comment.text, _SHORT if short else 0)


@register.simple_tag(takes_context=True)
def answer_links(context: template.Context, comment: Comment) -> SafeString:
    """Return the links to reply to a contribution, and to edit one's own."""
    place = [comment.chunk_id, comment.number]
    links = format_html('<a href="{}">{}</a>', reverse("reply", args=place), _("Reply"))
    if comment.participant_id != context["user"].pk or _is_gone(comment):
        return links
    edit = reverse("edit-comment", args=place)
    return format_html('{} · <a href="{}">{}</a>', links, edit, _("Edit"))


@register.simple_tag(takes_context=True)
def moderation_of(context: template.Context, comment: Comment) -> str:
    """Return the links to moderate a contribution; nobody can restrict who wrote in an archive."""
    if _is_gone(comment):
        return ""
    if comment.participant.from_archive:
        return moderation(context, comment.number)
    process = context["chunk"].process_id
    return moderation(context, comment.number, comment.participant_id, process)


def _is_gone(comment: Comment) -> bool:
    return bool(comment.hidden_in or comment.erased_in)
