"""Choices of several options, orders and published numbers as people write them on the pages, and a
ballot that goes on in the next stage.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from isegoria.rules.facts.holding import result, winners
from isegoria.rules.facts.situation import Situation
from isegoria.server.issues.models import Issue
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk
from isegoria.server.process.tallies import tallies_of
from isegoria.server.replay.compare import recompute
from tests.play import Play
from tests.server.test_electing import DRAWN, announced, stood
from tests.server.test_text_under_decision import EDITOR, RESTARTING, call_in, newest

pytestmark = pytest.mark.django_db
ANN, BEN, CAM = "civil-society1", "civil-society2", "governments1"
PLAN = "plan: {title: The plan, clock: call, passes: {share: yes, more_than: 1/2}}"
SITES = "plan: {title: The site, clock: call, answers: [north, south, east], HOW}"


@pytest.fixture
def sends(client_of: Any, now: dict[str, Any]) -> Any:
    """Return what sends the form of a step: who, what, with which fields; it returns the answer."""

    def sent(play: Play, chunk: Chunk, who: str, step: tuple[str, str], **said: str) -> Any:
        now["now"] = play.now
        client: Client = client_of(play.people[who][0])
        address = reverse("do-named", args=[chunk.pk, *step])
        form = client.get(address).context["form"]
        hidden = {
            name: form[name].value()
            for name in ("key", "seen")
            if name in form.fields or name == "key"
        }
        capacity = {"capacity": play.people[who][1].pk} if "capacity" in form.fields else {}
        return client.post(address, hidden | capacity | said)

    return sent


@pytest.mark.parametrize(
    ("how", "wrong", "written", "won"),
    [
        (
            "elects: {how: approval, seats: 1}",
            "west",
            {ANN: "north, south", BEN: "south", CAM: " east ,south"},
            ("south",),
        ),
        (
            "elects: {how: score, seats: 1, most: 5}",
            "north: 6",
            {ANN: "north: 5", BEN: "south: 3, east: 1", CAM: "south: 3"},
            ("south",),
        ),
        (
            "elects: {how: stv, seats: 2}",
            "north > north",
            {ANN: "north > east", BEN: "south", CAM: "south > east"},
            ("south", "north"),
        ),
    ],
)
def test_a_choice_is_written_on_the_page_and_a_wrong_one_comes_back(
    how: str, wrong: str, written: dict[str, str], won: tuple[str, ...], sends: Any, client_of: Any
) -> None:
    play, chunk = call_in(RESTARTING.replace(PLAN, SITES.replace("HOW", how)))
    refused = sends(play, chunk, ANN, ("vote", "plan"), answer=wrong)
    assert refused.status_code == 409
    shown = refused.content.decode()
    assert 'data-rule="harbour.plan/call/plan"' in shown
    assert f'value="{wrong.replace(">", "&gt;")}"' in shown  # nothing that was typed is lost
    assert "Your choice" in shown
    for who, choice in written.items():
        assert sends(play, chunk, who, ("vote", "plan"), answer=choice).status_code == 302
    [tally] = tallies_of(facts_of(newest(chunk)), play.now + timedelta(days=20))
    assert (tally.won, tally.result, sum(tally.heads)) == (won, "passed", 3)
    assert recompute(Issue.objects.get()).findings == ()


def test_an_order_is_written_on_the_page_and_a_wrong_one_comes_back(sends: Any) -> None:
    ranked = "ranked: {default: east}, passes: {won: plan, is: south}"
    play, chunk = call_in(RESTARTING.replace(PLAN, SITES.replace("HOW", ranked)))
    refused = sends(play, chunk, ANN, ("vote", "plan"), answer="north > west")
    assert refused.status_code == 409
    shown = refused.content.decode()
    assert "Your order, the best first" in shown
    assert "north &gt; south &gt; east" in shown  # how it is written
    for who, order in ((ANN, "south > north"), (BEN, "north = south > east"), (CAM, "south")):
        assert sends(play, chunk, who, ("vote", "plan"), answer=order).status_code == 302
    facts = facts_of(newest(chunk))
    over = Situation(facts.model, facts, play.now + timedelta(days=20), "call")
    assert list(winners(over, "call", "plan")) == ["south"]
    assert result(over, "call", "plan") == "passed"
    assert recompute(Issue.objects.get()).findings == ()


def test_published_numbers_are_written_on_the_page_and_wrong_ones_come_back(sends: Any) -> None:
    play, chunk, _keys = stood(DRAWN)
    announced(play, chunk)
    refused = sends(play, chunk, EDITOR, ("close", "plan"), answer="by hand")
    assert refused.status_code == 409
    assert "Published numbers" in refused.content.decode()
    sent = sends(play, chunk, EDITOR, ("close", "plan"), answer="9319 / 2 5 12 8 10")
    assert sent.status_code == 302
    [tally] = tallies_of(facts_of(newest(chunk)), play.now)
    assert (tally.result, len(tally.won)) == ("passed", 2)
    assert recompute(Issue.objects.get()).findings == ()


GOES_ON = """
id: harbour.plan
title: Plan for the harbour
status: present
summary: The harbour votes in two steps.
groups: {civil_society: {title: Civil society}, governments: {title: Governments}}
offices: {editor: {title: Editor, chosen: elected, by: governments, term: 1 year}}
starts: talk
stages:
  talk:
    title: Talk
    officer: editor
    rights:
      civil_society: [attend, propose, comment, decide]
      governments: [attend, propose, comment, decide]
    ballots: {early: {title: Early votes, about: course}}
    exits: {vote: {to: vote, by: editor}}
  vote:
    title: Vote
    officer: editor
    rights: {civil_society: [attend, decide], governments: [attend, decide]}
    clocks: {vote: {title: Vote, length: 1 week, timeout: {silence: abstains}}}
    ballots:
      plan: {title: The plan, clock: vote, continues: talk/early, passes: {share: yes, more_than: 1/2}}
    exits:
      agreed: {outcome: plan, when: {all: [{ended: vote}, {result: plan}]}}
      dropped: {outcome: none, when: {ended: vote}}
outcomes: {plan: {title: Plan, force: binding}, none: {title: No plan, force: none}}
"""


def counts(chunk: Chunk, ballot: str) -> dict[str, int]:
    """Return how many gave each answer, as the JSON of the part says."""
    shown = Client().get(reverse("chunk-json", args=[chunk.pk])).json()
    [row] = (one for one in shown["tallies"] if one["ballot"] == ballot)
    return dict(zip(row["answers"], row["heads"], strict=True))


def names(chunk: Chunk, stage: str, ballot: str) -> list[tuple[str, str]]:
    """Return who answered what, as the roll call says."""
    address = f"/chunks/{chunk.pk}/ballots/{stage}/{ballot}/calls.json"
    return [(one["name"], one["answer"]) for one in Client().get(address).json()["calls"]]


def test_a_ballot_goes_on_in_the_next_stage_with_its_answers(
    sends: Any, now: dict[str, Any]
) -> None:
    play, chunk = call_in(GOES_ON)
    for who, answer in ((ANN, "yes"), (BEN, "no")):
        assert sends(play, chunk, who, ("vote", "early"), answer=answer).status_code == 302
    assert counts(chunk, "talk/early") == {"yes": 1, "no": 1, "abstain": 0}
    assert sends(play, chunk, EDITOR, ("leave", "vote")).status_code == 302
    assert newest(chunk).stage == "vote"
    assert counts(chunk, "vote/plan") == {"yes": 1, "no": 1, "abstain": 0}
    ann, ben, cam = (str(play.people[who][0]) for who in (ANN, BEN, CAM))
    assert sorted(names(chunk, "vote", "plan")) == [(ann, "yes"), (ben, "no")]
    assert sends(play, chunk, BEN, ("vote", "plan"), answer="yes").status_code == 302  # he changes
    assert sends(play, chunk, CAM, ("vote", "plan"), answer="no").status_code == 302
    assert counts(chunk, "vote/plan") == {"yes": 2, "no": 1, "abstain": 0}
    assert sorted(names(chunk, "vote", "plan")) == [(ann, "yes"), (ben, "yes"), (cam, "no")]
    assert recompute(Issue.objects.get()).findings == ()
    play.later(chunk, 8)
    assert newest(chunk).outcome == "plan"
    assert counts(chunk, "vote/plan") == {"yes": 2, "no": 1, "abstain": 0}
    assert recompute(Issue.objects.get()).findings == ()
