"""Who speaks for an organisation: claimed, confirmed, ended, and what pages and files say of it."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

from isegoria.rules.judging import refusals as judging
from isegoria.server.conduct.erasing import EraseAccount, EraseWords
from isegoria.server.forum.profiles import DeclareAffiliation, EndAffiliation
from isegoria.server.issues.acts import SupportIssue
from isegoria.server.organisations.acts import (
    AddSpelling,
    ClaimOrganisation,
    ConfirmRepresentative,
    DecideClaim,
    EndRepresentative,
)
from isegoria.server.people.models import Affiliation, Forum, Participant
from isegoria.server.people.organisations import (
    Organisation,
    OrganisationClaim,
    Representative,
    represents,
    standing_of,
)
from isegoria.server.process.steps import Vote
from isegoria.server.record.models import Act
from isegoria.server.record.reads import act_with_openings, openings_of
from isegoria.terms import Refused
from tests.play import Play, seated
from tests.refusals import is_refused_by
from tests.server.test_text_under_decision import RESTARTING, call_in

pytestmark = pytest.mark.django_db
ANN, BEN = "civil-society1", "civil-society2"
PORT = "Port of Ash"


@pytest.fixture
def play() -> Play:
    return seated()


def declares(play: Play, who: str, name: str = PORT) -> Affiliation:
    """Let somebody declare an organisation, and speak for it from now on."""
    today = play.now.date()
    act = play.do_plain(DeclareAffiliation(name, "civil-society", "", "", today), who)
    found = Affiliation.objects.get(declared_in=act.number)
    play.people[who] = play.people[who][0], found
    return found


@pytest.fixture
def page(play: Play) -> Organisation:
    """The page of the port, for which Ann speaks."""
    mine = declares(play, ANN)
    claim = play.do_plain(ClaimOrganisation(mine, "I run it."), ANN)
    play.do_plain(DecideClaim(OrganisationClaim.objects.get(pk=claim.number), True, "known"))
    return Organisation.objects.get()


def who_of(act: Act) -> dict[str, object]:
    there = act_with_openings(act.number)
    assert there is not None
    found: dict[str, object] = openings_of(there)["who"]
    return found


def test_an_act_says_whether_its_organisation_confirms_who_does_it(
    play: Play, page: Organisation, client: Client
) -> None:
    his = declares(play, BEN, "PORT of Ash")
    issue = play.raised(ANN).issue
    before = play.do_plain(SupportIssue(issue), BEN)
    play.do_plain(ConfirmRepresentative(page, his), ANN)
    after = play.do_plain(EndAffiliation(his, play.now.date()), BEN)
    other = play.raised("governments1")
    acts = [Act.objects.get(pk=issue.pk), before, after, Act.objects.get(pk=other.pk)]
    assert [who_of(act).get("confirmed") for act in acts] == [True, False, True, None]
    for act, words in ((before, "not confirmed by it"), (after, "confirmed by it")):
        assert words in client.get(f"/record/{act.number}/").text
    rows = client.get("/record/acts.csv").getvalue().decode()  # type: ignore[attr-defined]
    assert f"PORT of Ash,{False}" in rows
    told = client.get("/record/acts.json").json()["acts"]
    assert next(one for one in told if one["number"] == before.number)["openings"]["who"] == {
        "name": "civil-society 2",
        "participant": play.people[BEN][0].pk,
        "organisation": "PORT of Ash",
        "group": "civil-society",
        "confirmed": False,
    }


def test_pages_say_it_in_a_neutral_way(play: Play, page: Organisation, client: Client) -> None:
    declares(play, BEN)
    ann, ben = (play.people[who][0] for who in (ANN, BEN))
    assert f"confirmed by {PORT}" in " ".join(client.get(f"/people/{ann.pk}/").text.split())
    ben_s = " ".join(client.get(f"/people/{ben.pk}/").text.split())
    assert f"not confirmed by {PORT} so far" in ben_s
    group = " ".join(client.get("/groups/civil-society/").text.split())
    assert group.count(f"confirmed by {PORT}") == 2
    of_it = client.get(f"/organisations/{page.pk}/")
    assert [one.affiliation.participant for one in of_it.context["people"]] == [ann]
    assert [one.participant for one in of_it.context["declared"]] == [ben]
    told = client.get("/organisations/organisations.json").json()["organisations"]
    assert [(one["name"], one["people"]) for one in told] == [
        (PORT, [{"number": ann.pk, "name": "civil-society 1"}])
    ]


def test_who_leaves_and_comes_back_is_not_confirmed_any_more(
    play: Play, page: Organisation
) -> None:
    mine = play.people[ANN][1]
    assert mine is not None
    play.do_plain(EndAffiliation(mine, play.now.date()), ANN)
    play.day += 1
    assert not represents(play.people[ANN][0], page, play.now.date())
    play.people[ANN] = play.people[ANN][0], None
    again = declares(play, ANN)
    assert standing_of(again) is False
    assert not represents(play.people[ANN][0], page, play.now.date())
    colleague = declares(play, BEN)
    refused = play.refused_plain(ConfirmRepresentative(page, colleague), ANN)
    assert refused == "organisation.not-representative"


def test_when_the_last_one_is_gone_it_can_be_claimed_again_and_the_page_stays(
    play: Play, page: Organisation, client: Client
) -> None:
    play.do_plain(EraseAccount(play.people[ANN][0]), ANN)
    text = client.get(f"/organisations/{page.pk}/").text
    assert "Nobody at present" in text
    assert "civil-society 1" not in text
    claim = play.do_plain(ClaimOrganisation(declares(play, BEN), "I run it now."), BEN)
    claimed = OrganisationClaim.objects.get(pk=claim.number)
    decided = play.do_plain(DecideClaim(claimed, True, "known"))
    assert decided.body["organisation"] == page.pk
    assert represents(play.people[BEN][0], page, play.now.date())
    assert Organisation.objects.count() == 1


def test_words_that_are_erased_take_the_person_from_the_page(
    play: Play, page: Organisation
) -> None:
    mine = play.people[ANN][1]
    assert mine is not None
    play.people[ANN] = play.people[ANN][0], None
    play.do_plain(EraseWords(Act.objects.get(pk=mine.declared_in)), ANN)
    mine.refresh_from_db()
    assert (mine.organisation, mine.folded) == ("", "")
    assert not represents(play.people[ANN][0], page, play.now.date())


def test_a_dispute_is_decided_by_the_secretariat_and_ends_who_was_confirmed(
    play: Play, page: Organisation
) -> None:
    his = declares(play, BEN)
    claim = play.do_plain(ClaimOrganisation(his, "She left last year."), BEN)
    claimed = OrganisationClaim.objects.get(pk=claim.number)
    play.do_plain(DecideClaim(claimed, True, "The mayor wrote.", replaces=True))
    today = play.now.date()
    assert [represents(play.people[who][0], page, today) for who in (ANN, BEN)] == [False, True]
    assert standing_of(play.people[ANN][1]) is False  # type: ignore[arg-type]


def test_a_spelling_is_the_same_organisation(play: Play, page: Organisation) -> None:
    play.do_plain(AddSpelling(page, "PoA"))
    short = declares(play, BEN, "poa")
    play.do_plain(ConfirmRepresentative(page, short), ANN)
    assert standing_of(short) is True


def test_a_colleague_who_is_ended_stays_confirmed_for_what_was_done_before(
    play: Play, page: Organisation
) -> None:
    his = declares(play, BEN)
    play.do_plain(ConfirmRepresentative(page, his), ANN)
    chunk = play.raised(BEN)
    play.do_plain(EndRepresentative(Representative.objects.get(affiliation=his)), ANN)
    later = play.do_plain(SupportIssue(play.raised(ANN).issue), BEN)
    acts = (Act.objects.get(pk=chunk.pk), later)
    assert [who_of(act)["confirmed"] for act in acts] == [True, False]


def test_by_pages_it_is_claimed_decided_confirmed_and_ended_and_people_are_told(
    play: Play, client_of: Callable[[Participant], Client]
) -> None:
    Forum.objects.create(pk=1, name="Example forum", languages=["en"])
    mine, his = declares(play, ANN), declares(play, BEN)
    ann, ben, desk = (client_of(one) for one in (mine.participant, his.participant, play.secretary))

    def send(client: Client, address: str, **said: str) -> int:
        answer = client.post(address, {"key": str(uuid4()), "capacity": "", **said})
        return answer.status_code

    assert "Claim its page" in ann.get("/profile/").text
    assert send(ann, f"/profile/affiliations/{mine.pk}/claim/", reason="I run it.") == 302
    claim = OrganisationClaim.objects.get()
    assert [one.to for one in mail.outbox] == [[play.secretary.email]]
    assert f"/organisations/claims/{claim.pk}/" in desk.get("/").text
    assert "Decide who speaks" not in ann.get("/").text
    address = f"/organisations/claims/{claim.pk}/"
    assert send(ben, address, accepted="yes", reason="so") == 409
    assert send(desk, address, accepted="yes", reason="") == 400
    assert send(desk, address, accepted="yes", reason="known") == 302
    page = Organisation.objects.get()
    confirm = f"/organisations/{page.pk}/confirm/{his.pk}/"
    assert confirm in ann.get(f"/organisations/{page.pk}/").text
    assert confirm not in ben.get(f"/organisations/{page.pk}/").text
    assert send(ben, confirm) == 409
    assert send(ann, confirm) == 302
    row = Representative.objects.get(affiliation=his)
    assert send(ann, f"/organisations/representatives/{row.pk}/end/", reason="He left.") == 302
    told = [one.to[0] for one in mail.outbox[1:]]
    assert told == [mine.participant.email, his.participant.email, his.participant.email]
    assert not any("ann@" in one.body for one in mail.outbox)
    assert send(desk, f"/organisations/{page.pk}/spelling/", name="PoA") == 302
    assert "PoA" in ann.get(f"/organisations/{page.pk}/").text


def test_nobody_claims_for_somebody_else_by_a_page(
    play: Play, client_of: Callable[[Participant], Client]
) -> None:
    mine = declares(play, ANN)
    other = client_of(play.people[BEN][0])
    assert other.get(f"/profile/affiliations/{mine.pk}/claim/").status_code == 404
    assert json.loads(other.get("/organisations/organisations.json").content)["organisations"] == []


@pytest.mark.parametrize("secret", ["", "secret: true, "], ids=["open", "secret"])
def test_who_only_declares_an_organisation_does_not_give_its_one_answer(secret: str) -> None:
    rules = f"clock: call, {secret}one_per: organisation, passes"
    play, chunk = call_in(RESTARTING.replace("clock: call, passes", rules))
    vote = Vote(chunk, "plan", "yes")
    for who in (ANN, BEN):
        declares(play, who)
        play.join(who)
    claim = play.do_plain(ClaimOrganisation(play.people[ANN][1], "I run it."), ANN)
    play.do_plain(DecideClaim(OrganisationClaim.objects.get(pk=claim.number), True, "known"))
    page = Organisation.objects.get()
    with pytest.raises(Refused) as told:
        play.do(vote, BEN)
    assert is_refused_by(judging.ORGANISATION_NAMES_OTHERS, told.value.refusal)
    play.do(Vote(chunk, "plan", "no"), ANN)
    play.do_plain(ConfirmRepresentative(page, play.people[BEN][1]), ANN)
    play.do(vote, BEN)
    no_page = declares(play, BEN, "Harbour office")
    assert standing_of(no_page) is None
