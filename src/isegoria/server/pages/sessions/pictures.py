"""The figures of a balance as rows of a table with the geometry of the picture beside it, and as
plain sentences.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from isegoria.floor.balance import UNKNOWN, UNSTATED, Balance, Shares
from isegoria.server.sessions.models import CHANNELS, ROLES, Session

__all__ = ["Bar", "Curve", "Row", "Table", "curves", "rows_of", "sentences", "tables"]

WIDTH = 1000  # units of the picture; the page scales it
HEIGHT = 100
# colours in the style sheet; the ninth row has the colour of the first again, and its place tells
# them apart
SHADES = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of the table and one bar of the picture.

    `seconds_share` is None where the source has no times.
    """

    name: str
    share: Fraction
    seconds_share: Fraction | None
    turns: int | None
    x: float
    width: float
    shade: int


@dataclass(frozen=True, slots=True)
class Table:
    """The shares by one thing: its key in addresses and files, its title, and its rows, the largest
    first.
    """

    key: str
    title: str
    bars: list[Bar]


def tables(found: Balance) -> list[Table]:
    """Return the shares by group, role, channel and person."""
    names = {UNKNOWN: _("not known who"), UNSTATED: _("group unstated")}
    roles = {role: str(name) for role, name in ROLES.items()}
    channels = {channel: str(name) for channel, name in CHANNELS.items()}
    return [
        Table(
            "group",
            _("Stakeholder groups"),
            _bars(found, "by_group", {**names, UNKNOWN: _("speaker not known")}),
        ),
        Table("role", _("Roles"), _bars(found, "by_role", roles)),
        Table("channel", _("Room and remote"), _bars(found, "by_channel", channels)),
        Table(
            "person",
            _("Speakers"),
            _bars(found, "by_person", {UNKNOWN: _("not known who")}, found.turns_of),
        ),
    ]


def _bars(
    found: Balance, by: str, names: Mapping[str, str], turns: Mapping[str, int] | None = None
) -> list[Bar]:
    shares: dict[str, Fraction] = getattr(found.of_words, by)
    seconds: Mapping[str, Fraction] | None = (
        getattr(found.of_seconds, by) if found.of_seconds else None
    )
    bars, x = [], Fraction()
    for index, (name, share) in enumerate(shares.items()):
        timed = None if seconds is None else seconds.get(name, Fraction())
        count = None if turns is None else turns.get(name)
        bars.append(
            Bar(
                names.get(name, name),
                share,
                timed,
                count,
                _units(x),
                _units(share),
                index % SHADES + 1,
            )
        )
        x += share
    return bars


def _units(share: Fraction) -> float:
    return round(float(WIDTH * share), 2)


def sentences(found: Balance) -> list[str]:
    """Say in words what stands out: who is missing, how remote participants fared, what is not
    known.
    """
    if not found.words:
        return [_("Nobody said a word in this session.")]
    return [
        *_missing(found),
        _remote(found.of_words),
        *_questions(found),
        *_not_known(found.of_words),
    ]


def _missing(found: Balance) -> list[str]:
    silent = found.silent_groups
    if silent:
        listed = _(" or ").join([", ".join(silent[:-1]), silent[-1]] if len(silent) > 1 else silent)
        return [_("No one from %(groups)s spoke.") % {"groups": listed}]
    return [_("Every stakeholder group of the forum spoke.")] if found.of_words.by_group else []


def _remote(shares: Shares) -> str:
    remote = shares.by_channel.get("remote", Fraction()) + shares.by_channel.get(
        "remote_relayed", Fraction()
    )
    if not remote:
        return _("Remote participants had none of the words.")
    return _("Remote participants had %(percent)s %% of the words.") % {"percent": _percent(remote)}


def _questions(found: Balance) -> list[str]:
    asked = found.questions
    said = []
    if asked.room:
        text = ngettext(
            "The floor asked %(asked)d question; %(answered)d was answered.",
            "The floor asked %(asked)d questions; %(answered)d were answered.",
            asked.room,
        )
        said.append(text % {"asked": asked.room, "answered": asked.room_answered})
    if asked.remote:
        text = ngettext(
            "Remote participants asked %(asked)d question; %(answered)d was answered.",
            "Remote participants asked %(asked)d questions; %(answered)d were answered.",
            asked.remote,
        )
        said.append(text % {"asked": asked.remote, "answered": asked.remote_answered})
    return said or [_("No question came from the floor or from remote participants.")]


def _not_known(shares: Shares) -> list[str]:
    said = []
    if unstated := shares.by_group.get(UNSTATED):
        said.append(
            _("Speakers of %(percent)s %% of the words stated no group.")
            % {"percent": _percent(unstated)}
        )
    if unknown := shares.by_person.get(UNKNOWN):
        said.append(
            _("Of %(percent)s %% of the words it is not known who spoke them.")
            % {"percent": _percent(unknown)}
        )
    return said


def _percent(share: Fraction) -> str:
    return number_format(round(float(100 * share), 1), decimal_pos=1)


@dataclass(frozen=True, slots=True)
class Curve:
    """One small chart: a group's share of the words session by session, the earliest first."""

    name: str
    points: list[tuple[Session, Fraction]]
    bars: list[tuple[float, float, float, float]]  # x, y, width, height


def curves(balances: Sequence[tuple[Session, Balance]], groups: Sequence[str]) -> list[Curve]:
    """Return a chart for each group of the forum, and for every other group that somebody
    stated.
    """
    earliest_first = list(reversed(balances))
    stated = {name for _session, found in balances for name in found.of_words.by_group} - {
        UNSTATED,
        UNKNOWN,
        *groups,
    }
    return [_curve(name, earliest_first) for name in [*groups, *sorted(stated)]]


def _curve(name: str, balances: Sequence[tuple[Session, Balance]]) -> Curve:
    points = [
        (session, found.of_words.by_group.get(name, Fraction())) for session, found in balances
    ]
    step = WIDTH / max(len(points), 12)
    bars = [
        (
            round(index * step, 1),
            round(HEIGHT - float(HEIGHT * share), 1),
            round(step * 0.8, 1),
            round(float(HEIGHT * share), 1),
        )
        for index, (_session, share) in enumerate(points)
    ]
    return Curve(name, points, bars)


@dataclass(frozen=True, slots=True)
class Row:
    """One session in the table beside the charts: its shares in the order of the charts."""

    session: Session
    shares: list[Fraction]


def rows_of(balances: Sequence[tuple[Session, Balance]], shown: Sequence[Curve]) -> list[Row]:
    """Return the sessions, the latest first."""
    return [
        Row(session, [found.of_words.by_group.get(curve.name, Fraction()) for curve in shown])
        for session, found in balances
    ]
