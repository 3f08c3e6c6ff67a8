"""E-mail addresses in what people wrote: they tell people apart, and are shown nowhere."""

import re

__all__ = ["HIDDEN", "name_without_address", "without_addresses"]

HIDDEN = "…@…"
# only whole words are looked at: a page without a blank costs no more than another
_BEFORE = r"(?<![\w.!#$%&'*+/=?^`{|}~-])"
_ADDRESS = re.compile(_BEFORE + r"[\w.!#$%&'*+/=?^`{|}~-]++@(?:[\w-]+\.)+[^\W\d_]{2,}")
# as Pipermail and careful people write them, where brackets or a scheme show that an address is
# meant
_SPELT = re.compile(
    r"(?<=<)[\w.+-]++\s+(?:at|AT|\(at\)|\[at\])\s+[\w.-]+(?=>)|(?<=mailto:)[^\s()<>\[\]\"']+"
    r"|(?<![\w.+-])[\w.+-]++\s?(?:\(at\)|\[at\])\s?[\w.-]+"
)
_LENGTH = 120  # of a name


def without_addresses(text: str) -> str:
    """Return a text in which every address is hidden; what is no text (NUL, half of a pair) goes
    too.
    """
    clean = text.replace("\0", "").encode("utf-8", "replace").decode()
    return _SPELT.sub(HIDDEN, _ADDRESS.sub(HIDDEN, clean))


def name_without_address(name: str) -> str:
    """Return the name somebody wrote under; empty where it is an address, or was made from one."""
    clean = " ".join(without_addresses(name).split()).strip(" '\"<>()")
    return "" if "@" in clean or _is_spelt_address(clean.split(" ")) else clean[:_LENGTH]


def _is_spelt_address(words: list[str]) -> bool:
    return len(words) == 3 and words[1] == "at" and "." in words[2][1:-1]
