"""The call for issues: proposed under the rules of its model, supported by group, merged without
losing anybody.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from isegoria.library import digest_of, model, source_of
from isegoria.rules.language.model import Model
from isegoria.server.issues.acts import (
    BeginProcess,
    MergeIssue,
    ProposeIssue,
    SupportIssue,
    WithdrawSupport,
)
from isegoria.server.issues.models import Issue, IssueProposer
from isegoria.server.issues.reads import issues_of, support_by_group
from isegoria.server.people.models import Affiliation, Participant
from isegoria.server.process.models import Process
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act
from isegoria.terms import Refused
from tests.people import amina, bo, chen, speaks_for

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 12, tzinfo=UTC)


def begun(rules: Model | None = None) -> Process:
    act = perform(BeginProcess("Cables", rules or model("equal-footing")), by=None, now=START)
    return Process.objects.get(pk=act.number)


def proposed(
    process: Process,
    by: Participant,
    title: str,
    days: int = 1,
    capacity: Affiliation | None = None,
) -> Issue:
    act = perform(
        ProposeIssue(process, title), by=by, now=START + timedelta(days=days), capacity=capacity
    )
    return Issue.objects.get(pk=act.number)


def refused(work: object, by: Participant | None, days: int = 1) -> str:
    with pytest.raises(Refused) as found:
        perform(work, by=by, now=START + timedelta(days=days))
    return found.value.refusal.rule


def test_the_secretariat_begins_a_process_and_it_keeps_the_version_it_began_with() -> None:
    process = begun()
    assert (process.model_id, process.model_version) == (
        "equal-footing",
        model("equal-footing").version,
    )
    act = Act.objects.get(pk=process.number)
    assert act.body == {
        "model": "equal-footing",
        "version": process.model_version,
        "sha256": digest_of(source_of("equal-footing")),
    }
    assert (act.kind_version, process.rules.text) == (2, source_of("equal-footing"))
    assert (
        refused(BeginProcess("Mine", model("equal-footing")), amina()) == "process.not-secretariat"
    )


def test_a_body_that_takes_no_proposals_has_its_issues_put_before_it() -> None:
    process = begun(model("gavi.board"))
    assert refused(ProposeIssue(process, "Mine"), amina()) == "process.not-secretariat"
    issue = proposed(process, chen(), "Theirs")
    assert [(one.stage, one.outcome) for one in issue.chunks.all()] == [("papers", "")]


def test_an_issue_says_whom_it_touches_and_names_nobody_for_ever() -> None:
    process, ann = begun(), amina()
    group = speaks_for(ann, "civil-society").group
    act = perform(
        ProposeIssue(process, "Who repairs?", "They break.", (group,), "all coasts", "cables"),
        by=ann,
        now=START,
    )
    issue = Issue.objects.get(pk=act.number)
    assert [one.slug for one in issue.affected.all()] == ["civil-society"]
    assert act.body == {"affected": ["civil-society"]}
    assert b"repairs" not in bytes(act.leaf)
    assert [one.participant for one in issue.proposers.all()] == [ann]


def test_the_last_three_of_a_person_count() -> None:
    process, ann = begun(), amina()
    issues = [proposed(process, ann, f"Issue {number}") for number in range(5)]
    proposed(process, bo(), "Another")
    counted = set(Issue.objects.filter(counted=True).values_list("title", flat=True))
    assert counted == {"Issue 2", "Issue 3", "Issue 4", "Another"}
    assert Issue.objects.filter(pk=issues[0].pk).exists()


def test_the_call_closes_with_the_clock_of_the_model() -> None:
    process, ann = begun(), amina()
    proposed(process, ann, "In time", days=42)
    assert refused(ProposeIssue(process, "Late"), ann, days=43) == "equal-footing/call/clocks/call"


def test_who_has_no_right_under_the_model_is_refused_by_its_rule() -> None:
    process = begun(model("debian.gr"))
    assert (
        refused(ProposeIssue(process, "A resolution"), amina())
        == "debian.gr/discussion/rights/propose"
    )


def test_somebody_without_a_name_has_not_declared_who_they_are() -> None:
    nobody = Participant.objects.create_user("x@example.org", "a long password")
    assert (
        refused(ProposeIssue(begun(), "Anything"), nobody) == "equal-footing/disclosures/interests"
    )


def test_support_is_counted_by_group_once_and_can_be_taken_back() -> None:
    issue, ann, ben = (
        proposed(begun(), amina(), "Cables"),
        Participant.objects.get(name="Amina"),
        bo(),
    )
    capacity = speaks_for(ann, "civil-society")
    perform(SupportIssue(issue), by=ann, now=START, capacity=capacity)
    perform(SupportIssue(issue), by=ben, now=START)
    assert {
        (one.group.slug if one.group else None): one.number
        for one in support_by_group(issue, decided=False)
    } == {
        "civil-society": 1,
        None: 1,
    }
    assert refused(SupportIssue(issue), ann) == "issue.supported"
    perform(WithdrawSupport(issue), by=ann, now=START)
    assert refused(WithdrawSupport(issue), ann) == "issue.not-supported"
    assert issue.support.count() == 1
    assert Act.objects.filter(kind__startswith="issue.").count() == 4


def test_a_merged_issue_leads_on_and_its_people_come_along() -> None:
    process, ann, ben = begun(), amina(), bo()
    one, other = proposed(process, ann, "Cables"), proposed(process, ben, "Sea cables")
    perform(SupportIssue(other), by=ben, now=START)
    assert refused(MergeIssue(other, one), ann) == "process.not-secretariat"
    perform(MergeIssue(other, one), by=chen(), now=START)
    assert [str(who.participant) for who in IssueProposer.objects.filter(issue=one)] == [
        "Amina",
        "Bo",
    ]
    assert one.support.count() == 1
    assert list(issues_of(process)) == [one]
    assert refused(SupportIssue(other), ann) == "issue.merged"
    assert refused(MergeIssue(one, other), None) == "issue.cannot-merge"
    assert refused(MergeIssue(one, one), None) == "issue.cannot-merge"


def test_a_proposer_is_told_that_theirs_was_merged_by_mail_and_on_their_profile(
    client_of: Callable[[Participant], Client],
) -> None:
    process, ann, ben = begun(), amina(), bo()
    one, other = proposed(process, ann, "Cables"), proposed(process, ben, "Sea cables")
    secretary = client_of(chen())
    key = secretary.get(f"/issues/{other.number}/").context["merge_form"]["key"].value()
    page = secretary.post(
        f"/issues/{other.number}/merge/", {"key": key, "into": one.pk}, follow=True
    ).content.decode()
    merged = page.partition("Merged into this one")[2][:600]
    assert "Sea cables" in merged
    assert "Bo" in merged
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [
        (["bo@example.org"], "“Sea cables” goes on in “Cables”")
    ]
    assert f"/issues/{one.number}/" in mail.outbox[0].body
    assert "You stand behind that one too." in client_of(ben).get("/profile/").content.decode()
    assert (
        "What became of what you proposed" not in client_of(ann).get("/profile/").content.decode()
    )


def test_what_no_longer_counts_is_said_to_its_proposer_with_the_rule(
    client_of: Callable[[Participant], Client],
) -> None:
    process, ann = begun(), amina()
    first, *_others = [proposed(process, ann, f"Issue {number}") for number in range(3)]
    Process.objects.update(began_at=timezone.now())
    client = client_of(ann)
    address = f"/issues/processes/{process.number}/propose/"
    key = client.get(address).context["form"]["key"].value()
    page = client.post(address, {"key": key, "title": "The fourth"}, follow=True).content.decode()
    said = (
        f"#{first.number} no longer counts: under these rules the last 3 proposals of a person do."
    )
    assert said in page
    assert "equal-footing/call/rights/propose" in page
    assert Act.objects.filter(kind="issue.propose").latest("number").body["no_longer_counts"] == [
        first.number
    ]
    assert said in client.get(f"/issues/{first.number}/").content.decode()
    assert said in client.get("/profile/").content.decode()


def test_pages_list_show_and_lead_on(client: Client) -> None:
    assert "No process runs yet" in client.get("/issues/").content.decode()
    process, ann = begun(), amina()
    assert "Nobody proposed an issue, so this process has ended" in " ".join(
        client.get("/issues/").content.decode().split()
    )
    one, other = proposed(process, ann, "Cables"), proposed(process, ann, "Sea cables")
    perform(MergeIssue(other, one), by=None, now=START)
    assert "Sea cables" not in client.get("/issues/").content.decode()
    assert "Merged into:" in client.get(f"/issues/{other.number}/").content.decode()
    page = client.get(f"/issues/{one.number}/").content.decode()
    assert "Merged into this one" in page
    assert "Sign in to support it." in page
    assert [
        found["merged_into"] for found in client.get("/issues/issues.json").json()["issues"]
    ] == [None, one.number]
    assert client.get("/issues/999/").status_code == 404
    assert client.get(f"/issues/processes/{process.number}/propose/").status_code == 302


def test_forms_do_what_they_say_and_keep_what_was_typed() -> None:
    secretary, client = Client(), Client()
    secretary.force_login(chen())
    client.force_login(amina())
    page = secretary.get("/issues/begin/?model=equal-footing.forum")
    sent = {name: page.context["form"][name].value() for name in ("key", "shown")}
    secretary.post("/issues/begin/", {**sent, "title": "Cables", "model": "equal-footing.forum"})
    process = Process.objects.get()
    address = f"/issues/processes/{process.number}/propose/"
    page = client.get(address)
    assert "at most 3 times" in page.content.decode()
    key = page.context["form"]["key"].value()
    done = client.post(
        address, {"key": key, "title": "Who repairs?", "text": "They break."}, follow=True
    )
    assert "on the record" in done.content.decode()
    assert (
        client.post(
            address, {"key": key, "title": "Who repairs?", "text": "They break."}
        ).status_code
        == 302
    )
    issue = Issue.objects.get()  # the same form twice makes one issue
    key = client.get(f"/issues/{issue.number}/").context["form"]["key"].value()
    assert (
        "1 supporter"
        in client.post(
            f"/issues/{issue.number}/support/", {"key": key}, follow=True
        ).content.decode()
    )
    key = client.get(f"/issues/{issue.number}/").context["form"]["key"].value()
    assert (
        "0 supporters"
        in client.post(
            f"/issues/{issue.number}/withdraw/", {"key": key}, follow=True
        ).content.decode()
    )
    again = client.post(f"/issues/{issue.number}/withdraw/", {"key": key.replace(key[:4], "abcd")})
    assert again.status_code == 409
    assert "nothing to take back" in again.content.decode()
    Process.objects.update(began_at=START - timedelta(days=900))
    key = client.get(address).context["form"]["key"].value()
    late = client.post(address, {"key": key, "title": "Too late", "text": "But written with care."})
    assert late.status_code == 409
    assert "But written with care." in late.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_often_for_one_issue_as_for_three(
    client: Client,
    number: int,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    process, ann = begun(), amina()
    for place in range(number):
        proposed(process, ann, f"Issue {place}")
    client.get("/issues/")
    with django_assert_num_queries(4):
        client.get("/issues/")
