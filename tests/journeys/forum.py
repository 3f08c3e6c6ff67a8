"""A forum on equal footing: missing voices, a facilitator, a secret survey, a message, a part
without a text.
"""

from tests.journeys.acting import Journey

__all__ = ["forum"]

RULES = "equal-footing.forum"


def forum(forum: Journey) -> None:
    """Go from the call to a message on one part and to options on the other."""
    power, prices = _splits(forum, _call_and_invite(forum))
    _is_helped(forum, power)
    _reviews_its_chairs(forum, power)
    _calls(forum, power)
    _runs_out_of_time(forum, prices)


def _call_and_invite(forum: Journey) -> int:
    forum.come(
        governments="gil gwen",
        private_sector="pia paul",
        civil_society="cara nia",
        technical_community="tom tia tess",
    )
    forum.begins(RULES, "Networks")
    forum.seats(chairs="gil pia", editor="tess")
    affected = ["governments", "private-sector", "civil-society", "technical-community"]
    power = forum.proposes("nia", "Who may switch a network off?", affected=affected)
    forum.comes("fay", "private-sector")
    forum.is_refused(
        "fay", power, "deliver/clusters", f"{RULES}/call/clusters", reason="I can do it."
    )
    forum.does("chen", power, "deliver/clusters")
    forum.later(days=42)
    assert "Missing voices" in forum.looks("cara", power).shown.text
    for step, who in {"deliver/chunks": "gil", "deliver/voices": "chen"}.items():
        forum.does(who, power, step)
    forum.does("chen", power, "leave/invite", reason="Nobody of the operators came.")
    assert forum.stage(power) == "outreach"
    forum.later(days=28)
    assert forum.stage(power) == "statements"
    forum.does("nia", power, "propose", text="A court decides before a network is switched off.")
    forum.does("gwen", power, "vote/statement", answer="disagree")
    forum.later(days=28)
    assert forum.stage(power) == "deliberation"
    return power


def _splits(forum: Journey, whole: int) -> tuple[int, int]:
    for title in ("Who may switch it off?", "What does it cost?"):
        forum.sends("gil", f"/chunks/{whole}/split/", title=title)
    power, prices = forum.parts(whole)
    return power, prices


def _is_helped(forum: Journey, power: int) -> None:
    forum.says("nia", power, "We go round in circles.")
    forum.does("fay", power, "trigger/facilitation", reason="Twice the same quarrel.")
    assert forum.stage(power) == "facilitation"
    forum.seats(facilitator="tom")
    forum.does("tom", power, "deliver/report", reason="Two readings of one word.")
    forum.later(days=28)
    assert forum.stage(power) == "deliberation"
    forum.does("gil", power, "extend/deliberation", span="4 weeks")
    forum.is_refused(
        "pia",
        power,
        "extend/deliberation",
        f"{RULES}/deliberation/clocks/deliberation",
        span="1 week",
    )


def _reviews_its_chairs(forum: Journey, power: int) -> None:
    """Ask for a review from two groups; the survey is secret, and the chairs stay."""
    forum.does("cara", power, "trigger/leadership_review", reason="The chairs speak too much.")
    assert forum.stage(power) == "deliberation"
    forum.does("paul", power, "trigger/leadership_review", reason="So they do.")
    assert forum.stage(power) == "leadership_review"
    for who in ("gil", "paul", "cara", "tom"):
        forum.does(who, power, "vote/confidence", answer="no" if who == "cara" else "yes")
    assert (
        "This ballot is secret"
        in forum.actor("nia").open(f"/chunks/{power}/do/vote/confidence/").shown.text
    )
    secret = forum.looks("nia", power).shown.text
    assert "The answers will be here when the ballot has ended." in secret
    assert "answers were given" not in secret
    assert "as it stands now" not in secret
    forum.later(days=14)
    assert forum.stage(power) == "deliberation"


def _calls(forum: Journey, power: int) -> None:
    forum.does("tess", power, "write", text="A court decides first.")
    forum.does("tess", power, "deliver/text")
    forum.does("gil", power, "leave/call_consensus", reason="It was shown in the room.")
    for who in ("gil", "paul", "nia", "tom", "tia"):
        forum.does(who, power, "vote/support", answer="support")
    forum.is_refused(
        "tess",
        power,
        "vote/support",
        f"{RULES}/consensus_call/support",
        offered=True,
        answer="object",
        reason="",
    )
    forum.does("tess", power, "vote/support", answer="object", reason="Courts are slow.")
    forum.does("chen", power, "deliver/evidence")
    forum.does(
        "gil",
        power,
        "judge/designation",
        answer="rough_consensus",
        reason="One is against, in one group.",
    )
    forum.later(days=28)
    assert forum.stage(power) == "consensus_call: message"
    forum.does("tess", power, "dissent", reason="Courts are slow.")
    forum.later(days=366)
    forum.sends(
        "nia",
        f"/outcomes/{power}/follow-up/",
        rating="contrary",
        text="It was switched off in May.",
    )
    assert (
        "It was switched off in May."
        in forum.actor("visitor").open(f"/outcomes/{power}/").shown.text
    )


def _runs_out_of_time(forum: Journey, prices: int) -> None:
    assert forum.stage(prices) == "deliberation: options"
    assert (
        "The time is over without a text"
        in forum.actor("visitor").open(f"/outcomes/{prices}/").shown.text
    )
