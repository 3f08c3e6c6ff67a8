"""A backup: one file with the database at one moment, the files of the home, and a manifest that
says what they are. It is made while the forum runs.
"""

import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import TypeAdapter

from isegoria.ledger.tree import Checkpoint
from isegoria.server.configuration import DATABASE, Configuration
from isegoria.server.database.dumps import Contents, dump, load, name_of, refuse_used, vendor_of
from isegoria.server.database.lock import alone
from isegoria.server.readiness import NotReady

__all__ = ["Manifest", "back_up", "restore"]

_FORMAT = 1
_MANIFEST, _HOME = "manifest.json", "home"
_LEFT_OUT = frozenset({"backups", "faults", "lock", "mail", "marks", "static"})
"""What is made again, is of one process only, or has to go (the keys of marks); the copies before
upgrades are backups by themselves.
"""
_RESTORING = "restoring-"
_PIECE_BYTES = 2**20
_MIGRATIONS = Path(__file__).parents[1] / "migrations"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a backup, and of which version it is."""

    made_at: str
    version: str
    database: str
    migrations: tuple[str, ...]
    checkpoint: str
    files: dict[str, str]
    """The SHA-256 of each file."""
    format: int = _FORMAT


def back_up(kept: Configuration, target: Path, now: datetime) -> Manifest:
    """Write a backup; `target` is a file that is not there, or a folder.

    Raises:
        NotReady: it could not be written. No half of it is left then.
    """
    home = kept.home.absolute()
    if target.is_dir():
        target /= f"forum-{now:%Y-%m-%dT%H%M%SZ}.tar.gz"
    _refuse_target(target, home)
    partial = target.with_name(f"{target.name}.partial")
    with _written(partial) as file, TemporaryDirectory(dir=target.parent) as folder:
        database = Path(folder) / name_of(vendor_of(kept))
        contents = dump(kept, database)
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive:
            files = {database.name: _add(archive, database.name, database)}
            for path in _of_home(home):
                name = f"{_HOME}/{path.relative_to(home).as_posix()}"
                files[name] = _add(archive, name, path)
            manifest = _manifest(kept, contents, files, now)
            written = json.dumps(asdict(manifest), indent=1).encode()
            archive.addfile(_member(_MANIFEST, len(written)), BytesIO(written))
        file.flush()
        os.fsync(file.fileno())
        partial.replace(target)
    return manifest


def restore(kept: Configuration, source: Path) -> Manifest:
    """Put a backup into a home and a database that are empty.

    Everything is read and compared with the manifest before anything is put into its place.

    Raises:
        NotReady: the backup is of a newer version or was damaged, or there is a forum already.
    """
    home = kept.home.absolute()
    refuse_used(kept)
    try:
        with tarfile.open(source) as archive:
            manifest = _read(archive)
            _refuse(kept, manifest, home)
            with alone(home, 0), TemporaryDirectory(prefix=_RESTORING, dir=home) as made:
                for name, digest in manifest.files.items():
                    _extract(archive, name, digest, Path(made))
                _put(kept, manifest, Path(made), home)
    except tarfile.TarError:
        raise NotReady([f"{source} cannot be restored: it is no backup, or was cut."]) from None
    except (EOFError, OSError, ValueError) as fault:
        said = getattr(fault, "strerror", None) or str(fault) or "it ends too early"
        raise NotReady([f"{source} cannot be restored: {said.rstrip('.')}."]) from None
    return manifest


def _refuse_target(target: Path, home: Path) -> None:
    if target.exists():
        raise NotReady([f"{target} is there already. Nothing was written."])
    if not target.parent.is_dir():
        raise NotReady([f"There is no folder {target.parent}. Nothing was written."])
    if target.absolute().resolve().is_relative_to(home.resolve()):
        raise NotReady(
            [
                f"{target} is inside the folder of the forum. A backup belongs on another disk,"
                " or at least in another folder."
            ]
        )


@contextmanager
def _written(partial: Path) -> Iterator[Any]:
    """Open a file that only its owner can read, and remove it unless it was moved away."""
    try:
        with os.fdopen(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            yield file
    except OSError as fault:
        where = fault.filename or partial
        raise NotReady([f"The backup could not be made: {where}: {fault.strerror}."]) from None
    finally:
        partial.unlink(missing_ok=True)


def _of_home(home: Path) -> Iterator[Path]:
    for path in sorted(home.rglob("*")):
        first = path.relative_to(home).parts[0]
        made_again = first in _LEFT_OUT or first.startswith((DATABASE, _RESTORING))
        if not made_again and path.is_file():
            yield path


def _add(archive: tarfile.TarFile, name: str, path: Path) -> str:
    """Add a file; return its SHA-256, of the bytes that were added."""
    with path.open("rb") as file:
        counted = _Counted(file)
        archive.addfile(_member(name, path.stat().st_size), counted)
    return counted.digest.hexdigest()


class _Counted:
    """A file that notes the SHA-256 of what was read from it."""

    def __init__(self, file: Any) -> None:
        self._file, self.digest = file, sha256()

    def read(self, size: int = -1) -> bytes:
        """Read some of it."""
        found: bytes = self._file.read(size)
        self.digest.update(found)
        return found


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def _manifest(
    kept: Configuration, contents: Contents, files: dict[str, str], now: datetime
) -> Manifest:
    return Manifest(
        f"{now:%Y-%m-%dT%H:%M:%SZ}",
        version("isegoria"),
        vendor_of(kept),
        contents.migrations,
        str(contents.checkpoint),
        files,
    )


def _read(archive: tarfile.TarFile) -> Manifest:
    try:
        file = archive.extractfile(_MANIFEST)
    except KeyError:
        file = None
    if file is None:
        raise ValueError("it has no manifest, so it is not a whole backup")
    try:
        found = json.loads(file.read())
        if found["format"] > _FORMAT:
            raise NotReady([_newer(found["version"])])
        return TypeAdapter(Manifest).validate_python(found)
    except (LookupError, TypeError, ValueError):
        raise ValueError("its manifest cannot be read") from None


def _newer(of: str) -> str:
    return (
        f"This backup is from a newer version of Isegoria, {of}. Nothing was changed. Install that"
        " version, and restore with it."
    )


def _refuse(kept: Configuration, manifest: Manifest, home: Path) -> None:
    known = {path.stem for path in _MIGRATIONS.glob("[0-9]*.py")}
    if set(manifest.migrations) - known:
        raise NotReady([_newer(manifest.version)])
    if manifest.database != vendor_of(kept):
        cure = "Set" if manifest.database == "postgresql" else "Leave out"
        raise NotReady(
            [f"This backup has a database of {manifest.database}. {cure} DATABASE_URL for it."]
        )
    names = [PurePosixPath(one) for one in manifest.files if one != name_of(manifest.database)]
    if any(".." in name.parts or name.parts[0] != _HOME or len(name.parts) < 2 for name in names):
        raise ValueError("it names a file outside of its folder")
    of_home = [home / name.relative_to(_HOME) for name in names]
    for path in (home / DATABASE, *of_home):
        if path.exists():
            raise NotReady(
                [
                    f"There is a forum in {home} already: {path} exists. Nothing was changed."
                    " Restore into an empty folder."
                ]
            )


def _extract(archive: tarfile.TarFile, name: str, digest: str, folder: Path) -> None:
    try:
        source = archive.extractfile(name)
    except KeyError:
        source = None
    if source is None:
        raise ValueError(f"{name} is missing in it")
    target = folder / name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = sha256()
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while piece := source.read(_PIECE_BYTES):
            found.update(piece)
            file.write(piece)
    if found.hexdigest() != digest:
        raise ValueError(f"{name} is not what was backed up")


def _put(kept: Configuration, manifest: Manifest, folder: Path, home: Path) -> None:
    """Put everything into its place: the database last, since with it there is a forum."""
    database = folder / name_of(manifest.database)
    of_home = [path for path in folder.rglob("*") if path.is_file() and path != database]
    placed: list[Path] = []
    try:
        for path in of_home:
            target = home / path.relative_to(folder / _HOME)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.replace(target)
            placed.append(target)
        load(kept, database, Checkpoint.read(manifest.checkpoint))
    except BaseException:
        _take_away(placed, home)
        raise


def _take_away(placed: list[Path], home: Path) -> None:
    """Remove files again, and the folders that were made for them."""
    for path in placed:
        with suppress(OSError):
            path.unlink()
            for folder in path.parents:
                if folder == home:
                    break
                folder.rmdir()
