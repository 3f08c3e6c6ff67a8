"""A working group in its deliberation, which many small tests share, and what only some need."""

from datetime import timedelta
from typing import Any

from isegoria.library import model
from isegoria.server.conduct.appeals import AppealMeasure
from isegoria.server.conduct.codes import PublishCode
from isegoria.server.conduct.measures import HideWords, Restrict, ShowWords
from isegoria.server.conduct.models import Measure, MeasureAppeal
from isegoria.server.conflicts.models import Case
from isegoria.server.deliberation.acts import Say
from isegoria.server.deliberation.models import Amendment, Comment, StrawPoll, Version
from isegoria.server.deliberation.polls import OpenPoll
from isegoria.server.deliberation.texts import Amend, Write
from isegoria.server.issues.acts import BeginProcess, ProposeIssue
from isegoria.server.issues.models import Issue
from isegoria.server.issues.parts import SplitIssue, TieChunks
from isegoria.server.process.models import Chunk, Process, Proxy, Seat
from isegoria.server.process.seats import EndSeat, GiveSeat
from isegoria.server.record.door import Work, foreseen
from isegoria.server.record.models import Act
from isegoria.server.reviews.models import Review
from isegoria.server.rulebooks.acts import PutModelIntoUse
from isegoria.server.rulebooks.reads import model_or_404
from isegoria.server.sessions.importing import Sources, prepare
from isegoria.server.sessions.models import Session, Turn
from isegoria.terms import Refusal
from tests.play import Play, seated, split_was_free, to_the_call
from tests.unit.rules.models import SOUND

__all__ = ["AUTHOR", "A_DAY", "CAPTIONS", "CHAIR", "EDITOR", "OTHER", "OURS", "PANEL", "World"]

A_DAY = timedelta(days=1)
EDITOR, CHAIR, AUTHOR = "technical-community1", "governments1", "civil-society1"
PANEL, OTHER = "private-sector2", "civil-society2"
CAPTIONS = b">> ADA EXAMPLE: Good morning.\n\n>> Who pays?\n"
OURS = SOUND.replace("id: town.plan", "id: our.square\nversion: 1")


class World:
    """A working group whose text is written, before its call."""

    def __init__(self) -> None:
        self.play: Play = seated()
        chunk = to_the_call(self.play, text="All repair.\n\nOperators pay.\n\nSoon.", call=False)
        self.begins = (chunk.pk, self.play.day)
        self.begin_again()

    def begin_again(self) -> None:
        """Read everything anew, and go back to the day on which the world was made."""
        chunk, self.play.day = self.begins
        self.play.process = self.process = Process.objects.get(pk=self.play.process.pk)
        self.draft = Chunk.objects.get(pk=chunk)
        self.version = Version.objects.get(chunk=chunk)

    @property
    def now(self) -> Any:
        return self.play.now

    def who(self, name: str) -> Any:
        return self.play.people[name][0]

    def done(self, work: Any, who: str | None = None) -> Any:
        return self.play.do_plain(work, who)

    def tried(self, work: Work, who: str | None = None, days: float = 0) -> Refusal | None:
        """Return what refuses it to somebody: `!` is the operator, None the secretariat."""
        by, capacity = self.play.people[who] if who and who != "!" else (None, None)
        return foreseen(
            work,
            by=self.play.secretary if who is None else by,
            now=self.now + timedelta(days=days),
            capacity=capacity,
        )

    def refused(self, work: Work, who: str | None, days: float = 0) -> str:
        """Return the rule that refuses it to somebody, empty where it is allowed."""
        found = self.tried(work, who, days)
        return found.rule if found else ""

    # --- what only some tests need

    def under(self, rules: str, text: str = "All dredge.") -> Chunk:
        """Return an issue, with a text if there is one, in a process under these rules of a
        harbour.
        """
        self.done(PutModelIntoUse(rules))
        begun = self.done(BeginProcess("Harbour", model_or_404("harbour.plan")))
        process = Process.objects.get(pk=begun.number)
        self.done(GiveSeat(process, "editor", self.who(EDITOR)))
        raised = self.done(ProposeIssue(process, "Who dredges?"), AUTHOR)
        if text:
            self.play.do(Write(Chunk.objects.get(pk=raised.number), text=text), EDITOR)
        return Chunk.objects.get(pk=raised.number)

    def beside(self, chunk: Chunk) -> Issue:
        """Return a younger issue of the same process, by somebody else."""
        number = self.done(ProposeIssue(chunk.process, "Who lays cables?"), OTHER).number
        return Issue.objects.get(pk=number)

    def seat(self, holder: str = "editor") -> Seat:
        return Seat.objects.get(process=self.process, holder=holder)

    def ended_seat(self) -> Seat:
        seat = self.seat()
        self.done(EndSeat(seat))
        return seat

    def part(self, title: str = "Ports") -> Chunk:
        """Return a part that an earlier version split off: the draft goes on beside it."""
        with split_was_free():
            return Chunk.objects.get(pk=self.done(SplitIssue(self.draft, title), CHAIR).number)

    def parts(self) -> list[Chunk]:
        """Split the draft into two parts, which are all that goes on."""
        acts = [self.done(SplitIssue(self.draft, title), CHAIR) for title in ("Ports", "Fees")]
        return [Chunk.objects.get(pk=act.number) for act in acts]

    def over(self) -> Chunk:
        """Return the draft once all of its parts have ended."""
        for part in self.parts():
            Chunk.objects.filter(pk=part.pk).update(outcome="dropped")
        return Chunk.objects.get(pk=self.draft.pk)

    def elsewhere(self) -> Chunk:
        begun = self.done(BeginProcess("Towers", model("equal-footing.working-group")))
        work = ProposeIssue(Process.objects.get(pk=begun.number), "Who lights towers?")
        return Chunk.objects.get(pk=self.done(work, AUTHOR).number)

    def tied(self) -> Chunk:
        part = self.part()
        self.done(TieChunks(self.draft, part), CHAIR)
        return part

    def ended_part(self) -> Chunk:
        part = self.part()
        Chunk.objects.filter(pk=part.pk).update(outcome="dropped")
        return part

    def restriction(self) -> Measure:
        self.done(PublishCode("", ["No insults."]))
        act = self.done(
            Restrict(
                process=self.process,
                restricted=self.who(AUTHOR),
                until=self.now + 5 * A_DAY,
                rule=1,
                reason="an insult",
            )
        )
        return Measure.objects.get(pk=act.number)

    def hidden(self) -> Measure:
        self.done(PublishCode("", ["No insults."]))
        rude = self.play.do(Say(self.draft, text="You know nothing."), AUTHOR)
        act = self.done(HideWords(rule=1, reason="an insult", act=rude))
        return Measure.objects.get(pk=act.number)

    def hide(self, number: int) -> None:
        """Hide the words of an act."""
        self.done(PublishCode("", ["No insults."]))
        self.done(HideWords(rule=1, reason="an insult", act=Act.objects.get(pk=number)))

    def shown(self) -> Measure:
        measure = self.hidden()
        self.done(ShowWords(measure, "it was a joke"))
        return measure

    def appealed(self) -> MeasureAppeal:
        measure = self.hidden()
        act = self.done(AppealMeasure(measure, "It was a joke."), AUTHOR)
        return MeasureAppeal.objects.get(pk=act.number)

    def case(self, state: str = "running", **more: Any) -> Case:
        return Case.objects.create(
            number=900,
            process=self.process,
            text="They shut us out.",
            asked_by=self.who(AUTHOR),
            asked_at=self.now,
            state=state,
            facilitator=self.who(EDITOR),
            **more,
        )

    def newer(self) -> Version:
        number = self.play.do(
            Write(self.draft, text="All repair.\n\nOperators pay."), EDITOR
        ).number
        return Version.objects.get(pk=number)

    def comment(self, chunk: Chunk | None = None) -> Comment:
        return Comment.objects.get(
            pk=self.play.do(Say(chunk or self.draft, text="Who pays?"), AUTHOR).number
        )

    def poll(self) -> StrawPoll:
        ends = self.now + 3 * A_DAY
        return StrawPoll.objects.get(
            pk=self.done(OpenPoll(self.draft, "Which first?", ("a", "b"), ends), CHAIR).number
        )

    def forests(self) -> Process:
        begun = self.done(BeginProcess("Forests", model("fsc.ga.motion")))
        return Process.objects.get(pk=begun.number)

    def proxy(self, **more: Any) -> Proxy:
        said = {"process": self.process, "principal": self.who(AUTHOR), "holder": self.who(EDITOR)}
        return Proxy.objects.create(number=901, **said | more)

    def session(self, captions: bytes = CAPTIONS) -> Session:
        held = self.done(prepare(Sources(captions, b""), "Cables", self.now.date(), "Room one"))
        return Session.objects.get(pk=held.number)

    def turn(self) -> Turn:
        return Turn.objects.filter(session=self.session()).order_by("number")[1]

    def review(self, **more: Any) -> Review:
        seat = self.seat()
        return Review.objects.create(
            number=902,
            process=self.process,
            seat=seat,
            title="Editor",
            because=Review.Because.SCHEDULE,
            opened_at=self.now,
            ends_at=self.now + 14 * A_DAY,
            **more,
        )

    def amendment(self, text: str = "Operators pay half.", paragraph: int = 2) -> Amendment:
        work = Amend(
            self.draft, text="So.", written=self.version, paragraph=paragraph, new_text=text
        )
        return Amendment.objects.get(pk=self.play.do(work, AUTHOR).number)
