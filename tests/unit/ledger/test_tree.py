import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isegoria.ledger.tree import Checkpoint, Tree

LEAVES = [hashlib.sha256(b"%d" % number).digest() for number in range(40)]


def of(leaves: list[bytes]) -> bytes:
    tree = Tree()
    for one in leaves:
        tree.add(one)
    return tree.root()


def defined(leaves: list[bytes]) -> bytes:
    """Return the root as RFC 6962, 2.1 defines it: split at the largest power of two below."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + defined(leaves[:half]) + defined(leaves[half:])).digest()


@pytest.mark.parametrize("size", range(40))
def test_the_root_is_that_of_the_standard(size: int) -> None:
    assert of(LEAVES[:size]) == defined(LEAVES[:size])


def test_a_root_that_others_have_computed() -> None:
    """The test vector of Certificate Transparency: eight leaves, d(0) to d(7)."""
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
    inputs.append("606162636465666768696a6b6c6d6e6f")
    leaves = [hashlib.sha256(b"\x00" + bytes.fromhex(one)).digest() for one in inputs]
    assert of(leaves).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@given(st.integers(1, 40), st.data())
def test_a_leaf_that_is_altered_swapped_or_missing_changes_the_root(
    size: int, data: st.DataObject
) -> None:
    leaves = LEAVES[:size]
    place = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1))
    swapped = list(leaves)
    swapped[place], swapped[other] = swapped[other], swapped[place]
    assert (of(swapped) == of(leaves)) is (place == other)
    assert of([*leaves[:place], b"x" * 32, *leaves[place + 1 :]]) != of(leaves)
    assert of(leaves[:place] + leaves[place + 1 :]) != of(leaves)


def test_a_checkpoint_is_read_as_it_was_written() -> None:
    tree = Tree()
    tree.add(LEAVES[0])
    assert Checkpoint.read(f"{tree.checkpoint}\n") == tree.checkpoint == (1, LEAVES[0])


@pytest.mark.parametrize("written", ["", "7", "7 eA==", "x eA==", "-1 eA==", "7 no base64", "²  "])
def test_what_is_no_checkpoint_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        Checkpoint.read(written)
