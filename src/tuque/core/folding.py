"""Words as one searches for them: without accents, capitals or punctuation, the same in French and English."""

import unicodedata

# Letters that Unicode does not take apart into a letter and an accent.
LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
# The quick way for most of a log: every letter and digit small, everything else a space.
ASCII = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}


def fold(text: str) -> str:
    """`text` in small letters, without accents; every run of anything but letters and digits becomes one space.

    "L’Œuvre-Léger, École nº 3" is "l oeuvre leger ecole no 3". Folding twice changes nothing.
    """
    if text.isascii():
        return " ".join(text.translate(ASCII).split())
    apart = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    # Taking a letter apart may bring a capital or another such letter forth: "℡" gives "TEL".
    return _words(unicodedata.normalize("NFKC", plain.casefold().translate(LETTERS)))


def _words(text: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in text).split())
