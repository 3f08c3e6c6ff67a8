"""From what readers of archives found to discussions: what was written, by whom, when, in reply to
what, in an order of its own.

What replies to something always stands after it, whatever the clocks of the senders said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from isegoria.readers.addresses import name_without_address, without_addresses
from isegoria.readers.github_archive import Thread
from isegoria.readers.mbox import Mail
from isegoria.readers.values import Notice, ReaderError

__all__ = ["DEEPEST", "Discussion", "Written", "from_issues", "from_mails", "is_credible"]

DEEPEST = 20
"""Replies further down stand beneath the last of so many levels, as on the pages."""

_EARLIEST = datetime(
    1971, 1, 1, tzinfo=UTC
)  # the first mail between machines; earlier is a clock that was never set
# what the reader calls a message that has no id; another file has one of that name too
_NO_ID = "@no-id"
_AHEAD = timedelta(days=2)  # a clock may be wrong, or in another time zone than it says


@dataclass(frozen=True, slots=True)
class Written:
    """Something that somebody wrote.

    `person` tells people apart (an address, an account) and is never shown; empty where nobody
    knows. `name` is empty where only an address is known. `parent` is the place, in the list, of
    what it replies to.
    """

    person: str
    name: str
    at: datetime
    text: str
    parent: int | None = None
    asks: bool = False
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Discussion:
    """One discussion of an archive.

    `mark` is its number there, such as #12; `closed_at` None where it was not closed.
    """

    title: str
    written: tuple[Written, ...]
    mark: str = ""
    labels: tuple[str, ...] = ()
    closed_at: datetime | None = None


def from_mails(
    files: Sequence[tuple[str, Sequence[Mail]]], title: str, now: datetime
) -> tuple[Discussion, list[tuple[str, Notice]]]:
    """Return the mails of all files as one discussion in threads; notices stand beside the name of
    their file.

    Raises:
        ReaderError: no message has a date that can be read.
    """
    notices: list[tuple[str, Notice]] = []
    mails = list(_once(files, notices))
    times = _times(mails, now, notices)
    parents = _parents([mail for _file, mail in mails])
    order = _in_order(times, parents)
    places = {old: new for new, old in enumerate(order)}
    beneath = _beneath(order, parents)
    written = []
    for old in order:
        parent = beneath[old]
        mail = mails[old][1]
        text = without_addresses(mail.text if parent is not None else _with_subject(mail))
        place = None if parent is None else places[parent]
        written.append(
            Written(_person(mail), name_without_address(mail.name), times[old], text, place)
        )
    return Discussion(title, tuple(written)), notices


def from_issues(threads: Sequence[Thread]) -> list[Discussion]:
    """Return each issue as a discussion: its own text is a question, and everything else replies to
    it.
    """
    return [
        Discussion(
            " ".join(without_addresses(one.title).split()) or f"#{one.number}",
            tuple(_of_thread(one)),
            f"#{one.number}",
            tuple(without_addresses(label) for label in one.labels),
            one.closed_at,
        )
        for one in threads
    ]


def is_credible(at: datetime, now: datetime) -> bool:
    """Return whether something can have been written at a time: there was mail then, and it is not
    in the future.
    """
    return _EARLIEST <= at <= now + _AHEAD


def _of_thread(thread: Thread) -> Iterable[Written]:
    for place, one in enumerate(thread.comments):
        asks = place == 0
        yield Written(
            f"github:{one.author.lower()}" if one.author else "",
            name_without_address(one.author),
            one.at,
            without_addresses(one.text).replace("\r\n", "\n").strip(),
            None if asks else 0,
            asks,
            thread.answered_at if asks else None,
        )


def _once(
    files: Sequence[tuple[str, Sequence[Mail]]], notices: list[tuple[str, Notice]]
) -> Iterable[tuple[str, Mail]]:
    """Yield every message once, also where files overlap."""
    seen: set[str] = set()
    for file, mails in files:
        for mail in mails:
            if mail.id in seen and not mail.id.endswith(_NO_ID):
                notices.append(
                    (
                        file,
                        Notice(
                            mail.number,
                            "this message stands in an earlier file as well; it is taken once",
                        ),
                    )
                )
                continue
            seen.add(mail.id)
            yield file, mail


def _times(
    mails: Sequence[tuple[str, Mail]], now: datetime, notices: list[tuple[str, Notice]]
) -> list[datetime]:
    """Return when each was written; one without a credible date is put to the one before it in the
    archive.
    """
    credible = [mail.at if mail.at and is_credible(mail.at, now) else None for _file, mail in mails]
    before = next((at for at in credible if at is not None), None)
    if before is None:
        raise ReaderError(
            "no message has a date that can be read; without one nothing can be put in order"
        )
    times = []
    for (file, mail), at in zip(mails, credible, strict=True):
        if at is None:
            said = f"{mail.at:%Y-%m-%d}" if mail.at else "none that can be read"
            notices.append(
                (
                    file,
                    Notice(
                        mail.number,
                        f"its date ({said}) cannot be right; it is put to {before:%Y-%m-%d}",
                    ),
                )
            )
        before = at or before
        times.append(before)
    return times


def _parents(mails: Sequence[Mail]) -> dict[int, int]:
    """Return what each replies to: the nearest message named in it that is there, or the first of
    its thread or subject.
    """
    by_id = {mail.id: place for place, mail in enumerate(mails)}
    first_of_thread: dict[str, int] = {}
    first_of_subject: dict[str, int] = {}
    parents: dict[int, int] = {}
    for place, mail in enumerate(mails):
        named = next((by_id[one] for one in mail.replies_to if one in by_id), None)
        beside = (
            first_of_thread.setdefault(mail.thread, place)
            if not mail.id.endswith(_NO_ID)
            else place
        )
        subject = first_of_subject.setdefault(mail.subject.casefold(), place)
        if named is not None:
            parents[place] = named
        elif beside != place:
            parents[place] = beside
        elif mail.is_reply and mail.subject and subject != place:
            parents[place] = subject
    return _without_circles(parents)


def _without_circles(parents: Mapping[int, int]) -> dict[int, int]:
    """Return the same with every circle opened at its last message: two messages can name each
    other.
    """
    opened: set[int] = set()
    looked_at: set[int] = set()
    for start in parents:
        way: dict[int, None] = {}
        place = start
        while place in parents and place not in looked_at and place not in way:
            way[place] = None
            place = parents[place]
        if place in way:  # the circle is what comes from there on
            on_the_way = list(way)
            opened.add(max(on_the_way[on_the_way.index(place) :]))
        looked_at.update(way)
    return {place: parent for place, parent in parents.items() if place not in opened}


def _beneath(order: Iterable[int], parents: Mapping[int, int]) -> dict[int, int | None]:
    """Return beneath what each is shown: what it replies to, or what that stands beneath where it
    is too deep.
    """
    beneath: dict[int, int | None] = {}
    depths: dict[int, int] = {}
    for place in order:  # what replies to something comes after it
        parent = parents.get(place)
        if parent is not None and depths[parent] >= DEEPEST - 1:
            parent = beneath[parent]
        beneath[place] = parent
        depths[place] = 0 if parent is None else depths[parent] + 1
    return beneath


def _in_order(times: Sequence[datetime], parents: Mapping[int, int]) -> list[int]:
    """Return the places by time, a reply never before what it replies to."""
    effective: dict[int, tuple[datetime, int]] = {}
    for place in range(len(times)):
        chain = [place]
        while chain[-1] not in effective and chain[-1] in parents:
            chain.append(parents[chain[-1]])
        for one in reversed(chain):
            above = effective.get(parents[one]) if one in parents else None
            effective.setdefault(
                one, (max(times[one], above[0]), above[1] + 1) if above else (times[one], 0)
            )
    return sorted(range(len(times)), key=lambda place: (*effective[place], place))


def _person(mail: Mail) -> str:
    return f"mail:{mail.address}" if mail.address else ""


def _with_subject(mail: Mail) -> str:
    return f"{mail.subject}\n\n{mail.text}".strip() if mail.subject else mail.text
