"""States and acts that an earlier version wrote are read for ever; what a newer one wrote is told."""

from typing import Any

import pytest

from isegoria.rules.course import state as states
from isegoria.rules.course.state import read_state, written_state
from isegoria.server.issues.acts import BeginProcess
from isegoria.server.issues.models import Issue
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk
from isegoria.server.record.door import KINDS, body_now
from isegoria.server.record.models import Act
from isegoria.server.replay.compare import recompute
from tests.play import Play, to_the_call

NOW = len(states._UPCASTS)
pytestmark = pytest.mark.django_db


def findings() -> list[str]:
    return [str(one) for one in recompute(Issue.objects.get()).findings]


def test_a_state_without_a_version_is_read(play: Play) -> None:
    chunk = to_the_call(play)
    assert chunk.state.pop("version") == NOW
    chunk.save(update_fields=["state"])
    assert facts_of(Chunk.objects.get(pk=chunk.pk)).stage == chunk.stage
    assert findings() == []


def test_a_state_goes_through_every_version_after_its_own(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunk = to_the_call(play)
    old = {"where" if key == "stage" else key: value for key, value in chunk.state.items()}

    def renamed(written: dict[str, Any]) -> dict[str, Any]:
        return {"stage" if key == "where" else key: value for key, value in written.items()}

    monkeypatch.setattr(states, "_UPCASTS", (*states._UPCASTS, renamed))
    assert read_state(old).stage == chunk.stage
    assert written_state(read_state(old)) == chunk.state | {"version": NOW + 1}
    assert read_state(chunk.state | {"version": NOW + 1}).stage == chunk.stage


def test_a_state_of_a_newer_version_is_not_guessed_at(play: Play) -> None:
    with pytest.raises(ValueError, match=f"version {NOW + 1}; this program reads up to {NOW}"):
        read_state(play.raised().state | {"version": NOW + 1})


def test_an_act_goes_through_every_version_after_its_own(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_model(body: dict[str, Any]) -> dict[str, Any]:
        return body | {"model": body["rules"]} if "rules" in body else body

    monkeypatch.setattr(BeginProcess, "upcasts", (with_model, with_model))
    monkeypatch.setattr(BeginProcess, "version", 3)
    act = Act.objects.get(kind="process.begin")
    assert act.kind_version == 2
    act.body = {"rules": act.body["model"]}
    assert body_now(act) == {"rules": "equal-footing.working-group"} | {
        "model": "equal-footing.working-group"
    }
    act.kind_version = 4
    assert body_now(act) is None


def test_an_act_of_a_newer_version_is_named(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    to_the_call(play)
    monkeypatch.setattr(KINDS["chunk.leave"], "version", 0)
    left = Act.objects.filter(kind="chunk.leave").values_list("pk", flat=True)
    told = findings()
    assert left
    for number in left:
        assert f"act #{number} is of a kind or a version that this program does not know" in told


def test_the_version_of_a_kind_follows_from_its_upcasts() -> None:
    assert {name: one.version for name, one in KINDS.items() if one.version > 1} == {
        "act.undo": 2,  # clocks stood still while something was cancelled
        "chunk.answer-amendment": 2,
        "chunk.appeal": 4,
        "chunk.clock": 4,
        "chunk.deliver": 2,
        "chunk.count": 2,
        "chunk.judge": 2,
        "chunk.leave": 2,
        "chunk.object": 2,
        "chunk.position": 2,
        "chunk.propose": 2,
        "chunk.rule": 6,
        "chunk.settle": 2,
        "chunk.trigger": 4,
        "chunk.vote": 4,
        "chunk.write": 2,
        "forum.set-up": 2,
        "issue.split": 2,
        "process.begin": 2,
        "process.drop-date": 2,
        "process.end-seat": 2,
    }
    assert all(one.version == len(one.upcasts) + 1 for one in KINDS.values())
