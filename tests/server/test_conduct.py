"""Moderation under a published code: what is hidden keeps its place and effect, and nothing
leaks.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.db.models import TextField
from django.test import Client
from django.utils import timezone

from isegoria.cli import judging
from isegoria.server.conduct.appeals import AppealMeasure, DecideAppeal, SeatJudge
from isegoria.server.conduct.codes import PublishCode, default_code
from isegoria.server.conduct.erasing import EraseAccount, EraseWords
from isegoria.server.conduct.measures import HideWords, Restrict, ShowWords
from isegoria.server.conduct.models import Code, Measure, MeasureAppeal
from isegoria.server.conduct.reads import bias, by_rule
from isegoria.server.deliberation.acts import (
    Dissent,
    EditComment,
    Object,
    Say,
)
from isegoria.server.deliberation.models import Amendment, Comment, Objection, Position
from isegoria.server.deliberation.texts import Amend, AnswerAmendment, Write
from isegoria.server.forum.acts import SetUpForum
from isegoria.server.forum.profiles import ChangeProfile
from isegoria.server.issues.acts import ProposeIssue
from isegoria.server.issues.models import Issue
from isegoria.server.membership.acts import Invite
from isegoria.server.outcomes.acts import Follow
from isegoria.server.people.models import Participant
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk, Seat
from isegoria.server.process.seats import EndSeat
from isegoria.server.process.steps import Deliver, GiveFinding, Vote
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act
from isegoria.server.replay.compare import recompute
from isegoria.terms import Refused
from tests.once import once
from tests.play import Play, everyone_supports, to_the_call

pytestmark = pytest.mark.django_db
RULES = ["Speak about the matter.", "No insults."]
AUTHOR, OTHER, PANEL = "civil-society2", "technical-community1", "private-sector2"


@pytest.fixture
def coded(play: Play) -> Play:
    """A working group in a forum with a code."""
    once("a code", lambda: play.do_plain(PublishCode("Be kind.", RULES)))
    return play


@pytest.fixture
def call(coded: Play) -> Chunk:
    return to_the_call(coded)


def hide(act: Act, rule: int = 2) -> HideWords:
    return HideWords(act=act, rule=rule, reason="calls Bo a liar")


def refused(play: Play, work: Any, who: str | None = None) -> str:
    with pytest.raises(Refused) as found:
        (play.do if hasattr(work, "does") else play.do_plain)(work, who)
    return found.value.refusal.rule


def restrict(play: Play, who: str = AUTHOR, days: int = 7) -> Restrict:
    until = play.now + timedelta(days=days)
    return Restrict(
        process=play.process,
        restricted=play.people[who][0],
        until=until,
        rule=2,
        reason="again and again",
    )


def test_a_code_is_published_in_versions_and_only_by_the_secretariat(
    play: Play, client: Client
) -> None:
    preamble, rules = default_code()
    assert len(rules) == 7
    assert refused(play, PublishCode(preamble, rules), AUTHOR) == "conduct.not-secretariat"
    assert refused(play, PublishCode(preamble, ["  "])) == "conduct.no-rules"
    play.do_plain(PublishCode(preamble, rules))
    play.do_plain(PublishCode(preamble, [*rules, "Be on time."], longest_days=10))
    assert [one.version for one in Code.objects.all()] == [2, 1]
    assert "Be on time." in client.get("/code/").content.decode()
    old = client.get("/code/1/").content.decode()
    assert 'id="r3"' in old
    assert "Be on time." not in old
    assert client.get("/code/9/").status_code == 404


def test_without_a_code_nothing_is_moderated_and_the_refusal_says_what_to_do(play: Play) -> None:
    chunk = to_the_call(play)
    act = play.do(Vote(chunk, "support", "object", reason="Bo is a liar."), AUTHOR)
    assert refused(play, hide(act)) == "conduct.no-code"
    assert refused(play, restrict(play)) == "conduct.no-code"


@pytest.mark.parametrize("who", [AUTHOR, OTHER, PANEL])
def test_only_the_secretariat_moderates(coded: Play, call: Chunk, who: str) -> None:
    act = coded.do(Say(call, text="Bo is a liar."), AUTHOR)
    assert refused(coded, hide(act), who) == "conduct.not-secretariat"
    assert refused(coded, restrict(coded), who) == "conduct.not-secretariat"


def test_moderation_names_a_rule_and_a_reason(coded: Play, call: Chunk) -> None:
    act = coded.do(Say(call, text="Bo is a liar."), AUTHOR)
    assert refused(coded, hide(act, rule=3)) == "conduct.no-such-rule"
    assert refused(coded, HideWords(act=act, rule=1, reason=" ")) == "conduct.no-reason"
    assert (
        refused(coded, hide(Act.objects.get(pk=coded.process.number))) == "conduct.nothing-to-hide"
    )
    done = coded.do_plain(hide(act))
    assert (done.body, done.references) == ({"rule": 2, "code": 1}, [act.number])
    assert refused(coded, hide(act)) == "conduct.hidden"


def said_everywhere(play: Play, chunk: Chunk, word: str) -> list[Act]:
    """Let the author say a word in every way there is."""
    chunk.refresh_from_db()
    version = chunk.version_set.latest("number")
    acts = [
        play.do(Say(chunk, text=f"{word} in a comment."), AUTHOR),
        play.do(Amend(chunk, text=f"{word} why.", written=version, paragraph=1), AUTHOR),
        play.do(Vote(chunk, "support", "object", reason=f"{word} in a vote."), AUTHOR),
    ]
    comment = Comment.objects.latest("number")
    play.do(EditComment(chunk, text=f"{word} corrected at once.", comment=comment), AUTHOR)
    play.day += 1
    play.do(EditComment(chunk, text=f"{word} edited later.", comment=comment), AUTHOR)
    return acts


def everything() -> str:
    """Return all that the database holds, as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found += [
                    bytes(cell).decode(errors="replace")
                    if isinstance(cell, (bytes, memoryview))
                    else str(cell)
                    for cell in row
                ]
    return "\n".join(found)


PUBLIC = (
    "/",
    "/record/",
    "/record/acts.json",
    "/record/acts.csv",
    "/record/acts.atom",
    "/issues/",
    "/issues/issues.json",
    "/warnings/",
    "/questions/",
    "/outcomes/",
    "/outcomes/outcomes.json",
    "/code/",
    "/code/decisions/",
    "/code/decisions/decisions.json",
    "/code/decisions/decisions.csv",
    "/code/decisions/decisions.atom",
)


def pages_of(client: Client, chunk: Chunk, issue: int) -> str:
    """Return what a visitor can read of a chunk, of the lists, and of every act."""
    under = ("", "chunk.json", "history/", "discussion/", "text/", "text/redline/")
    addresses = [
        *PUBLIC,
        f"/issues/{issue}/",
        f"/issues/{issue}/warnings.json",
        *(f"/chunks/{chunk.pk}/{one}" for one in under),
    ]
    found = ""
    for act in Act.objects.all():
        addresses += [
            f"/record/{act.number}/",
            *(f"/record/{act.number}/openings/{field}.json" for field in act.commitments),
        ]
    for one in Comment.objects.all():
        addresses.append(f"/chunks/{chunk.pk}/discussion/{one.pk}/versions/")
    for one in Measure.objects.all():
        addresses.append(f"/code/decisions/{one.number}/")
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code in {200, 404, 410}, address
        parts = answer.streaming_content if answer.streaming else [answer.content]  # type: ignore[attr-defined]
        found += b"".join(parts).decode()
    return found


@pytest.fixture
def _today(coded: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: coded.now)


@pytest.mark.usefixtures("_today")
def test_whatever_was_said_is_hidden_everywhere_and_comes_back_whole(
    coded: Play, call: Chunk, client: Client
) -> None:
    acts = said_everywhere(coded, call, "Zwieback")
    assert "Zwieback in a vote" in pages_of(client, call, call.issue_id)
    for act in acts:
        coded.do_plain(hide(act))
    assert "Zwieback" not in pages_of(client, call, call.issue_id)
    for measure in Measure.objects.all():
        coded.do_plain(ShowWords(measure, "a misunderstanding"))
    shown = pages_of(client, call, call.issue_id)
    for one in ("edited later", "why", "in a vote"):
        assert f"Zwieback {one}" in shown, one
    assert "Zwieback corrected at once" in everything()


def test_an_amendment_is_hidden_with_the_text_it_proposes(coded: Play, client: Client) -> None:
    chunk = coded.raised()
    coded.do(Deliver(chunk, "clusters"))
    for days in (42, 42, 28):
        for name, who in {"chunks": "governments1", "voices": None}.items():
            if Chunk.objects.get().stage == "scoping":
                coded.do(Deliver(chunk, name), who)
        if Chunk.objects.get().stage == "scoping":
            coded.do(GiveFinding(chunk, "shape", "open", reason="all who want"), "governments1")
        coded.later(chunk, days)
    coded.do(Write(chunk, text="Coastal states repair."), "technical-community1")
    amended = Amend(
        chunk,
        text="Why not?",
        written=chunk.version_set.get(),
        paragraph=1,
        new_text="Zwieback repairs.",
    )
    act = coded.do(amended, AUTHOR)
    assert "Zwieback repairs" in client.get(f"/chunks/{chunk.pk}/text/").content.decode()
    coded.do_plain(hide(act))
    page = client.get(f"/chunks/{chunk.pk}/text/").content.decode()
    assert "Zwieback" not in page
    assert "calls Bo a liar" in page
    amendment = Amendment.objects.get()
    taken = AnswerAmendment(chunk, text="Yes.", amendment=amendment, taken=True)
    assert refused(coded, taken, "technical-community1") == "amendment.hidden"
    coded.do_plain(ShowWords(Measure.objects.get(), "fair"))
    coded.do(taken, "technical-community1")
    assert "Zwieback repairs" in chunk.version_set.latest("number").text


def test_a_visitor_reads_everything_and_is_asked_to_sign_in_to_do_anything(
    coded: Play, hidden: Measure, client: Client
) -> None:
    coded.do_plain(AppealMeasure(hidden, "It is true."), OTHER)
    appeal, who = MeasureAppeal.objects.get().number, coded.people[AUTHOR][0].pk
    for address in (
        f"/record/{hidden.of}/hide/",
        f"/record/{hidden.of}/erase/",
        f"/code/decisions/{hidden.number}/appeal/",
        f"/code/decisions/{hidden.number}/take-back/",
        f"/code/appeals/{appeal}/",
        "/code/publish/",
        f"/people/{who}/erase/",
        f"/issues/processes/{coded.process.pk}/restrict/{who}/",
    ):
        assert client.get(address)["Location"].startswith("/accounts/login/"), address
        assert client.post(address, {"reason": "x"}).status_code in {302, 401}, address
    for address in (
        "/code/",
        "/code/decisions/",
        f"/code/decisions/{hidden.number}/",
        "/code/decisions/decisions.json",
    ):
        assert client.get(address).status_code == 200


@pytest.mark.usefixtures("_today")
def test_what_is_hidden_keeps_its_place_its_count_and_its_effect(
    coded: Play, call: Chunk, client: Client
) -> None:
    everyone_supports(coded, call)
    objection = coded.do(Vote(call, "support", "object", reason="Bo is a liar."), AUTHOR)
    position = coded.do(Vote(call, "support", "object", reason="Bo lies."), AUTHOR)
    coded.do_plain(hide(objection))
    coded.do_plain(hide(position))
    assert facts_of(Chunk.objects.get(pk=call.pk)).objections("open", "") == 1
    assert Position.objects.get(pk=position.number).value == "object"
    page = client.get(f"/chunks/{call.pk}/").content.decode()
    assert "It still counts." in page
    assert "calls Bo a liar" in page
    assert f"/code/decisions/{Measure.objects.get(of=objection.number).number}/" in page
    assert [str(one) for one in recompute(call.issue).findings] == []
    # and it holds the call up until it is answered
    coded.do(Deliver(call, "evidence"))
    assert coded.later(call, 30) == "consensus_call"


def test_minority_statements_and_follow_ups_are_hidden_by_the_same_act(
    coded: Play, call: Chunk, client: Client
) -> None:
    everyone_supports(coded, call)
    coded.do(Deliver(call, "evidence"))
    coded.do(GiveFinding(call, "designation", "consensus", reason="all groups"), "governments1")
    coded.later(call, 21)
    ended = Chunk.objects.get(pk=call.pk)
    acts = [
        coded.do(Dissent(ended, reason="Zwieback in dissent."), AUTHOR),
        coded.do_plain(Follow(ended, "nothing", "Zwieback happened."), AUTHOR),
    ]
    for act in acts:
        coded.do_plain(hide(act))
    page = client.get(f"/outcomes/{call.pk}/").content.decode()
    assert "Zwieback" not in page
    assert page.count("calls Bo a liar") == 2
    assert ended.follow_ups.get().rating == "nothing"


def test_an_issue_that_nobody_decides_on_yet_is_hidden_by_the_same_act(
    coded: Play, client: Client
) -> None:
    number = coded.raised().issue_id
    coded.do_plain(hide(Act.objects.get(pk=number)))
    issue = client.get(f"/issues/{number}/").content.decode()
    assert "Who repairs cables?" not in issue
    assert f"#{number}" in issue


def test_a_restriction_has_an_end_within_what_the_code_allows(coded: Play) -> None:
    assert refused(coded, restrict(coded, days=0)) == "conduct.no-end"
    assert refused(coded, restrict(coded, days=31)) == "conduct.too-long"
    coded.do_plain(restrict(coded, days=30))


def test_whoever_is_restricted_still_takes_positions_votes_objects_and_appeals(
    coded: Play, call: Chunk
) -> None:
    coded.do_plain(restrict(coded))
    measure = Measure.objects.get()
    assert measure.group is None  # they have not acted here yet
    for work in (
        Say(call, text="Hm."),
        ProposeIssue(coded.process, "Another?"),
        Follow(call, "done", "It is."),
    ):
        assert refused(coded, work, AUTHOR) in {"conduct.restricted", "outcome.none-yet"}
    assert refused(coded, Say(call, text="Hm."), AUTHOR) == "conduct.restricted"
    assert refused(coded, ProposeIssue(coded.process, "Another?"), AUTHOR) == "conduct.restricted"
    coded.do(Vote(call, "support", "stand_aside"), AUTHOR)
    coded.do(Vote(call, "support", "object", reason="no"), AUTHOR)
    coded.do(Vote(call, "support", "object", reason="Nobody asked the fishers."), AUTHOR)
    coded.do(Vote(call, "support", "support"), AUTHOR)
    assert Objection.objects.get().state == "withdrawn"
    coded.do_plain(AppealMeasure(measure, "I said it once."), AUTHOR)
    coded.day += 8
    coded.do(Say(call, text="Here again."), AUTHOR)


def test_a_code_may_keep_whoever_is_restricted_from_objecting(coded: Play, call: Chunk) -> None:
    coded.do_plain(PublishCode("", RULES, may_object=False))
    coded.do_plain(restrict(coded))
    assert refused(coded, Object(call, text="No."), AUTHOR) == "conduct.restricted"
    coded.do(Vote(call, "support", "object", reason="No."), AUTHOR)
    coded.do_plain(ShowWords(Measure.objects.get(), "enough"))
    coded.do(Vote(call, "support", "object", reason="No."), AUTHOR)


@pytest.fixture
def hidden(coded: Play, call: Chunk) -> Measure:
    coded.do_plain(hide(coded.do(Say(call, text="Bo is a liar."), AUTHOR)))
    return Measure.objects.get()


def test_anybody_appeals_against_what_was_hidden_and_the_panel_decides(
    coded: Play, hidden: Measure
) -> None:
    with pytest.raises(Refused, match="Only the person who was restricted"):
        perform(AppealMeasure(hidden, "It is true."), by=None, now=coded.now)
    assert refused(coded, AppealMeasure(hidden, "  "), OTHER) == "conduct.no-grounds"
    coded.do_plain(AppealMeasure(hidden, "It is true."), OTHER)
    assert refused(coded, AppealMeasure(hidden, "Indeed."), AUTHOR) == "conduct.appealed"
    appeal = MeasureAppeal.objects.get()
    assert appeal.answer_by == coded.now + timedelta(days=21)
    for who in (
        AUTHOR,
        OTHER,
        "governments1",
        None,
    ):  # a party, the appellant, the chair, whoever moderated
        assert (
            refused(coded, DecideAppeal(appeal, "upheld", "it is"), who)
            == "conduct.not-independent"
        )
    assert refused(coded, DecideAppeal(appeal, "upheld", " "), PANEL) == "conduct.no-reason"
    decided = coded.do_plain(DecideAppeal(appeal, "upheld", "It was about the matter."), PANEL)
    assert decided.body == {"result": "upheld", "capacity": "panel"}
    assert Comment.objects.get().text == "Bo is a liar."
    assert Comment.objects.get().hidden_in is None
    assert refused(coded, DecideAppeal(appeal, "dismissed", "no"), PANEL) == "conduct.decided"


def test_a_dismissed_appeal_leaves_it_hidden(coded: Play, hidden: Measure) -> None:
    coded.do_plain(AppealMeasure(hidden, "It is true."), AUTHOR)
    coded.do_plain(
        DecideAppeal(MeasureAppeal.objects.get(), "dismissed", "It is an insult."), PANEL
    )
    assert Comment.objects.get().text == ""


def test_an_appeal_comes_in_time(coded: Play, hidden: Measure) -> None:
    coded.day += 31
    assert refused(coded, AppealMeasure(hidden, "It is true."), AUTHOR) == "conduct.appeal-late"


def test_only_whoever_is_restricted_appeals_against_that_and_an_upheld_appeal_ends_it(
    coded: Play, call: Chunk
) -> None:
    coded.do_plain(restrict(coded))
    measure = Measure.objects.get()
    assert refused(coded, AppealMeasure(measure, "Let them."), OTHER) == "conduct.not-concerned"
    coded.do_plain(AppealMeasure(measure, "Once only."), AUTHOR)
    coded.do_plain(
        DecideAppeal(MeasureAppeal.objects.get(), "upheld", "A warning comes first."), PANEL
    )
    coded.do(Say(call, text="Thanks."), AUTHOR)


def test_where_nobody_independent_is_there_the_operator_names_somebody(
    coded: Play, hidden: Measure, client: Client
) -> None:
    coded.do_plain(EndSeat(Seat.objects.get(holder="panel"), "moved"))
    coded.do_plain(AppealMeasure(hidden, "It is true."), AUTHOR)
    appeal = MeasureAppeal.objects.get()
    assert (
        "no independent person is available"
        in client.get(f"/code/decisions/{hidden.number}/").content.decode()
    )
    other, author = coded.people[OTHER][0], coded.people[AUTHOR][0]
    assert refused(coded, SeatJudge(appeal, other)) == "conduct.not-operator"
    with pytest.raises(Refused, match="is a party"):
        perform(SeatJudge(appeal, author), by=None, now=coded.now)
    perform(SeatJudge(appeal, other), by=None, now=coded.now)
    assert str(other) in client.get(f"/code/decisions/{hidden.number}/").content.decode()
    coded.do_plain(DecideAppeal(appeal, "dismissed", "An insult."), OTHER)


def test_another_member_of_the_secretariat_decides_before_somebody_is_named(
    coded: Play, hidden: Measure
) -> None:
    coded.do_plain(EndSeat(Seat.objects.get(holder="panel"), "moved"))
    second = Participant.objects.create_user("second@example.org", name="Second", secretariat=True)
    coded.do_plain(AppealMeasure(hidden, "It is true."), AUTHOR)
    appeal = MeasureAppeal.objects.get()
    with pytest.raises(Refused, match="Independent people can decide this appeal"):
        perform(SeatJudge(appeal, coded.people[OTHER][0]), by=None, now=coded.now)
    assert (
        perform(DecideAppeal(appeal, "upheld", "Fair."), by=second, now=coded.now).body["capacity"]
        == "secretariat"
    )


@pytest.mark.usefixtures("_today")
def test_the_page_of_decisions_counts_by_rule_and_group_and_marks_what_is_overdue(
    coded: Play, hidden: Measure, client: Client
) -> None:
    coded.do_plain(AppealMeasure(hidden, "It is true."), AUTHOR)
    coded.do_plain(restrict(coded, "governments1"))
    counts = {
        one.group.slug: (one.hidden, one.restricted, one.upheld) for one in bias() if one.group
    }
    assert counts == {
        "civil-society": (1, 0, 0),
        "governments": (0, 1, 0),
        "private-sector": (0, 0, 0),
        "technical-community": (0, 0, 0),
    }
    assert [(one.rule, one.hidden, one.restricted) for one in by_rule()] == [(2, 1, 1)]
    coded.day += 22
    cache.clear()  # what fired is kept for a while
    page = client.get("/code/decisions/").content.decode()
    assert "overdue" in page
    found = client.get("/code/decisions/decisions.json").json()
    assert {one["kind"] for one in found["measures"]} == {"hide", "restrict"}
    assert {one["group"]: one["hidden"] for one in found["groups"]}["civil-society"] == 1
    warned = client.get(f"/issues/{Issue.objects.get().pk}/warnings.json").content.decode()
    assert f"#{MeasureAppeal.objects.get().number}" in warned


@pytest.mark.parametrize("number", [1, 4])
def test_pages_ask_the_database_the_same_number_of_times_however_much_is_hidden(
    coded: Play,
    call: Chunk,
    client: Client,
    number: int,
    django_assert_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:
    for _one in range(number):
        coded.do_plain(hide(coded.do(Say(call, text="Bo is a liar."), AUTHOR)))
    client.get("/code/decisions/")
    with django_assert_num_queries(10):
        client.get("/code/decisions/")


def test_what_was_hidden_is_seen_by_its_author_the_secretariat_and_those_who_judge(
    coded: Play, hidden: Measure, client_of: Callable[[Participant], Client]
) -> None:
    address = f"/code/decisions/{hidden.number}/"
    coded.do_plain(AppealMeasure(hidden, "It is true."), OTHER)
    sees = {
        who: "Bo is a liar." in client_of(coded.people[who][0]).get(address).content.decode()
        for who in (AUTHOR, OTHER, PANEL)
    }
    assert sees == {AUTHOR: True, OTHER: False, PANEL: True}
    assert "Bo is a liar." in client_of(coded.secretary).get(address).content.decode()


@pytest.mark.usefixtures("_today")
def test_authors_erase_their_words_of_any_kind_and_nothing_is_left(
    coded: Play, call: Chunk, client: Client
) -> None:
    acts = said_everywhere(coded, call, "Zwieback")
    coded.do_plain(hide(acts[0]))
    assert refused(coded, EraseWords(acts[1]), OTHER) == "conduct.not-secretariat"
    for act in acts:
        coded.do_plain(EraseWords(act), AUTHOR)
    assert "Zwieback" not in everything()
    assert "Erased by its author." in client.get(f"/chunks/{call.pk}/").content.decode()
    assert refused(coded, EraseWords(acts[1]), AUTHOR) == "words.erased"
    assert facts_of(Chunk.objects.get(pk=call.pk)).objections("open", "") == 1
    assert [str(one) for one in recompute(call.issue).findings] == []


def test_the_secretariat_erases_for_somebody_with_a_public_reason(
    coded: Play, call: Chunk, client: Client
) -> None:
    act = coded.do(Say(call, text="The nickname of Bo is Krapfen."), AUTHOR)
    assert refused(coded, EraseWords(act)) == "conduct.no-reason"
    coded.do_plain(EraseWords(act, "a private name"))
    assert "Krapfen" not in everything()
    assert "a private name" in client.get(f"/chunks/{call.pk}/discussion/").content.decode()


NAMES = ("Zora Zwieback", "zora@zwieback.example", "Zwieback Works", "shares of Zwieback")


@pytest.mark.usefixtures("_today")
@pytest.mark.parametrize("words", [False, True])
def test_an_erased_account_is_nowhere_and_takes_its_open_answer_along(
    coded: Play, client: Client, words: bool
) -> None:
    person, capacity = coded.people[AUTHOR]
    Participant.objects.filter(pk=person.pk).update(email=NAMES[1])
    type(capacity).objects.filter(pk=capacity.pk).update(organisation=NAMES[2], interests=NAMES[3])
    person.refresh_from_db()
    capacity.refresh_from_db()
    coded.do_plain(ChangeProfile(NAMES[0], "Baker."), AUTHOR)
    person.refresh_from_db()
    chunk = to_the_call(coded)
    said_everywhere(coded, chunk, "Toast")
    everyone_supports(coded, chunk)
    coded.do_plain(restrict(coded))
    coded.seat("panel", AUTHOR)
    assert refused(coded, EraseAccount(person), AUTHOR) == "account.seated"
    coded.do_plain(EndSeat(Seat.objects.get(participant=person), "leaves"))
    assert NAMES[0] in everything()
    coded.do_plain(EraseAccount(person, words=words), AUTHOR)
    kept = everything()
    assert [one for one in NAMES if one in kept] == []
    assert ("Toast" in kept) is not words
    shown = pages_of(client, chunk, chunk.issue_id)
    assert [one for one in NAMES if one in shown] == []
    assert "erased participant" in shown
    assert client.get(f"/people/{person.pk}/").status_code == 404
    found = recompute(chunk.issue)
    assert [str(one) for one in found.findings] == []
    assert (
        found.chunks[chunk.number]["tallies"]["consensus_call/support"][""]["civil_society"][
            "support"
        ]
        == 1
    )
    person.refresh_from_db()
    assert not person.is_active


def test_an_account_is_erased_by_its_owner_or_the_secretariat_and_never_with_a_seat(
    coded: Play,
) -> None:
    author, panel = coded.people[AUTHOR][0], coded.people[PANEL][0]
    assert refused(coded, EraseAccount(author), OTHER) == "conduct.not-secretariat"
    assert refused(coded, EraseAccount(author)) == "conduct.no-reason"
    assert refused(coded, EraseAccount(panel), PANEL) == "account.seated"
    assert refused(coded, EraseAccount(coded.secretary)) == "account.last-secretariat"
    coded.do_plain(EraseAccount(author, reason="asked by letter"))
    assert refused(coded, EraseAccount(author, reason="again")) == "words.erased"


def test_the_forms_of_moderation_work_without_script(
    coded: Play,
    call: Chunk,
    client_of: Callable[[Participant], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    act = coded.do(Say(call, text="Bo is a liar."), AUTHOR)
    monkeypatch.setattr(timezone, "now", lambda: coded.now)
    desk, author = client_of(coded.secretary), client_of(coded.people[AUTHOR][0])

    def sent(client: Client, address: str, **fields: Any) -> int:
        key = client.get(address).context["form"]["key"].value()
        return client.post(address, {"key": key, **fields}).status_code

    assert sent(author, f"/record/{act.number}/hide/", rule=2, reason="x") == 409
    assert sent(desk, f"/record/{act.number}/hide/", rule=2, reason="calls Bo a liar") == 302
    measure = Measure.objects.get().number
    assert sent(author, f"/code/decisions/{measure}/appeal/", grounds="It is true.") == 302
    appeal = MeasureAppeal.objects.get().number
    assert "Decide it" not in author.get(f"/code/decisions/{measure}/").content.decode()
    panel = client_of(coded.people[PANEL][0])
    assert "Decide it" in panel.get(f"/code/decisions/{measure}/").content.decode()
    assert sent(panel, f"/code/appeals/{appeal}/", result="upheld", reason="It was.") == 302
    who = coded.people[AUTHOR][0].pk
    until = f"{coded.now + timedelta(days=5):%Y-%m-%d}"
    room = f"/issues/processes/{coded.process.pk}"
    assert sent(desk, f"{room}/restrict/{who}/", rule=1, until=until, reason="again") == 302
    assert "Decisions about you" in author.get("/profile/").content.decode()
    assert sent(author, f"/people/{who}/erase/", sure="on") == 302
    assert author.get("/profile/").status_code == 302
    assert sent(desk, "/code/publish/", rules="One.\n\nTwo.", longest_days=5) == 302
    assert Code.objects.first().rules == ["One.", "Two."]  # type: ignore[union-attr]


NO_WORDS = {
    "Measure.reason",
    "Participant.about",
    "Participant.likeness",
    "PrivacyNotice.text",
    "Report.because",
    "Report.text",
    "ReviewAnswer.comment",
    "ProcessDraft.text",
    "ProcessDraft.scenario",
    "ModelInUse.text",
    "RulesText.text",
    "Code.preamble",
    "Session.header",
    "Turn.text",
    "Correction.text",
    "WithheldWords.text",
}
"""Texts that are no words of an act, or are erased in another way: those of accounts, meetings,
models and of the code, and what is between its author and a few.
"""


def test_every_text_of_a_table_says_of_which_act_it_is() -> None:
    named = set()
    for table in apps.get_app_config("isegoria").get_models():
        said = {field for fields in getattr(table, "WORDS", {}).values() for field in fields}
        texts = {field.name for field in table._meta.get_fields() if isinstance(field, TextField)}
        named |= {f"{table.__name__}.{name}" for name in texts - said}
    assert named <= NO_WORDS, (
        "name the field in WORDS, so that it is hidden and erased with its act"
    )


def test_an_appeal_waits_on_the_first_page_of_those_who_may_decide_it(
    coded: Play, hidden: Measure, client_of: Callable[[Participant], Client]
) -> None:
    coded.do_plain(
        SetUpForum(
            "Forum",
            ["en"],
            ["Governments", "Private sector", "Civil society", "Technical community"],
        )
    )
    coded.do_plain(AppealMeasure(hidden, "It is true."), AUTHOR)
    people = {who: coded.people[who][0] for who in (AUTHOR, OTHER, PANEL)} | {
        "desk": coded.secretary
    }
    waits = {
        who: "Appeals that wait for you" in client_of(one).get("/").content.decode()
        for who, one in people.items()
    }
    assert waits == {AUTHOR: False, OTHER: False, PANEL: True, "desk": False}


def test_links_to_moderate_are_shown_only_where_they_would_work(
    play: Play, client_of: Callable[[Participant], Client]
) -> None:
    chunk = play.raised()
    act = play.do(Say(chunk, text="Bo is a liar."), AUTHOR)
    page, hides = client_of(play.secretary), f"/record/{act.number}/hide/"
    addresses = (f"/chunks/{chunk.pk}/discussion/", f"/record/{act.number}/")
    assert [hides in page.get(one).content.decode() for one in addresses] == [False, False]
    play.do_plain(PublishCode("", RULES))
    assert [hides in page.get(one).content.decode() for one in addresses] == [True, True]
    begun = f"/record/{play.process.number}/"
    assert f"{begun}hide/" not in page.get(begun).content.decode()
    other = client_of(play.people[OTHER][0])
    assert not any(
        f"/record/{act.number}/erase/" in other.get(one).content.decode() for one in addresses
    )


def test_the_operator_names_a_judge_on_the_command_line(
    coded: Play, hidden: Measure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "start_django", lambda **_how: None)
    coded.do_plain(EndSeat(Seat.objects.get(holder="panel"), "moved"))
    coded.do_plain(AppealMeasure(hidden, "It is true."), AUTHOR)
    number = str(MeasureAppeal.objects.get().number)

    def run(*words: str) -> int:
        return CliRunner().invoke(judging.seat_judge, words).exit_code

    assert run("999", "nobody@example.org") == 2
    assert run(number, coded.people[AUTHOR][0].email) == 1
    assert run(number, coded.people[OTHER][0].email) == 0
    coded.do_plain(DecideAppeal(MeasureAppeal.objects.get(), "upheld", "It was fair."), OTHER)


def test_an_invitation_forgets_whom_it_was_addressed_to_with_their_account(coded: Play) -> None:
    person = coded.people[AUTHOR][0]
    Participant.objects.filter(pk=person.pk).update(email=NAMES[1])
    coded.do_plain(Invite(coded.process, name=NAMES[0], email=NAMES[1], text="Please come."))
    assert NAMES[0] in everything()
    coded.do_plain(EraseAccount(person, reason="asked by letter"))
    assert [one for one in NAMES if one in everything()] == []


def test_who_hides_without_a_rule_is_asked_for_one_at_the_field(
    coded: Play, call: Chunk, client_of: Any
) -> None:
    act = coded.do(Vote(call, "support", "object", reason="Bo is a liar."), "civil-society1")
    sent = {"key": str(uuid4()), "reason": "Rude."}
    answer = client_of(coded.secretary).post(f"/record/{act.pk}/hide/", sent)
    assert answer.status_code == 400
    assert "rule" in answer.context["form"].errors
    assert "no rule 0" not in answer.content.decode()
    assert not Measure.objects.exists()
