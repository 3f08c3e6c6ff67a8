"""What every catalogue of refusals keeps to."""

import ast
import re
from collections import Counter, defaultdict
from datetime import UTC, datetime

import pytest

from isegoria.terms import Refusal, WhyNot
from tests.refusals import SOURCE, catalogue

FULL = WhyNot(rule="room.full", reason="{room} is full since {since}.", instead="Take another.")
LATE = WhyNot(rule="{model}/{stage}", reason="It is too late.", instead="Come earlier.")
NOT_PLAIN = re.compile(r";|\b(anew|nobody|whoever|who may|is no|there is no)\b", re.IGNORECASE)
SINCE = datetime(2026, 3, 1, 12, 5, 59, tzinfo=UTC)


def test_an_entry_refuses_with_its_rule_and_facts() -> None:
    found = FULL.refuse(room="Hall", since=SINCE)
    assert found == Refusal(
        "room.full", FULL.reason, FULL.instead, {"room": "Hall", "since": "2026-03-01 12:05 UTC"}
    )
    assert str(found) == "Hall is full since 2026-03-01 12:05 UTC. Take another."
    assert LATE.refuse("town.plan/vote").rule == "town.plan/vote"


@pytest.mark.parametrize(
    "refuse",
    [
        pytest.param(lambda: FULL.refuse(room="Hall"), id="a fact is missing"),
        pytest.param(lambda: FULL.refuse(room="Hall", since=SINCE, by="x"), id="one is unknown"),
        pytest.param(lambda: FULL.refuse("a/b", room="Hall", since=SINCE), id="it has a name"),
        pytest.param(LATE.refuse, id="it has an address"),
    ],
)
def test_facts_that_do_not_fit_are_an_error_at_once(refuse) -> None:
    with pytest.raises(TypeError):
        refuse()


def test_no_two_entries_have_the_same_words() -> None:
    words = Counter((one.reason, one.instead) for one in catalogue().values())
    assert len(words) > 100
    assert [one for one, times in words.items() if times > 1] == []


def test_a_rule_with_a_name_has_its_entries_in_one_folder() -> None:
    folders = defaultdict(set)
    for name, one in catalogue().items():
        if "{" not in one.rule:
            folders[one.rule].add(name.rpartition("/")[0])
    assert len(folders) > 100
    assert {rule for rule, where in folders.items() if len(where) > 1} == set()


def test_every_text_is_plain() -> None:
    found = {
        name
        for name, one in catalogue().items()
        if not (_is_plain(one.reason) and _is_plain(one.instead))
    }
    assert found == set()


def _is_plain(text: str) -> bool:
    """Return whether a text has no word that reads as a riddle, and no sentence of over 20 words."""
    return not NOT_PLAIN.search(text) and len(text.split()) >= 4 and max(_lengths(text)) <= 20


def _lengths(text: str) -> list[int]:
    """Return how many words each sentence of a text has; a colon begins another one."""
    return [len(sentence.split()) for sentence in re.split(r"(?<=[.:?]) ", text)]


def test_refusals_are_built_from_a_catalogue() -> None:
    built = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if path.name != "terms.py" and _builds_a_refusal(ast.parse(path.read_text("utf-8")))
    ]
    assert built == [], "write an entry into `refusals.py` of the folder"


def _builds_a_refusal(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "Refusal"
        for node in ast.walk(tree)
    )
