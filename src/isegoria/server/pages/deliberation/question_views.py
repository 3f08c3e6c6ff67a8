"""The questions to office-holders."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from isegoria.rules.language.model import Model
from isegoria.server.deliberation.models import Comment
from isegoria.server.deliberation.reads import PAGE, open_questions
from isegoria.server.pages.web.paging import page_asked, process_asked
from isegoria.server.process.facts import models_of
from isegoria.server.process.phrases import answer_words

__all__ = ["questions"]


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Show the questions to office-holders, who was asked, and how long each has waited: in all
    processes, or in one.
    """
    process = process_asked(request)
    page = page_asked(request, open_questions(process), PAGE)
    asked, now = list(page.object_list), timezone.now()
    models = models_of({one.chunk.process for one in asked})
    rows = [
        (one, _office(models[one.chunk.process_id], one), ((one.answered_at or now) - one.at).days)
        for one in asked
    ]
    context = {"rows": rows, "page": page, "process": process}
    return render(request, "deliberation/questions.html", context)


def _office(model: Model, question: Comment) -> str:
    office = model.offices.get(question.asked)
    return office.title if office else answer_words(question.asked)
