import csv
import gzip
from datetime import timedelta

import pytest
from conftest import NOON
from django.utils import translation

from tuque.audit.models import AuditRecord
from tuque.geo import services as geo_services
from tuque.geo.tests import factories as geo
from tuque.interactions.imports import mapping as mappings
from tuque.interactions.imports import writing
from tuque.interactions.imports.reasons import FLAG, ImportRefused
from tuque.interactions.imports.writing import Import
from tuque.interactions.models import ImportBatch, Interaction, Revision

pytestmark = pytest.mark.django_db
MAPPING = """
name = "calls"
[key]
columns = ["id"]
[columns]
occurred_at = "when"
type_code = "kind"
lon = "x"
lat = "y"
area_code = "area"
place_text = "where"
"""
HEADER = "id,when,kind,x,y,area,where\n"
LINES = [
    "1,2026-01-10 12:00:00,Welfare check,-97.13,49.91,,Main & 3rd\n",
    "2,2026-01-10 13:00:00,Transport,,,SW,Élévateur\n",
    "3,2026-01-11 09:30:00,Welfare check,,,ZZ,=cmd()\n",
]


@pytest.fixture
def log(tmp_path, cast):
    geo.layer()

    def run(lines=LINES, *, text=MAPPING, header=HEADER, organization=None, **options):
        path = tmp_path / "log.csv"
        path.write_text(header + "".join(lines), encoding="utf-8")
        return Import(
            path=path,
            file_name="log.csv",
            mapping=mappings.parse(text),
            organization=organization or cast.downtown,
            at=NOON,
            by=cast.dana,
            refused_file=tmp_path / "refused.csv",
            **options,
        ).run()

    return run


def test_a_file_enters_the_log_with_its_place_area_and_original_row(log, cast):
    summary = log()

    first, second, third = Interaction.objects.order_by("sequence")
    assert (summary.counts.new, summary.counts.refused, summary.counts.flagged) == (3, 0, 1)
    assert (first.area.code, first.cell is not None, first.place_text) == ("NE", True, "Main & 3rd")
    assert (second.area.code, second.lon) == ("SW", None)
    assert (third.area, third.answers["import"]["flags"]) == (None, ["formula", "area_unknown"])
    assert third.source_row["where"] == "=cmd()"
    assert first.organization == cast.downtown
    assert [first.sequence, second.sequence, third.sequence] == [1, 2, 3]


def test_the_same_file_twice_brings_nothing_new(log):
    log()
    again = log()

    assert (again.counts.new, again.counts.changed, again.counts.same) == (0, 0, 3)
    assert Interaction.objects.count() == 3
    assert not Revision.objects.exists()


def test_a_changed_row_makes_a_revision_and_takes_a_new_number(log):
    log()
    changed = log([LINES[0].replace("Main & 3rd", "Main & 4th"), *LINES[1:]])

    row = Interaction.objects.get(source_key="1")
    assert (changed.counts.new, changed.counts.changed, changed.counts.same) == (0, 1, 2)
    assert (row.place_text, row.revision, row.sequence) == ("Main & 4th", 2, 4)
    assert Revision.objects.get().state["place_text"] == "Main & 3rd"


def test_without_a_key_identical_rows_are_so_many_events_and_stay_so(log):
    twice = [LINES[0], LINES[0], LINES[1]]
    text = MAPPING.replace('[key]\ncolumns = ["id"]\n', "")

    assert log(twice, text=text).counts.new == 3
    assert log([LINES[0], *twice], text=text).counts.new == 1


def test_two_rows_with_one_key_are_told_and_a_twin_is_not_counted_twice(log):
    summary = log([LINES[0], LINES[0], LINES[0].replace("Transport", "x").replace("Main", "Other")])

    assert (summary.counts.new, summary.counts.same, summary.counts.refused) == (1, 1, 1)
    assert summary.reasons == {"key_twice": 1}


def test_what_is_refused_goes_to_a_table_that_carries_no_formula(log, tmp_path):
    summary = log([LINES[0], LINES[1].replace("2026-01-10 13:00:00", "=1+1"), LINES[2].replace("2026", "2026-13")])

    with (tmp_path / "refused.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (summary.counts.new, summary.counts.refused) == (1, 2)
    assert [(row["Line"], row["Column"], row["Value"]) for row in rows] == [
        ("3", "when", "'=1+1"),
        ("4", "when", "2026-13-01-11 09:30:00"),
    ]
    assert all(row["Reason"] for row in rows)


def test_no_refusal_makes_no_file(log, tmp_path):
    log()

    assert not (tmp_path / "refused.csv").exists()


def test_a_dry_run_counts_and_writes_nothing(log):
    log(LINES[:1])
    before = AuditRecord.objects.count()
    summary = log(dry_run=True)

    assert (summary.counts.new, summary.counts.same) == (2, 1)
    assert Interaction.objects.count() == 1
    assert ImportBatch.objects.count() == 1
    assert AuditRecord.objects.count() == before


def test_the_same_file_for_another_organization_is_its_own(log, cast):
    log()

    assert log(organization=cast.elsewhere).counts.new == 3
    assert Interaction.objects.filter(organization=cast.elsewhere).count() == 3


def test_an_import_that_broke_off_is_finished_by_the_next(log, monkeypatch):
    monkeypatch.setattr(writing, "ROWS_AT_ONCE", 1)
    written = []

    def break_off(counts, total):
        written.append(counts.new)
        if len(written) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        log(on_progress=break_off)
    unfinished = ImportBatch.objects.get()
    finished = log()

    assert (unfinished.finished_at, unfinished.rows_new) == (None, 2)
    assert (finished.counts.new, finished.counts.same) == (1, 2)


def test_counts_become_so_many_events_of_their_month(log):
    text = """
    name = "counts"
    [key]
    columns = ["what", "month"]
    [columns]
    type_code = "what"
    [when]
    year = "year"
    month = "month"
    [count]
    column = "n"
    """
    summary = log(
        ["Fall,2025,décembre,3\n", "Fall,2025,x,2\n", "Cut,2025,1,0\n"], text=text, header="what,year,month,n\n"
    )

    assert (summary.counts.new, summary.counts.refused) == (3, 2)
    assert {row.occurred_at.month for row in Interaction.objects.all()} == {12}
    assert all(row.answers["import"]["precision"] == "month" for row in Interaction.objects.all())


@pytest.mark.parametrize(
    "content", [gzip.compress(b"id,when\n1,2\n" * 999)[:-9], b"PK\x03\x04", b""], ids=["truncated", "zip", "empty"]
)
def test_a_file_that_cannot_be_read_leaves_nothing_behind(cast, tmp_path, content):
    path = tmp_path / "log.csv"
    path.write_bytes(content)

    with pytest.raises(ImportRefused) as refused:
        Import(path=path, file_name="x", mapping=mappings.parse(MAPPING), organization=cast.downtown, at=NOON).run()
    assert refused.value.message()
    assert not ImportBatch.objects.exists()


def test_every_write_has_its_audit_record(log, cast):
    log()

    acts = [(record.action, record.worker) for record in AuditRecord.objects.order_by("pk")]
    assert acts == [
        (f"interactions.{act}", cast.dana) for act in ("import_started", "rows_imported", "import_finished")
    ]


def test_a_row_in_a_time_the_clocks_skipped_is_kept_and_flagged(log):
    summary = log([LINES[0].replace("2026-01-10 12:00:00", "2025-03-09 02:30:00")])

    assert summary.flags == {"clock_gap": 1}
    assert Interaction.objects.get().occurred_at - NOON > timedelta(days=-312)


def test_what_is_still_to_come_is_refused_and_said_in_words(log):
    summary = log([LINES[0], LINES[1].replace("2026-01-10", "2099-01-10")])

    assert summary.reasons == {"date_to_come": 1}
    words = summary.in_words("log.csv")
    assert words[0] == (
        "  refused 1, the first at line 3: “2099-01-10 13:00:00” is still to come. Check the year, the day and the month."
    )
    assert words[-1].startswith("Imported log.csv: 2 rows read, 1 new")
    with translation.override("fr"):
        assert "est encore à venir" in summary.in_words("log.csv")[0]


@pytest.mark.parametrize(("lon", "lat"), [(-73.57, 45.51), (-79.38, 43.65)])  # Montréal, Toronto
def test_exchanged_coordinates_are_refused_by_the_organizations_own_boundaries(cast, log, lon, lat):
    layer = geo.layer("wards")
    geo.area(layer, "1", lon - 0.1, lat - 0.1, side=0.2)
    geo_services.choose_territory(organization=cast.downtown, layer=layer, at=NOON)
    lines = [
        f"1,2026-01-10 12:00:00,Welfare check,{lat},{lon},,as it should not be\n",
        f"2,2026-01-10 12:00:00,Welfare check,{lon},{lat},,as it should\n",
    ]

    summary = log(lines)

    (row,) = Interaction.objects.all()
    assert summary.reasons == {"coordinates_swapped": 1}
    assert (row.area.code, row.answers["import"].get("flags")) == ("1", None)


def test_a_position_outside_every_area_is_flagged_and_kept(log):
    summary = log(["1,2026-01-10 12:00:00,Welfare check,-96.5,49.91,,far east\n"])

    (row,) = Interaction.objects.all()
    assert row.answers["import"]["flags"] == ["no_area"]
    assert (row.area, row.cell is not None, row.out_of_area) == (None, True, False)
    for language, words in (("en", "Outside of every area"), ("fr", "Hors de tous les secteurs")):
        with translation.override(language):
            assert str(FLAG["no_area"]).startswith(words)
    assert summary.flags["no_area"] == 1


DONE = (
    MAPPING.replace("[columns]", '[columns]\nactions = "done"\nfollow_up = "again"')
    + """
[codes.actions]
values = { "First aid" = "first_aid", "Naloxone" = "naloxone" }
"""
)
DONE_HEADER = "id,when,kind,x,y,area,where,done,again\n"


def with_done(*cells):
    return [f"{line.strip()},{done},{again}\n" for line, (done, again) in zip(LINES, cells, strict=True)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "flagged 1, the first at line 4: A code that the mapping does not know"),
        ("fr", "signalé 1, d’abord à la ligne 4\xa0: Un code que la correspondance ne connaît pas"),
    ],
)
def test_what_was_done_and_whether_to_come_back_enter_the_log(log, language, said):
    lines = with_done(("First aid; Naloxone", "yes"), ("", "no"), ("First aid; Sutures", ""))

    summary = log(lines, text=DONE, header=DONE_HEADER)

    first, second, third = Interaction.objects.order_by("sequence")
    assert (first.actions, first.follow_up) == (["first_aid", "naloxone"], True)
    assert (second.actions, second.follow_up) == (None, False)
    assert (third.actions, third.follow_up) == (["first_aid"], None)
    assert third.source_row["done"] == "First aid; Sutures"
    with translation.override(language):
        assert any(said in line for line in summary.in_words("log.csv"))


def test_what_a_file_does_not_say_any_more_is_unknown_again_and_its_history_has_it(log):
    log(with_done(("First aid", "yes"), ("", ""), ("", "")), text=DONE, header=DONE_HEADER)
    log(with_done(("", ""), ("", ""), ("Naloxone", "no")), text=DONE, header=DONE_HEADER)

    unsaid = Interaction.objects.filter(actions__isnull=True, follow_up__isnull=True)
    assert set(unsaid.values_list("source_key", flat=True)) == {"1", "2"}
    assert Interaction.objects.get(source_key="3").actions == ["naloxone"]
    states = {one.interaction.source_key: one.state for one in Revision.objects.select_related("interaction")}
    assert (states["1"]["actions"], states["1"]["follow_up"]) == (["first_aid"], True)
