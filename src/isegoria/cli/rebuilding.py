"""`isegoria rebuild`: what the rules keep of each part, written anew from the record."""

import sys

import click

from isegoria.cli.serve import start_django

__all__ = ["rebuild_"]


@click.command("rebuild")
@click.argument("process", type=int, required=False)
@click.option("--dry-run", "look_only", is_flag=True, help="Say what differs and write nothing.")
def rebuild_(process: int | None, look_only: bool) -> None:
    """Write anew what is kept of the parts of PROCESS, or of all, where it differs from the record.

    Make a copy of the database first. Words are not touched.

    Exit status: 0 all agrees now, 1 something differs still or the record itself is at fault, 2
    there is no such process.
    """
    start_django(judges=True)
    from isegoria.server.faults import guarded  # noqa: PLC0415 -- see start_django
    from isegoria.server.process.models import Process  # noqa: PLC0415 -- see start_django
    from isegoria.server.replay.rebuild import rebuild  # noqa: PLC0415 -- see start_django

    wanted = Process.objects.order_by("pk")
    if process is not None and not (wanted := wanted.filter(pk=process)).exists():
        click.echo(f"There is no process #{process}. /issues/processes/ lists them.", err=True)
        sys.exit(2)
    failed = False
    for one in wanted:
        with guarded("record", one.pk) as watched:
            found = rebuild(one, look_only=look_only)
        if watched.number:
            said = f"could not be compared with its record: fault {watched.number} in the log"
            click.echo(f"process #{one.pk} {said}", err=True)
            failed = True
            continue
        for finding in (*found.wrong, *found.left):
            click.echo(f"process #{one.pk}: {finding}", err=True)
        for finding in found.written:
            click.echo(f"process #{one.pk}: {finding}")
        failed |= bool(found.wrong or found.left or (look_only and found.written))
        if found.wrong:
            click.echo(f"process #{one.pk}: the record has a fault; nothing was written", err=True)
        elif not (found.written or found.left):
            click.echo(f"process #{one.pk}: what is kept follows from the record")
    sys.exit(1 if failed else 0)
