"""The text of a chunk: clean copy, redline of any two versions, amendments paragraph by paragraph
and the answer to each.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.rules.course.versions import held_text
from isegoria.server.addresses import found_or_404, whole
from isegoria.server.deliberation.models import Amendment, Version
from isegoria.server.deliberation.publishing import publication_of
from isegoria.server.deliberation.reads import (
    PAGE,
    latest_version,
    paragraphs,
    place_now,
    versions_of,
)
from isegoria.server.deliberation.texts import Amend, AnswerAmendment, SaySubstantive, Write
from isegoria.server.pages.conduct.moderating import Moderating, changes_offer
from isegoria.server.pages.deliberation.choices import Looker, looker_for, move_for
from isegoria.server.pages.deliberation.forms import AmendForm, AnswerForm, ReasonForm
from isegoria.server.pages.deliberation.views import answered
from isegoria.server.pages.web.paging import page_asked
from isegoria.server.process.facts import ChunkFacts, facts_of
from isegoria.server.process.reads import chunk_or_404
from isegoria.server.process.restarts import begins_anew
from isegoria.server.record.door import foreseen
from isegoria.server.record.models import Act
from isegoria.server.texts.markdown import paragraphs_of
from isegoria.server.texts.redlining import redlined

__all__ = ["amend", "answer", "clean", "redline", "substantive", "text", "text_file"]

CHOSEN = 100  # versions to compare in a list; any other two have their numbers in the address


@require_safe
def text(request: HttpRequest, number: int, version: int = 0) -> HttpResponse:
    """Show a version with what is proposed about each paragraph, and the list of versions."""
    chunk = chunk_or_404(number)
    page = page_asked(request, versions_of(chunk), PAGE)
    latest = latest_version(chunk)
    shown = _version(number, version) if version else latest
    facts, now = facts_of(chunk), timezone.now()
    looker = looker_for(facts, request.user, now, request.session.get("capacity"))
    write, amend_, comment = (
        move_for(facts, looker, now, kind) for kind in ("write", "amend", "comment")
    )
    parts, homeless = paragraphs(shown) if shown else ([], [])
    context = {
        "chunk": chunk,
        "moderating": Moderating(chunk.process_id),
        "relied": shown is not None and _is_relied_on(shown, request.user, now),
        "version": shown,
        "page": page,
        "versions": page.object_list,
        "publication": publication_of(chunk, facts.model) if latest else None,
        "latest": bool(latest and shown and shown.pk == latest.pk),
        "paragraphs": parts,
        "homeless": homeless,
        "write": write,
        "may_write": bool(write and write.allowed),
        "held": held_text(facts.model, facts, now) if latest and not facts.outcome else None,
        "may_amend": any(one is not None and one.allowed for one in (amend_, comment)),
        "may_say_substantive": shown is not None
        and _may_say_substantive(facts, shown, looker, now),
    }
    return render(request, "deliberation/text.html", context)


@require_safe
def clean(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """Show a version with numbered paragraphs and nothing else, to be read or printed."""
    chunk, found = chunk_or_404(number), _version(number, version)
    context = {
        "chunk": chunk,
        "moderating": Moderating(chunk.process_id),
        "version": found,
        "paragraphs": paragraphs_of(found.text),
    }
    return render(request, "deliberation/clean.html", context)


@require_safe
def text_file(_request: HttpRequest, number: int, version: int) -> HttpResponse:
    """Give a version as it was written."""
    found = _version(number, version)
    response = HttpResponse(found.text + "\n", content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="chunk-{number}-version-{version}.md"'
    return response


@require_safe
def redline(request: HttpRequest, number: int) -> HttpResponse:
    """Show what one version keeps, removes and adds against another, word by word."""
    chunk = chunk_or_404(number)
    newest = list(versions_of(chunk)[:CHOSEN])
    asked = [
        found
        for one in (request.GET.get("from", ""), request.GET.get("to", ""))
        if (found := whole(one))
    ]
    before, after = (
        _version(number, one) for one in (asked if len(asked) == 2 else _last_two(newest))
    )
    versions = sorted({before, after, *newest}, key=lambda one: one.pk)
    gone = [one for one in (before, after) if not one.text]
    context = {
        "chunk": chunk,
        "moderating": Moderating(chunk.process_id),
        "before": before,
        "after": after,
        "versions": versions,
        "gone": gone,
        "redlined": "" if gone else redlined(before.text, after.text),
    }
    return render(request, "deliberation/redline.html", context)


@login_required
def amend(request: HttpRequest, number: int, version: int, paragraph: int) -> HttpResponse:
    """Propose how a paragraph should read, or remark on it."""
    chunk, written = chunk_or_404(number), _version(number, version)
    parts = paragraphs_of(written.text)
    if not 1 <= paragraph <= len(parts):
        raise Http404(_("The text has no such paragraph."))
    form = AmendForm(request, {"new_text": parts[paragraph - 1]})

    def work() -> Amend:
        said = form.cleaned_data
        changed = (
            said["new_text"] if said["new_text"].strip() != parts[paragraph - 1].strip() else ""
        )
        return Amend(
            chunk, text=said["text"], written=written, paragraph=paragraph, new_text=changed
        )

    page = {
        "title": _("Amend paragraph %(number)d") % {"number": paragraph},
        "quoted": parts[paragraph - 1],
    }
    return answered(request, chunk, form, work, lambda: page, back="text")


@login_required
def answer(request: HttpRequest, number: int, amendment: int) -> HttpResponse:
    """Take an amendment up or decline it."""
    chunk = chunk_or_404(number)
    amendments = Amendment.objects.select_related("version").filter(chunk=chunk)
    found = found_or_404(amendments, _("There is no amendment with this number."), pk=amendment)
    latest = latest_version(chunk) or found.version
    form = AnswerForm(request, found.text, latest)
    place = place_now(found, latest)

    def work() -> AnswerAmendment:
        said = form.cleaned_data
        merged = said.get("merged", "")
        taken = said["taken"] == "yes"
        return AnswerAmendment(
            chunk, text=said["text"], amendment=found, taken=taken, merged=merged, base=said["base"]
        )

    page = {
        "title": _("Answer amendment #%(number)d") % {"number": amendment},
        "quoted": found.why,
        "begins_anew": begins_anew(facts_of(chunk), timezone.now()) if found.text else None,
        "redlined": redlined(paragraphs_of(latest.text)[place - 1], found.text)
        if place and found.text
        else "",
    }
    return answered(request, chunk, form, work, lambda: page, back="text")


@login_required
def substantive(request: HttpRequest, number: int, version: int) -> HttpResponse:
    """Say whether a version is a change of substance."""
    chunk, written = chunk_or_404(number), _version(number, version)
    form = ReasonForm(request, _("Does it change the meaning?"))

    def work() -> SaySubstantive:
        said = form.cleaned_data
        return SaySubstantive(
            chunk, reason=said["reason"], written=written, substantive=said["choice"] == "yes"
        )

    return answered(
        request,
        chunk,
        form,
        work,
        lambda: {"title": _("Does this change the meaning?"), "quoted": written.note},
        back="text",
    )


def _may_say_substantive(facts: ChunkFacts, shown: Version, looker: Looker, now: datetime) -> bool:
    if looker.participant is None:
        return False
    work = SaySubstantive(facts.chunk, reason="…", written=shown, substantive=True)
    known = {"facts": facts, "person": looker.person}
    return (
        foreseen(work, by=looker.participant, capacity=looker.capacity, now=now, gathered=known)
        is None
    )


def _is_relied_on(shown: Version, user: Any, now: datetime) -> bool:
    if not shown.text or shown.participant.from_archive:
        return False
    written = Act(number=shown.number, kind=Write.kind)
    return changes_offer(written, shown.participant_id, user, now)


def _version(number: int, version: int) -> Version:
    return found_or_404(
        Version.objects.select_related("participant", "group"),
        _("There is no such version of the text."),
        chunk=number,
        pk=version,
    )


def _last_two(versions: list[Version]) -> tuple[int, int]:
    if not versions:
        raise Http404(_("There is no text yet."))
    return versions[1 if len(versions) > 1 else 0].pk, versions[0].pk
