"""The server's settings, with a home of its own for every run of the tests."""

import os
import tempfile

os.environ["ISEGORIA_HOME"] = tempfile.mkdtemp(prefix="isegoria-tests-")
os.environ["ISEGORIA_DEVELOPMENT"] = "true"

from isegoria.server.settings import *  # noqa: F403

if not os.environ.get("DATABASE_URL"):
    DATABASES["default"]["TEST"] = {"NAME": f"{os.environ['ISEGORIA_HOME']}/tests.sqlite3"}  # noqa: F405 -- a file, as in the forum
