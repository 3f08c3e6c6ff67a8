"""`isegoria model ...` and `isegoria rehearse`: process models and scenarios on the command
line.
"""

import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from isegoria import library
from isegoria.rules.checking.faults import Severity, check, unlisted
from isegoria.rules.language.loading import Faults, read_model_file, read_scenario
from isegoria.rules.language.model import Model
from isegoria.rules.rehearsing.play import rehearse
from isegoria.rules.telling.explaining import explain

__all__ = ["model", "rehearse_"]


@click.group()
def model() -> None:
    """Read, check and explain process models."""


@model.command("list")
def list_() -> None:
    """List the library."""
    for one in library.library().values():
        click.echo(f"{one.id:<32} {one.status:<8} {one.title}")


@model.command("explain")
@click.argument("name")
def explain_(name: str) -> None:
    """Say the rules of a model of the library, or of a file, as sentences."""
    for one in _named(name):
        click.echo(f"{one.title} ({one.id}, version {one.version}, {one.status})\n{one.summary}")
        for chapter in explain(one):
            click.echo(f"\n{chapter.title}")
            for sentence in chapter.sentences:
                unsure = " [unconfirmed]" if sentence.unconfirmed else ""
                click.echo(f"  {sentence.text}{unsure}  ({sentence.rule})")


@model.command("check")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def check_(files: tuple[Path, ...]) -> None:
    """Check model files: errors with their place, then findings.

    Exits 1 on an error, or where the known failures differ.
    """
    failed = False
    for file in files:
        try:
            models = [one for one, _ in read_model_file(_text(file), str(file))]
        except Faults as faults:
            click.echo(str(faults), err=True)
            failed = True
            continue
        for one in models:
            failed |= _checked(one)
    sys.exit(1 if failed else 0)


def _checked(one: Model) -> bool:
    findings = check(one)
    differences = unlisted(one, findings)
    click.echo(f"{one.id}: {len(findings)} findings")
    for finding in findings:
        click.echo(f"  {finding}")
    for difference in differences:
        click.echo(f"  known failure modes: {difference}")
    return bool(differences) or any(finding.severity is Severity.ERROR for finding in findings)


@model.command("schema")
def schema() -> None:
    """Print the JSON Schema of a model file, for editors."""
    click.echo(json.dumps(Model.model_json_schema(), indent=2))


@click.command("rehearse")
@click.argument("files", nargs=-1, required=True, metavar="SCENARIO...")
@click.option("--quiet", is_flag=True, help="Print only what differs.")
def rehearse_(files: tuple[str, ...], quiet: bool) -> None:
    """Play SCENARIO files through their models; exits 1 where anything differs from what they
    expect.
    """
    failed = False
    for file in map(Path, files):
        if not file.is_file():
            raise click.UsageError(
                f"there is no scenario file “{file}”; a scenario names its model under “model”"
            )
        try:
            scenario = read_scenario(_text(file), str(file))
            course = rehearse(_named(scenario.model)[0], scenario)
        except Faults as faults:
            click.echo(str(faults), err=True)
            failed = True
            continue
        click.echo(f"{scenario.title} ({scenario.model})")
        for at, line in () if quiet else course.lines:
            click.echo(f"  {at:%Y-%m-%d %H:%M}  {line}")
        for difference in course.differences:
            click.echo(f"  differs: {difference}")
        failed |= bool(course.differences)
    sys.exit(1 if failed else 0)


def _named(name: str) -> Sequence[Model]:
    """Return a model of the library, or all models of a file."""
    with suppress(KeyError):
        return [library.model(name)]
    if Path(name).is_file():
        return [one for one, _ in read_model_file(_text(Path(name)), name)]
    raise click.UsageError(
        f"“{name}” is neither a model of the library nor a file; `isegoria model list` shows the"
        f" library"
    )


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as fault:
        raise click.UsageError(f"{file} is not UTF-8 (byte {fault.start})") from None
