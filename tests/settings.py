"""The server's settings, with a home of its own for every run of the tests."""

import os
import tempfile

os.environ["ISEGORIA_HOME"] = tempfile.mkdtemp(prefix="isegoria-tests-")
os.environ["ISEGORIA_DEVELOPMENT"] = "true"

from isegoria.server.settings import *  # noqa: F403
