"""iCarol's JSON: agencies, programs, sites, and programs at sites, tied by `related`."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

from tuque.directory.imports.airs import TERMS
from tuque.directory.imports.bundle import Bundle
from tuque.directory.imports.hours import DAY_CODES
from tuque.directory.imports.people import languages
from tuque.directory.imports.watching import Tell, silent, watched

STATUSES = {"active": "active", "inactive": "inactive", "closed": "defunct", "suspended": "temporarily closed"}
NONE = frozenset({"", "none"})


class NotICarol(Exception):
    """No agency, program or site is in it."""


def read(data: bytes, tell: Tell = silent) -> Bundle:
    """Raises NotICarol, or json's own ValueError."""
    items = json.loads(data.decode("utf-8-sig"))
    if isinstance(items, dict):
        items = items.get("results") or items.get("items") or [items]
    records = [
        one for one in items if isinstance(one, dict) and isinstance(one.get("type"), str) and "contactDetails" in one
    ]
    if not records:
        raise NotICarol
    bundle = Bundle(format="icarol-json", language=_language(records))
    takers = (("Agency", _agency), ("Site", _site), ("Program", _program))
    in_order = [(take, item) for kind, take in takers for item in records if item["type"] == kind]
    for take, item in watched(in_order, tell):
        take(bundle, item)
    tied = False
    closed = {str(one.get("id")) for one in records if one["type"] == "Site" and not _is_in_use(one)}
    for item in records:
        if item["type"] == "ProgramAtSite":
            tied = True
            _tie(bundle, item, closed)
        elif item["type"] not in ("Agency", "Site", "Program"):
            bundle.refuse("service", str(item.get("id")), "unknown_table", value=item["type"])
    if not tied:
        for item in records:
            if item["type"] == "Program":
                for site in _related(item, "Site"):
                    if site in closed:
                        bundle.refuse("service_at_location", f"{item.get('id')}, Site {site}", "not_in_use")
                    elif site in bundle.rows["location"]:
                        bundle.add("service_at_location", {"service_id": str(item["id"]), "location_id": site})
    _take_own_places(bundle, records)
    bundle.settle()
    return bundle


def _language(records: Iterable[Mapping[str, Any]]) -> str:
    """That of most records that tell it, as “fr-CA”; empty where none does."""
    told = Counter(str(one.get("cultureCode") or "")[:2].casefold() for one in records)
    told.pop("", None)
    return told.most_common(1)[0][0] if told else ""


def _is_in_use(item: Mapping[str, Any]) -> bool:
    """Nothing said counts as in use."""
    return STATUSES.get(str(item.get("status") or "active").casefold(), "active") == "active"


def _take_own_places(bundle: Bundle, records: Iterable[Mapping[str, Any]]) -> None:
    """Where an agency is, and where a program is that no site tells of: iCarol has both on the record itself."""
    tied = {row.get("service_id") for row in bundle.rows["service_at_location"].values()}
    for item in records:
        name = {"Agency": "organization", "Program": "service"}.get(str(item["type"]), "")
        taken = str(item.get("id"))
        told = any(
            one.get("purpose") != "CoverageArea" and one.get("line1") for one in _contacts(item, "PhysicalLocation")
        )
        if not told or taken not in bundle.rows.get(name, {}) or taken in tied:
            continue
        agency = taken if name == "organization" else next(_related(item, "Agency"), None)
        place = _place(bundle, item, f"{taken}:place", agency)
        if place and item.get("isConfidential"):
            bundle.hide("location", place)
        if place and name == "service":
            bundle.add("service_at_location", {"service_id": taken, "location_id": place})


def _agency(bundle: Bundle, item: Mapping[str, Any]) -> None:
    taken = bundle.add(
        "organization",
        {
            "id": item.get("id"),
            **_names(item),
            "description": _description(item),
            "legal_status": item.get("legalStatus"),
            "status": "" if _is_in_use(item) else item.get("status"),
            **_page(item, "website"),
        },
    )
    _reached(bundle, item, "organization", taken, organization_id=taken)


def _site(bundle: Bundle, item: Mapping[str, Any]) -> None:
    taken = _place(bundle, item, item.get("id"), next(_related(item, "Agency"), None))
    _reached(bundle, item, "location", taken, location_id=taken)
    if taken:
        _times(bundle, item, location_id=taken)


def _place(bundle: Bundle, item: Mapping[str, Any], place: object, agency: str | None) -> str:
    """Where a record is, with its addresses and how to get in."""
    point = next(_contacts(item, "PhysicalLocation"), {})
    access = item.get("accessibility") if isinstance(item.get("accessibility"), dict) else {}
    taken = bundle.add(
        "location",
        {
            "id": place,
            "organization_id": agency,
            "location_type": "physical",
            **_names(item),
            "description": _description(item),
            "transportation": access.get("public") if access else "",
            "latitude": point.get("latitude"),
            "longitude": point.get("longitude"),
        },
    )
    if not taken:
        return ""
    for kind, type_ in (("PhysicalLocation", "physical"), ("PostalAddress", "postal")):
        for contact, hidden in _with_secrecy(item, kind):
            if contact.get("purpose") != "CoverageArea":
                _address(bundle, contact, type_, taken, hidden=hidden)
    if access and access.get("disabled"):
        bundle.add("accessibility", {"location_id": taken, "description": access["disabled"]})
    return taken


def _address(bundle: Bundle, contact: Mapping[str, Any], type_: str, location: str, *, hidden: bool) -> None:
    row = bundle.add(
        "address",
        {
            "location_id": location,
            "address_1": contact.get("line1"),
            "address_2": contact.get("line2"),
            "city": contact.get("city"),
            "region": contact.get("county"),
            "state_province": contact.get("stateProvince"),
            "postal_code": contact.get("zipPostalCode"),
            "country": contact.get("country"),
            "address_type": type_,
        },
    )
    if hidden:
        bundle.hide("address", row)
        if type_ == "physical":
            bundle.hide("location", location)


def _program(bundle: Bundle, item: Mapping[str, Any]) -> None:
    taken = bundle.add(
        "service",
        {
            "id": item.get("id"),
            "organization_id": next(_related(item, "Agency"), None),
            **_names(item),
            "description": _description(item),
            "status": STATUSES.get(str(item.get("status", "")).casefold(), "active"),
            "application_process": item.get("applicationProcess"),
            "fees_description": item.get("fees"),
            "eligibility_description": _said(item.get("eligibility")),
            "assured_date": item.get("lastVerifiedOn"),
            "last_modified": item.get("modified"),
            **_page(item, "url"),
        },
    )
    _reached(bundle, item, "service", taken, service_id=taken)
    if not taken:
        return
    for code in item.get("taxonomy") or ():
        code = str(code)
        if code not in bundle.rows["taxonomy_term"]:
            bundle.add("taxonomy_term", {"id": code, "code": code, "name": code, "taxonomy": TERMS})
        bundle.add(
            "attribute",
            {"link": ("service", taken), "link_entity": "service", "link_type": "taxonomy", "taxonomy_term_id": code},
        )
    for area in item.get("coverage") or ():
        if isinstance(area, dict):
            parts = [area.get(part) for part in ("zipPostalCode", "city", "county", "stateProvince", "country")]
            bundle.add("service_area", {"service_id": taken, "name": ", ".join(str(part) for part in parts if part)})
    if not item.get("coverage") and item.get("coverageNote"):
        bundle.add("service_area", {"service_id": taken, "name": item["coverageNote"]})
    _times(bundle, item, service_id=taken)


def _tie(bundle: Bundle, item: Mapping[str, Any], closed: Set[str]) -> None:
    programs, sites = list(_related(item, "Program")), list(_related(item, "Site"))
    if not programs or not sites:
        bundle.refuse("service_at_location", str(item.get("id")), "parent_missing")
        return
    if sites[0] in closed or not _is_in_use(item):
        bundle.refuse("service_at_location", str(item.get("id")), "not_in_use")
        return
    taken = bundle.add(
        "service_at_location", {"id": item.get("id"), "service_id": programs[0], "location_id": sites[0]}
    )
    _reached(bundle, item, "service_at_location", taken, service_at_location_id=taken)


def _reached(bundle: Bundle, item: Mapping[str, Any], name: str, taken: str, **parent: str) -> None:
    """Telephones, people, languages; and whether it is confidential."""
    if not taken:
        return
    if item.get("isConfidential"):
        bundle.hide(name, taken)
    for phone, hidden in _with_secrecy(item, "PhoneNumber"):
        row = bundle.add(
            "phone",
            {
                **parent,
                "number": phone.get("number"),
                "type": "fax" if phone.get("purpose") == "Fax" else "voice",
                "description": " · ".join(str(phone[key]) for key in ("label", "description") if phone.get(key)),
            },
        )
        if hidden and row:
            bundle.hide("phone", row)
    for person in _contacts(item, "Person"):
        if name in ("organization", "service", "location") and (person.get("name") or person.get("titles")):
            titles, called = person.get("titles"), person.get("name")
            if isinstance(called, dict):
                called = " ".join(part for part in called.values() if isinstance(part, str))
            bundle.add(
                "contact",
                {
                    **parent,
                    "name": called,
                    "title": ", ".join(map(str, titles)) if isinstance(titles, list) else titles,
                },
            )
    if name in ("service", "location"):
        for language in languages(str(item.get("languagesOffered") or "")):
            if language.casefold() not in NONE:
                bundle.add("language", {**parent, "name": language})


def _times(bundle: Bundle, item: Mapping[str, Any], **parent: str) -> None:
    """iCarol's hours are typed by hand (“10” to “4:45”): shown in words, never guessed."""
    hours = item.get("hours")
    if not isinstance(hours, dict):
        return
    days = [one for one in hours.get("days") or () if isinstance(one, dict)]
    for day in days:
        opens, closes = str(day.get("opens") or ""), str(day.get("closes") or "")
        words = f"{day.get('dayOfWeek', '')} {opens}-{closes}".strip()
        sure = {}
        if any(mark in (opens + closes).casefold() for mark in ("am", "pm")):
            code = DAY_CODES.get(str(day.get("dayOfWeek", "")).casefold()[:2], "")
            sure = {"freq": "WEEKLY", "byday": code, "opens_at": opens, "closes_at": closes}
        bundle.add("schedule", {**parent, "description": words, **sure})
    if hours.get("note"):
        bundle.add("schedule", {**parent, "description": hours["note"]})


def _names(item: Mapping[str, Any]) -> dict[str, str]:
    names = [one for one in item.get("names") or () if isinstance(one, dict)]
    primary = [str(one.get("value", "")) for one in names if one.get("purpose") == "Primary"]
    others = [str(one.get("value", "")) for one in names if one.get("purpose") != "Primary"]
    return {
        "name": (primary or others or [""])[0],
        "alternate_name": "; ".join(primary[1:] + (others if primary else others[1:])),
    }


def _description(item: Mapping[str, Any]) -> str:
    return str(item.get("description") or item.get("descriptionText") or "")


def _page(item: Mapping[str, Any], field: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    site, mail = next(_contacts(item, "Website"), None), next(_contacts(item, "EmailAddress"), None)
    if site:
        found[field] = site.get("url")
    if mail:
        found["email"] = mail.get("address")
    return found


def _contacts(item: Mapping[str, Any], kind: str) -> Iterator[Mapping[str, Any]]:
    return (contact for contact, hidden in _with_secrecy(item, kind) if not hidden or kind == "PhysicalLocation")


def _with_secrecy(item: Mapping[str, Any], kind: str) -> Iterator[tuple[Mapping[str, Any], bool]]:
    for detail in item.get("contactDetails") or ():
        contact = detail.get("contact") if isinstance(detail, dict) else None
        if isinstance(contact, dict) and contact.get("type") == kind:
            yield contact, bool(detail.get("isConfidential"))


def _related(item: Mapping[str, Any], kind: str) -> Iterator[str]:
    return (
        str(one.get("id")) for one in item.get("related") or () if isinstance(one, dict) and one.get("type") == kind
    )


def _said(value: object) -> str:
    return value if isinstance(value, str) else ""
