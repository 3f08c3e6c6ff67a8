"""From the bytes of one message to its head: decoded, and never longer than the library reads in
time that grows with the mail.

The library's own parser takes time by the square of a long head, calls itself for each bracket, and
looks at each line as often as parts stand in each other. Hostile mail is cut to what mail needs;
what is cut is told.
"""

import codecs
import email
import email.errors
import email.header
import email.parser
import email.policy
import email.utils
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import Message

__all__ = ["decoded", "parsed", "sender", "text_of", "written_at"]

_LONGEST = 2000  # characters of a head that are looked at
_IDS = 50_000  # of the ids of a thread, which are only searched
_WITH_IDS = frozenset(["references", "in-reply-to"])
_PARTS = 50  # that hold other parts, in one message
_HOLDER = re.compile(rb"^content-type:\s*+(?:multipart|message)/", re.MULTILINE | re.IGNORECASE)
_DEEPEST = 20  # brackets and groups that a sender opens; the library calls itself for each of them
# Codecs that are no charset of mail: some take time by the square of the length, some warn.
_NO_CHARSETS = frozenset(["idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"])


class _Short(email.policy.Compat32):
    """Heads as they are written, without what is longer than any mail needs."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Return the name and the value of a head, cut to its longest."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[: _IDS if name.lower() in _WITH_IDS else _LONGEST]


_POLICY = _Short()


def parsed(data: bytes) -> tuple[Message, bool]:
    """Return a message, and whether its parts were read too; not where too many stand in each
    other.
    """
    whole = len(_HOLDER.findall(data)) <= _PARTS
    if not whole:
        return email.parser.BytesHeaderParser(policy=_POLICY).parsebytes(data), False
    return email.message_from_bytes(data, policy=_POLICY), True


def sender(written: str) -> tuple[str, str]:
    """Return the name and the address of a sender; the address is empty where it cannot be read."""
    if written.count("(") + written.count(":") > _DEEPEST:
        return "", ""
    name, address = email.utils.parseaddr(written)
    if "@" in address:
        return name.strip(), address
    found = re.match(r"\s*(\S+) at (\S+)\s*(?:\((.*)\))?", written)  # as Pipermail hides addresses
    return (found[3] or "", f"{found[1]}@{found[2]}") if found else (written.strip(), "")


def decoded(written: object) -> str:
    """Return a head with its encoded words in letters; as it is written where that cannot be
    done.
    """
    parts: Sequence[tuple[bytes | str, str | None]]
    try:
        parts = email.header.decode_header(str(written)[:_LONGEST])
    except (email.errors.HeaderParseError, ValueError):
        return str(written)
    return "".join(
        text_of(part, charset) if isinstance(part, bytes) else part for part, charset in parts
    )


def text_of(content: bytes, charset: str | None) -> str:
    """Return bytes as text; in the charset that is named, or the likeliest one."""
    for name in (charset, "utf-8", "cp1252"):
        try:
            codec = codecs.lookup(name or "ascii")
            if codec.name not in _NO_CHARSETS:
                return content.decode(codec.name)
        except (LookupError, ValueError):  # no such charset, or a name that can be none
            continue
    return content.decode("latin-1")


def written_at(message: Message) -> datetime | None:
    """Return when a message says that it was written; None where that cannot be read."""
    try:
        at = email.utils.parsedate_to_datetime(str(message.get("Date", "")))
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
