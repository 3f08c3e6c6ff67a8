"""`isegoria backup` and `isegoria restore`: a forum as one file, and back."""

from datetime import UTC, datetime
from pathlib import Path

import click

from isegoria.cli.serve import end, read_settings
from isegoria.server.database.backups import back_up, restore
from isegoria.server.readiness import NotReady, unopened

__all__ = ["backup", "restore_"]

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("target", type=_FILE)
def backup(target: Path) -> None:
    """Write a backup of the forum to TARGET, a new file or a folder, while the forum runs.

    It has the database, the secret key and all other files that cannot be made again. Keep it
    where only you can read it, on another machine.

    Exit status: 2 it was not written.
    """
    kept = read_settings()
    if missing := unopened(kept):
        end(missing)
    try:
        made = back_up(kept, target, datetime.now(UTC))  # noqa: TID251 -- the command line is where the clock is read
    except NotReady as error:
        end(error.sentences)
    acts = made.checkpoint.partition(" ")[0]
    click.echo(f"Backed up {acts} acts and {len(made.files)} files. Checkpoint: {made.checkpoint}")


@click.command("restore")
@click.argument("source", type=_FILE)
def restore_(source: Path) -> None:
    """Put the backup SOURCE into an empty folder, and on PostgreSQL into an empty database.

    Nothing is overwritten, and a backup of a newer version is refused.

    Exit status: 2 nothing was restored.
    """
    try:
        found = restore(read_settings(), source)
    except NotReady as error:
        end(error.sentences)
    acts = found.checkpoint.partition(" ")[0]
    click.echo(f"Restored {acts} acts, as they were on {found.made_at}.")
    click.echo("Run “isegoria check”. Then open the forum with “isegoria up”.")
