"""Bytes into text, and the encoding said aloud when it is not UTF-8."""

import codecs

from isegoria.readers.values import Notice, ReaderError

__all__ = ["decode"]

_SAMPLE = 65_536
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1b\x08"))


def decode(data: bytes) -> tuple[str, str, list[Notice]]:
    """Return the text, the name of its encoding, and what a reader should know about it.

    Raises:
        ReaderError: the source is empty, or no text at all.
    """
    if not data.strip():
        raise ReaderError("the source is empty; captions, WebVTT or SRT as text are needed")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _utf16(data)
    _refuse_binary(data)
    try:
        return data.decode("utf-8"), "utf-8", []
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
    encoding = "cp1252" if any(0x80 <= byte < 0xA0 for byte in data) else "latin-1"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        encoding = "latin-1"
        text = data.decode(encoding)
    return text, encoding, [Notice(line, f"this is not UTF-8; it was read as {encoding}")]


def _utf16(data: bytes) -> tuple[str, str, list[Notice]]:
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError as fault:
        raise ReaderError(
            f"the source begins as UTF-16 and breaks off at byte {fault.start:,}; save it as UTF-8"
        ) from fault
    return text, "utf-16", [Notice(1, "this is not UTF-8; it was read as utf-16")]


def _refuse_binary(data: bytes) -> None:
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls * 100 > len(sample):
        what = (
            "a PDF"
            if data.startswith(b"%PDF")
            else "an archive or office document"
            if data.startswith(b"PK")
            else "binary"
        )
        raise ReaderError(
            f"the source is {what}, not text; export the captions as plain text, WebVTT or SRT"
        )
