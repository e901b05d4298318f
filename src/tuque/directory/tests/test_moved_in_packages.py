"""What a merge moved is in the package of the record that stands, with whose it is; never what is confidential; the undo takes it back."""

import csv
import io

import pytest

from tuque.directory import visibility
from tuque.directory.exports import choosing
from tuque.directory.imports import formats
from tuque.directory.models import Address, FieldText, Language, Location, Phone, RequiredDocument, Source
from tuque.directory.services import duplicates
from tuque.directory.tests import factories
from tuque.directory.tests.test_feeds import LATER, bring
from tuque.directory.tests.test_merging import kept, merged, other
from tuque.directory.tests.test_published import CANARY

__all__ = ["kept", "other"]
pytestmark = pytest.mark.django_db
PACKAGES = {"owner": choosing.everything, "open": choosing.open_data}


@pytest.fixture(params=PACKAGES)
def package(request):
    return PACKAGES[request.param]


@pytest.fixture
def sources(kept, other):
    Source.objects.filter(pk__in=[kept.source_id, other.source_id]).update(is_open=True)
    Source.objects.filter(pk=other.source_id).update(attribution="Thank the feed", licence="CC BY 4.0")
    return kept.source, other.source


def table(data: bytes, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(factories.unzipped(data).get(f"{name}.csv", ""))))


def test_the_package_of_what_stands_has_what_moved_with_whose_it_is(cast, kept, other, sources, package, tmp_path):
    merged(cast, kept, other)
    phone = Phone.objects.get(number="204-555-0177")
    own = {"organization": cast.downtown, "source": other.source}
    Language.objects.create(hsds_id="l9", phone=phone, name="Cree", **own)
    FieldText.objects.create(
        organization=cast.downtown, entity="required_document", record=RequiredDocument.objects.get().public_id,
        field="document", language="fr", text="Une carte", is_public=True,
    )  # fmt: skip
    visibility.refresh(cast.downtown.pk)

    data = package(kept.source)

    told = {one["id"]: one for one in table(data, "phones")}
    assert {one["number"] for one in told.values()} == {"204-555-0101", "204-555-0177"}
    assert told[str(phone.public_id)]["service_id"] == kept.hsds_id
    (tie,) = table(data, "service_at_location")
    assert tie["service_id"] == kept.hsds_id
    assert [one["id"] for one in table(data, "locations")] == [tie["location_id"]]
    assert [one["location_id"] for one in table(data, "addresses")] == [tie["location_id"]]
    assert {one["name"] for one in table(data, "languages")} == {"Cantonese", "Cree"}
    assert [one["document"] for one in table(data, "required_documents")] == ["A card"]
    assert [one["name"] for one in table(data, "service_areas")] == ["Winnipeg"]
    assert [one["link_id"] for one in table(data, "attributes")] == [kept.hsds_id]
    assert [one["code"] for one in table(data, "taxonomy_terms")] == ["food"]
    assert "Une carte" in {one["text"] for one in table(data, "field_texts")}
    whose = table(data, "of_others")
    assert {(one["source"], one["attribution"], one["licence"]) for one in whose} == {
        ("A feed", "Thank the feed", "CC BY 4.0")
    }
    assert ("phone", str(phone.public_id)) in {(one["entity"], one["id"]) for one in whose}
    path = tmp_path / "package.zip"
    path.write_bytes(data)
    assert not formats.read(path).refused


def test_undoing_takes_it_back_to_the_letter(cast, kept, other, sources, package):
    before = [package(one) for one in sources]
    pair, _moved = merged(cast, kept, other)
    assert package(kept.source) != before[0]

    duplicates.undo(pair=pair, by=cast.dana, at=LATER)

    after = [factories.unzipped(package(one)) for one in sources]
    for name in ("phones", "schedules", "service_at_location", "locations", "languages", "attributes", "of_others"):
        assert [one.get(f"{name}.csv") for one in after] == [
            factories.unzipped(one).get(f"{name}.csv") for one in before
        ], name


def test_what_is_confidential_leaves_with_nobody_elses_package(cast, kept, other, sources, package):
    Address.objects.update(address_1=CANARY, attention="Testname Person")
    Phone.objects.filter(number="204-555-0177").update(is_confidential=True)
    merged(cast, kept, other)
    shown = package(kept.source)
    Location.objects.update(is_confidential=True)
    visibility.refresh(cast.downtown.pk)

    hidden = "\n".join(factories.unzipped(package(kept.source)).values())

    before = "\n".join(factories.unzipped(shown).values())
    assert CANARY in before
    for secret in ("Testname", "204-555-0177"):
        assert secret not in before
    for secret in (CANARY, "204-555-0177", "49.8"):
        assert secret not in hidden


def test_an_open_package_has_nothing_of_a_source_that_is_not_open(cast, kept, other, sources):
    Source.objects.filter(pk=other.source_id).update(is_open=False)
    merged(cast, kept, other)

    assert not table(choosing.open_data(kept.source), "of_others")
    assert [one["number"] for one in table(choosing.open_data(kept.source), "phones")] == ["204-555-0101"]
    assert len(table(choosing.everything(kept.source), "phones")) == 2


def test_the_owners_package_comes_in_again_and_doubles_nothing(cast, kept, other, sources, tmp_path):
    merged(cast, kept, other)
    path = tmp_path / "package.zip"
    path.write_bytes(choosing.everything(kept.source))
    bundle = formats.read(path)

    _run, diff = bring(kept.source, bundle, at=LATER)

    assert not any(diff.added.values())
    assert Phone.objects.count() == 3
    assert {one.reason for one in bundle.refused} == {"of_another_source"}
    for name, counts in bundle.counts().items():
        assert counts["read"] == counts["taken"] + counts["repeated"] + counts["refused"], name


def test_another_site_takes_them_as_the_packages_own(cast, kept, other, sources, tmp_path):
    merged(cast, kept, other)
    path = tmp_path / "package.zip"
    path.write_bytes(choosing.open_data(kept.source))
    theirs = factories.source(cast.elsewhere, "copied")

    _run, diff = bring(theirs, formats.read(path))

    assert len(diff.added["phone"]) == 2
    assert Phone.objects.filter(source=theirs, number="204-555-0177", service__name=kept.name).exists()
