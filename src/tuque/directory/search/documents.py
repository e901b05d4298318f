"""A public record made into what the index keeps of it. No Django here."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tuque.directory.search.cells import cells_of
from tuque.directory.search.formulas import STRONG
from tuque.directory.search.questions import LANGUAGE, LONGEST_PHRASE, TOPIC
from tuque.directory.search.ranking import Record
from tuque.directory.search.words import MOST_WORDS, tells_something, terms_of, words_of

ACCESS, FREE = "__a_", "__free"
TIERS, SPAN = 10, 2**40
LONGEST_TEXT = 12_000


@dataclass(frozen=True)
class Document:
    """What is public of one service. Texts come in each language that the record has; `points` are lon, lat."""

    service: int
    names: Sequence[str]
    owners: Sequence[str] = ()
    texts: Sequence[str] = ()
    topics: Sequence[str] = ()
    languages: Sequence[str] = ()
    accesses: Sequence[str] = ()
    is_free: bool = False
    points: Sequence[tuple[float, float]] = ()
    towns: Sequence[str] = ()
    """Towns and first parts of postal codes, folded, of the places whose spot nobody knows."""
    quality: float = 0.5
    written: Sequence[str] = ()
    """The languages that its texts are in."""
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Vocabulary:
    """Everyday phrases (stems, a space between) with the topics that they point to, and the topic above each topic."""

    phrases: Mapping[str, Sequence[str]] = field(default_factory=dict)
    above: Mapping[str, str] = field(default_factory=dict)
    only_asked: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Those that mean so in a question alone: "bat" in "il me bat" is no topic of what records tell of bats."""
    words: frozenset[str] = frozenset()
    """The words of the phrases as they are written, for spelling."""

    @classmethod
    def of(
        cls,
        phrases: Iterable[tuple[str, str]],
        above: Mapping[str, str],
        *,
        only_asked: Iterable[tuple[str, str]] = (),
    ) -> "Vocabulary":
        """From what people say and the topic that it means, many times over."""
        words: set[str] = set()
        topics = _by_phrase(phrases, words)
        return cls(topics, above, _by_phrase(only_asked, words), frozenset(words))

    @property
    def every_phrase(self) -> Mapping[str, Sequence[str]]:
        """What a question is read by."""
        said = {phrase: list(topics) for phrase, topics in self.phrases.items()}
        for phrase, topics in self.only_asked.items():
            said[phrase] = list(dict.fromkeys([*said.get(phrase, ()), *topics]))
        return said

    def with_above(self, topics: Iterable[str]) -> list[str]:
        found = list(dict.fromkeys(topics))
        for topic in found:  # grows while it is read: up to the top
            if (parent := self.above.get(topic)) and parent not in found:
                found.append(parent)
        return found

    def topics_in(self, terms: Sequence[str]) -> Counter[str]:
        """The topics that everyday phrases in `terms` point to, and how often; the longest phrase at each place counts."""
        found: Counter[str] = Counter()
        at = 0
        while at < len(terms):
            length = 1
            for end in range(min(len(terms), at + LONGEST_PHRASE), at, -1):
                topics = self.phrases.get(" ".join(terms[at:end]))
                if topics:
                    found.update(topic for topic in topics if not topic.startswith("^"))
                    length = end - at
                    break
            at += length
        return found


def _by_phrase(said: Iterable[tuple[str, str]], words: set[str]) -> dict[str, list[str]]:
    """The topics of each phrase; its words, as they are written, are added to `words`."""
    topics: dict[str, list[str]] = {}
    for text, topic in said:
        key = " ".join(terms_of(text))
        if key and topic not in topics.setdefault(key, []):
            topics[key].append(topic)
        words.update(word for word in words_of(text) if tells_something(word) and word.isalpha())
    return topics


@dataclass(frozen=True)
class Entry:
    """A record with every term it is found by, and its words as they are written, for spelling."""

    record: Record
    terms: frozenset[str]
    words: frozenset[str]


def entry_of(document: Document, vocabulary: Vocabulary) -> Entry:
    name = _terms(document.names)
    owner = _terms(document.owners)
    text = _terms(document.texts)
    # What nobody sorted is sorted by its words: by those of its name as good as by hand, by those of its text less so.
    named = vocabulary.with_above([*document.topics, *vocabulary.topics_in(name)])
    said = [topic for topic in vocabulary.with_above(vocabulary.topics_in(text)) if topic not in named]
    topics = [TOPIC + topic for topic in named]
    text += [TOPIC + topic for topic in said]
    text += [LANGUAGE + code for code in document.languages]
    record = Record(
        key=key_of(document.service, document.quality),
        name=" ".join(name),
        owner=" ".join(owner),
        topics=" ".join(topics),
        text=" ".join(text),
        points=tuple(document.points),
        quality=document.quality,
        written=tuple(document.written),
        facts={
            **document.facts,
            "service": document.service,
            **({"towns": list(document.towns)} if document.towns else {}),
        },
    )
    strong = {STRONG + term for term in (*name, *topics)}
    filters = {
        *(LANGUAGE + code for code in document.languages),
        *(ACCESS + code for code in document.accesses),
        *([FREE] if document.is_free else []),
        *cells_of(document.points, document.towns),
    }
    words = {
        word
        for text_ in (*document.names, *document.owners, *document.texts)
        for word in words_of(text_[:LONGEST_TEXT])
        if tells_something(word) and word.isalpha()
    }
    return Entry(record, frozenset({*name, *owner, *topics, *text, *strong, *filters}), frozenset(words))


def _terms(texts: Sequence[str]) -> list[str]:
    return [term for text in texts for term in terms_of(text[:LONGEST_TEXT])][:MOST_WORDS]


def key_of(service: int, quality: float) -> int:
    """The record's number in the index: those whose records are kept well come first, wherever an asking stops early."""
    tier = min(TIERS - 1, int((1 - quality) * TIERS))
    return tier * SPAN + service


def service_of(key: int) -> int:
    return key % SPAN
