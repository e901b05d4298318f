"""What the board says, to whom, in both languages."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

import pyarrow.parquet as pq
import pytest
import vl_convert
from conftest import NOON
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tuque.accounts.models import RoleAssignment, Team
from tuque.audit.models import AuditRecord
from tuque.core.clock import now
from tuque.geo.tests import factories as geo
from tuque.insight import charts, figures, filters, selectors
from tuque.insight.statistics.usual import Standing
from tuque.insight.tests import factories
from tuque.insight.views.board import caption
from tuque.interactions import filters as records
from tuque.interactions import selectors as interactions


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def board_of(viewer, **query):
    asked = filters.read(query, today=NOON.date())
    return selectors.get_board(asked, viewer=viewer, at=NOON)


def test_the_figures_are_those_of_the_records(cast):
    factories.interaction(cast.downtown, at=NOON, origin="called", people_count=3, duration_seconds=3600)
    factories.interaction(
        cast.downtown, at=NOON, outcome="to_hospital", emergency_services=["ambulance", "police"], duration_seconds=None
    )
    factories.interaction(cast.downtown, at=NOON - timedelta(days=200))

    board = board_of(cast.dana)

    assert (board.total.records, board.total.people, board.total.seconds, board.total.timed) == (2, 4, 3600, 1)
    assert {line.key: line.records for line in board.by_origin} == {"called": 1, "found": 1}
    assert {line.key: line.records for line in board.by_outcome} == {"helped": 1, "to_hospital": 1}
    assert {line.key: line.records for line in board.by_emergency} == {"police": 1, "ambulance": 1, "fire_service": 0}
    assert board.emergency.value == 1
    assert sum(line.records for line in board.by_day) == 2
    assert board.by_hour == {(2, 12): 2}  # a Wednesday at noon in Winnipeg
    assert board_of(cast.dana, period="365").total.records == 3


def test_what_a_form_did_not_ask_is_said_to_be_unwritten(cast, sign_in):
    factories.interaction(cast.downtown, at=NOON, origin="", base_type="")

    board = board_of(cast.dana)

    assert [(line.label, line.url) for line in board.by_origin] == [("No origin written", "")]
    assert [(line.label, line.url) for line in board.by_type] == [("No type written", "")]
    assert {row["origin_label"] for row in figures.chart_rows("type", board)} == {"No origin written"}
    page = sign_in(cast.dana).get("/board?from=2026-01-14&to=2026-01-14").content.decode()
    assert not re.search(r"<a[^>]*></a>", page)


@pytest.mark.parametrize(
    ("query", "expected"),
    [({"type": "medical"}, 1), ({"origin": "called"}, 2), ({"from": "2026-01-13", "to": "2026-01-13"}, 1), ({}, 3)],
)
def test_each_filter_narrows_the_board(cast, query, expected):
    factories.interaction(cast.downtown, at=NOON, base_type="medical")
    factories.interaction(cast.downtown, at=NOON, origin="called")
    factories.interaction(cast.downtown, at=NOON - timedelta(days=1), origin="called")

    assert board_of(cast.dana, **query).total.records == expected


def test_a_supervisor_sees_their_teams_and_no_other(cast):
    factories.interaction(cast.downtown, at=NOON, team=cast.foot_patrol)
    factories.interaction(cast.downtown, at=NOON, team=cast.van)
    factories.interaction(cast.downtown, at=NOON)

    assert board_of(cast.bea).total.records == 1
    assert board_of(cast.bea, team=str(cast.van.public_id)).total.records == 0
    assert board_of(cast.dana).total.records == 3


def test_a_supervisor_of_no_team_in_particular_sees_the_organization(cast):
    factories.interaction(cast.downtown, at=NOON, team=cast.van)
    RoleAssignment.objects.filter(worker=cast.bea).update(team=None)

    assert board_of(cast.bea).total.records == 1


def test_another_organization_sees_nothing_of_it(cast):
    factories.interaction(cast.downtown, at=NOON)

    assert board_of(cast.odile).total.records == 0


def test_today_is_set_against_the_same_weekday_up_to_now(cast):
    for week in range(1, 9):
        factories.interactions(cast.downtown, 3, at=NOON - timedelta(days=7 * week))
        factories.interaction(
            cast.downtown, at=NOON - timedelta(days=7 * week) + timedelta(hours=2)
        )  # after this time of day
    factories.interactions(cast.downtown, 6, at=NOON)

    today = board_of(cast.dana).today

    assert today.count == 6
    assert today.usual is not None
    assert (today.usual.low, today.usual.middle, today.usual.high, today.usual.weeks) == (3, 3, 3, 8)
    assert today.standing == Standing.ABOVE


def test_what_is_usual_is_not_said_of_a_log_that_has_just_begun(cast):
    factories.interactions(cast.downtown, 6, at=NOON - timedelta(days=7))

    today = board_of(cast.dana).today

    assert today.usual is None
    assert today.standing == Standing.UNKNOWN


@pytest.mark.parametrize(("language", "title"), [("en", "Board"), ("fr", "Tableau de bord")])
def test_the_page_is_whole_in_both_languages(cast, sign_in, language, title):
    cast.dana.language = language
    cast.dana.save()
    client = sign_in(cast.dana)

    empty = client.get("/board").content.decode()
    factories.interaction(cast.downtown, at=NOON)
    full = client.get("/board?from=2026-01-01&to=2026-01-31").content.decode()

    assert f"<h1>{title}</h1>" in empty
    assert 'id="as-of"' in full
    assert full.count('data-island="chart"') == 8


def test_a_board_that_did_not_change_only_says_its_time(cast, sign_in):
    factories.interaction(cast.downtown, at=NOON)
    client = sign_in(cast.dana)

    response = client.get("/board?seen=1", headers={"HX-Request": "true"})
    factories.interaction(cast.downtown, at=NOON)
    moved = client.get("/board?seen=1", headers={"HX-Request": "true"})

    assert response["HX-Retarget"] == "#as-of"
    assert b"key-figures" not in response.content
    assert b'data-sequence="2"' in moved.content


def test_a_period_with_one_busy_day_is_drawn_from_its_first_day_to_its_last(cast):
    factories.interactions(cast.downtown, 3, at=NOON)
    board = board_of(cast.dana, **{"from": "2026-01-01", "to": "2026-01-31"})

    rows = figures.chart_rows("day", board)

    first, last = (
        row[name]
        for row, name in (
            (min(rows, key=lambda row: row["starts"]), "starts"),
            (max(rows, key=lambda row: row["ends"]), "ends"),
        )
    )
    days = [datetime.fromtimestamp(one / 1000, tz=UTC).date().isoformat() for one in (first, last)]
    assert days == ["2026-01-01", "2026-02-01"]
    assert sum(row["records"] for row in rows) == 3


def test_a_file_holds_the_table_and_its_leaving_is_recorded(cast, sign_in):
    cast.foot_patrol.name_en = "=HYPERLINK(1)"
    cast.foot_patrol.save()
    factories.interactions(cast.downtown, 5, at=NOON, team=cast.foot_patrol)
    client = sign_in(cast.dana)

    body = client.get("/board/team.csv?from=2026-01-01&to=2026-01-31").content.decode("utf-8-sig")
    parquet = client.get("/board/team.parquet?from=2026-01-01&to=2026-01-31").content

    rows = list(csv.DictReader(io.StringIO(body)))
    assert rows[0]["label"] == "'=HYPERLINK(1)"
    assert rows[0]["interactions"] == "5"
    assert pq.read_table(io.BytesIO(parquet)).column("interactions").to_pylist() == [5]
    record = AuditRecord.objects.filter(action="insight.table_downloaded").latest("pk")
    assert record.details == {"table": "team", "kind": "parquet", "filters": "from=2026-01-01&to=2026-01-31"}


@pytest.mark.parametrize("name", ["type", "outcome", "action", "follow-up", "team", "area", "type-hour"])
def test_a_file_keeps_small_counts_back_and_one_alone_never(cast, sign_in, name):
    kinds = zip((4, 6, 9), ("wait", "check_in", "medical"), ("helped", "referred", "transported"), strict=True)
    layer = geo.layer()
    done = iter([(["stood_by"], None), (["listened"], False), (["first_aid"], True)])
    for (count, kind, outcome), code in zip(kinds, ("NE", "NW", "SE"), strict=True):
        actions, follow_up = next(done)
        team = Team.objects.create(organization=cast.downtown, code=f"t{count}", name_en=f"T{count}", name_fr="x")
        shared = {"base_type": kind, "outcome": outcome, "team": team, "area": layer.areas.get(code=code)}
        shared |= {"actions": actions, "follow_up": follow_up}
        factories.interactions(cast.downtown, count, at=NOON, **shared)
    client = sign_in(cast.dana)

    body = client.get(f"/board/{name}.csv?from=2026-01-01&to=2026-01-31").content.decode("utf-8-sig")
    page = client.get("/board?from=2026-01-01&to=2026-01-31").content.decode()
    rows = list(csv.DictReader(io.StringIO(body)))

    # The smaller of the two others goes with the one of four: the sum less the rest would tell it.
    assert [row["hidden"] for row in rows] == (["False", "True", "True"])
    figures = [
        value
        for row in rows[1:]
        for key, value in row.items()
        if key not in {"code", "label", "type", "hidden", "data_as_of"}
    ]
    assert set(figures) == {""}
    assert ">4<" in page.replace("\n", "")  # its reader may open the records


def test_every_file_of_a_board_says_how_old_its_data_is(cast, sign_in):
    factories.interactions(cast.downtown, 6, at=NOON)
    client = sign_in(cast.dana)
    query = "?from=2026-01-01&to=2026-01-31"

    for address in ("/board/type", "/board/day", "/map/cells", "/reports/stock/items"):
        before = now()
        text = client.get(f"{address}.csv{query}").content.decode("utf-8-sig")
        parquet = client.get(f"{address}.parquet{query}").content
        assert text.splitlines()[0].endswith(",data_as_of")
        told = datetime.fromisoformat(pq.read_schema(io.BytesIO(parquet)).metadata[b"data_as_of"].decode())
        assert abs(told - before) < timedelta(minutes=1)
        for row in csv.DictReader(io.StringIO(text)):
            assert abs(datetime.fromisoformat(row["data_as_of"]) - before) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Data as of 12:00:00", "2 lines with few left out")),
        ("fr", ("Données à 12:00:00", "2 lignes de peu d’interventions omises")),
    ],
)
def test_a_picture_says_its_period_and_how_old_its_data_is(cast, language, words):
    asked = filters.read({"from": "2026-01-01", "to": "2026-01-31"}, today=NOON.date())

    with translation.override(language):
        said = caption(asked, NOON.astimezone(cast.downtown.zone), left_out=2)

    assert all(one in said for one in (*words, "2026"))


def test_a_chart_is_drawn_as_a_picture(cast, sign_in):
    factories.interaction(cast.downtown, at=NOON)

    response = sign_in(cast.dana).get("/board/type.png?from=2026-01-01&to=2026-01-31")

    assert response.content.startswith(b"\x89PNG")


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, filters.LONGEST_DAYS))
def test_the_steps_of_a_period_cover_each_of_its_days_once(first, length):
    asked = filters.Filters(filters.Period.OWN, first, first + timedelta(days=length))

    steps = list(filters.steps_of(asked))

    assert len(steps) <= filters.MOST_WEEKS + 2
    assert steps[0][0] <= asked.starts_on
    assert steps[-1][1] >= asked.ends_on
    assert all(after[0] - before[1] == timedelta(days=1) for before, after in pairwise(steps))
    assert all(
        filters.start_of_step(start, asked) == start == filters.start_of_step(end, asked) for start, end in steps
    )


def test_a_table_that_does_not_exist_is_not_found(cast, sign_in):
    assert sign_in(cast.dana).get("/board/nothing.csv").status_code == 404
    assert sign_in(cast.dana).get("/board/type.exe").status_code == 404


def behind(url, viewer):
    """The records that an address of the board lists."""
    wanted = records.read(dict(parse_qsl(urlsplit(url).query)))
    return interactions.list_interactions(wanted, viewer=viewer, at=NOON).rows


def test_every_figure_opens_exactly_the_records_that_it_counts(cast):
    received = {"received_at": NOON, "on_scene_at": NOON + timedelta(minutes=12)}
    factories.interaction(cast.downtown, at=NOON, emergency_services=["ambulance", "police"], **received)
    factories.interaction(cast.downtown, at=NOON - timedelta(days=1, hours=3), emergency_services=["police"])
    factories.interaction(cast.downtown, at=NOON - timedelta(hours=5))
    factories.interaction(cast.downtown, at=NOON, received_at=NOON, on_scene_at=NOON - timedelta(minutes=1))
    factories.interaction(cast.downtown, at=NOON, received_at=NOON, on_scene_at=NOON + timedelta(hours=25))
    factories.interaction(cast.downtown, at=NOON, status="void", emergency_services=["police"], **received)

    board = board_of(cast.dana)

    assert len(behind(board.emergency.url, cast.dana)) == board.emergency.value == 2
    assert [len(behind(line.url, cast.dana)) for line in board.by_emergency] == [2, 1, 0]
    assert len(behind(board.responses_url, cast.dana)) == board.responses == 1
    found = {at: len(rows) for at, url in board.hour_urls.items() if (rows := behind(url, cast.dana))}
    assert found == board.by_hour
    assert behind(selectors.records_url(board.filters, emergency="none"), cast.dana)


def test_a_year_is_drawn_week_by_week_and_a_month_day_by_day(cast):
    factories.interaction(cast.downtown, at=NOON)

    year, month = board_of(cast.dana, period="365"), board_of(cast.dana, period="28")

    assert (len(year.by_day), len(month.by_day)) == (53, 28)
    bar = figures.chart_rows("day", year)[0]
    assert bar["ends"] - bar["starts"] == 7 * 24 * 3600 * 1000
    assert board_of(cast.dana, period="91").filters.step == filters.Step.WEEK


def test_what_was_done_and_follow_ups_are_counted_and_each_figure_opens_its_records(cast):
    factories.interaction(cast.downtown, at=NOON, actions=["first_aid", "listened"], follow_up=True, people_count=3)
    factories.interaction(cast.downtown, at=NOON, actions=["listened"], follow_up=False)
    factories.interaction(cast.downtown, at=NOON, actions=["orientation"], follow_up=False, team=cast.van)
    factories.interaction(cast.downtown, at=NOON, actions=[])
    factories.interaction(cast.downtown, at=NOON)
    factories.interaction(cast.downtown, at=NOON, actions=["listened"], follow_up=True, status="void")

    board = board_of(cast.dana)

    done = {line.key: line.records for line in board.by_action}
    assert done == {"listened": 2, "first_aid": 1, "orientation": 1, "": 2}
    assert {line.key: line.records for line in board.by_follow_up} == {"yes": 1, "no": 2, "": 2}
    assert next(line for line in board.by_action if line.key == "listened").sum.people == 4
    for line in (*board.by_action, *board.by_follow_up):
        assert len(behind(line.url, cast.dana)) == line.records, line.label
    assert {line.key: line.records for line in board_of(cast.dana, team=str(cast.van.public_id)).by_action} == {
        "orientation": 1
    }


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "What was done",
                "Listened and calmed",
                "Follow-up",
                "Not needed",
                "counts in each of them",
                "6 records say",
            ),
        ),
        (
            "fr",
            (
                "Gestes posés",
                "Écoute et apaisement",
                "Suivi",
                "Pas nécessaire",
                "compte dans chacun",
                "6 interventions",
            ),
        ),
    ],
)
def test_the_board_shows_what_was_done_where_something_is_said(cast, sign_in, language, words):
    cast.dana.language = language
    cast.dana.save()
    client = sign_in(cast.dana)
    query = "?from=2026-01-01&to=2026-01-31"
    factories.interactions(cast.downtown, 6, at=NOON)
    assert 'id="action-title"' not in client.get(f"/board{query}").content.decode()

    factories.interactions(cast.downtown, 6, at=NOON, actions=["listened"], follow_up=False)
    page = client.get(f"/board{query}").content.decode()
    (first, *_rest) = csv.DictReader(io.StringIO(client.get(f"/board/action.csv{query}").content.decode("utf-8-sig")))

    assert all(word in page for word in words)
    shown = [row["label"] for row in figures.chart_rows("action", board_of(cast.dana))]
    assert len(shown) == 1  # those that say nothing are in the table alone
    assert (first["code"], first["interactions"], first["people"], first["hidden"]) == ("listened", "6", "6", "False")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Those whose response can be timed"), ("fr", "De 07:00 à 07:59")]
)
def test_the_list_says_what_a_figure_narrowed_it_to(cast, sign_in, language, words):
    cast.dana.language = language
    cast.dana.save()

    page = sign_in(cast.dana).get("/records?timed=1&hour=7&weekday=0&types=medical,overdose&emergency=none")

    assert words in page.content.decode()


@pytest.mark.parametrize("period", ["28", "365"])
def test_bars_of_days_and_weeks_have_their_width(cast, period):
    """Without `orient`, bars with two ends are taken for lying ones; with rounded ends, they are drawn without a width."""
    factories.interaction(cast.downtown, at=NOON)
    spec = charts.chart("day", figures.chart_rows("day", board_of(cast.dana, period=period)))

    drawn = vl_convert.vegalite_to_svg({**spec, "width": 400})

    bars = re.findall(r'aria-roledescription="bar" d="M[\d.]+,[\d.]+h([\d.]+)v([\d.]+)', drawn)
    (width,) = [width for width, height in bars if float(height)]  # the first and the last day stand there empty
    assert float(width) > 5
