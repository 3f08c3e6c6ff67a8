"""Ballots and findings as a model says them: a question, how its answers count, and what it decides
on.
"""

from collections.abc import Collection
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from isegoria.rules.language.conditions import Condition
from isegoria.rules.language.scalars import Name, Names, Part, Said, Share

__all__ = ["Ballot", "ByKind", "Cap", "Derived", "Elects", "Judgement", "Ranked"]


class Derived(Part):
    """A ballot nobody casts: each group gives the first or the second answer of another ballot, as
    most of its people did.
    """

    ballot: str
    """The ballot of the stage that people answer."""
    groups: Names
    """The groups that answer; each with its weight as its number of votes."""
    more_than: Share = Share(1, 2)
    """From more than this on, a group gives the first answer."""


class ByKind(Part):
    """A majority that depends on what kind of motion an office finds it to be.

    While nothing is found, the highest of them is needed.
    """

    found: str
    """The finding, as `stage/finding`."""
    kinds: dict[Name, Share] = Field(min_length=1)
    """For each of its labels, how many to one."""

    def needed(self, label: str | None) -> Share:
        """Return the majority of a kind; the highest where it is not found, or has none here."""
        return self.kinds.get(label or "", max(self.kinds.values()))


class Ranked(Said):
    """How a ranked ballot is counted: Condorcet with Schwartz set completion; the answers are its
    options.
    """

    default: Name | None = None
    """The option that quorum and majorities are measured against, such as further discussion."""
    majority: dict[Name, Share | ByKind] = {}
    """Options that must beat the default by more than so many to one; or by what their kind
    needs.
    """
    reached: bool = False
    """Whether just so many to one is enough."""
    quorum: Annotated[int, Field(ge=0)] = 0
    """Votes that an option needs over the default."""
    quorum_of_root: Share | None = None
    """These votes as so many times the square root of the number of members."""


class Elects(Said):
    """A ballot with several winners. It passes when every place is filled; a tie is `tied`.

    People answer `a, c` (approval), `a: 5, c: 1` (score), or `c > a` (stv).
    """

    how: Literal["approval", "score", "stv", "lot"]
    """Most approvals; the highest sums of scores; the single transferable vote, with the Droop
    quota and exact fractions; or a draw of published numbers (RFC 3797), whose sources who closes
    it announces before.
    """
    seats: Annotated[int, Field(ge=1)] | Literal["free"] | None = None
    """How many win; as many as the office has, where empty. `free`: as many as nobody holds when
    the ballot closes.
    """
    office: Name | None = None
    """The office whose seats the winners fill when the ballot has closed."""
    candidates: bool = False
    """The options are those who proposed themselves, and not `answers`."""
    most: Annotated[int, Field(ge=1)] | None = None
    """How many options may be approved; the highest score."""

    @model_validator(mode="after")
    def _places_and_scores(self) -> Self:
        if self.seats is None and self.office is None:
            raise ValueError("say how many win (`seats`), or which `office` they fill")
        if self.seats == "free" and self.office is None:
            raise ValueError("say of which `office` the free seats are filled")
        if self.how == "score" and self.most is None:
            raise ValueError("say the highest score (`most`)")
        if self.how == "stv" and self.most is not None:
            raise ValueError("`most` is for approval and score")
        return self


class Cap(Part):
    """Limits of one group, instead of those that the ballot has for all."""

    proxies: Annotated[int, Field(ge=0)] | None = None
    """How many a voter of the group may hold."""
    per_organisation: Annotated[int, Field(ge=1)] | None = None
    """How many of one organisation may answer."""


class Ballot(Said):
    """A question and how the answers count."""

    title: str | None = None
    """What people read."""
    voters: Names = ()
    """Who answers; those with the right to decide in the stage where empty."""
    answers: Names = ("yes", "no", "abstain")
    """What can be answered; for and against come first."""
    abstentions: Names = ("abstain", "stand_aside")
    """The answers that are neither for nor against, such as `pass` and `blank`."""
    ranked: Ranked | None = None
    """Options are ranked, and one wins."""
    elects: Elects | None = None
    """Several options win."""
    per: Literal["item", "stage"] = "stage"
    """One question, or one for each item."""
    clock: Name | None = None
    """Open while this clock runs; while the stage lasts where empty."""
    opens: Name | None = None
    """Shut until this clock has run out, such as the beginning of the meeting that decides."""
    binding: bool = True
    """False for a straw poll: no way out may depend on it."""
    about: Literal["text", "course"] = "text"
    """What it decides on: the text, which cannot change meanwhile; or the course, such as whether
    to go on.
    """
    restarts_on: Names = ()
    """`version`: a new version restarts it. Where it has a clock, the clock says so."""
    secret: bool = False
    """Nobody learns who answered what."""
    change: bool = True
    """Answers can change until it closes."""
    reasons_for: Names = ()
    """Answers that need a reason."""
    void_without_reason: bool = False
    """An answer without its reason is taken but not counted; otherwise it is refused."""
    weights: Literal["heads", "seats", "shares", "equal_groups", "stated"] = "heads"
    """What an answer weighs: heads, the `weight` of a group, a share of it, the same for each
    group, or the number that `stated_by` states, such as shares that are held.
    """
    stated_by: Name | None = None
    """The office that states how much each organisation weighs. The numbers are public, and fixed
    when the ballot opens.
    """
    counted: Literal["voting", "present", "members"] = "voting"
    """Among whom a group's share is divided."""
    one_per: Literal["person", "organisation", "group"] = "person"
    """Whose answer counts once."""
    cap_per_organisation: Annotated[int, Field(ge=1)] | None = None
    """How many of one organisation may answer."""
    proxies: Annotated[int, Field(ge=0)] | None = None
    """How many a voter may hold; none where 0, without limit where empty and `by_proxy`."""
    proxies_of: Names = ()
    """Whose proxies count towards that limit, such as organisations; all where empty."""
    caps: dict[Name, Cap] = {}
    """Limits of some groups only."""
    by_proxy: bool = False
    """One can answer for others who asked for it."""
    stand_aside: bool = False
    """Who stands aside counts as absent."""
    channels: tuple[Literal["room", "online", "mail", "list"], ...] = ()
    """Where one can answer."""
    quorum: Condition | None = None
    """How many must be there or answer."""
    quorum_at: Literal["start", "vote"] = "vote"
    """Whether the quorum counts who was there at the start."""
    passes: Condition | None = None
    """The rule by which it passes."""
    silence: Literal["consents"] | None = None
    """Where empty, nothing passes unless somebody answers for or against. `consents`: whoever says
    nothing agrees, and the result says so.
    """
    rungs: dict[Name, Condition] = {}
    """A ladder of rules, the strongest first; the rung reached is part of the outcome."""
    tie: Name | None = None
    """The finding of this stage that decides a tie: a casting vote, or a lot (`drawn`). Until then
    the result is `tied`.
    """
    closed_by: Name | None = None
    """The office or group that closes it; the officer of the stage where empty. With a clock it can
    be closed before that ends.
    """
    continues: str | None = None
    """The ballot `stage/ballot` of an earlier stage that goes on here with its answers."""
    excluded: dict[Name, Condition] = {}
    """Groups that are no voters while a condition holds."""
    derived: Derived | None = None
    """Nobody answers it: it follows from another ballot."""

    @property
    def limits_organisations(self) -> bool:
        """Whether only so many of one organisation may answer, at least in some group."""
        caps = (one.per_organisation for one in self.caps.values())
        return self.cap_per_organisation is not None or any(one is not None for one in caps)

    def cap(self, groups: Collection[str]) -> Cap:
        """Return the limits of somebody in these groups: of the first that has some of its own."""
        own = next((one for group, one in self.caps.items() if group in groups), Cap())
        return Cap(
            proxies=self.proxies if own.proxies is None else own.proxies,
            per_organisation=(
                self.cap_per_organisation if own.per_organisation is None else own.per_organisation
            ),
        )

    @property
    def takes_choices(self) -> bool:
        """Whether an answer is an order or a choice of several options, not one of the answers."""
        return self.ranked is not None or self.elects is not None

    @property
    def asks_for_positions(self) -> bool:
        """Whether a person who answers it takes a position on the text, in public."""
        listed = self.about == "text" and "object" in self.answers and not self.takes_choices
        return listed and not self.secret and self.derived is None and self.one_per == "person"

    def voids(self, answer: str, reason: str) -> bool:
        """Return whether an answer is taken and not counted: it needs a reason and has none."""
        return self.void_without_reason and answer in self.reasons_for and not reason

    @property
    def for_and_against(self) -> tuple[str, ...]:
        """The answers that are no abstentions."""
        return tuple(one for one in self.answers if one not in self.abstentions)

    @model_validator(mode="after")
    def _one_place_for_restarts(self) -> Self:
        if self.clock is not None and self.restarts_on:
            raise ValueError(
                "this ballot has a clock: write `restarts_on` there, so that its time begins anew"
                " too"
            )
        if self.elects is not None and self.ranked is not None:
            raise ValueError("a ballot is `ranked` with one winner, or `elects` several: give one")
        if (self.weights == "stated") is (self.stated_by is None):
            raise ValueError("`weights: stated` and `stated_by` belong together: give both")
        if self.stated_by is not None and (self.secret or self.derived is not None):
            raise ValueError(
                "weights are public, so a secret or derived ballot cannot have stated ones: they"
                " would tell who answered what"
            )
        if self.stated_by is not None and (self.opens is None or self.one_per != "organisation"):
            raise ValueError(
                "weights are stated for organisations before the ballot opens: write `opens`, and"
                " `one_per: organisation`"
            )
        if self.derived is not None and self.opens is not None:
            raise ValueError("nobody answers this ballot: write `opens` at the ballot it follows")
        if self.secret and self.continues is not None:
            raise ValueError("a secret ballot is counted when its stage is left: it cannot go on")
        return self


class Judgement(Said):
    """What an office finds, with a reason, on a scale of its own."""

    title: str | None = None
    """What people read."""
    by: Name
    """The office or group that finds it."""
    scale: Names
    """Labels, the strongest first."""
    per: Literal["item", "stage"] = "stage"
    """Once, or for each item."""
    about: Literal["text", "course"] = "text"
    """What is found: something about the text, gone with the next version; or about the course,
    such as who takes part.
    """
    opens: Name | None = None
    """It can be found once this clock has run out, and not before."""
    drawn: bool = False
    """The label is drawn by lot, as RFC 3797 says: the sources are announced, then the reason gives
    their numbers, and only the label that they draw is taken.
    """
    confirmed_on: str | None = None
    """Where it must be confirmed before it counts, such as `list` after a call."""
