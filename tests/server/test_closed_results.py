"""A closed result does not move: its figures are those of the moment it closed, whoever comes, goes
or changes group later.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from isegoria.server.conduct.erasing import EraseAccount
from isegoria.server.issues.acts import SupportIssue, WithdrawSupport
from isegoria.server.membership.acts import JoinProcess, LeaveProcess
from isegoria.server.people.models import StakeholderGroup
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk
from isegoria.server.process.seats import GiveSeat
from isegoria.server.process.steps import Deliver, GiveFinding, Vote
from isegoria.server.process.tallies import tallies_of
from isegoria.server.replay.compare import recompute
from tests.people import speaks_for
from tests.play import Play, everyone_supports, seated, to_the_call

pytestmark = pytest.mark.django_db

VARYING = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|"at": "[^"]*"|\xe2\x80\x8b')


def decided(play: Play) -> Chunk:
    """Return an issue that ended with positions, a ballot, support and a position of somebody."""
    chunk = to_the_call(play)
    play.do_plain(SupportIssue(chunk.issue), "private-sector1")
    everyone_supports(play, chunk)
    play.do(Vote(chunk, "support", "can_live_with"), "civil-society2")
    play.do(Vote(chunk, "support", "stand_aside"), "governments2")
    play.do(Deliver(chunk, "evidence"))
    play.do(GiveFinding(chunk, "designation", "consensus", reason="all groups"), "governments1")
    play.later(chunk, 21)
    ended = Chunk.objects.get(pk=chunk.pk)
    assert ended.outcome == "recommendation"
    return ended


def addresses(chunk: Chunk) -> Iterator[str]:
    """Yield every address that has figures of a decided issue."""
    number = [chunk.number]
    for name in ("chunk", "chunk-json", "positions", "evidence", "evidence-json", "outcome"):
        yield reverse(name, args=number)
    yield reverse("outcome-markdown", args=number)
    yield reverse("objections", args=number)
    yield reverse("issue", args=[chunk.issue_id])
    yield reverse("roll-call", args=[chunk.number, "consensus_call", "support"])
    yield reverse("outcomes")
    yield reverse("over-the-years") + "?words=cables"


def shown(chunk: Chunk) -> dict[str, bytes]:
    found = {}
    for address in addresses(chunk):
        response = Client().get(address)
        assert response.status_code == 200, address
        found[address] = VARYING.sub(b"", response.content)
    return found


def newcomer_joins(play: Play) -> None:
    play.people["new"] = play.newcomer("Noor", "governments")
    play.do_plain(JoinProcess(play.process), "new")


def stranger_of_no_group_joins(play: Play) -> None:
    play.people["new"] = (play.newcomer("Nina", "governments")[0], None)
    play.do_plain(JoinProcess(play.process), "new")


def voter_leaves(play: Play) -> None:
    play.do_plain(LeaveProcess(play.process), "civil-society2")


def voter_changes_group(play: Play) -> None:
    who = play.people["civil-society2"][0]
    play.people["civil-society2"] = (who, speaks_for(who, "private-sector"))
    play.do_plain(JoinProcess(play.process), "civil-society2")


def voter_is_erased(play: Play) -> None:
    play.do_plain(EraseAccount(play.people["civil-society2"][0]), "civil-society2")


def seat_in_a_group(play: Play) -> None:
    who = play.newcomer("Nils", "governments")[0]
    play.do_plain(GiveSeat(play.process, "private_sector", who))


def group_is_new(_play: Play) -> None:
    StakeholderGroup.objects.create(slug="youth", name="Youth", position=9)


def group_is_given_up(_play: Play) -> None:
    StakeholderGroup.objects.filter(slug="civil-society").update(retired=True)


LATER: tuple[Callable[[Play], None], ...] = (
    newcomer_joins,
    stranger_of_no_group_joins,
    voter_leaves,
    voter_changes_group,
    seat_in_a_group,
    group_is_new,
    group_is_given_up,
)


def test_what_is_decided_shows_the_same_figures_whoever_comes_and_goes() -> None:
    play = seated()
    chunk = decided(play)
    before = shown(chunk)
    for event in LATER:
        event(play)
        play.day += 1
        after = shown(chunk)
        for address, content in before.items():
            assert after[address] == content, (event.__name__, address)
        assert recompute(chunk.issue).findings == ()


def test_an_erased_account_takes_a_name_and_no_figure() -> None:
    play = seated()
    chunk = decided(play)
    tallies = figures(chunk)
    voter_is_erased(play)
    assert figures(chunk) == tallies
    newcomer_joins(play)
    assert figures(chunk) == tallies
    assert recompute(chunk.issue).findings == ()


def test_nobody_supports_what_is_decided() -> None:
    play = seated()
    chunk = decided(play)
    assert play.refused_plain(SupportIssue(chunk.issue), "governments1") == "issue.decided"
    assert play.refused_plain(WithdrawSupport(chunk.issue), "private-sector1") == "issue.decided"
    page = Client().get(reverse("issue", args=[chunk.issue_id])).content.decode()
    assert "Its support stays as it was" in page


def figures(chunk: Chunk) -> Any:
    current = Chunk.objects.select_related("process", "issue").get(pk=chunk.pk)
    facts = facts_of(current)
    found = tallies_of(facts, current.ended_at, stage="consensus_call")  # type: ignore[arg-type]
    return found, facts.took_part(), facts.members_then("civil_society")
