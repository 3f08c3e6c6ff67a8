"""The models that a reader may look at: the library and the forum's own."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from typing import NoReturn

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from isegoria.library import library, model, source_of
from isegoria.rules.checking.beside import names_models
from isegoria.rules.language.loading import Faults, read_model_file
from isegoria.rules.language.model import Model
from isegoria.server.rulebooks.kept import kept_text, rules_of
from isegoria.server.rulebooks.models import ModelInUse, RulesText

__all__ = [
    "all_models",
    "beside",
    "is_own",
    "is_there",
    "model_named",
    "model_or_404",
    "named_with_text",
    "of_library",
    "own_models",
    "searched",
    "text_of",
    "to_begin_with",
    "versions_of",
]


@lru_cache(maxsize=64)
def _read(text: str) -> Model:
    return read_model_file(text, "model")[0][0]


def own_models() -> list[Model]:
    """Return the latest version of each model that the forum put into use."""
    latest: dict[str, ModelInUse] = {}
    for row in ModelInUse.objects.all():  # the newest version of each comes first
        latest.setdefault(row.model_id, row)
    return _readable(latest.values())


def _readable(rows: Iterable[ModelInUse]) -> list[Model]:
    """Return the models of these rows; a text that this version cannot read keeps no page from
    being shown.
    """
    found = []
    for row in rows:
        with suppress(Faults):
            found.append(_read(row.text))
    return found


def all_models() -> list[Model]:
    """Return the forum's own models, then the library."""
    return [*own_models(), *library().values()]


def beside(asking: Model) -> Mapping[str, Model]:
    """Return the models that rules can name, by id; nothing where these name none."""
    return {one.id: one for one in all_models()} if names_models(asking) else {}


def to_begin_with(shown: Model) -> list[Model]:
    """Return the models that are offered for a process: every version of the forum's own, the
    newest first, then what was audited of the library. What is shown was chosen, so it is there.
    """
    own = _readable(ModelInUse.objects.all())
    audited = [one for one in library().values() if one.audit is not None or one == shown]
    return [*own, *sorted(audited, key=lambda one: one.audit is None)]


def model_named(written: str) -> Model:
    """Return a model by id and version, as `id@version`, for a process that begins; the latest
    version without one.

    Raises:
        Http404: it is not in use; rules that only running processes keep are not either.
    """
    name, _at, version = written.partition("@")
    asked = int(version) if version.isdecimal() and len(version) < 9 else None
    found = _in_use(name, asked) if asked is not None or not version else None
    return found if found is not None else _absent()


def model_or_404(name: str, version: int | None = None) -> Model:
    """Return a model by id, the latest version where none is asked for; also one that only
    processes know that run by it.
    """
    found = _in_use(name, version) or _kept(name, version)
    return found if found is not None else _absent()


def is_there(name: str) -> bool:
    """Return whether a model has a page."""
    return (_in_use(name, None) or _kept(name, None)) is not None


def of_library(name: str) -> Model | None:
    """Return a model of the library; only the file that has it is read."""
    try:
        return model(name)
    except KeyError:
        return None


def is_own(name: str) -> bool:
    """Return whether the forum put a model of this id into use; the library has other ids."""
    return ModelInUse.objects.filter(model_id=name).exists()


def text_of(model: Model) -> str:
    """Return the file that has this very model, and not another that is called so.

    Raises:
        LookupError: there is none.
    """
    if of_library(model.id) == model:
        return source_of(model.id)
    row = ModelInUse.objects.filter(model_id=model.id, version=model.version).first()
    if row is not None and model in _readable([row]):
        return row.text
    for digest in _digests(model.id, model.version):
        if rules_of(digest, model.id) == model:
            return kept_text(digest)
    raise LookupError(f"no text has these rules: {model.id}, version {model.version}")


def _in_use(name: str, version: int | None) -> Model | None:
    """Return a model that a process can begin with."""
    of_ours = of_library(name)
    if of_ours is not None and version in {None, of_ours.version}:
        return of_ours
    rows = ModelInUse.objects.filter(model_id=name)
    row = (rows if version is None else rows.filter(version=version)).first()
    return next(iter(_readable([row])), None) if row is not None else None


def _kept(name: str, version: int | None) -> Model | None:
    """Return a model as the youngest process keeps it, in the latest version where none is asked
    for.
    """
    digest = _digests(name, version).first()
    return rules_of(digest, name) if digest is not None else None


def _digests(name: str, version: int | None) -> QuerySet[RulesText, str]:
    texts = RulesText.objects.filter(processes__model_id=name)
    if version is not None:
        texts = texts.filter(processes__model_version=version)
    return texts.order_by("-processes__model_version", "-processes__number").values_list(
        "digest", flat=True
    )


def _absent() -> NoReturn:
    raise Http404(_("There is no process model with this id and version."))


def named_with_text(model: Model) -> str:
    """Return what a page names that shows a model: id, version, and the fingerprint of the text
    that it showed.
    """
    return f"{model.id}@{model.version} {sha256(text_of(model).encode()).hexdigest()}"


def versions_of(name: str) -> list[ModelInUse]:
    """Return the versions that were put into use, the newest first."""
    return list(ModelInUse.objects.filter(model_id=name))


def searched(models: Iterable[Model], words: str) -> list[Model]:
    """Return the models in which every word stands, in id, title, summary, groups or outcomes."""
    wanted = words.lower().split()
    return [one for one in models if all(word in _searchable(one) for word in wanted)]


def _searchable(model: Model) -> str:
    titles = [
        part.title
        for kept in (model.groups, model.offices, model.stages, model.outcomes)
        for part in kept.values()
    ]
    return " ".join([model.id, model.title, model.summary, *titles]).lower()
