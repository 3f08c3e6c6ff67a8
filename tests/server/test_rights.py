"""What a page offers is what the engine grants, and what was written for a stage that is over is
refused with a reason.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from isegoria.server.conduct.codes import PublishCode
from isegoria.server.conduct.measures import Restrict
from isegoria.server.deliberation.acts import ProposeItem, Say, Settle
from isegoria.server.deliberation.models import Objection
from isegoria.server.issues.acts import MergeIssue
from isegoria.server.issues.parts import TieChunks
from isegoria.server.pages.deliberation.choices import (
    Choice,
    Looker,
    choices_of,
    looker_for,
    move_for,
    settles,
)
from isegoria.server.process.facts import ChunkFacts, facts_of
from isegoria.server.process.models import Chunk
from isegoria.server.process.reads import bench_of
from isegoria.server.process.seats import NoteEvent
from isegoria.server.process.steps import Appeal, Deliver, GiveFinding, GiveRuling, Vote
from tests.play import START, Play, at_deliberation, everyone_supports, split_in_a_call, to_the_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, datetime]]:
    """Let the pages believe that it is another day."""
    kept = {"now": START}
    monkeypatch.setattr(timezone, "now", lambda: kept["now"])
    return kept


def looking(play: Play, chunk: Chunk, who: str) -> tuple[ChunkFacts, Looker]:
    facts = facts_of(Chunk.objects.get(pk=chunk.pk))
    return facts, looker_for(facts, play.people[who][0], play.now, None)


def offered(play: Play, chunk: Chunk, who: str) -> list[Choice]:
    return choices_of(*looking(play, chunk, who), play.now)


def allowed(play: Play, chunk: Chunk, who: str) -> set[str]:
    return {
        one.address.partition(f"/{chunk.pk}/")[2]
        for one in offered(play, chunk, who)
        if one.refusal is None
    }


def contested(play: Play) -> Chunk:
    chunk = to_the_call(play)
    everyone_supports(play, chunk)
    play.do(
        GiveFinding(chunk, "designation", "no_consensus", reason="one is against"), "governments1"
    )
    play.do(
        Appeal(chunk, "designation", "consensus_call/designation", reason="nobody is against"),
        "civil-society1",
    )
    return chunk


def test_a_contest_is_ruled_on_once(play: Play) -> None:
    chunk = contested(play)
    newcomer = Play.newcomer("Nia", "civil-society")
    play.people["nia"] = newcomer
    assert "do/rule/designation/" in allowed(play, chunk, "private-sector2")  # sits on the panel
    assert "do/rule/designation/" not in allowed(play, chunk, "nia")
    play.seat("reserve", "nia")
    assert "do/rule/designation/" in allowed(play, chunk, "nia")
    play.people["noor"] = Play.newcomer("Noor", "civil-society")
    play.seat("reserve", "noor")
    for who in ("nia", "private-sector2"):  # of the three who sit
        play.do(GiveRuling(chunk, "designation", "dismissed", reason="the rules were kept"), who)
    assert play.refused(GiveRuling(chunk, "designation", "upheld", reason="no"), "nia").endswith(
        "/appeals/designation"
    )
    assert "do/rule/designation/" not in allowed(play, chunk, "nia")


def test_the_reserve_sits_where_recusal_leaves_too_few_and_the_page_says_so(play: Play) -> None:
    chunk = contested(play)
    play.people["nia"] = Play.newcomer("Nia", "civil-society")
    play.people["sam"] = Play.newcomer(
        "Sam", "civil-society", organisation="Office of civil-society 1"
    )
    for who in ("nia", "sam"):
        play.seat("reserve", who)
    shown = {
        str(seat.participant): out
        for seat, out in bench_of(facts_of(Chunk.objects.get(pk=chunk.pk)), "designation")
    }
    assert shown == {"private-sector 2": False, "Nia": False, "Sam": True}
    assert play.refused(GiveRuling(chunk, "designation", "upheld"), "sam").startswith(
        "equal-footing.working-group/"
    )
    by, _capacity = play.people["sam"]
    play.people["sam"] = (by, None)  # who leaves the organisation out of the form is still of it
    assert play.refused(GiveRuling(chunk, "designation", "upheld"), "sam").startswith(
        "equal-footing.working-group/"
    )


def test_what_waits_for_a_tied_chunk_can_still_be_talked_about(play: Play) -> None:
    chunk = to_the_call(play)
    everyone_supports(play, chunk)
    part = split_in_a_call(play, chunk)
    chunk.tied_to.add(part)  # they were tied before the call
    Chunk.objects.filter(pk=part.pk).update(stage="deliberation", look_at=None)
    part.refresh_from_db()
    play.day += 22
    assert play.later(chunk, 0) == "consensus_call"
    play.do(Say(chunk, text="We wait for the other part."), "civil-society1")
    play.do(Deliver(chunk, "evidence"))
    play.do(TieChunks(chunk, part, tied=False))
    assert Chunk.objects.get(pk=chunk.pk).outcome == "recommendation"


def test_what_a_page_offers_to_somebody_restricted_is_to_read(play: Play) -> None:
    chunk = to_the_call(play)
    assert "discussion/new/" in allowed(play, chunk, "civil-society1")
    play.do_plain(PublishCode("", ["No insults."], may_object=False))
    whom, until = play.people["civil-society1"][0], play.now + timedelta(days=30)
    play.do_plain(
        Restrict(process=play.process, restricted=whom, until=until, rule=1, reason="insults")
    )
    assert "discussion/new/" not in allowed(play, chunk, "civil-society1")
    refused = {
        one.address: one.refusal.rule
        for one in offered(play, chunk, "civil-society1")
        if one.refusal
    }
    assert refused[f"/chunks/{chunk.pk}/do/object/"] == "conduct.restricted"


def test_who_may_split_is_offered_it(play: Play) -> None:
    chunk = at_deliberation(play)
    assert [who for who in play.people if "split/" in allowed(play, chunk, who)] == ["governments1"]


def test_who_may_answer_an_objection_is_offered_it(play: Play) -> None:
    chunk = to_the_call(play)
    play.do(Vote(chunk, "support", "object", reason="Nobody asked the fishers."), "civil-society2")
    one = Objection.objects.get()
    assert [who for who in play.people if settles(*looking(play, chunk, who), [one], play.now)] == [
        "governments1",
    ]  # who objects in the ballot withdraws it there
    play.do(
        Settle(chunk, text="They were asked.", answer="addressed", objection=one), "governments1"
    )
    assert not settles(*looking(play, chunk, "governments1"), [Objection.objects.get()], play.now)


def test_a_merged_issue_takes_no_more_steps(play: Play) -> None:
    one, other = play.raised(), play.raised("private-sector1")
    play.do_plain(MergeIssue(other.issue, one.issue))
    assert play.refused(Say(other, text="Still here?"), "civil-society1") == "issue.merged"
    assert offered(play, other, "governments1") == []


def test_statements_are_answered_where_they_were_proposed_and_the_chunk_where_none_were(
    play: Play,
) -> None:
    chunk = play.raised()
    chunk = Chunk.objects.get(pk=chunk.pk)
    facts = facts_of(chunk)
    facts.enter("statements", play.now)
    facts.write()
    play.do(ProposeItem(chunk, text="Cables are a public good."), "civil-society1")
    votes = [one for one in offered(play, chunk, "civil-society1") if "/do/vote/" in one.address]
    assert [one.item.text for one in votes if one.item] == ["Cables are a public good."]
    play.day += 1
    facts = facts_of(Chunk.objects.get(pk=chunk.pk))
    facts.enter("consensus_call", play.now)
    facts.write()
    votes = [one for one in offered(play, chunk, "civil-society1") if "/do/vote/" in one.address]
    assert [one.item for one in votes] == [None]
    play.do(Vote(chunk, "support", "support"), "civil-society1")


def test_what_happened_outside_moves_a_chunk_on_at_once(play: Play) -> None:
    chunk = to_the_call(play)
    facts = facts_of(Chunk.objects.get(pk=chunk.pk))
    facts.enter("deliberation", play.now)
    facts.write()
    play.do(NoteEvent(chunk, "resource", "calls", "48"))
    assert Chunk.objects.get(pk=chunk.pk).outcome == "options"


def test_what_was_written_for_a_stage_that_is_over_is_kept_and_answered(
    play: Play, client: Client, clock: dict[str, datetime]
) -> None:
    chunk = to_the_call(play)
    clock["now"] = play.now
    client.force_login(play.people["technical-community2"][0])
    address = f"/chunks/{chunk.pk}/do/deliver/technical/"
    page = client.get(address)
    assert page.status_code == 200
    sent = {"key": page.context["form"]["key"].value(), "reason": "All of it was measured."}
    late = client.post(address, sent)
    assert late.status_code == 409
    assert "All of it was measured." in late.content.decode()
    everyone_supports(play, chunk)
    play.do(Deliver(chunk, "evidence"))
    play.later(chunk, 22)
    clock["now"] = play.now
    client.force_login(play.people["technical-community2"][0])
    page = client.get(f"/chunks/{chunk.pk}/discussion/new/")
    assert "You cannot do this now" in page.content.decode()
    sent = {
        "key": page.context["form"]["key"].value(),
        "form": "comment",
        "text": "One more thing.",
    }
    late = client.post(f"/chunks/{chunk.pk}/discussion/new/", sent)
    assert late.status_code == 409
    assert "One more thing." in late.content.decode()
    assert client.get(f"/chunks/{chunk.pk}/do/deliver/nothing/").status_code == 404


def test_a_visitor_is_offered_nothing_but_to_sign_in(
    play: Play, client: Client, clock: dict[str, datetime]
) -> None:
    chunk = to_the_call(play)
    clock["now"] = play.now
    page = client.get(f"/chunks/{chunk.pk}/").content.decode()
    assert "Sign in to take part." in page
    assert "/do/" not in page
    assert "/do/" not in client.get(f"/chunks/{chunk.pk}/text/").content.decode()


def test_a_form_begins_with_the_capacity_that_its_page_counted_on(
    play: Play, client: Client, clock: dict[str, datetime]
) -> None:
    chunk = to_the_call(play)
    clock["now"] = play.now
    by, capacity = play.people["civil-society1"]
    client.force_login(by)
    address = f"/chunks/{chunk.pk}/do/vote/support/"
    form = client.get(address).context["form"]
    assert capacity is not None
    assert form["capacity"].value() == capacity.pk
    client.post(
        address, {"key": form["key"].value(), "answer": "support", "capacity": ""}
    )  # for themself, which is refused
    sent = {"key": form["key"].value(), "answer": "support", "capacity": capacity.pk}
    assert client.post(address, sent).status_code == 302


def test_what_was_never_decided_cannot_be_contested(play: Play) -> None:
    chunk = to_the_call(play)
    contest = Appeal(chunk, "designation", "consensus_call/designation", reason="nobody is against")
    assert (
        play.refused(contest, "civil-society1") == "equal-footing.working-group/appeals/designation"
    )
    assert "do/appeal/designation/" not in allowed(play, chunk, "civil-society1")


def test_a_contest_of_the_shape_of_the_group_leads_back_to_its_scoping(play: Play) -> None:
    chunk = play.raised()
    play.do(Deliver(chunk, "clusters"))
    assert play.later(chunk, 42) == "scoping"
    play.do(GiveFinding(chunk, "shape", "open", reason="all who want"), "governments1")
    play.do(
        Appeal(chunk, "shape", "scoping/shape", reason="then nobody speaks for the absent"),
        "private-sector1",
    )
    play.panel_decides(chunk, "upheld", level="shape", reason="nobody was asked")
    assert Chunk.objects.get(pk=chunk.pk).stage == "scoping"
    play.do(GiveFinding(chunk, "shape", "representative", reason="each names two"), "governments1")


def test_what_may_be_contested_is_named_in_words_and_offered_as_soon_as_any_of_it_is_decided() -> (
    None
):
    play = Play("rir.ripe.pdp")
    for holder, who in {"everyone": "civil-society1", "wg_chairs": "governments1"}.items():
        play.seat(holder, who)
    chunk = play.raised()
    facts = facts_of(chunk)
    facts.enter("concluding", play.now)
    facts.event("back", play.now)
    facts.write()
    assert "do/appeal/collective/" in allowed(play, chunk, "civil-society1")
    move = move_for(*looking(play, chunk, "civil-society1"), play.now, "appeal", "collective")
    assert move is not None
    assert (
        dict(zip(move.answers, move.titles, strict=True))["review/consensus"]
        == "consensus (Review)"
    )
