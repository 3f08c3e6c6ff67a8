"""What was compared with the body's own rules is said rule by rule, and never by inheritance."""

from typing import Any

import pytest
from click.testing import CliRunner

from isegoria.cli import main
from isegoria.library import library
from isegoria.rules.checking.faults import check
from isegoria.rules.language.audits import Standing, source_key
from isegoria.rules.language.ballots import Ballot
from isegoria.rules.language.elements import Group, Office
from isegoria.rules.language.loading import Faults, read_model_file
from isegoria.rules.language.model import Clock, Model
from isegoria.rules.language.references import parts_of
from isegoria.rules.language.scalars import Said
from isegoria.rules.telling.explaining import audited_first, counted, explain
from tests.unit.rules.models import SOUND, changed

AUDIT = {"on": "2026-11-30", "looked_up": ["statute"]}
OWN = {"on": "2026-11-30", "own_rules": True}
CLAUSE = "statute, art. 7"


def standings(model: Model) -> dict[str, str]:
    return {
        one.rule.removeprefix(f"{model.id}/"): one.standing.value
        for chapter in explain(model)
        for one in chapter.sentences
    }


@pytest.mark.parametrize(
    ("audit", "more", "standing"),
    [
        pytest.param(None, {}, "not audited", id="no audit"),
        pytest.param(
            None, {"confidence": "confirmed", "source": CLAUSE}, "not audited", id="alone"
        ),
        pytest.param(None, {"confidence": "unconfirmed"}, "unconfirmed", id="known to be unsure"),
        pytest.param(AUDIT, {}, "unconfirmed", id="not looked up"),
        pytest.param(AUDIT, {"source": CLAUSE}, "unconfirmed", id="only its source is named"),
        pytest.param(AUDIT, {"confidence": "confirmed"}, "unconfirmed", id="without a source"),
        pytest.param(AUDIT, {"confidence": "confirmed", "source": CLAUSE}, "confirmed", id="both"),
        pytest.param(
            AUDIT, {"confidence": "unconfirmed", "source": CLAUSE}, "unconfirmed", id="not"
        ),
        pytest.param(OWN, {}, "confirmed", id="its own source"),
        pytest.param(OWN, {"confidence": "unconfirmed"}, "unconfirmed", id="own and unsure"),
    ],
)
def test_a_rule_is_confirmed_only_where_it_says_so_itself_with_its_source(
    audit: Any, more: dict[str, str], standing: str
) -> None:
    outcome = {"title": "New", "force": "law"} | more
    audited = ("audit", audit) if audit else None
    model = changed("outcomes/new", outcome, audited, ("confidence", "confirmed"))
    model = model.model_copy(update={"source": "statute"})
    assert standings(model)["outcomes/new"] == standing


@pytest.mark.parametrize(
    ("clock", "timeout", "told"),
    [
        pytest.param(True, False, True, id="only its length was looked up"),
        pytest.param(True, True, False, id="both were"),
        pytest.param(False, False, False, id="neither was"),
        pytest.param(False, True, False, id="only the meaning"),
    ],
)
def test_a_clock_says_that_its_meaning_of_silence_was_not_looked_up(
    clock: bool, timeout: bool, told: bool
) -> None:
    sure = {"confidence": "confirmed", "source": CLAUSE}
    silence = {"silence": "abstains"} | (sure if timeout else {})
    written = {"length": "7 days", "timeout": silence} | (sure if clock else {})
    model = changed("stages/vote/clocks/vote", written, ("audit", AUDIT))
    texts = [one.text for chapter in explain(model) for one in chapter.sentences]
    assert any("what silence means is unconfirmed" in one for one in texts) is told


def test_a_variant_is_not_audited_because_its_base_was() -> None:
    text = SOUND + "audit: {on: 2026-11-30, looked_up: statute}\nvariants:\n  town.other: {}\n"
    text += "  town.third: {audit: {on: 2026-11-29, own_rules: true}}\n"
    base, other, third = (one for one, _ in read_model_file(text, "test.yaml"))
    assert base.audit is not None
    assert other.audit is None
    assert third.audit is not None
    assert third.audit.own_rules
    assert third.audit.looked_up == ()
    assert [one.id for one in audited_first([other, base, third])] == [
        "town.plan",
        "town.third",
        "town.other",
    ]


def test_a_variant_that_is_audited_confirms_only_what_it_says_itself() -> None:
    """A rule that was looked up for the base was not looked up for another body."""
    sure = "source: 'statute, 7', confidence: confirmed"
    text = SOUND.replace("{title: Plan, force", f"{{title: Plan, {sure}, force")
    text = text.replace("dropped: {title: No plan,", f"dropped: {{title: No plan, {sure},")
    audit = "audit: {on: 2026-11-30, looked_up: statute}"
    own = f"outcomes: {{dropped: {{{sure}}}}}"
    text += f"{audit}\nvariants:\n  town.other: {{{audit}, {own}}}\n"
    base, other = (standings(one) for one, _ in read_model_file(text, "test.yaml"))
    rules = ("outcomes/plan", "outcomes/dropped")
    assert [base[one] for one in rules] == ["confirmed", "confirmed"]
    assert [other[one] for one in rules] == ["unconfirmed", "confirmed"]


@pytest.mark.parametrize("audit", [{"on": "2026-11-30"}, AUDIT | OWN])
def test_an_audit_names_what_was_read_or_says_that_the_rules_are_their_own_source(
    audit: dict[str, Any],
) -> None:
    with pytest.raises((Faults, ValueError), match="give one"):
        changed("audit", audit)


@pytest.mark.parametrize(
    "more",
    [
        {"audit": AUDIT | {"looked_up": ["statutes"]}},
        {"audit": AUDIT | {"left_out": [{"text": "A fee.", "source": "statutes, 9"}]}},
        {"source": "statutes, 9"},
    ],
)
def test_a_source_that_is_not_there_is_found(more: dict[str, Any]) -> None:
    ((key, value),) = more.items()
    findings = [str(one) for one in check(changed(key, value))]
    assert any("statutes" in one and "statute" in one for one in findings), findings


def test_a_source_is_told_in_words_with_its_clause() -> None:
    model = changed("source", "statute")
    assert model.cited("statute, art. 7") == "Town statute, 4, art. 7"
    assert model.cited("statute") == "Town statute, 4"
    assert model.cited("Minutes of 1998, p. 3") == "Minutes of 1998, p. 3"
    assert model.cited(None) is None


def test_the_command_says_what_is_confirmed_and_what_is_left_out(tmp_path: Any) -> None:
    file = tmp_path / "town.yaml"
    plan = "plan: {title: Plan, force: binding, "
    text = SOUND.replace(plan, f"{plan}source: 'statute, 7', confidence: confirmed, ")
    left_out = "left_out: [{text: A fee is due., source: 'statute, 9'}]"
    file.write_text(f"{text}audit: {{on: 2026-11-30, looked_up: statute, {left_out}}}\n")
    told = CliRunner().invoke(main, ["model", "explain", str(file)]).output
    rules = sum(len(one.sentences) for one in explain(read_model_file(text, "t")[0][0]))
    assert f"Audited on 2026-11-30: 1 of {rules} rules are confirmed." in told
    assert "[confirmed: Town statute, 4, 7]  (town.plan/outcomes/plan)" in told
    assert told.count("[unconfirmed]") == rules - 1
    assert told.endswith("Left out\n  A fee is due. (Town statute, 4, 9)\n")
    file.write_text(SOUND)
    told = CliRunner().invoke(main, ["model", "explain", str(file)]).output
    assert "Not audited: these rules were not compared" in told
    assert "confirmed]" not in told


def test_the_list_has_audited_models_first_and_marks_the_others() -> None:
    rows = CliRunner().invoke(main, ["model", "list"]).output.splitlines()
    audited = [one.id for one in library().values() if one.audit is not None]
    assert [row.split()[0] for row in rows[: len(audited)]] == audited
    assert not any("not audited" in row for row in rows[: len(audited)])
    assert all(row.endswith(" [not audited]") for row in rows[len(audited) :])


def _has_a_number(part: Said) -> bool:
    if isinstance(part, Clock):
        return True
    if isinstance(part, Ballot):
        return any((part.passes, part.quorum, part.rungs, part.ranked, part.elects))
    if isinstance(part, Group):
        return part.seats is not None or part.weight is not None
    return isinstance(part, Office) and (part.seats > 1 or part.term is not None)


each_audited = pytest.mark.parametrize(
    "model", [one for one in library().values() if one.audit is not None], ids=lambda one: one.id
)


@each_audited
def test_every_number_of_an_audited_model_has_its_source_or_is_unconfirmed(model: Model) -> None:
    assert model.audit is not None
    for path, part in parts_of(model):
        if isinstance(part, Said) and _has_a_number(part) and not model.audit.own_rules:
            confirmed = model.standing_of(part) is Standing.CONFIRMED
            assert not confirmed or part.source is not None, path
            assert part.source or model.source, path


@each_audited
def test_every_source_of_an_audited_model_is_on_its_list(model: Model) -> None:
    assert model.audit is not None
    said = [part.source for _, part in parts_of(model) if isinstance(part, Said) and part.source]
    said += [one.source for one in model.audit.left_out]
    if model.audit.own_rules:
        said = []
    assert {source_key(one) for one in said} <= set(model.sources)
    assert set(model.audit.looked_up) <= set(model.sources)


@each_audited
def test_an_audited_model_confirms_something(model: Model) -> None:
    confirmed, rules = counted(explain(model))
    assert 0 < confirmed <= rules
