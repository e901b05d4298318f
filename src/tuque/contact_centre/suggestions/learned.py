"""What was learned, as plain arrays: nothing is ever unpickled. It holds words that many people used, and numbers."""

import base64
import binascii
import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tuque.contact_centre.suggestions.features import counts

FORMAT = 1


class LearnedUnreadable(Exception):
    """Not what was written: another digest, another shape, a number that is none."""


@dataclass(frozen=True)
class Learned:
    """A linear model for each label (`field:choice`).

    vocabulary   features in the order of the columns
    idf          float32, shape (features,)
    weights      float32, shape (labels, features)
    bias         float32, shape (labels,)
    languages    those that it knows
    thresholds   float32, shape (labels, languages): a label is suggested when its probability reaches it
    """

    vocabulary: tuple[str, ...]
    labels: tuple[str, ...]
    idf: np.ndarray[Any, np.dtype[np.float32]]
    weights: np.ndarray[Any, np.dtype[np.float32]]
    bias: np.ndarray[Any, np.dtype[np.float32]]
    thresholds: np.ndarray[Any, np.dtype[np.float32]]
    languages: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", {name: place for place, name in enumerate(self.vocabulary)})

    def probabilities(self, texts: Sequence[str], language: str) -> dict[str, float]:
        """Of each label, for the words of one person. Not calibrated: good for an order and a threshold, not to be shown."""
        places: dict[str, int] = self._places  # type: ignore[attr-defined]
        found = [(places[name], 1 + math.log(n)) for name, n in counts(texts, language).items() if name in places]
        if not found:
            return {}
        columns = np.array([place for place, _weight in found])
        values = np.array([weight for _place, weight in found]) * self.idf[columns]
        values /= np.linalg.norm(values) or 1.0
        scores = self.weights[:, columns] @ values + self.bias
        return dict(zip(self.labels, (1 / (1 + np.exp(-scores))).tolist(), strict=True))

    def suggest(self, texts: Sequence[str], language: str, *, most: int) -> list[tuple[str, float]]:
        """Up to `most` labels that reach their threshold, the surest first; nothing in a language it does not know."""
        if language not in self.languages:
            return []
        limits = dict(zip(self.labels, self.thresholds[:, self.languages.index(language)].tolist(), strict=True))
        sure = [(label, p) for label, p in self.probabilities(texts, language).items() if p >= limits[label]]
        return sorted(sure, key=lambda pair: (limits[pair[0]] - pair[1], pair[0]))[:most]


def to_text(learned: Learned) -> str:
    body = {
        "format": FORMAT,
        "vocabulary": list(learned.vocabulary),
        "labels": list(learned.labels),
        "languages": list(learned.languages),
        **{name: _written(getattr(learned, name)) for name in ("idf", "weights", "bias", "thresholds")},
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def from_text(text: str, *, digest: str) -> Learned:
    """Raises LearnedUnreadable for anything but what `digest_of` knew when it was written."""
    if digest_of(text) != digest:
        raise LearnedUnreadable("digest")
    try:
        body = json.loads(text)
        names, labels = tuple(body["vocabulary"]), tuple(body["labels"])
        if body["format"] != FORMAT or not all(isinstance(one, str) for one in (*names, *labels)):
            raise LearnedUnreadable("format")
        return Learned(
            names,
            labels,
            idf=_read(body["idf"], (len(names),)),
            weights=_read(body["weights"], (len(labels), len(names))),
            bias=_read(body["bias"], (len(labels),)),
            thresholds=_read(body["thresholds"], (len(labels), len(body["languages"]))),
            languages=tuple(body["languages"]),
        )
    except (KeyError, TypeError, ValueError, binascii.Error) as problem:
        raise LearnedUnreadable(type(problem).__name__) from problem


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _written(array: np.ndarray[Any, Any]) -> str:
    return base64.b64encode(np.ascontiguousarray(array, dtype="<f4").tobytes()).decode("ascii")


def _read(written: str, shape: tuple[int, ...]) -> np.ndarray[Any, np.dtype[np.float32]]:
    found = np.frombuffer(base64.b64decode(written, validate=True), dtype="<f4")
    if found.size != math.prod(shape) or not np.isfinite(found).all():
        raise LearnedUnreadable("shape")
    return found.reshape(shape)


def split(label: str) -> tuple[str, str]:
    """The field and the choice of a label."""
    field, _colon, choice = label.partition(":")
    return field, choice


def label_of(field: str, choice: str) -> str:
    return f"{field}:{choice}"


Figures = Mapping[str, Any]
