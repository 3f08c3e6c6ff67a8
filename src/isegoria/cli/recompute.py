"""`isegoria recompute ISSUE`: what follows from the record, beside what the pages show."""

import json
import sys
from typing import Any

import click

from isegoria.cli.serve import start_django

__all__ = ["recompute_"]


@click.command("recompute")
@click.argument("issue", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print what was derived as JSON.")
def recompute_(issue: int, as_json: bool) -> None:
    """Derive where ISSUE stands from the record alone, and compare it with what the pages show.

    Nothing is changed. It runs on a copy as well: point ISEGORIA_HOME or DATABASE_URL at it.

    Exit status: 0 everything fits, 1 something differs or an act is missing, 2 there is no such
    issue.
    """
    start_django(judges=True)
    from isegoria.server.issues.models import Issue  # noqa: PLC0415 -- see start_django
    from isegoria.server.replay.compare import recompute  # noqa: PLC0415 -- see start_django

    found = Issue.objects.select_related("process").filter(pk=issue).first()
    if found is None:
        click.echo(
            f"There is no issue #{issue}. The page /issues/ lists them with their numbers.",
            err=True,
        )
        sys.exit(2)
    derived = recompute(found)
    if as_json:
        findings = [str(one) for one in derived.findings]
        click.echo(
            json.dumps(
                {"acts": derived.acts, "chunks": derived.chunks, "findings": findings}, indent=1
            )
        )
    else:
        click.echo(
            f"{derived.acts} acts of the process read, {derived.erased} of them by somebody who"
            f" was erased"
        )
        for number, chunk in derived.chunks.items():
            click.echo(f"chunk #{number}: {_said(chunk)}")
        for finding in derived.findings:
            click.echo(str(finding), err=True)
        if not derived.findings:
            click.echo("Everything that the pages show follows from the record.")
    sys.exit(1 if derived.findings else 0)


def _said(chunk: Any) -> str:
    tallies = [
        f"{place} {item or ''}".strip() + f" {answers}"
        for place, kept in chunk["tallies"].items()
        for item, answers in kept.items()
    ]
    where = f"ended with {chunk['outcome']}" if chunk["outcome"] else f"in {chunk['stage']}"
    return "; ".join([where, *tallies])
