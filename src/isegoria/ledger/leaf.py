"""The bytes of one act that the log hashes, and the commitments to what can be erased. They name
nobody.

A commitment is SHA-256("record/field/v1\\n" + field + "\\n" + salt + content). The salt is twice as
long as the digest, so that once salt and content are deleted every other content fits as well:
nothing can be learnt from what stays.
"""

import hashlib
import hmac
import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

__all__ = [
    "MAX_LEAF_BYTES",
    "SALT_BYTES",
    "Leaf",
    "commitment",
    "leaf_bytes",
    "leaf_hash",
    "opens",
    "packed",
    "unpacked",
]

SALT_BYTES = 64
MAX_LEAF_BYTES = 65_535  # c2sp.org/tlog-tiles: an entry's length is a uint16
_FIELD = re.compile(r"[a-z][a-z_]*")
_DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True)
class Leaf:
    """What of an act stays for ever.

    `result` is about the item, never about a person; JSON values without floats.
    """

    kind: str
    kind_version: int
    place: str
    role: str
    at: datetime
    refs: Sequence[int]
    commitments: Mapping[str, bytes]
    result: Mapping[str, object]


def commitment(field: str, salt: bytes, content: bytes) -> bytes:
    """Return the 32 bytes that commit to the content of a field without telling it.

    Raises:
        ValueError: the salt has not `SALT_BYTES`, or the field is not a lower-case word.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, this one has {len(salt)}")
    if not _FIELD.fullmatch(field):
        raise ValueError(f"a field is a lower-case word, not {field!r}")
    return hashlib.sha256(b"record/field/v1\n" + field.encode() + b"\n" + salt + content).digest()


def opens(committed: bytes, field: str, salt: bytes, content: bytes) -> bool:
    """Return whether salt and content are what was committed to."""
    return hmac.compare_digest(committed, commitment(field, salt, content))


def packed(commitments: Mapping[str, bytes]) -> bytes:
    """Return commitments as they are kept: each field, a colon and its 32 bytes, in their order.

    Raises:
        ValueError: a commitment has not 32 bytes, or a field is not a lower-case word.
    """
    for field, value in commitments.items():
        if len(value) != _DIGEST_BYTES or not _FIELD.fullmatch(field):
            raise ValueError(f"a commitment is a word and {_DIGEST_BYTES} bytes, not {field!r}")
    return b"".join(field.encode() + b":" + value for field, value in commitments.items())


def unpacked(kept: bytes) -> dict[str, bytes]:
    """Return the commitments that `packed` has written.

    Raises:
        ValueError: they were cut or altered so that fields cannot be told from digests.
    """
    found: dict[str, bytes] = {}
    place = 0
    while place < len(kept):
        end = kept.find(b":", place)
        if end < 0:
            break
        found[kept[place:end].decode()] = kept[end + 1 : end + 1 + _DIGEST_BYTES]
        place = end + 1 + _DIGEST_BYTES
    if packed(found) != kept:
        raise ValueError("commitments are words and digests, each word once")
    return found


def leaf_hash(leaf: bytes) -> bytes:
    """Return the 32 bytes that stand for a leaf in a Merkle tree (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def leaf_bytes(leaf: Leaf) -> bytes:
    """Return canonical JSON: sorted keys, no spaces, UTF-8, time cut to the minute in UTC.

    Raises:
        ValueError: the time has no zone, the result holds a float, or the leaf is longer than
        `MAX_LEAF_BYTES`.
    """
    if leaf.at.utcoffset() is None:
        raise ValueError("the time of a leaf has a zone")
    _refuse_floats(leaf.result)
    fields: dict[str, object] = {
        "com": {field: b64encode(value).decode() for field, value in leaf.commitments.items()},
        "kind": leaf.kind,
        "kv": leaf.kind_version,
        "place": leaf.place,
        "re": list(leaf.refs),
        "role": leaf.role,
        "t": leaf.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ"),
        "v": 1,
    }
    if leaf.result:
        fields["res"] = leaf.result
    written = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    if len(written) > MAX_LEAF_BYTES:
        raise ValueError(
            f"a leaf has at most {MAX_LEAF_BYTES:,} bytes, this one has {len(written):,}; long"
            f" content is committed to"
        )
    return written


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise ValueError(f"a result counts in integers, not {value!r}")
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            _refuse_floats(part)
