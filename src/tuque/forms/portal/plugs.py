"""What rooms after this one know of forms and screens, and tell here: where a change is felt, what codes stand for, how a
screen is drawn. They add themselves in their `apps.py`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from tuque.accounts.api import Worker
from tuque.forms.language.screens import Screen
from tuque.forms.models import Definition

Label = str | Promise


@dataclass(frozen=True)
class Touch:
    """One thing that a change of a definition is felt in, in the reader's words; `url` leads there."""

    words: str
    url: str = ""
    is_warning: bool = False


class Feels(Protocol):
    """Says what a change of `definition` is felt in."""

    def __call__(self, definition: Definition, *, viewer: Worker) -> Iterable[Touch]: ...


class DrawsScreen(Protocol):
    """A home screen as HTML, the very one that the phones show."""

    def __call__(self, screen: Screen, *, viewer: Worker) -> SafeString: ...


_feelers: list[Feels] = []
_drawers: list[DrawsScreen] = []
_base_types: dict[str, Label] = {}
_origins: dict[str, Label] = {}
_columns: dict[str, Label] = {}
_standards: dict[str, Mapping[str, Label]] = {}
_screens: dict[str, Label] = {}


def add_feeler(feels: Feels) -> None:
    if feels not in _feelers:
        _feelers.append(feels)


def draw_screens_with(draws: DrawsScreen) -> None:
    _drawers[:] = [draws]


def describe_reports(
    *,
    base_types: Mapping[str, Label],
    origins: Mapping[str, Label],
    columns: Mapping[str, Label],
    standards: Mapping[str, Mapping[str, Label]],
    screens: Mapping[str, Label],
) -> None:
    """What reports understand: the standard types and columns, the codes that stand in each, and the screens that roles open."""
    for kept, given in ((_base_types, base_types), (_origins, origins), (_columns, columns), (_screens, screens)):
        kept.update(given)
    _standards.update(standards)


def touches(definition: Definition, *, viewer: Worker) -> list[Touch]:
    return [touch for feels in _feelers for touch in feels(definition, viewer=viewer)]


def draw_screen(screen: Screen, *, viewer: Worker) -> SafeString:
    return format_html_join("", "{}", ((draws(screen, viewer=viewer),) for draws in _drawers))


def base_types() -> Mapping[str, Label]:
    return _base_types


def origins() -> Mapping[str, Label]:
    return _origins


def column_label(column: str) -> Label:
    return _columns.get(column, column)


def standards_of(column: str) -> Mapping[str, Label]:
    """The codes that reports know in a standard column, with their labels."""
    return _standards.get(column, {})


def screens() -> Mapping[str, Label]:
    """The home screens that roles open: code -> who finds it."""
    return _screens
