"""The whole library loads, is explained, has no error, and lists what the checker finds among its
known failure modes.
"""

import re
from collections import Counter
from itertools import pairwise

import pytest

from isegoria.library import FILES, library
from isegoria.rules.checking.faults import check
from isegoria.rules.checking.finding import Severity, unlisted
from isegoria.rules.language.model import Model
from isegoria.rules.language.references import parts_of
from isegoria.rules.language.scalars import Said
from isegoria.rules.telling import comparing
from isegoria.rules.telling.comparing import compare, rights_table
from isegoria.rules.telling.explaining import Chapter, explain
from isegoria.rules.telling.phrases import Language

# The identities of the processes that the library has to have, and what is ours.
WANTED = {
    "un.summit.classical",
    "wsis.2003.intersessional",
    "wsis.2003.summit",
    "wsis.2005.drafting",
    "un.hlpf.majorgroups",
    "itu.conference",
    "itu.t.aap",
    "itu.t.tap",
    "un.wgig",
    "un.igf",
    "eurodig.annual",
    "nri.generic",
    "netmundial.2014",
    "icann.gnso.pdp",
    "icann.gnso.pdp.rds-2016",
    "icann.gnso.pdp3",
    "icann.gnso.epdp",
    "icann.board.policy",
    "icann.gac.advice",
    "icann.ec",
    "icann.reconsideration",
    "icann.irp",
    "icann.publicforum",
    "icann.iana.transition",
    "ietf.standards",
    "w3c.rec",
    "rir.ripe.pdp",
    "rir.arin.pdp",
    "rir.apnic.pdp",
    "rir.lacnic.pdp",
    "rir.afrinic.pdp",
    "aso.globalpolicy",
    "eu.olp",
    "eu.betterreg",
    "eu.tris",
    "ch.vernehmlassung",
    "tw.vtaiwan",
    "ch.initiative",
    "ch.referendum.mandatory",
    "ch.referendum.optional",
    "fsc.ga.motion",
    "fsc.canada",
    "rir.apnic.bylaws",
    "rspo.ga",
    "eiti.board",
    "eiti.msg",
    "globalfund.board",
    "gavi.board",
    "cfs.plenary",
    "wasg.slots",
    "wasb.rulechange",
    "iso.standard",
    "iasc.cluster",
    "iasc.scaleup",
    "equal-footing",
    "equal-footing.forum",
    "equal-footing.working-group",
    "equal-footing.consultation",
}

each_model = pytest.mark.parametrize("name", sorted(library()))


def test_every_process_is_there() -> None:
    assert set(library()) >= WANTED


@each_model
def test_a_model_has_no_error_and_lists_its_findings(name: str) -> None:
    model = library()[name]
    findings = check(model, library())
    assert [str(one) for one in findings if one.severity is Severity.ERROR] == []
    assert unlisted(model, findings) == []


@each_model
def test_every_rule_of_a_model_is_a_whole_sentence_with_an_address(name: str) -> None:
    sentences = [one for chapter in explain(library()[name]) for one in chapter.sentences]
    assert len(sentences) > 10
    for one in sentences:
        assert one.rule.startswith(f"{name}/")
        assert re.fullmatch(r"[“\d\w].*[.!?]", one.text, re.DOTALL), one.text
        assert not re.search(r"\{\w*\}|\bNone\b", one.text), one.text


@each_model
def test_sources_of_a_model_are_on_its_list(name: str) -> None:
    model = library()[name]
    used = {part.source for _, part in parts_of(model) if isinstance(part, Said) and part.source}
    known = set(model.sources) | {one for one in used if " " in one.partition(",")[0]}
    assert {one.partition(",")[0] for one in used - known} <= known


@each_model
def test_every_failure_mode_is_named(name: str) -> None:
    assert all(mode.title for mode in library()[name].failures.values())
    assert library()[name].failures


def test_files_are_named_after_their_models_and_short() -> None:
    for name, text in FILES.items():
        assert re.search(rf"^id: {re.escape(name)}$", text, re.MULTILINE)
        assert len(text.splitlines()) <= 320, name
        assert max(map(len, text.splitlines())) <= 215, name


def test_equal_footing_has_no_finding_but_what_it_states() -> None:
    for name in (
        "equal-footing",
        "equal-footing.forum",
        "equal-footing.working-group",
        "equal-footing.consultation",
    ):
        assert {one.severity for one in check(library()[name])} <= {Severity.NOTE}


def test_the_example_of_the_language_is_the_sentence_a_delegate_reads() -> None:
    sentences = [
        one for chapter in explain(library()["fsc.ga.motion"]) for one in chapter.sentences
    ]
    (sentence,) = (one for one in sentences if one.rule == "fsc.ga.motion/debate/motion")
    assert (
        "more than half of the voting power for and against is in favour, in each of: Economic"
        " chamber" in sentence.text
    )
    assert "at least two thirds of the voting power for and against is in favour" in sentence.text
    assert (
        "quorum: more than half of all voting power is present, in each of: Economic chamber"
        in sentence.text
    )


def test_a_text_is_translated_once_however_often_it_is_used() -> None:
    asked: Counter[str] = Counter()

    def translate(text: str) -> str:
        asked[text] += 1
        return text

    explain(library()["icann.gnso.pdp"], Language(translate))
    assert len(asked) > 100
    assert set(asked.values()) == {1}


def test_models_that_are_compared_are_explained_once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    explained: list[str] = []

    def counted(model: Model, language: Language) -> list[Chapter]:
        explained.append(model.id)
        return explain(model, language)

    monkeypatch.setattr(comparing, "explain", counted)
    names = ["equal-footing", "icann.gnso.pdp", "ietf.standards"]
    compare([library()[name] for name in names])
    assert explained == names


def test_any_two_models_can_be_compared() -> None:
    models = list(library().values())
    for one, other in pairwise(models):
        rows = compare([one, other])
        assert len({row.question for row in rows}) == len(rows)
        assert all(len(row.answers) == 2 for row in rows)


@each_model
def test_the_table_of_rights_has_a_column_a_stage(name: str) -> None:
    model: Model = library()[name]
    assert all(len(cells) == len(model.stages) for _, cells in rights_table(model))
