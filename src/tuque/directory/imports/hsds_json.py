"""HSDS as JSON: a list of services or organizations, nested or not; a page of them; one a line (ndjson)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tuque.directory.hsds import topics
from tuque.directory.hsds.objects import OBJECTS, nested_in, single_in
from tuque.directory.imports import eligibility, overlay, people
from tuque.directory.imports.bundle import TEXTS, Bundle
from tuque.directory.imports.watching import Tell, silent, watched

DEEPEST = 12
EVERYWHERE = (("attributes", "attribute"), ("metadata", "metadata"))


class NotHSDS(Exception):
    """No list of services, organizations, places or terms is in it."""


def read(data: bytes, tell: Tell = silent) -> Bundle:
    """Raises NotHSDS, or json's own ValueError."""
    bundle = Bundle(format="hsds-json")
    found = False
    for name, item in _items(data, tell):
        found = True
        _Reader(bundle).take(name, item)
    if not found:
        raise NotHSDS
    bundle.settle()
    overlay.settle(bundle)
    return bundle


def _items(data: bytes, tell: Tell) -> Iterator[tuple[str, Mapping[str, Any]]]:
    text = data.decode("utf-8-sig")
    first = text.lstrip()[:1]
    if first == "{" and "\n{" in text.strip():
        lines = [line for line in text.splitlines() if line.strip()]
        if all(line.lstrip().startswith("{") and line.rstrip().endswith("}") for line in lines[:3]):
            for line in watched(lines, tell):
                yield from _objects(json.loads(line))
            return
    yield from watched(list(_objects(json.loads(text))), tell)


def _objects(value: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(value, list):
        for one in value:
            yield from _objects(one)
    elif isinstance(value, dict) and isinstance(value.get("contents"), list):
        yield from _objects(value["contents"])
    elif isinstance(value, dict):
        tables = [
            (name, key) for name in OBJECTS for key in (name, OBJECTS[name].file) if isinstance(value.get(key), list)
        ]
        if tables and "id" not in value:  # one file with a list for each table
            for name, key in tables:
                yield from ((name, one) for one in value[key] if isinstance(one, dict))
        else:
            yield _kind_of(value), value


def _kind_of(value: Mapping[str, Any]) -> str:
    """What one object is, by the fields that only it has."""
    if "taxonomy_detail" in value or "parent_id" in value or "term_uri" in value:
        return "taxonomy_term"
    if "location_type" in value or "addresses" in value:
        return "location"
    if "service" in value and "location" in value:
        return "service_at_location"
    if {
        "status",
        "organization",
        "service_at_locations",
        "fees",
        "organization_id",
        "eligibility_description",
    } & value.keys():
        return "service"
    if {"services", "locations", "website", "organization_identifiers", "legal_status"} & value.keys():
        return "organization"
    if "uri" in value and "version" in value:
        return "taxonomy"
    return "service" if "name" in value else ""


class _Reader:
    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle

    def take(self, name: str, item: Mapping[str, Any], parents: Mapping[str, str] | None = None, depth: int = 0) -> str:
        """Take an object and all that is nested in it; its id."""
        if depth > DEEPEST:
            self.bundle.refuse(name or "service", str(item.get("id", "")), "not_text")
            return ""
        if not name:
            self.bundle.refuse("service", str(item.get("id", "")), "unknown_table")
            return ""
        row: dict[str, Any] = {}
        described = OBJECTS[name]
        lists = {one.key: (one.object, one.link) for one in nested_in(name)}
        singles = dict(single_in(name))
        later: list[tuple[str, str, Mapping[str, Any]]] = []
        beside: list[tuple[str, Mapping[str, Any]]] = []
        put_on: list[str] = []
        texts: list[Mapping[str, Any]] = []
        rules: list[Mapping[str, Any]] = []
        for key, value in item.items():
            if key in lists and isinstance(value, list):
                child, link = lists[key]
                later += [(child, link, one) for one in value if isinstance(one, dict)]
            elif key in singles and isinstance(value, dict):
                if len(value) > 1 or "name" in value:
                    to = described.links[singles[key]].to
                    row[singles[key]] = self.take(to, value, depth=depth + 1) or value.get("id")
                else:
                    row[singles[key]] = value.get("id")
            elif key in ("attributes", "metadata") and isinstance(value, list):
                told = [(topics.topic_in(each), each) for each in value if isinstance(each, dict)]
                put_on += [code for code, _ in told if code]
                beside += [(dict(EVERYWHERE)[key], each) for code, each in told if not code]
            elif key == TEXTS and isinstance(value, list):
                self.bundle.told.add(TEXTS)
                texts += [one for one in value if isinstance(one, dict)]
            elif key == eligibility.TABLE and name == "service" and isinstance(value, list):
                self.bundle.told.add(eligibility.TABLE)
                rules += [one for one in value if isinstance(one, dict)]
            elif key == "services" and name == "organization" and isinstance(value, list):
                later += [
                    ("service", "organization_id", one) for one in value if isinstance(one, dict) and len(one) > 2
                ]
            elif key == "service" and name == "service_at_location" and isinstance(value, dict):
                row["service_id"] = self.take("service", value, depth=depth + 1)
            else:
                row[key] = value
        for link, parent in (parents or {}).items():
            row.setdefault(link, parent)
            row[link] = row[link] or parent
        if name in ("attribute", "metadata") and "link" not in row:
            row["link"] = _linked(name, item)
            for link in ("link_id", "resource_id"):
                row.pop(link, None)
        row_id = self.bundle.add(name, row)
        if row_id:
            self._take_texts(name, row_id, texts)
            self._take_rules(row_id, rules)
            self._take_topics(row_id, put_on)
            for child, link, one in later:
                for each in people.each_language(one) if child == "language" else [one]:
                    self.take(child, each, {link: row_id}, depth + 1)
            for child, one in beside:
                self.take(child, {**one, "link": (name, row_id)}, depth=depth + 1)
        return row_id

    def _take_rules(self, service: str, rules: list[Mapping[str, Any]]) -> None:
        """Whom a service is for: our overlay, see docs/reference/directory-overlay.md."""
        for number, one in enumerate(rules[:20]):
            given = one.get("values")
            values = eligibility.BETWEEN.join(str(each) for each in given) if isinstance(given, list) else ""
            row = {**_words(one, ("kind", "least", "most")), "service_id": service, "values": values}
            overlay.take(self.bundle, eligibility.TABLE, row, f"{service}:{number}")

    def _take_topics(self, service: str, codes: list[str]) -> None:
        """Our own topics, as another Tuque gives them."""
        for code in codes:
            row = {"service_id": service, "topic": code, "decided": overlay.CHOSEN}
            overlay.take(self.bundle, overlay.TOPICS, row, f"{service}:{code}")

    def _take_texts(self, name: str, row_id: str, texts: list[Mapping[str, Any]]) -> None:
        """The same, of texts in other languages."""
        for number, one in enumerate(texts[:200]):
            row = {**_words(one, overlay.COLUMNS[TEXTS]), "entity": name, "id": row_id}
            overlay.take(self.bundle, TEXTS, row, f"{name}:{row_id}:{number}")


def _words(given: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    return {name: str(given[name]) for name in names if given.get(name) is not None}


def _linked(name: str, item: Mapping[str, Any]) -> tuple[str, str]:
    if name == "attribute":
        return str(item.get("link_entity") or ""), str(item.get("link_id") or "")
    return str(item.get("resource_type") or ""), str(item.get("resource_id") or "")
