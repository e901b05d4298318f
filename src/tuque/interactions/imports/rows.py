"""One row of someone's log, by a mapping, into the values of ours; or the reasons why not. No Django here."""

import hashlib
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tuque.core.folding import fold
from tuque.core.reading_tables import Refusal, Row
from tuque.geo.finding import Box, is_on_earth, looks_swapped
from tuque.interactions.imports.instants import (
    MONTHS,
    WEEKDAYS,
    NotAnInstant,
    first_weekday,
    in_zone,
    read_day,
    read_instant,
)
from tuque.interactions.imports.mapping import (
    CODED,
    INSTANTS,
    LISTED,
    CodeRule,
    ColumnMapping,
    MappingUnusable,
)

MAX_KEY = 110  # of 120 kept: the number of a repeated or counted row follows
MAX_COPIES = 10_000
MAX_TYPE, MAX_PLACE = 80, 300
JOINED_BY = {"type_code": ": ", "place_text": ", ", "note": "; "}
BETWEEN = re.compile(r"[;|\n]")  # the texts of a cell that packs several codes, unless the mapping says otherwise
YES_OR_NO = {
    **dict.fromkeys(("yes", "y", "true", "1", "oui", "o", "vrai"), "yes"),
    **dict.fromkeys(("no", "n", "false", "0", "non", "faux"), "no"),
}
WITHOUT_A_SECTION = ("base_type", "follow_up")  # these columns have words of their own where the mapping gives none
FORMULA = ("=", "@", "＝", "＠")  # of what starts a formula in a spreadsheet, what no honest text starts with
TO_COME = timedelta(days=1)  # clocks and zones that are a little off; further ahead, the date is wrong
LONGEST = timedelta(days=7)  # a longer intervention is a clock that was never stopped
# Field of the mapping, column of the log, what one unit is worth there, the most that is believed.
NUMBER_RULES = (
    ("people_count", "people_count", 1, 100_000.0),
    ("duration_seconds", "duration_seconds", 1, LONGEST.total_seconds()),
    ("duration_minutes", "duration_seconds", 60, LONGEST.total_seconds()),
)


@dataclass(frozen=True, slots=True)
class Converted:
    """A row as the log takes it. `fields` bear the names of the log's own columns.

    copies      how many events the row stands for: 1 unless the file holds counts
    flags       what is odd about it, though it is kept
    precision   "" when the time is known; "month" or "period" when the file tells no day
    """

    line: int
    key: str
    copies: int
    fields: dict[str, object]
    area_code: str
    area_name: str
    place_code: str
    flags: tuple[str, ...]
    precision: str
    source_row: dict[str, str]


class _ValueRefused(Exception):
    def __init__(self, column: str, code: str, value: str = "") -> None:
        self.column, self.code, self.value = column, code, value


class Converter:
    """Follows one mapping over the rows of one file. Raises MappingUnusable when the file lacks a column it names.

    `around`: where the organization works; exchanged coordinates are known by it where the mapping tells no territory.
    """

    def __init__(
        self,
        mapping: ColumnMapping,
        columns: Sequence[str],
        *,
        zone: ZoneInfo,
        at: datetime,
        around: Box | None = None,
    ) -> None:
        for name in (*CODED, *LISTED):
            if name in mapping.columns and name not in mapping.codes and name not in WITHOUT_A_SECTION:
                raise MappingUnusable("codes_missing", name=name)
        if missing := sorted(mapping.wanted_columns() - set(columns)):
            raise MappingUnusable("columns_missing", names=", ".join(missing), known=", ".join(columns))
        self._mapping, self._columns = mapping, tuple(columns)
        self._zone, self._latest = mapping.zone(zone), at + TO_COME
        self._box = Box(*mapping.territory) if mapping.territory else None
        self._around = self._box or around
        self._coders = {name: _coder(rule) for name, rule in mapping.codes.items()}
        if "follow_up" in mapping.columns:
            self._coders["follow_up"] = _coder(mapping.codes.get("follow_up", CodeRule()), known=YES_OR_NO)
        self._coded = [name for name in CODED if name in self._coders or name in mapping.constants]
        self._listed = [name for name in LISTED if name in mapping.columns or name in mapping.constants]
        self._cutters = {name: _cutter(mapping.codes.get(name, CodeRule())) for name in self._listed}
        self._instants = [name for name in INSTANTS if name in mapping.columns]
        self._numbers = [rule for rule in NUMBER_RULES if rule[0] in mapping.columns or rule[0] in mapping.constants]

    def convert(self, row: Row) -> Converted | list[Refusal]:
        """The row as the log takes it, or every reason why it does not, a value at a time."""
        source_row = dict(zip(self._columns, row.cells, strict=True))
        cells = self._with_splits(source_row)
        fields: dict[str, object] = {}
        flags: list[str] = ["encoding_mixed"] if row.is_mixed else []
        refusals: list[Refusal] = []

        for read in (
            self._read_instants,
            self._read_position,
            self._read_numbers,
            self._read_words,
            self._read_codes,
            self._read_lists,
            self._check_key,
        ):
            try:
                read(cells, fields, flags)
            except _ValueRefused as refused:
                refusals.append(Refusal(row.line, refused.code, refused.column, refused.value[:200]))
        if refusals:
            return refusals
        return Converted(
            line=row.line,
            key=self._key(row, cells),
            copies=self._copies(cells),
            fields=fields,
            area_code=self._text(cells, "area_code"),
            area_name=self._text(cells, "area_name"),
            place_code=self._text(cells, "place_code"),
            flags=tuple(flags),
            precision=self._mapping.when.precision if self._mapping.when else "",
            source_row=source_row,
        )

    def _with_splits(self, source_row: Mapping[str, str]) -> Mapping[str, str]:
        if not self._mapping.splits:
            return source_row
        cells = dict(source_row)
        for split in self._mapping.splits:
            found = split.pattern.search(cells.get(split.column, ""))
            for name in split.pattern.groupindex:
                cells[name] = (found[name] or "") if found else ""
        return cells

    def _text(self, cells: Mapping[str, str], field: str) -> str:
        """The text of a field: its columns, those that are not empty, joined; else its constant."""
        names = self._mapping.columns.get(field)
        if names is None:
            return self._mapping.constants.get(field, "")
        if len(names) == 1:
            return cells[names[0]].strip()
        return JOINED_BY.get(field, " ").join(text for name in names if (text := cells[name].strip()))

    def _column(self, field: str) -> str:
        return ", ".join(self._mapping.columns.get(field, (field,)))

    def _read_instants(self, cells: Mapping[str, str], fields: dict[str, object], flags: list[str]) -> None:
        for field in self._instants:
            if text := self._text(cells, field):
                try:
                    instant = read_instant(text, order=self._mapping.dates, zone=self._zone)
                except NotAnInstant as problem:
                    raise _ValueRefused(self._column(field), problem.code, text) from None
                if instant.at > self._latest:
                    raise _ValueRefused(self._column(field), "date_to_come", text)
                fields[field] = instant.at
                if instant.clock_change == "gap":
                    flags.append("clock_gap")
            elif field == "occurred_at":
                raise _ValueRefused(self._column(field), "date_missing")
        if "occurred_at" not in fields:
            fields["occurred_at"] = self._vague_instant(cells)
            flags.append(f"{self._mapping.when.precision}_only" if self._mapping.when else "")

    def _vague_instant(self, cells: Mapping[str, str]) -> datetime:
        """A stand-in: the first such weekday of the month or period, at the hour told or else noon."""
        when = self._mapping.when
        assert when is not None  # noqa: S101  a mapping without dates is refused when it is read
        weekday = WEEKDAYS.get(fold(cells.get(when.weekday, "")))
        try:
            start, end = self._period(cells)
            hour = int(cells[when.hour]) if when.hour else 12
            naive = datetime.combine(first_weekday(start, end, weekday), datetime.min.time()).replace(hour=hour)
        except (ValueError, NotAnInstant):
            named = ", ".join(name for name in (when.year, when.month, when.hour) if name)
            text = " ".join(cells.get(name, "") for name in (when.year, when.month, when.hour) if name)
            raise _ValueRefused(named, "date_impossible", text) from None
        return in_zone(naive, self._zone).at

    def _period(self, cells: Mapping[str, str]) -> tuple[date, date]:
        when = self._mapping.when
        assert when is not None  # noqa: S101
        if when.period:
            return date.fromisoformat(when.period[0]), date.fromisoformat(when.period[1])
        month = cells[when.month].strip()
        number = MONTHS.get(fold(month)) or int(month)
        start = read_day(cells[when.year].strip(), str(number), "1", order="year-first")
        return start, (start + timedelta(days=32)).replace(day=1)

    def _read_position(self, cells: Mapping[str, str], fields: dict[str, object], flags: list[str]) -> None:
        if "lon" not in self._mapping.columns:
            return
        lon, lat = self._number(cells, "lon"), self._number(cells, "lat")
        if lon is None and lat is None:
            return
        if lon is None or lat is None:
            raise self._position_refused(cells, "position_half")
        if lon == 0 and lat == 0:
            flags.append("position_zero")
            return
        if self._around and looks_swapped(lon, lat, box=self._around):
            raise self._position_refused(cells, "coordinates_swapped")
        if not is_on_earth(lon, lat):
            raise self._position_refused(cells, "coordinates_swapped" if is_on_earth(lat, lon) else "not_on_earth")
        fields["lon"], fields["lat"] = lon, lat
        if self._box and not self._box.holds(lon, lat):
            fields["out_of_area"] = True
            flags.append("out_of_area")

    def _position_refused(self, cells: Mapping[str, str], code: str) -> _ValueRefused:
        written = f"{self._text(cells, 'lon')}, {self._text(cells, 'lat')}"
        return _ValueRefused(f"{self._column('lon')}, {self._column('lat')}", code, written)

    def _number(self, cells: Mapping[str, str], field: str) -> float | None:
        text = self._text(cells, field)
        if not text:
            return None
        if not text.isascii() or " " in text:
            text = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
        try:
            number = float(text.replace(",", ".") if self._mapping.decimal == "," else text)
        except ValueError:
            raise _ValueRefused(self._column(field), "not_a_number", text) from None
        if not math.isfinite(number):
            raise _ValueRefused(self._column(field), "not_a_number", text)
        return number

    def _read_numbers(self, cells: Mapping[str, str], fields: dict[str, object], flags: list[str]) -> None:
        for field, name, factor, most in self._numbers:
            number = self._number(cells, field)
            if number is None:
                continue
            if not 0 <= number * factor <= most:
                raise _ValueRefused(self._column(field), "number_out_of_range", f"{number:g}")
            fields[name] = round(number * factor)
        cleared = fields.get("cleared_at")
        began = fields.get("on_scene_at") or fields.get("assigned_at")
        if "duration_seconds" not in fields and isinstance(cleared, datetime) and isinstance(began, datetime):
            lasted = cleared - began
            if timedelta() <= lasted <= LONGEST:
                fields["duration_seconds"] = round(lasted.total_seconds())

    def _read_words(self, cells: Mapping[str, str], fields: dict[str, object], flags: list[str]) -> None:
        kind = self._text(cells, "type_code")
        if not kind:
            raise _ValueRefused(self._column("type_code"), "type_missing")
        place, note = self._text(cells, "place_text")[:MAX_PLACE], self._text(cells, "note")
        fields["type_code"] = kind[:MAX_TYPE]
        fields["place_text"], fields["note"] = place, note
        if any(text.startswith(FORMULA) for text in (kind, place, note)):
            flags.append("formula")

    def _read_codes(self, cells: Mapping[str, str], fields: dict[str, object], flags: list[str]) -> None:
        for field in self._coded:
            coder = self._coders.get(field)
            if coder is None:
                fields[field] = self._mapping.constants[field]
                continue
            text = self._text(cells, field) or (self._text(cells, "type_code") if field == "base_type" else "")
            code = coder(text)
            if code:
                fields[field] = code
            elif code is None and text:
                _flag(flags, "code_unknown")
        fields.setdefault("base_type", "other")
        fields.setdefault("origin", "called")
        if "follow_up" in fields:
            fields["follow_up"] = fields["follow_up"] == "yes"

    def _read_lists(self, cells: Mapping[str, str], fields: dict[str, object], flags: list[str]) -> None:
        """Several codes from one cell or from several; nothing where nothing is written, since nobody may have asked."""
        for field in self._listed:
            if field not in self._mapping.columns:
                fields[field] = [self._mapping.constants[field]]
                continue
            codes = [self._coders[field](text) for text in self._texts(cells, field)]
            if None in codes:
                _flag(flags, "code_unknown")
            if known := list(dict.fromkeys(code for code in codes if code)):
                fields[field] = known

    def _texts(self, cells: Mapping[str, str], field: str) -> list[str]:
        """The texts of a field of several codes: those of each of its columns."""
        cut = self._cutters[field]
        return [part for name in self._mapping.columns[field] for part in cut(cells[name])]

    def words_of(self, field: str, source_row: Mapping[str, str]) -> list[tuple[str, str]]:
        """The texts that a row has for a field of codes, each with our code; "" where none is known."""
        cells = self._with_splits(source_row)
        texts = self._texts(cells, field) if field in LISTED else [self._text(cells, field)]
        return [(text, self._coders[field](text) or "") for text in texts if text]

    def _check_key(self, cells: Mapping[str, str], fields: dict[str, object], flags: list[str]) -> None:
        if not all(cells[name].strip() for name in self._mapping.key):
            raise _ValueRefused(
                ", ".join(self._mapping.key), "key_empty", "|".join(cells[n] for n in self._mapping.key)
            )
        if self._mapping.count:
            text = cells[self._mapping.count].strip()
            if not text.isdecimal() or not 1 <= int(text) <= MAX_COPIES:
                raise _ValueRefused(self._mapping.count, "count_wrong", text)

    def _key(self, row: Row, cells: Mapping[str, str]) -> str:
        if not self._mapping.key:
            return _digest("\x1f".join(row.cells))
        key = "|".join(cells[name].strip() for name in self._mapping.key)
        return key if len(key) <= MAX_KEY else _digest(key)

    def _copies(self, cells: Mapping[str, str]) -> int:
        return int(cells[self._mapping.count]) if self._mapping.count else 1


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _flag(flags: list[str], code: str) -> None:
    if code not in flags:
        flags.append(code)


def _cutter(rule: CodeRule) -> Callable[[str], list[str]]:
    """A function from a cell to the texts that it packs. A text that the rule names is whole, whatever signs it holds."""
    between = re.compile(re.escape(rule.between)) if rule.between else BETWEEN
    whole = {fold(text) for text in rule.values}

    def cut(text: str) -> list[str]:
        parts = [text] if fold(text) in whole else between.split(text)
        return [part.strip() for part in parts if part.strip()]

    return cut


def _coder(rule: CodeRule, *, known: Mapping[str, str] | None = None) -> Callable[[str], str | None]:
    """A function from a text to its code, None when the rule does not know the text; it remembers what it met.

    `known` are folded texts that every mapping knows, unless it says otherwise.
    """
    exact = dict(rule.values)
    folded = {**(known or {}), **{fold(text): code for text, code in rule.values.items()}}
    met: dict[str, str | None] = {}

    def find(text: str) -> str | None:
        if text in exact:
            return exact[text]
        if (code := folded.get(fold(text))) is not None:
            return code
        for pattern, code in rule.patterns:
            if pattern.search(text):
                return code
        return rule.default

    def code_of(text: str) -> str | None:
        if text not in met:
            if len(met) > 10_000:
                met.clear()
            met[text] = find(text)
        return met[text]

    return code_of


def check_codes(mapping: ColumnMapping, allowed: Mapping[str, frozenset[str]]) -> None:
    """Raises MappingUnusable for a code that we do not have."""
    for field in (*CODED, *LISTED):
        rule = mapping.codes.get(field, CodeRule())
        given = [*rule.values.values(), *(code for _, code in rule.patterns), rule.default or ""]
        if field in mapping.constants:
            given.append(mapping.constants[field])
        for code in given:
            if code and code not in allowed[field]:
                raise MappingUnusable("code_wrong", field=field, value=code, known=", ".join(sorted(allowed[field])))
