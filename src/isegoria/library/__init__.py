"""Process models as data, and their one loader."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType

from isegoria.rules.language.loading import read_model_file
from isegoria.rules.language.model import Model

__all__ = ["FILES", "digest_of", "library", "model", "models_of_text", "read_from", "source_of"]

_files: dict[str, str] = {}
FILES: Mapping[str, str] = MappingProxyType(_files)
"""The text of each file by the id of its model."""


def read_from(folder: Traversable | None = None) -> None:
    """Take the models from the files of a folder, from now on; from those of the library where none
    is named.

    A release of the library is such a folder, so an upgrade can be tried.
    """
    there = sorted((folder or resources.files(__name__)).iterdir(), key=lambda one: one.name)
    texts = {
        one.name.removesuffix(".yaml"): one.read_text("utf-8")
        for one in there
        if one.name.endswith(".yaml")
    }
    _files.clear()
    _files.update(texts)
    for kept in (library, _file_of, _by_digest):
        kept.cache_clear()


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text of rules, by which it is known for ever: of its UTF-8 bytes as
    they are, in hexadecimal.
    """
    return sha256(text.encode()).hexdigest()


@cache
def library() -> Mapping[str, Model]:
    """Return all models by id, each file's variants behind it.

    Raises:
        Faults: a file of the library is wrong.
    """
    return MappingProxyType({one.id: one for name in FILES for one in _models_of(name)})


def model(name: str) -> Model:
    """Return a model of the library; only the file that has it is read.

    Raises:
        KeyError: there is none of this id.
    """
    return next(one for one in _models_of(_file_of(name)) if one.id == name)


def models_of_text(digest: str) -> tuple[Model, ...]:
    """Return the models of the file with this very text; nothing where the library has no such text
    (any more).
    """
    file = _by_digest().get(digest)
    return _models_of(file) if file is not None else ()


def source_of(name: str) -> str:
    """Return the text of the file that has the model.

    Raises:
        KeyError: there is none of this id.
    """
    return FILES[_file_of(name)]


def _models_of(file: str) -> tuple[Model, ...]:
    return _read(FILES[file], f"{file}.yaml")


@cache
def _read(text: str, file: str) -> tuple[Model, ...]:
    return tuple(one for one, _ in read_model_file(text, file))


@cache
def _by_digest() -> Mapping[str, str]:
    return {digest_of(text): file for file, text in FILES.items()}


@cache
def _file_of(name: str) -> str:
    if name in FILES:
        return name
    for file, text in FILES.items():
        if f"\n  {name}:" in text and any(one.id == name for one in _models_of(file)):
            return file
    raise KeyError(name)


read_from()
