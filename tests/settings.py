"""The server's settings, with a home of its own for every run of the tests."""

import os
import tempfile

os.environ["ISEGORIA_HOME"] = tempfile.mkdtemp(prefix="isegoria-tests-")
os.environ["ISEGORIA_DEVELOPMENT"] = "true"

from isegoria.server.settings import *  # noqa: F403

# Installed where a forum names an identity provider; tests/server/test_saml.py names one.
INSTALLED_APPS += ["allauth.socialaccount.providers.saml"]  # noqa: F405

# A password is hashed slowly on purpose, and most tests make three people; the forum's own hasher
# stands in its settings.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if not os.environ.get("DATABASE_URL"):
    _database = DATABASES["default"]  # noqa: F405
    _database["TEST"] = {
        "NAME": f"{os.environ['ISEGORIA_HOME']}/tests.sqlite3"
    }  # a file, as in the forum: threads share it
    _database["CONN_MAX_AGE"] = 0  # threads of tests end, and leave no connection open
    # Nothing of a test has to outlive a power cut.
    _database["OPTIONS"]["init_command"] = _database["OPTIONS"]["init_command"].replace(
        "synchronous=FULL", "synchronous=OFF"
    )

# Each test forgets how often something was tried, also one that has no database.
CACHES = {"default": limits("")}  # noqa: F405
