"""The worked example's working group on the record: each step of its story is the act that its
people would do.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from isegoria.example import working_group
from isegoria.library import model
from isegoria.rules.offices.reviewing import QUESTIONS
from isegoria.rules.offices.reviewing import Follow as FollowsReview
from isegoria.server.conduct.codes import PublishCode, default_code
from isegoria.server.conduct.measures import HideWords
from isegoria.server.conflicts.acts import (
    AnswerCase,
    AskFacilitator,
    CaseWork,
    NameFacilitator,
    RecordStep,
)
from isegoria.server.conflicts.asking import act_in_case, ask
from isegoria.server.conflicts.models import Case, CaseStep, Party
from isegoria.server.deliberation.acts import Dissent, Object, ProposeItem, Say, TakePosition
from isegoria.server.deliberation.models import Amendment, Comment, StrawPoll, Version
from isegoria.server.deliberation.polls import AnswerPoll, OpenPoll
from isegoria.server.deliberation.texts import Amend, AnswerAmendment, Write
from isegoria.server.forum.profiles import DeclareAffiliation
from isegoria.server.issues.acts import BeginProcess, MergeIssue, ProposeIssue, SupportIssue
from isegoria.server.issues.models import Issue
from isegoria.server.issues.parts import SplitIssue, TieChunks
from isegoria.server.membership.acts import Invite
from isegoria.server.membership.models import Invitation
from isegoria.server.outcomes.acts import Follow
from isegoria.server.people.models import Affiliation, Participant, StakeholderGroup
from isegoria.server.people.reads import administrator, current_affiliations
from isegoria.server.process.clocks import advance
from isegoria.server.process.models import Chunk, Process, Seat
from isegoria.server.process.seats import GiveSeat, filled_by
from isegoria.server.process.stepping import Step
from isegoria.server.process.steps import STEPS, step
from isegoria.server.record.door import Work, perform
from isegoria.server.record.models import Act
from isegoria.server.reviews.acts import AnswerReview, FollowReview, OpenReview, SignPetition
from isegoria.server.reviews.closing import close_what_is_over, follow
from isegoria.server.reviews.models import Review

__all__ = ["DAYS", "bring_working_group"]

DAYS = 152
"""So long before the present the story begins."""

Told = Mapping[str, Any]


class _Story:
    """The processes, their people and what steps made, by the names that the story gives them."""

    def __init__(self, began_at: datetime) -> None:
        self.began_at = began_at
        self.secretariat = administrator()
        self.people: dict[str, tuple[Participant, Affiliation | None]] = {}
        self.made: dict[str, int] = {}

    def begin(self, told: Told, now: datetime) -> None:
        """Begin a process, in which the steps go on, and give its seats."""
        begun = perform(
            BeginProcess(told["title"], model(told["model"])), by=self.secretariat, now=now
        )
        self.made["process"] = begun.number
        process = Process.objects.get(pk=begun.number)
        for holder, name in told["seats"].items():
            chooser = filled_by(process, holder) or self.secretariat
            perform(GiveSeat(process, holder, self.people[name][0]), by=chooser, now=now)

    def chunk(self, told: Told, name: str = "about") -> Chunk:
        """Return the chunk that a step is about."""
        return Chunk.objects.select_related("process").get(pk=self.made[told[name]])

    def tell(self, told: Told) -> None:
        """Do one step, after what the clocks of the process brought about before it."""
        now = self.began_at + timedelta(days=told["day"])
        for chunk in Chunk.objects.all():
            advance(chunk, now)
        by, capacity = self.people[told["who"]] if "who" in told else (self.secretariat, None)
        close_what_is_over(now)
        work = _WORKS[told["do"]](self, told)
        act = _door_of(work)(work, by=by, now=now, capacity=capacity)
        if "as" in told:
            self.made[told["as"]] = act.number


def bring_working_group(now: datetime) -> None:
    """Let the invented working group work for some months up to the present, and another begin."""
    told = working_group()
    story = _Story(now - timedelta(days=DAYS))
    perform(PublishCode(*default_code()), by=story.secretariat, now=story.began_at)
    for name, person in told["people"].items():
        story.people[name] = _joined(person, story.began_at)
    story.begin(told, story.began_at)
    for one in sorted(told["steps"], key=lambda one: one["day"]):
        story.tell(one)
    later = told["next"]
    story.begin(later, story.began_at + timedelta(days=later["day"]))
    story.tell({**later["issue"], "do": "propose", "day": later["day"] + 1})


def _door_of(work: Work) -> Callable[..., Any]:
    """Return what does an act together with all that comes with it."""
    doors: dict[type, Callable[..., Any]] = {
        Step: step,
        AskFacilitator: ask,
        CaseWork: act_in_case,
        FollowReview: follow,
    }
    return next((door for kind, door in doors.items() if isinstance(work, kind)), perform)


def _joined(person: Told, at: datetime) -> tuple[Participant, Affiliation | None]:
    """Make an account that nobody can sign in to, with its affiliation."""
    address = f"{person['name'].lower().replace(' ', '-')}@example.org"
    participant = Participant.objects.create_user(address, name=person["name"])
    declared = DeclareAffiliation(
        person["organisation"], person["group"], person["region"], "", at.date()
    )
    perform(declared, by=participant, now=at)
    return participant, current_affiliations(participant, at.date()).first()


def _propose(story: _Story, told: Told) -> Work:
    process = Process.objects.get(pk=story.made["process"])
    affected = tuple(StakeholderGroup.objects.filter(slug__in=told.get("affected", ())))
    return ProposeIssue(
        process,
        told["title"],
        told["text"],
        affected,
        told.get("jurisdictions", ""),
        told.get("technologies", ""),
    )


def _say(story: _Story, told: Told) -> Work:
    parent = Comment.objects.get(pk=story.made[told["to"]]) if "to" in told else None
    return Say(
        story.chunk(told),
        text=told["text"],
        form=told.get("form", Comment.Kind.COMMENT),
        parent=parent,
        says_what=told.get("says", ""),
        asked=told.get("asked", ""),
    )


def _amend(story: _Story, told: Told) -> Work:
    chunk = story.chunk(told)
    latest = Version.objects.filter(chunk=chunk).latest("number")
    return Amend(
        chunk,
        text=told["reason"],
        written=latest,
        paragraph=told["paragraph"],
        new_text=told["text"],
    )


def _answer(story: _Story, told: Told) -> Work:
    amendment = Amendment.objects.get(pk=story.made[told["to"]])
    return AnswerAmendment(
        story.chunk(told), text=told["text"], amendment=amendment, taken=told["taken"]
    )


def _poll(story: _Story, told: Told) -> Work:
    closes_at = story.began_at + timedelta(days=told["day"] + told["days"])
    return OpenPoll(story.chunk(told), told["text"], told["answers"], closes_at)


def _poll_answer(story: _Story, told: Told) -> Work:
    poll = StrawPoll.objects.select_related("chunk__process").get(pk=story.made[told["to"]])
    return AnswerPoll(poll.chunk, answer=told["answer"], poll=poll)


def _invite(story: _Story, told: Told) -> Work:
    group = StakeholderGroup.objects.get(slug=told["group"])
    return Invite(
        Process.objects.get(pk=story.made["process"]),
        group,
        organisation=told["organisation"],
        issue=story.made[told["about"]],
        channel=Invitation.Channel.LETTER,
        text=told["text"],
    )


def _conflict(story: _Story, told: Told) -> Work:
    parties = [story.people[name][0] for name in told["parties"]]
    return AskFacilitator(
        Process.objects.get(pk=story.made["process"]),
        told["text"],
        parties,
        issue=_issue(story, told),
    )


def _accept(story: _Story, told: Told) -> Work:
    case = Case.objects.get(pk=story.made[told["about"]])
    return AnswerCase(
        case, case.parties.get(participant=story.people[told["who"]][0]), Party.Answer.ACCEPTED
    )


def _case_step(story: _Story, told: Told) -> Work:
    on = story.began_at + timedelta(days=told["day"])
    case = Case.objects.get(pk=story.made[told["about"]])
    return RecordStep(
        case, CaseStep.Kind.MEETING, on.date(), told["text"], on + timedelta(days=told["days"])
    )


def _seat(story: _Story, told: Told) -> Seat:
    return Seat.objects.select_related("process").get(
        process=story.made["process"], holder=told["seat"], until_at=None
    )


def _survey(story: _Story, told: Told) -> Work:
    """Answer all questions but those named with the most favourable answer."""
    answers = {name: question.answers[0] for name, question in QUESTIONS.items()} | told.get(
        "but", {}
    )
    return AnswerReview(
        Review.objects.get(pk=story.made[told["about"]]), answers, told.get("comment", "")
    )


def _hide(story: _Story, told: Told) -> Work:
    return HideWords(
        act=Act.objects.get(pk=story.made[told["about"]]), rule=told["rule"], reason=told["reason"]
    )


def _issue(story: _Story, told: Told, name: str = "about") -> Issue:
    return Issue.objects.get(pk=story.made[told[name]])


def _step(story: _Story, told: Told) -> Work:
    item = f"i{story.made[told['item']]}" if "item" in told else ""
    return STEPS[told["do"]](
        story.chunk(told),
        name=told["name"],
        answer=told.get("answer", ""),
        item=item,
        reason=told.get("reason", ""),
    )


_WORKS: dict[str, Callable[[_Story, Told], Work]] = {
    "propose": _propose,
    "say": _say,
    "amend": _amend,
    "answer": _answer,
    "poll": _poll,
    "poll_answer": _poll_answer,
    "support": lambda story, told: SupportIssue(_issue(story, told)),
    "merge": lambda story, told: MergeIssue(_issue(story, told), _issue(story, told, "to")),
    "item": lambda story, told: ProposeItem(story.chunk(told), text=told["text"]),
    "write": lambda story, told: Write(story.chunk(told), text=told["text"]),
    "position": lambda story, told: TakePosition(
        story.chunk(told), answer=told["answer"], text=told.get("text", "")
    ),
    "object": lambda story, told: Object(story.chunk(told), text=told["text"]),
    "split": lambda story, told: SplitIssue(story.chunk(told), told["title"]),
    "tie": lambda story, told: TieChunks(story.chunk(told), story.chunk(told, "to")),
    "dissent": lambda story, told: Dissent(story.chunk(told), reason=told["reason"]),
    "follow": lambda story, told: Follow(story.chunk(told), told["rating"], told["text"]),
    "invite": _invite,
    "hide": _hide,
    "conflict": _conflict,
    "accept": _accept,
    "case_step": _case_step,
    "survey": _survey,
    "name": lambda story, told: NameFacilitator(
        Case.objects.get(pk=story.made[told["about"]]), story.people[told["whom"]][0]
    ),
    "sign": lambda story, told: SignPetition(_seat(story, told), told["reason"]),
    "review": lambda story, told: OpenReview(_seat(story, told)),
    "keep": lambda story, told: FollowReview(
        Review.objects.get(pk=story.made[told["about"]]), FollowsReview.IMPROVED.value, told["text"]
    ),
    **dict.fromkeys(("deliver", "judge", "leave", "vote"), _step),
}
"""What the story calls a step, and the act that it is."""
