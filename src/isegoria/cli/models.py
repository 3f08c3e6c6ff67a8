"""`isegoria model ...` and `isegoria rehearse`: process models and scenarios on the command
line.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import click

from isegoria import library
from isegoria.rules.checking.beside import Models, names_models
from isegoria.rules.checking.faults import check
from isegoria.rules.checking.finding import Severity, unlisted
from isegoria.rules.checking.places import Path as Path_
from isegoria.rules.language.audits import Standing
from isegoria.rules.language.loading import (
    Fault,
    Faults,
    Place,
    nearest,
    read_model_file,
    read_scenario_file,
)
from isegoria.rules.language.model import Model
from isegoria.rules.language.scenario import Scenario
from isegoria.rules.rehearsing.checked import scenario_faults
from isegoria.rules.rehearsing.play import rehearse
from isegoria.rules.telling.explaining import Chapter, Sentence, audited_first, counted, explain

__all__ = ["model", "rehearse_"]

_Read = list[tuple[Model, dict[Path_, Place]]]


@click.group()
def model() -> None:
    """Read, check and explain process models."""


@model.command("list")
def list_() -> None:
    """List the library, audited models first."""
    for one in audited_first(library.library().values()):
        audited = "" if one.audit is not None else " [not audited]"
        click.echo(f"{one.id:<32} {one.status:<8} {one.title}{audited}")


@model.command("explain")
@click.argument("name")
def explain_(name: str) -> None:
    """Say the rules of a model of the library, or of a file, as sentences, each with its source.
    Where the model was audited, say whether each rule is confirmed, and what is left out.

    Exit status: 0 said, 1 the file cannot be read, 2 there is no such model or file.
    """
    try:
        models = _named(name)
    except Faults as faults:
        click.echo(str(faults), err=True)
        sys.exit(1)
    for one in models:
        click.echo(f"{one.title} ({one.id}, version {one.version}, {one.status})\n{one.summary}")
        if wrong := [found for found in check(one) if found.severity is Severity.ERROR]:
            click.echo(f"It cannot work as it stands: {wrong[0]}")
        chapters = explain(one)
        click.echo(_audit_of(one, chapters))
        for chapter in chapters:
            click.echo(f"\n{chapter.title}")
            for sentence in chapter.sentences:
                click.echo(f"  {sentence.text}{_standing(sentence)}  ({sentence.rule})")
        _say_left_out(one)


def _audit_of(one: Model, chapters: Sequence[Chapter]) -> str:
    if one.audit is None:
        return "Not audited: these rules were not compared with the body's own."
    confirmed, rules = counted(chapters)
    return f"Audited on {one.audit.on}: {confirmed} of {rules} rules are confirmed."


def _standing(sentence: Sentence) -> str:
    known = "" if sentence.standing is Standing.NOT_AUDITED else sentence.standing.value
    said = ": ".join(filter(None, (known, sentence.source)))
    return f" [{said}]" if said else ""


def _say_left_out(one: Model) -> None:
    left_out = one.audit.left_out if one.audit is not None else ()
    if left_out:
        click.echo("\nLeft out")
    for rule in left_out:
        click.echo(f"  {rule.text} ({one.cited(rule.source)})")


@model.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--strict",
    is_flag=True,
    help="Fail also where warnings and the known failures of a model differ.",
)
def check_(files: tuple[str, ...], strict: bool) -> None:
    """Check model FILEs: errors with their place, then what people would suffer from. A file that
    cannot be read does not keep the others from being checked.

    Exit status: 0 every model can work, also with warnings; 1 a file cannot be read or has errors,
    or with --strict a warning is not listed among its known failures; 2 no file is named.
    """
    read = {file: _read(file) for file in files}
    others = _beside([one for found in read.values() if found for one, _places in found])
    sound = [_checked(file, found, others, strict=strict) for file, found in read.items()]
    sys.exit(0 if all(sound) else 1)


def _read(file: str) -> _Read | None:
    """Return the models of a file with the places of their parts; say what keeps it from being
    read.
    """
    try:
        return read_model_file(_text(file), file)
    except Faults as faults:
        click.echo(str(faults), err=True)
        return None


def _beside(read: Sequence[Model]) -> Models:
    """Return the models that these can name: each other, and the library. It is read where one of
    them names a model.
    """
    known = library.library() if any(map(names_models, read)) else {}
    return {**known, **{one.id: one for one in read}}


def _checked(file: str, found: _Read | None, others: Models, *, strict: bool) -> bool:
    """Print what is wrong with the models of a file; return whether it passes."""
    if found is None:
        return False
    passes = [_told(one, places, file, others, strict=strict) for one, places in found]
    return all(passes)


def _told(
    one: Model, places: Mapping[Path_, Place], file: str, others: Models, *, strict: bool
) -> bool:
    findings = check(one, others)
    differences = unlisted(one, findings)
    click.echo(f"{one.id}: {len(findings)} findings")
    for finding in findings:
        line, column = nearest(finding.path, places)
        click.echo(f"  {file}:{line}:{column}: {finding}")
    for difference in differences if strict or one.failures else ():
        click.echo(f"  known failure modes: {difference}")
    can_work = not any(finding.severity is Severity.ERROR for finding in findings)
    return can_work and not (strict and differences)


@model.command("schema")
def schema() -> None:
    """Print the JSON Schema of a model file, for editors."""
    click.echo(json.dumps(Model.model_json_schema(), indent=2))


@click.command("rehearse")
@click.argument("files", nargs=-1, required=True, metavar="SCENARIO...")
@click.option("--quiet", is_flag=True, help="Print only what differs.")
def rehearse_(files: tuple[str, ...], quiet: bool) -> None:
    """Check SCENARIO files and play them through their models. One that cannot be played does not
    keep the others from it.

    Exit status: 0 all went as expected; 1 something differs, or a scenario or its model cannot be
    read or names what is not there; 2 no scenario is named.
    """
    as_expected = [_played(file, quiet=quiet) for file in files]
    sys.exit(0 if all(as_expected) else 1)


def _played(file: str, *, quiet: bool) -> bool:
    """Print the course of a scenario; return whether it went as expected."""
    try:
        model, scenario = _to_play(file)
    except Faults as faults:
        click.echo(str(faults), err=True)
        return False
    course = rehearse(model, scenario)
    click.echo(f"{scenario.title} ({scenario.model})")
    for at, line in () if quiet else course.lines:
        click.echo(f"  {at:%Y-%m-%d %H:%M}  {line}")
    for difference in course.differences:
        click.echo(f"  differs: {difference}")
    return not course.differences


def _to_play(file: str) -> tuple[Model, Scenario]:
    """Return the model and the scenario of a file.

    Raises:
        Faults: one of them is wrong, or they do not fit.
    """
    scenario, places = read_scenario_file(_text(file), file)
    try:
        model = _named(scenario.model, Path(file).parent)[0]
    except click.UsageError as fault:
        at = nearest(("model",), places)
        raise Faults([Fault(file, *at, f"model: {fault.message}")]) from None
    wrong = scenario_faults(model, scenario, _beside([model]))
    if told := [Fault(file, *nearest(path, places), message) for path, message in wrong]:
        raise Faults(told)
    return model, scenario


def _named(name: str, folder: Path = Path()) -> Sequence[Model]:
    """Return a model of the library, or all models of a file, or the one of `FILE#ID`.

    Args:
        folder: where a file is looked for first; then in the folder of the command.
    Raises:
        Faults: the file is wrong.
    """
    with suppress(KeyError):
        return [library.model(name)]
    file, _, wanted = name.partition("#")
    for path in (folder / file, Path(file)):
        if path.is_file():
            found = [one for one, _ in read_model_file(_text(str(path)), str(path))]
            if chosen := [one for one in found if wanted in {"", one.id}]:
                return chosen
            there = ", ".join(one.id for one in found)
            raise click.UsageError(f"{file} has no model “{wanted}”; there are {there}")
    raise click.UsageError(
        f"“{name}” is neither a model of the library nor a file; `isegoria model list` shows the"
        f" library"
    )


def _text(file: str) -> str:
    """Return the text of a file.

    Raises:
        Faults: there is no such file, or it is no text.
    """
    try:
        return Path(file).read_text("utf-8")
    except UnicodeDecodeError as fault:
        told = f"this is not UTF-8 (byte {fault.start}); save the file as UTF-8"
    except OSError as fault:
        told = f"this cannot be read: {fault.strerror or fault}"
    except ValueError:  # such as a zero in the name
        told = "this is not the name of a file"
    raise Faults([Fault(file, 1, 1, told)])
