"""Names that other models have to know: the rules by which a process beside this one runs, and how
it can end.
"""

from collections.abc import Mapping

from isegoria.rules.checking.flow import Found
from isegoria.rules.checking.naming import unknown
from isegoria.rules.checking.walking import walked
from isegoria.rules.language import conditions as said
from isegoria.rules.language.model import Model

__all__ = ["Models", "names_models", "unknown_models", "unknown_outcomes"]

Models = Mapping[str, Model]
"""The models that rules can name, by id."""
_STATES = ("ended", "running")


def names_models(model: Model) -> bool:
    """Return whether any other process says by which model it runs."""
    return any(one.model is not None for one in model.processes.values())


def unknown_models(model: Model, others: Models) -> Found:
    """Yield processes that run by a model which is not there."""
    for name, one in model.processes.items():
        if one.model is not None and one.model != model.id and one.model not in others:
            yield ("processes", name, "model"), *unknown(one.model, others)


def unknown_outcomes(model: Model, others: Models) -> Found:
    """Yield ends of other processes that their models do not have. They can never come about."""
    known = {**others, model.id: model}
    for path, one in walked(model):
        if isinstance(one, said.Process):
            other = known.get(model.processes[one.process].model or "")
            ends = (*other.outcomes, *_STATES) if other is not None else one.is_
            for end in one.is_:
                if end not in ends:
                    yield (*path, "is"), *unknown(end, ends)
