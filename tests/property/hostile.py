"""What reads the words of others, each as a function of a text, and the pieces of which hostile
texts are made.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import count

from isegoria.decisions.exact import fraction
from isegoria.readers.addresses import name_without_address, without_addresses
from isegoria.readers.archives import from_issues, from_mails
from isegoria.readers.captions import cuts_in, is_label
from isegoria.readers.documents import document_name, read_document
from isegoria.readers.events import count_words, events_in
from isegoria.readers.furniture import furniture_in
from isegoria.readers.github_archive import read_github_archive
from isegoria.readers.icalendar import Event, written
from isegoria.readers.mbox import own_words, read_mbox
from isegoria.readers.names.introductions import introductions, is_reported
from isegoria.readers.names.labels import best_match
from isegoria.readers.names.mentions import Mentions
from isegoria.readers.names.offices import office_in
from isegoria.readers.output import as_csv, as_json, as_table
from isegoria.readers.roster import read_roster
from isegoria.readers.speakers import cues
from isegoria.readers.speakers.relay import relay_in
from isegoria.readers.timed import is_timed, pieces_in
from isegoria.readers.transcript import read, read_minutes
from isegoria.readers.values import Person, ReaderError, Role
from isegoria.rules.language.durations import duration
from isegoria.rules.language.loading import Faults, read_model_file, read_yaml
from isegoria.server.texts.comparing import differences, paragraphs
from isegoria.server.texts.markdown import beginning, moved, paragraphs_of, rendered
from isegoria.server.texts.redlining import redlined
from isegoria.server.texts.typed import tidy
from isegoria.signals.texts import repeated

__all__ = ["READERS", "UNITS", "Read"]

Read = Callable[[str], object]
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
ROSTER = [
    Person("Ada Example", Role.MODERATOR, "civil_society"),
    Person("Bo Sample", Role.PANELLIST),
    Person("Cy Témoin"),
]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _refusing(read_: Read) -> Read:
    """Return the reader; that it refuses is an answer."""

    def refused(text: str) -> object:
        try:
            return read_(text)
        except (ReaderError, Faults):
            return None

    return refused


def _captions(before: str) -> Read:
    def whole(text: str) -> object:
        found = read(_bytes(before + text), ROSTER, ROSTER[1:])
        return as_csv(found), as_json(found), as_table(found)

    return _refusing(whole)


def _mail(before: str, after: str = "") -> Read:
    """Return the reader of mail with a text within a message, and what becomes of it on the
    record.
    """

    def whole(text: str) -> object:
        mails, _notices = read_mbox(_bytes(f"{before}{text}{after}"))
        return from_mails([("a.mbox", mails)], "Cables", NOW)

    return _refusing(whole)


def _minutes(text: str) -> object:
    return read_minutes(_bytes(f"# Cables\n\nAda: said so.\n\nBo: no.\n\n{text}"), ROSTER)


def _document(text: str) -> object:
    return read_document(_bytes(text)), document_name(text)


def _archive(text: str) -> object:
    return from_issues(read_github_archive(_bytes(text)))


def _on_record(text: str) -> str:
    """Return a text as the record can keep it: half of a pair has no UTF-8, and is refused at the
    door.
    """
    return text.encode("utf-8", "replace").decode()


def _calendar(text: str) -> bytes:
    text = _on_record(text)
    return written(text, [Event(text, NOW, text, text, text, text, text)], NOW)


def _phrases(text: str) -> object:
    mentions = Mentions(ROSTER)
    best_match(text, ROSTER)
    said = [
        mentions.called(text),
        mentions.thanked(text),
        list(mentions.quoted(text)),
        mentions.not_the_speaker(text),
    ]
    asked = [getattr(cues, name)(text) for name in cues.__all__ if name != "resumes"]
    return (
        said,
        asked,
        cues.resumes(text, text),
        relay_in(text),
        list(introductions(text)),
        is_reported(text),
        office_in(text),
    )


_times = count()


def _shown(text: str) -> object:
    """Show a text in each way; rendered texts are kept, so each time it is another one."""
    new = f"{_on_record(text)}\n\n{next(_times)}"
    return (
        rendered(new),
        beginning(new, 5),
        paragraphs_of(new),
        paragraphs(new, (), None),
        tidy(text),
    )


def _compared(text: str) -> object:
    other = f"b {text[::-1]}"
    before, after = paragraphs_of(text), paragraphs_of(other)
    return redlined(text, other), differences(text, other), moved(before, after)


def _rules(before: str, after: str = "") -> Read:
    return _refusing(
        lambda text: (
            read_yaml(before + text + after, "a.yaml"),
            read_model_file(before + text + after, "a.yaml"),
        )
    )


def _figures(text: str) -> None:
    for read_ in (duration, fraction):
        try:
            read_(text)
        except ValueError:
            continue


_HEAD = "From a Thu Jan  1 00:00:00 2026\n"
_REST = "\nDate: Thu, 1 Jan 2026 10:00:00 +0000\n\nNo.\n"
_CUE = "00:00:01.000 --> 00:00:02.000\n"

READERS: Mapping[str, Read] = {
    "captions": _captions(""),
    "captions with a turn": _captions(
        ">> ADA EXAMPLE: Thank you, Bo.\n\n>> So.\n\n>> BO SAMPLE: I said "
    ),
    "webvtt": _captions("WEBVTT\n\n"),
    "webvtt, a cue": _captions(f"WEBVTT\n\n{_CUE}"),
    "srt": _captions("1\n00:00:01,000 --> 00:00:02,000\nNo.\n\n"),
    "minutes": _refusing(_minutes),
    "minutes that are looked for": _captions("# Cables\n\nAda: said so.\n\nBo: no.\n\n"),
    "document": _refusing(_document),
    "roster": _refusing(lambda text: read_roster(_bytes(text))),
    "roster, rows": _refusing(lambda text: read_roster(_bytes(f"name,role\n{text}"))),
    "mbox": _mail(""),
    "mbox, a body": _mail(f"{_HEAD}From: a@b.example{_REST}"),
    "mbox, a head": _mail(f"{_HEAD}X: ", _REST),
    "mbox, heads": _mail(f"{_HEAD}X: 1\n", _REST),
    "mbox, from": _mail(f"{_HEAD}From: ", _REST),
    "mbox, subject": _mail(f"{_HEAD}Subject: ", _REST),
    "mbox, date": _mail(f"{_HEAD}Date: ", _REST),
    "mbox, references": _mail(f"{_HEAD}References: ", _REST),
    "mbox, a type": _mail(f"{_HEAD}Content-Type: text/plain; ", _REST),
    "mbox, a charset": _mail(f"{_HEAD}Content-Type: text/plain; charset=", _REST),
    "mbox, an encoding": _mail(f"{_HEAD}Content-Transfer-Encoding: base64{_REST}"),
    "mbox, quoted": _mail(f"{_HEAD}Content-Transfer-Encoding: quoted-printable{_REST}"),
    "mbox, uuencoded": _mail(f"{_HEAD}Content-Transfer-Encoding: x-uuencode{_REST}begin 644 a\n"),
    "mbox, many parts": _mail(f"{_HEAD}Content-Type: multipart/mixed; boundary=a{_REST}--a\n\n"),
    "mbox, a page": _mail(f"{_HEAD}Content-Type: text/html{_REST}<p>"),
    "own words": own_words,
    "archive of issues": _refusing(_archive),
    "archive of issues, within": _refusing(lambda text: _archive('{"issues": ' + text)),
    "addresses": lambda text: (without_addresses(text), name_without_address(text)),
    "events": lambda text: (events_in(text), count_words(text)),
    "furniture": furniture_in,
    "cuts": lambda text: (cuts_in(text), is_label(text), is_timed(text), pieces_in(text)),
    "phrases": _phrases,
    "calendar": _calendar,
    "pages": _shown,
    "comparison": _compared,
    "shingles": lambda text: repeated([text, text]),
    "rules": _rules(""),
    "rules, a value": _rules("id: "),
    "rules, a list": _rules("groups: [", "]"),
    "figures": _figures,
}

UNITS = [
    "a: b\r\n",
    "Ann: so\r\nBo: no\r\n",
    "\r\n",
    "\n",
    "\r",
    "\t",
    " ",
    "\xa0",
    "\f",
    "\v",
    "\x1c",
    "\0",
    "\u2028",
    "a",
    "A",
    "é",
    "é",
    "1",
    "-",
    "--",
    "=",
    "_",
    "*",
    "**",
    "`",
    "```",
    "~",
    "#",
    "# ",
    "> ",
    ">",
    ">>",
    ">> ",
    "<",
    "<a",
    "<!",
    "<!--",
    "</",
    "<v ",
    "<v A>",
    "<p>",
    "<a b=",
    "<blockquote>",
    "&",
    "&amp",
    "&gt;",
    "[",
    "]",
    "[]",
    "![",
    "](",
    "[a](",
    "[a",
    "(",
    ")",
    "((",
    "(a",
    "{",
    "}",
    '"',
    "'",
    "\\",
    "|",
    "/",
    ":",
    ": ",
    "::",
    ";",
    "; a",
    ",",
    ".",
    "?",
    "!",
    "@",
    "a@",
    "a.",
    "a@a.",
    "%",
    "=?",
    "?=",
    "=?utf-8?q?",
    "=?u?q? ",
    "=?utf-8?b?",
    "=C3",
    "www.",
    "http://",
    "mailto:",
    "\n\n",
    "\n\n\n",
    "\n \n",
    "a\n",
    "a\n\n",
    "a \n",
    "\na",
    "\n- ",
    "\n  - ",
    "\n> ",
    "\n>> ",
    "\n    ",
    "\n# a",
    "\n\n# a\n\n",
    "\na: ",
    "\nA: a",
    "\nA: a\r",
    "\na: b\r\n",
    "\n\nA: a",
    "A: ",
    "A B: ",
    "SPEAKER_1: ",
    "\n>> ADA: a",
    "\n>> A B: a",
    "\n\nADA: a",
    "\n\nAda: a",
    "\n\nAda says a",
    "\n* **Ada**: ",
    "\nAda Example: a b",
    "From ",
    "From 1111",
    "1111 ",
    "\n\nFrom a 2026\n",
    "\n\nFrom a 2026\nX: ",
    "\n====",
    "\n" + "=" * 60 + "\nX:",
    "Re: ",
    "re[1]: ",
    "[a] ",
    "<a@b> ",
    " at ",
    "a at b ",
    " (at) ",
    "wrote:",
    "\nwrote:\n",
    ",\n",
    ">\n",
    "00:00:01.000 --> ",
    "\n00:00:01.000 --> 00:00:02.000\na\n",
    "\n1\n00:00:01,000 --> 00:00:02,000\n",
    "-->",
    "\n-->",
    "\n-->\n",
    "NOTE\n\n",
    "\nNOTE a\n\n",
    "12:00 ",
    "1/",
    "1-1-",
    "2026-01-01 ",
    "\n2026",
    "page 1\n",
    "\npage ",
    "\n1 | page",
    "1 January 2026",
    "January 1 ",
    "[Page 1]\n",
    "\n[Page 1]\n\f",
    "Note: ",
    "\nNote: The following is the output",
    "The following is the output",
    "(applause)",
    "(Video) ",
    "(video",
    "[lost",
    "(lost audio)\n\n>> -- a\n\n",
    "\n\n>> (Video)",
    "\n\n>> As I said before, no.",
    "my name is ",
    "My name is Ada ",
    "I am ",
    "I am A ",
    "A A",
    "Ada ",
    "ada.",
    "Mr. ",
    "said ",
    "Ada said ",
    "thank you, ",
    "Thank you, Ada. ",
    "thanks ",
    "question from ",
    "it is from a. The question is, ",
    "the question is ",
    "quote ",
    "online ",
    "question ",
    "I am also ",
    "present myself ",
    "as I have ",
    "the floor to ",
    "{a: ",
    "[[",
    "- ",
    "- - ",
    "? ",
    "&a ",
    "*a ",
    "&a [*a,*a]\n- ",
    "\na: &a [*a, *a]",
    "!!",
    "!a ",
    "| ",
    "|\n ",
    "a: b: ",
    "{}",
    '{"a":',
    "[{",
    "[0,",
    "1e9",
    "0.",
    "1 day",
    "1 / ",
    "%\n",
    "---\n",
    "\n--a\n\n",
    "\n--a\nContent-Type: multipart/mixed; boundary=a\n\n",
    "\nContent-Type: multipart/mixed; boundary=a\n\n--a",
    "Content-Type: message/rfc822\n\n",
    "boundary=",
    "*0=a; ",
    '; "',
    '\\"',
    "\ud800",
    "𝐀",
    "\u202e",
    "ß",
    "İ",
    "a b ",
    "a,b\n",
    '"a\n',
    "a;b;",
    "<script>",
    "</script>",
    "<style>",
    "&#",
    "&#x",
    "<!a",
    "<?",
    "<![",
    "<a/",
    "<a b='",
    "</a ",
    "\\(",
    "|-|-|\n|a|",
    "\n|",
    "|a",
    "\n[a]: b",
    "[a]: ",
    "http://a.b/",
    "<http://a",
    "1. ",
    "\n1. ",
    "  \n",
    "***a ",
    "_a ",
    "**a*",
    "`a``",
]
