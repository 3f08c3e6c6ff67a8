"""The worked example reads as it is meant to: what the captions prove is settled, and right; the
rest is open.
"""

import pytest

from isegoria.example import GROUPS, SESSIONS, ExampleSession
from isegoria.floor.balance import Spoken, balance
from isegoria.readers.roster import read_roster
from isegoria.readers.transcript import read
from isegoria.readers.values import LabelKind, Transcript

GROUPS_IN_ROSTERS = tuple(name.lower().replace(" ", "_") for name in GROUPS)
MARCH, JUNE, OCTOBER = SESSIONS
OFFICIAL, PLANNER, FIRE = "City official", "Transport planner", "Fire officer"
OPERATOR, SHOP, LIBRARY, LAWYER = (
    "Network operator",
    "Small shop owner",
    "Library advocate",
    "Rights lawyer",
)
ENGINEER, ADVISER, CHAIR, ONLINE = (
    "Security engineer",
    "Regional adviser",
    "Moderator",
    "Remote moderator",
)
FLOOR = "somebody from the floor"

# Who is meant to speak each turn. The reader is not told.
MEANT: dict[ExampleSession, tuple[str, ...]] = {
    MARCH: (
        *(CHAIR, OPERATOR, CHAIR, LIBRARY, CHAIR, LIBRARY, OPERATOR, ENGINEER, LAWYER, ENGINEER),
        *(LAWYER, SHOP, CHAIR, "Bus driver", OPERATOR, FLOOR, CHAIR, ONLINE, LIBRARY, LAWYER),
        *(ENGINEER, FLOOR, LAWYER, OPERATOR, SHOP, CHAIR, LIBRARY, ENGINEER, FLOOR, CHAIR),
    ),
    JUNE: (
        *(CHAIR, OFFICIAL, LAWYER, OFFICIAL, LAWYER, CHAIR, OPERATOR, LIBRARY, ENGINEER, PLANNER),
        *(SHOP, OFFICIAL, FLOOR, ONLINE, CHAIR, LAWYER, CHAIR),
    ),
    OCTOBER: (
        *(CHAIR, OFFICIAL, FIRE, ENGINEER, OPERATOR, FLOOR, FIRE, SHOP, LIBRARY, OPERATOR),
        *(ONLINE, OPERATOR, ADVISER, ONLINE, LAWYER, OFFICIAL, CHAIR),
    ),
}
each_session = pytest.mark.parametrize(
    "session", [pytest.param(session, id=session.title) for session in SESSIONS]
)


def settled(session: ExampleSession) -> Transcript:
    return read(session.captions(), read_roster(session.roster()))


def silent_groups(session: ExampleSession) -> tuple[str, ...]:
    spoken = [
        Spoken(
            turn.speaker.name,
            turn.speaker.role.value,
            turn.speaker.channel.value,
            turn.speaker.group,
            turn.words,
        )
        for turn in settled(session).turns
    ]
    return balance(spoken, GROUPS_IN_ROSTERS).silent_groups


@each_session
def test_a_session_reads_without_a_warning_into_the_turns_that_were_written(
    session: ExampleSession,
) -> None:
    transcript = settled(session)
    assert transcript.warnings == []
    assert len(transcript.turns) == len(MEANT[session])


@each_session
def test_no_turn_is_settled_to_somebody_who_is_not_meant(session: ExampleSession) -> None:
    for turn, meant in zip(settled(session).turns, MEANT[session], strict=True):
        assert turn.speaker.name in {meant, None}, turn.number


@each_session
def test_at_least_half_of_the_turns_are_settled_and_some_are_left_for_a_person(
    session: ExampleSession,
) -> None:
    named = [turn.speaker.name is not None for turn in settled(session).turns]
    assert len(named) / 2 <= sum(named) < len(named)


def test_the_march_session_leaves_turns_open_that_only_somebody_who_was_there_could_settle() -> (
    None
):
    turns = settled(MARCH).turns
    still_open = [turn.number for turn in turns if turn.speaker.name is None]
    assert still_open == [5, 6, 14, 16, 22, 29]


def test_who_is_called_by_their_role_is_given_the_turn_without_a_label() -> None:
    called = settled(MARCH).turns[1]
    assert called.label is None
    assert called.speaker.name == OPERATOR


def test_a_short_follow_up_and_its_answer_stay_open_with_the_likely_speakers_first() -> None:
    follow_up, answer = settled(MARCH).turns[4:6]
    assert follow_up.label is answer.label is None
    assert follow_up.speaker.name is answer.speaker.name is None
    likely = [turn.speaker.candidates[0] for turn in (follow_up, answer)]
    assert [candidate.name for candidate in likely] == [CHAIR, LIBRARY]
    assert all(candidate.confidence > 0.5 for candidate in likely)


def test_labels_misspelt_or_of_somebody_else_are_told_apart() -> None:
    turns = settled(JUNE).turns
    assert [turn.number for turn in turns if turn.label_kind is LabelKind.NAME_MISSPELT] == [8]
    assert [turn.number for turn in turns if turn.label_kind is LabelKind.NAME_UNKNOWN] == [16]
    assert turns[15].speaker.candidates[0].name == LAWYER
    assert settled(MARCH).turns[6].label_kind is LabelKind.NAME_MISSPELT


@pytest.mark.parametrize(
    ("session", "relays"),
    [
        pytest.param(MARCH, {18: "a night nurse in a town up the valley"}, id="March"),
        pytest.param(JUNE, {14: "an archivist in another country"}, id="June"),
        pytest.param(
            OCTOBER, {11: "a deaf resident of the old town", 14: "a student abroad"}, id="October"
        ),
    ],
)
def test_what_was_read_out_for_somebody_online_is_found(
    session: ExampleSession, relays: dict[int, str]
) -> None:
    assert {
        turn.number: turn.relay.on_behalf_of for turn in settled(session).turns if turn.relay
    } == relays


def test_captions_with_times_say_when_each_turn_was_spoken() -> None:
    transcript = settled(OCTOBER)
    times = [(turn.start_seconds or 0, turn.end_seconds or 0) for turn in transcript.turns]
    assert transcript.format == "webvtt"
    assert all(begin < end for begin, end in times)
    assert times == sorted(times)


@each_session
def test_rosters_know_only_the_groups_of_the_forum(session: ExampleSession) -> None:
    assert {person.group for person in read_roster(session.roster())} <= {None, *GROUPS_IN_ROSTERS}


def test_the_groups_that_say_nothing_grow_fewer_from_session_to_session() -> None:
    assert [silent_groups(session) for session in SESSIONS] == [
        ("governments", "intergovernmental_organisations"),
        ("intergovernmental_organisations",),
        (),
    ]
