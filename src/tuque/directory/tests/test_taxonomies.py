"""Taxonomies of others: read row by row, compared when they come again, and the topics that their terms give to services."""

from pathlib import Path

import pytest
from conftest import NOON
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from tuque.core.clock import now
from tuque.directory.exports import choosing
from tuque.directory.hsds import topics
from tuque.directory.imports import reasons
from tuque.directory.models import (
    Attribute,
    FieldText,
    ImportRun,
    ServiceTopic,
    Taxonomy,
    TaxonomyTerm,
)
from tuque.directory.problems import FeedRefused
from tuque.directory.search import following
from tuque.directory.services import taxonomies
from tuque.directory.taxonomies import crossing, reading, shipped, suggesting
from tuque.directory.taxonomies.reading import About
from tuque.directory.tests import factories

ABOUT = About("kinds", "Kinds of help")
LIST = """code;parent;name_en;name_fr;description
A;;Basic needs;Besoins essentiels;
A-1;A;Food pantries;Comptoirs alimentaires;Bags of food
A-2;A;;Vêtements;
A-1;A;Again;Encore;
B;C;Round;Rond;
C;B;Ronde;Ronde;
D;C;Below a circle;Sous un cercle;
;A;Nameless;Sans code;
E;Z;Lost;;
F;;;;
"""


@pytest.fixture
def write(tmp_path):
    def written(text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "list.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return written


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_a_list_is_read_however_it_was_saved_and_each_row_is_accounted_for(write, encoding):
    bundle = reading.read(write(LIST, encoding), ABOUT, is_kept_back=True)

    terms = bundle.rows["taxonomy_term"]
    assert list(terms) == ["kinds:A", "kinds:A-1", "kinds:A-2", "kinds:D", "kinds:E"]
    assert terms["kinds:A-1"]["parent_id"] == "kinds:A"
    assert terms["kinds:A-2"]["name"] == "Vêtements"
    assert [(one.row, one.field, one.reason) for one in bundle.refused] == [
        ("5", "code", "code_twice"),
        ("9", "code", "code_empty"),
        ("11", "name_en", "empty"),
        ("6", "parent", "in_circle"),
        ("7", "parent", "in_circle"),
    ]
    assert {(one.row, one.field, one.reason) for one in bundle.mended} == {
        ("4", "name_en", "other_language"),
        ("8", "parent", "parent_missing"),
        ("10", "parent", "parent_missing"),
    }
    assert {one.text for one in bundle.texts} >= {"Besoins essentiels", "Comptoirs alimentaires"}
    assert bundle.counts()["taxonomy_term"]["read"] == 10
    for kind in (*bundle.refused, *bundle.mended):
        assert reasons.words(kind.reason, kind.value) != kind.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a,b\n1,2\n", "taxonomy_columns"),
        ("code\n1\n", "taxonomy_columns"),
        ("", "file_empty"),
        ("{}", "not_a_table"),
    ],
)
def test_what_is_no_list_of_terms_is_refused_in_words(write, text, reason):
    with pytest.raises(FeedRefused) as problem:
        reading.read(write(text), ABOUT, is_kept_back=True)

    assert problem.value.reason == reason
    assert "%(" not in problem.value.message()


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=25))
def test_whatever_is_above_what_no_term_is_left_above_itself(tmp_path_factory, pairs):
    path = tmp_path_factory.mktemp("list") / "list.csv"
    path.write_text("code,parent,name_en\n" + "".join(f"{one},{above},Term\n" for one, above in pairs))

    terms = reading.read(path, ABOUT, is_kept_back=False).rows["taxonomy_term"]

    for start in terms:
        seen, here = set(), start
        while here:
            assert here not in seen
            seen.add(here)
            here = terms[here]["parent_id"]


def test_a_term_means_what_was_decided_of_it_or_of_the_nearest_above():
    above = {("k", "1"): None, ("k", "2"): ("k", "1"), ("k", "3"): ("k", "2"), ("k", "4"): ("k", "4")}

    found = crossing.resolve(above, parents=above, decided={("k", "1"): "food", ("k", "2"): ""})

    assert found == {("k", "1"): "food"}


@pytest.mark.parametrize("code", list(shipped.every()))
def test_those_that_come_along_are_whole_in_both_languages(code):
    one = shipped.every()[code]

    bundle = reading.read(one.path, About(code, one.name_en, language=one.language), is_kept_back=False)

    assert bundle.refused == bundle.mended == []
    assert bundle.language == one.language
    terms = len(bundle.rows["taxonomy_term"])
    assert terms == len(bundle.texts)
    assert f"{terms} terms" in one.about_en
    assert f"{terms} termes" in one.about_fr


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("names", "topic"),
    [
        (["Emergency Shelter"], "emergency-shelter"),
        (["Garde d’enfants"], "child-care"),
        (["Free Meals", "Repas gratuits"], "meals"),
        (["Xyzzy"], ""),
    ],
)
def test_a_topic_is_suggested_by_the_name(names, topic):
    assert suggesting.suggester()(names) == topic


@pytest.fixture
def page(cast, sign_in):
    return sign_in(cast.dana)


def bring(page, text, code="kinds"):
    """Through the pages: read, looked at, let through."""
    file = SimpleUploadedFile("kinds.csv", text.encode())
    read = page.post("/directory/taxonomies", {"file": file, "code": code, "name": "Kinds of help"})
    assert read.status_code == 302, read.text
    looked = page.get(read.url)
    page.post(f"{read.url}/decision", {"do": "apply"})
    return looked.text


@pytest.mark.django_db
def test_a_list_comes_in_is_told_row_by_row_and_comes_again_as_what_changed(page):
    told = bring(page, LIST)

    assert "A line above it has the same code" in told
    assert TaxonomyTerm.objects.filter(gone_at=None).count() == 5
    assert FieldText.objects.get(record=TaxonomyTerm.objects.get(code="A-1").public_id).text == "Comptoirs alimentaires"
    bring(page, LIST.replace("Food pantries", "Pantries").replace("E;Z;Lost;;\n", "G;A;New;Nouveau;\n"))
    changes = ImportRun.objects.latest("pk").counts["written"]["taxonomy_term"]
    assert changes == {"added": 1, "changed": 1, "gone": 1, "back": 0, "same": 3}


def of_others(client, name):
    """The ids of what anyone is told of, our own topics left out."""
    listed = client.get(f"/hsds/{name}", {"per_page": "500"}).json()["contents"]
    own = topics.TAXONOMY_ID
    return [one["id"] for one in listed if own not in (one["id"], one.get("taxonomy_detail", {}).get("id"))]


@pytest.mark.django_db
def test_a_list_of_ones_own_is_kept_from_the_public_until_someone_says_otherwise(page, client):
    bring(page, LIST)
    assert len(of_others(client, "taxonomy_terms")) == 0

    page.post("/directory/taxonomies/publication/kinds", {"do": "show"})

    assert len(of_others(client, "taxonomy_terms")) == 5
    bring(page, LIST + "H;A;Newer;Plus nouveau;\n")
    assert len(of_others(client, "taxonomy_terms")) == 6
    page.post("/directory/taxonomies/publication/kinds", {"do": "keep"})
    assert len(of_others(client, "taxonomy_terms")) == 0


@pytest.fixture
def fed(cast):
    """A service whose feed put a bare code on it, as AIRS feeds do."""
    row = factories.service(cast.downtown, "Green door", assured_date=now().date())
    own = {"organization": cast.downtown, "source": factories.source(cast.downtown, "feed")}
    term = TaxonomyTerm.objects.create(hsds_id="A-1", code="A-1", name="A-1", taxonomy_name="kinds", **own)
    Attribute.objects.create(hsds_id="x", link=row.public_id, link_entity="service", term=term, **own)
    return row


def choose(page, code, topic):
    term = TaxonomyTerm.objects.filter(code=code, source__format="taxonomy").get()
    return page.post("/directory/taxonomies/terms/kinds", {f"t.{term.pk}": topic}, follow=True)


@pytest.mark.django_db
def test_what_a_feed_sorts_by_code_is_found_by_the_topic_that_a_person_decided(page, client, fed):
    bring(page, LIST)
    assert "Suggested by its name: Food banks and hampers" in page.get("/directory/taxonomies/terms/kinds").text

    assert "A-1" in page.get("/directory/taxonomies/terms/kinds", {"search": "comptoirs"}).text  # in the other language
    said = choose(page, "A", "food-bank")  # above the term that the service carries

    assert "1 service is under other topics" in said.text
    assert ServiceTopic.objects.get(service=fed).topic == "food-bank"
    following.rebuild(today=NOON.date())
    assert "Green door" in client.post("/find", {"topic": "food-bank"}).text
    choose(page, "A-1", "-")  # nearer, and none of ours
    assert not ServiceTopic.objects.filter(service=fed).exists()


@pytest.mark.django_db
def test_programs_ask_by_the_term_of_the_list_for_what_a_feed_put_on(page, client, fed):
    bring(page, LIST)
    page.post("/directory/taxonomies/publication/kinds", {"do": "show"})

    for wanted in ("kinds:A-1", "A-1", str(TaxonomyTerm.objects.get(hsds_id="kinds:A-1").public_id)):
        asked = client.get("/hsds/services", {"taxonomy_term_id": wanted})
        assert [one["name"] for one in asked.json()["contents"]] == ["Green door"], wanted


@pytest.mark.django_db
def test_a_list_that_is_kept_back_is_public_under_no_other_heading(page, client, cast, fed):
    other = factories.source(cast.downtown, "second-feed")
    own = {"organization": cast.downtown, "source": other}
    within = Taxonomy.objects.create(hsds_id="t9", name="KINDS of help", **own)
    told = [
        {"code": "X", "name": "Of a taxonomy named so", "taxonomy": within},
        {"code": "Y", "name": "Named so", "taxonomy_name": "Kinds"},
        {"code": "A-1", "name": "Of no taxonomy"},
        {"code": "A-1", "name": "Comptoirs alimentaires", "taxonomy_name": "elsewhere"},
        {"name": "Food pantries", "taxonomy_name": "elsewhere"},
    ]
    for number, values in enumerate(told):
        term = TaxonomyTerm.objects.create(hsds_id=str(number), **values, **own)
        Attribute.objects.create(hsds_id=str(number), link=fed.public_id, link_entity="service", term=term, **own)
    free = TaxonomyTerm.objects.create(hsds_id="f", code="A-1", name="Libraries", taxonomy_name="elsewhere", **own)

    bring(page, LIST)

    assert of_others(client, "taxonomy_terms") == [str(free.public_id)]
    assert of_others(client, "taxonomies") == []
    assert not client.get(f"/hsds/services/{fed.public_id}").json().get("attributes")
    package = factories.unzipped(choosing.open_data(other))
    assert "Libraries" in package["taxonomy_terms.csv"]
    assert "pantries" not in str(package)
    assert "alimentaires" not in str(package)

    page.post("/directory/taxonomies/publication/kinds", {"do": "show"})

    assert len(of_others(client, "taxonomy_terms")) == 5 + 1 + len(told) + 1


@pytest.mark.django_db
def test_a_topic_that_a_person_chose_stays_whatever_terms_mean(page, cast, fed):
    bring(page, LIST)
    ServiceTopic.objects.create(organization=cast.downtown, service=fed, topic="food", is_public=True)

    choose(page, "A-1", "food")
    choose(page, "A-1", "clothing")

    assert set(fed.topics.values_list("topic", "origin")) == {("food", "chosen"), ("clothing", "matched")}


@pytest.mark.django_db
def test_a_topic_that_a_person_took_off_stays_off_until_a_person_puts_it_back(page, fed):
    bring(page, LIST)
    choose(page, "A-1", "food-bank")
    edited = {"f.name": "Green door", "f.status": "active"}
    page.post(f"/directory/records/service/{fed.public_id}", edited)  # no topic ticked any more

    bring(page, LIST.replace("Food pantries", "Pantries"))
    choose(page, "A", "food-bank")
    choose(page, "A-1", "")

    assert not fed.topics.exists()
    shown = page.get(f"/directory/services/{fed.public_id}").text
    assert "Taken off by a person" in shown
    assert "Food banks and hampers" in shown

    back = page.post(f"/directory/services/{fed.public_id}/topics/food-bank/back", follow=True)

    assert "Taken off by a person" not in back.text
    assert list(fed.topics.values_list("topic", flat=True)) == ["food-bank"]
    assert page.post(f"/directory/services/{fed.public_id}/topics/food-bank/back").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["open-eligibility", "data-inclusion-thematiques"])
def test_one_that_comes_along_is_attached_and_its_terms_are_put_on_services_by_hand(page, client, cast, code):
    row = factories.service(cast.downtown, "Green door", assured_date=now().date())
    run = page.post("/directory/taxonomies/attachment", {"taxonomy": code}).url
    page.post(f"{run}/decision", {"do": "apply"})
    assert not Taxonomy.objects.get().is_confidential

    search = "Free Meals" if code == "open-eligibility" else "Alimentation"
    found = page.get(f"/directory/services/{row.public_id}/terms", {"search": search})
    assert search in found.text
    term = TaxonomyTerm.objects.filter(name=search).latest("pk")
    page.post(f"/directory/services/{row.public_id}/terms", {"term": str(term.public_id)})

    asked = {"taxonomy_term_id": term.hsds_id}
    assert client.get("/hsds/services", asked).json()["total_items"] == 1
    page.post(f"/directory/services/{row.public_id}/terms", {"term": str(term.public_id), "do": "off"})
    assert client.get("/hsds/services", asked).json()["total_items"] == 0


@pytest.mark.django_db
def test_a_list_that_lost_most_of_its_terms_waits_when_it_comes_by_command(cast, write):
    whole = "code,name_en\n" + "".join(f"{number},Term {number}\n" for number in range(20))
    told = {"organization": cast.downtown, "about": ABOUT, "licence": "", "at": NOON, "despite_drop": False}
    for text, is_held in ((whole, False), ("code,name_en\n1,Term 1\n", True)):
        path = write(text)
        bundle = taxonomies.read(organization=cast.downtown, file=path, about=ABOUT)
        _run, diff = taxonomies.read_and_apply(bundle=bundle, path=path, progress=lambda _d, _t: None, **told)
        assert (diff is None) is is_held

    assert TaxonomyTerm.objects.filter(gone_at=None).count() == 20


@pytest.mark.django_db
def test_another_organizations_taxonomy_is_not_there(page, cast, sign_in):
    bring(page, LIST)

    other = sign_in(cast.odile)

    assert other.get("/directory/taxonomies/terms/kinds").status_code in (403, 404)
