"""RIPE's way: a proposal in two versions, a longer review, chairs who stay out of their own case,
silence in the last call.
"""

from tests.journeys.acting import Journey

__all__ = ["addresses"]

RULES = "rir.ripe.pdp"
GROUPS = ("technical_community", "private_sector", "civil_society", "governments")


def addresses(forum: Journey) -> None:
    """Go from a proposal to a policy, past an appeal to the collective of chairs; another proposal
    is withdrawn.
    """
    forum.come(
        technical_community="wim wes odo oki pat",
        private_sector="ana bob",
        civil_society="cara",
        governments="gil rik",
    )
    forum.begins(RULES, "Addresses", **dict.fromkeys(GROUPS, "everyone"))
    forum.seats(wg_chairs="wim wes", ripe_chair="rik", ncc="odo", collective="wim wes pat bob ana")
    policy, other = (
        forum.proposes("oki", "Who may pass an address on?"),
        forum.proposes("ana", "Who may keep one?"),
    )
    _is_discussed(forum, policy)
    forum.does("wes", other, "leave/accepted")
    forum.does("wes", other, "leave/withdrawn", reason="Its proposer has gone.")
    assert forum.stage(other) == "discussion: withdrawn"
    _is_contested(forum, policy)
    _is_concluded(forum, policy)


def _is_discussed(forum: Journey, policy: int) -> None:
    forum.is_refused(
        "oki", policy, "leave/accepted", f"{RULES}/creating/accepted", reason="It is ready."
    )
    forum.does("wim", policy, "leave/accepted")
    forum.does("odo", policy, "deliver/proposal")
    forum.does("oki", policy, "write", text="Whoever holds it.")
    forum.says("cara", policy, "And whoever used it?")
    forum.later(days=28)
    forum.does("wim", policy, "leave/new_version")
    forum.does("odo", policy, "deliver/proposal")
    forum.later(days=28)
    forum.does("wim", policy, "leave/review")
    assert forum.stage(policy) == "review"
    forum.does("odo", policy, "deliver/draft")
    forum.does("odo", policy, "deliver/impact")
    forum.does("wes", policy, "extend/review", span="2 weeks")
    forum.later(days=40)


def _is_contested(forum: Journey, policy: int) -> None:
    """Contest the finding of the chairs; both of them sit in the collective and stay out, also the
    one who did not give it.
    """
    forum.does(
        "wim", policy, "judge/consensus", answer="rough_consensus", reason="Nobody is against."
    )
    forum.does(
        "cara",
        policy,
        "appeal/collective",
        answer="review/consensus",
        reason="I was, and nobody answered.",
    )
    forum.is_refused("wim", policy, "leave/concluding", f"{RULES}/appeals", reason="On we go.")
    shown = forum.looks("pat", policy).shown.text
    assert "Wim : stays out" in shown
    assert "Wes : stays out" in shown
    assert "Pat : answers it" in shown
    forum.is_refused(
        "wim",
        policy,
        "rule/collective",
        f"{RULES}/recusals/collective",
        answer="dismissed",
        reason="No.",
    )
    forum.is_refused(
        "wes",
        policy,
        "rule/collective",
        f"{RULES}/recusals/collective",
        answer="dismissed",
        reason="No.",
    )
    for judge in ("pat", "bob"):
        forum.does(
            judge, policy, "rule/collective", answer="dismissed", reason="She was answered in May."
        )
    forum.does("wim", policy, "leave/concluding")


def _is_concluded(forum: Journey, policy: int) -> None:
    forum.does("gil", policy, "object", text="The law knows no holder.")
    forum.later(days=28)
    forum.is_refused(
        "wim", policy, "leave/accepted", f"{RULES}/concluding/accepted", reason="Silence."
    )
    objection = forum.objections(policy)[0]
    forum.sends("gil", f"/chunks/{policy}/objections/{objection}/", answer="withdrawn", text="")
    forum.does("wim", policy, "leave/accepted")
    assert forum.stage(policy) == "concluding: policy"
    forum.later(days=365)
    forum.sends(
        "oki", f"/outcomes/{policy}/follow-up/", rating="done", text="Passed on a hundred times."
    )
    assert (
        "Passed on a hundred times."
        in forum.actor("visitor").open(f"/outcomes/{policy}/").shown.text
    )
