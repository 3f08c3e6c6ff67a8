"""Names in labels: what is one person spelt twice, what is two, and what is no person at all."""

import pytest

from isegoria.readers.names.offices import office_in
from isegoria.readers.names.spellings import one_name, spellings
from isegoria.readers.transcript import read
from isegoria.readers.values import LabelKind, Person, Role, Turn

ADA = Person("Ada Example", Role.MODERATOR)


def turns(*said: str, roster: list[Person] | None = None) -> list[Turn]:
    return list(read("\n\n".join(f">> {one}" for one in said).encode(), roster or []).turns)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("bo sample", "bo sammple", True, id="a doubled letter"),
        pytest.param("katarina sample", "katerina sample", True, id="one letter in a long name"),
        pytest.param("katarinka sample", "kateryna sample", False, id="many letters"),
        pytest.param("bo sample", "bo", True, id="the first name alone"),
        pytest.param("bo lee sample", "bo sample", True, id="without the middle name"),
        pytest.param("bo sample", "sample bo", True, id="the other way round"),
        pytest.param("adam smith", "ada smith", False, id="short names that differ by one letter"),
        pytest.param("mark sample", "mary sample", False, id="short names that differ at the end"),
        pytest.param("fernando sample", "fernanda sample", False, id="his and her name"),
        pytest.param(
            "christian sample", "christina sample", False, id="his and her name, two letters"
        ),
        pytest.param("bo sampleson", "bo samplesen", True, id="one letter in a long last name"),
        pytest.param("bo hansen", "bo jansen", False, id="another first letter"),
        pytest.param("bo sample", "cy sample", False, id="another person of the family"),
        pytest.param("bo", "cy", False, id="two first names"),
    ],
)
def test_two_spellings_or_two_people(one: str, other: str, same: bool) -> None:
    assert one_name(one, other) is same
    assert one_name(other, one) is same


def test_all_spellings_become_the_most_frequent_full_name() -> None:
    forms = [
        "ZOË SAMPLESON",
        "ZOE SAMPLESEN",
        "ZOE SAMPLESEN",
        "ZOE",
        "ZOË SAMPLESEN",
        "DR. ZOE SAMPLESEN",
    ]
    merged = spellings(form for spelt in [*forms, "EVE OTHER"] for form in (spelt, None))
    assert merged["ZOE"][0] == "ZOE SAMPLESEN"
    assert merged["ZOE"] == merged["ZOË SAMPLESON"]
    assert set(merged["ZOE"]) == set(forms)
    assert merged["EVE OTHER"] == ["EVE OTHER"]


def test_a_first_name_of_two_people_is_neither() -> None:
    assert spellings(["BO SAMPLE", None, "BO OTHER", None, "BO"])["BO"] == ["BO"]


def test_who_speaks_right_after_another_is_not_the_same() -> None:
    assert spellings(["RYANN SAMPLE", "RYAN SAMPLE"])["RYAN SAMPLE"] == ["RYAN SAMPLE"]
    assert len(spellings(["RYANN SAMPLE", None, "RYAN SAMPLE"])["RYAN SAMPLE"]) == 2


def test_without_a_roster_spellings_are_one_speaker_and_all_are_said() -> None:
    found = turns(
        "BO SAMPLE: One.",
        "Two.",
        "BO SAMMPLE: Three.",
        "Four.",
        "BO SAMPLE: Five.",
        "Six.",
        "BO: Seven.",
    )
    assert {turn.speaker.name for turn in found if turn.label} == {"BO SAMPLE"}
    assert found[2].speaker.evidence == (
        "the label names the speaker",
        "spelt “BO SAMPLE”, “BO SAMMPLE”, “BO” in this session",
    )


def test_a_name_that_the_roster_lacks_is_merged_too() -> None:
    found = turns(
        "EVE GUESTSON: One.",
        "ADA EXAMPLE: Yes.",
        "EVE GUESTSSON: Two.",
        "ADA EXAMPLE: Yes.",
        "EVE GUESTSON: Three.",
        roster=[ADA],
    )
    assert {found[index].speaker.name for index in (0, 2, 4)} == {"EVE GUESTSON"}
    assert found[0].label_kind is LabelKind.NAME_UNKNOWN
    assert max(found[index].speaker.confidence for index in (0, 2, 4)) <= 0.7


def test_an_office_is_no_part_of_the_name() -> None:
    found = turns("CHAIR SAMPLE: One.", "Two.", "BO SAMPLE: Three.")
    assert found[0].speaker.name == "SAMPLE"
    assert found[0].speaker.role is Role.MODERATOR


def test_a_name_next_to_one_of_the_roster_is_doubtful() -> None:
    smith = Person("Ada Smith", Role.PANELLIST)
    alone = turns("ADAM SMITH: Hello.", roster=[ADA, smith])[0]
    assert (alone.speaker.name, alone.speaker.confidence) == ("Ada Smith", 0.7)
    both = turns("ADAM SMITH: Hello.", "ADA SMITH: Hello.", roster=[ADA, smith])
    assert [turn.speaker.name for turn in both] == [None, "Ada Smith"]
    assert [one.name for one in both[0].speaker.candidates[:2]] == ["ADAM SMITH", "Ada Smith"]


@pytest.mark.parametrize("label", ["SAMPLE", "MR. SAMPLE", "Dr. Bo Sample", "AMBASSADOR SAMPLE"])
def test_surnames_and_titles_are_found_on_the_roster(label: str) -> None:
    assert (
        turns(f"{label}: Hello.", roster=[ADA, Person("Bo Sample")])[0].speaker.name == "Bo Sample"
    )


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("BOTH SPEAKERS", Role.UNKNOWN),
        ("ALL", Role.UNKNOWN),
        ("MULTIPLE SPEAKERS", Role.UNKNOWN),
        ("UNKNOWN SPEAKER", Role.UNKNOWN),
        ("SPEAKER 1", Role.UNKNOWN),
        ("Speaker 2", Role.UNKNOWN),
        ("UNIDENTIFIED MALE SPEAKER", Role.UNKNOWN),
        ("VOICE", Role.UNKNOWN),
        ("VIDEO", Role.MEDIA),
        ("NARRATOR", Role.MEDIA),
        ("VOICEOVER", Role.MEDIA),
        ("VOICE OVER", Role.MEDIA),
        ("AUDIENCE MEMBER 2", Role.FLOOR),
        ("FROM THE FLOOR", Role.FLOOR),
        ("REMOTE PARTICIPANT", Role.REMOTE),
        ("CO-CHAIR", Role.MODERATOR),
        ("TECH SUPPORT", Role.STAFF),
    ],
)
@pytest.mark.parametrize("roster", [[], [ADA]], ids=["no roster", "roster"])
def test_what_is_no_person(label: str, role: Role, roster: list[Person]) -> None:
    turn = turns(f"{label}: Hello.", roster=roster)[0]
    assert turn.label_kind is LabelKind.ROLE
    assert turn.speaker.role is role or turn.speaker.name == "Ada Example"
    assert label not in {turn.speaker.name, *(one.name for one in turn.speaker.candidates)}


@pytest.mark.parametrize("label", ["ALL SMITH", "MAN LI", "VIDEO SAMPLE", "FLOORA EXAMPLE"])
def test_what_is_a_person_for_all_that(label: str) -> None:
    assert office_in(label) == (None, label.lower())


def test_one_in_the_audience_is_not_the_only_floor_speaker_of_the_roster() -> None:
    assert (
        turns("AUDIENCE: Hello.", roster=[ADA, Person("Fay Guest", Role.FLOOR)])[0].speaker.name
        is None
    )


def test_an_introduction_means_who_is_labelled_elsewhere() -> None:
    found = turns("BO SAMPLE: Hello.", "Thanks.", "My name is Bo, and I go on.")
    assert found[2].speaker.name == "BO SAMPLE"
