"""Reviews of who leads: on schedule and early, answered by group, counted when over, nobody's
answer kept or shown.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from isegoria.rules.offices.reviewing import QUESTIONS
from isegoria.server.conduct.codes import PublishCode, default_code
from isegoria.server.conduct.erasing import EraseAccount
from isegoria.server.conduct.measures import HideWords
from isegoria.server.deliberation.acts import Object, Say
from isegoria.server.issues.models import Issue
from isegoria.server.people.models import Participant
from isegoria.server.process.models import Chunk, Member, Seat
from isegoria.server.process.steps import Trigger
from isegoria.server.record.door import Work, perform
from isegoria.server.record.models import Act, Sealed
from isegoria.server.replay.compare import recompute
from isegoria.server.reviews.acts import AnswerReview, FollowReview, OpenReview, SignPetition
from isegoria.server.reviews.closing import CloseReview, close_what_is_over, follow
from isegoria.server.reviews.models import PetitionSignature, Review, ReviewAnswer
from isegoria.server.reviews.reads import reviews_waiting_for
from isegoria.server.warnings.reads import histories_of
from isegoria.terms import Refused
from tests.people import amina
from tests.play import Play, at_deliberation

pytestmark = pytest.mark.django_db
BAD = {
    name: question.answers[-2 if name != "confidence" else 1]
    for name, question in QUESTIONS.items()
}
GOOD = {name: question.answers[0] for name, question in QUESTIONS.items()}
EVERYBODY = (
    "governments1",
    "governments2",
    "civil-society1",
    "civil-society2",
    "private-sector1",
    "technical-community1",
)


class Reviewed:
    """The chair (governments1) of a working group in which people of four groups took part."""

    def __init__(self, play: Play) -> None:
        self.play, self.chunk = play, play.raised()
        for who in EVERYBODY:
            play.do(Say(self.chunk, text="I am here."), who)
        self.seat = Seat.objects.get(holder="chairs")

    def person(self, who: str) -> Participant:
        return self.play.secretary if who == "secretary" else self.play.people[who][0]

    def by(self, who: str, work: Any, door: Any = perform) -> Act:
        act: Act = door(work, by=self.person(who), now=self.play.now)
        return act

    def refused(self, who: str, work: Any) -> str:
        with pytest.raises(Refused) as found:
            self.by(who, work)
        return found.value.refusal.rule

    @property
    def review(self) -> Review:
        return Review.objects.select_related("process", "seat__participant").get()

    def opened(self) -> "Reviewed":
        self.play.day += 184
        self.by("secretary", OpenReview(self.seat))
        return self

    def answered(self) -> "Reviewed":
        for who in ("governments2", "civil-society1", "civil-society2", "technical-community1"):
            self.by(who, AnswerReview(self.review, BAD, f"A word of {who}."))
        return self

    def over(self) -> "Reviewed":
        self.play.day += 15
        close_what_is_over(self.play.now)
        return self


@pytest.fixture
def reviewed(play: Play) -> Reviewed:
    return Reviewed(play)


def test_on_schedule_the_secretariat_opens_and_after_a_while_anybody(reviewed: Reviewed) -> None:
    assert reviewed.refused("secretary", OpenReview(reviewed.seat)) == "review.not-due"
    reviewed.play.day += 184  # six months, as the model says of its chairs
    assert (
        reviewed.refused("civil-society2", OpenReview(reviewed.seat)) == "review.secretariat-first"
    )
    reviewed.play.day += 15
    reviewed.by("civil-society2", OpenReview(reviewed.seat))
    assert (reviewed.review.because, reviewed.review.ends_at) == (
        "late",
        reviewed.play.now + timedelta(days=14),
    )
    assert reviewed.refused("secretary", OpenReview(reviewed.seat)) == "review.open"


def test_a_petition_of_two_groups_opens_one_early(reviewed: Reviewed) -> None:
    assert reviewed.refused("governments1", SignPetition(reviewed.seat)) == "review.own"
    assert reviewed.refused("private-sector2", SignPetition(reviewed.seat)) == "review.no-part"
    reviewed.by("civil-society1", SignPetition(reviewed.seat, "They do not answer."))
    reviewed.by("civil-society2", SignPetition(reviewed.seat))
    assert reviewed.refused("civil-society1", SignPetition(reviewed.seat)) == "review.signed"
    assert (
        reviewed.refused("civil-society1", OpenReview(reviewed.seat)) == "review.not-due"
    )  # one group alone
    reviewed.by("governments2", SignPetition(reviewed.seat))
    reviewed.by("civil-society1", OpenReview(reviewed.seat))
    assert reviewed.review.because == "petition"
    assert set(PetitionSignature.objects.values_list("used_in", flat=True)) == {
        reviewed.review.number
    }


def test_unanswered_questions_to_the_office_open_one_early(reviewed: Reviewed) -> None:
    for _time in range(3):
        reviewed.play.do(
            Say(reviewed.chunk, text="Why?", form="question", asked="chairs"), "civil-society1"
        )
    reviewed.play.day += 20
    assert reviewed.refused("civil-society1", OpenReview(reviewed.seat)) == "review.not-due"
    reviewed.play.day += 2  # the model gives an office 21 days
    reviewed.by("civil-society1", OpenReview(reviewed.seat))
    assert (reviewed.review.because, reviewed.review.signals) == (
        "signal",
        ["unanswered_questions"],
    )


def test_people_who_gave_up_objecting_open_one_early(play: Play) -> None:
    chunk = at_deliberation(play)
    for who in ("civil-society1", "civil-society2", "private-sector1"):
        play.do(Object(chunk, text="Nobody asked the fishers."), who)
    play.do(Say(chunk, text="Still nobody."), "private-sector1")
    seat = Seat.objects.get(holder="chairs")
    play.day += 46
    play.do_plain(OpenReview(seat), "civil-society1")
    assert Review.objects.get().signals == ["exhaustion"]


def test_a_stage_of_the_rules_about_the_leadership_opens_one(play: Play) -> None:
    chunk = at_deliberation(play)
    for who in ("governments2", "civil-society1"):
        play.do(Trigger(chunk, "leadership_review", reason="they do not answer"), who)
    assert Chunk.objects.get().stage == "leadership_review"
    play.do_plain(OpenReview(Seat.objects.get(holder="chairs")), "civil-society1")
    assert Review.objects.get().because == "rules"
    with pytest.raises(Refused):
        play.do_plain(OpenReview(Seat.objects.get(holder="editor")), "civil-society1")


@pytest.mark.parametrize(
    ("who", "rule"),
    [
        pytest.param("governments1", "review.own", id="the one reviewed"),
        pytest.param("private-sector2", "review.no-part", id="an outsider"),
        pytest.param("secretary", "review.no-part", id="the secretariat took no part"),
    ],
)
def test_who_is_not_asked(reviewed: Reviewed, who: str, rule: str) -> None:
    reviewed.opened()
    assert reviewed.refused(who, AnswerReview(reviewed.review, GOOD)) == rule


def test_who_joins_while_the_survey_runs_is_not_asked(reviewed: Reviewed) -> None:
    reviewed.opened()
    reviewed.play.day += 1
    reviewed.play.do(Say(reviewed.chunk, text="I came for this."), "private-sector2")
    assert (
        reviewed.refused("private-sector2", AnswerReview(reviewed.review, GOOD))
        == "review.joined-late"
    )


def test_it_waits_for_those_who_are_asked_and_then_for_the_secretariat(reviewed: Reviewed) -> None:
    def waits() -> set[str]:
        everybody = ("secretary", *reviewed.play.people)
        return {
            one
            for one in everybody
            if reviews_waiting_for(reviewed.person(one), reviewed.play.now).exists()
        }

    reviewed.opened()
    assert waits() == set(EVERYBODY) - {"governments1"}
    reviewed.answered()
    assert waits() == {"private-sector1"}
    reviewed.over()
    assert waits() == {"secretary"}
    reviewed.by("secretary", FollowReview(reviewed.review, "kept", "Most are content."), follow)
    assert waits() == set()


def test_an_answer_is_changed_while_it_runs_and_counts_once(reviewed: Reviewed) -> None:
    reviewed.opened().answered()
    reviewed.by("governments2", AnswerReview(reviewed.review, GOOD))
    assert ReviewAnswer.objects.count() == 4
    reviewed.over()
    assert reviewed.refused("governments2", AnswerReview(reviewed.review, BAD)) == "review.over"
    assert reviewed.review.totals["heads"]["confidence"] == {"yes": 1, "no": 3}


def test_a_double_click_is_one_answer_and_a_second_thought_is_not_lost(reviewed: Reviewed) -> None:
    reviewed.opened()
    by, key = reviewed.person("governments2"), uuid4()
    for answers in (GOOD, GOOD, BAD):
        perform(AnswerReview(reviewed.review, answers), by=by, now=reviewed.play.now, key=key)
    assert [one.answers for one in ReviewAnswer.objects.all()] == [BAD]


def test_when_it_is_over_counts_go_on_the_record_and_nobodys_answer_is_left(
    reviewed: Reviewed,
) -> None:
    reviewed.opened().answered().over()
    assert (
        reviewed.review.closed_at == reviewed.review.ends_at
    )  # dated when it came about, however late somebody looked
    assert not ReviewAnswer.objects.exists()
    counted = Act.objects.get(kind="review.close").body
    assert counted["answered"] == {"governments": 1, "civil-society": 2, "technical-community": 1}
    assert counted["groups"] == {}  # all have fewer than three
    assert counted["heads"]["confidence"] == {"yes": 0, "no": 4}
    assert not Act.objects.filter(kind="review.answer").exists()
    assert not Sealed.objects.exists()
    assert reviewed.review.comments == sorted(reviewed.review.comments)
    with pytest.raises(Refused):
        perform(CloseReview(reviewed.review), by=None, now=reviewed.play.now)


def test_while_it_runs_nobody_is_shown_an_answer(reviewed: Reviewed, client_of: Any) -> None:
    reviewed.opened()
    Review.objects.update(ends_at=timezone.now() + timedelta(days=5))
    reviewed.answered()
    number = reviewed.review.number
    addresses = (
        f"/reviews/{number}/",
        f"/reviews/{number}/review.json",
        "/reviews/",
        "/reviews/reviews.json",
        "/record/acts.json",
        "/record/acts.csv",
        "/record/acts.atom",
        f"/issues/processes/{reviewed.play.process.pk}/",
    )
    for who in (None, "secretary", "governments1", "private-sector1"):
        client = client_of(reviewed.person(who)) if who else Client()
        for address in addresses:
            found = client.get(address)
            content = (
                b"".join(found.streaming_content) if found.streaming else found.content
            ).decode()
            assert found.status_code == 200, address
            assert "A word of" not in content, address
            assert "fewer than 3" not in content, address
    mine = (
        client_of(reviewed.person("governments2"))
        .get(f"/reviews/{number}/answer/")
        .content.decode()
    )
    assert "A word of governments2." in mine
    assert "A word of civil-society1." not in mine


def test_a_small_group_is_counted_and_not_broken_down_on_the_page(reviewed: Reviewed) -> None:
    for number in range(3, 6):
        one = Participant.objects.create_user(f"cs{number}@example.org", name=f"cs {number}")
        capacity = reviewed.play.people["civil-society1"][1]
        Member.objects.create(
            process=reviewed.play.process,
            participant=one,
            group=capacity.group,
            joined_at=reviewed.play.now,
            last_at=reviewed.play.now,
        )
        reviewed.play.people[f"cs{number}"] = (one, capacity)
    reviewed.opened().answered()
    for number in range(3, 6):
        reviewed.by(f"cs{number}", AnswerReview(reviewed.review, GOOD))
    reviewed.over()
    totals = reviewed.review.totals
    assert (
        set(totals["groups"]) == set()
    )  # two lone answers could be computed from the rest: civil society is held back too
    page = Client().get(f"/reviews/{reviewed.review.number}/").content.decode()
    for words in ("fewer than 3", "held back", "5 of 5", "1 of 1", "0 of 1"):
        assert words in page, words


def test_what_follows_is_said_by_the_secretariat_and_replacing_ends_the_seat(
    reviewed: Reviewed, django_capture_on_commit_callbacks: Any
) -> None:
    reviewed.opened().answered()
    work = FollowReview(reviewed.review, "replaced", "Three of four have no confidence.")
    assert reviewed.refused("secretary", work) == "review.nothing-to-follow"
    reviewed.over()
    for who in ("governments1", "civil-society1", "private-sector2"):
        assert reviewed.refused(who, work) == "review.not-choosing"
    with django_capture_on_commit_callbacks(execute=True):
        reviewed.by("secretary", work, follow)
    assert Seat.objects.get(pk=reviewed.seat.pk).until_at == reviewed.play.now
    assert mail.outbox[0].to == ["governments1@example.org"]
    assert reviewed.refused("secretary", work) == "review.nothing-to-follow"
    assert [str(one) for one in recompute(Issue.objects.get()).findings] == []


def dues(reviewed: Reviewed) -> list[tuple[str, datetime]]:
    issue = Issue.objects.get()
    history, _thresholds = histories_of([issue], reviewed.play.now)[issue.pk]
    return [(one.what, one.by) for one in history.reviews if "chairs" in one.what.casefold()]


def test_the_next_review_is_due_from_the_last_one_and_what_follows_within_thirty_days(
    reviewed: Reviewed,
) -> None:
    [(what, first)] = dues(reviewed)
    reviewed.opened()
    assert dues(reviewed) == []
    reviewed.answered().over()
    follows, again = sorted(dues(reviewed))[1], sorted(dues(reviewed))[0]
    assert again == (what, datetime(2027, 3, 16, 12, tzinfo=first.tzinfo))
    assert follows == (f"{what} (what follows)", reviewed.review.ends_at + timedelta(days=30))
    reviewed.by(
        "secretary",
        FollowReview(reviewed.review, "improved", "Answers within a week, from May on."),
        follow,
    )
    assert dues(reviewed) == [again]
    assert Seat.objects.get(pk=reviewed.seat.pk).until_at is None


def test_the_pages_and_forms_of_a_review(reviewed: Reviewed, client_of: Any) -> None:
    room = f"/issues/processes/{reviewed.play.process.pk}/"
    address = f"{room}seats/{reviewed.seat.pk}/"
    secretary, member = (
        client_of(reviewed.play.secretary),
        client_of(reviewed.person("civil-society1")),
    )
    assert "Open the review" in secretary.get(room).content.decode()  # long due by today's clock
    assert member.get(f"{address}petition/").status_code == 200
    assert (
        member.post(f"{address}petition/", {"key": str(uuid4()), "reason": "slow"})["Location"]
        == room
    )
    assert "1 signed" in member.get(room).content.decode()
    sent = secretary.post(f"{address}review/", {"key": str(uuid4())})
    number = Review.objects.get().number
    assert sent["Location"] == f"/reviews/{number}/"
    assert secretary.post(f"{address}review/", {"key": str(uuid4())}).status_code == 409
    refused = member.post(
        f"/reviews/{number}/answer/",
        {"key": str(uuid4()), "fair": "partly", "comment": "Kept words"},
    )
    assert refused.status_code == 409
    assert "Kept words" in refused.content.decode()
    assert (
        member.post(f"/reviews/{number}/answer/", {"key": str(uuid4()), **BAD}).status_code == 302
    )
    assert "Change your answer" in member.get(f"/reviews/{number}/").content.decode()
    Review.objects.update(ends_at=timezone.now() - timedelta(days=1))
    page = Client().get(f"/reviews/{number}/").content.decode()  # looking closes it
    assert "Fewer than 3 people answered in all" in page
    assert Review.objects.get().closed_at is not None
    form = {"key": str(uuid4()), "follow": "kept", "text": "Too few answered to say more."}
    assert secretary.get(f"/reviews/{number}/follow/").status_code == 200
    assert secretary.post(f"/reviews/{number}/follow/", form)["Location"] == f"/reviews/{number}/"
    for page_address in (
        f"/people/{reviewed.seat.participant_id}/",
        room,
        "/reviews/",
        f"/reviews/{number}/",
    ):
        assert "kept in office" in Client().get(page_address).content.decode(), page_address


def test_who_took_no_part_sees_empty_pages_that_help(client_of: Any) -> None:
    for client in (Client(), client_of(amina())):
        assert "No review was opened yet" in client.get("/reviews/").content.decode()
        assert "There is no such case" in client.get("/conflicts/").content.decode()


def test_the_queries_of_the_pages_do_not_grow_with_the_data(reviewed: Reviewed) -> None:
    reviewed.opened().answered().over()
    room = f"/issues/processes/{reviewed.play.process.pk}/"
    addresses = (f"/reviews/{reviewed.review.number}/", "/reviews/", "/reviews/reviews.json", room)

    def queries(address: str) -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as found:
            assert Client().get(address).status_code == 200
        return len(found)

    before = [queries(one) for one in addresses]
    first = Review.objects.get()
    for number in range(3):
        ended = Seat.objects.create(
            number=9000 + number,
            process=first.process,
            holder="editor",
            participant=reviewed.person(EVERYBODY[number]),
            from_at=reviewed.play.now,
        )
        Review.objects.create(
            number=9100 + number,
            process=first.process,
            seat=ended,
            title="Editor",
            because="schedule",
            opened_at=reviewed.play.now,
            ends_at=reviewed.play.now,
            closed_at=reviewed.play.now,
            closed_in=first.number,
            totals=first.totals,
        )
    assert [queries(one) for one in addresses] == before


def test_an_erased_account_takes_its_answer_along(reviewed: Reviewed) -> None:
    reviewed.opened().answered()
    gone = reviewed.person("civil-society1")
    perform(EraseAccount(gone), by=gone, now=reviewed.play.now)
    assert not ReviewAnswer.objects.filter(participant=gone).exists()
    assert ReviewAnswer.objects.count() == 3
    reviewed.over()
    assert reviewed.review.totals["heads"]["confidence"] == {"yes": 0, "no": 3}
    assert "A word of civil-society1." not in reviewed.review.comments


def as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an answer be an act without an author, as it was in earlier versions."""
    monkeypatch.setattr(AnswerReview, "stays_off", Work.stays_off)
    monkeypatch.setattr(AnswerReview, "hides", lambda _self, _attempt: True)


def test_answers_that_were_acts_are_still_counted_and_shown(
    reviewed: Reviewed, monkeypatch: pytest.MonkeyPatch, client_of: Any
) -> None:
    reviewed.opened()
    perform(PublishCode(*default_code()), by=reviewed.play.secretary, now=reviewed.play.now)
    with monkeypatch.context() as old:
        as_before(old)
        reviewed.answered()
    answers = Act.objects.filter(kind="review.answer")
    assert len(answers) == 4
    for act in answers:
        page = client_of(reviewed.person("governments1")).get(f"/record/{act.number}/")
        assert "Answered a review" in page.content.decode()
        # what is hidden stands on the page of the measure
        hides = HideWords(act=act, rule=1, reason="Why?")
        with pytest.raises(Refused) as refused:
            perform(hides, by=reviewed.play.secretary, now=reviewed.play.now)
        assert refused.value.refusal.rule == "conduct.nothing-to-hide"
    reviewed.by("governments2", AnswerReview(reviewed.review, GOOD))
    reviewed.over()
    assert reviewed.review.totals["heads"]["confidence"] == {"yes": 1, "no": 3}
    assert [str(one) for one in recompute(Issue.objects.get()).findings] == []
