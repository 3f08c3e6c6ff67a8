"""People of all groups who take an issue through a process, day by day; what server tests play."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from unittest.mock import patch

import pytest

from isegoria.library import model
from isegoria.server.conduct import erasing
from isegoria.server.deliberation.texts import Write
from isegoria.server.issues import parts
from isegoria.server.issues.acts import BeginProcess, ProposeIssue
from isegoria.server.issues.parts import SplitIssue
from isegoria.server.membership.acts import JoinProcess
from isegoria.server.people.models import Affiliation, Participant
from isegoria.server.process.clocks import advance
from isegoria.server.process.models import Chunk, Process, Seat
from isegoria.server.process.seats import GiveSeat, filled_by
from isegoria.server.process.steps import Deliver, GiveFinding, GiveRuling, Leave, Vote, step
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act
from isegoria.terms import Refused
from tests.once import once
from tests.people import chen, speaks_for

__all__ = [
    "START",
    "Play",
    "answers_stayed",
    "at_deliberation",
    "everyone_supports",
    "seated",
    "split_in_a_call",
    "split_was_free",
    "to_the_call",
]

Found = TypeVar("Found")
START = datetime(2026, 3, 2, 12, tzinfo=UTC)
GROUPS = ("governments", "private-sector", "civil-society", "technical-community")


class Play:
    """A process with people of all groups and every office taken; `at` is the day on which they
    act.
    """

    def __init__(self, name: str = "equal-footing.working-group") -> None:
        self.day = 0
        self.secretary = chen()
        self.people: dict[str, tuple[Participant, Affiliation | None]] = {}
        for group in GROUPS:
            for number in (1, 2):
                one = Participant.objects.create_user(
                    f"{group}{number}@example.org", name=f"{group} {number}"
                )
                self.people[f"{group}{number}"] = (
                    one,
                    speaks_for(one, group, organisation=f"Office of {one}"),
                )
        begun = perform(BeginProcess("Cables", model(name)), by=self.secretary, now=START)
        self.process = Process.objects.get(pk=begun.number)

    @property
    def now(self) -> datetime:
        return START + timedelta(days=self.day)

    def seat(self, holder: str, who: str) -> None:
        """Give somebody a seat, as who chooses for it by the rules."""
        giver = filled_by(self.process, holder) or self.secretary
        perform(GiveSeat(self.process, holder, self.people[who][0]), by=giver, now=self.now)

    @staticmethod
    def newcomer(name: str, group: str, organisation: str = "") -> tuple[Participant, Affiliation]:
        """Return somebody who took no part so far."""
        one = Participant.objects.create_user(f"{name.lower()}@example.org", name=name)
        return one, speaks_for(one, group, organisation=organisation or f"Office of {name}")

    def raised(self, who: str = "civil-society1") -> Chunk:
        by, capacity = self.people[who]
        act = perform(
            ProposeIssue(self.process, "Who repairs cables?"),
            by=by,
            now=self.now,
            capacity=capacity,
        )
        return Chunk.objects.get(pk=act.number)

    def do(self, work: Any, who: str | None = None) -> Act:
        by, capacity = self.people[who] if who else (self.secretary, None)
        act: Act = step(work, by=by, now=self.now, capacity=capacity)
        return act

    def panel_decides(
        self, chunk: Chunk, answer: str, *, level: str = "designation", reason: str = "so it is"
    ) -> Act:
        """Let two of the panel vote the same on a contest, after it was filled to three; return the
        vote that decides.
        """
        held = Seat.objects.held(self.process, chunk).filter(holder="panel")
        sit = set(held.values_list("participant", flat=True))
        panel = [who for who, (one, _capacity) in self.people.items() if one.pk in sit]
        for number in range(len(panel), 3):
            panel.append(f"panel{number}")
            self.people[panel[-1]] = self.newcomer(f"Panel {number}", "civil-society")
            self.seat("panel", panel[-1])
        ruling = GiveRuling(chunk, level, answer, reason=reason)
        return [self.do(ruling, who) for who in panel[:2]][-1]

    def join(self, *who: str) -> None:
        """Let these people take part in the process, each for their group, unless they do."""
        for one in who:
            if not self.process.members.filter(participant=self.people[one][0]).exists():
                self.do_plain(JoinProcess(self.process), one)

    def do_plain(self, work: Any, who: str | None = None) -> Act:
        by, capacity = self.people[who] if who else (self.secretary, None)
        return perform(work, by=by, now=self.now, capacity=capacity)

    def refused(self, work: Any, who: str | None = None) -> str:
        with pytest.raises(Refused) as found:
            self.do(work, who)
        return found.value.refusal.rule

    def refused_plain(self, work: Any, who: str | None = None) -> str:
        with pytest.raises(Refused) as found:
            self.do_plain(work, who)
        return found.value.refusal.rule

    def brings(self, to: Hashable, make: Callable[[], Found]) -> Found:
        """Return what `make` returns, with the people and the day as it leaves them; the name `to`
        says all that it depends on.
        """
        found, left = once(to, lambda: deepcopy((make(), vars(self))))
        vars(self).update(left)
        return found

    def later(self, chunk: Chunk, days: int) -> str:
        self.day += days
        advance(chunk, self.now)
        return Chunk.objects.get(pk=chunk.pk).stage


def seated() -> Play:
    """Return a working group with every office taken."""
    return once("seated", _seated)


def _seated() -> Play:
    found = Play()
    for holder, who in {
        "chairs": "governments1",
        "editor": "technical-community1",
        "technical_reviewers": "technical-community2",
        "legal_reviewers": "governments2",
        "panel": "private-sector2",
    }.items():
        found.seat(holder, who)
    return found


def at_deliberation(play: Play) -> Chunk:
    """Bring an issue into its deliberation."""
    chunk, play.day = once(("deliberation", play.day), lambda: _at_deliberation(play))
    return chunk


def _at_deliberation(play: Play) -> tuple[Chunk, int]:
    chunk = play.raised()
    play.do(Deliver(chunk, "clusters"))
    assert play.later(chunk, 42) == "scoping"
    for name, who in {"chunks": "governments1", "voices": None}.items():
        play.do(Deliver(chunk, name), who)
    play.do(GiveFinding(chunk, "shape", "open", reason="all who want"), "governments1")
    assert play.later(chunk, 42) == "statements"
    assert play.later(chunk, 28) == "deliberation"
    return Chunk.objects.get(pk=chunk.pk), play.day


def to_the_call(
    play: Play, *, text: str = "Coastal states repair.\n\nOperators pay.", call: bool = True
) -> Chunk:
    """Bring an issue into its consensus call, or right before it."""
    begun = ("call", play.day, text, call)
    chunk, play.day = once(begun, lambda: _to_the_call(play, text, call))
    return chunk


def _to_the_call(play: Play, text: str, call: bool) -> tuple[Chunk, int]:
    chunk = at_deliberation(play)
    play.do(Write(chunk, text=text), "technical-community1")
    play.do(Deliver(chunk, "text"), "technical-community1")
    play.do(Deliver(chunk, "technical"), "technical-community2")
    assert (
        play.refused(Leave(chunk, "call_consensus"), "governments1")
        == "equal-footing.working-group/deliberation/call_consensus"
    )
    play.do(Deliver(chunk, "domestic"), "governments2")
    if call:
        play.do(Leave(chunk, "call_consensus"), "governments1")
    return Chunk.objects.get(pk=chunk.pk), play.day


@contextmanager
def split_was_free() -> Iterator[None]:
    """Split parts off as earlier versions did, also while people decide: records have such parts,
    and the whole goes on beside them.
    """
    with (
        patch.object(parts, "_text_is_decided", return_value=None),
        patch.object(parts, "_waits_for_an_answer", return_value=None),
        patch.object(parts, "_cover"),
        patch.object(SplitIssue, "version", 1),
    ):
        yield


@contextmanager
def answers_stayed() -> Iterator[None]:
    """Erase accounts as earlier versions did, also while a ballot is open: the answers counted
    still, and records have such.
    """
    with patch.object(erasing, "withdraw_all"):
        yield


def split_in_a_call(
    play: Play, chunk: Chunk, title: str = "Who pays?", who: str | None = "governments1"
) -> Chunk:
    """Return a part that was split off while a call was open, by an earlier version."""
    with split_was_free():
        return Chunk.objects.get(pk=play.do_plain(SplitIssue(chunk, title), who).number)


def everyone_supports(play: Play, chunk: Chunk) -> None:
    play.brings(("support", chunk.pk), lambda: _everyone_supports(play, chunk))


def _everyone_supports(play: Play, chunk: Chunk) -> None:
    panel = Seat.objects.filter(process=play.process, holder="panel").values_list(
        "participant", flat=True
    )
    for who in [
        one for one, (by, _capacity) in play.people.items() if by.pk not in panel
    ]:  # the panel takes no part
        play.do(Vote(chunk, "support", "support"), who)
