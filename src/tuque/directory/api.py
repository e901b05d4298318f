"""The room's door for others: feeds for the command line, the search and what is public, what comes with the directory."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tuque.accounts.api import Organization
from tuque.directory import labels, published, vocabulary
from tuque.directory.exports import choosing
from tuque.directory.finder import forms as finder_forms
from tuque.directory.finder import views as finder_pages
from tuque.directory.finder.shown import Shown, ShownPhone, ShownPlace, map_points, show
from tuque.directory.imports import formats, mapping
from tuque.directory.imports.bundle import Bundle
from tuque.directory.imports.writing import Progress
from tuque.directory.open_sources import OpenSource, open_sources
from tuque.directory.problems import FeedRefused, SourceUnfit
from tuque.directory.public_values import PublicPlace, PublicService, Texts
from tuque.directory.search.asking import PAGE, Ask, Found, ask, ask_all, by_ids, topic_in
from tuque.directory.search.databases import Site
from tuque.directory.search.fitting import Who
from tuque.directory.search.gaps import counted as gaps_counted
from tuque.directory.search.near import KnownPlace
from tuque.directory.search.places import Where, area_of, place_of_area
from tuque.directory.search.ranking import distance_km
from tuque.directory.search.words import stem, tells_something, words_of
from tuque.directory.services import feeds, sources, taxonomies
from tuque.directory.services.closures import closable
from tuque.directory.services.closures import close as close_service
from tuque.directory.services.closures import take_back as open_service_again
from tuque.directory.services.feeds import refusals
from tuque.directory.services.reminding import tend
from tuque.directory.services.sources import check_code as check_source
from tuque.directory.taxonomies.reading import About as AboutTaxonomy
from tuque.directory.visibility import tells_secret
from tuque.directory.walls import OPEN, for_anyone, opened

__all__ = [
    "OPEN",
    "PAGE",
    "Ask",
    "Found",
    "KnownPlace",
    "OpenSource",
    "PublicPlace",
    "PublicService",
    "Shown",
    "ShownPhone",
    "ShownPlace",
    "Texts",
    "Where",
    "Who",
    "area_of",
    "ask",
    "ask_all",
    "by_ids",
    "check_source",
    "closable",
    "close_service",
    "distance_km",
    "finder_forms",
    "finder_pages",
    "for_anyone",
    "gaps_counted",
    "has_services",
    "in_words",
    "map_points",
    "open_service_again",
    "open_sources",
    "opened",
    "package",
    "place_of_area",
    "published",
    "read_feed",
    "refusals",
    "show",
    "stem",
    "take_feed",
    "take_taxonomy",
    "tells_secret",
    "tells_something",
    "tend",
    "topic_in",
    "vocabulary",
    "words_of",
]


def has_services() -> bool:
    """Whether there is anything that anyone may find."""
    return Site().size() > 0


def read_feed(path: Path, *, form: str = "", mapping: str = "") -> Bundle:
    """The rows of a file or folder. `mapping` is a file, or the name of one that comes along. Raises FeedRefused."""
    return formats.read(path, form=form, columns=_columns(mapping) if mapping else None)


def _columns(name: str) -> mapping.Columns:
    path = mapping.shipped().get(name, Path(name))
    try:
        return mapping.load(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise FeedRefused(reason="mapping_missing") from problem
    except mapping.MappingUnusable as problem:
        raise FeedRefused(reason=f"mapping_{problem.code}", value=problem.value) from problem


def take_feed(
    *,
    organization: Organization,
    code: str,
    about: Mapping[str, object],
    path: Path,
    bundle: Bundle,
    at: datetime,
    despite_drop: bool,
    progress: Progress,
) -> dict[str, object]:
    """Write a feed under the source `code`; what it changed, or that it waits for a person. What `about` tells of the source is set,
    also where it is known already. Raises SourceUnfit."""
    check_source(code)
    with transaction.atomic():
        source = feeds.source_of(organization, code, at=at, format=bundle.format, language=bundle.language or "en")
        sources.change(source=source, values=about, by=None, at=at)
    source.refresh_from_db()
    run, diff = feeds.read_and_apply(
        source=source, path=path, bundle=bundle, by=None, at=at, despite_drop=despite_drop, progress=progress
    )
    changes = run.counts["changes"] if diff is None else diff.counts()
    kept_out = {name: number for name, (number, _ids) in run.counts["kept_out"].items()}
    return {"changes": changes, "kept_out": kept_out, "held": run.counts["drops"] if diff is None else None}


def package(*, organization: Organization, code: str, is_open: bool, at: datetime) -> bytes:
    """The HSDS data package of a source: all of it for its owner, which is recorded; or what its open feed gives. Raises SourceUnfit."""
    source = sources.known(organization, code)
    if not is_open:
        feeds.note_taken(source=source, by=None, at=at)
        return choosing.everything(source)
    if not source.is_open:
        raise SourceUnfit(field="code", reason="not_open")
    return choosing.open_data(source)


def take_taxonomy(
    *,
    organization: Organization,
    path: Path,
    code: str,
    name: str,
    licence: str,
    at: datetime,
    dry_run: bool,
    despite_drop: bool,
    progress: Progress,
) -> tuple[dict[str, object], list[list[str]]]:
    """A subscriber's own list of terms: what it changed, and the lines that were refused or mended. Raises FeedRefused."""
    about = AboutTaxonomy(code, name or code)
    bundle = taxonomies.read(organization=organization, file=path, about=about)
    summary: dict[str, object] = {"read": bundle.counts()}
    if not dry_run:
        run, diff = taxonomies.read_and_apply(
            organization=organization,
            about=about,
            bundle=bundle,
            licence=licence,
            path=path,
            at=at,
            despite_drop=despite_drop,
            progress=progress,
        )
        summary["changes"] = run.counts["changes"] if diff is None else diff.counts()
        summary["held"] = run.counts["drops"] if diff is None else None
    return summary, refusals(bundle)


def in_words(summary: Mapping[str, Any]) -> Iterator[str]:
    """The summary of a feed, a line for each table."""
    read, changes = summary["read"], summary.get("changes") or {}
    for name, counts in read.items():
        line = _(
            "%(table)s: %(read)s read, %(taken)s taken, %(repeated)s repeated, %(refused)s refused, %(mended)s mended"
        )
        words = line % {"table": _table(name), **counts}
        if name in changes:
            written = _("%(added)s new, %(changed)s changed, %(gone)s gone, %(back)s back, %(same)s as they were")
            words = f"{words}; {written % changes[name]}"
        yield words
    for name, number in (summary.get("kept_out") or {}).items():
        yield _("%(table)s: %(number)s stay out: a person here took them out") % {
            "table": _table(name),
            "number": number,
        }
    for name, share in (summary.get("held") or {}).items():
        yield _("%(table)s: %(share)s %% of what is there would be gone") % {
            "table": _table(name),
            "share": round(100 * share),
        }
    if summary.get("held"):
        yield _("Nothing was written. Look at it on the page of imports, or run the command again with --despite-drop.")


def _table(name: str) -> str:
    return str(labels.table(name))
