"""The form language itself: reading definitions, checking answers. No database."""

import pytest

from tuque.forms.language import Known, check_answers, named_in, read_definition, standard_values

pytestmark = pytest.mark.once


def words(text):
    return {"en": text, "fr": f"{text} (fr)"}


def field(code, type_, **rest):
    return {"code": code, "type": type_, "label": words(code), **rest}


def form(*fields, **rest):
    return {"language": 1, "code": "try", "title": words("Try"), "base_type": "other", "fields": list(fields), **rest}


def read(*fields):
    found, problems = read_definition(form(*fields))
    assert not problems
    return found


YES_NO_CHOICES = [{"code": "yes", "label": words("Yes")}, {"code": "no", "label": words("No"), "standard": "refused"}]


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ([], "", "not_an_object"),
        (form(), "fields", "no_fields"),
        (form(field("a", "text"), language=2), "language", "language_version"),
        (form({**field("a", "text"), "label": {"en": "A"}}), "fields[0].label.fr", "language_missing"),
        (form({**field("a", "text"), "label": {"en": "A", "fr": "  "}}), "fields[0].label.fr", "language_missing"),
        (form(field("a", "spell")), "fields[0].type", "type_unknown"),
        (form(field("A b", "text")), "fields[0].code", "code_unreadable"),
        (form(field("a", "text"), field("a", "note")), "fields[1].code", "code_twice"),
        (form(field("a", "choice")), "fields[0].choices", "choices_missing"),
        (form(field("a", "choice", list="none")), "fields[0].list", "list_unknown"),
        (form(field("a", "text", choices=YES_NO_CHOICES)), "fields[0].choices", "choices_not_taken"),
        (form(field("a", "text", colour="red")), "fields[0].colour", "property_unknown"),
        (form(field("a", "integer", min=3, max=1)), "fields[0].max", "limits_crossed"),
        (form(field("a", "place", min=3)), "fields[0].min", "not_for_type"),
        (form(field("a", "integer", default="three")), "fields[0].default", "answer_not_whole"),
        (form(field("a", "text", fills="mood")), "fields[0].fills", "fills_unknown"),
        (form(field("a", "text", fills="place")), "fields[0].fills", "fills_other_type"),
        (form(field("a", "note", fills="note"), field("b", "note", fills="note")), "fields[1].fills", "fills_twice"),
        (form(field("a", "text", constraint=["=", 1, 1])), "fields[0].constraint_message", "constraint_needs_message"),
        (form(field("a", "text", show_if=["=", {"field": "z"}, 1])), "fields[0].show_if", "field_unknown"),
        (form(field("a", "text", show_if=["now"])), "fields[0].show_if", "operator_unknown"),
        (form(field("a", "text", show_if=["not"])), "fields[0].show_if", "operator_arguments"),
        (form(field("a", "text", show_if=["not", {"fields": 1}])), "fields[0].show_if[1]", "expression_unreadable"),
        (form(field("a", "text", show_if=["=", {"field": "a"}, "x"])), "fields", "circle"),
        (form(field("r", "repeat", fields=[])), "fields[0].fields", "no_fields"),
        (
            form(field("r", "repeat", fields=[field("s", "repeat", fields=[field("a", "text")])])),
            "fields[0].fields[0].type",
            "repeat_in_repeat",
        ),
        (
            form(field("r", "repeat", fields=[field("a", "note", fills="note")])),
            "fields[0].fields[0].fills",
            "fills_in_repeat",
        ),
        (form(field("r", "repeat", max=101, fields=[field("a", "text")])), "fields[0].max", "answer_too_many"),
        (form(field("r", "repeat", default=[], fields=[field("a", "text")])), "fields[0].default", "not_for_type"),
        (form(field("g", "group", each=words("One"), fields=[field("a", "text")])), "fields[0].each", "not_for_type"),
        (
            form(
                field("r", "repeat", fields=[field("a", "text", show_if=["empty", {"field": "n"}])]),
                field("n", "integer", calculated=["count", {"field": "r"}]),
            ),
            "fields",
            "circle",
        ),
    ],
)
def test_a_definition_that_is_wrong_is_refused_with_the_path_and_the_reason(body, path, code):
    found, problems = read_definition(body)

    assert found is None
    assert (path, code) in [(problem.path, problem.code) for problem in problems]


def test_an_expression_deeper_than_the_limit_is_refused_without_being_walked():
    deep = True
    for _ in range(5000):
        deep = ["not", deep]

    _found, problems = read_definition(form(field("a", "text", show_if=deep)))

    assert [problem.code for problem in problems] == ["expression_too_large"]


def test_answers_to_hidden_questions_are_dropped_with_their_errors():
    asked = read(field("more", "yes_no"), field("many", "integer", show_if={"field": "more"}, max=3))

    checked = check_answers(asked, {"more": False, "many": 99})

    assert checked.is_good
    assert checked.values == {"more": False}


def test_what_a_hidden_question_decided_is_unknown():
    asked = read(
        field("c", "text", show_if=["=", {"field": "b"}, "x"]),
        field("b", "text", show_if={"field": "a"}),
        field("a", "yes_no"),
    )

    checked = check_answers(asked, {"a": False, "b": "x", "c": "y"})

    assert checked.values == {"a": False}


def test_a_hidden_group_hides_what_it_holds():
    asked = read(
        field("a", "yes_no"), field("g", "group", show_if={"field": "a"}, fields=[field("b", "text", required=True)])
    )

    assert check_answers(asked, {"a": False, "b": "x"}).values == {"a": False}
    assert check_answers(asked, {"a": True}).errors.keys() == {"b"}


def test_a_question_is_required_only_while_it_is_shown():
    asked = read(field("a", "yes_no"), field("b", "text", show_if={"field": "a"}, required=True))

    assert check_answers(asked, {}).is_good
    assert check_answers(asked, {"a": True}).errors["b"].code == "required"


def test_a_constraint_refuses_only_what_is_surely_wrong():
    asked = read(
        field("start", "time"),
        field(
            "end", "time", constraint=[">=", {"field": "end"}, {"field": "start"}], constraint_message=words("Later")
        ),
    )

    assert check_answers(asked, {"end": "10:00"}).is_good
    assert check_answers(asked, {"start": "09:00", "end": "10:00"}).is_good
    assert check_answers(asked, {"start": "11:00", "end": "10:00"}).errors["end"].code == "constraint"


def test_a_calculated_answer_is_computed_and_what_was_sent_for_it_is_ignored():
    asked = read(field("a", "integer"), field("b", "integer", calculated=["*", {"field": "a"}, 2]))

    assert check_answers(asked, {"a": 4, "b": 1}).values == {"a": 4, "b": 8}
    assert check_answers(asked, {"b": 1}).values == {}


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        ("text", 3, "not_text"),
        ("text", "x" * 501, "too_long"),
        ("number", "3", "not_number"),
        ("number", True, "not_number"),
        ("number", float("nan"), "not_number"),
        ("number", float("inf"), "not_number"),
        ("integer", 2.5, "not_whole"),
        ("integer", 10**400, "not_whole"),
        ("duration", -1, "too_small"),
        ("duration", 100_000, "too_large"),
        ("date", "2026-02-30", "not_date"),
        ("time", "24:00", "not_time"),
        ("datetime", "2026-01-01T10:00", "not_datetime"),
        ("datetime", "0001-01-01T00:00:00+14:00", "not_datetime"),
        ("yes_no", "yes", "not_yes_no"),
        ("place", {"lon": 200, "lat": 1}, "not_on_earth"),
        ("place", {"lon": 3}, "not_on_earth"),
        ("place", {"lon": 3, "lat": 1, "alt": 1}, "wrong_shape"),
        ("place", {"place": "corner"}, "unknown_place"),
        ("photo", 7, "too_many"),
        ("workers", ["me"], "unknown_worker"),
        ("workers", "me", "wrong_shape"),
        ("person", "Maria", "unknown_person"),
    ],
)  # fmt: skip
def test_an_answer_of_the_wrong_type_is_refused_with_its_reason(kind, raw, code):
    assert check_answers(read(field("a", kind)), {"a": raw}).errors["a"].code == code


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        ("choice", "maybe", "unknown_choice"),
        ("choice", ["yes"], "unknown_choice"),
        ("many", ["yes", {}], "unknown_choice"),
        ("many", "yes", "wrong_shape"),
        ("people", {"yes": -1}, "not_count"),
        ("people", {"yes": "a few"}, "not_count"),
        ("people", {"yes": 1000}, "too_many"),
        ("items", {"maybe": 1}, "unknown_choice"),
    ],
)
def test_a_code_that_is_not_offered_is_refused(kind, raw, code):
    assert check_answers(read(field("a", kind, choices=YES_NO_CHOICES)), {"a": raw}).errors["a"].code == code


def test_a_question_that_the_form_does_not_have_is_refused():
    assert check_answers(read(field("a", "text")), {"b": 1}).errors["b"].code == "unknown_field"


def test_an_answer_feeds_its_standard_column_with_the_code_it_stands_for():
    asked = read(field("end", "choice", choices=YES_NO_CHOICES, fills="outcome"), field("why", "note", fills="note"))

    assert standard_values(asked, {"end": "no", "why": "tired"}) == {"outcome": "refused", "note": "tired"}


@pytest.mark.parametrize(("depth", "codes"), [(4, []), (5, ["groups_too_deep"])])
def test_groups_go_four_deep(depth, codes):
    inside = field("asked", "text")
    for level in range(depth):
        inside = field(f"g{level}", "group", fields=[inside])

    _found, problems = read_definition(form(inside))

    assert [problem.code for problem in problems] == codes


def people_met(**rest):
    return read(field("met", "repeat", fields=[field("name", "text", required=True), field("age", "integer")], **rest))


def test_rows_are_checked_one_by_one_and_what_is_wrong_is_named_by_its_row():
    checked = check_answers(people_met(), {"met": [{"name": "Testname", "age": 4}, {"age": "four"}, {"shoe": 3}]})

    assert {path: problem.code for path, problem in checked.errors.items()} == {
        "met.1.name": "required",
        "met.1.age": "not_whole",
        "met.2.name": "required",
        "met.2.shoe": "unknown_field",
    }


def test_a_row_in_which_nothing_was_answered_is_no_row():
    checked = check_answers(people_met(), {"met": [{}, {"name": "  "}, {"name": "Testname"}]})

    assert checked.is_good
    assert checked.values == {"met": [{"name": "Testname"}]}


@pytest.mark.parametrize(
    ("limits", "rows", "code"),
    [
        ({"min": 2}, 1, "too_few"),
        ({"max": 2}, 3, "too_many"),
        ({}, 101, "too_many"),
        ({"required": True}, 0, "required"),
    ],
)
def test_there_are_as_many_rows_as_the_form_wants(limits, rows, code):
    checked = check_answers(people_met(**limits), {"met": [{"name": "Testname"}] * rows})

    assert checked.errors["met"].code == code


@pytest.mark.parametrize("raw", ["Testname", {"name": "Testname"}, ["Testname"], [["name"]]])
def test_rows_that_are_not_a_list_of_objects_are_refused(raw):
    assert check_answers(people_met(), {"met": raw}).errors["met"].code == "wrong_shape"


def test_ids_that_rows_name_are_checked_like_those_of_the_page():
    asked = read(field("met", "repeat", fields=[field("who", "person")]))
    named = {"met": [{"who": "8a0c9a52-7a5e-4b57-9d0a-2f4f5cf2c001"}]}

    assert [(one.code, answer) for one, answer in named_in(asked, named)] == [("who", named["met"][0]["who"])]
    assert check_answers(asked, named, known=Known(persons=set())).errors["met.0.who"].code == "unknown_person"
