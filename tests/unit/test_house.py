"""What keeps the house small: modules that can be read in one sitting."""

from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "isegoria"


def test_no_module_is_longer_than_five_hundred_and_fifty_lines() -> None:
    long = {
        path.name: lines
        for path in SOURCE.rglob("*.py")
        if (lines := len(path.read_text("utf-8").splitlines())) > 550
    }
    assert long == {}
