"""A person's question, with where they are, what they need and who they are; answered with services to show."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from tuque.directory import published, vocabulary
from tuque.directory.opening import Opening, State
from tuque.directory.published import PublicService
from tuque.directory.search import finding, gaps, near, places, ranking
from tuque.directory.search.databases import Site
from tuque.directory.search.finding import Answer, Wish
from tuque.directory.search.fitting import Who, fits
from tuque.directory.search.near import KnownPlace, Near
from tuque.directory.search.places import Where
from tuque.directory.search.ranking import Scored

PAGE = 20
LOOKED_AT_FOR_HOURS = 200


@dataclass(frozen=True)
class Ask:
    """What is asked. `near` is what was typed; `point` is a lon, lat that a device gave, kept nowhere."""

    words: str = ""
    near: str = ""
    point: tuple[float, float] | None = None
    topics: Sequence[str] = ()
    language: str = ""
    free: bool = False
    accessible: bool = False
    open_now: bool = False
    who: Who = field(default_factory=Who)
    leaves_out: bool = True
    """Whether what its rules say is not for them is left out."""
    reader: str = "en"
    only_topics: Sequence[str] = ()
    """Those of a themed finder: never let go."""
    known: Sequence[KnownPlace] = ()
    """Places that whoever asks may name, beside those that anyone may."""
    exact: bool = False
    """No word is taken for a wrong spelling of another."""
    nearest_first: bool = False
    """Where the place is known: what is nearest, of all that answers, before what answers best."""


@dataclass(frozen=True)
class Result:
    service: PublicService
    scored: Scored
    opening: State


@dataclass(frozen=True)
class Found:
    results: Sequence[Result]
    is_near_miss: bool
    """Nothing answers the question: these are the nearest to it."""
    total: int
    answer: Answer
    where: Where | None
    place_unknown: bool
    has_more: bool
    choices: Sequence[Where] = ()
    """The places that are called as the one that was typed: whoever asks chooses."""


def ask(asked: Ask, *, at: datetime, page: int = 1, counts: bool = True, size: int = PAGE) -> Found:
    """Search, and count the question where it finds nothing (`counts`). `size`: how many on a page."""
    said, words = _where(asked)
    where = said.where
    wish = _wish(asked, where, words)
    answer = finding.search(wish, Site())
    ordered = answer.found or answer.near_misses
    if asked.nearest_first and where:
        ordered = ranking.nearest_first(ordered)
    results = list(_results(ordered, asked, at=at, upto=page * size + 1))
    if answer.is_gap and counts and page == 1 and (wish.words.strip() or wish.topics):
        gaps.count(wish, answer, on=at.date(), area=_area(asked), language=asked.reader)
    shown = results[(page - 1) * size : page * size]
    return Found(
        shown,
        answer.is_gap,
        len(ordered),
        answer,
        where,
        bool(asked.near.strip()) and where is None and not said.choices,
        len(results) > page * size,
        said.choices,
    )


def ask_all(asked: Ask, *, at: datetime, most: int) -> Found:
    """Everything that answers, in order, on one page: for a file. Where it is cut at `most`, `total` tells how many answer what was
    asked of the index, whoever may come and whether they are open. Nothing is counted as a gap."""
    said, words = _where(asked)
    where = said.where
    answer, counted = finding.search_all(_wish(asked, where, words), Site(), most=most)
    ordered = answer.found or answer.near_misses
    if asked.nearest_first and where:
        ordered = ranking.nearest_first(ordered)
    results = list(_read(ordered, at=at))
    if asked.open_now:
        kept = [one for one in results if one.opening.opening is not Opening.CLOSED]
        results = sorted(kept, key=lambda one: one.opening.opening is Opening.UNKNOWN)
    is_cut = not answer.is_gap and counted > most
    total = counted if is_cut else len(results)
    place_unknown = bool(asked.near.strip()) and where is None and not said.choices
    return Found(results, answer.is_gap, total, answer, where, place_unknown, is_cut, said.choices)


def _where(asked: Ask) -> tuple[Near, str]:
    """Where they are, and the words of the question without it."""
    if asked.point:
        return Near(Where("", *asked.point)), asked.words
    if asked.near.strip():
        return near.find(asked.near, reader=asked.reader, known=asked.known), asked.words
    where, words = near.in_words(asked.words, reader=asked.reader, known=asked.known)
    return Near(where), words


def _area(asked: Ask) -> str:
    return places.area_of(asked.near) or places.area_of(asked.words)


def _wish(asked: Ask, where: Where | None, words: str) -> Wish:
    wish = Wish(
        words=words,
        topics=asked.topics,
        near=(where.lon, where.lat) if where else None,
        languages=sorted(vocabulary.dialects_of(asked.language)) if asked.language else (),
        free=asked.free,
        accesses=["wheelchair"] if asked.accessible else (),
        only_topics=asked.only_topics,
        language=asked.reader,
        exact=asked.exact,
    )
    if asked.who.says_something and asked.leaves_out:
        return replace(wish, fits=lambda record: fits(asked.who, record.facts))
    return wish


def _results(ordered: Sequence[Scored], asked: Ask, *, at: datetime, upto: int) -> Iterator[Result]:
    """In order; where what is open now is asked for, those surely closed are left out and those nobody knows of come last."""
    if not asked.open_now:
        yield from _read(ordered[:upto], at=at)
        return
    unknown: list[Result] = []
    given = 0
    for start in range(0, min(len(ordered), LOOKED_AT_FOR_HOURS), PAGE):
        for result in _read(ordered[start : start + PAGE], at=at):
            if result.opening.opening is Opening.OPEN:
                given += 1
                yield result
            elif result.opening.opening is Opening.UNKNOWN:
                unknown.append(result)
        if given >= upto:
            return
    yield from unknown[: upto - given]


def _read(some: Sequence[Scored], *, at: datetime) -> Iterator[Result]:
    """What is public of these now; what is public no more is left out, whatever the index says."""
    ids = {UUID(str(one.record.facts["id"])): one for one in some}
    found = {one.id: one for one in published.read(published.services().filter(public_id__in=list(ids)))}
    for public_id, scored in ids.items():
        if public_id in found:
            yield Result(found[public_id], scored, opening_of(found[public_id], at=at))


def opening_of(service: PublicService, *, at: datetime) -> State:
    """Open when any of its places is; closed when all are; else unknown."""
    states = [service.open_at(at, place=place) for place in service.places] or [service.open_at(at)]
    best = {Opening.OPEN: 0, Opening.UNKNOWN: 1, Opening.CLOSED: 2}
    return min(states, key=lambda state: best[state.opening])


def topic_in(words: str, *, reader: str) -> str:
    """The topic that everyday words point to; "" when they tell none. Nothing is counted."""
    return gaps.topic_of(finding.search(Wish(words=words[:400], language=reader), Site()))


def by_ids(ids: Sequence[UUID]) -> list[PublicService]:
    """These services, in this order, as far as they are public; of one that was merged, the one that stands for it."""
    found = {one.id: one for one in published.read(published.services().filter(public_id__in=list(ids)))}
    led = {one: published.kept_for(one) for one in ids if one not in found}
    kept = published.services().filter(public_id__in=[one for one in led.values() if one is not None])
    found |= {one.id: one for one in published.read(kept)}
    wanted = dict.fromkeys(led.get(one) or one for one in ids)
    return [found[one] for one in wanted if one in found]
