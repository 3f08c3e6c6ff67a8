"""Nobody but the secretariat learns from an answer whether an e-mail address has an account."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from isegoria.server.conflicts.acts import AskFacilitator
from isegoria.server.conflicts.asking import ask
from isegoria.server.conflicts.models import Case
from isegoria.server.deliberation.acts import Object, Say
from isegoria.server.deliberation.models import Version
from isegoria.server.membership.acts import JoinProcess
from isegoria.server.pages.web.forms import DayField
from isegoria.server.people.models import Participant
from isegoria.server.process.models import Chunk, Proxy
from isegoria.server.record.door import perform
from isegoria.server.sessions.importing import Sources, prepare
from tests.play import Play
from tests.reading import ADDRESSES, form, refused, signed_in

pytestmark = pytest.mark.django_db
UNKNOWN, OUTSIDE = (
    "nobody@example.org",
    "dinaha@example.org",
)  # as long as each other: pages say lengths
BOTH = object()


@pytest.fixture(autouse=True)
def outside(play: Play) -> Participant:
    """Somebody with an account who takes no part in the process."""
    found, _capacity = play.newcomer("Dinaha", "civil-society")
    EmailAddress.objects.create(user=found, email=OUTSIDE, verified=True, primary=True)
    return found


def told(answer: HttpResponse) -> tuple[int, str]:
    """Return an answer without the address that was sent, and without what differs from one sending
    to the next.
    """
    page = answer.content.decode() + answer.headers.get("Location", "")
    page = re.sub(r"(?<=value=\")[\w-]{36,}(?=\")", "", page)
    return answer.status_code, re.sub(
        r"\d+", "1", page.replace(UNKNOWN, "ADDRESS").replace(OUTSIDE, "ADDRESS")
    )


def told_of_both(
    client: Callable[[], Client], path: str, sent: dict[str, Any]
) -> list[tuple[int, str]]:
    """Return what is answered to each of the two addresses; nothing stays of what was sent."""
    answers = []
    for address in (UNKNOWN, OUTSIDE):
        with transaction.atomic():
            answers.append(
                told(
                    client().post(
                        path,
                        {name: address if value is BOTH else value for name, value in sent.items()},
                    )
                )
            )
            transaction.set_rollback(True)
    return answers


def filled(found: forms.Form) -> dict[str, Any]:
    """Return what a form takes, with an address wherever one can write."""
    sent: dict[str, Any] = {"key": str(uuid4())}
    for name, field in found.fields.items():
        if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
            sent[name] = next(
                (
                    str(value)
                    for value, _words in found[name].field.choices
                    if value and name != "capacity"
                ),
                "",
            )
        elif isinstance(field, forms.CharField) and not field.widget.is_hidden:
            sent[name] = BOTH
        elif name not in sent:
            sent[name] = found[name].value() or {
                DayField: "2026-03-05",
                forms.BooleanField: "on",
            }.get(type(field), "1")
    return sent


def test_no_form_tells_more_of_an_account_than_of_an_unknown_address(
    play: Play, draft: Chunk
) -> None:
    comment = play.do(Say(draft, text="Here."), "governments1").number
    objection = play.do(Object(draft, text="No."), "civil-society1").number
    numbers = {
        "version": Version.objects.get().pk,
        "comment": comment,
        "objection": objection,
        "paragraph": 1,
    }
    client, tried = signed_in(play, "governments1"), set()
    for path in ADDRESSES:
        process = path.startswith("issues/processes/")
        address = f"/{path}".replace("<int:number>", str(play.process.pk if process else draft.pk))
        address = re.sub(r"<int:(\w+)>", lambda part: str(numbers.get(part[1], 1)), address)
        address = re.sub(
            r"<str:(\w+)>",
            lambda part: {"kind": "write", "what": "issue"}.get(part[1], "deliberation"),
            address,
        )
        page = client.get(address)
        context = {
            name: one
            for level in page.context or ()
            for part in level
            for name, one in part.items()
        }
        found = next(
            (
                context[one]
                for one in ("form", "seat_form")
                if isinstance(context.get(one), forms.Form)
            ),
            None,
        )
        if found is not None and BOTH in (sent := filled(found)).values():
            tried.add(path)
            first, second = told_of_both(lambda: client, address, sent)
            assert first == second, address
    assert tried > {
        "conflicts/ask/chunk/<int:number>/",
        "issues/processes/<int:number>/proxies/",
        "outcomes/<int:number>/responsible/",
    }
    assert len(tried) >= 20


@pytest.mark.parametrize("who", ["civil-society1", "governments2"])  # a party, and one who is none
def test_a_facilitator_is_found_by_number_or_among_those_of_the_process(
    play: Play, outside: Participant, who: str
) -> None:
    chunk, other = play.raised(), play.people["private-sector1"][0]
    by, capacity = play.people["civil-society1"]
    case = Case.objects.get(
        pk=ask(
            AskFacilitator(play.process, "They shut us out.", [by, other]), by=by, now=play.now
        ).number
    )
    address, client = f"/conflicts/{case.pk}/name/", signed_in(play, who)
    sent = form(play, capacity="", participant=BOTH)
    first, second = told_of_both(lambda: client, address, sent)
    assert first == second
    assert (first[0], "(person.unknown)" in first[1]) == (400, True)
    assert client.post(address, sent | {"participant": f"#{outside.pk}"}).status_code == (
        302 if who == "civil-society1" else 409
    )
    assert chunk.process_id == play.process.pk
    assert capacity is not None


def test_a_proxy_goes_to_somebody_of_the_process(play: Play, outside: Participant) -> None:
    address, is_refused, client = (
        f"/issues/processes/{play.process.pk}/proxies/",
        refused(),
        signed_in(play),
    )
    for holder in (UNKNOWN, OUTSIDE, f"#{outside.pk}", "#999999"):
        is_refused(client.post(address, form(play, holder=holder)), 400, "person.unknown", holder)
    perform(JoinProcess(play.process), by=outside, now=play.now)
    is_refused = refused()
    answer = client.post(address, form(play, holder=OUTSIDE))
    is_refused(
        answer, 409, "equal-footing.working-group/proxies", OUTSIDE
    )  # found; no ballot of these rules is answered so
    assert not Proxy.objects.exists()


def test_only_the_secretariat_is_told_who_can_be_a_rapporteur(play: Play) -> None:
    captions = b">> ADA CROW: So cables break.\n\n>> We repair them.\n"
    number = perform(
        prepare(Sources(captions), "Cables", date(2026, 3, 2), ""), by=None, now=play.now
    ).number
    address, client, secretary = f"/sessions/{number}/rapporteurs/", signed_in(play), Client()
    first, second = told_of_both(lambda: client, address, form(play, capacity="", rapporteur=BOTH))
    assert first == second
    assert 'data-rule="session.not-secretariat"' in first[1]
    secretary.force_login(play.secretary)
    assert secretary.post(address, form(play, capacity="", rapporteur=UNKNOWN)).status_code == 400
    assert secretary.post(address, form(play, capacity="", rapporteur=OUTSIDE)).status_code == 302


def test_the_secretariat_finds_everyone(play: Play, outside: Participant) -> None:
    client, address = Client(), f"/conflicts/ask/process/{play.process.pk}/"
    client.force_login(play.secretary)
    sent = form(
        play,
        capacity="",
        text="They shut us out.",
        mine="on",
        people=f"{OUTSIDE}; #{play.people['governments1'][0].pk}",
    )
    answer = client.post(address, sent | {"people": UNKNOWN})
    assert "They have to sign up first. (person.unknown)" in answer.content.decode()
    assert client.post(address, sent).status_code == 302
    assert outside in {one.participant for one in Case.objects.get().parties.all()}


def test_whom_one_names_are_not_looked_for_without_end(play: Play) -> None:
    is_refused = refused()
    sent = form(play, text="They shut us out.", people="a," * 100_000)
    is_refused(
        signed_in(play).post(f"/conflicts/ask/process/{play.process.pk}/", sent),
        400,
        "form.too-many",
    )


ACCOUNTS = {
    "signup": {"email": BOTH, "password1": "a long password of mine"},
    "login": {"login": BOTH, "password": "not the password"},
    "login/code": {"email": BOTH},
    "password/reset": {"email": BOTH},
}


@pytest.mark.parametrize("page", ACCOUNTS)
def test_signing_up_and_in_tells_no_stranger_who_has_an_account(page: str) -> None:
    first, second = told_of_both(Client, f"/accounts/{page}/", ACCOUNTS[page])
    assert first == second


def test_an_address_that_is_added_to_an_account_tells_nothing_of_another(play: Play) -> None:
    client = signed_in(play)
    first, second = told_of_both(
        lambda: client, "/accounts/email/", {"action_add": "", "email": BOTH}
    )
    assert first == second
