"""Who takes part: the mapping of groups, taking part, invitations and what became of them,
missing voices on every page.
"""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from isegoria.library import digest_of, model, source_of
from isegoria.server.issues.acts import BeginProcess, ProposeIssue
from isegoria.server.issues.models import Issue
from isegoria.server.membership.acts import (
    Decline,
    EraseInvited,
    Invite,
    JoinProcess,
    LeaveProcess,
    Remind,
)
from isegoria.server.membership.grouping import RegroupProcess
from isegoria.server.membership.models import Invitation
from isegoria.server.membership.voices import (
    affected_by,
    invitations_of,
    invited_by_group,
    room_of,
    state_of,
)
from isegoria.server.pages.process.mails import token_of
from isegoria.server.people.models import Affiliation, Participant, StakeholderGroup
from isegoria.server.process.facts import facts_of
from isegoria.server.process.members import count_anew, members_by_group
from isegoria.server.process.models import Chunk, Headcount, Member, Process
from isegoria.server.process.reads import is_a_call
from isegoria.server.process.seats import GiveSeat
from isegoria.server.process.steps import Vote
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act, Opening, Sealed
from isegoria.server.replay.compare import recompute
from isegoria.terms import Refused
from tests.people import amina, bo, chen, speaks_for
from tests.play import START, Play, seated, to_the_call

pytestmark = pytest.mark.django_db


def rule_of(work: Any, by: Participant | None) -> str:
    with pytest.raises(Refused) as found:
        perform(work, by=by, now=timezone.now())
    return found.value.refusal.rule


def begun(name: str = "equal-footing", **how: Any) -> Process:
    return Process.objects.get(
        pk=perform(BeginProcess("Cables", model(name), **how), by=None, now=START).number
    )


def group(slug: str) -> StakeholderGroup:
    return StakeholderGroup.objects.get_or_create(
        slug=slug, defaults={"name": slug.replace("-", " ").capitalize()}
    )[0]


# Match your groups to the groups in the rules


def test_people_count_in_the_group_that_the_secretariat_chose_and_recompute_finds_nothing_wrong() -> (
    None
):
    play = Play()
    for slug in ("governments", "private-sector", "civil-society", "technical-community"):
        group(slug)
    chosen = {"civil-society": "everyone", "technical-community": "everyone", "governments": ""}
    act = perform(
        BeginProcess("Drafts", model("ietf.standards"), chosen), by=play.secretary, now=START
    )
    rules = {
        "model": "ietf.standards",
        "version": model("ietf.standards").version,
        "sha256": digest_of(source_of("ietf.standards")),
    }
    assert act.body == {**rules, "groups": chosen}
    play.process = Process.objects.get(pk=act.number)
    by, capacity = play.people["civil-society1"]
    raised = perform(ProposeIssue(play.process, "A draft"), by=by, now=START, capacity=capacity)
    for who in ("technical-community1", "governments1"):
        by, capacity = play.people[who]
        perform(JoinProcess(play.process), by=by, now=START, capacity=capacity)
    chunk = Chunk.objects.get(issue=raised.number)
    assert facts_of(chunk).members("everyone") == 2
    assert recompute(Issue.objects.get(pk=raised.number)).findings == ()
    Process.objects.filter(pk=play.process.pk).update(counts_as={})
    assert (
        facts_of(Chunk.objects.select_related("process").get(pk=chunk.pk)).members("everyone") == 0
    )


def test_votes_count_in_the_mapped_group_and_follow_from_the_record() -> None:
    play = Play()
    for slug in ("civil-society",):
        group(slug)
    chosen = {"civil-society": "governments", "governments": "civil_society"}
    act = perform(
        BeginProcess("Swapped", model("equal-footing.working-group"), chosen),
        by=play.secretary,
        now=START,
    )
    play.process = Process.objects.get(pk=act.number)
    for holder, who in {
        "chairs": "governments1",
        "editor": "technical-community1",
        "technical_reviewers": "technical-community2",
        "legal_reviewers": "governments2",
        "panel": "private-sector2",
    }.items():
        play.seat(holder, who)
    from isegoria.server.process.steps import Vote  # noqa: PLC0415

    chunk = to_the_call(play)
    play.do(Vote(chunk, "support", "support"), "civil-society2")
    facts = facts_of(Chunk.objects.get(pk=chunk.pk))
    assert facts.tally(facts.stage, "support", "")["governments"] == {"support": 1}
    assert recompute(chunk.issue).findings == ()


@pytest.mark.parametrize(
    ("chosen", "meetings", "rule"),
    [
        pytest.param(
            {"civil-society": "martians"}, {}, "process.unknown-group", id="no such group"
        ),
        pytest.param(
            {}, {"summit": START.date()}, "date.unknown-meeting", id="no clock waits for it"
        ),
    ],
)
def test_a_process_begins_with_groups_and_meetings_of_its_model_only(
    chosen: Any, meetings: Any, rule: str
) -> None:
    assert rule_of(BeginProcess("Cables", model("equal-footing"), chosen, meetings), chen()) == rule
    assert not Process.objects.exists()


def test_which_group_counts_as_which_is_changed_until_somebody_is_counted(
    client_of: Callable[[Any], Client],
) -> None:
    play = seated()
    for slug in ("governments", "private-sector", "civil-society", "technical-community"):
        group(slug)
    perform(
        RegroupProcess(play.process, {"civil-society": "governments"}), by=play.secretary, now=START
    )
    play.process.refresh_from_db()
    chunk = play.raised("civil-society1")
    assert facts_of(chunk).members("governments") == 1
    assert (
        rule_of(RegroupProcess(play.process, {"civil-society": "martians"}), play.secretary)
        == "process.unknown-group"
    )
    assert (
        rule_of(RegroupProcess(play.process, {}), play.people["governments1"][0])
        == "process.not-secretariat"
    )
    address = f"/issues/processes/{play.process.pk}/groups/"
    office, member = client_of(play.secretary), client_of(play.people["governments1"][0])
    assert address in office.get(f"/issues/processes/{play.process.pk}/room/").content.decode()
    assert address not in member.get(f"/issues/processes/{play.process.pk}/room/").content.decode()
    assert "will be refused" in member.get(address).content.decode()
    perform(RegroupProcess(play.process, {}), by=play.secretary, now=START)
    chunk = Chunk.objects.get(pk=chunk.pk)
    assert (chunk.process.counts_as, facts_of(chunk).members("civil_society")) == ({}, 1)
    assert recompute(chunk.issue).findings == ()
    to_the_call(play)
    play.do(Vote(Chunk.objects.latest("number"), "support", "support"), "civil-society2")
    assert rule_of(RegroupProcess(play.process, {}), play.secretary) == "process.counted"
    assert address not in office.get(f"/issues/processes/{play.process.pk}/room/").content.decode()
    form = office.get(address).context["form"]
    said = {
        f"group-{slug}": slug.replace("-", "_")
        for slug in ("governments", "private-sector", "technical-community")
    }
    answer = office.post(
        address, said | {"key": form["key"].value(), "group-civil-society": "governments"}
    )
    assert (answer.status_code, answer.context["form"]["group-civil-society"].value()) == (
        409,
        "governments",
    )


def test_the_form_of_groups_changes_what_was_chosen(client_of: Callable[[Any], Client]) -> None:
    process = begun(counts_as={"civil-society": ""})
    office, there = (
        client_of(Participant.objects.create_user("s@example.org", secretariat=True)),
        group("civil-society"),
    )
    address = f"/issues/processes/{process.pk}/groups/"
    form = office.get(address).context["form"]
    assert form[f"group-{there.slug}"].value() == ""
    sent = {one.html_name: one.value() or "" for one in form if one.html_name != "capacity"}
    assert office.post(address, sent | {f"group-{there.slug}": "stakeholders"}).status_code == 302
    process.refresh_from_db()
    assert process.counts_as["civil-society"] == "stakeholders"


# Taking part


def test_anyone_takes_part_without_speaking_and_leaves_again_and_it_follows_from_the_record() -> (
    None
):
    play = Play()
    chunk = play.raised()
    by, capacity = play.people["governments1"]
    perform(JoinProcess(play.process), by=by, now=START, capacity=capacity)
    assert Member.objects.get(participant=by).group == capacity.group
    with pytest.raises(Refused) as again:
        perform(JoinProcess(play.process), by=by, now=START, capacity=capacity)
    assert again.value.refusal.rule == "process.joined"
    assert recompute(chunk.issue).findings == ()
    perform(LeaveProcess(play.process), by=by, now=START)
    assert not Member.objects.filter(participant=by).exists()
    assert rule_of(LeaveProcess(play.process), by) == "process.not-joined"
    assert rule_of(JoinProcess(play.process), None) == "process.no-participant"
    assert recompute(chunk.issue).findings == ()


def test_numbers_by_group_and_region_follow_whoever_changes_their_capacity_or_leaves() -> None:
    play = Play()
    chunk = play.raised()  # Civil society 1 proposed it
    by, capacity = play.people["governments1"]
    before = dict(members_by_group(play.process))
    perform(JoinProcess(play.process), by=by, now=START, capacity=capacity)
    assert members_by_group(play.process) == before | {("governments", ""): 1}
    abroad = speaks_for(by, "civil-society")
    Affiliation.objects.filter(pk=abroad.pk).update(region="africa")
    abroad.refresh_from_db()
    perform(JoinProcess(play.process), by=by, now=START, capacity=abroad)
    assert members_by_group(play.process) == before | {("civil-society", "africa"): 1}
    assert recompute(chunk.issue).findings == ()
    count_anew(play.process)
    assert members_by_group(play.process) == before | {("civil-society", "africa"): 1}
    perform(LeaveProcess(play.process), by=by, now=START)
    assert members_by_group(play.process) == before


def test_recomputing_finds_numbers_of_people_that_do_not_follow_from_the_record() -> None:
    play = Play()
    chunk = play.raised()
    Headcount.objects.update(number=7)
    [found] = recompute(chunk.issue).findings
    assert (
        str(found)
        == "people who take part, by group / civil-society: the pages show 7, from the record follows 1"
    )


def test_a_group_that_is_affected_and_takes_no_part_is_missing_by_issue_and_by_model() -> None:
    process, ann = begun(), amina()
    capacity = speaks_for(ann, "civil-society")
    other = group("farmers")
    group("governments")
    perform(
        ProposeIssue(process, "Who repairs?", "", (other,)), by=ann, now=START, capacity=capacity
    )
    found = room_of(process, affected_by(process), timezone.now())
    assert [one.title for one in found.missing] == [
        "Farmers",
        "Governments",
    ]
    assert [one.title for one in found.unseated] == [
        "Private sector",
        "Technical community",
        "Others who are concerned",
    ]
    assert {one.slug: one.members for one in found.voices if one.members} == {"civil-society": 1}
    assert found.total == 1


def test_people_are_counted_by_group_and_region() -> None:
    process, ann, ben = begun(), amina(), bo()
    of_ann, of_ben = speaks_for(ann, "civil-society"), speaks_for(ben, "governments")
    of_ann.region = "africa"
    of_ann.save()
    for who, capacity in ((ann, of_ann), (ben, of_ben)):
        perform(JoinProcess(process), by=who, now=START, capacity=capacity)
    found = room_of(process, (), timezone.now())
    assert found.voices[0].by_region == (1, 0, 0, 0, 0, 0)
    assert dict(found.regions)["Africa"] == 1
    assert "Africa" not in found.silent_regions
    assert "Eastern Europe" in found.silent_regions


def test_where_those_are_from_who_state_no_region_is_not_known() -> None:
    process, ann = begun(), amina()
    perform(JoinProcess(process), by=ann, now=START, capacity=speaks_for(ann, "civil-society"))
    assert room_of(process, (), timezone.now()).silent_regions == []


# Invitations


def test_only_secretariat_and_officers_invite_and_say_whom() -> None:
    play = Play()
    civil = group("civil-society")
    work = Invite(play.process, civil, channel="phone")
    officer = play.people["governments1"][0]
    assert rule_of(work, officer) == "invitation.not-officer"
    play.seat("chairs", "governments1")
    perform(work, by=officer, now=START)
    assert rule_of(Invite(play.process, channel="phone"), play.secretary) == "invitation.nobody"
    assert rule_of(Invite(play.process, civil), play.secretary) == "invitation.no-address"
    perform(Invite(play.process, civil, email="dee@example.org"), by=play.secretary, now=START)
    assert (
        rule_of(Invite(play.process, civil, email="DEE@example.org"), play.secretary)
        == "invitation.sent"
    )


def test_the_record_does_not_say_whom_an_invitation_names_and_it_can_be_erased() -> None:
    process, secretary = begun(), chen()
    act = perform(
        Invite(
            process,
            group("civil-society"),
            name="Dee Floor",
            email="dee@example.org",
            text="Cables break at your coast.",
        ),
        by=secretary,
        now=START,
    )
    shown = b"".join(
        bytes(one) for one in Opening.objects.filter(act=act).values_list("content", flat=True)
    ) + bytes(act.leaf)
    assert b"Dee" not in shown
    assert b"dee@example.org" not in shown
    assert b"Cables break" in shown
    page = Client().get(f"/issues/processes/{process.pk}/room/").content.decode()
    assert "dee@example.org" not in page
    assert "Dee Floor" not in page
    assert "Civil society" in page
    found = Invitation.objects.get()
    assert rule_of(EraseInvited(found), amina()) == "invitation.not-officer"
    perform(EraseInvited(found), by=secretary, now=START)
    found.refresh_from_db()
    assert (found.name, found.email) == ("", "")
    assert not Sealed.objects.filter(act=act, field="invited").exists()
    assert rule_of(EraseInvited(found), secretary) == "invitation.names-nobody"


def states(process: Process) -> list[str]:
    return [state_of(one, timezone.now()).state for one in invitations_of(process)]


def test_an_invitation_is_answered_by_the_address_the_organisation_or_the_group() -> None:
    process, secretary, ann, ben = begun(), chen(), amina(), bo()
    of_ann, of_ben = (
        speaks_for(ann, "civil-society", organisation="Repair Co"),
        speaks_for(ben, "governments", organisation="Ministry"),
    )
    civil, governments = group("civil-society"), group("governments")
    for work in (
        Invite(process, civil, email="amina@example.org"),
        Invite(process, governments, organisation="ministry", channel="letter"),
        Invite(process, governments, channel="phone"),
        Invite(process, civil, email="nobody@example.org"),
    ):
        perform(work, by=secretary, now=START)
    assert states(process) == ["invited"] * 4
    perform(JoinProcess(process), by=ann, now=START + timedelta(days=1), capacity=of_ann)
    assert states(process) == ["invited", "invited", "invited", "came"]
    perform(JoinProcess(process), by=ben, now=START + timedelta(days=2), capacity=of_ben)
    assert states(process) == ["invited", "came", "came", "came"]
    last = Invitation.objects.get(email="nobody@example.org")
    perform(Remind(last), by=secretary, now=START + timedelta(days=9))
    assert states(process)[0] == "reminded"
    counts = invited_by_group(process, START + timedelta(days=20))
    assert (
        counts[civil.pk].invited,
        counts[civil.pk].came,
        counts[civil.pk].waiting,
        counts[civil.pk].since_days,
    ) == (
        2,
        1,
        1,
        20,
    )
    perform(Decline(last, "No time"), by=secretary, now=START + timedelta(days=10))
    assert states(process)[0] == "declined"
    assert rule_of(Remind(last), secretary) == "invitation.declined"
    assert invited_by_group(process, START)[civil.pk].declined == 1


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param({"email": "%"}, id="any address"),
        pytest.param({"email": "_mina@example.org"}, id="an address but for a letter"),
        pytest.param({"organisation": "%"}, id="any organisation"),
        pytest.param({"organisation": "Repair_Co"}, id="an organisation but for a letter"),
    ],
)
def test_what_an_invitation_names_is_no_pattern(asked: dict[str, str]) -> None:
    process, ann = begun(), amina()
    capacity = speaks_for(ann, "civil-society", organisation="Repair Co")
    found = Invitation(number=900, process=process, at=START, **asked)
    found.save(force_insert=True)
    perform(JoinProcess(process), by=ann, now=START + timedelta(days=1), capacity=capacity)
    assert states(process) == ["invited"]


def test_whoever_was_there_before_the_invitation_of_their_group_did_not_come_because_of_it() -> (
    None
):
    process, secretary, ann = begun(), chen(), amina()
    capacity = speaks_for(ann, "civil-society")
    perform(JoinProcess(process), by=ann, now=START, capacity=capacity)
    perform(
        Invite(process, group("civil-society"), channel="phone"),
        by=secretary,
        now=START + timedelta(days=1),
    )
    assert states(process) == ["invited"]


def test_an_invitation_goes_out_by_mail_and_is_declined_without_an_account(
    client_of: Callable[[Any], Client],
) -> None:
    process = begun()
    group("civil-society")
    secretary = client_of(chen())
    address = f"/issues/processes/{process.pk}/invite/"
    form = secretary.get(f"{address}?group=civil-society").context["form"]
    assert form["group"].value() == "civil-society"
    sent = {
        "key": form["key"].value(),
        "group": "civil-society",
        "name": "Dee",
        "email": "dee@example.org",
        "channel": "mail",
        "text": "They break at your coast.",
    }
    assert "the mail was sent" in secretary.post(address, sent, follow=True).content.decode()
    assert [one.to for one in mail.outbox] == [["dee@example.org"]]
    assert "They break at your coast." in mail.outbox[0].body
    link = re.search(r"http://testserver(/invited/\S+)", mail.outbox[0].body)
    assert link is not None
    visitor = Client()
    page = visitor.get(link[1])
    assert page.status_code == 200
    assert not Act.objects.filter(kind="invitation.decline").exists()  # reading answers nothing
    long = visitor.post(link[1], {"answer": "decline", "reason": "We meet elsewhere. " * 40})
    assert (long.status_code, 'data-rule="text.too-long"' in long.content.decode()) == (
        409,
        True,
    )  # nothing is cut off
    assert long.content.decode().count("We meet elsewhere.") == 40
    visitor.post(link[1], {"answer": "decline", "reason": "We meet elsewhere."})
    found = Invitation.objects.get()
    assert found.declined_because == "We meet elsewhere."
    assert Act.objects.get(kind="invitation.decline").body == {"by": "link"}
    assert visitor.post(link[1], {"answer": "decline"}).status_code == 409
    assert (
        "We meet elsewhere."
        in visitor.get(f"/issues/processes/{process.pk}/room/").content.decode()
    )
    assert visitor.get("/invited/1:made-up/").status_code == 404


def test_who_comes_by_the_link_under_another_address_counts_as_come(
    client_of: Callable[[Any], Client],
) -> None:
    process = begun()
    perform(
        Invite(process, group("civil-society"), email="office@example.org"), by=chen(), now=START
    )
    found = Invitation.objects.get()
    capacity = speaks_for(own := amina(), "civil-society")
    client = client_of(own)
    address = f"/invited/{token_of(found)}/"
    said = {"key": client.get(address).context["form"]["key"].value(), "answer": "join"}
    said["capacity"] = str(capacity.pk)
    assert Client().post(address, said).status_code == 401  # the session ended
    assert client.post(address, said).status_code == 302
    assert states(process) == ["came"]


def test_a_mail_that_cannot_be_sent_is_said_and_the_invitation_stays(
    client_of: Callable[[Any], Client], settings: Any
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        9,
    )
    process = begun()
    client = client_of(chen())
    address = f"/issues/processes/{process.pk}/invite/"
    key = client.get(address).context["form"]["key"].value()
    sent = {"key": key, "email": "dee@example.org", "channel": "mail"}
    assert "could not be sent" in client.post(address, sent, follow=True).content.decode()
    assert Invitation.objects.count() == 1


def test_who_may_not_invite_is_told_and_keeps_what_was_typed(
    client_of: Callable[[Any], Client],
) -> None:
    process = begun()
    client = client_of(amina())
    address = f"/issues/processes/{process.pk}/invite/"
    page = client.get(address)
    assert "will be refused" in page.content.decode()
    sent = {
        "key": page.context["form"]["key"].value(),
        "organisation": "Repair Co",
        "channel": "phone",
        "text": "Come!",
    }
    answer = client.post(address, sent)
    assert answer.status_code == 409
    assert "Come!" in answer.content.decode()
    assert "invitation.not-officer" in answer.content.decode()


# Pages


@pytest.mark.parametrize("who", ["visitor", "amina", "chen"])
def test_the_pages_of_the_room_open_for_everyone_and_offer_what_each_may_do(
    who: str, client_of: Callable[[Any], Client]
) -> None:
    play = Play()
    chunk = play.raised()
    person = {"visitor": None, "amina": amina, "chen": None}[who]
    client = Client() if who == "visitor" else client_of(person() if person else play.secretary)
    perform(
        Invite(play.process, group("governments"), email="dee@example.org"),
        by=play.secretary,
        now=START,
    )
    room = client.get(f"/issues/processes/{play.process.pk}/room/").content.decode()
    assert ("Invite somebody" in room) is (who == "chen")
    assert ("dee@example.org" in room) is (who == "chen")
    assert ("You do not have to speak" in room) is (who != "visitor")
    for address in (
        f"/issues/{chunk.issue_id}/",
        f"/chunks/{chunk.pk}/",
        f"/issues/processes/{play.process.pk}/",
    ):
        page = client.get(address).content.decode()
        missing, _mark, invited = page.partition("Missing voices")[2].partition("Invited</span>")
        assert "Governments" not in missing
        assert "Private sector" in missing
        assert "Governments" in invited[:400]
    voices = client.get(f"/issues/processes/{play.process.pk}/room.json").json()["voices"]
    states = {one["title"]: (one["missing"], one["state"]) for one in voices}
    assert states["Governments"] == (False, "invited")
    assert states["Private sector"] == (True, "missing")
    assert states["Civil society"] == (False, "here")


def test_who_declined_is_a_missing_voice_again_and_who_came_is_here() -> None:
    play = Play()
    play.raised()
    invited = play.do_plain(Invite(play.process, group("governments"), email="dee@example.org"))
    assert standing(play, "governments") == "invited"
    perform(Decline(Invitation.objects.get(pk=invited.number), by_link=True), by=None, now=play.now)
    assert standing(play, "governments") == "missing"
    play.do_plain(Invite(play.process, group("governments"), email="eve@example.org"))
    assert standing(play, "governments") == "invited"
    play.do_plain(JoinProcess(play.process), "governments1")
    assert standing(play, "governments") == "here"


def standing(play: Play, slug: str) -> str:
    room = room_of(play.process, affected_by(play.process), play.now)
    return next(one.state for one in room.voices if one.slug == slug)


def test_an_open_seat_that_somebody_takes_unasked_is_no_voice_found() -> None:
    play = Play()
    StakeholderGroup.objects.filter(slug="governments").update(retired=True)
    somebody, given = play.people["civil-society2"][0], play.people["civil-society1"][0]
    play.do_plain(GiveSeat(play.process, "governments", somebody), "civil-society2")
    assert of_model(play, "governments") == (0, "unseated")
    play.do_plain(GiveSeat(play.process, "governments", given))
    assert of_model(play, "governments") == (1, "here")


def of_model(play: Play, name: str) -> tuple[int, str]:
    room = room_of(play.process, affected_by(play.process), play.now)
    return next((one.members, one.state) for one in room.voices if one.of_model == name)


@pytest.mark.parametrize("address", ["do/judge/designation/", "evidence/"])
def test_before_a_finding_and_a_decision_the_missing_voices_are_named_with_the_invitations(
    address: str, client_of: Callable[[Any], Client], play: Play
) -> None:
    chunk = to_the_call(play)
    client = client_of(play.people["governments1"][0])
    asked = client.get(f"/chunks/{chunk.pk}/{address}").content.decode()
    assert (
        f"/issues/processes/{play.process.pk}/invite/?issue=" in asked
    )  # who leads the stage may invite
    perform(
        Invite(play.process, group("private-sector"), email="dee@example.org"),
        by=play.secretary,
        now=START,
    )
    found = client.get(f"/chunks/{chunk.pk}/{address}")
    page = found.content.decode()
    assert "Private sector" in page.partition("Invited</span>")[2][:600]


def test_a_step_into_a_call_or_to_an_outcome_counts_as_a_call() -> None:
    rules = model("equal-footing.working-group")
    assert is_a_call(rules, "deliberation", "leave", "call_consensus")
    assert is_a_call(rules, "deliberation", "judge", "anything")
    assert not is_a_call(rules, "deliberation", "deliver", "text")
    assert not is_a_call(rules, "deliberation", "leave", "nowhere")


def test_a_step_that_calls_nothing_names_no_missing_voices(
    client_of: Callable[[Any], Client], play: Play
) -> None:
    chunk = play.raised()
    client = client_of(play.people["governments1"][0])
    assert (
        "Missing voices"
        not in client.get(f"/chunks/{chunk.pk}/do/deliver/clusters/").content.decode()
    )


def test_one_joins_and_leaves_on_the_page(client_of: Callable[[Any], Client]) -> None:
    process = begun()
    client = client_of(amina())
    address = f"/issues/processes/{process.pk}"
    key = client.get(f"{address}/room/").context["form"]["key"].value()
    assert (
        "You take part."
        in client.post(f"{address}/join/", {"key": key}, follow=True).content.decode()
    )
    assert client.post(f"{address}/join/", {"key": key.replace(key[:4], "abcd")}).status_code == 409
    key = client.get(f"{address}/room/").context["form"]["key"].value()
    assert (
        "You do not have to speak"
        in client.post(f"{address}/leave/", {"key": key}, follow=True).content.decode()
    )


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_room_asks_as_often_for_one_invitation_as_for_thirty(
    number: int,
    client: Client,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    process, secretary = begun(), chen()
    for place in range(number):
        one = Participant.objects.create_user(f"p{place}@example.org", name=f"P {place}")
        capacity = speaks_for(one, f"group-{place % 5}" if number > 1 else "group-0")
        perform(JoinProcess(process), by=one, now=START, capacity=capacity)
        perform(
            Invite(process, capacity.group, organisation=f"O {place}", channel="phone"),
            by=secretary,
            now=START,
        )
    client.get(f"/issues/processes/{process.pk}/room/")
    with django_assert_num_queries(11):
        client.get(f"/issues/processes/{process.pk}/room/")


@pytest.mark.parametrize("what", ["remind", "decline", "erase"])
def test_whom_an_invitation_names_is_shown_to_those_who_invite_and_in_no_refusal(
    play: Play, client_of: Any, what: str
) -> None:
    sent = Invite(play.process, name="Ines Unannounced", email="ines@unannounced.example")
    number = play.do_plain(sent).number
    address = f"/issues/processes/{play.process.pk}/invitations/{number}/{what}/"
    outsider, _capacity = play.newcomer("Nia", "civil-society")
    for who, may in {
        play.secretary: True,
        play.people["governments1"][0]: True,
        play.people["civil-society1"][0]: False,
        outsider: False,
    }.items():
        client = client_of(who)
        pages = [client.get(address)]
        if not may:
            pages.append(client.post(address, {"key": str(uuid4()), "capacity": ""}))
            assert pages[1].status_code == 409
        for page in pages:
            said = page.content.decode()
            assert ("Ines Unannounced" in said, "ines@unannounced.example" in said) == (may, may), (
                who,
                page.status_code,
            )
