"""`isegoria ...`: parse, call, print; decides nothing.

A command is loaded when it is called or listed, so that none waits for what another needs.
"""

from importlib import import_module

import click

__all__ = ["main"]

_COMMANDS = {  # where each is written
    "backup": "backups:backup",
    "check": "checking:check_",
    "import": "importing:import_",
    "link": "serve:link",
    "mark": "marking:mark_",
    "model": "models:model",
    "rebuild": "rebuilding:rebuild_",
    "recompute": "recompute:recompute_",
    "rehearse": "models:rehearse_",
    "remind": "reminding:remind",
    "restore": "backups:restore_",
    "seat-judge": "judging:seat_judge",
    "signals": "signals:signals_",
    "transcript": "transcript:transcript",
    "up": "serve:up",
    "worker": "working:worker",
}


class _Commands(click.Group):
    """A group that knows its commands by name, and loads them one by one."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module, _, command = _COMMANDS[name].partition(":")
        found = getattr(import_module(f"isegoria.cli.{module}"), command)
        assert isinstance(found, click.Command)  # noqa: S101 -- the table says so
        return found


@click.group(cls=_Commands)
def main() -> None:
    """Run a forum, and read and check what forums publish."""
