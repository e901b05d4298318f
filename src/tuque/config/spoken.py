"""What is said at a terminal, with Django or before it: in the language of who types, by the rooms' compiled catalogues."""

import os
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
LANGUAGE_NAMES = ("TUQUE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
# The rooms that speak at a terminal, in the order in which a sentence is looked for.
ROOMS = ("cli", "config", "serving", "core", "demo", "bench", "interactions")


def language() -> str:
    """`fr` or `en`: TUQUE_LANGUAGE, else the language of the terminal where it is one of ours, else English."""
    chosen = next((value for name in LANGUAGE_NAMES if (value := os.environ.get(name))), "")
    return "fr" if chosen.lower().startswith("fr") else "en"


def gettext(message: str) -> str:
    return _catalogue(language()).gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    return _catalogue(language()).ngettext(singular, plural, number)


def number(value: float, digits: int = 0) -> str:
    """1,234.5 or, in French, 1 234,5 with narrow spaces that do not break."""
    written = f"{value:,.{digits}f}"
    return written.translate({ord(","): "\u202f", ord("."): ","}) if language() == "fr" else written


@cache
def _catalogue(chosen: str) -> NullTranslations:
    """English is the language of the source: it needs no catalogue, and what was never compiled is said in English."""
    whole = NullTranslations()
    if chosen == "en":
        return whole
    for room in ROOMS:
        path = PACKAGE / room / "locale" / chosen / "LC_MESSAGES" / "django.mo"
        if path.exists():
            with path.open("rb") as file:
                whole.add_fallback(GNUTranslations(file))
    return whole
