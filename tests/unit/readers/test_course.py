"""What the course of a session says about turns without a name: each rule alone, and where it must
not reach.
"""

import pytest

from isegoria.readers.speakers.evidence import DOUBTFUL, Hint, weigh
from isegoria.readers.transcript import read
from isegoria.readers.values import Person, Role, Turn

ADA = Person("Ada Example", Role.MODERATOR, "civil_society")
BO = Person("Bo Sample", Role.PANELLIST, "governments", "Cable Office")
CY = Person("Cy Témoin", Role.PANELLIST)
DEE = Person("Dee Placeholder", Role.PANELLIST)
ROSTER = [ADA, BO, CY, DEE]
LONG = "we went on and on about cables under the sea " * 20


def turns(
    *said: str, roster: list[Person] | None = None, previous: list[Person] | None = None
) -> list[Turn]:
    text = "\n\n".join(f">> {one}" for one in said)
    return list(read(text.encode(), ROSTER if roster is None else roster, previous or []).turns)


def names(*said: str, roster: list[Person] | None = None) -> list[str | None]:
    return [turn.speaker.name for turn in turns(*said, roster=roster)]


def test_who_is_called_speaks_next_but_a_person_must_look_at_it() -> None:
    turn = turns("ADA EXAMPLE: Let us hear from Bo.", "Well, cables are long.")[1]
    assert (turn.speaker.name, turn.speaker.confidence) == ("Bo Sample", DOUBTFUL)
    assert turn.speaker.evidence == ("Bo Sample was called just before",)


def test_called_before_and_thanked_after_is_more_than_either() -> None:
    long_enough = "Well, cables are long, and so is the way to an agreement on them."
    turn = turns("ADA EXAMPLE: Now Bo, please.", long_enough, "ADA EXAMPLE: Thank you, Bo. Next.")[
        1
    ]
    assert turn.speaker.name == "Bo Sample"
    assert turn.speaker.confidence == 0.8


@pytest.mark.parametrize(
    "call",
    [
        pytest.param("That was all. Thank you, Bo.", id="thanked, not called"),
        pytest.param("I agree with what Bo said.", id="quoted"),
        pytest.param("I think Bo has already mentioned it.", id="quoted with adverbs"),
        pytest.param("It would not be without Bo, thank you.", id="thanked behind the name"),
        pytest.param("Time for questions. Bo: Oh.", id="a label that lost its mark"),
        pytest.param("Now Bo or Cy.", id="two are named"),
        pytest.param("We see the bo tree.", id="no capital"),
    ],
)
def test_a_name_at_the_end_is_not_always_a_call(call: str) -> None:
    assert names(f"ADA EXAMPLE: {call}", "Well, cables are long.")[1] is None


@pytest.mark.parametrize(
    ("said", "doubt"),
    [
        (
            ["BO SAMPLE: Thank you, Bo, for these many words on cables."],
            "but Bo Sample is thanked, addressed or quoted in it",
        ),
        (
            ["MODERATOR: Thank you, Ada, for opening this."],
            "but Ada Example is thanked, addressed or quoted in it",
        ),
    ],
)
def test_a_label_whose_owner_is_thanked_under_it_is_doubtful(said: list[str], doubt: str) -> None:
    speaker = turns(*said)[0].speaker
    assert (speaker.confidence, speaker.evidence[-1]) == (DOUBTFUL, doubt)


def test_a_label_between_call_and_thanks_of_another_is_doubtful() -> None:
    found = turns(
        "ADA EXAMPLE: Now Cy.", "BO SAMPLE: Cables are long.", "ADA EXAMPLE: Thank you, Cy."
    )
    assert found[1].speaker.confidence == DOUBTFUL
    assert (
        turns("ADA EXAMPLE: Now Cy.", "BO SAMPLE: Cables.", "ADA EXAMPLE: Thank you.")[
            1
        ].speaker.confidence
        == 0.99
    )


def test_a_first_name_that_two_have_may_be_each() -> None:
    turn = turns("BO: Hello.", roster=[*ROSTER, Person("Bo Otherwise")])[0]
    assert turn.speaker.name is None
    assert {one.name for one in turn.speaker.candidates[:2]} == {"Bo Sample", "Bo Otherwise"}


def test_an_uncertain_name_under_a_label_makes_it_doubtful() -> None:
    assert turns("BO SAMPLE: This is Cy Témoin, and I agree.")[0].speaker.confidence == DOUBTFUL


@pytest.mark.parametrize(
    "words",
    [
        "We have a question online. Hello, my name is Eve Visitor.",
        "Let me read it. My name is Eve Visitor.",
    ],
)
def test_a_name_that_may_be_read_out_is_doubtful(words: str) -> None:
    assert turns(words)[0].speaker.confidence <= DOUBTFUL


def test_a_name_in_relayed_words_is_not_the_readers() -> None:
    assert names("It is from Eve. The question is, my name is Eve Visitor, who pays?")[0] is None


def test_one_word_after_a_call_may_be_a_crowd() -> None:
    assert names("ADA EXAMPLE: Now comes Bo.", "Yeah.")[1] is None


def test_a_label_stands_against_a_call() -> None:
    turn = turns(
        "ADA EXAMPLE: I think Bo might have something.",
        "CY TEMOIN: I would like to say that cables are long.",
    )[1]
    assert (turn.speaker.name, turn.speaker.confidence) == ("Cy Témoin", 0.99)


def test_a_word_between_a_call_and_who_was_called_is_somebody_elses() -> None:
    found = turns(
        "ADA EXAMPLE: There is one more. Bo.",
        "Do you mean me?",
        "ADA EXAMPLE: No.",
        "BO SAMPLE: Well, cables.",
    )
    assert found[1].speaker.name is None
    found = turns(
        "ADA EXAMPLE: There is one more. Bo.",
        "Who?",
        "ADA EXAMPLE: Yes.",
        "My name is Bo Sampling, and I ask.",
    )
    assert found[1].speaker.name is None


def test_who_asks_whether_they_are_meant_need_not_be() -> None:
    assert (
        names(
            "ADA EXAMPLE: There is one more. Bo.",
            "Sorry, are you calling on me or on somebody else?",
        )[1]
        is None
    )


def test_the_turn_after_thanks_the_speaker() -> None:
    assert (
        names("CY TEMOIN: Yes.", "Cables are long.", "ADA EXAMPLE: Thank you very much, Bo.")[1]
        == "Bo Sample"
    )


def test_thanks_in_the_breath_of_a_call_are_no_proof_of_the_turn_before() -> None:
    found = names(
        "CY TEMOIN: Yes.",
        "Cables are long.",
        "ADA EXAMPLE: Thank you, Bo, please.",
        "BO SAMPLE: Well.",
    )
    assert found[1] is None


def test_nobody_thanks_themself() -> None:
    found = turns("ADA EXAMPLE: Now Bo.", "Thank you, Bo, for that. I see it otherwise.")[1]
    assert found.speaker.name is None
    assert "Bo Sample" not in [one.name for one in found.speaker.candidates]


def test_who_gives_the_floor_to_the_next_speaker_is_the_moderator() -> None:
    turn = turns(
        "CY TEMOIN: Yes.",
        "No, no. Dee can go first.",
        "Hello, my name is Dee Placeholder, and I agree.",
    )[1]
    assert turn.speaker.name == "Ada Example"
    assert turn.speaker.evidence[0] == "it gives the floor to Dee Placeholder, who speaks next"


def test_who_conducts_the_session_is_the_moderator() -> None:
    assert names("CY TEMOIN: Yes.", "Are there any other questions?")[1] == "Ada Example"


def test_two_moderators_leave_open_which() -> None:
    turn = turns(
        "CY TEMOIN: Yes.",
        "Are there any other questions?",
        roster=[*ROSTER, Person("Eve Second", Role.MODERATOR)],
    )[1]
    assert turn.speaker.name is None
    assert {one.name for one in turn.speaker.candidates[:2]} == {"Ada Example", "Eve Second"}


def test_a_short_turn_between_two_long_ones_is_not_yet_the_moderators() -> None:
    turn = turns(f"BO SAMPLE: {LONG}", "So, and then what?", f"BO SAMPLE: {LONG}")[1]
    assert turn.speaker.name is None
    assert turn.speaker.candidates[0].name == "Ada Example"


def test_a_dialogue_whose_second_voice_hands_over_is_the_moderators() -> None:
    found = turns(
        f"BO SAMPLE: {LONG}",
        "So, and then what?",
        LONG,
        "I see. Why?",
        LONG,
        "Then the floor to Cy.",
        f"CY TEMOIN: {LONG}",
    )
    assert [turn.speaker.name for turn in found] == [*["Bo Sample", "Ada Example"] * 3, "Cy Témoin"]
    assert max(turn.speaker.confidence for turn in found[1:6]) <= DOUBTFUL
    assert (
        "the same voice in this dialogue conducts the session in turn 6"
        in found[1].speaker.evidence
    )


@pytest.mark.parametrize(
    "question",
    [
        "My question is, who pays?",
        "I have a question. Who pays?",
        "I would like to ask the panel who pays.",
        "Thank you for the opportunity. Who pays?",
        "I am from a small island. Who pays?",
        "All of you speak of money. Who pays?",
    ],
)
def test_a_short_question_from_the_floor_is_not_the_moderators(question: str) -> None:
    found = turns(f"BO SAMPLE: {LONG}", question, LONG, "Thank you.", f"CY TEMOIN: {LONG}")
    assert "Ada Example" not in {turn.speaker.name for turn in found}
    assert found[2].speaker.name is None


def test_floor_speech_weakens_the_voice_of_a_dialogue() -> None:
    found = names(
        f"BO SAMPLE: {LONG}",
        "My question is to the panel: why?",
        LONG,
        "And now Cy, go ahead.",
        f"CY TEMOIN: {LONG}",
    )
    assert found[1] is None


def test_an_answer_to_a_follow_up_alone_settles_nobody() -> None:
    turn = turns(f"BO SAMPLE: {LONG}", "MODERATOR: And then?", LONG)[2]
    assert turn.speaker.name is None
    assert turn.speaker.candidates[0].name == "Bo Sample"


def test_who_goes_back_to_an_earlier_talk_has_talked_before() -> None:
    found = turns(
        f"BO SAMPLE: {LONG}", f"CY TEMOIN: {LONG}", "Thank you, Cy. As I said, cables are long."
    )
    assert (found[2].speaker.name, found[2].speaker.confidence) == ("Bo Sample", 0.67)


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(
            [f"BO SAMPLE: {LONG}", f"DEE PLACEHOLDER: {LONG}", f"CY TEMOIN: {LONG}"],
            id="two have talked",
        ),
        pytest.param(
            [f"BO SAMPLE: {LONG}", LONG, f"CY TEMOIN: {LONG}"], id="somebody unknown has talked"
        ),
        pytest.param([f"CY TEMOIN: {LONG}"], id="only who spoke just before has"),
    ],
)
def test_an_earlier_talk_proves_nothing_where_it_may_be_anothers(before: list[str]) -> None:
    assert names(*before, "Yes. As I said, cables are long.")[-1] is None


def test_as_i_said_far_into_a_turn_points_to_that_turn() -> None:
    assert names(f"BO SAMPLE: {LONG}", f"CY TEMOIN: {LONG}", f"{LONG} as I said.")[2] is None


def test_a_quote_with_a_rare_word_finds_its_turn_again() -> None:
    said = [
        "CY TEMOIN: Yes.",
        "Cables are adolescent things.",
        "CY TEMOIN: No.",
        "DEE PLACEHOLDER: No.",
    ]
    turn = turns(*said, "ADA EXAMPLE: As Bo just said, they are in their adolescence.")[1]
    assert (turn.speaker.name, turn.speaker.confidence) == ("Bo Sample", 0.64)
    assert turns(*said, "ADA EXAMPLE: As Bo just said, it is fine.")[1].speaker.name is None


def test_a_turn_of_nothing_but_quotes_is_no_wait() -> None:
    assert len(turns("CY TEMOIN: " + "As Ada said, yes. " * 30_000)) == 1


def test_a_wrong_label_yields_to_call_and_quote() -> None:
    found = turns(
        "ADA EXAMPLE: And Bo.",
        "BEA ELSEWHERE: Cables are adolescent things.",
        "ADA EXAMPLE: I echo what Bo has just said about their adolescence.",
    )[1]
    assert found.speaker.name == "Bo Sample"
    assert 0.7 < found.speaker.confidence <= 0.8
    assert (
        found.speaker.evidence[-1] == "but the label is “BEA ELSEWHERE”, which is not on the roster"
    )


def test_who_says_we_of_an_organisation_is_of_it() -> None:
    assert names("CY TEMOIN: Yes.", "Well, we at Cable Office see it so.")[1] == "Bo Sample"
    two = [*ROSTER, Person("Eve Second", organisation="Cable Office")]
    assert names("CY TEMOIN: Yes.", "Well, we at Cable Office see it so.", roster=two)[1] is None


def test_a_sentence_goes_on_after_a_loss_of_sound() -> None:
    turn = turns("BO SAMPLE: It is part (lost audio).", "-- of our cables.")[1]
    assert (turn.speaker.name, turn.speaker.confidence) == ("Bo Sample", DOUBTFUL)
    assert names("BO SAMPLE: It is part.", "-- of our cables.")[1] is None
    assert names("BO SAMPLE: It is part (lost audio).", "Of our cables.")[1] is None


def test_an_online_moderator_reads_what_was_sent_in() -> None:
    said = [
        "ADA EXAMPLE: Is there one?",
        "Yes, it is from Eve. The question is, who pays for this?",
    ]
    assert names(*said)[1] is None
    assert (
        names(*said, roster=[*ROSTER, Person("Fay Online", Role.ONLINE_MODERATOR)])[1]
        == "Fay Online"
    )


def test_a_chair_who_says_her_name_holds_the_office_in_the_whole_session() -> None:
    found = names(
        "CHAIR: My name is Gil Otherwise. Welcome.", "CY TEMOIN: Yes.", "CHAIR: Thanks.", roster=[]
    )
    assert found == ["Gil Otherwise", "CY TEMOIN", "Gil Otherwise"]


def test_who_is_presented_under_the_chairs_label_is_not_the_chair() -> None:
    found = turns(
        "MODERATOR: Hello.", "MODERATOR: This is Bo Sample, from the island.", "MODERATOR: Thanks."
    )
    assert {turn.speaker.name for turn in found} == {"Ada Example"}
    assert [turn.speaker.confidence for turn in found] == [0.9, DOUBTFUL, 0.9]


def test_a_first_name_alone_may_be_a_guests() -> None:
    assert turns("My name is Bo, and I ask.")[0].speaker.confidence == DOUBTFUL
    assert turns("My name is Bo Sample, and I ask.")[0].speaker.confidence == 0.9
    misheard = turns("My name is Bo Sampling, and I ask.")[0]
    assert misheard.speaker.name is None
    assert [one.name for one in misheard.speaker.candidates[:2]] == ["Bo Sample", "Bo Sampling"]
    guest = turns("BO: My name is Bo Visitor, and I ask.")[0]
    assert [one.name for one in guest.speaker.candidates[:2]] == ["Bo Sample", "Bo Visitor"]


def test_a_guest_from_the_floor_is_nobody_of_the_panel() -> None:
    speaker = turns("AUDIENCE: My name is Bo, and I ask.")[0].speaker
    assert (speaker.name, speaker.role) == ("Bo", Role.FLOOR)


def test_two_names_under_one_office_leave_the_rest_open() -> None:
    said = [
        "CHAIR: My name is Gil Otherwise.",
        "CHAIR: My name is Hal Another.",
        "CY TEMOIN: Yes.",
        "CHAIR: Thanks.",
    ]
    assert names(*said)[3] is None


def test_a_label_and_another_name_in_the_same_turn_leave_it_open() -> None:
    turn = turns("BO SAMPLE: Hello. My name is Cy Témoin, and I work on cables.")[0]
    assert turn.speaker.name is None
    assert [one.name for one in turn.speaker.candidates[:2]] == ["Bo Sample", "Cy Témoin"]


def test_a_name_after_calling_somebody_up_may_be_of_a_second_voice() -> None:
    turn = turns("Our next speaker is ready. Good evening, my name is Eve Visitor, and I agree.")[0]
    assert turn.speaker.confidence <= DOUBTFUL


def test_the_audience_is_nobody_of_the_panel() -> None:
    turn = turns("ADA EXAMPLE: Let us hear from Bo.", "AUDIENCE: Who pays?")[1]
    assert turn.speaker.name is None
    assert turn.speaker.role is Role.FLOOR


def test_nobody_answers_thanks() -> None:
    turn = turns(f"BO SAMPLE: {LONG}", "MODERATOR: Thanks for that.", LONG)[2]
    assert len({one.confidence for one in turn.speaker.candidates}) == 1


BOS = (
    "if you ask me the trunk line is the backbone of it all my dear friends and that is what we"
    " measure by the mile "
)
CYS = (
    "speaking for islands alone I would rather count lighthouses than ships since nobody pays for"
    " harbours in winter times "
)
MIX = (
    "in truth the trunk line is the backbone of everything and all my dear friends and that is"
    " what we measure if you ask me now "
)


def test_phrases_of_one_speaker_come_again() -> None:
    said = [f"BO SAMPLE: {BOS * 15}", f"CY TEMOIN: {CYS * 20}", "ADA EXAMPLE: Thanks."]
    turn = turns(*said, MIX * 4)[3]
    assert (turn.speaker.name, turn.speaker.confidence) == ("Bo Sample", DOUBTFUL)
    assert "that only Bo Sample uses in this session" in turn.speaker.evidence[0]
    assert turns(*said, MIX * 2)[3].speaker.name is None  # too short to tell
    assert turns(*said, (BOS + CYS) * 3)[3].speaker.name is None  # of both


def test_evidence_for_two_people_settles_neither() -> None:
    verdict = weigh([Hint("A", 2.3, "a"), Hint("B", 2.0, "b")])
    assert verdict.name is None
    assert [one.name for one in verdict.candidates] == ["A", "B"]


def test_what_speaks_against_is_said() -> None:
    verdict = weigh([Hint("A", 4.0, "called"), Hint(None, 1.5, "floor words")])
    assert verdict.evidence == ("called", "but floor words")
    assert weigh([]).candidates == ()
