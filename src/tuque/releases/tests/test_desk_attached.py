"""A file of one's own with an answer, and the words of requests let go."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from tuque.audit.models import AuditRecord
from tuque.core.clock import now
from tuque.releases.desk import attaching, letting_go, selectors, services
from tuque.releases.desk.models import AnswerFile, DataRequest, RequestLink
from tuque.releases.desk.problems import FileNotTaken
from tuque.releases.tests import desk

pytestmark = pytest.mark.django_db
BODY = b"year,beds\n2025,24\n"
SITE = "https://tuque.example"
ABOUT = {"file_licence": "CC BY 4.0", "file_dated_on": "2026-01-31", "file_method": "Counted each night at nine."}


def sent(name="beds.csv", body=BODY, **about):
    file = SimpleUploadedFile(name, body)
    return {"do": "answer", "words": "Twenty-four.", "file": file, **ABOUT, **about}


def test_staff_attaches_a_file_with_its_licence_day_and_method_and_whoever_asked_takes_it(client, cast, sign_in):
    row, token = desk.request(cast.downtown, at=now())
    staff = sign_in(cast.dana)

    answer = staff.post(f"/data-requests/{row.public_id}/acts", sent())

    assert answer.status_code == 302, answer.text
    kept = AnswerFile.objects.get()
    with default_storage.open(kept.file.name) as file:
        assert BODY not in file.read()  # sealed
    page = client.get(f"/data/requests/{token}?lang=en").text
    assert "CC BY 4.0" in page
    assert "Counted each night at nine." in page
    taken = client.get(f"/data/requests/{token}/files/{kept.public_id}")
    assert taken.content == BODY
    assert taken.headers["Content-Disposition"] == 'attachment; filename="beds.csv"'
    assert taken.headers["X-Content-Type-Options"] == "nosniff"
    assert staff.get(f"/data-requests/{row.public_id}/files/{kept.public_id}").content == BODY
    assert {"releases.file_attached", "releases.file_taken"} <= set(
        AuditRecord.objects.filter(subject_id=row.public_id).values_list("action", flat=True)
    )


def test_a_link_opens_no_file_of_another_request(client, cast):
    row, _token = desk.request(cast.downtown, at=now())
    _other, token = desk.request(cast.downtown, "Another", at=now())
    attached = attaching.Attached("beds.csv", BODY, "CC0", date(2026, 1, 31), "Counted.")
    services.answer(row, words="Here.", query=services.Query(), attached=attached, origin=SITE, by=cast.dana, at=now())

    assert client.get(f"/data/requests/{token}/files/{AnswerFile.objects.get().public_id}").status_code == 404


def workbook(*, with_program):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>")
        if with_program:
            parts.writestr("xl/vbaProject.bin", "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("page.html", b"<script>", "kind"),
        ("no ending", b"a", "kind"),
        ("empty.csv", b"", "empty"),
        ("big.csv", b"a" * (attaching.LARGEST + 1), "large"),
        ("page.pdf", b"<script>", "content"),
        ("binary.csv", b"\x00\x01", "content"),
        ("wrong.json", b"{", "content"),
        ("macros.xlsx", workbook(with_program=True), "content"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_in_words(name, body, reason):
    with pytest.raises(FileNotTaken) as problem:
        attaching.check(name, body)

    assert problem.value.reason == reason
    assert "%(" not in problem.value.message()


def test_a_workbook_is_taken_and_a_name_is_made_safe():
    attaching.check("beds.xlsx", workbook(with_program=False))

    assert attaching.safe_name('../a"b\r\nc.CSV') == "a b c.csv"
    assert len(attaching.safe_name("x" * 400 + ".csv")) == attaching.LONGEST_NAME


@pytest.mark.parametrize("missing", ["file_licence", "file_dated_on", "file_method"])
def test_a_file_without_its_licence_day_or_method_is_not_sent(cast, sign_in, missing):
    row, _token = desk.request(cast.downtown, at=now())

    page = sign_in(cast.dana).post(f"/data-requests/{row.public_id}/acts", sent(**{missing: ""}))

    assert page.status_code == 422
    assert "Say its licence, its day and its method" in page.text
    assert "Twenty-four." in page.text
    assert not AnswerFile.objects.exists()
    assert DataRequest.objects.get().is_open


def test_the_words_of_a_request_go_by_the_rule_with_its_file_and_the_figures_stay(
    cast, django_capture_on_commit_callbacks
):
    row, _token = desk.request(cast.downtown, "A secret wish", name="Wilma Invented", at=now())
    attached = attaching.Attached("beds.csv", BODY, "CC0", date(2026, 1, 31), "Counted.")
    services.write_note(row, words="A note", by=cast.dana, at=now())
    services.answer(row, words="Here.", query=services.Query(), attached=attached, origin=SITE, by=cast.dana, at=now())
    name = AnswerFile.objects.get().file.name
    later = now() + timedelta(days=400)
    assert not letting_go.REQUESTS.due(cast.downtown.pk, now() - timedelta(days=1)).exists()

    with django_capture_on_commit_callbacks(execute=True):
        letting_go.REQUESTS.let_go(list(letting_go.REQUESTS.due(cast.downtown.pk, later)), later)

    row = DataRequest.objects.get()
    assert (row.question, row.answer, row.name, row.state) == ("", "", "", "answered")
    assert not any(row.steps.values_list("words", flat=True))
    assert not AnswerFile.objects.exists()
    assert not default_storage.exists(name)
    assert not RequestLink.objects.exists()
    assert not letting_go.REQUESTS.due(cast.downtown.pk, later).exists()
    figures = selectors.figures(cast.dana, today=now().date(), at=now())
    assert (figures.asked, figures.answered) == (1, 1)
