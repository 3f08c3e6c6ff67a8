"""`isegoria signals`: early warnings over the archive of a mailing list or of a repository's issues."""

import gzip
import sys
from datetime import datetime, timedelta
from pathlib import Path

import click

from isegoria.readers.github_archive import read_github_archive
from isegoria.readers.mbox import read_mbox
from isegoria.readers.values import ReaderError
from isegoria.signals.signals import signals
from isegoria.signals.values import Contribution, Due, History, Thresholds

__all__ = ["signals_"]


@click.command("signals")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--days", type=click.IntRange(7, 3650), default=90, show_default=True, help="Window and step.")
def signals_(files: tuple[Path, ...], days: int) -> None:
    """Read FILEs (mbox, also .gz, or the JSON of a GitHub archive), and print what fires at the end of each window.

    Groups, positions and objections are not known here, so only dominance, filibuster, decay and unanswered questions can fire.
    """
    said: list[Contribution] = []
    questions: list[Due] = []
    for file in files:
        try:
            found = _read(file)
        except (ReaderError, gzip.BadGzipFile) as error:
            click.echo(f"{file}: {error}", err=True)
            sys.exit(2)
        said += found.contributions
        questions += found.questions
    if not said:
        click.echo("no message has a sender, a date and words of its own", err=True)
        sys.exit(2)
    _windows(History(contributions=said, questions=questions), timedelta(days=days), Thresholds(window_days=days))


def _read(file: Path) -> History:
    data = file.read_bytes()
    if file.suffix == ".json":
        threads = read_github_archive(data)
        said = [_said(one.author, one.at, one.text) for thread in threads for one in thread.comments if one.author and one.text]
        asked = [Due(f"#{one.number} {one.title}", one.comments[0].at, one.answered_at) for one in threads]
        return History(contributions=said, questions=asked)
    mails, notices = read_mbox(gzip.decompress(data) if file.suffix == ".gz" else data)
    for notice in notices:
        click.echo(f"{file}, message {notice.line}: {notice.message}", err=True)
    return History(contributions=[_said(one.address, one.at, one.text) for one in mails if one.at and one.address and one.text])


def _said(person: str, at: datetime, text: str) -> Contribution:
    return Contribution(person, at, len(text.split()), text, group="the list")


def _windows(history: History, window: timedelta, thresholds: Thresholds) -> None:
    said = history.contributions
    before, last = min(one.at for one in said) - timedelta(seconds=1), max(one.at for one in said)
    now = before + window
    while now - window < last:
        inside = [one for one in said if now - window < one.at <= now]
        people = len({one.person for one in inside})
        click.echo(f"until {now:%Y-%m-%d}: {len(inside)} messages of {people} people")
        for signal in signals(_until(history, now), now, thresholds):
            click.echo(f"  {signal.kind}: {signal}")
        now += window


def _until(history: History, now: datetime) -> History:
    """Return what was known at a time; what was answered later was open then."""
    asked = [
        Due(one.what, one.by, one.done_at if one.done_at is not None and one.done_at <= now else None)
        for one in history.questions
        if one.by <= now
    ]
    return History(contributions=[one for one in history.contributions if one.at <= now], questions=asked)
