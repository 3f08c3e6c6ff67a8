"""What the first page tells people to do: what is due and not done, and nothing else. A table: the
state of a part, who looks, what is told.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from isegoria.library import model
from isegoria.server.corrections.cancelling import CancelIssue
from isegoria.server.deliberation.models import StrawPoll
from isegoria.server.deliberation.polls import AnswerPoll, OpenPoll
from isegoria.server.deliberation.texts import Write
from isegoria.server.pages.forum.home import duties_of
from isegoria.server.pages.forum.roles_due import roles_due
from isegoria.server.people.models import Forum
from isegoria.server.process.models import Chunk, Seat
from isegoria.server.process.seats import EndSeat
from isegoria.server.process.steps import Appeal, Deliver, GiveFinding, GiveRuling
from isegoria.server.reviews.acts import OpenReview
from tests.play import Play, at_deliberation, everyone_supports, seated, to_the_call

pytestmark = pytest.mark.django_db
CHAIRS = model("equal-footing.working-group").offices["chairs"].title
PEOPLE = {
    "chair": "governments1",
    "editor": "technical-community1",
    "technical": "technical-community2",
    "legal": "governments2",
    "panel": "private-sector2",
    "member": "civil-society1",
    "outside": "private-sector1",
    "secretariat": None,
}


def told(play: Play, who: str) -> list[str]:
    """Return what waits for somebody, as step and name."""
    user = play.people[PEOPLE[who]][0] if PEOPLE[who] else play.secretary
    return sorted(
        one.kind if one.name.isdecimal() else " ".join(filter(None, (one.kind, one.name)))
        for duty in duties_of(user, play.now, None)
        for one in duty.choices
    )


def raised(play: Play) -> Chunk:
    return play.raised()


def clustered(play: Play) -> Chunk:
    chunk = play.raised()
    play.do(Deliver(chunk, "clusters"))
    return chunk


def written(play: Play) -> Chunk:
    chunk = at_deliberation(play)
    play.do(Write(chunk, text="All repair."), "technical-community1")
    play.do(Deliver(chunk, "text"), "technical-community1")
    return chunk


def delivered(play: Play) -> Chunk:
    return to_the_call(play, call=False)


def called(play: Play) -> Chunk:
    return to_the_call(play)


def answered(play: Play) -> Chunk:
    chunk = to_the_call(play)
    everyone_supports(play, chunk)
    return chunk


def found(play: Play) -> Chunk:
    chunk = answered(play)
    play.do(GiveFinding(chunk, "designation", "consensus", reason="all groups"), "governments1")
    return chunk


def contested(play: Play) -> Chunk:
    chunk = found(play)
    play.do(Appeal(chunk, "designation", reason="Nobody asked us."), "civil-society1")
    return chunk


def voted(play: Play) -> Chunk:
    chunk = contested(play)
    play.do(
        GiveRuling(chunk, "designation", "dismissed", reason="all was asked"), "private-sector2"
    )
    return chunk


def ended(play: Play) -> Chunk:
    chunk = found(play)
    play.do(Deliver(chunk, "evidence"))
    play.later(chunk, 21)
    return chunk


def cancelled(play: Play) -> Chunk:
    chunk = at_deliberation(play)
    play.do_plain(CancelIssue(chunk.issue, reason="asked twice"))
    return chunk


def polled(play: Play) -> Chunk:
    chunk = at_deliberation(play)
    ends = play.now + timedelta(days=3)
    play.do_plain(OpenPoll(chunk, "Which first?", ("a", "b"), ends), "governments1")
    play.do(AnswerPoll(chunk, poll=StrawPoll.objects.get(), answer="a"), "civil-society1")
    return chunk


TABLE: dict[str, tuple[Callable[[Play], Chunk], dict[str, list[str]]]] = {
    "an issue was raised": (raised, {"secretariat": ["deliver clusters"]}),
    "it was clustered": (clustered, {}),
    "a text is written": (
        written,
        {"technical": ["deliver technical"], "legal": ["deliver domestic"]},
    ),
    "all is delivered": (delivered, {"chair": ["leave call_consensus"]}),
    "people are asked": (
        called,
        {
            "chair": ["judge designation", "vote support"],
            "editor": ["vote support"],
            "technical": ["vote support"],
            "legal": ["vote support"],
            "member": ["vote support"],
            "secretariat": ["deliver evidence"],
        },
    ),
    "all answered": (
        answered,
        {"chair": ["judge designation"], "secretariat": ["deliver evidence"]},
    ),
    "the level is declared": (found, {"secretariat": ["deliver evidence"]}),
    "it is contested": (
        contested,
        {"panel": ["rule designation"], "secretariat": ["deliver evidence", "seat"]},
    ),
    "the panel voted": (voted, {"secretariat": ["deliver evidence", "seat"]}),
    "it has ended": (ended, {}),
    "it was cancelled": (cancelled, {}),
    "a straw poll is open": (
        polled,
        {
            "chair": ["chunk.answer-poll"],
            "editor": ["chunk.answer-poll"],
            "technical": ["chunk.answer-poll", "deliver technical"],
            "legal": ["chunk.answer-poll", "deliver domestic"],
            "secretariat": ["chunk.answer-poll"],
        },
    ),
}


@pytest.mark.parametrize("state", TABLE)
def test_everybody_is_told_what_is_due_and_not_done(state: str) -> None:
    make, expected = TABLE[state]
    play = seated()
    make(play)
    play.join("civil-society1")
    found = {who: kinds for who in PEOPLE if (kinds := told(play, who))}
    assert found == expected


# Roles


def due(play: Play, who: str) -> list[tuple[str, str]]:
    user = play.people[PEOPLE[who]][0] if PEOPLE[who] else play.secretary
    return [(one.what, one.title) for one in roles_due(user, play.now)]


def test_a_role_that_nobody_holds_is_due_once_something_waits_for_it() -> None:
    play = seated()
    chunk = at_deliberation(play)
    assert due(play, "secretariat") == []
    play.do_plain(EndSeat(Seat.objects.get(process=play.process, holder="technical_reviewers")))
    assert due(play, "secretariat") == [("empty", "Technical reviewers")]
    assert due(play, "chair") == due(play, "outside") == []
    play.seat("technical_reviewers", "technical-community2")
    assert due(play, "secretariat") == []
    play.do_plain(EndSeat(Seat.objects.get(process=play.process, holder="chairs")))
    assert due(play, "secretariat") == [("empty", CHAIRS)]
    play.do_plain(CancelIssue(chunk.issue, reason="asked twice"))
    assert due(play, "secretariat") == []


def test_a_term_that_is_over_and_a_review_that_is_late_are_due_until_somebody_acts() -> None:
    play = seated()
    at_deliberation(play)
    assert due(play, "secretariat") == []
    play.day += 4000
    late = due(play, "secretariat")
    assert {what for what, _title in late} == {"term", "review"}
    assert due(play, "member") == []
    seat = Seat.objects.get(process=play.process, holder="chairs")
    play.do_plain(OpenReview(seat))
    assert ("review", CHAIRS) not in due(play, "secretariat")


def test_what_is_due_of_roles_stands_on_the_first_page(client_of: Any, now: dict[str, Any]) -> None:
    Forum.objects.create(pk=1, name="Example forum", languages=["en"])
    play = seated()
    at_deliberation(play)
    play.do_plain(EndSeat(Seat.objects.get(process=play.process, holder="chairs")))
    now["now"] = play.now
    page = client_of(play.secretary).get("/").text
    assert "is vacant, and something waits for it" in page
    assert "is vacant" not in client_of(play.people["civil-society1"][0]).get("/").text
