"""`isegoria signals` names people, and prints no address of theirs."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from isegoria.cli.signals import signals_

WORDS = " ".join(f"word{number}" for number in range(120))


def mail(number: int, sender: str, subject: str = "Cables") -> str:
    return (
        f"From x Mon Jan  1 00:00:00 2024\nFrom: {sender}\nSubject: {subject}\n"
        f"Date: Mon, {number % 28 + 1} Jan 2024 10:{number // 28:02}:00 +0000\n"
        f"Message-ID: <{number}@list.example>\n\n{WORDS} {number}\n\n"
    )


@pytest.mark.parametrize(
    ("sender", "shown"),
    [
        ("Ann Port <ann@port.example>", "Ann Port"),
        ("ann@port.example", "sender (1)"),
        ('"ann@port.example" <ann@port.example>', "sender (1)"),
        ("ann at port.example <ann@port.example>", "sender (1)"),
    ],
)
def test_whoever_dominates_is_named_without_an_address(
    tmp_path: Path, sender: str, shown: str
) -> None:
    archive = tmp_path / "list.mbox"
    mails = [mail(number, sender) for number in range(60)]
    mails += [mail(60 + n, f"Person {n} <person{n}@list.example>") for n in range(12)]
    archive.write_text("".join(mails))
    found = CliRunner().invoke(signals_, [str(archive)])
    assert found.exit_code == 0, found.output
    assert shown in found.output
    assert "@" not in found.output
    assert "port.example" not in found.output


def test_two_people_of_one_name_are_told_apart(tmp_path: Path) -> None:
    archive = tmp_path / "list.mbox"
    mails = [mail(number, f"Ann <ann{number % 2}@port.example>") for number in range(80)]
    mails += [mail(80 + n, f"Person {n} <person{n}@list.example>") for n in range(12)]
    archive.write_text("".join(mails))
    found = CliRunner().invoke(signals_, [str(archive)])
    assert "14 people" in found.output
    assert "Ann (2)" in found.output


def test_an_address_in_a_title_of_an_issue_is_hidden(tmp_path: Path) -> None:
    comment = {"author": "ann", "body": WORDS, "createdAt": "2024-01-01T00:00:00Z"}
    issue = {"number": 1, "title": "Ask bob@port.example", "comments": [], "labels": []}
    archive = tmp_path / "issues.json"
    archive.write_text(json.dumps({"repo": "a/b", "issues": [issue | comment]}))
    found = CliRunner().invoke(signals_, [str(archive)])
    assert "1 messages of 1 people" in found.output
    assert "bob@port.example" not in found.output
