"""The rules that processes keep: found by the SHA-256 of their text, read from that text alone."""

from collections.abc import Iterable, Mapping

from isegoria.library import digest_of, models_of_text
from isegoria.rules.language.loading import Faults, read_model_file
from isegoria.rules.language.model import Model
from isegoria.server.rulebooks.models import RulesText

__all__ = [
    "Models",
    "UnreadableRulesError",
    "keep",
    "kept_text",
    "read_rules",
    "rules_in",
    "rules_of",
]

Models = Mapping[str, Model]
"""The model of a file and its variants, by id."""

_read: dict[str, Models] = {}
"""Texts that were read already.

A forum has few that differ, and they never change, so that none has to go.
"""


class UnreadableRulesError(Exception):
    """The text of rules is not there, is not the one that was kept, or this version cannot read it;
    the message says which.
    """


def keep(text: str) -> str:
    """Keep the text, once however many processes run by it; return its SHA-256."""
    digest = digest_of(text)
    RulesText.objects.get_or_create(digest=digest, defaults={"text": text})
    return digest


def kept_text(digest: str) -> str:
    """Return the text with this SHA-256.

    Raises:
        UnreadableRulesError: it is not there, or was changed.
    """
    text = RulesText.objects.filter(pk=digest).values_list("text", flat=True).first()
    if text is None:
        raise UnreadableRulesError(f"the text with the SHA-256 {digest} is not in the database")
    if digest_of(text) != digest:
        raise UnreadableRulesError(
            f"the text was changed: its SHA-256 is {digest_of(text)}, and that of the rules is"
            f" {digest}"
        )
    return text


def rules_of(digest: str, name: str) -> Model:
    """Return a model as the text with this SHA-256 has it.

    Raises:
        UnreadableRulesError: the text cannot be read, or has no such model.
    """
    read = _read.get(digest) or _read.setdefault(digest, _of(digest))
    if name not in read:
        raise UnreadableRulesError(f"the text has no model “{name}”")
    return read[name]


def rules_in(digests: Iterable[str]) -> None:
    """Read the texts that were not read before, all with one query; none where all were."""
    fresh = [one for one in set(digests) if one not in _read and not models_of_text(one)]
    for row in RulesText.objects.filter(pk__in=fresh) if fresh else ():
        if digest_of(row.text) == row.digest:
            _read[row.digest] = read_rules(row.text)


def read_rules(text: str) -> Models:
    """Return the models of a text; where the library has it word for word, those that were read
    already.

    Raises:
        UnreadableRulesError: this version of the language does not know what it says.
    """
    if of_library := models_of_text(digest_of(text)):
        return {one.id: one for one in of_library}
    try:
        return {one.id: one for one, _places in read_model_file(text, "rules")}
    except Faults as faults:
        raise UnreadableRulesError(
            f"this version of Isegoria cannot read the text: {faults.faults[0]}"
        ) from None


def _of(digest: str) -> Models:
    return {one.id: one for one in models_of_text(digest)} or read_rules(kept_text(digest))
