"""`isegoria ...`: parse, call, print; decides nothing."""

import click

from isegoria.cli.archives import github_archive, mbox
from isegoria.cli.importing import import_
from isegoria.cli.judging import seat_judge
from isegoria.cli.models import model, rehearse_
from isegoria.cli.recompute import recompute_
from isegoria.cli.reminding import remind
from isegoria.cli.serve import link, up
from isegoria.cli.signals import signals_
from isegoria.cli.transcript import transcript

__all__ = ["main"]


@click.group()
def main() -> None:
    """Run a forum, and read and check what forums publish."""


import_.add_command(github_archive)
import_.add_command(mbox)
main.add_command(import_)
main.add_command(link)
main.add_command(model)
main.add_command(recompute_)
main.add_command(rehearse_)
main.add_command(remind)
main.add_command(seat_judge)
main.add_command(signals_)
main.add_command(transcript)
main.add_command(up)
