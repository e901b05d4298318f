"""The published JSON Schemas are those that the code gives, and agree with the reader on every starter definition."""

import copy
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tuque.forms.language import read_definition
from tuque.forms.language.reading import FIELD_KEYS, FORM_KEYS
from tuque.forms.language.schema import schemas
from tuque.forms.language.screens import KEYS

pytestmark = pytest.mark.once

STARTER = Path(__file__).parents[1] / "starter"
PUBLISHED = Path(__file__).resolve().parents[4] / "docs" / "reference" / "schemas"
FOLDERS = {"forms": "form", "lists": "code-list", "screens": "home-screen"}
STARTERS = [(path, kind) for folder, kind in FOLDERS.items() for path in sorted((STARTER / folder).glob("*.json"))]
VALID = {name: Draft202012Validator(schema) for name, schema in schemas().items()}
LISTS = {
    one["code"]: one["choices"] for one in (json.loads(path.read_text()) for path in (STARTER / "lists").glob("*.json"))
}


@pytest.mark.parametrize("name", sorted(VALID))
def test_the_published_schema_is_the_one_that_the_code_gives(name):
    published = PUBLISHED / f"{name}.schema.json"

    Draft202012Validator.check_schema(schemas()[name])
    assert json.loads(published.read_text()) == schemas()[name], "Run `./tuque export schemas docs/reference/schemas`."


@pytest.mark.parametrize(("path", "kind"), STARTERS, ids=[path.stem for path, _kind in STARTERS])
def test_every_starter_definition_fits(path, kind):
    assert [fault.message for fault in VALID[kind].iter_errors(json.loads(path.read_text()))] == []


def test_no_property_is_forgotten():
    assert schemas()["form"]["properties"].keys() == FORM_KEYS
    assert schemas()["form"]["$defs"]["field"]["properties"].keys() == FIELD_KEYS
    assert schemas()["home-screen"]["$defs"]["button"]["properties"].keys() == KEYS


BROKEN = {
    "another version": lambda body: body.update(language=2),
    "a property that is not": lambda body: body.update(colour="red"),
    "a type that is not": lambda body: body["fields"][0].update(type="colour"),
    "one language": lambda body: body["title"].pop("fr"),
    "a code with a space": lambda body: body["fields"][0].update(code="a b"),
    "choices of a date": lambda body: body["fields"].append({**body["fields"][0], "code": "x", "type": "date"}),
    "an operator that is not": lambda body: body["fields"][0].update(show_if=["xor", True, False]),
    "too few arguments": lambda body: body["fields"][0].update(show_if=["=", 1]),
    "a constraint without words": lambda body: body["fields"][0].update(constraint=True),
    "a column of another type": lambda body: body["fields"][0].update(fills="duration"),
    "no fields": lambda body: body.update(fields=[]),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_the_reader_refuses_for_its_shape_the_schema_refuses(what):
    body = json.loads((STARTER / "forms" / "check-in.json").read_text())
    assert read_definition(body, lists=LISTS)[1] == []
    broken = copy.deepcopy(body)

    BROKEN[what](broken)

    assert read_definition(broken, lists=LISTS)[1]
    assert not VALID["form"].is_valid(broken)


def test_a_button_must_carry_what_its_action_needs():
    body = json.loads((STARTER / "screens" / "desk.json").read_text())
    body["buttons"][0] = {"action": "open", "label": body["title"], "url": "javascript:alert(1)"}

    assert not VALID["home-screen"].is_valid(body)
    body["buttons"][0]["url"] = "https://tuque.example/hand-off.pdf"
    assert VALID["home-screen"].is_valid(body)
    del body["buttons"][0]["label"]
    assert not VALID["home-screen"].is_valid(body)
