"""Whatever comes in: no crash but a reader's error, not a character lost, and nobody named without
evidence.
"""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from isegoria.readers.speakers.evidence import SETTLED_FROM, Hint, weigh
from isegoria.readers.speakers.settle import settle
from isegoria.readers.transcript import split
from isegoria.readers.values import LabelKind, Person, ReaderError, Role, Speaker, Transcript

parts = st.sampled_from(
    [
        *[
            ">> ",
            "ADA:",
            "\n",
            "\n\n",
            " ",
            "(Applause)",
            "<v Bo>",
            "00:00:01.000 --> 00:00:02.000",
            "WEBVTT\n",
            "-->",
            "1\n",
            "\r\n",
        ],
        *[
            "Page 2\n",
            "Note: The following is the output",
            "(Video)",
            "(End of video)",
            "12 November 2018\n",
            "\u2011\u2011",
            "(lost audio)",
        ],
    ]
)
texts = st.lists(st.one_of(parts, st.text(max_size=8)), max_size=30).map("".join)

openings = [
    "",
    "ADA EXAMPLE: ",
    "BO SAMPLE: ",
    "BOO SAMPLE: ",
    "MODERATOR: ",
    "EVE GUEST: ",
    "SPEAKER 1: ",
    "VIDEO: ",
    "AUDIENCE: ",
    "BO: ",
]
sentences = [
    *[
        "Thank you, Bo.",
        "And now Cy.",
        "As Ada just said, cables matter.",
        "My name is Eve Guest.",
        "I am from academia.",
        "(Video)",
    ],
    *[
        "I have a question for the panel.",
        "Are there any other questions?",
        "As I said before, no.",
        "(lost audio)",
        "-- of cables.",
    ],
    *[
        "It is from Dee. The question is, who pays?",
        "we went on about cables and islands under the sea " * 6,
        "I am online.",
        "(End video)",
    ],
]
said = st.tuples(
    st.sampled_from(openings),
    st.lists(st.sampled_from(sentences), min_size=1, max_size=4).map(" ".join),
)
sessions = st.lists(said, min_size=1, max_size=12).map(
    lambda turns: "\n\n".join(f">> {label}{words}" for label, words in turns)
)
ADA = Person("Ada Example", Role.MODERATOR, "civil_society")
people = [
    ADA,
    Person("Bo Sample", Role.PANELLIST),
    Person("Cy Témoin", Role.PANELLIST),
    Person("Fay Online", Role.ONLINE_MODERATOR),
]
rosters = st.lists(st.sampled_from(people), unique=True)
STRANGER = Person("Xochitl Unrelated", Role.PANELLIST)
hints = st.builds(
    Hint, st.sampled_from([None, "A", "B", "C"]), st.floats(0.01, 5), st.just("why"), st.booleans()
)


def pieces(transcript: Transcript) -> str:
    spans = [transcript.header, *(turn.span for turn in transcript.turns)]
    return "".join(transcript.source[span.start : span.end] for span in spans)


@given(texts)
def test_no_character_is_lost(text: str) -> None:
    try:
        transcript = split(text.encode())
    except ReaderError:
        return
    assert pieces(transcript) == text or transcript.encoding == "utf-16"
    for turn in transcript.turns:
        assert turn.span.start <= turn.span.end
        for event in turn.events:
            assert turn.span.start <= event.span.start < event.span.end <= turn.span.end
            assert event.text in transcript.source[event.span.start : event.span.end]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        transcript = split(data)
    except ReaderError:
        return
    assert pieces(transcript) == transcript.source


@given(texts, rosters)
def test_any_text_can_be_settled(text: str, roster: list[Person]) -> None:
    try:
        transcript = split(text.encode())
    except ReaderError:
        return
    assert len(settle(transcript, roster).turns) == len(transcript.turns)


@given(sessions, st.lists(st.text(min_size=1, max_size=9).map(Person), max_size=4))
def test_any_names_can_stand_on_a_roster(text: str, roster: list[Person]) -> None:
    transcript = split(text.encode())
    assert len(settle(transcript, roster, roster).turns) == len(transcript.turns)


@given(sessions, rosters, rosters)
def test_who_is_named_is_named_on_evidence(
    text: str, roster: list[Person], previous: list[Person]
) -> None:
    before = split(text.encode())
    after = settle(before, roster, previous)
    for turn in after.turns:
        speaker = turn.speaker
        assert 0 <= speaker.confidence <= 1
        assert all(0 <= one.confidence <= 1 for one in speaker.candidates)
        assert sum(one.confidence for one in speaker.candidates) <= 1.1
        if speaker.name is not None:
            assert speaker.evidence
            assert speaker.confidence >= SETTLED_FROM
            assert not speaker.candidates
        if speaker.role is Role.MEDIA:
            assert speaker.name is None
    blank = [
        replace(turn, speaker=Speaker(), relay=None, label_kind=LabelKind.NONE)
        for turn in after.turns
    ]
    assert blank == [replace(turn, label_kind=LabelKind.NONE) for turn in before.turns]


@given(sessions, rosters)
def test_settling_again_says_the_same(text: str, roster: list[Person]) -> None:
    transcript = split(text.encode())
    assert settle(transcript, roster) == settle(transcript, roster)


@given(sessions, rosters)
def test_a_stranger_on_the_roster_never_speaks(text: str, roster: list[Person]) -> None:
    transcript = split(text.encode())
    assert STRANGER.name not in {
        turn.speaker.name for turn in settle(transcript, [*roster, STRANGER]).turns
    }


@given(sessions, rosters.filter(bool))
def test_a_stranger_on_the_roster_changes_nobody_settled(text: str, roster: list[Person]) -> None:
    transcript = split(text.encode())
    with_stranger = settle(transcript, [*roster, STRANGER]).turns
    assert [turn.speaker.name for turn in with_stranger] == [
        turn.speaker.name for turn in settle(transcript, roster).turns
    ]


@given(st.lists(hints, max_size=8))
def test_evidence_is_shared_out_and_no_more(given_hints: list[Hint]) -> None:
    verdict = weigh(given_hints)
    assert 0 <= verdict.confidence <= 0.8
    assert sum(one.confidence for one in verdict.candidates) <= 1.02
    assert verdict.name is None or any(hint.person == verdict.name for hint in given_hints)


@given(st.lists(hints, max_size=8), st.floats(1.1, 5))
def test_more_evidence_for_somebody_names_nobody_else(
    given_hints: list[Hint], times: float
) -> None:
    name = weigh(given_hints).name
    if name is not None:
        assert weigh([*given_hints, Hint(name, times, "more")]).name == name
