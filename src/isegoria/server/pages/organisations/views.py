"""Pages of organisations: who speaks for each, and how that is claimed and confirmed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.server.addresses import found_or_404
from isegoria.server.organisations.acts import (
    AddSpelling,
    ClaimOrganisation,
    ConfirmRepresentative,
    DecideClaim,
    EndRepresentative,
    ProveByAddress,
    domains_of,
)
from isegoria.server.pages.organisations.forms import (
    ClaimForm,
    DecideForm,
    EndForm,
    SpellingForm,
)
from isegoria.server.pages.organisations.mails import tell_claim, tell_people
from isegoria.server.pages.web.forms import ActForm, status_of, tried
from isegoria.server.pages.web.listing import Listing, News
from isegoria.server.pages.web.paging import page_asked
from isegoria.server.people.models import Affiliation, Participant
from isegoria.server.people.organisations import (
    Organisation,
    OrganisationClaim,
    Representative,
    declared_for,
    named,
    representatives_of,
    standings_among,
)
from isegoria.server.people.reads import current_affiliations
from isegoria.server.record.door import Work
from isegoria.server.record.models import Act
from isegoria.terms import Refusal

__all__ = [
    "claim",
    "confirm",
    "decide",
    "end",
    "organisation",
    "organisations",
    "organisations_in",
    "prove",
    "spelling",
]

PAGE, _DECLARED = 50, 50


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Show the organisations that have a page, and the claims that wait for the secretariat."""
    page = page_asked(request, Organisation.objects.order_by("name", "number"), PAGE)
    waiting = OrganisationClaim.objects.filter(accepted=None).select_related(
        "affiliation__participant"
    )
    context = {"page": page, "waiting": waiting.order_by("number")[:PAGE]}
    return render(request, "organisations/list.html", context)


@require_safe
def organisations_in(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give the organisations as JSON or CSV, or the newest as Atom."""
    return ORGANISATIONS.answer(
        request,
        form,
        Organisation.objects.prefetch_related("names"),
        title=_("Organisations"),
        page=reverse("organisations"),
    )


@require_safe
def organisation(request: HttpRequest, number: int) -> HttpResponse:
    """Show who speaks for an organisation, and who says so without being confirmed."""
    found, now = _organisation(number), timezone.now()
    today, me = now.date(), request.user if isinstance(request.user, Participant) else None
    people = list(representatives_of([found], today)[:PAGE])
    mine = list(_mine(me))
    not_confirmed = {
        pk
        for pk, one in standings_among(mine).items()
        if one.organisation == found and not one.confirmed
    }
    context = {
        "organisation": found,
        "names": [one.name for one in found.names.all() if one.name and one.name != found.name],
        "people": people,
        "declared": declared_for(found, today)[:_DECLARED],
        "speaks": any(one.affiliation.participant == me for one in people),
        "mine": next((one for one in mine if one.pk in not_confirmed), None),
        "proves": me is not None and bool(found.domain) and found.domain in domains_of(me),
    }
    return render(request, "organisations/organisation.html", context)


@login_required
def claim(request: HttpRequest, number: int) -> HttpResponse:
    """Let somebody claim the organisation that they declare."""
    own = current_affiliations(_me(request), timezone.now().date()).exclude(organisation="")
    found = found_or_404(own, _("You have no such affiliation."), pk=number)
    form = ClaimForm(request)
    page = {
        "title": _("Claim the page of “%(organisation)s”") % {"organisation": found.organisation},
        "button": _("Claim"),
        "text": _(
            "The secretariat reads what you write and decides. Then you confirm who else speaks"
            " for the organisation."
        ),
    }

    def told(act: Act) -> None:
        tell_claim(request, OrganisationClaim.objects.get(pk=act.number))

    return _answered(
        request,
        form,
        lambda: ClaimOrganisation(found, form.cleaned_data["reason"]),
        page,
        reverse("profile"),
        told,
    )


@login_required
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Let the secretariat decide a claim."""
    claims = OrganisationClaim.objects.select_related("affiliation__participant")
    found = found_or_404(claims, _("There is no claim with this number."), pk=number)
    form = DecideForm(request)
    person = found.affiliation.participant
    page = {
        "title": _("Who speaks for “%(organisation)s”?") % {"organisation": found.name},
        "button": _("Decide"),
        "claim": found,
        "there": named(found.name),
    }

    def work() -> DecideClaim:
        said = form.cleaned_data
        accepted = said["accepted"] == "yes"
        return DecideClaim(
            found,
            accepted,
            said["reason"],
            said["domain"] if accepted else "",
            said["replaces"] and accepted,
        )

    def told(act: Act) -> None:
        tell_people(request, [person], act, found.name)

    return _answered(request, form, work, page, reverse("organisations"), told)


@login_required
def confirm(request: HttpRequest, number: int, affiliation: int) -> HttpResponse:
    """Let those who speak for an organisation confirm a colleague."""
    found, declared = _organisation(number), _affiliation(affiliation)
    form = ActForm(request)
    names = {"who": declared.participant, "organisation": found.name}
    page = {
        "title": _("Confirm that %(who)s speaks for “%(organisation)s”") % names,
        "button": _("Confirm"),
        "text": _("They can then confirm others, and end that others speak for it."),
    }

    def told(act: Act) -> None:
        tell_people(request, [declared.participant], act, found.name)

    return _answered(
        request,
        form,
        lambda: ConfirmRepresentative(found, declared),
        page,
        _address(found),
        told,
    )


@login_required
def prove(request: HttpRequest, number: int, affiliation: int) -> HttpResponse:
    """Let somebody show by their address that they are of an organisation."""
    found, declared = _organisation(number), _affiliation(affiliation)
    form = ActForm(request)
    page = {
        "title": _("Confirm by your address that you speak for “%(organisation)s”")
        % {"organisation": found.name},
        "button": _("Confirm"),
        "text": _("Your address itself is shown to nobody."),
    }

    def told(act: Act) -> None:
        others = [one.affiliation.participant for one in _people(found)]
        tell_people(request, others, act, found.name)

    return _answered(
        request, form, lambda: ProveByAddress(found, declared), page, _address(found), told
    )


@login_required
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End that somebody speaks for an organisation."""
    there = Representative.objects.select_related("organisation", "affiliation__participant")
    found = found_or_404(
        there,
        _(
            "This confirmation was not found. The page of the organisation lists the people who"
            " speak for it."
        ),
        pk=number,
    )
    form, who = EndForm(request), found.affiliation.participant
    names = {"who": who, "organisation": found.organisation.name}
    page = {
        "title": _("End that %(who)s speaks for “%(organisation)s”") % names,
        "button": _("End it"),
        "text": _("What they did before stays confirmed."),
    }

    def told(act: Act) -> None:
        tell_people(request, [who], act, found.organisation.name)

    return _answered(
        request,
        form,
        lambda: EndRepresentative(found, form.cleaned_data["reason"]),
        page,
        _address(found.organisation),
        told,
    )


@login_required
def spelling(request: HttpRequest, number: int) -> HttpResponse:
    """Let the secretariat add a spelling of the name of an organisation."""
    found = _organisation(number)
    form = SpellingForm(request)
    page = {
        "title": _("Another spelling of “%(organisation)s”") % {"organisation": found.name},
        "button": _("Add"),
    }
    return _answered(
        request,
        form,
        lambda: AddSpelling(found, form.cleaned_data["name"]),
        page,
        _address(found),
    )


def _answered(
    request: HttpRequest,
    form: ActForm,
    work: Callable[[], Work],
    page: dict[str, Any],
    back: str,
    told: Callable[[Act], None] = bool,  # type: ignore[assignment]  # tells nobody
) -> HttpResponse:
    """Show a form, or perform what was sent with it and tell whom it concerns."""
    refusal = None
    if form.is_valid():
        result = tried(form, work())
        if not isinstance(result, Refusal):
            told(result)
            return redirect(back)
        refusal = result
    context = {"form": form, "refusal": refusal, "back": back, **page}
    return render(request, "organisations/form.html", context, status=status_of(form, refusal))


def _organisation(number: int) -> Organisation:
    wrong = _("There is no organisation with this number.")
    return found_or_404(Organisation.objects, wrong, pk=number)


def _affiliation(number: int) -> Affiliation:
    declared = Affiliation.objects.exclude(organisation="").select_related("participant")
    return found_or_404(declared, _("There is no such affiliation."), pk=number)


def _people(found: Organisation) -> Iterable[Representative]:
    return representatives_of([found], timezone.now().date())[:PAGE]


def _mine(me: Participant | None) -> Iterable[Affiliation]:
    return current_affiliations(me, timezone.now().date()) if me is not None else ()


def _me(request: HttpRequest) -> Participant:
    assert isinstance(request.user, Participant)  # noqa: S101 -- behind login_required
    return request.user


def _address(found: Organisation) -> str:
    return reverse("organisation", args=[found.number])


def _told(rows: Sequence[Organisation]) -> Iterator[dict[str, Any]]:
    speak = _speak(rows)
    for one in rows:
        yield {
            "number": one.number,
            "name": one.name,
            "spellings": [other.name for other in one.names.all() if other.name],
            "since": one.at,
            "people": speak.get(one.number, []),
        }


def _speak(rows: Sequence[Organisation]) -> dict[int, list[dict[str, Any]]]:
    """Return who speaks for each of some organisations today."""
    found: dict[int, list[dict[str, Any]]] = {}
    today = timezone.now().date()
    for one in representatives_of(rows, today):
        who = one.affiliation.participant
        found.setdefault(one.organisation_id, []).append({"number": who.pk, "name": str(who)})
    return found


def _in_a_file(rows: Sequence[Organisation]) -> Iterator[dict[str, Any]]:
    for one in _told(rows):
        names = ", ".join(f"{who['name']} (#{who['number']})" for who in one["people"])
        yield {**one, "spellings": " | ".join(one["spellings"]), "people": names}


def _news(rows: Sequence[Organisation]) -> Iterator[News]:
    for one in rows:
        yield News(str(one), _address(one), "", one.at)


ORGANISATIONS = Listing(
    "organisations",
    ("number", "name", "spellings", "since", "people"),
    _told,
    _in_a_file,
    _news,
    most=100,
)
