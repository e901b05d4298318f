import pytest

from tuque.interactions.imports import guessing


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


def test_a_key_is_a_numbering_column_without_doubles():
    assert guessing.unique_key(["id", "n"], [["1", "a"], ["2", "a"]]) == "id"
    assert guessing.unique_key(["id", "n"], [["1", "a"], ["1", "a"]]) is None
