"""Where the real records are; tests that need them skip with a plain reason where they are absent,
and fail so in CI.
"""

import os
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("ISEGORIA_REAL_DATA", Path(__file__).parents[2] / "shared" / "data"))


def real(path: str) -> Path:
    """Return the real record at `path`, or skip (in CI: fail) the test that asks for it."""
    found = ROOT / path
    if not found.exists():
        reason = (
            f"the real record {path} is not there; set ISEGORIA_REAL_DATA to the folder that has it"
        )
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found
