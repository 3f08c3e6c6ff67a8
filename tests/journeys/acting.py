"""People who take an issue through a process by nothing but pages; a browser or Django's client
turns them.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Protocol

from django.test import Client

from isegoria.library import library
from isegoria.rules.telling.moves import Move, moves
from isegoria.server.deliberation.models import Amendment, Comment, Objection, Version
from isegoria.server.people.models import Affiliation, Participant, StakeholderGroup
from isegoria.server.process.facts import facts_of, model_of, person_of
from isegoria.server.process.models import Chunk, Process
from isegoria.server.process.phrases import move_words
from isegoria.server.process.seats import filled_by
from isegoria.server.record.models import Act
from tests.journeys.reading import Form, Shown, read

__all__ = ["BEGINS", "Actor", "ClientActor", "Journey", "Person", "Seen", "Turn"]

BEGINS = datetime(2026, 3, 2, 12, tzinfo=UTC)
BEYOND = {
    "ballot.not-here",
    "conduct.restricted",
    "chunk.tied",
    "text.none-yet",
    "text.nothing-to-publish",
    "issue.merged",
    "item.unanswered",
}
"""What the forum refuses besides the model."""
SENDS = ("Send", "Save draft", "Publish")
"""What the button of a step says."""


class Seen:
    """A page that somebody looks at: its address without the host and its status.

    What it shows is read when it is asked for.
    """

    def __init__(self, path: str, status: int, html: Callable[[], str]) -> None:
        self.path, self.status, self._html = path, status, html

    @cached_property
    def shown(self) -> Shown:
        """What it shows."""
        return read(self._html())


class Actor(Protocol):
    """Somebody before a screen."""

    def open(self, path: str) -> Seen:
        """Open a page."""
        ...

    def press(self, button: str, **fields: Any) -> Seen:
        """Fill fields of the form that has this button, by their names, and press it."""
        ...


class Turn(Protocol):
    """Seats somebody before a screen, signed in; None is a visitor."""

    def __call__(self, who: Participant | None) -> Actor:
        """Return them."""
        ...


@dataclass(frozen=True)
class Person:
    """Somebody of the cast, in the one capacity that they declared."""

    participant: Participant
    capacity: Affiliation | None


class ClientActor:
    """Somebody before Django's client."""

    def __init__(self, who: Participant | None) -> None:
        self._client = Client()
        self._page = Seen("", 0, str)
        if who is not None:
            self._client.force_login(
                who, backend="allauth.account.auth_backends.AuthenticationBackend"
            )

    def open(self, path: str) -> Seen:
        return self._seen(self._client.get(path, follow=True), path)

    def press(self, button: str, **fields: Any) -> Seen:
        form = form_with(self._page.shown.forms, button)
        sent = form.fields | {
            name: value if isinstance(value, list) else [value] for name, value in fields.items()
        }
        assert sent.keys() == form.fields.keys() | fields.keys()
        for name, offered in form.offered.items():
            assert set(sent[name]) <= offered, f"the list “{name}” does not offer {sent[name]}"
        path = form.action or self._page.path
        send = self._client.post if form.method == "post" else self._client.get
        return self._seen(send(path, sent, follow=True), path)

    def _seen(self, answer: Any, path: str) -> Seen:
        steps = answer.redirect_chain
        self._page = Seen(
            steps[-1][0] if steps else path, answer.status_code, answer.content.decode
        )
        return self._page


def form_with(forms: Iterable[Form], button: str) -> Form:
    """Return the form that has a button."""
    found = [one for one in forms if button in one.buttons]
    assert found, f"no form has the button “{button}”"
    return found[0]


class Journey:
    """A forum with its people, and the day on which they act.

    `rights` are checked on every page of a chunk that is opened.
    """

    def __init__(
        self,
        turn: Turn,
        clock: dict[str, datetime],
        surveys: "Callable[[Journey, int], None] | None" = None,
    ) -> None:
        self._turn, self.clock, self._surveys = turn, clock, surveys
        self.people: dict[str, Person] = {}
        self._actors: dict[str, Actor] = {}
        self.process = 0
        self._seen: dict[tuple[str, int, int], Seen] = {}
        secretary = Participant.objects.create_user(
            "chen@example.org", name="Chen", secretariat=True
        )
        self.people["chen"] = Person(secretary, None)
        self.people["visitor"] = Person(secretary, None)
        self.clock["now"] = BEGINS

    # The cast, as the pages for signing up and for affiliations leave it; those pages have tests of
    # their own.

    def comes(self, who: str, group: str = "", organisation: str = "") -> None:
        """Let somebody sign up and declare an affiliation."""
        one = Participant.objects.create_user(f"{who}@example.org", name=who.capitalize())
        capacity = None
        if group:
            row, _made = StakeholderGroup.objects.get_or_create(
                slug=group, defaults={"name": group.replace("-", " ").capitalize()}
            )
            capacity = Affiliation.objects.create(
                declared_in=1,
                participant=one,
                organisation=organisation or f"Office of {who.capitalize()}",
                group=row,
                from_on=BEGINS.date() - timedelta(days=900),
            )
        self.people[who] = Person(one, capacity)

    def come(self, **groups: str) -> None:
        """Let several sign up: who=group, the names of a group separated by spaces."""
        for group, names in groups.items():
            for who in names.split():
                self.comes(who, group.replace("_", "-"))

    def actor(self, who: str) -> Actor:
        """Return somebody before their screen."""
        if who not in self._actors:
            self._actors[who] = self._turn(
                None if who == "visitor" else self.people[who].participant
            )
        return self._actors[who]

    @property
    def now(self) -> datetime:
        """The day."""
        return self.clock["now"]

    def later(self, **span: float) -> None:
        """Let time pass; who has been away so long signs in again."""
        self.clock["now"] += timedelta(**span)
        self._actors.clear()
        self._seen.clear()

    # What the secretariat does.

    def begins(self, model: str, title: str = "Cables", **counts_as: str) -> None:
        """Begin a process from the page of its rules: say in which of their groups those of the
        forum count, and begin.
        """
        self.actor("chen").open(f"/issues/begin/?model={model}")
        self.actor("chen").press(
            "See what these rules need", model=f"{model}@{library()[model].version}"
        )
        chosen = {f"group-{slug.replace('_', '-')}": group for slug, group in counts_as.items()}
        self.sent(self.actor("chen").press("Begin", title=title, **chosen))
        self.process = Process.objects.get().number

    def seats(self, **holders: str) -> None:
        """Give seats on the room's page, as who chooses by the rules: holder=who, several separated
        by spaces.
        """
        process = Process.objects.get(pk=self.process)
        for holder, names in holders.items():
            for who in names.split():
                chair = filled_by(process, holder)
                giver = next(
                    (name for name, one in self.people.items() if one.participant == chair), "chen"
                )
                self.actor(giver).open(f"/issues/processes/{self.process}/")
                number = f"#{self.people[who].participant.pk}"
                self.sent(self.actor(giver).press("Appoint", holder=holder, participant=number))

    # What everybody does.

    def proposes(self, who: str, title: str, **fields: Any) -> int:
        """Propose an issue; return its number, which its first chunk has too."""
        self.actor(who).open(f"/issues/processes/{self.process}/propose/")
        seen = self.sent(self.actor(who).press("Propose", title=title, **fields))
        if seen.path.endswith("/propose/"):  # asked whether it is an earlier question again
            seen = self.sent(self.actor(who).press("Propose"))
        return int(seen.path.strip("/").rpartition("/")[2])

    def does(self, who: str, chunk: int, step: str, **fields: Any) -> Seen:
        """Take a step, such as `judge/designation`, by its link on the page of the chunk."""
        seen = self.looks(who, chunk)
        address = self._address(chunk, step)
        offered = [one for one in seen.shown.may if one.partition("?")[0] == address]
        assert offered, (
            f"{who} is not offered {step} in {self.stage(chunk)}; they are refused"
            f" {seen.shown.may_not}"
        )
        button = self.actor(who).open(offered[0]).shown.button(SENDS)
        return self.sent(self.actor(who).press(button, **fields))

    def is_refused(
        self, who: str, chunk: int, step: str, rule: str, *, offered: bool = False, **fields: Any
    ) -> Seen:
        """Send a step that is refused by a rule; what was typed stays in the form."""
        address = self._address(chunk, step)
        shown = self.looks(who, chunk).shown
        assert (address in shown.may) == offered, f"{who} is offered {step}"
        button = self.actor(who).open(address).shown.button(SENDS)
        seen = self.actor(who).press(button, **fields)
        at_its_field = seen.status == 400 and f"({rule})" in seen.shown.text
        assert at_its_field or (seen.status, seen.shown.rule) == (409, rule), (
            seen.status,
            seen.shown.rule,
            seen.shown.text,
        )
        kept = form_with(seen.shown.forms, button).fields
        assert all(kept[name] == [value] for name, value in fields.items()), kept
        return seen

    def says(self, who: str, chunk: int, text: str, **fields: Any) -> Seen:
        """Contribute to the discussion."""
        assert self._address(chunk, "comment") in self.looks(who, chunk).shown.may
        self.actor(who).open(f"/chunks/{chunk}/discussion/new/")
        return self.sent(self.actor(who).press("Send", text=text, **fields))

    def sends(self, who: str, path: str, button: str = "Send", **fields: Any) -> Seen:
        """Open a page and send its form."""
        self.actor(who).open(path)
        return self.sent(self.actor(who).press(button, **fields))

    def sent(self, seen: Seen) -> Seen:
        """Require that what was sent is on the record."""
        assert (seen.status, seen.shown.rule) == (200, ""), (
            seen.path,
            seen.status,
            seen.shown.rule,
            seen.shown.text[:1500],
        )
        return seen

    def looks(self, who: str, chunk: int) -> Seen:
        """Look at a chunk; what is offered there is what the engine grants."""
        number = Act.objects.count()
        if (
            who,
            chunk,
            number,
        ) in self._seen:  # they have the page before them, and nothing happened since
            return self._seen[who, chunk, number]
        seen = self.actor(who).open(f"/chunks/{chunk}/")
        assert seen.status == 200, (seen.path, seen.status)
        self._has_the_rights_shown(who, chunk, seen.shown)
        self._seen = {(who, chunk, Act.objects.count()): seen}
        if self._surveys is not None:
            self._surveys(self, chunk)
        return seen

    # What the numbers of things are, which a person reads off the page they stand on.

    def parts(self, chunk: int) -> list[int]:
        """Return the other chunks of the issue."""
        issue = Chunk.objects.get(pk=chunk).issue_id
        return list(
            Chunk.objects.filter(issue=issue).exclude(pk=chunk).values_list("pk", flat=True)
        )

    def whole_of(self, part: int) -> int:
        """Return what a part was cut off."""
        return Chunk.objects.get(pk=part).part_of_id or 0

    def contributions(self, chunk: int) -> list[int]:
        """Return the contributions, the newest first."""
        return list(
            Comment.objects.filter(chunk=chunk).order_by("-pk").values_list("pk", flat=True)
        )

    def objections(self, chunk: int) -> list[int]:
        """Return the objections, the newest first."""
        return list(
            Objection.objects.filter(chunk=chunk).order_by("-pk").values_list("pk", flat=True)
        )

    def versions(self, chunk: int) -> list[int]:
        """Return the versions of the text, the newest first."""
        return list(
            Version.objects.filter(chunk=chunk).order_by("-pk").values_list("pk", flat=True)
        )

    def amendments(self, chunk: int) -> list[int]:
        """Return the amendments, the newest first."""
        return list(
            Amendment.objects.filter(version__chunk=chunk)
            .order_by("-pk")
            .values_list("pk", flat=True)
        )

    def stage(self, chunk: int) -> str:
        """Return where a chunk stands when a visitor looks now."""
        self.looks("visitor", chunk)
        found = Chunk.objects.get(pk=chunk)
        return f"{found.stage}: {found.outcome}" if found.outcome else found.stage

    def _address(self, chunk: int, step: str) -> str:
        if step == "comment":
            return f"/chunks/{chunk}/discussion/new/"
        return f"/chunks/{chunk}/text/" if step == "amend" else f"/chunks/{chunk}/do/{step}/"

    def granted(self, who: str, chunk: int) -> list[Move]:
        """Return every step of the stage as the engine judges it for somebody."""
        found, one = Chunk.objects.select_related("process").get(pk=chunk), self.people[who]
        model = model_of(found.process)
        person = person_of(model, found.process, one.participant, one.capacity)
        return moves(model, facts_of(found), person, self.now)

    def _has_the_rights_shown(self, who: str, chunk: int, shown: Shown) -> None:
        if who == "visitor" or Chunk.objects.get(pk=chunk).issue.merged_into_id:
            assert shown.may == []
            return
        granted = self.granted(who, chunk)
        steps = {self._address(chunk, f"{one.kind}/{one.name}".strip("/")): one for one in granted}
        offered = {one.partition("?")[0] for one in shown.may}
        offered = {one for one in offered if re.search("/(do|text|discussion)/", one)}
        beyond = {words for words, rule in shown.may_not if rule in BEYOND}
        allowed = {
            address
            for address, one in steps.items()
            if one.allowed and not one.others and move_words(one) not in beyond
        }
        assert offered == allowed, f"{who}: {offered ^ allowed}"
        told = [(words.partition(" (needs")[0], rule) for words, rule in shown.may_not]
        for one in granted:
            if not one.allowed and move_words(one) not in beyond:
                assert (move_words(one), one.rule) in told, f"{who} is not told why not: {one}"
