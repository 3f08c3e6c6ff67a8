"""Every refusal of the door, of texts and of pages, by what brings it about."""

from collections.abc import Callable
from datetime import date
from unittest.mock import patch

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings

from isegoria.library import model
from isegoria.rules.facts.protocol import Person
from isegoria.server.conduct import refusals as conduct
from isegoria.server.conduct.decided import erases_decided_text, hides_decided_text
from isegoria.server.conduct.models import Measure
from isegoria.server.conduct.reads import stopped_by
from isegoria.server.front.outbox import MailWaits
from isegoria.server.issues import refusals as issues
from isegoria.server.issues.acts import ProposeIssue
from isegoria.server.issues.parts import merge_refusal
from isegoria.server.pages import refusals as pages
from isegoria.server.process import refusals as process
from isegoria.server.process.dates import PlanDate
from isegoria.server.process.facts import facts_of
from isegoria.server.process.groups import unknown_group
from isegoria.server.process.models import Backer, Chunk, Motion
from isegoria.server.process.seconding import Other, done_before
from isegoria.server.process.steps import Deliver, Leave, Vote
from isegoria.server.record import refusals as record
from isegoria.server.record.door import Scene, foreseen, perform
from isegoria.server.record.models import Act
from isegoria.server.texts import refusals as texts
from isegoria.server.texts.lengths import too_long
from isegoria.terms import Refused, WhyNot
from tests.play import START, Play
from tests.reading import form, signed_in
from tests.refusals import is_refused_by, untried

pytestmark = pytest.mark.django_db
FOLDERS = ("conduct", "issues", "process", "record", "texts", "pages")

Refuse = Callable[[Play, Chunk], object]


def proposed(play: Play, title: str = "Cables", who: str = "civil-society1") -> object:
    """Return why an issue is not proposed, in the capacity of the first of civil society."""
    by, capacity = play.people[who][0], play.people["civil-society1"][1]
    with pytest.raises(Refused) as found:
        perform(ProposeIssue(play.process, title), by=by, now=play.now, capacity=capacity)
    return found.value.refusal


def planned_behind_the_calendar(play: Play, _draft: Chunk) -> object:
    work = PlanDate(play.process, date(9999, 12, 31), title="The end")
    return foreseen(work, by=play.secretary, now=play.now)


def key_used(play: Play, draft: Chunk) -> object:
    client, address = signed_in(play), f"/chunks/{draft.pk}/discussion/new/"
    sent = form(play, text="First.")
    client.post(address, sent)
    return told(client.post(address, sent | {"text": "Second."}))


def decided(play: Play, draft: Chunk, outcome: str) -> Act:
    """Return the act that wrote a text which people decide on, or which came out."""
    play.do(Leave(draft, "call_consensus"), "governments1")
    Chunk.objects.filter(pk=draft.pk).update(outcome=outcome)
    return Act.objects.get(number=Chunk.objects.get(pk=draft.pk).text_version)


def erasing_the_question(*, wrote: bool) -> Refuse:
    """Return the try to erase a question on which somebody else wrote a text."""
    return lambda play, draft: erases_decided_text(
        Act.objects.get(pk=draft.pk), Scene(None, None, play.now, 0), wrote=wrote, ground=""
    )


def begun_again(play: Play, draft: Chunk) -> Act:
    """Return the act that wrote a text which people answered before the course went back."""
    act = decided(play, draft, "")
    play.do(Vote(draft, "support", "object", reason="It is too dear."), "governments1")
    play.do(Deliver(draft, "evidence"))
    play.later(draft, 22)
    play.do(Leave(draft, "again", reason="Nobody agrees."), "governments1")
    return act


def hiding(outcome: str = "") -> Refuse:
    """Return the try to hide a text that people decide on, or the text of an outcome."""
    return lambda play, draft: hides_decided_text(decided(play, draft, outcome), play.now)


def erasing(outcome: str = "", *, wrote: bool) -> Refuse:
    """Return the try to erase a text that people decide on, or the text of an outcome."""

    def refuse(play: Play, draft: Chunk) -> object:
        act, scene = decided(play, draft, outcome), Scene(None, None, play.now, 0)
        return erases_decided_text(act, scene, wrote=wrote, ground="")

    return refuse


def erasing_a_reason(*, wrote: bool) -> Refuse:
    """Return the try to erase the reason of a finding."""
    return lambda play, _draft: erases_decided_text(
        REASON, Scene(None, None, play.now, 0), wrote=wrote, ground=""
    )


def merging(outcome: str = "", **state: object) -> Refuse:
    """Return the try to merge an issue whose part has an outcome, or a state."""

    def refuse(_play: Play, draft: Chunk) -> object:
        facts = facts_of(draft)
        for name, value in state.items():
            setattr(facts.state, name, value)
        facts.write()
        Chunk.objects.filter(pk=draft.pk).update(outcome=outcome)
        return merge_refusal(draft.issue, START)

    return refuse


def restricted(play: Play, _draft: Chunk) -> object:
    found = Measure(number=9, rule=2, reason="insults", until_at=play.now)
    return stopped_by(found, objects=False)


def moved_twice(play: Play, _draft: Chunk) -> object:
    """Do a motion that was done already."""
    by = play.people["governments1"][0]
    motion = Motion.objects.create(
        number=901, process=play.process, participant=by, at=play.now, done_in=903
    )
    Backer.objects.create(number=902, motion=motion, participant=by)
    return done_before([Other(Person("1"), 902)])


def told(answer: HttpResponse) -> object:
    """Return the refusal that a page shows."""
    assert answer.status_code >= 400
    return answer.context["refusal"]  # type: ignore[attr-defined]  # the test client keeps it


def posted(address: str, client: Client | None = None, **sent: object) -> Refuse:
    """Return the try to send something to an address, signed out unless a client is given."""
    return lambda play, draft: told(
        (client or Client()).post(address.format(chunk=draft.pk, issue=draft.issue_id), sent)
    )


def sent_by(who: str, address: str, method: str = "post", **sent: object) -> Refuse:
    """Return the try of somebody who is signed in."""

    def refuse(play: Play, draft: Chunk) -> object:
        send = getattr(signed_in(play, who), method)
        path = address.format(chunk=draft.pk, issue=draft.issue_id)
        return told(send(path, form(play, **sent) if method == "post" else None))

    return refuse


def beginning(shown: str) -> Refuse:
    """Return the try of the secretariat to begin rules after the page showed some."""

    def refuse(play: Play, _draft: Chunk) -> object:
        client = Client()
        client.force_login(play.secretary)
        sent = {"title": "Cables", "model": "debian.gr@1", "shown": shown}
        return told(client.post("/issues/begin/", sent))

    return refuse


def without_mail(_play: Play, _draft: Chunk) -> object:
    with (
        override_settings(EMAIL_BACKEND="isegoria.server.front.outbox.OutgoingMail"),
        patch("isegoria.server.front.outbox._queue", side_effect=MailWaits),
    ):
        return told(Client().post("/accounts/login/code/", {"email": "nobody@example.org"}))


REASON, RULES = Act(kind="chunk.judge"), model("equal-footing.working-group")
NEW, LONG = "/chunks/{chunk}/discussion/new/", "fish " * 60_000

TRIED: list[tuple[WhyNot, Refuse]] = [
    (record.KEY_USED, key_used),
    (record.UNWRITABLE, lambda play, _draft: proposed(play, "Cables\x00")),
    (record.DAY_TOO_FAR, planned_behind_the_calendar),
    (record.CAPACITY_NOT_CURRENT, lambda play, _draft: proposed(play, who="governments1")),
    (texts.TEXT_TOO_LONG, lambda _play, _draft: too_long("x" * 20_001)),
    (texts.TEXT_EMPTY, lambda _play, _draft: too_long(" \n")),
    (conduct.REASON_NOT_HIDDEN, lambda play, _draft: hides_decided_text(REASON, play.now)),
    (conduct.REASON_NOT_ERASED, erasing_a_reason(wrote=True)),
    (conduct.NO_GROUND_FOR_REASON, erasing_a_reason(wrote=False)),
    (conduct.DECIDED_ON_NOT_HIDDEN, hiding()),
    (conduct.OUTCOME_NOT_HIDDEN, hiding("agreed")),
    (
        conduct.ANSWERED_NOT_HIDDEN,
        lambda play, draft: hides_decided_text(begun_again(play, draft), play.now),
    ),
    (
        conduct.ANSWERED_NOT_ERASED,
        lambda play, draft: erases_decided_text(
            begun_again(play, draft), Scene(None, None, play.now, 0), wrote=True, ground=""
        ),
    ),
    (conduct.DECIDED_ON_NOT_ERASED, erasing(wrote=True)),
    (conduct.OUTCOME_NOT_ERASED, erasing("agreed", wrote=True)),
    (conduct.NO_GROUND_FOR_TEXT, erasing(wrote=False)),
    (conduct.WORKED_ON_NOT_ERASED, erasing_the_question(wrote=True)),
    (conduct.NO_GROUND_FOR_QUESTION, erasing_the_question(wrote=False)),
    (conduct.MAY_ONLY_READ, restricted),
    (issues.PART_ENDED, merging(outcome="recommendation")),
    (issues.APPEAL_WAITS, merging(appeals={"designation": {"": START}})),
    (process.GROUP_NOT_KNOWN, lambda _play, _draft: unknown_group(RULES, {"a": "fishers"})),
    (process.MOTION_DONE, moved_twice),
    (pages.FORM_NOT_READ, sent_by("civil-society1", "/issues/{issue}/support/", capacity=10**9)),
    (pages.FORM_EXPIRED, posted(NEW, Client(enforce_csrf_checks=True))),
    (pages.MAIL_WAITS, without_mail),
    (pages.METHOD_NOT_KNOWN, sent_by("civil-society1", NEW, "put")),
    (pages.SIGNED_OUT, posted(NEW, text="Fish.")),
    (pages.SIGNED_OUT_NOT_KEPT, posted(NEW, text=LONG)),
    (pages.RULES_NOT_SHOWN, beginning("")),
    (pages.RULES_CHANGED, beginning("debian.gr@1 0")),
    (pages.OTHER_RULES_CHOSEN, beginning("equal-footing@1 0")),
    (pages.STEP_GONE, sent_by("civil-society1", "/chunks/{chunk}/do/applaud/")),
]


@pytest.mark.parametrize(
    ("entry", "refuse"),
    [pytest.param(*one, id=f"{one[0].rule} {one[0].instead}") for one in TRIED],
)
def test_a_refusal_comes_about(entry: WhyNot, refuse: Refuse, play: Play, draft: Chunk) -> None:
    assert is_refused_by(entry, refuse(play, draft))


def test_every_refusal_is_tried() -> None:
    folders = (f"isegoria/server/{one}" for one in FOLDERS)
    assert untried((entry for entry, _refuse in TRIED), *folders) == []
