from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isegoria.ledger.leaf import Leaf, commitment, leaf_bytes, opens

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
