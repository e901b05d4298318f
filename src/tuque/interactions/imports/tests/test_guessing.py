import pytest

from tuque.interactions.imports import guessing, mapping

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("columns", "fields"),
    [
        (
            ["lat", "lng", "desc", "title", "timeStamp", "addr"],
            {"lat", "lon", "note", "type_code", "occurred_at", "place_text"},
        ),
        (["Numéro", "Date", "Nature", "Adresse"], {"occurred_at", "type_code", "place_text"}),
        (["Id", "Call received", "Call type", "X"], {"received_at", "type_code"}),
    ],
)
def test_fields_are_found_by_their_headings_in_both_languages(columns, fields):
    assert set(guessing.guess_fields(columns)) == fields


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["2026-01-02"], "year-first"),
        (["02/03/2026", "13/03/2026"], "day-first"),
        (["02/03/2026", "02/13/2026"], "month-first"),
        (["02/03/2026"], "day-first"),
        ([], "year-first"),
    ],
)
def test_the_order_of_dates_is_told_by_a_number_that_is_no_month(values, order):
    assert guessing.date_order(values) == order


@pytest.mark.parametrize(
    ("values", "mark"),
    [
        (["49,9", "-97,14"], ","),
        (["49.9", "-97.14"], "."),
        (["49", "-97"], "."),
        (["1,049.5", "49.9", "50.1"], "."),
        ([], "."),
    ],
)
def test_the_decimal_mark_is_that_of_most_coordinates(values, mark):
    assert guessing.decimal_mark(values) == mark


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (["2026-01-13T08:05:00Z", "2026-01-13 08:05-06:00"], True),
        (["2026-01-13T08:05:00+0000"], True),
        (["2026-01-13 08:05", "2026-01-13 08:05Z"], False),
        (["2026-01-13"], False),
        ([], False),
    ],
)
def test_the_zone_is_told_where_each_time_names_its_own(values, told):
    assert guessing.zone_is_told(values) is told


def test_an_area_and_a_known_place_are_found_by_their_headings():
    columns = ["Date", "Type", "Quartier", "Code du lieu", "Adresse"]

    found = guessing.guess_fields(columns)

    assert (found["area_name"], found["place_code"], found["place_text"]) == ("Quartier", "Code du lieu", "Adresse")


def test_a_key_is_a_numbering_column_without_doubles():
    assert guessing.unique_key(["id", "n"], [["1", "a"], ["2", "a"]]) == "id"
    assert guessing.unique_key(["id", "n"], [["1", "a"], ["1", "a"]]) is None


@pytest.mark.parametrize(
    ("columns", "row", "expected"),
    [
        (
            ["No dossier", "Date", "Heure", "Genre d'appel", "Sexe", "Adresse", "Issue", "Nb personnes", "Remarques"],
            ["1", "13/01/2026", "08:05", "Chute", "F", "1, rue É", "Transporté", "2", "x"],
            {
                "occurred_at": ["Date", "Heure"],
                "type_code": "Genre d'appel",
                "place_text": "Adresse",
                "outcome": "Issue",
                "people_count": "Nb personnes",
                "note": "Remarques",
            },
        ),
        (
            ["Numéro", "Date d'intervention", "Heure de l'appel", "Heure d'arrivée", "Genre", "Motif"],
            ["1", "2026-01-13", "8 h 05", "8 h 15", "H", "Chute"],
            {
                "occurred_at": ["Date d'intervention", "Heure de l'appel"],
                "received_at": ["Date d'intervention", "Heure de l'appel"],
                "on_scene_at": ["Date d'intervention", "Heure d'arrivée"],
                "type_code": "Motif",
            },
        ),
        (
            ["Genre", "Date et heure", "Lieu"],
            ["Malaise", "13/01/2026 08:05", "Parc"],
            {"type_code": "Genre", "occurred_at": "Date et heure", "place_text": "Lieu"},
        ),
        (
            ["Date", "Time", "Nature"],
            ["2026-01-13", "8:05 pm", "Fall"],
            {"occurred_at": ["Date", "Time"], "type_code": "Nature"},
        ),
    ],
)
def test_usual_headings_are_understood_by_what_is_under_them(columns, row, expected):
    assert guessing.guess(columns, [row], name="log")["columns"] == expected


def test_a_guessed_outcome_column_can_be_followed_at_once():
    found = guessing.guess(["Date", "Nature", "Issue"], [["2026-01-13", "Chute", "Transporté"]], name="log")

    assert (
        mapping.build(found).codes["outcome"].default is None
    )  # its words are flagged until someone says what they are


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Actions", "actions"),
        ("Gestes posés", "actions"),
        ("Follow-up", "follow_up"),
        ("Suivi requis", "follow_up"),
        ("Initial call type", "dispatched_as"),
        ("Type à l’affectation", "dispatched_as"),
    ],
)
def test_columns_of_codes_are_found_and_can_be_followed(heading, field):
    found = guessing.guess(["Date", "Nature", heading], [["2026-01-13", "Chute", "x"]], name="log")

    assert found["columns"][field] == heading
    assert field in mapping.build(found).codes
