"""The discussion of a chunk: to read it, to contribute, to reply, to edit what one said."""

from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.server.addresses import found_or_404, whole
from isegoria.server.deliberation.acts import EditComment, Say
from isegoria.server.deliberation.models import Comment
from isegoria.server.deliberation.reads import since_last_visit
from isegoria.server.deliberation.threads import CONTRIBUTIONS, in_reading_order, page_with, placed
from isegoria.server.deliberation.visits import remembered, visit
from isegoria.server.pages.conduct.moderating import Moderating
from isegoria.server.pages.deliberation.choices import looker_for, move_for
from isegoria.server.pages.deliberation.forms import CommentForm, EditForm
from isegoria.server.pages.deliberation.views import answered, gathered
from isegoria.server.pages.web.paging import page_asked
from isegoria.server.process.reads import chunk_or_404, held_roles
from isegoria.server.texts.redlining import redlined

__all__ = ["discussion", "edit", "reply", "versions"]


@login_required
def reply(request: HttpRequest, number: int, comment: int = 0) -> HttpResponse:
    """Contribute to the discussion, or reply to a contribution."""
    found, facts, now = gathered(number)
    parent = _comment(found.pk, comment) if comment else None
    form = CommentForm(
        request, facts.model, cache(lambda: held_roles(facts)), reply=parent is not None
    )

    def work() -> Say:
        said = form.cleaned_data
        return Say(
            found,
            text=said["text"],
            form=said["form"],
            parent=parent,
            says_what=said.get("says_what", ""),
            asked=said["asked"],
        )

    def page() -> dict[str, Any]:
        looker = looker_for(facts, request.user, now, request.session.get("capacity"))
        return {
            "title": _("Reply") if parent else _("Contribute to the discussion"),
            "parent": parent,
            "model": facts.model,
            "move": move_for(facts, looker, now, "comment"),
        }

    return answered(request, found, form, work, page, back="discussion")


@login_required
def edit(request: HttpRequest, number: int, comment: int) -> HttpResponse:
    """Edit one's own contribution."""
    found, _facts, _now = gathered(number)
    mine = _comment(found.pk, comment)
    form = EditForm(request, mine)

    def work() -> EditComment:
        return EditComment(
            found, text=form.cleaned_data["text"], comment=mine, base=form.cleaned_data["base"]
        )

    return answered(
        request,
        found,
        form,
        work,
        lambda: {"title": _("Edit your contribution")},
        back="discussion",
    )


@require_safe
def discussion(request: HttpRequest, number: int) -> HttpResponse:
    """Show a page of threads, with what is new since the last visit."""
    found, facts, now = gathered(number)
    looker = looker_for(facts, request.user, now, request.session.get("capacity"))
    fresh = since_last_visit(found, visit(request, found, now).number, request.user)
    to = whole(request.GET.get("to", ""))
    numbers = in_reading_order(found).values_list("number", flat=True)
    page = page_asked(request, numbers, CONTRIBUTIONS, number=page_with(found, to) if to else None)
    context = {
        "chunk": found,
        "moderating": Moderating(found.process_id),
        "model": facts.model,
        "comment_move": move_for(facts, looker, now, "comment"),
        "page": page,
        "contributions": list(placed(list(page.object_list))),
        "fresh": fresh,
    }
    return remembered(request, render(request, "deliberation/discussion.html", context))


@require_safe
def versions(request: HttpRequest, number: int, comment: int) -> HttpResponse:
    """Show what a contribution said before it was edited, each version against the next."""
    found = _comment(number, comment, hidden_in=None)
    earlier = list(found.versions.all())
    texts = [*(one.text for one in earlier), found.text]
    rows = [
        (one, redlined(text, after))
        for one, text, after in zip(earlier, texts, texts[1:], strict=False)
    ]
    chunk = chunk_or_404(number)
    context = {
        "chunk": chunk,
        "moderating": Moderating(chunk.process_id),
        "comment": found,
        "rows": rows,
    }
    return render(request, "deliberation/versions.html", context)


def _comment(chunk: int, number: int, **named: Any) -> Comment:
    comments = Comment.objects.select_related("participant", "group")
    wrong = _("There is no such contribution.")
    return found_or_404(comments, wrong, chunk=chunk, pk=number, **named)
