"""A question answered: read, asked of the index from the narrowest to the widest, weighed, explained. No Django here."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tuque.directory import vocabulary
from tuque.directory.search import cells, formulas, ranking
from tuque.directory.search.documents import ACCESS, FREE
from tuque.directory.search.engine import Engine
from tuque.directory.search.questions import (
    LANGUAGE,
    TOPIC,
    Concept,
    Question,
    Word,
    concepts_of,
    phrases_around,
    phrases_in,
    telling_words,
    term_of,
    weighed,
)
from tuque.directory.search.ranking import Record, Scored
from tuque.directory.search.spelling import SHORTEST, corrections, keys_of
from tuque.directory.search.words import stem

LOOKED_AT = 400  # records weighed for each asking, at most
MOST_PAGES = 25  # of as many records, read on where most are not for who asks
ENOUGH = 60
GOOD_SHARE = 0.5


@dataclass(frozen=True)
class Wish:
    """What someone asks for. `fits` tells of a record whether it is for them: False drops it, None (unknown) does not."""

    words: str = ""
    topics: Sequence[str] = ()
    near: tuple[float, float] | None = None
    languages: Sequence[str] = ()
    free: bool = False
    accesses: Sequence[str] = ()
    only_topics: Sequence[str] = ()
    language: str = ""
    """The reader's: a little before the others come records written in it."""
    exact: bool = False
    """Every word as it is written: none is taken for a wrong spelling of another."""
    towns: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Where the towns around `near` are, lon, lat: filled in by the search."""
    fits: Callable[[Record], bool | None] | None = None


@dataclass(frozen=True)
class Answer:
    """`found` answers the question; `near_misses`, asked for only when nothing does, answer a part of it."""

    question: Question
    found: Sequence[Scored]
    near_misses: Sequence[Scored] = ()
    dropped: Sequence[str] = field(default=())
    """What was let go to find near misses: "language", "free", "access", "who"; or "open", where `asking` looked at the hours."""
    is_cut: bool = False
    """Whether there may be more that answer: the asking stopped where there were enough."""

    @property
    def is_gap(self) -> bool:
        return not self.found


def search(wish: Wish, engine: Engine) -> Answer:
    question = read(wish.words, engine, exact=wish.exact)
    concepts = question.concepts
    wish = _placed(wish, engine)
    if question.unknown and not concepts and wish.words.strip():
        # The words tell nothing: what is under the topic that was chosen is the nearest to them.
        of_topic = _gather((), _conditions(wish), wish, engine).full if wish.topics else []
        return Answer(question, [], _weigh(of_topic, (), wish))
    gathered = _gather(concepts, _conditions(wish), wish, engine)
    if gathered.full:
        return Answer(question, _weigh(gathered.full, concepts, wish), is_cut=gathered.is_cut)
    if question.wider:
        above = _gather(question.wider, _conditions(wish), wish, engine)
        if nearest := above.full or above.partial:
            return Answer(question, [], _weigh(nearest, question.wider, wish))
    if gathered.partial:
        return Answer(question, [], _weigh(gathered.partial, concepts, wish))
    for easier, let_go in _easier(wish):
        gathered = _gather(concepts, _conditions(easier), easier, engine)
        if gathered.full or gathered.partial:
            return Answer(question, [], _weigh(gathered.full or gathered.partial, concepts, easier), let_go)
    return Answer(question, [])


def _placed(wish: Wish, engine: Engine) -> Wish:
    """With where the towns around are, for records whose spot nobody knows."""
    return replace(wish, towns=engine.towns_around(wish.near)) if wish.near and not wish.towns else wish


def _rings(wish: Wish) -> Iterator[tuple[str, ...]]:
    return cells.rings_around(*wish.near, wish.towns) if wish.near else iter(())


def _easier(wish: Wish) -> Iterator[tuple[Wish, list[str]]]:
    """The wish without what may be let go, little by little, and what that is; never without the topics that were chosen."""
    conditions = {"language": wish.languages, "free": wish.free, "access": wish.accesses}
    named = [name for name, is_set in conditions.items() if is_set]
    if named:
        yield replace(wish, languages=(), free=False, accesses=()), named
    if wish.fits is not None:
        yield replace(wish, fits=None), ["who"]
    if named and wish.fits is not None:
        yield replace(wish, languages=(), free=False, accesses=(), fits=None), [*named, "who"]


def search_all(wish: Wish, engine: Engine, *, most: int) -> tuple[Answer, int]:
    """Every record that answers, wherever it is; and how many have what is asked, before `fits`. Of more than `most`, those of the
    nearest surroundings are read, and in each those whose records are kept best. Where nothing answers: as `search`."""
    question = read(wish.words, engine, exact=wish.exact)
    wish = _placed(wish, engine)
    formula = _widest(question, wish)
    if formula is not None:
        counted = engine.count(formula)
        found = _weigh(_first(formula, wish, engine, most, is_cut=counted > most), question.concepts, wish)
        if found:
            return Answer(question, found), counted
    answer = search(wish, engine)
    return answer, len(answer.near_misses)


def _widest(question: Question, wish: Wish) -> formulas.Formula | None:
    """What every full answer has: each narrower asking finds a part of the same. None where nothing can be asked."""
    also = _conditions(wish)
    if not question.concepts and question.unknown:
        return None
    if not question.concepts and not also:
        if wish.near is None:
            return None
        *_, widest = _rings(wish)
        also = [formulas.Any(widest)]
    full = [step.formula for step in formulas.steps(question.concepts, also) if step.full]
    return full[-1] if full else None


def _first(formula: formulas.Formula, wish: Wish, engine: Engine, most: int, *, is_cut: bool) -> list[Record]:
    if wish.near is None or not is_cut:
        return list(engine.matching(formula, limit=most))
    first: dict[int, Record] = {}
    for ring in (*_rings(wish), None):
        here = formulas.All((formula, formulas.Any(ring))) if ring else formula
        for record in engine.matching(here, limit=most):
            first.setdefault(record.key, record)
        if len(first) >= most:
            break
    return list(first.values())[:most]


def read(text: str, engine: Engine, *, exact: bool = False) -> Question:
    """The question's words, with spelling put right against the index's own words, as concepts with their weights.

    A right word that no record has is never read as another: "manger" is not "danger". `exact`: neither is any other.
    """
    asked = telling_words(text)
    known = engine.how_many({stem(word) for word in asked})
    stems = [stem(word) for word in asked]
    in_phrases = engine.phrases(phrases_in(stems))
    if strange := {one for one in stems if one not in known} - {
        part for phrase in in_phrases for part in phrase.split()
    }:
        # A word that nothing knows may stand within an everyday phrase: "mal xyz de dents".
        in_phrases = engine.phrases(phrases_in(stems) | phrases_around(stems, strange))
    in_a_phrase = {part for phrase in in_phrases for part in phrase.split()}
    doubtful = [
        word for word in asked if stem(word) not in known and stem(word) not in in_a_phrase and not word.isdigit()
    ]
    right = {*doubtful} if exact else engine.written(doubtful) | (vocabulary.plain_words() & {*doubtful})
    meant = _meant([word for word in doubtful if word not in right], engine)
    words = [Word(word, tuple(meant.get(word, [word]))) for word in asked if word not in doubtful or meant.get(word)]
    phrases = engine.phrases(phrases_in([word.stem for word in words])) if meant else in_phrases
    counts = engine.how_many({term_of(topic) for topics in phrases.values() for topic in _with_above(topics)})
    # A phrase whose topics no record has would find nothing: its words are taken one by one.
    useful = {
        phrase: topics
        for phrase, topics in phrases.items()
        if " " not in phrase or any(term_of(topic) in counts for topic in topics)
    }
    concepts = concepts_of(words, useful)
    wider = _wider(phrases, counts)
    widest = concepts_of(words, useful | wider) if wider else []
    every = {term for concept in (*concepts, *widest) for term in concept.terms}
    size = engine.size()
    counts = engine.how_many(every)
    weights = {term: ranking.rarity(counts[term], size) for term in every if term in counts}
    return Question(
        weighed(concepts, weights),
        {word: meant[word][0] for word in doubtful if meant.get(word)},
        weighed(widest, weights),
        tuple(word for word in doubtful if not meant.get(word)),
    )


def _wider(phrases: Mapping[str, Sequence[str]], counts: Mapping[str, int]) -> dict[str, Sequence[str]]:
    """The phrases under whose topics no record is, with the topics above them that have some."""
    without = {one: topics for one, topics in phrases.items() if not any(term_of(topic) in counts for topic in topics)}
    above = {
        one: [topic for topic in _with_above(topics) if term_of(topic) in counts] for one, topics in without.items()
    }
    return {one: [*without[one], *("^" + topic for topic in topics)] for one, topics in above.items() if topics}


def _with_above(topics: Sequence[str]) -> list[str]:
    """The topics, and those that they are within."""
    every = vocabulary.topics()
    return [*topics, *(every[one].within for one in topics if one in every and every[one].within)]


def _meant(doubtful: Sequence[str], engine: Engine) -> dict[str, list[str]]:
    if not doubtful:
        return {}
    keys = {word: keys_of(word) for word in doubtful if len(word) >= SHORTEST - 1}
    near = engine.near_words({key for each in keys.values() for key in each})
    meant: dict[str, list[str]] = {}
    for word, own in keys.items():
        known: dict[str, int] = {}
        for key in own:
            known.update(near.get(key, {}))
        meant[word] = corrections(word, known)
    return meant


def _conditions(wish: Wish) -> list[formulas.Formula]:
    """What every record must have, apart from the words."""
    conditions = _kept(wish)
    if wish.languages:
        conditions.append(formulas.Any(tuple(LANGUAGE + code for code in wish.languages)))
    if wish.free:
        conditions.append(FREE)
    conditions += [ACCESS + code for code in wish.accesses]
    return conditions


def _kept(wish: Wish) -> list[formulas.Formula]:
    """Those of the conditions that are never let go: the topics that were chosen."""
    from_topics: list[formulas.Formula] = []
    for topics in (wish.topics, wish.only_topics):
        if topics:
            from_topics.append(formulas.Any(tuple(TOPIC + topic for topic in topics)))
    return from_topics


@dataclass(frozen=True)
class _Gathered:
    """The records that have enough of the question, and, only when there are none, those that have a part of it."""

    full: Sequence[Record]
    partial: Sequence[Record] = ()
    is_cut: bool = False


def _gather(concepts: Sequence[Concept], also: Sequence[formulas.Formula], wish: Wish, engine: Engine) -> _Gathered:
    rings: list[tuple[str, ...] | None] = [*_rings(wish), None]
    if not concepts and not also:
        rings = rings[:-1]
    every = [step for ring in rings for step in formulas.steps(concepts, [*also, formulas.Any(ring)] if ring else also)]
    full, is_cut = _asked([step.formula for step in every if step.full], wish, engine)
    if full:
        return _Gathered(full, is_cut=is_cut)
    partial, _ = _asked([step.formula for step in every if not step.full], wish, engine)
    return _Gathered([], partial)


def _asked(asking: Sequence[formulas.Formula], wish: Wish, engine: Engine) -> tuple[list[Record], bool]:
    """The records for them that one asking after another finds, until there are enough; and whether there may be more."""
    found: dict[int, Record] = {}
    for number, formula in enumerate(asking):
        some, is_cut = _for_them(formula, wish, engine)
        found.update({record.key: record for record in some})
        if len(found) >= ENOUGH:
            return list(found.values()), is_cut or number + 1 < len(asking)
    return list(found.values()), False


def _for_them(formula: formulas.Formula, wish: Wish, engine: Engine) -> tuple[list[Record], bool]:
    """What the formula holds for; where some of it is not for who asks, read on until enough is."""
    kept: list[Record] = []
    after = -1
    for _ in range(MOST_PAGES):
        some = engine.matching(formula, limit=LOOKED_AT, after=after)
        kept += [record for record in some if wish.fits is None or wish.fits(record) is not False]
        if len(some) < LOOKED_AT:
            return kept, False
        if len(kept) >= ENOUGH:
            break
        after = some[-1].key
    return kept, True


def _weigh(records: Sequence[Record], concepts: Sequence[Concept], wish: Wish) -> list[Scored]:
    for_them = [record for record in records if wish.fits is None or wish.fits(record) is not False]
    return ranking.order([weigh(record, concepts, wish) for record in for_them])


def weigh(record: Record, concepts: Sequence[Concept], wish: Wish) -> Scored:
    return ranking.score(record, concepts, near=wish.near, towns=wish.towns, language=wish.language)


def facts_of(scored: Scored) -> Mapping[str, object]:
    return scored.record.facts
