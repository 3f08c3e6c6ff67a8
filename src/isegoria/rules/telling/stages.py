"""The rules of a stage as sentences, each with its address."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from isegoria.rules.language.audits import Standing
from isegoria.rules.language.ballots import ByKind
from isegoria.rules.language.elements import Texts
from isegoria.rules.language.model import (
    Ballot,
    Clock,
    Exit,
    Floor,
    Granted,
    Ranked,
    Shortening,
    Stage,
)
from isegoria.rules.language.references import stage_and_name
from isegoria.rules.language.scalars import Right, Said
from isegoria.rules.telling.clauses import condition
from isegoria.rules.telling.phrases import (
    Words,
    clock_title,
    listed,
    named,
    named_event,
    span,
    spelt,
    times,
    titled,
    way_title,
    way_words,
)

__all__ = ["Sentence", "of_a_stage", "right_name", "told"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One rule in words.

    `standing` says how far it can be relied on; `source` where it is written.
    """

    rule: str
    text: str
    standing: Standing = Standing.NOT_AUDITED
    source: str | None = None

    @property
    def confirmed(self) -> bool:
        """Whether it was looked up."""
        return self.standing is Standing.CONFIRMED

    @property
    def unconfirmed(self) -> bool:
        """Whether it is known not to be sure."""
        return self.standing is Standing.UNCONFIRMED


def told(words: Words, part: Said | None, *steps: str) -> Callable[[str], Sentence]:
    """Return a function that makes a sentence of a text about a part."""
    rule = "/".join((words.model.id, *filter(None, (words.stage, *steps))))
    standing = words.model.standing_of(part)
    cited = words.model.cited(part.source if part is not None else None)
    return lambda text: Sentence(rule, _sentence(text, part), standing, cited)


def _sentence(text: str, part: Said | None) -> str:
    text = text[:1].upper() + text[1:]
    notes = [part.note] if part is not None and part.note else []
    return " ".join(one if one.endswith((".", "!", "?")) else f"{one}." for one in (text, *notes))


def right_name(right: Right, words: Words) -> str:
    """Return a right as what one may do."""
    _ = words.translate
    return {
        Right.ATTEND: _("attend"),
        Right.SPEAK: _("speak"),
        Right.READ: _("read"),
        Right.PROPOSE: _("propose"),
        Right.AMEND: _("amend"),
        Right.COMMENT: _("comment"),
        Right.POSITION: _("take a position"),
        Right.OBJECT: _("object"),
        Right.ADVISE: _("advise"),
        Right.DECIDE: _("take part in the decision"),
        Right.TRIGGER: _("set off a step"),
        Right.APPEAL: _("appeal"),
    }[right]


def of_a_stage(stage: Stage, words: Words) -> Iterator[Sentence]:
    """Yield the sentences about a stage, in the order in which people ask: who, when, how, what
    then.
    """
    yield from _rights(stage, words)
    if stage.floor is not None:
        yield told(words, stage.floor, "floor")(_floor(stage.floor, words))
    for name, clock in stage.clocks.items():
        yield told(words, clock, "clocks", name)(_clock(clock, name, words))
    yield from _inputs(stage, words)
    for name, ballot in stage.ballots.items():
        yield told(words, ballot, name)(_ballot(ballot, name, replace(words, ballot=name)))
    yield from _of_offices(stage, words)
    if stage.tied:
        _ = words.translate
        yield told(words, stage, "tied")(
            _("the questions are tied: nothing is closed here until everything is")
        )
    for name, way in stage.exits.items():
        yield told(words, way, name)(_exit(way, name, words))


def _rights(stage: Stage, words: Words) -> Iterator[Sentence]:
    _ = words.translate
    for holder, grants in stage.rights.items():
        rights = listed((_granted(grant, words) for grant in grants), words)
        text = _("{holder}: can {rights}") if grants else _("{holder}: no right here")
        yield told(words, stage, "rights", holder)(
            text.format(holder=named(holder, words), rights=rights)
        )


def _inputs(stage: Stage, words: Words) -> Iterator[Sentence]:
    _ = words.translate
    for name, window in stage.inputs.items():
        text = _("{title}: input from {who}").format(
            title=window.title, who=listed((named(one, words) for one in window.by), words)
        )
        if window.answer_each:
            text = _("{text}; each one is answered").format(text=text)
        if window.cap:
            text = _("{text}; at most {cap} a person").format(text=text, cap=window.cap)
        yield told(words, window, name)(text)


def _of_offices(stage: Stage, words: Words) -> Iterator[Sentence]:
    _ = words.translate
    for name, judgement in stage.judgements.items():
        text = _("found by {by}, with a reason: {labels}")
        if judgement.drawn:
            text = _("drawn by {by} from published numbers: {labels}")
        labels = ", ".join(label.replace("_", " ") for label in judgement.scale)
        text = text.format(by=named(judgement.by, words), labels=labels)
        yield told(words, judgement, name)(_opens(text, judgement.opens, words))
    for name, trigger in stage.triggers.items():
        who = listed((named(one, words) for one in trigger.by), words, either=True)
        text = _("to be set off by {who}: {title}").format(who=who, title=trigger.title)
        yield told(words, trigger, name)(_opens(text, trigger.opens, words))
    for name, deliverable in stage.deliverables.items():
        text = _("published by {by}: {title}").format(
            by=named(deliverable.by, words), title=deliverable.title
        )
        if deliverable.within:
            text = _("{text}, within {span}").format(
                text=text, span=span(deliverable.within, words)
            )
        yield told(words, deliverable, name)(text)
    for name, notice in stage.notices.items():
        text = _("told by {by} to {to}: {title}")
        to = listed((named(one, words) for one in notice.to), words)
        yield told(words, notice, name)(
            text.format(by=named(notice.by, words), to=to, title=notice.title)
        )


def _granted(grant: Granted, words: Words) -> str:
    _, ngettext = words.translate, words.plural
    text = right_name(grant.right, words)
    limits = [grant.limit] if grant.limit else []
    if grant.cap:
        limits.append(
            ngettext("at most once", "at most {cap} times", grant.cap).format(cap=grant.cap)
        )
    if grant.seconders:
        seconders = ngettext("with {number} seconder", "with {number} seconders", grant.seconders)
        limits.append(seconders.format(number=grant.seconders))
    if grant.backed_by:
        groups = listed((named(one, words) for one in grant.backed_by), words)
        limits.append(_("backed from {groups}").format(groups=groups))
    if grant.reasons:
        limits.append(_("with reasons"))
    if grant.when is not None:
        limits.append(_("when {clause}").format(clause=condition(grant.when, words)))
    return f"{text} ({'; '.join(limits)})" if limits else text


def _floor(floor: Floor, words: Words) -> str:
    _ = words.translate
    orders = {
        "fifo": _("in the order of asking"),
        "kind_first": _("by kind of request"),
        "first_timers": _("first-timers before others"),
        "balanced": _("who has spoken least"),
        "round_robin": _("the groups in turn"),
        "least_served": _("the group with the fewest turns"),
        "weighted_time": _("the group with the least time used"),
        "budgets": _("within the time of each group"),
        "alternate_channels": _("room and remote in turn"),
        "quota_soft": _("alternating while both sides wait"),
        "quota_hard": _("alternating, or the list closes"),
        "progressive_stack": _("under-heard groups lifted"),
        "pro_contra": _("for and against in turn"),
        "status_order": _("by status"),
        "lot": _("by lot"),
        "support": _("by support of the others"),
    }
    scopes = {"item": _("each item"), "session": _("the session"), "day": _("the day")}
    order = ", ".join(orders[one.value] for one in floor.policy)
    text = _("the floor, over {scope}: {order}").format(
        scope=scopes[floor.scope.value], order=order
    )
    if floor.turn:
        text = _("{text}; {turn} a turn").format(text=text, turn=span(floor.turn, words))
    for tier in floor.tiers:
        groups = listed((named(one, words) for one in tier.groups), words)
        at = tier.at.replace("_", " ") if tier.at != "all_along" else ""
        reserve = (
            _("{span} reserved").format(span=span(tier.reserve, words)) if tier.reserve else ""
        )
        how = ", ".join(filter(None, (at, reserve, span(tier.turn, words) if tier.turn else "")))
        text = f"{text}; {groups}: {how}" if how else f"{text}; {groups}"
    return text


def _clock(clock: Clock, name: str, words: Words) -> str:
    _, ngettext = words.translate, words.plural
    text = f"{clock_title(clock, name, words)}: {_length(clock, words)}"
    if clock.extension:
        by, often = named(clock.extension.by, words), clock.extension.times
        more = ngettext(
            "{text}; {by} can extend it once", "{text}; {by} can extend it {times} times", often
        )
        text = more.format(text=text, by=by, times=often)
    if clock.shortening is not None:
        text = _shorter(text, clock.shortening, words)
    for event, length in clock.lengths.items():
        more = _("{text}; {span} after {event}")
        text = more.format(text=text, span=span(length, words), event=named_event(event, words))
    if clock.restarts_on:
        events = listed((named_event(one, words) for one in clock.restarts_on), words, either=True)
        text = _("{text}; begins anew with {events}").format(text=text, events=events)
    if clock.timeout is not None:
        text = _("{text}; silence {effect}").format(
            text=text, effect=_silence(clock.timeout.silence, words)
        )
    return _our_reading(text, clock, words)


def _shorter(text: str, shortening: Shortening, words: Words) -> str:
    _ = words.translate
    by, least = named(shortening.by, words), span(shortening.least, words)
    text = _("{text}; {by} can make it shorter, down to {least}").format(
        text=text, by=by, least=least
    )
    if shortening.when is None:
        return text
    clause = condition(shortening.when, words)
    return _("{text}, only while {clause}").format(text=text, clause=clause)


def _opens(text: str, opens: str | None, words: Words) -> str:
    """Return what is said of something that waits for a clock before it opens."""
    if opens is None:
        return text
    _ = words.translate
    clock = words.model.stages[words.stage].clocks[opens]
    title = clock_title(clock, opens, words)
    return _("{text}; not before {clock} is over").format(text=text, clock=title)


def _our_reading(text: str, clock: Clock, words: Words) -> str:
    """Add that a meaning of silence was not looked up, where the length of its clock was."""
    _ = words.translate
    confirmed = words.model.standing_of(clock) is Standing.CONFIRMED
    if clock.timeout is None or not confirmed:
        return text
    if words.model.standing_of(clock.timeout) is Standing.CONFIRMED:
        return text
    return _("{text} (what silence means is unconfirmed)").format(text=text)


def _length(clock: Clock, words: Words) -> str:
    _ = words.translate
    if clock.before and (clock.by is None or clock.by.count == 0):
        return _("until the meeting “{meeting}”").format(meeting=spelt(clock.before))
    if clock.before and clock.by:
        return _("until {span} before {meeting}").format(
            span=span(clock.by, words), meeting=clock.before.replace("_", " ")
        )
    if clock.on is not None:
        return _("until {day}").format(day=clock.on)
    spans = []
    if clock.length:
        spans.append(span(clock.length, words))
    if clock.min:
        spans.append(_("at least {span}").format(span=span(clock.min, words)))
    if clock.max:
        spans.append(_("at most {span}").format(span=span(clock.max, words)))
    text = ", ".join(spans)
    if clock.starts == "entry":
        return text
    return _("{text}, from {event}").format(text=text, event=named_event(clock.starts, words))


def _silence(effect: str, words: Words) -> str:
    _ = words.translate
    return {
        "adopts": _("means yes"),
        "rejects": _("means no"),
        "advances": _("lets it go on"),
        "lapses": _("lets it lapse"),
        "abstains": _("is an abstention"),
        "escalates": _("sends it up"),
        "forfeits": _("forfeits the right"),
        "nothing": _("means nothing"),
        "records_breach": _("is put on record as a breach"),
    }[effect]


def _ballot(ballot: Ballot, name: str, words: Words) -> str:
    _ = words.translate
    text = ballot.title or name.replace("_", " ")
    if not ballot.binding:
        return _("{text}: a straw poll, without effect").format(text=text)
    if ballot.derived is not None:
        return _("{text}: each group answers as its people did").format(text=text)
    rules = list(_rules_of(ballot, words))
    return f"{text}: {'; '.join(rules)}" if rules else text


def _rules_of(ballot: Ballot, words: Words) -> Iterator[str]:
    _ = words.translate
    if ballot.passes is not None:
        yield _("passes when {clause}").format(clause=condition(ballot.passes, words))
    yield from _ranked(ballot, words)
    yield from _several(ballot, words)
    if ballot.rungs:
        steps = "; ".join(
            f"{rung.replace('_', ' ')}: {condition(one, words)}"
            for rung, one in ballot.rungs.items()
        )
        yield _("by the first of these rules that holds: {steps}").format(steps=steps)
    if ballot.quorum is not None:
        yield _("quorum: {clause}").format(clause=condition(ballot.quorum, words))
    yield from _ended_by(ballot, words)
    yield from _stand(ballot, words)
    yield from _answered(ballot, words)


def _stand(ballot: Ballot, words: Words) -> Iterator[str]:
    """Yield what an answer says beside being counted."""
    _ = words.translate
    outside = [one for one in ballot.answers if one in ballot.abstentions]
    if outside and outside != ["abstain"]:
        answers = listed((spelt(one) for one in outside), words)
        yield _("{answers} count neither for nor against").format(answers=answers)
    objecting = any(right is Right.OBJECT for _stage, right in words.model.grants)
    if ballot.asks_for_positions and objecting:
        yield _("an answer is a position, and “object” files an objection")


def _answered(ballot: Ballot, words: Words) -> Iterator[str]:
    """Yield what holds of the answers, whatever they decide."""
    _ = words.translate
    if ballot.silence == "consents":
        yield _("it passes also where nobody answers: silence is consent")
    if ballot.secret:
        yield _("secret")
    yield from _before(ballot, words)
    if ballot.reasons_for:
        answers = listed((one.replace("_", " ") for one in ballot.reasons_for), words)
        yield _("reasons are needed for {answers}").format(answers=answers)
    if ballot.by_proxy and ballot.proxies:
        whose = listed((named(one, words) for one in ballot.proxies_of), words)
        text = (
            _("a voter holds at most {cap} proxies of {groups}")
            if ballot.proxies_of
            else _("a voter holds at most {cap} proxies")
        )
        yield text.format(cap=ballot.proxies, groups=whose)
    if ballot.one_per != "person":
        yield {"organisation": _("one answer an organisation"), "group": _("one answer a group")}[
            ballot.one_per
        ]


def _before(ballot: Ballot, words: Words) -> Iterator[str]:
    """Yield what comes before anybody answers."""
    _ = words.translate
    if ballot.stated_by is not None:
        text = _("an answer weighs what {office} states in public before it opens")
        yield text.format(office=named(ballot.stated_by, words))
    if ballot.opens is not None:
        clock = words.model.stages[words.stage].clocks[ballot.opens]
        title = clock_title(clock, ballot.opens, words)
        yield _("it opens when {clock} is over").format(clock=title)
    runs = words.model.stages[words.stage].clocks.get(ballot.clock or "")
    if ballot.restarts_on or (runs is not None and "version" in runs.restarts_on):
        often = (words.model.texts or Texts()).restarts
        text = _("begins again when the text changes, {times} times at most in a stage")
        yield text.format(times=often)


def _ended_by(ballot: Ballot, words: Words) -> Iterator[str]:
    """Yield who closes a ballot, and who decides a tie."""
    _, ngettext = words.translate, words.plural
    if ballot.continues is not None:
        yield _("goes on with the answers of “{ballot}”").format(
            ballot=titled(ballot.continues, words)
        )
    for group, cap in ballot.caps.items():
        limits = []
        if cap.proxies is not None:
            text = ngettext("at most {number} proxy", "at most {number} proxies", cap.proxies)
            limits.append(text.format(number=cap.proxies))
        if cap.per_organisation is not None:
            text = ngettext(
                "at most {number} person of one organisation",
                "at most {number} people of one organisation",
                cap.per_organisation,
            )
            limits.append(text.format(number=cap.per_organisation))
        yield f"{named(group, words)}: {', '.join(limits)}"
    if ballot.closed_by is not None:
        yield _("closed by {by}").format(by=named(ballot.closed_by, words))
    if ballot.tie is not None:
        judgement = words.model.stages[words.stage].judgements[ballot.tie]
        text = _("{by} draws lots in a tie") if judgement.drawn else _("{by} decides a tie")
        yield text.format(by=named(judgement.by, words))


def _ranked(ballot: Ballot, words: Words) -> Iterator[str]:
    _ = words.translate
    if ballot.ranked is not None:
        yield _(
            "the options are ranked; who beats each of the others wins, or the strongest defeats"
            " decide"
        )
        if ballot.ranked.default is not None:
            text = _("an option falls that does not beat “{default}” with at least {quorum} votes")
            default = ballot.ranked.default.replace("_", " ")
            if ballot.ranked.quorum_of_root is None:
                yield text.format(default=default, quorum=ballot.ranked.quorum)
            yield from _over_the_default(ballot.ranked, default, words)
    yield from _majorities(ballot, words)


def _over_the_default(ranked: Ranked, default: str, words: Words) -> Iterator[str]:
    """Yield the votes that an option needs by the number of members, and what is just enough."""
    _ = words.translate
    if ranked.quorum_of_root is not None:
        text = _(
            "an option falls that does not beat “{default}” with {times} times the square root of"
            " the number of members"
        )
        yield text.format(default=default, times=ranked.quorum_of_root)
    if ranked.reached and ranked.majority:
        yield _("just so many to one is enough")


def _several(ballot: Ballot, words: Words) -> Iterator[str]:
    """Yield how many a ballot elects, how, and which seats they fill."""
    _, ngettext = words.translate, words.plural
    how = ballot.elects
    if how is None:
        return
    counted = {
        "approval": _("the options with most approvals win"),
        "score": _("the options with the highest scores win"),
        "stv": _("single transferable vote, with the Droop quota"),
        "lot": _("drawn by lot from published numbers (RFC 3797)"),
    }
    yield counted[how.how]
    if how.seats == "free":
        yield _("as many places as there are free seats when it closes")
    else:
        places = how.seats or words.model.offices[how.office or ""].seats
        yield _("places: {number}").format(number=places)
    if how.most is not None:
        options = ngettext("at most {number} option", "at most {number} options", how.most)
        most = {"approval": options, "score": _("scores from 0 to {number}")}
        yield most[how.how].format(number=how.most)
    if how.candidates:
        yield _("the options are those who proposed themselves")
    if how.office is not None:
        yield _("those elected become: {office}").format(office=named(how.office, words))


def _majorities(ballot: Ballot, words: Words) -> Iterator[str]:
    """Yield which options of a ranked ballot need more than to be ahead of the default."""
    _ = words.translate
    needed = ballot.ranked.majority if ballot.ranked is not None else {}
    for majority in dict.fromkeys(map(_written, needed.values())):
        options = [one for one, wanted in needed.items() if _written(wanted) == majority]
        names = listed((f"“{spelt(one)}”" for one in options), words)
        first = needed[options[0]]
        if not isinstance(first, ByKind):
            text = _("{options}: to be ahead of it by more than {ratio} to 1")
            yield text.format(options=names, ratio=first)
            continue
        stage, name = stage_and_name(first.found, words.stage)
        by = named(words.model.stages[stage].judgements[name].by, words)
        kinds = ", ".join(f"{spelt(kind)} {ratio}:1" for kind, ratio in first.kinds.items())
        text = _("{by} finds which majority is needed for {options}: {kinds}")
        yield text.format(by=by, options=names, kinds=kinds)
        yield _("until then the highest majority is needed")


def _written(majority: Fraction | ByKind) -> str:
    """Return a majority as a text, for those that are alike whatever finding they come from."""
    return str(majority.kinds if isinstance(majority, ByKind) else majority)


def _exit(way: Exit, name: str, words: Words) -> str:
    _ = words.translate
    if way.to is not None:
        text = _("{way}: it goes to “{stage}”").format(
            way=way_title(way, name), stage=named(way.to, words)
        )
    else:
        text = _("{way}: it ends with “{outcome}”").format(
            way=way_title(way, name), outcome=named(way.outcome or "", words)
        )
    if way.by is not None:
        text = _("{text}, by decision of {by}").format(text=text, by=named(way.by, words))
    if way.when is not None:
        text = _("{text}, when {clause}").format(text=text, clause=condition(way.when, words))
    if way.guard is not None:
        guard = way.guard
        limits = [times(Fraction(guard.rounds), words)] if guard.rounds else []
        if guard.until:
            limits += [_("until {span} after the beginning").format(span=span(guard.until, words))]
        if guard.resource:
            title = words.model.resources[guard.resource].title
            limits += [_("until “{resource}” is used up").format(resource=title)]
        more = _("{text}. This can happen {limits}. After that comes “{forced}”")
        text = more.format(
            text=text,
            limits=listed(limits, words, either=True),
            forced=way_words(words.model, words.model.stages[words.stage].exits[guard.forces]),
        )
    return text if way.waits else _("{text}. It waits for no document").format(text=text)
