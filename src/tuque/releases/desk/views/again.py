"""A saved question asked again: today's answer of the directory, as a list with its files."""

from typing import Any

from django.urls import reverse

from tuque.core.clock import now
from tuque.directory import api as directory
from tuque.releases.desk.files import Format
from tuque.releases.desk.questions import MOST_SERVICES, Query


def run(query: Query, *, reader: str) -> dict[str, Any]:
    """What the template `desk/_again.html` shows; nothing where nothing is asked."""
    if not query.asks_something:
        return {}
    with directory.opened():
        found = directory.ask(query.ask(reader=reader), at=now(), counts=False)
        shown = directory.finder_pages.results(found, reader)
    asked = [(name, "on" if value is True else value) for name, value in query.kept().items()]
    return {
        **shown,
        "asked": asked,
        "again": [*asked, ("page", 2), ("lang", reader)],
        "formats": list(Format),
        "most_in_file": MOST_SERVICES,
        "in_words": query.in_words(reader=reader),
        "address": reverse("data:home"),
        "reader": reader,
        "not_counted": True,
    }
