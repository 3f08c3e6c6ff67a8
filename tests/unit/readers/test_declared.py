"""Groups and channels that speakers declare themselves, and the words that declare nothing."""

import pytest

from isegoria.readers.transcript import read, split
from isegoria.readers.values import Channel, GroupBasis, Person, Role, Turn

ROSTER = [
    Person("Ada Example", Role.MODERATOR, "civil_society"),
    Person("Bo Sample", Role.PANELLIST),
    Person("Fay Far", Role.REMOTE),
]


def turns(*said: str) -> list[Turn]:
    return list(read("\n\n".join(f">> {one}" for one in said).encode(), ROSTER).turns)


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("I am from academia.", "academia"),
        ("I'm also from the academic community.", "academia"),
        ("My name is Eve Visitor, from civil society, and I ask.", "civil_society"),
        ("I'm Eve Visitor, I am from civil society.", "civil_society"),
        ("I represent the private sector.", "private_sector"),
        ("I work in the business community.", "private_sector"),
        (
            "Good morning. Speaking on behalf of the technical community, I ask.",
            "technical_community",
        ),
        (
            "I am here as Eve. I am a representative of the technical community.",
            "technical_community",
        ),
        ("I work for the government of Atlantis.", "government"),
    ],
)
def test_what_declares_a_group(words: str, group: str) -> None:
    speaker = turns(words)[0].speaker
    assert (speaker.group, speaker.group_basis) == (group, GroupBasis.SELF_DECLARED)
    assert speaker.evidence[-1].startswith("the speaker says “")


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("I am glad that civil society is here.", id="others"),
        pytest.param("Colleagues from civil society agree.", id="colleagues"),
        pytest.param("She said: I am from academia.", id="reported"),
        pytest.param("I am not from academia.", id="denied"),
        pytest.param("I am from the government relations team.", id="a department"),
        pytest.param("I am a professor at the University of Atlantis.", id="a profession"),
        pytest.param("I am from the Ministry of Cables.", id="an organisation"),
        pytest.param("I am from academia and civil society.", id="two groups"),
        pytest.param(
            "I am from academia. I also represent the private sector.",
            id="two groups in two sentences",
        ),
        pytest.param(
            "I work for the government, but speak in my personal capacity.", id="personally"
        ),
        pytest.param("My name is Eve Government.", id="a name"),
        pytest.param(
            "It is from Dee. The question is, I am from academia, who pays?", id="relayed"
        ),
    ],
)
def test_what_declares_no_group(words: str) -> None:
    speaker = turns(words)[0].speaker
    assert (speaker.group, speaker.group_basis) == (None, GroupBasis.UNKNOWN)


def test_the_roster_goes_before_what_is_said() -> None:
    speaker = turns("ADA EXAMPLE: I am from academia.")[0].speaker
    assert (speaker.group, speaker.group_basis) == ("civil_society", GroupBasis.ROSTER)


def test_a_group_holds_for_all_turns_of_who_declared_it() -> None:
    found = turns(
        "BO SAMPLE: I am from academia.", "ADA EXAMPLE: Now Bo.", "Well.", "BO SAMPLE: Yes."
    )
    assert [turn.speaker.group for turn in found] == ["academia", "civil_society", None, "academia"]
    assert found[3].speaker.evidence[-1] == "the speaker says “I am from academia” in turn 1"


def test_two_groups_in_two_turns_hold_for_these_only() -> None:
    found = turns(
        "BO SAMPLE: I am from academia.",
        "ADA EXAMPLE: So.",
        "BO SAMPLE: I am from civil society.",
        "Yes.",
        "BO SAMPLE: Yes.",
    )
    assert [found[index].speaker.group for index in (0, 2, 4)] == [
        "academia",
        "civil_society",
        None,
    ]


@pytest.mark.parametrize(
    ("turn", "channel"),
    [
        ("REMOTE PARTICIPANT: Hello.", Channel.REMOTE),
        ("FAY FAR: Hello.", Channel.REMOTE),
        ("BO SAMPLE: I am joining you online today.", Channel.REMOTE),
        ("I'm participating remotely from Atlantis.", Channel.REMOTE),
        ("BO SAMPLE: I am online.", Channel.REMOTE),
        ("BO SAMPLE: I am the online moderator.", Channel.ROOM),
        ("BO SAMPLE: I am glad that many join online.", Channel.ROOM),
        ("BO SAMPLE: She said that I am online.", Channel.ROOM),
        ("BO SAMPLE: Hello.", Channel.ROOM),
    ],
)
def test_channels(turn: str, channel: Channel) -> None:
    assert turns(turn)[0].speaker.channel is channel


def test_a_source_without_any_mark_of_speakers_says_so() -> None:
    cue = "00:00:01.000 --> 00:00:02.000\nwe spoke of cables and of islands\n\n"
    assert [notice.message[:26] for notice in split(f"WEBVTT\n\n{cue * 60}".encode()).warnings] == [
        "the source marks no speake"
    ]
    assert not split(f"WEBVTT\n\n{cue * 5}".encode()).warnings
    assert not split(f"WEBVTT\n\n{cue * 60}{cue.replace('we', '>> we')}".encode()).warnings
