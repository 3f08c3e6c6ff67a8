"""What can be wrong with an answer that a scenario gives to a ballot, or finds there as a tally.

a ballot         an answer
plain            `yes`
ranked           `a > b = c`
approval         `a, c`
score            `a: 5, c: 1`
stv              `c > a`
"""

from collections.abc import Collection, Iterator, Sequence

from isegoria.decisions.several import read_approval, read_order, read_scores
from isegoria.rules.language.ballots import Ballot, Elects
from isegoria.rules.language.references import nearest_name

__all__ = ["answer_faults", "unknown_name"]

_LISTED = 20  # names
_VOID = "void"  # in a tally, beside the answers
_NOBODY = (
    "nobody stands for “{name}” to be chosen; a person stands by proposing themself, such as"
    " {{who: ann, does: propose, item: ann}}"
)


def unknown_name(what: str, name: str, known: Collection[str]) -> Iterator[str]:
    """Yield a message where a name is not among those that are known."""
    if name not in known:
        there = sorted(one for one in known if one)
        near, some = nearest_name(name, there), ", ".join(there[:_LISTED])
        are = "is" if len(there) == 1 else "are"
        hint = f"did you mean “{near}”?" if near else (f"there {are} {some}" if some else "none is")
        yield f"there is no {what} “{name}”; {hint}"


def answer_faults(
    written: str, ballots: Sequence[Ballot], stand: Collection[str], *, tally: bool = False
) -> Iterator[str]:
    """Yield what is wrong with an answer to one of these ballots.

    Args:
        stand: the candidates, for ballots that elect among those who stand.
        tally: whether it is counted in a poll, where answers can be void.
    """
    if not ballots or (tally and written == _VOID):
        return
    elects = [one for one in ballots if one.elects is not None]
    if not elects or len(elects) < len(ballots):
        known = {*([_VOID] if tally else []), *(name for one in ballots for name in one.answers)}
        for name in _ranked(written) if any(one.ranked for one in ballots) else [written]:
            yield from unknown_name("answer", name, known)
        return
    for ballot in elects[:1]:
        yield from _choice_faults(written, ballot, stand)


def _choice_faults(written: str, ballot: Ballot, stand: Collection[str]) -> Iterator[str]:
    how = ballot.elects
    if how is None:
        return
    options = tuple(stand) if how.candidates else ballot.answers
    named = _chosen(written, how)
    if how.candidates and not options:
        yield _NOBODY.format(name=named[0])
        return
    what = "candidate" if how.candidates else "answer"
    unknown = [fault for name in named for fault in unknown_name(what, name, options)]
    yield from unknown
    if not unknown and (told := _unreadable(written, how, options)):
        yield told


def _ranked(written: str) -> list[str]:
    return [one.strip() for part in written.split(">") for one in part.split("=")]


def _chosen(written: str, how: Elects) -> list[str]:
    """Return the options that a choice names, in the order in which they are written."""
    parts = written.split(">" if how.how == "stv" else ",")
    return [
        (part.rpartition(":")[0] if how.how == "score" and ":" in part else part).strip()
        for part in parts
    ]


def _unreadable(written: str, how: Elects, options: Sequence[str]) -> str:
    try:
        if how.how == "approval":
            read_approval(written, options, how.most)
        elif how.how == "score":
            read_scores(written, options, how.most or 1)
        elif how.how == "stv":
            read_order(written, options)
    except ValueError as fault:
        return str(fault)
    return ""
