"""What is refused to those who make motions, back them, and give proxies."""

from typing import Any

from isegoria.server.deliberation import refusals as deliberation
from isegoria.server.deliberation.motions import (
    Back,
    EndProxy,
    GiveProxy,
    MakeMotion,
    WithdrawBacking,
)
from isegoria.server.membership.acts import JoinProcess
from isegoria.server.process.models import Motion, Process
from isegoria.server.process.seats import GiveSeat
from isegoria.server.record.door import Work
from tests.server.refusals.row import OPERATOR, Row, allowed, refused
from tests.world import AUTHOR, CHAIR, EDITOR, OTHER, World


def assembly(w: World) -> Process:
    """Return a process whose motions need others of its chambers."""
    process = w.forests()
    for who, chamber in {AUTHOR: "soc_n_org", OTHER: "env_n_org"}.items():
        w.done(GiveSeat(process, chamber, w.who(who)))
    return process


def motion(w: World) -> Motion:
    act = w.done(MakeMotion(assembly(w), "issue", "Plant what grows there"), AUTHOR)
    return Motion.objects.get(pk=act.number)


def backs(w: World, *, before: bool = False, done: bool = False) -> Work:
    one = motion(w)
    if before:
        w.done(Back(one), OTHER)
    Motion.objects.filter(pk=one.pk).update(done_in=one.pk if done else None)
    return Back(one)


def withdraws(w: World, *, before: bool = True, done: bool = False) -> Work:
    work = backs(w, before=before, done=done)
    return WithdrawBacking(work.motion)  # type: ignore[attr-defined]


def joined(w: World) -> Process:
    """Begin a process whose ballots know proxies; the author takes part."""
    process = w.forests()
    w.done(JoinProcess(process), AUTHOR)
    return process


def gives(w: World, **given: Any) -> Work:
    """Give a proxy where one is given already."""
    return GiveProxy(w.proxy(process=joined(w), **given).process, w.who(EDITOR))


ROWS: list[Row] = [
    # motions
    allowed(lambda w: MakeMotion(assembly(w), "issue", "Plant what grows there"), AUTHOR),
    refused(
        deliberation.NO_PARTICIPANT,
        lambda w: MakeMotion(assembly(w), "issue", "Plant what grows there"),
        OPERATOR,
        rule="motion.no-participant",
    ),
    refused(deliberation.NEEDS_NOBODY, lambda w: MakeMotion(w.process, "issue", "Cables"), AUTHOR),
    allowed(backs, OTHER),
    refused(deliberation.NO_PARTICIPANT, backs, OPERATOR, rule="motion.no-participant"),
    refused(deliberation.BACKED, backs, AUTHOR),
    refused(deliberation.BACKED, lambda w: backs(w, before=True), OTHER),
    refused(deliberation.BACKED, lambda w: backs(w, done=True), OTHER),
    allowed(withdraws, OTHER),
    refused(deliberation.NOT_BACKED, withdraws, AUTHOR),
    refused(deliberation.NOT_BACKED, withdraws, OPERATOR),
    refused(deliberation.NOT_BACKED, lambda w: withdraws(w, done=True), OTHER),
    # proxies
    refused(
        deliberation.NO_PROXIES,
        lambda w: GiveProxy(w.process, w.who(EDITOR)),
        AUTHOR,
        rule="equal-footing.working-group/proxies",
    ),
    refused(
        deliberation.NO_PARTICIPANT,
        lambda w: GiveProxy(w.forests(), w.who(EDITOR)),
        OPERATOR,
        rule="motion.no-participant",
    ),
    allowed(lambda w: GiveProxy(joined(w), w.who(EDITOR)), AUTHOR),
    refused(deliberation.PROXY_NOT_JOINED, lambda w: GiveProxy(w.forests(), w.who(EDITOR)), AUTHOR),
    refused(deliberation.PROXY_GIVEN, lambda w: GiveProxy(joined(w), w.who(AUTHOR)), AUTHOR),
    refused(deliberation.PROXY_GIVEN, gives, AUTHOR),
    allowed(lambda w: gives(w, until_at=w.now), AUTHOR),
    allowed(lambda w: EndProxy(w.proxy()), AUTHOR),
    allowed(lambda w: EndProxy(w.proxy()), EDITOR),
    refused(deliberation.PROXY_NOT_YOURS, lambda w: EndProxy(w.proxy()), CHAIR),
    refused(deliberation.PROXY_NOT_YOURS, lambda w: EndProxy(w.proxy(until_at=w.now)), AUTHOR),
]
