"""A published form is taken elsewhere from its page: a spreadsheet, FHIR, our own JSON."""

import json

import pytest

from tuque.forms import exchange
from tuque.forms.models import Definition
from tuque.forms.portal import services
from tuque.forms.spreadsheets import MISSING
from tuque.forms.tests.portal import page_of, the
from tuque.forms.xlsform.reading import read_form
from tuque.forms.xlsform.translating import open_problems


def test_the_page_of_a_form_leads_to_each_file_and_the_page_of_a_list_to_none(cast, dana):
    made, listed = the(cast, "form", "call-response"), the(cast, "code_list", "items")

    page = dana.get(page_of(made)).content.decode()

    for kind in ("xlsform", "fhir-r4", "fhir-r5", "tuque"):
        assert page_of(made, "forms:download", kind) in page
    assert "/file/" not in dana.get(page_of(listed)).content.decode().partition("choices/file")[0]
    assert dana.get(page_of(listed, "forms:download", "tuque")).status_code == 404
    assert dana.get(page_of(made, "forms:download", "exe")).status_code == 404


def test_the_spreadsheet_is_read_back_as_the_same_form(cast, dana):
    made = the(cast, "form", "check-in")

    answer = dana.get(page_of(made, "forms:download", "xlsform"))
    found = read_form(answer.content, name="check-in.xlsx")

    assert answer["Content-Disposition"] == 'attachment; filename="check-in.xlsx"'
    assert found.body["fields"][0]["code"] == "outcome"
    assert len(found.body["fields"]) == len(services.body_to_edit(made)["fields"])
    assert not [one for one in open_problems(found.body) if one.code in MISSING]


@pytest.mark.parametrize(("release", "kind"), [("R4", "choice"), ("R5", "coding")])
def test_each_release_of_fhir_names_its_own_types(cast, dana, release, kind):
    made = the(cast, "form", "check-in")

    answer = dana.get(page_of(made, "forms:download", f"fhir-{release.lower()}"))
    found = json.loads(answer.content)

    assert answer["Content-Type"] == "application/fhir+json"
    assert (found["resourceType"], found["status"]) == ("Questionnaire", "active")
    assert found["item"][0]["type"] == kind


def test_our_own_json_is_what_an_import_takes(cast, dana):
    made = the(cast, "form", "check-in")

    body = json.loads(dana.get(page_of(made, "forms:download", "tuque")).content)

    whole = exchange.export_definitions(cast.downtown)
    assert body in [one["body"] for one in whole if one["kind"] == Definition.Kind.FORM]


def test_another_organization_takes_nothing(cast, dana, sign_in):
    made = the(cast, "form", "check-in")

    assert sign_in(cast.odile).get(page_of(made, "forms:download", "tuque")).status_code == 404
