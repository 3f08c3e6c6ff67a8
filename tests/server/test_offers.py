"""Pages offer what the reader can do, and lead where they say."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from isegoria.server.deliberation.acts import Object, TakePosition
from isegoria.server.deliberation.models import Objection
from isegoria.server.membership.voices import affected_by, room_of
from isegoria.server.people.models import Participant
from isegoria.server.process.models import Chunk, Seat
from isegoria.server.process.steps import Appeal, Deliver, GiveFinding
from isegoria.server.record.models import Act
from isegoria.server.warnings.looking import looked_at
from tests.play import Play, at_deliberation, everyone_supports, to_the_call
from tests.reading import form, shown, signed_in
from tests.server.test_outcomes import settle

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Any], Client]
CHAIR, AUTHOR, OTHER = "governments1", "civil-society1", "civil-society2"


@pytest.fixture(autouse=True)
def _today(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: play.now)


def test_the_number_of_warnings_leads_to_as_many(play: Play, client: Client) -> None:
    chunk = play.raised()
    looked_at([chunk.issue], play.now)
    room = client.get(f"/issues/processes/{play.process.pk}/")
    found = len(looked_at([chunk.issue], play.now)[0].signals)
    assert found > 1
    assert f"{found} early warnings" in shown(room)
    address = f"/warnings/?process={play.process.pk}"
    assert f'href="{address}"' in room.content.decode()
    page = client.get(address).content.decode()
    assert page.count('class="mark"') == found
    assert client.get("/warnings/?process=999").status_code == 404


def test_warnings_of_an_issue_that_is_over_are_not_counted(play: Play, client: Client) -> None:
    """Their list shows only what goes on."""
    chunk = to_the_call(play)
    looked_at([chunk.issue], play.now)
    settle(play, chunk)
    room = shown(client.get(f"/issues/processes/{play.process.pk}/"))
    assert "early warnings" not in room
    listed = client.get(f"/warnings/?process={play.process.pk}").content.decode()
    assert listed.count('class="mark"') == 0


def test_a_list_of_one_process_keeps_to_it_on_every_page(play: Play, client: Client) -> None:
    address = f"/questions/?process={play.process.pk}"
    assert play.process.title in shown(client.get(address))
    assert client.get("/questions/?process=x").status_code == 404


def test_nobody_is_asked_to_invite_a_group_in_which_people_count_only_by_a_seat(
    play: Play, client: Client
) -> None:
    chunk = play.raised()
    room = room_of(play.process, affected_by(play.process), play.now)
    states = {one.title: one.state for one in room.voices}
    assert states["Others who are concerned"] == "unseated"
    assert "Others who are concerned" not in {one.title for one in room.missing}
    page = shown(client.get(f"/issues/{chunk.issue_id}/"))
    assert "Missing voices" in page
    assert "Others who are concerned" not in page
    play.seat("concerned", OTHER)
    room = room_of(play.process, affected_by(play.process), play.now)
    assert {one.title: one.state for one in room.voices}["Others who are concerned"] == "here"


def answers_on(page: Any) -> list[str]:
    text = page.content.decode()
    return [
        one
        for one in (*Objection.State.values, "support", "object", "withdraw")
        if f'value="{one}"' in text
    ]


def test_an_objection_offers_each_reader_the_answers_that_they_can_give(
    play: Play, client_of: ClientOf
) -> None:
    chunk = at_deliberation(play)
    act = play.do(Object(chunk, text="It costs too much."), AUTHOR)
    address = f"/chunks/{chunk.pk}/objections/{act.number}/"
    chair = client_of(play.people[CHAIR][0]).get(address)
    assert answers_on(chair) == ["addressed", "sustained", "out_of_scope"]
    author = client_of(play.people[AUTHOR][0]).get(address)
    assert answers_on(author) == ["withdrawn"]
    assert "Withdraw your objection" in shown(author)
    other = client_of(play.people[OTHER][0]).get(address)
    assert "You cannot do this now" in shown(other)
    sent = form(play, answer="addressed", text="It is paid.")
    refused = client_of(play.people[AUTHOR][0]).post(address, sent)
    assert refused.status_code == 400
    assert Objection.objects.get(pk=act.number).state == "open"


def test_a_position_that_nobody_holds_is_not_offered_to_be_withdrawn(
    play: Play, client_of: ClientOf
) -> None:
    chunk = at_deliberation(play)
    address = f"/chunks/{chunk.pk}/do/position/"
    client = client_of(play.people[AUTHOR][0])
    assert answers_on(client.get(address)) == ["support", "object"]
    play.do(TakePosition(chunk, answer="support"), AUTHOR)
    assert answers_on(client.get(address)) == ["support", "object", "withdraw"]


def test_an_outcome_offers_the_appeals_that_are_open_and_says_why_there_are_none(
    play: Play, client_of: ClientOf
) -> None:
    chunk = settle(play, to_the_call(play))
    client, address = client_of(play.people[AUTHOR][0]), f"/outcomes/{chunk.pk}/"
    page = client.get(address)
    assert f"/chunks/{chunk.pk}/do/appeal/" not in page.content.decode()
    assert "An appeal was possible for" in shown(page)
    assert "Contest the decision" not in shown(page)


def test_an_outcome_leads_to_the_form_of_the_appeal(play: Play, client_of: ClientOf) -> None:
    chunk = to_the_call(play)
    everyone_supports(play, chunk)
    play.do(Deliver(chunk, "evidence"))
    play.day += 20
    found = GiveFinding(chunk, "designation", "consensus", reason="all groups agree")
    play.do(found, CHAIR)
    play.day += 1
    play.later(chunk, 0)
    assert Chunk.objects.get(pk=chunk.pk).outcome
    page = client_of(play.people[AUTHOR][0]).get(f"/outcomes/{chunk.pk}/").content.decode()
    assert f'href="/chunks/{chunk.pk}/do/appeal/designation/"' in page


def test_what_is_contested_already_can_be_joined(play: Play, client_of: ClientOf) -> None:
    chunk = to_the_call(play)
    play.do(GiveFinding(chunk, "designation", "no_consensus", reason="too few"), CHAIR)
    of = "consensus_call/designation"
    play.do(Appeal(chunk, "designation", of, reason="All support it."), AUTHOR)
    page = shown(client_of(play.people[OTHER][0]).get(f"/chunks/{chunk.pk}/"))
    assert "Join the appeal: " in page
    assert "Appeal: The level of consensus" not in page


SEAT = "/issues/processes/{}/"


def seats(play: Play) -> set[str]:
    held = Seat.objects.filter(process=play.process, holder="legal_reviewers", until_at=None)
    return {str(one.participant) for one in held}


def give(play: Play, who: str, client: Client) -> Any:
    sent = {"capacity": "", "holder": "legal_reviewers", "participant": who}
    return client.post(SEAT.format(play.process.pk), form(play, **sent))


@pytest.fixture
def secretary(play: Play, client_of: ClientOf) -> Client:
    Seat.objects.filter(holder="legal_reviewers").update(until_at=play.now)
    return client_of(play.secretary)


@pytest.mark.parametrize(
    "typed", ["civil-society 2", "  CIVIL-society   2 ", "civil-society2@example.org"]
)
def test_people_are_found_by_name(play: Play, secretary: Client, typed: str) -> None:
    page = secretary.get(SEAT.format(play.process.pk)).content.decode()
    assert 'list="names-participant"' in page
    assert '<option value="civil-society 2">' in page
    assert give(play, typed, secretary).status_code == 302
    assert seats(play) == {"civil-society 2"}


def test_who_has_the_name_of_another_is_asked_about(play: Play, secretary: Client) -> None:
    twin = Participant.objects.create_user("twin@example.org", name="Civil-Society 2")
    page = secretary.get(SEAT.format(play.process.pk)).content.decode()
    assert f'<option value="Civil-Society 2 (#{twin.pk})">' in page
    answer = give(play, "civil-society 2", secretary)
    assert answer.status_code == 400
    assert "(person.several)" in answer.content.decode()
    assert f"(#{twin.pk})" in shown(answer)
    assert seats(play) == set()
    assert give(play, f"Civil-Society 2 (#{twin.pk})", secretary).status_code == 302
    assert seats(play) == {"Civil-Society 2"}


def test_nobody_is_found_by_an_address_that_they_took_for_their_name(
    play: Play, secretary: Client
) -> None:
    Participant.objects.create_user("mallory@example.org", name="eve@example.org")
    Participant.objects.create_user("third@example.org", name="3")
    assert give(play, "eve@example.org", secretary).status_code == 400
    number = play.people[OTHER][0].pk
    Participant.objects.filter(email="third@example.org").update(name=str(number))
    assert give(play, str(number), secretary).status_code == 302
    assert seats(play) == {"civil-society 2"}


def test_the_list_of_names_shows_others_only_who_takes_part(play: Play) -> None:
    """Nobody learns from it who else has an account."""
    Participant.objects.create_user("hidden@example.org", name="Nobody Knows")
    page = signed_in(play, CHAIR).get(SEAT.format(play.process.pk)).content.decode()
    assert 'list="names-participant"' in page
    assert "Nobody Knows" not in page
    answer = give(play, "Nobody Knows", signed_in(play, CHAIR))
    assert "(person.unknown)" in answer.content.decode()


@pytest.mark.parametrize(
    ("step", "sent", "rule"),
    [
        ("discussion/new/", {"text": "  ", "form": "comment"}, "text.empty"),
        ("do/object/", {"text": ""}, "text.empty"),
        (
            "do/judge/designation/",
            {"answer": "consensus", "reason": " "},
            "equal-footing.working-group/consensus_call/designation",
        ),
    ],
)
def test_what_is_missing_is_told_at_its_field(
    step: str, sent: dict[str, str], rule: str, play: Play, client_of: ClientOf
) -> None:
    chunk = to_the_call(play)
    address = f"/chunks/{chunk.pk}/{step}"
    answer = client_of(play.people[CHAIR][0]).post(address, form(play, capacity="", **sent))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f"({rule})" in page[page.index('class="errorlist"') :][:400]
    assert 'role="alert" tabindex' not in page
    assert "autofocus" in page


def test_history_and_acts_name_rules_in_words(play: Play, client: Client) -> None:
    chunk = to_the_call(play)
    everyone_supports(play, chunk)
    play.do(GiveFinding(chunk, "designation", "rough_consensus", reason="most agree"), CHAIR)
    pages = [f"/chunks/{chunk.pk}/history/"]
    pages += [f"/record/{one.number}/" for one in Act.objects.filter(process=play.process.place)]
    for address in pages:
        told = shown(client.get(address)).partition("Details")[0]
        for key in ("call_consensus", "consensus_call", "rough_consensus", "can_live_with"):
            assert key not in told, address
    history = shown(client.get(pages[0]))
    assert "Moved to the next step · Consensus call" in history
    assert "Declared a finding · Level of consensus · rough consensus" in history


def test_a_form_names_its_rule_in_words(play: Play, client_of: ClientOf) -> None:
    chunk = at_deliberation(play)
    page = shown(client_of(play.people[AUTHOR][0]).get(f"/chunks/{chunk.pk}/do/object/"))
    assert "By the rule Stakeholders (Deliberation, on line and in sessions)" in page
