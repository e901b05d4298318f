"""What formats say in their own ways, and is not lost: tables of HSDS 1.x, several languages in a cell, iCarol, data·inclusion, mappings."""

import json
import zipfile
from datetime import date, time

import pytest
from conftest import NOON
from django.core.files.uploadedfile import SimpleUploadedFile

from tuque.directory import published
from tuque.directory.imports import data_inclusion, formats, icarol, mapping
from tuque.directory.models import FieldText, Language, Service, SpecialDay
from tuque.directory.services import feeds
from tuque.directory.tests.test_feeds import bring

SERVICES = "id,name,status,fees,fees_description\ns1,Meals,active,,\ns2,Beds,active,,Free\n"
PLACES = "id,name,latitude,longitude\nl1,Site,49.9,-97.1\n"
TIES = "id,service_id,location_id\nt1,s1,l1\nt2,s2,l1\n"


def package(tmp_path, **tables):
    path = tmp_path / "package.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {"services": SERVICES, "locations": PLACES, "services_at_location": TIES, **tables}.items():
            archive.writestr(f"{name}.csv", text)
    return formats.read(path)


def accounted(bundle):
    return all(one["read"] == one["taken"] + one["repeated"] + one["refused"] for one in bundle.counts().values())


def test_who_it_is_for_and_how_one_pays_in_older_tables_become_words_of_the_service(tmp_path):
    bundle = package(
        tmp_path,
        eligibility="id,service_id,eligibility\n1,s1,Adults\n2,s1,Newcomers\n3,s9,Lost\n4,s1,\n",
        payment_accepted="id,service_id,payment\n1,s1,Cash\n2,s2,Cheque\n",
    )

    first, second = (bundle.rows["service"][one] for one in ("s1", "s2"))
    assert first["eligibility_description"] == "Adults\nNewcomers"
    assert first["fees_description"] == "Payment accepted: Cash"
    assert (second["fees_description"], second["extra"]) == ("Free", {"payment_accepted": "Cheque"})
    assert [(one.table, one.reason) for one in bundle.refused] == [
        ("eligibility", "parent_missing"),
        ("eligibility", "empty"),
    ]
    assert bundle.counts()["eligibility"] == {"read": 4, "taken": 2, "repeated": 0, "refused": 2, "mended": 0}
    assert accounted(bundle)


HOLIDAYS = """id,service_id,location_id,service_at_location_id,closed,opens_at,closes_at,start_date,end_date
1,s1,,,true,,,2026-07-01,2026-07-01
2,,l1,,false,10:00,14:00,2026-12-24,2026-12-24
3,,,t2,yes,,,2026-12-25,
4,s1,,,,,,2026-12-26,2026-12-26
5,s1,,,no,soon,late,2026-12-27,2026-12-27
6,s1,,,yes,,,2026-12-29,2026-12-28
7,s9,,,yes,,,2026-12-30,2026-12-30
"""


@pytest.mark.django_db
def test_holidays_of_older_tables_are_days_that_differ(cast, tmp_path):
    bundle = package(tmp_path, holiday_schedules=HOLIDAYS)
    bring(feeds.source_of(cast.downtown, "feed", at=NOON, name="A feed"), bundle)

    assert [one.reason for one in bundle.refused] == ["not_understood", "not_a_time", "not_a_date", "parent_missing"]
    assert accounted(bundle)
    columns = ("service__hsds_id", "location__hsds_id", "starts_on", "opens_at", "closes_at")
    assert set(SpecialDay.objects.values_list(*columns)) == {
        ("s1", None, date(2026, 7, 1), None, None),
        ("s1", "l1", date(2026, 12, 24), time(10), time(14)),
        ("s2", "l1", date(2026, 12, 24), time(10), time(14)),
        ("s2", "l1", date(2026, 12, 25), None, None),
    }


LANGUAGES = [
    ("English; Spanish", ["English", "Spanish"]),
    ("French, Vietnamese and Cantonese", ["French", "Vietnamese", "Cantonese"]),
    ("Anglais / Français", ["Anglais", "Français"]),
    ("Interpreters, on request", ["Interpreters, on request"]),
    ("English", ["English"]),
]


@pytest.mark.parametrize(("said", "names"), LANGUAGES)
def test_several_languages_in_one_cell_are_one_each_and_come_again_the_same(tmp_path, said, names):
    bundle = package(tmp_path, languages=f'id,service_id,language\ng1,s1,"{said}"\n')
    path = tmp_path / "feed.json"
    path.write_text(json.dumps([{"id": "s1", "name": "Meals", "languages": [{"id": "g1", "name": said}]}]))

    for rows in (bundle.rows["language"], formats.read(path).rows["language"]):
        assert [one["name"] for one in rows.values()] == names
        assert list(rows) == ["g1", *(f"g1:{number}" for number in range(2, len(names) + 1))]
        assert {one["service_id"] for one in rows.values()} == {"s1"}


def icarol_record(kind, number, related=(), **more):
    return {
        "id": number,
        "type": kind,
        "names": [{"value": f"{kind} {number}", "purpose": "Primary"}],
        "contactDetails": [],
        "related": [{"type": one, "id": other} for one, other in related],
        **more,
    }


def at_the_door(line, **more):
    contact = {"type": "PhysicalLocation", "purpose": "Physical", "line1": line, "latitude": 49.9, "longitude": -97.1}
    return {"contact": contact, "isConfidential": False, **more}


def test_icarols_language_states_and_own_places_are_read():
    bundle = icarol.read(
        json.dumps(
            [
                icarol_record(
                    "Agency", 1, cultureCode="fr-CA", status="Inactive", contactDetails=[at_the_door("1 A St")]
                ),
                icarol_record(
                    "Program", 2, [("Agency", 1)], cultureCode="fr-CA", contactDetails=[at_the_door("2 B St")]
                ),
                icarol_record(
                    "Program", 3, [("Agency", 1)], contactDetails=[at_the_door("3 C St")], coverageNote="Here"
                ),
                icarol_record(
                    "Program", 4, [("Agency", 1)], contactDetails=[at_the_door("4 D St", isConfidential=True)]
                ),
                icarol_record("Site", 5, [("Agency", 1)], status="Active", contactDetails=[at_the_door("5 E St")]),
                icarol_record("Site", 6, [("Agency", 1)], status="Inactive"),
                icarol_record("ProgramAtSite", 7, [("Program", 2), ("Site", 5)]),
                icarol_record("ProgramAtSite", 8, [("Program", 2), ("Site", 6)]),
                icarol_record("ProgramAtSite", 9, [("Program", 3), ("Site", 5)], status="Closed"),
            ]
        ).encode()
    )

    assert bundle.language == "fr"
    assert bundle.rows["organization"]["1"]["extra"] == {"status": "Inactive"}
    ties = {(one["service_id"], one["location_id"]) for one in bundle.rows["service_at_location"].values()}
    assert ties == {("2", "5"), ("3", "3:place"), ("4", "4:place")}
    assert bundle.rows["location"]["1:place"]["organization_id"] == "1"
    assert ("location", "4:place") in bundle.confidential
    assert [one["name"] for one in bundle.rows["service_area"].values()] == ["Here"]
    assert [one.reason for one in bundle.refused] == ["not_in_use", "not_in_use"]
    assert accounted(bundle)


def test_data_inclusion_says_where_one_must_live_and_when_it_was_changed():
    structure = {"id": "a--1", "source": "a", "nom": "Maison", "date_maj": "2025-02-14"}
    service = {
        "id": "a--2",
        "source": "a",
        "structure_id": "a--1",
        "nom": "Repas",
        "zone_eligibilite": ["59350", "59", "200093201", "99109", "france", "59"],
        "publics_precisions": "Jeunes",
        "conditions_acces": "Une pièce",
    }

    bundle = data_inclusion.read([json.dumps({"structures": [structure], "services": [service]}).encode()])

    assert [one["name"] for one in bundle.rows["service_area"].values()] == [
        "Commune 59350",
        "Département 59",
        "Intercommunalité 200093201",
        "Pays 99109",
        "France",
    ]
    assert bundle.rows["service"]["a--2"]["eligibility_description"] == "Jeunes\nUne pièce"
    assert bundle.rows["organization"]["a--1"]["extra"] == {"date_maj": "2025-02-14"}


BOTH = """
[table]
key = "ID"
language = "en"
[service]
name = "NAME"
[service.fr]
name = "NOM"
description = "À {VILLE}"
[[service_capacity]]
available = "FREE"
unit = "=beds"
updated = "AS_OF"
[[language]]
name = "SPOKEN"
"""
TABLE = "ID,NAME,NOM,VILLE,FREE,AS_OF,SPOKEN\n1,Shelter,Refuge,Winnipeg,4,2026-01-02T10:00:00Z,English; French\n2,Door,,,,,\n"


@pytest.mark.django_db
def test_a_mapping_has_columns_of_the_other_language_and_what_a_capacity_is_counted_in(cast, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(TABLE)
    bundle = formats.read(path, columns=mapping.load(BOTH))
    bring(feeds.source_of(cast.downtown, "feed", at=NOON, name="A feed"), bundle)

    assert accounted(bundle)
    first = Service.objects.get(hsds_id="1")
    texts = FieldText.objects.filter(record=first.public_id, language="fr").values_list("field", "text")
    assert dict(texts) == {"name": "Refuge", "description": "À Winnipeg"}
    assert not FieldText.objects.exclude(record=first.public_id).filter(field="name").exists()
    found = published.find(first.public_id)
    assert found.texts.get("name", "fr").text == "Refuge"
    assert [(one.available, one.unit.get("name", "en").text) for one in found.capacities] == [(4, "beds")]
    assert list(Language.objects.order_by("pk").values_list("name", flat=True)) == ["English", "French"]


@pytest.mark.parametrize(
    ("text", "code", "value"),
    [
        ("[service]\nname = 3", "not_text", "service.name"),
        ("[table]\nkey = 3\n[service]\nname = 'A'", "not_text", "table.key"),
        ("table = 3\n[service]\nname = 'A'", "not_text", "table"),
        ("service = 3", "not_text", "service"),
        ("service = ['A']", "not_text", "service"),
        ("[service]\nname = ['A', 'B']", "not_text", "service.name"),
        ("[service]\nname = 'A'\nis_confidential = true", "not_text", "service.is_confidential"),
        ("[service]\nname = 'A'\n[service.fr]\nname = 3", "not_text", "service.fr.name"),
        ("[service]\nname = 'A'\n[service.french]\nname = 'B'", "not_text", "service.french"),
        ("[service]\nname = 'A'\n[service.fr]\nstatus = 'B'", "unknown_field", "service.fr.status"),
    ],
)
def test_a_mapping_that_names_no_column_is_refused_and_says_where(text, code, value):
    with pytest.raises(mapping.MappingUnusable) as problem:
        mapping.load(text)

    assert (problem.value.code, problem.value.value) == (code, value)


@pytest.mark.django_db
def test_on_the_page_such_a_mapping_is_refused_in_words(cast, sign_in):
    file = SimpleUploadedFile("table.csv", TABLE.encode())
    sent = {"file": file, "source": "feed", "language": "en", "own_mapping": "[service]\nname = 3"}

    answer = sign_in(cast.dana).post("/directory/imports", sent)

    assert answer.status_code == 422
    assert "“service.name” is no text" in answer.text
