"""Pages and JSON show who or what won, a tie, and how it was counted."""

import pytest
from django.test import Client

from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk
from isegoria.server.process.seats import GiveSeat
from isegoria.server.process.steps import Vote
from isegoria.server.process.tallies import Tally, tallies_of
from tests.server.test_voices import COUNCIL, COUNCILLORS, counted
from tests.world import World

pytestmark = pytest.mark.django_db

RULE = "passes: {share: yes, more_than: 1/2}"
RANKED = (
    "answers: [east, west, south], ranked: {default: south}, passes: {won: plan, is: [east, west]}"
)
SCORED = "answers: [east, west, south], elects: {how: score, seats: 1, most: 5}"
APPROVED = "answers: [east, west, south], elects: {how: approval, seats: 1}"
TRANSFERRED = "answers: [east, west, south], elects: {how: stv, seats: 1}"


def chosen(
    world: World, how: str, answers: list[str], secret: str = "false"
) -> tuple[Chunk, Tally]:
    """Let three of a council choose; return what came of it."""
    written = how.replace("], ranked", "]\n        ranked").replace(
        "], elects", "]\n        elects"
    )
    written = written.replace("}, passes", "}\n        passes")
    rules = COUNCIL.replace(RULE, written).replace("secret: true", f"secret: {secret}")
    rules = rules.replace(
        "quorum: {share: [yes, no, abstain], of: members, at_least: 2/3}\n        ", ""
    )
    chunk = world.under(rules, text="")
    for who, answer in zip(COUNCILLORS, answers, strict=True):
        world.done(GiveSeat(chunk.process, "council", world.who(who)))
        world.play.do(Vote(chunk, "plan", answer), who)
    return chunk, counted(world, chunk)


def page_of(chunk: Chunk) -> str:
    return " ".join(Client().get(f"/chunks/{chunk.pk}/").content.decode().split())


@pytest.mark.parametrize("secret", ["true", "false"])
def test_a_ranked_ballot_shows_its_winner_and_each_duel(world: World, secret: str) -> None:
    chunk, tally = chosen(
        world, RANKED, ["east > west > south", "west > east", "east > south"], secret
    )
    assert (tally.won, tally.level) == (("east",), ())
    page = page_of(chunk)
    assert 'Winner: <strong dir="auto">east</strong>' in page
    told = Client().get(f"/chunks/{chunk.pk}/chunk.json").json()["tallies"][0]
    assert told["won"] == ["east"]
    assert told["count"]["duels"][0] == {"one": "east", "other": "west", "above": 2, "below": 1}


@pytest.mark.parametrize(
    ("how", "answers", "won", "votes"),
    [
        (SCORED, ["east: 5", "west: 4, east: 1", "west: 3"], "west", {"east": "6", "west": "7"}),
        (APPROVED, ["east", "east, west", "south"], "east", {"east": "2", "west": "1"}),
        (TRANSFERRED, ["east", "west > east", "east"], "east", {"east": "2", "west": "1"}),
    ],
)
def test_a_choice_shows_its_winner_and_the_votes_of_each_round(
    world: World, how: str, answers: list[str], won: str, votes: dict[str, str]
) -> None:
    chunk, tally = chosen(world, how, answers)
    assert tally.won == (won,)
    assert tally.how is not None
    first = dict(zip(tally.how.options, tally.how.rounds[0], strict=True))
    assert votes.items() <= first.items()
    page = page_of(chunk)
    assert "How it was counted" in page
    assert f'Elected: <strong dir="auto">{won}</strong>' in page


def test_a_tie_is_said(world: World) -> None:
    chunk, tally = chosen(world, APPROVED, ["east", "west", "east, west"])
    assert (tally.won, tally.level, tally.result) == ((), ("east", "west"), "tied")
    assert "Tie between:" in page_of(chunk)


def test_nobody_is_elected_by_a_ballot_that_an_appeal_set_aside(world: World) -> None:
    chunk, tally = chosen(world, APPROVED, ["east", "east", "west"])
    assert tally.won == ("east",)
    current = Chunk.objects.select_related("process", "issue").get(pk=chunk.pk)
    current.state["visits"]["call"]["set_aside"] = ["plan"]
    current.save(update_fields=["state"])
    (found,) = tallies_of(facts_of(current), world.now, stage="call")
    assert (found.won, found.result, found.as_json()["set_aside"]) == ((), "", True)
    page = page_of(chunk)
    assert "set aside by an appeal" in page
    assert "Elected:" not in page
