"""`isegoria mark`: what stands for somebody in the security log of a day."""

from datetime import UTC, datetime

import click

from isegoria.cli.serve import start_django

__all__ = ["mark_"]


@click.command("mark")
@click.argument("address")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day in UTC; else today.")
def mark_(address: str, day: datetime | None) -> None:
    """Print the mark of ADDRESS, a mail address or a network address, in the security log.

    Look for it in the log of that day. Of a network address in IPv6 only the first half counts.
    The marks of a day can be computed until the end of the next one.
    """
    start_django()
    from isegoria.server.front.clients import client_at  # noqa: PLC0415 -- see start_django
    from isegoria.server.front.security_log import mark  # noqa: PLC0415 -- see start_django

    on = day or datetime.now(UTC)  # noqa: TID251 -- the command line is where the clock is read
    found = mark(client_at(address), on.date())
    if not found:
        raise click.ClickException(
            f"The key of {on.date()} is not here: it is made on that day, and deleted two days on."
        )
    click.echo(found)
