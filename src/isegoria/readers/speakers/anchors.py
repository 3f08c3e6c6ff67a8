"""Turns that name their own speaker: by a label, by an office that one person holds, by a
self-introduction.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from rapidfuzz import fuzz

from isegoria.readers.names.introductions import Introduction, introductions
from isegoria.readers.names.labels import best_match, looks_like, matches, untitled
from isegoria.readers.names.offices import is_office, office_in, plain
from isegoria.readers.names.spellings import MOST_NAMES, one_name, spellings
from isegoria.readers.speakers.evidence import DOUBTFUL
from isegoria.readers.speakers.relay import relay_in
from isegoria.readers.values import (
    Candidate,
    Channel,
    GroupBasis,
    LabelKind,
    Person,
    Role,
    Speaker,
    Turn,
)

__all__ = ["Anchors", "anchors_of", "speaker_of"]

_UNSEATED = {Role.FLOOR, Role.REMOTE}  # labels under which nobody of the panel speaks
_NOT_FAR = 75.0  # of 100; the surname heard wrongly, or the first name of another
_HELD_BY_ONE = {Role.MODERATOR, Role.ONLINE_MODERATOR}


@dataclass(frozen=True, slots=True)
class Anchors:
    """What labels are compared with. Build it with `anchors_of`.

    `known` are the people whom an introduction may mean: the roster, or without one the names in
    labels. `holders` are the names said under the label of an office, `spelt` the spellings of each
    name in labels that is on no roster, the best first.
    """

    roster: Sequence[Person]
    previous: Sequence[Person]
    known: Sequence[Person]
    labelled: Collection[str]  # names of the roster that stand in labels letter by letter
    holders: Mapping[str, Sequence[str]]
    spelt: Mapping[str, Sequence[str]]
    matched: Mapping[str, tuple[Person | None, float]]

    def name_of(self, label: str) -> str:
        """Return the name in a label, in its best spelling."""
        name = _name_in(label)
        return self.spelt.get(name, [name])[0]

    def settled(self, turn: Turn) -> Turn:
        """Return the turn with its label's kind, and with its speaker if the turn itself names
        them.
        """
        if turn.label is None:
            return self._introduced(turn, Role.UNKNOWN)
        office, name = office_in(turn.label)
        if office is not None and not name:
            return self._by_office(replace(turn, label_kind=LabelKind.ROLE), office)
        return self._by_name(turn, name, office)

    def _by_office(self, turn: Turn, office: Role) -> Turn:
        introduced = self._introduced(turn, office)
        holder, confidence, evidence = self._holder(turn.label or "", office)
        if holder is None:
            return introduced
        if introduced.speaker.confidence > DOUBTFUL or introduced.speaker.name == holder.name:
            return introduced
        if (
            introduced.speaker.evidence
        ):  # “this is Bo” under the label of the chair is most often about Bo
            against = (
                f"but it says {introduced.speaker.evidence[0].removeprefix('the speaker says ')}"
            )
            return replace(turn, speaker=speaker_of(holder, DOUBTFUL, evidence, against))
        return replace(turn, speaker=speaker_of(holder, confidence, evidence))

    def _holder(self, label: str, office: Role) -> tuple[Person | None, float, str]:
        """Return who holds an office: who says their name under its label, or else the one whom the
        roster has for it.
        """
        said = self.holders.get(plain(label), ())
        if len(said) == 1:
            evidence = (
                f"the label is “{label}”, and a turn with that label says the name “{said[0]}”"
            )
            return _person(said[0], self.known, office), 0.8, evidence
        holders = [person for person in self.roster if person.role is office]
        if len(holders) != 1 or said or office not in _HELD_BY_ONE:
            return None, 0.0, ""
        return (
            holders[0],
            0.9,
            f"the label is “{label}”, and the roster has one {office.value.replace('_', ' ')}",
        )

    def _by_name(self, turn: Turn, name: str, office: Role | None) -> Turn:
        kind = LabelKind.NAME if office is None else LabelKind.ROLE_AND_NAME
        person, alike = self.matched[turn.label or ""]
        if person is not None:
            return self._on_roster(turn, name, kind, person, alike)
        label = turn.label or ""
        several, _ = matches(name, self.roster)
        if several:
            candidates = tuple(Candidate(one.name, round(0.9 / len(several), 2)) for one in several)
            evidence: tuple[str, ...] = (
                f"the label “{label}” may be each of {len(several)} people of the roster",
            )
            return replace(
                turn, label_kind=kind, speaker=Speaker(candidates=candidates, evidence=evidence)
            )
        role, forms = office or Role.UNKNOWN, self.spelt.get(_name_in(label), ())
        also = (f"spelt “{'”, “'.join(forms)}” in this session",) if len(forms) > 1 else ()
        if not self.roster:
            evidence = ("the label names the speaker", *also)
            speaker = Speaker(
                self.name_of(label), 0.9, role=role, channel=Channel.ROOM, evidence=evidence
            )
            return replace(turn, label_kind=kind, speaker=speaker)
        carried_over = best_match(name, self.previous)[0] is not None
        kind = LabelKind.NAME_WRONG if carried_over else LabelKind.NAME_UNKNOWN
        own = next(
            (said.name for said in introductions(turn.text) if looks_like(said.name, label)), None
        )
        if own is not None and not carried_over:
            evidence = (f"the label is “{label}”, and the speaker says the name “{own}”", *also)
            return replace(
                turn,
                label_kind=kind,
                speaker=Speaker(
                    self.name_of(label), 0.8, (), role, Channel.ROOM, evidence=evidence
                ),
            )
        return replace(turn, label_kind=kind, speaker=Speaker(role=role, evidence=also))

    def _on_roster(
        self, turn: Turn, name: str, kind: LabelKind, person: Person, alike: float
    ) -> Turn:
        exact = any(plain(known) == name for known in (person.name, *person.aliases))
        how = "names" if exact else "is spelt nearly as"
        evidence = f"the label “{turn.label}” {how} {person.name}"
        misspelt = not exact and kind is LabelKind.NAME and " " in name
        turn = replace(turn, label_kind=LabelKind.NAME_MISSPELT if misspelt else kind)
        other = self._other_name(turn.text, person, " " not in name)
        if other is not None and not other.certain:
            return replace(
                turn,
                speaker=speaker_of(
                    person, DOUBTFUL, evidence, f"but it says the name “{other.name}”"
                ),
            )
        if other is not None:
            candidates = (Candidate(person.name, 0.5), Candidate(other.name, 0.5))
            against = f"but the speaker says the name “{other.name}”"
            return replace(
                turn, speaker=Speaker(candidates=candidates, evidence=(evidence, against))
            )
        if exact:
            return replace(turn, speaker=speaker_of(person, 0.99, evidence))
        if any(one_name(untitled(name), plain(known)) for known in (person.name, *person.aliases)):
            return replace(
                turn, speaker=speaker_of(person, round(0.6 + 0.35 * alike / 100, 2), evidence)
            )
        if person.name in self.labelled:
            candidates = (Candidate(turn.label or "", 0.5), Candidate(person.name, 0.4))
            against = f"but {person.name} has another label in this session"
            return replace(
                turn, speaker=Speaker(candidates=candidates, evidence=(evidence, against))
            )
        return replace(
            turn, speaker=speaker_of(person, DOUBTFUL, evidence, "but it may be another name")
        )

    def _other_name(self, text: str, person: Person, first_name_only: bool) -> Introduction | None:
        """Return another name that the speaker gives: somebody else's of the roster, or, under a
        first name, another full one.
        """
        for said in introductions(text):
            meant, _ = best_match(said.name, self.roster)
            if meant is not None and meant is not person:
                return replace(said, name=meant.name)
            if meant is None and first_name_only and said.certain and " " in said.name:
                return said
        return None

    def _introduced(self, turn: Turn, role: Role) -> Turn:
        """Settle a turn by the speaker's own introduction; without one it stays open."""
        relay = relay_in(turn.text)  # a name in words that are read out is not the reader's
        for said in introductions(turn.text[: relay.span.start] if relay else turn.text):
            person, _ = best_match(said.name, self.known)
            evidence = f"the speaker says the name “{said.name}”"
            if person is not None and (
                role not in _UNSEATED or person.role in {role, Role.UNKNOWN}
            ):
                confidence = 0.9 if said.certain and _surely(said, person) else DOUBTFUL
                return replace(turn, speaker=speaker_of(person, confidence, evidence))
            if not said.certain and " " not in said.name:
                # "I am Brazilian", "this is Paris": one word may be anything, so a person has to
                # look at it
                return replace(
                    turn,
                    speaker=Speaker(
                        candidates=(Candidate(said.name, 0.5),), role=role, evidence=(evidence,)
                    ),
                )
            misheard = [
                one
                for one in self.known
                if role not in _UNSEATED and _may_be_misheard(said.name, one.name)
            ]
            if misheard:
                candidates = (
                    *(Candidate(one.name, round(0.5 / len(misheard), 2)) for one in misheard),
                    Candidate(said.name, 0.4),
                )
                return replace(
                    turn, speaker=Speaker(candidates=candidates, role=role, evidence=(evidence,))
                )
            floor = role if role is not Role.UNKNOWN else Role.FLOOR
            confidence = 0.8 if said.certain else DOUBTFUL
            return replace(
                turn,
                speaker=Speaker(
                    said.name, confidence, (), floor, Channel.ROOM, evidence=(evidence,)
                ),
            )
        return replace(turn, speaker=Speaker(role=role))


def _may_be_misheard(said: str, name: str) -> bool:
    """Return whether a name that the captioner heard has the first name of somebody known, or is
    not far from the whole.
    """
    heard, known = plain(said), plain(name)
    return (
        one_name(heard.partition(" ")[0], known.partition(" ")[0])
        or fuzz.ratio(heard, known) >= _NOT_FAR
    )


def _surely(said: Introduction, person: Person) -> bool:
    """Return whether a name can only be this person's: whole and spelt alike, or said for the
    record by its first name.

    A guest from the floor may share the first name of somebody on the panel.
    """
    if " " not in said.name:
        return said.for_the_record or " " not in person.name
    return any(one_name(plain(said.name), plain(known)) for known in (person.name, *person.aliases))


def anchors_of(
    turns: Sequence[Turn], roster: Sequence[Person], previous: Sequence[Person]
) -> Anchors:
    """Read the labels of a whole session: how its names are spelt, and who holds which office by
    their own word.
    """
    labels = [turn.label for turn in turns]
    matched = {
        label: best_match(office_in(label)[1], roster)
        for label in dict.fromkeys(labels)
        if label is not None
    }
    names = [
        _name_in(label) if label is not None and not is_office(label) else None for label in labels
    ]
    spelt = spellings(
        None if name and label and matched[label][0] else name
        for label, name in zip(labels, names, strict=True)
    )
    known = roster or [
        Person(form)
        for form in islice(dict.fromkeys(forms[0] for forms in spelt.values()), MOST_NAMES)
    ]
    letters = {plain(name) for name in names if name is not None}
    labelled = {person.name for person in roster if plain(person.name) in letters}
    return Anchors(roster, previous, known, labelled, _holders(turns, known), spelt, matched)


def _holders(turns: Iterable[Turn], known: Sequence[Person]) -> Mapping[str, Sequence[str]]:
    """Return who says their name under the label of an office, such as CHAIR: other turns with it
    are theirs too.
    """
    holders: dict[str, dict[str, None]] = defaultdict(dict)
    for turn in turns:
        label = turn.label or ""
        office, rest = office_in(label)
        # SPEAKER 1 is one voice as the captioner hears it, and so is CHAIR; AUDIENCE is another one
        # each time.
        if office is not None and not rest and (office in _HELD_BY_ONE or label[-1:].isdecimal()):
            for said in introductions(turn.text):
                person, _ = best_match(said.name, known)
                if said.certain:
                    holders[plain(label)][person.name if person else said.name] = None
    return {label: list(names) for label, names in holders.items()}


def _name_in(label: str) -> str:
    """Return a label without the office that it begins with, as it is written."""
    name, words = office_in(label)[1], label.split()
    return next(
        (rest for start in range(len(words)) if plain(rest := " ".join(words[start:])) == name),
        label,
    )


def speaker_of(person: Person, confidence: float, *evidence: str) -> Speaker:
    """Return a person as the speaker of a turn, with the role and the group that the roster gives
    them.
    """
    basis = GroupBasis.ROSTER if person.group else GroupBasis.UNKNOWN
    return Speaker(
        person.name, confidence, (), person.role, Channel.ROOM, person.group, basis, evidence
    )


def _person(name: str, roster: Sequence[Person], role: Role) -> Person:
    return next((person for person in roster if person.name == name), Person(name, role))
