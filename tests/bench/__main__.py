"""`make bench`: figures beside their limits; with words, only these parts.

Each part is a process with a home of its own. Never a test: machines differ.
"""

import os
import subprocess
import sys
import tempfile
from importlib import import_module

PARTS = {
    "readers": "reading, splitting and settling captions",
    "rules": "judging acts, reading and checking models",
    "slips": "slips of people who write rules, found at the right place",
    "acts": "acts through the door beside plain inserts",
    "pages": "pages of a forum with 1,000 sessions",
    "deliberation": "pages and acts of an issue with 100,000 acts",
    "growth": "pages and acts at 100,000 acts beside 10,000",
    "plain": "a discussion beside a bare template with the same rows",
    "sending": "acts that clients send to a running forum",
    "footprint": "start, memory, bytes of an act, work of an idle forum",
    "slow": "a small page among clients that send slowly",
}


def _run(part: str) -> None:
    """Run one part in a home of its own."""
    with tempfile.TemporaryDirectory(prefix="isegoria-bench-") as home:
        os.environ["ISEGORIA_HOME"] = home
        os.environ["ISEGORIA_DEVELOPMENT"] = "true"
        os.environ["DJANGO_SETTINGS_MODULE"] = "isegoria.server.settings"
        import_module("django").setup()
        import_module(f"tests.bench.{part}").run()


if __name__ == "__main__":
    asked = sys.argv[1:] or list(PARTS)
    if unknown := sorted(set(asked) - set(PARTS)):
        sys.exit(f"There is no part {', '.join(unknown)}. There are {', '.join(PARTS)}.")
    if len(asked) == 1:
        _run(asked[0])
    for part in asked if len(asked) > 1 else ():
        print(f"\n{part}: {PARTS[part]}", flush=True)
        subprocess.run([sys.executable, "-m", "tests.bench", part], check=True)
