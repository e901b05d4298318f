"""What nobody sees in a text: what could make it read otherwise goes, and is said; what languages need stays."""

import pytest
from conftest import NOON
from hypothesis import given
from hypothesis import strategies as st

from tuque.directory.clearing import clear, misleads
from tuque.directory.imports import values
from tuque.directory.models import Service, SpecialDay
from tuque.directory.services import feeds
from tuque.directory.tests import factories
from tuque.directory.tests.test_feeds import a_service, bundle_of

PERSIAN, FAMILY, HINDI = "می\u200cخواهم", "👩\u200d👧", "क्\u200dष"
CASES = [
    ("abc\u202egnp.exe\u202c", "abcgnp.exe"),
    ("a\u202ab\u202cc\x07\x1b\x9f", "abc"),
    ("Mea\u200dls \u200bat\ufeff noon\u200c", "Meals at noon"),  # within Latin words they only hide
    (PERSIAN, PERSIAN),
    (FAMILY, FAMILY),
    (HINDI, HINDI),
    ("\u200f‏(204) 555", "\u200f‏(204) 555"),
    ("see \u2068שלום\u2069 there", "see \u2068שלום\u2069 there"),
    ("see \u2067שלום\nthen", "see \u2067שלום\u2069\nthen"),  # else all that follows on the page is turned
    ("no \u2069beginning", "no beginning"),
    ("two\u2028lines", "two\nlines"),
    ("tag\U000e0041s", "tags"),
]


@pytest.mark.parametrize(("text", "left"), CASES)
def test_what_misleads_goes_and_what_languages_need_stays(text, left):
    assert clear(text) == left
    assert values.words(text) == left.strip()


@given(st.text(alphabet="a\u0915\u06cc\u200b\u200c\u200d\u202e\u2066\u2067\u2069\u2028\x07\n\r &<;x2", max_size=30))
def test_clearing_twice_changes_nothing(text):
    assert clear(clear(text)) == clear(text)
    assert values.words(values.words(text)) == values.words(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [("plain", False), (PERSIAN, False), ("a\u202eb", True), ("a&#x202e;b", True), ("A\x07", True), ("a\nb", False)],
)
def test_only_what_misleads_is_said(text, said):
    assert misleads(text) is said


@pytest.mark.django_db
def test_an_import_says_what_it_took_out(cast, sign_in, tmp_path):
    told = [{"field": "description", "language": "fr", "text": "Repas\u202e chauds"}]
    rows = a_service(1, name="Mea\u202els", description=PERSIAN, field_texts=told), a_service(2)
    bundle = bundle_of(tmp_path, *rows)

    assert [(one.table, one.row, one.field, one.reason) for one in bundle.mended] == [
        ("service", "s1", "name", "misleading"),
        ("field_texts", "s1", "description", "misleading"),
    ]
    assert (bundle.rows["service"]["s1"]["name"], bundle.rows["service"]["s1"]["description"]) == ("Meals", PERSIAN)
    assert bundle.texts[0].text == "Repas chauds"
    source = feeds.source_of(cast.downtown, "feed", at=NOON)
    run = feeds.prepare(source=source, bundle=bundle, file_name="feed.json", by=None, at=NOON)
    assert "could turn the words around" in sign_in(cast.dana).get(f"/directory/imports/{run.public_id}").text


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("en", "were taken out"), ("fr", "ont été retirés")])
def test_a_form_takes_it_out_and_says_so(cast, sign_in, language, words):
    type(cast.carl).objects.filter(pk=cast.carl.pk).update(language=language)
    row, page = factories.service(cast.downtown), sign_in(cast.carl)
    sent = {"f.name": "Mea\u202els", "f.description": PERSIAN, "f.status": "active"}

    told = page.post(f"/directory/records/service/{row.public_id}", sent, follow=True).text

    assert words in told
    assert Service.objects.values_list("name", "description").get(pk=row.pk) == ("Meals", PERSIAN)
    days = {"starts_on": "2026-12-24", "reason_en": "Holi\u202eday"}
    page.post(f"/directory/services/{row.public_id}/days", days)
    assert SpecialDay.objects.get().reason_en == "Holiday"
