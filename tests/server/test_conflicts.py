"""Conflicts: who may ask, name, answer, record and close; who is independent; what of the private
part stays private.
"""

from base64 import b64decode
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from isegoria.ledger.leaf import opens
from isegoria.server.conduct.erasing import EraseAccount, EraseWords
from isegoria.server.conflicts.acts import (
    AnswerCase,
    AskFacilitator,
    CloseCase,
    NameFacilitator,
    RecordStep,
    StepDown,
)
from isegoria.server.conflicts.asking import act_in_case, ask
from isegoria.server.conflicts.models import Case, CaseNote, Party
from isegoria.server.conflicts.notes import AgreeToErase, AgreeToPublish, WriteNote
from isegoria.server.conflicts.reads import cases_waiting_for, judged, late_cases
from isegoria.server.deliberation.acts import Say
from isegoria.server.issues.models import Issue
from isegoria.server.people.models import Forum, Participant
from isegoria.server.process.models import Chunk, Seat
from isegoria.server.process.seats import GiveSeat
from isegoria.server.process.steps import Deliver, step
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act, Opening, Sealed
from isegoria.server.replay.compare import recompute
from isegoria.server.replay.proving import altered
from isegoria.server.replay.shown import shown_otherwise
from isegoria.terms import Refused
from tests.people import amina, speaks_for
from tests.play import Play, at_deliberation

pytestmark = pytest.mark.django_db
SECRET = "We would pay a third, and never say so in public."


class Conflict:
    """Civil society and the private sector are in conflict over cables; Amina took no part."""

    def __init__(self, play: Play) -> None:
        self.play, self.amina = play, amina()
        self.chunk = play.raised()
        parties = [self.person("civil-society1"), self.person("private-sector1")]
        work = AskFacilitator(
            play.process, "They shut us out.", parties, chunk=self.chunk, issue=self.chunk.issue
        )
        self.number = self.by("civil-society1", work, ask).number

    def person(self, who: str) -> Participant:
        return (
            self.amina
            if who == "amina"
            else self.play.secretary
            if who == "secretary"
            else self.play.people[who][0]
        )

    def by(self, who: str, work: Any, door: Any = act_in_case) -> Act:
        act: Act = door(work, by=self.person(who), now=self.play.now)
        return act

    def refused(self, who: str, work: Any) -> str:
        with pytest.raises(Refused) as found:
            self.by(who, work)
        return found.value.refusal.rule

    @property
    def case(self) -> Case:
        return Case.objects.get()

    def party(self, place: int) -> Party:
        return list(self.case.parties.all())[place]

    def name(self, whom: str = "amina") -> None:
        self.by("secretary", NameFacilitator(self.case, self.person(whom)))

    def accepted(self) -> "Conflict":
        self.name()
        for place, who in enumerate(("civil-society1", "private-sector1")):
            self.by(who, AnswerCase(self.case, self.party(place), "accepted"))
        return self


@pytest.fixture
def conflict(play: Play) -> Conflict:
    return Conflict(play)


def test_a_case_goes_from_asking_to_a_result(conflict: Conflict) -> None:
    assert (conflict.case.state, conflict.case.step) == ("asked", None)
    conflict.accepted()
    assert conflict.case.state == "running"
    conflict.play.day += 5
    today = conflict.play.now.date()
    conflict.by(
        "amina",
        RecordStep(
            conflict.case, "meeting", today, "We met.", conflict.play.now + timedelta(days=7)
        ),
    )
    assert conflict.case.due_at == conflict.play.now + timedelta(days=7)
    conflict.by("amina", CloseCase(conflict.case, "partly", "Both repair; who pays stays open."))
    assert (conflict.case.state, conflict.case.result, conflict.case.due_at) == (
        "closed",
        "partly",
        None,
    )


@pytest.mark.parametrize(
    ("who", "rule"),
    [
        pytest.param("civil-society2", "case.not-naming", id="an outsider"),
        pytest.param("secretary", "", id="the secretariat"),
        pytest.param("private-sector1", "", id="a party says whom it wants"),
    ],
)
def test_who_names(conflict: Conflict, who: str, rule: str) -> None:
    work = NameFacilitator(conflict.case, conflict.amina)
    if rule:
        assert conflict.refused(who, work) == rule
    else:
        conflict.by(who, work)
        assert conflict.case.state == ("named" if who == "secretary" else "asked")


def test_parties_who_want_the_same_person_need_nobody_to_name_them(conflict: Conflict) -> None:
    conflict.by("private-sector1", NameFacilitator(conflict.case, conflict.amina))
    assert conflict.case.facilitator is None
    conflict.by("civil-society1", NameFacilitator(conflict.case, conflict.amina))
    assert (conflict.case.state, conflict.case.facilitator) == ("running", conflict.amina)


@pytest.mark.parametrize("seated", [None, "amina", "fair"], ids=["nobody", "the same", "another"])
def test_whom_the_parties_choose_alone_holds_no_office(
    conflict: Conflict, client_of: Any, seated: str | None
) -> None:
    """Three newcomers could say that two of them are in conflict, and end the work of a group. A
    party could put a seated facilitator aside by naming the same employer.
    """
    fair = conflict.play.people["fair"] = conflict.play.newcomer("Fair", "governments")
    if seated:
        who = fair[0] if seated == "fair" else conflict.amina
        conflict.play.do_plain(GiveSeat(conflict.play.process, "facilitator", who))
        speaks_for(conflict.person("civil-society1"), "governments", organisation="Office of Fair")
    for who in ("private-sector1", "civil-society1"):
        conflict.by(who, NameFacilitator(conflict.case, conflict.amina))
    assert conflict.case.state == "running"
    held = Seat.objects.held(conflict.play.process, conflict.chunk).filter(holder="facilitator")
    expected = {None: [], "amina": [conflict.amina], "fair": [fair[0]]}[seated]
    assert [one.participant for one in held] == expected
    page = client_of(conflict.amina).get(f"/conflicts/{conflict.case.pk}/").content.decode()
    assert ("takes no step under the rules" in page) is (seated != "amina")


def test_another_case_takes_no_seat_from_a_facilitator(play: Play) -> None:
    """Whoever asked in a case before, and named somebody since, ended the seat of another case."""
    first = Conflict(play)
    people = [play.people[one][0] for one in ("governments1", "technical-community1")]
    asked = ask(
        AskFacilitator(play.process, "We too.", people, chunk=first.chunk),
        by=people[0],
        now=play.now,
    )
    play.day += 1
    second = Case.objects.get(pk=asked.number)
    case = Case.objects.get(pk=first.number)
    act_in_case(NameFacilitator(case, first.amina), by=play.secretary, now=play.now)
    for party in case.parties.all():
        act_in_case(AnswerCase(case, party, "accepted"), by=party.participant, now=play.now)
    assert Seat.objects.get(chunk=first.chunk, until_at=None).participant == first.amina
    other = Participant.objects.create_user("other@example.org", name="Other")
    for one in people:
        act_in_case(NameFacilitator(second, other), by=one, now=play.now)
    assert Seat.objects.get(chunk=first.chunk, until_at=None).participant == first.amina


def test_the_secretariat_does_not_choose_who_judges_it(play: Play) -> None:
    people = [play.secretary, play.people["civil-society1"][0]]
    play.do_plain(AskFacilitator(play.process, "They do not answer.", people), "civil-society1")
    case, outside = Case.objects.get(), amina()
    with pytest.raises(Refused) as found:
        perform(NameFacilitator(case, play.secretary), by=play.secretary, now=play.now)
    assert found.value.refusal.rule == "case.not-independent"
    perform(
        NameFacilitator(case, outside), by=play.secretary, now=play.now
    )  # as a party: it says whom it wants
    assert Case.objects.get().state == "asked"


@pytest.mark.parametrize(
    ("who", "why"),
    [
        pytest.param("civil-society1", "is a party", id="a party"),
        pytest.param("governments1", "office", id="the chair"),
        pytest.param("civil-society2", "took part", id="who spoke"),
        pytest.param("secretary", "office", id="the secretariat"),
    ],
)
def test_who_is_not_independent_is_not_named(conflict: Conflict, who: str, why: str) -> None:
    conflict.play.do(Say(conflict.chunk, text="I am for it."), "civil-society2")
    assert (
        conflict.refused("secretary", NameFacilitator(conflict.case, conflict.person(who)))
        == "case.not-independent"
    )
    [found] = judged([conflict.person(who)], conflict.case, conflict.play.now)
    assert why in found.said


def test_a_colleague_of_a_party_is_not_named(conflict: Conflict) -> None:
    speaks_for(conflict.amina, "technical-community", organisation="office of  Private-Sector 1")
    assert (
        conflict.refused("secretary", NameFacilitator(conflict.case, conflict.amina))
        == "case.not-independent"
    )


def test_who_holds_the_office_from_outside_is_named_before_others(conflict: Conflict) -> None:
    conflict.play.do_plain(GiveSeat(conflict.play.process, "facilitator", conflict.amina))
    conflict.name()
    conflict.by(
        "private-sector1",
        AnswerCase(conflict.case, conflict.party(1), "declined", "I do not know her."),
    )
    other = Participant.objects.create_user("other@example.org", name="Other")
    assert (
        conflict.refused("secretary", NameFacilitator(conflict.case, other)) == "case.office-first"
    )
    speaks_for(
        conflict.amina, "civil-society", organisation="Office of civil-society 1"
    )  # no longer independent
    conflict.by("secretary", NameFacilitator(conflict.case, other))
    assert conflict.case.facilitator == other


def test_a_decline_is_recorded_and_nobody_stops_a_case_by_declining(conflict: Conflict) -> None:
    for _time in range(2):
        conflict.name()
        conflict.by(
            "private-sector1", AnswerCase(conflict.case, conflict.party(1), "declined", "no")
        )
        assert (conflict.case.state, conflict.case.facilitator) == ("asked", None)
    conflict.name()
    assert (
        conflict.refused(
            "private-sector1", AnswerCase(conflict.case, conflict.party(1), "declined")
        )
        == "case.declined-enough"
    )
    conflict.by("private-sector1", AnswerCase(conflict.case, conflict.party(1), "no_part", "no"))
    assert (conflict.case.state, conflict.case.result) == ("closed", "not_settled")
    assert Act.objects.filter(kind="case.answer").count() == 3


def test_only_the_party_answers_and_only_the_facilitator_records(conflict: Conflict) -> None:
    conflict.name()
    for who in ("secretary", "amina", "civil-society2", "civil-society1"):
        assert (
            conflict.refused(who, AnswerCase(conflict.case, conflict.party(1), "accepted"))
            == "case.not-party"
        )
    for place, who in enumerate(("civil-society1", "private-sector1")):
        conflict.by(who, AnswerCase(conflict.case, conflict.party(place), "accepted"))
    step = RecordStep(conflict.case, "meeting", conflict.play.now.date(), "We met.")
    for who in ("secretary", "civil-society1", "civil-society2"):
        assert conflict.refused(who, step) == "case.not-facilitator"
        assert conflict.refused(who, StepDown(conflict.case)) == "case.not-facilitator-now"
    assert (
        conflict.refused("secretary", CloseCase(conflict.case, "withdrawn", "enough"))
        == "case.not-withdrawing"
    )
    conflict.by("amina", StepDown(conflict.case, "I am ill."))
    assert conflict.case.state == "asked"


def test_for_a_group_speaks_who_took_part_before_the_case_began(play: Play) -> None:
    chunk = play.raised()
    play.do(Say(chunk, text="We pay already."), "private-sector1")
    asked = play.do_plain(
        AskFacilitator(
            play.process,
            "They shut us out.",
            [play.people["civil-society1"][0]],
            ["private_sector"],
        ),
        "civil-society1",
    )
    case, outside = Case.objects.get(pk=asked.number), amina()
    play.day += 1
    play.do(Say(chunk, text="I want to read along."), "private-sector2")
    perform(NameFacilitator(case, outside), by=play.secretary, now=play.now)
    group = case.parties.get(holder="private_sector")
    with pytest.raises(Refused):
        play.do_plain(AnswerCase(case, group, "accepted"), "private-sector2")
    play.do_plain(AnswerCase(case, group, "accepted"), "private-sector1")
    assert (
        case.parties.get(holder="private_sector").participant == play.people["private-sector1"][0]
    )


def test_asking_is_a_step_under_the_rules_where_they_know_it(play: Play) -> None:
    chunk = at_deliberation(play)
    parties = [play.people["civil-society1"][0], play.people["governments2"][0]]
    work = AskFacilitator(
        play.process, "They shut us out.", parties, chunk=chunk, issue=chunk.issue
    )
    by, capacity = play.people["civil-society1"]
    ask(work, by=by, now=play.now, capacity=capacity)
    case = Case.objects.get()
    step = Act.objects.get(kind="chunk.trigger")
    assert case.step == step.number
    assert Chunk.objects.get(pk=chunk.pk).stage == "facilitation"
    assert play.later(chunk, 28) == "deliberation"  # the clock of the model ran
    assert [str(one) for one in recompute(Issue.objects.get()).findings] == []


def test_who_is_accepted_facilitates_in_place_of_an_office_holder_who_is_not_independent(
    play: Play, client_of: Any
) -> None:
    chunk, outside, other = (
        at_deliberation(play),
        amina(),
        Participant.objects.create_user("o@example.org", name="Other"),
    )
    play.do_plain(GiveSeat(play.process, "facilitator", play.people["technical-community2"][0]))
    play.do(
        Say(chunk, text="I am for it."), "technical-community2"
    )  # took part, so is not independent here
    who = ("civil-society1", "private-sector1")
    parties = [play.people[one][0] for one in who]
    ask(
        AskFacilitator(play.process, "They shut us out.", parties, chunk=chunk),
        by=parties[0],
        now=play.now,
    )
    case = Case.objects.get()
    for named in (outside, other):  # the first one steps down
        act_in_case(NameFacilitator(case, named), by=play.secretary, now=play.now)
        for place, party in enumerate(parties):
            act_in_case(
                AnswerCase(case, list(case.parties.all())[place], "accepted"),
                by=party,
                now=play.now,
            )
        assert [
            one.participant
            for one in Seat.objects.held(play.process, chunk).filter(holder="facilitator")
        ] == [named]
        if named is outside:
            assert (
                "Independent facilitator"
                in client_of(named).get(f"/conflicts/{case.pk}/").content.decode()
            )
            act_in_case(StepDown(case, "I am ill."), by=named, now=play.now)
    assert (
        Seat.objects.held(play.process).get(holder="facilitator").participant
        == play.people["technical-community2"][0]
    )
    assert play.refused(
        Deliver(chunk, "report", reason="I know best."), "technical-community2"
    ).endswith("facilitation/report")
    act_in_case(CloseCase(case, "settled", "Both pay."), by=other, now=play.now)
    step(Deliver(chunk, "report", reason="Both pay."), by=other, now=play.now)
    assert (
        "only in"
        in client_of(play.secretary).get(f"/issues/processes/{play.process.pk}/").content.decode()
    )
    assert [str(one) for one in recompute(Issue.objects.get()).findings] == []


def test_a_case_that_is_refused_leaves_no_step_behind(play: Play) -> None:
    chunk = at_deliberation(play)
    by = play.people["civil-society1"][0]
    with pytest.raises(Refused):
        ask(
            AskFacilitator(play.process, "They shut us out.", [by], chunk=chunk),
            by=by,
            now=play.now,
        )
    assert Chunk.objects.get(pk=chunk.pk).stage == "deliberation"
    assert not Act.objects.filter(kind__in=["chunk.trigger", "case.ask"]).exists()


def test_it_waits_for_whoever_has_the_turn(play: Play, client_of: Any) -> None:
    Forum.objects.create(pk=1, name="Example forum", languages=["en"])
    chunk, outside = play.raised(), amina()
    mine = play.people["civil-society1"][0]
    asked = play.do_plain(
        AskFacilitator(play.process, "They decide alone.", [mine], ["chairs"], chunk=chunk),
        "civil-society1",
    )
    case = Case.objects.get(pk=asked.number)
    cast = {
        "secretary": play.secretary,
        "party": mine,
        "chair": play.people["governments1"][0],
        "facilitator": outside,
        "outsider": play.people["private-sector1"][0],
    }

    def waits() -> set[str]:
        there = {who for who, one in cast.items() if case in cases_waiting_for(one)}
        shown = {
            who
            for who, one in cast.items()
            if f"Case #{case.number}" in client_of(one).get("/").content.decode()
        }
        assert there == shown
        return there

    assert waits() == {"secretary"}
    perform(NameFacilitator(case, outside), by=play.secretary, now=play.now)
    assert waits() == {"party", "chair"}
    person, office = case.parties.all()
    play.do_plain(AnswerCase(case, person, "accepted"), "civil-society1")
    assert waits() == {"chair"}
    play.do_plain(AnswerCase(case, office, "accepted"), "governments1")
    assert waits() == {"facilitator"}
    assert not cases_waiting_for(None).exists()


def test_whoever_is_late_is_named(conflict: Conflict) -> None:
    assert late_cases([conflict.chunk.issue_id], conflict.play.now) == []
    conflict.play.day += 15
    [(_issue, late)] = late_cases([conflict.chunk.issue_id], conflict.play.now)
    Case.objects.update(
        due_at=timezone.now() - timedelta(days=1), asked_at=timezone.now() - timedelta(days=15)
    )
    for address in (
        f"/conflicts/{late.number}/",
        "/conflicts/",
        f"/issues/processes/{late.process_id}/",
        "/warnings/",
    ):
        page = Client().get(address).content.decode()
        assert (
            "the secretariat names a facilitator" in page
            or f"Case #{late.number}, secretariat" in page
        ), address
        assert "overdue" in page or "warnings" in address, address


def private(conflict: Conflict) -> int:
    conflict.accepted()
    return conflict.by("private-sector1", WriteNote(conflict.case, SECRET)).number


PUBLIC = (
    "/record/",
    "/record/acts.json",
    "/record/acts.csv",
    "/record/acts.atom",
    "/record/{note}/",
    "/record/kinds.json",
    "/record/acts.json?kind=case.note",
    "/record/acts.csv?kind=case.note",
    "/conflicts/",
    "/conflicts/cases.json",
    "/conflicts/cases.csv",
    "/conflicts/cases.atom",
    "/conflicts/{case}/",
    "/conflicts/{case}/case.json",
    "/chunks/{chunk}/",
    "/chunks/{chunk}/history/",
    "/people/{writer}/",
    "/groups/private-sector/",
    "/",
    "/issues/processes/{process}/",
)


@pytest.mark.parametrize("who", ["visitor", "secretary", "civil-society2"])
def test_nothing_of_the_private_part_leaks(conflict: Conflict, client_of: Any, who: str) -> None:
    note = private(conflict)
    client = Client() if who == "visitor" else client_of(conflict.person(who))
    names = {
        "note": note,
        "case": conflict.number,
        "chunk": conflict.chunk.pk,
        "process": conflict.play.process.pk,
        "writer": conflict.person("private-sector1").pk,
    }
    for address in PUBLIC:
        answer = client.get(address.format(**names))
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200, address
        assert b"a third" not in content, address
    assert client.get(f"/record/{note}/openings/text.json").status_code == 404
    assert client.get(f"/record/{note}/openings/who.json").status_code == 200
    assert client.get(f"/conflicts/{conflict.number}/note/").status_code in {200, 302}
    assert not Opening.objects.filter(act_id=note, field="text").exists()
    assert "a third" not in str([(one.body, bytes(one.leaf)) for one in Act.objects.all()])


@pytest.mark.parametrize("who", ["civil-society1", "private-sector1", "amina"])
def test_parties_and_facilitator_read_the_private_part_on_the_page_alone(
    conflict: Conflict, client_of: Any, who: str
) -> None:
    note = private(conflict)
    client = client_of(conflict.person(who))
    page = client.get(f"/conflicts/{conflict.number}/").content.decode()
    assert "a third" in page
    assert "The people who run the server could read them" in page
    assert client.get(f"/record/{note}/openings/text.json").status_code == 404
    assert "a third" not in client.get(f"/conflicts/{conflict.number}/case.json").content.decode()


@pytest.mark.parametrize("who", ["secretary", "civil-society2", "governments1"])
def test_others_write_no_private_notes(conflict: Conflict, who: str) -> None:
    private(conflict)
    assert conflict.refused(who, WriteNote(conflict.case, "May I?")) == "case.private"
    assert conflict.refused(who, AgreeToPublish(conflict.case)) == "case.private"


def test_whoever_takes_no_part_and_who_stepped_down_read_nothing(
    conflict: Conflict, client_of: Any
) -> None:
    private(conflict)
    conflict.by("amina", StepDown(conflict.case, "I am ill."))
    assert (
        "a third"
        not in client_of(conflict.amina).get(f"/conflicts/{conflict.number}/").content.decode()
    )


def test_a_note_is_published_when_all_agree_and_opens_its_commitment(conflict: Conflict) -> None:
    note = private(conflict)
    wrote = CaseNote.objects.get()
    conflict.by("private-sector1", AgreeToPublish(conflict.case, wrote))
    assert (
        conflict.refused("private-sector1", AgreeToPublish(conflict.case, wrote))
        == "case.nothing-to-publish"
    )
    assert Client().get(f"/record/{note}/openings/text.json").status_code == 404
    conflict.by("civil-society1", AgreeToPublish(conflict.case))
    given = Client().get(f"/record/{note}/openings/text.json").json()
    assert b64decode(given["content"]).decode() == SECRET
    assert opens(
        b64decode(given["commitment"]),
        "text",
        b64decode(given["salt"]),
        b64decode(given["content"]),
    )
    assert SECRET.replace(",", "") in Client().get(f"/record/{note}/").content.decode().replace(
        ",", ""
    )
    assert not Sealed.objects.exists()


def test_a_note_is_erased_when_all_parties_agree(conflict: Conflict, client_of: Any) -> None:
    note = private(conflict)
    wrote, page = CaseNote.objects.get(), f"/conflicts/{conflict.number}/"
    for who, rule in {
        "secretary": "case.private",
        "civil-society2": "case.private",
        "amina": "case.parties-erase",
    }.items():
        assert conflict.refused(who, AgreeToErase(conflict.case, wrote)) == rule
        with pytest.raises(Refused):
            conflict.by(who, EraseWords(Act.objects.get(pk=note), "Why not."), perform)
    other = client_of(conflict.person("civil-society1"))
    asked = f"{page}erase-note/?note={note}"
    assert "Agree to erase it" in other.get(page).content.decode()
    assert "a third" in other.get(asked).content.decode()
    assert "a third" not in client_of(conflict.play.secretary).get(asked).content.decode()
    assert other.post(asked, {"key": str(uuid4())}).status_code == 302
    assert Sealed.objects.filter(act=note, field="text").exists()  # one side alone erases nothing
    again = AgreeToErase(conflict.case, wrote)
    assert conflict.refused("civil-society1", again) == "case.agreed-to-erase"
    assert "1 of 2 parties agree to erase it" in " ".join(other.get(page).content.decode().split())
    act = conflict.by("private-sector1", again)
    assert (act.body["note"], act.body["erased"]) == (note, True)
    assert not Sealed.objects.filter(act=note, field="text").exists()
    assert "a third" not in other.get(page).content.decode()
    assert "because all parties agreed" in Client().get(f"/record/{note}/").content.decode()
    assert conflict.refused("private-sector1", again) == "case.note-not-private"
    assert [one.says for one in altered(0)] == []
    assert not [one.says for one in shown_otherwise() if "erased" in one.says]


def test_a_party_does_not_erase_alone_by_leaving_or_by_agreeing_to_publish(
    conflict: Conflict,
) -> None:
    note = private(conflict)
    wrote = CaseNote.objects.get()
    conflict.by("private-sector1", AgreeToPublish(conflict.case, wrote))
    conflict.by("civil-society1", AgreeToErase(conflict.case, wrote))
    assert Sealed.objects.filter(act=note, field="text").exists()
    gone = conflict.person("private-sector1")
    perform(EraseAccount(gone), by=gone, now=conflict.play.now)
    again = AgreeToErase(conflict.case, wrote)
    assert conflict.refused("civil-society1", again) == "case.agreed-to-erase"
    assert Sealed.objects.filter(act=note, field="text").exists()


def test_who_speaks_for_both_sides_erases_nothing_of_the_facilitator(conflict: Conflict) -> None:
    conflict.accepted()
    conflict.by("amina", WriteNote(conflict.case, SECRET))
    both = conflict.person("civil-society1")
    Party.objects.update(participant=both)
    conflict.by("civil-society1", AgreeToErase(conflict.case, CaseNote.objects.get()))
    assert Sealed.objects.filter(field="text").exists()


def test_a_note_of_another_case_is_not_erased(conflict: Conflict) -> None:
    private(conflict)
    wrote = CaseNote.objects.get()
    other = Case.objects.create(
        number=conflict.number + 1,
        process=conflict.play.process,
        text="Another one.",
        asked_by=conflict.person("governments1"),
        asked_at=conflict.play.now,
        state="running",
    )
    for who in ("governments1", "governments2"):
        Party.objects.create(case=other, participant=conflict.person(who), inside=True)
    assert conflict.refused("governments1", AgreeToErase(other, wrote)) == "case.note-not-private"


def test_a_double_click_writes_one_note_and_a_second_thought_is_not_lost(
    conflict: Conflict,
) -> None:
    conflict.accepted()
    by, key = conflict.person("private-sector1"), uuid4()
    first = perform(WriteNote(conflict.case, SECRET), by=by, now=conflict.play.now, key=key)
    assert perform(WriteNote(conflict.case, SECRET), by=by, now=conflict.play.now, key=key) == first
    with pytest.raises(Refused):
        perform(WriteNote(conflict.case, "We pay nothing."), by=by, now=conflict.play.now, key=key)
    assert CaseNote.objects.count() == 1


def test_what_is_sealed_cannot_be_altered(conflict: Conflict) -> None:
    private(conflict)
    with pytest.raises(DatabaseError), transaction.atomic():
        Sealed.objects.update(content=b"something else")


def test_the_forms_do_what_the_acts_do_and_keep_what_was_typed(play: Play, client_of: Any) -> None:
    chunk, outside = play.raised(), amina()
    party, other = play.people["civil-society1"][0], play.people["private-sector1"][0]
    client = client_of(party)
    address = f"/conflicts/ask/chunk/{chunk.pk}/"
    form = {
        "key": "8e6c1b1e-0b7f-4b53-9a55-0f43a0d2a5b1",
        "text": "They shut us out.",
        "mine": "on",
    }
    assert Client().get(address).status_code == 302
    assert client.get(address).status_code == 200
    refused = client.post(address, form)
    assert refused.status_code == 409
    assert "They shut us out." in refused.content.decode()
    assert client.post(address, {**form, "people": "nobody@example.org"}).status_code == 400
    done = client.post(address, {**form, "people": f"#{other.pk}"})
    assert done["Location"] == f"/conflicts/{Case.objects.get().number}/"
    assert (
        client.post(address, {**form, "people": f"#{other.pk}"})["Location"] == done["Location"]
    )  # a double click
    case = Case.objects.get()
    for who, what, fields in (
        (play.secretary, "name", {"participant": outside.email}),
        (party, "answer", {"answer": "accepted"}),
        (other, "answer", {"answer": "accepted"}),
        (
            outside,
            "step",
            {"kind": "meeting", "on": timezone.now().date().isoformat(), "text": "We met."},
        ),
        (other, "note", {"text": SECRET}),
        (other, "publish", {}),
        (outside, "close", {"result": "settled", "text": "Both repair."}),
    ):
        writer = client_of(who)
        assert writer.get(f"/conflicts/{case.number}/{what}/").status_code == 200
        sent = writer.post(f"/conflicts/{case.number}/{what}/", {"key": str(uuid4()), **fields})
        assert sent.status_code == 302, (what, sent.content.decode())
    assert Case.objects.get().result == "settled"
    assert Client().get(f"/conflicts/{case.number}/").status_code == 200


def test_the_queries_of_the_pages_do_not_grow_with_the_data(conflict: Conflict) -> None:
    conflict.accepted()

    def queries(address: str) -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as found:
            assert Client().get(address).status_code == 200
        return len(found)

    addresses = (
        "/conflicts/",
        f"/conflicts/{conflict.number}/",
        "/conflicts/cases.json",
        f"/chunks/{conflict.chunk.pk}/",
    )
    _noted = [
        queries(one) for one in addresses
    ]  # the first look notes what the clocks brought about
    before = [queries(one) for one in addresses]
    for _time in range(3):
        conflict.by("private-sector1", WriteNote(conflict.case, SECRET))
        conflict.by(
            "amina", RecordStep(conflict.case, "meeting", conflict.play.now.date(), "We met.")
        )
    for who in ("governments2", "private-sector2", "technical-community1"):
        parties = [conflict.person(who), conflict.person("civil-society1")]
        conflict.by(
            who,
            AskFacilitator(conflict.play.process, "Us too.", parties, chunk=conflict.chunk),
            perform,
        )
    assert [queries(one) for one in addresses] == before


def test_the_record_alone_still_gives_the_issue(conflict: Conflict) -> None:
    private(conflict)
    conflict.by("amina", CloseCase(conflict.case, "settled", "Both repair."))
    assert [str(one) for one in recompute(Issue.objects.get()).findings] == []
