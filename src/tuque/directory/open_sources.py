"""The sources whose records are in the open-data feed, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass

from tuque.directory.models import Source


@dataclass(frozen=True)
class OpenSource:
    code: str
    name: str
    licence: str
    attribution: str


def open_sources() -> Sequence[OpenSource]:
    """Every open source of the site, whoever asks; of two with one code, the one that the feed gives."""
    rows = Source.objects.filter(is_open=True).order_by("-pk")
    found = {row.code: OpenSource(row.code, row.name, row.licence, row.attribution) for row in rows}
    return sorted(found.values(), key=lambda one: one.name)
