"""No page that was made for one reader is kept on the way to them, or on their computer."""

import pytest
from django.test import Client

from tests.every_address import ADDRESSES, paths_of
from tests.play import Play, to_the_call

pytestmark = pytest.mark.django_db


def test_nothing_keeps_a_page_of_somebody_who_is_signed_in(play: Play) -> None:
    to_the_call(play)
    people = [play.secretary, play.people["civil-society1"][0]]
    paths = [path for route in ADDRESSES for path in paths_of(route, [], most=2)]
    assert len(paths) > 100
    for one in people:
        client = Client()
        client.force_login(one)
        kept = [
            path
            for path in paths
            if "no-store" not in client.get(path).headers.get("Cache-Control", "")
        ]
        assert kept == []


def test_a_link_that_needs_no_account_is_not_kept_either(client: Client) -> None:
    for path in ("/invited/abc/", "/sign-in/abc/"):
        answer = client.get(path)
        assert answer.status_code != 200 or "no-store" in answer.headers["Cache-Control"]


def test_a_public_page_may_be_kept_for_somebody_who_is_not_signed_in(client: Client) -> None:
    assert "Cache-Control" not in client.get("/record/").headers
