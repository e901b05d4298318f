"""Codes of our language made from the names of a spreadsheet, and its numbers."""

import re
import unicodedata


def code_of(name: str) -> str:
    """A code of our language made from a name: `First-Name` becomes `first_name`."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    code = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:56]
    return code if code[:1].isalpha() else f"q_{code}".rstrip("_")


def choice_code(name: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,55}", name):
        return name
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    code = re.sub(r"[^A-Za-z0-9_-]+", "_", plain).strip("_-")[:56]
    return code or "c"


def fresh(code: str, taken: set[str]) -> str:
    number, found = 2, code
    while found in taken:
        found = f"{code}_{number}"
        number += 1
    taken.add(found)
    return found


def number_in(written: str) -> float | None:
    try:
        number = float(written)
    except ValueError:
        return None
    return tidy(number)


def tidy(number: float) -> float:
    return int(number) if number.is_integer() else number
