"""`isegoria up` and `isegoria link`: open the forum, let the administrator in."""

import logging
import os
import sys
from datetime import UTC, datetime
from threading import Thread
from time import sleep

import click

__all__ = ["link", "up"]

_DAY_SECONDS = 24 * 60 * 60
_MINUTE_SECONDS = 60
_HEAD_SECONDS = 10
_ACCEPTED_AT_ONCE = 256  # connections; with those that wait already fewer than the files that a process may have open
_LAST_ANSWERS_SECONDS = 4  # with the mails that wait (see asgi.py) the forum is closed within ten
_log = logging.getLogger(__name__)


def start_django(*, development: bool) -> None:
    """Load the server's settings and tables; a forum on this machine only is in development."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "isegoria.server.settings")
    if development:
        os.environ.setdefault("ISEGORIA_DEVELOPMENT", "true")
    import django  # noqa: PLC0415 -- commands that need no database start without Django

    django.setup()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--example", is_flag=True, help="Bring the worked example, if the forum is empty.")
def up(host: str, port: int, example: bool) -> None:
    """Open the forum: make its data folder, key and database if need be, and serve it."""
    start_django(development=host in {"127.0.0.1", "localhost", "::1"})
    import uvicorn  # noqa: PLC0415 -- see start_django
    from django.conf import settings  # noqa: PLC0415 -- see start_django
    from django.core.management import call_command  # noqa: PLC0415 -- see start_django

    from isegoria.server.front.connections import connection_within  # noqa: PLC0415 -- see start_django
    from isegoria.server.importing.example import bring_example  # noqa: PLC0415 -- see start_django

    call_command("migrate", verbosity=0)
    if example and bring_example(datetime.now(UTC)):  # noqa: TID251 -- the command line is where the clock is read
        click.echo("The worked example is on its record; “isegoria up” with another ISEGORIA_HOME opens an empty forum.")
    click.echo(f"The forum's data are in {settings.HOME}")
    click.echo(f"Open http://{host}:{port}/")
    _announce(f"http://{host}:{port}", new=False)
    Thread(target=_remind_daily, daemon=True).start()
    Thread(target=_run_clocks, daemon=True).start()
    uvicorn.run(
        "isegoria.server.asgi:application",
        host=host,
        port=port,
        log_level="warning",
        http=connection_within(min(_HEAD_SECONDS, settings.CONFIGURATION.request_seconds)),
        ws="none",
        backlog=_ACCEPTED_AT_ONCE,
        timeout_graceful_shutdown=_LAST_ANSWERS_SECONDS,
    )
    _end_now()


def _end_now() -> None:
    """End without waiting for threads: the interpreter would wait for each, whatever it waits for itself."""
    sys.stdout.flush()
    logging.shutdown()
    os._exit(0)


def _remind_daily() -> None:
    """Bring about the reminders that are due, now and once a day, while the forum is open."""
    from django.db import connections  # noqa: PLC0415 -- see start_django

    from isegoria.server.outcomes.reminding import remind_all  # noqa: PLC0415 -- see start_django

    while True:
        remind_all(datetime.now(UTC))  # noqa: TID251 -- the command line is where the clock is read
        connections.close_all()
        sleep(_DAY_SECONDS)


def _run_clocks() -> None:
    """Note what the clocks bring about, now and every minute, while the forum is open."""
    from django.db import connections  # noqa: PLC0415 -- see start_django

    from isegoria.server.courses.clockwork import run_clocks  # noqa: PLC0415 -- see start_django

    while True:
        try:
            run_clocks(datetime.now(UTC))  # noqa: TID251 -- the command line is where the clock is read
        except Exception:  # noqa: BLE001 -- whatever it is, the forum stays open and its clocks go on in a minute
            _log.exception("The clocks could not be noted; they are in a minute.")
        connections.close_all()
        sleep(_MINUTE_SECONDS)


@click.command()
@click.option("--address", default="http://127.0.0.1:8000", show_default=True, help="Where the forum is open.")
def link(address: str) -> None:
    """Print a new one-time link for the administrator; the earlier one stops working."""
    start_django(development=True)
    _announce(address, new=True)


def _announce(address: str, *, new: bool) -> None:
    """Print the administrator's link while no administrator ever entered, or when a new one is asked for."""
    from isegoria.server.forum.entry import new_token  # noqa: PLC0415 -- see start_django
    from isegoria.server.people.reads import administrator  # noqa: PLC0415 -- see start_django

    if new or administrator().last_login is None:
        click.echo(f"Administrator, once only: {address}/enter/{new_token()}/")
