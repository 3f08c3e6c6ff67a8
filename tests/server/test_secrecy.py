"""A secret ballot tells nothing before it is counted: not what, who, when or how many answered, at no
address, to nobody, in no way out.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from isegoria.library import library
from isegoria.library import model as of_library
from isegoria.rules.course.state import OF_AN_ANSWER
from isegoria.rules.language.model import Model
from isegoria.rules.offices.reviewing import QUESTIONS
from isegoria.server.conduct.erasing import EraseAccount
from isegoria.server.deliberation.motions import GiveProxy
from isegoria.server.issues.acts import BeginProcess
from isegoria.server.issues.models import Issue
from isegoria.server.membership.acts import JoinProcess
from isegoria.server.people.models import Affiliation, Participant
from isegoria.server.process.clocks import advance
from isegoria.server.process.facts import begin_course, facts_of, model_of, shuffled
from isegoria.server.process.models import Chunk, ChunkRow, Process, Seat
from isegoria.server.process.seats import GiveSeat
from isegoria.server.process.seconding import proxies_held
from isegoria.server.process.steps import Vote, step
from isegoria.server.process.tallies import tallies_of
from isegoria.server.record.door import Work, perform
from isegoria.server.record.models import Act, Head
from isegoria.server.reviews.acts import AnswerReview
from isegoria.server.reviews.models import Review, ReviewAnswer
from isegoria.server.rulebooks import acts as rulebook_acts
from isegoria.server.rulebooks.acts import PutModelIntoUse
from isegoria.server.rulebooks.reads import model_or_404
from isegoria.terms import Refused
from tests.every_address import ADDRESSES, answer_to, paths_of
from tests.people import chen, speaks_for
from tests.play import START, Play

pytestmark = pytest.mark.django_db

CONDITIONS = {
    "share": "{share: yes, of: cast, more_than: 1/2, ballot: motion}",
    "not_share": "{not: {share: yes, of: cast, more_than: 1/2, ballot: motion}}",
    "count": "{count: yes, at_least: 2, ballot: motion}",
    "not_count": "{not: {count: no, at_least: 1, ballot: motion}}",
    "any": "{any: [{count: no, at_least: 1, ballot: motion}, {ended: week}]}",
    "both": "{all: [{count: yes, at_least: 2, ballot: motion}, {not: {ended: week}}]}",
    "sum": "{sum: yes, ballots: [motion, other], more_than: 1/2}",
    "passed": "{result: motion}",
    "failed": "{result: motion, is: failed}",
    "of_chambers": "{result: chambers}",
    "chambers": "{count: yes, at_least: 1, ballot: chambers}",
}
"""Ways out that look at the answers, each on its own."""
WAYS = """
id: ours.ways
version: 1
title: Ways out of a secret ballot
status: present
summary: A ballot, and every way out that could look at its answers.
edition: our own
as_of: 2026-11-25
sources: {ours: our own}
source: ours
groups:
  governments: {title: Governments, members: open}
  civil_society: {title: Civil society, members: open}
offices:
  chair: {title: Chair, chosen: appointed, by: Secretariat}
  secretariat: {title: Secretariat}
starts: vote
stages:
  vote:
    title: The vote
    officer: chair
    rights: {governments: [attend, read, comment, decide], civil_society: [attend, read, comment, decide]}
    clocks: {week: {title: The week of the vote, length: 1 week, timeout: {silence: nothing, exit: by_clock}}}
    ballots:
      motion: {title: Motion, secret: true, clock: week, answers: [yes, no, abstain], reasons_for: [no],
               quorum: {count: [yes, no], at_least: 2}, passes: {share: yes, more_than: 1/2}}
      other: {title: Another, secret: true, clock: week, answers: [yes, no], void_without_reason: true, reasons_for: [no]}
      chambers: {title: Chambers, derived: {ballot: motion, groups: [governments, civil_society]},
                 passes: {count: yes, at_least: 1}}
    exits:
      by_clock: {outcome: over, when: {share: yes, of: cast, more_than: 1/2, ballot: motion}, by: chair}
%s
outcomes:
  over: {title: Over, force: none}
"""


def ways_out() -> Model:
    """Put a model into use in which the rules take ways out by themselves, and one where the chair
    takes the same ones.
    """
    rows = [
        f"      {name}_by_chair: {{outcome: over, by: chair, when: {when}}}"
        for name, when in CONDITIONS.items()
    ]
    rows += [f"      {name}: {{outcome: over, when: {when}}}" for name, when in CONDITIONS.items()]
    perform(PutModelIntoUse(WAYS % "\n".join(rows)), by=None, now=START)
    return model_or_404("ours.ways")


@dataclass
class Poll:
    """A process whose ballot is open: five people of two groups who take part, the chair, and the
    secretariat.
    """

    process: Process
    model: Model
    secretary: Participant
    people: dict[str, tuple[Participant, Affiliation | None]]
    chunk: Chunk | None = None

    def do(self, work: Work, who: str, hours: int = 0) -> Act:
        by, capacity = self.people[who]
        door: Callable[..., Act] = step if hasattr(work, "chunk") else perform
        return door(work, by=by, now=START + timedelta(hours=hours), capacity=capacity)

    def opened(self) -> Chunk:
        assert self.chunk is not None
        return Chunk.objects.get(pk=self.chunk.pk)


def begun(model: Model, groups: list[str], officer: str) -> Poll:
    secretary, people = chen(), {}
    process = Process.objects.get(
        pk=perform(BeginProcess("Cables", model), by=secretary, now=START).number
    )
    for number, name in enumerate(("Ulla", "Vera", "Wim", "Xenia", "Yan")):
        one = Participant.objects.create_user(f"{name.lower()}@example.org", name=f"{name} Askew")
        group = groups[number % len(groups)].replace("_", "-")
        people[name] = (one, speaks_for(one, group, organisation=f"Office of {name}"))
        perform(JoinProcess(process), by=one, now=START, capacity=people[name][1])
    chair = Participant.objects.create_user("chair@example.org", name="Cleo Chair")
    people["chair"] = (chair, None)
    perform(GiveSeat(process, officer, chair), by=secretary, now=START)
    return Poll(process, model, secretary, people)


def ballot_open(model: Model, stage: str) -> Poll:
    """Begin a process that is in a stage with secret ballots, however it came there."""
    ballots = [one for one in model.stages[stage].ballots.values() if one.secret]
    voters = ballots[0].voters or tuple(group for group, right in _deciding(model, stage))
    leaves = [leaf for one in voters for leaf in model.leaves.get(one, (one,))]
    found = begun(model, leaves[:2], model.stages[stage].officer or "secretariat")
    first, second = (
        Act.objects.filter(kind="process.join")
        .order_by("number")
        .values_list("number", flat=True)[:2]
    )
    issue = Issue.objects.create(number=first, process=found.process, title="Who repairs cables?")
    chunk = Chunk(number=second, process=found.process, issue=issue, title=issue.title)
    facts = begin_course(chunk, model, START)
    facts.enter(stage, START)
    facts.write()
    found.chunk = chunk
    return found


def _deciding(model: Model, stage: str) -> Iterator[tuple[str, str]]:
    for (where, right), groups in model.grants.items():
        if where == stage and right.value == "decide":
            yield from ((group, right.value) for group in groups)


LIBRARY = [
    (name, stage)
    for name, model in library().items()
    if model.variant_of is None  # a variant has the ballots of its model
    for stage, there in model.stages.items()
    if any(one.secret for one in there.ballots.values())
]


def looked(poll: Poll, who: str, paths: list[str]) -> dict[str, tuple[int, bytes]]:
    """Return what somebody is shown at every address, without what differs from one answer to the
    next.
    """
    Session.objects.all().delete()  # their data tell each of them where they are signed in
    client = Client()
    if who == "secretary":
        client.force_login(poll.secretary)
    elif who:
        client.force_login(poll.people[who][0])
    return {path: _masked(*answer_to(client, path)) for path in paths}


def _masked(status: int, said: bytes) -> tuple[int, bytes]:
    said = re.sub(
        rb"<updated>[^<]*</updated>", b"", said, count=1
    )  # of a feed: when it was asked for
    said = re.sub(rb'(?<=value=")[\w-]{36,}(?=")', b"", said)  # keys of forms, and what guards them
    return status, re.sub(
        rb"[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{60,}={0,2}", b"", said
    )  # commitments, and salts


def everywhere(poll: Poll) -> list[str]:
    """Return all addresses of the world, of the acts those at the end."""
    newest = Act.objects.order_by("-number").values_list("number", flat=True)[:3]
    of = [("record", number) for number in newest] + [
        ("people", one.pk) for one, _capacity in poll.people.values()
    ]
    return [path for route in ADDRESSES for path in paths_of(route, of, most=15)]


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Let the pages be looked at on the day after the ballot opened, or at another time."""
    kept, disk = {"now": START + timedelta(days=1)}, shutil.disk_usage("/")
    monkeypatch.setattr(timezone, "now", lambda: kept["now"])
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: disk)  # others write to it meanwhile
    return lambda now: kept.update(now=now)


def two_worlds(
    poll: Poll, first: Callable[[], Any], second: Callable[[], Any], lookers: list[str]
) -> list[str]:
    """Return the addresses at which anybody can tell what was done."""
    shown = []
    for happens in (first, second):
        with transaction.atomic():
            happens()
            paths = everywhere(poll)
            shown.append(
                {
                    (who, path): one
                    for who in lookers
                    for path, one in looked(poll, who, paths).items()
                }
            )
            transaction.set_rollback(True)
    one, other = shown
    assert one.keys() == other.keys()
    assert len(one) > 100 * len(lookers)
    return sorted(f"{who}: {path}" for who, path in one if one[who, path] != other[who, path])


LOOKERS = ["", "Yan", "chair", "secretary"]


def answered(poll: Poll, who: str, place: int, hours: int) -> Callable[[], None]:
    """Return what somebody does who gives each ballot of the stage its first, or its second,
    answer.
    """

    def answer() -> None:
        chunk = poll.opened()
        for name, ballot in poll.model.stages[chunk.stage].ballots.items():
            if ballot.secret:
                reason = (
                    f"The reason of {who}."
                    if ballot.answers[place] in ballot.reasons_for or place
                    else ""
                )
                poll.do(Vote(chunk, name, ballot.answers[place], reason=reason), who, hours)

    return answer


@pytest.mark.parametrize(("name", "stage"), LIBRARY)
def test_two_worlds_with_other_answers_of_other_people_look_the_same(
    name: str, stage: str, at_noon: Any
) -> None:
    poll = ballot_open(of_library(name), stage)
    answered(poll, "Xenia", 0, 1)()
    differing = two_worlds(poll, answered(poll, "Ulla", 0, 2), answered(poll, "Vera", 1, 7), [""])
    assert differing == [], "\n".join(differing)


def test_no_way_out_tells_how_a_ballot_stands(at_noon: Any) -> None:
    poll = ballot_open(ways_out(), "vote")
    answered(poll, "Xenia", 0, 1)()
    assert poll.opened().outcome == ""
    differing = two_worlds(
        poll, answered(poll, "Ulla", 0, 2), answered(poll, "Vera", 1, 7), LOOKERS
    )
    assert differing == [], "\n".join(differing)


def review_open() -> tuple[Poll, list[AnswerReview]]:
    """Return a poll with a review of its chair that is open, and two answers to it."""
    poll = begun(
        of_library("equal-footing.working-group"), ["governments", "civil_society"], "chairs"
    )
    seat = Seat.objects.get(process=poll.process)
    review = Review.objects.create(
        number=seat.number,
        process=poll.process,
        seat=seat,
        title="Chairs",
        because=Review.Because.SCHEDULE,
        opened_at=START,
        ends_at=START + timedelta(days=14),
    )
    works = [
        AnswerReview(
            review,
            {name: one.answers[place] for name, one in QUESTIONS.items()},
            "Not once." * place,
        )
        for place in range(2)
    ]
    return poll, works


def test_a_review_tells_neither_what_nor_who_answered(at_noon: Any) -> None:
    poll, works = review_open()
    differing = two_worlds(
        poll,
        lambda: poll.do(works[0], "Ulla", 2),
        lambda: poll.do(works[1], "Vera", 7),
        ["Xenia", "chair", "secretary"],
    )
    assert differing == [], "\n".join(differing)


def test_an_attacker_who_asks_everywhere_after_each_answer_to_a_review_learns_nothing(
    at_noon: Any,
) -> None:
    poll, works = review_open()
    before = told(poll)
    for who, place, hours in (("Ulla", 0, 2), ("Vera", 1, 3), ("Ulla", 1, 4)):
        poll.do(works[place], who, hours)
        after = told(poll)
        assert (after["size"], after["acts"]) == (before["size"], before["acts"])
        for looker, pages in after["pages"].items():
            differing = [one for one in pages if pages[one] != before["pages"][looker][one]]
            assert differing == [], looker
    assert ReviewAnswer.objects.count() == 2


def told(poll: Poll) -> dict[str, Any]:
    """Return all that anybody is told: at every address, in every header, and by the record."""
    size, last = Head.objects.values_list("size", "last_at").get()
    acts = list(Act.objects.order_by("number").values())
    pages = {who: looked(poll, who, everywhere(poll)) for who in ("", "Yan", "secretary")}
    return {"size": size, "last": last, "acts": acts, "pages": pages}


@pytest.mark.parametrize("rules", ["library", "ours"])
def test_an_attacker_who_asks_everywhere_after_each_answer_learns_nothing(
    rules: str, at_noon: Any
) -> None:
    if rules == "ours":
        poll, ballots = ballot_open(ways_out(), "vote"), ["motion", "other"]
    else:
        model = of_library("equal-footing.working-group")
        poll, ballots = ballot_open(model, "leadership_review"), ["confidence"]
    before = told(poll)
    for who, place, hours in (("Ulla", 0, 2), ("Vera", 1, 3), ("Ulla", 1, 4)):
        answered(poll, who, place, hours)()
        after = told(poll)
        assert after["size"] == before["size"]
        assert after["acts"] == before["acts"]
        for looker, pages in after["pages"].items():
            differing = [one for one in pages if pages[one] != before["pages"][looker][one]]
            assert differing == [], looker
    rows = ChunkRow.objects.filter(what="answer", name__in=ballots)
    assert rows.count() == 2 * len(ballots)


def test_only_who_answered_is_shown_their_answer_and_until_the_count_alone(at_noon: Any) -> None:
    poll = ballot_open(of_library("equal-footing.working-group"), "leadership_review")
    address = reverse("do-named", args=[poll.opened().pk, "vote", "confidence"])
    answered(poll, "Ulla", 1, 1)()
    for who, shown in {"Ulla": True, "Vera": False, "chair": False}.items():
        client = Client()
        client.force_login(poll.people[who][0])
        page = client.get(address).content.decode()
        assert ("Your answer so far: <strong>no</strong>" in " ".join(page.split())) is shown


def test_the_same_answer_sent_twice_is_one_and_no_refusal(at_noon: Any) -> None:
    poll, key = ballot_open(of_library("ch.initiative"), "vote"), uuid4()
    by, capacity = poll.people["Ulla"]
    for _click in range(2):
        vote = Vote(poll.opened(), "people", "no")
        step(vote, by=by, now=START, capacity=capacity, key=key)
    assert ChunkRow.objects.filter(what="answer", name="people").count() == 1
    with pytest.raises(Refused):
        step(Vote(poll.opened(), "people", "yes"), by=by, now=START, capacity=capacity)


def test_after_the_close_one_act_tells_the_answers_and_nobody_who_gave_them(
    at_noon: Any,
) -> None:
    poll = ballot_open(of_library("equal-footing.working-group"), "leadership_review")
    for who, place in {"Ulla": 0, "Vera": 1, "Wim": 0}.items():
        answered(poll, who, place, 2)()
    size = Head.objects.get().size
    at_noon(START + timedelta(days=15))
    advance(poll.opened(), timezone.now())
    act = Act.objects.get(kind="chunk.count")
    assert act.number == size + 1
    assert not Act.objects.filter(kind="chunk.vote").exists()
    ((place, items),) = act.body["answers"].items()
    assert place == "leadership_review/confidence"
    assert sorted(items[""]) == ["no", "yes", "yes"]
    assert set(act.body) == {"answers", "sealed"}
    assert act.body["sealed"] == ["groups"]
    assert not ChunkRow.objects.filter(what__in=OF_AN_ANSWER).exists()
    said = b"".join(one for _status, one in looked(poll, "secretary", everywhere(poll)).values())
    assert b"private_sector&quot;: {" not in said
    address = f"/chunks/{poll.opened().pk}/ballots/leadership_review/confidence/"
    page = Client().get(address).content.decode()
    assert "Who gave which was deleted." in " ".join(page.split())
    tally = tallies_of(facts_of(poll.opened()), timezone.now(), stage="leadership_review")[0]
    assert (tally.counts, tally.heads[:2]) == ((), (2, 1))
    assert "groups" not in tally.as_json()


def test_the_order_of_the_answers_is_drawn() -> None:
    given = {"": {"governments": {"yes": 20}, "civil_society": {"no": 20}}}
    orders = {tuple(shuffled(given)[""]) for _try in range(5)}
    assert len(orders) == 5
    assert {tuple(sorted(one)) for one in orders} == {("no",) * 20 + ("yes",) * 20}


def test_a_secret_answer_is_no_beginning(at_noon: Any) -> None:
    poll = ballot_open(of_library("equal-footing.working-group"), "leadership_review")
    chunk = poll.opened()
    nia = Participant.objects.create_user("nia@example.org", name="Nia")
    poll.people["Nia"] = (nia, speaks_for(nia, "governments"))
    client = Client()
    client.force_login(nia)
    with pytest.raises(Refused) as refused:
        poll.do(Vote(chunk, "confidence", "yes"), "Nia")
    assert refused.value.refusal.rule == "ballot.not-here"
    page = client.get(f"/chunks/{chunk.pk}/").content.decode()
    assert "people could see from the list that you did" in page
    perform(JoinProcess(poll.process), by=nia, now=START, capacity=poll.people["Nia"][1])
    before = poll.process.members.get(participant=nia).last_at
    poll.do(Vote(chunk, "confidence", "yes"), "Nia", 5)
    assert poll.process.members.get(participant=nia).last_at == before
    poll.people["Nia"] = (nia, speaks_for(nia, "civil-society"))
    with pytest.raises(Refused):
        poll.do(Vote(chunk, "confidence", "no"), "Nia", 6)


def test_an_answer_stands_and_the_refusal_does_not_say_which(at_noon: Any) -> None:
    poll = ballot_open(of_library("ch.initiative"), "vote")
    answered(poll, "Ulla", 1, 1)()
    with pytest.raises(Refused) as refused:
        answered(poll, "Ulla", 0, 2)()
    assert "no" not in refused.value.refusal.facts.values()
    assert "answer" in refused.value.refusal.reason


@pytest.mark.parametrize(
    ("name", "stage", "ballot", "told", "not_told"),
    [
        ("ch.initiative", "vote", "people", "You cannot change it", "You can change it"),
        (
            "equal-footing",
            "leadership_review",
            "confidence",
            "You can change it",
            "You cannot change",
        ),
    ],
)
def test_the_form_tells_whether_an_answer_can_change(
    name: str, stage: str, ballot: str, told: str, not_told: str, at_noon: Any
) -> None:
    poll = ballot_open(of_library(name), stage)
    client = Client()
    client.force_login(poll.people["Ulla"][0])
    address = reverse("do-named", args=[poll.opened().pk, "vote", ballot])
    page = client.get(address).content.decode()
    assert told in page
    assert not_told not in page


def test_an_erased_account_takes_its_secret_answer_along_and_that_is_told_nobody(
    at_noon: Any,
) -> None:
    poll = ballot_open(of_library("equal-footing.working-group"), "leadership_review")
    erase = EraseAccount(poll.people["Vera"][0], words=True)

    def vera_goes() -> None:
        perform(erase, by=poll.people["Vera"][0], now=START + timedelta(hours=9))

    def after_an_answer() -> None:
        answered(poll, "Vera", 0, 2)()
        vera_goes()
        assert not ChunkRow.objects.filter(what="answer").exists()

    differing = two_worlds(poll, vera_goes, after_an_answer, ["", "Yan", "secretary"])
    assert differing == [], "\n".join(differing)


KEPT_PROXIES = """
id: harbour.plan
title: Plan for the harbour
status: present
summary: The harbour answers in secret, also for others.
groups: {civil_society: {title: Civil society}, governments: {title: Governments}}
offices: {editor: {title: Editor, chosen: elected, by: governments, term: 1 year}}
starts: call
stages:
  call:
    title: Call
    officer: editor
    rights: {civil_society: [attend, propose, RIGHT], governments: [attend, propose, decide]}
    clocks: {call: {title: Time, length: 2 weeks, timeout: {silence: abstains}}}
    ballots: {plan: {title: The plan, clock: call, secret: true, by_proxy: true, CHANGE passes: {share: yes, more_than: 1/2}}}
    exits:
      agreed: {outcome: plan, when: {all: [{ended: call}, {result: plan}]}}
      dropped: {outcome: none, when: {ended: call}}
outcomes: {plan: {title: Plan, force: binding}, none: {title: No plan, force: none}}
"""


@pytest.mark.parametrize(
    ("right", "change"), [("decide", "change: false,"), ("{right: decide, cap: 1}", "")]
)
def test_whoever_holds_a_proxy_learns_nothing_by_rules_that_were_kept(
    right: str, change: str
) -> None:
    rules = KEPT_PROXIES.replace("RIGHT", right).replace("CHANGE", change)
    with pytest.raises(Refused, match="holder of a proxy"):
        perform(PutModelIntoUse(rules), by=None, now=START)
    with patch.object(rulebook_acts, "check", return_value=[]):  # as it was
        play = begun_by(rules)
    play.join("civil-society1", "civil-society2", "governments1")
    chunk = play.raised()
    holder = play.people["civil-society2"][0]
    play.do_plain(GiveProxy(play.process, holder), "civil-society1")
    held = tuple(proxies_held(model_of(play.process), play.process, holder, play.now.date()))
    told = []
    for who in ("civil-society1", "governments1"):
        with transaction.atomic():
            play.do(Vote(chunk, "plan", "yes"), who)
            told.append(play.refused(Vote(chunk, "plan", "no", others=held), "civil-society2"))
            transaction.set_rollback(True)
    assert told == ["harbour.plan/call/plan"] * 2


def test_nobody_adds_what_is_refused_to_an_answer_that_was_sent() -> None:
    rules = KEPT_PROXIES.replace("RIGHT", "decide").replace("CHANGE", "proxies: 1,")
    play = begun_by(rules)
    givers = ("civil-society1", "governments1", "governments2")
    play.join(*givers, "civil-society2")
    chunk, key = play.raised(), uuid4()
    holder, capacity = play.people["civil-society2"]
    for who in givers:
        play.do_plain(GiveProxy(play.process, holder), who)
    held = tuple(proxies_held(model_of(play.process), play.process, holder, play.now.date()))
    own = Vote(chunk, "plan", "yes")
    step(own, by=holder, now=START, capacity=capacity, key=key)
    step(own, by=holder, now=START, capacity=capacity, key=key)  # a double click
    with pytest.raises(Refused):
        step(replace(own, others=held), by=holder, now=START, capacity=capacity, key=key)
    assert ChunkRow.objects.filter(what="answer").count() == 1
    other = speaks_for(holder, "governments", organisation="Ministry")
    with pytest.raises(Refused):  # for another group, for which they take no part
        step(own, by=holder, now=START, capacity=other, key=key)
    assert ChunkRow.objects.get(what="answer").group == "civil_society"


def begun_by(rules: str) -> Play:
    """Return a process of people of all groups under rules of its own."""
    play = Play()
    perform(PutModelIntoUse(rules), by=play.secretary, now=START)
    harbour = BeginProcess("Harbour", model_or_404("harbour.plan"))
    number = perform(harbour, by=play.secretary, now=START).number
    play.process = Process.objects.get(pk=number)
    return play
