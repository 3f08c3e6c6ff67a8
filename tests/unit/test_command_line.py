"""A command loads what it needs itself, and the list of commands still names all of them."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from isegoria.cli import main

OTHERS = ("django", "isegoria.server", "pydantic", "uvicorn", "yaml")
_LOADED = f"""
import sys
from click.testing import CliRunner
from isegoria.cli import main
done = CliRunner().invoke(main, sys.argv[1:])
assert done.exit_code == 0, done.output
print([one for one in {OTHERS} if one in sys.modules])
"""


def loaded(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _LOADED, *words],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.stdout.strip()


def test_reading_captions_loads_nothing_of_the_server_or_of_models() -> None:
    assert loaded("transcript", "--help") == "[]"


def test_a_process_model_is_read_without_the_server() -> None:
    assert "isegoria.server" not in loaded("model", "list")


@pytest.mark.parametrize("command", main.list_commands(click.Context(main)))
def test_every_command_is_listed_with_what_it_does(command: str) -> None:
    found = main.get_command(click.Context(main), command)
    listed = CliRunner().invoke(main, ["--help"]).output
    assert found is not None
    assert found.name == command
    assert f"{command} " in listed
    assert found.get_short_help_str(limit=20).removesuffix("...") in listed


def test_a_command_that_does_not_exist_is_refused() -> None:
    done = CliRunner().invoke(main, ["transcribe"])
    assert done.exit_code == 2
    assert "No such command 'transcribe'" in done.output
