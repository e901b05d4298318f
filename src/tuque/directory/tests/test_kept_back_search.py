"""A list that is kept back: the public search uses none of its words from the moment of the switch, before any message is worked on."""

import pytest
from conftest import NOON

from tuque.core import outbox
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.directory.models import Attribute, SearchRecord, SearchTerm, SearchWord, TaxonomyTerm
from tuque.directory.search import following
from tuque.directory.tests import factories
from tuque.directory.tests.test_taxonomies import LIST, bring

pytestmark = pytest.mark.django_db
WORDS = "suppers"


@pytest.fixture
def page(cast, sign_in):
    return sign_in(cast.dana)


@pytest.fixture
def service(cast, page):
    """One that carries terms of the list, and a feed's own of the same taxonomy; and another that has the word by itself."""
    row = factories.service(cast.downtown, "Green door", description="Evening help.", assured_date=now().date())
    factories.service(cast.downtown, "Blue door", description="Suppers on Friday.", assured_date=now().date())
    bring(page, LIST + "H;A;Warm suppers;Soupers chauds;\n")
    own = {"organization": cast.downtown, "source": factories.source(cast.downtown, "feed")}
    term = TaxonomyTerm.objects.create(hsds_id="F", code="F", name="Candlelit banquets", taxonomy_name="kinds", **own)
    for one in (term, TaxonomyTerm.objects.get(code="H")):
        Attribute.objects.create(hsds_id=str(new_id()), link=row.public_id, link_entity="service", term=one, **own)
    page.post("/directory/taxonomies/publication/kinds", {"do": "show"})
    following.rebuild(today=NOON.date())
    return row


def found(client, words):
    page = client.post("/find", {"words": words}).text
    return {name for name in ("Green door", "Blue door") if f">{name}<" in page}


def test_no_word_of_it_finds_anything_from_the_moment_of_the_switch(client, page, service):
    assert found(client, WORDS) == {"Green door", "Blue door"}
    assert found(client, "candlelit banquets") == {"Green door"}

    page.post("/directory/taxonomies/publication/kinds", {"do": "keep"})

    assert found(client, WORDS) == {"Blue door"}
    for words in ("warm", "candlelit banquets"):
        assert "Green door" not in found(client, words)
    assert found(client, "green door") == {"Green door"}
    assert "banquets" not in client.post("/find", {"words": "banquet"}).text.replace('value="banquet', "")
    record = SearchRecord.objects.get(name__contains="green")
    assert "banquet" not in f"{record.text} {record.terms} {record.words}"
    assert "banquets" not in SearchWord.objects.filter(records__gt=0).values_list("word", flat=True)


def test_what_is_counted_stays_right_and_the_message_reads_the_rest_again(client, page, service):
    page.post("/directory/taxonomies/publication/kinds", {"do": "keep"})
    outbox.deliver_due(clock=now)
    told = counted()

    following.rebuild(today=now().date())

    assert counted() == told
    assert found(client, "evening") == {"Green door"}
    page.post("/directory/taxonomies/publication/kinds", {"do": "show"})
    outbox.deliver_due(clock=now)
    assert found(client, WORDS) == {"Green door", "Blue door"}


def counted():
    terms = SearchTerm.objects.filter(records__gt=0).values_list("term", "records")
    return dict(terms), dict(SearchWord.objects.filter(records__gt=0).values_list("word", "records"))
