import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tuque.core import outbox
from tuque.core.clock import now
from tuque.core.models import OutboxMessage
from tuque.geo.models import AreaLayer
from tuque.geo.tests import factories as geo
from tuque.interactions.imports import taking_apart, uploads, word_rules
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


@pytest.mark.parametrize(
    ("language", "said", "pressed"),
    [("en", "Nothing has been heard of it", "Go on now"), ("fr", "Aucune nouvelle depuis", "Reprendre maintenant")],
)
def test_a_second_worker_leaves_a_living_import_alone_and_takes_up_one_whose_worker_died(
    cast, dana, language, said, pressed
):
    type(cast.dana).objects.update(language=language)
    page = send(dana)["Location"]
    begin = reverse("interactions:import-begin", args=[ImportUpload.objects.get().public_id])
    dana.post(begin)
    ImportUpload.objects.update(state=ImportUpload.State.RUNNING, touched_at=now())
    outbox.deliver_due()
    dana.post(begin)

    assert Interaction.objects.count() == 0
    assert OutboxMessage.objects.get(topic=uploads.TOPIC).done_at is None, "whoever is alive may still die"
    assert pressed not in dana.get(page).text

    ImportUpload.objects.update(touched_at=now() - timedelta(minutes=2))
    quiet = dana.get(page).text
    assert said in quiet
    assert pressed in quiet
    dana.post(begin)
    outbox.deliver_due()

    assert ImportUpload.objects.get().state == ImportUpload.State.DONE
    assert Interaction.objects.count() == 2
    outbox.deliver_due(clock=lambda: now() + timedelta(hours=1))
    assert Interaction.objects.count() == 2
    assert not OutboxMessage.objects.filter(topic=uploads.TOPIC, done_at=None).exists()


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
        (": ", "Traffic: FALLEN TREE -", ("Traffic", "FALLEN TREE")),
    ],
)
def test_a_column_is_cut_at_the_first_sign_alone(sign, text, parts):
    found = re.search(taking_apart.cutting("Type d'appel", sign), text)

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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("REINDEER CT;  NEW HANOVER; Station 332; 2015-12-10 @ 17:10:52;", "2015-12-10 @ 17:10:52"),
        ("HAWS AVE; 2015-12-10 @ 14:39:21-Station:STA27;", "2015-12-10 @ 14:39:21"),
        ("Reçu le 13/01/2026, 8 h 05 par Zoé", "13/01/2026, 8 h 05"),
        ("12 Main; 555-1234; 13.01.2026 8:05 PM", "13.01.2026 8:05 PM"),
        ("nothing of the kind, 8:05", None),
    ],
)
def test_a_date_with_its_hour_is_taken_out_of_other_words(text, found):
    match = re.search(taking_apart.cutting("desc", taking_apart.CLOCK), text)

    assert (match and match["desc_clock"]) == found


@pytest.mark.parametrize(
    ("pattern", "understood"),
    [
        ("OVERDOSE", ("holds", "OVERDOSE")),
        ("^EMS: ASSAULT", ("begins", "EMS: ASSAULT")),
        (word_rules.written("begins", "A+B (x)"), ("begins", "A+B (x)")),
        (word_rules.written("holds", "c’est l’É"), ("holds", "c’est l’É")),
        ("surdose|overdose", ("holds", "")),
        (r"^\d+", ("holds", "")),
    ],
)
def test_a_rule_of_words_is_read_back_from_its_pattern(pattern, understood):
    assert word_rules.understood(pattern) == understood


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Many kinds at once", "begins with", "Type at dispatch", "A file that tells no day")),
        (
            "fr",
            ("Plusieurs sortes à la fois", "commence par", "Type à l’affectation", "Un fichier qui ne dit pas le jour"),
        ),
    ],
)
def test_rules_name_many_kinds_at_once_and_a_kind_chosen_by_itself_goes_before(cast, dana, language, words):
    cast.dana.language = language
    cast.dana.save()
    content = (
        b"Date;Nature;Appel\n"
        b"13/01/2026;EMS: Chute;Malaise\n14/01/2026;EMS: Rixe;Rixe\n15/01/2026;Bruit;Rixe\n16/01/2026;ems x;?\n"
    )
    address = send(dana, content)["Location"]
    shown = {
        "kind.0.text": "EMS: Chute", "kind.0.code": "other", "kind.1.text": "EMS: Rixe", "kind.1.code": "conflict",
        "kind.2.text": "Bruit", "kind.2.code": "other", "kind.default": "crime",
        "rule.0.way": "begins", "rule.0.text": "EMS", "rule.0.code": "medical", "rule.1.text": "",
    }  # fmt: skip

    dana.post(address, {**shown, "columns.dispatched_as": "Appel"})
    page = dana.get(address).content.decode()
    assert all(word in page for word in words)
    assert 'name="rule.0.text" value="EMS"' in page
    described = {"dispatched_as.0.text": "Rixe", "dispatched_as.0.code": "conflict"}
    dana.post(address, {**described, "dispatched_as.1.text": "Malaise", "dispatched_as.1.code": "medical"})
    dana.post(reverse("interactions:import-begin", args=[ImportUpload.objects.get().public_id]))
    outbox.deliver_due()

    rows = Interaction.objects.order_by("occurred_at")
    assert [row.base_type for row in rows] == ["medical", "conflict", "crime", "medical"]
    assert [row.dispatched_as for row in rows] == ["medical", "conflict", "conflict", ""]
    assert rows[3].answers["import"]["flags"] == ["code_unknown"]


def test_a_rule_that_is_emptied_goes_and_a_pattern_of_a_file_stays(dana):
    content = b"lat,lng,desc,zip,title,timeStamp,twp,addr,e\n40.1,-75.3,x,1,EMS: OVERDOSE,2015-12-10 17:40:00,T,A,1\n"
    address = send(dana, content, mapping="montgomery-911")["Location"]
    upload = ImportUpload.objects.get()
    upload.mapping["codes"]["base_type"]["patterns"] = {"OVERDOSE": "overdose", "^(EMS|Fire)": "medical", "^X": "fire"}
    upload.save()

    page = dana.get(address).content.decode()
    dana.post(address, {"rule.0.way": "holds", "rule.0.text": "OVERDOSE", "rule.0.code": "medical", "rule.2.text": ""})

    assert "^(EMS|Fire)" in page
    patterns = ImportUpload.objects.get().mapping["codes"]["base_type"]["patterns"]
    assert list(patterns.items()) == [("OVERDOSE", "medical"), ("^(EMS|Fire)", "medical")]


def test_one_kind_for_all_rows_two_columns_of_a_key_and_a_file_of_counts_are_described(dana):
    address = send(dana, b"Ann\xc3\xa9e;Mois;No;Quartier;Combien\n2026;janvier;1;SW;2\n2026;f\xc3\xa9vrier;1;NE;1\n")[
        "Location"
    ]
    chosen = {
        "constants.type_code": "Incendie", "columns.area_code": "Quartier", "columns.occurred_at": "", "key": "Mois",
        "key.more": "No", "when.year": "Année", "when.month": "Mois", "count": "Combien", "columns.type_code": "",
    }  # fmt: skip

    dana.post(address, chosen)
    dana.post(
        address,
        {
            "kind.0.text": "Incendie",
            "kind.0.code": "fire",
            "when.year": "Année",
            "when.month": "Mois",
            "count": "Combien",
        },
    )
    dana.post(reverse("interactions:import-begin", args=[ImportUpload.objects.get().public_id]))
    outbox.deliver_due()

    rows = Interaction.objects.order_by("occurred_at", "source_key")
    assert [(row.source_key, row.type_code, row.base_type, row.occurred_at.month) for row in rows] == [
        ("janvier|1#1", "Incendie", "fire", 1),
        ("janvier|1#2", "Incendie", "fire", 1),
        ("février|1", "Incendie", "fire", 2),
    ]
    assert rows[0].answers["import"]["precision"] == "month"


def test_a_mapping_of_one_type_for_all_rows_stays_so_until_a_kind_is_changed(dana):
    content = "Année;Numéro;Date de première alerte;Nom de la commune;Code INSEE;Nature\n1999;1;13/01/1999 08:05;B;2A004;\n".encode()
    address = send(dana, content, mapping="bdiff")["Location"]

    dana.post(address, {"kind.0.text": "Incendie de forêt", "kind.0.code": "fire", "kind.default": "fire"})
    assert ImportUpload.objects.get().mapping["constants"]["base_type"] == "fire"
    dana.post(address, {"kind.0.text": "Incendie de forêt", "kind.0.code": "medical", "kind.default": "fire"})

    mapping = ImportUpload.objects.get().mapping
    assert "base_type" not in mapping["constants"]
    assert mapping["codes"]["base_type"] == {"default": "fire", "values": {"Incendie de forêt": "medical"}}


def test_the_boundaries_of_a_file_are_chosen(dana):
    geo.layer()
    code = AreaLayer.objects.get().code
    address = send(dana)["Location"]

    page = dana.get(address).content.decode()
    dana.post(address, {"area.layer": code})

    assert f'<option value="{code}"' in page
    assert ImportUpload.objects.get().mapping["area"] == {"layer": code}
