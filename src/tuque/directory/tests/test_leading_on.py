"""A link to a service that was merged leads on to the one that stands for both; duplicates are looked for after an import."""

import json

import pytest
from conftest import NOON
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tuque.audit.models import AuditRecord
from tuque.core import outbox
from tuque.core.ids import new_id
from tuque.directory import published
from tuque.directory.models import LeadsOn, Pair
from tuque.directory.services import duplicates
from tuque.directory.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(cast, sign_in):
    return sign_in(cast.dana)


def merge(cast, one, other):
    """`other` is merged into `one`."""
    left, right = sorted((one.public_id, other.public_id))
    own = {"organization": cast.downtown, "entity": "service", "score": 0.9, "found_at": NOON}
    pair = Pair.objects.create(left=left, right=right, **own)
    duplicates.merge(pair=pair, keep=one.public_id, by=cast.dana, at=NOON)
    return pair


@pytest.fixture
def chain(cast):
    """The first was merged into the second, which was merged into the third."""
    rows = [factories.service(cast.downtown, name) for name in ("First door", "Second door", "Third door")]
    merge(cast, rows[1], rows[0])
    return rows, merge(cast, rows[2], rows[1])


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "was in the directory twice"), ("fr", "figurait deux fois au répertoire")],
)
def test_a_kept_link_leads_to_the_record_that_stands_for_it_and_says_so(cast, chain, language, said):
    rows, pair = chain
    anyone = Client()

    for old in rows[:2]:
        led = anyone.get(f"/find/service/{old.public_id}?lang={language}", follow=True)
        assert led.redirect_chain[-1][0].startswith(f"/find/service/{rows[2].public_id}?")
        assert "Third door" in led.text
        assert said in led.text
    assert said not in anyone.get(f"/find/service/{rows[2].public_id}?lang={language}").text
    duplicates.undo(pair=pair, by=cast.dana, at=NOON)
    assert "Second door" in anyone.get(f"/find/service/{rows[0].public_id}", follow=True).text
    assert not LeadsOn.objects.filter(record=rows[1].public_id).exists()


def test_where_the_one_that_stands_for_it_is_not_public_there_is_nothing(chain):
    rows, _pair = chain
    type(rows[2]).objects.filter(pk=rows[2].pk).update(is_public=False)

    assert published.kept_for(rows[0].public_id) is None
    assert Client().get(f"/find/service/{rows[0].public_id}").status_code == 404


def test_a_circle_of_merges_ends(cast):
    one, other = new_id(), new_id()
    LeadsOn.objects.create(organization=cast.downtown, record=one, kept=other)
    LeadsOn.objects.create(organization=cast.downtown, record=other, kept=one)

    assert published.kept_for(one) is None


def test_lists_and_programs_are_led_on_too(chain):
    rows, _pair = chain
    anyone = Client()

    listed = anyone.get(f"/find/list?s={rows[0].public_id}&s={rows[2].public_id}").text
    assert listed.count("Third door") == 1
    answer = anyone.get(f"/hsds/services/{rows[0].public_id}", follow=True)
    assert answer.json()["name"] == "Third door"


FEED = [
    {"id": str(number), "name": name, "status": "active", "phones": [{"id": f"p{number}", "number": "204-555-0133"}]}
    for number, name in enumerate(["Noon meals at the Green Door", "Noon meal at the Green Door", "Legal clinic"])
]


def test_after_an_import_duplicates_are_looked_for_and_counted_on_the_first_page(page, cast):
    file = SimpleUploadedFile("feed.json", json.dumps(FEED).encode())
    run = page.post("/directory/imports", {"file": file, "source": "feed", "language": "en"}).url
    outbox.deliver_due()
    page.post(f"{run}/decision", {"do": "apply"})
    assert not Pair.objects.exists()

    outbox.deliver_due(clock=lambda: NOON.replace(year=2030))

    assert Pair.objects.count() == 1
    assert 'Duplicates <span class="badge warning">1' in page.get("/directory").text
    looked = AuditRecord.objects.get(action="directory.duplicates_looked_for")
    assert looked.actor_ref == duplicates.AFTER_IMPORT
