"""Which browser, on what: enough for someone to recognize their own phone in a list."""

import re

BROWSERS = (
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Chrome", r"Chrome/|CriOS/"),
    ("Safari", r"Safari/"),
)
SYSTEMS = (
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("ChromeOS", r"CrOS"),
    ("Windows", r"Windows"),
    ("Mac", r"Macintosh|Mac OS X"),
    ("Linux", r"Linux|X11"),
)


def describe(user_agent: str) -> tuple[str, str]:
    """The browser and the system that a user agent names, "" for one it does not. A hint for people, proof of nothing."""
    return _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)


def is_phone(user_agent: str) -> bool:
    return "Mobile" in user_agent or "iPhone" in user_agent


def _first(names: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for name, pattern in names if re.search(pattern, text)), "")
