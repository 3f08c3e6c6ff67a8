"""The IETF's way: two meetings' worth of papers, a draft that expires, an appeal up the ladder, a
current practice.
"""

from tests.journeys.acting import Journey

__all__ = ["standards"]

RULES = "ietf.standards"
GROUPS = ("technical_community", "private_sector", "civil_society", "governments")


def standards(forum: Journey) -> None:
    """Go from a first meeting to a best current practice."""
    draft = _is_chartered(forum)
    _is_drafted(forum, draft)
    _is_appealed(forum, draft)
    _is_approved(forum, draft)


def _is_chartered(forum: Journey) -> int:
    forum.come(
        technical_community="abe chi edi oki",
        private_sector="ira ivo",
        civil_society="cara",
        governments="gil",
    )
    forum.begins(RULES, "Preferences", **dict.fromkeys(GROUPS, "everyone"))
    forum.seats(chair="chi", editor="edi", ad="abe", iesg="ira ivo", iab="gil")
    draft = forum.proposes("oki", "How does a site say what it prefers?")
    forum.sends("chen", f"/chunks/{draft}/note/", about="meeting:meeting", value="2026-04-20")
    forum.is_refused("abe", draft, "leave/charter", f"{RULES}/bof/charter", reason="Soon.")
    forum.does("cara", draft, "deliver/agenda", reason="Three points.")
    forum.does("abe", draft, "leave/charter")
    forum.does("abe", draft, "deliver/charter")
    forum.later(days=7)
    forum.does("abe", draft, "leave/reviewed")
    forum.later(days=8)
    forum.does("ira", draft, "leave/approved")
    assert forum.stage(draft) == "drafting"
    return draft


def _is_drafted(forum: Journey, draft: int) -> None:
    forum.does("edi", draft, "write", text="A file says it.")
    forum.does("edi", draft, "deliver/draft")
    forum.does("gil", draft, "vote/hum", answer="yes")
    forum.says("oki", draft, "Is a header not enough?", form="question", asked="editor")
    forum.later(days=190)
    assert forum.stage(draft) == "drafting"
    assert (
        "Moved on automatically"
        in forum.actor("visitor").open(f"/chunks/{draft}/history/").shown.text
    )
    forum.does("edi", draft, "write", text="A file or a header says it.")
    forum.does("chi", draft, "leave/last_call")


def _is_appealed(forum: Journey, draft: int) -> None:
    """Object in the last call; the chair's finding is contested, nothing paused, and the Area
    Director sends it back.
    """
    forum.does("cara", draft, "object", text="People without a site are not heard.")
    forum.does("chi", draft, "judge/consensus", answer="rough_consensus", reason="One is against.")
    forum.later(days=14)
    forum.is_refused(
        "chi", draft, "leave/forwarded", f"{RULES}/wg_last_call/forwarded", reason="Done."
    )
    forum.is_refused(
        "cara", draft, "appeal/ad", f"{RULES}/appeals/ad", reason="The objection is open."
    )
    forum.does("cara", draft, "appeal/chair", reason="The objection is open.")
    forum.does("chi", draft, "rule/chair", answer="dismissed", reason="It is old.")
    forum.does("cara", draft, "appeal/ad", reason="It is not old.")
    forum.does("abe", draft, "rule/ad", answer="upheld", reason="It was never answered.")
    assert forum.stage(draft) == "wg_last_call"
    objection = forum.objections(draft)[0]
    forum.sends(
        "chi",
        f"/chunks/{draft}/objections/{objection}/",
        answer="addressed",
        text="Section 4 speaks of them.",
    )
    forum.does("chi", draft, "judge/consensus", answer="consensus", reason="Nobody is against.")
    forum.later(days=14)
    forum.does("chi", draft, "leave/forwarded")
    assert forum.stage(draft) == "ietf_last_call"


def _is_approved(forum: Journey, draft: int) -> None:
    forum.later(days=15)
    forum.is_refused(
        "abe", draft, "leave/to_iesg", f"{RULES}/ietf_last_call/to_iesg", reason="All said."
    )
    forum.does("abe", draft, "judge/consensus", answer="consensus", reason="Nobody is against.")
    forum.does("abe", draft, "leave/to_iesg")
    forum.does("ivo", draft, "judge/ballot", answer="approve", reason="Ready.")
    forum.does(
        "ira",
        draft,
        "judge/kind",
        answer="best_current_practice",
        reason="It tells how to use what is there.",
    )
    assert forum.stage(draft) == "iesg: bcp"
    forum.later(days=365)
    forum.sends("oki", f"/outcomes/{draft}/follow-up/", rating="done", text="Forty sites say it.")
    assert "Forty sites say it." in forum.actor("visitor").open(f"/outcomes/{draft}/").shown.text
