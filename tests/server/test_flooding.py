"""How much people can contribute: counted on the record, more for those who took part."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from isegoria.server.conduct.codes import PublishCode
from isegoria.server.conduct.flooding import SetLimits
from isegoria.server.conduct.measures import HideWords
from isegoria.server.deliberation.acts import EditComment, Say
from isegoria.server.deliberation.models import Comment
from isegoria.server.people.models import Forum, Participant
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import Vote
from isegoria.server.record.door import foreseen, perform
from isegoria.server.record.models import Act
from isegoria.terms import Refused
from tests.play import Play, seated, to_the_call

pytestmark = pytest.mark.django_db
NIA, CHAIR = "nia", "governments1"
A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def play() -> Play:
    Forum.objects.create(pk=1, name="Example forum", languages=["en"])
    return seated()


@pytest.fixture
def chunk(play: Play) -> Chunk:
    found = to_the_call(play)
    play.do_plain(SetLimits(2, 4, 5, 8, 7, 3))
    play.people[NIA] = play.newcomer("Nia", "civil-society")
    play.day += 1
    return found


def says(play: Play, chunk: Chunk, later: timedelta = timedelta(0), who: str = NIA) -> str:
    """Let somebody say something; return the rule that refuses it, empty where it is taken."""
    by, capacity = play.people[who]
    try:
        perform(Say(chunk, text="Again."), by=by, now=play.now + later, capacity=capacity)
    except Refused as refused:
        return refused.refusal.rule.rpartition("-many-")[2]
    return ""


def test_who_is_new_waits_for_the_next_minute_and_for_the_next_day(
    play: Play, chunk: Chunk
) -> None:
    assert [says(play, chunk) for _each in range(3)] == ["", "", "a-minute"]
    assert [says(play, chunk, A_MINUTE) for _each in range(3)] == ["", "", "a-day"]
    assert says(play, chunk, A_DAY - A_MINUTE) == "a-day"
    assert says(play, chunk, A_DAY) == ""


def test_all_that_people_write_is_counted_together_and_votes_are_not(
    play: Play, chunk: Chunk
) -> None:
    assert says(play, chunk) == ""
    mine = Comment.objects.get(participant=play.people[NIA][0])
    play.do(EditComment(chunk, text="Or not.", comment=mine), NIA)
    assert says(play, chunk) == "a-minute"
    for answer in ("support", "can_live_with", "support"):
        play.do(Vote(chunk, "support", answer), NIA)


def test_who_took_part_for_a_while_can_send_more_unless_it_was_hidden(
    play: Play, chunk: Chunk
) -> None:
    play.do_plain(PublishCode("", ["No insults."]))
    for minute in range(3):
        assert says(play, chunk, minute * A_MINUTE) == ""
    play.day += 8
    assert [says(play, chunk) for _each in range(6)] == ["", "", "", "", "", "a-minute"]
    first = Comment.objects.filter(participant=play.people[NIA][0]).order_by("number")
    for one in list(first):
        rude = Act.objects.get(pk=one.pk)
        play.do_plain(HideWords(rule=1, reason="an insult", act=rude))
    play.day += 8
    assert [says(play, chunk) for _each in range(3)] == ["", "", "a-minute"]


@pytest.mark.parametrize("who", [CHAIR, "desk", "helper"])
def test_who_holds_an_office_is_not_stopped(play: Play, chunk: Chunk, who: str) -> None:
    play.people["desk"] = play.secretary, None
    helper = Participant.objects.create_user("helper@example.org", name="Helper")
    helper.roles = [{"role": "moderator", "process": 0, "given_in": 1}]
    helper.save()
    play.people["helper"] = helper, None
    assert {says(play, chunk, who=who) for _each in range(9)} == {""}


def test_nobody_is_counted_before_the_forum_is_set_up(play: Play, chunk: Chunk) -> None:
    Forum.objects.all().delete()
    assert {says(play, chunk) for _each in range(9)} == {""}


def test_a_page_offers_what_somebody_can_send_in_a_minute(play: Play, chunk: Chunk) -> None:
    assert [says(play, chunk) for _each in range(2)] == ["", ""]
    by, capacity = play.people[NIA]
    assert foreseen(Say(chunk, text="So."), by=by, now=play.now, capacity=capacity) is None


def test_another_is_not_stopped_by_a_flood(play: Play, chunk: Chunk) -> None:
    assert [says(play, chunk) for _each in range(3)] == ["", "", "a-minute"]
    assert says(play, chunk, who="civil-society2") == ""


def test_a_form_that_is_refused_keeps_what_was_typed_and_says_when_it_goes_on(
    play: Play,
    chunk: Chunk,
    client_of: Callable[[Participant], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: play.now)
    client = client_of(play.people[NIA][0])
    address = f"/chunks/{chunk.pk}/discussion/new/"

    def send(text: str, key: str) -> tuple[int, str]:
        said = {
            "key": key,
            "capacity": str(play.people[NIA][1].pk),
            "text": text,
            "form": "comment",
        }  # type: ignore[union-attr]
        answer = client.post(address, said)
        return answer.status_code, answer.content.decode()

    key = str(uuid4())
    assert [send("One.", key)[0] for _click in range(3)] == [302, 302, 302]
    assert send("Two.", str(uuid4()))[0] == 302
    status, page = send("My third thought.", str(uuid4()))
    assert status == 409
    assert "You can send 2 contributions a minute here." in page
    assert "My third thought.</textarea>" in page
    assert Comment.objects.filter(participant=play.people[NIA][0]).count() == 2


def test_the_secretariat_sets_the_limits_by_a_page(
    play: Play, client_of: Callable[[Participant], Client]
) -> None:
    said = {
        "new_minute": "1",
        "new_day": "2",
        "known_minute": "3",
        "known_day": "4",
        "days": "5",
        "contributions": "6",
    }
    desk, other = client_of(play.secretary), client_of(play.people[CHAIR][0])
    begins = desk.get("/set-up/limits/").context["form"].initial
    assert (begins["new_minute"], begins["known_day"]) == (5, 300)
    assert other.post("/set-up/limits/", {"key": str(uuid4()), **said}).status_code == 409
    assert desk.post("/set-up/limits/", {"key": str(uuid4()), **said}).status_code == 302
    assert Forum.objects.get().limits == {name: int(value) for name, value in said.items()}
