"""Real records for measuring the search, read where they lie beside the checkout: half of Miami's 211, the French mediation set,
Toronto's refugee services, legal aid in Illinois. Never copied."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tuque.directory.search.documents import Document

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "directory"


def is_there() -> bool:
    return (FOLDER / "miami_open211_hsds_a" / "services.csv").exists()


def documents() -> Iterator[tuple[str, Document]]:
    """Every record with the id that judgements name it by: "miami:145"."""
    number = 0
    for source in (_miami, _french_services, _french_structures, _toronto, _illinois):
        for name, document in source():
            number += 1
            yield name, Document(number, **document)  # type: ignore[arg-type]


def _rows(*parts: str) -> list[dict[str, str]]:
    with FOLDER.joinpath(*parts).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _miami() -> Iterator[tuple[str, dict[str, object]]]:
    where = "miami_open211_hsds_a"
    owners = {row["id"]: row["name"] for row in _rows(where, "organizations.csv")}
    at = defaultdict(list)
    for row in _rows(where, "services_at_location.csv"):
        at[row["service_id"]].append(row["location_id"])
    points = {}
    for row in _rows(where, "locations.csv"):
        if row["latitude"] and row["longitude"]:
            points[row["id"]] = (float(row["longitude"]), float(row["latitude"]))
    cities = defaultdict(list)
    for row in _rows(where, "physical_addresses.csv"):
        cities[row["location_id"]].append(f"{row['city']} {row['postal_code']}")
    for row in _rows(where, "services.csv"):
        places = at[row["id"]]
        yield (
            f"miami:{row['id']}",
            {
                "names": [row["name"], row["alternate_name"] or ""],
                "owners": [owners.get(row["organization_id"], "")],
                "texts": [
                    row["description"].replace("\\n", "\n"),
                    *(city for place in places for city in cities[place]),
                ],
                "points": [points[place] for place in places if place in points],
                "written": ["en"],
            },
        )


def _french_services() -> Iterator[tuple[str, dict[str, object]]]:
    structures = {
        row["id"]: row for row in json.loads((FOLDER / "data_inclusion_fr_a" / "structures.json").read_text())
    }
    for row in json.loads((FOLDER / "data_inclusion_fr_a" / "services.json").read_text()):
        owner = structures.get(row["structure_id"], {})
        themes = " ".join(theme.replace("-", " ") for theme in row.get("thematiques") or [])
        yield (
            f"fr-service:{row['id']}",
            {
                "names": [row["nom"]],
                "owners": [owner.get("nom") or ""],
                "texts": [row.get("presentation_resume") or "", themes, owner.get("commune") or ""],
                "points": _point(owner),
                "written": ["fr"],
            },
        )


def _french_structures() -> Iterator[tuple[str, dict[str, object]]]:
    for row in json.loads((FOLDER / "data_inclusion_fr_a" / "structures.json").read_text()):
        texts = [row.get(key) or "" for key in ("presentation_resume", "presentation_detail", "services", "commune")]
        yield (
            f"fr-structure:{row['id']}",
            {"names": [row["nom"]], "texts": texts, "points": _point(row), "written": ["fr"]},
        )


def _point(row: dict[str, object]) -> list[tuple[float, float]]:
    lon, lat = row.get("longitude"), row.get("latitude")
    return [(float(lon), float(lat))] if isinstance(lon, float | int) and isinstance(lat, float | int) else []


def _toronto() -> Iterator[tuple[str, dict[str, object]]]:
    for row in _rows("toronto_211", "refugee_services_211.csv"):
        point = (float(row["LONGITUDE"]), float(row["LATITUDE"]))
        yield (
            f"toronto:{row['ID']}",
            {"names": [row["NAME"]], "texts": [row["ADDRESS"]], "points": [point], "written": ["en"]},
        )


def _illinois() -> Iterator[tuple[str, dict[str, object]]]:
    where = "legal_aid_illinois"
    owners = {row["id"]: row["name"] for row in _rows(where, "hsds_organizations.csv")}
    for row in _rows(where, "hsds_services.csv"):
        yield (
            f"illinois:{row['id']}",
            {
                "names": [row["name"]],
                "owners": [owners.get(row["organization_id"], "")],
                "texts": [row["description"] or ""],
                "written": ["en"],
            },
        )
