"""Learning from a centre's own records: TF-IDF of words and pieces of words, one logistic regression for each label.

A fifth of the people is held out and never seen by what is measured. On the rest, each label has a threshold in each language:
the lowest at which its suggestions were right often enough (`RIGHT_ENOUGH`), judged on folds that it was not fitted on. What is
kept in the end is fitted on everyone, with those thresholds, without those that failed on the people held out. All messages of a person (an address) are on one side of every cut.
Source of the method: scikit-learn's LogisticRegression (liblinear), one against the rest; TF-IDF with logarithmic counts.
"""

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tuque.contact_centre.suggestions.features import counts, proper_words
from tuque.contact_centre.suggestions.learned import Learned

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

LEAST_PEOPLE = 5  # a word that fewer people wrote is forgotten
MOST_FEATURES = 8_000
LEAST_CONTACTS = 200
LEAST_OF_LANGUAGE = 40
LEAST_OF_LABEL = 20
LEAST_OF_BOTH = 10  # of one label in one language
RIGHT_ENOUGH = 0.7
RIGHT_IN_TRIAL = 0.5
SHOWN_ENOUGH = 5
LOWEST = 0.3  # no threshold below, whatever the folds say
FOLDS = 5
HELD_OUT = 0
NEVER = 2.0  # no probability reaches it
Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Example:
    """What one person wrote in one contact, and what the responder recorded of it.

    group    the same for every contact of one address: all of them learn, or none does
    """

    group: str
    language: str
    texts: tuple[str, ...]
    labels: frozenset[str]


@dataclass(frozen=True)
class Figure:
    """Of one label in one language ("" for all), on people held out: recorded, suggested, and both."""

    label: str
    language: str
    recorded: int
    suggested: int
    right: int

    def to_data(self) -> dict[str, Any]:
        return {
            "label": self.label,
            "language": self.language,
            "recorded": self.recorded,
            "suggested": self.suggested,
            "right": self.right,
        }


@dataclass(frozen=True)
class Result:
    learned: Learned
    figures: tuple[Figure, ...]
    contacts: dict[str, int]


class TooFew(Exception):
    """Not enough contacts to learn from: how many there are."""

    def __init__(self, contacts: int) -> None:
        super().__init__(contacts)
        self.contacts = contacts


def steps_of(labels: Sequence[str]) -> int:
    """How often `tell` will be called."""
    return len(labels) * (FOLDS + 1)


def learn(
    examples: Sequence[Example],
    labels: Sequence[str],
    *,
    names: frozenset[str] = frozenset(),
    tell: Callable[[int], None] = lambda done: None,
) -> Result:
    """Raises TooFew. `names` are words in small letters that must not be learned, whoever wrote them."""
    if len(examples) < LEAST_CONTACTS:
        raise TooFew(len(examples))
    fold = np.array([fold_of(one.group) for one in examples])
    seen = np.flatnonzero(fold != HELD_OUT)
    held = np.flatnonzero(fold == HELD_OUT)
    answers = np.array([[label in one.labels for label in labels] for one in examples], dtype=bool)

    spoken = np.array([one.language for one in examples])
    by_language = Counter(spoken.tolist())
    languages = tuple(sorted(one for one, count in by_language.items() if count >= LEAST_OF_LANGUAGE))
    thresholds, scores = _try_out(
        examples, answers, fold, spoken, languages=languages, seen=seen, held=held, names=names, tell=tell
    )
    reached = scores >= _of_each(thresholds, spoken[held], languages)
    figures = tuple(_figures(labels, answers[held], reached, spoken[held]))
    thresholds = _only_good(labels, languages, thresholds, figures)

    kept, vocabulary = vocabulary_of(examples, names=names)
    table, idf = _table(examples, kept, vocabulary)
    weights, bias = _fit_all(table, answers, tell=tell)
    learned = Learned(
        tuple(vocabulary),
        tuple(labels),
        idf=idf.astype(np.float32),
        weights=weights.astype(np.float32),
        bias=bias.astype(np.float32),
        thresholds=thresholds.astype(np.float32),
        languages=languages,
    )
    return Result(learned, figures, dict(by_language))


def fold_of(group: str) -> int:
    """Always the same for a person, so that two trainings hold out the same people."""
    return hashlib.sha256(group.encode()).digest()[0] % FOLDS


def vocabulary_of(examples: Sequence[Example], *, names: frozenset[str]) -> tuple[frozenset[str], list[str]]:
    """The stems that may be learned, and the features that are: each was written by at least LEAST_PEOPLE people."""
    proper = proper_words((text, one.language) for one in examples for text in one.texts)
    people: dict[str, set[str]] = defaultdict(set)
    for one in examples:
        for name in counts(one.texts, one.language):
            if " " not in name and not name.startswith("#"):
                people[name].add(one.group)
    kept = frozenset(
        name
        for name, who in people.items()
        if len(who) >= LEAST_PEOPLE and name not in proper and name.partition(":")[2] not in names
    )
    using: dict[str, set[str]] = defaultdict(set)
    for one in examples:
        for name in counts(one.texts, one.language, kept=kept):
            using[name].add(one.group)
    common = [(len(who), name) for name, who in using.items() if len(who) >= LEAST_PEOPLE]
    common.sort(key=lambda pair: (-pair[0], pair[1]))
    return kept, sorted(name for _people, name in common[:MOST_FEATURES])


def _table(
    examples: Sequence[Example], kept: frozenset[str] | None, vocabulary: Sequence[str], idf: Array | None = None
) -> tuple["csr_matrix", Array]:
    """Rows of TF-IDF with logarithmic counts, each of length 1: shape (examples, features)."""
    from scipy.sparse import csr_matrix  # only who learns waits for it, as below

    places = {name: place for place, name in enumerate(vocabulary)}
    starts, columns, values = [0], [], []
    for one in examples:
        for name, number in counts(one.texts, one.language, kept=kept).items():
            if name in places:
                columns.append(places[name])
                values.append(1 + math.log(number))
        starts.append(len(columns))
    table = csr_matrix((np.array(values, dtype=float), columns, starts), shape=(len(examples), len(vocabulary)))
    if idf is None:
        within = np.bincount(columns, minlength=len(vocabulary)) if columns else np.zeros(len(vocabulary))
        idf = np.log((1 + len(examples)) / (1 + within)) + 1
    table = table.multiply(idf).tocsr()
    lengths = np.sqrt(table.multiply(table).sum(axis=1)).A1
    lengths[lengths == 0] = 1.0
    return table.multiply(1 / lengths[:, None]).tocsr(), idf


def _try_out(
    examples: Sequence[Example],
    answers: Array,
    fold: Array,
    spoken: Array,
    *,
    languages: Sequence[str],
    seen: Array,
    held: Array,
    names: frozenset[str],
    tell: Callable[[int], None],
) -> tuple[Array, Array]:
    """Thresholds, shape (labels, languages), and the probabilities of the people held out, shape (held, labels)."""
    within = [examples[row] for row in seen]
    kept, vocabulary = vocabulary_of(within, names=names)
    table, idf = _table(within, kept, vocabulary)
    known, folds = answers[seen], fold[seen]
    unseen = np.zeros(known.shape)
    for number in range(FOLDS):
        if number == HELD_OUT:
            continue
        here = folds == number
        weights, bias = _fit_all(table[~here], known[~here], tell=tell)
        unseen[here] = _probabilities(table[here], weights, bias)
    thresholds = np.full((known.shape[1], len(languages)), NEVER)
    for column in np.flatnonzero(known.sum(axis=0) >= LEAST_OF_LABEL):
        for place, language in enumerate(languages):
            here = spoken[seen] == language
            thresholds[column, place] = _threshold(unseen[here, column], known[here, column])
    weights, bias = _fit_all(table, known, tell=tell)
    trial, _idf = _table([examples[row] for row in held], kept, vocabulary, idf)
    return thresholds, _probabilities(trial, weights, bias)


def _fit_all(table: "csr_matrix", answers: Array, *, tell: Callable[[int], None]) -> tuple[Array, Array]:
    """Weights, shape (labels, features), and bias. A label that too few records have weighs nothing."""
    from sklearn.linear_model import LogisticRegression  # takes a second to read in: only who learns waits for it

    weights = np.zeros((answers.shape[1], table.shape[1]))
    bias = np.full(answers.shape[1], -9.0)
    for column in range(answers.shape[1]):
        known = answers[:, column]
        if LEAST_OF_LABEL * 0.6 <= known.sum() < len(known):
            fitted = LogisticRegression(solver="liblinear", class_weight="balanced", C=4.0, random_state=1)
            fitted.fit(table, known)
            weights[column], bias[column] = fitted.coef_[0], fitted.intercept_[0]
        tell(1)
    return weights, bias


def _probabilities(table: "csr_matrix", weights: Array, bias: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-(table @ weights.T + bias))))


def _threshold(scores: Array, known: Array) -> float:
    """The lowest at which suggestions were right often enough; NEVER when none is."""
    if known.sum() < LEAST_OF_BOTH:
        return NEVER
    order = np.argsort(-scores)
    right = np.cumsum(known[order])
    shown = np.arange(1, len(order) + 1)
    good = np.flatnonzero((right / shown >= RIGHT_ENOUGH) & (shown >= SHOWN_ENOUGH))
    return float(max(scores[order[good[-1]]], LOWEST)) if len(good) else NEVER


def _of_each(thresholds: Array, spoken: Array, languages: Sequence[str]) -> Array:
    """The thresholds of each row's own language, shape (rows, labels)."""
    never = np.full((thresholds.shape[0], 1), NEVER)
    places = [languages.index(one) if one in languages else len(languages) for one in spoken.tolist()]
    return np.asarray(np.hstack([thresholds, never])[:, places].T)


def _figures(labels: Sequence[str], known: Array, shown: Array, spoken: Array) -> Iterable[Figure]:
    for language in ("", *sorted(set(spoken.tolist()))):
        here = np.ones(len(spoken), dtype=bool) if not language else spoken == language
        for column, label in enumerate(labels):
            has, said = known[here, column], shown[here, column]
            yield Figure(label, language, int(has.sum()), int(said.sum()), int((has & said).sum()))


def _only_good(labels: Sequence[str], languages: Sequence[str], thresholds: Array, figures: Sequence[Figure]) -> Array:
    """What was never suggested in the trial, or was wrong more often than right, is not suggested in that language."""
    trial = {(one.label, one.language): one for one in figures}
    kept = thresholds.copy()
    for row, label in enumerate(labels):
        for column, language in enumerate(languages):
            one = trial.get((label, language))
            if one is None or not one.suggested or one.right < RIGHT_IN_TRIAL * one.suggested:
                kept[row, column] = NEVER
    return kept
