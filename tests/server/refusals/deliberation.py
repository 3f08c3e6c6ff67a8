"""What is refused to those who speak, take positions, ask the room, and write the text."""

from datetime import timedelta
from typing import Any

from isegoria.server.conduct.erasing import EraseWords
from isegoria.server.deliberation import refusals as deliberation
from isegoria.server.deliberation.acts import (
    EditComment,
    Object,
    ProposeItem,
    Say,
    Settle,
    TakePosition,
)
from isegoria.server.deliberation.models import Amendment, Comment, Objection, Version
from isegoria.server.deliberation.polls import AnswerPoll, OpenPoll
from isegoria.server.deliberation.texts import Amend, AnswerAmendment, SaySubstantive, Write
from isegoria.server.process.models import Chunk
from isegoria.server.process.seats import GiveSeat
from isegoria.server.record.door import Work
from tests.server.refusals.row import OPERATOR, Row, allowed, refused
from tests.server.test_text_under_decision import RESTARTING
from tests.world import AUTHOR, CHAIR, EDITOR, OTHER, World

NO_ITEMS = """
id: harbour.plan
title: Harbour plan
status: future
summary: Members talk about the harbour.
groups: {members: {title: Members}}
offices: {editor: {title: Editor}}
starts: talk
stages:
  talk:
    title: Talk
    officer: editor
    rights: {anyone: [attend, comment, propose]}
    clocks: {talk: {title: Time to talk, length: 7 days}}
    exits: {done: {outcome: plan, by: editor}}
outcomes: {plan: {title: Plan, force: message}}
"""
ITEMS = NO_ITEMS.replace(
    "    exits:",
    "    ballots: {item: {per: item, voters: [anyone], clock: talk, binding: false}}\n    exits:",
)
ELECTION = ITEMS.replace(
    "item: {per: item, voters: [anyone], clock: talk, binding: false}",
    "board: {voters: [anyone], clock: talk, elects: {how: stv, seats: 1, candidates: true}}",
)


def says(w: World, form: str = "comment", asked: str = "", parent: Comment | None = None) -> Work:
    return Say(w.draft, text="Who pays?", form=form, asked=asked, parent=parent)


def asks_who_left(w: World) -> Work:
    w.ended_seat()
    return says(w, "question", asked="editor")


def proposes_item(w: World, rules: str = "") -> Work:
    """Propose a statement, where people answer some or none."""
    return ProposeItem(w.under(rules) if rules else w.draft, text="Cables are public.")


def edits(w: World, *, base: str | None = None, **row: Any) -> Work:
    """Edit what the author said; on a page that was opened when it read otherwise."""
    said = w.comment()
    if row:
        Comment.objects.filter(pk=said.pk).update(**row)
    return EditComment(w.draft, text="Who pays for it?", comment=said, base=base)


def edits_as_shown(w: World) -> Work:
    said = w.comment()
    return EditComment(w.draft, text="Who pays for it?", comment=said, base=said.fingerprint)


def settles(w: World, *before: str) -> Work:
    """Withdraw an objection, which has been settled before or not."""
    number = w.play.do(Object(w.draft, text="It is too dear."), AUTHOR).number
    one = Objection.objects.get(pk=number)
    for answer in before:
        w.play.do(Settle(w.draft, answer=answer, objection=one, text="So."), AUTHOR)
    return Settle(w.draft, answer="withdrawn", objection=one)


def takes(w: World, answer: str, **more: Any) -> Work:
    return TakePosition(w.draft, answer=answer, **more)


def speaks_unasked(w: World) -> Work:
    """Take a position for a group in which one person was given a seat, and another took one."""
    chunk = w.under(RESTARTING.replace("Civil society}", "Civil society, capacity: delegate}"))
    w.done(GiveSeat(chunk.process, "civil_society", w.who(OTHER)))
    w.done(GiveSeat(chunk.process, "civil_society", w.who(AUTHOR)), AUTHOR)
    return TakePosition(chunk, answer="support", for_group="civil_society")


def withdraws(w: World, holder: str) -> Work:
    """Withdraw a position, where somebody holds one."""
    w.play.do(takes(w, "support"), holder)
    return takes(w, "withdraw")


def opens_poll(w: World, *answers: str, text: str = "Which?", seconds: int = 60) -> Work:
    return OpenPoll(w.draft, text, answers, w.now + timedelta(seconds=seconds))


def polled(w: World, answer: str = "a") -> Work:
    return AnswerPoll(w.draft, poll=w.poll(), answer=answer)


def amends(w: World, paragraph: int, version: Version | None = None) -> Work:
    written = version or w.version
    return Amend(w.draft, text="So.", written=written, paragraph=paragraph, new_text="We do.")


def amends_old(w: World) -> Work:
    w.newer()
    return amends(w, 1)


def amends_nothing(w: World) -> Work:
    return Amend(part(w), text="So.", written=w.version, paragraph=1, new_text="We do.")


def part(w: World) -> Chunk:
    """Return a part that has no text yet."""
    return w.part("Who pays?")


def stands_again(w: World, before: str = "") -> Work:
    """Stand in an election, where somebody stands already."""
    chunk = w.under(ELECTION)
    if before:
        w.play.do(ProposeItem(chunk, text="I stand."), before)
    return ProposeItem(chunk, text="I stand.")


def writes(w: World, base: int | None, text: str = "We all repair.") -> Work:
    return Write(w.draft, text=text, base=base)


def substantive(w: World, reason: str = "It is new.") -> Work:
    return SaySubstantive(w.draft, written=w.version, substantive=True, reason=reason)


def substantive_without_office(w: World) -> Work:
    """Say it under rules that name no office for it."""
    chunk = w.under(RESTARTING)
    written = Version.objects.get(chunk=chunk)
    return SaySubstantive(chunk, written=written, substantive=True, reason="It is new.")


def substantive_elsewhere(w: World) -> Work:
    return SaySubstantive(part(w), written=w.version, substantive=True, reason="It is new.")


def answers(w: World) -> Work:
    return AnswerAmendment(w.draft, amendment=w.amendment(), taken=True, text="Yes.")


def answers_answered(w: World) -> Work:
    one = w.amendment()
    w.play.do(AnswerAmendment(w.draft, amendment=one, taken=False, text="No."), EDITOR)
    return AnswerAmendment(w.draft, amendment=one, taken=True, text="Yes.")


def answers_hidden(w: World, *, taken: bool = True) -> Work:
    """Answer an amendment that was hidden as an insult."""
    one = w.amendment()
    w.hide(one.pk)
    return AnswerAmendment(w.draft, amendment=one, taken=taken, text="So.")


def answers_erased(w: World, new_text: str = "Operators pay half.") -> Work:
    """Take up an amendment, or a remark, whose author erased it."""
    work = Amend(w.draft, text="So.", written=w.version, paragraph=2, new_text=new_text)
    act = w.play.do(work, AUTHOR)
    w.done(EraseWords(act), AUTHOR)
    one = Amendment.objects.get(pk=act.number)
    return AnswerAmendment(w.draft, amendment=one, taken=True, text="So.")


def answers_later(w: World, text: str, *, taken: bool = True, seen: bool = True) -> Work:
    """Answer an amendment after a version, which the page had shown or not."""
    one, before = w.amendment(), w.version.pk
    number = w.play.do(Write(w.draft, text=text), EDITOR).number
    return AnswerAmendment(
        w.draft, amendment=one, taken=taken, text="Yes.", base=number if seen else before
    )


def answers_elsewhere(w: World) -> Work:
    return AnswerAmendment(part(w), amendment=w.amendment(), taken=True, text="Yes.")


GONE, CHANGED = "Soon.", "All repair.\n\nOperators pay it.\n\nSoon."

ROWS: list[Row] = [
    # what is said
    allowed(says, AUTHOR),
    refused(deliberation.NO_AUTHOR, says, OPERATOR),
    refused(deliberation.REPLY_ELSEWHERE, lambda w: says(w, parent=w.comment(w.part())), AUTHOR),
    allowed(lambda w: says(w, parent=w.comment()), AUTHOR),
    refused(deliberation.NO_QUESTION, lambda w: says(w, asked="chairs"), AUTHOR),
    allowed(lambda w: says(w, "question", asked="chairs"), AUTHOR),
    allowed(lambda w: says(w, "question", asked="civil_society"), AUTHOR),
    refused(deliberation.ASKS_NOBODY, lambda w: says(w, "question", asked="admiral"), AUTHOR),
    allowed(lambda w: says(w, "question", asked="secretariat"), AUTHOR),
    allowed(lambda w: says(w, "question", asked="stakeholders"), AUTHOR),
    refused(deliberation.ASKS_VACANT, lambda w: says(w, "question", asked="facilitator"), AUTHOR),
    refused(deliberation.ASKS_VACANT, lambda w: says(w, "question", asked="concerned"), AUTHOR),
    refused(deliberation.ASKS_VACANT, asks_who_left, AUTHOR),
    allowed(proposes_item, AUTHOR),
    allowed(lambda w: proposes_item(w, ITEMS), AUTHOR),
    allowed(lambda w: proposes_item(w, ITEMS), AUTHOR, days=6.99),
    refused(deliberation.ITEM_UNANSWERED, lambda w: proposes_item(w, ITEMS), AUTHOR, days=7),
    refused(deliberation.ITEM_UNANSWERED, lambda w: proposes_item(w, NO_ITEMS), AUTHOR),
    allowed(stands_again, AUTHOR),
    allowed(lambda w: stands_again(w, OTHER), AUTHOR),
    refused(deliberation.STANDS_ALREADY, lambda w: stands_again(w, AUTHOR), AUTHOR),
    allowed(edits, AUTHOR),
    refused(deliberation.COMMENT_NOT_YOURS, edits, OTHER),
    refused(deliberation.COMMENT_NOT_YOURS, lambda w: edits(w, hidden_in=1), AUTHOR),
    refused(deliberation.COMMENT_NOT_YOURS, lambda w: edits(w, erased_in=1), AUTHOR),
    allowed(edits_as_shown, AUTHOR),
    refused(deliberation.COMMENT_CHANGED, lambda w: edits(w, base="it was"), AUTHOR),
    allowed(settles, AUTHOR),
    refused(deliberation.OBJECTION_SETTLED, lambda w: settles(w, "withdrawn"), AUTHOR),
    # positions
    allowed(lambda w: takes(w, "support"), AUTHOR),
    refused(deliberation.NO_POSITION, lambda w: takes(w, "withdraw"), AUTHOR),
    refused(deliberation.NO_POSITION, lambda w: withdraws(w, OTHER), AUTHOR),
    allowed(lambda w: withdraws(w, AUTHOR), AUTHOR),
    refused(deliberation.POSITION_UNKNOWN, lambda w: takes(w, "perhaps"), AUTHOR),
    refused(
        deliberation.NOT_FOR_GROUP, lambda w: takes(w, "support", for_group="civil_society"), AUTHOR
    ),
    refused(deliberation.NOT_SENT, speaks_unasked, AUTHOR),
    allowed(speaks_unasked, OTHER),
    # polls
    refused(deliberation.POLL_NO_CHOICE, lambda w: opens_poll(w, "a"), CHAIR),
    refused(deliberation.POLL_NO_CHOICE, lambda w: opens_poll(w, "a", "a", "b"), CHAIR),
    refused(deliberation.POLL_NO_CHOICE, lambda w: opens_poll(w, "a", "b", text=" "), CHAIR),
    allowed(lambda w: opens_poll(w, "a", "b"), CHAIR),
    refused(deliberation.POLL_NO_TIME, lambda w: opens_poll(w, "a", "b", seconds=0), CHAIR),
    allowed(lambda w: opens_poll(w, "a", "b", seconds=1), CHAIR),
    refused(deliberation.POLL_ANSWER_UNKNOWN, lambda w: polled(w, "c"), AUTHOR),
    allowed(polled, AUTHOR, days=2.99),
    refused(deliberation.POLL_CLOSED, polled, AUTHOR, days=3),
    refused(deliberation.POLL_CLOSED, polled, OPERATOR),
    # versions
    allowed(lambda w: writes(w, None), EDITOR),
    allowed(lambda w: writes(w, w.version.pk), EDITOR),
    refused(deliberation.NEWER_VERSION, lambda w: writes(w, 0), EDITOR),
    allowed(lambda w: writes(w, None, "*a* " * 10_000), EDITOR),
    refused(deliberation.TOO_MANY_MARKS, lambda w: writes(w, None, "*a* " * 10_001), EDITOR),
    refused(
        deliberation.NOT_ITS_OFFICE,
        substantive,
        AUTHOR,
        rule="equal-footing.working-group/texts/substantive",
    ),
    refused(
        deliberation.ONLY_SECRETARIAT_SAYS,
        substantive_without_office,
        EDITOR,
        rule="harbour.plan/texts/substantive",
    ),
    allowed(substantive_without_office),
    refused(deliberation.NO_REASON, lambda w: substantive(w, reason=" "), EDITOR),
    allowed(substantive, EDITOR),
    refused(deliberation.TEXT_ELSEWHERE, substantive_elsewhere, EDITOR),
    # amendments
    refused(deliberation.OLD_VERSION, amends_old, AUTHOR),
    allowed(lambda w: amends(w, 1, w.newer()), AUTHOR),
    refused(deliberation.NO_SUCH_PARAGRAPH, lambda w: amends(w, 0), AUTHOR),
    allowed(lambda w: amends(w, 3), AUTHOR),
    refused(deliberation.NO_SUCH_PARAGRAPH, lambda w: amends(w, 4), AUTHOR),
    refused(deliberation.NO_TEXT_YET, amends_nothing, AUTHOR),
    allowed(answers, EDITOR),
    refused(deliberation.AMENDMENT_ANSWERED, answers_answered, EDITOR),
    refused(deliberation.AMENDMENT_HIDDEN, answers_hidden, EDITOR),
    allowed(lambda w: answers_hidden(w, taken=False), EDITOR),
    refused(deliberation.AMENDMENT_ERASED, answers_erased, EDITOR),
    allowed(lambda w: answers_erased(w, new_text=""), EDITOR),
    refused(deliberation.PARAGRAPH_GONE, lambda w: answers_later(w, GONE), EDITOR),
    allowed(lambda w: answers_later(w, GONE, taken=False), EDITOR),
    allowed(lambda w: answers_later(w, CHANGED), EDITOR),
    refused(
        deliberation.PARAGRAPH_CHANGED, lambda w: answers_later(w, CHANGED, seen=False), EDITOR
    ),
    refused(deliberation.TEXT_ELSEWHERE, answers_elsewhere, EDITOR),
]
