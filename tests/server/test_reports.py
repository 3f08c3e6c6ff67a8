"""Readers report a contribution: those who moderate decide, and nobody else is told."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from isegoria.server.conduct.codes import PublishCode
from isegoria.server.conduct.erasing import EraseAccount, EraseWords
from isegoria.server.conduct.measures import HideWords
from isegoria.server.conduct.models import Report
from isegoria.server.conduct.reports import report
from isegoria.server.deliberation.acts import Say
from isegoria.server.deliberation.models import Comment
from isegoria.server.people.models import Forum, Participant
from isegoria.server.record.models import Act
from isegoria.server.roles.acts import GiveRole
from tests.play import Play, seated, to_the_call

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_empty")]
ANN, BEN = "civil-society1", "civil-society2"
WORDS = "You know nothing."


@pytest.fixture
def _empty() -> None:
    cache.clear()  # limits of readers without an account are counted there


@pytest.fixture
def play() -> Play:
    Forum.objects.create(pk=1, name="Example forum", languages=["en"])
    found = seated()
    found.do_plain(PublishCode("", ["No insults.", "No threats."]))
    return found


@pytest.fixture
def rude(play: Play) -> Act:
    return play.do(Say(to_the_call(play), text=WORDS), ANN)


def sends(client: Client, act: Act, rule: str = "1", text: str = "Look.") -> int:
    said = {"rule": rule, "text": text}
    return client.post(f"/record/{act.number}/report/", said).status_code


def test_a_reader_without_an_account_reports_and_is_told_by_a_link(
    play: Play, rude: Act, client: Client, client_of: Callable[[Participant], Client]
) -> None:
    before = Act.objects.count()
    answer = client.post(f"/record/{rude.number}/report/", {"rule": "2", "text": "Look."})
    page = answer.headers["location"]
    assert "The moderators have your report" in client.get(page).text
    assert Act.objects.count() == before
    assert [one.to for one in mail.outbox] == [[play.secretary.email]]
    assert "Look." not in mail.outbox[0].body
    desk = client_of(play.secretary)
    assert "Decide on 1 reported contribution" in desk.get("/").text
    shown = desk.get("/code/reports/").text
    assert all(words in shown for words in (WORDS, "Look.", "No threats."))
    address = f"/code/reports/{rude.number}/keep/"
    assert desk.post(address, {"reason": ""}).status_code == 400
    assert desk.post(address, {"reason": "It is blunt, and no insult."}).status_code == 302
    assert "It is blunt, and no insult." in client.get(page).text
    assert "reported contribution" not in desk.get("/").text
    assert Comment.objects.get(pk=rude.number).text == WORDS
    assert Act.objects.count() == before


def test_who_has_an_account_is_told_by_mail_when_it_is_hidden(
    play: Play, rude: Act, client_of: Callable[[Participant], Client]
) -> None:
    reader = play.people[BEN][0]
    assert sends(client_of(reader), rude) == 302
    mail.outbox.clear()
    play.do_plain(HideWords(rule=1, reason="an insult", act=rude))
    found = Report.objects.get()
    assert found.outcome == Report.Outcome.HIDDEN
    page = client_of(reader).get(f"/reports/{found.token}/").text
    assert "The moderators hid this contribution." in page


def test_the_author_learns_nothing_of_it(
    play: Play, rude: Act, client_of: Callable[[Participant], Client]
) -> None:
    author, reader = play.people[ANN][0], play.people[BEN][0]
    assert sends(client_of(reader), rude) == 302
    client = client_of(author)
    for address in ("/", "/profile/", f"/record/{rude.number}/", "/code/decisions/"):
        assert "report" not in client.get(address).text.lower().replace("progress report", "")
    assert client.get("/code/reports/").context["rows"] == []
    assert client.get(f"/code/reports/{rude.number}/keep/").status_code == 404
    assert author.email not in [one.to[0] for one in mail.outbox]


def test_who_moderates_does_not_judge_their_own_words_and_sees_no_reporter(
    play: Play, rude: Act, client_of: Callable[[Participant], Client]
) -> None:
    author, reader = play.people[ANN][0], play.people[BEN][0]
    play.do_plain(GiveRole("moderator", author))
    author.refresh_from_db()
    mail.outbox.clear()
    assert sends(client_of(reader), rude) == 302
    assert [one.to for one in mail.outbox] == [[play.secretary.email]]
    assert client_of(author).get("/code/reports/").context["rows"] == []
    assert client_of(author).get(f"/code/reports/{rude.number}/keep/").status_code == 404
    shown = client_of(play.secretary).get("/code/reports/").text
    assert str(reader) not in shown
    assert reader.email not in shown


def test_a_flood_of_reports_hides_nothing_and_sends_one_mail(
    play: Play, rude: Act, client: Client
) -> None:
    assert [sends(client, rude) for _each in range(5)] == [302, 302, 302, 409, 409]
    for _each in range(30):
        report(rude, None, 1, "", timezone.now())
    assert sends(Client(REMOTE_ADDR="192.0.2.9"), rude) == 409
    assert len(mail.outbox) == 1
    assert Comment.objects.get(pk=rude.number).text == WORDS


def test_what_was_typed_stays_in_a_form_that_is_refused(rude: Act, client: Client) -> None:
    for _each in range(3):
        sends(client, rude)
    said = {"rule": "1", "text": "My long report."}
    answer = client.post(f"/record/{rude.number}/report/", said)
    assert answer.status_code == 409
    assert "My long report.</textarea>" in answer.text


@pytest.mark.parametrize("rule", ["", "0", "3", "x"])
def test_a_report_names_a_rule_of_the_code(rude: Act, client: Client, rule: str) -> None:
    assert sends(client, rude, rule) == 400
    assert not Report.objects.exists()


def test_reports_go_with_the_account_and_with_the_words(play: Play, rude: Act) -> None:
    reader = play.people[BEN][0]
    report(rude, reader, 1, "I am Ben.", timezone.now())
    report(rude, None, 1, "", timezone.now())
    play.people[BEN] = reader, None
    play.do_plain(EraseAccount(reader), BEN)
    assert [one.text for one in Report.objects.all()] == [""]
    play.people[ANN] = play.people[ANN][0], None
    play.do_plain(EraseWords(rude), ANN)
    assert Report.objects.get().outcome == Report.Outcome.ERASED


def test_nobody_else_sees_what_waits(
    play: Play, rude: Act, client: Client, client_of: Callable[[Participant], Client]
) -> None:
    found = report(rude, None, 1, "Look.", timezone.now())
    assert client.get("/code/reports/").status_code == 302
    other = client_of(play.people[BEN][0])
    assert "Look." not in other.get("/code/reports/").text
    assert other.post(f"/code/reports/{rude.number}/keep/", {"reason": "so"}).status_code == 404
    assert client.get(f"/reports/{found.token[:-1]}/").status_code == 404
    assert client.get(f"/reports/{found.token}/").headers["cache-control"].count("no-store")
