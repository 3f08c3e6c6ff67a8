"""`isegoria seat-judge`: name somebody independent to decide an appeal, where nobody else is."""

import sys
from datetime import UTC, datetime

import click

from isegoria.cli.serve import start_django
from isegoria.terms import Refused

__all__ = ["seat_judge"]


@click.command("seat-judge")
@click.argument("appeal", type=int)
@click.argument("address")
def seat_judge(appeal: int, address: str) -> None:
    """Let the participant with ADDRESS decide APPEAL, an appeal under the code of conduct.

    Exit status: 0 done, 1 refused, 2 there is no such appeal or account.
    """
    start_django(judges=True)
    from isegoria.server.conduct.appeals import SeatJudge  # noqa: PLC0415 -- see start_django
    from isegoria.server.conduct.models import MeasureAppeal  # noqa: PLC0415 -- see start_django
    from isegoria.server.people.models import Participant  # noqa: PLC0415 -- see start_django
    from isegoria.server.record.door import perform  # noqa: PLC0415 -- see start_django

    found = MeasureAppeal.objects.select_related("measure__process").filter(pk=appeal).first()
    whom = Participant.objects.filter(email__iexact=address, is_active=True).first()
    if found is None or whom is None:
        click.echo(
            "There is no such appeal, or nobody has an account with this address."
            " /code/decisions/ lists appeals.",
            err=True,
        )
        sys.exit(2)
    try:
        act = perform(SeatJudge(found, whom), by=None, now=datetime.now(UTC))  # noqa: TID251 -- the clock is read here
    except Refused as refused:
        click.echo(str(refused), err=True)
        sys.exit(1)
    click.echo(f"{whom} decides appeal #{appeal} (act #{act.number}): /code/appeals/{appeal}/")
