"""What others decided on, and why something was decided, is neither hidden nor erased by those who
wrote it.
"""

from typing import Any

import pytest
from django.test import Client

from isegoria.server.conduct.codes import PublishCode, default_code
from isegoria.server.conduct.erasing import EraseAccount, EraseWords
from isegoria.server.conduct.measures import HideWords, Restrict, ShowWords
from isegoria.server.conduct.models import Measure
from isegoria.server.deliberation.acts import Object, ProposeItem, Settle
from isegoria.server.deliberation.models import Amendment, Objection, Version
from isegoria.server.deliberation.texts import Amend, AnswerAmendment, Write
from isegoria.server.issues.acts import SupportIssue
from isegoria.server.issues.models import Issue
from isegoria.server.people.models import Participant
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import Deliver, GiveFinding, Leave, Vote
from isegoria.server.record.door import foreseen, perform
from isegoria.server.record.models import Act, Opening
from tests.play import Play, at_deliberation, everyone_supports, to_the_call
from tests.server.test_erased_under_decision import CALL
from tests.server.test_erasing_decided import decided
from tests.server.test_text_under_decision import call_in

pytestmark = pytest.mark.django_db
EDITOR, CHAIR, PROPOSER = "technical-community1", "governments1", "civil-society1"
TEXT = "Coastal states repair.\n\nOperators pay."


@pytest.fixture
def code(play: Play) -> None:
    play.do_plain(PublishCode(*default_code(), 30, True))


def written(chunk: Chunk) -> Act:
    return Act.objects.get(pk=Chunk.objects.get(pk=chunk.pk).text_version)


def hide(act: Act) -> HideWords:
    return HideWords(act=act, rule=1, reason="It insults people.")


def as_foreseen(play: Play, work: Any, who: str | None = None) -> str:
    """Return the rule by which an act is refused now; empty where it is not."""
    by = play.people[who][0] if who else play.secretary
    found = foreseen(work, by=by, now=play.now)
    return found.rule if found else ""


@pytest.mark.usefixtures("code")
def test_nobody_hides_a_text_that_people_decide_on_or_decided(play: Play) -> None:
    chunk = to_the_call(play, text=TEXT)
    assert play.refused_plain(hide(written(chunk))) == "words.decided"
    decided(play, chunk)
    assert play.refused_plain(hide(written(chunk))) == "words.decided"
    assert play.refused_plain(hide(Act.objects.get(kind="issue.propose"))) == "words.decided"
    assert Version.objects.get(pk=written(chunk).pk).text == TEXT


@pytest.mark.usefixtures("code")
def test_a_draft_is_hidden_and_so_is_an_earlier_version(play: Play) -> None:
    chunk = to_the_call(play, text=TEXT, call=False)
    first = written(chunk)
    play.do_plain(hide(first))
    play.do(Write(chunk, text="Only states repair."), EDITOR)
    second = written(chunk)
    play.do(Leave(chunk, "call_consensus"), CHAIR)
    assert play.refused_plain(hide(second)) == "words.decided"
    assert Version.objects.get(pk=first.pk).text == ""


@pytest.mark.usefixtures("code")
def test_the_pages_offer_to_hide_no_text_that_people_decide_on(
    play: Play, client: Client, now: dict[str, Any]
) -> None:
    chunk = to_the_call(play, text=TEXT, call=False)
    client.force_login(play.secretary)
    now["now"], number, issue = (
        play.now,
        written(chunk).pk,
        Act.objects.get(kind="issue.propose").pk,
    )
    pages = {
        f"/chunks/{chunk.pk}/text/": number,
        f"/record/{number}/": number,
        f"/issues/{issue}/": issue,
    }

    def offered(what: str) -> list[bool]:
        return [
            f"/record/{act}/{what}/" in client.get(page).content.decode()
            for page, act in pages.items()
        ]

    assert offered("hide") == [True] * 3
    play.do(Leave(chunk, "call_consensus"), CHAIR)
    assert (offered("hide"), offered("erase")) == ([False] * 3, [True] * 3), (
        "the secretariat erases on a legal ground"
    )
    client.force_login(play.people[EDITOR][0])
    assert offered("erase") == [False] * 3
    client.force_login(play.people[PROPOSER][0])
    assert offered("erase") == [False] * 3
    client.force_login(play.secretary)
    form = client.get(f"/record/{number}/hide/").context["form"]
    sent = client.post(
        f"/record/{number}/hide/",
        {"key": form["key"].value(), "rule": 1, "reason": "Rude.", "capacity": ""},
    )
    assert (sent.status_code, sent.context["refusal"].rule) == (409, "words.decided")


def test_the_question_stays_while_its_text_is_decided_on_and_after(play: Play) -> None:
    chunk = to_the_call(play, text=TEXT)
    proposed, by = Act.objects.get(kind="issue.propose"), play.people[PROPOSER][0]
    for _once in range(2):
        assert play.refused_plain(EraseWords(proposed), PROPOSER) == "words.decided"
        assert play.refused_plain(EraseWords(proposed, "They asked for it.")) == "words.no-ground"
        chunk = Chunk.objects.get(pk=chunk.pk)
        if not chunk.outcome:
            decided(play, chunk)
    perform(EraseAccount(by, words=True), by=by, now=play.now)
    assert (Chunk.objects.get(pk=chunk.pk).title, Issue.objects.get().title) == (
        "Who repairs cables?",
    ) * 2
    perform(EraseWords(proposed, "Order 12.", "court_order"), by=play.secretary, now=play.now)
    assert Issue.objects.get().title == f"#{proposed.number}"


def test_a_question_on_which_others_worked_outlives_the_account_that_asked_it() -> None:
    play, chunk = call_in(CALL)
    proposed, by = Act.objects.get(kind="issue.propose"), play.people[PROPOSER][0]
    assert play.refused_plain(EraseWords(proposed), PROPOSER) == "words.decided"
    assert play.refused_plain(EraseWords(proposed, "They asked for it.")) == "words.no-ground"
    perform(EraseAccount(by, words=True), by=by, now=play.now)
    assert Chunk.objects.get(pk=chunk.pk).title == "Who repairs cables?"
    play.do(Leave(chunk, "begin"), EDITOR)
    assert Chunk.objects.get(pk=chunk.pk).stage == "call"


@pytest.mark.usefixtures("code")
def test_a_question_on_which_nobody_else_worked_is_erased_and_hidden_as_others_are(
    play: Play,
) -> None:
    chunk, proposed = play.raised(), Act.objects.get(kind="issue.propose")
    play.do_plain(SupportIssue(chunk.issue), "civil-society2")
    assert as_foreseen(play, EraseWords(proposed), PROPOSER) == ""
    to_deliberate = at_deliberation(play)
    play.do(Write(to_deliberate, text=TEXT), EDITOR)
    asked = Act.objects.get(pk=to_deliberate.pk)
    assert as_foreseen(play, EraseWords(asked), PROPOSER) == "words.decided"
    assert as_foreseen(play, hide(asked)) == "", "what is hidden can be shown again"


def test_who_found_something_cannot_erase_why(play: Play) -> None:
    chunk = to_the_call(play, text=TEXT)
    found = play.do(
        GiveFinding(chunk, "designation", "consensus", reason="Everybody said so."), CHAIR
    )
    assert play.refused_plain(EraseWords(found), CHAIR) == "words.decided"
    assert play.refused_plain(EraseWords(found, "They asked for it.")) == "words.no-ground"
    assert as_foreseen(play, EraseWords(found, "Order 12.", "court_order")) == ""
    perform(
        EraseAccount(play.people["civil-society2"][0], words=True, reason="x"),
        by=play.secretary,
        now=play.now,
    )
    assert Opening.objects.filter(act=found, field="reason").exists()


@pytest.mark.usefixtures("code")
def test_reasons_of_decisions_stay_and_words_of_others_go(play: Play) -> None:
    chunk = to_the_call(play, text=TEXT, call=False)
    change = play.do(
        Amend(
            chunk,
            text="Fairer.",
            written=Version.objects.latest("number"),
            paragraph=2,
            new_text="No.",
        ),
        PROPOSER,
    )
    answer = play.do(
        AnswerAmendment(chunk, text="Not now.", amendment=Amendment.objects.get(pk=change.number)),
        EDITOR,
    )
    raised = [
        play.do(Object(chunk, text="It is too dear."), "private-sector1") for _once in range(2)
    ]
    way = play.do(Leave(chunk, "call_consensus", reason="It is ripe."), CHAIR)
    settled = play.do(
        Settle(
            chunk,
            text="It is not.",
            objection=Objection.objects.get(pk=raised[0].number),
            answer="addressed",
        ),
        CHAIR,
    )
    withdrawn = play.do(
        Settle(
            chunk,
            text="I was wrong.",
            objection=Objection.objects.get(pk=raised[1].number),
            answer="withdrawn",
        ),
        "private-sector1",
    )
    for act, who in ((answer, EDITOR), (way, CHAIR), (settled, CHAIR)):
        assert as_foreseen(play, EraseWords(act), who) == "words.decided", act.kind
        assert as_foreseen(play, EraseWords(act, "A reason."), None) == "words.no-ground", act.kind
        assert as_foreseen(play, hide(act)) == "words.decided", act.kind
    for act, who in (
        (change, PROPOSER),
        (raised[0], "private-sector1"),
        (withdrawn, "private-sector1"),
    ):
        assert as_foreseen(play, EraseWords(act), who) == "", act.kind
        assert as_foreseen(play, hide(act)) == "", act.kind


@pytest.mark.usefixtures("code")
def test_who_moderates_cannot_erase_why(play: Play) -> None:
    chunk = to_the_call(play, text=TEXT)
    said = play.do(Vote(chunk, "support", "object", reason="It is too dear."), "private-sector1")
    hidden = play.do_plain(hide(said))
    back = play.do_plain(ShowWords(Measure.objects.get(pk=hidden.number), "It was none."))
    until = play.now.replace(day=28)
    whom = play.people["private-sector1"][0]
    held = play.do_plain(
        Restrict(process=play.process, restricted=whom, until=until, rule=1, reason="Rude.")
    )
    erased = play.do_plain(EraseWords(said, "A private number."))
    other = Participant.objects.create_user("other@example.org", name="Other", secretariat=True)
    for act in (hidden, back, held, erased):
        assert as_foreseen(play, EraseWords(act)) == "words.decided", act.kind
        found = foreseen(EraseWords(act, "A reason."), by=other, now=play.now)
        assert found is not None
        assert found.rule == "words.no-ground", act.kind
        assert foreseen(EraseWords(act, "A reason.", "other_law"), by=other, now=play.now) is None


SECRET_ITEMS = """
id: harbour.plan
title: Statements
status: present
summary: The harbour asks everyone about one thing after the other.
groups: {civil_society: {title: Civil society}, governments: {title: Governments}}
offices: {editor: {title: Editor, chosen: elected, by: governments, term: 1 year}}
starts: call
stages:
  call:
    title: Call
    officer: editor
    rights: {civil_society: [attend, propose, comment, decide], governments: [attend, propose, comment, decide]}
    clocks: {call: {title: Time, length: 2 weeks, timeout: {silence: abstains}}}
    ballots: {plan: {title: The plan, secret: true, per: item, clock: call, about: course, passes: {share: yes, more_than: 1/2}}}
    exits: {agreed: {outcome: plan, when: {ended: call}}}
outcomes: {plan: {title: Plan, force: binding}}
"""


def test_what_was_answered_in_secret_stays_after_the_count(now: dict[str, Any]) -> None:
    play, chunk = call_in(SECRET_ITEMS)
    play.join("civil-society2", "governments1")
    item = play.do(ProposeItem(chunk, text="All cables are public."), "civil-society2")
    play.do(Vote(chunk, "plan", "yes", item=f"i{item.number}"), "governments1")
    assert as_foreseen(play, EraseWords(item), "civil-society2") == "words.decided"
    play.later(chunk, 15)
    assert Chunk.objects.get(pk=chunk.pk).outcome == "plan"
    assert as_foreseen(play, EraseWords(item), "civil-society2") == "words.decided"


def test_the_names_of_all_acts_whose_reasons_stay(play: Play) -> None:
    chunk = to_the_call(play, text=TEXT)
    everyone_supports(play, chunk)
    published = play.do(Deliver(chunk, "evidence", reason="See the minutes."))
    assert as_foreseen(play, EraseWords(published)) == "words.decided"
