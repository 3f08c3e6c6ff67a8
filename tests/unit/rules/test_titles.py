"""Rules are named in words wherever people read of them."""

import pytest

from isegoria.library import model
from isegoria.rules.telling.explaining import explain
from isegoria.rules.telling.titles import part_title, rule_title

MODEL = model("equal-footing.standard")
ID = MODEL.id


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("call_consensus", "Consensus call"),
        ("support", "Support by group"),
        ("designation", "Level of consensus"),
        ("text", "Text of the part"),
        ("conduct", "Complaint about a chair or a sanction"),
        ("recommendation", "Recommendation"),
        ("no_such_name", "no such name"),
    ],
)
def test_a_part_of_the_rules_has_a_title(name: str, title: str) -> None:
    assert part_title(MODEL, name).casefold() == title.casefold()


def test_a_name_in_two_lists_is_told_by_its_list() -> None:
    assert part_title(MODEL, "designation", ("appeals",)) == "The level of consensus"
    assert part_title(MODEL, "designation", ("judgements",)) == "Level of consensus"


@pytest.mark.parametrize(
    ("rule", "title"),
    [
        (f"{ID}/deliberation/text", "Text of the part (Deliberation on the text)"),
        (
            f"{ID}/deliberation/rights/stakeholders/comment",
            "Stakeholders (Deliberation on the text)",
        ),
        (f"{ID}/consensus_call/clocks/call", "Time of the call (Consensus call)"),
        (f"{ID}/consensus_call/objections", "Consensus call"),
        (f"{ID}/appeals/designation", "The level of consensus"),
        (f"{ID}/offices/panel", "Appeals panel"),
        (f"{ID}/outcomes/recommendation", "Recommendation"),
        (f"{ID}/outcomes", MODEL.title),
        (ID, MODEL.title),
    ],
)
def test_a_rule_is_told_by_its_title(rule: str, title: str) -> None:
    assert rule_title(MODEL, rule) == title


def test_every_rule_of_a_model_has_words() -> None:
    for chapter in explain(MODEL):
        for one in chapter.sentences:
            assert "_" not in rule_title(MODEL, one.rule), one.rule
