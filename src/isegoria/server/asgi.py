"""One process: uvicorn in front, Django's synchronous views behind it in a few threads."""

import os

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "isegoria.server.settings")

application = WSGIMiddleware(get_wsgi_application(), workers=2)  # type: ignore[arg-type]  # Django types its response more narrowly
