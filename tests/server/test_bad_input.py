"""Bad input on real pages: a clear refusal with a rule, what was typed still there, and nothing on
the record.
"""

import re
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from isegoria.server.deliberation.acts import Object, Say, Settle
from isegoria.server.deliberation.models import Comment, Objection, Version
from isegoria.server.deliberation.texts import Amend, AnswerAmendment, SaySubstantive, Write
from isegoria.server.forum.profiles import DeclareAffiliation
from isegoria.server.issues.acts import ProposeIssue
from isegoria.server.issues.parts import SplitIssue
from isegoria.server.process.models import Chunk
from isegoria.server.process.steps import Deliver, GiveFinding, Leave
from isegoria.server.record.door import perform
from isegoria.server.record.models import Act
from isegoria.terms import Refused
from tests.people import speaks_for
from tests.play import Play, split_was_free, to_the_call
from tests.reading import ADDRESSES, fields_of, form, refused, signed_in

pytestmark = pytest.mark.django_db
WORDS = "Nobody asked the fishers, who live from the sea above the cable."


@pytest.fixture
def call(play: Play, now: dict[str, datetime]) -> Chunk:
    """A chunk in its consensus call; the pages believe that it is that day."""
    chunk = to_the_call(play)
    now["now"] = play.now
    return chunk


# How much.


def test_a_comment_of_a_megabyte_is_refused_by_its_rule_and_kept_in_the_form(
    play: Play, draft: Chunk
) -> None:
    long, is_refused = "fish " * 200_000, refused()
    answer = signed_in(play).post(f"/chunks/{draft.pk}/discussion/new/", form(play, text=long))
    page = is_refused(answer, 409, "text.too-long", long.strip())
    assert "1000000 characters" in page or "999999 characters" in page


def test_twenty_megabytes_are_explained(play: Play, draft: Chunk) -> None:
    is_refused = refused()
    body = urlencode(form(play, text="x" * 21_000_000))
    answer = signed_in(play).post(
        f"/chunks/{draft.pk}/discussion/new/",
        body,
        content_type="application/x-www-form-urlencoded",
    )
    assert "your browser still has what you typed" in is_refused(answer, 413, "request.too-big")


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("do/object/", "text"),
        ("do/position/", "text"),
        ("do/propose/", "text"),
        ("do/write/", "text"),
        ("do/trigger/facilitation/", "reason"),
        ("do/appeal/designation/", "reason"),
    ],
)
def test_every_other_text_has_an_end_too_and_none_is_cut_off(
    play: Play, draft: Chunk, path: str, field: str
) -> None:
    long, is_refused = "word " * 110_000, refused()
    client = signed_in(play, "technical-community1" if "write" in path else "civil-society1")
    sent = form(
        play,
        answer="object" if "position" in path else "scoping/shape",
        base=Version.objects.get().pk,
    )
    sent |= {field: long, "capacity": ""} if "write" in path else {field: long}
    is_refused(client.post(f"/chunks/{draft.pk}/{path}", sent), 409, "text.too-long", long.strip())


def test_a_hundred_thousand_line_feeds_are_no_text(play: Play, draft: Chunk) -> None:
    is_refused = refused()
    answer = signed_in(play).post(
        f"/chunks/{draft.pk}/discussion/new/", form(play, text="\r\n" * 100_000)
    )
    is_refused(answer, 400, "text.empty")
    many = WORDS + "\n" * 100_000 + WORDS
    is_refused(
        signed_in(play).post(f"/chunks/{draft.pk}/discussion/new/", form(play, text=many)),
        409,
        "text.too-long",
        many,
    )


# Which letters.


@pytest.mark.parametrize(
    "letter",
    [
        pytest.param(one, id=f"U+{ord(one):04X}")
        for one in "\x00\x01\x1b\x7f\u202e\ufffd\ufffe\uffff"
    ],
)
def test_letters_that_cannot_be_read_are_named_with_their_place(
    play: Play, draft: Chunk, letter: str
) -> None:
    is_refused = refused()
    answer = signed_in(play).post(
        f"/chunks/{draft.pk}/discussion/new/", form(play, text=f"{WORDS}{letter}{WORDS}")
    )
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f"Character {len(WORDS) + 1} (U+{ord(letter):04X})" in page
    assert WORDS in fields_of(page)
    assert Act.objects.count() == is_refused.before


@pytest.mark.parametrize(
    "letter", [pytest.param(one, id=f"U+{ord(one):04X}") for one in "\u202a\u2067\n\t"]
)
def test_a_line_that_stands_among_others_does_not_turn_them_around(
    play: Play, draft: Chunk, letter: str
) -> None:
    before = Act.objects.count()
    answer = signed_in(play, "governments1").post(
        f"/chunks/{draft.pk}/split/", {"key": str(uuid4()), "title": f"a{letter}b"}
    )
    assert answer.status_code == 400
    assert "Character 2" in answer.content.decode()
    assert Act.objects.count() == before


def test_marks_of_direction_and_isolates_stay_in_a_text(play: Play, draft: Chunk) -> None:
    text = "المادة \u2067(أ)\u2069 \u200fو\u200e(b)"
    signed_in(play).post(f"/chunks/{draft.pk}/discussion/new/", form(play, text=text))
    assert Comment.objects.get().text == text


@pytest.mark.parametrize("letter", ["\x00", "\ud800", "\ufffe", "\uffff"])
def test_the_door_takes_no_letter_that_cannot_be_written_from_anybody(
    play: Play, draft: Chunk, letter: str
) -> None:
    by, capacity = play.people["civil-society1"]
    before = Act.objects.count()
    for work in (
        Say(draft, text=f"a{letter}"),
        Object(draft, text=f"a{letter}"),
        SplitIssue(draft, f"a{letter}"),
        ProposeIssue(play.process, "a", text=f"a{letter}"),
        DeclareAffiliation(f"a{letter}", None, "", "", play.now.date()),
    ):
        with pytest.raises(Refused) as found:
            perform(work, by=by, now=play.now, capacity=capacity)
        assert found.value.refusal.rule == "act.characters"
        assert found.value.refusal.facts["place"] == 2
    assert Act.objects.count() == before


def test_what_is_no_utf8_is_not_taken_for_what_was_written(play: Play, draft: Chunk) -> None:
    before = Act.objects.count()
    sent = urlencode(form(play)).encode() + b"&text=%E9+" + WORDS.replace(" ", "+").encode()
    answer = signed_in(play).post(
        f"/chunks/{draft.pk}/discussion/new/",
        sent,
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 400
    assert "U+FFFD" in answer.content.decode()
    assert WORDS in fields_of(answer.content.decode())
    raw = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n\xe9\r\n--x--\r\n'
    answer = signed_in(play).post(
        f"/chunks/{draft.pk}/discussion/new/", raw, content_type="multipart/form-data; boundary=x"
    )
    assert answer.status_code == 400
    assert Act.objects.count() == before


@pytest.mark.parametrize(
    "address",
    [
        "/issues/?page=%00",
        "/outcomes/over-the-years/?words=%00",
        "/processes/a%00b/",
        "/record/?kind=%00",
    ],
)
def test_an_address_with_a_letter_that_no_database_keeps_is_not_understood(
    client: Client, address: str
) -> None:
    assert client.get(address).status_code == 400


# When.


def test_a_form_of_a_stage_that_is_over_gives_back_what_was_typed(
    play: Play, call: Chunk, now: dict[str, datetime]
) -> None:
    client, address = signed_in(play), f"/chunks/{call.pk}/do/vote/support/"
    key = client.get(address).context["form"]["key"].value()
    play.do(Deliver(call, "evidence"))
    play.later(call, 21)
    play.do(GiveFinding(call, "designation", "no_consensus", reason="nobody came"), "governments1")
    now["now"] = play.now
    client, is_refused = signed_in(play), refused()
    sent = form(play, key=key, answer="object", reason=WORDS)
    is_refused(
        client.post(address, sent), 409, "equal-footing.working-group/consensus_call/support", WORDS
    )
    play.do(Leave(call, "choose", reason="nobody came"), "governments1")
    is_refused = refused()
    is_refused(client.post(address, sent), 409, "equal-footing.working-group", WORDS)
    page = is_refused(
        client.post(f"/chunks/{call.pk}/do/applaud/", sent), 409, "chunk.no-such-step", WORDS
    )
    assert f'href="/chunks/{call.pk}/"' in page
    assert client.get(f"/chunks/{call.pk}/do/applaud/").status_code == 404


def test_a_clock_that_runs_out_while_one_writes_is_said_and_the_text_kept(
    play: Play, draft: Chunk, now: dict[str, datetime]
) -> None:
    address = f"/chunks/{draft.pk}/do/propose/"
    now["now"] = play.now + timedelta(weeks=30)
    answer = signed_in(play).post(address, form(play, text=WORDS))
    assert answer.status_code == 409
    assert WORDS in fields_of(answer.content.decode())


def test_a_double_click_after_which_the_step_is_gone_leads_to_what_was_done(
    play: Play, draft: Chunk
) -> None:
    client, address = (
        signed_in(play, "governments1"),
        f"/chunks/{draft.pk}/do/leave/call_consensus/",
    )
    sent = {"key": str(uuid4()), "reason": "ready"}
    first, second = client.post(address, sent), client.post(address, sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert second.headers["location"] == f"/chunks/{draft.pk}/"
    assert Act.objects.filter(kind="chunk.leave").count() == 1


def test_a_form_that_was_open_for_too_long_gives_back_what_was_typed(
    play: Play, draft: Chunk
) -> None:
    client, is_refused = signed_in(play, enforce_csrf_checks=True), refused()
    page = is_refused(
        client.post(f"/chunks/{draft.pk}/discussion/new/", form(play, text=WORDS)),
        403,
        "form.expired",
        WORDS,
    )
    assert (
        page.count("<form") == 1
    )  # the one that changes the language: nothing is sent on from here
    sent = client.post(
        "/accounts/login/", {"login": "a@example.org", "password": "my secret words"}
    )
    assert "my secret words" not in sent.content.decode()


def test_who_was_signed_out_finds_what_they_typed_in_the_form_after_signing_in(
    play: Play, draft: Chunk
) -> None:
    participant = play.people["civil-society1"][0]
    participant.set_password("a long password")
    participant.save()
    EmailAddress.objects.create(
        user=participant, email=participant.email, verified=True, primary=True
    )
    client, address, is_refused = Client(), f"/chunks/{draft.pk}/discussion/new/", refused()
    page = is_refused(
        client.post(address, form(play, text=WORDS, form="question", asked="chairs")),
        401,
        "act.signed-out",
        WORDS,
    )
    to = unescape(re.search(r'class="button" href="([^"]+)"', page)[1])  # type: ignore[index]
    assert to == f"/accounts/login/?next={address}"
    answer = client.post(to, {"login": participant.email, "password": "a long password"})
    assert answer.headers["location"] == address
    again = client.get(address)
    assert WORDS in fields_of(again.content.decode())
    assert again.context["form"]["form"].value() == "question"
    key = again.context["form"]["key"].value()
    assert client.post(address, form(play, key=key, text=WORDS)).status_code == 302
    assert Comment.objects.get().text == WORDS
    assert WORDS not in fields_of(client.get(address).content.decode())


# For whom, and what.


def test_nobody_acts_for_somebody_elses_group_nor_for_one_they_have_left(
    play: Play, draft: Chunk
) -> None:
    client, is_refused = signed_in(play), refused()
    theirs = play.people["governments1"][1].pk
    gone = speaks_for(
        play.people["civil-society1"][0], "governments", until=play.now.date() - timedelta(days=1)
    ).pk
    for capacity in (theirs, gone, 10**25, -1, "x"):
        answer = client.post(
            f"/chunks/{draft.pk}/discussion/new/", form(play, text=WORDS, capacity=capacity)
        )
        is_refused(answer, 400, "capacity.not-current", WORDS)


def test_a_group_without_the_right_is_told_by_the_rule(play: Play, draft: Chunk) -> None:
    client, is_refused = signed_in(play), refused()
    for path, right in (("position", "position"), ("object", "object"), ("propose", "propose")):
        answer = client.post(
            f"/chunks/{draft.pk}/do/{path}/", form(play, text=WORDS, answer="support", capacity="")
        )
        is_refused(answer, 409, f"equal-footing.working-group/deliberation/rights/{right}", WORDS)


def test_an_answer_that_nobody_offered_is_refused_by_the_rule(play: Play, call: Chunk) -> None:
    client, is_refused = signed_in(play), refused()
    sent = form(play, answer="sabotage", reason=WORDS, text=WORDS)
    is_refused(
        client.post(f"/chunks/{call.pk}/do/vote/support/", sent),
        409,
        "equal-footing.working-group/consensus_call/support",
        WORDS,
    )
    answer = client.post(f"/chunks/{call.pk}/do/position/", sent)
    assert answer.status_code in {400, 409}
    assert WORDS in fields_of(answer.content.decode())
    chair = signed_in(play, "governments1")
    judged = chair.post(f"/chunks/{call.pk}/do/judge/designation/", sent | {"capacity": ""})
    is_refused(judged, 409, "equal-footing.working-group/consensus_call/designation", WORDS)
    kinds = client.post(f"/chunks/{call.pk}/discussion/new/", form(play, form="decree", text=WORDS))
    assert kinds.status_code == 400
    assert WORDS in fields_of(kinds.content.decode())
    assert Act.objects.count() == is_refused.before


def test_what_belongs_to_another_chunk_is_not_found_here(play: Play, draft: Chunk) -> None:
    with split_was_free():  # and so the draft goes on
        other = Chunk.objects.get(
            pk=play.do_plain(SplitIssue(draft, "Who pays?"), "governments1").number
        )
    comment = play.do(Say(draft, text="Here."), "civil-society1").number
    objection = play.do(Object(draft, text="No."), "civil-society1").number
    version = Version.objects.get()
    amendment = play.do(
        Amend(draft, text="So.", written=version, paragraph=1, new_text="All repair."),
        "civil-society1",
    ).number
    client, before = signed_in(play), Act.objects.count()
    for path in (
        f"discussion/{comment}/reply/",
        f"discussion/{comment}/edit/",
        f"objections/{objection}/",
        f"text/{version.pk}/",
        f"text/{version.pk}/p1/amend/",
        f"text/{version.pk}/p99/amend/",
        f"amendments/{amendment}/answer/",
        f"text/{version.pk}/substantive/",
        f"text/{version.pk}/text.md",
    ):
        for answer in (
            client.get(f"/chunks/{other.pk}/{path}"),
            client.post(f"/chunks/{other.pk}/{path}", form(play, text="x")),
        ):
            assert answer.status_code in {404, 405}, path
            said = answer.content.decode()
            assert any(one in said for one in ("data-rule", "does not exist", "There is no such"))
    assert Act.objects.count() == before
    by, capacity = play.people["governments1"]
    for work, rule in (
        (
            Settle(other, text="Well.", answer="addressed", objection=Objection.objects.get()),
            "objection.settled",
        ),
        (Say(other, text="x", parent=Comment.objects.get()), "comment.elsewhere"),
        (Amend(other, text="x", written=version, paragraph=1), "text.none-yet"),
    ):
        with pytest.raises(Refused) as found:
            perform(work, by=by, now=play.now, capacity=capacity)
        assert found.value.refusal.rule == rule
    for text in (
        AnswerAmendment(other, text="Yes.", amendment=draft.amendment_set.get(), taken=True),
        SaySubstantive(other, reason="so", written=version, substantive=True),
    ):
        assert play.refused(text, "technical-community1") == "text.elsewhere"


# The key.


@pytest.mark.parametrize("key", ["", "no-key", "12345678-1234", "g" * 32])
def test_a_form_without_its_key_gets_a_new_one_and_keeps_what_was_typed(
    play: Play, draft: Chunk, key: str
) -> None:
    client, is_refused, address = signed_in(play), refused(), f"/chunks/{draft.pk}/discussion/new/"
    answer = client.post(address, form(play, text=WORDS, key=key))
    is_refused(answer, 400, "act.no-key", WORDS)
    fresh = answer.context["form"]["key"].value()
    assert client.post(address, form(play, text=WORDS, key=fresh)).status_code == 302


def test_a_key_of_another_act_is_refused_and_what_was_typed_goes_on_under_a_new_one(
    play: Play, draft: Chunk
) -> None:
    client, address = signed_in(play), f"/chunks/{draft.pk}/discussion/new/"
    first = form(play, text="First.")
    assert client.post(address, first).status_code == 302
    is_refused = refused()
    for other, sent in (
        (client, first | {"text": WORDS}),
        (signed_in(play, "governments1"), first | {"text": WORDS, "capacity": ""}),
    ):
        answer = other.post(address, sent)
        is_refused(answer, 409, "act.key-used", WORDS)
    again = client.post(
        address, first | {"text": WORDS, "key": answer.context["form"]["key"].value()}
    )
    assert again.status_code == 302
    assert sorted(Comment.objects.values_list("text", flat=True)) == ["First.", WORDS]


def test_an_older_version_is_shown_what_changed_and_keeps_its_text(
    play: Play, draft: Chunk
) -> None:
    client, address = signed_in(play, "technical-community1"), f"/chunks/{draft.pk}/do/write/"
    base = client.get(address).context["form"]["base"].value()
    play.do(
        Write(draft, text="Coastal states repair quickly.\n\nOperators pay.", base=base),
        "technical-community1",
    )
    is_refused = refused()
    sent = {"key": str(uuid4()), "text": WORDS, "note": "fishers", "base": base}
    answer = client.post(address, sent)
    page = is_refused(answer, 409, "text.newer-version", WORDS)
    assert "<ins>repair quickly.</ins>" in page
    for wrong in ("", "x", "-1", "1" * 30):
        assert client.post(address, sent | {"base": wrong}).status_code in {400, 409}
    assert (
        client.post(address, sent | {"base": answer.context["form"]["base"].value()}).status_code
        == 302
    )
    assert Version.objects.latest("number").text == WORDS


def test_an_edit_of_what_was_edited_elsewhere_is_shown_it(play: Play, draft: Chunk) -> None:
    play.do(Say(draft, text="First."), "civil-society1")
    address = f"/chunks/{draft.pk}/discussion/{Comment.objects.get().pk}/edit/"
    desk, train = signed_in(play), signed_in(play)
    base = train.get(address).context["form"]["base"].value()
    assert desk.post(address, form(play, text="From the desk.", base=base)).status_code == 302
    is_refused = refused()
    answer = train.post(address, form(play, text=WORDS, base=base))
    assert "From the desk." in is_refused(answer, 409, "comment.newer-text", WORDS)
    assert (
        train.post(
            address, form(play, text=WORDS, base=answer.context["form"]["base"].value())
        ).status_code
        == 302
    )


# Methods, and every address.


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_are_refused_on_every_page_with_what_is_right(
    play: Play, draft: Chunk, method: str
) -> None:
    is_refused = refused()
    for path in ("", "discussion/new/", "do/object/", "split/"):
        answer = getattr(signed_in(play), method)(f"/chunks/{draft.pk}/{path}")
        is_refused(answer, 405, "request.method")
        assert answer.headers["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "text/xml", "x/y", ""])
def test_what_is_no_form_is_refused_before_it_is_read(play: Play, draft: Chunk, kind: str) -> None:
    """Other sites can send text/plain without asking first, and a reader of JSON could be had."""
    before = Act.objects.count()
    words = "text=Fish.&key=&capacity="
    answer = signed_in(play).post(f"/chunks/{draft.pk}/discussion/new/", words, content_type=kind)
    refused()(answer, 415, "request.no-form")
    assert Act.objects.count() == before


def test_a_page_that_only_reads_takes_no_form_and_one_that_only_acts_shows_none(
    play: Play, draft: Chunk
) -> None:
    is_refused = refused()
    is_refused(
        signed_in(play).post(f"/chunks/{draft.pk}/", {"text": WORDS}), 405, "request.method", WORDS
    )
    is_refused(signed_in(play).get(f"/issues/{draft.issue_id}/support/"), 405, "request.method")
    head = signed_in(play).head(f"/chunks/{draft.pk}/")
    assert (head.status_code, head.content) == (200, b"")


NUMBERS = ["999999", "9223372036854775807", "9223372036854775808", "9" * 40]
QUERY = "?page=x&to=-1&item=99999999999999999999&from=x&words=%ff&state=x&before=-&after=x&kind=%F0%9F%92%A9&participant=x&preset=x"
QUERIES = [
    "",
    QUERY,
    "?page=-1&to=x&item=x&from=1&after=9999999999999999999",
    f"?page={'9' * 30}&to={'9' * 30}&words=" + "a+" * 500,
]


def test_no_address_falls_over_an_unknown_number_or_a_strange_query(
    play: Play, draft: Chunk
) -> None:
    visitors = [Client(), signed_in(play), Client()]
    visitors[2].force_login(play.secretary)
    before = Act.objects.count()
    for place, path in enumerate(ADDRESSES):  # in turn: one kind of number an address
        parts = re.sub(r"<(?:str|slug):\w+>", "unknown-one", path)
        address = "/" + re.sub(r"<int:\w+>", (NUMBERS[0], *NUMBERS[2:])[place % 3], parts)
        client, query = visitors[place % 3], ("", QUERY)[place % 2]
        assert client.get(address + query).status_code < 500, address + query
        answer = visitors[2].post(address, form(play, text="x", answer="x", title="x", capacity=""))
        assert answer.status_code < 500, address
    assert Act.objects.filter(pk__gt=before).exclude(kind__in=["process.begin"]).count() == 0


@pytest.mark.whole
@pytest.mark.parametrize("number", [NUMBERS[0], NUMBERS[2], NUMBERS[3]])
def test_no_address_falls_over_any_unknown_number_asked_by_anybody(
    play: Play, draft: Chunk, number: str
) -> None:
    visitors = [Client(), signed_in(play), Client()]
    visitors[2].force_login(play.secretary)
    for path in ADDRESSES:
        address = "/" + re.sub(
            r"<int:\w+>", number, re.sub(r"<(?:str|slug):\w+>", "unknown-one", path)
        )
        for client, query in zip(visitors, ("", QUERY, ""), strict=True):
            assert client.get(address + query).status_code < 500, address + query


@pytest.mark.parametrize(
    "queries",
    [
        pytest.param(1, id="one each"),
        pytest.param(len(QUERIES), id="all", marks=pytest.mark.whole),
    ],
)
def test_known_things_take_strange_queries_and_unknown_parts_too(
    play: Play, draft: Chunk, queries: int
) -> None:
    comment = play.do(Say(draft, text="Here."), "civil-society1").number
    version, client = Version.objects.get(), signed_in(play)
    known = {
        "chunks/<int:number>": f"chunks/{draft.pk}",
        "issues/<int:number>": f"issues/{draft.issue_id}",
        "issues/processes/<int:number>": f"issues/processes/{play.process.pk}",
        "outcomes/<int:number>": f"outcomes/{draft.pk}",
        "<int:comment>": str(comment),
        "<int:version>": str(version.pk),
    }
    for place, path in enumerate(ADDRESSES):
        if not path.startswith(("chunks/", "issues/", "outcomes/", "questions/", "warnings/")):
            continue
        placed = path
        for part, value in known.items():
            placed = placed.replace(part, value)
        address = "/" + re.sub(
            r"<int:\w+>", NUMBERS[1], re.sub(r"<(?:str|slug):\w+>", "unknown-one", placed)
        )
        for query in (QUERIES * 2)[place % len(QUERIES) :][:queries]:
            assert client.get(address + query).status_code < 500, address + query
