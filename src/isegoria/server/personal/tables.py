"""Which tables keep something about a person, and which of their columns the person is given.

A test walks all tables: a column that links to a participant and stands neither here nor in
`NOT_GIVEN` fails it. So does a table of a library of which no column is named.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

from isegoria.terms import gettext_noop

__all__ = ["KEPT", "NOT_GIVEN", "PARTS", "Kept", "kept_of"]

PARTS: Mapping[str, tuple[str, str]] = {
    "account": (
        gettext_noop("Account"),
        gettext_noop("Your name, address and roles. Kept until you erase your account."),
    ),
    "addresses": (
        gettext_noop("Addresses and providers"),
        gettext_noop("By which you sign in and get mails. Kept until you remove them."),
    ),
    "sign-ins": (
        gettext_noop("Sign-ins"),
        gettext_noop("Where you are signed in now. Kept until you sign out, two weeks at most."),
    ),
    "affiliations": (
        gettext_noop("Affiliations"),
        gettext_noop("For whom you work or speak. Public, with their history."),
    ),
    "acts": (
        gettext_noop("Acts"),
        gettext_noop(
            "Everything you did on the record, with your words. The acts stay. You can erase the"
            " words."
        ),
    ),
    "contributions": (
        gettext_noop("Contributions"),
        gettext_noop("What the pages show of your words and positions. It follows from the acts."),
    ),
    "hidden": (
        gettext_noop("Hidden words"),
        gettext_noop("Words of yours that moderation hid. Kept until they are shown or erased."),
    ),
    "answers": (
        gettext_noop("Answers"),
        gettext_noop(
            "What you answered in ballots and reviews that are open. Secret answers are deleted"
            " when they are counted."
        ),
    ),
    "roles": (
        gettext_noop("Roles and memberships"),
        gettext_noop("Where you take part, which roles you hold or held. Public."),
    ),
    "conflicts": (
        gettext_noop("Conflicts and moderation"),
        gettext_noop("Cases, measures and appeals about you or by you."),
    ),
    "meetings": (
        gettext_noop("Meetings"),
        gettext_noop("Where you spoke, and what the captions have of it."),
    ),
    "mails": (
        gettext_noop("Mails and invitations"),
        gettext_noop("Invitations to your addresses, and mails that wait to be sent to you."),
    ),
    "drafts": (
        gettext_noop("Drafts and visits"),
        gettext_noop("What is kept for you alone: drafts, and what you have seen already."),
    ),
}
"""The parts of what is kept, each with its title and with how long and why it is kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A table with rows about a person."""

    part: str
    table: str
    link: str
    """The column, or the way to it, that names the person."""
    columns: tuple[str, ...] = ()
    """What the person is given; all columns of a table of our own where it is empty."""

    @property
    def name(self) -> str:
        """How the file calls the rows."""
        table = self.table.split(".")[1].casefold()
        return table if self.link in {"participant", "user", "owner"} else f"{table}.{self.link}"

    def model(self) -> type[Model] | None:
        """Return the table; None where this forum has not installed its library."""
        app, _dot, name = self.table.partition(".")
        return apps.get_model(app, name) if app in apps.app_configs else None


_OF_A_REPORT = ("of", "code", "rule", "text", "at", "outcome", "because", "decided_at")
_OF_A_MEASURE = ("number", "kind", "process", "of", "code", "rule", "reason", "at", "until_at")
KEPT = (
    Kept("addresses", "account.EmailAddress", "user", ("email", "verified", "primary")),
    Kept(
        "addresses",
        "socialaccount.SocialAccount",
        "user",
        ("provider", "uid", "last_login", "date_joined", "extra_data"),
    ),
    Kept("sign-ins", "mfa.Authenticator", "user", ("type", "created_at", "last_used_at")),
    Kept(
        "sign-ins",
        "usersessions.UserSession",
        "user",
        ("ip", "user_agent", "created_at", "last_seen_at"),
    ),
    Kept("affiliations", "isegoria.Affiliation", "participant"),
    Kept("affiliations", "isegoria.Representative", "affiliation__participant"),
    Kept("affiliations", "isegoria.OrganisationClaim", "affiliation__participant"),
    Kept("roles", "isegoria.OrganisationClaim", "decided_by"),
    Kept("contributions", "isegoria.Comment", "participant"),
    Kept("contributions", "isegoria.CommentVersion", "comment__participant"),
    Kept("contributions", "isegoria.Item", "participant"),
    Kept("contributions", "isegoria.Version", "participant"),
    Kept("contributions", "isegoria.Amendment", "participant"),
    Kept("contributions", "isegoria.Position", "participant"),
    Kept("contributions", "isegoria.Objection", "participant"),
    Kept("contributions", "isegoria.MinorityStatement", "participant"),
    Kept("contributions", "isegoria.Motion", "participant"),
    Kept("contributions", "isegoria.Backer", "participant"),
    Kept("contributions", "isegoria.IssueProposer", "participant"),
    Kept("contributions", "isegoria.IssueSupport", "participant"),
    Kept("contributions", "isegoria.FollowUp", "participant"),
    Kept("contributions", "isegoria.StrawPoll", "participant"),
    Kept("answers", "isegoria.StrawAnswer", "participant"),
    Kept("answers", "isegoria.ReviewAnswer", "participant"),
    Kept("hidden", "isegoria.WithheldWords", "measure__participant"),
    Kept("roles", "isegoria.Member", "participant"),
    Kept("roles", "isegoria.Seat", "participant"),
    Kept("roles", "isegoria.AppealSeat", "participant"),
    Kept("roles", "isegoria.Alias", "participant"),
    Kept("roles", "isegoria.Alias", "confidant"),
    Kept("roles", "isegoria.Proxy", "principal"),
    Kept("roles", "isegoria.Proxy", "holder"),
    Kept("roles", "isegoria.Session_rapporteurs", "participant"),
    Kept("roles", "isegoria.Responsible", "participant"),
    Kept("roles", "isegoria.PetitionSignature", "participant"),
    Kept("roles", "isegoria.Review", "seat__participant"),
    Kept("conflicts", "isegoria.Case", "asked_by"),
    Kept("conflicts", "isegoria.Case", "facilitator"),
    Kept("conflicts", "isegoria.Party", "participant"),
    Kept("conflicts", "isegoria.CaseNote", "participant"),
    Kept("conflicts", "isegoria.NoteConsent", "participant"),
    Kept("conflicts", "isegoria.Measure", "participant", _OF_A_MEASURE),
    Kept("conflicts", "isegoria.Report", "participant", _OF_A_REPORT),
    Kept("conflicts", "isegoria.Measure", "moderator"),
    Kept("conflicts", "isegoria.MeasureAppeal", "participant"),
    Kept("conflicts", "isegoria.MeasureAppeal", "decided_by"),
    Kept("meetings", "isegoria.Speaker", "participant"),
    Kept(
        "meetings",
        "isegoria.Turn",
        "speaker__participant",
        ("session", "number", "label", "text", "start_seconds", "end_seconds"),
    ),
    Kept("drafts", "isegoria.ProcessDraft", "owner"),
    Kept("drafts", "isegoria.Visit", "participant"),
)
NOT_GIVEN: Mapping[str, str] = {
    "isegoria.Report.decided_by": "a report is between its reader and those who moderate",
    "isegoria.Authorship.participant": "given with the acts",
    "isegoria.Session.rapporteurs": "given by the table behind it",
    "account.EmailConfirmation.email_address": "a key that lets somebody in",
    "socialaccount.SocialToken.account": "a key that lets somebody in",
    "isegoria.Party.wants": "whom others would have as a facilitator is theirs; it is on the page",
}
"""Columns that link to a participant and are given in another way, or are not about them."""


def kept_of(part: str) -> Iterator[Kept]:
    """Yield the tables of a part that this forum has."""
    yield from (one for one in KEPT if one.part == part and one.model() is not None)
