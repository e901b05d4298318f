"""A long form in parts: each question once, conditions that read another part, nothing lost on the way."""

import json
import re
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from conftest import NOON
from django.http import QueryDict
from django.utils.html import escape
from hypothesis import given, settings
from hypothesis import strategies as st

from tuque.core.ids import new_id
from tuque.forms import services as form_services
from tuque.forms.binding import bind
from tuque.forms.language import parts, read_definition
from tuque.forms.models import Definition
from tuque.forms.paging import Pages
from tuque.forms.tests.factories import starter_set
from tuque.interactions.models import Interaction

UTC = ZoneInfo("UTC")


def words(text):
    return {"en": text, "fr": text}


def question(code, kind="text", **more):
    return {"code": code, "type": kind, "label": words(code), **more}


def long_form(count=400, *extra):
    fields = [question(f"q{number}") for number in range(count)]
    fields[60] |= {"show_if": ["=", {"field": "q0"}, "yes"]}
    fields[70] |= {"default": "as usual"}
    fields[120:240] = [{"code": "many", "type": "group", "label": words("Many"), "fields": fields[120:240]}]
    return {
        "language": 1, "code": "census", "title": words("Census"), "base_type": "other", "origin": "found",
        "fields": [*fields, *extra],
    }  # fmt: skip


def read(body):
    form, problems = read_definition(body)
    assert not problems
    return form


def sent(**data):
    posted = QueryDict(mutable=True)
    posted.update(data)
    return posted


def test_every_field_is_in_one_part_and_large_groups_are_shared_out():
    form = read(long_form(400, question("picture", "photo"), question("last")))

    found = parts.parts_of(form)

    codes = [code for part in found for code in part.codes if code != "many"]
    assert sorted(codes) == sorted(one.code for one in form.walk() if one.code != "many")
    assert max(len(part.codes) for part in found) <= parts.MOST + 1
    assert found[-1].codes == {"picture"}
    assert sum("many" in part.codes for part in found) >= 2


def test_a_short_form_is_one_page():
    assert len(parts.parts_of(read(long_form(240)["fields"] and {**long_form(240), "fields": [question("a")]}))) == 1


nested = st.recursive(
    st.sampled_from(["text", "photo", "heading", "repeat"]),
    lambda inner: st.lists(inner, min_size=1, max_size=40),
    max_leaves=300,
)


@settings(max_examples=40, deadline=None)
@given(st.lists(nested, min_size=1, max_size=60))
def test_however_it_is_nested_nothing_is_lost_or_doubled(tree):
    count = iter(range(10_000))

    def made(one, depth=0):
        code = f"f{next(count)}"
        if isinstance(one, list):
            if depth > 3:
                return question(code)
            return {**question(code, "group"), "fields": [made(inner, depth + 1) for inner in one]}
        if one == "repeat":
            return {
                **question(code, "repeat"),
                "fields": [question(f"f{next(count)}"), question(f"f{next(count)}", "photo")],
            }
        return question(code, one)

    form, problems = read_definition({**long_form(), "fields": [made(one) for one in tree]})
    if problems:
        return

    found = parts.parts_of(form)

    leaves = [code for part in found for code in part.codes if form.find_field(code).type != "group"]
    assert sorted(leaves) == sorted(one.code for one in form.walk() if one.type != "group")


def test_a_part_knows_what_decides_about_it_and_no_more():
    form = read(long_form())
    page = Pages(form, sent(_part="0", _to="1")).draw({"q0": "yes", "q1": "other"})

    props = bind(form, zone=UTC, answers={"q0": "yes", "q1": "other"}, page=page).props

    assert props["given"] == {"q0": "yes"}
    assert {one["code"] for one in props["fields"]} == page.part.codes | {"q0"}
    assert len(json.dumps(props)) < 20_000


def test_a_part_in_which_nothing_is_shown_is_passed_over():
    hidden = [question(f"h{number}", show_if=["=", {"field": "q0"}, "never"]) for number in range(100)]
    form = read(
        {
            **long_form(),
            "fields": [*(question(f"q{n}") for n in range(50)), *hidden, *(question(f"z{n}") for n in range(50))],
        }
    )

    assert Pages(form, sent(_part="0", _to="next")).draw({}).index == 3
    assert Pages(form, sent(_part="0", _to="next")).draw({"q0": "never"}).index == 1


@pytest.fixture
def noor(cast, sign_in):
    starter_set(cast.downtown, at=NOON)
    definition = form_services.create_definition(
        organization=cast.downtown, kind=Definition.Kind.FORM, code="census", by=None, at=NOON
    )
    body = long_form(400, question("picture", "photo"))
    body["fields"][199] |= {"required": True}
    form_services.save_draft(definition=definition, body=body, by=None, at=NOON)
    form_services.publish(definition=definition, by=None, at=NOON)
    return sign_in(cast.noor)


def hidden(page):
    """What the page carries."""
    inputs = re.findall(r'<input type="hidden" name="(_[a-z]+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in inputs}


def test_it_is_filled_part_by_part_without_a_script_and_saved_whole(noor):
    first = noor.get("/log/census").content.decode()
    second = noor.post("/log/census", {**hidden(first), "q0": "yes", "q1": "é “<b>”", "_to": "next"}).content.decode()
    back = noor.post(
        "/log/census", {**hidden(second), "q60": "shown", "q70": "as usual", "_to": "back"}
    ).content.decode()
    refused = noor.post("/log/census", {**hidden(back), "q0": "yes", "q1": "again"})
    page = refused.content.decode()
    code = re.search(r'class="field" data-field="(q\d+)"', page)[1]
    needed = f"q{199 + 119}"
    saved = noor.post("/log/census", {**hidden(page), needed: "here", "_key": new_id()})

    assert len(first) < 90_000
    assert "Part 1 of" in first
    assert 'name="q0"' not in second
    assert 'value="as usual"' in second
    assert escape("é “<b>”") in back
    assert refused.status_code == 422
    assert f'name="{needed}"' in page, code
    assert saved.status_code == 302, saved.content.decode()[:500]
    assert Interaction.objects.get().answers == {
        "q0": "yes", "q1": "again", "q60": "shown", "q70": "as usual", needed: "here",
    }  # fmt: skip


def test_a_default_of_a_part_that_was_never_drawn_is_kept_and_one_that_was_emptied_is_not(noor):
    first = noor.get("/log/census").content.decode()
    needed = f"q{199 + 119}"
    carried = {**hidden(first), "_carried": json.dumps({needed: "x"})}

    noor.post("/log/census", {**carried, "_key": new_id()})
    noor.post("/log/census", {**carried, "_drawn": "0,1", "_key": new_id()})

    assert [row.answers.get("q70") for row in Interaction.objects.order_by("pk")] == ["as usual", None]


@pytest.mark.parametrize("carried", ["[1]", "{", "null", '{"_x": 1, "nowhere": 2}', "9" * 5000])
def test_what_is_carried_may_be_anything(noor, carried):
    answer = noor.post(
        "/log/census", {"_carried": carried, "_part": "９", "_drawn": "a,,-1,99999", "_to": "x", "q0": "a"}
    )

    assert answer.status_code == 200
