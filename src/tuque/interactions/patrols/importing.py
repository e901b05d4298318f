"""A table of patrols from another system: one row each, with the team, the beginning, the end and the areas."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from tuque.accounts.api import Organization, Team
from tuque.audit import api as audit
from tuque.core import reading_tables as reading
from tuque.core.folding import fold
from tuque.core.reading_tables import FileRefused, Refusal, Row
from tuque.core.tables import csv_lines
from tuque.geo import api as geo
from tuque.interactions.imports.instants import NotAnInstant, read_instant
from tuque.interactions.imports.reasons import VALUE, ImportRefused, value_message
from tuque.interactions.models import Outing
from tuque.interactions.patrols import selectors, services
from tuque.interactions.patrols.presence import Span
from tuque.interactions.patrols.problems import faults_of

HEADS: Mapping[str, tuple[str, ...]] = {
    "team": ("team", "equipe"),
    "starts_at": ("starts_at", "from", "start", "begin", "de", "debut"),
    "ends_at": ("ends_at", "to", "end", "a", "fin"),
    "areas": ("areas", "area", "secteurs", "secteur"),
    "key": ("key", "id", "cle"),
}
NEEDED = ("team", "starts_at", "ends_at")
BETWEEN = re.compile(r"[;|,]")


@dataclass(frozen=True)
class Fault:
    """Why a row was not taken."""

    line: int
    column: str
    value: str
    reason: str


@dataclass
class Summary:
    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    faults: list[Fault] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True)
class Wanted:
    key: str
    team: Team
    span: Span


class RowRefused(Exception):
    def __init__(self, column: str, value: str, reason: str) -> None:
        self.column, self.value, self.reason = column, value, reason


def import_patrols(
    *,
    path: Path,
    organization: Organization,
    source: str,
    at: datetime,
    dry_run: bool = False,
    tell: Callable[[int], None] = lambda done: None,
) -> Summary:
    """Write the patrols of a table, all in one transaction. Raises ImportRefused. The same file twice adds nothing; a row that
    comes otherwise under its key takes the place of the former one."""
    try:
        reading.verify(path)
        shape = reading.detect(path)
    except FileRefused as problem:
        raise ImportRefused(reason=problem.code, values=problem.values) from problem
    reader = Reader(organization, shape.columns)
    summary = Summary()
    with transaction.atomic():
        for row in reading.read_rows(path, shape):
            summary.read += 1
            try:
                _take(reader.read(row, at=at), organization, source, summary, at=at, dry_run=dry_run)
            except RowRefused as refused:
                summary.refused += 1
                summary.faults.append(Fault(row.line, refused.column, refused.value[:200], refused.reason))
            tell(1)
        if not dry_run and (summary.new or summary.changed):
            counts = {"new": summary.new, "changed": summary.changed, "refused": summary.refused}
            audit.record(
                "interactions.patrols_imported",
                by=None,
                organization=organization,
                subject=organization,
                at=at,
                actor_ref="tuque import patrols",
                details=counts,
            )
            services.tell_boards(organization)
    return summary


class Reader:
    """Knows the columns of one table, and the teams and areas that its rows may name. Raises ImportRefused for lack of a column."""

    def __init__(self, organization: Organization, columns: Sequence[str]) -> None:
        named = {fold(column): place for place, column in reversed(list(enumerate(columns)))}
        self._places = {
            name: place for name, heads in HEADS.items() for place in [_first(named, heads)] if place is not None
        }
        missing = [name for name in NEEDED if name not in self._places]
        if missing:
            raise ImportRefused(
                reason="columns_missing", values={"names": ", ".join(missing), "known": ", ".join(columns)}
            )
        self._columns, self._zone = columns, organization.zone
        self._teams: dict[str, Team] = {}
        for team in Team.objects.filter(organization=organization):
            self._teams |= {fold(name): team for name in (team.name_en, team.name_fr, team.code)}
        self._areas: dict[str, int] = {}
        for area in geo.Area.objects.filter(layer=geo.territory_of(organization)).defer("geometry").order_by("-code"):
            self._areas |= {fold(name): area.pk for name in (area.name_en, area.name_fr)}
            self._areas[fold(area.code)] = area.pk

    def read(self, row: Row | Refusal, *, at: datetime) -> Wanted:
        """Raises RowRefused."""
        if isinstance(row, Refusal):
            words = value_message(row.code, row.value) if row.code in VALUE else _("This line cannot be read.")
            raise RowRefused(row.column, row.value, words)
        cells = {name: row.cells[place].strip() for name, place in self._places.items()}
        team = self._teams.get(fold(cells["team"]))
        if team is None:
            raise self._refused("team", cells, _("No team has this code or name."))
        span = Span(
            self._instant("starts_at", cells), self._instant("ends_at", cells), areas=tuple(self._areas_in(cells))
        )
        for name, words in faults_of(span, at=at).items():
            raise self._refused("areas" if name == "where" else name, cells, words)
        content = repr((team.code, span.starts_at, span.ends_at, sorted(span.areas)))
        key = cells.get("key", "") or hashlib.blake2b(content.encode(), digest_size=16).hexdigest()
        return Wanted(key[:120], team, span)

    def _instant(self, name: str, cells: Mapping[str, str]) -> datetime:
        try:
            return read_instant(cells[name], order="year-first", zone=self._zone).at
        except NotAnInstant as problem:
            code = "date_missing" if not cells[name] else problem.code
            raise self._refused(name, cells, value_message(code, cells[name])) from problem

    def _areas_in(self, cells: Mapping[str, str]) -> Iterator[int]:
        text = cells.get("areas", "")
        parts = [text] if fold(text) in self._areas else [part for part in BETWEEN.split(text) if part.strip()]
        for part in parts:
            area = self._areas.get(fold(part))
            if area is None:
                raise self._refused(
                    "areas", {"areas": part.strip()}, _("No area of your boundaries has this code or name.")
                )
            yield area

    def _refused(self, name: str, cells: Mapping[str, str], reason: str) -> RowRefused:
        column = self._columns[self._places[name]] if name in self._places else ""
        return RowRefused(column, cells.get(name, ""), reason)


def _first(named: Mapping[str, int], heads: Sequence[str]) -> int | None:
    return next((named[head] for head in heads if head in named), None)


def _take(
    wanted: Wanted, organization: Organization, source: str, summary: Summary, *, at: datetime, dry_run: bool
) -> None:
    before = Outing.objects.filter(organization=organization, source=source, source_key=wanted.key).first()
    if before is None:
        summary.new += 1
        if not dry_run:
            outing = Outing(organization=organization, team=wanted.team, recorded_at=at)
            outing.source, outing.source_key = source, wanted.key
            services.keep(outing, wanted.span, at=at)
    elif _is_same(before, wanted):
        summary.same += 1
    else:
        summary.changed += 1
        if not dry_run:
            before.team = wanted.team
            services.replace(before, wanted.span, at=at)


def _is_same(outing: Outing, wanted: Wanted) -> bool:
    before = (outing.team_id, outing.starts_at, outing.ends_at, selectors.areas_of(outing))
    return before == (wanted.team.pk, wanted.span.starts_at, wanted.span.ends_at, set(wanted.span.areas))


def write_faults(faults: Sequence[Fault], path: Path) -> None:
    """The rows that were not taken, as a table for whoever will mend them."""
    rows = [(one.line, one.column, one.value, one.reason) for one in faults]
    path.write_text("".join(csv_lines([_("Line"), _("Column"), _("Value"), _("Reason")], rows)), encoding="utf-8")
