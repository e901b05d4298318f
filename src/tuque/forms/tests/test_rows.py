"""A repeat on a page: how its rows are drawn, posted, added and taken away. No database."""

from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.translation import override

from tuque.forms.binding import bind
from tuque.forms.language import check_answers, read_definition
from tuque.forms.posting import add_or_remove_row, read_post, searched_in

pytestmark = pytest.mark.once
UTC = ZoneInfo("UTC")


def words(text):
    return {"en": text, "fr": f"{text} (fr)"}


def people_met(**rest):
    fields = [
        {"code": "name", "type": "text", "label": words("Name"), "required": True},
        {
            "code": "given",
            "type": "items",
            "label": words("Given"),
            "choices": [{"code": "socks", "label": words("Socks")}],
        },
        {"code": "where", "type": "place", "label": words("Where")},
        {"code": "who", "type": "person", "label": words("Who")},
        {"code": "day", "type": "integer", "label": words("Day"), "default": 1},
    ]
    repeat = {
        "code": "met",
        "type": "repeat",
        "label": words("People met"),
        "each": words("Person"),
        "fields": fields,
        **rest,
    }
    form, problems = read_definition(
        {"language": 1, "code": "try", "title": words("Try"), "base_type": "other", "fields": [repeat]}
    )
    assert not problems
    return form


POSTED = (
    "met=7&met.7.name=Testname&met.7.given.socks=2&met.7.where.text=corner"
    "&met=3&met.3.name=Other&met.3.who.search=Amina&met.5.name=of+no+row&met=x&met.x.name=bad"
)


def test_rows_are_read_in_their_order_whatever_their_marks():
    answers = read_post(people_met(), QueryDict(POSTED), zone=UTC)

    assert answers == {
        "met": [
            {"name": "Testname", "given": {"socks": 2}, "where": {"text": "corner"}},
            {"name": "Other"},
        ]
    }


def test_a_name_that_was_looked_for_is_shown_in_the_row_where_it_was():
    assert searched_in(people_met(), QueryDict(POSTED)) == {"met.1.who": "Amina"}


@pytest.mark.parametrize(
    ("button", "names", "was_asked"),
    [
        ("_add=met", ["Testname", "Other", None], True),
        ("_remove=met.7", ["Other"], True),
        ("_remove=met.9", ["Testname", "Other"], False),
        ("_add=other", ["Testname", "Other"], False),
        ("_find=met.3.who", ["Testname", "Other"], False),
    ],
)
def test_a_row_is_added_or_taken_away_without_javascript(button, names, was_asked):
    form, data = people_met(), QueryDict(f"{POSTED}&{button}")
    answers = read_post(form, data, zone=UTC)

    assert add_or_remove_row(form, answers, data) is was_asked
    assert [row.get("name") for row in answers["met"]] == names


def test_a_thousand_rows_are_not_read_but_refused():
    form = people_met()
    answers = read_post(form, QueryDict("&".join(f"met={mark}&met.{mark}.name=a" for mark in range(1000))), zone=UTC)

    assert len(answers["met"]) == 101
    assert check_answers(form, answers).errors["met"].code == "too_many"


@pytest.mark.parametrize(("limits", "rows"), [({}, 0), ({"required": True}, 1), ({"min": 2}, 2)])
def test_a_fresh_page_has_the_rows_that_are_needed_with_their_defaults(limits, rows):
    (field,) = bind(people_met(**limits), zone=UTC).fields

    assert [[one.text for one in row.fields if one.field.code == "day"] for row in field.rows] == [["1"]] * rows


@pytest.mark.parametrize(
    ("language", "label", "full_label", "error"),
    [
        ("en", "Person 2", "Person 2: Name", "This is needed"),
        ("fr", "Person (fr) 2", "Person (fr) 2\N{NO-BREAK SPACE}: Name (fr)", "nécessaire"),
    ],
)
def test_what_is_wrong_in_a_row_is_said_in_that_row_and_above_the_page(language, label, full_label, error):
    form = people_met()
    answers = {"met": [{"name": "Testname"}, {"day": 3}]}
    with override(language):
        bound = bind(form, zone=UTC, answers=answers, errors=check_answers(form, answers).errors)
        (field,) = bound.fields
        wrong = field.rows[1].fields[0]
        assert field.rows[1].label == label
        assert [one.name for one in bound.wrong] == ["met.1.name"]
        assert (wrong.name, wrong.id) == ("met.1.name", "field-met.1.name")
        assert wrong.full_label == full_label
        assert error in str(wrong.error)
        assert 'name="met.1.name"' in render_to_string("forms/fields/text.html", {"field": wrong})
