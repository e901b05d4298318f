"""Our forms as XForms, and what a client wrote as the answers that our own pages would give."""

import json
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring

from tuque.forms.language import check_answers, read_definition
from tuque.forms.openrosa.answers import answers_from
from tuque.forms.openrosa.expressions import said_again
from tuque.forms.openrosa.submission import Part, Submission
from tuque.forms.openrosa.xform import make_xform

pytestmark = pytest.mark.once

STARTER = Path(__file__).parents[1] / "starter"
LISTS = {
    one["code"]: one["choices"] for one in (json.loads(path.read_text()) for path in (STARTER / "lists").glob("*.json"))
}
BINDS = "{http://www.w3.org/2002/xforms}bind"


def form(*fields):
    words = {"en": "Form", "fr": "Formulaire"}
    return {
        "language": 1, "code": "form", "title": words, "base_type": "check_in", "icon": "hand", "origin": "found",
        "fields": [{"label": words, **one} for one in fields],
    }  # fmt: skip


def binds(body):
    """Name of a question -> its conditions as the client reads them."""
    xml = make_xform(body, version="1", language="en").xml
    return {bind.get("nodeset").rpartition("/")[2]: dict(bind.attrib) for bind in fromstring(xml).iter(BINDS)}


CHOICES = [{"code": code, "label": {"en": code, "fr": code}} for code in ("a", "b-c")]


@pytest.mark.parametrize("path", sorted((STARTER / "forms").glob("*.json")), ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_starter_form_is_an_xform(path, language):
    body = json.loads(path.read_text()) | {"lists": LISTS}

    made = make_xform(body, version="7-abc", language=language)

    assert not made.unaskable
    root = fromstring(made.xml)
    instance = root.find(".//{http://www.w3.org/2002/xforms}instance")[0]
    assert (instance.get("id"), instance.get("version")) == (body["code"], "7-abc")
    assert make_xform(body, version="7-abc", language=language).md5 == made.md5


def test_counts_are_asked_in_two_steps_and_conditions_still_read_them():
    found = binds(
        form(
            {"code": "given", "type": "items", "choices": CHOICES, "required": True},
            {"code": "size", "type": "text", "show_if": [">", ["quantity", {"field": "given"}, "b-c"], 1]},
            {"code": "sum", "type": "integer", "calculated": ["count", {"field": "given"}]},
        )
    )

    assert found["given"]["required"] == "true()"
    assert "selected" in found["given.b-c"]["relevant"]
    assert "/data/given.b-c" in found["size"]["relevant"]
    assert found["sum"]["calculate"].count("coalesce") == 2


def test_limits_become_constraints():
    found = binds(
        form(
            {"code": "age", "type": "integer", "min": 1, "max": 120},
            {"code": "many", "type": "many", "choices": CHOICES, "max": 1},
            {"code": "short", "type": "text", "max": 10},
            {"code": "half", "type": "number", "min": 0, "step": 0.5},
            {"code": "long", "type": "duration"},
        )
    )

    assert found["age"]["constraint"] == "(. >= 1) and (. <= 120)"
    assert "count-selected" in found["many"]["constraint"]
    assert "string-length" in found["short"]["constraint"]
    assert "div 0.5" in found["half"]["constraint"]
    assert "10080" in found["long"]["constraint"]


@pytest.mark.parametrize(
    "fields",
    [
        [{"code": "who", "type": "workers", "required": True}],
        [{"code": "who", "type": "person"}, {"code": "more", "type": "text", "show_if": ["empty", {"field": "who"}]}],
        [{"code": "n", "type": "photo"}, {"code": "t", "type": "text", "show_if": [">", ["count", {"field": "n"}], 1]}],
        [{"code": "given", "type": "items", "choices": CHOICES, "min": 2}],
        [
            {
                "code": "met",
                "type": "repeat",
                "fields": [{"code": "n", "type": "number", "label": {"en": "N", "fr": "N"}}],
            },
            {"code": "t", "type": "text", "show_if": [">", {"field": "n"}, 1]},
        ],
        [
            {
                "code": "met",
                "type": "repeat",
                "fields": [{"code": "who", "type": "person", "required": True, "label": {"en": "N", "fr": "N"}}],
            }
        ],
    ],
)
def test_what_a_client_cannot_judge_keeps_the_form_from_it(fields):
    made = make_xform(form(*fields), version="1", language="en")

    assert not made.xml
    assert made.unaskable


def test_a_truth_is_a_choice_and_its_conditions_say_so():
    truths = frozenset({"ok"})

    def again(tree):
        return said_again(tree, counted={}, truths=truths)

    assert again({"field": "ok"}) == ["=", {"field": "ok"}, "yes"]
    assert again(["not", {"field": "ok"}]) == ["=", {"field": "ok"}, "no"]
    assert again(["and", ["=", {"field": "ok"}, False], ["empty", {"field": "ok"}]]) == [
        "and",
        ["=", {"field": "ok"}, "no"],
        ["empty", {"field": "ok"}],
    ]


def test_what_a_client_writes_is_read_as_our_pages_give_it():
    body = form(
        {"code": "given", "type": "items", "choices": CHOICES},
        {"code": "ok", "type": "yes_no"},
        {"code": "many", "type": "many", "choices": CHOICES},
        {"code": "at", "type": "datetime"},
        {"code": "time", "type": "time"},
        {"code": "place", "type": "place"},
        {"code": "n", "type": "number"},
        {"code": "sum", "type": "number", "calculated": ["+", {"field": "n"}, 1]},
        {"code": "photo", "type": "photo"},
    )
    read, _problems = read_definition(body)
    texts = {
        "given": "a b-c", "given.a": "2", "given.b-c": "3", "ok": "no", "many": "b-c a", "time": "14:05:30.000-06:00",
        "at": "2026-01-14T12:00:00.000-06:00", "place": "49.9 -97.1 230.0 4.5", "n": "1.5", "sum": "99", "photo": "1.jpg",
    }  # fmt: skip

    found = answers_from(read, Submission("form", "1", "uuid:1", Part(texts)))
    checked = check_answers(read, found.answers)

    assert not checked.errors
    assert found.files == {"1.jpg": "photo"}
    assert not found.unknown
    assert checked.values == {
        "given": {"a": 2, "b-c": 3}, "ok": False, "many": ["a", "b-c"], "at": "2026-01-14T18:00:00Z", "time": "14:05",
        "place": {"lon": -97.1, "lat": 49.9, "accuracy": 4.5}, "n": 1.5, "sum": 2.5, "photo": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text"),
    [("number", "nan"), ("number", "1e400"), ("integer", "two"), ("datetime", "2026-01-14T12:00:00"), ("place", "north"),
     ("place", "nan nan 0 0"), ("time", "25:00:00"), ("yes_no", "maybe"), ("date", "0000-00-00")],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_by_the_same_check_as_a_page(kind, text):
    read, _problems = read_definition(form({"code": "one", "type": kind}))

    found = answers_from(read, Submission("form", "1", "uuid:1", Part({"one": text})))

    assert "one" in check_answers(read, found.answers).errors
