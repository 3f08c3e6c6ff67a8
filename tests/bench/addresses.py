"""Every kind of page of a forum with a large issue, by name."""

from isegoria.server.deliberation.models import Comment, Version
from isegoria.server.record.models import Act
from tests.bench.crowd import Crowd

__all__ = ["of_a_member", "of_the_forum", "of_the_issue"]


def of_the_issue(crowd: Crowd) -> dict[str, str]:
    """Return what everybody reads about the issue, and the lists that name it."""
    chunk, issue, process = crowd.chunk.pk, crowd.chunk.issue_id, crowd.chunk.process_id
    said = Comment.objects.filter(chunk=chunk)
    late = said.order_by("-number")[0].pk
    reply = Comment.objects.filter(parent=crowd.thread).order_by("number")[crowd.size.replies // 2]
    old = Version.objects.filter(chunk=chunk).order_by("number")[3].pk
    new = Version.objects.filter(chunk=chunk).latest("number").pk
    middle = Act.objects.filter(item=crowd.chunk.item).order_by("number")[crowd.size.acts // 2].pk
    half = crowd.size.comments // 100  # of a page each 50
    return {
        "issues": "/issues/",
        "issue": f"/issues/{issue}/",
        "chunk": f"/chunks/{chunk}/",
        "chunk, as JSON": f"/chunks/{chunk}/chunk.json",
        "discussion": f"/chunks/{chunk}/discussion/",
        "discussion, in the middle": f"/chunks/{chunk}/discussion/?page={half}",
        "discussion, last page": f"/chunks/{chunk}/discussion/?page=9999",
        "discussion, a contribution": f"/chunks/{chunk}/discussion/?to={late}",
        "discussion, thread of many": f"/chunks/{chunk}/discussion/?to={reply.pk}",
        "what is new": f"/chunks/{chunk}/new/",
        "what is new since the beginning": f"/chunks/{chunk}/new/?since=0",
        "feed": f"/chunks/{chunk}/acts.atom",
        "objections": f"/chunks/{chunk}/objections/",
        "items": f"/chunks/{chunk}/items/",
        "evidence": f"/chunks/{chunk}/evidence/",
        "roll call": f"/chunks/{chunk}/ballots/consensus_call/support/?page=5",
        "positions": f"/chunks/{chunk}/positions/",
        "text": f"/chunks/{chunk}/text/",
        "text, earlier version": f"/chunks/{chunk}/text/{old}/",
        "redline of the last two": f"/chunks/{chunk}/text/redline/",
        "redline of far versions": f"/chunks/{chunk}/text/redline/?from={old}&to={new}",
        "history": f"/chunks/{chunk}/history/",
        "history, in the middle": f"/chunks/{chunk}/history/?after={middle}",
        "room": f"/issues/processes/{process}/",
        "questions": "/questions/",
        "warnings": "/warnings/",
        "warnings, as JSON": f"/issues/{issue}/warnings.json",
        "outcomes": "/outcomes/",
        "over the years": "/outcomes/over-the-years/?words=cables",
        "record": "/record/",
        "record of the process": f"/record/?process=process-{process}",
    }


def of_the_forum(crowd: Crowd) -> dict[str, str]:
    """Return the further pages, feeds and JSON of a forum."""
    chunk, process = crowd.chunk.pk, crowd.chunk.process_id
    person = crowd.people[5][0].pk
    said = Comment.objects.filter(chunk=chunk).latest("number").pk
    version = Version.objects.filter(chunk=chunk).latest("number").pk
    motions = f"/issues/processes/{process}/motions/"
    return {
        "home": "/",
        "record, acts of a kind": "/record/?kind=chunk.vote",
        "record, acts of a participant": f"/record/?participant={person}",
        "record, in the middle": f"/record/?before={crowd.size.acts // 2}",
        "record, as JSON": "/record/acts.json",
        "record, feed": "/record/acts.atom",
        "record, kinds": "/record/kinds.json",
        "act": f"/record/{said}/",
        "act, an opening": f"/record/{said}/openings/text.json",
        "issues of a process": f"/issues/processes/{process}/issues/",
        "issues, as JSON": "/issues/issues.json",
        "issues, feed": "/issues/issues.atom",
        "process, its rules": f"/issues/processes/{process}/rules/",
        "process, its calendar": f"/issues/processes/{process}/calendar/",
        "process, its motions": motions,
        "process, in the room": f"/issues/processes/{process}/room/",
        "process, in the room, as JSON": f"/issues/processes/{process}/room.json",
        "text, clean copy": f"/chunks/{chunk}/text/{version}/clean/",
        "text, remarks on a paragraph": f"/chunks/{chunk}/text/{version}/p1/",
        "evidence, as JSON": f"/chunks/{chunk}/evidence/evidence.json",
        "polls": f"/chunks/{chunk}/polls/",
        "statements": f"/chunks/{chunk}/statements/",
        "warnings of all, as JSON": "/warnings/warnings.json",
        "questions, feed": "/questions/questions.atom",
        "outcomes, as JSON": "/outcomes/outcomes.json",
        "outcomes, feed": "/outcomes/outcomes.atom",
        "participant": f"/people/{person}/",
        "groups": "/groups/",
        "group": "/groups/governments/",
        "code": "/code/",
        "decisions": "/code/decisions/",
        "cases": "/conflicts/",
        "reviews": "/reviews/",
        "archives": "/archives/",
        "sessions": "/sessions/",
        "processes": "/processes/",
        "model": "/processes/equal-footing.working-group/",
    }


def of_a_member(crowd: Crowd) -> dict[str, str]:
    """Return what somebody who takes part reads, and the forms they fill."""
    chunk, process = crowd.chunk.pk, crowd.chunk.process_id
    return {
        "home": "/",
        "issue": f"/issues/{crowd.chunk.issue_id}/",
        "chunk": f"/chunks/{chunk}/",
        "discussion": f"/chunks/{chunk}/discussion/",
        "text": f"/chunks/{chunk}/text/",
        "evidence": f"/chunks/{chunk}/evidence/",
        "form of a vote": f"/chunks/{chunk}/do/vote/support/",
        "form of a comment": f"/chunks/{chunk}/discussion/new/",
        "room": f"/issues/processes/{process}/",
        "record": "/record/",
        "profile": "/profile/",
    }
