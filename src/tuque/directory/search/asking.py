"""A person's question, with where they are, what they need and who they are; answered with services to show."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

from tuque.directory import published, vocabulary
from tuque.directory.opening import Opening, State, next_opening
from tuque.directory.public_values import PublicService
from tuque.directory.search import finding, gaps, near, places, ranking
from tuque.directory.search.databases import Site
from tuque.directory.search.finding import Answer, Wish
from tuque.directory.search.fitting import Who, fits
from tuque.directory.search.near import KnownPlace, Near
from tuque.directory.search.places import Where
from tuque.directory.search.ranking import Scored

PAGE = 20
LOOKED_AT_FOR_HOURS = 200
READ_AT_ONCE = 100
LATEST = datetime.max.replace(tzinfo=UTC)


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
    near: tuple[float, float] | None = None
    """Where it was asked for, lon, lat."""
    is_open_asked: bool = False
    opens_at: datetime | None = None
    """When it opens next: told only where nothing is open."""


@dataclass(frozen=True)
class Found:
    results: Sequence[Result]
    is_near_miss: bool
    """Nothing answers the question: these are the nearest to it."""
    total: int
    """How many answer; where `is_more`, at least as many."""
    answer: Answer
    where: Where | None
    place_unknown: bool
    has_more: bool
    choices: Sequence[Where] = ()
    """The places that are called as the one that was typed: whoever asks chooses."""
    is_more: bool = False
    is_counted: bool = False
    """Whether the question was counted as one that nothing answers."""


def ask(asked: Ask, *, at: datetime, page: int = 1, counts: bool = True, size: int = PAGE) -> Found:
    """Search, and count the question where it finds nothing (`counts`). `size`: how many on a page."""
    said, words = _where(asked)
    where = said.where
    wish = _wish(asked, where, words)
    answer = finding.search(wish, Site())
    ordered = answer.found or answer.near_misses
    if asked.nearest_first and where:
        ordered = ranking.nearest_first(ordered)
    if asked.open_now:
        looked = _open_first(_read(ordered[:LOOKED_AT_FOR_HOURS], answer, wish, asked, at=at), upto=page * size + 1)
        results, is_more = list(looked.results), looked.is_more or len(ordered) > LOOKED_AT_FOR_HOURS or answer.is_cut
        total = len(results)
        if looked.none_is_open and results:
            answer = replace(answer, found=[], near_misses=ordered, dropped=[*answer.dropped, "open"])
    else:
        results = list(_read(ordered[: page * size + 1], answer, wish, asked, at=at))
        is_more, total = answer.is_cut, len(ordered)
    is_counted = counts and page == 1 and answer.is_gap and _is_gap_of_the_site(wish, answer)
    if is_counted:
        gaps.count(
            wish, answer, on=at.date(), area=_area(asked, where), language=asked.reader, is_open_asked=asked.open_now
        )
    return Found(
        results[(page - 1) * size : page * size],
        answer.is_gap,
        total,
        answer,
        where,
        bool(asked.near.strip()) and where is None and not said.choices,
        len(results) > page * size,
        said.choices,
        is_more,
        is_counted,
    )


def _is_gap_of_the_site(wish: Wish, answer: Answer) -> bool:
    """Whether something was asked that nothing answers; what only the topics of a themed finder shut out is no gap."""
    if not wish.words.strip() and not wish.topics:
        return False
    if not wish.only_topics or "open" in answer.dropped:
        return True
    return finding.search(replace(wish, only_topics=()), Site()).is_gap


def ask_all(asked: Ask, *, at: datetime, most: int) -> Found:
    """Everything that answers, in order, on one page: for a file. Where it is cut at `most`, `total` tells how many answer what was
    asked of the index, whoever may come and whether they are open. Nothing is counted as a gap."""
    said, words = _where(asked)
    where = said.where
    wish = _wish(asked, where, words)
    answer, counted = finding.search_all(wish, Site(), most=most)
    ordered = answer.found or answer.near_misses
    if asked.nearest_first and where:
        ordered = ranking.nearest_first(ordered)
    results = list(_read(ordered, answer, wish, asked, at=at))
    if asked.open_now:
        kept = [one for one in results if one.opening.opening is not Opening.CLOSED]
        results = sorted(kept, key=lambda one: one.opening.opening is Opening.UNKNOWN)
    is_cut = not answer.is_gap and counted > most
    total = counted if is_cut else len(results)
    place_unknown = bool(asked.near.strip()) and where is None and not said.choices
    return Found(results, answer.is_gap, total, answer, where, place_unknown, is_cut, said.choices)


def _where(asked: Ask) -> tuple[Near, str]:
    """Where they are, and the words of the question without it."""
    if asked.near.strip():  # what was typed was typed on purpose, also after a device told where it is
        return near.find(asked.near, reader=asked.reader, known=asked.known), asked.words
    if asked.point:
        return Near(Where("", *asked.point)), asked.words
    where, words = near.in_words(asked.words, reader=asked.reader, known=asked.known)
    return Near(where), words


def _area(asked: Ask, where: Where | None) -> str:
    """What is counted of where it was asked: the postal code that was typed, or that of a town that has one alone. Where a device
    is, nobody counts."""
    typed = places.area_of(asked.near) or places.area_of(asked.words)
    return typed or (places.only_area_of(where.shown) if where and where.shown else "")


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


@dataclass(frozen=True)
class _Looked:
    results: Sequence[Result]
    is_more: bool
    none_is_open: bool


def _open_first(results: Iterable[Result], *, upto: int) -> _Looked:
    """Those open now, then those nobody knows of, at most `upto`. Where all are surely closed: these, the first to open first."""
    by: dict[Opening, list[Result]] = {one: [] for one in Opening}
    for result in results:
        by[result.opening.opening].append(result)
        if len(by[Opening.OPEN]) >= upto:
            return _Looked(by[Opening.OPEN], is_more=True, none_is_open=False)
    if shown := [*by[Opening.OPEN], *by[Opening.UNKNOWN]]:
        return _Looked(shown, is_more=False, none_is_open=False)
    closed = sorted(by[Opening.CLOSED], key=lambda one: (one.opens_at is None, one.opens_at or LATEST))
    return _Looked(closed, is_more=False, none_is_open=True)


def _read(some: Sequence[Scored], answer: Answer, wish: Wish, asked: Ask, *, at: datetime) -> Iterator[Result]:
    """What is public of these now, whatever the index says: what is public no more is left out, and how far it is, and so its rank,
    follows from the places that are public now."""
    for start in range(0, len(some), READ_AT_ONCE):
        now_public = _public_now(some[start : start + READ_AT_ONCE], answer, wish)
        ordered = [scored for _, scored in now_public]
        if any(scored not in some for scored in ordered):
            ordered = ranking.nearest_first(ordered) if asked.nearest_first and wish.near else ranking.order(ordered)
        services = {scored.record.key: service for service, scored in now_public}
        for scored in ordered:
            service = services[scored.record.key]
            state = opening_of(service, at=at)
            is_closed = asked.open_now and state.opening is Opening.CLOSED
            yield Result(
                service, scored, state, wish.near, asked.open_now, opens_at(service, at=at) if is_closed else None
            )


def _public_now(some: Sequence[Scored], answer: Answer, wish: Wish) -> list[tuple[PublicService, Scored]]:
    ids = {UUID(str(one.record.facts["id"])): one for one in some}
    found = {one.id: one for one in published.read(published.services().filter(public_id__in=list(ids)))}
    return [
        (found[public_id], _placed(scored, found[public_id], answer, wish))
        for public_id, scored in ids.items()
        if public_id in found
    ]


def _placed(scored: Scored, service: PublicService, answer: Answer, wish: Wish) -> Scored:
    """As the index has it, where the places of the index are those of now."""
    points = [one.point for one in service.places if one.point is not None]
    if set(map(tuple, scored.record.points)) == set(points):
        return scored
    return finding.weigh(replace(scored.record, points=points), answer.question.concepts, wish)


def opens_at(service: PublicService, *, at: datetime) -> datetime | None:
    """When it, or one of its places, surely opens next."""
    every = [place.hours for place in service.places] or [service.hours]
    return min((one for hours in every if (one := next_opening(hours, after=at))), default=None)


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
