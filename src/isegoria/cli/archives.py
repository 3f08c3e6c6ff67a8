"""`isegoria import mbox` and `isegoria import github-archive`: what was discussed elsewhere, onto
the record of the forum.
"""

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from isegoria.cli.serve import start_django
from isegoria.readers.values import ReaderError
from isegoria.terms import Refusal, Refused

__all__ = ["github_archive", "mbox"]

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_title = click.option(
    "--title", required=True, help="The title under which it will stand on the forum."
)
_model = click.option(
    "--model",
    default="archive.discussion",
    show_default=True,
    help="The process model it stands under.",
)
_dry_run = click.option("--dry-run", is_flag=True, help="Only say what would be imported.")


@click.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@_title
@_model
@_dry_run
def mbox(files: tuple[Path, ...], title: str, model: str, dry_run: bool) -> None:
    """Import mailing-list FILEs (mbox, Pipermail, LISTSERV; also .gz) as one discussion in threads.

    Addresses are shown nowhere. The same file again changes nothing.

    Exit status: 0 it is on the record (or was before), 2 it cannot be read or is not allowed; then
    nothing was changed.
    """
    start_django(judges=True)
    from isegoria.server.archives.importing import File, prepare_mails  # noqa: PLC0415 -- see start_django

    def prepare(now: datetime) -> Any:
        return prepare_mails([File(one.name, one.read_bytes()) for one in files], title, now, model)

    _import(prepare, sum(one.stat().st_size for one in files), dry_run=dry_run)


@click.command()
@click.argument("file", type=_FILE)
@_title
@click.option(
    "--minutes",
    multiple=True,
    help="Minutes of a meeting (Markdown); FILE=2026-11-25 where they do not name its day.",
)
@click.option(
    "--drafts",
    multiple=True,
    type=_FILE,
    help="A version of a text (Markdown, plain text); again for the next one.",
)
@_model
@_dry_run
def github_archive(
    file: Path,
    title: str,
    minutes: tuple[str, ...],
    drafts: tuple[Path, ...],
    model: str,
    dry_run: bool,
) -> None:
    """Import the FILE (JSON) of a repository's issues: each becomes an issue with its discussion.

    Drafts whose names differ in the number at their end only are versions of one text. The same
    file again changes nothing.

    Exit status: 0 it is on the record (or was before), 2 it cannot be read or is not allowed; then
    nothing was changed.
    """
    start_django(judges=True)
    from isegoria.server.archives.importing import File, prepare_issues  # noqa: PLC0415 -- see start_django

    def prepare(_now: datetime) -> Any:
        read = [File(one.name, one.read_bytes()) for one in (file, *drafts)]
        held = [(File(path.name, path.read_bytes()), day) for path, day in map(_meeting, minutes)]
        return prepare_issues(read[0], title, model, minutes=held, drafts=read[1:])

    _import(prepare, file.stat().st_size, dry_run=dry_run)


def _meeting(written: str) -> tuple[Path, date | None]:
    """Return the file of minutes and the day that was named with it."""
    name, equals, day = written.rpartition("=")
    if not equals or Path(written).is_file():
        name, day = written, ""
    try:
        held_on = date.fromisoformat(day) if day else None
    except ValueError:
        raise ReaderError(f"{written}: “{day}” is no day; write it as 2026-11-25") from None
    if not Path(name).is_file():
        raise ReaderError(f"{name}: there is no such file")
    return Path(name), held_on


def _import(prepare: Callable[[datetime], Any], size: int, *, dry_run: bool) -> None:
    from isegoria.server.archives.importing import already, bring  # noqa: PLC0415 -- see start_django

    now = datetime.now(UTC)  # noqa: TID251 -- the command line is where the clock is read
    if sys.stderr.isatty():
        click.echo(f"Reading {size:,} bytes …", err=True)
    try:
        archive = prepare(now)
        for notice in archive.notices:
            click.echo(notice, err=True)
        _say(archive)
        if refusal := already(archive, now):
            _end(refusal)
        if dry_run:
            click.echo("Nothing was imported: this was a dry run.")
            return
        with click.progressbar(length=archive.length, label="Writing", file=sys.stderr) as bar:
            brought = bring(archive, by=None, now=now, progress=bar.update)
    except ReaderError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except Refused as refused:
        _end(refused.refusal)
    click.echo(
        f"On the record as acts #{brought.first} to #{brought.last}:"
        f" /archives/{brought.process.number}/"
    )


def _end(refusal: Refusal) -> NoReturn:
    click.echo(str(refusal), err=True)
    sys.exit(0 if refusal.rule == "archive.imported-before" else 2)


def _say(archive: Any) -> None:
    begins, ends = archive.span
    threads = sum(one.parent is None for one in archive.written)
    click.echo(
        f"{len(archive.written):,} contributions of {archive.people:,} people in {threads:,}"
        f" threads of"
        f" {len(archive.discussions):,} discussions, {begins:%Y-%m-%d} to {ends:%Y-%m-%d}"
    )
    for text in archive.texts:
        click.echo(f"{len(text.versions)} versions of {text.name}")
    for meeting in archive.meetings:
        turns = meeting.transcript.turns
        click.echo(
            f"{meeting.held_on} {meeting.title}: {len(turns)} turns,"
            f" {sum(one.label is None for one in turns)} of nobody"
        )
