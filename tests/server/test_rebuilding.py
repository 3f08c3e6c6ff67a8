"""What is kept of a part is written anew from the record, whatever was damaged."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
from click.testing import CliRunner

from isegoria.cli import rebuilding
from isegoria.server.conduct.erasing import EraseAccount, EraseWords
from isegoria.server.deliberation.acts import Say
from isegoria.server.deliberation.motions import GiveProxy
from isegoria.server.forum.profiles import DeclareAffiliation
from isegoria.server.issues.models import Issue
from isegoria.server.membership.acts import JoinProcess
from isegoria.server.membership.grouping import RegroupProcess
from isegoria.server.people.models import Affiliation
from isegoria.server.process.facts import facts_of, model_of
from isegoria.server.process.models import Chunk, ChunkRow
from isegoria.server.process.seconding import proxies_held
from isegoria.server.process.steps import Deliver, Trigger, Vote
from isegoria.server.record.door import KINDS, perform
from isegoria.server.record.models import Act
from isegoria.server.replay.compare import recompute
from isegoria.server.replay.rebuild import Rebuilt, rebuild
from tests.people import speaks_for
from tests.play import Play, answers_stayed, everyone_supports, to_the_call
from tests.server.test_text_under_decision import RESTARTING, call_in, newest

pytestmark = pytest.mark.django_db
SECRET = RESTARTING.replace("clock: call, passes", "clock: call, secret: true, passes")
LIMITED = RESTARTING.replace("clock: call, passes", "clock: call, cap_per_organisation: 1, passes")
PER_ORGANISATION = RESTARTING.replace("clock: call,", "clock: call, one_per: organisation,")
BY_PROXY = RESTARTING.replace("clock: call, passes", "clock: call, by_proxy: true, passes")
ANN, BEN = "civil-society1", "civil-society2"
CAM, DOT = "private-sector1", "private-sector2"


def all_kept() -> tuple[list[dict[str, Any]], set[tuple[Any, ...]]]:
    """Return every part and row as the database has it, but for the numbers of the rows."""
    fields = ("chunk", "what", "stage", "name", "item", "who", "value", "group", "number")
    return list(Chunk.objects.order_by("pk").values()), set(ChunkRow.objects.values_list(*fields))


def rebuilt(play: Play, *, look_only: bool = False) -> Rebuilt:
    return rebuild(play.process, look_only=look_only)


def state_with(**more: Any) -> Callable[[Chunk], None]:
    def damage(chunk: Chunk) -> None:
        Chunk.objects.filter(pk=chunk.pk).update(state=chunk.state | more)

    return damage


def of_rows(**fields: Any) -> Callable[[Chunk], None]:
    def damage(_chunk: Chunk) -> None:
        assert ChunkRow.objects.filter(what="answer").update(**fields)

    return damage


DAMAGES: dict[str, Callable[[Chunk], None]] = {
    "another stage": state_with(stage="scoping"),
    "an outcome that nobody reached": state_with(outcome="options"),
    "an outcome on its page alone": lambda chunk: Chunk.objects.filter(pk=chunk.pk).update(
        outcome="options"
    ),
    "no state": lambda chunk: Chunk.objects.filter(pk=chunk.pk).update(state={}),
    "a state that is none": lambda chunk: Chunk.objects.filter(pk=chunk.pk).update(state={"a": 1}),
    "no answers in the state": state_with(visits={}),
    "no rows": lambda chunk: ChunkRow.objects.filter(chunk=chunk).delete(),  # type: ignore[dict-item]
    "other answers": of_rows(value="object"),
    "answers in another group": of_rows(group="governments"),
    "answers by proxy": of_rows(number=1),
    "a row too many": lambda chunk: ChunkRow.objects.create(chunk=chunk, what="answer", who="77"),  # type: ignore[dict-item]
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("is_over", [False, True], ids=["open", "over"])
def test_what_was_damaged_is_written_anew(
    damage: Callable[[Chunk], None], is_over: bool, play: Play
) -> None:
    chunk = to_the_call(play)
    everyone_supports(play, chunk)
    if is_over:
        play.do(Deliver(chunk, "evidence"))
        play.later(chunk, 60)
    before, acts = all_kept(), Act.objects.count()
    damage(Chunk.objects.get(pk=chunk.pk))
    damaged = all_kept()
    assert damaged != before
    told = rebuilt(play, look_only=True)
    assert told.written or told.left
    assert all_kept() == damaged
    done = rebuilt(play)
    assert (done.wrong, done.left) == ((), ())
    assert done.written
    assert all_kept() == before
    assert rebuilt(play) == Rebuilt((), (), ())
    assert Act.objects.count() == acts
    assert recompute(Issue.objects.get()).findings == ()


def test_answers_to_an_open_secret_ballot_stay_and_are_counted_anew() -> None:
    play, chunk = call_in(SECRET)
    play.join("governments1", "civil-society1")
    for who, answer in (("governments1", "yes"), ("civil-society1", "no")):
        play.do(Vote(chunk, "plan", answer), who)
    before = all_kept()
    state_with(visits={}, stage="elsewhere")(Chunk.objects.get(pk=chunk.pk))
    assert rebuilt(play).left == ()
    assert all_kept() == before
    assert play.later(chunk, 15) == "call"
    assert rebuilt(play) == Rebuilt((), (), ())


def test_an_erased_account_keeps_nothing_from_being_written_anew(play: Play) -> None:
    chunk = to_the_call(play)
    everyone_supports(play, chunk)
    play.do_plain(EraseAccount(play.people["civil-society2"][0]), "civil-society2")
    before = all_kept()
    state_with(stage="scoping", visits={})(Chunk.objects.get(pk=chunk.pk))
    done = rebuilt(play)
    assert (done.wrong, done.left) == ((), ())
    assert all_kept() == before


def test_nothing_is_written_from_a_record_with_a_fault(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunk = to_the_call(play)
    state_with(stage="scoping")(Chunk.objects.get(pk=chunk.pk))
    damaged = all_kept()
    monkeypatch.setattr(KINDS["chunk.leave"], "version", 0)
    done = rebuilt(play)
    assert any("is of a kind or a version" in str(one) for one in done.wrong)
    assert all_kept() == damaged


def test_the_command_says_what_differed(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "start_django", lambda **_options: None)
    chunk = to_the_call(play)
    state_with(stage="scoping")(Chunk.objects.get(pk=chunk.pk))
    number, run = str(play.process.pk), CliRunner().invoke
    look = run(rebuilding.rebuild_, [number, "--dry-run"])
    assert look.exit_code == 1
    assert "the pages show 'scoping', from the record follows 'consensus_call'" in look.output
    done = run(rebuilding.rebuild_, [])
    assert done.exit_code == 0
    assert done.output == look.output
    again = run(rebuilding.rebuild_, [number])
    assert again.output == f"process #{number}: what is kept follows from the record\n"
    assert run(rebuilding.rebuild_, ["999"]).exit_code == 2


def test_a_secret_ballot_that_was_counted_is_compared_and_mended() -> None:
    rules = SECRET.replace("{outcome: none, when: {ended: call}}", "{outcome: none, by: editor}")
    rules = rules.replace("{outcome: plan, when: {all", "{outcome: plan, by: editor, when: {all")
    play, chunk = call_in(rules)
    play.join("governments1", "civil-society1")
    for who in ("governments1", "civil-society1"):
        play.do(Vote(chunk, "plan", "no"), who)
    assert recompute(chunk.issue).chunks[chunk.pk]["tallies"] == {}  # it is open
    assert play.later(chunk, 20) == "call"
    assert recompute(chunk.issue).chunks[chunk.pk]["tallies"].keys() == {"call/plan"}
    before, kept = all_kept(), Chunk.objects.get(pk=chunk.pk)
    kept.state["visits"]["call"]["tallies"]["plan"] = {"": {"governments": {"yes": 500}}}
    kept.save(update_fields=["state"])
    assert recompute(chunk.issue).findings
    assert rebuilt(play).left == ()
    assert Chunk.objects.get(pk=chunk.pk).state == before[0][0]["state"]
    assert all_kept()[1] == before[1]


@pytest.mark.parametrize("stays", [False, True])
def test_a_counted_secret_ballot_tells_of_nobody_who_changed_group(stays: bool) -> None:
    rules = SECRET.replace("{outcome: none, when: {ended: call}}", "{outcome: none, by: editor}")
    rules = rules.replace("{outcome: plan, when: {all", "{outcome: plan, by: editor, when: {all")
    play, chunk = call_in(rules)
    play.join(ANN, BEN)
    play.do(Vote(newest(chunk), "plan", "no"), ANN)
    by = play.people[ANN][0]
    play.people[ANN] = by, speaks_for(by, "governments")
    play.do_plain(JoinProcess(play.process), ANN)
    play.do(Vote(newest(chunk), "plan", "yes"), ANN)
    if stays:
        play.do(Vote(newest(chunk), "plan", "yes"), BEN)
    play.later(chunk, 20)
    given = 2 if stays else 1
    answers = Act.objects.get(kind="chunk.count").body["answers"]
    assert answers == {"call/plan": {"": ["yes"] * given}}
    derived = recompute(chunk.issue)
    assert derived.findings == ()
    assert derived.chunks[chunk.pk]["tallies"] == {"call/plan": {"": {"": {"yes": given}}}}
    stays_as_it_is(play)
    told = {"civil_society": {"yes": given}}  # an answer counts where its voter does
    assert newest(chunk).state["visits"]["call"]["tallies"] == {"plan": {"": told}}


def speaking_for(play: Play, who: str, organisation: str) -> None:
    by = play.people[who][0]
    play.people[who] = (by, speaks_for(by, "civil-society", organisation=organisation))


def declares(play: Play, who: str, organisation: str) -> Act:
    """Let somebody say for whom they speak, so that they can erase it."""
    by = play.people[who][0]
    said = DeclareAffiliation(organisation, "civil-society", "", "", play.now.date())
    act = perform(said, by=by, now=play.now)
    play.people[who] = by, Affiliation.objects.get(declared_in=act.number)
    return act


def stays_as_it_is(play: Play) -> None:
    """Compare what is kept with the record, and let it be written anew: nothing may change."""
    before = all_kept()
    assert rebuilt(play) == Rebuilt((), (), ())
    assert all_kept() == before


def test_who_answers_again_for_another_organisation_counts_for_that_one() -> None:
    play, chunk = call_in(LIMITED)
    for organisation, answer in (("Fishers", "no"), ("Bakers", "yes")):
        speaking_for(play, ANN, organisation)
        play.do(Vote(newest(chunk), "plan", answer), ANN)
    stays_as_it_is(play)
    facts = facts_of(newest(chunk))
    numbers = [facts.of_organisation("call", "plan", "", one) for one in ("Fishers", "Bakers")]
    assert numbers == [0, 1]
    speaking_for(play, BEN, "Bakers")
    assert play.refused(Vote(newest(chunk), "plan", "yes"), BEN) == "harbour.plan/call/plan"
    speaking_for(play, BEN, "Fishers")
    play.do(Vote(newest(chunk), "plan", "yes"), BEN)


def answers_with_a_proxy(play: Play, chunk: Chunk, answer: str) -> None:
    """Let Ben answer with the proxies that he holds."""
    play.process.refresh_from_db()
    others = tuple(
        proxies_held(model_of(play.process), play.process, play.people[BEN][0], play.now.date())
    )
    play.do(Vote(newest(chunk), "plan", answer, others=others), BEN)


def gave_a_proxy(rules: str) -> tuple[Play, Chunk]:
    """Return a call under these rules in which Ann gave Ben a proxy."""
    play, chunk = call_in(rules)
    play.join(ANN, BEN)
    play.do_plain(GiveProxy(play.process, play.people[BEN][0]), ANN)
    return play, chunk


def test_an_answer_by_proxy_counts_in_the_office_that_its_giver_took_meanwhile() -> None:
    rules = BY_PROXY.replace("passes", "voters: [civil_society, speaker], passes")
    play, chunk = gave_a_proxy(rules.replace("{editor:", "{speaker: {title: Speaker}, editor:"))
    play.seat("speaker", ANN)
    answers_with_a_proxy(play, chunk, "yes")
    counted = {"civil_society": {"yes": 1}, "speaker": {"yes": 1}}
    assert facts_of(newest(chunk)).tally("call", "plan", "") == counted
    stays_as_it_is(play)


def test_an_answer_by_proxy_counts_in_the_group_in_which_its_giver_counts_then() -> None:
    play, chunk = gave_a_proxy(BY_PROXY)
    play.do_plain(RegroupProcess(play.process, {"civil-society": "governments"}))
    answers_with_a_proxy(play, chunk, "yes")
    assert facts_of(newest(chunk)).tally("call", "plan", "") == {"governments": {"yes": 2}}
    stays_as_it_is(play)


@pytest.mark.parametrize("erased", [answers_stayed, nullcontext], ids=["before", "now"])
@pytest.mark.parametrize("leaves", [ANN, BEN])
def test_an_answer_by_proxy_when_its_giver_or_the_holder_is_erased(
    leaves: str, erased: Any
) -> None:
    play, chunk = gave_a_proxy(BY_PROXY)
    answers_with_a_proxy(play, chunk, "no")
    with erased():
        play.do_plain(EraseAccount(play.people[leaves][0]), leaves)
    stays_as_it_is(play)
    other = ANN if leaves == BEN else BEN
    play.do(Vote(newest(chunk), "plan", "yes"), other)
    tally = facts_of(newest(chunk)).tally("call", "plan", "")
    assert tally == {"civil_society": {"no": int(erased is answers_stayed), "yes": 1}}
    stays_as_it_is(play)


def test_a_secret_ballot_that_nobody_answered_is_counted_after_it_was_written_anew() -> None:
    play, chunk = call_in(SECRET)
    before = all_kept()
    state_with(stage="elsewhere")(Chunk.objects.get(pk=chunk.pk))
    assert rebuilt(play).left == ()
    assert all_kept() == before
    play.later(chunk, 15)
    assert Act.objects.get(kind="chunk.count").body["answers"] == {"call/plan": {}}
    assert recompute(chunk.issue).findings == ()


def test_an_account_that_answered_for_two_organisations_is_erased_and_both_count_on() -> None:
    play, chunk = call_in(LIMITED)
    speaking_for(play, BEN, "Bakers")
    play.join(BEN)
    for organisation, answer in (("Fishers", "no"), ("Smiths", "no"), ("Bakers", "yes")):
        speaking_for(play, ANN, organisation)
        play.do(Vote(newest(chunk), "plan", answer), ANN)
    with answers_stayed():
        play.do_plain(EraseAccount(play.people[ANN][0]), ANN)
    tally = facts_of(newest(chunk)).tally("call", "plan", "")
    assert tally == {"civil_society": {"no": 0, "yes": 1}}
    numbers = ChunkRow.objects.filter(what="organisation").values_list("number", flat=True)
    assert sorted(numbers) == [0, 0, 1]
    stays_as_it_is(play)
    assert play.refused(Vote(newest(chunk), "plan", "yes"), BEN) == "harbour.plan/call/plan"
    speaking_for(play, BEN, "Fishers")
    play.do(Vote(newest(chunk), "plan", "yes"), BEN)
    stays_as_it_is(play)


def test_an_organisation_answers_once_also_after_one_who_spoke_for_it_is_erased() -> None:
    play, chunk = call_in(PER_ORGANISATION)
    speaking_for(play, BEN, "Fishers")
    play.do(Vote(newest(chunk), "plan", "no"), BEN)
    speaking_for(play, BEN, "Bakers")
    play.do(Say(newest(chunk), text="Bread."), BEN)  # takes part for others since
    speaking_for(play, ANN, "Fishers")
    play.join(ANN)
    play.do_plain(EraseAccount(play.people[ANN][0]), ANN)
    speaking_for(play, BEN, "Fishers")
    play.do(Vote(newest(chunk), "plan", "yes"), BEN)
    tally = facts_of(newest(chunk)).tally("call", "plan", "")
    assert tally == {"civil_society": {"no": 0, "yes": 1}}
    stays_as_it_is(play)


@pytest.mark.parametrize("erased", [answers_stayed, nullcontext], ids=["before", "now"])
@pytest.mark.parametrize("words", [False, True])
def test_an_organisation_of_which_everybody_is_erased_has_its_places_again(
    words: bool, erased: Any
) -> None:
    play, chunk = call_in(LIMITED)
    declares(play, ANN, "Fishers")
    play.do(Vote(newest(chunk), "plan", "no"), ANN)
    with erased():
        play.do_plain(EraseAccount(play.people[ANN][0], words=words), ANN)
    speaking_for(play, BEN, "Fishers")
    play.do(Vote(newest(chunk), "plan", "yes"), BEN)
    tally = facts_of(newest(chunk)).tally("call", "plan", "")
    assert tally == {"civil_society": {"no": int(erased is answers_stayed), "yes": 1}}
    stays_as_it_is(play)


@pytest.mark.parametrize("erased", [[ANN], [BEN], [ANN, BEN], [BEN, ANN]])
def test_an_organisation_has_one_answer_whoever_of_it_is_erased(erased: list[str]) -> None:
    play, chunk = call_in(PER_ORGANISATION)
    for who, answer in ((ANN, "no"), (BEN, "yes"), (ANN, "abstain")):
        speaking_for(play, who, "Fishers")
        play.do(Vote(newest(chunk), "plan", answer), who)
    for who in erased:
        play.do_plain(EraseAccount(play.people[who][0]), who)
        stays_as_it_is(play)
    for who in {ANN, BEN}.difference(erased):
        play.do(Vote(newest(chunk), "plan", "yes"), who)
        stays_as_it_is(play)
        tally = facts_of(newest(chunk)).tally("call", "plan", "")
        assert tally == {"civil_society": {"no": 0, "abstain": 0, "yes": 1}}


@pytest.mark.parametrize("erased", [[ANN], [BEN], [CAM], [DOT], [ANN, BEN, CAM, DOT]])
def test_an_organisation_has_one_answer_also_where_it_was_given_by_proxy(erased: list[str]) -> None:
    play, chunk = call_in(PER_ORGANISATION.replace("one_per:", "by_proxy: true, one_per:"))
    for who, organisation in {ANN: "Fishers", BEN: "Bakers", CAM: "Fishers", DOT: "Bakers"}.items():
        speaking_for(play, who, organisation)
        play.join(who)
    play.do_plain(GiveProxy(play.process, play.people[BEN][0]), ANN)
    answers_with_a_proxy(play, chunk, "yes")
    for who in (DOT, CAM):
        play.do(Vote(newest(chunk), "plan", "no"), who)
    for who in erased:
        play.do_plain(EraseAccount(play.people[who][0]), who)
        stays_as_it_is(play)
    tally = facts_of(newest(chunk)).tally("call", "plan", "")
    left = 2 if len(erased) == 1 else 0  # the last of each organisation takes its answer along
    assert tally == {"civil_society": {"yes": 0, "no": left}}


def test_an_organisation_whose_people_signed_counts_once_after_one_is_erased() -> None:
    asks = "    triggers: {ask: {title: Ask, by: [civil_society]}}\n    ballots:"
    play, chunk = call_in(RESTARTING.replace("    ballots:", asks))
    for who in (ANN, BEN):
        speaking_for(play, who, "Fishers")
        play.do(Trigger(newest(chunk), "ask", reason="Please."), who)
    play.do_plain(EraseAccount(play.people[ANN][0]), ANN)
    stays_as_it_is(play)
    signed = facts_of(newest(chunk)).signed
    assert [signed("call", "ask", one) for one in ("person", "organisation")] == [2, 1]
    kept = newest(chunk)
    kept.state["visits"]["call"]["signatures"]["ask"]["organisations"] = 3
    kept.save(update_fields=["state"])
    assert rebuilt(play).written  # two at most can have been behind two people
    assert facts_of(newest(chunk)).signed("call", "ask", "organisation") == 2
    stays_as_it_is(play)


def test_an_organisation_counts_on_for_a_colleague_who_erased_the_declaration() -> None:
    asks = "    triggers: {ask: {title: Ask, by: [civil_society]}}\n    ballots:"
    play, chunk = call_in(RESTARTING.replace("    ballots:", asks))
    declared = declares(play, BEN, "Fishers")
    declares(play, ANN, "Fishers")
    for who in (ANN, BEN):
        play.do(Trigger(newest(chunk), "ask", reason="Please."), who)
    play.do_plain(EraseWords(declared), BEN)
    play.do_plain(EraseAccount(play.people[ANN][0]), ANN)
    assert ChunkRow.objects.filter(what="signing", who="fishers").exists()
    stays_as_it_is(play)
