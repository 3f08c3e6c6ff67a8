"""A saved draft can always be opened by its author, whatever it says, and put into use or refused
with the reason.
"""

from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from isegoria.library import source_of
from isegoria.rules.language.loading import read_yaml
from isegoria.server.people.models import Participant
from isegoria.server.rulebooks.models import ModelInUse, ProcessDraft
from tests.people import chen
from tests.server.test_processes import OWN, as_, draft_of, sent

pytestmark = pytest.mark.django_db
RULE = "passes: {won: resolution, is: [option_1, option_2, option_3]}"
ITSELF = OWN.replace(RULE, "passes: {result: resolution}")
HOSTILE = {
    "nothing": "",
    "no YAML": "id: [",
    "a list": "- a\n- b",
    "a number": "42",
    "words": "These are the rules.",
    "a key twice": f"{OWN}\ntitle: Again\n",
    "a tab": "id:\n\tx: y",
    "a tag": "id: !!python/object:os.system x",
    "a set": "id: !!set {a, b}\ngroups: !!omap [a: b]",
    "a number that is none": "id: !!float x",
    "an alias of itself": "a: &a [*a]",
    "aliases of aliases": "\n".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" if n else "a0: &a0 [x]" for n in range(9)
    ),
    "merged again and again": "\n".join(
        f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" if n else "a0: &a0 {b: c}"
        for n in range(9)
    ),
    "brackets": "[" * 199_000,
    "dashes": "- " * 99_000,
    "braces": "{a: " * 49_000,
    "conditions": OWN.replace(RULE, f"passes: {'{not: ' * 5000}x{'}' * 5000}"),
    "half a character": OWN.replace("title: Debian", 'title: "\\ud800"\nnote: x #'),
    "half a character as a name": OWN.replace("groups:\n", 'groups:\n  "\\udfff": {title: X}\n'),
    "a bell": OWN.replace("title: Debian", 'title: "\\a Debian" #'),
    "a bell that is typed": OWN.replace("title: Debian", "title: \x07 Debian"),
    "a number of 5000 digits": OWN.replace("version: 1", f"version: 1{'0' * 5000}"),
    "a number of 400 digits": OWN.replace("version: 1", f"version: 1{'0' * 400}"),
    "a name of 1000 letters": OWN.replace("our.vote", f"our.{'vote' * 250}"),
    "a key that is a number": OWN.replace("groups:\n", "groups:\n  7: {title: X}\n"),
    "a key that is nothing": OWN.replace("groups:\n", "groups:\n  ~: {title: X}\n"),
    "a ballot that passes when it passed": ITSELF,
    "an end that other rules do not have": OWN.replace(
        "starts: discussion",
        "processes: {arin: {title: ARIN, model: rir.arin.pdp}}\nstarts: discussion",
    ).replace("[{ended: voting}", "[{process: arin, is: [ratified]}, {ended: voting}"),
    "30 February": OWN.replace("length: 2 weeks", "on: 02-30"),
    "the end of days": OWN.replace("length: 2 weeks", "on: 9999-12-31"),
    "no such zone": f"{OWN}\ncalendars: {{a: {{zone: Mars/Base}}}}\n",
    "variants of nothing": f"{OWN}\nvariants: {{a: ~, b: {{id: x}}}}\n",
    "many variants": f"{OWN}\nvariants: {{{', '.join(f'a{n}: {{title: A}}' for n in range(60))}}}",
}

NOT_TYPED = {"nothing", "a bell that is typed"}
"""What the form already refuses."""


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_draft_is_saved_opened_again_and_refused_with_its_reason(kind: str) -> None:
    client, text = as_(chen()), HOSTILE[kind]
    draft = draft_of(client)
    assert sent(client, draft, text).status_code == (400 if kind in NOT_TYPED else 200)
    ProcessDraft.objects.filter(pk=draft.pk).update(text=text)
    opened = client.get(f"/processes/drafts/{draft.pk}/")
    assert opened.status_code == 200
    assert opened.context["looked"].faults or opened.context["looked"].findings
    used = sent(client, draft, text, use="")
    assert used.status_code == (400 if kind in NOT_TYPED else 409)
    assert not ModelInUse.objects.exists()
    assert client.get("/processes/drafts/").status_code == 200


def test_a_draft_that_is_open_in_two_tabs_loses_nothing() -> None:
    client = as_(chen())
    draft = draft_of(client)
    address = f"/processes/drafts/{draft.pk}/"
    first, second = (f"{OWN}# {tab} tab" for tab in ("first", "second"))

    def saved(text: str, form: Any, **more: str) -> Any:
        shown = {name: form[name].value() for name in ("key", "saved")}
        return client.post(address, {**shown, "text": text, **more})

    opened = client.get(address).context["form"]
    assert saved(first, opened).status_code == 200
    refused = saved(second, opened, use="")
    assert refused.status_code == 409
    assert refused.context["refusal"].rule == "draft.saved-elsewhere"
    assert refused.context["form"]["text"].value().split() == second.split()
    assert refused.context["elsewhere"] == ProcessDraft.objects.get().text == first
    assert not ModelInUse.objects.exists()
    again = saved(second, refused.context["form"])
    assert again.status_code == 200
    assert ProcessDraft.objects.get().text == second
    assert saved(OWN, again.context["form"]).status_code == 200


SCENARIO = "title: T\nmodel: m\nstarts: 2026-01-01\nsteps: [{expect: {stage: discussion}}]\n"


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        (SCENARIO, "It went as the scenario expects."),
        ("[", "scenario:1:"),
        ("starts: 9999-12-31", "is missing"),
        (SCENARIO.replace("2026-01-01", "9999-12-31"), "between 1900 and 2200"),
        (SCENARIO.replace("2026-01-01", "0001-01-01"), "between 1900 and 2200"),
        (SCENARIO.replace("discussion", "voting_"), "there is no stage “voting_”"),
        (f"{SCENARIO}zone: ../../etc/passwd\n", "there is no zone"),
        (f"{SCENARIO}members: {{developers: -1}}\n", "-1 is no number of people"),
        (f"{SCENARIO}members: {{developers: 1{'0' * 400}}}\n", ""),
        (SCENARIO.replace("{expect", "{at: 2025-01-01, expect"), "this is before 2026-01-01"),
    ],
)
def test_a_scenario_that_cannot_be_played_is_told_and_stops_nothing(
    scenario: str, words: str
) -> None:
    client = as_(chen())
    draft = draft_of(client)
    assert sent(client, draft, OWN, scenario=scenario).status_code == 200
    opened = client.get(f"/processes/drafts/{draft.pk}/")
    assert opened.status_code == 200
    assert words in opened.content.decode()


def test_a_scenario_waits_for_rules_that_can_work_and_findings_have_lines() -> None:
    client = as_(chen())
    draft = draft_of(client)
    page = sent(client, draft, ITSELF, scenario=SCENARIO).content.decode()
    assert "The scenario is played once no error is left." in page
    line = 1 + ITSELF[: ITSELF.index("resolution:\n")].count("\n")
    assert f'<small class="quiet">line {line}</small>' in page


def test_rules_in_use_that_cannot_be_read_any_more_stop_no_page(client: Client) -> None:
    ModelInUse.objects.create(model_id="our.old", version=1, text="id: [", put_in=1)
    assert client.get("/processes/").status_code == 200
    assert client.get("/processes/our.old/").status_code == 404
    assert client.get("/processes/compare/").status_code == 200


PARTS: list[Any] = [
    *(None, True, 0, -1, 2**40, "", "x", "yes", "02-30", "99 years", "0 days", "1/2", "150 %"),
    *("anyone", [], {}, ["x"], {"x": "y"}, [[]], "a/b", "/", "any", {"result": "resolution"}),
    *({"share": "yes", "more_than": "1/2"}, {"ended": "x"}, [{"right": "decide"}], "1 min"),
]


def places(part: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths of everything in a part."""
    steps = (
        part.items()
        if isinstance(part, dict)
        else enumerate(part if isinstance(part, list) else ())
    )
    return [path] * bool(path) + [
        one for step, below in steps for one in places(below, (*path, step))
    ]


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Return the text of a model with a part that is gone, another one, or one from elsewhere."""
    name = draw(st.sampled_from(["debian.gr", "gavi.board", "equal-footing", "itu.t.tap"]))
    written = read_yaml(source_of(name), name)[0]
    written.pop("variants", None)
    written |= {"id": "our.vote", "version": 1}
    for _ in range(draw(st.integers(1, 3))):
        *steps, last = draw(st.sampled_from(places(written)))
        part = written
        for step in steps:
            part = part[step]
        if draw(st.booleans()):
            part[last] = draw(st.sampled_from(PARTS))
        else:
            del part[last]
    return yaml.safe_dump(written, sort_keys=False, allow_unicode=True)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=mutated())
def test_whatever_is_changed_in_a_model_its_draft_opens_and_what_is_used_has_a_page(
    text: str,
) -> None:
    ModelInUse.objects.all().delete()
    owner = Participant.objects.filter(secretariat=True).first() or chen()
    client = as_(owner)
    draft = ProcessDraft.objects.create(
        owner=owner, based_on="x", text=text, changed_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert client.get(f"/processes/drafts/{draft.pk}/").status_code == 200
    used = sent(client, draft, text, use="")
    assert used.status_code in {302, 409}
    if used.status_code == 302:
        name = ModelInUse.objects.get().model_id
        assert client.get(f"/processes/{name}/").status_code == 200
        assert client.get(f"/processes/{name}/model.json").status_code == 200
        assert client.get(f"/processes/compare/?model={name}&model=debian.gr").status_code == 200
