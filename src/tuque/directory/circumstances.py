"""Whom rules may name (data/circumstances.toml): genders and situations, in both languages. Plain values."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tuque.directory.vocabulary import DATA


@dataclass(frozen=True)
class Circumstance:
    code: str
    en: str
    fr: str
    me_en: str
    me_fr: str

    def of_many(self, language: str) -> str:
        return self.fr if language.startswith("fr") else self.en

    def of_oneself(self, language: str) -> str:
        return self.me_fr if language.startswith("fr") else self.me_en


def genders() -> Mapping[str, Circumstance]:
    return _every()["gender"]


def statuses() -> Mapping[str, Circumstance]:
    return _every()["status"]


@cache
def _every() -> Mapping[str, Mapping[str, Circumstance]]:
    with (DATA / "circumstances.toml").open("rb") as file:
        read = tomllib.load(file)
    return {kind: {one["code"]: Circumstance(**one) for one in read[kind]} for kind in ("gender", "status")}
