"""What stands on many pages: an act by its number, a person, a group, a moment, a refusal."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils import timezone
from django.utils.translation import override

from isegoria.rules.language.durations import Duration
from isegoria.server.pages.tags.components import comma, day, listed, moment
from isegoria.server.pages.tags.isegoria import said
from isegoria.server.people.models import Participant
from isegoria.terms import Refusal, WhyNot

WHEN = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
WHO = Participant(pk=7, name="Ann <Example>")
REFUSAL = Refusal(rule="form.full", reason="It holds <{most}>.", instead="Cut.", facts={"most": 3})


def shown(written: str, **values: object) -> str:
    return Template("{% load components %}" + written).render(Context(values))


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("{% act_link 12 %}", '<a href="/record/12/">#12</a>'),
        ("{% person_link who %}", '<a href="/people/7/">Ann &lt;Example&gt;</a>'),
        ("{% comment_address 3 12 %}", "/chunks/3/discussion/?to=12#c12"),
        ("{% version_link 3 12 %}", '<a href="/chunks/3/text/12/clean/">version #12</a>'),
        ("{{ group|group_name }}", "Residents"),
        ("{{ nobody|group_name }}", "group unstated"),
        ("{{ work|author }}", "Ann &lt;Example&gt; (Residents)"),
        ("{{ comment|written_for }}, {{ mail|written_for }}", "Residents, from an archive"),
        ("{{ said|heard }}", "Cut &lt;it&gt;."),
        ("{{ relayed|heard }}", '<q class="relayed">Cut &lt;it&gt;.</q>'),
        ("{{ noise|heard }}", '<span class="event">Cut &lt;it&gt;.</span>'),
        ("{{ 1|in_days }}, {{ 2|in_days }}", "1 day, 2 days"),
        ("{{ 1|contributions }}, {{ 2|contributions }}", "1 contribution, 2 contributions"),
        ("{% day when %}", '<time datetime="2026-03-04T05:06:00+00:00">4 March 2026</time>'),
        (
            "{% moment when %}",
            '<time datetime="2026-03-04T05:06:00+00:00">4 March 2026, 05:06 UTC</time>',
        ),
        ("{% refused refusal %}", "It holds &lt;3&gt;. Cut. <small>(form.full)</small>"),
    ],
)
def test_a_component_is_shown(written: str, seen: str) -> None:
    group = SimpleNamespace(name="Residents")
    work = SimpleNamespace(participant=WHO, group=group)
    heard = {
        name: SimpleNamespace(kind=kind, text="Cut <it>.")
        for name, kind in (("said", "said"), ("relayed", "relayed"), ("noise", "event"))
    }
    archived = SimpleNamespace(participant=Participant(from_archive=True), group=None)
    values = {
        "comment": work,
        "mail": archived,
        **heard,
        "who": WHO,
        "group": group,
        "work": work,
        "when": WHEN,
        "refusal": REFUSAL,
    }
    assert shown(written, **values) == seen


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "4 March 2026, 17:06 UTC"),
        ("fr", "4 mars 2026, 17:06 UTC"),
        ("ar", "4 مارس 2026، 17:06 UTC"),
    ],
)
def test_a_moment_has_one_form_in_each_language(language: str, written: str) -> None:
    with override(language):
        assert written in moment(datetime(2026, 3, 4, 17, 6, tzinfo=UTC))


@pytest.mark.parametrize(
    ("days", "named"), [(-2, ""), (-1, "yesterday"), (0, "today"), (1, "tomorrow"), (2, "")]
)
def test_a_day_that_is_near_is_named_and_its_date_stays(
    days: int, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = datetime(2026, 3, 4, 12, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: noon)
    seen = day(noon + timedelta(days=days))
    exact = f"{4 + days} March 2026"
    assert exact in seen
    assert seen.endswith(f">{named or exact}</time>")
    assert seen.startswith(f'<time datetime="2026-03-{4 + days:02}T12:00:00+00:00"')


def test_things_of_a_list_have_the_commas_of_the_language() -> None:
    assert listed(["a", "b"]) == "a, b"
    with override("ar"):
        assert listed(["a", "b"]) == "a، b"
        assert comma(last=True) == ""


def test_a_refusal_writes_a_moment_as_its_reader_does() -> None:
    why = WhyNot("form.late", "It ended on {ended}, and on {day}.", "Wait {span}.")
    ended, day = datetime(2026, 3, 4, 17, 6, tzinfo=UTC), date(2026, 3, 5)
    refusal = why.refuse(ended=ended, day=day, span=Duration(2, "day"))
    assert str(refusal) == "It ended on 2026-03-04 17:06 UTC, and on 2026-03-05. Wait 2 days."
    assert said(refusal) == "It ended on 4 March 2026, 17:06 UTC, and on 5 March 2026. Wait 2 days."
    with override("ar"):
        assert "يومان" in said(refusal) or "يومين" in said(refusal)
