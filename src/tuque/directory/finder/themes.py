"""A finder of a theme: what it shows and how, as plain values, and the one that a reader asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from tuque.directory import vocabulary
from tuque.directory.finder import colours
from tuque.directory.models import ThemedFinder

# Addresses of the finder itself, which no theme may take.
RESERVED = frozenset(
    {"list", "offline", "pack", "service", "services", "copy-is-whole", "copy-part", "worker", "embed"}
)


@dataclass(frozen=True)
class Theme:
    """`topics`: codes of ours, with their parts; none means all. `hosts`: origins whose pages may show it inside their own."""

    slug: str = ""
    title_en: str = ""
    title_fr: str = ""
    intro_en: str = ""
    intro_fr: str = ""
    topics: Sequence[str] = ()
    colour: str = colours.OURS
    hosts: Sequence[str] = ()

    def title(self, reader: str) -> str:
        return self.title_fr if reader == "fr" else self.title_en

    def intro(self, reader: str) -> str:
        return self.intro_fr if reader == "fr" else self.intro_en

    @property
    def every_topic(self) -> list[str]:
        """Its topics with all that is within them."""
        return sorted({part for topic in self.topics for part in vocabulary.with_parts(topic)})


def theme_of(row: ThemedFinder, values: Mapping[str, Any]) -> Theme:
    known = {name: values[name] for name in Theme.__dataclass_fields__ if name in values}
    return Theme(**{**known, "slug": row.slug, "hosts": tuple(row.hosts)})


def get_published(slug: str) -> Theme:
    """What anyone may see of it. Raises Http404."""
    row = ThemedFinder.objects.filter(slug=slug, is_published=True).first()
    if row is None:
        raise Http404
    return theme_of(row, row.published)
