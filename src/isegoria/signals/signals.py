"""Each early warning as a function of the history and the time; `signals` asks all of them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from fractions import Fraction

from isegoria.signals.texts import repeated
from isegoria.signals.values import (
    Contribution,
    Due,
    History,
    Kind,
    Objection,
    Signal,
    Thresholds,
    days,
)
from isegoria.terms import gettext_noop

__all__ = ["gini", "signals"]

_SUPPORT = {"support", "can_live_with"}
_ENOUGH_PEOPLE = 10  # under this a share of a person says nothing
_YEAR = timedelta(days=365)
_A_ROOM = 5  # people; under this there is no floor that one could keep from the others


def signals(history: History, now: datetime, thresholds: Thresholds | None = None) -> list[Signal]:
    """Return the early warnings that fire at this time."""
    return [signal for look in _LOOKS for signal in look(history, now, thresholds or Thresholds())]


def gini(amounts: Iterable[int]) -> Fraction:
    """Return how unequal amounts are: 0 where all are alike, near 1 where one has everything; 0 for
    none.
    """
    ordered = sorted(amounts)
    total, number = sum(ordered), len(ordered)
    if not total:
        return Fraction()
    weighted = sum(place * amount for place, amount in enumerate(ordered, 1))
    return Fraction(2 * weighted, number * total) - Fraction(number + 1, number)


def percent(share: Fraction) -> str:
    """Return a share in hundredths, with one decimal."""
    return f"{float(share * 100):.1f} %"


def _missing_voices(history: History, now: datetime, set_: Thresholds) -> Iterator[Signal]:
    here = Counter(history.participants.values())
    heard = {one.group for one in history.contributions}
    for group in history.affected:
        if here[group] < set_.voices:
            says = gettext_noop("{group} is affected; taking part: {number}.")
        elif group not in heard:
            says = gettext_noop(
                "{group} is affected; taking part: {number}, and none of them contributed to the"
                " discussion."
            )
        else:
            continue
        instead = gettext_noop(
            "Invite by name, and say in the invitation what is open and until when."
        )
        yield Signal(
            Kind.MISSING_VOICES,
            group,
            {"group": group, "number": here[group], "threshold": set_.voices},
            says,
            instead,
        )


def _dominance(history: History, now: datetime, set_: Thresholds) -> Iterator[Signal]:
    recent = _recent(history.contributions, now, set_)
    total = sum(one.words for one in recent) or 1
    looks: list[tuple[str, Callable[[Contribution], str], Fraction]] = [
        ("person", lambda one: one.person, set_.dominant_person),
        ("organisation", lambda one: one.organisation, set_.dominant_share),
        ("group", lambda one: one.group, set_.dominant_share),
    ]
    for what, key, limit in looks:
        words = Counter[str]()
        for one in recent:
            words[key(one)] += one.words
        named = [(who, number) for who, number in words.items() if who]
        if len(named) < (_ENOUGH_PEOPLE if what == "person" else 2):
            continue
        for who, number in named:
            share = Fraction(number, total)
            if share > limit:
                figures = {
                    "who": who,
                    "share": percent(share),
                    "limit": percent(limit),
                    "gini": f"{float(gini(words.values())):.2f}",
                }
                says = gettext_noop(
                    "{who} has {share} of the words of the last weeks (over {limit}; Gini {gini})."
                )
                yield Signal(
                    Kind.DOMINANCE,
                    who,
                    figures,
                    says,
                    gettext_noop("Ask others first, or give the floor by time used."),
                )


def _exhaustion(history: History, now: datetime, set_: Thresholds) -> Iterator[Signal]:
    last = _last_word(history.contributions)
    silent = [one for one in history.objections if _fell_silent(one, last, now, set_)]
    for one in silent:
        since = max(last.get(one.person, one.at), one.at)
        figures = {"who": one.person, "days": (now - since).days, "threshold": set_.silent_days}
        says = gettext_noop(
            "{who} objected, and has said nothing for {days} days; the objection is open."
        )
        yield Signal(
            Kind.EXHAUSTION,
            one.person,
            figures,
            says,
            gettext_noop("Ask them whether it still stands before anything is called."),
        )
    yield from _decay(history, now, set_)
    yield from _only_because_they_left(history, silent)


def _fell_silent(
    one: Objection, last: dict[str, datetime], now: datetime, set_: Thresholds
) -> bool:
    since = max(last.get(one.person, one.at), one.at)
    return one.closed_at is None and now - since > days(set_.silent_days)


def _decay(history: History, now: datetime, set_: Thresholds) -> Iterator[Signal]:
    """Yield groups whose activity has fallen: the last whole window against the best one before.

    Who is as quiet every year at this time is not giving up: a list that meets yearly falls silent
    after each meeting.
    """
    windows: dict[str, Counter[int]] = defaultdict(Counter)
    a_year_ago: Counter[str] = Counter()
    longer_here: set[str] = set()
    for one in history.contributions:
        windows[one.group][(now - one.at).days // set_.window_days] += 1
        before = now - _YEAR - one.at
        a_year_ago[one.group] += timedelta() <= before < days(set_.window_days)
        longer_here.update({one.group} if before >= days(set_.window_days) else ())
    for group, counts in windows.items():
        best = max((number for window, number in counts.items() if window > 0), default=0)
        fell = best >= _ENOUGH_PEOPLE and Fraction(counts[0], best) < set_.decay
        as_ever = group in longer_here and fell and Fraction(a_year_ago[group], best) < set_.decay
        if group and fell and not as_ever:
            figures = {"group": group, "now": counts[0], "best": best, "days": set_.window_days}
            says = gettext_noop(
                "{group} said {now} things in the last {days} days, and {best} in its best {days}"
                " days."
            )
            yield Signal(
                Kind.EXHAUSTION,
                group,
                figures,
                says,
                gettext_noop("Ask the group what keeps it away. Split the issue into parts."),
            )


def _only_because_they_left(history: History, silent: Sequence[Objection]) -> Iterator[Signal]:
    """Yield a call that passes only because those who objected no longer answer."""
    if not history.calls:
        return
    number = max(one.number for one in history.calls)
    answered = [one for one in history.positions if one.call == number]
    gone = {one.person for one in silent} - {one.person for one in answered}
    support = sum(one.value in _SUPPORT for one in answered)
    if not answered or not gone:
        return
    as_it_is, with_them = (
        Fraction(support, len(answered)),
        Fraction(support, len(answered) + len(gone)),
    )
    if as_it_is >= Fraction(2, 3) > with_them:
        figures = {"share": percent(as_it_is), "with_them": percent(with_them), "gone": len(gone)}
        says = gettext_noop(
            "The call has {share} support, and {with_them} if the {gone} counted who objected and"
            " no longer answer."
        )
        yield Signal(
            Kind.EXHAUSTION,
            "",
            figures,
            says,
            gettext_noop("Do not call it agreed before they were asked."),
        )


def _gridlock(history: History, now: datetime, set_: Thresholds) -> Iterator[Signal]:
    held: dict[str, dict[int, str]] = defaultdict(dict)
    for one in history.positions:
        held[one.person][one.call] = one.value
    calls = sorted({one.number for one in history.calls})[-set_.rounds :]
    staying = [person for person, values in held.items() if all(call in values for call in calls)]
    moved = [person for person in staying if len({held[person][call] for call in calls}) > 1]
    both_sides = {held[person][calls[-1]] in _SUPPORT for person in staying} if calls else set()
    if len(calls) == set_.rounds and staying and not moved and len(both_sides) > 1:
        figures = {"people": len(staying), "rounds": set_.rounds}
        says = gettext_noop("Over {rounds} calls none of {people} people moved.")
        yield Signal(
            Kind.GRIDLOCK,
            "",
            figures,
            says,
            gettext_noop("Split the question, ask a facilitator, or put options side by side."),
        )
    for objection in history.objections:
        if objection.closed_at is None and 1 + len(objection.again) >= set_.rounds:
            raised: dict[str, object] = {
                "who": objection.person,
                "times": 1 + len(objection.again),
                "threshold": set_.rounds,
            }
            says = gettext_noop(
                "{who} raised the same objection {times} times, and it was never closed."
            )
            yield Signal(
                Kind.GRIDLOCK,
                objection.person,
                raised,
                says,
                gettext_noop("Answer it with a reason, or say that it is out of scope."),
            )


def _filibuster(history: History, now: datetime, set_: Thresholds) -> Iterator[Signal]:
    recent = _recent(history.contributions, now, set_)
    total = sum(one.words for one in recent)
    texts: dict[str, list[str]] = defaultdict(list)
    words = Counter[str]()
    for one in sorted(recent, key=lambda one: one.at):
        words[one.person] += one.words
        texts[one.person].append(one.text)
    for person, number in words.items() if len(words) >= _A_ROOM else ():
        share = Fraction(number, total or 1)
        if (
            share < max(set_.filibuster_share, Fraction(3, len(words)))
            or (again := repeated(texts[person])) < set_.repetition
        ):
            continue
        figures = {
            "who": person,
            "share": percent(share),
            "again": percent(again),
            "times": len(texts[person]),
        }
        says = gettext_noop(
            "{who} has {share} of the words in {times} contributions; {again} of it was said by"
            " them before."
        )
        yield Signal(
            Kind.FILIBUSTER,
            person,
            figures,
            says,
            gettext_noop("Answer the point once, and give the floor by time used."),
        )


def _late_capture(history: History, now: datetime, set_: Thresholds) -> Iterator[Signal]:
    for call in history.calls:
        there = [one for one in history.joined if one.at <= call.at]
        late = [one for one in there if call.at - one.at <= days(set_.capture_days)]
        if (
            not late
            or len(late) == len(there)
            or Fraction(len(late), len(there)) < set_.capture_share
        ):
            continue
        named = Counter(one.organisation for one in late if one.organisation)
        organisation, number = named.most_common(1)[0] if named else ("", 0)
        if 2 * number > len(late) and number > 1:
            figures: dict[str, object] = {
                "late": len(late),
                "all": len(there),
                "organisation": organisation,
                "number": number,
                "call": call.number,
            }
            says = gettext_noop(
                "Before call {call} {late} of {all} joined within a month, {number} of them from"
                " {organisation}."
            )
            yield Signal(
                Kind.LATE_CAPTURE,
                organisation,
                figures,
                says,
                gettext_noop("Count by group, and one voice an organisation."),
            )


def _overdue(
    kind: Kind,
    of: Callable[[History], Sequence[Due]],
    grace: Callable[[Thresholds], int],
    says: str,
    instead: str,
) -> Callable[[History, datetime, Thresholds], Iterator[Signal]]:
    def look(history: History, now: datetime, set_: Thresholds) -> Iterator[Signal]:
        for one in of(history):
            late = (now - one.by).days - grace(set_)
            if one.done_at is None and now > one.by + days(grace(set_)):
                figures = {
                    "what": one.what,
                    "days": max(late, 1),
                    "since": f"{one.by:%Y-%m-%d}",
                    "threshold": grace(set_),
                }
                yield Signal(kind, one.what, figures, says, instead)

    return look


def _recent(said: Sequence[Contribution], now: datetime, set_: Thresholds) -> list[Contribution]:
    return [one for one in said if now - days(set_.window_days) < one.at <= now]


def _last_word(said: Sequence[Contribution]) -> dict[str, datetime]:
    last: dict[str, datetime] = {}
    for one in said:
        last[one.person] = max(last.get(one.person, one.at), one.at)
    return last


_LOOKS: tuple[Callable[[History, datetime, Thresholds], Iterator[Signal]], ...] = (
    _missing_voices,
    _dominance,
    _exhaustion,
    _gridlock,
    _filibuster,
    _late_capture,
    _overdue(
        Kind.CLOCK_OVERRUN,
        lambda history: history.clocks,
        lambda set_: 0,
        gettext_noop("“{what}” should have ended on {since}. It is {days} days late."),
        gettext_noop("End it, or make it longer where the rules allow that."),
    ),
    _overdue(
        Kind.UNANSWERED_QUESTIONS,
        lambda history: history.questions,
        lambda set_: set_.answer_days,
        gettext_noop(
            "“{what}” was asked on {since} and has no answer. The limit of {threshold} "
            "days passed {days} days ago."
        ),
        gettext_noop("Answer it, or say who will and when."),
    ),
    _overdue(
        Kind.REVIEW_DUE,
        lambda history: history.reviews,
        lambda set_: 0,
        gettext_noop("The review of {what} was due on {since}. It is {days} days late."),
        gettext_noop("Send the survey, and publish what comes of it."),
    ),
    _overdue(
        Kind.UNPUBLISHED_RECORDS,
        lambda history: history.records,
        lambda set_: set_.record_days,
        gettext_noop(
            "{what} of {since} has no published record. The limit of {threshold} days "
            "passed {days} days ago."
        ),
        gettext_noop("Publish what there is, and correct it later."),
    ),
)
