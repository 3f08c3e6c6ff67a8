"""A session and its balance as JSON, CSV and WebVTT. Each says how every speaker is known."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse

from isegoria.floor.balance import Balance, Shares
from isegoria.server.pages.web.listing import Listing, News, plain
from isegoria.server.sessions.models import Session, Turn
from isegoria.server.sessions.reads import turns_of

__all__ = [
    "SESSIONS",
    "balance_csv",
    "balance_json",
    "session_json",
    "turns_csv",
    "webvtt",
]

# 120 words a minute, the usual pace of such sessions; used only where the source has no times
_SECONDS_A_WORD = 0.5


def _summary(session: Session) -> dict[str, Any]:
    return {
        "number": session.number,
        "title": session.title,
        "held_on": session.held_on.isoformat(),
        "venue": session.venue,
        "format": session.format,
        "turns": session.turn_count,
        "words": session.words,
    }


def _news(rows: Sequence[Session]) -> Iterator[News]:
    for one in rows:
        held = datetime(one.held_on.year, one.held_on.month, one.held_on.day, tzinfo=UTC)
        said = " ".join([one.held_on.isoformat(), one.venue])
        yield News(one.title, reverse("session", args=[one.number]), said, held)


SESSIONS = Listing(
    "sessions",
    ("number", "title", "held_on", "venue", "format", "turns", "words"),
    lambda sessions: map(_summary, sessions),
    news=_news,
    order="",
    most=200,
)


def session_json(session: Session) -> dict[str, Any]:
    """Return the session with its turns; texts as captioned, corrections beside them."""
    turns = turns_of(session).prefetch_related("corrections")
    return {
        **_summary(session),
        "header": session.header,
        "turn": [_turn(turn) for turn in turns],
    }


def _turn(turn: Turn) -> dict[str, Any]:
    speaker = turn.speaker
    return {
        "number": turn.number,
        "line": turn.line,
        "label": turn.label,
        "speaker": speaker.name if speaker else None,
        "role": turn.role,
        "channel": turn.channel,
        "group": (speaker.stated or None) if speaker else None,
        "group_basis": speaker.group_basis if speaker else None,
        "basis": f"act {turn.settled_in}" if turn.settled_in else "reader",
        "confidence": turn.confidence,
        "doubtful": turn.doubtful,
        "evidence": turn.reading["evidence"],
        "candidates": [
            {"name": name, "confidence": confidence}
            for name, confidence in turn.reading["candidates"]
        ],
        "on_behalf_of": turn.on_behalf_of or None,
        "relayed_words": turn.relayed_words,
        "words": turn.words,
        "start_seconds": turn.start_seconds,
        "end_seconds": turn.end_seconds,
        "text": turn.text,
        "corrections": [
            {"act": one.made_in, "text": one.text, "reason": one.reason}
            for one in turn.corrections.all()
        ],
    }


def turns_csv(session: Session) -> str:
    """Return one row a turn."""
    fields = [
        "number",
        "line",
        "label",
        "speaker",
        "role",
        "channel",
        "group",
        "group_basis",
        "basis",
        "doubtful",
        "words",
    ]
    fields += ["relayed_words", "on_behalf_of", "start_seconds", "end_seconds", "text"]
    rows = ({field: plain(row[field]) for field in fields} for row in map(_turn, turns_of(session)))
    return _csv(fields, rows)


def _csv(fields: list[str], rows: Iterator[dict[str, Any]]) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, fieldnames=fields)
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def webvtt(session: Session) -> str:
    """Return the turns as WebVTT with voice spans.

    Where the source has no times they are estimated, and a note says so.
    """
    turns = list(turns_of(session))
    timed = all(turn.start_seconds is not None and turn.end_seconds is not None for turn in turns)
    lines = ["WEBVTT", "", f"NOTE {_line(session.title)}, {session.held_on.isoformat()}"]
    if not timed:
        lines[2] += (
            "; the source has no times: these are estimated from the words, at 120 words a minute"
        )
    at = 0.0
    for turn in turns:
        begin, end = (
            (turn.start_seconds or 0.0, turn.end_seconds or 0.0)
            if timed
            else (at, at + max(turn.words, 1) * _SECONDS_A_WORD)
        )
        at = end
        name = turn.speaker.name if turn.speaker else (turn.label or "?")
        lines += [
            "",
            turn.item,
            f"{_time(begin)} --> {_time(end)}",
            f"<v {_line(name).replace('>', '')}>{_line(turn.text)}",
        ]
    return "\n".join(lines) + "\n"


def _line(text: str) -> str:
    """Return the text as one line that holds no cue and no tag of its own."""
    return " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace("-->", "→")


def _time(seconds: float) -> str:
    thousandths = round(seconds * 1000)
    seconds, rest = divmod(thousandths, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def balance_json(found: Balance) -> dict[str, Any]:
    """Return the shares as numbers in [0, 1], of words and, where there are times, of seconds."""
    questions = found.questions
    return {
        "turns": found.turns,
        "words": found.words,
        "longest_turn": found.longest_turn,
        "of_words": _shares(found.of_words),
        "of_seconds": _shares(found.of_seconds) if found.of_seconds else None,
        "turns_of": found.turns_of,
        "questions": {
            "room": {"asked": questions.room, "answered": questions.room_answered},
            "remote": {"asked": questions.remote, "answered": questions.remote_answered},
        },
        "silent_groups": list(found.silent_groups),
    }


def _shares(shares: Shares) -> dict[str, dict[str, float]]:
    by = {
        "group": shares.by_group,
        "role": shares.by_role,
        "channel": shares.by_channel,
        "person": shares.by_person,
    }
    return {
        what: {name: round(float(share), 6) for name, share in of.items()}
        for what, of in by.items()
    }


def balance_csv(found: Balance) -> str:
    """Return one row a share."""
    words, seconds = _shares(found.of_words), _shares(found.of_seconds) if found.of_seconds else {}
    rows = (
        {
            "by": by,
            "name": plain(name),
            "share_of_words": share,
            "share_of_seconds": seconds.get(by, {}).get(name, ""),
        }
        for by, shares in words.items()
        for name, share in shares.items()
    )
    return _csv(["by", "name", "share_of_words", "share_of_seconds"], rows)
