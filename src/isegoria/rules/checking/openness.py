"""What people can read before it is decided, and what is looked at again afterwards."""

from isegoria.rules.checking.flow import Found
from isegoria.rules.checking.ways import reached, ways_of
from isegoria.rules.language.model import Exit, Model
from isegoria.terms import gettext_noop

__all__ = ["never_looked_at_again", "no_sunset", "nothing_published"]


def nothing_published(model: Model) -> Found:
    """Yield deciding stages before which nothing has to be published."""
    publishing = [name for name, stage in model.stages.items() if stage.deliverables]
    behind = reached(ways_of(model), publishing)
    for name, stage in model.stages.items():
        deciding = any(way.outcome and _decides(model, way) for way in stage.exits.values())
        if deciding and name not in behind:
            message = gettext_noop(
                "It is decided in “{stage}”, and nothing has to be published before."
            )
            yield name, message, {"stage": stage.title}


def _decides(model: Model, way: Exit) -> bool:
    return way.outcome is not None and model.outcomes[way.outcome].force != "none"


def never_looked_at_again(model: Model) -> Found:
    """Yield outcomes with force that have no follow-up."""
    for name, outcome in model.outcomes.items():
        if outcome.force != "none" and not outcome.follow_up:
            message = gettext_noop("Nobody has to look at “{outcome}” again.")
            yield f"outcomes/{name}", message, {"outcome": outcome.title}


def no_sunset(model: Model) -> Found:
    """Yield emergencies that never end."""
    for name, one in model.emergencies.items():
        if one.sunset is None:
            yield f"emergencies/{name}", gettext_noop("The way round the rules has no end."), {}
