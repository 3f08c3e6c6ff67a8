"""The models that a reader may look at: the library and the forum's own."""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256

from django.http import Http404
from django.utils.translation import gettext as _

from isegoria.library import library, model, source_of
from isegoria.rules.language import Model
from isegoria.rules.loading import read_model_file
from isegoria.server.processes.models import ModelInUse

__all__ = [
    "all_models", "every_version", "model_named", "model_or_404", "models_in_versions", "named_with_text", "of_library",
    "own_models", "searched", "text_of", "versions_of",
]  # fmt: skip


@lru_cache(maxsize=64)
def _read(text: str) -> Model:
    return read_model_file(text, "model")[0][0]


def own_models() -> list[Model]:
    """Return the latest version of each model that the forum put into use."""
    latest: dict[str, ModelInUse] = {}
    for row in ModelInUse.objects.all():  # the newest version of each comes first
        latest.setdefault(row.model_id, row)
    return [_read(row.text) for row in latest.values()]


def all_models() -> list[Model]:
    """Return the forum's own models, then the library."""
    return [*own_models(), *library().values()]


def every_version() -> list[Model]:
    """Return every version of the forum's own models, the newest first, then the library."""
    return [*(_read(row.text) for row in ModelInUse.objects.all()), *library().values()]


def model_named(written: str) -> Model:
    """Return a model by id and version, as `id@version`; the latest version without one. Nothing else is there: 404."""
    name, _at, version = written.partition("@")
    found = model_or_404(name) if not version else None
    if found is None and version.isdecimal() and len(version) < 9:
        known = library().get(name)
        found = known if known is not None and known.version == int(version) else model_or_404(name, int(version))
    return found if found is not None else model_or_404("")


def model_or_404(name: str, version: int | None = None) -> Model:
    """Return a model by id, the latest version where none is asked for."""
    if version is None and (kept := of_library(name)) is not None:
        return kept
    rows = ModelInUse.objects.filter(model_id=name)
    row = (rows if version is None else rows.filter(version=version)).first()
    if row is None:
        raise Http404(_("There is no process model with this id and version."))
    return _read(row.text)


def of_library(name: str) -> Model | None:
    """Return a model of the library; only the file that has it is read."""
    try:
        return model(name)
    except KeyError:
        return None


def models_in_versions(wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Model]:
    """Return models by id and version, all with one query.

    Raises:
        Http404: there is no such model.
    """
    found = {}
    own = set()
    for name, version in set(wanted):
        kept = of_library(name)
        if kept is not None and kept.version == version:
            found[name, version] = kept
        else:
            own.add((name, version))
    rows = ModelInUse.objects.filter(model_id__in={name for name, _version in own}) if own else []
    found |= {(row.model_id, row.version): _read(row.text) for row in rows if (row.model_id, row.version) in own}
    if own - found.keys():
        raise Http404(_("There is no process model with this id and version."))
    return found


def text_of(model: Model) -> str:
    """Return the file that has the model."""
    if model.id in library():
        return source_of(model.id)
    return ModelInUse.objects.get(model_id=model.id, version=model.version).text


def named_with_text(model: Model) -> str:
    """Return what a page names that shows a model: id, version, and the fingerprint of the text that it showed."""
    return f"{model.id}@{model.version} {sha256(text_of(model).encode()).hexdigest()}"


def versions_of(name: str) -> list[ModelInUse]:
    """Return the versions that were put into use, the newest first."""
    return list(ModelInUse.objects.filter(model_id=name))


def searched(models: Iterable[Model], words: str) -> list[Model]:
    """Return the models in which every word stands, in id, title, summary, groups or outcomes."""
    wanted = words.lower().split()
    return [one for one in models if all(word in _searchable(one) for word in wanted)]


def _searchable(model: Model) -> str:
    titles = [part.title for kept in (model.groups, model.offices, model.stages, model.outcomes) for part in kept.values()]
    return " ".join([model.id, model.title, model.summary, *titles]).lower()
