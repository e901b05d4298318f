"""A feed that comes again loses nothing: what it may not take by itself, what it leaves of what it changes, what it is told of."""

import csv
import io
import json
import zipfile

import pytest
from conftest import NOON
from django.utils import timezone, translation

from tuque.core.tokens import hash_of
from tuque.directory.imports import comparing, formats
from tuque.directory.imports.bundle import Bundle, Finding
from tuque.directory.models import (
    Attribute,
    EligibilityRule,
    FieldText,
    Metadata,
    Phone,
    Proposal,
    Service,
    UpdateLink,
)
from tuque.directory.models.sources import RunState
from tuque.directory.services import eligibility, feeds, records, upkeep
from tuque.directory.services.eligibility import Rules
from tuque.directory.tests.test_feeds import LATER, a_service, bring, bundle_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(cast):
    return feeds.source_of(cast.downtown, "feed", at=NOON, name="A feed")


def state_of(source, bundle):
    return feeds.prepare(source=source, bundle=bundle, file_name="feed.json", by=None, at=LATER).state


def without(service, name):
    return {key: value for key, value in service.items() if key != name}


@pytest.mark.parametrize("name", ["phones", "schedules", "languages", "service_at_locations"])
def test_a_feed_that_comes_without_a_whole_kind_of_detail_waits_for_a_person(cast, sign_in, source, tmp_path, name):
    few = [a_service(number) for number in range(4)]
    bring(source, bundle_of(tmp_path, *few))

    run = feeds.prepare(
        source=source,
        bundle=bundle_of(tmp_path, *(without(one, name) for one in few)),
        file_name="feed.json",
        by=None,
        at=LATER,
    )

    assert run.state == RunState.HELD
    page = sign_in(cast.dana).get(f"/directory/imports/{run.public_id}").text
    words = {"phones": "Telephone", "schedules": "Hours", "languages": "Language spoken"}.get(name, "Place")
    assert f'<tr><th scope="row">{words}</th><td>0</td>' in page  # also of what the file does not have at all
    assert run.counts["drops"][{"service_at_locations": "location"}.get(name, name.removesuffix("s"))] == 1.0


@pytest.mark.parametrize(
    ("before", "after", "state"), [(8, 2, "held"), (8, 7, "preview"), (1, 0, "held"), (30, 27, "preview")]
)
def test_however_small_a_feed_is_it_may_not_lose_much_by_itself(source, tmp_path, before, after, state):
    bring(source, bundle_of(tmp_path, *(a_service(number) for number in range(before))))
    left = bundle_of(tmp_path, *(a_service(number) for number in range(after))) if after else Bundle()

    assert state_of(source, left) == state


def test_details_that_say_something_new_are_not_lost(source, tmp_path):
    """A telephone without an id is known by its number: another number is one gone and one new."""
    bring(source, bundle_of(tmp_path, *(a_service(number, phones=[{"number": "204-555-0101"}]) for number in range(9))))
    changed = [a_service(number, phones=[{"number": "204-555-0102"}]) for number in range(9)]

    assert state_of(source, bundle_of(tmp_path, *changed)) == RunState.PREVIEW


def test_the_pure_part_tells_the_worst_first():
    old = {"service": {str(number): {} for number in range(20)}, "phone": {"1": {}, "2": {}}}
    new = {"service": {str(number): {} for number in range(15)}, "phone": {}}

    assert comparing.compare(old, new, gone_before={}).drops == {"phone": 1.0, "service": 0.25}


def texts(words):
    return [{"field": "description", "language": "fr", "text": words}]


def test_a_text_that_a_feed_changes_leaves_a_line_of_history(source, tmp_path):
    bring(source, bundle_of(tmp_path, a_service(field_texts=texts("Repas à midi"))))
    assert not Metadata.objects.exists()

    bring(source, bundle_of(tmp_path, a_service(field_texts=texts("Repas à six heures"))), at=LATER)
    bring(source, bundle_of(tmp_path, a_service(field_texts=texts("Repas à six heures"))), at=LATER)

    line = Metadata.objects.get()
    assert (line.field_name, line.language, line.updated_by) == ("description", "fr", "tuque:feed")
    assert (line.previous_value, line.replacement_value) == ("Repas à midi", "Repas à six heures")


def test_a_text_that_a_person_wrote_waits_for_a_person_when_the_feed_says_something_new(cast, source, tmp_path):
    bring(source, bundle_of(tmp_path, a_service(field_texts=texts("Repas à midi"))))
    row = Service.objects.get()
    ours = {("description", "fr"): "Le nôtre"}
    records.change(entity="service", record=row, values={}, texts=ours, by=cast.carl, at=NOON)

    bring(source, bundle_of(tmp_path, a_service(field_texts=texts("Repas à midi"))), at=LATER)
    quiet = Proposal.objects.count()
    for _ in range(2):
        bring(source, bundle_of(tmp_path, a_service(field_texts=texts("Repas à six heures"))), at=LATER)

    assert quiet == 0
    assert FieldText.objects.get().text == "Le nôtre"
    asked = Proposal.objects.get()
    assert (asked.field, asked.language, asked.before, asked.after) == (
        "description",
        "fr",
        "Le nôtre",
        "Repas à six heures",
    )
    upkeep.decide(proposal=asked, take=True, by=cast.carl, at=LATER)
    assert FieldText.objects.get().text == "Repas à six heures"


def test_a_text_that_a_person_took_away_does_not_come_back_by_itself(cast, source, tmp_path):
    bring(source, bundle_of(tmp_path, a_service(field_texts=texts("Repas à midi"))))
    away = {("description", "fr"): ""}
    records.change(entity="service", record=Service.objects.get(), values={}, texts=away, by=cast.carl, at=NOON)

    bring(source, bundle_of(tmp_path, a_service(field_texts=texts("Repas à midi"))), at=LATER)

    assert not FieldText.objects.exists()


def package(tmp_path, rules):
    path = tmp_path / "package.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("services.csv", "id,name,status\ns1,Meals,active\n")
        archive.writestr("eligibility_rules.csv", f"service_id,kind,least,most,values\n{rules}")
    return formats.read(path)


def test_rules_that_a_feed_changes_leave_a_line_and_those_of_a_person_a_question(cast, sign_in, source, tmp_path):
    bring(source, package(tmp_path, "s1,gender,,,woman\n"))
    assert not Metadata.objects.exists()
    bring(source, package(tmp_path, "s1,gender,,,woman|nonbinary\ns1,age,16,24,\n"))
    line = Metadata.objects.get()
    assert (line.previous_value, line.replacement_value) == ("gender: woman", "age: 16–24; gender: woman, nonbinary")

    eligibility.write(service=Service.objects.get(), rules=Rules(genders=["man"]), by=cast.dana, at=NOON)
    bring(source, package(tmp_path, "s1,gender,,,woman|nonbinary\ns1,age,16,24,\n"))
    assert not Proposal.objects.exists()
    for _ in range(2):
        bring(source, package(tmp_path, "s1,gender,,,woman\ns1,income,,36000,\n"))

    assert list(EligibilityRule.objects.values_list("kind", "values")) == [("gender", ["man"])]
    asked = Proposal.objects.get()
    page = sign_in(cast.carl).get("/directory/proposals").text
    assert "Only for women" in page
    assert "36,000" in page
    upkeep.decide(proposal=asked, take=True, by=cast.carl, at=LATER)
    assert dict(EligibilityRule.objects.values_list("kind", "most")) == {"gender": None, "income": 36000.0}


def test_what_a_person_took_out_stays_out_whatever_the_feed_names_and_the_report_says_so(
    cast, sign_in, source, tmp_path
):
    bring(source, bundle_of(tmp_path, a_service(1), a_service(2)))
    row, phone = Service.objects.get(hsds_id="s1"), Phone.objects.get(hsds_id="p2")
    records.retire(entity="service", record=row, is_gone=True, by=cast.carl, at=NOON)
    records.retire(entity="phone", record=phone, is_gone=True, by=cast.carl, at=NOON)

    run, diff = bring(source, bundle_of(tmp_path, a_service(1), a_service(2, name="New")), at=LATER)

    assert diff.kept_out == {"service": ["s1"], "phone": ["p2"]}
    assert not Service.objects.filter(hsds_id="s1", gone_at=None).exists()
    assert not Phone.objects.filter(hsds_id="p2", gone_at=None).exists()
    told = sign_in(cast.dana).get(f"/directory/imports/{run.public_id}").text
    assert "they stay out" in told
    assert "s1" in told

    records.retire(entity="service", record=row, is_gone=False, by=cast.carl, at=NOON)
    bring(source, bundle_of(tmp_path, a_service(2, name="New")), at=LATER)  # gone at its source now
    bring(source, bundle_of(tmp_path, a_service(1), a_service(2, name="New")), at=LATER)
    assert Service.objects.filter(hsds_id="s1", gone_at=None).exists()
    lines = Metadata.objects.filter(resource=row.public_id, field_name="gone_at").order_by("pk")
    assert [bool(line.worker) for line in lines] == [True, True, False, False]


def test_a_term_that_a_person_took_off_is_not_put_on_again_by_the_feed(cast, source, tmp_path):
    term = {"id": "t", "code": "food", "name": "Food"}
    fed = a_service(attributes=[{"id": "x", "link_entity": "service", "taxonomy_term": term}])
    bring(source, bundle_of(tmp_path, fed))
    records.retire(entity="attribute", record=Attribute.objects.get(), is_gone=True, by=cast.carl, at=NOON)

    bring(source, bundle_of(tmp_path, fed), at=LATER)

    assert Attribute.objects.get().gone_at == NOON


def test_all_that_was_refused_leaves_in_words_of_who_reads_it(cast, sign_in, source):
    bundle = Bundle(format="hsds-csv")
    bundle.refused = [Finding("phone", str(number), "number", "empty") for number in range(2_500)]
    bundle.mended = [Finding("language", "x", "id", "id_not_its_own", "x")]
    run = feeds.prepare(source=source, bundle=bundle, file_name="feed.zip", by=cast.dana, at=NOON)
    page = sign_in(cast.dana)

    assert "All 2,501 rows" in page.get(f"/directory/imports/{run.public_id}").text
    type(cast.dana).objects.filter(pk=cast.dana.pk).update(language="fr")
    answer = page.get(f"/directory/imports/{run.public_id}/refused.csv")
    translation.deactivate()
    told = b"".join(answer.streaming_content).decode()
    lines = list(csv.reader(io.StringIO(told.lstrip("\ufeff"))))

    assert len(lines) == 1 + 2_501
    assert lines[0][0] == "Ce qu’il en est advenu"
    assert lines[1] == [
        "Refusée",
        "Téléphone",
        "0",
        "Numéro à composer",
        "Le nom, le numéro ou l’adresse qu’il lui faut est vide.",
        "",
    ]
    assert "id_not_its_own" not in told


def test_a_provider_who_says_that_all_is_right_is_remembered_as_who_verified(cast, sign_in, source, tmp_path):
    bring(source, bundle_of(tmp_path, a_service()))
    row = Service.objects.get()
    link = UpdateLink.objects.create(
        organization=cast.downtown,
        service=row,
        email="house@example.org",
        token_hash=hash_of("token"),
        created_at=NOON,
        expires_at=timezone.now(),
    )

    upkeep.answer(link=link, said={}, is_right=True, at=LATER)
    bring(source, bundle_of(tmp_path, a_service()), at=LATER)

    row.refresh_from_db()
    assert row.assured_date == LATER.date()
    line = Metadata.objects.get(field_name="assured_date")
    assert (line.previous_value, line.replacement_value) == ("2026-01-02", LATER.date().isoformat())
    history = sign_in(cast.carl).get(f"/directory/records/service/{row.public_id}/history").text
    assert "The provider, by its link" in history


def test_the_file_that_the_command_leaves_has_words_and_no_codes(tmp_path):
    bundle = Bundle()
    bundle.refused = [Finding("phone", "1", "number", "empty")]

    assert feeds.refusals(bundle)[1][4] == "The name, number or address that it needs is empty."
    assert feeds.refusals(Bundle()) == []
    assert json.dumps(feeds.refusals(bundle))
