import csv
from datetime import timedelta
from io import StringIO

import pytest
from conftest import NOON

from tuque.audit.models import AuditRecord
from tuque.core.problems import PermissionRefused
from tuque.forms.tests.factories import starter_set
from tuque.releases import exports
from tuque.releases.tests.test_endpoints import interaction


def table(viewer, **wanted):
    lines = "".join(exports.export_interactions(exports.Wanted(**wanted), viewer=viewer, at=NOON))
    return list(csv.DictReader(StringIO(lines.lstrip("\ufeff"), newline="")))


def test_a_line_for_each_interaction_of_ones_own_organization(cast, monkeypatch):
    monkeypatch.setattr(exports, "CHUNK", 2)  # several chunks
    mine = [interaction(cast.downtown) for _ in range(5)]
    interaction(cast.elsewhere)
    interaction(cast.downtown, status="void")

    assert [row["id"] for row in table(cast.dana)] == [str(one.public_id) for one in mine]
    assert AuditRecord.objects.filter(action="releases.interactions_exported").count() == 1


def test_the_period_counts_its_first_instant_and_not_its_last(cast):
    interaction(cast.downtown, occurred_at=NOON - timedelta(days=1))
    inside = interaction(cast.downtown, occurred_at=NOON)

    rows = table(cast.dana, starts_at=NOON, ends_at=NOON + timedelta(days=1))

    assert [row["id"] for row in rows] == [str(inside.public_id)]


def test_an_analyst_gets_no_words_and_no_exact_place(cast):
    interaction(cast.downtown)

    row = table(cast.workers["analyst"])[0]

    assert not {"note", "lon", "lat"} & row.keys()
    assert "Words that stay here" not in str(row)


def test_the_questions_of_a_category_get_their_columns(cast):
    interaction(cast.downtown, answers={"outcome": "spoke", "who": ["a", "b"], "people": {"adult": 2, "youth": None}})

    row = table(cast.dana, questions=("outcome", "who", "people"))[0]

    assert (row["outcome"], row["who"], row["people"]) == ("spoke", "a; b", "adult: 2")


def test_no_cell_can_start_a_formula(cast):
    interaction(cast.downtown, note='=HYPERLINK("http://example.invalid")')

    assert table(cast.dana)[0]["note"].startswith("'=")


def test_a_field_worker_cannot_export(cast):
    with pytest.raises(PermissionRefused):
        table(cast.noor)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_offers_the_categories_and_gives_the_table(cast, sign_in, language):
    cast.dana.language = language
    cast.dana.save()
    starter_set(cast.downtown, at=NOON)
    interaction(cast.downtown, type_code="check-in", answers={"outcome": "spoke"})
    client = sign_in(cast.dana)

    page = client.get("/export/").content.decode()
    answer = client.get("/export/?format=csv&form_code=check-in")
    wrong = client.get("/export/?format=csv&starts_on=2026-02-01&ends_on=2026-01-01")

    assert ("Prise de nouvelles" if language == "fr" else "Check-in") in page
    assert b"spoke" in b"".join(answer.streaming_content)
    assert answer["Content-Disposition"].endswith('.csv"')
    assert wrong.status_code == 422
