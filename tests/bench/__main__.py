"""`make bench`: figures beside their limits, in one run. Never a test: machines differ."""

import os
import tempfile

os.environ["ISEGORIA_HOME"] = tempfile.mkdtemp(prefix="isegoria-bench-")
os.environ["ISEGORIA_DEVELOPMENT"] = "true"
os.environ["DJANGO_SETTINGS_MODULE"] = "isegoria.server.settings"

import django

django.setup()

from tests.bench import acts, pages, readers, rules

if __name__ == "__main__":
    readers.run()
    rules.run()
    acts.run()
    pages.run()
