"""A directory editor edits and verifies records, and opens nothing else."""

import pytest

from tuque.accounts.models import Worker
from tuque.accounts.roles import Role
from tuque.directory.models import Accessibility, FieldText, Language
from tuque.directory.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(cast, sign_in):
    return sign_in(cast.workers[Role.DIRECTORY_EDITOR])


def test_an_editor_lands_on_the_directory_and_makes_sure_of_a_record(cast, editor):
    row = factories.service(cast.downtown, "Green door", assured_date=None)

    assert editor.get("/", follow=True).redirect_chain[-1][0] == "/directory"
    written = {"f.name": "Green door", "f.description": "Soup at noon", "f.status": "active"}
    assert editor.post(f"/directory/records/service/{row.public_id}", written).status_code == 302
    assert editor.post(f"/directory/services/{row.public_id}/verification").status_code == 302

    row.refresh_from_db()
    assert (row.description, row.assured_date is None) == ("Soup at noon", False)


@pytest.mark.parametrize(
    ("language", "name", "spoken", "access"),
    [("en", "Green door", "Ojibway", "Fully Accessible"), ("fr", "Porte verte", "ojibwé", "Entièrement accessible")],
)
def test_a_record_is_listed_and_read_in_the_language_of_who_reads_it(cast, sign_in, language, name, spoken, access):
    editor = cast.workers[Role.DIRECTORY_EDITOR]
    Worker.objects.filter(pk=editor.pk).update(language=language)
    row = factories.service(cast.downtown, "Green door")
    own = {"organization": cast.downtown, "source": row.source}
    in_french = {"entity": "service", "record": row.public_id, "field": "name", "language": "fr", "text": "Porte verte"}
    FieldText.objects.create(organization=cast.downtown, **in_french)
    Language.objects.create(service=row, name="Anishinaabemowin", spoken="OJIBWAY", **own)
    place = factories.place(row)
    Accessibility.objects.create(location=place, description="Wheelchair accessible", kind="FULLACCESSIBLE", **own)

    browser = sign_in(editor)
    listed = browser.get("/directory").text
    shown = browser.get(f"/directory/services/{row.public_id}").text

    assert f">{name}</a>" in listed
    assert f">{name}</h1>" in shown
    assert spoken in shown
    assert access in shown


@pytest.mark.parametrize(
    "address",
    ["/directory/imports", "/directory/taxonomies", "/directory/duplicates", "/records", "/workers", "/board"],
)
def test_an_editor_opens_nothing_else(editor, address):
    answer = editor.get(address)

    assert answer.status_code in (403, 404)


def test_the_role_is_given_on_the_page_of_people(cast, sign_in):
    shown = sign_in(cast.dana).get(f"/workers/{cast.workers[Role.FIELD_WORKER].public_id}").text

    assert 'value="directory_editor"' in shown
    assert "Directory editor" in shown
