"""The text of an outcome, and one that is being decided on, is not its author's to erase."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from isegoria.server.conduct.codes import PublishCode, default_code
from isegoria.server.conduct.erasing import EraseAccount, EraseWords
from isegoria.server.conduct.measures import HideWords
from isegoria.server.conduct.models import Erasure
from isegoria.server.deliberation.acts import Object, ProposeItem, Say, TakePosition
from isegoria.server.deliberation.models import Amendment, Version
from isegoria.server.deliberation.motions import Back, MakeMotion, work_of
from isegoria.server.deliberation.texts import Amend, AnswerAmendment, Write
from isegoria.server.issues.models import Issue
from isegoria.server.people.models import Participant
from isegoria.server.process.dates import PlanDate
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk, Motion, Seat
from isegoria.server.process.steps import Deliver, GiveFinding, GiveRuling, Leave, Vote
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act, Opening
from isegoria.terms import Refused
from tests.people import speaks_for
from tests.play import START, Play, everyone_supports, to_the_call
from tests.server.test_earlier_rounds import BACK, DRAFT_AGAIN, called, goes_back
from tests.server.test_erased_under_decision import CALL
from tests.server.test_text_under_decision import RESTARTING, call_in

pytestmark = pytest.mark.django_db
EDITOR, CHAIR, PROPOSER = "technical-community1", "governments1", "civil-society1"
TEXT = "Coastal states repair.\n\nOperators pay."


def written(chunk: Chunk) -> Act:
    return Act.objects.get(pk=Chunk.objects.get(pk=chunk.pk).text_version)


def decided(play: Play, chunk: Chunk) -> Chunk:
    return play.brings(("decided", chunk.pk), lambda: _decided(play, chunk))


def _decided(play: Play, chunk: Chunk) -> Chunk:
    everyone_supports(play, chunk)
    play.do(Deliver(chunk, "evidence"))
    play.later(chunk, 22)
    found = Chunk.objects.get(pk=chunk.pk)
    assert found.outcome == "recommendation"
    return found


def refused(work: Any, by: Participant, play: Play) -> str:
    with pytest.raises(Refused) as found:
        perform(work, by=by, now=play.now)
    return found.value.refusal.rule


def test_an_editor_cannot_erase_an_adopted_text_by_any_page(
    play: Play, client: Client, now: dict[str, Any]
) -> None:
    chunk = decided(play, to_the_call(play, text=TEXT))
    now["now"] = play.now
    client.force_login(play.people[EDITOR][0])
    assert (
        f"/record/{chunk.text_version}/erase/"
        not in client.get(f"/chunks/{chunk.pk}/text/").content.decode()
    )
    assert (
        f"/record/{chunk.text_version}/erase/"
        not in client.get(f"/record/{chunk.text_version}/").content.decode()
    )
    address = f"/record/{chunk.text_version}/erase/"
    form = client.get(address).context["form"]
    sent = client.post(
        address,
        {"key": form["key"].value(), "reason": "mine", "ground": "personal_data", "capacity": ""},
    )
    assert (sent.status_code, sent.context["refusal"].rule) == (409, "words.decided")
    assert TEXT in Version.objects.get(pk=chunk.text_version).text


@pytest.mark.parametrize("secretariat", [False, True])
def test_an_author_cannot_erase_what_was_decided_whatever_else_they_are(
    play: Play, secretariat: bool
) -> None:
    chunk = decided(play, to_the_call(play, text=TEXT))
    editor = play.people[EDITOR][0]
    editor.secretariat = secretariat
    editor.save()
    assert (
        refused(EraseWords(written(chunk), "mine", "personal_data"), editor, play)
        == "words.decided"
    )


def test_an_author_cannot_erase_what_is_being_decided_on_but_a_draft(play: Play) -> None:
    chunk = to_the_call(play, text=TEXT, call=False)
    first, editor = written(chunk), play.people[EDITOR][0]
    play.do(Write(chunk, text="Only states repair."), EDITOR)
    second = written(chunk)
    play.do(Leave(chunk, "call_consensus"), CHAIR)
    assert refused(EraseWords(second), editor, play) == "words.decided"
    perform(EraseWords(first), by=editor, now=play.now)
    assert Version.objects.get(pk=first.number).text == ""


def test_a_text_made_by_taking_up_an_amendment_is_not_erased_either(play: Play) -> None:
    chunk = to_the_call(play, text=TEXT, call=False)
    act = play.do(
        Amend(
            chunk,
            text="Fairer.",
            written=Version.objects.latest("number"),
            paragraph=2,
            new_text="States pay.",
        ),
        PROPOSER,
    )
    taken = play.do(
        AnswerAmendment(
            chunk, text="Yes.", amendment=Amendment.objects.get(pk=act.number), taken=True
        ),
        EDITOR,
    )
    play.do(Leave(chunk, "call_consensus"), CHAIR)
    decided(play, Chunk.objects.get(pk=chunk.pk))
    assert refused(EraseWords(taken), play.people[EDITOR][0], play) == "words.decided"
    assert "States pay." in Version.objects.get(pk=taken.number).text


@pytest.mark.parametrize("by_owner", [True, False])
def test_an_account_that_is_erased_with_its_words_leaves_the_text_of_an_outcome(
    play: Play, by_owner: bool
) -> None:
    chunk = decided(play, to_the_call(play, text=TEXT))
    editor = play.people[EDITOR][0]
    Seat.objects.filter(participant=editor).update(until_at=play.now)
    by = editor if by_owner else play.secretary
    perform(EraseAccount(editor, words=True, reason="They asked for it."), by=by, now=play.now)
    assert Version.objects.get(pk=chunk.text_version).text == TEXT
    assert Opening.objects.filter(act=chunk.text_version, field="text").exists()


@pytest.mark.parametrize(
    ("ground", "reason", "rule"),
    [
        pytest.param("", "A court says so.", "words.no-ground", id="no ground"),
        pytest.param(
            "I do not like it",
            "A court says so.",
            "words.no-ground",
            id="no ground that the list has",
        ),
        pytest.param("court_order", "", "conduct.no-reason", id="no reason"),
    ],
)
def test_the_secretariat_needs_a_legal_ground(
    play: Play, ground: str, reason: str, rule: str
) -> None:
    chunk = decided(play, to_the_call(play, text=TEXT))
    assert refused(EraseWords(written(chunk), reason, ground), play.secretary, play) == rule


def test_the_outcome_says_that_its_text_was_erased_and_on_which_ground(
    play: Play, client: Client, now: dict[str, Any]
) -> None:
    chunk = decided(play, to_the_call(play, text=TEXT))
    now["now"] = play.now
    client.force_login(play.secretary)
    address = f"/record/{chunk.text_version}/erase/"
    page = client.get(address)
    assert "Legal ground" in page.content.decode()
    sent = {
        "key": page.context["form"]["key"].value(),
        "ground": "court_order",
        "reason": "Order 12 of 2026.",
        "capacity": "",
    }
    assert client.post(address, sent).status_code == 302
    act = Act.objects.get(kind="words.erase")
    assert act.body == {"ground": "court_order"}
    assert Erasure.objects.get().ground == "court_order"
    client.logout()
    shown = client.get(f"/outcomes/{chunk.pk}/").content.decode()
    assert "Coastal states repair" not in shown
    assert "a court or an authority ordered it" in shown
    assert "Order 12 of 2026." in shown
    assert f"/record/{act.number}/" in shown
    assert (
        "are not there any more" in client.get(f"/outcomes/{chunk.pk}/outcome.md").content.decode()
    )


def test_other_words_of_a_decided_part_are_erased_without_a_ground(play: Play) -> None:
    chunk = to_the_call(play, text=TEXT)
    said = play.do(Say(chunk, text="My telephone number is 555 0100."), PROPOSER)
    decided(play, chunk)
    perform(EraseWords(said, "A private number."), by=play.secretary, now=play.now)
    assert not Opening.objects.filter(act=said, field="text").exists()


def test_a_question_that_was_decided_without_a_text_is_not_its_proposers_to_erase(
    play: Play,
) -> None:
    chunk = to_the_call(play, text=TEXT)
    Chunk.objects.filter(pk=chunk.pk).update(text_version=None)
    proposed, by = Act.objects.get(kind="issue.propose"), play.people[PROPOSER][0]
    assert refused(EraseWords(proposed), by, play) == "words.decided"
    decided(play, Chunk.objects.get(pk=chunk.pk))
    assert refused(EraseWords(proposed), by, play) == "words.decided"
    perform(EraseAccount(by, words=True), by=by, now=play.now)
    assert Issue.objects.get(pk=proposed.number).title == "Who repairs cables?"


def test_what_people_answered_one_by_one_is_not_its_authors_to_erase(play: Play) -> None:
    chunk = play.raised()
    facts = facts_of(chunk)
    facts.enter("statements", play.now)
    facts.write()
    answered = play.do(ProposeItem(chunk, text="Cables are a public good."), PROPOSER)
    other = play.do(ProposeItem(chunk, text="Cables are cheap."), PROPOSER)
    play.do(Vote(chunk, "statement", "agree", item=f"i{answered.number}"), "governments1")
    Chunk.objects.filter(pk=chunk.pk).update(outcome="options")
    by = play.people[PROPOSER][0]
    assert refused(EraseWords(answered), by, play) == "words.decided"
    perform(EraseWords(other), by=by, now=play.now)


@pytest.mark.parametrize("secret", ["", "secret: true, "])
def test_a_version_that_people_answered_before_another_began_it_again_stays(secret: str) -> None:
    rules = RESTARTING.replace("clock: call, passes", f"{secret}clock: call, passes")
    play, chunk = call_in(rules)
    play.do_plain(PublishCode(*default_code(), 30, True))
    play.join("governments1")
    first, editor = written(chunk), play.people[EDITOR][0]
    play.do(Vote(chunk, "plan", "yes"), "governments1")
    for text in ("Only states repair.", "Nobody repairs."):
        play.do(Write(chunk, text=text, note="Who pays."), EDITOR)
        assert refused(EraseWords(first), editor, play) == "words.decided"
        assert refused(EraseWords(first, "x"), play.secretary, play) == "words.no-ground"
        assert refused(HideWords(act=first, rule=1, reason="x"), play.secretary, play) == (
            "words.decided"
        )
    Seat.objects.filter(participant=editor).update(until_at=play.now)
    perform(EraseAccount(editor, words=True), by=editor, now=play.now)
    assert Version.objects.order_by("number")[0].text == TEXT
    perform(EraseWords(first, "x", "court_order"), by=play.secretary, now=play.now)


@pytest.mark.parametrize("way", ["again", "failed"])
def test_a_version_that_people_answered_before_the_course_went_back_stays(way: str) -> None:
    by_clock = "failed: {to: draft, when: {ended: call}}"
    rules = CALL.replace("dropped: {outcome: none, when: {ended: call}}", by_clock)
    play, chunk = call_in(rules)
    draft, editor = written(chunk), play.people[EDITOR][0]
    play.do(Write(chunk, text="Only states repair."), EDITOR)
    answered = written(chunk)
    play.do(Leave(chunk, "begin"), EDITOR)
    play.do(Vote(chunk, "plan", "no"), "governments1")
    if way == "again":
        play.do(Leave(chunk, way), EDITOR)
    play.later(chunk, 15)
    assert Chunk.objects.get(pk=chunk.pk).stage == "draft"
    assert refused(EraseWords(answered), editor, play) == "words.decided"
    play.do(Write(chunk, text="Nobody repairs."), EDITOR)
    assert refused(EraseWords(answered), editor, play) == "words.decided"
    for one in (draft, written(chunk)):
        perform(EraseWords(one), by=editor, now=play.now)


SAID = {
    "a vote": (Vote, {"name": "plan", "answer": "no"}),
    "a position": (TakePosition, {"answer": "support"}),
    "an objection": (Object, {"text": "Nobody asked the fishers."}),
    "a finding": (GiveFinding, {"name": "found", "answer": "yes", "reason": "It is so."}),
}


@pytest.mark.parametrize("how", ["back", "late", "draft again"])
@pytest.mark.parametrize("said", SAID)
def test_a_version_about_which_anybody_said_something_stays_however_its_round_ended(
    said: str, how: str
) -> None:
    play, chunk = called(DRAFT_AGAIN if how == "draft again" else BACK)
    play.do_plain(PublishCode(*default_code(), 30, True))
    first, editor = written(chunk), play.people[EDITOR][0]
    kind, fields = SAID[said]
    play.do(kind(chunk, **fields), EDITOR if said == "a finding" else "governments1")
    goes_back(how, play, chunk)
    for _version in range(2):
        assert refused(EraseWords(first), editor, play) == "words.decided"
        assert refused(HideWords(act=first, rule=1, reason="x"), play.secretary, play) == (
            "words.decided"
        )
        play.do(Write(Chunk.objects.get(pk=chunk.pk), text="Fishers lose their rights."), EDITOR)
    perform(EraseWords(written(chunk)), by=editor, now=play.now)


def test_an_objection_to_a_draft_that_an_upheld_appeal_sent_back_keeps_its_text() -> None:
    play = Play("rir.afrinic.pdp")
    for key, (one, _capacity) in list(play.people.items()):
        play.people[key] = (one, speaks_for(one, "everyone", organisation=f"Of {key}"))
    for holder, who in {"cochairs": "governments1", "committee": "private-sector2"}.items():
        play.seat(holder, who)
    judges = ["private-sector2", "cora", "dov"]
    for who in judges[1:]:
        play.people[who] = play.newcomer(who, "everyone")
        play.seat("committee", who)
    play.do_plain(PlanDate(play.process, (START + timedelta(days=60)).date(), "meeting"))
    chunk = play.raised(PROPOSER)
    play.do(Write(chunk, text="Fees stay."), PROPOSER)
    first = written(chunk)
    play.do(Deliver(chunk, "draft"), "governments1")
    for who in ("private-sector1", "governments2", "technical-community1", "civil-society2"):
        play.do(Say(chunk, text="Hello."), who)
    assert play.later(chunk, 60) == "meeting"
    play.do(Object(chunk, text="Fees are too high."), "civil-society2")
    play.do(
        GiveFinding(chunk, "consensus", "rough_consensus", reason="Most agree."), "governments1"
    )
    details = {"name": "committee", "answer": "meeting/consensus"}
    play.do_plain(MakeMotion(play.process, "appeal", "t", "x", chunk, details), "civil-society2")
    for who in ("private-sector1", "governments2", "technical-community1"):
        play.do_plain(Back(Motion.objects.get()), who)
    play.do(work_of(Motion.objects.get()), "civil-society2")
    for who in judges[:2]:
        play.do(GiveRuling(chunk, "committee", "upheld", reason="They do not."), who)
    assert Chunk.objects.get(pk=chunk.pk).stage == "draft"
    play.do(Write(Chunk.objects.get(pk=chunk.pk), text="Fees double."), PROPOSER)
    assert refused(EraseWords(first), play.people[PROPOSER][0], play) == "words.decided"


@pytest.mark.parametrize("how", ["back", "restarted", "call again"])
@pytest.mark.parametrize("secret", ["", "secret: true, "])
def test_an_item_that_people_answered_in_an_earlier_round_stays(how: str, secret: str) -> None:
    restarts = "length: 2 weeks, restarts_on: version," if how == "restarted" else None
    rules = BACK.replace("per: item, ", f"per: item, {secret}")
    play, chunk = call_in(rules.replace("length: 2 weeks,", restarts or "length: 2 weeks,"))
    play.seat("panel", "private-sector1")
    play.join("governments1")
    item = play.do(ProposeItem(chunk, text="Cables are a public good."), PROPOSER)
    other = play.do(ProposeItem(chunk, text="Cables are cheap."), PROPOSER)
    play.do(Leave(chunk, "go"), EDITOR)
    play.do(Vote(chunk, "each", "yes", item=f"i{item.number}"), "governments1")
    if how == "restarted":
        again = Chunk.objects.get(pk=chunk.pk)
        play.do(Write(again, text="Only states repair.", note="Who pays."), EDITOR)
    else:
        goes_back(how, play, chunk)
    if how == "back":
        play.do(Leave(Chunk.objects.get(pk=chunk.pk), "go"), EDITOR)
    by = play.people[PROPOSER][0]
    assert refused(EraseWords(item), by, play) == "words.decided"
    if secret:  # what was answered is told nowhere
        assert refused(EraseWords(other), by, play) == "words.decided"
    else:
        perform(EraseWords(other), by=by, now=play.now)
