"""Every rule of a model as a sentence that a delegate understands, each with its address, in the
language of the reader.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from isegoria.rules.facts.lacking import Missing
from isegoria.rules.language import conditions as said
from isegoria.rules.language.elements import Appeal, Group, Mix, Office, Outcome
from isegoria.rules.language.model import Deliverable, Model
from isegoria.rules.language.scalars import Part
from isegoria.rules.telling.clauses import condition, is_asked_once
from isegoria.rules.telling.phrases import (
    ENGLISH,
    Language,
    Translate,
    Words,
    every,
    listed,
    named,
    number,
    plain,
    span,
    titled,
    words_of,
)
from isegoria.rules.telling.stages import Sentence, of_a_stage, told

__all__ = [
    "Chapter",
    "Sentence",
    "audited_first",
    "counted",
    "explain",
    "force_name",
    "say_missing",
]


@dataclass(frozen=True, slots=True)
class Chapter:
    """The sentences about one stage, or about the model as a whole."""

    title: str
    rule: str
    sentences: tuple[Sentence, ...]


def explain(model: Model, language: Language = ENGLISH) -> list[Chapter]:
    """Return the whole model in words, stage by stage."""
    words = words_of(model, language)
    _ = words.translate
    chapters = [Chapter(_("Who takes part"), f"{model.id}/groups", tuple(_people(words)))]
    for name, stage in model.stages.items():
        here = replace(words, stage=name)
        chapters.append(Chapter(stage.title, f"{model.id}/{name}", tuple(of_a_stage(stage, here))))
    last = [
        *_advice(words),
        *_appeals(words),
        *_recusals(words),
        *_emergencies(words),
        *_outcomes(words),
        *_again(words),
    ]
    return [
        *chapters,
        Chapter(
            _("What comes out, and what can be done about it"), f"{model.id}/outcomes", tuple(last)
        ),
    ]


def counted(chapters: Iterable[Chapter]) -> tuple[int, int]:
    """Return how many rules are confirmed, and how many there are."""
    sentences = [one for chapter in chapters for one in chapter.sentences]
    return sum(one.confirmed for one in sentences), len(sentences)


def audited_first(models: Iterable[Model]) -> list[Model]:
    """Return the models that were audited, then the others, each in their order."""
    return sorted(models, key=lambda one: one.audit is None)


def say_missing(model: Model, one: Missing | Deliverable, language: Language = ENGLISH) -> str:
    """Return what a way out still needs, with its numbers: “Environmental chamber: 5 of 9, 1 more
    needed”.
    """
    words = Words(model, language)
    _ = words.translate
    if isinstance(one, Deliverable):
        return _("“{title}” is not published yet").format(title=one.title)
    numbers = ""
    if isinstance(one.condition, said.ShareOf | said.Count) and one.number is not None:
        numbers = _numbers(one, words)
        if one.group:
            return numbers
    stage = next(
        (name for name in model.stages if _stands_in(one.condition, model.stages[name])),
        model.starts,
    )
    here = replace(words, stage=stage)
    if is_asked_once(one.condition):
        return _("Waits for: {title}").format(title=titled(one.condition.triggered, here))
    clause = condition(one.condition, here)
    if numbers:
        return _("Waits until {clause} ({numbers})").format(clause=clause, numbers=numbers)
    if one.until is not None:
        return _("Waits until {clause} (on {day})").format(
            clause=clause, day=language.day(one.until)
        )
    return _("Waits until {clause}").format(clause=clause)


def _stands_in(wanted: object, part: object) -> bool:
    """Return whether a condition is a part of this part of the model."""
    if part is wanted:
        return True
    if isinstance(part, dict):
        return any(_stands_in(wanted, one) for one in part.values())
    if isinstance(part, tuple):
        return any(_stands_in(wanted, one) for one in part)
    return isinstance(part, Part) and any(
        _stands_in(wanted, getattr(part, name)) for name in type(part).model_fields
    )


def _numbers(one: Missing, words: Words) -> str:
    _ = words.translate
    where = f"{named(one.group, words)}: " if one.group else ""
    text = (
        _("{where}{number} of {base}")
        if isinstance(one.condition, said.ShareOf)
        else _("{where}{number}")
    )
    told_ = text.format(where=where, number=number(one.number or Fraction(), words), base=one.base)
    if not one.needed:
        return told_
    more = (
        _("{told}, {needed} too many")
        if one.condition.bound.upper
        else _("{told}, {needed} more needed")
    )
    return more.format(told=told_, needed=one.needed)


def _people(words: Words) -> Iterator[Sentence]:
    _ = words.translate
    for name, group in words.model.groups.items():
        yield told(words, group, "groups", name)(_group(group, words))
    for name, office in words.model.offices.items():
        yield told(words, office, "offices", name)(_office(office, words))
    for name, form in words.model.disclosures.items():
        text = (
            _("{title} is public and a condition of taking part")
            if form.condition
            else _("{title} is asked for")
        )
        yield told(words, form, "disclosures", name)(text.format(title=form.title))


def _group(group: Group, words: Words) -> str:
    _ = words.translate
    text = group.title
    if group.within:
        text = _("{title} is a part of {parent}").format(
            title=text, parent=named(group.within, words)
        )
    if group.weight is not None:
        text = _("{text}; it weighs {weight}").format(text=text, weight=group.weight)
    if group.seats is not None:
        text = _("{text}; {seats} seats").format(text=text, seats=group.seats)
    return _("{text}; affected by the outcome").format(text=text) if group.affected else text


def _mix(mix: Mix, seats: int, words: Words) -> str:
    """Return how those who hold an office are made up."""
    _ = words.translate
    groups = listed((named(one, words) for one in mix.groups), words)
    most = mix.most(seats)
    if mix.of_one is not None:
        return _("at most {most} of one organisation").format(most=most)
    if most is None:
        return _("at least {least} of each of {groups}").format(least=mix.at_least, groups=groups)
    if mix.at_least is None:
        return _("at most {most} of each of {groups}").format(most=most, groups=groups)
    return _("at least {least} and at most {most} of each of {groups}").format(
        least=mix.at_least, most=most, groups=groups
    )


def _office(office: Office, words: Words) -> str:
    _, ngettext = words.translate, words.plural
    text = _("{title} ({chosen})").format(title=office.title, chosen=_chosen(office.chosen, words))
    if office.by:
        text = _("{text}, by {by}").format(
            text=text, by=named(office.by, words) if " " not in office.by else office.by
        )
    if office.term:
        text = _("{text}, for {term}").format(text=text, term=span(office.term, words))
    if office.terms:
        more = ngettext(
            "{text}, at most {terms} term in a row",
            "{text}, at most {terms} terms in a row",
            office.terms,
        )
        text = more.format(text=text, terms=office.terms)
    if office.review:
        text = _("{text}; reviewed {often}").format(text=text, often=every(office.review, words))
    for mix in office.composition.values():
        text = _("{text}; {limit}").format(text=text, limit=_mix(mix, office.seats, words))
    if office.room == "closed":
        text = _("{text}; {more}").format(text=text, more=_closed_room(words))
    return text


def _closed_room(words: Words) -> str:
    _ = words.translate
    return _("closed room: who is in it and what they decide is public, what they say is sealed")


def _chosen(how: str, words: Words) -> str:
    _ = words.translate
    return {
        "elected": _("elected"),
        "appointed": _("appointed"),
        "drawn": _("drawn by lot"),
        "volunteers": _("volunteers"),
        "by_interest": _("by expression of interest"),
        "by_right": _("by right"),
    }[how]


def _advice(words: Words) -> Iterator[Sentence]:
    _ = words.translate
    duties = {
        "none": _("there is no duty"),
        "consider": _("it must be considered"),
        "answer": _("it must be answered"),
        "negotiate": _("a solution must be sought"),
    }
    for name, advice in words.model.advice.items():
        kinds = "; ".join(
            f"{kind.replace('_', ' ')}: {duties[one.duty]}" for kind, one in advice.kinds.items()
        )
        text = _("{title}, from {by} to {to}: {kinds}")
        yield told(words, advice, "advice", name)(
            text.format(
                title=advice.title,
                by=named(advice.by, words),
                to=named(advice.to, words),
                kinds=kinds,
            )
        )


def _appeals(words: Words) -> Iterator[Sentence]:
    _, ngettext = words.translate, words.plural
    effects = {
        "annul": _("may annul it, not replace it"),
        "remand": _("may send it back"),
        "substitute": _("may decide instead"),
        "advise": _("may advise"),
    }
    for name, level in words.model.appeals.items():
        who = listed((named(one, words) for one in level.by), words, either=True)
        text = _("{title}: {who} may appeal to {to}").format(
            title=level.title, who=who, to=named(level.to, words)
        )
        if level.within:
            text = _("{text}, within {span}").format(text=text, span=span(level.within, words))
        if level.supporters:
            more = ngettext(
                "{text}, with {number} supporter",
                "{text}, with {number} supporters",
                level.supporters,
            )
            text = more.format(text=text, number=level.supporters)
        text = _("{text}; it {effect}").format(text=text, effect=effects[level.effect])
        for more in _panel(level, words):
            text = _("{text}; {more}").format(text=text, more=more)
        yield told(words, level, "appeals", name)(text)


def _panel(level: Appeal, words: Words) -> Iterator[str]:
    """Yield how many of a panel decide, and what follows when its time is over."""
    _, office = words.translate, words.model.offices.get(level.to)
    if office is None or office.seats > 1:
        yield {
            "majority": _("more than half of its members have to vote the same"),
            "unanimous": _("all of its members have to vote the same"),
            "one": _("one of its members decides alone"),
        }[level.decides]
    if level.answer is not None:
        yield {
            "upheld": _("without a decision within {span} the appeal is upheld"),
            "dismissed": _("without a decision within {span} the appeal is dismissed"),
            "records_breach": _("without a decision within {span} the record says that it is late"),
        }[level.silence].format(span=span(level.answer, words))


def _recusals(words: Words) -> Iterator[Sentence]:
    _ = words.translate
    for name, rule in words.model.recusals.items():
        text = rule.title
        if rule.replaced_by:
            text = _("{text}; {instead} sits instead").format(
                text=text, instead=named(rule.replaced_by, words)
            )
        yield told(words, rule, "recusals", name)(text)


def _emergencies(words: Words) -> Iterator[Sentence]:
    _ = words.translate
    for name, one in words.model.emergencies.items():
        text = _("{title}: {by}, where {ground}").format(
            title=one.title, by=named(one.by, words), ground=one.ground
        )
        if one.sunset:
            text = _("{text}; it ends after {span}").format(text=text, span=span(one.sunset, words))
        yield told(words, one, "emergencies", name)(text)


def _outcomes(words: Words) -> Iterator[Sentence]:
    for name, outcome in words.model.outcomes.items():
        yield told(words, outcome, "outcomes", name)(_outcome(outcome, words))


def _outcome(outcome: Outcome, words: Words) -> str:
    _ = words.translate
    text = _("{title}: {force}").format(title=outcome.title, force=force_name(outcome.force, _))
    if outcome.binds:
        text = _("{text}; for {groups}").format(
            text=text, groups=listed((named(one, words) for one in outcome.binds), words)
        )
    if outcome.ratified_by:
        text = _("{text}; needs {by}").format(text=text, by=outcome.ratified_by)
    if outcome.minority_statements:
        text = _("{text}; dissent may be filed for {span}").format(
            text=text, span=span(outcome.minority_statements, words)
        )
    if outcome.follow_up:
        spans = listed((span(one, words) for one in outcome.follow_up), words)
        text = _("{text}; looked at again after {spans}").format(text=text, spans=spans)
    return text


def force_name(force: str, _: Translate = plain) -> str:
    """Return the force of an outcome in words."""
    return {
        "binding": _("binding"),
        "contract": _("binding by contract"),
        "treaty": _("a treaty"),
        "law": _("law"),
        "recommendation": _("a recommendation"),
        "message": _("a message"),
        "report": _("a report"),
        "options": _("options"),
        "allocation": _("an allocation"),
        "advice": _("advice"),
        "standard": _("a voluntary standard"),
        "input": _("input"),
        "none": _("without force"),
    }[force]


def _again(words: Words) -> Iterator[Sentence]:
    _ = words.translate
    again = words.model.recurrence
    if again is None:
        return
    text = (
        _("the same question can come back")
        if again.repeat == "allowed"
        else _("the same question cannot come back")
    )
    if again.every:
        text = _("{text}; it comes round {often}").format(
            text=text, often=every(again.every, words)
        )
    yield told(words, again, "recurrence")(text)
