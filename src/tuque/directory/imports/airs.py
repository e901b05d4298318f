"""AIRS XML 3.0 and 3.1, as 211 systems exchange it: agencies within agencies, their sites, and services at sites.

What its source keeps from the public stays hidden: a withheld address hides its place, whatever coordinates stand beside it.
Source: airs_3_0.xsd and airs_3_1.xsd (AIRS, Apache 2.0).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from tuque.core.safe_xml import parse
from tuque.directory.imports import airs_parts as parts
from tuque.directory.imports.airs_parts import children, is_true, text, texts
from tuque.directory.imports.bundle import Bundle
from tuque.directory.imports.watching import Tell, silent, watched

MOST_PARTS, MOST_DEPTH = 5_000_000, 40
TERMS = "airs-taxonomy"
ADDRESSES = (("PhysicalAddress", "physical"), ("MailingAddress", "postal"), ("OtherAddress", "postal"))
OUT = ("inactive", "defunct")


class NotAIRS(Exception):
    """No agency is in it."""


def read(data: bytes, tell: Tell = silent) -> Bundle:
    """Raises NotAIRS, or XmlRefused."""
    root = parse(data, most_depth=MOST_DEPTH, most_parts=MOST_PARTS)
    reader, found = _Reader(Bundle(format="airs-xml")), False
    for agency in watched(list(children(root, "Agency")), tell):
        found = True
        reader.agency(agency)
    if not found:
        raise NotAIRS
    reader.finish()
    return reader.bundle


@dataclass
class _Told:
    """Of a service, what its sites said so far: whether one of them is open to the public, and one is in use."""

    is_shown: bool = False
    status: str = ""
    details: list[tuple[str, dict[str, str]]] = field(default_factory=list)


class _Reader:
    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.services: dict[str, _Told] = {}

    def finish(self) -> None:
        for key, told in self.services.items():
            if not told.is_shown:
                self.bundle.hide("service", key)
            self.bundle.rows["service"][key]["status"] = told.status
        self._hide_twins()
        self.bundle.settle()

    def _hide_twins(self) -> None:
        """A place at the very spot of one that is hidden, as an agency's own address often is, would tell where that one is."""
        rows = self.bundle.rows["location"]
        spots = {_spot(rows[key]) for name, key in self.bundle.confidential if name == "location"} - {(None, None)}
        for key, row in rows.items():
            if _spot(row) in spots:
                self.bundle.hide("location", key)

    def agency(self, element: Element, above: str = "") -> None:
        bundle, key = self.bundle, text(element, "Key")
        if self._is_deleted("organization", element, f"Agency {key}"):
            return
        taken = bundle.add("organization", {**_agency(element), "parent_organization_id": above}, where=f"Agency {key}")
        if not taken:
            return
        if not parts.is_for_everyone(element):
            bundle.hide("organization", taken)
        self._phones(element, organization_id=taken)
        self._contacts(element, organization_id=taken)
        self._pages(element, organization_id=taken)
        for words in texts(element, "SourceOfFunds"):
            bundle.add("funding", {"organization_id": taken, "source": words}, where=f"Agency {key}")
        for group in children(element, "ServiceGroup"):
            name = text(group, "ProgramName") or text(group, "Name")
            bundle.add(
                "program", {"id": text(group, "Key"), "organization_id": taken, "name": name}, where=f"Agency {key}"
            )
        status = _status(element, "")
        for place in children(element, "AgencyLocation"):
            self._site(place, taken, status=status, of_agency=element)
        for site in children(element, "Site"):
            self._site(site, taken, status=status)
        for service in children(element, "SiteService"):  # some write services without a site
            self._service(service, taken, "", status=status, is_shown=True)
        for child in children(element, "Agency"):
            self.agency(child, taken)

    def _is_deleted(self, name: str, element: Element, where: str) -> bool:
        """3.1 names what is no more, with a mark."""
        if is_true(element.get("delete")):
            self.bundle.refuse(name, where, "deleted")
            return True
        return False

    def _site(self, site: Element, agency: str, *, status: str, of_agency: Element | None = None) -> None:
        bundle, key = self.bundle, text(site, "Key")
        if of_agency is not None:
            key = f"agency-{key or agency}"  # systems give it no key, or that of one of its sites
        where = f"Site {key}"
        if self._is_deleted("location", site, where):
            return
        row = {**_place(site, of_agency), "id": key, "organization_id": agency}
        taken = bundle.add("location", row, where=where)
        if not taken:
            return
        is_shown, status = parts.is_for_everyone(site), _status(site, status)
        if not is_shown:
            bundle.hide("location", taken)
        self._addresses(site, taken)
        self._phones(site, location_id=taken)
        self._contacts(site, location_id=taken)
        for address in texts(site, "Email", "Address"):
            bundle.add("contact", {"location_id": taken, "email": address}, where=where)
        words = text(site, "AccessibilityDescription") or text(site, "DisabilitiesAccess")
        if words:
            bundle.add("accessibility", {"location_id": taken, "description": words}, where=where)
        for name, note in parts.spoken(site):
            bundle.add("language", {"location_id": taken, "name": name, "note": note}, where=where)
        for times in children(site, "TimeOpen"):
            for rule in parts.hours_of(times):
                bundle.add("schedule", {"location_id": taken, **rule}, where=where)
        in_use = _status(site, "") not in OUT
        for service in children(site, "SiteService"):
            if not in_use:
                bundle.refuse("service_at_location", f"{where}, SiteService {text(service, 'Key')}", "not_in_use")
            self._service(service, agency, taken if in_use else "", status=status, is_shown=is_shown)

    def _addresses(self, site: Element, location: str) -> None:
        for tag, kind in ADDRESSES:
            for address in children(site, tag):
                if parts.is_withheld(address):
                    self.bundle.refuse("address", f"Site {location}", "withheld")
                    if kind == "physical" or not any(True for _ in children(site, "PhysicalAddress")):
                        self.bundle.hide("location", location)
                    continue
                if not any(text(address, part) for part in ("Line1", "City", "ZipCode")):
                    continue
                row = self.bundle.add(
                    "address", {"location_id": location, **_address(address, kind)}, where=f"Site {location}"
                )
                if is_true(address.get("Confidential")):
                    self.bundle.hide("address", row)
                    if kind == "physical":  # the place itself: its coordinates tell as much as its address
                        self.bundle.hide("location", location)

    def _service(self, service: Element, agency: str, location: str, *, status: str, is_shown: bool) -> None:
        bundle, key = self.bundle, text(service, "Key")
        where = f"SiteService {key}"
        if self._is_deleted("service", service, where):
            return
        status = _status(service, status)
        is_shown = is_shown and parts.is_for_everyone(service)
        if key and key in bundle.rows["service"]:  # the same program at another site
            bundle.read["service"] += 1
            bundle.repeated["service"] += 1
            told = self.services[key]
            told.is_shown = told.is_shown or is_shown
            told.status = told.status if told.status not in OUT else status
            self._at_site(service, key, location, told)
            return
        taken = bundle.add(
            "service", {**_service(service), "id": key, "organization_id": agency, "status": status}, where=where
        )
        if not taken:
            return
        told = self.services.setdefault(taken, _Told(is_shown, status))
        told.is_shown = told.is_shown or is_shown
        self._at_site(service, taken, location, told)
        self._contacts(service, service_id=taken)
        self._pages(service, service_id=taken)
        for name, note in parts.spoken(service):
            bundle.add("language", {"service_id": taken, "name": name, "note": note}, where=where)
        for document in parts.documents(service):
            bundle.add("required_document", {"service_id": taken, "document": document}, where=where)
        for name, words in parts.areas(service):
            bundle.add("service_area", {"service_id": taken, "name": name, "description": words}, where=where)
        for words in texts(service, "PaymentMethodAccepted"):
            bundle.add("cost_option", {"service_id": taken, "option": words}, where=where)
        for code in dict.fromkeys(code for term in children(service, "Taxonomy") for code in texts(term, "Code")):
            if code not in bundle.rows["taxonomy_term"]:
                # Codes alone: the names belong to the subscription, and come with it.
                bundle.add("taxonomy_term", {"id": code, "code": code, "name": code, "taxonomy": TERMS})
            put = {
                "link": ("service", taken),
                "link_entity": "service",
                "link_type": "taxonomy",
                "taxonomy_term_id": code,
            }
            bundle.add("attribute", put, where=where)

    def _at_site(self, service: Element, key: str, location: str, told: _Told) -> None:
        """The tie to a site. Hours that differ from those at its first site belong to the tie."""
        tie = self.bundle.add("service_at_location", {"service_id": key, "location_id": location}) if location else ""
        bounds = parts.season(service)
        every = [
            ("schedule", {**rule, **bounds})
            for times in children(service, "TimeOpen")
            for rule in parts.hours_of(times)
        ]
        if bounds and not every:
            every = [("schedule", bounds)]
        if not told.details:
            told.details = every
            for name, row in every:
                self.bundle.add(name, {"service_id": key, **row})
        elif tie and every and every != told.details:
            for name, row in every:
                self.bundle.add(name, {"service_at_location_id": tie, **row})
        self._phones(service, service_id=key)

    def _phones(self, element: Element, **parent: str) -> None:
        for phone in children(element, "Phone"):
            number, where = text(phone, "PhoneNumber"), " ".join(f"{name} {one}" for name, one in parent.items())
            if parts.is_withheld(phone):
                self.bundle.refuse("phone", where, "withheld")
                continue
            if not number:
                continue  # an empty form field of the software that wrote it, which is no telephone
            kind, words = text(phone, "Type"), [text(phone, "Description"), text(phone, "Function")]
            told = " · ".join(dict.fromkeys(one for one in words if one))
            row = self.bundle.add(
                "phone",
                {
                    **parent,
                    "number": number,
                    "extension": text(phone, "Extension"),
                    "type": "fax" if kind.casefold() == "fax" else ("tty" if "tty" in kind.casefold() else "voice"),
                    "description": told or ("" if kind.startswith("Phone") else kind),
                },
            )
            if row and is_true(phone.get("Confidential")):
                self.bundle.hide("phone", row)

    def _contacts(self, element: Element, **parent: str) -> None:
        """People to reach. Who keeps the record at the source is for whoever keeps it here, named or not."""
        holders = [(element, False), *((one, True) for one in children(element, "ResourceInfo"))]
        for contact, is_inside in ((one, inside) for holder, inside in holders for one in children(holder, "Contact")):
            row = {
                "name": text(contact, "Name"),
                "title": text(contact, "Title") or contact.get("Type", ""),
                "email": text(contact, "Email", "Address"),
            }
            if not (row["name"] or row["email"] or any(True for _ in children(contact, "Phone"))):
                continue
            taken = self.bundle.add("contact", {**parent, **row})
            if taken and is_inside:
                self.bundle.hide("contact", taken)
            if taken:
                self._phones(contact, contact_id=taken)

    def _pages(self, element: Element, **parent: str) -> None:
        """The pages beyond the first, which is the record's own, and what it has elsewhere."""
        for one in list(children(element, "URL"))[1:]:
            if text(one, "Address"):
                self.bundle.add("url", {**parent, "url": text(one, "Address"), "label": text(one, "Note")})
        for one in children(element, "SocialMedia"):
            handle = text(one, "SocialMediaHandle")
            if "." in handle:
                self.bundle.add("url", {**parent, "url": handle, "label": text(one, "Note")})


def _agency(element: Element) -> dict[str, object]:
    licences = [
        " · ".join(filter(None, (text(one, "License"), text(one, "LicensedBy"))))
        for one in children(element, "LicenseAccreditation")
    ]
    served = [": ".join(filter(None, pair)) for pair in parts.areas(element)]
    handles = [one for one in texts(element, "SocialMedia", "SocialMediaHandle") if "." not in one]
    return {
        "id": text(element, "Key"),
        "name": text(element, "Name"),
        "alternate_name": parts.other_names(element),
        "description": text(element, "AgencyDescription"),
        "website": text(element, "URL", "Address"),
        "email": text(element, "Email", "Address"),
        "legal_status": parts.said(element.get("LegalStatus", "")),
        "tax_status": text(element, "IRSStatus"),
        "tax_id": element.get("FEIN", "") or text(element, "FEIN") or text(element, "TaxEIN"),
        "year_incorporated": element.get("YearInc", "")[:4],
        # HSDS has no such field of an organization: kept beside it.
        "licenses": [one for one in licences if one],
        "area_served": served,
        "other_emails": texts(element, "Email", "Address")[1:],
        "social_media": handles,
    }


def _place(site: Element, of_agency: Element | None) -> dict[str, object]:
    holders = [site, of_agency] if of_agency is not None else [site]
    point = next((one for holder in holders for one in children(holder, "SpatialLocation")), None)
    nowhere = next(children(site, "NoPhysicalAddress"), None)
    told = [
        text(site, "SiteDescription"),
        text(site, "PhysicalLocationDescription"),
        "; ".join(texts(site, "CrossStreet")),
    ]
    told += [text(nowhere, "Description"), text(nowhere, "Explanation")] if nowhere is not None else []
    return {
        "location_type": "physical" if nowhere is None else "virtual",
        "name": text(site, "Name") or (text(of_agency, "Name") if of_agency is not None else ""),
        "alternate_name": parts.other_names(site),
        "description": "\n".join(dict.fromkeys(words for words in told if words)),
        "transportation": text(site, "BusServiceAccess"),
        "latitude": text(point, "Latitude") if point is not None else "",
        "longitude": text(point, "Longitude") if point is not None else "",
        "url": text(site, "URL", "Address"),
        "other_urls": texts(site, "URL", "Address")[1:],
    }


def _spot(row: Mapping[str, object]) -> tuple[object, object]:
    return row.get("latitude"), row.get("longitude")


def _address(address: Element, kind: str) -> dict[str, str]:
    return {
        "attention": text(address, "PreAddressLine"),
        "address_1": text(address, "Line1"),
        "address_2": text(address, "Line2"),
        "city": text(address, "City"),
        "region": text(address, "County"),
        "state_province": text(address, "State"),
        "postal_code": text(address, "ZipCode"),
        "country": text(address, "Country"),
        "address_type": kind,
    }


def _service(service: Element) -> dict[str, str]:
    about = next(children(service, "ResourceInfo"), None)
    return {
        "program_id": service.get("ServiceGroupKey", "").strip(),
        "name": text(service, "Name"),
        "alternate_name": parts.other_names(service),
        "description": text(service, "Description"),
        "url": text(service, "URL", "Address"),
        "email": text(service, "Email", "Address"),
        "application_process": parts.steps(service),
        "fees_description": text(service, "FeeStructure"),
        "eligibility_description": parts.requirements(service),
        **parts.ages(service),
        "assured_date": about.get("DateLastVerified", "") if about is not None else "",
        "last_modified": about.get("DateOfLastAction", "") if about is not None else "",
        "wait_time": text(service, "WaitingList"),
    }


def _status(element: Element, above: str) -> str:
    """Its own, or that of what it is in, where that one is out of use."""
    own = element.get("Status", "").strip().casefold()
    own = "inactive" if own.startswith("inactive") else own if own == "defunct" else "active"
    return own if own in OUT or above not in OUT else above
