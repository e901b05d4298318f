"""Whatever was done with a record stands in its history, in words."""

import pytest
from conftest import NOON

from tuque.directory.models import FieldText, Metadata, Pair, Phone
from tuque.directory.services import days, duplicates, records
from tuque.directory.tests import factories

pytestmark = pytest.mark.django_db


def history(browser, row):
    address = f"/directory/records/service/{row.public_id}/history"
    return browser.get(address).text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", ("The whole record", "Telephone 204-555-0124: Number to call", "Telephone 204-555-0124: The whole record", "Telephone 204-555-0124: Out of the directory since", "Days that differ")),
     ("fr", ("La fiche entière", "Téléphone 204-555-0124 : Numéro à composer", "Téléphone 204-555-0124 : La fiche entière", "Jours différents"))],
)  # fmt: skip
def test_what_was_added_taken_out_and_brought_back_is_told(cast, sign_in, lang, said):
    row = factories.service(cast.downtown)
    own = {"by": cast.carl, "at": NOON}
    phone = records.add_to(
        parent="service", row=row, entity="phone", values={"number": "204-555-0123"}, texts={}, written_in="en", **own
    )
    records.change(entity="phone", record=phone, values={"number": "204-555-0124"}, texts={}, **own)
    records.retire(entity="phone", record=phone, is_gone=True, **own)
    records.retire(entity="service", record=row, is_gone=True, **own)
    records.retire(entity="service", record=row, is_gone=False, **own)
    day = days.add(service=row, values={"starts_on": NOON.date(), "ends_on": NOON.date(), "reason_en": "flood"}, **own)
    days.take_away(row=day, **own)

    type(cast.carl).objects.filter(pk=cast.carl.pk).update(language=lang)
    page = history(sign_in(cast.carl), row)

    assert [one for one in (*said, "204-555-0123", "204-555-0124", "2026-01-14 flood") if one not in page] == []
    actions = (
        Metadata.objects.filter(field_name="record").order_by("pk").values_list("resource_type", "last_action_type")
    )
    assert list(actions) == [("phone", "create")]
    out = Metadata.objects.filter(field_name="gone_at").order_by("pk").values_list("resource_type", "replacement_value")
    assert list(out) == [("phone", "2026-01-14"), ("service", "2026-01-14"), ("service", "")]


def test_taken_out_twice_is_told_once(cast):
    row = factories.service(cast.downtown)

    for _ in range(2):
        records.retire(entity="service", record=row, is_gone=True, by=cast.carl, at=NOON)

    assert Metadata.objects.count() == 1


def test_a_merge_and_its_undoing_are_told_on_both(cast):
    one, other = factories.service(cast.downtown, "Soup table"), factories.service(cast.downtown, "Soup tables")
    left, right = sorted((one.public_id, other.public_id), key=str)
    pair = Pair.objects.create(
        organization=cast.downtown, entity="service", left=left, right=right, score=0.9, found_at=NOON
    )

    duplicates.merge(pair=pair, keep=one.public_id, by=cast.dana, at=NOON)
    duplicates.undo(pair=pair, by=cast.dana, at=NOON)

    lines = Metadata.objects.filter(field_name="merged_into").order_by("pk")
    told = [(line.resource, line.previous_value, line.replacement_value) for line in lines]
    assert told == [
        (other.public_id, "", "Soup table"),
        (one.public_id, "", "Soup tables"),
        (other.public_id, "Soup table", ""),
        (one.public_id, "Soup tables", ""),
    ]


@pytest.mark.parametrize(
    ("held", "chosen", "text", "becomes"),
    [
        ("machine", "", "Repas", "machine"),
        ("stale", "", "Repas", "stale"),
        ("stale", "stale", "Repas", "stale"),
        ("stale", "translated", "Repas", "translated"),
        ("machine", "written", "Repas", "written"),
        ("stale", "stale", "Repas chauds", "written"),
        ("machine", "machine", "Repas chauds", "written"),
        ("written", "machine", "Repas chauds", "machine"),
        ("translated", "translated", "Repas chauds", "translated"),
    ],
)
def test_a_text_is_as_sure_as_a_person_says(cast, held, chosen, text, becomes):
    row = factories.service(cast.downtown)
    FieldText.objects.create(
        organization=cast.downtown, entity="service", record=row.public_id, field="name", language="fr", text="Repas", state=held
    )  # fmt: skip
    key = ("name", "fr")

    records.change(
        entity="service", record=row, values={}, texts={key: text}, states={key: chosen}, by=cast.carl, at=NOON
    )

    assert FieldText.objects.get().state == becomes
    told = set(Metadata.objects.values_list("field_name", flat=True))
    assert told == ({"name"} if text != "Repas" else {"name.state"} if becomes != held else set())


def test_one_field_saved_leaves_the_other_texts_as_they_were(cast):
    row = factories.service(cast.downtown, description="At noon")
    for field, state in (("name", "machine"), ("description", "stale"), ("alert", "written")):
        FieldText.objects.create(
            organization=cast.downtown, entity="service", record=row.public_id, field=field, language="fr", text=field, state=state
        )  # fmt: skip
    texts = {(field, "fr"): field for field in ("name", "description", "alert")}

    records.change(entity="service", record=row, values={"alert": "Closed Friday"}, texts=texts, by=cast.carl, at=NOON)

    assert dict(FieldText.objects.values_list("field", "state")) == {
        "name": "machine",
        "description": "stale",
        "alert": "stale",
    }
    assert Phone.objects.filter(service=row).exists()
