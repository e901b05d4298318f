"""The taxonomies that come along (data/taxonomies): under a licence that lets anyone pass them on. Plain values."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tuque.directory.vocabulary import DATA

FOLDER = DATA / "taxonomies"


@dataclass(frozen=True)
class Shipped:
    code: str
    name_en: str
    name_fr: str
    version: str
    language: str
    uri: str
    licence: str
    attribution: str
    about_en: str
    about_fr: str

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.code}.csv"

    def name(self, language: str) -> str:
        return self.name_fr if language.startswith("fr") else self.name_en

    def about(self, language: str) -> str:
        return self.about_fr if language.startswith("fr") else self.about_en


@cache
def every() -> Mapping[str, Shipped]:
    with (FOLDER / "about.toml").open("rb") as file:
        return {code: Shipped(code=code, **told) for code, told in tomllib.load(file).items()}
