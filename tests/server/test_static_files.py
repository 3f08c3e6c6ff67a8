"""Styles and scripts have names by what is in them, and are kept for good under these."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.test import Client

from isegoria.server.front import static_files
from isegoria.server.front.assets import Assets
from tests.server.test_operating import answer, elsewhere, scope

NAME = "isegoria/style.css"


def test_a_name_changes_with_what_is_in_the_file() -> None:
    address = static(NAME)
    assert re.fullmatch(r"/static/isegoria/style\.[0-9a-f]{12}\.css", address)
    found = finders.find(NAME)
    assert isinstance(found, str)
    assert static_files._digest(NAME) in address
    assert static("isegoria/nothing.css") == "/static/isegoria/nothing.css"


@pytest.mark.django_db
def test_hashed_names_are_kept_for_good_and_others_for_a_minute() -> None:
    known = {NAME: "max-age=60, public", static(NAME)[8:]: "max-age=315360000, public, immutable"}
    for name, kept in known.items():
        answered = Client().get(f"/static/{name}")
        assert (answered.status_code, answered["Cache-Control"]) == (200, kept)
        answered.close()  # it holds the file open


@pytest.mark.django_db
def test_a_name_of_another_version_is_not_answered() -> None:
    other = static(NAME).replace(static_files._digest(NAME), "0" * 12)
    assert Client().get(other).status_code == 404


def test_the_front_answers_hashed_names_and_packs_them() -> None:
    status, body = answer(Assets(elsewhere), scope(static(NAME), accept_encoding="gzip"))
    assert (status, body[:2]) == (200, b"\x1f\x8b")
