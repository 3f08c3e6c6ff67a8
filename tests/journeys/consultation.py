"""A consultation before regulation: no agreement as often as the rules allow, and no answer."""

from tests.journeys.acting import Journey

__all__ = ["consultation"]

RULES = "equal-footing.consultation"


def consultation(forum: Journey) -> None:
    """Go from the call to advice without an answer."""
    forum.come(
        governments="gil gwen",
        private_sector="pia paul",
        civil_society="cara cem",
        technical_community="tom tess",
    )
    forum.begins(RULES, "Numbers")
    forum.seats(
        chairs="gil pia",
        editor="tess",
        technical_reviewers="tom",
        legal_reviewers="gwen",
        authority="paul",
    )
    issue = forum.proposes("cem", "Who may have a number?")
    forum.does("chen", issue, "deliver/clusters")
    forum.later(days=42)
    forum.does("gil", issue, "deliver/chunks")
    forum.does("chen", issue, "deliver/voices")
    forum.does(
        "gil",
        issue,
        "judge/shape",
        answer="representative_and_open",
        reason="Some are named, all may speak.",
    )
    forum.later(days=42)
    assert forum.stage(issue) == "statements"
    forum.later(days=28)
    for left in (2, 1, 0):
        _calls_in_vain(forum, issue, left)
    assert forum.stage(issue) == "answer"
    _is_not_answered(forum, issue)


def _calls_in_vain(forum: Journey, issue: int, left: int) -> None:
    """Call for consensus and find none; the third time there is no way back."""
    forum.does("tess", issue, "write", text=f"Everybody may, {left}.")
    for step, who in {"text": "tess", "technical": "tom", "domestic": "gwen"}.items():
        forum.does(who, issue, f"deliver/{step}")
    forum.does("gil", issue, "leave/call_consensus")
    forum.does("cara", issue, "vote/support", answer="support")
    forum.does("cem", issue, "vote/support", answer="object", reason="The poor may not.")
    forum.does("chen", issue, "deliver/evidence")
    wrong = f"{RULES}/consensus_call/again" + ("" if left else "/guard")  # the loop is used up
    forum.is_refused("pia", issue, "leave/again", wrong, reason="Now.")
    forum.later(days=21)
    if left:
        assert forum.stage(issue) == "consensus_call"
        forum.does("pia", issue, "leave/again", reason="One group is not heard.")
        assert forum.stage(issue) == "deliberation"


def _is_not_answered(forum: Journey, issue: int) -> None:
    forum.is_refused("gil", issue, "deliver/reply", f"{RULES}/answer/reply", reason="For them.")
    forum.later(days=92)
    assert forum.stage(issue) == "answer: unanswered"
    forum.later(days=183)
    assert "follow-up due" in forum.actor("visitor").open("/outcomes/").shown.text
    forum.sends(
        "cem", f"/outcomes/{issue}/follow-up/", rating="nothing", text="Nobody heard from them."
    )
    assert (
        "Nobody heard from them." in forum.actor("visitor").open(f"/outcomes/{issue}/").shown.text
    )
