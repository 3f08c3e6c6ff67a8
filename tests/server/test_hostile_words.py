"""Hostile words in everything that people write: a page runs nothing, loads nothing from others,
and keeps its own outline.
"""

import re
from datetime import datetime
from time import process_time

import pytest

from isegoria.server.deliberation.acts import (
    Dissent,
    Object,
    ProposeItem,
    Say,
    Settle,
    TakePosition,
)
from isegoria.server.deliberation.models import Amendment, Comment, Objection, Version
from isegoria.server.deliberation.texts import Amend, AnswerAmendment, SaySubstantive, Write
from isegoria.server.forum.profiles import ChangeProfile, DeclareAffiliation
from isegoria.server.issues.acts import ProposeIssue
from isegoria.server.issues.parts import SplitIssue
from isegoria.server.outcomes.acts import Follow
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import Deliver, Leave, Trigger
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act
from isegoria.server.texts.markdown import rendered
from tests.play import Play, split_was_free, to_the_call
from tests.reading import form, looked_at, refused, signed_in

pytestmark = pytest.mark.django_db
WORDS = "Nobody asked the fishers, who live from the sea above the cable."


HOSTILE = """<script>alert(1)</script><ScRiPt src=//evil.example/x.js></sCrIpT>
<img src=x onerror=alert(1)> <svg/onload=alert(1)> <iframe src="https://evil.example"></iframe>
<style>*{background:url(//evil.example)}</style>
![pixel](https://evil.example/p.gif?who=1) ![](https://evil.example/p.gif) ![x](data:image/png;base64,AAAA)
![a][ref]

[ref]: https://evil.example/ref.gif
[js](javascript:alert(1)) [js](JaVaScRiPt:alert(1)) [js](&#106;avascript:alert(1))
[js](javascript&colon;alert(1)) [js](java\tscript:alert(1))
[data](data:text/html;base64,PHNjcmlwdD4=) [vb](vbscript:x) [file](file:///etc/passwd) [blob](blob:https://x)
[rel](//evil.example) [rel](/\\evil.example)
<javascript:alert(1)> <https://evil.example/auto> <a href="javascript:alert(1)" onclick=alert(1)>x</a> <base
href=//evil.example>
<!-- comment --><meta http-equiv=refresh content="0;url=//evil.example"> &lt;script&gt; &#60;script&#62;
</textarea><script>alert(2)</script>
"><script>alert(3)</script> ' onmouseover='alert(4) `</code><script>alert(5)</script>`

# Heading one

###### Heading six

- [ ] <input autofocus onfocus=alert(6)>

| a | b |
|---|---|
| <script>alert(7)</script> | ![](//evil.example/t.gif) |

[https://bank.example](https://evil.example/) [аpple.com](https://аpple.com/)
<https://bank.example@evil.example/>
"""
LINE = (
    '"><script>alert(1)</script><img src=//evil.example/x onerror=alert(1)>'
    " [x](javascript:alert(1))"
)


@pytest.fixture
def hostile(play: Play, draft: Chunk, now: dict[str, datetime]) -> Chunk:
    """A process in which everybody says hostile things everywhere."""
    by, _capacity = play.people["civil-society1"]
    perform(
        DeclareAffiliation(LINE[:160], "civil-society", "", HOSTILE, play.now.date()),
        by=by,
        now=play.now,
    )
    perform(ChangeProfile(LINE[:110], HOSTILE[:1900]), by=by, now=play.now)
    for work in (
        Say(draft, text=HOSTILE),
        Say(draft, text=HOSTILE, form="question", asked="chairs"),
        Object(draft, text=HOSTILE),
        TakePosition(draft, answer="object", text=HOSTILE),
        ProposeItem(draft, text=LINE),
    ):
        play.do(work, "civil-society1")
    return draft


def pages_of(play: Play, chunk: Chunk) -> list[str]:
    version, comment = Version.objects.latest("number"), Comment.objects.earliest("number")
    own = (
        "",
        "discussion/",
        "text/",
        "history/",
        "positions/",
        "discussion/new/",
        f"discussion/{comment.pk}/reply/",
        f"discussion/{comment.pk}/edit/",
        f"discussion/{comment.pk}/versions/",
        "text/redline/",
        f"text/{version.pk}/p1/amend/",
        f"objections/{Objection.objects.get().pk}/",
        "do/write/",
        "do/propose/",
        "split/",
    )
    return [
        *(f"/chunks/{chunk.pk}/{one}" for one in own),
        f"/issues/{chunk.issue_id}/",
        "/issues/",
        "/questions/",
        "/warnings/",
        "/outcomes/",
        "/outcomes/over-the-years/?words=script",
        f"/issues/processes/{play.process.pk}/",
        "/",
        "/record/",
        "/groups/",
        "/groups/civil-society/",
        "/profile/",
        f"/people/{play.people['civil-society1'][0].pk}/",
        *(f"/record/{one.number}/" for one in Act.objects.all()),
    ]


def test_hostile_words_run_nothing_load_nothing_and_lead_nowhere_unseen(
    play: Play, hostile: Chunk
) -> None:
    editor = "technical-community1"
    play.do(Write(hostile, text=HOSTILE, note=LINE), editor)
    version = Version.objects.latest("number")
    proposed = Amend(hostile, text=HOSTILE, written=version, paragraph=1, new_text=HOSTILE)
    amendment = Amendment.objects.get(pk=play.do(proposed, "civil-society1").number)
    play.do(AnswerAmendment(hostile, text=HOSTILE, amendment=amendment, taken=True), editor)
    play.do(SaySubstantive(hostile, reason=HOSTILE, written=version, substantive=True), editor)
    play.do(
        Settle(hostile, text=HOSTILE, answer="sustained", objection=Objection.objects.get()),
        "governments1",
    )
    with split_was_free():  # and so the rest goes on
        play.do_plain(SplitIssue(hostile, LINE), "governments1")
    play.do(Trigger(hostile, "facilitation", reason=HOSTILE), "civil-society1")
    client = signed_in(play, editor)
    for address in pages_of(play, hostile):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        found = looked_at(answer.content.decode())
        assert found.found == [], address
        assert len(found.ids) == len(set(found.ids)), address
        assert all(
            after <= before + 1
            for before, after in zip(found.headings, found.headings[1:], strict=False)
        ), address
        assert found.headings[0] == 1, address
        assert found.headings.count(1) == 1, address


def test_hostile_words_of_an_issue_and_of_what_comes_after_run_nothing_either(
    play: Play, now: dict[str, datetime]
) -> None:
    by, capacity = play.people["civil-society1"]
    work = ProposeIssue(play.process, LINE, HOSTILE, (), LINE, LINE)
    issue = perform(work, by=by, now=play.now, capacity=capacity).number
    chunk = to_the_call(play)
    play.do(Deliver(chunk, "evidence"))
    play.later(chunk, 21)
    play.do(Leave(chunk, "choose", reason=HOSTILE), "governments1")
    play.do(Dissent(chunk, reason=HOSTILE), "civil-society1")
    play.do(Follow(chunk, "done", HOSTILE, "https://evil.example/?a=1&b=2"), "civil-society1")
    now["now"] = play.now
    for address in (
        f"/issues/{issue}/",
        "/issues/",
        f"/outcomes/{chunk.pk}/",
        "/outcomes/",
        f"/chunks/{chunk.pk}/",
        "/issues/issues.json",
    ):
        page = signed_in(play).get(address)
        assert page.status_code == 200
        assert address.endswith(".json") or looked_at(page.content.decode()).found == [], address


@pytest.mark.parametrize(
    "evidence",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://x.example/",
        "//evil.example",
        "https://",
        "x y",
        '" onclick=alert(1)',
    ],
)
def test_evidence_is_an_address_that_a_reader_can_open(
    play: Play, now: dict[str, datetime], evidence: str
) -> None:
    chunk = to_the_call(play)
    play.do(Deliver(chunk, "evidence"))
    play.later(chunk, 21)
    play.do(Leave(chunk, "choose", reason="nobody came"), "governments1")
    now["now"] = play.now
    client, address, is_refused = signed_in(play), f"/outcomes/{chunk.pk}/follow-up/", refused()
    sent = form(play, rating="done", text=WORDS, evidence=evidence)
    is_refused(client.post(address, sent), 409, "outcome.no-address", WORDS)
    assert client.post(address, sent | {"evidence": "example.org/report"}).status_code == 302
    assert chunk.follow_ups.get().evidence == "https://example.org/report"


def test_a_picture_is_a_link_and_a_link_shows_where_it_leads() -> None:
    assert rendered("![a map](https://maps.example/a.png)") == (
        '<p><a href="https://maps.example/a.png" rel="nofollow ugc">a map</a> (maps.example)</p>\n'
    )
    assert "(evil.example)" in rendered("[https://bank.example](https://evil.example/)")
    assert "(xn--pple-43d.com)" in rendered("[\u0430pple.com](https://\u0430pple.com/)")
    assert "(evil.example)" in rendered("<https://bank.example@evil.example/>")
    assert "(" not in rendered(
        "[example.org/report](https://example.org/report) <https://example.org/>"
    )
    assert (
        rendered("[here](/issues/1/)")
        == '<p><a href="/issues/1/" rel="nofollow ugc">here</a></p>\n'
    )
    assert "<a" not in rendered("[x](//evil.example) [x](javascript:alert(1)) [x](page)")


def test_headings_of_a_text_follow_on_those_of_the_page() -> None:
    assert re.findall(r"<h(\d)>", rendered("# a\n\n###### b\n\n## c\n\n# d", 2)) == [
        "3",
        "4",
        "4",
        "3",
    ]
    assert rendered("# a *b*") == "<p><strong>a <em>b</em></strong></p>\n"


PATHOLOGICAL = {
    "quotes": "> " * 10_000,
    "lists": "- " * 10_000,
    "deep lists": "".join("  " * one + "- a\n" for one in range(140)),
    "brackets": "[" * 20_000,
    "brackets and emphasis": "[a_" * 6_600,
    "pictures": "![" * 10_000,
    "stars": "**a *" * 4_000,
    "underlines": "a**b_c_" * 2_800,
    "code": "".join("`" * one + " " for one in range(190)),
    "entities": "&#x" * 6_600,
    "tables": "|a|b|\n|-|-|\n" + "|a|b|\n" * 3_000,
    "lazy": "> " * 100 + "a\n" + "b\n" * 9_000,
    "html": "<![CDATA[" * 2_200,
    "one address many times": "[a]: <https://x.example/" + "y" * 4_000 + ">\n\n" + "[a]" * 5_000,
    "links": "[a](http://b.c) " * 1_250,
    "headings": "# a\n" * 5_000,
    "items": "1) a\n   " * 2_200,
    "strikes": "~~a" * 6_600,
    "autolinks": "<http://a.b> " * 1_500,
}


@pytest.mark.parametrize(
    "text", [pytest.param(text[:20_000], id=name) for name, text in PATHOLOGICAL.items()]
)
def test_what_is_made_to_keep_a_server_busy_is_shown_as_it_was_typed(text: str) -> None:
    began = process_time()
    html = rendered(text)
    assert (
        process_time() - began < 2
    )  # at most 0.05; a reader that goes back and back takes minutes
    assert len(html) < 6 * len(text) + 100
    for word in ("a", "b", "y" * 4_000):
        assert html.count(word) >= text.count(word) or word not in text or "<a" in html


def test_a_list_that_is_too_deep_loses_nothing() -> None:
    text = "".join("  " * one + f"- w{one}\n" for one in range(40))
    assert all(f"w{one}" in rendered(text) for one in range(40))
