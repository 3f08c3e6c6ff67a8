"""From mailing-list archives (mbox, Pipermail, LISTSERV) to messages: who, when, in which thread,
and their own words.
"""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from html.parser import HTMLParser
from itertools import accumulate

from isegoria.readers.mail_heads import decoded, parsed, sender, text_of, written_at
from isegoria.readers.values import Notice, ReaderError

__all__ = ["Mail", "own_words", "read_mbox"]

_FROM = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From (?=[^\n]*\d{4})[^\n]*+\n(?=[\w-]++:)")
_LISTSERV = re.compile(rb"(?:\A|(?<=\n))={60,}+\r?\n(?=[\w-]++:)")
_HEAD = re.compile(rb"([\w-]++):")
_SAYS_WHO_OR_WHEN = frozenset([b"from", b"date", b"subject"])
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_REPLY = re.compile(
    r"^(?:\s*(?:re|aw|fw|fwd|sv|antw)(?:\[\d+\])?\s*:|\s*\[[^\]]{1,40}\])+\s*", re.IGNORECASE
)
_ID = re.compile(r"<([^<>\s]+)>")
_WROTE = re.compile(r"^.{0,200}\b(?:wrote|writes|schrieb|a écrit)\s*:\s*$", re.IGNORECASE)
_QUOTE = re.compile(r"^\s{0,3}(?:>|\|)")
_RULE = re.compile(r"^_{20,}\s*$")
_MARKUP = re.compile(r"<[^<>]*+>")
_FOOTER = 400  # characters
_ORIGINAL = re.compile(r"^\s*-{2,}\s*(?:Original Message|Forwarded message).*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mail:
    """One message. `at` is None where its date cannot be read; `text` are its own words, without
    what it quotes.

    `replies_to` are the ids that its headers name, the nearest first; `is_reply` says that its
    subject calls it an answer.
    """

    number: int
    id: str
    address: str
    name: str
    at: datetime | None
    subject: str
    thread: str
    text: str
    replies_to: tuple[str, ...] = ()
    is_reply: bool = False


def read_mbox(data: bytes) -> tuple[list[Mail], list[Notice]]:
    """Read an archive; messages that stand in it twice are taken once. Notices count messages, not
    lines.

    Raises:
        ReaderError: there is no message in it; the error says what would be right.
    """
    mails: list[Mail] = []
    notices: list[Notice] = []
    threads: dict[str, str] = {}
    seen: set[str] = set()
    for number, part in enumerate(_messages(data), 1):
        message, whole = parsed(_ESCAPED.sub(rb"\1", part))
        if _by_a_machine(message):
            notices.append(
                Notice(
                    number, "a mail server or an absent person’s machine wrote this; it is left out"
                )
            )
            continue
        found = _mail(number, message, threads)
        if found.id in seen:
            notices.append(
                Notice(number, "this message stands in the archive twice; it is taken once")
            )
            continue
        seen.add(found.id)
        if found.at is None:
            notices.append(
                Notice(number, "the date cannot be read; the message is kept without one")
            )
        if not whole:
            notices.append(
                Notice(
                    number,
                    "too many parts stand in each other; the message is kept without its text",
                )
            )
        if not found.address:
            notices.append(Notice(number, "the sender cannot be read"))
        mails.append(found)
    if not mails:
        raise ReaderError(
            "no message was found: an mbox has lines that begin with “From ” and a year, LISTSERV"
            " has lines of “=”"
        )
    return mails, notices


def own_words(text: str) -> str:
    """Return a message without what it quotes and who wrote that, without the signature and what
    the list adds.
    """
    kept: list[str] = []
    lines = text.replace("\r\n", "\n").split("\n")
    foot = _foot(lines)
    for place, line in enumerate(lines):
        if line.rstrip(" ") == "--" or _ORIGINAL.match(line) or place == foot:
            break
        if _QUOTE.match(line) or _WROTE.match(line):
            continue
        following = lines[place + 1] if place + 1 < len(lines) else ""
        if line.rstrip().endswith((",", ">")) and _WROTE.match(
            f"{line.strip()} {following.strip()}"
        ):
            continue
        kept.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _foot(lines: Sequence[str]) -> int | None:
    """Return where what the list puts below every message begins: a rule, and a few lines with an
    address.
    """
    below = [0, *accumulate(map(len, reversed(lines)))][
        -2::-1
    ]  # characters in the lines below each
    last = max(
        (place for place, line in enumerate(lines) if "://" in line or "@" in line), default=0
    )
    rules = (place for place in range(last) if below[place] < _FOOTER and _RULE.match(lines[place]))
    return next(rules, None)


def _messages(data: bytes) -> Iterator[bytes]:
    separator = _FROM if _FROM.search(data) else _LISTSERV
    found = list(separator.finditer(data))
    if not found and _begins_with_heads(data):  # one message by itself
        yield data
    ends = [one.start() for one in found[1:]] + [len(data)]
    yield from (data[one.end() : end] for one, end in zip(found, ends, strict=False))


def _begins_with_heads(data: bytes) -> bool:
    """Return whether the first lines are heads of a mail, and one says who wrote it, when, or about
    what.
    """
    begun = False
    for line in io.BytesIO(data):
        if begun and line[:1] in {b" ", b"\t"}:
            continue
        head = _HEAD.match(line)
        if head is None:
            return False
        if head[1].lower() in _SAYS_WHO_OR_WHEN:
            return True
        begun = True
    return False


def _mail(number: int, message: Message, threads: dict[str, str]) -> Mail:
    name, address = sender(decoded(message.get("From", "")))
    written = " ".join(decoded(message.get("Subject", "")).split())
    prefix = _REPLY.match(written)
    subject = written[prefix.end() :] if prefix else written
    own = (_ID.findall(str(message.get("Message-ID", ""))) or [f"{number}@no-id"])[0]
    earlier = _ID.findall(f"{message.get('References', '')} {message.get('In-Reply-To', '')}")
    direct = _ID.findall(str(message.get("In-Reply-To", "")))[
        :1
    ]  # some senders list a whole thread there
    nearest = tuple(dict.fromkeys(one for one in (*direct, *reversed(earlier)) if one != own))
    answers = prefix is not None and ":" in prefix[0]
    root = next((threads[one] for one in earlier if one in threads), earlier[0] if earlier else own)
    threads[own] = root
    words = own_words(_body(message))
    return Mail(
        number,
        own,
        address.lower(),
        name or address,
        written_at(message),
        subject,
        root,
        words,
        nearest,
        answers,
    )


def _by_a_machine(message: Message) -> bool:
    """Return whether this is a bounce, or the answer of a machine in somebody's absence: nobody
    contributed it.
    """
    sender = str(message.get("From", "")).lower()
    absent = str(message.get("Auto-Submitted", "")).lower().startswith("auto-replied")
    return absent or message.get_content_type() == "multipart/report" or "mailer-daemon@" in sender


def _body(message: Message) -> str:
    html = ""
    for part in message.walk():
        kind = part.get_content_type()
        if part.is_multipart() or kind not in {"text/plain", "text/html"} or part.get_filename():
            continue
        content = part.get_payload(decode=True)
        text = text_of(content, part.get_content_charset()) if isinstance(content, bytes) else ""
        if kind == "text/plain":
            return text
        html = html or text
    return _Words.of(html) if html else ""


class _Words(HTMLParser):
    """The words of a page, without markup, styles and scripts; quotes in `blockquote` are left
    out.
    """

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._inside: list[str] = []

    @classmethod
    def of(cls, html: str) -> str:
        """Return the words of a page."""
        reader = cls()
        try:
            reader.feed(html)
        except (
            AssertionError,
            ValueError,
        ):  # a declaration that the library does not know, or a number without end
            return _MARKUP.sub(" ", html)
        return "".join(reader.words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a paragraph, or what is left out."""
        if tag in {"script", "style", "blockquote", "head"}:
            self._inside.append(tag)
        elif tag in {"p", "br", "div", "li", "tr"}:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End what is left out."""
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        """Keep words that are not left out."""
        if not self._inside:
            self.words.append(data)
