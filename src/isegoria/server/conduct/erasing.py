"""Erasing what is personal: the words of one act, or a whole account.

Acts stay, and so do their counts.
"""

import json
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import Max, Q, QuerySet

from isegoria.rules.course.state import State, read_state, written_state
from isegoria.rules.facts.voters import organisation_key
from isegoria.server.conduct import refusals
from isegoria.server.conduct.codes import not_secretariat
from isegoria.server.conduct.decided import erases_decided_text, is_relied_on
from isegoria.server.conduct.measures import no_reason
from isegoria.server.conduct.models import BY_PARTIES, Erasure
from isegoria.server.conduct.withdrawing import (
    acted_for,
    open_answers,
    parts_with_answers,
    withdraw_all,
)
from isegoria.server.conduct.words import ABOUT, erase, family, has_words
from isegoria.server.database.traces import leave_no_trace
from isegoria.server.faults import guarded
from isegoria.server.front.outbox import forget_mails
from isegoria.server.people.models import Affiliation, Participant
from isegoria.server.process.electorate import drop_secret_answers
from isegoria.server.process.facts import model_of
from isegoria.server.process.models import Chunk, ChunkRow, Member, Process, Proxy, Seat
from isegoria.server.record.door import Attempt, Work
from isegoria.server.record.fields import STRIPPED, About, Erasable, Public
from isegoria.server.record.models import Act, Authorship, ErasedAuthor, Opening, Sealed, Withheld
from isegoria.server.record.reads import acts_by, sealed_fields
from isegoria.server.rulebooks.models import ProcessDraft
from isegoria.server.sessions.models import Speaker
from isegoria.terms import Refusal, gettext_noop

__all__ = [
    "EraseAccount",
    "EraseWords",
    "erase_refusal",
    "erase_words",
    "is_private_note",
    "last_erasure",
]

_NAMING = ABOUT - {"at", "who", "written", "files"}
"""Openings in which a form names people, however long; of every act there is one `at`, and one
`who`.
"""


@dataclass(frozen=True, slots=True)
class EraseWords(Work):
    """Erase what an act said; the act stays. Its author may, and the secretariat with a public
    reason.

    A text that others decided on only the secretariat erases, on a legal ground.
    """

    act: About[Act]
    reason: Annotated[Erasable[str], STRIPPED] = ""
    ground: Public[str] = ""
    """One of `GROUNDS`."""
    kind: ClassVar[str] = "words.erase"
    says: ClassVar[str] = gettext_noop("Erased what an act said")

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others, and what has no words any more."""
        wrote = _wrote(self.act, attempt.by)
        if not wrote and is_private_note(self.act):
            return refusals.PRIVATE_NOTE.refuse()
        if not wrote and (refusal := not_secretariat(attempt) or no_reason(self.reason)):
            return refusal
        return erase_refusal(self.act) or erases_decided_text(
            self.act, attempt, wrote=wrote, ground=self.ground
        )

    def apply(self, attempt: Attempt) -> None:
        """Delete the words, of the act and of those that edited it."""
        leave_no_trace()
        erase_words(self.act, attempt, self.reason.strip(), self.ground)


@dataclass(frozen=True, slots=True)
class EraseAccount(Work):
    """Erase an account: name, addresses, what the affiliations say, and that the acts were theirs.

    Its owner may, or the secretariat. With `words` also everything they wrote.
    """

    participant: Participant
    words: bool = False
    reason: Annotated[Erasable[str], STRIPPED] = ""
    under: ClassVar[str] = "people"
    kind: ClassVar[str] = "profile.erase"
    says: ClassVar[str] = gettext_noop("Erased an account")

    def comes_first(self, by: Participant | None, now: datetime) -> None:
        """Withdraw what they answered that is open; see `refusal` where others erase it."""
        if by is None or by == self.participant:
            withdraw_all(self.participant, now)

    def refusal(self, attempt: Attempt) -> Refusal | None:
        """Refuse others, whoever still holds a seat, the last of the secretariat, and what is
        erased already.

        Nor does the secretariat erase who has an answer that is open: it could so take a vote away.
        """
        if self.participant != attempt.by and (
            refusal := not_secretariat(attempt) or no_reason(self.reason)
        ):
            return refusal
        current = Participant.objects.get(pk=self.participant.pk)
        if current.erased_in is not None:
            return refusals.NOTHING_TO_ERASE.refuse()
        if (
            seat := Seat.objects.filter(participant=current, until_at=None)
            .select_related("process")
            .first()
        ):
            return refusals.SEATED.refuse(process=seat.process.title)
        if attempt.by not in {None, current} and (refusal := _answers_wait(current, attempt.now)):
            return refusal
        others = Participant.objects.filter(secretariat=True, is_active=True).exclude(pk=current.pk)
        if not current.secretariat or others.exists():
            return None
        return refusals.LAST_OF_SECRETARIAT.refuse()

    def apply(self, attempt: Attempt) -> None:
        """Erase, and leave what counts need: a number drawn by lot in each process, and the
        group.
        """
        leave_no_trace()
        whom = Participant.objects.get(pk=self.participant.pk)
        acts = list(acts_by(whom.pk).order_by("number"))
        said = _said_of_authors(acts)
        names = _organisations(whom, acts, said)  # before the words go that say them
        if self.words:
            for act in acts:
                if "who" in sealed_fields(
                    act
                ):  # no page says by whom its words were erased: that would tell whose they were
                    erase([act], attempt.number)
                elif attempt.by != whom and is_private_note(act):
                    continue  # only its author erases what the secretariat cannot read
                elif erase_refusal(act) is None and not is_relied_on(
                    act, attempt.now
                ):  # not theirs alone
                    erase_words(act, attempt)
        drop_secret_answers(_processes(whom, acts), whom.pk, attempt.now)
        given = ChunkRow.objects.filter(chunk__process__in=_processes(whom, acts), what="giver")
        given.filter(value=str(whom.pk)).delete()  # others of the group can answer
        tokens = _Tokens()
        _forget_authorship(acts, said, tokens)
        _forget_mentions(whom, tokens)
        _forget_organisations(whom, acts, names, tokens)
        _forget_candidate(whom, acts, tokens)
        _forget_address(whom, attempt.number)
        _forget_mails_to(whom)
        _forget_sessions(whom)
        _end_proxies(whom, attempt.now)
        _forget_profile(whom, attempt.number)
        drop_derived()
        if attempt.by is not None and attempt.by.pk == whom.pk:
            attempt.by.erased_in = (
                attempt.number
            )  # the door then names nobody as the author of this act either


class _Tokens(dict[str, int]):
    """A number for the erased author in each process, drawn when it is first asked for."""

    def __missing__(self, process: str) -> int:
        self[process] = secrets.randbits(52)
        return self[process]


def erase_refusal(act: Act) -> Refusal | None:
    """Refuse to erase what has no words, and what is no participant's own: a transcript, the code,
    a model.

    Of a secret answer it is not told whether there are words; they go with the account.
    """
    if "who" in sealed_fields(act):
        return refusals.NOTHING_TO_ERASE.refuse()
    first = family(act)[0]
    own = act.process.startswith("process-") or act.kind in {
        "turn.correct",
        "profile.change",
        "affiliation.declare",
        "organisation.claim",
    }
    return None if own and has_words(first) else refusals.NOTHING_TO_ERASE.refuse()


def is_private_note(act: Act) -> bool:
    """Return whether an act is a note to the parties of a conflict that is not published."""
    return act.kind == "case.note" and Sealed.objects.filter(act=act).exists()


def last_erasure() -> int:
    """Return the act that erased something last: what was computed before it must not be shown."""
    words = Erasure.objects.aggregate(last=Max("number"))["last"] or 0
    accounts = Participant.objects.aggregate(last=Max("erased_in"))["last"] or 0
    return max(words, accounts)


def drop_derived() -> None:
    """Drop what is kept only so that it need not be computed anew."""
    for table in apps.get_app_config("isegoria").get_models():
        if getattr(table, "DERIVED", False):
            table._default_manager.all().delete()


def _answers_wait(whom: Participant, now: datetime) -> Refusal | None:
    for part in parts_with_answers(whom):
        with guarded("part", part.pk):
            if open_answers(part, whom, now) is not None:
                return refusals.ANSWER_OPEN.refuse(title=part.title)
    return None


def _wrote(act: Act, by: Participant | None) -> bool:
    """Return whether an act is known to be somebody's; to erase a secret answer by oneself would
    tell whose it was.
    """
    return by is not None and Authorship.objects.filter(act=act, participant=by).exists()


def erase_words(act: Act, attempt: Attempt, reason: str = "", ground: str = "") -> None:
    """Erase the words of an act and of those that edited it, and keep by whom and why."""
    acts = family(act)
    by_author = ground != BY_PARTIES and _wrote(act, attempt.by)
    erase(acts, attempt.number)
    drop_derived()
    for one in acts:
        said = {
            "number": attempt.number,
            "process": one.process,
            "by_author": by_author,
            "reason": reason,
            "at": attempt.now,
        }
        said["ground"] = ground
        Erasure.objects.update_or_create(of=one.number, defaults=said)


def _said_of_authors(acts: list[Act]) -> dict[int, dict[str, Any]]:
    """Return what acts say of their author, by number: name, group and organisation."""
    return {
        number: json.loads(bytes(content))
        for kept in (Opening, Sealed)
        for number, content in kept._default_manager.filter(
            act__in=[act.number for act in acts], field="who"
        ).values_list("act_id", "content")
    }


def _organisations(whom: Participant, acts: list[Act], said: dict[int, dict[str, Any]]) -> set[str]:
    """Return every organisation for which somebody spoke, also where the words that declared it
    were erased.
    """
    answered_for = ChunkRow.objects.filter(
        chunk__process__in=_processes(whom, acts), what="voter", who=str(whom.pk)
    )
    names = {
        *whom.affiliations.values_list("organisation", flat=True),
        *(of_author.get("organisation", "") for of_author in said.values()),
        *answered_for.values_list("group", flat=True),
    }
    return names - {""}


def _forget_authorship(acts: list[Act], said: dict[int, dict[str, Any]], tokens: _Tokens) -> None:
    """Take the author's name from acts; what they said about themselves goes altogether."""
    numbers = [act.number for act in acts]
    for act in acts:
        group = said.get(act.number, {}).get("group") or ""
        ErasedAuthor.objects.create(act=act, field="who", token=tokens[act.process], group=group)
    for kept in (Opening, Sealed):
        kept._default_manager.filter(act__in=numbers, field="who").delete()
    about_self = [act.number for act in acts if act.process == "people"]
    Opening.objects.filter(act__in=about_self).exclude(field="at").delete()
    Authorship.objects.filter(act__in=numbers).delete()


def _forget_mentions(whom: Participant, tokens: _Tokens) -> None:
    """Take the name from acts of others that were about this participant: a seat, a restriction, an
    invitation.
    """
    named = re.compile(rb'"participant":%d[,}\]]' % whom.pk)
    for kept in (Opening, Withheld):  # what is sealed names nobody
        # Only where a form names somebody: words that people typed may say anything.
        rows = kept._default_manager.filter(field__in=_NAMING)
        found = [
            row
            for row in rows.values_list("act_id", "field", "content")
            if named.search(bytes(row[2]))
        ]
        for number, field, _content in found:
            act = Act.objects.get(pk=number)
            ErasedAuthor.objects.get_or_create(
                act=act, field=field, defaults={"token": tokens[act.process]}
            )
            kept._default_manager.filter(act=number, field=field).delete()


def _end_proxies(whom: Participant, now: datetime) -> None:
    """End the proxies that somebody gave or holds: nobody answers for whom is not here any more."""
    mine = Q(principal=whom) | Q(holder=whom)
    Proxy.objects.filter(mine, until_at=None).update(until_at=now)


def _forget_address(whom: Participant, number: int) -> None:
    """Take name and address from what others addressed to this participant, such as an
    invitation.
    """
    for table in apps.get_app_config("isegoria").get_models():
        fields = {field.name for field in table._meta.get_fields()}
        if table is Participant or not fields >= {"email", "name", "erased_in"}:
            continue
        addressed = table._default_manager.filter(email__iexact=whom.email)
        Sealed.objects.filter(act_id__in=list(addressed.values_list("pk", flat=True))).delete()
        addressed.update(email="", name="", erased_in=number)


def _forget_organisations(
    whom: Participant, acts: list[Act], names: set[str], tokens: _Tokens
) -> None:
    """Take the organisations from the courses: from what is kept of this participant, and, where
    nobody else acted for one, from what is kept of it; there its name says who it was.
    """
    for process in _processes(whom, acts):
        answered = ChunkRow.objects.filter(chunk__process=process, what="voter", who=str(whom.pk))
        by_name = answered.filter(value__in={key for name in names for key in _keys(name)})
        by_name.update(value=f"erased-{tokens[process.place]}")
        answered.update(group="")
        for name in names - acted_for(process, names, whom):
            # a number for each: an answer that was changed counts for one and no more for another
            stands_for = f"erased-{secrets.randbits(52)}"
            _kept_by_name(process, name).update(who=stands_for)
            for chunk in Chunk.objects.filter(process=process).select_related("process"):
                with guarded("part", chunk.pk):  # a part that cannot be read stops no erasure
                    _forget_party(chunk, name, stands_for)
                    _answers_of(chunk, name).update(who=stands_for)


def _forget_candidate(whom: Participant, acts: list[Act], tokens: _Tokens) -> None:
    """Take somebody from the lists of those who stood; what they proposed stays there."""
    number = str(whom.pk)
    for chunk in Chunk.objects.filter(process__in=_processes(whom, acts)).select_related("process"):
        with guarded("part", chunk.pk):
            state = read_state(chunk.state)
            stood = [one for visit in state.visits.values() for one in visit.stood.values()]
            found = [
                (kept, name)
                for kept in (state.proposed, *state.standing.values(), *stood)
                for name, who in kept.items()
                if who == number
            ]
            for kept, name in found:
                kept[name] = f"erased-{tokens[chunk.process.place]}"
            if found:
                Chunk.objects.filter(pk=chunk.pk).update(state=written_state(state))


def _processes(whom: Participant, acts: list[Act]) -> QuerySet[Process]:
    """Return where somebody acted or takes part."""
    places = {act.process.partition("process-")[2] for act in acts}
    numbers = [int(place) for place in places if place.isdecimal()]
    joined = Member.objects.filter(participant=whom).values("process")
    sat = Seat.objects.filter(participant=whom).values("process")
    return Process.objects.filter(Q(pk__in=numbers) | Q(pk__in=joined) | Q(pk__in=sat))


def _kept_by_name(process: Process, name: str) -> QuerySet[ChunkRow]:
    counted = Q(what="organisation", who__in={name, *_keys(name)})
    signs = Q(what="signing", who__in=_keys(name))
    return ChunkRow.objects.filter(counted | signs, chunk__process=process)


def _answers_of(chunk: Chunk, name: str) -> QuerySet[ChunkRow]:
    """Return the answers of an organisation, where each has one: in other ballots a person or a
    group may be kept under the same name.
    """
    its = Q(pk=None)
    for stage, rules in model_of(chunk.process).stages.items():
        ballots = [key for key, one in rules.ballots.items() if one.one_per == "organisation"]
        its |= Q(stage=stage, name__in=ballots)
    given = ChunkRow.objects.filter(chunk=chunk, what__in=("answer", "given_in"))
    return given.filter(its, who__in=_keys(name))


def _keys(name: str) -> set[str]:
    """Return the names under which an organisation can be kept: up to version 1 of an answer that
    was its name as it was written.
    """
    return {organisation_key(name), organisation_key(name, as_written=True)}


def _forget_party(chunk: Chunk, name: str, stands_for: str) -> None:
    state: State = read_state(chunk.state)
    kept = [*state.contested_for.values(), state.proposed_for]
    places = [(one, item) for one in kept for item, whose in one.items() if whose == name]
    for one, item in places:
        one[item] = stands_for
    if name in state.parties or places:
        state.parties = [stands_for if one == name else one for one in state.parties]
        Chunk.objects.filter(pk=chunk.pk).update(state=written_state(state))


def _forget_visits(whom: Participant) -> None:
    """Drop what was kept for nobody but them."""
    for table in apps.get_app_config("isegoria").get_models():
        if getattr(table, "PRIVATE", False):
            table._default_manager.filter(participant=whom).delete()


def _forget_sessions(whom: Participant) -> None:
    """End every sign-in, and what it keeps that was typed."""
    for session in Session.objects.order_by("pk").iterator():
        if session.get_decoded().get(SESSION_KEY) == str(whom.pk):
            session.delete()


def _forget_mails_to(whom: Participant) -> None:
    """Drop the mails that wait for them; no mail names anybody but the person it is for."""
    proven = EmailAddress.objects.filter(user_id=whom.pk).values_list("email", flat=True)
    forget_mails(addresses=[whom.email, *proven])


def _forget_profile(whom: Participant, number: int) -> None:
    Speaker.objects.filter(participant=whom).update(
        name=f"#{whom.pk}", organisation="", participant=None
    )
    ProcessDraft.objects.filter(owner=whom).delete()
    _forget_visits(whom)
    EmailAddress.objects.filter(user_id=whom.pk).delete()
    for kept in (SocialAccount, Authenticator, UserSession):
        kept.objects.filter(user_id=whom.pk).delete()
    Affiliation.objects.filter(participant=whom).update(organisation="", folded="", interests="")
    whom.email, whom.name, whom.about = f"erased-{whom.pk}@localhost.invalid", "", ""
    whom.likeness = ""
    whom.is_active, whom.secretariat, whom.erased_in, whom.roles = False, False, number, []
    whom.set_unusable_password()
    whom.save()
