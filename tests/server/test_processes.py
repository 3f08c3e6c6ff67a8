"""The library on pages, and a forum's own models: copied, checked, put into use, never changed
afterwards.
"""

import pytest
from django.test import Client

from isegoria.library import FILES
from isegoria.server.record.models import Act
from isegoria.server.rulebooks.models import ModelInUse, ProcessDraft
from tests.people import amina, chen
from tests.releases import our_own

pytestmark = pytest.mark.django_db
OWN = our_own("debian.gr", "our.vote")


def as_(participant: object) -> Client:
    client = Client()
    client.force_login(participant)
    return client


def draft_of(client: Client, name: str = "debian.gr") -> ProcessDraft:
    client.post(f"/processes/{name}/copy/")
    return ProcessDraft.objects.latest("pk")


def sent(client: Client, draft: ProcessDraft, text: str, **more: str) -> object:
    form = client.get(f"/processes/drafts/{draft.pk}/").context["form"]
    shown = {name: form[name].value() for name in ("key", "saved")}
    return client.post(f"/processes/drafts/{draft.pk}/", {**shown, "text": text, **more})


def test_the_library_is_listed_by_what_it_is_for_and_searched(client: Client) -> None:
    page = client.get("/processes/").content.decode()
    assert page.index("For the future") < page.index("In use somewhere today")
    assert "Debian general resolution" in page
    found = client.get("/processes/", {"q": "browser ballot"}).content.decode()
    assert "CA/Browser Forum ballot" in found
    assert "Debian general resolution" not in found
    assert (
        "No process has all these words"
        in client.get("/processes/", {"q": "xyzzy"}).content.decode()
    )


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_model_has_its_page_its_file_and_its_json(client: Client, name: str) -> None:
    assert client.get(f"/processes/{name}/").status_code == 200
    assert client.get(f"/processes/{name}/model.yaml").content.decode() == FILES[name]
    assert client.get(f"/processes/{name}/model.json").json()["model"]["id"] == name


def test_a_model_that_is_not_there_is_a_page_that_helps(client: Client) -> None:
    assert client.get("/processes/nowhere/").status_code == 404


def test_models_stand_side_by_side_question_by_question(client: Client) -> None:
    page = client.get(
        "/processes/compare/", {"model": ["equal-footing", "debian.gr"]}
    ).content.decode()
    assert "Who takes part in decisions" in page
    assert page.count('<th scope="row">') == 11
    assert (
        "Choose two or three"
        in client.get("/processes/compare/", {"model": ["debian.gr", ""]}).content.decode()
    )


def test_a_copy_has_an_id_of_its_own_and_is_checked_as_it_is_written() -> None:
    client = as_(chen())
    draft = draft_of(client)
    assert draft.text.startswith("id: our.debian.gr\nversion: 1\n")
    page = sent(client, draft, draft.text.replace("{ended: voting}", "{ended: votin}"))
    assert "did you mean “voting”" in page.content.decode()
    page = sent(client, draft, draft.text.replace(", term: 1 year", "", 1))
    assert "leads without a term" in page.content.decode()


@pytest.mark.parametrize("name", ["equal-footing", "equal-footing.forum"])
def test_a_variant_is_copied_whole_and_a_base_without_its_variants(name: str) -> None:
    client = as_(chen())
    draft = draft_of(client, name)
    assert draft.text.startswith(f"id: our.{name}\n")
    assert "variants:" not in draft.text
    assert client.get(f"/processes/drafts/{draft.pk}/").context["looked"].model.title


def test_a_draft_is_rehearsed_on_the_page() -> None:
    client = as_(chen())
    draft = draft_of(client)
    scenario = (
        "title: Vote\nmodel: our.debian.gr\nstarts: 2026-01-01\nsteps:\n  - {at: 2026-02-01,"
        " expect: {stage: voting}}\n"
    )
    page = sent(client, draft, draft.text, scenario=scenario).content.decode()
    assert "it is in discussion, expected voting" in page
    page = sent(
        client, draft, draft.text, scenario=scenario.replace("voting", "discussion")
    ).content.decode()
    assert "went as the scenario expects" in page


def test_a_model_is_put_into_use_by_an_act_and_its_next_version_beside_it(client: Client) -> None:
    secretary = as_(chen())
    draft = draft_of(secretary)
    assert sent(secretary, draft, OWN, use="").status_code == 302
    act = Act.objects.get(kind="process.put-model-into-use")
    assert act.body["model"] == "our.vote"
    again = sent(secretary, draft, OWN, use="")
    assert again.status_code == 409
    assert "Write version 2" in again.content.decode()
    assert (
        sent(
            secretary,
            draft,
            OWN.replace("version: 1", "version: 2").replace("length: 24 hours", "length: 19 hours"),
            use="",
        ).status_code
        == 302
    )
    assert "24 hours" in client.get("/processes/our.vote/versions/1/").content.decode()
    assert "19 hours" in client.get("/processes/our.vote/").content.decode()
    assert draft_of(secretary, "our.vote").text.startswith("id: our.vote\nversion: 3\n")
    assert "In use in this forum" in client.get("/processes/").content.decode()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(
            OWN.replace("our.vote", "debian.gr"),
            "Give your copy its own id",
            id="an id of the library",
        ),
        pytest.param(
            OWN.replace("starts: discussion", "starts: talk"),
            "The text is not a model yet",
            id="no model",
        ),
        pytest.param(
            OWN.replace("outcome: discussed_on", "to: discussion"),
            "These rules cannot work",
            id="an error",
        ),
        pytest.param(
            OWN.replace("version: 1", "version: 7"), "Write version 1", id="a version ahead"
        ),
    ],
)
def test_what_is_no_sound_model_is_not_put_into_use_and_nothing_is_lost(
    text: str, words: str
) -> None:
    client = as_(chen())
    draft = draft_of(client)
    page = sent(client, draft, text, use="")
    assert page.status_code == 409
    assert words in page.content.decode()
    assert ProcessDraft.objects.get(pk=draft.pk).text == text.rstrip()
    assert not ModelInUse.objects.exists()


def test_drafts_are_the_secretariats_own(client: Client) -> None:
    secretary = as_(chen())
    draft = draft_of(secretary)
    assert client.post("/processes/debian.gr/copy/").status_code == 401
    participant = as_(amina())
    assert participant.post("/processes/debian.gr/copy/").status_code == 403
    assert participant.get("/processes/drafts/").status_code == 403
    assert participant.get(f"/processes/drafts/{draft.pk}/").status_code == 403
    assert "Copy of debian.gr" in secretary.get("/processes/drafts/").content.decode()
    secretary.post(f"/processes/drafts/{draft.pk}/delete/")
    assert not ProcessDraft.objects.exists()
    assert secretary.get(f"/processes/drafts/{draft.pk}/").status_code == 404
