"""Process models as data, and their one loader."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from isegoria.rules.language import Model
from isegoria.rules.loading import read_model_file

__all__ = ["FILES", "library", "model", "source_of"]

FILES: Mapping[str, str] = MappingProxyType(
    {
        one.name.removesuffix(".yaml"): one.read_text("utf-8")
        for one in sorted(resources.files(__name__).iterdir(), key=lambda one: one.name)
        if one.name.endswith(".yaml")
    }
)
"""The text of each file by the id of its model."""


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


def source_of(name: str) -> str:
    """Return the text of the file that has the model.

    Raises:
        KeyError: there is none of this id.
    """
    return FILES[_file_of(name)]


@cache
def _models_of(file: str) -> tuple[Model, ...]:
    return tuple(one for one, _ in read_model_file(FILES[file], f"{file}.yaml"))


@cache
def _file_of(name: str) -> str:
    if name in FILES:
        return name
    for file, text in FILES.items():
        if f"\n  {name}:" in text and any(one.id == name for one in _models_of(file)):
            return file
    raise KeyError(name)
