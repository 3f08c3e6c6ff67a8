"""`isegoria check`: everything that the forum knows about its own record, put to the test."""

import sys
from pathlib import Path

import click

from isegoria.cli.serve import end, start_django
from isegoria.ledger.tree import Checkpoint

__all__ = ["check_", "read_checkpoints"]


@click.command("check")
@click.option(
    "--checkpoints",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file with checkpoints that were kept elsewhere, one a line; the record must continue"
    " each.",
)
def check_(file: Path | None) -> None:
    """Check every act, opening, commitment, number and guard, and all that is shown, against the
    record, as they are at one moment. Nothing is changed, and people can go on.

    Prints what is wrong, and at the end a checkpoint: keep it where nobody who can write to the
    database can change it.

    Exit status: 0 all is well, 1 something is wrong, 2 the check could not be made.
    """
    kept = read_checkpoints(file) if file else []
    start_django(judges=True)
    from isegoria.server.database.moment import one_moment  # noqa: PLC0415 -- see start_django
    from isegoria.server.record.checkpoints import checkpoint  # noqa: PLC0415 -- see start_django
    from isegoria.server.replay.checking import check  # noqa: PLC0415 -- see start_django

    findings = 0
    with one_moment():
        for finding in check(kept):
            findings += 1
            click.echo(finding, err=True)
        click.echo(f"Checkpoint: {checkpoint()}")
    if findings:
        click.echo(f"{findings} findings. docs/operator/tampering.md says what to do.", err=True)
    else:
        click.echo("The record is whole, and everything that is shown follows from it.")
    sys.exit(1 if findings else 0)


def read_checkpoints(file: Path) -> list[Checkpoint]:
    """Return the checkpoints of a file, or end with the line that is none."""
    found = []
    for number, line in enumerate(file.read_text().splitlines(), 1):
        written = line.partition("Checkpoint: ")[2] or line  # as `check` and `backup` print it
        if written.strip():
            try:
                found.append(Checkpoint.read(written))
            except ValueError as fault:
                end([f"Line {number} of {file} is no checkpoint: {fault}."])
    return found
