"""The folder of a forum is its owner's alone: others on the machine do not read what is in it."""

from collections.abc import Iterator
from pathlib import Path

from isegoria.server.configuration import DATABASE, KEY
from isegoria.server.readiness import NotReady

__all__ = ["take_for_owner"]

_OTHERS = 0o077
_SECRET = (KEY, DATABASE, "mail", "backups", "faults", "marks")
"""What has words of people or lets somebody in; styles can be read by everybody."""


def take_for_owner(home: Path) -> list[str]:
    """Take the rights of others away from the folder and from what is secret in it.

    Returns:
        What was changed, in a sentence; nothing where all was right.

    Raises:
        NotReady: the folder or a file belongs to another user, so that it cannot be changed.
    """
    changed = 0
    for path in _paths(home):
        mode = path.lstat().st_mode & 0o777
        if path.is_symlink() or not mode & _OTHERS:
            continue
        try:
            path.chmod(mode & ~_OTHERS)
        except OSError as fault:
            raise NotReady(
                [
                    f"Others on this machine can read {path}, and that cannot be changed:"
                    f" {fault.strerror}. Run “chmod -R go= {home}” as its owner."
                ]
            ) from None
        changed += 1
    if not changed:
        return []
    return [f"Others on this machine could read the data in {home}. Now only its owner can."]


def _paths(home: Path) -> Iterator[Path]:
    if not home.is_dir():
        return
    yield home
    for path in sorted(home.iterdir()):
        if path.name.startswith(_SECRET):
            yield path
            yield from sorted(path.rglob("*")) if path.is_dir() and not path.is_symlink() else ()
