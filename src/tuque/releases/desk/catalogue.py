"""The whole files that this site gives to anyone: open sources of the directory, boundaries, the interface for programs."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from tuque.directory import api as directory
from tuque.geo import api as geo


@dataclass(frozen=True)
class OpenFile:
    """`licence` is empty where its keeper named none."""

    name: str
    about: str
    kind: str
    licence: str
    address: str


def open_files() -> Sequence[OpenFile]:
    """Every open file, as of now, in the reader's language."""
    return [*map(_package, directory.open_sources()), *map(_boundaries, geo.list_layers()), _interface()]


def _package(source: directory.OpenSource) -> OpenFile:
    return OpenFile(
        name=source.name,
        about=_("Every public record of this source, as an HSDS data package with its licence, without named people."),
        kind="ZIP, CSV",
        licence=source.licence,
        address=reverse("hsds:package", args=[source.code]),
    )


def _boundaries(layer: geo.AreaLayer) -> OpenFile:
    return OpenFile(
        name=f"{layer.name} ({layer.vintage})",
        about=_("Boundaries of areas, with their codes and names.") + (f" {layer.source}" if layer.source else ""),
        kind="GeoJSON",
        licence=layer.licence,
        address=geo.layer_address(layer),
    )


def _interface() -> OpenFile:
    return OpenFile(
        name=_("The whole directory, for programs"),
        about=_("Services, organizations and places as HSDS 3.0, in pages or a line for each (ndjson)."),
        kind="JSON",
        licence=_("each source’s own"),
        address=reverse("hsds:root"),
    )
