"""Conditions and calculations from pickers: what is built is what people meant, and reads back as it was picked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuque.forms.language import evaluate
from tuque.forms.portal import conditions
from tuque.forms.portal.conditions import Asked, Calculation, Condition, Row, Unreadable, build, read

pytestmark = pytest.mark.once

CHOICES = {"tent": "tent", "la tente": "tent", "water": "water"}
QUESTIONS = {
    "kind": Asked("kind", "choice", CHOICES),
    "several": Asked("several", "many", CHOICES),
    "given": Asked("given", "items", CHOICES),
    "age": Asked("age", "integer", {}),
    "done": Asked("done", "yes_no", {}),
    "when": Asked("when", "date", {}),
    "words": Asked("words", "text", {}),
}


@pytest.mark.parametrize(
    ("row", "answers", "shown"),
    [
        (Row("kind", "is", "La tente"), {"kind": "tent"}, True),
        (Row("kind", "is_not", "tent"), {}, True),
        (Row("kind", "is_not", "tent"), {"kind": "tent"}, False),
        (Row("several", "includes", "tent"), {"several": ["water", "tent"]}, True),
        (Row("several", "excludes", "tent"), {"several": ["water"]}, True),
        (Row("several", "at_least", "2"), {"several": ["water", "tent"]}, True),
        (Row("given", "includes", "tent"), {"given": {"tent": 2}}, True),
        (Row("given", "more", "3"), {"given": {"tent": 2, "water": 2}}, True),
        (Row("age", "less", "18"), {"age": 17}, True),
        (Row("age", "is", "18"), {"age": 18}, True),
        (Row("done", "is", "oui"), {"done": True}, True),
        (Row("when", "at_least", "2026-01-01"), {"when": "2026-01-02"}, True),
        (Row("words", "answered"), {"words": "x"}, True),
        (Row("words", "unanswered"), {}, True),
    ],
)
def test_a_row_means_what_it_says(row, answers, shown):
    assert evaluate(build(Condition("and", (row,)), QUESTIONS), answers) is shown


def test_rows_go_together_by_and_or_by_or():
    rows = (Row("age", "more", "17"), Row("done", "is", "yes"))

    both, one = build(Condition("and", rows), QUESTIONS), build(Condition("or", rows), QUESTIONS)

    assert evaluate(both, {"age": 20, "done": False}) is False
    assert evaluate(one, {"age": 20, "done": False}) is True


@pytest.mark.parametrize(
    "row", [Row("kind", "is", "boat"), Row("age", "more", "old"), Row("done", "is", "maybe"), Row("gone", "is", "x")]
)
def test_what_does_not_fit_its_question_is_refused(row):
    with pytest.raises(Unreadable):
        build(Condition("and", (row,)), QUESTIONS)


CODED = st.sampled_from(
    [
        Row("kind", "is", "tent"),
        Row("kind", "is_not", "water"),
        Row("several", "includes", "tent"),
        Row("several", "excludes", "tent"),
        Row("given", "includes", "water"),
        Row("given", "at_most", "4"),
        Row("age", "at_least", "18"),
        Row("age", "is", "7"),
        Row("done", "is", "no"),
        Row("words", "answered"),
        Row("words", "unanswered"),
    ]
)


@given(st.sampled_from(["and", "or"]), st.lists(CODED, min_size=2, max_size=5))
def test_what_is_built_reads_back_as_it_was_picked(joined, rows):
    condition = Condition(joined, tuple(rows))

    assert read(build(condition, QUESTIONS), QUESTIONS) == condition


def test_an_expression_that_is_more_than_rows_is_left_alone():
    assert read(["=", ["+", {"field": "age"}, 1], 3], QUESTIONS) is None
    assert read(["and", ["or", {"field": "done"}, {"field": "done"}]], QUESTIONS) is None


@pytest.mark.parametrize(
    ("operation", "operands", "answers", "value"),
    [
        ("+", ("age", "2"), {"age": 3}, 5),
        ("-", ("age", "1", "1"), {"age": 3}, 1),
        ("*", ("age", "given"), {"age": 3, "given": {"tent": 2}}, 6),
        ("/", ("age", "2"), {"age": 3}, 1.5),
        ("max", ("age", "10"), {"age": 3}, 10),
        ("concat", ("words", "!"), {"words": "so"}, "so!"),
        ("+", ("age",), {"age": 3}, 3),
    ],
)
def test_a_calculation_computes_and_reads_back(operation, operands, answers, value):
    calculation = Calculation(operation, operands)

    expression = conditions.build_calculation(calculation, QUESTIONS)

    assert evaluate(expression, answers) == value
    assert conditions.read_calculation(expression) == calculation
