"""Pages of participants and of stakeholder groups, and one's own profile."""

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from isegoria.server.addresses import found_or_404
from isegoria.server.conduct.appeals import waiting_for
from isegoria.server.conduct.measures import in_force
from isegoria.server.conduct.reads import concerning
from isegoria.server.forum.profiles import ChangeProfile, DeclareAffiliation, EndAffiliation
from isegoria.server.issues.reads import told
from isegoria.server.outcomes.reminding import asked_to_act
from isegoria.server.pages.people.forms import AffiliationForm, EndForm, ProfileForm
from isegoria.server.pages.people.reads import (
    activity_of_groups,
    acts_by,
    acts_of_group,
    history_of,
    with_standing,
    written_in_archives,
)
from isegoria.server.pages.reviews.shown import reviews_of_participant
from isegoria.server.pages.web.forms import ActForm, forget_capacity, status_of, tried
from isegoria.server.pages.web.paging import page_asked
from isegoria.server.people.models import Affiliation, Participant, StakeholderGroup
from isegoria.server.people.reads import came_in, has_role, members_of
from isegoria.server.roles.acts import Role
from isegoria.server.roles.aliases import EndAlias, VouchForAlias, vouched_for
from isegoria.terms import Refusal

LATEST = 20
WRITTEN = 50
MEMBERS = 100  # of a group on a page


@require_safe
def participant(request: HttpRequest, number: int) -> HttpResponse:
    """Show a participant: whom they spoke for and when, and what they did last."""
    people = Participant.objects.filter(came_in(), Q(is_active=True) | Q(from_archive=True))
    wrong = _("There is no participant with this number, or the account was erased.")
    found = found_or_404(people, wrong, pk=number)
    context = {"participant": found, "history": history_of(found), "acts": acts_by(found, LATEST)}
    if found.from_archive:
        context["written"] = page_asked(request, written_in_archives(found), WRITTEN)
    else:
        context["reviews"] = reviews_of_participant(found, timezone.now())
        context["alias"] = vouched_for(found)
        context["confidant"] = has_role(request.user, Role.CONFIDANT) and request.user != found
    return render(request, "people/participant.html", context)


@login_required
def alias(request: HttpRequest, number: int) -> HttpResponse:
    """Let the confidant say that they know who is behind a name, or no longer vouch for it."""
    accounts = Participant.objects.filter(is_active=True, from_archive=False)
    wrong = _("There is no participant with this number, or the account was erased.")
    found = found_or_404(accounts, wrong, pk=number)
    ends = vouched_for(found) is not None
    form, refusal = ActForm(request), None
    if form.is_valid():
        result = tried(form, EndAlias(found) if ends else VouchForAlias(found))
        if not isinstance(result, Refusal):
            return redirect("participant", number)
        refusal = result
    title = _("No longer vouch for %(who)s") if ends else _("Vouch for %(who)s")
    context = {
        "form": form,
        "refusal": refusal,
        "title": title % {"who": found},
        "vouches": not ends,
        "button": _("Send"),
    }
    return render(request, "people/form.html", context, status=status_of(form, refusal))


@require_safe
def group_list(request: HttpRequest) -> HttpResponse:
    """Show the groups and how active each was lately."""
    return render(request, "people/groups.html", {"activities": activity_of_groups(timezone.now())})


@require_safe
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a group: who is in it today, a page at a time, and what was done for it last."""
    wrong = _("There is no stakeholder group of this name.")
    found = found_or_404(StakeholderGroup.objects, wrong, slug=slug)
    page = page_asked(request, members_of(found, timezone.now().date()), MEMBERS)
    return render(
        request,
        "people/group.html",
        {
            "group": found,
            "page": page,
            "members": with_standing(page.object_list),
            "done": acts_of_group(found, LATEST),
        },
    )


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Let participants change their name and words, and see their affiliations."""
    me = _me(request)
    form = ProfileForm(request, initial={"name": me.name, "about": me.about})
    if form.is_valid():
        refusal = _done(form, ChangeProfile(form.cleaned_data["name"], form.cleaned_data["about"]))
        if refusal is None:
            return redirect("profile")
        return _own(request, form, refusal)
    return _own(request, form, None)


@login_required
def declare(request: HttpRequest) -> HttpResponse:
    """Let participants declare an affiliation."""
    form = AffiliationForm(request, initial={"from_on": timezone.now().date()})
    refusal: Refusal | None = None
    if form.is_valid():
        stated = form.cleaned_data
        group = stated["group"].slug if stated["group"] else None
        work = DeclareAffiliation(
            stated["organisation"],
            group,
            stated["region"],
            stated["interests"],
            stated["from_on"],
            stated["until_on"],
        )
        refusal = _done(form, work)
        if refusal is None:
            forget_capacity(request)
            return redirect("profile")
    context = {
        "form": form,
        "refusal": refusal,
        "title": _("Declare an affiliation"),
        "button": _("Declare"),
    }
    return render(request, "people/form.html", context, status=status_of(form, refusal))


@login_required
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Let participants end an affiliation of theirs."""
    own = Affiliation.objects.filter(participant=_me(request))
    found = found_or_404(own, _("You have no such affiliation."), pk=number)
    form = EndForm(request, initial={"until_on": timezone.now().date()})
    refusal: Refusal | None = None
    if form.is_valid():
        refusal = _done(form, EndAffiliation(found, form.cleaned_data["until_on"]))
        if refusal is None:
            return redirect("profile")
    title = _("End “%(affiliation)s”") % {"affiliation": found}
    return render(
        request,
        "people/form.html",
        {"form": form, "refusal": refusal, "title": title, "button": _("End it")},
        status=status_of(form, refusal),
    )


def _me(request: HttpRequest) -> Participant:
    assert isinstance(request.user, Participant)  # noqa: S101 -- behind login_required
    return request.user


def _done(
    form: ActForm, work: ChangeProfile | DeclareAffiliation | EndAffiliation
) -> Refusal | None:
    result = tried(form, work)
    return result if isinstance(result, Refusal) else None


def _own(request: HttpRequest, form: ProfileForm, refusal: Refusal | None) -> HttpResponse:
    me, now = _me(request), timezone.now()
    context = {
        "form": form,
        "refusal": refusal,
        "history": history_of(me),
        "today": now.date(),
        "told": told(me),
        "asked_to_act": asked_to_act(me, now),
        "appeals": waiting_for(me),
        "measures": [(one, in_force(one, now)) for one in concerning(me)],
    }
    return render(request, "people/profile.html", context, status=status_of(form, refusal))
