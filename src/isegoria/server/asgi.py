"""One process: uvicorn in front, Django's synchronous views behind it in a few threads."""

import gc
import os
import sys
from concurrent.futures import ThreadPoolExecutor

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application
from django.db import connections

from isegoria.library import library

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "isegoria.server.settings")

application = WSGIMiddleware(get_wsgi_application(), workers=2)  # type: ignore[arg-type]  # Django types its response more narrowly

# A page lets go of the interpreter at each of its queries. Beside a thread that computes (early warnings of a large issue) it
# waits so long for it each time; with the usual 5 ms a page took twice as long.
sys.setswitchinterval(0.0005)

# The process models and the framework stay for good: the garbage collector need not look at them again, 100 ms each time.
library()
gc.collect()
gc.freeze()


def _check_rules() -> None:
    from isegoria.server.courses.rules import refuse_unreadable  # noqa: PLC0415 -- knows tables: only after Django's setup

    refuse_unreadable()
    connections.close_all()


# uvicorn loads this inside its event loop, where Django refuses to ask the database; so another thread asks.
with ThreadPoolExecutor(1) as _pool:
    _pool.submit(_check_rules).result()
