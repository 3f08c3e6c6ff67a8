"""All reviews; one review with its survey, its result by group and what followed; the forms."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.rules.offices.reviewing import QUESTIONS
from isegoria.server.pages.conduct.moderating import Moderating
from isegoria.server.pages.reviews.forms import AnswerForm, FollowForm, SignForm
from isegoria.server.pages.reviews.words import answer_said, signal_said
from isegoria.server.pages.web.forms import ActForm, status_of, tried
from isegoria.server.pages.web.listing import Listing
from isegoria.server.pages.web.paging import page_asked
from isegoria.server.process.reads import process_or_404
from isegoria.server.record.door import perform
from isegoria.server.reviews.acts import AnswerReview, FollowReview, OpenReview, SignPetition
from isegoria.server.reviews.closing import close_what_is_over, follow
from isegoria.server.reviews.models import Review
from isegoria.server.reviews.reads import (
    group_names,
    is_follow_late,
    lines_of,
    members_by_group,
    my_answer,
    review_or_404,
    reviews,
    seat_or_404,
)
from isegoria.terms import Refusal

__all__ = [
    "answer",
    "follow_up",
    "open_review",
    "review",
    "review_json",
    "review_list",
    "reviews_in",
    "sign",
]

PAGE = 50


@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    """Show all reviews, the newest first."""
    now = timezone.now()
    close_what_is_over(now)
    page = page_asked(request, reviews(), PAGE)
    rows = [(one, is_follow_late(one, now)) for one in page.object_list]
    return render(request, "reviews/list.html", {"rows": rows, "page": page})


@require_safe
def reviews_in(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give all reviews as JSON with their counts, or as CSV without."""
    close_what_is_over(timezone.now())
    return REVIEWS.answer(request, form, reviews())


@require_safe
def review(request: HttpRequest, number: int) -> HttpResponse:
    """Show a review: why it was opened, how many of each group are asked, the result, what
    follows.

    While it is open nobody is told how many answered: a number that grows tells when somebody did.
    """
    now = timezone.now()
    close_what_is_over(now)
    found, names = review_or_404(number), group_names()
    context = {
        "review": found,
        "moderating": Moderating(),
        "signals": [signal_said(one) for one in found.signals],
        "late": is_follow_late(found, now),
        "asked": _asked(found, names) if found.closed_at is None else [],
        "tables": _tables(found, names) if found.closed_at is not None else [],
        "answered": my_answer(found, request.user) is not None,
        "own": request.user == found.seat.participant,
    }
    return render(request, "reviews/review.html", context)


@require_safe
def review_json(_request: HttpRequest, number: int) -> JsonResponse:
    """Give a review with the counts that may be shown."""
    close_what_is_over(timezone.now())
    return JsonResponse(_as_json(review_or_404(number)))


@login_required
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Answer the survey, or change one's answer."""
    close_what_is_over(timezone.now())
    found = review_or_404(number)
    mine = my_answer(found, request.user)
    form = AnswerForm(request, {**mine.answers, "comment": mine.comment} if mine else {})

    def work() -> AnswerReview:
        return AnswerReview(found, form.answers(), form.cleaned_data["comment"])

    page = {"title": _("Answer the review"), "review": found, "secret": True}
    return _sent(request, form, work, page)


@login_required
def follow_up(request: HttpRequest, number: int) -> HttpResponse:
    """Say what follows a review."""
    found, form = review_or_404(number), FollowForm(request)

    def work() -> FollowReview:
        return FollowReview(found, form.cleaned_data["follow"], form.cleaned_data["text"])

    return _sent(
        request, form, work, {"title": _("Say what follows the review"), "review": found}, follow
    )


@login_required
def open_review(request: HttpRequest, number: int, seat: int) -> HttpResponse:
    """Open a review of whoever holds a seat."""
    found = seat_or_404(process_or_404(number), seat)
    page = {
        "title": _("Open a review: %(who)s") % {"who": found.participant},
        "process": found.process,
    }
    return _sent(request, ActForm(request), lambda: OpenReview(found), page)


@login_required
def sign(request: HttpRequest, number: int, seat: int) -> HttpResponse:
    """Sign a petition for an early review."""
    found, form = seat_or_404(process_or_404(number), seat), SignForm(request)
    page = {
        "title": _("Sign for an early review: %(who)s") % {"who": found.participant},
        "process": found.process,
        "signs": True,
    }
    return _sent(request, form, lambda: SignPetition(found, form.cleaned_data["reason"]), page)


def _sent(
    request: HttpRequest, form: ActForm, work: Any, page: dict[str, Any], door: Any = perform
) -> HttpResponse:
    """Perform what was sent; a refusal leaves what was typed in the form."""
    refusal = None
    if form.is_valid():
        result = tried(form, work(), door)
        if not isinstance(result, Refusal):
            opened = result.kind == OpenReview.kind
            target = (
                page["review"].number if "review" in page else result.number if opened else None
            )
            return (
                redirect("holder-review", target)
                if target
                else redirect("room", page["process"].number)
            )
        refusal = result
    return render(
        request,
        "reviews/form.html",
        {"form": form, "refusal": refusal, **page},
        status=status_of(form, refusal),
    )


def _asked(found: Review, names: dict[str, str]) -> list[tuple[str, int]]:
    members = members_by_group(found)
    return [(name, members[group]) for group, name in names.items() if members.get(group)]


def _tables(found: Review, names: dict[str, str]) -> list[dict[str, Any]]:
    """Return a table for each question: its answers in words, the groups, the counts of all."""
    return [
        {
            "name": name,
            "title": _(question.title),
            "answers": [answer_said(one) for one in question.answers],
            "lines": lines_of(found, name, question.answers, names),
            "heads": [kept.get(one, 0) for one in question.answers]
            if (kept := found.totals["heads"].get(name))
            else None,
        }
        for name, question in QUESTIONS.items()
    ]


def _as_json(found: Review) -> dict[str, Any]:
    return {
        "number": found.number,
        "process": found.process_id,
        "office": found.seat.holder,
        "participant": found.seat.participant_id,
        "because": found.because,
        "signals": found.signals,
        "opened_at": found.opened_at,
        "ends_at": found.ends_at,
        "closed_at": found.closed_at,
        "totals": found.totals,
        "comments": found.comments,
        "follow": found.follow,
        "follow_text": found.follow_text,
        "followed_at": found.followed_at,
    }


REVIEWS = Listing(
    "reviews",
    (
        "number",
        "process",
        "office",
        "participant",
        "because",
        "opened_at",
        "ends_at",
        "closed_at",
        "follow",
        "follow_text",
    ),
    lambda found: map(_as_json, found),
)
