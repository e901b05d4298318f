"""Scripted people, as data: what each says first, and next each time that they are answered. No model, no chance."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parent / "shipped" / "people.json"


@dataclass(frozen=True)
class Script:
    """`says[0]` opens the conversation; `says[n]` follows the n-th answer. Words by language."""

    code: str
    title: dict[str, str]
    about: dict[str, str]
    notice: dict[str, str]
    distress: int
    says: Sequence[Sequence[dict[str, str]]]

    def lines(self, step: int, language: str) -> list[str]:
        """What they say at a step; nothing once the script is over."""
        wanted = "fr" if language.startswith("fr") else "en"
        return [one[wanted] for one in self.says[step]] if step < len(self.says) else []


@lru_cache(maxsize=1)
def scripts() -> tuple[Script, ...]:
    found: list[dict[str, Any]] = json.loads(FILE.read_text())
    return tuple(Script(**one) for one in found)


def find_script(code: str) -> Script | None:
    return next((one for one in scripts() if one.code == code), None)
