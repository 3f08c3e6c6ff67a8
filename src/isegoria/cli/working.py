"""`isegoria worker`: run what the forum does by itself, in a process of its own."""

import signal

import click

from isegoria.cli.serve import end_now, start_django

__all__ = ["worker"]

_SECONDS = 7  # for what is being done; with them the worker is stopped within ten
_STOPS = (signal.SIGTERM, signal.SIGINT)


@click.command()
@click.option(
    "--address",
    help="Where the forum is open, if not at its first host or at http://127.0.0.1:8000.",
)
@click.option("--clock-is-right", is_flag=True, help="After a long rest: the clock is not wrong.")
def worker(address: str | None, *, clock_is_right: bool) -> None:
    """Run clocks, send reminders and mails, and look for early warnings of large issues, until it
    is stopped. For a forum that is opened with ISEGORIA_WORKER=separate.

    Several workers, also on several machines, share the work: each clock runs once, and each mail
    is sent once.

    Exit status: 2 something is in the way: a setting, or a forum that was not opened yet.
    """
    start_django(ready=True, judges=True, clock_is_right=clock_is_right)
    from django.conf import settings  # noqa: PLC0415 -- see start_django

    from isegoria.server.jobs.worker import Worker, loops  # noqa: PLC0415 -- see start_django

    settings.ADDRESS = address or settings.ADDRESS or "http://127.0.0.1:8000"
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)  # for all threads that begin from here on
    working = Worker(loops())
    working.start()
    click.echo("The worker works.")
    signal.sigwait(_STOPS)
    working.stop(_SECONDS)
    end_now()
