"""`isegoria remind`: remind those responsible of follow-ups that are due."""

from datetime import UTC, datetime

import click

from isegoria.cli.serve import start_django

__all__ = ["remind"]


@click.command()
def remind() -> None:
    """Put the reminders of follow-ups that are due on the record, and mail them; each is sent once. For cron, daily."""
    start_django(development=False)
    from isegoria.server.outcomes.reminding import remind_all  # noqa: PLC0415 -- see start_django

    click.echo(f"{remind_all(datetime.now(UTC))} reminders sent")  # noqa: TID251 -- the command line is where the clock is read
