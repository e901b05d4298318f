"""data·inclusion's JSON (France): structures and services, of version 1 and before. Its plain texts are in French."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from tuque.directory.imports.bundle import Bundle
from tuque.directory.imports.hours import rules
from tuque.directory.imports.watching import Tell, silent, watched

TAXONOMIES = {
    "thematiques": "data-inclusion-thematiques",
    "types": "data-inclusion-types",
    "publics": "data-inclusion-publics",
}
FRANCE = ("france", "99100")
AREAS = (
    (re.compile(r"99\d{3}"), "Pays"),
    (re.compile(r"\w{5}"), "Commune"),
    (re.compile(r"\w{2,3}"), "Département"),
    (re.compile(r"\d{9}"), "Intercommunalité"),
)


class NotDataInclusion(Exception):
    """Neither structures nor services are in it."""


def read(files: Iterable[bytes], tell: Tell = silent) -> Bundle:
    """Structures and services, in one file or two. Raises NotDataInclusion, or json's own ValueError."""
    bundle = Bundle(format="data-inclusion", language="fr")
    structures: list[Mapping[str, Any]] = []
    services: list[Mapping[str, Any]] = []
    for data in files:
        for item in _items(json.loads(data.decode("utf-8-sig"))):
            (services if "structure_id" in item else structures).append(item)
    if not any("nom" in one and "source" in one for one in (*structures, *services)):
        raise NotDataInclusion
    keys: dict[str, str] = {}
    takers = [*((_structure, item) for item in structures), *((_service, item) for item in services)]
    for take, item in watched(takers, tell):
        take(bundle, item, keys)
    bundle.settle()
    return bundle


def _items(value: Any) -> list[Mapping[str, Any]]:
    if isinstance(value, dict):
        value = [*(value.get("structures") or ()), *(value.get("services") or ()), *(value.get("items") or ())]
    return [one for one in value if isinstance(one, dict)]


def _structure(bundle: Bundle, item: Mapping[str, Any], keys: dict[str, str]) -> None:
    own = str(item.get("id") or "")
    key = _key(item)
    taken = bundle.add(
        "organization",
        {
            "id": key,
            "name": item.get("nom"),
            "description": item.get("description")
            or item.get("presentation_detail")
            or item.get("presentation_resume"),
            "alternate_name": item.get("antenne") if isinstance(item.get("antenne"), str) else "",
            "website": _first(item.get("site_web")),
            "email": item.get("courriel"),
            "legal_status": item.get("typologie"),
            "date_maj": item.get("date_maj"),
        },
        where=key,
    )
    if not taken:
        return
    keys.setdefault(own, taken)
    keys.setdefault(taken, taken)
    if siret := item.get("siret") or item.get("pivot"):
        bundle.add(
            "organization_identifier",
            {"organization_id": taken, "identifier_scheme": "SIRET", "identifier_type": "SIRET", "identifier": siret},
        )
    if item.get("telephone"):
        bundle.add("phone", {"organization_id": taken, "number": item["telephone"], "type": "voice"})
    place = _place(bundle, item, taken, key)
    _times(bundle, item.get("horaires_accueil") or item.get("horaires"), location_id=place)


def _service(bundle: Bundle, item: Mapping[str, Any], keys: Mapping[str, str]) -> None:
    key = _key(item)
    structure = str(item.get("structure_id") or "")
    taken = bundle.add(
        "service",
        {
            "id": key,
            "organization_id": keys.get(structure) or structure,
            "name": item.get("nom"),
            "description": item.get("description")
            or item.get("presentation_detail")
            or item.get("presentation_resume"),
            "status": "active",
            "url": item.get("lien_mobilisation") or item.get("prise_rdv") or item.get("lien_source"),
            "email": item.get("courriel"),
            "application_process": item.get("mobilisation_precisions"),
            "fees_description": item.get("frais_precisions") or item.get("frais_autres") or _words(item.get("frais")),
            "eligibility_description": "\n".join(
                dict.fromkeys(str(item[key]) for key in ("publics_precisions", "conditions_acces") if item.get(key))
            ),
            "assured_date": item.get("date_maj"),
            "last_modified": item.get("date_maj"),
        },
        where=key,
    )
    if not taken:
        return
    if item.get("telephone"):
        bundle.add("phone", {"service_id": taken, "number": item["telephone"], "type": "voice"})
    if item.get("adresse") or item.get("latitude"):
        place = _place(bundle, item, keys.get(structure, ""), key)
        if place:
            bundle.add("service_at_location", {"service_id": taken, "location_id": place})
    elif structure in keys and keys[structure] in bundle.rows["location"]:
        bundle.add("service_at_location", {"service_id": taken, "location_id": keys[structure]})
    _times(bundle, item.get("horaires_accueil"), service_id=taken)
    for name in areas(item.get("zone_eligibilite")):
        bundle.add("service_area", {"service_id": taken, "name": name})
    types = item.get("types") or ([item["type"]] if item.get("type") else [])
    for field, terms in (
        ("thematiques", item.get("thematiques")),
        ("types", types),
        ("publics", item.get("publics") or item.get("profils")),
    ):
        for term in terms or ():
            _term(bundle, taken, TAXONOMIES[field], str(term))


def areas(codes: object) -> list[str]:
    """Codes of INSEE, or “france”, in words: which kind of place a code is of is told by its length."""
    found = []
    for one in codes if isinstance(codes, list) else ():
        code = str(one).strip()
        kind = next((words for pattern, words in AREAS if pattern.fullmatch(code)), "")
        if code:
            found.append("France" if code.casefold() in FRANCE else f"{kind} {code}".strip())
    return list(dict.fromkeys(found))


def _term(bundle: Bundle, service: str, taxonomy: str, code: str) -> None:
    if taxonomy not in bundle.rows["taxonomy"]:
        bundle.add("taxonomy", {"id": taxonomy, "name": taxonomy, "description": "data·inclusion, Licence Ouverte 2.0"})
    key = f"{taxonomy}:{code}"
    if key not in bundle.rows["taxonomy_term"]:
        name = code.rpartition("--")[2].replace("-", " ").capitalize()
        bundle.add(
            "taxonomy_term",
            {"id": key, "code": code, "name": name, "taxonomy": taxonomy, "taxonomy_id": taxonomy, "language": "fr"},
        )
    bundle.add(
        "attribute",
        {"link": ("service", service), "link_entity": "service", "link_type": "taxonomy", "taxonomy_term_id": key},
    )


def _place(bundle: Bundle, item: Mapping[str, Any], agency: str, key: str) -> str:
    place = bundle.add(
        "location",
        {
            "id": key,
            "organization_id": agency or None,
            "location_type": "physical",
            "name": item.get("nom"),
            "latitude": item.get("latitude"),
            "longitude": item.get("longitude"),
        },
        where=key,
    )
    if place and (item.get("adresse") or item.get("commune")):
        bundle.add(
            "address",
            {
                "location_id": place,
                "address_1": item.get("adresse"),
                "address_2": item.get("complement_adresse"),
                "city": item.get("commune"),
                "postal_code": item.get("code_postal"),
                "country": "FR",
                "address_type": "physical",
            },
            where=key,
        )
    if place and item.get("accessibilite_lieu"):
        bundle.add("accessibility", {"location_id": place, "url": item["accessibilite_lieu"]})
    return place


def _times(bundle: Bundle, words: object, **parent: str) -> None:
    if isinstance(words, str) and words.strip() and all(parent.values()):
        for rule in rules(words) or [{}]:
            bundle.add("schedule", {**parent, "description": words, **rule})


def _key(item: Mapping[str, Any]) -> str:
    """Ids are of a source: two sources may give the same one."""
    own = str(item.get("id") or "")
    return own if own.startswith(f"{item.get('source')}--") or not item.get("source") else f"{item['source']}--{own}"


def _first(value: object) -> object:
    return str(value).split(";")[0].split("|")[0] if value else ""


def _words(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
