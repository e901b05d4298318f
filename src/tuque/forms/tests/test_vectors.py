"""One semantics in server and browser: the shared vectors, and what hypothesis invents, evaluated by both."""

import json
import shutil
import subprocess
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

import at_hand
from tuque.forms.binding import bind
from tuque.forms.language import check_answers, evaluate, read_definition
from tuque.forms.language.expressions import OPERATORS
from tuque.forms.posting import read_post
from tuque.forms.xlsform.cells import walk
from tuque.forms.xlsform.findings import Unreadable
from tuque.forms.xlsform.reading import read_form

pytestmark = pytest.mark.once

ROOM = Path(__file__).resolve().parents[1]
FRONTEND = ROOM.parents[2] / "frontend"
UTC = ZoneInfo("UTC")


def vectors(name):
    return json.loads((ROOM / "vectors" / name).read_text())


def definition(fields):
    label = {"en": "Try", "fr": "Essai"}
    return {"language": 1, "code": "try", "title": label, "base_type": "other", "fields": fields}


@pytest.mark.parametrize("row", vectors("expressions.json"), ids=lambda row: row["name"][:60])
def test_an_expression_gives_what_the_vector_says(row):
    found = evaluate(row["expression"], row["values"])

    assert found == row["gives"]
    assert isinstance(found, bool) == isinstance(row["gives"], bool)


@pytest.mark.parametrize("row", vectors("forms.json"), ids=lambda row: row["name"])
def test_a_form_decides_what_the_vector_says(row):
    form, problems = read_definition(definition(row["fields"]))
    assert not problems

    for case in row["cases"]:
        checked = check_answers(form, case["answers"])
        silent = {one.code for one in form.walk() if one.is_silent}

        assert checked.values == case["values"]
        assert {code: problem.code for code, problem in checked.errors.items()} == case["errors"]
        assert checked.shown == {path for path in case["shown"] if path.rpartition(".")[2] not in silent}
        assert checked.required == set(case["required"])


@pytest.mark.parametrize("row", vectors("forms.json"), ids=lambda row: row["name"])
def test_the_browser_tests_the_rules_that_the_server_gives(row):
    form, _problems = read_definition(definition(row["fields"]))

    assert json.loads(json.dumps(bind(form, zone=UTC).props)) == row["rules"], (
        "Copy what bind(form, zone=UTC).props gives into the vector."
    )


@pytest.mark.parametrize("row", vectors("posts.json"), ids=lambda row: f"{row['type']} {row['posted']} {row['zone']}")
def test_what_is_posted_is_read_as_the_vector_says(row):
    field = {"code": "a", "type": row["type"], "label": {"en": "A", "fr": "A"}}
    if row["type"] in {"choice", "many", "people", "items"}:
        codes = row["choices"] or ["x"]
        field["choices"] = [{"code": code, "label": {"en": code, "fr": code}} for code in codes]
    form, problems = read_definition(definition([field]))
    assert not problems
    posted = QueryDict(mutable=True)
    for name, values in row["posted"].items():
        posted.setlist(name, values)

    assert read_post(form, posted, zone=ZoneInfo(row["zone"])).get("a") == row["answer"]


# What both sides are tried on: numbers as a browser reads them back from JSON, text of every plane, lists and counts.
numbers = st.integers(-(10**12), 10**12) | st.floats(-1e12, 1e12, allow_nan=False)
texts = st.text(alphabet="abAZé0 ~～😀", max_size=4)
codes = st.sampled_from(["a", "b", "c", "d"])
plain = numbers | texts | st.booleans() | st.none() | st.sampled_from([0, 1, 2, 0.5, "a", "b", True, False])
rows = st.lists(st.dictionaries(codes, numbers, max_size=2) | numbers, max_size=3)  # as read from outside a repeat
values = st.dictionaries(
    codes,
    plain | rows | st.lists(codes, max_size=3, unique=True) | st.dictionaries(codes, st.integers(0, 20), max_size=3),
    max_size=4,
)
leaves = (
    plain
    | codes.map(lambda code: {"field": code})
    | st.lists(texts | numbers, max_size=3).map(lambda some: {"list": some})
)


def trees(inner):
    def of(operator):
        fewest, most = OPERATORS[operator]
        return st.lists(inner, min_size=fewest, max_size=min(most, fewest + 2)).map(lambda some: [operator, *some])

    return st.sampled_from(sorted(OPERATORS)).flatmap(of)


expressions = st.recursive(leaves, trees, max_leaves=12).filter(lambda tree: isinstance(tree, list))


@pytest.fixture(scope="module")
def browser_side(tmp_path_factory):
    """Evaluates a batch of `[expression, values]` with the browser's own code, in one run of Node."""
    bundler, node = FRONTEND / "node_modules" / ".bin" / "rolldown", shutil.which("node")
    if node is None or not bundler.exists():
        pytest.fail("The front end's tools are missing: run `npm ci` in frontend/, or `./tuque test`, which does it.")
    folder = tmp_path_factory.mktemp("agreement")
    source = FRONTEND / "lib" / "forms" / "expressions.ts"
    subprocess.run(
        [str(bundler), str(source), "--format", "esm", "--file", str(folder / "expressions.mjs")],
        check=True,
        capture_output=True,
        cwd=FRONTEND,
    )
    (folder / "batch.mjs").write_text(
        'import { readFileSync } from "node:fs";\n'
        'import { evaluate } from "./expressions.mjs";\n'
        'const cases = JSON.parse(readFileSync(0, "utf8"));\n'
        "console.log(JSON.stringify(cases.map(([tree, values]) => evaluate(tree, values))));\n"
    )

    def run(cases):
        done = subprocess.run(
            [node, str(folder / "batch.mjs")], input=json.dumps(cases), capture_output=True, text=True, check=True
        )
        return json.loads(done.stdout)

    return run


def test_invented_expressions_give_the_same_in_the_browser(browser_side):
    cases = []

    @settings(
        max_examples=3000,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    @given(expressions, values)
    def collect(tree, given_values):
        cases.append([tree, given_values])

    collect()
    theirs = browser_side(cases)

    differing = [
        (tree, given_values, evaluate(tree, given_values), other)
        for (tree, given_values), other in zip(cases, theirs, strict=True)
        if not same(evaluate(tree, given_values), other)
    ]
    assert len(cases) >= 2000
    assert not differing, differing[:3]


REAL = at_hand.data("forms")
EXPRESSIONS = ("show_if", "required_if", "constraint", "calculated")


@pytest.mark.once
@pytest.mark.skipif(not (REAL / "EXPECTED.csv").exists(), reason="the real forms are not at hand")
def test_the_expressions_of_real_forms_give_the_same_in_the_browser(browser_side):
    draw = Random(1)
    trees = {json.dumps(tree): tree for path in sorted(REAL.rglob("*.x[lm]*")) for tree in expressions_in(path)}
    cases = [[tree, answers_for(tree, draw)] for tree in trees.values() for _ in range(20)]

    theirs = browser_side(cases)

    ours = [evaluate(*case) for case in cases]
    differing = [
        (*case, mine, other) for case, mine, other in zip(cases, ours, theirs, strict=True) if not same(mine, other)
    ]
    assert len(trees) >= 100
    assert len({json.dumps(one) for one in ours}) >= 20  # not all of them unknown
    assert not differing, differing[:3]


def expressions_in(path):
    try:
        found = read_form(path.read_bytes(), name=path.name, mend=True)
    except Unreadable:
        return
    if not found.is_refused:
        for one in walk(found.body["fields"]):
            yield from (one[name] for name in EXPRESSIONS if isinstance(one.get(name), list))


def answers_for(tree, draw):
    """For each question that `tree` reads: an answer near what it is compared with, or none."""
    read, said = set(), [0, 1, 17.5, "yes", "2026-01-31", True, False]

    def look(part):
        if isinstance(part, dict):
            read.update([part["field"]] if "field" in part else [])
            said.extend(part.get("list", []))
        elif isinstance(part, list):
            said.extend(one for one in part[1:] if isinstance(one, str | int | float))
            for one in part:
                look(one)

    look(tree)
    return {
        code: draw.choice([None, draw.choice(said), draw.choice(said), [draw.choice(said)]]) for code in sorted(read)
    }


def same(ours, theirs):
    if isinstance(ours, bool) or isinstance(theirs, bool) or not isinstance(ours, int | float):
        return ours is theirs if isinstance(ours, bool) or ours is None else ours == theirs
    return isinstance(theirs, int | float) and float(ours) == float(theirs)


@given(expressions, values)
def test_an_expression_never_fails_whatever_the_answers(tree, given_values):
    evaluate(tree, given_values)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(anything)
def test_reading_a_definition_never_fails_whatever_is_given(body):
    form, problems = read_definition(body)

    assert (form is None) == bool(problems)


@given(st.dictionaries(st.sampled_from([f"f{number}" for number in range(18)] + ["z"]), anything, max_size=6))
@example({"f17": [{"unknown": 1}]})
def test_checking_answers_never_fails_and_what_it_accepts_it_accepts_again(answers):
    kinds = "text note number integer choice many date time datetime duration place photo people workers items person yes_no"
    choices = [{"code": code, "label": {"en": code, "fr": code}} for code in ("a", "b")]
    fields = [
        {"code": f"f{number}", "type": kind, "label": {"en": kind, "fr": kind}}
        | ({"choices": choices} if kind in {"choice", "many", "people", "items"} else {})
        for number, kind in enumerate(kinds.split())
    ]
    fields.append(
        {"code": "f17", "type": "repeat", "label": {"en": "r", "fr": "r"}, "fields": [{**fields[3], "code": "r0"}]}
    )
    form, _problems = read_definition(definition(fields))

    checked = check_answers(form, answers)

    again = check_answers(form, json.loads(json.dumps(checked.values)))
    assert again.values == checked.values
    assert again.is_good
