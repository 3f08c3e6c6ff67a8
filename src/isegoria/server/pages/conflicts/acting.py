"""The forms of a case: asking for a facilitator, and every act in the case."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from isegoria.server.addresses import found_or_404
from isegoria.server.conflicts.acts import (
    AnswerCase,
    AskFacilitator,
    CloseCase,
    NameFacilitator,
    RecordStep,
    StepDown,
)
from isegoria.server.conflicts.asking import act_in_case, ask
from isegoria.server.conflicts.models import Case, CaseNote, Party
from isegoria.server.conflicts.notes import AgreeToErase, AgreeToPublish, WriteNote
from isegoria.server.conflicts.reads import case_or_404, parties_of, private_part
from isegoria.server.issues.models import Issue
from isegoria.server.pages.conflicts import forms
from isegoria.server.pages.web.forms import ActForm, status_of, tried
from isegoria.server.people.models import Participant
from isegoria.server.process.facts import model_of
from isegoria.server.process.models import Chunk, Process
from isegoria.terms import Refusal

__all__ = ["ACTS", "ask_facilitator", "do"]

_ABOUT: dict[str, type[Chunk | Issue | Process]] = {
    "chunk": Chunk,
    "issue": Issue,
    "process": Process,
}


@dataclass(frozen=True, slots=True)
class _Written:
    """The page of an act: its form, how the form becomes the act, its title, and the door."""

    form: ActForm
    work: Callable[[Any], Any]
    title: str
    door: Callable[..., Any] = act_in_case
    quoted: str = ""
    """The words that go."""


@login_required
def ask_facilitator(request: HttpRequest, what: str, number: int) -> HttpResponse:
    """Ask for an independent facilitator on a chunk, an issue or a process."""
    about: Any = found_or_404(
        _ABOUT[what]._default_manager, _("What this is about does not exist."), pk=number
    )
    process: Process = about if what == "process" else about.process
    form = forms.AskForm(request, process, model_of(process))

    def work(said: Any) -> AskFacilitator:
        chunk = about if what == "chunk" else None
        issue = about.issue if what == "chunk" else about if what == "issue" else None
        return AskFacilitator(
            process, said["text"], form.parties(_me(request)), said["holders"], issue, chunk
        )

    page = {"about": about.title, "process": process, "asks": True}
    return _sent(request, _Written(form, work, _("Ask for an independent facilitator"), ask), page)


@login_required
def do(request: HttpRequest, number: int, what: str) -> HttpResponse:
    """Show the form of an act in a case, and do it."""
    found = case_or_404(number)
    page = {
        "case": found,
        "about": found.text,
        "private": what == "note",
        "publishes": what == "publish",
        "erases": what == "erase-note",
    }
    return _sent(request, _WRITTEN[what](request, found), page)


def _sent(request: HttpRequest, written: _Written, page: dict[str, Any]) -> HttpResponse:
    """Perform what was sent; a refusal leaves what was typed in the form."""
    form, refusal = written.form, None
    if form.is_valid():
        result = tried(form, written.work(form.cleaned_data), written.door)
        if not isinstance(result, Refusal):
            return redirect("case", page["case"].number if "case" in page else result.number)
        refusal = result
    context = {"form": form, "refusal": refusal, "title": written.title, **page}
    context["quoted"] = written.quoted
    return render(request, "conflicts/form.html", context, status=status_of(form, refusal))


def _me(request: HttpRequest) -> Participant:
    assert isinstance(request.user, Participant)  # noqa: S101 -- for the type checker
    return request.user


def _name(request: HttpRequest, found: Case) -> _Written:
    form = forms.NameForm(request, found.process)
    return _Written(
        form, lambda said: NameFacilitator(found, said["participant"]), _("Name a facilitator")
    )


def _answer(request: HttpRequest, found: Case) -> _Written:
    """Answer for the party named in the address, or the first that the reader speaks for and that
    has not answered.
    """
    mine = parties_of(found, model_of(found.process), _me(request)) or list(found.parties.all())
    waiting = [one for one in mine if one.answer == Party.Answer.WAITING] or mine
    party = next(
        (one for one in found.parties.all() if str(one.pk) == request.GET.get("party", "")),
        waiting[0],
    )
    title = _("Answer as a party: %(party)s") % {"party": party}
    return _Written(
        forms.AnswerForm(request),
        lambda said: AnswerCase(found, party, said["answer"], said["reason"]),
        title,
    )


def _step_down(request: HttpRequest, found: Case) -> _Written:
    return _Written(
        forms.ReasonForm(request),
        lambda said: StepDown(found, said["reason"]),
        _("Step down as the facilitator"),
    )


def _step(request: HttpRequest, found: Case) -> _Written:
    def work(said: Any) -> RecordStep:
        return RecordStep(found, said["kind"], said["on"], said["text"], said["next_by"])

    return _Written(forms.StepForm(request, timezone.now().date()), work, _("Record a step"))


def _close(request: HttpRequest, found: Case) -> _Written:
    withdrawn = found.facilitator_id != _me(request).pk
    title = _("Withdraw the case") if withdrawn else _("Close the case")
    form = forms.CloseForm(request, withdrawn=withdrawn)
    return _Written(form, lambda said: CloseCase(found, said["result"], said["text"]), title)


def _write_note(request: HttpRequest, found: Case) -> _Written:
    return _Written(
        forms.NoteForm(request),
        lambda said: WriteNote(found, said["text"]),
        _("Write a private note"),
    )


def _publish(request: HttpRequest, found: Case) -> _Written:
    note = _note(found, request.GET.get("note", ""))
    title = (
        _("Agree to publish note #%(number)s") % {"number": note.number}
        if note
        else _("Agree to publish all private notes")
    )
    return _Written(ActForm(request), lambda _said: AgreeToPublish(found, note), title)


def _erase_note(request: HttpRequest, found: Case) -> _Written:
    note = _note(found, request.GET.get("note", ""))
    if note is None:
        raise Http404(_("There is no such note."))
    part = private_part(found, _me(request))
    text = next((one.text for one in part.notes if one.note.pk == note.pk), None)
    title = _("Agree to erase note #%(number)s") % {"number": note.number}
    form = ActForm(request)
    return _Written(form, lambda _said: AgreeToErase(found, note), title, quoted=text or "")


def _note(found: Case, wanted: str) -> CaseNote | None:
    note = next((one for one in found.notes.all() if str(one.pk) == wanted), None)
    if wanted and note is None:
        raise Http404(_("There is no such note."))
    return note


_WRITTEN: dict[str, Callable[[HttpRequest, Case], _Written]] = {
    "name": _name,
    "answer": _answer,
    "step-down": _step_down,
    "step": _step,
    "close": _close,
    "note": _write_note,
    "publish": _publish,
    "erase-note": _erase_note,
}
ACTS = tuple(_WRITTEN)
