"""What stands on many pages: an act by its number, a person, a group, a moment, a refusal."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Template

from isegoria.server.people.models import Participant
from isegoria.terms import Refusal

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
        ("{% day when %}", '<time datetime="2026-03-04T05:06:00+00:00">March 4, 2026</time>'),
        (
            '{% moment when "UTC" %}',
            '<time datetime="2026-03-04T05:06:00+00:00">March 4, 2026, 5:06 a.m. UTC</time>',
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
