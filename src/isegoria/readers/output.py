"""A transcript as JSON, CSV, and a table for a terminal."""

import csv
import io
from typing import Any

from isegoria.readers.values import Transcript, Turn

__all__ = ["as_csv", "as_json", "as_table"]


def as_json(transcript: Transcript) -> dict[str, Any]:
    """Return the transcript in the form of docs/reference/transcript.schema.json."""
    return {
        "format": transcript.format,
        "encoding": transcript.encoding,
        "header": transcript.source[transcript.header.start : transcript.header.end],
        "warnings": [
            {"line": notice.line, "message": notice.message} for notice in transcript.warnings
        ],
        "turns": [_turn(turn) for turn in transcript.turns],
    }


def _turn(turn: Turn) -> dict[str, Any]:
    speaker = turn.speaker
    return {
        "number": turn.number,
        "line": turn.line,
        "label": turn.label,
        "label_kind": turn.label_kind.value,
        "speaker": speaker.name,
        "confidence": speaker.confidence,
        "candidates": [
            {"name": one.name, "confidence": one.confidence} for one in speaker.candidates
        ],
        "role": speaker.role.value,
        "channel": speaker.channel.value,
        "group": speaker.group,
        "group_basis": speaker.group_basis.value,
        "on_behalf_of": turn.relay.on_behalf_of if turn.relay else None,
        "relayed_words": turn.relay.words if turn.relay else 0,
        "words": turn.words,
        "start_seconds": turn.start_seconds,
        "end_seconds": turn.end_seconds,
        "events": [{"kind": event.kind.value, "text": event.text} for event in turn.events],
        "evidence": list(speaker.evidence),
        "text": turn.text,
    }


def as_csv(transcript: Transcript) -> str:
    """Return one row a turn; lists are joined by semicolons."""
    written = io.StringIO()
    rows = [_turn(turn) for turn in transcript.turns]
    writer = csv.DictWriter(written, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        row["candidates"] = "; ".join(
            f"{one['name']} {one['confidence']:.2f}" for one in row["candidates"]
        )
        row["events"] = "; ".join(event["text"] for event in row["events"])
        row["evidence"] = "; ".join(row["evidence"])
        writer.writerow(row)
    return written.getvalue()


def as_table(transcript: Transcript) -> str:
    """Return one line a turn for a terminal: number, line, words, who or what the label says, and
    the first words.
    """
    lines = ["turn  line  words  speaker                   text"]
    for turn in transcript.turns:
        who = turn.speaker.name or (f"[{turn.label}]" if turn.label else "?")
        start = " ".join(turn.text.split()[:8])
        lines.append(f"{turn.number:4}  {turn.line:4}  {turn.words:5}  {who[:24]:24}  {start[:60]}")
    return "\n".join(lines) + "\n"
