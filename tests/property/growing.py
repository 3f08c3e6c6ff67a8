"""How much more work a function has with an input that grows: measured in processor time, and never
longer than some seconds.

Other work on the machine does not count, and no bound is a number of seconds that a slow machine
would miss. What costs next to nothing is let be; what costs more is compared with a quarter of the
same input, and must not cost more than a linear function could explain.
"""

import gc
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import process_time
from types import FrameType

__all__ = ["AT_MOST", "Hang", "fault_of"]

AT_MOST = 10.0
"""Seconds of the processor for one call.

A linear reader needs a hundredth of it for the longest input.
"""
_TIMES = 4
_TIMES_THE_WORK = 9  # linear is 4, n log n about 5, quadratic 16
_ENOUGH = 0.06  # seconds; less says nothing, and hurts nobody


class Hang(BaseException):
    """The call was ended, because it took too long. Nothing that is tried catches it."""


def fault_of(run: Callable[[str], object], grown: Callable[[int], str], size: int) -> str | None:
    """Return how the work of `run` grows faster than what `grown(size)` gives it; None where it
    does not.

    One odd figure proves nothing: what looks worse than linear is measured again with an input that
    is longer once more.
    """
    try:
        return None if _spent(run, grown(size), 1) <= _ENOUGH else _compared(run, grown, size)
    except Hang:
        return f"{size} characters take more than {AT_MOST} s: {grown(40)!r}"


def _compared(run: Callable[[str], object], grown: Callable[[int], str], size: int) -> str | None:
    figures = []
    for length in (size, size * _TIMES):
        before = _spent(run, grown(length // _TIMES), 3)
        after = AT_MOST
        for _ in range(3):  # what is disturbed costs more, so one good figure is enough
            after = min(after, _spent(run, grown(length), 1))
            if after <= before * _TIMES_THE_WORK:
                return None
        figures.append(f"{length} characters take {after:.2f} s, a quarter of them {before:.3f} s")
    return f"{'; '.join(figures)}: {grown(40)!r}"


def _spent(run: Callable[[str], object], text: str, tries: int) -> float:
    best = AT_MOST
    for _ in range(tries):
        gc.disable()
        with _ended_after(AT_MOST):
            began = process_time()
            run(text)
            best = min(best, process_time() - began)
    return best


@contextmanager
def _ended_after(seconds: float) -> Iterator[None]:
    """End what runs inside after so many seconds of the processor; regular expressions look for
    signals too.
    """

    def end(_number: int, _frame: FrameType | None) -> None:
        raise Hang

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        gc.enable()
