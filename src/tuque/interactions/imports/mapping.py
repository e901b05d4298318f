"""A mapping: how one service's columns become ours. Written in TOML; docs/how-to/import-your-own-log.md explains it."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tuque.core.reading_tables import ENCODINGS, SEPARATORS
from tuque.interactions.imports.instants import DateOrder

FOLDER = Path(__file__).parent / "mappings"
INSTANTS = ("occurred_at", "received_at", "assigned_at", "en_route_at", "on_scene_at", "cleared_at")
WORDS = ("type_code", "place_text", "note", "area_code", "area_name", "place_code")
CODED = ("base_type", "dispatched_as", "origin", "request_source", "outcome", "follow_up")
LISTED = ("actions",)  # several codes at once
NUMBERS = ("lon", "lat", "people_count", "duration_seconds", "duration_minutes")
FIELDS = (*INSTANTS, *WORDS, *CODED, *LISTED, *NUMBERS)
SECTIONS = {
    "name",
    "title_en",
    "title_fr",
    "about_en",
    "about_fr",
    "file",
    "key",
    "split",
    "columns",
    "constants",
    "codes",
    "area",
    "territory",
    "when",
    "count",
}


class MappingUnusable(Exception):
    """A mapping that cannot be followed; `code` and `values` are put into words by `reasons`."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True)
class Split:
    """A packed column taken apart: the named groups of the pattern become columns."""

    column: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class CodeRule:
    """How a text becomes one of our codes: exact texts first, then patterns in order, then the default ("" for none).

    `between` is what stands between the texts of a cell that packs several, where a field takes several codes.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    patterns: Sequence[tuple[re.Pattern[str], str]] = ()
    default: str | None = None
    between: str = ""


@dataclass(frozen=True)
class When:
    """For a file that tells no day: year and month columns, or a period for all; the weekday and hour where known."""

    year: str = ""
    month: str = ""
    weekday: str = ""
    hour: str = ""
    period: tuple[str, str] | None = None

    @property
    def precision(self) -> str:
        return "period" if self.period else "month"


@dataclass(frozen=True)
class ColumnMapping:
    name: str
    columns: Mapping[str, tuple[str, ...]]
    encoding: str = "auto"
    separator: str = "auto"
    decimal: str = "."
    dates: DateOrder = "year-first"
    time_zone: str = ""
    key: tuple[str, ...] = ()
    splits: tuple[Split, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, CodeRule] = field(default_factory=dict)
    area_layer: str = ""
    territory: tuple[float, float, float, float] | None = None
    when: When | None = None
    count: str = ""
    source: Mapping[str, Any] = field(default_factory=dict)

    @property
    def made_columns(self) -> set[str]:
        """The columns that splitting makes."""
        return {name for split in self.splits for name in split.pattern.groupindex}

    @property
    def is_strict(self) -> bool:
        """Whether a line in another encoding is refused: the file's own was set, and is not the one most often mixed."""
        return self.encoding not in {"auto", "utf-8"}

    def wanted_columns(self) -> set[str]:
        """The columns that the file itself must have."""
        wanted = {column for names in self.columns.values() for column in names} | set(self.key)
        if self.when:
            wanted |= {self.when.year, self.when.month, self.when.weekday, self.when.hour}
        wanted |= {self.count} | {split.column for split in self.splits}
        return wanted - self.made_columns - {""}

    def zone(self, default: ZoneInfo) -> ZoneInfo:
        return ZoneInfo(self.time_zone) if self.time_zone else default


def shipped() -> dict[str, Path]:
    """The mappings that come with Tuque, by name."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.toml"))}


def load(path: Path) -> ColumnMapping:
    """Raises MappingUnusable."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise MappingUnusable("mapping_unreadable", detail=str(problem)) from problem
    return parse(text)


def parse(text: str) -> ColumnMapping:
    """Raises MappingUnusable."""
    try:
        return build(tomllib.loads(text))
    except tomllib.TOMLDecodeError as problem:
        raise MappingUnusable("mapping_not_toml", detail=str(problem)) from problem


def build(source: Mapping[str, Any]) -> ColumnMapping:
    """The mapping that the values of a TOML file describe. Raises MappingUnusable, naming the first thing to mend."""
    if unknown := sorted(set(source) - SECTIONS):
        raise MappingUnusable("section_unknown", name=unknown[0], known=", ".join(sorted(SECTIONS)))
    file = _table(source, "file")
    mapping = ColumnMapping(
        name=_name(source),
        columns={field_: _columns(field_, value) for field_, value in _table(source, "columns").items()},
        encoding=_choice(file, "encoding", ("auto", *ENCODINGS), "auto"),
        separator=_choice(file, "separator", ("auto", *SEPARATORS), "auto"),
        decimal=_choice(file, "decimal", (".", ","), "."),
        dates=_choice(file, "dates", get_args(DateOrder), "year-first"),  # type: ignore[arg-type]
        time_zone=_zone(file),
        key=_columns("key", _table(source, "key").get("columns", [])),
        splits=tuple(_split(column, rule) for column, rule in _table(source, "split").items()),
        constants=_constants(_table(source, "constants")),
        codes={field_: _code_rule(field_, rule) for field_, rule in _table(source, "codes").items()},
        area_layer=str(_table(source, "area").get("layer", "")),
        territory=_territory(_table(source, "territory")),
        when=_when(_table(source, "when")),
        count=str(_table(source, "count").get("column", "")),
        source=dict(source),
    )
    _check_whole(mapping)
    return mapping


def _check_whole(mapping: ColumnMapping) -> None:
    for name in (*mapping.columns, *mapping.constants):
        if name not in FIELDS:
            raise MappingUnusable("field_unknown", name=name, known=", ".join(FIELDS))
    for name in mapping.codes:
        if name not in (*CODED, *LISTED):
            raise MappingUnusable("field_unknown", name=name, known=", ".join((*CODED, *LISTED)))
    if "occurred_at" not in mapping.columns and mapping.when is None:
        raise MappingUnusable("no_date")
    if "type_code" not in mapping.columns and "type_code" not in mapping.constants:
        raise MappingUnusable("no_type")
    if ("lon" in mapping.columns) != ("lat" in mapping.columns):
        raise MappingUnusable("half_position")


def _table(source: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = source.get(name, {})
    if not isinstance(table, Mapping):
        raise MappingUnusable("section_not_table", name=name)
    return table


def _name(source: Mapping[str, Any]) -> str:
    name = source.get("name", "")
    if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,59}", name):
        raise MappingUnusable("name_wrong", value=str(name)[:60])
    return name


def _columns(name: str, value: object) -> tuple[str, ...]:
    columns = [value] if isinstance(value, str) else value
    if not isinstance(columns, list) or not all(isinstance(column, str) for column in columns):
        raise MappingUnusable("columns_wrong", name=name)
    return tuple(columns)


def _choice(table: Mapping[str, Any], name: str, allowed: Sequence[str], default: str) -> str:
    value = table.get(name, default)
    if value not in allowed:
        raise MappingUnusable("choice_wrong", name=name, value=str(value)[:60], allowed=" ".join(map(repr, allowed)))
    return str(value)


def _zone(file: Mapping[str, Any]) -> str:
    name = str(file.get("time_zone", ""))
    try:
        if name:
            ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise MappingUnusable("zone_unknown", value=name[:60]) from None
    return name


def _pattern(text: object) -> re.Pattern[str]:
    try:
        return re.compile(str(text))
    except re.error as problem:
        raise MappingUnusable("pattern_wrong", value=str(text)[:120], detail=str(problem)) from None


def _split(column: str, rule: object) -> Split:
    pattern = _pattern(rule.get("pattern", "") if isinstance(rule, Mapping) else rule)
    if not pattern.groupindex:
        raise MappingUnusable("pattern_without_groups", name=column)
    return Split(column=column, pattern=pattern)


def _constants(table: Mapping[str, Any]) -> Mapping[str, str]:
    return {name: str(value) for name, value in table.items()}


def _code_rule(name: str, rule: object) -> CodeRule:
    if not isinstance(rule, Mapping):
        raise MappingUnusable("section_not_table", name=f"codes.{name}")
    return CodeRule(
        values={str(text): str(code) for text, code in _table(rule, "values").items()},
        patterns=[(_pattern(text), str(code)) for text, code in _table(rule, "patterns").items()],
        default=str(rule["default"]) if "default" in rule else None,
        between=str(rule.get("between", "")),
    )


def _territory(table: Mapping[str, Any]) -> tuple[float, float, float, float] | None:
    if not table:
        return None
    try:
        west, south, east, north = (float(table[side]) for side in ("west", "south", "east", "north"))
    except (KeyError, TypeError, ValueError):
        raise MappingUnusable("territory_wrong") from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise MappingUnusable("territory_wrong")
    return (west, south, east, north)


def _when(table: Mapping[str, Any]) -> When | None:
    if not table:
        return None
    period = table.get("period")
    if period is not None and not (isinstance(period, list) and len(period) == 2):
        raise MappingUnusable("period_wrong")
    when = When(
        **{name: str(table.get(name, "")) for name in ("year", "month", "weekday", "hour")},
        period=(str(period[0]), str(period[1])) if period else None,
    )
    if not period and not (when.year and when.month):
        raise MappingUnusable("period_wrong")
    return when
