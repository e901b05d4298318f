"""A question to the directory as it can be kept, asked again and put in words. It never holds a position that a device gave."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from django.utils.translation import gettext as _

from tuque.directory import api as directory

MOST_SERVICES = 5000
"""How many a file holds at most: one that is cut there says so, with how many answer."""


@dataclass(frozen=True)
class Query:
    """What is asked of the directory. `near` is a town or a postal code, as it was typed."""

    words: str = ""
    near: str = ""
    topic: str = ""
    language: str = ""
    free: bool = False
    accessible: bool = False
    open_now: bool = False
    age: int | None = None
    exact: bool = False
    """Each word as it was written."""

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """From kept or cleaned values; what it does not know, and what is empty, is left out."""
        return cls(**{one.name: values[one.name] for one in fields(cls) if values.get(one.name)})

    def kept(self) -> dict[str, Any]:
        """As it is kept: what was asked alone."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def asks_something(self) -> bool:
        return bool(self.kept().keys() - {"exact"})

    @property
    def asks_only_where(self) -> bool:
        return self.kept().keys() == {"near"}

    def ask(self, *, reader: str, point: tuple[float, float] | None = None) -> directory.Ask:
        return directory.Ask(
            words=self.words,
            near=self.near,
            point=point,
            topics=[self.topic] if self.topic else [],
            language=self.language,
            free=self.free,
            accessible=self.accessible,
            open_now=self.open_now,
            who=directory.Who(age=self.age),
            reader=reader,
            nearest_first=True,
            exact=self.exact,
        )

    def in_words(self, *, reader: str) -> list[str]:
        """Its parts, each a short phrase in the reader's language."""
        topic = directory.vocabulary.topics().get(self.topic)
        spoken = directory.vocabulary.languages().get(self.language)
        parts = [
            _("“%(words)s”") % {"words": self.words} if self.words else "",
            topic.name(reader) if topic else "",
            _("near %(place)s") % {"place": self.near} if self.near else "",
            _("served in: %(language)s") % {"language": spoken.name(reader)} if spoken else "",
            _("free of charge") if self.free else "",
            _("wheelchair accessible") if self.accessible else "",
            _("open at that moment") if self.open_now else "",
            _("for someone aged %(age)s") % {"age": self.age} if self.age is not None else "",
        ]
        return [part for part in parts if part]
