"""The worked example on the record of an empty forum, by the same acts that a secretariat would
do.
"""

from datetime import datetime, timedelta

from isegoria.example import FORUM, GROUPS, LANGUAGES, SESSIONS
from isegoria.server.example_group import DAYS, bring_working_group
from isegoria.server.forum.acts import SetUpForum
from isegoria.server.people.reads import forum_or_none
from isegoria.server.record.door import perform
from isegoria.server.sessions.importing import Sources, prepare

__all__ = ["bring_example"]


def bring_example(now: datetime) -> bool:
    """Set up the example's forum, let its group work, import its sessions; False, and no change, if
    there is a forum already.
    """
    if forum_or_none() is not None:
        return False
    perform(SetUpForum(FORUM, LANGUAGES, GROUPS), by=None, now=now - timedelta(days=DAYS))
    bring_working_group(now)
    for session in SESSIONS:
        perform(
            prepare(Sources(session.captions(), session.roster()), session.title, session.held_on),
            by=None,
            now=now,
        )
    return True
