"""The funder report: a range that is said to be one, costs never overwritten, a PDF in both languages."""

import io
import re
from base64 import b64decode
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import NOON
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from tuque.audit.models import AuditRecord
from tuque.core.problems import PermissionRefused
from tuque.insight import filters, report, services
from tuque.insight.avoided import Cost, avoided_by
from tuque.insight.charts import theme
from tuque.insight.models import UnitCost
from tuque.insight.tests import factories
from tuque.insight.tests.access import COST
from tuque.insight.tests.test_board import behind

PERIOD = "from=2026-01-01&to=2026-01-31"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def report_of(viewer):
    asked = filters.read({"period": "28"}, today=NOON.date())
    return report.get_report(asked, viewer=viewer, at=NOON)


def add_cost(cast, **changes):
    values = {
        "code": "police-hour",
        "name_en": "An hour of police",
        "name_fr": "Une heure de police",
        "amount": Decimal("120.00"),
        "unit": "hour",
        "minutes_per_interaction": 30,
        "applies_to": ["conflict"],
        "year": 2025,
        "source": "City budget",
    }
    return services.add_unit_cost(by=cast.dana, at=changes.pop("at", NOON), **(values | changes))


def test_what_others_did_not_spend_is_a_range(cast):
    add_cost(cast)
    factories.interactions(cast.downtown, 3, at=NOON, base_type="conflict", origin="called")
    factories.interactions(cast.downtown, 5, at=NOON, base_type="conflict", origin="found")
    factories.interaction(cast.downtown, at=NOON, base_type="conflict", origin="called", emergency_services=["police"])
    factories.interaction(cast.downtown, at=NOON, base_type="check_in", origin="called")

    made = report_of(cast.dana)

    assert (made.hours_low, made.hours_high) == (1.5, 4)
    assert (made.money_low, made.money_high) == (180, 480)
    (line,) = made.avoided
    assert len(behind(line.called_url, cast.dana)) == line.avoided.called == 3
    assert len(behind(line.found_url, cast.dana)) == line.avoided.found == 5


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["called", "found", "desk"]), st.sampled_from(["conflict", "medical", "wait"])),
        st.integers(0, 1000),
    ),
    st.lists(st.sampled_from(["conflict", "medical", "wait"]), max_size=5),
    st.integers(0, 600),
)
def test_the_low_end_is_never_above_the_high_end_and_a_type_counts_once(counts, types, minutes):
    cost = Cost("x", Decimal("10.50"), "hour", minutes, types, 2025, "y")

    (avoided,) = avoided_by([cost], counts)

    assert 0 <= avoided.hours_low <= avoided.hours_high
    assert 0 <= avoided.money_low <= avoided.money_high
    assert avoided.most == sum(n for (origin, code), n in counts.items() if code in types and origin != "desk")


def test_a_new_cost_ends_the_former_one_and_keeps_it(cast):
    former = add_cost(cast)

    add_cost(cast, amount=Decimal("130.00"), at=NOON + timedelta(days=1))

    former.refresh_from_db()
    assert former.ends_at == NOON + timedelta(days=1)
    assert former.amount == Decimal("120.00")
    assert [cost.amount for cost in report.list_unit_costs(cast.dana)] == [Decimal("130.00"), Decimal("120.00")]
    assert AuditRecord.objects.filter(action="insight.unit_cost_added").count() == 2


def test_costs_of_another_organization_are_not_ours(cast):
    add_cost(cast)

    assert report.list_unit_costs(cast.odile) == []
    assert report_of(cast.odile).avoided == []


def test_only_the_director_adds_costs(cast, sign_in):
    analyst = cast.workers["analyst"]

    response = sign_in(analyst).post("/reports/costs", COST)

    assert response.status_code == 403
    assert not UnitCost.objects.exists()
    with pytest.raises(PermissionRefused):
        report_of(cast.bea)


@pytest.mark.parametrize(
    ("field", "value"), [("minutes_per_interaction", "0"), ("amount", "-1"), ("source", ""), ("code", "É")]
)
def test_a_cost_that_cannot_be_is_refused_with_its_reason(cast, sign_in, field, value):
    response = sign_in(cast.dana).post("/reports/costs", COST | {field: value})

    assert response.status_code == 422
    assert b"errorlist" in response.content
    assert not UnitCost.objects.exists()


PARTS = {
    "en": ["Teams: Foot patrol, Van", "8 interactions", "of presence on patrol: not recorded", "1.3 h with people"],
    "fr": [
        "Équipes : Patrouille à pied, Fourgonnette",
        "8 interventions",
        "en patrouille : non consignées",
        "1,3 h auprès",
    ],
}
HEADINGS = {"en": ["By type", "Outcomes", "By team", "Where"], "fr": ["Par type", "Issues", "Par équipe", "Où"]}


def alternatives(node):
    """What each picture of a PDF says to who cannot see it."""
    node = node.get_object()
    if isinstance(node, list):
        return [words for one in node for words in alternatives(one)]
    if not isinstance(node, dict):
        return []
    here = [str(node["/Alt"])] if "/Alt" in node else []
    return here + (alternatives(node["/K"]) if "/K" in node else [])


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Activity report", "An hour of police", "$180 to $480", "1.5 to 4"]),
        ("fr", ["Rapport d’activité", "Une heure de police", "1,5 à 4"]),
    ],
)
def test_the_pdf_is_whole_and_accessible_in_both_languages(cast, sign_in, language, expected):
    add_cost(cast)
    factories.interactions(cast.downtown, 3, at=NOON, base_type="conflict", origin="called", cell=622236750694711295)
    factories.interactions(cast.downtown, 5, at=NOON, base_type="conflict", cell=622236750694711295)

    body = sign_in(cast.dana).get(f"/reports/pdf?{PERIOD}&language={language}").content

    reader = PdfReader(io.BytesIO(body))
    text = "\n".join(page.extract_text() for page in reader.pages).replace(" ", " ")
    words_in_a_row = " ".join(text.split())
    for words in [*expected, *PARTS[language], *HEADINGS[language]]:
        assert words in words_in_a_row, (words, text)
    assert set(HEADINGS[language]) <= set(alternatives(reader.trailer["/Root"]["/StructTreeRoot"]))  # of the pictures
    assert str(reader.trailer["/Root"]["/Lang"]).startswith(language)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert AuditRecord.objects.latest("pk").details["language"] == language


def test_an_empty_period_makes_a_report_that_says_so(cast, sign_in):
    client = sign_in(cast.dana)

    assert b"%PDF" in client.get("/reports/pdf?language=en").content
    assert "Nothing was recorded" in client.get("/reports").content.decode()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_pages_are_whole_in_both_languages(cast, sign_in, language):
    cast.dana.language = language
    cast.dana.save()
    add_cost(cast)
    factories.interactions(cast.downtown, 3, at=NOON, base_type="conflict", origin="called")
    client = sign_in(cast.dana)

    page = client.get(f"/reports?{PERIOD}").content.decode()
    costs = client.get("/reports/costs").content.decode()

    assert ("Une heure de police" in page and "Une heure de police" in costs) == (language == "fr")
    assert "type=conflict" in page
    for words in HEADINGS[language]:
        assert f">{words}</h2>" in page


@pytest.mark.parametrize(
    ("language", "few", "alt"),
    [("en", "No place has 5 interactions", "Map of the interactions"), ("fr", "Aucun lieu ne compte", "Carte des")],
)
def test_the_page_draws_the_map_that_the_pdf_has(cast, sign_in, language, few, alt):
    cast.dana.language = language
    cast.dana.save()
    client = sign_in(cast.dana)
    factories.interactions(cast.downtown, 4, at=NOON, cell=622236750694711295)
    assert few in client.get(f"/reports?{PERIOD}").content.decode()
    factories.interactions(cast.downtown, 4, at=NOON, cell=622236750694711295)

    page = client.get(f"/reports?{PERIOD}").content.decode()

    drawn = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', page)
    assert drawn
    assert b"<svg" in b64decode(drawn[1])
    assert alt in page


def test_the_colours_of_paper_are_those_of_the_page():
    styles = Path(__file__).resolve().parents[4] / "frontend" / "styles"
    sheets = ((styles / "tuque.css").read_text() + (styles / "insight.css").read_text()).split("@media")
    light = sheets[0] + "".join(part.split("}\n}", 1)[-1] for part in sheets[1:])

    wrong = {name: colour for name, colour in theme.LIGHT.items() if f"{name}: {colour};" not in light}

    assert not wrong
