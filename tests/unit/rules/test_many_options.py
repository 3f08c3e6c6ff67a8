"""A draft of rules with very many options takes no time to be played."""

from isegoria.rules.language.loading import read_model_file, read_scenario_file
from isegoria.rules.rehearsing.play import rehearse

RULES = """id: our.x
version: 1
title: X
status: present
summary: X.
groups: {g: {title: G}}
offices: {o: {title: O}}
starts: s
stages:
  s:
    title: S
    officer: o
    rights: {g: [attend, decide]}
    clocks: {c: {title: C, length: 1 day, timeout: {silence: abstains}}}
    ballots: {b: {title: B, clock: c, ranked: {}, answers: [OPTIONS]}}
    exits: {z: {outcome: done, when: {won: b, is: [a1]}}, y: {outcome: done, by: o}}
outcomes: {done: {title: D, force: none}}
"""
SCENARIO = """title: T
model: x
starts: 2026-01-01
people: {p: {groups: [g]}}
steps: [{who: p, does: vote, name: b, answer: a1 > a2}, {at: 2026-02-01, expect: {outcome: done}}]
"""


def played(number: int) -> list[str]:
    rules = RULES.replace("OPTIONS", ", ".join(f"a{one}" for one in range(number)))
    scenario, _places = read_scenario_file(SCENARIO, "x")
    return rehearse(read_model_file(rules, "x")[0][0], scenario).differences


def test_more_options_than_people_rank_are_not_counted() -> None:
    assert played(100) == []
    [told] = played(4000)
    assert "s/b ranks 4000 options; there are at most 100" in told
