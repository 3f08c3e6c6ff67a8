"""On the pages and on the record: answers that weigh what an office states for organisations."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from isegoria.server.issues.models import Issue
from isegoria.server.process.steps import Vote, Weigh
from isegoria.server.replay.compare import recompute
from tests.server.test_text_under_decision import EDITOR, RESTARTING, call_in, newest

pytestmark = pytest.mark.django_db
BEN = "governments1"
OF_BEN = "Office of governments 1"
WEIGHED = RESTARTING.replace(
    "    clocks: {", "    clocks: {opening: {title: Opening, length: 2 days}, "
).replace(
    "plan: {title: The plan, clock: call, ",
    "plan: {title: The plan, clock: call, about: course, voters: governments, opens: opening,"
    " one_per: organisation, weights: stated, stated_by: editor, ",
)


def test_an_office_states_weights_on_its_page(client_of: Any, now: dict[str, Any]) -> None:
    play, chunk = call_in(WEIGHED)
    now["now"] = play.now
    editor, capacity = play.people[EDITOR]
    assert capacity is not None
    client: Client = client_of(editor)
    address = reverse("do-named", args=[chunk.pk, "weigh", "plan"])

    def sent(written: str) -> Any:
        page = client.get(address)
        assert "What each organisation weighs, one a line" in page.content.decode()
        form = page.context["form"]
        return client.post(
            address,
            {"answer": written, "key": form["key"].value(), "capacity": capacity.pk},
        )

    refused = sent(f"{OF_BEN}: 0")
    assert refused.status_code == 409
    assert "a whole number from 1" in refused.content.decode()
    many = "\n".join(f"House {number}: 5" for number in range(100))
    assert sent(f"{OF_BEN}: 64\n{many}").status_code == 302
    assert play.refused(Weigh(chunk, "plan", "Ash: 1"), BEN) == "harbour.plan/call/plan"
    play.day = 3
    now["now"] = play.now
    assert play.refused(Weigh(chunk, "plan", "Ash: 1"), EDITOR) == "harbour.plan/call/plan"
    play.do(Vote(chunk, "plan", "yes"), BEN)
    part = reverse("chunk", args=[chunk.number])
    told = client.get(f"{part}chunk.json").json()["tallies"][0]
    assert (told["votes_of_all"], told["answered"], told["heads"][0]) == (564, 64, 64)
    page = client.get(part).content.decode()
    assert "All together weigh 564." in page
    assert recompute(Issue.objects.get()).findings == ()


def test_who_is_not_weighed_does_not_vote(now: dict[str, Any]) -> None:
    play, chunk = call_in(WEIGHED)
    play.do(Weigh(chunk, "plan", "Ash: 3"), EDITOR)
    play.day = 3
    now["now"] = play.now
    assert play.refused(Vote(newest(chunk), "plan", "yes"), BEN) == "harbour.plan/call/plan"
