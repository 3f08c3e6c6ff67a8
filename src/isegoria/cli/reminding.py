"""`isegoria remind`: remind those responsible of follow-ups that are due."""

import sys
from datetime import UTC, datetime

import click

from isegoria.cli.serve import start_django

__all__ = ["remind"]


@click.command()
def remind() -> None:
    """Put the reminders of follow-ups that are due on the record, and mail them, each once; run the
    clocks. For cron.

    Exit status: 1 something failed; the log names it, and the first page tells the secretariat.
    """
    start_django(ready=True, judges=True)
    from isegoria.server.faults import faults, guarded  # noqa: PLC0415 -- see start_django
    from isegoria.server.outcomes.reminding import remind_all  # noqa: PLC0415 -- see start_django
    from isegoria.server.process.clocks import run_clocks  # noqa: PLC0415 -- see start_django

    now = datetime.now(UTC)  # noqa: TID251 -- the command line is where the clock is read
    with guarded("clocks"):
        run_clocks(now)
    with guarded("reminders"):
        click.echo(f"{remind_all(now)} reminders sent")
    sys.exit(1 if faults() else 0)
