"""Whatever is wrong in a field of any form is said with its rule and with what would be right."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils.translation import override

from isegoria.server.pages.conduct.reports import ReportForm
from isegoria.server.pages.web.forms import ActForm, DayField
from isegoria.server.pages.web.wrong import RuledForm
from isegoria.server.people.models import Participant, StakeholderGroup
from isegoria.server.process.models import Chunk, Process, Proxy
from tests.people import amina
from tests.play import Play
from tests.reading import ADDRESSES, form, refused, signed_in

pytestmark = pytest.mark.django_db
assert ADDRESSES  # all views are loaded, and with them all forms
RULE = re.compile(r" \(([a-z]+\.[a-z-]+)\)$")
WRONG = {
    "nothing": "",
    "letters": "no-such-thing",
    "a NUL": "\x00",
    "below all": "-1",
    "above all": "9" * 30,
    "no day": "2026-02-31",
    "too long": "x" * 200_001,
}


def below(kind: type[RuledForm]) -> Iterator[type[RuledForm]]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


FORMS = {
    f"{one.__module__.split('.')[2]}.{one.__name__}": one
    for one in below(RuledForm)
    if one.__module__.startswith("isegoria")
}


def sent(user: Participant, values: dict[str, Any]) -> HttpRequest:
    request = RequestFactory().post("/", values)
    request.user, request.session = user, {}
    return request


def bare(kind: type[RuledForm], request: HttpRequest) -> RuledForm:
    """Return a form with the fields of its class, whatever else it asks for when it is made."""
    if issubclass(kind, ReportForm):
        return kind(request.POST, None)
    if not issubclass(kind, ActForm):
        return kind(request.POST)
    process = Process(pk=1)  # whose people are looked for
    return type(
        "Bare", (kind,), {"__init__": ActForm.__init__, "process": process, "_process": process}
    )(request)


@pytest.mark.parametrize("name", sorted(FORMS))
def test_every_error_of_every_form_names_its_rule(name: str) -> None:
    user = amina()
    for what, value in WRONG.items():
        request = sent(
            user,
            {"key": str(uuid4())} | dict.fromkeys(set(FORMS[name].base_fields) - {"key"}, value),
        )
        found = [one for errors in bare(FORMS[name], request).errors.values() for one in errors]
        rules = [rule[1] if (rule := RULE.search(one)) else "" for one in found]
        assert "" not in rules, (what, found)
        assert "form.not-read" not in rules, (
            what,
            found,
        )  # the rule of what nobody thought of, in Django's words


KINDS: list[tuple[forms.Field, Any, str]] = [
    (forms.CharField(), "", "form.required"),
    (forms.CharField(max_length=3), "abcde", "text.too-long"),
    (forms.CharField(max_length=3), "\x01", "text.characters"),
    (forms.BooleanField(), "", "form.required"),
    (forms.ChoiceField(choices=[("a", "A")]), "", "form.required"),
    (forms.ChoiceField(choices=[("a", "A")]), "b" * 1000, "form.no-such-choice"),
    (forms.TypedChoiceField(choices=[(1, "A")], coerce=int), "b", "form.no-such-choice"),
    (forms.MultipleChoiceField(choices=[("a", "A")]), ["a", "b"], "form.no-such-choice"),
    (forms.ModelChoiceField(StakeholderGroup.objects.all()), "b", "form.no-such-choice"),
    (forms.ModelMultipleChoiceField(StakeholderGroup.objects.all()), ["7"], "form.no-such-choice"),
    (forms.ModelMultipleChoiceField(StakeholderGroup.objects.all()), ["b"], "form.no-such-choice"),
    (forms.DateField(), "", "form.required"),
    (forms.DateField(), "2026-02-31", "form.not-a-date"),
    (DayField(), "1899-12-31", "form.too-early"),
    (DayField(), "2201-01-01", "form.too-late"),
    (forms.IntegerField(), "1.5", "form.not-a-number"),
    (forms.IntegerField(min_value=2), "1", "form.too-small"),
    (forms.IntegerField(max_value=2), "3", "form.too-large"),
    (forms.EmailField(), "amina at example.org", "form.not-an-email-address"),
    (forms.FileField(), None, "form.required"),
    (forms.FileField(), SimpleUploadedFile("a", b""), "form.empty-file"),
]


@pytest.mark.parametrize(
    ("field", "value", "rule"), KINDS, ids=[f"{type(one[0]).__name__} {one[2]}" for one in KINDS]
)
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_each_kind_of_error_has_words_of_its_own_in_each_language(
    field: forms.Field, value: Any, rule: str, language: str
) -> None:
    request = sent(amina(), {"key": str(uuid4())} | ({} if value is None else {"one": value}))
    made = type("One", (ActForm,), {"one": field})
    (english,) = made(request).errors["one"]
    with override(language):
        (said,) = made(request).errors["one"]
    assert RULE.search(said)[1] == rule  # type: ignore[index]
    assert len(said) < 250  # of what was sent only the beginning is said again
    assert "%" not in said
    assert (said == english) is (language == "en")


def test_a_text_that_is_too_long_is_told_by_how_much() -> None:
    (said,) = type("One", (ActForm,), {"one": forms.CharField(max_length=3)})(
        sent(amina(), {"one": "abcde"})
    ).errors["one"]
    assert said.startswith("This has 5 characters; there is room for 3. Shorten it by 2;")


def test_pages_say_it_with_the_status_of_what_cannot_be_read(play: Play, draft: Chunk) -> None:
    secretary, is_refused = signed_in(play), refused()
    secretary.force_login(play.secretary)
    process = f"/issues/processes/{play.process.pk}"
    is_refused(
        secretary.post(f"{process}/calendar/", form(play, capacity="", on="soon", title="Day")),
        400,
        "form.not-a-date",
        "Day",
    )
    is_refused(
        secretary.post(
            f"{process}/invite/", form(play, capacity="", channel="pigeon", name="Dina")
        ),
        400,
        "form.no-such-choice",
        "Dina",
    )
    page = is_refused(
        signed_in(play).post(f"{process}/join/", form(play, capacity=10**9)), 400, "form.not-read"
    )
    assert "(capacity.not-current)" in page
    page = is_refused(
        signed_in(play).post(f"/chunks/{draft.pk}/split/", form(play, title="")),
        400,
        "form.required",
    )
    assert "Fill it in" in page


def test_a_proxy_that_cannot_be_ended_is_told(play: Play) -> None:
    holder, other = play.people["civil-society1"][0], play.people["civil-society2"][0]
    proxy = Proxy.objects.create(number=9000, process=play.process, principal=holder, holder=other)
    is_refused = refused()
    address = f"/issues/processes/{play.process.pk}/proxies/{proxy.pk}/end/"
    is_refused(
        signed_in(play, "governments1").post(address, form(play, capacity="")),
        409,
        "proxy.not-yours",
    )
    is_refused(signed_in(play).post(address, form(play, key="")), 409, "form.not-read")


def test_a_line_of_a_list_is_refused_and_not_cut_off(play: Play, draft: Chunk) -> None:
    chair, is_refused, long = signed_in(play, "governments1"), refused(), "agree " * 20
    sent = form(play, capacity="", text="Shall we?", answers=f"no\n{long}", closes_on="2099-01-01")
    is_refused(
        chair.post(f"/chunks/{draft.pk}/polls/new/", sent), 400, "text.too-long", long.strip()
    )
    sent = form(play, capacity="", organisations="Sea " * 60)
    is_refused(
        chair.post(f"/outcomes/{draft.pk}/responsible/", sent), 400, "text.too-long", "Sea Sea"
    )
