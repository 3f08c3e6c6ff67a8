"""What is printed is what the published schema says."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from isegoria.readers.output import as_json
from isegoria.readers.transcript import read
from isegoria.readers.values import Person, Role
from tests.real_data import real

SCHEMA = json.loads(
    (Path(__file__).parents[3] / "docs/reference/transcript.schema.json").read_text()
)
ROSTER = [Person("Ada Example", Role.MODERATOR, "civil society")]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            ">> ADA EXAMPLE: Hello (Applause).\n>> Yes, it is from Dee. The question is, who pays?",
            id="captions",
        ),
        pytest.param(
            "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Bo>Hi\n\nbroken --> cue\n", id="webvtt"
        ),
        pytest.param("1\n00:00:01,000 --> 00:00:02,000\nHello\n", id="srt"),
    ],
)
def test_json_is_as_the_schema_says(source: str) -> None:
    Draft202012Validator(SCHEMA).validate(as_json(read(source.encode(), ROSTER)))


@pytest.mark.real_data
def test_a_whole_session_is_as_the_schema_says() -> None:
    Draft202012Validator(SCHEMA).validate(
        as_json(read(real("transcripts/igf-2018-ws224.txt").read_bytes(), ROSTER))
    )
