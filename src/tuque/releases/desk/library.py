"""Which answers of the library speak of a question. Plain values, no Django: words of either language, rarer ones counting for more."""

from collections import Counter
from collections.abc import Callable, Sequence
from math import log
from uuid import UUID

Text = tuple[UUID, str, str]
"""An answer's id, its questions in both languages, its answers in both."""
IN_ANSWER = 0.4  # a word of the answer counts for less than one of the question
LEAST = 0.5  # which share of what was asked must be there


def matching(asked: Sequence[str], texts: Sequence[Text], *, terms: Callable[[str], Sequence[str]]) -> list[UUID]:
    """Those that have enough of what was asked (stems), the best first; those alike stay in order. Nothing asked finds nothing."""
    wanted = set(asked)
    known = [(ident, set(terms(question)), set(terms(answer))) for ident, question, answer in texts]
    records = Counter(term for _id, question, answer in known for term in question | answer)
    weights = {term: log(1 + (1 + len(known)) / (1 + records[term])) for term in wanted}
    total = sum(weights.values())
    if not total:
        return []
    shares = [
        (sum(weights[term] * _value(term, question, answer) for term in wanted) / total, ident)
        for ident, question, answer in known
    ]
    found = [(share, ident) for share, ident in shares if share >= LEAST]
    return [ident for _share, ident in sorted(found, key=lambda one: -one[0])]


def _value(term: str, question: set[str], answer: set[str]) -> float:
    return 1.0 if term in question else IN_ANSWER if term in answer else 0.0
