"""`isegoria import session`: captions or minutes onto the record of the forum."""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import BinaryIO

import click

from isegoria.cli.archives import github_archive, mbox
from isegoria.cli.serve import start_django
from isegoria.readers.values import ReaderError
from isegoria.terms import Refused

__all__ = ["import_"]


@click.group("import")
def import_() -> None:
    """Put what was recorded elsewhere on the record of this forum."""


import_.add_command(github_archive)
import_.add_command(mbox)


@import_.command()
@click.argument("file", type=click.File("rb"))
@click.option("--title", required=True, help="The title under which the session was announced.")
@click.option(
    "--date",
    "held_on",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day it was held.",
)
@click.option("--venue", default="", help="Where it was held.")
@click.option(
    "--roster",
    type=click.File("rb"),
    help="CSV of the people: name, role, group, organisation, aliases.",
)
@click.option(
    "--previous-roster", type=click.File("rb"), help="The same of the session before in this room."
)
@click.option("--dry-run", is_flag=True, help="Only say what would be imported.")
def session(  # noqa: PLR0913, PLR0917 -- one parameter an option
    file: BinaryIO,
    title: str,
    held_on: datetime,
    venue: str,
    roster: BinaryIO | None,
    previous_roster: BinaryIO | None,
    dry_run: bool,
) -> None:
    """Import the captions FILE (or WebVTT, SRT, minutes; - is standard input) as a session. The
    same file again changes nothing.

    Exit status: 0 it is on the record (or was before), 2 it cannot be read or is not allowed; then
    nothing was changed.
    """
    start_django()
    from isegoria.server.record.door import perform  # noqa: PLC0415 -- see start_django
    from isegoria.server.sessions.importing import Sources, findings, prepare  # noqa: PLC0415 -- see start_django

    captions, people, before = (
        csv.read() if csv else b"" for csv in (file, roster, previous_roster)
    )
    _step(f"Reading {len(captions):,} bytes")
    try:
        work = prepare(Sources(captions, people, before), title, held_on.date(), venue)
        found = findings(work)
        for notice in found.notices:
            click.echo(notice, err=True)
        click.echo(f"{found.turns} turns, {found.words:,} words, {found.doubtful} doubtful turns")
        if dry_run:
            click.echo("Nothing was imported: this was a dry run.")
            return
        with click.progressbar(length=found.turns, label="Writing turns", file=sys.stderr) as bar:
            act = perform(replace(work, progress=bar.update), by=None, now=datetime.now(UTC))  # noqa: TID251 -- here is the clock
    except ReaderError as error:
        click.echo(f"{getattr(file, 'name', 'standard input')}: {error}", err=True)
        sys.exit(2)
    except Refused as refused:
        click.echo(str(refused), err=True)
        sys.exit(0 if refused.refusal.rule == "session.imported-before" else 2)
    click.echo(f"On the record as #{act.number}: /sessions/{act.number}/")


def _step(what: str) -> None:
    """Say on a terminal what is going on."""
    if sys.stderr.isatty():
        click.echo(f"{what} …", err=True)
