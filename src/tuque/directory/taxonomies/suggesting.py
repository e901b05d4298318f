"""The topic that a term's name points to: by the names of topics and everyday words, as the search reads them."""

from collections.abc import Callable, Sequence

from tuque.directory import vocabulary
from tuque.directory.search.reading import words_of_topics
from tuque.directory.search.words import terms_of


def suggester() -> Callable[[Sequence[str]], str]:
    """From the names of a term in its languages to a topic; "" where they point to none. A part comes before its whole."""
    words, topics = words_of_topics(), vocabulary.topics()
    named = {vocabulary.folded(name): topic.code for topic in topics.values() for name in (topic.en, topic.fr)}

    def suggest(names: Sequence[str]) -> str:
        for name in names:
            if vocabulary.folded(name) in named:
                return named[vocabulary.folded(name)]
        for name in names:
            found = [code for code, _often in words.topics_in(terms_of(name)).most_common() if code in topics]
            if found:
                return next((code for code in found if topics[code].within), found[0])
        return ""

    return suggest
