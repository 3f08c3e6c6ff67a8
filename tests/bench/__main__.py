"""`make bench`: figures beside their limits, in one run; with words, only these parts.

Never a test: machines differ.
"""

import os
import tempfile

os.environ["ISEGORIA_HOME"] = tempfile.mkdtemp(prefix="isegoria-bench-")
os.environ["ISEGORIA_DEVELOPMENT"] = "true"
os.environ["DJANGO_SETTINGS_MODULE"] = "isegoria.server.settings"

import sys

import django

django.setup()

from tests.bench import acts, deliberation, pages, readers, rules, slow

PARTS = {
    "readers": readers.run,
    "rules": rules.run,
    "acts": acts.run,
    "pages": pages.run,
    "deliberation": deliberation.run,
    "slow": slow.run,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()
