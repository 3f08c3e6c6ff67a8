"""Acts judged and taken in for the GNSO model, after more and more acts; loading and checking the
library.
"""

import time
from datetime import UTC, datetime, timedelta

from isegoria.library import FILES, library
from isegoria.rules.checking.faults import check
from isegoria.rules.course.memory import MemoryFacts
from isegoria.rules.facts.protocol import Act, Person
from isegoria.rules.facts.refusing import Allowed
from isegoria.rules.judging.judge import judge
from isegoria.rules.language.loading import read_model_file
from tests.bench.measure import say, seconds

__all__ = ["run"]

START = datetime(2026, 1, 1, tzinfo=UTC)
JUDGED = 20_000


def run() -> None:
    """Print the figures of the rules."""
    rates = [(earlier, _judged_after(earlier)) for earlier in (10**3, 10**4, 10**5, 10**6)]
    for earlier, rate in rates:
        say(
            f"acts judged and taken in, after {earlier:,}",
            f"{rate:,.0f} a second",
            "at least 20,000 a second",
        )
    say(
        "the slowest of these by the fastest",
        f"{min(r for _, r in rates) / max(r for _, r in rates):.2f}",
        "near 1: no growth",
    )
    reading = seconds(lambda: [read_model_file(text, name) for name, text in FILES.items()])
    say(f"{len(FILES)} files of the library read", f"{reading:.2f} s", "each time a program starts")
    models = list(library().values())
    say(
        f"{len(models)} models checked",
        f"{seconds(lambda: [check(one) for one in models]):.2f} s",
        "in every run of the tests",
    )


def _judged_after(earlier: int) -> float:
    """Return how many comments and votes a second are judged and taken in after so many acts."""
    model = library()["icann.gnso.pdp"]
    facts = MemoryFacts(model, START, stage="working_group")
    people = [
        Person(f"p{number}", ("wg",), disclosed=("soi",), organisation=f"o{number % 500}")
        for number in range(10_000)
    ]
    for number in range(earlier):
        facts.record(_act(number, people))
    acts = [_act(number, people) for number in range(JUDGED)]
    start = time.perf_counter()
    for act in acts:
        if isinstance(judge(model, facts, act), Allowed):
            facts.record(act)
    return JUDGED / (time.perf_counter() - start)


def _act(number: int, people: list[Person]) -> Act:
    person, at = people[number % len(people)], START + timedelta(minutes=number % 500_000)
    if number % 3 == 0:
        return Act(
            "vote",
            person,
            at,
            name="poll",
            answer=("yes", "no", "abstain")[number % 7 % 3],
            item="",
        )
    return Act("comment" if number % 3 == 1 else "speak", person, at, item=f"r{number % 50}")
