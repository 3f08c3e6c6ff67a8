"""Files that may be packed with gzip, as archives of mailing lists are: what is in them, if that is
not too much.
"""

import gzip
import io
import zlib

from isegoria.readers.values import ReaderError

__all__ = ["unpacked"]

_MOST = 500_000_000  # bytes; a few kilobytes can unpack to more than any memory has


def unpacked(data: bytes, most: int = _MOST) -> bytes:
    """Return the bytes, unpacked where they are packed.

    Raises:
        ReaderError: they are packed and broken, or more than `most` when unpacked.
    """
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        found = gzip.GzipFile(fileobj=io.BytesIO(data)).read(most + 1)
    except (OSError, EOFError, zlib.error) as fault:
        raise ReaderError(
            f"it is packed with gzip and cannot be unpacked ({fault}); fetch it again"
        ) from None
    if len(found) > most:
        raise ReaderError(f"unpacked it has more than {most:,} bytes; split it into several files")
    return found
