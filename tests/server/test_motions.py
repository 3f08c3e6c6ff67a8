"""Proposals that need seconders, appeals that need supporters, ballots that are answered for
others.
"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from isegoria.server.deliberation.motions import (
    Back,
    EndProxy,
    GiveProxy,
    MakeMotion,
    WithdrawBacking,
    work_of,
)
from isegoria.server.issues.models import Issue
from isegoria.server.membership.acts import LeaveProcess
from isegoria.server.people.models import Affiliation
from isegoria.server.process.facts import facts_of, model_of
from isegoria.server.process.models import Backer, Chunk, Member, Motion, Proxy
from isegoria.server.process.seats import NoteEvent
from isegoria.server.process.seconding import proxies_held
from isegoria.server.process.steps import Deliver, Vote
from isegoria.server.record.models import Act
from isegoria.server.replay.compare import recompute
from tests.once import once
from tests.play import Play

pytestmark = pytest.mark.django_db
CHAMBERS = {
    "private-sector1": "econ_n_org",
    "private-sector2": "econ_s_org",
    "civil-society1": "soc_n_org",
    "civil-society2": "env_n_org",
}


@pytest.fixture
def assembly() -> Play:
    """A members' assembly: a motion needs two seconders, and all three chambers behind it."""
    return once("assembly", _assembly)


def _assembly() -> Play:
    play = Play("fsc.ga.motion")
    for who, chamber in CHAMBERS.items():
        play.seat(chamber, who)
    return play


def made(play: Play, who: str = "private-sector1") -> Motion:
    act = play.do_plain(MakeMotion(play.process, "issue", "Plant what grows there"), who)
    return Motion.objects.get(pk=act.number)


def test_a_proposal_waits_for_seconders_of_every_chamber_and_then_becomes_an_issue(
    assembly: Play,
) -> None:
    motion = made(assembly)
    assembly.do_plain(Back(motion), "private-sector2")
    assert assembly.refused_plain(work_of(motion), "private-sector1").endswith(
        "rights/members/propose"
    )
    assembly.do_plain(Back(motion), "civil-society1")
    assert assembly.refused_plain(work_of(motion), "private-sector1").endswith(
        "rights/members/propose"
    )  # one chamber is missing
    assembly.do_plain(Back(motion), "civil-society2")
    act = assembly.do_plain(work_of(motion), "private-sector1")
    assert Issue.objects.get().number == act.number == Motion.objects.get().done_in
    assert set(Backer.objects.values_list("number", flat=True)) <= set(act.references)
    assert assembly.refused_plain(work_of(motion), "private-sector1") == "motion.done"
    assert recompute(Issue.objects.get()).findings == ()


def test_who_may_not_propose_may_not_second_and_nobody_seconds_twice(assembly: Play) -> None:
    motion = made(assembly)
    assert assembly.refused_plain(Back(motion), "governments1").endswith("rights/propose")
    assert assembly.refused_plain(Back(motion), "private-sector1") == "motion.backed"
    assembly.do_plain(Back(motion), "civil-society1")
    assert assembly.refused_plain(Back(motion), "civil-society1") == "motion.backed"
    assembly.do_plain(WithdrawBacking(motion), "civil-society1")
    assert assembly.refused_plain(WithdrawBacking(motion), "civil-society1") == "motion.not-backed"
    assert not Backer.objects.exists()


def test_where_the_rules_ask_for_nobody_there_is_no_motion(play: Play) -> None:
    assert (
        play.refused_plain(MakeMotion(play.process, "issue", "Cables"), "civil-society1")
        == "motion.needs-nobody"
    )


def test_the_pages_lead_from_the_proposal_to_the_issue(assembly: Play, client_of: Any) -> None:
    number = assembly.process.number
    proposer = client_of(assembly.people["private-sector1"][0])
    first = proposer.get(f"/issues/processes/{number}/propose/")
    assert first.headers["Location"] == f"/issues/processes/{number}/motions/new/issue/"
    sent = proposer.post(
        first.headers["Location"],
        {
            "key": uuid4(),
            "title": "Plant what grows there",
            "text": "Since it rains less.",
            "capacity": "",
        },
    )
    motion = Motion.objects.get()
    assert sent.headers["Location"] == f"/motions/{motion.number}/"
    for who in ("private-sector2", "civil-society1", "civil-society2"):
        page = client_of(assembly.people[who][0])
        assert "Support it" in page.get(f"/motions/{motion.number}/").content.decode()
        assert (
            page.post(
                f"/motions/{motion.number}/back/", {"key": uuid4(), "capacity": ""}
            ).status_code
            == 302
        )
    page = proposer.get(f"/motions/{motion.number}/").content.decode()
    assert "Nothing is in the way any more." in page
    assert "Support it" not in page
    done = proposer.post(f"/motions/{motion.number}/do/", {"key": uuid4(), "capacity": ""})
    assert done.headers["Location"] == f"/issues/{Issue.objects.get().number}/"
    assert Issue.objects.get().text == "Since it rains less."
    assert "done" in proposer.get(f"/issues/processes/{number}/motions/").content.decode()


@pytest.fixture
def voting(assembly: Play) -> Chunk:
    """The motion in the stage in which the chambers vote."""
    motion = made(assembly)
    for who in ("private-sector2", "civil-society1", "civil-society2"):
        assembly.do_plain(Back(motion), who)
    assembly.do_plain(work_of(motion), "private-sector1")
    chunk = Chunk.objects.select_related("process").get()
    assembly.seat("motions_committee", "technical-community1")
    assembly.do_plain(
        NoteEvent(chunk, "meeting", "assembly", f"{assembly.now + timedelta(days=220):%Y-%m-%d}")
    )
    assembly.do(Deliver(chunk, "motions"), "technical-community1")
    assert assembly.later(chunk, 60) == "ranking"
    assert assembly.later(chunk, 160) == "debate"
    return Chunk.objects.select_related("process").get()


def tally(chunk: Chunk) -> dict[str, Any]:
    return dict(
        facts_of(Chunk.objects.select_related("process").get(pk=chunk.pk)).tally(
            "debate", "motion", ""
        )
    )


def test_who_holds_a_proxy_answers_for_both_in_the_group_of_each(
    assembly: Play, voting: Chunk
) -> None:
    holder = assembly.people["civil-society1"][0]
    assembly.do_plain(GiveProxy(voting.process, holder), "private-sector1")
    assert (
        assembly.refused_plain(GiveProxy(voting.process, holder), "private-sector1")
        == "proxy.given"
    )
    others = tuple(
        proxies_held(model_of(voting.process), voting.process, holder, assembly.now.date())
    )
    act = assembly.do(Vote(voting, "motion", "yes", others=others), "civil-society1")
    assert tally(voting) == {"soc_n_org": {"yes": 1}, "econ_n_org": {"yes": 1}}
    assert Proxy.objects.get().number in act.references
    own = assembly.do(Vote(voting, "motion", "no"), "private-sector1")  # their own answer counts
    assert tally(voting)["econ_n_org"] == {"yes": 0, "no": 1}
    assert act.number in own.references
    assert tally(voting)["soc_n_org"] == {"yes": 1}
    assert recompute(Issue.objects.get()).findings == ()


def test_nobody_answers_with_a_proxy_that_was_taken_back_or_of_one_who_may_not(
    assembly: Play, voting: Chunk
) -> None:
    holder = assembly.people["civil-society1"][0]
    assembly.do_plain(GiveProxy(voting.process, holder), "private-sector1")
    assembly.join("governments1")
    assembly.do_plain(GiveProxy(voting.process, holder), "governments1")  # sits in no chamber
    held = {
        one.name: one
        for one in proxies_held(
            model_of(voting.process), voting.process, holder, assembly.now.date()
        )
    }
    with_government = Vote(voting, "motion", "yes", others=(held["governments 1"],))
    assert assembly.refused(with_government, "civil-society1").endswith("rights/decide")
    assert (
        assembly.refused_plain(EndProxy(Proxy.objects.first()), "civil-society2")
        == "proxy.not-yours"
    )  # type: ignore[arg-type]
    assembly.do_plain(
        EndProxy(Proxy.objects.get(principal=assembly.people["private-sector1"][0])),
        "private-sector1",
    )
    gone = Vote(voting, "motion", "yes", others=(held["private-sector 1"],))
    assert assembly.refused(gone, "civil-society1") == "proxy.not-held"
    assert not Act.objects.filter(kind="chunk.vote").exists()


def test_the_ballot_offers_the_proxies_one_holds(
    assembly: Play, voting: Chunk, client_of: Any
) -> None:
    holder = client_of(assembly.people["civil-society1"][0])
    address = f"/chunks/{voting.number}/do/vote/motion/"
    assert "proxy you hold" not in holder.get(address).content.decode()
    principal = client_of(assembly.people["private-sector1"][0])
    given = principal.post(
        f"/issues/processes/{voting.process_id}/proxies/",
        {"key": uuid4(), "holder": assembly.people["civil-society1"][0].email},
    )
    assert given.status_code == 302
    number = Proxy.objects.get().number
    assert "private-sector 1" in holder.get(address).content.decode()
    sent = holder.post(
        address, {"key": uuid4(), "answer": "yes", "others": [number], "reason": "", "capacity": ""}
    )
    assert sent.status_code == 302
    assert tally(voting)["econ_n_org"] == {"yes": 1}
    page = principal.get(f"/issues/processes/{voting.process_id}/proxies/").content.decode()
    assert "You gave yours to" in page
    principal.post(f"/issues/processes/{voting.process_id}/proxies/{number}/end/", {"key": uuid4()})
    assert Proxy.objects.get().until_at is not None


def test_a_process_without_proxies_takes_none(play: Play) -> None:
    holder = play.people["governments1"][0]
    assert (
        play.refused_plain(GiveProxy(play.process, holder), "governments2")
        == "equal-footing.working-group/proxies"
    )


@pytest.mark.parametrize("how", ["the giver leaves", "the holder leaves", "the affiliation ended"])
def test_a_proxy_ends_with_what_it_stands_on(voting: Chunk, assembly: Play, how: str) -> None:
    today = assembly.now.date()
    giver, holder = (assembly.people[who][0] for who in ("civil-society1", "civil-society2"))
    assembly.join("civil-society1", "civil-society2")
    assembly.do_plain(GiveProxy(voting.process, holder), "civil-society1")
    model = model_of(voting.process)
    assert [one.name for one in proxies_held(model, voting.process, holder, today)] == [str(giver)]
    if how == "the affiliation ended":
        Proxy.objects.update(capacity=assembly.people["civil-society1"][1])
        Affiliation.objects.filter(participant=giver).update(until_on=today)
        assert len(proxies_held(model, voting.process, holder, today)) == 1
        today += timedelta(days=1)
    else:
        who = "civil-society1" if "giver" in how else "civil-society2"
        assembly.do_plain(LeaveProcess(voting.process), who)
        assert Proxy.objects.get().until_at == assembly.now
    assert proxies_held(model, voting.process, holder, today) == []


def test_a_proxy_of_somebody_who_takes_no_part_counts_for_nothing(
    assembly: Play, voting: Chunk
) -> None:
    holder, today = assembly.people["civil-society1"][0], assembly.now.date()
    give = GiveProxy(voting.process, holder)
    assert assembly.refused_plain(give, "governments2") == "proxy.not-joined"
    assembly.join("governments2")
    assembly.do_plain(give, "governments2")
    assert len(proxies_held(model_of(voting.process), voting.process, holder, today)) == 1
    Member.objects.filter(participant=assembly.people["governments2"][0]).delete()
    assert proxies_held(model_of(voting.process), voting.process, holder, today) == []
