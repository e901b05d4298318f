"""The description of the interface for programs (OpenAPI 3.1), and of what ours adds to HSDS."""

from typing import Any

from tuque.directory.hsds.topics import TAXONOMY_ID
from tuque.directory.imports import eligibility
from tuque.directory.imports.bundle import TEXTS
from tuque.directory.imports.overlay import COLUMNS

LISTS = {
    "services": ("search", "page", "per_page", "format", "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "minimal", "full", "postcode", "proximity"),
    "organizations": ("search", "full_service", "full", "taxonomy_term_id", "taxonomy_id", "page", "per_page", "format", "modified_after", "minimal"),
    "service_at_locations": (
        "search", "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "full", "page", "per_page", "format", "postcode", "proximity",
    ),
    "taxonomies": ("search", "page", "per_page", "format"),
    "taxonomy_terms": ("search", "page", "per_page", "format", "taxonomy_id", "top_only", "parent_id"),
}  # fmt: skip
WHOLE, FLAG, WORD = {"type": "integer", "minimum": 1}, {"type": "boolean"}, {"type": "string", "maxLength": 500}
TYPES: dict[str, dict[str, Any]] = {
    "page": WHOLE,
    "per_page": {**WHOLE, "maximum": 500},
    "minimal": FLAG,
    "full": FLAG,
    "top_only": FLAG,
    "modified_after": {
        "type": "string",
        "format": "date-time",
        "description": "At or after: a service moves with all that hangs on it. Ask from a little before your last visit.",
    },
    "full_service": {**FLAG, "description": "Each organization with its whole services."},
    "search": {
        **WORD,
        "description": "Everyday words, in French or English. Services come in the order of the search, some hundreds at most.",
    },
    "postcode": {
        **WORD,
        "description": "Services whose area surely holds the postal code, or its beginning; of those without an area, or with one that no program can read, those that are there.",
    },
    "proximity": {
        "type": "number",
        "minimum": 0,
        "description": "Metres around the middle of the postal code: of the places within them, those of services that do not surely serve elsewhere alone.",
    },
    "format": {"type": "string", "enum": ["json", "ndjson"]},
}
PAGE = {
    "type": "object",
    "required": ["total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"],
    "properties": {
        **{key: {"type": "integer"} for key in ("total_items", "total_pages", "page_number", "size")},
        **{key: {"type": "boolean"} for key in ("first_page", "last_page", "empty")},
        "contents": {"type": "array", "items": {"type": "object", "required": ["id"]}},
    },
}


def openapi(address: str) -> dict[str, Any]:
    paths: dict[str, Any] = {"/": {"get": _answer("What this interface is.", {"type": "object"})}}
    for name, parameters in LISTS.items():
        listed = _answer(f"A page of {name}.", {"$ref": "#/components/schemas/Page"})
        asked = [{"name": one, "in": "query", "schema": TYPES.get(one, WORD)} for one in parameters]
        body = {"type": "object", "properties": {one: TYPES.get(one, WORD) for one in parameters}}
        content = {kind: {"schema": body} for kind in ("application/json", "application/x-www-form-urlencoded")}
        paths[f"/{name}"] = {
            "get": {**listed, "parameters": asked},
            "post": {**listed, "requestBody": {"content": content}},
        }
        wanted = {"name": "id", "in": "path", "required": True, "schema": WORD}
        paths[f"/{name}/{{id}}"] = {
            "get": {**_answer("One whole record.", {"type": "object", "required": ["id"]}), "parameters": [wanted]}
        }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Human services (HSDS 3.0)",
            "version": "3.0",
            "description": "What is public in this directory. By POST, what a person is looking for is in no address.",
        },
        "servers": [{"url": address.rstrip("/")}],
        "paths": paths,
        "components": {"schemas": {"Page": PAGE}},
    }


def profile() -> dict[str, Any]:
    """What is more than HSDS here: one list in whole records, which a program that does not know it may pass over."""
    return {
        "based_on": "HSDS 3.0, with service_capacity, unit and url of 3.1",
        "adds": {
            "field_texts": {
                "what": "Texts in other languages.",
                "fields": [one for one in COLUMNS[TEXTS] if one not in ("entity", "id")],
            },
            "eligibility_rules": {
                "what": "Whom a service is for; each rule must be met, and of its values one is enough.",
                "fields": [one for one in eligibility.FIELDS if one != "service_id"],
            },
        },
        "topics": {
            "what": "Our own topics are a taxonomy, the same on every site: attributes of services, terms to ask by (taxonomy_term_id takes a code, “food”, with what is within it).",
            "taxonomy_id": TAXONOMY_ID,
        },
        "leaves_out": ["metadata", "contacts"],
    }


def _answer(words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "summary": words,
        "responses": {"200": {"description": words, "content": {"application/json": {"schema": schema}}}},
    }
