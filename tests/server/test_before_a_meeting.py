"""On the pages and on the record: a ballot that opens with its meeting, and a clock that gets
shorter.
"""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from isegoria.rules.facts.clocks import deadline
from isegoria.rules.language.durations import Duration
from isegoria.server.deliberation.acts import ProposeItem
from isegoria.server.deliberation.texts import Write
from isegoria.server.issues.models import Issue
from isegoria.server.process.facts import facts_of
from isegoria.server.process.seats import NoteEvent
from isegoria.server.process.steps import Extend, Shorten, Vote
from isegoria.server.replay.compare import recompute
from tests.play import START
from tests.server.test_text_under_decision import EDITOR, RESTARTING, call_in, newest

pytestmark = pytest.mark.django_db
ANN, BEN = "civil-society1", "civil-society2"
CALL = "clocks: {call: {title: Time of the call, length: 2 weeks, restarts_on: version, "
PLAN = "plan: {title: The plan, clock: call, "
SHUT = RESTARTING.replace(
    "    clocks: {", "    clocks: {begins: {title: Beginning, before: hall, by: 0 days}, "
).replace(PLAN, "plan: {title: The plan, opens: begins, clock: call, secret: true, ")
SHORTER = RESTARTING.replace(
    CALL,
    CALL + "extension: {by: editor, times: 3}, shortening: {by: editor, least: 1 week}, ",
)
BY_ITEM = RESTARTING.replace(
    "    exits:",
    "    judgements: {ready: {by: editor, per: item, scale: [ready, open]}}\n    exits:",
)


def test_a_ballot_is_shut_until_its_meeting_begins(client: Client, now: dict[str, Any]) -> None:
    play, chunk = call_in(SHUT)
    now["now"] = play.now
    address = reverse("chunk", args=[chunk.number])
    told = client.get(f"{address}chunk.json").json()["tallies"][0]
    assert (told["open"], told["shut"], told["opens_at"]) == (False, True, None)
    assert play.refused(Vote(chunk, "plan", "yes"), ANN) == "harbour.plan/call/plan"
    play.do_plain(
        NoteEvent(chunk, "meeting", "hall", f"{START + timedelta(days=5):%Y-%m-%dT%H:%M}Z")
    )
    told = client.get(f"{address}chunk.json").json()["tallies"][0]
    assert told["opens_at"].startswith("2026-03-07T12:00")
    assert "heads" not in told
    page = client.get(address).content.decode()
    assert "not open yet" in page
    assert "opens on 7 March 2026" in " ".join(re.sub("<[^>]+>", " ", page).split())
    play.day = 4
    play.do(Write(chunk, text="Only states repair.", base=chunk.text_version), EDITOR)
    now["now"] = play.now
    assert play.refused(Vote(chunk, "plan", "yes"), ANN) == "harbour.plan/call/plan"
    play.day = 5
    now["now"] = play.now
    play.join(ANN)
    play.do(Vote(chunk, "plan", "yes"), ANN)
    told = client.get(f"{address}chunk.json").json()["tallies"][0]
    assert (told["open"], told["shut"]) == (True, False)
    assert recompute(Issue.objects.get()).findings == ()


def test_the_office_makes_a_clock_shorter_on_its_page(client_of: Any, now: dict[str, Any]) -> None:
    play, chunk = call_in(SHORTER)
    now["now"] = play.now
    editor, capacity = play.people[EDITOR]
    assert capacity is not None
    client: Client = client_of(editor)
    address = reverse("do-named", args=[chunk.pk, "shorten", "call"])

    def sent(span: str) -> Any:
        page = client.get(address)
        assert "How long it is, from its beginning" in page.content.decode()
        form = page.context["form"]
        return client.post(
            address,
            {"span": span, "key": form["key"].value(), "capacity": capacity.pk},
        )

    play.do(Extend(chunk, "call", span=Duration(1, "week")), EDITOR)
    refused = sent("6 days")
    assert refused.status_code == 409
    assert "has to be 1 week long at least" in refused.content.decode()
    assert sent("10 days").status_code == 302
    facts = facts_of(newest(chunk))
    assert deadline(facts.model, facts, "call", "call") == START + timedelta(days=10)
    rule = "harbour.plan/call/clocks/call"
    assert play.refused(Extend(chunk, "call", span=Duration(1, "week")), EDITOR) == rule
    assert play.refused(Shorten(chunk, "call", span=Duration(8, "day")), ANN) == rule
    assert recompute(Issue.objects.get()).findings == ()


def test_what_was_proposed_is_known_after_the_record_is_read_again() -> None:
    play, chunk = call_in(BY_ITEM)
    first = play.do(ProposeItem(chunk, text="Only by day."), ANN)
    second = play.do(ProposeItem(chunk, text="Only by night."), BEN)
    assert facts_of(newest(chunk)).state.items == [f"i{first.number}", f"i{second.number}"]
    assert recompute(Issue.objects.get()).findings == ()
