"""Every kind of act, tried by the whole cast against a table: a story passes with a right too many.

`cast.txt` has a row a kind: who of the cast may do it where somebody may. A new kind of act fails
this test until somebody writes its row, and has thought about who does it.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from isegoria.library import model
from isegoria.rules.course.automatic import due
from isegoria.rules.language.durations import Duration
from isegoria.rules.offices.reviewing import QUESTIONS
from isegoria.server.archives.acts import (
    BringComment,
    BringIssue,
    BringText,
    LinkSession,
    OpenArchive,
)
from isegoria.server.archives.forgetting import ForgetPerson
from isegoria.server.archives.importing import File, bring, prepare_mails
from isegoria.server.archives.models import Archive
from isegoria.server.conduct.appeals import AppealMeasure, DecideAppeal, SeatJudge
from isegoria.server.conduct.codes import PublishCode
from isegoria.server.conduct.erasing import EraseAccount, EraseWords
from isegoria.server.conduct.flooding import SetLimits
from isegoria.server.conduct.measures import HideWords, Restrict, ShowWords
from isegoria.server.conduct.models import Measure, MeasureAppeal
from isegoria.server.conduct.withdrawing import WithdrawAnswers
from isegoria.server.conflicts.acts import (
    AnswerCase,
    AskFacilitator,
    CloseCase,
    NameFacilitator,
    RecordStep,
    StepDown,
)
from isegoria.server.conflicts.asking import act_in_case, ask
from isegoria.server.conflicts.models import Case, CaseNote
from isegoria.server.conflicts.notes import AgreeToErase, AgreeToPublish, WriteNote
from isegoria.server.corrections.acts import (
    CorrectDate,
    CorrectIssue,
    CorrectOutcome,
    CorrectPart,
    CorrectProcess,
    CorrectSession,
)
from isegoria.server.corrections.cancelling import CancelIssue, CancelProcess, CancelSession
from isegoria.server.corrections.undoing import Undo
from isegoria.server.deliberation.acts import (
    Dissent,
    EditComment,
    Object,
    ProposeItem,
    Say,
    Settle,
    TakePosition,
)
from isegoria.server.deliberation.closed_rooms import SayWhatWasDecided, WriteInClosedRoom
from isegoria.server.deliberation.models import Amendment, Comment, Objection, StrawPoll, Version
from isegoria.server.deliberation.motions import (
    Back,
    EndProxy,
    GiveProxy,
    MakeMotion,
    WithdrawBacking,
)
from isegoria.server.deliberation.polls import AnswerPoll, OpenPoll
from isegoria.server.deliberation.texts import Amend, AnswerAmendment, SaySubstantive, Write
from isegoria.server.forum.acts import SetUpForum
from isegoria.server.forum.privacy import PublishPrivacyNotice
from isegoria.server.forum.profiles import ChangeProfile, DeclareAffiliation, EndAffiliation
from isegoria.server.issues.acts import (
    BeginProcess,
    MergeIssue,
    ProposeIssue,
    SupportIssue,
    WithdrawSupport,
)
from isegoria.server.issues.again import AskAgain
from isegoria.server.issues.call_for_issues import EndCall, ExtendCall
from isegoria.server.issues.parts import SplitIssue, TieChunks
from isegoria.server.membership.acts import (
    Decline,
    EraseInvited,
    Invite,
    JoinProcess,
    LeaveProcess,
    Remind,
)
from isegoria.server.membership.grouping import RegroupProcess
from isegoria.server.membership.models import Invitation
from isegoria.server.organisations.acts import (
    AddSpelling,
    ClaimOrganisation,
    ConfirmRepresentative,
    DecideClaim,
    EndRepresentative,
    ProveByAddress,
)
from isegoria.server.outcomes.acts import Follow, NameResponsible
from isegoria.server.outcomes.models import FollowUp
from isegoria.server.outcomes.reminding import Remind as RemindOutcome
from isegoria.server.outcomes.reminding import When
from isegoria.server.people.models import Affiliation, Forum, Participant
from isegoria.server.people.organisations import Organisation, OrganisationClaim
from isegoria.server.process.clocks import ClockRuns, CountSecret
from isegoria.server.process.dates import DropDate, PlanDate
from isegoria.server.process.facts import facts_of
from isegoria.server.process.models import Chunk, Motion, PlannedDate, Process, Proxy, Seat
from isegoria.server.process.seats import EndSeat, GiveSeat, NoteEvent
from isegoria.server.process.steps import (
    Advise,
    AnnounceLot,
    Appeal,
    Close,
    DeclareInterest,
    Deliver,
    Extend,
    GiveFinding,
    GiveRuling,
    Leave,
    Notify,
    Shorten,
    Trigger,
    Vote,
    Weigh,
)
from isegoria.server.record.door import KINDS, Work, foreseen, perform
from isegoria.server.record.models import Act
from isegoria.server.reviews.acts import AnswerReview, FollowReview, OpenReview, SignPetition
from isegoria.server.reviews.closing import CloseReview
from isegoria.server.reviews.models import Review
from isegoria.server.roles.acts import EndRole, GiveRole
from isegoria.server.roles.aliases import EndAlias, VouchForAlias
from isegoria.server.roles.factors import RequireFactor, TakeOffFactors
from isegoria.server.rulebooks.acts import PutModelIntoUse
from isegoria.server.rulebooks.reads import text_of
from isegoria.server.sessions.acts import (
    AppointRapporteur,
    ClaimTurn,
    CorrectTurn,
    EndRapporteur,
    ReopenTurn,
    SettleTurn,
)
from isegoria.server.sessions.importing import Sources, prepare
from isegoria.server.sessions.models import Session, Turn
from tests.people import speaks_for
from tests.play import Play, seated, split_was_free
from tests.server.test_kept_rules import installation

pytestmark = pytest.mark.django_db

CAST = (
    "operator",
    "stranger",
    "author",
    "member",
    "other group",
    "chair",
    "editor",
    "panel",
    "facilitator",
    "secretariat",
    "restricted",
)
"""The command line; an account that takes part nowhere; who wrote and asked for everything; another
of their group; one of another group; four who hold an office; the secretariat; one who may only
read for now."""
WHO = {
    "author": "civil-society1",
    "member": "civil-society2",
    "other group": "private-sector1",
    "chair": "governments1",
    "editor": "technical-community1",
    "panel": "private-sector2",
}
MAILS = b"""From ann@list.example Thu Jan  1 00:00:00 2026
From: Ann Example <ann@list.example>
Date: Thu, 1 Jan 2026 10:00:00 +0000
Subject: Cables
Message-ID: <1@list.example>

Who repairs them?
"""
CAPTIONS = b">> ADA EXAMPLE: Good morning.\n\n>> Who pays?\n\n>> ADA EXAMPLE: All of us do.\n"


class World:
    """A working group with parts in five stages, and one of everything that acts are about."""

    def __init__(self) -> None:
        self.play: Play = seated()
        self.parts = installation(self.play)
        self.process: Process = self.play.process
        self.now = self.play.now
        self.people: dict[str, tuple[Participant | None, Affiliation | None]] = {
            "operator": (None, None),
            "secretariat": (self.play.secretary, None),
            **{name: self.play.people[who] for name, who in WHO.items()},
        }
        stranger = Participant.objects.create_user("stranger@example.org", name="Sam Stranger")
        self.people["stranger"] = stranger, None
        self.people["restricted"] = self.play.newcomer("Rae", "civil-society")
        self.amina = Participant.objects.create_user("amina@example.org", name="Amina")
        self.people["facilitator"] = self.amina, None
        for name in ("author", "member", "other group", "restricted"):
            if not self.process.members.filter(participant=self.people[name][0]).exists():
                self.do(JoinProcess(self.process), name)
        self._says()
        self._moderates()
        self._quarrels()
        self._elsewhere()
        self.moderator = Participant.objects.create_user("mo@example.org", name="Mo")
        self.do(GiveRole("moderator", self.moderator), "secretariat")
        self.do(AppointRapporteur(self.session, self.moderator), "secretariat")
        self._of_organisations()
        self.protected = Participant.objects.create_user("pia@example.org", name="Pia")
        Authenticator.objects.create(user=self.protected, type="totp", data={"secret": "x"})
        Forum.objects.get_or_create(pk=1, defaults={"name": "Forum", "languages": ["en"]})
        work = CorrectProcess(self.unasked, "Silent", reason="a slip")
        self.corrected = self.do(work, "secretariat")

    def _of_organisations(self) -> None:
        """Give the organisation of the chair a page, at whose domain another has an address too;
        let the panel claim one.
        """
        chair, panel = self.people["chair"][1], self.people["panel"][1]
        for work in (ClaimOrganisation(chair, "I run it."), ClaimOrganisation(panel, "I too.")):  # type: ignore[arg-type]
            self.do(work, "chair" if work.affiliation == chair else "panel")
        claim, self.claim = OrganisationClaim.objects.order_by("number")
        self.do(DecideClaim(claim, True, "known"), "secretariat")
        self.port = Organisation.objects.get()
        Organisation.objects.update(domain="port.example")
        other, _capacity = self.people["other group"]
        assert other is not None
        EmailAddress.objects.create(user=other, email="o@port.example", verified=True)
        self.theirs = speaks_for(other, "private-sector", organisation=self.port.name)
        kim = Participant.objects.create_user("kim@example.org", name="Kim")
        self.colleague = speaks_for(kim, "governments", organisation=self.port.name)

    def do(self, work: Any, name: str, door: Any = perform) -> Act:
        by, capacity = self.people[name]
        act: Act = door(work, by=by, now=self.now, capacity=capacity)
        return act

    def part(self, name: str) -> Chunk:
        return Chunk.objects.get(pk=self.parts[name].pk)

    def _says(self) -> None:
        talked = self.part("deliberated")
        self.play.do(Write(talked, text="All repair.\n\nOperators pay."), "technical-community1")
        self.version = Version.objects.get(chunk=talked)
        self.comment = Comment.objects.get(
            pk=self.do(Say(talked, text="Who pays?"), "author").number
        )
        self.do(
            Amend(talked, text="So.", written=self.version, paragraph=1, new_text="We repair."),
            "author",
        )
        self.amendment = Amendment.objects.get(version=self.version)
        ends = self.now + timedelta(days=3)
        self.do(OpenPoll(talked, "Which first?", ("a", "b"), ends), "chair")
        self.poll = StrawPoll.objects.get()
        with split_was_free():  # so that the rest of the issue goes on beside it
            self.piece = Chunk.objects.get(pk=self.do(SplitIssue(talked, "Ports"), "chair").number)
        self.do(Object(talked, text="Nobody asked the fishers."), "author")
        self.objection = Objection.objects.get(chunk=talked)
        begun = self.do(BeginProcess("Ships", model("equal-footing.working-group")), "secretariat")
        self.fresh = Process.objects.get(pk=begun.number)
        chair = self.people["chair"][0]
        assert chair is not None
        self.do(GiveSeat(self.fresh, "chairs", chair), "secretariat")
        begun = self.do(BeginProcess("Quiet", model("equal-footing.working-group")), "secretariat")
        self.unasked = Process.objects.get(pk=begun.number)
        self.raised, self.other = (
            Chunk.objects.get(pk=self.do(ProposeIssue(self.fresh, title), "author").number)
            for title in ("Who may cut cables?", "Who maps cables?")
        )
        self.do(SupportIssue(self.raised.issue), "member")

    def _moderates(self) -> None:
        self.do(PublishCode("", ["No insults."], may_object=False), "secretariat")
        rude = self.do(Say(self.part("deliberated"), text="You know nothing."), "restricted")
        self.do(HideWords(rule=1, reason="an insult", act=rude), "secretariat")
        until = self.now + timedelta(days=20)
        whom = self.people["restricted"][0]
        assert whom is not None
        self.do(
            Restrict(process=self.process, restricted=whom, until=until, rule=1, reason="again"),
            "secretariat",
        )
        self.hidden = Measure.objects.get(of=rude.number)
        self.do(AppealMeasure(self.hidden, "It was a joke."), "restricted")
        self.appeal = MeasureAppeal.objects.get()

    def _quarrels(self) -> None:
        parties = [self.people[name][0] for name in ("author", "other group")]
        for step in ("asked", "named", "running"):
            work = AskFacilitator(self.process, f"They shut us out ({step}).", parties)  # type: ignore[arg-type]
            act = self.do(work, "author", ask)
            setattr(self, step, Case.objects.get(pk=act.number))
        for step in ("named", "running"):
            self.do(NameFacilitator(self.case(step), self.amina), "secretariat", act_in_case)
        for name, party in zip(
            ("author", "other group"), self.case("running").parties.all(), strict=True
        ):
            self.do(AnswerCase(self.case("running"), party, "accepted"), name, act_in_case)
        self.do(WriteNote(self.case("running"), "A third."), "author", act_in_case)
        self.note = CaseNote.objects.get()

    def case(self, step: str) -> Case:
        found: Case = getattr(self, step)
        return Case.objects.get(pk=found.pk)

    def _elsewhere(self) -> None:
        self.seat = Seat.objects.get(process=self.process, holder="editor")
        self.review = Review.objects.create(
            number=self.seat.number,
            process=self.process,
            seat=self.seat,
            title="Editor",
            because=Review.Because.SCHEDULE,
            opened_at=self.now,
            ends_at=self.now + timedelta(days=14),
        )
        self.do(
            Invite(self.process, name="Ines", email="ines@example.org", text="Come."), "secretariat"
        )
        self.invitation = Invitation.objects.get()
        begun = self.do(BeginProcess("Forests", model("fsc.ga.motion")), "secretariat")
        self.forests = Process.objects.get(pk=begun.number)
        author = self.people["author"][0]
        member = self.people["member"][0]
        assert author is not None
        assert member is not None
        for one in (author, member):
            self.do(GiveSeat(self.forests, "econ_n_org", one), "secretariat")
        for name in ("author", "member", "chair"):
            self.do(JoinProcess(self.forests), name)
        self.motion = Motion.objects.get(
            pk=self.do(MakeMotion(self.forests, "issue", "Plant what grows"), "author").number
        )
        self.backed = Motion.objects.get(
            pk=self.do(MakeMotion(self.forests, "issue", "Fell by hand"), "author").number
        )
        self.do(Back(self.backed), "member")
        self.proxy = Proxy.objects.create(
            number=self.motion.pk, process=self.forests, principal=author, holder=member
        )
        self.date = PlannedDate.objects.filter(process=self.process)[0]
        sources = Sources(CAPTIONS, b"")
        held = self.do(prepare(sources, "Cables", self.now.date(), "Room one"), "secretariat")
        self.session = Session.objects.get(pk=held.number)
        self.turn = Turn.objects.filter(session=self.session).order_by("number")[1]
        self.settled = Turn.objects.filter(session=self.session).order_by("number")[0]
        self.do(SettleTurn(self.settled, "Ada Example", reason="her voice"), "secretariat")
        self.settled.refresh_from_db()
        rules = text_of(model("archive.discussion")).replace("id: archive.", "id: our.archive.", 1)
        self.rules = rules.replace("\n", "\nversion: 1\n", 1)
        bring(
            prepare_mails([File("list.mbox", MAILS)], "A list", self.now),
            by=self.play.secretary,
            now=self.now,
        )
        self.archive = Archive.objects.get()
        self.brought = Chunk.objects.get(process=self.archive.process)
        self.archived = Participant.objects.get(from_archive=True)


Built = Callable[[World], Any]
A_DAY = timedelta(days=1)
ACTS: dict[str, Built] = {
    "act.undo": lambda w: Undo(w.corrected),
    "affiliation.declare": lambda w: DeclareAffiliation("Port", None, "", "", w.now.date()),
    "affiliation.end": lambda w: EndAffiliation(w.people["author"][1], w.now.date()),  # type: ignore[arg-type]
    "alias.end": lambda w: EndAlias(w.amina),
    "alias.vouch": lambda w: VouchForAlias(w.amina),
    "archive.comment": lambda w: BringComment(w.brought, w.archived, w.now - A_DAY, "Old words."),
    "archive.forget": lambda w: ForgetPerson(w.archived),
    "archive.issue": lambda w: BringIssue(w.archive.process, "Old question", w.now - A_DAY),
    "archive.open": lambda w: OpenArchive(
        w.archive.process, "mbox", (), w.now - A_DAY, w.now, 1, 1
    ),
    "archive.session": lambda w: LinkSession(w.archive.process, w.session),
    "archive.text": lambda w: BringText(w.brought, w.archived, "An old text."),
    "case.answer": lambda w: AnswerCase(
        w.case("named"), w.case("named").parties.all()[0], "accepted"
    ),
    "case.ask": lambda w: AskFacilitator(
        w.process,
        "They shut us out.",
        [w.people["author"][0], w.people["other group"][0]],  # type: ignore[list-item]
    ),
    "case.close": lambda w: CloseCase(w.case("running"), "partly", "We talked."),
    "case.name": lambda w: NameFacilitator(w.case("asked"), w.amina),
    "case.note": lambda w: WriteNote(w.case("running"), "A quarter."),
    "case.erase-note": lambda w: AgreeToErase(w.case("running"), w.note),
    "case.publish": lambda w: AgreeToPublish(w.case("running"), w.note),
    "case.step": lambda w: RecordStep(
        w.case("running"), "meeting", w.now.date(), "We met.", w.now + 7 * A_DAY
    ),
    "case.step-down": lambda w: StepDown(w.case("running"), "I am ill."),
    "chunk.advise": lambda w: Advise(w.part("deliberated"), "advice", "yes"),
    "chunk.amend": lambda w: Amend(
        w.part("deliberated"), text="So.", written=w.version, paragraph=2, new_text="All pay."
    ),
    "chunk.answer-amendment": lambda w: AnswerAmendment(
        w.part("deliberated"), text="Yes.", amendment=w.amendment, taken=False
    ),
    "chunk.answer-poll": lambda w: AnswerPoll(w.part("deliberated"), answer="a", poll=w.poll),
    "chunk.appeal": lambda w: Appeal(
        w.part("ended"), "designation", "consensus_call/designation", reason="nobody is for it"
    ),
    "chunk.clock": lambda w: ClockRuns(
        w.part("called"),
        due(facts_of(w.part("called")).model, facts_of(w.part("called")), w.now + 60 * A_DAY)[0],
    ),
    "chunk.announce": lambda w: AnnounceLot(w.part("called"), "support"),
    "chunk.declare-interest": lambda w: DeclareInterest(w.part("called"), reason="I work there."),
    "chunk.close": lambda w: Close(w.part("called"), "support"),
    "chunk.comment": lambda w: Say(w.part("deliberated"), text="I see it otherwise."),
    "chunk.count": lambda w: CountSecret(w.part("reviewed")),
    "chunk.correct": lambda w: CorrectPart(w.piece, "Harbours", reason="a slip"),
    "chunk.deliver": lambda w: Deliver(w.part("deliberated"), "technical"),
    "chunk.dissent": lambda w: Dissent(w.part("ended"), reason="It leaves the islands out."),
    "chunk.edit": lambda w: EditComment(
        w.part("deliberated"), text="Who pays, and when?", comment=w.comment
    ),
    "chunk.extend": lambda w: Extend(
        w.part("deliberated"), "deliberation", span=Duration(1, "week")
    ),
    "chunk.shorten": lambda w: Shorten(
        w.part("deliberated"), "deliberation", span=Duration(1, "week")
    ),
    "chunk.withdraw-answers": lambda w: WithdrawAnswers(
        w.part("deliberated"), w.people["author"][0]
    ),
    "chunk.weigh": lambda w: Weigh(w.part("called"), "support", "Ash: 64"),
    "chunk.judge": lambda w: GiveFinding(
        w.part("called"), "designation", "consensus", reason="all are for it"
    ),
    "chunk.leave": lambda w: Leave(w.part("called"), "choose", reason="no consensus"),
    "chunk.note": lambda w: NoteEvent(w.part("deliberated"), "resource", "calls", "3"),
    "chunk.notify": lambda w: Notify(w.part("deliberated"), "notice"),
    "chunk.object": lambda w: Object(w.part("deliberated"), text="Nobody asked the islands."),
    "chunk.poll": lambda w: OpenPoll(
        w.part("deliberated"), "Which first?", ("a", "b"), w.now + 3 * A_DAY
    ),
    "chunk.position": lambda w: TakePosition(w.part("deliberated"), text="Yes.", answer="support"),
    "chunk.propose": lambda w: ProposeItem(w.part("deliberated"), text="Ships wait too long."),
    "chunk.rule": lambda w: GiveRuling(
        w.part("contested"), "designation", "dismissed", reason="the rules were kept"
    ),
    "chunk.settle": lambda w: Settle(
        w.part("deliberated"), text="They were asked.", answer="addressed", objection=w.objection
    ),
    "chunk.substantive": lambda w: SaySubstantive(
        w.part("deliberated"), reason="only a comma", written=w.version, substantive=False
    ),
    "chunk.trigger": lambda w: Trigger(
        w.part("deliberated"), "leadership_review", reason="no answer"
    ),
    "chunk.vote": lambda w: Vote(w.part("called"), "support", "support"),
    "chunk.write": lambda w: Write(w.part("deliberated"), text="All repair.", base=w.version.pk),
    "closed-room.decided": lambda w: SayWhatWasDecided(
        w.part("contested"), "panel", "We hear both sides."
    ),
    "closed-room.note": lambda w: WriteInClosedRoom(w.part("contested"), "panel", "Between us."),
    "code.appeal": lambda w: AppealMeasure(
        Measure.objects.get(participant=w.people["restricted"][0], of=None), "It is too long."
    ),
    "code.decide": lambda w: DecideAppeal(w.appeal, "dismissed", "It was an insult."),
    "code.hide": lambda w: HideWords(
        rule=1, reason="an insult", act=Act.objects.get(pk=w.comment.pk)
    ),
    "code.publish": lambda w: PublishCode("", ["No insults.", "No threats."], may_object=False),
    "code.restrict": lambda w: Restrict(
        process=w.process,
        restricted=w.people["member"][0],  # type: ignore[arg-type]
        until=w.now + 5 * A_DAY,
        rule=1,
        reason="insults",
    ),
    "code.seat": lambda w: SeatJudge(w.appeal, w.amina),
    "code.take-back": lambda w: ShowWords(w.hidden, "It was none."),
    "forum.limits": lambda _w: SetLimits(1, 1, 2, 2, 3, 4),
    "forum.privacy": lambda w: PublishPrivacyNotice("We keep little.", "privacy@example.org"),
    "forum.set-up": lambda w: SetUpForum("Forum", ["en"], {"civil-society": "Civil society"}),
    "invitation.decline": lambda w: Decline(w.invitation, "No time."),
    "invitation.erase": lambda w: EraseInvited(w.invitation),
    "invitation.remind": lambda w: Remind(w.invitation),
    "invitation.send": lambda w: Invite(w.process, name="Jo", email="jo@example.org", text="Come."),
    "issue.ask-again": lambda w: AskAgain(w.raised.issue, w.part("ended").issue),
    "issue.cancel": lambda w: CancelIssue(w.other.issue, reason="asked twice"),
    "issue.correct": lambda w: CorrectIssue(w.other.issue, "Who charts cables?", reason="a slip"),
    "issue.merge": lambda w: MergeIssue(w.other.issue, w.raised.issue),
    "issue.propose": lambda w: ProposeIssue(w.fresh, "Who insures ships?"),
    "issue.split": lambda w: SplitIssue(w.piece, "Who pays?"),
    "issue.support": lambda w: SupportIssue(w.other.issue),
    "issue.tie": lambda w: TieChunks(w.part("deliberated"), w.piece),
    "issue.withdraw-support": lambda w: WithdrawSupport(w.raised.issue),
    "motion.back": lambda w: Back(w.motion),
    "motion.make": lambda w: MakeMotion(w.forests, "issue", "Fell less"),
    "motion.withdraw": lambda w: WithdrawBacking(w.backed),
    "organisation.claim": lambda w: ClaimOrganisation(w.people["author"][1], "I run it."),  # type: ignore[arg-type]
    "organisation.decide": lambda w: DecideClaim(w.claim, True, "The mayor says so."),
    "organisation.prove": lambda w: ProveByAddress(w.port, w.theirs),
    "organisation.confirm": lambda w: ConfirmRepresentative(w.port, w.colleague),
    "organisation.end": lambda w: EndRepresentative(w.port.representatives.get(), "so it is"),
    "organisation.spelling": lambda w: AddSpelling(w.port, "PoA"),
    "outcome.correct": lambda w: CorrectOutcome(
        w.part("ended"), "Coastal states repaire.\n\nOperators pay.", reason="a slip"
    ),
    "outcome.follow-up": lambda w: Follow(
        w.part("ended"), FollowUp.Rating.values[0], "They built it."
    ),
    "outcome.name-responsible": lambda w: NameResponsible(w.part("ended"), organisations=("Port",)),
    "outcome.remind": lambda w: RemindOutcome(w.part("ended"), w.now, When.AT),
    "process.begin": lambda w: BeginProcess("Towers", model("equal-footing")),
    "process.drop-date": lambda w: DropDate(w.date, "The hall burnt."),
    "process.end-proxy": lambda w: EndProxy(w.proxy),
    "process.end-seat": lambda w: EndSeat(w.seat, "moved away"),
    "process.give-proxy": lambda w: GiveProxy(w.forests, w.people["member"][0]),  # type: ignore[arg-type]
    "process.join": lambda w: JoinProcess(w.process),
    "process.leave": lambda w: LeaveProcess(w.process),
    "process.end-call": lambda w: EndCall(w.unasked),
    "process.extend-call": lambda w: ExtendCall(
        w.unasked, (w.now + 60 * A_DAY).date(), "Half of the groups were away."
    ),
    "process.plan": lambda w: PlanDate(w.process, (w.now + 9 * A_DAY).date(), title="Assembly"),
    "process.put-model-into-use": lambda w: PutModelIntoUse(w.rules),
    "process.regroup": lambda w: RegroupProcess(w.forests, {}),
    "process.seat": lambda w: GiveSeat(w.process, "legal_reviewers", w.amina),
    "process.cancel": lambda w: CancelProcess(w.unasked, reason="begun twice"),
    "process.correct": lambda w: CorrectProcess(w.fresh, "Ship routes", reason="too short"),
    "process.correct-date": lambda w: CorrectDate(
        w.date, w.date.on, "Assembly", "Hall two", reason="the hall burnt"
    ),
    "profile.change": lambda w: ChangeProfile("Somebody", "I sail."),
    "profile.erase": lambda w: EraseAccount(w.people["stranger"][0], reason="I leave."),  # type: ignore[arg-type]
    "review.answer": lambda w: AnswerReview(
        w.review, {name: one.answers[0] for name, one in QUESTIONS.items()}, "Well done."
    ),
    "review.close": lambda w: CloseReview(w.review),
    "review.follow": lambda w: FollowReview(w.review, "kept", "They go on."),
    "review.open": lambda w: OpenReview(Seat.objects.get(process=w.process, holder="chairs")),
    "review.sign": lambda w: SignPetition(
        Seat.objects.get(process=w.process, holder="chairs"), "no answer"
    ),
    "session.cancel": lambda w: CancelSession(w.session, reason="the wrong file"),
    "session.correct": lambda w: CorrectSession(
        w.session, "Cables", w.now.date(), "Room two", reason="a slip"
    ),
    "factor.take-off": lambda w: TakeOffFactors(w.protected, "She came to the office."),
    "role.end": lambda w: EndRole("moderator", w.moderator),
    "role.require-factor": lambda w: RequireFactor(["facilitator"]),
    "role.give": lambda w: GiveRole("moderator", w.amina),
    "session.end-rapporteur": lambda w: EndRapporteur(w.session, w.moderator),
    "session.appoint-rapporteur": lambda w: AppointRapporteur(w.session, w.amina),
    "session.import": lambda w: prepare(
        Sources(CAPTIONS + b"\n", b""), "Ships", w.now.date(), "Room"
    ),
    "turn.claim": lambda w: ClaimTurn(w.turn),
    "turn.correct": lambda w: CorrectTurn(w.turn, "Who pays for it?", "I said so."),
    "turn.reopen": lambda w: ReopenTurn(w.settled),
    "turn.settle": lambda w: SettleTurn(w.turn, "Ada Example", reason="her voice"),
    "words.erase": lambda w: EraseWords(Act.objects.get(pk=w.comment.pk)),
}
"""One of each kind, in a state in which somebody of the cast may do it where that is possible."""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Make the world once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


def tried(world: World, work: Work, name: str) -> str:
    """Return the rule by which somebody is refused; empty where they may."""
    by, capacity = world.people[name]
    refusal = foreseen(work, by=by, now=world.now, capacity=capacity)
    return refusal.rule if refusal else ""


def table() -> dict[str, list[str]]:
    lines = (Path(__file__).parent / "cast.txt").read_text("utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    return {kind: list(signs) for signs, kind in rows}


def test_every_kind_of_act_is_built_and_has_a_row() -> None:
    assert sorted(ACTS) == sorted(KINDS)
    assert sorted(table()) == sorted(KINDS)


def test_the_cast_may_do_what_the_table_says(world: World) -> None:
    told = table()
    found = {}
    for kind, build in ACTS.items():
        work = build(world)
        assert type(work) is KINDS[kind]
        rules = {name: tried(world, work, name) for name in CAST}
        signs = ["x" if rule else "." for rule in rules.values()]
        if signs != told.get(kind):
            found[kind] = "".join(signs), {name: rule for name, rule in rules.items() if rule}
    assert not found, "\n".join(
        f"{kind} {signs}   {rules}" for kind, (signs, rules) in found.items()
    )


@pytest.mark.parametrize("kind", sorted(ACTS))
def test_nobody_acts_in_the_capacity_of_somebody_else(world: World, kind: str) -> None:
    _by, theirs = world.people["other group"]
    for name in ("author", "chair", "secretariat", "stranger"):
        by, _own = world.people[name]
        refusal = foreseen(ACTS[kind](world), by=by, now=world.now, capacity=theirs)
        assert refusal is not None
        assert refusal.rule == "capacity.not-current"
