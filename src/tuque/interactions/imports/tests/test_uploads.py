import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tuque.core import outbox
from tuque.interactions.imports import editing
from tuque.interactions.models import ImportUpload, Interaction

pytestmark = pytest.mark.django_db
LOG = (
    "Numéro;Date;Nature;Adresse\n1;13/01/2026 08:05;Chute;1, rue É\n2;14/01/2026 23:10;Malaise;2, rue B\n3;32/01/2026;Chute;=x\n"
).encode("cp1252")


@pytest.fixture
def dana(cast, sign_in):
    return sign_in(cast.dana)


def send(client, content=LOG, name="journal.csv", **options):
    return client.post(
        reverse("interactions:import"), {"file": SimpleUploadedFile(name, content), "mapping": "", **options}
    )


@pytest.mark.parametrize(("language", "heading"), [("en", "The first rows"), ("fr", "Les premières lignes")])
def test_a_file_is_described_previewed_and_imported(cast, dana, language, heading):
    cast.dana.language = language
    cast.dana.save()

    answer = send(dana)
    page = dana.get(answer["Location"]).content.decode()
    assert heading in page
    assert "13/01/2026" not in page
    assert "2026-01-13 08:05" in page
    assert Interaction.objects.count() == 0

    upload = ImportUpload.objects.get()
    described = {
        "columns.occurred_at": "Date",
        "columns.type_code": "Nature",
        "kind.0.text": "Chute",
        "kind.0.code": "medical",
    }
    dana.post(answer["Location"], described)
    dana.post(reverse("interactions:import-begin", args=[upload.public_id]))
    dana.post(reverse("interactions:import-begin", args=[upload.public_id]))
    outbox.deliver_due()

    upload.refresh_from_db()
    assert (upload.state, upload.batch.rows_new, upload.batch.rows_refused) == ("done", 2, 1)
    assert Interaction.objects.get(source_key="1").base_type == "medical"
    refused = dana.get(reverse("interactions:import-refused", args=[upload.public_id]))
    assert b"32/01/2026" in b"".join(refused.streaming_content)
    assert str(upload.batch.rows_new) in dana.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("language", "hour", "said"),
    [
        ("en", "2026-01-13 08:05", "The file does not tell it"),
        ("fr", "2026-01-13 08:05", "Le fichier ne le dit pas"),
        ("en", "2026-01-13T08:05:00-06:00", "Each time in the file names its own"),
        ("fr", "2026-01-13T08:05:00-06:00", "Chaque heure du fichier nomme le sien"),
    ],
)
def test_whether_the_file_tells_its_time_zone_is_said(cast, dana, language, hour, said):
    cast.dana.language = language
    cast.dana.save()

    answer = send(dana, f"Id,Date,Type,Quartier\n1,{hour},Chute,SW\n".encode())

    page = dana.get(answer["Location"]).content.decode()
    assert said in page
    assert re.search(r'name="columns.area_name".*?<option value="Quartier" selected>', page, re.DOTALL)


def test_what_is_not_a_table_is_refused_with_its_reason(dana):
    answer = send(dana, b"PK\x03\x04")

    assert answer.status_code == 422
    assert b"CSV" in answer.content
    assert not ImportUpload.objects.exists()


def test_a_mapping_at_fault_is_told_in_the_preview_and_cannot_begin(dana):
    answer = send(dana)
    upload = ImportUpload.objects.get()
    dana.post(answer["Location"], {"columns.occurred_at": ""})

    assert b"occurred_at" in dana.get(answer["Location"]).content
    assert dana.post(reverse("interactions:import-begin", args=[upload.public_id])).status_code == 422


def test_a_shipped_mapping_can_be_chosen_and_its_hidden_parts_stay(dana):
    content = b"lat,lng,desc,zip,title,timeStamp,twp,addr,e\n40.1,-75.3,x; 2015-12-10 @ 17:10:52;,1,EMS: OVERDOSE,2015-12-10 17:40:00,T,A,1\n"
    answer = send(dana, content, mapping="montgomery-911")
    dana.post(answer["Location"], {"columns.note": "desc"})
    upload = ImportUpload.objects.get()

    assert upload.mapping["split"]["title"]
    assert upload.mapping["columns"]["note"] == "desc"
    assert upload.mapping["columns"]["type_code"] == ["agency", "reason"]
    assert "EMS: OVERDOSE" in dana.get(answer["Location"]).content.decode()


def test_a_second_worker_leaves_a_living_import_alone(dana):
    send(dana)
    upload = ImportUpload.objects.get()
    dana.post(reverse("interactions:import-begin", args=[upload.public_id]))
    ImportUpload.objects.update(state=ImportUpload.State.RUNNING)
    outbox.deliver_due()

    assert Interaction.objects.count() == 0


def test_a_column_is_taken_apart_hours_are_joined_and_outcomes_described(dana):
    content = (
        "Date;Heure;Quoi;Issue\n13/01/2026;08:05;EMS: Chute;Hôpital\n14/01/2026;23 h 10;EMS: Malaise;Refus\n".encode()
    )
    address = send(dana, content)["Location"]

    dana.post(address, {"split.column": "Quoi", "split.sign": ": "})
    page = dana.get(address).content.decode()
    assert 'value="quoi_2"' in page
    dana.post(
        address,
        {
            "columns.occurred_at": "Date",
            "columns.occurred_at.hour": "Heure",
            "columns.type_code": "quoi_2",
            "columns.outcome": "Issue",
            "outcome.0.text": "Hôpital",
            "outcome.0.code": "to_hospital",
        },
    )
    upload = ImportUpload.objects.get()
    dana.post(reverse("interactions:import-begin", args=[upload.public_id]))
    outbox.deliver_due()

    first, second = Interaction.objects.order_by("occurred_at")
    assert (first.type_code, first.outcome, f"{first.occurred_at:%H:%M}") == ("Chute", "to_hospital", "14:05")
    assert (second.type_code, second.outcome) == ("Malaise", "")


def test_columns_taken_apart_are_put_together_again(dana):
    address = send(dana)["Location"]
    dana.post(address, {"split.column": "Nature", "split.sign": "/"})
    assert "split" in ImportUpload.objects.get().mapping

    dana.post(address, {"split.Nature": "whole"})

    assert "split" not in ImportUpload.objects.get().mapping


def test_a_territory_is_written_in_degrees_and_told_when_it_cannot_be(dana):
    address = send(dana)["Location"]

    dana.post(
        address,
        {
            f"territory.{side}": value
            for side, value in zip(("west", "south", "east", "north"), ("-98", "49", "-96,5", "50"), strict=True)
        },
    )
    assert ImportUpload.objects.get().mapping["territory"]["east"] == "-96.5"
    dana.post(address, {"territory.west": "here"})

    assert "The territory needs west" in dana.get(address).content.decode()


@pytest.mark.parametrize(
    ("sign", "text", "parts"),
    [
        (": ", "EMS: A: B", ("EMS", "A: B")),
        (" - ", "Sous-type - Chute", ("Sous-type", "Chute")),
        ("/", "Chute", ("Chute", None)),
    ],
)
def test_a_column_is_cut_at_the_first_sign_alone(sign, text, parts):
    found = re.search(editing.cutting("Type d'appel", sign), text)

    assert tuple(part and part.strip() for part in (found["type_d_appel_1"], found["type_d_appel_2"])) == parts


@pytest.mark.parametrize(
    ("language", "asked", "between"),
    [
        ("en", "What its words for what was done are here", "Between several things done"),
        ("fr", "Ce que veulent dire ici ses mots pour les gestes posés", "Entre plusieurs gestes"),
    ],
)
def test_what_was_done_and_a_follow_up_are_described_word_by_word(cast, dana, language, asked, between):
    cast.dana.language = language
    cast.dana.save()
    content = (
        "Date;Nature;Gestes posés;Suivi\n"
        '13/01/2026;Chute;"Premiers soins, écoute";à revoir\n'
        "14/01/2026;Malaise;Premiers soins;non\n"
    ).encode()
    address = send(dana, content)["Location"]

    dana.post(address, {"columns.actions": "Gestes posés", "columns.follow_up": "Suivi", "between": ","})
    page = dana.get(address).content.decode()
    assert asked in page
    assert between in page
    assert re.findall(r'name="actions\.\d+\.text" value="([^"]*)"', page) == ["Premiers soins", "écoute"]
    described = {
        "actions.0.text": "Premiers soins",
        "actions.0.code": "first_aid",
        "actions.1.text": "écoute",
        "actions.1.code": "listened",
        "follow_up.0.text": "à revoir",
        "follow_up.0.code": "yes",
    }
    dana.post(address, described)
    dana.post(reverse("interactions:import-begin", args=[ImportUpload.objects.get().public_id]))
    outbox.deliver_due()

    first, second = Interaction.objects.order_by("occurred_at")
    assert (first.actions, first.follow_up) == (["first_aid", "listened"], True)
    assert (second.actions, second.follow_up) == (["first_aid"], False)


def test_a_field_of_codes_that_is_no_longer_mapped_leaves_no_codes_behind(dana):
    address = send(dana, b"Date;Nature;Suivi\n13/01/2026;Chute;oui\n")["Location"]
    assert "follow_up" in ImportUpload.objects.get().mapping["codes"]

    dana.post(address, {"columns.follow_up": ""})

    assert "follow_up" not in ImportUpload.objects.get().mapping["codes"]


def test_the_words_of_a_part_taken_from_a_packed_column_are_asked_about(dana):
    address = send(dana, b"Date;Nature\n13/01/2026;Chute / Refus\n")["Location"]

    dana.post(address, {"split.column": "Nature", "split.sign": "/"})
    dana.post(address, {"columns.type_code": "nature_1", "columns.outcome": "nature_2"})

    assert 'name="outcome.0.text" value="Refus"' in dana.get(address).content.decode()
