"""A result in the reader's language: the verdict, what to do next, and how each score was worked out."""

from typing import Any

from babel.numbers import format_decimal
from django.utils.translation import get_language

from tuque.forms.language import Form, Result
from tuque.forms.language.results import Scored
from tuque.instruments.catalogue import Read

LEVELS = {"urgent": "danger", "watch": "warning", "calm": "success", "": ""}


def said_of(one: Read | None, result: Result | None) -> dict[str, Any]:
    """`branch` is the verdict of the whole, None where no rule fits; `one` is None where no rules go with the answers."""
    language = get_language()
    if one is None or result is None:
        return {"title": "", "scores": [], "branch": None, "one": None}
    branch = result.branch
    return {
        "one": one,
        "title": one.title.in_language(language),
        "status": one.status.in_language(language),
        "source": one.source.in_language(language),
        "branch": _verdict(branch.verdict.label, branch.verdict.next_step, branch.verdict.level)
        | {"because": branch.because.in_language(language)}
        if branch
        else None,
        "scores": [_score(scored, one.form) for scored in result.scores],
    }


def _verdict(label: object, step: object, level: str) -> dict[str, object]:
    language = get_language()
    said = {"label": label.in_language(language)}  # type: ignore[attr-defined]
    return {**said, "next_step": step.in_language(language) if step else "", "level": LEVELS[level]}  # type: ignore[attr-defined]


def _score(one: Scored, form: Form) -> dict[str, object]:
    """A score with what it came from: each answer that counted, and the number it stood for."""
    language = get_language()
    parts = []
    for code, number in one.parts:
        asked = form.find_field(code)
        parts.append((asked.label.in_language(language) if asked else code, written(number)))
    band = one.band
    return {
        "label": one.score.label.in_language(language),
        "value": written(one.value) if one.value is not None else "",
        "method": one.score.method,
        "parts": parts,
        "answered": len(parts),
        "asked": len(one.score.fields),
        "fewest": one.score.fewest,
        "band": _verdict(band.verdict.label, band.verdict.next_step, band.verdict.level) if band else None,
        "low": written(band.low) if band and band.low is not None else "",
        "high": written(band.high) if band and band.high is not None else "",
    }


def written(number: float) -> str:
    locale = "fr_CA" if (get_language() or "").startswith("fr") else "en_CA"
    return str(format_decimal(round(number, 1), format="#,##0.#", locale=locale)).replace("-", "−")
