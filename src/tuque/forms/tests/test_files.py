"""A form from a file, on a page: a draft, or every reason with its cell and the mend."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tuque.audit.models import AuditRecord
from tuque.forms.models import Definition, SetAside, Version
from tuque.forms.tests.test_spreadsheets import TWICE, VISIT

PAGE = "forms:new-from-file"


def sends(browser, data, name="visit.xlsx", **more):
    return browser.post(reverse(PAGE), {"file": SimpleUploadedFile(name, data), **more})


def test_a_director_makes_a_draft_of_a_spreadsheet_and_reads_what_is_kept(cast, sign_in):
    answer = sends(sign_in(cast.dana), VISIT)

    page = answer.content.decode()
    draft = Version.objects.get(definition__code="visit")
    assert draft.published_at is None
    assert reverse("forms:shaped", args=[draft.definition.public_id]) in page
    assert "survey, A3 “geotrace”: Questions of this type are kept, not shown." in page
    assert "1 text is missing in one language" in page
    assert AuditRecord.objects.filter(action="forms.draft_saved", worker=cast.dana).count() == 1


@pytest.mark.parametrize(("language", "said"), [("en", "The same name is at"), ("fr", "Le même nom se trouve")])
def test_a_refusal_names_the_cell_and_the_mend_and_the_repair_takes_the_file_in(cast, sign_in, language, said):
    cast.dana.language = language
    cast.dana.save()
    browser = sign_in(cast.dana)
    browser.defaults["HTTP_ACCEPT_LANGUAGE"] = language

    refused = sends(browser, TWICE)
    nothing = Version.objects.exists()
    repaired = sends(browser, TWICE, mend="yes")

    assert refused.status_code == 422
    assert "survey, B3 “a”" in refused.content.decode()
    assert said in refused.content.decode()
    assert not nothing
    assert repaired.status_code == 200
    assert [one["code"] for one in Version.objects.get().body["fields"]] == ["a", "a_2"]


def test_a_draft_of_someone_is_asked_about_then_set_aside(cast, sign_in):
    browser = sign_in(cast.dana)
    sends(browser, VISIT)
    before = Version.objects.get().body

    stopped = sends(browser, VISIT)
    replaced = sends(browser, VISIT, replace="yes")

    assert stopped.status_code == 422
    assert 'name="replace"' in stopped.content.decode()
    assert replaced.status_code == 200
    assert Version.objects.count() == 1
    assert SetAside.objects.get().part == before


def test_a_lead_makes_it_for_their_team_alone(cast, sign_in):
    sends(sign_in(cast.bea), VISIT)

    assert Definition.objects.get(code="visit").team == cast.foot_patrol


def test_what_is_no_form_is_said_and_nothing_is_kept(cast, sign_in):
    browser = sign_in(cast.dana)

    for data in (b"", b"<script>alert(1)</script>", b"PK\x03\x04 not a workbook", b"%PDF-1.7"):
        answer = sends(browser, data, name="<b>x</b>.xlsx")
        assert answer.status_code == 422
        assert "<script>alert(1)" not in answer.content.decode()
    assert browser.post(reverse(PAGE)).status_code == 422
    assert not Definition.objects.filter(organization=cast.downtown).exists()
