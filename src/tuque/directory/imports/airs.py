"""AIRS XML 3.0 and 3.1, as 211 systems exchange it: agencies, their sites, and services at sites. Source: the schema's names."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tuque.core.safe_xml import local_name, parse
from tuque.directory.imports.bundle import Bundle
from tuque.directory.imports.hours import rules
from tuque.directory.imports.people import languages

MOST_PARTS, MOST_DEPTH = 5_000_000, 40
TERMS = "airs-taxonomy"


class NotAIRS(Exception):
    """No agency is in it."""


def read(data: bytes) -> Bundle:
    """Raises NotAIRS, or XmlRefused."""
    root = parse(data, most_depth=MOST_DEPTH, most_parts=MOST_PARTS)
    bundle = Bundle(format="airs-xml")
    found = False
    for agency in _children(root, "Agency"):
        found = True
        _Agency(bundle, agency).take()
    if not found:
        raise NotAIRS
    bundle.settle()
    return bundle


class _Agency:
    def __init__(self, bundle: Bundle, element: Element) -> None:
        self.bundle, self.element = bundle, element

    def take(self) -> None:
        element, bundle = self.element, self.bundle
        key = _text(element, "Key")
        taken = bundle.add(
            "organization",
            {
                "id": key,
                "name": _text(element, "Name"),
                "alternate_name": _aka(element),
                "description": _text(element, "AgencyDescription"),
                "website": _text(element, "URL", "Address"),
                "email": _text(element, "Email", "Address"),
                "legal_status": _said(element.get("LegalStatus", "")),
                "tax_status": _text(element, "IRSStatus"),
                "tax_id": _text(element, "FEIN") or _text(element, "TaxEIN"),
            },
            where=f"Agency {key}",
        )
        if not taken:
            return
        if element.get("ExcludeFromWebsite") == "true" or element.get("Confidential") == "true":
            bundle.hide("organization", taken)
        self._phones(element, organization_id=taken)
        self._contacts(element, organization_id=taken)
        for site in _children(element, "Site"):
            self._site(site, taken)
        for service in _children(element, "SiteService"):  # 3.1 allows services without a site
            self._service(service, taken, "")

    def _site(self, site: Element, agency: str) -> None:
        bundle, key = self.bundle, _text(site, "Key")
        point = next(_children(site, "SpatialLocation"), None)
        taken = bundle.add(
            "location",
            {
                "id": key,
                "organization_id": agency,
                "location_type": "physical",
                "name": _text(site, "Name"),
                "alternate_name": _aka(site),
                "description": _text(site, "SiteDescription"),
                "transportation": _text(site, "BusServiceAccess"),
                "latitude": _text(point, "Latitude") if point is not None else "",
                "longitude": _text(point, "Longitude") if point is not None else "",
                "url": _text(site, "URL", "Address"),
            },
            where=f"Site {key}",
        )
        if not taken:
            return
        self._addresses(site, taken)
        self._phones(site, location_id=taken)
        self._contacts(site, location_id=taken)
        words = _text(site, "AccessibilityDescription") or _text(site, "DisabilitiesAccess")
        if words:
            bundle.add("accessibility", {"location_id": taken, "description": words}, where=f"Site {key}")
        for name in _spoken(site):
            bundle.add("language", {"location_id": taken, "name": name}, where=f"Site {key}")
        for service in _children(site, "SiteService"):
            self._service(service, agency, taken)

    def _addresses(self, site: Element, location: str) -> None:
        for tag, kind in (("PhysicalAddress", "physical"), ("MailingAddress", "postal"), ("OtherAddress", "postal")):
            for address in _children(site, tag):
                if not any(_text(address, part) for part in ("Line1", "City", "ZipCode")):
                    continue
                row = self.bundle.add(
                    "address",
                    {
                        "location_id": location,
                        "address_1": _text(address, "Line1"),
                        "address_2": _text(address, "Line2"),
                        "city": _text(address, "City"),
                        "region": _text(address, "County"),
                        "state_province": _text(address, "State"),
                        "postal_code": _text(address, "ZipCode"),
                        "country": _text(address, "Country"),
                        "address_type": kind,
                    },
                    where=f"Site {location}",
                )
                if address.get("Confidential") == "true":
                    self.bundle.hide("address", row)
                    if kind == "physical":  # the place itself: its coordinates tell as much as its address
                        self.bundle.hide("location", location)

    def _service(self, service: Element, agency: str, location: str) -> None:
        bundle, key = self.bundle, _text(service, "Key")
        about = next(_children(service, "ResourceInfo"), None)
        verified = about.get("DateLastVerified", "") if about is not None else ""
        acted = about.get("DateOfLastAction", "") if about is not None else ""
        if key and key in bundle.rows["service"]:  # the same program at another site
            bundle.read["service"] += 1
            bundle.repeated["service"] += 1
            self._tie(key, location)
            return
        taken = bundle.add(
            "service",
            {
                "id": key,
                "organization_id": agency,
                "name": _text(service, "Name"),
                "alternate_name": _aka(service),
                "description": _text(service, "Description"),
                "url": _text(service, "URL", "Address"),
                "email": _text(service, "Email", "Address"),
                "status": "inactive" if (service.get("Status") or "").casefold().startswith("inactive") else "active",
                "application_process": _text(service, "IntakeProcedure") or _text(service, "IntakeProcess"),
                "fees_description": _text(service, "FeeStructure"),
                "eligibility_description": _text(service, "Eligibility"),
                "assured_date": verified,
                "last_modified": acted,
                "wait_time": _text(service, "WaitingList"),
            },
            where=f"SiteService {key}",
        )
        if not taken:
            return
        if about is not None and (
            about.get("AvailableForDirectory") == "false" or about.get("AvailableForReferral") == "false"
        ):
            bundle.hide("service", taken)
        self._tie(taken, location)
        self._phones(service, service_id=taken)
        self._contacts(service, service_id=taken)
        for name in _spoken(service):
            bundle.add("language", {"service_id": taken, "name": name}, where=f"SiteService {key}")
        for document in _text(service, "DocumentsRequired").split(";"):
            if document.strip():
                bundle.add("required_document", {"service_id": taken, "document": document}, where=f"SiteService {key}")
        self._times(service, taken)
        self._areas(service, taken)
        for term in _children(service, "Taxonomy"):
            code = _text(term, "Code")
            if code and code not in bundle.rows["taxonomy_term"]:
                # Codes alone: the names belong to the subscription, and come with it.
                bundle.add("taxonomy_term", {"id": code, "code": code, "name": code, "taxonomy": TERMS})
            if code:
                bundle.add(
                    "attribute",
                    {
                        "link": ("service", taken),
                        "link_entity": "service",
                        "link_type": "taxonomy",
                        "taxonomy_term_id": code,
                    },
                    where=f"SiteService {key}",
                )

    def _tie(self, service: str, location: str) -> None:
        if location:
            self.bundle.add("service_at_location", {"service_id": service, "location_id": location})

    def _times(self, service: Element, taken: str) -> None:
        seasonal = next(_children(service, "Seasonal"), None)
        bounds = {}
        if seasonal is not None:
            bounds = {"valid_from": _text(seasonal, "StartDate")[:10], "valid_to": _text(seasonal, "EndDate")[:10]}
        for times in _children(service, "TimeOpen"):
            words = _text(times, "Notes") or (times.text or "").strip()
            for rule in rules(words) or ([{}] if words else []):
                self.bundle.add("schedule", {"service_id": taken, "description": words, **rule, **bounds})

    def _areas(self, service: Element, taken: str) -> None:
        for area in _children(service, "GeographicAreaServed"):
            parts = [_text(area, part) for part in ("ZipCode", "City", "County", "State", "Country")]
            name = ", ".join(part for part in parts if part)
            if name:
                self.bundle.add("service_area", {"service_id": taken, "name": name})

    def _phones(self, element: Element, **parent: str) -> None:
        for phone in _children(element, "Phone"):
            number = _text(phone, "PhoneNumber")
            if not number:
                continue  # an empty form field of the software that wrote it, which is no telephone
            kind = _text(phone, "Type")
            row = self.bundle.add(
                "phone",
                {
                    **parent,
                    "number": number,
                    "extension": _text(phone, "Extension"),
                    "type": "fax" if kind.casefold() == "fax" else ("tty" if "tty" in kind.casefold() else "voice"),
                    "description": _text(phone, "Description") or ("" if kind.startswith("Phone") else kind),
                },
            )
            if row and phone.get("Confidential") == "true":
                self.bundle.hide("phone", row)

    def _contacts(self, element: Element, **parent: str) -> None:
        holders = [element, *_children(element, "ResourceInfo")]
        for contact in (one for holder in holders for one in _children(holder, "Contact")):
            row = {
                "name": _text(contact, "Name"),
                "title": _text(contact, "Title"),
                "email": _text(contact, "Email", "Address"),
            }
            if any(row.values()):
                self.bundle.add("contact", {**parent, **row})


def _children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if local_name(child) == name or child.tag == name)


def _text(element: Element, *path: str) -> str:
    """The first such part's own words; empty where there is none."""
    for name in path:
        found = next(_children(element, name), None)
        if found is None:
            return ""
        element = found
    return (element.text or "").strip()


def _aka(element: Element) -> str:
    names = [_text(one, "Name") for one in _children(element, "AKA") if _text(one, "Confidential") != "true"]
    return "; ".join(name for name in names if name)


def _spoken(element: Element) -> list[str]:
    names = [_text(one, "Language") or (one.text or "").strip() for one in _children(element, "Languages")]
    return [name for words in names for name in languages(words)]


def _said(text: str) -> str:
    return "" if text.casefold() == "none or unknown" else text
