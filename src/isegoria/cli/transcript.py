"""`isegoria transcript`: read captions into turns."""

import json
import sys
from typing import BinaryIO

import click

from isegoria.readers.output import as_csv, as_json, as_table
from isegoria.readers.roster import read_roster
from isegoria.readers.transcript import read
from isegoria.readers.values import ReaderError

__all__ = ["transcript"]


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option(
    "--roster",
    type=click.File("rb"),
    help="CSV of the people: name, role, group, organisation, aliases.",
)
@click.option(
    "--previous-roster", type=click.File("rb"), help="The same of the session before in this room."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
)
def transcript(
    file: BinaryIO, roster: BinaryIO | None, previous_roster: BinaryIO | None, form: str
) -> None:
    """Read FILE (captions, WebVTT or SRT; - is standard input) into turns, and say who spoke as far
    as it is known.

    Exit status: 0 it was read, 2 it cannot be read; then nothing is printed but the reason.
    """
    name = getattr(file, "name", "standard input")
    try:
        people, before = (
            read_roster(csv.read()) if csv else [] for csv in (roster, previous_roster)
        )
        found = read(file.read(), people, before)
    except ReaderError as error:
        click.echo(f"{name}: {error}", err=True)
        sys.exit(2)
    for notice in found.warnings:
        click.echo(f"{name}, line {notice.line}: {notice.message}", err=True)
    if form == "json":
        click.echo(json.dumps(as_json(found), ensure_ascii=False, indent=1))
    else:
        click.echo(as_csv(found) if form == "csv" else as_table(found), nl=False)
