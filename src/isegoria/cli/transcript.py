"""`isegoria transcript`: read captions into turns."""

import json
import sys
from typing import BinaryIO

import click

from isegoria.readers.output import as_csv, as_json, as_table
from isegoria.readers.transcript import split
from isegoria.readers.values import ReaderError

__all__ = ["transcript"]


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True)
def transcript(file: BinaryIO, form: str) -> None:
    """Read FILE (captions, WebVTT or SRT; - is standard input) into turns.

    Exit status: 0 it was read, 2 it cannot be read; then nothing is printed but the reason.
    """
    name = getattr(file, "name", "standard input")
    try:
        found = split(file.read())
    except ReaderError as error:
        click.echo(f"{name}: {error}", err=True)
        sys.exit(2)
    for notice in found.warnings:
        click.echo(f"{name}, line {notice.line}: {notice.message}", err=True)
    if form == "json":
        click.echo(json.dumps(as_json(found), ensure_ascii=False, indent=1))
    else:
        click.echo(as_csv(found) if form == "csv" else as_table(found), nl=False)
