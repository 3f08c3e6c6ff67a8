"""`isegoria remind`: remind those responsible of follow-ups that are due."""

from datetime import UTC, datetime

import click

from isegoria.cli.serve import start_django

__all__ = ["remind"]


@click.command()
def remind() -> None:
    """Put the reminders of follow-ups that are due on the record, and mail them, each once; run the clocks. For cron."""
    start_django(development=False, judges=True)
    from isegoria.server.courses.clockwork import run_clocks  # noqa: PLC0415 -- see start_django
    from isegoria.server.outcomes.reminding import remind_all  # noqa: PLC0415 -- see start_django

    now = datetime.now(UTC)  # noqa: TID251 -- the command line is where the clock is read
    run_clocks(now)
    click.echo(f"{remind_all(now)} reminders sent")
