"""An appeal that nobody decided in time, beside a ballot that closed shortly before."""

import pytest

from isegoria.server.issues.models import Issue
from isegoria.server.membership.acts import JoinProcess
from isegoria.server.process.clocks import run_clocks
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import Appeal
from isegoria.server.process.tallies import Tally, tallies_of
from isegoria.server.replay.compare import recompute
from tests.play import Play, everyone_supports, seated, to_the_call

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("looks", [(21.003,), (20.9995, 21.00005, 21.0002, 21.003)])
def test_a_complaint_that_was_late_just_after_the_close_moves_no_base(
    looks: tuple[float, ...],
) -> None:
    """The rules equal-footing: a complaint has 21 days, like the call, and came ten seconds later."""
    play = seated()
    chunk = to_the_call(play)
    everyone_supports(play, chunk)
    begun, play.day = play.day, play.day + 10 / 86400
    play.people["mallory"] = play.newcomer("Mallory", "civil-society")
    play.do(Appeal(chunk, "conduct", reason="The chair is rude."), "mallory")
    for day in looks:
        play.day = begun + day
        run_clocks(play.now)
    before = [(one.name, one.result, one.counts) for one in tallies_in(play, chunk)]
    for number in range(3):
        play.people[f"n{number}"] = play.newcomer(f"n{number}", "governments")
        play.do_plain(JoinProcess(play.process), f"n{number}")
    assert [(one.name, one.result, one.counts) for one in tallies_in(play, chunk)] == before
    assert recompute(Issue.objects.get()).findings == ()


def tallies_in(play: Play, chunk: Chunk) -> list[Tally]:
    current = Chunk.objects.select_related("process", "issue").get(pk=chunk.pk)
    return tallies_of(facts_of(current), play.now)
