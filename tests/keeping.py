"""Keeps the database of a journey for the tests of later versions: `python -m tests.keeping`.

Run it before a release. What it writes into `tests/records` is never changed again.
"""

import lzma
import os
import sqlite3
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

__all__ = ["RECORDS"]

RECORDS = Path(__file__).parent / "records"


def main() -> None:
    """Play the journeys, each in a database of its own, and keep them by the newest migration."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django  # noqa: PLC0415 -- the settings come first

    django.setup()
    from django.conf import settings  # noqa: PLC0415 -- see above
    from django.core.management import call_command  # noqa: PLC0415 -- see above
    from django.db import connection  # noqa: PLC0415 -- see above
    from django.test.utils import setup_test_environment  # noqa: PLC0415 -- see above

    from tests.commands import LAST  # noqa: PLC0415 -- see above
    from tests.journeys.acting import BEGINS, ClientActor, Journey  # noqa: PLC0415 -- see above
    from tests.journeys.names import names  # noqa: PLC0415 -- see above
    from tests.journeys.working_group import working_group  # noqa: PLC0415 -- see above

    setup_test_environment()
    for play in (names, working_group):
        connection.close()
        Path(settings.DATABASES["default"]["NAME"]).unlink(missing_ok=True)
        call_command("migrate", verbosity=0)
        clock: dict[str, datetime] = {"now": BEGINS}
        with patch("django.utils.timezone.now", lambda clock=clock: clock["now"]):
            play(Journey(ClientActor, clock, None))
        connection.close()
        with sqlite3.connect(settings.DATABASES["default"]["NAME"]) as database:
            written = "\n".join(database.iterdump())
        kept = RECORDS / f"{LAST[:4]}-{play.__name__}.sql.xz"
        kept.write_bytes(lzma.compress(written.encode(), preset=9))
        print(kept)  # noqa: T201 -- a command


if __name__ == "__main__":
    main()
