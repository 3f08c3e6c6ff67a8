"""What begins is what the page showed, whichever button is pressed first, and whatever somebody
else did meanwhile.
"""

from typing import Any

import pytest
from django.test import Client

from isegoria.library import model, source_of
from isegoria.server.people.models import Participant, StakeholderGroup
from isegoria.server.process.models import Process
from isegoria.server.record.models import Act
from isegoria.server.rulebooks.models import ModelInUse
from tests.journeys.reading import Form, read

pytestmark = pytest.mark.django_db
BEGIN = "/issues/begin/"
SHOWN, OTHER = f"equal-footing@{model('equal-footing').version}", "debian.gr@3"


@pytest.fixture
def secretary() -> Client:
    client = Client()
    client.force_login(
        Participant.objects.create_user("chen@example.org", name="Chen", secretariat=True)
    )
    return client


def form_of(answer: Any) -> Form:
    """Return the form that begins, as a browser finds it."""
    return next(one for one in read(answer.content.decode()).forms if "Begin" in one.buttons)


def pressed(client: Client, form: Form, button: str, **filled: str) -> Any:
    """Press a button of the form: each field as it stands, but for what is filled in, and the
    button's own name.
    """
    sent = (
        form.fields
        | {name: [value] for name, value in filled.items()}
        | ({"show": ["1"]} if button == "show" else {})
    )
    return client.post(BEGIN, sent)


def begun() -> list[tuple[str, int]]:
    acts = [
        (one.body["model"], one.body["version"]) for one in Act.objects.filter(kind="process.begin")
    ]
    assert acts == [(one.model_id, one.model_version) for one in Process.objects.order_by("number")]
    return acts


@pytest.mark.parametrize("chosen", [SHOWN, OTHER])
@pytest.mark.parametrize(
    "steps",
    [
        ["begin"],
        ["show", "begin"],
        ["begin", "begin"],
        ["show", "show", "begin"],
        ["begin", "show", "begin"],
    ],
    ids="-".join,
)
def test_what_begins_is_what_the_page_showed(
    secretary: Client, chosen: str, steps: list[str]
) -> None:
    answer = secretary.get(BEGIN)
    showed = []
    for place, step in enumerate(steps):
        showed.append(answer.context["model"].id)
        choice = {"model": chosen} if place == 0 else {}
        answer = pressed(secretary, form_of(answer), step, title="Cables", **choice)
        if answer.status_code == 302:
            break
    if chosen != SHOWN and steps == ["begin"]:
        assert begun() == []  # it shows them first
        assert answer.status_code == 409
        assert "process.other-rules-chosen" in answer.content.decode()
        assert answer.context["model"].id == "debian.gr"
        assert form_of(answer).fields["title"] == ["Cables"]
        assert form_of(answer).fields["model"] == [OTHER]
    else:
        assert begun() == [(chosen.partition("@")[0], int(chosen.partition("@")[2]))]
        assert showed[-1] == chosen.partition("@")[0]


@pytest.mark.parametrize("shown", [None, "", " ", "debian.gr@3", "debian.gr@1 0", "nothing"])
def test_without_what_the_page_showed_nothing_begins_and_the_rules_are_shown(
    secretary: Client, shown: str | None
) -> None:
    form = form_of(secretary.get(BEGIN))
    sent = {**form.fields, "title": ["Cables"], "model": [SHOWN]}
    del sent["shown"]
    answer = secretary.post(BEGIN, sent if shown is None else {**sent, "shown": [shown]})
    assert (answer.status_code, answer.context["model"].id, begun()) == (409, "equal-footing", [])
    assert form_of(answer).fields["title"] == ["Cables"]
    assert pressed(secretary, form_of(answer), "begin").status_code == 302
    assert begun() == [("equal-footing", model("equal-footing").version)]


def test_changing_the_choice_after_it_was_shown_shows_again(secretary: Client) -> None:
    answer = pressed(secretary, form_of(secretary.get(BEGIN)), "show", model=OTHER)
    answer = pressed(secretary, form_of(answer), "begin", model=SHOWN, title="Cables")
    assert (answer.status_code, answer.context["model"].id, begun()) == (409, "equal-footing", [])
    pressed(secretary, form_of(answer), "begin")
    assert begun() == [("equal-footing", model("equal-footing").version)]


def test_a_group_is_chosen_anew_for_other_rules_and_kept_for_the_same(secretary: Client) -> None:
    StakeholderGroup.objects.create(slug="civil-society", name="Civil society")
    StakeholderGroup.objects.create(slug="developers", name="Developers")
    named = next(iter(model("debian.gr").groups))
    answer = pressed(
        secretary,
        form_of(secretary.get(BEGIN)),
        "show",
        **{"group-civil-society": "", "title": "Cables"},
    )
    assert form_of(answer).fields["group-civil-society"] == [""]
    answer = pressed(secretary, form_of(answer), "show", model=OTHER)
    answer = pressed(secretary, form_of(answer), "show", **{"group-developers": named})
    assert form_of(answer).fields["group-developers"] == [named]
    answer = pressed(secretary, form_of(answer), "show", model=SHOWN)
    assert form_of(answer).fields["group-civil-society"] == ["civil_society"]
    assert form_of(answer).fields["title"] == ["Cables"]


def put_into_use(version: int, title: str = "Own way") -> None:
    text = (
        source_of("debian.gr")
        .replace("id: debian.gr", "id: own.way")
        .replace("model: debian.gr", "model: own.way")
    )
    lines = [line for line in text.splitlines() if not line.startswith(("version:", "title:"))]
    whole = "\n".join([f"version: {version}", f"title: {title}", *lines, ""])
    ModelInUse.objects.update_or_create(
        model_id="own.way", version=version, defaults={"text": whole, "put_in": version}
    )


def test_a_version_that_somebody_else_puts_into_use_meanwhile_is_not_begun(
    secretary: Client,
) -> None:
    put_into_use(1)
    page = secretary.get(f"{BEGIN}?model=own.way@1")
    put_into_use(2)
    pressed(secretary, form_of(page), "begin", title="Cables")
    assert begun() == [("own.way", 1)]


def test_a_text_that_changed_meanwhile_is_shown_first(secretary: Client) -> None:
    put_into_use(1)
    page = secretary.get(f"{BEGIN}?model=own.way@1")
    put_into_use(1, title="Another way")  # as an upgrade does with a model of the library
    answer = pressed(secretary, form_of(page), "begin", title="Cables")
    assert (answer.status_code, begun()) == (409, [])
    assert "process.rules-changed" in answer.content.decode()
    assert "Another way" in answer.content.decode()
    pressed(secretary, form_of(answer), "begin")
    assert begun() == [("own.way", 1)]


def test_the_link_to_all_rules_leads_to_the_version_that_is_shown(secretary: Client) -> None:
    put_into_use(1)
    put_into_use(2)
    for named, address in {
        "own.way@1": "/processes/own.way/versions/1/",
        SHOWN: "/processes/equal-footing/",
    }.items():
        assert f'href="{address}"' in secretary.get(f"{BEGIN}?model={named}").content.decode()
        assert secretary.get(address).status_code == 200
