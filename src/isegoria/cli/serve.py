"""`isegoria up` and `isegoria link`: open the forum, let the administrator in."""

import logging
import os
import sys
from datetime import UTC, datetime
from typing import NoReturn

import click

from isegoria.server.configuration import LOOPBACK, Configuration
from isegoria.server.readiness import NotReady, configured, unopened, unready, wrong_key

__all__ = ["end", "link", "up"]

_HEAD_SECONDS = 10
_ACCEPTED_AT_ONCE = 256  # connections, before any of them is looked at; each takes an open file
_MOMENT_SECONDS = 3  # for which a forum that is just being closed is waited for
_LAST_ANSWERS_SECONDS = 4  # with what the worker does (see asgi.py) the forum is closed within ten
_HELP = (
    "Nothing was done. docs/secretariat.md says how to open a forum to people.",
    "To try one on this machine only: isegoria up --development",
)


def start_django(
    *, ready: bool = False, judges: bool = False, clock_is_right: bool | None = None
) -> None:
    """Load the server for a command on a forum that was opened before, or end with what is wrong.

    With `ready` the settings have to be those of a forum that is open to people, or of development.
    A command that `judges` by the rules of processes does not start where those of one of them
    cannot be read. One that runs deadlines says whether its `clock_is_right`. None makes a forum or
    changes its tables; that is for `isegoria up`.
    """
    if missing := unopened(read_settings(ready=ready)):
        end(missing)
    load_server()
    from isegoria.server.database.state import refuse_other_version  # noqa: PLC0415 -- knows Django

    try:
        refuse_other_version()
        if clock_is_right is not None:
            look_at_the_clock(is_right=clock_is_right)
    except NotReady as error:
        end(error.sentences)
    if judges:
        from isegoria.server.process.kept_rules import refuse_unreadable  # noqa: PLC0415 -- knows tables

        refuse_unreadable()


def look_at_the_clock(*, is_right: bool) -> None:
    """Ask whether the clock is right where it is far off; go on by it otherwise.

    Raises:
        NotReady: it is far off, and nobody said that it is right.
    """
    from isegoria.server.jobs.clock import go_on, refuse_far_clock  # noqa: PLC0415 -- see load_server

    now = datetime.now(UTC)  # noqa: TID251 -- the command line is where the clock is read
    if not is_right:
        refuse_far_clock(now)
    go_on(now)


def read_settings(*, development: bool = False, ready: bool = False) -> Configuration:
    """Return the settings, or end with what is wrong with them; nothing is written before.

    Development is said, never guessed.
    """
    os.umask(
        0o077
    )  # what is written from here on is the forum's own: its database, its keys, its mails
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "isegoria.server.settings")
    os.environ.setdefault(
        "FORWARDED_ALLOW_IPS", ""
    )  # uvicorn believes no header; Django those of ISEGORIA_PROXY
    if development:
        os.environ["ISEGORIA_DEVELOPMENT"] = "true"
    try:
        kept = configured()
        missing = [*(unready(kept) if ready else []), *wrong_key(kept)]
    except NotReady as error:
        missing = error.sentences
    if missing:
        end([*missing, *_HELP])
    return kept


def load_server() -> None:
    """Load Django with the server's settings and tables; this makes the home and its key."""
    import django  # noqa: PLC0415 -- commands that need no database start without Django

    django.setup()


def end(sentences: list[str]) -> NoReturn:
    """Say what is in the way, and end."""
    for sentence in sentences:
        click.echo(sentence, err=True)
    sys.exit(2)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option(
    "--development",
    is_flag=True,
    help="To try it on this machine only: plain HTTP, and no mail is sent.",
)
@click.option("--example", is_flag=True, help="Bring the worked example, if the forum is empty.")
@click.option("--clock-is-right", is_flag=True, help="After a long rest: the clock is not wrong.")
def up(host: str, port: int, *, development: bool, example: bool, clock_is_right: bool) -> None:
    """Open the forum: make its data folder, key and database if need be, and serve it.

    An SQLite database of an older version is copied before it is changed.

    Exit status: 2 something is in the way: a setting, a forum that already runs in this folder, a
    database from a newer version or one that cannot be copied; then nothing was changed.
    """
    kept = read_settings(development=development, ready=True)
    if kept.development and host not in LOOPBACK:
        wrong = f"--host is {host}, but development is for this machine only: leave out --host."
        end([wrong, *_HELP])
    from isegoria.server.database.lock import alone  # noqa: PLC0415 -- not on every system
    from isegoria.server.database.owned import take_for_owner  # noqa: PLC0415 -- beside it

    try:
        with alone(kept.home.absolute(), _MOMENT_SECONDS) as opened:
            for sentence in take_for_owner(kept.home.absolute()):
                click.echo(sentence)
            is_new = bool(unopened(kept))
            load_server()
            _open(
                f"http://{host}:{port}",
                example=example,
                is_new=is_new,
                clock_is_right=clock_is_right,
            )
            opened()
            _serve(host, port)
    except NotReady as error:
        end(error.sentences)


def _open(here: str, *, example: bool, is_new: bool, clock_is_right: bool) -> None:
    """Bring the database up to date, and say where the forum is."""
    from django.conf import settings  # noqa: PLC0415 -- see load_server

    from isegoria.server.database.upgrading import bring_up_to_date  # noqa: PLC0415 -- see load_server
    from isegoria.server.example import bring_example  # noqa: PLC0415 -- see load_server
    from isegoria.server.process.kept_rules import refuse_unreadable  # noqa: PLC0415 -- see load_server
    from isegoria.server.replay.rebuild import agree_with_records  # noqa: PLC0415 -- see load_server

    now = datetime.now(UTC)  # noqa: TID251 -- the command line is where the clock is read
    is_older = bring_up_to_date(now, click.echo, _MOMENT_SECONDS)
    look_at_the_clock(is_right=clock_is_right)
    refuse_unreadable()
    if is_older:
        agree_with_records(click.echo)
    if example and bring_example(now):
        click.echo(
            "The worked example is on its record; “isegoria up” with another ISEGORIA_HOME opens"
            " an empty forum."
        )
    click.echo(
        f"{'This is a new forum. Its' if is_new else 'The forum’s'} data are in {settings.HOME}"
    )
    if settings.DEVELOPMENT:
        click.echo(
            "This is development: for this machine only. Mails are not sent; they are shown here"
            " and on /mail/."
        )
    if settings.CONFIGURATION.worker == "separate":
        click.echo(
            "ISEGORIA_WORKER is separate: start “isegoria worker” too. It runs deadlines, reminders"
            " and mails."
        )
    address = settings.ADDRESS = (
        settings.ADDRESS or here
    )  # mails that no request asked for carry it
    click.echo(f"Open {address}/")
    _announce(address, new=False)


def _serve(host: str, port: int) -> None:
    import uvicorn  # noqa: PLC0415 -- see load_server
    from django.conf import settings  # noqa: PLC0415 -- see load_server

    from isegoria.server.front import connections  # noqa: PLC0415 -- see load_server

    head_seconds = min(_HEAD_SECONDS, settings.CONFIGURATION.request_seconds)
    uvicorn.run(
        "isegoria.server.asgi:application",
        host=host,
        port=port,
        log_level="warning",
        http=connections.connection_within(head_seconds, connections.room_for_connections()),
        ws="none",
        server_header=False,
        backlog=_ACCEPTED_AT_ONCE,
        timeout_graceful_shutdown=_LAST_ANSWERS_SECONDS,
    )
    end_now()


def end_now() -> None:
    """End without waiting for threads: the interpreter would wait for each, whatever it waits for
    itself.
    """
    sys.stdout.flush()
    logging.shutdown()
    os._exit(0)


@click.command()
@click.option(
    "--address",
    help="Where the forum is open, if not at its first host or at http://127.0.0.1:8000.",
)
def link(address: str | None) -> None:
    """Print a new one-time link for the administrator; the earlier one stops working."""
    start_django()
    from django.conf import settings  # noqa: PLC0415 -- see load_server

    _announce(address or settings.ADDRESS or "http://127.0.0.1:8000", new=True)


def _announce(address: str, *, new: bool) -> None:
    """Print the administrator's link while no administrator ever entered, or when a new one is
    asked for.

    A forum that is open to people prints none into its log, which others may read.
    """
    from isegoria.server.forum.entry import new_token  # noqa: PLC0415 -- see load_server
    from isegoria.server.people.reads import administrator  # noqa: PLC0415 -- see load_server

    if not new and administrator().last_login is not None:
        return
    from django.conf import settings  # noqa: PLC0415 -- see load_server

    if new or settings.DEVELOPMENT or sys.stdout.isatty():
        click.echo(f"Administrator, once only: {address}/enter/{new_token()}/")
    else:
        click.echo("“isegoria link” prints a link that lets the administrator in, once.")
