"""What our own data package has beside HSDS, one table each: texts in other languages, rules of eligibility, what is confidential,
what sources say beyond HSDS, what belongs to other sources, topics, what terms mean, days that differ. See docs/reference/directory-overlay.md."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from tuque.directory import vocabulary
from tuque.directory.clearing import misleads
from tuque.directory.hsds.objects import OBJECTS
from tuque.directory.imports import eligibility
from tuque.directory.imports.bundle import TEXTS, Bundle, Finding, ForeignText
from tuque.directory.imports.values import Unusable, cut, plain, words

CONFIDENTIAL, HOLIDAYS, DAYS = "confidential", "service_holidays", "special_days"
TOPICS, MEANINGS, EXTRAS, OF_OTHERS = "service_topics", "topic_matches", "extras", "of_others"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    TEXTS: ("entity", "id", "field", "language", "text", "state", "dated_on", "origin"),
    eligibility.TABLE: eligibility.FIELDS,
    CONFIDENTIAL: ("entity", "id"),
    EXTRAS: ("entity", "id", "values"),
    OF_OTHERS: ("entity", "id", "source", "attribution", "licence", "language"),
    HOLIDAYS: ("service_id", "on_holidays"),
    TOPICS: ("service_id", "topic", "decided"),
    MEANINGS: ("term_id", "topic"),
    DAYS: ("service_id", "location_id", "starts_on", "ends_on", "opens_at", "closes_at", "reason_en", "reason_fr"),
}
# The columns that name another row, and its object.
LINKS: Mapping[str, Mapping[str, str]] = {
    HOLIDAYS: {"service_id": "service"},
    TOPICS: {"service_id": "service"},
    MEANINGS: {"term_id": "taxonomy_term"},
    DAYS: {"service_id": "service", "location_id": "location"},
}
CHOSEN, REFUSED = "chosen", "refused"
LONGEST_TEXT, LONGEST_REASON = 50_000, 2_000
LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?$")


@dataclass
class Unfit(Exception):
    """The row cannot be taken; `reason` is a code of imports/reasons.py."""

    reason: str
    field: str = ""


def take(bundle: Bundle, table: str, row: Mapping[str, str] | None, where: str) -> None:
    """Take one row of one of these tables, or refuse it with its reason."""
    bundle.told.add(table)
    if row is None:
        bundle.refuse(table, where, "no_row")
        return
    given = {name: (row.get(name) or "").strip() for name in COLUMNS[table]}
    try:
        READERS[table](bundle, given, where)
    except Unfit as problem:
        value = cut(given.get(problem.field, ""), 80)
        bundle.refuse(table, where, problem.reason, field=problem.field, value=value)
    except eligibility.NoRule:
        bundle.refuse(table, where, "no_rule")
    else:
        bundle.read[table] += 1


def settle(bundle: Bundle) -> None:
    """Once all is read: what belongs to a row that is not there is refused, and what is confidential is hidden."""
    texts, bundle.texts = bundle.texts, []
    for text in texts:
        if _is_there(bundle, TEXTS, {text.entity: text.row}):
            bundle.texts.append(text)
    rules, bundle.rules = bundle.rules, []
    for rule in rules:
        if _is_there(bundle, eligibility.TABLE, {"service": rule.service}):
            bundle.rules.append(rule)
    for table, rows in bundle.beside.items():
        bundle.beside[table] = [row for row in rows if _is_there(bundle, table, _named(table, row))]
    for row in bundle.beside.get(CONFIDENTIAL, ()):
        bundle.hide(row["entity"], row["id"])
    for row in bundle.beside.get(EXTRAS, ()):
        bundle.rows[row["entity"]][row["id"]]["extra"] = json.loads(row["values"])


def _named(table: str, row: Mapping[str, str]) -> dict[str, str]:
    """The rows that a row belongs to: id by object."""
    if table in (CONFIDENTIAL, EXTRAS, OF_OTHERS):
        return {row["entity"]: row["id"]}
    return {to: row[column] for column, to in LINKS[table].items() if row[column]}


def _is_there(bundle: Bundle, table: str, named: Mapping[str, str]) -> bool:
    missing = next((row_id for to, row_id in named.items() if row_id not in bundle.rows[to]), None)
    if missing is not None:
        bundle.refused.append(Finding(table, cut(missing, 80), "", "parent_missing"))
    return missing is None


def _text(bundle: Bundle, row: Mapping[str, str], where: str) -> None:
    if row["entity"] not in OBJECTS or row["field"] not in OBJECTS[row["entity"]].fields:
        raise Unfit("unknown_field", "field")
    if misleads(row["text"]):
        bundle.mended.append(Finding(TEXTS, row["id"][:80], row["field"], "misleading", cut(row["text"], 80)))
    text = words(row["text"])
    if not text:
        raise Unfit("empty", "text")
    if len(text) > LONGEST_TEXT:
        raise Unfit("too_long", "text")
    if not LANGUAGE.match(row["language"]):
        raise Unfit("no_language", "language")
    dated = _day(row, "dated_on") if row["dated_on"] else ""
    state, origin = row["state"] or "written", words(row["origin"])[:200]
    bundle.texts.append(
        ForeignText(row["entity"], row["id"], row["field"], row["language"], text, state, origin, dated)
    )


def _rule(bundle: Bundle, row: Mapping[str, str], where: str) -> None:
    bundle.rules.append(eligibility.read(row))


def _confidential(bundle: Bundle, row: Mapping[str, str], where: str) -> None:
    if row["entity"] not in OBJECTS:
        raise Unfit("unknown_table", "entity")
    _keep(bundle, CONFIDENTIAL, row)


def _extra(bundle: Bundle, row: Mapping[str, str], where: str) -> None:
    """What a source says beyond HSDS, under its own names."""
    if row["entity"] not in OBJECTS:
        raise Unfit("unknown_table", "entity")
    try:
        given = json.loads(row["values"])
        values = plain(given) if isinstance(given, dict) else {}
    except (ValueError, RecursionError, Unusable):
        raise Unfit("not_understood", "values") from None
    if not values:
        raise Unfit("empty", "values")
    _keep(bundle, EXTRAS, {**row, "values": json.dumps(values, ensure_ascii=False)})


def _of_others(bundle: Bundle, row: Mapping[str, str], where: str) -> None:
    if row["entity"] not in OBJECTS:
        raise Unfit("unknown_table", "entity")
    try:
        UUID(row["id"])
    except ValueError:
        raise Unfit("not_understood", "id") from None
    _keep(bundle, OF_OTHERS, row)


def _holidays(bundle: Bundle, row: Mapping[str, str], where: str) -> None:
    if row["on_holidays"] not in ("open", "closed"):
        raise Unfit("not_understood", "on_holidays")
    _keep(bundle, HOLIDAYS, row)


def _topic(bundle: Bundle, row: Mapping[str, str], where: str) -> None:
    _known_topic(row)
    if row["decided"] not in (CHOSEN, REFUSED):
        raise Unfit("not_understood", "decided")
    _keep(bundle, TOPICS, row)


def _meaning(bundle: Bundle, row: Mapping[str, str], where: str) -> None:
    if row["topic"]:
        _known_topic(row)
    _keep(bundle, MEANINGS, row)


def _days(bundle: Bundle, row: Mapping[str, str], where: str) -> None:
    if _day(row, "starts_on") > _day(row, "ends_on"):
        raise Unfit("not_a_date", "ends_on")
    for column in ("opens_at", "closes_at"):
        try:
            time.fromisoformat(row[column] or "00:00")
        except ValueError:
            raise Unfit("not_a_time", column) from None
    if bool(row["opens_at"]) != bool(row["closes_at"]):
        raise Unfit("not_a_time", "closes_at")
    reasons = {name: words(row[name])[:LONGEST_REASON] for name in ("reason_en", "reason_fr")}
    _keep(bundle, DAYS, {**row, **reasons})


def _known_topic(row: Mapping[str, str]) -> None:
    if row["topic"] not in vocabulary.topics():
        raise Unfit("unknown_topic", "topic")


def _day(row: Mapping[str, str], column: str) -> str:
    try:
        return date.fromisoformat(row[column]).isoformat()
    except ValueError:
        raise Unfit("not_a_date", column) from None


def _keep(bundle: Bundle, table: str, row: Mapping[str, str]) -> None:
    bundle.beside.setdefault(table, []).append(dict(row))


READERS: Mapping[str, Callable[[Bundle, Mapping[str, str], str], None]] = {
    TEXTS: _text,
    eligibility.TABLE: _rule,
    CONFIDENTIAL: _confidential,
    EXTRAS: _extra,
    OF_OTHERS: _of_others,
    HOLIDAYS: _holidays,
    TOPICS: _topic,
    MEANINGS: _meaning,
    DAYS: _days,
}
