"""Roles that need a second factor: without one nobody acts in them, by page or by act."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from isegoria.server.conduct.erasing import EraseAccount
from isegoria.server.forum.acts import SetUpForum
from isegoria.server.forum.profiles import ChangeProfile
from isegoria.server.people.factors import able
from isegoria.server.people.models import Forum, Participant
from isegoria.server.process.dates import PlanDate
from isegoria.server.record.door import Work, perform
from isegoria.server.record.models import Act
from isegoria.server.roles.acts import GiveRole
from isegoria.server.roles.factors import RequireFactor, TakeOffFactors
from isegoria.terms import Refused
from tests.factors import add_app
from tests.play import Play, seated

pytestmark = pytest.mark.django_db
WHO = "civil-society2"
PASSWORD = "four plain words together"


def give_factor(who: Participant) -> None:
    Authenticator.objects.create(user=who, type="totp", data={"secret": "x"})


def do(work: Work, by: Participant | None) -> Act:
    return perform(work, by=Participant.objects.get(pk=by.pk) if by else None, now=timezone.now())


def why(work: Work, by: Participant | None) -> str:
    before = Act.objects.count()
    with pytest.raises(Refused) as refused:
        do(work, by)
    assert Act.objects.count() == before
    return refused.value.refusal.rule


def as_(who: Participant) -> Client:
    client = Client()
    client.force_login(Participant.objects.get(pk=who.pk))
    return client


@pytest.fixture
def play() -> Play:
    """Return a forum in which every role needs a second factor, and only the secretary has one."""
    found = seated()
    Forum.objects.get_or_create(pk=1, defaults={"name": "Forum", "languages": ["en"]})
    give_factor(found.secretary)
    do(RequireFactor(["secretariat", "moderator", "facilitator"]), found.secretary)
    return found


def holder(play: Play) -> Participant:
    return Participant.objects.get(pk=play.people[WHO][0].pk)


def sets_up(_play: Play) -> Work:
    return SetUpForum("Forum", ["en"], ["Fishers"])


def gives_a_role(play: Play) -> Work:
    return GiveRole("moderator", play.secretary)


def takes_a_factor_off(play: Play) -> Work:
    return TakeOffFactors(play.secretary, "Lost, she says.")


def requires_none(_play: Play) -> Work:
    return RequireFactor([])


def plans(play: Play) -> Work:
    return PlanDate(play.process, timezone.now().date(), title="Assembly")


@pytest.mark.parametrize(
    "work",
    [sets_up, gives_a_role, takes_a_factor_off, requires_none, plans],
)
def test_the_secretariat_does_nothing_through_the_door_without_its_factor(
    work: Callable[[Play], Work], play: Play
) -> None:
    do(GiveRole("secretariat", holder(play)), play.secretary)
    assert why(work(play), holder(play)) == "act.second-factor"
    give_factor(holder(play))
    do(work(play), holder(play))


def test_a_facilitator_without_a_factor_plans_no_dates(play: Play) -> None:
    do(GiveRole("facilitator", holder(play), play.process), play.secretary)
    assert why(plans(play), holder(play)) == "act.second-factor"
    give_factor(holder(play))
    do(plans(play), holder(play))


def test_what_the_role_does_not_allow_is_refused_as_ever(play: Play) -> None:
    do(GiveRole("moderator", holder(play)), play.secretary)
    assert why(sets_up(play), holder(play)) == "forum.not-secretariat"
    assert why(sets_up(play), play.people["governments1"][0]) == "forum.not-secretariat"


def test_whoever_lacks_a_factor_still_acts_as_everybody(play: Play) -> None:
    do(GiveRole("secretariat", holder(play)), play.secretary)
    act = do(ChangeProfile("Somebody", "I sail."), holder(play))
    assert act.role == "participant"
    assert Participant.objects.get(pk=holder(play).pk).secretariat


def test_recovery_codes_alone_are_no_factor(play: Play) -> None:
    do(GiveRole("secretariat", holder(play)), play.secretary)
    Authenticator.objects.create(user=holder(play), type="recovery_codes", data={"seed": "x"})
    assert why(plans(play), holder(play)) == "act.second-factor"


def test_only_the_named_roles_need_one(play: Play) -> None:
    do(RequireFactor(["moderator"]), play.secretary)
    do(GiveRole("secretariat", holder(play)), play.secretary)
    do(plans(play), holder(play))


def test_nobody_shuts_themself_out(play: Play) -> None:
    Authenticator.objects.all().delete()
    do(RequireFactor([]), None)
    assert why(RequireFactor(["secretariat"]), play.secretary) == "role.own-factor-first"
    do(RequireFactor(["moderator"]), play.secretary)


def test_what_was_decided_stands_on_the_record(play: Play) -> None:
    act = do(RequireFactor(["moderator"]), play.secretary)
    assert act.body == {"roles": ["moderator"]}
    assert Forum.objects.get().second_factor == ["moderator"]
    assert why(RequireFactor(["chair"]), play.secretary) == "role.unknown"
    assert why(RequireFactor([]), holder(play)) == "role.factors-not-secretariat"


def test_pages_show_no_role_without_its_factor_and_lead_to_it(play: Play) -> None:
    do(GiveRole("secretariat", holder(play)), play.secretary)
    client = as_(holder(play))
    for address in ("/", "/people/roles/", "/issues/"):
        page = client.get(address).text
        assert "Your role needs a second factor" in page
        assert 'href="/set-up/"' not in page
    assert client.get("/set-up/").status_code == 403
    assert client.get("/people/roles/second-factor/").status_code == 403
    assert client.get(f"/people/{play.secretary.pk}/second-factor/remove/").status_code == 403
    assert "Your role needs" not in as_(play.secretary).get("/").text
    assert "Your role needs" not in Client().get("/").text
    give_factor(holder(play))
    page = client.get("/").text
    assert "Your role needs" not in page
    assert 'href="/set-up/"' in page


def test_signing_in_leads_there_first(play: Play, mailoutbox: list[Any]) -> None:
    do(GiveRole("secretariat", holder(play)), play.secretary)
    who = holder(play)
    who.set_password(PASSWORD)
    who.save()
    EmailAddress.objects.create(user=who, email=who.email, verified=True, primary=True)
    client = Client()
    answer = client.post("/accounts/login/", {"login": who.email, "password": PASSWORD})
    assert answer["Location"] == "/accounts/2fa/"
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    add_app(client)
    assert client.get("/set-up/").status_code == 200


def test_an_account_without_its_roles_is_never_written(play: Play) -> None:
    do(GiveRole("secretariat", holder(play)), play.secretary)
    found = able(holder(play))
    assert not found.secretariat
    with pytest.raises(ValueError, match="lacks the roles"):
        found.save()
    who = holder(play)
    who.set_password(PASSWORD)
    who.save()
    client = as_(who)
    new = "another four plain words"
    client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    changed = holder(play)
    assert changed.check_password(new)
    assert changed.secretariat


def sent(client: Client, address: str, **said: Any) -> Any:
    form = client.get(address).context["form"]
    return client.post(address, {"key": form["key"].value(), "capacity": "", **said})


def test_a_lost_factor_is_taken_off_told_and_ends_all_sessions(
    play: Play, mailoutbox: list[Any]
) -> None:
    who = holder(play)
    give_factor(who)
    theirs = as_(who)
    address = f"/people/{who.pk}/second-factor/remove/"
    answer = sent(as_(play.secretary), address, reason="She came to the office.")
    assert answer.status_code == 302
    assert not Authenticator.objects.filter(user=who).exists()
    assert theirs.get("/profile/").status_code == 302
    [told] = mailoutbox
    assert told.to == [who.email]
    assert "If you did not ask for it" in told.body
    act = Act.objects.get(kind="factor.take-off")
    assert str(who.pk) not in str(act.body)  # of people nothing stays for ever
    assert sent(as_(play.secretary), address, reason="Again.").status_code == 409


def test_the_secretariat_does_not_take_off_its_own_by_an_act(play: Play) -> None:
    assert why(TakeOffFactors(play.secretary, "I lost it."), play.secretary) == "factor.own"
    assert why(TakeOffFactors(play.secretary, "No."), holder(play)) == (
        "role.factors-not-secretariat"
    )


def test_the_requirement_is_set_on_a_page(play: Play) -> None:
    client = as_(play.secretary)
    answer = sent(client, "/people/roles/second-factor/", roles=["moderator"])
    assert answer.status_code == 302
    assert Forum.objects.get().second_factor == ["moderator"]
    page = client.get("/people/roles/second-factor/").text
    assert re.search(r'value="moderator"[^>]*checked', page)


def test_erasing_an_account_erases_factors_and_sessions(play: Play) -> None:
    who = holder(play)
    give_factor(who)
    client = as_(who)
    cache.clear()
    do(EraseAccount(who), who)
    assert not Authenticator.objects.filter(user=who).exists()
    assert client.get("/profile/").status_code == 302
