"""A form with as many questions as asked, and answers to it: what peers measure themselves with."""

import random
from typing import Any

TYPES = ("text", "integer", "choice", "yes_no", "number")


def wide_form(code: str, *, questions: int) -> dict[str, Any]:
    return {
        "language": 1,
        "code": code,
        "title": {"en": "Wide form", "fr": "Formulaire large"},
        "base_type": "other",
        "icon": "page",
        "origin": "found",
        "fields": [question(number) for number in range(questions)],
    }


def question(number: int) -> dict[str, Any]:
    kind = TYPES[number % len(TYPES)]
    field: dict[str, Any] = {
        "code": f"q{number}",
        "type": kind,
        "label": {"en": f"Question {number}", "fr": f"Question {number} (fr)"},
    }
    if kind == "choice":
        field["choices"] = [
            {"code": f"c{index}", "label": {"en": f"Choice {index}", "fr": f"Choix {index}"}} for index in range(5)
        ]
    return field


def wide_answers(questions: int, *, seed: int) -> dict[str, Any]:
    """Every question answered; the same answers for the same seed."""
    chance = random.Random(seed)  # noqa: S311  not a secret
    answers: dict[str, Any] = {}
    for number in range(questions):
        kind = TYPES[number % len(TYPES)]
        answers[f"q{number}"] = {
            "text": f"words {chance.randrange(10**6)}",
            "integer": chance.randrange(1000),
            "choice": f"c{chance.randrange(5)}",
            "yes_no": chance.random() < 0.5,
            "number": round(chance.random() * 100, 2),
        }[kind]
    return answers
