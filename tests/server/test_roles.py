"""Roles of the forum: given and ended by acts, told by mail, and no more than each of them says."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from isegoria.library import model
from isegoria.server.conduct.codes import PublishCode
from isegoria.server.conduct.erasing import EraseAccount, EraseWords
from isegoria.server.conduct.measures import HideWords, Restrict
from isegoria.server.corrections.acts import CorrectDate, CorrectProcess
from isegoria.server.deliberation.acts import Say
from isegoria.server.issues.acts import BeginProcess
from isegoria.server.membership.acts import Invite
from isegoria.server.people.models import Participant
from isegoria.server.process.dates import DropDate, PlanDate
from isegoria.server.process.models import PlannedDate, Process
from isegoria.server.process.seats import GiveSeat
from isegoria.server.record.models import Act
from isegoria.server.roles.acts import EndRole, GiveRole
from isegoria.server.sessions.importing import Sources, prepare
from isegoria.server.sessions.models import Session
from tests.play import START, Play, at_deliberation, seated

pytestmark = pytest.mark.django_db
WHO = "civil-society2"


def as_(who: Any) -> Client:
    client = Client()
    client.force_login(who)
    return client


def holder(play: Play) -> Participant:
    """Return the person as the forum knows them now."""
    fresh = Participant.objects.get(pk=play.people[WHO][0].pk)
    play.people[WHO] = fresh, play.people[WHO][1]
    return fresh


def sent(client: Client, address: str, **said: str) -> Any:
    form = client.get(address).context["form"]
    return client.post(address, {"key": form["key"].value(), "capacity": "", **said})


def other(play: Play) -> Process:
    begun = play.do_plain(BeginProcess("Ships", model("equal-footing.working-group")))
    return Process.objects.get(pk=begun.number)


def test_a_second_member_of_the_secretariat_is_found_by_name_told_and_works() -> None:
    play = seated()
    client = as_(play.secretary)
    said = {"role": "secretariat", "holder": "civil-society 2", "process": ""}
    assert sent(client, "/people/roles/", **said).status_code == 302
    assert holder(play).secretariat
    [told] = mail.outbox
    assert told.to == ["civil-society2@example.org"]
    assert "You were given the role “secretariat”" in told.body
    act = Act.objects.get(kind="role.give")
    assert act.body == {"role": "secretariat"}
    assert "civil-society 2" in Client().get("/people/roles/").text
    play.do_plain(PlanDate(play.process, date(2030, 11, 5), title="Assembly"), WHO)


def test_each_of_two_can_go_and_the_last_cannot() -> None:
    play = seated()
    play.do_plain(GiveRole("secretariat", play.people[WHO][0]))
    holder(play)
    address = f"/people/{play.secretary.pk}/roles/end/?role=secretariat&process=0"
    assert sent(as_(play.secretary), address, reason="I move on.").status_code == 302
    play.secretary.refresh_from_db()
    assert not play.secretary.secretariat
    address = f"/people/{play.people[WHO][0].pk}/roles/end/?role=secretariat&process=0"
    answer = sent(as_(holder(play)), address, reason="Me too.")
    assert answer.status_code == 409
    assert 'data-rule="role.last-secretariat"' in answer.text
    assert holder(play).secretariat


def test_a_role_that_others_ended_is_told_by_mail() -> None:
    play = seated()
    play.do_plain(GiveRole("moderator", play.people[WHO][0]))
    address = f"/people/{play.people[WHO][0].pk}/roles/end/?role=moderator&process=0"
    assert sent(as_(play.secretary), address, reason="thank you").status_code == 302
    [told] = mail.outbox
    assert "You no longer have the role “moderator”" in told.body
    assert holder(play).roles == []
    assert as_(play.secretary).get(address).status_code == 404


def test_a_moderator_moderates_where_they_were_asked_to_and_does_nothing_else(
    now: dict[str, Any],
) -> None:
    play = seated()
    chunk = at_deliberation(play)
    now["now"] = play.now
    rude = play.do(Say(chunk, text="You know nothing."), "private-sector1")
    play.do_plain(PublishCode("", ["No insults."], may_object=False))
    hide = HideWords(rule=1, reason="an insult", act=rude)
    until = play.now + timedelta(days=9)
    whom = play.people["private-sector1"][0]
    restrict = Restrict(process=play.process, restricted=whom, until=until, rule=1, reason="again")
    for where, may in ((other(play), False), (play.process, True)):
        play.do_plain(GiveRole("moderator", play.people[WHO][0], where))
        holder(play)
        if not may:
            assert play.refused_plain(hide, WHO) == "conduct.not-secretariat"
            assert play.refused_plain(restrict, WHO) == "conduct.not-secretariat"
    page = as_(holder(play)).get(f"/chunks/{chunk.pk}/discussion/").text
    assert f'href="/record/{rude.number}/hide/"' in page
    assert f'href="/record/{rude.number}/erase/"' not in page
    play.do_plain(restrict, WHO)
    play.do_plain(hide, WHO)
    for work in (
        PublishCode("", ["All is allowed."], may_object=True),
        EraseWords(Act.objects.get(pk=rude.number), reason="x"),
        GiveRole("moderator", whom),
        PlanDate(play.process, START.date(), title="Assembly"),
        CorrectProcess(play.process, "Ships", reason="x"),
    ):
        assert play.refused_plain(work, WHO).endswith("not-secretariat"), work


def test_a_facilitator_plans_and_invites_in_one_process_and_does_nothing_else(
    now: dict[str, Any],
) -> None:
    play = seated()
    now["now"] = play.now
    elsewhere = other(play)
    play.do_plain(GiveRole("facilitator", play.people[WHO][0], play.process))
    holder(play)
    play.do_plain(PlanDate(play.process, START.date(), title="Assembly"), WHO)
    row = PlannedDate.objects.get(title="Assembly")
    play.do_plain(CorrectDate(row, row.on, "Meeting", "Hall", reason="a slip"), WHO)
    play.do_plain(Invite(play.process, organisation="Port", channel="phone"), WHO)
    assert (
        "Cancel this date"
        in as_(holder(play)).get(f"/issues/processes/{play.process.pk}/calendar/").text
        or row.on < play.now.date()
    )
    play.do_plain(DropDate(row, "The hall burnt."), WHO)
    rules = {
        PlanDate(elsewhere, START.date(), title="Assembly"): "date.not-secretariat",
        Invite(elsewhere, organisation="Port", channel="phone"): "invitation.not-officer",
        GiveSeat(play.process, "editor", play.people[WHO][0]): "seat.others-choose",
        CorrectProcess(play.process, "Ships", reason="x"): "correction.not-secretariat",
    }
    for work, rule in rules.items():
        assert play.refused_plain(work, WHO) == rule


def test_a_rapporteur_is_found_by_name_and_ends_it_themself() -> None:
    play = seated()
    captions = b">> ADA EXAMPLE: Good morning.\n"
    held = play.do_plain(prepare(Sources(captions, b""), "Cables", START.date(), "Room"))
    session = Session.objects.get(pk=held.number)
    client, address = as_(play.secretary), f"/sessions/{session.pk}/rapporteurs/"
    assert sent(client, address, rapporteur="civil-society 2").status_code == 302
    assert list(session.rapporteurs.all()) == [play.people[WHO][0]]
    assert "rapporteur of “Cables”" in mail.outbox[0].body
    own = as_(play.people[WHO][0])
    assert sent(own, f"{address}{play.people[WHO][0].pk}/end/").status_code == 302
    assert not session.rapporteurs.exists()
    assert len(mail.outbox) == 1  # whoever ended it knows


def test_roles_end_with_the_account() -> None:
    play = seated()
    for role in ("moderator", "secretariat"):
        play.do_plain(GiveRole(role, play.people[WHO][0]))
    play.do_plain(EraseAccount(holder(play)), WHO)
    gone = Participant.objects.get(pk=play.people[WHO][0].pk)
    assert (gone.roles, gone.secretariat) == ([], False)
    assert "civil-society 2" not in Client().get("/people/roles/").text


# Attackers


def test_nobody_gives_themself_a_role_and_a_form_tells_nothing_of_accounts() -> None:
    play = seated()
    own = play.people[WHO][0]
    client = as_(own)
    assert client.get("/people/roles/").context["form"] is None
    for name in ("civil-society 1", "nobody@nowhere.example"):
        answer = client.post(
            "/people/roles/",
            {"key": "00000000-0000-4000-8000-000000000001", "role": "secretariat", "holder": name},
        )
        assert answer.status_code == 409
        assert 'data-rule="role.not-secretariat"' in answer.text
    assert play.refused_plain(EndRole("secretariat", play.secretary), WHO) == "role.not-secretariat"
    assert not Participant.objects.get(pk=own.pk).secretariat
