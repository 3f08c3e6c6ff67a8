"""Who spoke: on evidence only, each settled turn says on which, each open one who it may be."""

import csv
from pathlib import Path

import pytest

from isegoria.readers.roster import read_roster
from isegoria.readers.transcript import read
from isegoria.readers.values import Channel, GroupBasis, LabelKind, Person, ReaderError, Role, Turn
from tests.real_data import real

ADA = Person("Ada Example", Role.MODERATOR, "civil_society")
BO = Person("Bo Sample", Role.PANELLIST, "governments")
CY = Person("Cy Témoin", Role.PANELLIST, None, None, ("Cyrus",))
ROSTER = [ADA, BO, CY]


def turns(
    text: str, roster: list[Person] | None = None, previous: list[Person] | None = None
) -> list[Turn]:
    return list(read(text.encode(), ROSTER if roster is None else roster, previous or []).turns)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        pytest.param(">> ADA EXAMPLE: Hello.", "Ada Example", LabelKind.NAME, id="the name"),
        pytest.param(
            ">> BO SAMPLLE: Hello.", "Bo Sample", LabelKind.NAME_MISSPELT, id="nearly the name"
        ),
        pytest.param(">> CY TEMOIN: Hello.", "Cy Témoin", LabelKind.NAME, id="without accents"),
        pytest.param(">> CYRUS: Hello.", "Cy Témoin", LabelKind.NAME, id="an alias"),
        pytest.param(">> BO: Hello.", "Bo Sample", LabelKind.NAME, id="the first name"),
        pytest.param(
            ">> MODERATOR: Hello.",
            "Ada Example",
            LabelKind.ROLE,
            id="an office that one person holds",
        ),
        pytest.param(">> SPEAKER: Hello.", None, LabelKind.ROLE, id="an office that says nothing"),
        pytest.param(
            ">> CHAIR BO SAMPLE: Hello.", "Bo Sample", LabelKind.ROLE_AND_NAME, id="office and name"
        ),
        pytest.param(">> Hello.", None, LabelKind.NONE, id="no label"),
    ],
)
def test_labels(text: str, name: str | None, kind: LabelKind) -> None:
    turn = turns(text)[0]
    assert (turn.speaker.name, turn.label_kind) == (name, kind)
    assert bool(turn.speaker.evidence) == (name is not None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Good morning. My name is Dee Placeholder, and I work on cables.", "Dee Placeholder"),
        ("I'm Dee Placeholder. I have a question.", "Dee Placeholder"),
        ("This is Bo, for the record.", "Bo Sample"),
        ("I am Happy to be here today.", None),
        ("This is important, I think.", None),
    ],
)
def test_self_introductions(text: str, name: str | None) -> None:
    assert turns(f">> {text}")[0].speaker.name == name


@pytest.mark.parametrize(
    "text",
    [
        "I am Brazilian, and I work on cables.",
        "I'm French, so I ask.",
        "This is Paris, not London.",
        "She said, my name is Dee Placeholder, and left.",
        "This is Bo, who will now speak to us.",
    ],
)
def test_what_only_looks_like_an_introduction_settles_nobody(text: str) -> None:
    assert turns(f">> {text}")[0].speaker.name is None


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("My name is Dee Placeholder.", 0.8),
        ("Let me introduce myself, I am Dee, from a small island.", 0.8),
        ("I'm Dee Placeholder, a teacher.", 0.7),
        ("This is Bo, for the record.", 0.9),
        ("This is Bo, and I agree.", 0.7),
    ],
)
def test_only_plain_words_give_more_than_seven_tenths(text: str, confidence: float) -> None:
    assert turns(f">> {text}")[0].speaker.confidence == confidence


def test_a_name_of_the_session_before_is_never_taken() -> None:
    before = [Person("Bea Elsewhere")]
    called = turns(">> ADA EXAMPLE: Thanks. And Bo.\n>> BEA ELSEWHERE: I agree.", previous=before)[
        1
    ]
    assert (called.speaker.name, called.label_kind) == ("Bo Sample", LabelKind.NAME_WRONG)
    assert called.speaker.confidence <= 0.7
    alone = turns(">> ADA EXAMPLE: Thanks.\n>> BEA ELSEWHERE: I agree.", previous=before)[1]
    assert alone.speaker.name is None
    assert [one.name for one in alone.speaker.candidates] == ["Bo Sample", "Cy Témoin"]


def test_a_relayed_question_is_two_voices() -> None:
    turn = turns(
        ">> ADA EXAMPLE: Is there one online?\n>> Yes, it is from Dee. The question is, who pays"
        " for this?"
    )[1]
    assert turn.relay is not None
    assert (turn.relay.on_behalf_of, turn.relay.words, turn.speaker.channel) == (
        "Dee",
        4,
        Channel.RELAYED,
    )
    assert turn.speaker.name is None


def test_a_group_comes_from_the_roster_or_not_at_all() -> None:
    found = turns(">> BO SAMPLE: Hello.\n>> CY TEMOIN: Hello.")
    assert [(turn.speaker.group, turn.speaker.group_basis) for turn in found] == [
        ("governments", GroupBasis.ROSTER),
        (None, GroupBasis.UNKNOWN),
    ]


def test_without_a_roster_a_label_names_the_speaker() -> None:
    assert turns(">> ADA EXAMPLE: Hello.", roster=[])[0].speaker.name == "ADA EXAMPLE"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("who,role\nAda,panellist\n", "line 1: a roster has the columns"),
        ("name,role\n,panellist\n", "line 2: this row has no name"),
        ("name,role\nAda,queen\n", "line 2: role 'queen' is not one of"),
        ("name\nAda,too,many\n", "line 2: this row has more cells"),
    ],
)
def test_a_roster_that_cannot_be_read_says_where(data: str, message: str) -> None:
    with pytest.raises(ReaderError, match=message):
        read_roster(data.encode())


FLOOR = {
    25: "Nassir",
    30: "Claudio Pasena",
    34: "Ted Hardy",
    35: "Colin Curry",
}  # as they say it, or as it was captioned


@pytest.mark.real_data
@pytest.mark.parametrize(
    "previous", [[], [Person("Sanja Kelly")]], ids=["without the session before", "with it"]
)
def test_a_whole_session_against_what_is_known_of_it(previous: list[Person]) -> None:
    rows = list(
        csv.DictReader(real("transcripts/igf-2018-ws224.turns.csv").read_text().splitlines())
    )
    roster = read_roster(Path(__file__).with_name("ws224.roster.csv").read_bytes())
    found = read(real("transcripts/igf-2018-ws224.txt").read_bytes(), roster, previous).turns
    truth = {int(row["turn"]): FLOOR.get(int(row["turn"]), row["speaker"]) for row in rows}
    right = [turn.number for turn in found if turn.speaker.name == truth[turn.number]]
    wrong = [turn.number for turn in found if turn.speaker.name not in {None, truth[turn.number]}]
    still_open = [
        turn for turn in found if turn.speaker.name is None and turn.number not in {21, 28}
    ]
    assert len(found) == 38
    assert len(right) >= 33
    assert wrong == []
    assert all(
        truth[turn.number] in [one.name for one in turn.speaker.candidates] for turn in still_open
    )
    assert found[20].speaker.name is None
    assert found[27].speaker.name is None
    assert found[20].relay is not None
    assert abs(found[20].relay.words - 82) <= 3
    assert found[20].speaker.channel is Channel.RELAYED
