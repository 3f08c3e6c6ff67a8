"""A text that came about by amendments stands whole on the record, whatever becomes of what it was
made of.
"""

from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest

from isegoria.server.conduct.codes import PublishCode, default_code
from isegoria.server.conduct.erasing import EraseAccount, EraseWords
from isegoria.server.conduct.measures import HideWords
from isegoria.server.deliberation import texts
from isegoria.server.deliberation.models import Amendment, Version
from isegoria.server.deliberation.texts import Amend, AnswerAmendment, Write
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import Leave, Vote
from isegoria.server.record import door
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act, Opening
from isegoria.server.replay.compare import recompute
from isegoria.server.replay.rebuild import rebuild
from isegoria.terms import Refused
from tests.play import Play
from tests.server.test_earlier_rounds import BACK
from tests.server.test_text_under_decision import call_in, newest

pytestmark = pytest.mark.django_db
EDITOR, PROPOSER = "technical-community1", "civil-society1"
WHOLE = "Coastal states repair.\n\nNobody pays."


def amended(play: Play, chunk: Chunk, text: str = "Nobody pays.", merged: str = "") -> list[Act]:
    """Take up an amendment; return the version that it changed, the amendment, the answer."""
    before = Version.objects.latest("number")
    proposed = play.do(
        Amend(newest(chunk), text="Fairer.", written=before, paragraph=2, new_text=text), PROPOSER
    )
    one = Amendment.objects.get(pk=proposed.number)
    work = AnswerAmendment(newest(chunk), text="Yes.", amendment=one, taken=True, merged=merged)
    taken = play.do(work, EDITOR)
    return [Act.objects.get(pk=before.pk), proposed, taken]


def adopted(play: Play, chunk: Chunk) -> None:
    """Adopt the text as it stands."""
    play.do(Leave(newest(chunk), "go"), EDITOR)
    play.do(Vote(newest(chunk), "plan", "yes"), "governments1")
    play.later(chunk, 15)
    assert newest(chunk).outcome == "plan"


@pytest.fixture
def as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put answers to amendments on the record as the first version of their kind did."""
    append = door.append

    def without(place: Any, entry: Any, *author: Any) -> Act:
        said = {name: text for name, text in entry.erasable.items() if name != "becomes"}
        version = 1 if entry.kind == "chunk.answer-amendment" else entry.kind_version
        return append(place, replace(entry, erasable=said, kind_version=version), *author)

    monkeypatch.setattr(door, "append", without)


def on_record(act: Act, field: str = "becomes") -> str:
    return bytes(Opening.objects.get(act=act, field=field).content).decode()


def recomputed(chunk: Chunk) -> list[str]:
    return [str(one) for one in recompute(chunk.issue).findings]


def refused(play: Play, work: Any, who: str | None = None) -> str:
    by = play.people[who][0] if who else play.secretary
    with pytest.raises(Refused) as found:
        perform(work, by=by, now=play.now)
    return found.value.refusal.rule


@pytest.mark.parametrize("merged", ["", "Nobody pays. \r\n"])
def test_taking_up_an_amendment_puts_the_whole_text_on_the_record(merged: str) -> None:
    play, chunk = call_in(BACK)
    text = "They pay." if merged else "Nobody pays."
    first, amendment, taken = amended(play, chunk, text, merged)
    assert on_record(taken) == Version.objects.get(pk=taken.number).text == WHOLE
    adopted(play, chunk)
    play.do_plain(EraseWords(amendment), PROPOSER)
    play.do_plain(EraseWords(first), EDITOR)
    assert on_record(taken) == Version.objects.get(pk=taken.number).text == WHOLE
    assert refused(play, EraseWords(taken), EDITOR) == "words.decided"
    assert recomputed(chunk) == []


def test_declining_an_amendment_puts_no_text_on_the_record() -> None:
    play, chunk = call_in(BACK)
    written = Version.objects.get()
    play.do(Amend(chunk, text="Why?", written=written, paragraph=2, new_text="No."), PROPOSER)
    answer = AnswerAmendment(chunk, text="No.", amendment=Amendment.objects.get(), taken=False)
    assert "becomes" not in play.do(answer, EDITOR).commitments


def test_the_same_answer_sent_twice_is_one() -> None:
    play, chunk = call_in(BACK)
    taken = amended(play, chunk)[2]
    one = Amendment.objects.get()
    again = AnswerAmendment(newest(chunk), text="Yes.", amendment=one, taken=True)
    by, capacity = play.people[EDITOR]
    same = perform(again, by=by, now=play.now, capacity=capacity, key=taken.key)
    assert same.number == taken.number


def test_a_draft_that_was_amended_is_erased_everywhere() -> None:
    play, chunk = call_in(BACK)
    taken = amended(play, chunk)[2]
    play.do_plain(EraseWords(taken), EDITOR)
    assert not Opening.objects.filter(act=taken, field__in=["text", "becomes"]).exists()
    assert Version.objects.get(pk=taken.number).text == ""
    assert recomputed(chunk) == []


@pytest.mark.usefixtures("as_before")
@pytest.mark.parametrize("decided", ["adopted", "answered and sent back"])
def test_what_an_older_text_was_made_of_stays(decided: str) -> None:
    play, chunk = call_in(BACK)
    play.do_plain(PublishCode(*default_code(), 30, True))
    first, amendment, taken = amended(play, chunk)
    second = amended(play, chunk, "Somebody pays.")
    assert (taken.kind_version, "becomes" in taken.commitments) == (1, False)
    if decided == "adopted":
        adopted(play, chunk)
    else:
        play.do(Leave(newest(chunk), "go"), EDITOR)
        play.do(Vote(newest(chunk), "plan", "yes"), "governments1")
        play.do(Leave(newest(chunk), "back"), EDITOR)
        play.do(Write(newest(chunk), text="Only states repair."), EDITOR)
    made_of = {EDITOR: (first, taken), PROPOSER: (amendment, second[1])}
    for act, who in ((one, who) for who, acts in made_of.items() for one in acts):
        assert refused(play, EraseWords(act), who) == "words.decided"
        assert refused(play, EraseWords(act, "x")) == "words.no-ground"
        assert refused(play, HideWords(act=act, rule=1, reason="x")) == "words.decided"
    play.do_plain(EraseAccount(play.people[PROPOSER][0], words=True), PROPOSER)
    assert on_record(amendment, "amended") == "Nobody pays."
    play.do_plain(EraseWords(amendment, "x", "court_order"))


@pytest.mark.usefixtures("as_before")
def test_an_amendment_to_an_older_draft_that_nobody_answered_is_erased() -> None:
    play, chunk = call_in(BACK)
    first, amendment, _taken = amended(play, chunk)
    play.do(Write(newest(chunk), text="Only states repair."), EDITOR)
    adopted(play, chunk)
    play.do_plain(EraseWords(amendment), PROPOSER)
    play.do_plain(EraseWords(first), EDITOR)


@pytest.mark.parametrize("how", ["written", "amended"])
def test_a_text_that_was_changed_behind_the_record_is_found(how: str) -> None:
    play, chunk = call_in(BACK)
    if how == "amended":
        amended(play, chunk)
    adopted(play, chunk)
    assert recomputed(chunk) == []
    number = newest(chunk).text_version
    Version.objects.filter(pk=number).update(text="Something else.")
    (found,) = recomputed(chunk)
    assert found.startswith(f"chunk #{chunk.pk}, SHA-256 of version #{number} of its text: ")
    Version.objects.filter(pk=number).update(text="")
    assert len(recomputed(chunk)) == 1
    assert rebuild(play.process).left != (), "what people said is not written anew"


def test_another_version_that_is_shown_as_the_text_is_found_and_rebuilt() -> None:
    play, chunk = call_in(BACK)
    first, _amendment, taken = amended(play, chunk)
    adopted(play, chunk)
    Chunk.objects.filter(pk=chunk.pk).update(text_version=first.number)
    assert recomputed(chunk) == [
        f"chunk #{chunk.pk}, the version of its text: the pages show {first.number}, from the"
        f" record follows {taken.number}"
    ]
    assert rebuild(play.process).left == ()
    assert newest(chunk).text_version == taken.number


def test_an_amendment_whose_words_were_erased_is_declined_and_not_taken_up() -> None:
    play, chunk = call_in(BACK)
    latest = Version.objects.get()
    proposed = play.do(
        Amend(chunk, text="Fairer.", written=latest, paragraph=2, new_text="Nobody."), PROPOSER
    )
    play.do_plain(EraseWords(proposed), PROPOSER)
    one = Amendment.objects.get()
    taken = AnswerAmendment(newest(chunk), text="Yes.", amendment=one, taken=True)
    assert refused(play, taken, EDITOR) == "amendment.erased"
    play.do(replace(taken, taken=False), EDITOR)
    assert newest(chunk).text_version == latest.pk
    assert recomputed(chunk) == []


def test_an_erased_amendment_that_was_taken_up_before_is_no_text() -> None:
    play, chunk = call_in(BACK)
    latest = Version.objects.get()
    proposed = play.do(
        Amend(chunk, text="Fairer.", written=latest, paragraph=2, new_text="Nobody."), PROPOSER
    )
    play.do_plain(EraseWords(proposed), PROPOSER)
    with patch.object(texts, "_was_a_change", return_value=False):  # as versions of before let it
        one = Amendment.objects.get()
        play.do(AnswerAmendment(newest(chunk), text="Yes.", amendment=one, taken=True), EDITOR)
    assert newest(chunk).text_version == latest.pk
    assert recomputed(chunk) == []
    assert rebuild(play.process).written == ()


@pytest.mark.parametrize("blank", ["  ", "\n", "\u00a0"])
def test_an_amendment_of_blanks_is_a_remark_on_the_record_too(blank: str) -> None:
    play, chunk = call_in(BACK)
    latest = Version.objects.get()
    remark = Amend(chunk, text="Fairer.", written=latest, paragraph=2, new_text=blank)
    said = play.do(remark, PROPOSER)
    assert set(said.commitments) & {"amended", "text"} == {"text"}
    one = Amendment.objects.get()
    play.do(AnswerAmendment(newest(chunk), text="Yes.", amendment=one, taken=True), EDITOR)
    assert newest(chunk).text_version == latest.pk
    assert recomputed(chunk) == []
