"""One process: uvicorn in front, Django's synchronous views behind it in a few threads."""

import asyncio
import gc
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "isegoria.server.settings")
_django = get_wsgi_application()  # loads the tables, which what follows needs

from django.conf import settings  # noqa: E402 -- see above

from isegoria.library import library  # noqa: E402 -- see above
from isegoria.server.database.state import refuse_other_version  # noqa: E402 -- see above
from isegoria.server.front.assets import Assets  # noqa: E402 -- see above
from isegoria.server.front.bodies import App, Bodies, Limits, Receive, Scope, Send  # noqa: E402 -- see above
from isegoria.server.front.clients import client_of  # noqa: E402 -- see above
from isegoria.server.front.safe_headers import SafeHeaders, came_by_https  # noqa: E402 -- see above
from isegoria.server.front.threads import Threads  # noqa: E402 -- see above
from isegoria.server.front.turning_away import turning_away  # noqa: E402 -- see above
from isegoria.server.front.watching import Note, Watching, access_log  # noqa: E402 -- see above
from isegoria.server.jobs.worker import Worker, loops  # noqa: E402 -- see above
from isegoria.server.operating.health import Health  # noqa: E402 -- see above
from isegoria.server.operating.metrics import Metrics  # noqa: E402 -- see above
from isegoria.server.pages.web.turned_away import turned_away  # noqa: E402 -- see above
from isegoria.server.pages.web.uploads import largest_body  # noqa: E402 -- see above
from isegoria.server.readiness import NotReady  # noqa: E402 -- see above

WORK_SECONDS = 3  # for what the worker inside is doing when the forum is closed


_client_of = partial(client_of, proxies=settings.CONFIGURATION.proxy)
_refuse = turning_away(turned_away)
_threads = Threads(_django, _refuse, _client_of)


async def _largest(scope: Scope) -> int:
    return await _threads.pages.run(_client_of(scope), partial(largest_body, scope))


_limits = Limits(
    form=settings.DATA_UPLOAD_MAX_MEMORY_SIZE, seconds=settings.CONFIGURATION.request_seconds
)
_forum = Assets(Bodies(_threads, _refuse, _largest, _limits, _client_of))
_metrics = Metrics(Health(_forum), settings.CONFIGURATION.metrics_token)


def _watched() -> App:
    """Return what answers requests, with as much around it as the settings ask for."""
    notes: list[Note] = []
    if settings.CONFIGURATION.metrics_token:
        notes.append(_metrics.note)
    if settings.CONFIGURATION.access_log != "off":
        addresses = settings.CONFIGURATION.access_log == "addresses"
        notes.append(access_log(addresses=addresses))
    return Watching(_metrics, tuple(notes), _client_of) if notes else _metrics


_by_https = came_by_https(
    proxies=settings.CONFIGURATION.proxy, development=settings.CONFIGURATION.development
)
_http = SafeHeaders(_watched(), _by_https, settings.SECURE_HSTS_SECONDS)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request; open and close what runs beside the requests."""
    if scope["type"] == "http":
        await _http(scope, receive, send)
    elif scope["type"] == "lifespan":
        await _open_until_closed(receive, send)


async def _open_until_closed(receive: Receive, send: Send) -> None:
    await receive()
    worker = Worker(loops() if settings.CONFIGURATION.worker == "inside" else [])
    worker.start()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await asyncio.to_thread(worker.stop, WORK_SECONDS)
    await send({"type": "lifespan.shutdown.complete"})


# A page lets go of the interpreter at each of its queries. Beside a thread that computes (early
# warnings of a large issue) it
# waits so long for it each time; with the usual 5 ms a page took twice as long.
sys.setswitchinterval(0.0005)

# The process models and the framework stay for good: the garbage collector need not look at them
# again, 100 ms each time.
library()
gc.collect()
gc.freeze()


def _check() -> None:
    try:
        refuse_other_version()
    except NotReady as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    from isegoria.server.process.kept_rules import refuse_unreadable  # noqa: PLC0415 -- knows tables: only after Django's setup

    refuse_unreadable()
    connections.close_all()


# uvicorn loads this inside its event loop, where Django refuses to ask the database; so another
# thread asks.
with ThreadPoolExecutor(1) as _pool:
    _pool.submit(_check).result()
