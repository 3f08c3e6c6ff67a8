"""The GNSO's way: a Council of two houses, a team named by groups, a liaison who has to stay out, a
question that lapses.
"""

from tests.journeys.acting import Journey

__all__ = ["names"]

RULES = "icann.gnso.pdp3"
COUNCIL = {
    "registries": "rea",
    "registrars": "rob",
    "commercial": "col cyd",
    "non_commercial": "nan nat",
    "nomcom_contracted": "nomi",
    "nomcom_non_contracted": "nora",
}
TEAM = {
    "team_registries": "tara",
    "team_registrars": "tim",
    "team_commercial": "cleo",
    "team_non_commercial": "nia",
}


def names(forum: Journey) -> None:
    """Go from the Council's initiation to a policy of the Board, and let another question lapse."""
    policy, other = _is_begun(forum)
    _works(forum, policy)
    _is_challenged(forum, policy)
    _is_adopted(forum, policy)
    assert forum.stage(other) == "initiation: not_begun"


def _is_begun(forum: Journey) -> tuple[int, int]:
    forum.come(
        private_sector="rea rob col cyd tara tim cleo",
        civil_society="nan nat nia",
        technical_community="nomi nora kai",
    )
    forum.come(governments="liv ben max")
    forum.begins(RULES, "Transfers")
    forum.seats(
        **COUNCIL,
        **TEAM,
        council_chair="rea",
        liaison="nat",
        chair="kai",
        mediator="max",
        board="ben liv",
    )
    policy = forum.proposes("rob", "May a name be moved?")
    other = forum.proposes("col", "May a name be lent?")
    forum.does("rea", policy, "judge/model", answer="representative", reason="Few and named.")
    for who in ("rea", "rob", "col", "nan"):
        forum.does(who, policy, "vote/start", answer="yes")
    forum.is_refused("rob", policy, "close/start", f"{RULES}/initiation/start", reason="Enough.")
    forum.does("rea", policy, "close/start")
    assert forum.stage(policy) == "formation"
    forum.does("kai", policy, "deliver/plan")
    forum.later(days=57)
    assert forum.stage(policy) == "work"
    return policy, other


def _works(forum: Journey, policy: int) -> None:
    forum.says("nia", policy, "Whoever moves a name must be able to undo it.")
    forum.does("cleo", policy, "trigger/mediation", reason="We do not listen.")
    assert forum.stage(policy) == "mediation"
    forum.later(days=28)
    assert forum.stage(policy) == "work"
    forum.does("kai", policy, "write", text="A move can be undone for 30 days.")
    forum.does("kai", policy, "deliver/initial")
    assert forum.stage(policy) == "comment"
    forum.says("nat", policy, "The Council would like 60.")
    forum.later(days=30)
    forum.does("nat", policy, "deliver/answers")
    assert forum.stage(policy) == "consensus_call"


def _is_challenged(forum: Journey, policy: int) -> None:
    """Challenge the designation; the liaison spoke in the case, so the chair of the Council
    answers.
    """
    for who in ("tara", "tim", "cleo", "nia"):
        forum.does(who, policy, "vote/positions", answer="no" if who == "nia" else "yes")
    forum.does("kai", policy, "judge/designation", answer="full_consensus", reason="All said yes.")
    forum.does(
        "nia", policy, "appeal/liaison", answer="consensus_call/designation", reason="I said no."
    )
    assert "Nat : stays out" in forum.looks("nia", policy).shown.text
    forum.is_refused(
        "nat",
        policy,
        "rule/liaison",
        f"{RULES}/recusals/liaison",
        answer="dismissed",
        reason="All was right.",
    )
    forum.does("rea", policy, "rule/liaison", answer="upheld", reason="She did.")
    assert forum.stage(policy) == "consensus_call"
    for who in ("tara", "tim", "cleo"):
        forum.does(who, policy, "vote/positions", answer="yes")
    forum.does(
        "kai", policy, "judge/designation", answer="consensus", reason="One group is against."
    )
    forum.does("kai", policy, "deliver/final")
    forum.later(days=14)
    forum.does("kai", policy, "leave/sent")
    assert forum.stage(policy) == "council_vote"


def _is_adopted(forum: Journey, policy: int) -> None:
    for who in ("rea", "rob", "col", "cyd", "nan", "nora", "nomi"):
        forum.does(who, policy, "vote/adopt", answer="yes")
    forum.does("rea", policy, "close/adopt")
    assert forum.stage(policy) == "board"
    forum.sends(
        "chen", f"/chunks/{policy}/note/", about="meeting:second_board_meeting", value="2026-12-01"
    )
    for who in ("ben", "liv"):
        forum.does(who, policy, "vote/reject", answer="no")
    forum.does("ben", policy, "close/reject")
    assert forum.stage(policy) == "board: policy"
    forum.does("nia", policy, "dissent", reason="Thirty days are too few.")
    forum.later(days=400)
    forum.sends(
        "nia",
        f"/outcomes/{policy}/follow-up/",
        rating="under_way",
        text="Half of the registrars do it.",
    )
    assert (
        "Half of the registrars do it."
        in forum.actor("visitor").open(f"/outcomes/{policy}/").shown.text
    )
