"""What two texts have in common and what differs, in bounded time: nothing of either is lost,
whichever way it is found.
"""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isegoria.server.texts import comparing as rendering
from isegoria.server.texts.comparing import Part, differences, regions
from isegoria.server.texts.markdown import moved

words = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=30)


@pytest.mark.parametrize(
    "limits",
    [{}, {"_STEPS": -1}, {"_STEPS": -1, "_PAIRS": -1}, {"_STEPS": -1, "_MOST_PAIRS": -1}],
    ids=lambda one: " ".join(one) or "little",
)
@given(words, words)
def test_a_comparison_gives_both_texts_back(
    limits: dict[str, int], before: list[str], after: list[str]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in limits.items():
            patch.setattr(rendering, name, value)
        found = regions(before, after)
    assert [place for _same, a, b, _c, _d in found for place in range(a, b)] == list(
        range(len(before))
    )
    assert [place for _same, _a, _b, c, d in found for place in range(c, d)] == list(
        range(len(after))
    )
    assert all(before[a:b] == after[c:d] for same, a, b, c, d in found if same)
    assert all(one.same is not other.same for one, other in pairwise(found))


def test_a_long_correction_is_shown_word_by_word() -> None:
    old = ["so", "it", "goes", "on", "and", "on"] * 500
    new = [*old[:1500], "under", "the", "sea", *old[1500:]]
    kept = " ".join(old)
    found = differences(" ".join(old), " ".join(new))
    assert [one.kind for one in found] == ["kept", "added", "kept"]
    assert " ".join(one.text for one in found if one.kind == "kept") == kept
    assert differences("a b", "a c") == [
        Part("kept", "a"),
        Part("removed", "b"),
        Part("added", "c"),
    ]


def test_a_long_paragraph_that_was_reworded_is_found_again() -> None:
    long = " ".join(f"word{place}" for place in range(2000))
    assert moved(["a", long, "b"], ["a", f"New. {long} End.", "b"]) == {1: 1, 2: 2, 3: 3}
    assert moved([long], [" ".join(f"other{place}" for place in range(2000))]) == {}
