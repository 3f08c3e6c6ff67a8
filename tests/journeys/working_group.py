"""A working group on equal footing: issues merged and split, a designation contested while another
part goes on, a year later.
"""

from tests.journeys.acting import Journey

__all__ = ["working_group"]

RULES = "equal-footing.working-group"


def working_group(forum: Journey) -> None:
    """Go from the call to two recommendations, one after a contest."""
    repair, paying = _call_and_scope(forum)
    _states_and_deliberates(forum, repair, paying)
    _contests(forum, repair, paying)
    _ends(forum, repair, paying)


def _call_and_scope(forum: Journey) -> tuple[int, int]:
    forum.come(
        governments="gil gwen",
        private_sector="pia paul",
        civil_society="cara cem",
        technical_community="tom tess",
    )
    for who in ("ada", "ben", "eva"):
        forum.comes(who, "civil-society", organisation=f"Institute of {who}")
    forum.comes("ula", "technical-community", organisation="Office of Cem")
    forum.begins(RULES)
    forum.seats(
        chairs="gil pia",
        editor="tess",
        technical_reviewers="tom",
        legal_reviewers="gwen",
        panel="ada ben ula",
    )
    forum.seats(reserve="eva")
    repair = forum.proposes(
        "cara",
        "Who repairs cables?",
        text="They *break*.",
        affected=["governments", "civil-society"],
    )
    double = forum.proposes("paul", "Repair of sea cables")
    forum.sends("cem", f"/issues/{double}/", "Support")
    forum.sends("chen", f"/issues/{double}/", "Merge", into=str(repair))
    assert "proposed by 2 people" in forum.actor("visitor").open("/issues/").shown.text
    assert "This issue was merged" in forum.looks("paul", double).shown.text
    forum.is_refused(
        "cara", repair, "deliver/clusters", f"{RULES}/call/clusters", reason="I would like to."
    )
    forum.does("chen", repair, "deliver/clusters", reason="Two were one.")
    forum.later(days=43)
    assert forum.stage(repair) == "scoping"
    whole = repair
    for title in ("Who repairs?", "Who pays for repairs?"):
        forum.sends("pia", f"/chunks/{whole}/split/", title=title)
    assert "into 2 parts" in forum.looks("visitor", whole).shown.text
    repair, paying = forum.parts(whole)
    forum.sends("gil", f"/chunks/{repair}/tie/{paying}/")
    assert "unlink" in forum.looks("gil", repair).shown.text
    for chunk in (repair, paying):
        forum.does("gil", chunk, "deliver/chunks", reason="Repair and payment.")
        forum.does("chen", chunk, "deliver/voices")
        forum.does("gil", chunk, "judge/shape", answer="open", reason="All who want.")
        assert forum.stage(chunk) == "scoping"
    forum.later(days=43)
    return repair, paying


def _states_and_deliberates(forum: Journey, repair: int, paying: int) -> None:
    for chunk in (repair, paying):
        assert forum.stage(chunk) == "statements"
    forum.does("cara", repair, "propose", text="Whoever breaks a cable repairs it.")
    for who, answer in {"cara": "agree", "paul": "disagree", "tom": "pass"}.items():
        forum.does(who, repair, "vote/statement", answer=answer)
    forum.later(days=29)
    for chunk in (repair, paying):
        assert forum.stage(chunk) == "deliberation"
        forum.is_refused(
            "gil",
            chunk,
            "leave/call_consensus",
            f"{RULES}/deliberation/call_consensus",
            reason="Now.",
        )
        forum.does(
            "tess",
            chunk,
            "write",
            text="Coastal states repair.\n\nOperators pay.",
            note="First draft",
        )
        forum.does("tess", chunk, "deliver/text")
        forum.does("tom", chunk, "deliver/technical", reason="It can be done.")
        forum.does("gwen", chunk, "deliver/domestic", reason="It may be done.")
    forum.says("cem", repair, "Has anybody asked the fishers?", form="question", asked="chairs")
    question = forum.contributions(repair)[0]
    forum.sends(
        "gil", f"/chunks/{repair}/discussion/{question}/reply/", text="In May.", says_what="answers"
    )
    assert "answered" in forum.actor("visitor").open("/questions/").shown.text
    version = forum.versions(repair)[0]
    forum.sends(
        "cara",
        f"/chunks/{repair}/text/{version}/p2/amend/",
        new_text="Operators pay half.",
        text="It is fair.",
    )
    amendment = forum.amendments(repair)[0]
    forum.sends(
        "tess", f"/chunks/{repair}/amendments/{amendment}/answer/", taken="yes", text="Agreed."
    )
    assert (
        "Operators pay half." in forum.actor("visitor").open(f"/chunks/{repair}/text/").shown.text
    )
    forum.does("cara", repair, "position", answer="object", text="The fishers were not asked.")
    for chunk in (repair, paying):
        forum.does("pia", chunk, "leave/call_consensus")
        assert forum.stage(chunk) == "consensus_call"


def _contests(forum: Journey, repair: int, paying: int) -> None:
    """Contest a designation; one judge stays out, the reserve sits, and the other part goes on."""
    forum.does("cem", repair, "vote/support", answer="object", reason="The fishers were not asked.")
    objection = forum.objections(repair)[0]
    forum.sends(
        "pia",
        f"/chunks/{repair}/objections/{objection}/",
        answer="addressed",
        text="They were, on 4 May.",
    )
    forum.does(
        "gil", repair, "judge/designation", answer="no_consensus", reason="Some are against."
    )
    forum.does(
        "cem",
        repair,
        "appeal/designation",
        answer="consensus_call/designation",
        reason="Nobody is against any more.",
    )
    forum.is_refused(
        "paul", repair, "vote/support", f"{RULES}/appeals", answer="support", reason="Late."
    )
    shown = forum.looks("eva", repair).shown.text
    assert "Ula : stays out" in shown
    assert "Ada : answers it" in shown
    assert "Eva : answers it" in shown
    forum.is_refused(
        "ula",
        repair,
        "rule/designation",
        f"{RULES}/recusals/panel",
        answer="dismissed",
        reason="All was right.",
    )
    for who in ("gil", "paul", "cara", "tom"):
        forum.does(who, paying, "vote/support", answer="support")
    forum.does("chen", paying, "deliver/evidence")
    forum.does("ben", repair, "rule/designation", answer="dismissed", reason="All was right.")
    for who in ("ada", "eva"):  # two of three decide
        assert forum.stage(repair) == "consensus_call"
        forum.does(who, repair, "rule/designation", answer="upheld", reason="The evidence is thin.")


def _ends(forum: Journey, repair: int, paying: int) -> None:
    assert forum.stage(repair) == "consensus_call"
    # she objected before the call, and her answer withdraws the objection that is still open
    for who in ("gil", "paul", "cara", "tom"):
        forum.does(who, repair, "vote/support", answer="support")
    forum.does("cem", repair, "vote/support", answer="can_live_with")
    forum.does("chen", repair, "deliver/evidence")
    forum.does("pia", repair, "judge/designation", answer="consensus", reason="In every group.")
    forum.later(days=22)
    for chunk in (repair, paying):
        stage = forum.stage(chunk)
        assert stage == "consensus_call: recommendation", (chunk == repair, stage)
    whole = forum.whole_of(repair)
    assert "All parts are over." in forum.looks("visitor", whole).shown.text
    assert forum.actor("visitor").open(f"/outcomes/{whole}/").status == 404
    forum.does("paul", repair, "dissent", reason="Operators cannot pay.")
    outcome = forum.actor("visitor").open(f"/outcomes/{repair}/").shown.text
    assert "Operators cannot pay." in outcome
    assert "Operators pay half." in outcome
    forum.later(days=23)
    forum.is_refused(
        "cem", repair, "dissent", f"{RULES}/outcomes/recommendation", reason="I did not know."
    )
    forum.later(days=365)
    assert "follow-up due" in forum.actor("visitor").open("/outcomes/").shown.text
    forum.sends(
        "cara",
        f"/outcomes/{repair}/follow-up/",
        rating="under_way",
        text="Two states repair.",
        evidence="",
    )
    assert "Two states repair." in forum.actor("visitor").open(f"/outcomes/{repair}/").shown.text
