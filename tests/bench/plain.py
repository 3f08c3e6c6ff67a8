"""A page of a discussion, beside a bare Django template with the same rows, strings and links.

The bare one has no components, no translations and nothing that depends on a row; its addresses are
written out; one query gives it all it shows. Both come through the middleware of the forum.
"""

import time
from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import path
from django.utils import timezone

from isegoria.server.deliberation.models import Comment
from isegoria.server.deliberation.threads import CONTRIBUTIONS
from isegoria.server.urls import urlpatterns as of_the_forum
from tests.bench.crowd import SMALL, gather
from tests.bench.measure import held, say

__all__ = ["run"]

VISITS, ROUNDS = 20, 5
LIMIT = 0.5
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ROW = """
<article class="turn comment" id="c{{ one.number }}">
  <p class="about">
    <a class="number"
        href="/chunks/{{ one.chunk_id }}/discussion/?to={{ one.number }}#c{{ one.number }}">
      #{{ one.number }}</a>
    <bdi>
      <a href="/people/{{ one.participant_id }}/">{{ one.participant.name }}</a>
      ({{ one.group.name }})</bdi>
    · <time datetime="{{ one.at|date:'c' }}">{{ one.at }}</time>
    · reply to
    <a href="/chunks/{{ one.chunk_id }}/discussion/?to={{ one.parent_id }}#c{{ one.parent_id }}">
      #{{ one.parent_id }}</a>
    · {{ one.says }}
  </p>
  <div class="said" dir="auto"><p>{{ one.text }}</p></div>
  REPLY
</article>
"""
REPLY = """<p class="about">
    <a href="/chunks/{{ one.chunk_id }}/discussion/{{ one.number }}/reply/">Reply</a>
  </p>"""
_bare: dict[str, Template] = {}


def _plain(_request: HttpRequest, number: int) -> HttpResponse:
    rows = Comment.objects.filter(chunk=number).select_related("participant", "group")
    context = Context({"rows": rows.order_by("path")[:CONTRIBUTIONS]})
    return HttpResponse(_bare["page"].render(context))


urlpatterns = [*of_the_forum, path("plain/<int:number>/", _plain)]


def run() -> None:
    """Print the ratio for a reader, and for somebody who is signed in."""
    call_command("migrate", verbosity=0)
    crowd = gather(timezone.now(), SMALL)
    member = Client(SERVER_NAME="localhost")
    member.force_login(crowd.people[5][0], backend=BACKEND)
    with override_settings(ROOT_URLCONF=__name__):
        _compared("", Client(SERVER_NAME="localhost"), crowd.chunk.pk)
        _compared(", signed in", member, crowd.chunk.pk, REPLY)


def _compared(who: str, client: Client, chunk: int, reply: str = "") -> None:
    ours, bare = f"/chunks/{chunk}/discussion/", f"/plain/{chunk}/"
    shown = client.get(ours).content.decode()
    _bare["page"] = _template(shown, ROW.replace("REPLY", reply))
    there = len(client.get(bare).content)
    asked = {address: _queries(client, address) for address in (ours, bare)}
    plain, site = _in_turn(lambda: client.get(bare), lambda: client.get(ours))
    say(
        f"a bare template beside a discussion{who}",
        f"{plain / site:.2f} of it",
        f"{plain * 1000:.1f} of {site * 1000:.1f} ms; {there / 1000:.1f} of"
        f" {len(shown) / 1000:.1f} kB; {asked[bare]} of {asked[ours]} queries; "
        + held(plain / site >= LIMIT, f"at least {LIMIT}"),
    )


def _template(shown: str, row: str) -> Template:
    """Return a template with the rows, and around them what stands around those of the forum, as it
    is.
    """
    before, between = shown.split("<article", 1)
    after = between.rpartition("</article>")[2]
    literal = ("{% verbatim %}" + part + "{% endverbatim %}" for part in (before, after))
    return Engine().from_string(f"{{% for one in rows %}}{row}{{% endfor %}}".join(literal))


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def _in_turn(*works: Callable[[], Any]) -> list[float]:
    """Return the least seconds of a processor that each takes, of rounds that take turns."""
    least = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for place, work in enumerate(works):
            for _ in range(VISITS):
                start = time.thread_time()
                work()
                least[place] = min(least[place], time.thread_time() - start)
    return least
