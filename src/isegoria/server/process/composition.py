"""How those who hold an office are made up, when somebody gets a seat."""

from collections import Counter

from isegoria.decisions.composition import Composition, Limit
from isegoria.rules.facts.refusing import title_of
from isegoria.rules.facts.voters import organisation_key
from isegoria.rules.language.model import Model
from isegoria.server.people.models import Participant
from isegoria.server.process import refusals
from isegoria.server.process.employers import works_for
from isegoria.server.process.facts import model_of
from isegoria.server.process.members import groups_held
from isegoria.server.process.models import Chunk, Process, Seat
from isegoria.terms import Refusal

__all__ = ["made_up_wrong"]


def made_up_wrong(
    process: Process, holder: str, seated: Participant, chunk: Chunk | None
) -> Refusal | None:
    """Refuse a seat by which an office would have too many of a group or an organisation, or by
    which those who are needed could find none any more.
    """
    model = model_of(process)
    office = model.offices.get(holder)
    if office is None or not office.composition:
        return None
    held = Seat.objects.filter(process=process, holder=holder, chunk=chunk, until_at=None)
    people = [*held.values_list("participant", flat=True), seated.pk]
    of = _categories(model, process, people)
    there = Counter(one for pk in people[:-1] for one in of[str(pk)])
    mine = str(seated.pk)
    organisations = tuple(one for one in of[mine] if one not in model.groups)
    limits = tuple(
        Limit(one.groups or organisations, one.at_least or 0, one.most(office.seats))
        for one in office.composition.values()
    )
    mix = Composition(limits, of, there)
    for limit in limits:
        for kind in limit.categories:
            if limit.most is not None and kind in of[mine] and there[kind] >= limit.most:
                return refusals.TOO_MANY_OF_A_KIND.refuse(
                    kind=title_of(model, kind),
                    number=there[kind],
                    holder=office.title,
                    most=limit.most,
                )
    if mix.fits([mine], office.seats - len(people)):
        return None
    kinds = ", ".join(title_of(model, one) for one in mix.lacking([mine]))
    return refusals.SEATS_FOR_OTHERS.refuse(holder=office.title, kinds=kinds)


def _categories(model: Model, process: Process, people: list[int]) -> dict[str, set[str]]:
    """Return to which groups of the model and for which organisations each of these people are."""
    employers = works_for(people, process)
    return {
        str(pk): {
            *(
                around
                for own in groups_held(process, model, pk)
                for around in model.chain.get(own, ())
            ),
            *(organisation_key(one) for one in employers[pk]),
        }
        for pk in people
    }
