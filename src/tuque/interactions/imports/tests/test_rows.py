import re
import textwrap
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from conftest import NOON

from tuque.core import reading_tables as reading
from tuque.core.reading_tables import Refusal, Row
from tuque.interactions.imports.mapping import MappingUnusable, load, parse, shipped
from tuque.interactions.imports.rows import Converted, Converter, check_codes
from tuque.interactions.imports.writing import ALLOWED

pytestmark = pytest.mark.once

ZONE = ZoneInfo("America/Winnipeg")
LATER = NOON + timedelta(days=365)
BASIC = """
name = "ours"
[file]
decimal = ","
dates = "day-first"
[columns]
occurred_at = ["day", "time"]
type_code = "kind"
lon = "x"
lat = "y"
people_count = "people"
duration_minutes = "minutes"
outcome = "ended"
[codes.base_type]
default = "other"
values = { "Premiers soins" = "medical" }
[codes.base_type.patterns]
"(?i)transport" = "transport"
[codes.outcome]
values = { "Aidé" = "helped" }
[territory]
west = -98
south = 49
east = -96
north = 51
"""
COLUMNS = ("day", "time", "kind", "x", "y", "people", "minutes", "ended")
GOOD = ["02/03/2026", "14:05", "Premiers soins", "-97,14", "49,9", "2", "1 ,5", "AIDE"]


def convert(mapping=BASIC, columns=COLUMNS, **changes):
    cells = [changes.get(column, value) for column, value in zip(columns, GOOD, strict=True)]
    return Converter(parse(mapping), columns, zone=ZONE, at=LATER).convert(Row(line=7, cells=cells))


def test_a_row_becomes_the_values_of_the_log():
    row = convert()

    assert isinstance(row, Converted)
    assert row.fields == {
        "occurred_at": datetime(2026, 3, 2, 20, 5, tzinfo=UTC),
        "lon": -97.14,
        "lat": 49.9,
        "people_count": 2,
        "duration_seconds": 90,
        "type_code": "Premiers soins",
        "place_text": "",
        "note": "",
        "base_type": "medical",
        "outcome": "helped",
        "origin": "called",
    }
    assert row.source_row["x"] == "-97,14"


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("day", "31/02/2026", "date_impossible"),
        ("x", "abc", "not_a_number"),
        ("x", "nan", "not_a_number"),
        ("x", "", "position_half"),
        ("people", "-1", "number_out_of_range"),
        ("kind", " ", "type_missing"),
    ],
)
def test_a_value_that_cannot_be_taken_refuses_its_row_with_the_reason(column, value, code):
    refused = convert(**{column: value})

    assert [refusal.code for refusal in refused] == [code]
    assert isinstance(refused[0], Refusal)
    assert refused[0].line == 7


def test_every_wrong_value_of_a_row_is_told_at_once():
    assert [refusal.code for refusal in convert(day="", x="abc", kind="")] == [
        "date_unreadable",
        "not_a_number",
        "type_missing",
    ]


def test_exchanged_coordinates_are_refused_and_far_ones_kept_and_flagged():
    assert convert(x="49,9", y="-97,14")[0].code == "coordinates_swapped"
    far = convert(x="-80,0")
    assert (far.flags, far.fields["out_of_area"]) == (("out_of_area",), True)


def test_a_position_at_zero_is_no_position():
    row = convert(x="0", y="0")

    assert "lon" not in row.fields
    assert row.flags == ("position_zero",)


def test_an_unknown_code_is_flagged_and_a_pattern_is_tried_after_the_values():
    row = convert(kind="TRANSPORT de nuit", ended="Autre fin")

    assert row.fields["base_type"] == "transport"
    assert "outcome" not in row.fields
    assert row.flags == ("code_unknown",)


def test_the_same_row_has_the_same_key_and_another_another():
    assert convert().key == convert().key
    assert convert().key != convert(people="3").key


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("type_code = ", "tipe_code = "), "field_unknown"),
        (('occurred_at = ["day", "time"]', ""), "no_date"),
        (('type_code = "kind"', ""), "no_type"),
        (('lon = "x"', ""), "half_position"),
        (('name = "ours"', 'name = "Our Own!"'), "name_wrong"),
        (('dates = "day-first"', 'dates = "dd/mm"'), "choice_wrong"),
        (('dates = "day-first"', 'time_zone = "Mars/Olympus"'), "zone_unknown"),
        (("(?i)transport", "(transport"), "pattern_wrong"),
        (("west = -98", "west = 98"), "territory_wrong"),
        (("[territory]", "[territori]"), "section_unknown"),
        (("[columns]", "[columns"), "mapping_not_toml"),
    ],
)
def test_a_mapping_that_cannot_be_followed_says_what_to_mend(change, code):
    with pytest.raises(MappingUnusable) as unusable:
        parse(BASIC.replace(*change))
    assert unusable.value.code == code


def test_a_file_without_a_column_of_the_mapping_is_refused_naming_both():
    with pytest.raises(MappingUnusable) as unusable:
        Converter(parse(BASIC), ("day", "time"), zone=ZONE, at=LATER)
    assert unusable.value.code == "columns_missing"
    assert "kind" in unusable.value.values["names"]


def test_a_code_of_ours_that_does_not_exist_is_refused():
    with pytest.raises(MappingUnusable):
        check_codes(parse(BASIC.replace('= "medical"', '= "medicale"')), ALLOWED)


@pytest.mark.parametrize("name", shipped())
def test_every_mapping_that_comes_with_tuque_is_usable(name):
    mapping = load(shipped()[name])

    check_codes(mapping, ALLOWED)
    assert mapping.name == name
    assert mapping.source["about_en"]
    assert mapping.source["about_fr"]


@pytest.mark.parametrize("page", ["import-your-own-log.md", "importer-votre-journal.md"])
def test_the_mapping_of_the_how_to_reads_its_own_example(page, tmp_path):
    text = (Path(__file__).resolve().parents[5] / "docs" / "how-to" / page).read_text()
    file = tmp_path / "calls.csv"
    file.write_text(textwrap.dedent(re.search(r"(    No;Date.*?)\n\n", text, re.DOTALL)[1]), encoding="utf-8")
    mapping = parse(re.search(r"```toml\n(name.*?)```", text, re.DOTALL)[1])
    shape = reading.detect(file)

    (row,) = [
        Converter(mapping, shape.columns, zone=ZONE, at=LATER).convert(row) for row in reading.read_rows(file, shape)
    ]

    check_codes(mapping, ALLOWED)
    assert row.fields["occurred_at"] == datetime(2026, 1, 13, 14, 5, tzinfo=UTC)
    assert (row.fields["lon"], row.fields["base_type"]) == (-97.139, "medical")


DONE = """
name = "ours"
[columns]
occurred_at = "day"
type_code = "kind"
actions = ["done", "more"]
follow_up = "again"
[codes.actions]
values = { "Premiers soins" = "first_aid", "Écoute; calme" = "listened", "rien" = "none", "sans code" = "" }
[codes.actions.patterns]
"(?i)^nalox" = "naloxone"
"""


def done(cell, more="", again="", mapping=DONE):
    row = Row(line=7, cells=["2026-03-02", "Chute", cell, more, again])
    return Converter(parse(mapping), ("day", "kind", "done", "more", "again"), zone=ZONE, at=LATER).convert(row)


@pytest.mark.parametrize(
    ("cell", "more", "codes", "flags"),
    [
        ("PREMIERS SOINS", "", ["first_aid"], ()),
        ("premiers soins; Naloxone 4 mg|premiers soins", "", ["first_aid", "naloxone"], ()),
        ("Premiers soins", "rien", ["first_aid", "none"], ()),
        ("Écoute; calme", "", ["listened"], ()),  # a text that the mapping names is not cut
        ("Premiers soins; autre chose; encore", "", ["first_aid"], ("code_unknown",)),
        ("autre chose", "", None, ("code_unknown",)),
        ("sans code", "", None, ()),
        ("", "", None, ()),
    ],
)
def test_what_was_done_is_read_from_packed_text_and_from_several_columns(cell, more, codes, flags):
    row = done(cell, more)

    assert (row.fields.get("actions"), row.flags) == (codes, flags)
    assert row.source_row["done"] == cell


def test_another_sign_may_stand_between_them_and_a_constant_may_say_it_for_all():
    comma = DONE.replace("[codes.actions.patterns]", 'between = ","\n[codes.actions.patterns]')
    constant = DONE.replace('actions = ["done", "more"]', "") + '[constants]\nactions = "stood_by"\nfollow_up = "no"\n'

    assert done("rien, premiers soins", mapping=comma).fields["actions"] == ["none", "first_aid"]
    row = done("", mapping=constant.replace('follow_up = "again"', ""))
    assert (row.fields["actions"], row.fields["follow_up"]) == (["stood_by"], False)


@pytest.mark.parametrize(
    ("again", "expected", "flags"),
    [("Oui", True, ()), ("no", False, ()), ("0", False, ()), ("", None, ()), ("demain", None, ("code_unknown",))],
)
def test_whether_a_follow_up_is_needed_is_read_without_a_section(again, expected, flags):
    row = done("", again=again)

    assert (row.fields.get("follow_up"), row.flags) == (expected, flags)


def test_words_of_a_follow_up_may_be_said_otherwise():
    own = DONE + '[codes.follow_up]\nvalues = { "demain" = "yes", "oui" = "no" }\n'

    assert [done("", again=text, mapping=own).fields.get("follow_up") for text in ("Demain", "oui", "non")] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (('"first_aid"', '"bandage"'), "code_wrong", "naloxone"),
        (('[codes.actions]\nvalues = { "Premiers', '[codes.outcome]\nvalues = { "Premiers'), "code_wrong", "helped"),
    ],
)
def test_an_action_that_does_not_exist_is_refused_naming_those_that_do(change, code, said):
    with pytest.raises(MappingUnusable) as unusable:
        check_codes(parse(DONE.replace(*change)), ALLOWED)

    assert unusable.value.code == code
    assert said in unusable.value.values["known"]


def test_a_column_of_actions_without_their_codes_is_refused():
    with pytest.raises(MappingUnusable) as unusable:
        done("rien", mapping=DONE[: DONE.index("[codes.actions]")])

    assert (unusable.value.code, unusable.value.values["name"]) == ("codes_missing", "actions")
