"""Small models for tests, made from one that is sound by changing what a test is about."""

from textwrap import dedent
from typing import Any

from isegoria.rules.language.loading import read_model_file, read_yaml
from isegoria.rules.language.model import Model

__all__ = ["SOUND", "changed", "model_of"]

SOUND = dedent("""\
    id: town.plan
    title: Plan for the square
    status: present
    summary: The town asks, deliberates and decides.
    sources: {statute: "Town statute, 4"}
    groups:
      residents: {title: Residents, affected: true}
      traders: {title: Traders, affected: true}
    offices:
      chair: {title: Chair, chosen: elected, by: residents, term: 2 years}
      board: {title: Board, chosen: elected, seats: 5, term: 2 years}
    starts: talk
    stages:
      talk:
        title: Talk
        officer: chair
        rights:
          residents: [attend, speak, {right: propose, cap: 2}, object]
          traders: [attend, speak, object]
          anyone: [attend]
        clocks:
          talk: {title: Time to talk, length: 4 weeks, window_for: [speak], extension: {by: chair, by_at_most: 2 weeks}}
        deliverables:
          draft: {title: Draft, by: chair, where: town website}
        exits:
          to_vote: {to: vote, when: {ended: talk}}
      vote:
        title: Vote
        officer: chair
        rights: {residents: [attend, decide], traders: [attend, decide]}
        clocks:
          vote: {length: 7 days, timeout: {silence: abstains}}
        ballots:
          plan:
            clock: vote
            reasons_for: [no]
            passes: {share: yes, more_than: 1/2, groups: [residents, traders]}
        judgements:
          change: {by: chair, scale: [substantive, editorial]}
        exits:
          passed: {outcome: plan, when: {result: plan}}
          again: {to: talk, when: {result: plan, is: failed}, guard: {rounds: 1, forces: dropped}}
          dropped: {outcome: dropped, when: {result: plan, is: failed}}
    appeals:
      board:
        {title: Appeal to the board, of: [vote/change, vote/passed], by: [residents], to: board, within: 10 days, supporters: 1,
         effect: remand, back_to: talk}
    outcomes:
      plan: {title: Plan, force: binding, binds: [residents, traders], minority_statements: 7 days, follow_up: [1 year]}
      dropped: {title: No plan, force: none}
    """)


def model_of(text: str) -> Model:
    """Return the model of a text."""
    return read_model_file(text, "test.yaml")[0][0]


def changed(path: str, value: Any, *more: tuple[str, Any] | None) -> Model:
    """Return the sound model with parts set, or taken away where the value is None."""
    written = read_yaml(SOUND, "test.yaml")[0]
    for way, new in ((path, value), *filter(None, more)):
        *steps, last = way.split("/")
        part = written
        for step in steps:
            part = part.setdefault(step, {})
        if new is None:
            del part[last]
        else:
            part[last] = new
    return Model.model_validate(written)
