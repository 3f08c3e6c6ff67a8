"""The people of a session from a CSV file: name, role, group, organisation, aliases (separated by
semicolons).
"""

import csv
import io

from isegoria.readers.encoding import decode
from isegoria.readers.values import Person, ReaderError, Role

__all__ = ["read_roster"]

_COLUMNS = {"name", "role", "group", "organisation", "aliases"}
_LONGEST = 200  # characters of a name
_MOST = 1000  # names and aliases; each is compared with each label
_ROLES = {role.value: role for role in Role}


def read_roster(data: bytes) -> list[Person]:
    """Return the people, in the order of the file.

    Raises:
        ReaderError: a column is missing or not known, a row has no name, or a role is not one of
        `Role`.
    """
    text, _, _ = decode(data)
    lines = (
        text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    )  # some spreadsheets end a line with \r alone
    rows = csv.DictReader(io.StringIO(lines))
    try:
        return _people(rows)
    except csv.Error as fault:
        raise ReaderError(f"this is not CSV: {fault}", rows.reader.line_num) from None


def _people(rows: "csv.DictReader[str]") -> list[Person]:
    columns = set(rows.fieldnames or ())
    if "name" not in columns or not columns <= _COLUMNS:
        raise ReaderError(
            f"a roster has the columns name, role, group, organisation, aliases; found"
            f" {', '.join(sorted(columns))}",
            1,
        )
    people, names = [], 0
    for row in rows:
        people.append(_person(row, rows.line_num))
        names += 1 + len(people[-1].aliases)
        if names > _MOST:
            raise ReaderError(
                f"a roster has at most {_MOST:,} names and aliases; keep those who took part",
                rows.line_num,
            )
    return people


def _person(row: dict[str, str | None], line: int) -> Person:
    if None in row:
        raise ReaderError(
            "this row has more cells than the first line has columns; put quotes around commas",
            line,
        )
    cells = {column: (cell or "").strip() for column, cell in row.items()}
    if not cells["name"]:
        raise ReaderError("this row has no name", line)
    if any(len(cell) > _LONGEST for column, cell in cells.items() if column != "aliases"):
        raise ReaderError(f"this row has a cell of more than {_LONGEST} characters", line)
    role = cells.get("role") or Role.UNKNOWN.value
    if role not in _ROLES:
        raise ReaderError(f"role {role!r} is not one of {', '.join(sorted(_ROLES))}", line)
    aliases = tuple(
        alias.strip()[:_LONGEST] for alias in cells.get("aliases", "").split(";") if alias.strip()
    )
    return Person(
        cells["name"],
        _ROLES[role],
        cells.get("group") or None,
        cells.get("organisation") or None,
        aliases,
    )
