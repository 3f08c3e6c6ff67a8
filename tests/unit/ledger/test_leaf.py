from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isegoria.ledger.leaf import Leaf, commitment, leaf_bytes, leaf_hash, opens, packed, unpacked

AT = datetime(2026, 11, 23, 17, 44, 31, tzinfo=UTC)
SALT = bytes(range(64))


def leaf(**changes: object) -> Leaf:
    fields: dict[str, object] = {
        "kind": "turn.settle",
        "kind_version": 1,
        "place": "session-7/turn-12",
        "role": "participant",
        "at": AT,
        "refs": [4711],
        "commitments": {"who": b"\x01" * 32},
        "result": {},
    }
    return Leaf(**{**fields, **changes})  # type: ignore[arg-type]


def test_the_bytes_are_canonical() -> None:
    assert leaf_bytes(leaf()) == (
        b'{"com":{"who":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="},"kind":"turn.settle","kv":1,'
        b'"place":"session-7/turn-12","re":[4711],"role":"participant","t":"2026-11-23T17:44Z","v":1}'
    )


def test_time_is_utc_to_the_minute() -> None:
    abroad = AT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert leaf_bytes(leaf(at=abroad)) == leaf_bytes(leaf())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"at": AT.replace(tzinfo=None)}, "zone", id="a time without a zone"),
        pytest.param({"result": {"share": [0.5]}}, "integers", id="a float that decides"),
        pytest.param(
            {"result": {"text": "x" * 70_000}}, "committed to", id="more than an entry holds"
        ),
    ],
)
def test_a_leaf_that_cannot_be_kept_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        leaf_bytes(leaf(**changes))


def test_a_salt_of_another_length_or_a_strange_field_is_refused() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        commitment("who", b"short", b"")
    with pytest.raises(ValueError, match="lower-case"):
        commitment("who\n", SALT, b"")


@given(
    st.binary(min_size=1, max_size=60),
    st.integers(min_value=0),
    st.integers(min_value=1, max_value=255),
)
def test_any_altered_byte_is_noticed(content: bytes, place: int, change: int) -> None:
    altered = bytearray(content)
    altered[place % len(content)] ^= change
    committed = commitment("text", SALT, content)
    assert opens(committed, "text", SALT, content)
    assert not opens(committed, "text", SALT, bytes(altered))
    assert not opens(committed, "who", SALT, content)


@given(
    st.dictionaries(
        st.from_regex(r"[a-z][a-z_]*", fullmatch=True), st.binary(min_size=32, max_size=32)
    )
)
def test_commitments_come_back_in_their_order(commitments: dict[str, bytes]) -> None:
    assert list(unpacked(packed(commitments)).items()) == list(commitments.items())


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param(b"who:" + b"x" * 31, id="a digest that was cut"),
        pytest.param(b"who:" + b"x" * 33, id="a byte too many"),
        pytest.param(b"Who:" + b"x" * 32, id="no lower-case word"),
        pytest.param(b"w:" + b"x" * 32 + b"w:" + b"y" * 32, id="a word twice"),
        pytest.param(b"x" * 40, id="no word at all"),
    ],
)
def test_commitments_that_were_altered_are_not_read(kept: bytes) -> None:
    with pytest.raises(ValueError, match="commitment"):
        unpacked(kept)


def test_a_commitment_of_another_length_is_not_kept() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        packed({"who": b"short"})


def test_the_hash_of_a_leaf_is_that_of_rfc_6962() -> None:
    empty = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert leaf_hash(b"").hex() == empty
