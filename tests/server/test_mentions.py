"""Erasing an account takes the name from what others said about somebody, and no words of anybody;
a part that cannot be read stops neither that nor the pages of the others.
"""

from collections.abc import Callable
from typing import Any

import pytest

from isegoria.server.conduct.erasing import EraseAccount
from isegoria.server.conflicts.acts import AskFacilitator
from isegoria.server.issues.parts import SplitIssue, TieChunks, merge_refusal
from isegoria.server.outcomes.acts import NameResponsible
from isegoria.server.people.models import Participant
from isegoria.server.process.models import Chunk, Seat
from isegoria.server.process.seats import EndSeat
from isegoria.server.process.steps import Deliver, GiveFinding, Leave
from isegoria.server.record.models import Act, Opening
from tests.play import Play, everyone_supports, split_was_free, to_the_call

pytestmark = pytest.mark.django_db
CAROL = "civil-society1"


def test_words_that_look_like_a_name_on_the_record_stay_when_the_account_goes(play: Play) -> None:
    chunk = to_the_call(play)
    everyone_supports(play, chunk)
    chair = play.people["governments1"][0]
    reason = f'Everybody agreed. ("participant":{chair.pk}]'
    found = play.do(GiveFinding(chunk, "designation", "consensus", reason=reason), "governments1")
    for seat in Seat.objects.held(play.process).filter(participant=chair):
        play.do_plain(EndSeat(seat, "moved away"))
    play.do_plain(EraseAccount(chair, words=False), "governments1")
    kept = Opening.objects.get(act=found.number, field="reason")
    assert bytes(kept.content).decode() == reason


def asked_to_act(play: Play, whom: Participant) -> Act:
    """Name somebody, and many organisations, to act on an outcome."""
    chunk = to_the_call(play)
    everyone_supports(play, chunk)
    play.do(Deliver(chunk, "evidence"))
    play.later(chunk, 22)
    names = tuple(f"Association number {number} of the ports of the coast" for number in range(99))
    return play.do(NameResponsible(Chunk.objects.get(pk=chunk.pk), (), (), names, (whom,)))


def in_a_case(play: Play, whom: Participant) -> Act:
    """Name somebody, and many others, as parties to a conflict."""
    others = [
        Participant.objects.create_user(f"p{number}@example.org", name=f"{number} {'of' * 50}")
        for number in range(40)
    ]
    for one in others:
        play.process.members.create(participant=one, joined_at=play.now, last_at=play.now)
    play.join("private-sector1", "civil-society1")
    return play.do_plain(AskFacilitator(play.process, "Shut out.", (whom, *others)), CAROL)


@pytest.mark.parametrize("said", [asked_to_act, in_a_case])
def test_a_name_goes_from_a_list_however_long(
    play: Play, said: Callable[[Play, Participant], Act]
) -> None:
    whom = play.people["private-sector1"][0]
    act, name = said(play, whom), str(whom)
    opening = Opening.objects.filter(act=act, field__in=("responsible", "parties")).get()
    assert opening.size > 4000
    assert name in bytes(opening.content).decode()
    play.do_plain(EraseAccount(whom), "private-sector1")
    for kept in Opening.objects.exclude(field="text"):
        assert name not in bytes(kept.content).decode(), kept


@pytest.fixture
def broken(play: Play, now: dict[str, Any]) -> Chunk:
    """A part that cannot be read, of the issue of a sound one."""
    whole = to_the_call(play, call=False)
    part = Chunk.objects.get(pk=play.do(SplitIssue(whole, "Who pays?"), "governments1").number)
    Chunk.objects.filter(pk=part.pk).update(state={"broken": 1}, look_at=None)
    now["now"] = play.now
    return part


@pytest.mark.parametrize("who", ["", "secretary", "civil-society1", "governments1"])
def test_no_page_of_the_others_fails_for_anybody(
    play: Play, broken: Chunk, client_of: Any, client: Any, who: str
) -> None:
    if who:
        client = client_of(play.secretary if who == "secretary" else play.people[who][0])
    for path in (
        f"/issues/{broken.issue_id}/",
        f"/record/{broken.issue_id}/",
        f"/record/{broken.pk}/",
        f"/record/{broken.issue_id}/erase/",
        f"/issues/processes/{play.process.pk}/",
        "/outcomes/",
        "/",
    ):
        assert client.get(path).status_code < 500, path


def test_a_part_that_cannot_be_read_stops_a_merge_with_a_reason_and_no_erasure(
    play: Play, broken: Chunk
) -> None:
    refusal = merge_refusal(broken.issue, play.now)
    assert refusal is not None
    assert refusal.rule == "issue.part-unreadable"
    play.do_plain(EraseAccount(play.people["private-sector1"][0]), "private-sector1")


def test_nobody_ties_another_part_to_what_people_are_deciding(play: Play) -> None:
    whole = to_the_call(play, call=False)
    with split_was_free():
        part = Chunk.objects.get(pk=play.do(SplitIssue(whole, "Who pays?"), "governments1").number)
    play.do(Leave(whole, "call_consensus"), "governments1")
    assert play.refused(TieChunks(whole, part), "governments1") == "chunk.being-decided"
    assert play.refused(TieChunks(part, whole), "governments1") == "chunk.being-decided"
