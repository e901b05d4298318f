"""A form as a FHIR Questionnaire: held to the rules that the specification states (que-1 to que-13, element names, types)."""

import json
import re
from pathlib import Path

import pytest
from conftest import NOON

from tuque.core.problems import NotFound
from tuque.forms import spreadsheets
from tuque.forms.fhir.conditions import enable_when
from tuque.forms.fhir.items import CORE
from tuque.forms.fhir.items import TYPES as MAPPED
from tuque.forms.fhir.paths import MOST_TEXT, fhirpath
from tuque.forms.fhir.resource import RELEASES, questionnaire
from tuque.forms.language.definition import TYPES
from tuque.forms.tests.factories import starter_set

STARTER = Path(__file__).parents[1] / "starter"
LISTS = {
    one["code"]: one["choices"] for one in (json.loads(path.read_text()) for path in (STARTER / "lists").glob("*.json"))
}
FORMS = sorted((STARTER / "forms").glob("*.json"))
ITEM_TYPES = {
    "R4": {"group", "display", "boolean", "decimal", "integer", "date", "dateTime", "time", "string", "text", "url",
           "choice", "open-choice", "attachment", "reference", "quantity"},
    "R5": {"group", "display", "question", "boolean", "decimal", "integer", "date", "dateTime", "time", "string", "text",
           "url", "coding", "attachment", "reference", "quantity"},
}  # fmt: skip
ROOT = {"resourceType", "language", "identifier", "version", "name", "title", "_title", "status", "date", "item"}
ITEM = {"linkId", "text", "_text", "type", "enableWhen", "enableBehavior", "required", "repeats", "readOnly", "maxLength",
        "answerOption", "initial", "extension", "item"}  # fmt: skip
ANSWERS = {"answerBoolean": bool, "answerDecimal": (int, float), "answerInteger": int, "answerDate": str,
           "answerDateTime": str, "answerTime": str, "answerString": str, "answerCoding": dict}  # fmt: skip
OPERATORS = {"exists", "=", "!=", ">", "<", ">=", "<="}
TAKES_LENGTH = {"string", "text", "url"}


def walk(items):
    for item in items:
        yield item
        yield from walk(item.get("item", []))


def faults(resource, release):
    """What the specification does not allow, as sentences."""
    items = list(walk(resource["item"]))
    links = [item["linkId"] for item in items]
    chosen = "choice" if release == "R4" else "coding"
    if set(resource) - ROOT or resource["resourceType"] != "Questionnaire":
        yield f"root: {set(resource) - ROOT}"
    if resource["status"] not in {"draft", "active", "retired", "unknown"}:
        yield "status"
    if not re.fullmatch(r"[A-Z]([A-Za-z0-9_]){0,254}", resource["name"]):
        yield "que-0: name"
    if len(links) != len(set(links)):
        yield "que-2: linkId twice"
    for item in items:
        kind, link = item["type"], item["linkId"]
        if set(item) - ITEM:
            yield f"{link}: {set(item) - ITEM}"
        if kind not in ITEM_TYPES[release]:
            yield f"{link}: type {kind}"
        if (kind == "group") != bool([one for one in item.get("item", []) if not one["linkId"].endswith(".hint")]):
            yield f"{link}: que-1: a group holds items, and here nothing else does"
        if kind == "display" and {"required", "repeats", "readOnly", "initial", "item"} & set(item):
            yield f"{link}: que-6, que-8, que-9: of a display"
        if item.get("required") and item.get("readOnly"):
            yield f"{link}: que-13"
        if "initial" in item and ("answerOption" in item or kind == "group"):
            yield f"{link}: que-8, que-11"
        if "answerOption" in item and kind != chosen:
            yield f"{link}: que-5"
        if "maxLength" in item and kind not in TAKES_LENGTH:
            yield f"{link}: que-10"
        conditions = item.get("enableWhen", [])
        if len(conditions) > 1 and item.get("enableBehavior") not in {"all", "any"}:
            yield f"{link}: que-12"
        for condition in conditions:
            answers = set(condition) & ANSWERS.keys()
            if condition["question"] not in links or condition["operator"] not in OPERATORS or len(answers) != 1:
                yield f"{link}: enableWhen {condition}"
            for name in answers:
                if not isinstance(condition[name], ANSWERS[name]):
                    yield f"{link}: {name} {condition[name]!r}"
            if condition["operator"] == "exists" and "answerBoolean" not in condition:
                yield f"{link}: que-7"
        for extension in item.get("extension", []):
            values = [name for name in extension if name.startswith("value")]
            if not extension["url"].startswith("http://hl7.org/fhir/") or (len(values) == 1) == (
                "extension" in extension
            ):
                yield f"{link}: ext-1 {extension}"


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_every_starter_form_keeps_the_rules_and_says_both_languages(path, release):
    body = json.loads(path.read_text()) | {"lists": LISTS}

    made = questionnaire(body, release=release, number=3, published_at=NOON)

    assert list(faults(made, release)) == []
    assert json.loads(json.dumps(made)) == made
    french = made["_title"]["extension"][0]["extension"]
    assert {"url": "lang", "valueCode": "fr"} in french
    assert all("_text" in item for item in walk(made["item"]))


def test_the_rules_are_really_tried():
    made = questionnaire(form({"code": "a", "type": "text"}), release="R4", number=1, published_at=None)
    item = made["item"][0]
    item |= {"type": "group", "maxLength": 3, "enableWhen": [{"question": "b", "operator": "="}]}

    assert len(list(faults(made, "R4"))) == 3


def test_every_type_of_the_language_has_its_counterpart():
    assert set(MAPPED) == TYPES


def form(*fields):
    words = {"en": "Form", "fr": "Formulaire"}
    return {"code": "a-form", "title": words, "fields": [{"label": words, **one} for one in fields]}


KINDS = {"ok": "yes_no", "n": "integer", "c": "choice", "m": "many", "d": "date", "given": "items", "t": "text"}


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        ({"field": "ok"}, ([{"question": "ok", "operator": "=", "answerBoolean": True}], "all")),
        (["<", 3, {"field": "n"}], ([{"question": "n", "operator": ">", "answerInteger": 3}], "all")),
        (["empty", {"field": "t"}], ([{"question": "t", "operator": "exists", "answerBoolean": False}], "all")),
        (
            ["in", {"field": "c"}, {"list": ["x", "y"]}],
            ([{"question": "c", "operator": "=", "answerCoding": {"code": code}} for code in "xy"], "any"),
        ),
        (
            ["!=", {"field": "c"}, "x"],
            (
                [
                    {"question": "c", "operator": "exists", "answerBoolean": True},
                    {"question": "c", "operator": "!=", "answerCoding": {"code": "x"}},
                ],
                "all",
            ),
        ),
        (
            [">", ["quantity", {"field": "given"}, "x"], 0],
            ([{"question": "given.x", "operator": ">", "answerInteger": 0}], "all"),
        ),
        (["or", ["!=", {"field": "c"}, "x"], {"field": "ok"}], None),
        (["=", ["quantity", {"field": "given"}, "x"], 0], None),
        (["=", {"field": "n"}, {"field": "n"}], None),
        (["=", {"field": "n"}, 1.5], None),
        (["<", {"field": "t"}, "b"], None),
    ],
)
def test_a_condition_is_plain_where_fhir_can_say_it(tree, said):
    assert enable_when(tree, KINDS) == said


@pytest.mark.parametrize(
    ("tree", "path"),
    [
        (["=", {"field": "d"}, "2026-01-31"], "(D = @2026-01-31)"),
        (["=", {"field": "t"}, "it's"], r"(T = 'it\'s')"),
        (["not", ["and", {"field": "ok"}, True]], "((OK and true)).not()"),
        (["if", {"field": "ok"}, 1, None], "iif((OK).exists(), iif(OK, 1, {}))"),
        (["first", {"field": "n"}, 0], "iif((N).exists(), N, 0)"),
        (["selected", {"field": "m"}, "x"], "iif(M.code.exists(), 'x' in M.code)"),
        (["/", ["-", {"field": "n"}, 1], 2], "((N - 1) / 2)"),
    ],
)
def test_the_rest_is_fhirpath(tree, path):
    written = fhirpath(tree, KINDS)

    for code in KINDS:
        written = written.replace(f"%resource.descendants().where(linkId='{code}').answer.value", code.upper())
    assert written == path


def test_a_condition_that_would_be_a_page_is_stated_plainly():
    tree = {"field": "n"}
    for _level in range(14):
        tree = ["min", tree, 5]
    body = form({"code": "n", "type": "integer"}, {"code": "t", "type": "text", "show_if": [">", tree, 1]})

    made = questionnaire(body, release="R5", number=1, published_at=None)

    (note,) = made["item"][1]["extension"]
    assert note["url"].endswith("designNote")
    assert "Judged by Tuque" in note["valueMarkdown"]
    assert len(json.dumps(made)) < MOST_TEXT


def test_a_part_asked_several_times_is_a_group_that_repeats_and_what_reads_its_rows_is_stated_plainly():
    label = {"en": "L", "fr": "L"}
    rows = {
        "code": "met",
        "type": "repeat",
        "label": label,
        "max": 4,
        "fields": [{"code": "age", "type": "integer", "label": label}],
    }
    later = {"code": "why", "type": "text", "label": label, "show_if": [">", ["sum", {"field": "age"}], 99]}
    body = {"code": "f", "title": label, "fields": [rows, later]}

    met, why = questionnaire(body, release="R4", number=1, published_at=None)["item"]

    assert (met["type"], met["repeats"]) == ("group", True)
    assert [inner["linkId"] for inner in met["item"]] == ["age"]
    assert met["extension"] == [{"url": CORE + "questionnaire-maxOccurs", "valueInteger": 4}]
    assert "enableWhen" not in why
    assert why["extension"][0]["url"] == CORE + "designNote"


def test_an_organizations_form_is_exported_as_published(cast):
    starter_set(cast.downtown, at=NOON)

    made = spreadsheets.export_questionnaire(organization=cast.downtown, code="check-in", release="R5")

    assert made["status"] == "active"
    assert list(faults(made, "R5")) == []
    with pytest.raises(NotFound):
        spreadsheets.export_questionnaire(organization=cast.elsewhere, code="check-in", release="R5")
