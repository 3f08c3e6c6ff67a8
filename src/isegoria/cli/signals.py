"""`isegoria signals`: early warnings over the archive of a mailing list or of a repository's
issues.
"""

import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from isegoria.cli.serve import start_django
from isegoria.readers.addresses import name_without_address, without_addresses
from isegoria.readers.archives import is_credible
from isegoria.readers.github_archive import read_github_archive
from isegoria.readers.mbox import read_mbox
from isegoria.readers.packed import unpacked
from isegoria.readers.values import ReaderError
from isegoria.signals.signals import signals
from isegoria.signals.values import Contribution, Due, History, Thresholds

__all__ = ["signals_"]


@click.command("signals")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--issue",
    type=int,
    help="Instead of files: an issue that was brought from an archive, by its number.",
)
@click.option(
    "--process",
    type=int,
    help="Instead of files: all issues of an archive together, by the number of its process.",
)
@click.option(
    "--days", type=click.IntRange(7, 3650), default=90, show_default=True, help="Window and step."
)
def signals_(files: tuple[Path, ...], issue: int | None, process: int | None, days: int) -> None:
    """Read FILEs (mbox, also .gz, or the JSON of a GitHub archive), and print what fires at the end
    of each window.

    Groups, positions and objections are not known here, so only dominance, filibuster, decay and
    unanswered questions can fire.

    Exit status: 0 it was looked at, 2 there is nothing to look at, or more than one thing is named.
    """
    if sum((bool(files), issue is not None, process is not None)) != 1:
        raise click.UsageError("Name files, or one --issue, or one --process.")
    history, thresholds = _in_files(files) if files else _on_record(issue, process)
    _windows(history, timedelta(days=days), replace(thresholds, window_days=days))


def _on_record(issue: int | None, process: int | None) -> tuple[History, Thresholds]:
    """Return what the record has of an issue or of a whole archive."""
    start_django(judges=True)
    from isegoria.server.issues.models import Issue  # noqa: PLC0415 -- see start_django
    from isegoria.server.warnings.archived import history_of_archive  # noqa: PLC0415 -- see start_django

    named = Issue.objects.filter(pk=issue).first() if issue is not None else None
    found = history_of_archive(
        named.process_id if named else process or 0, named.pk if named else None
    )
    if found is None:
        click.echo(
            "There is no archive with this number. The page /archives/ lists what was brought,"
            " with numbers.",
            err=True,
        )
        sys.exit(2)
    return found


def _in_files(files: tuple[Path, ...]) -> tuple[History, Thresholds]:
    said: list[Contribution] = []
    questions: list[Due] = []
    names: dict[str, str] = {}
    for file in files:
        try:
            found = _read(file, names)
        except ReaderError as error:
            click.echo(f"{file}: {error}", err=True)
            sys.exit(2)
        said += found.contributions
        questions += found.questions
    now = datetime.now(UTC)  # noqa: TID251 -- the command line is where the clock is read
    said = [
        one for one in said if is_credible(one.at, now)
    ]  # one wrong clock would make thousands of windows
    if not said:
        click.echo("no message has a sender, a date and words of its own", err=True)
        sys.exit(2)
    return History(contributions=_named(said, names), questions=questions), Thresholds()


def _named(said: list[Contribution], names: dict[str, str]) -> list[Contribution]:
    """Return contributions with the names of people in place of their addresses; who has none is
    told by the order in which they wrote first.
    """
    called: dict[str, str] = {}
    taken: Counter[str] = Counter()
    for one in sorted(said, key=lambda one: one.at):
        if one.person not in called:
            name = name_without_address(names.get(one.person, "")) or "sender"
            taken[name] += 1
            known = name != "sender" and taken[name] == 1
            called[one.person] = name if known else f"{name} ({taken[name]})"
    return [replace(one, person=called[one.person]) for one in said]


def _read(file: Path, names: dict[str, str]) -> History:
    """Read a file, and add by which name each of its people goes."""
    data = file.read_bytes()
    if file.suffix == ".json":
        threads = read_github_archive(data)
        said = [
            _said(one.author, one.at, one.text)
            for thread in threads
            for one in thread.comments
            if one.author and one.text
        ]
        asked = [
            Due(
                f"#{one.number} {without_addresses(one.title)}",
                one.comments[0].at,
                one.answered_at,
            )
            for one in threads
        ]
        names.update({one.person: one.person for one in said})
        return History(contributions=said, questions=asked)
    mails, notices = read_mbox(unpacked(data))
    for notice in notices:
        told = without_addresses(notice.message)
        click.echo(f"{file}, message {notice.line}: {told}", err=True)
    names.update({one.address: one.name for one in mails if one.address and one.name})
    return History(
        contributions=[
            _said(one.address, one.at, one.text)
            for one in mails
            if one.at and one.address and one.text
        ]
    )


def _said(person: str, at: datetime, text: str) -> Contribution:
    return Contribution(person, at, len(text.split()), text, group="the list")


def _windows(history: History, window: timedelta, thresholds: Thresholds) -> None:
    """Print what fires at the end of each window; the last one ends with the last word, so that
    none is cut short there.
    """
    said = history.contributions
    first, last = min(one.at for one in said), max(one.at for one in said)
    count = (last - first) // window + 1
    for place in reversed(range(count)):
        now = last - place * window
        inside = [one for one in said if now - window < one.at <= now]
        people = len({one.person for one in inside})
        click.echo(f"until {now:%Y-%m-%d}: {len(inside)} messages of {people} people")
        for signal in signals(_until(history, now), now, thresholds):
            click.echo(f"  {signal.kind}: {signal}")


def _until(history: History, now: datetime) -> History:
    """Return what was known at a time; what was answered later was open then."""
    asked = [
        Due(
            one.what,
            one.by,
            one.done_at if one.done_at is not None and one.done_at <= now else None,
        )
        for one in history.questions
        if one.by <= now
    ]
    return History(
        contributions=[one for one in history.contributions if one.at <= now], questions=asked
    )
