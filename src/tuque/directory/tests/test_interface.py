"""The HSDS interface: its answers as the published schemas have them, its parameters, and what it never tells."""

import json
import os
from pathlib import Path

import jsonschema
import pytest
from conftest import NOON

from tuque.core.clock import now
from tuque.directory import visibility, vocabulary
from tuque.directory.imports import formats
from tuque.directory.models import (
    Address,
    Attribute,
    ContactPoint,
    EligibilityRule,
    FieldText,
    Language,
    Service,
    ServiceTopic,
    Taxonomy,
    TaxonomyTerm,
)
from tuque.directory.search import following
from tuque.directory.services import feeds
from tuque.directory.tests import factories
from tuque.directory.tests.test_feeds import a_service, bring, bundle_of
from tuque.directory.tests.test_published import CANARY

DATA = Path(os.environ.get("TUQUE_TEST_DATA", Path(__file__).resolve().parents[5] / "shared" / "data")) / "directory"
real_data = pytest.mark.skipif(not DATA.exists(), reason="The published schemas are not in the repository.")
LISTS = ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms")


@pytest.fixture
def source(cast):
    return feeds.source_of(cast.downtown, "feed", at=NOON, name="A feed", is_open=True, licence="CC0")


def answer(client, path, **query):
    response = client.get(f"/hsds/{path}", query)
    return json.loads(b"".join(response.streaming_content) if response.streaming else response.content)


def classified(source, service, code="food"):
    own = {"organization_id": source.organization_id, "source": source}
    taxonomy = Taxonomy.objects.create(hsds_id="t", name="Topics", description="x", **own)
    term = TaxonomyTerm.objects.create(hsds_id=code, code=code, name="Food", taxonomy=taxonomy, **own)
    Attribute.objects.create(hsds_id=f"a-{code}", link=service.public_id, link_entity="service", term=term, **own)
    visibility.refresh(source.organization_id)
    return term


@pytest.fixture
def some(source, tmp_path):
    """Three services, one of them classified, one with a text in French."""
    bring(source, bundle_of(tmp_path, *(a_service(number) for number in range(3))))
    first = Service.objects.get(hsds_id="s0")
    classified(source, first)
    ServiceTopic.objects.create(organization_id=source.organization_id, service=first, topic="clinic", is_public=True)
    FieldText.objects.create(
        organization_id=source.organization_id,
        entity="service",
        record=first.public_id,
        field="name",
        language="fr",
        text="Repas",
    )
    own = {"organization_id": source.organization_id, "service": first}
    EligibilityRule.objects.create(**own, kind="income", most=36000, values=["24000", "36000"])
    visibility.refresh(source.organization_id)
    following.rebuild(today=NOON.date())
    return source


def schema(name, version="3.0"):
    return json.loads((DATA / "hsds_spec" / version / "schema" / name).read_text())


def validator(name):
    """A schema of one object, those that it names found beside it."""
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT202012

    folder = DATA / "hsds_spec" / "3.1-dev" / "schema"
    pairs = [
        (path.name, Resource.from_contents(json.loads(path.read_text()), DRAFT202012)) for path in folder.glob("*.json")
    ]
    return jsonschema.Draft202012Validator(
        json.loads((folder / name).read_text()), registry=Registry().with_resources(pairs)
    )


@real_data
def test_every_answer_is_as_the_published_schemas_have_it(client, some):
    whole = jsonschema.Draft202012Validator(schema("compiled/service.json"))
    listed = jsonschema.Draft202012Validator(schema("compiled/service_list.json"))
    uk = jsonschema.Draft202012Validator(
        json.loads((DATA / "oruk_profile" / "schema" / "compiled" / "service.json").read_text())
    )

    services = answer(client, "services")["contents"]
    full = answer(client, "services", full="true")["contents"]

    assert len(services) == len(full) == 3
    for one in services:
        listed.validate(one)
    for one in [*full, *(answer(client, f"services/{one['id']}") for one in services)]:
        whole.validate(one)
        uk.validate(one)
        validator("service.json").validate(one)
    for name, file in (
        ("organizations", "organization.json"),
        ("service_at_locations", "service_at_location.json"),
        ("taxonomies", "taxonomy.json"),
        ("taxonomy_terms", "taxonomy_term.json"),
    ):
        for one in answer(client, name)["contents"]:
            validator(file).validate(one)
            validator(file).validate(answer(client, f"{name}/{one['id']}"))


@real_data
def test_services_of_miami_are_as_the_schemas_have_them(client, source):
    bring(source, formats.read(DATA / "miami_open211_hsds_a"))
    whole = validator("service.json")

    page = answer(client, "services", full="true", per_page="100", page="7")

    assert page["total_items"] == 2151
    for one in page["contents"]:
        whole.validate(one)


@pytest.mark.parametrize("name", LISTS)
def test_each_list_is_in_pages_and_a_line_for_each(client, some, name):
    page = answer(client, name, per_page="1")
    response = client.get(f"/hsds/{name}", {"format": "ndjson"})
    lines = b"".join(response.streaming_content).decode().splitlines()

    assert {
        "total_items",
        "total_pages",
        "page_number",
        "size",
        "first_page",
        "last_page",
        "empty",
        "contents",
    } == page.keys()
    assert page["size"] == 1
    assert page["first_page"]
    assert len(lines) == page["total_items"]
    assert all(json.loads(line)["id"] for line in lines)


def test_parameters_add_up(client, some):
    term = TaxonomyTerm.objects.get()

    assert [one["name"] for one in answer(client, "services", search="service 1")["contents"]] == ["Service 1"]
    assert answer(client, "services", search="repas")["contents"][0]["name"] == "Service 0"
    assert answer(client, "services", taxonomy_term_id=str(term.public_id))["total_items"] == 1
    assert answer(client, "services", taxonomy_term_id="food", search="service 1")["empty"]
    assert answer(client, "services", taxonomy_id="t")["total_items"] == 1
    assert answer(client, "services", organization_id="o1")["total_items"] == 3
    assert answer(client, "services", organization_id="o2")["empty"]
    assert answer(client, "services", modified_after="2026-01-01")["total_items"] == 3
    assert answer(client, "services", modified_after="2027-01-01T00:00:00Z")["empty"]
    assert answer(client, "services", minimal="true")["contents"][0].keys() == {"id", "last_modified"}
    assert answer(client, "taxonomy_terms", top_only="true", taxonomy_id="t")["total_items"] == 1


def test_our_own_topics_are_a_taxonomy_that_services_are_asked_by(client, cast, some):
    for name, code, is_public in (
        ("Service 1", "meals", True),
        ("Service 2", "housing", True),
        ("Service 0", "food", False),
    ):
        row = Service.objects.get(name=name)
        ServiceTopic.objects.create(organization=cast.downtown, service=row, topic=code, is_public=is_public)

    (ours,) = (one for one in answer(client, "taxonomies")["contents"] if one["name"] == "Tuque topics")
    top = answer(client, "taxonomy_terms", taxonomy_id=ours["id"], top_only="true", per_page="500")
    food = next(one for one in top["contents"] if one["code"] == "food")
    below = answer(client, "taxonomy_terms", parent_id=food["id"])["contents"]
    every = answer(client, "taxonomy_terms", per_page="5", page="2")

    assert 20 <= top["total_items"] == len(top["contents"]) <= 30
    assert food["field_texts"][0]["text"] == "Nourriture"
    assert {"meals", "food-bank"} <= {one["code"] for one in below}
    assert (len(every["contents"]), every["total_items"]) == (5, len(vocabulary.topics()) + 1)
    assert len(answer_lines(client, "taxonomy_terms")) == every["total_items"]
    assert [one["code"] for one in answer(client, "taxonomy_terms", search="soins dentaires")["contents"]] == ["dental"]
    for wanted, names in (("food", {"Service 0", "Service 1"}), (food["id"], {"Service 1"}), ("meals", {"Service 1"})):
        assert {one["name"] for one in answer(client, "services", taxonomy_term_id=wanted)["contents"]} == names
    assert answer(client, "services", taxonomy_id=ours["id"])["total_items"] == 3
    assert answer(client, f"taxonomy_terms/{food['id']}")["code"] == "food"
    assert answer(client, f"taxonomies/{ours['id']}") == ours


def test_a_topic_goes_out_on_a_service_and_comes_in_as_a_topic(client, cast, some, tmp_path):
    row = Service.objects.get(name="Service 1")
    ServiceTopic.objects.create(organization=cast.downtown, service=row, topic="meals", is_public=True)
    path = tmp_path / "out.ndjson"
    path.write_bytes(b"".join(client.get("/hsds/services", {"full": "true", "format": "ndjson"}).streaming_content))
    told = next(one for one in answer_lines(client, full="true") if one["name"] == "Service 1")

    bring(feeds.source_of(cast.elsewhere, "copy", at=NOON), formats.read(path), at=now())

    assert told["attributes"][0]["taxonomy_term"]["code"] == "meals"
    assert ServiceTopic.objects.get(organization=cast.elsewhere, service__name="Service 1").topic == "meals"
    assert not Taxonomy.objects.filter(organization=cast.elsewhere, name="Tuque topics").exists()


def test_a_search_reads_everyday_words_and_gives_the_best_first(client, cast):
    factories.service(cast.downtown, "Neighbour desk", description="We also serve community meals and have a library.")
    factories.service(cast.downtown, "Community meals", description="Every noon, hot meals at our table.")
    factories.service(cast.downtown, "Tax clinic", description="Forms filled in with you.")
    following.rebuild(today=NOON.date())

    for words in ("community meals", "comunity meals", "j’ai faim"):
        found = [one["name"] for one in answer(client, "services", search=words)["contents"]]
        assert found[0] == "Community meals", words
        assert "Tax clinic" not in found
    lines = answer_lines(client, search="community meals")
    assert {one["name"] for one in lines} == {"Community meals", "Neighbour desk"}


def answer_lines(client, path="services", **query):
    response = client.get(f"/hsds/{path}", {**query, "format": "ndjson"})
    return [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]


def test_what_a_person_looks_for_may_travel_in_a_body(client, some):
    in_json = client.post(
        "/hsds/services", json.dumps({"search": "service 2", "full": True}), content_type="application/json"
    )
    in_form = client.post("/hsds/services", {"search": "service 2"})

    assert [one["name"] for one in in_json.json()["contents"]] == ["Service 2"]
    assert in_json.json()["contents"][0]["phones"][0]["number"] == "204-555-0101"
    assert in_form.json()["total_items"] == 1


def test_a_language_that_its_source_gave_by_name_has_its_code(client, cast):
    row = factories.service(cast.downtown, "Family centre")
    for name, code, spoken in (("Cantonese", "", "CANTONESE"), ("French", "fra", "FRENCH"), ("Klingon", "", "")):
        Language.objects.create(**factories._own(cast.downtown, service=row, name=name, code=code, spoken=spoken))
    visibility.refresh(cast.downtown.pk)

    (told,) = answer(client, "services", full="true")["contents"]

    codes = {one["name"]: one.get("code") for one in told["languages"]}
    assert codes == {"Cantonese": "yue", "French": "fra", "Klingon": None}


def test_places_near_a_postal_code(client, some):
    assert answer(client, "service_at_locations", postcode="R3C 0A1", proximity="500")["total_items"] == 3
    assert answer(client, "service_at_locations", postcode="R3C0A1")["total_items"] == 3
    assert answer(client, "service_at_locations", postcode="K1A 0A1", proximity="500")["empty"]


@pytest.mark.parametrize(
    "query",
    [
        {"page": "0"},
        {"per_page": "100000"},
        {"format": "xml"},
        {"modified_after": "soon"},
        {"proximity": "nan"},
        {"search": "x" * 501},
    ],
)
def test_a_parameter_that_makes_no_sense_is_told_so(client, db, query):
    response = client.get("/hsds/services", query)

    assert response.status_code == 400
    assert next(iter(query)) in response.json()["detail"]


def test_nothing_tells_a_confidential_place_a_contact_or_the_history(client, cast, some):
    row = factories.service(cast.downtown, "Safe house")
    factories.place(row, CANARY, is_confidential=True, latitude=48.7654321)
    ContactPoint.objects.create(
        **factories._own(cast.downtown, service=row, name="Testname Person", email="person@example.org")
    )
    Service.objects.update(assurer_email="testname@example.org")
    factories.place(factories.service(cast.downtown, "Open kitchen"), "5 Example Street")
    Address.objects.update(attention="Testname Person")
    visibility.refresh(cast.downtown.pk)
    seen = []

    for name in LISTS:
        for query in (
            {},
            {"full": "true"},
            {"format": "ndjson", "full": "true"},
            {"postcode": "R3C 0A1", "proximity": "500000"},
        ):
            seen.append(
                json.dumps(answer(client, name, **query))
                if query.get("format") != "ndjson"
                else b"".join(client.get(f"/hsds/{name}", query).streaming_content).decode()
            )
    for one in answer(client, "services")["contents"]:
        seen += [json.dumps(answer(client, f"services/{one['id']}"))]
    for one in answer(client, "organizations")["contents"]:
        seen += [json.dumps(answer(client, f"organizations/{one['id']}", full_service="true"))]
    package = client.get("/hsds/packages/own.zip").content

    text = "\n".join(seen)
    assert "Safe house" in text
    assert "5 Example Street" in text
    assert "Canary" not in text
    assert "testname" not in text.lower()
    assert "metadata" not in text
    for name, content in factories.unzipped(package).items():
        assert "Canary" not in content, name
        assert "testname" not in content.lower(), name
        assert "48.76" not in content, name


def test_the_open_feed_has_its_licence_and_closed_sources_have_none(client, cast, some):
    factories.source(cast.downtown, "closed", is_open=False)

    package = factories.unzipped(client.get("/hsds/packages/feed.zip").content)

    assert json.loads(package["datapackage.json"])["licence"] == "CC0"
    assert client.get("/hsds/packages/closed.zip").status_code == 404


def test_a_service_out_by_the_interface_comes_in_again(client, cast, some, tmp_path):
    copy = feeds.source_of(cast.elsewhere, "copy", at=NOON)
    path = tmp_path / "out.ndjson"
    path.write_bytes(b"".join(client.get("/hsds/services", {"full": "true", "format": "ndjson"}).streaming_content))

    bring(copy, formats.read(path), at=now())

    assert Service.objects.filter(source=copy).count() == 3
    assert FieldText.objects.filter(organization=cast.elsewhere, text="Repas").exists()
    rule = EligibilityRule.objects.get(organization=cast.elsewhere)
    assert (rule.kind, rule.most, rule.values, rule.is_fed) == ("income", 36000, ["24000", "36000"], True)


def test_a_page_of_whole_services_takes_few_questions(client, some, django_assert_max_num_queries):
    with django_assert_max_num_queries(90):
        assert len(answer(client, "services", full="true")["contents"]) == 3
