"""Spreadsheets of forms, in and out. No database."""

import re
from pathlib import Path

import pytest
from pyxform.xls2xform import convert

from tuque.forms.finding_wording import FINDINGS, finding_message
from tuque.forms.language import check_answers, read_definition
from tuque.forms.starter import bodies
from tuque.forms.xlsform import meaning, sheets, types, xpath
from tuque.forms.xlsform.findings import Unreadable
from tuque.forms.xlsform.reading import read_form
from tuque.forms.xlsform.translating import open_problems, translate
from tuque.forms.xlsform.writing import book_to_xlsx, write_book

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[4]
REFERENCE = (ROOT / "docs" / "reference" / "xlsform.md").read_text()
STARTER_FORMS = {body["code"]: body for kind, body in bodies() if kind == "form"}
STARTER_LISTS = {body["code"]: body for kind, body in bodies() if kind == "code_list"}
BOTH = "label::English (en)", "label::Français (fr)"


def book(*rows, choices=(), settings=()):
    headers = ["type", "name", *BOTH, "relevant", "constraint", "calculation", "required", "default", "appearance"]
    found = {"survey": [headers, *([*row, *[""] * (len(headers) - len(row))] for row in rows)]}
    if choices:
        found["choices"] = [["list_name", "name", *BOTH], *(list(choice) for choice in choices)]
    if settings:
        found["settings"] = [list(line) for line in settings]
    return found


def words(text):
    return [text, f"{text} (fr)"]


def question(kind, name, **cells):
    order = ("relevant", "constraint", "calculation", "required", "default", "appearance")
    return [kind, name, *words(name), *(cells.get(column, "") for column in order)]


YES_NO = [("yn", "yes", "Yes", "Oui"), ("yn", "no", "No", "Non")]
NAMED = [["form_title", "form_id"], ["Visit", "visit"]]


def one_field(*rows, code, **more):
    found = translate(book(*rows, **more))
    assert not found.is_refused, found.findings
    return next(field for field in found.body["fields"] if field["code"] == code)


def codes(found):
    return {(finding.code, finding.cell) for finding in found.findings}


def test_a_form_in_both_languages_can_be_published_once_its_title_is():
    found = translate(
        book(
            question("select_one yn", "fed", required="yes"),
            question("integer", "Meals", relevant="${fed} = 'yes'", constraint=". > 0 and . <= 9"),
            choices=YES_NO,
            settings=NAMED,
        )
    )

    assert [(one.path, one.code) for one in open_problems(found.body)] == [("title.fr", "language_missing")]
    form, problems = read_definition({**found.body, "title": {"en": "Visit", "fr": "Visite"}})
    assert problems == []
    assert check_answers(form, {"fed": "yes", "meals": 3}).values == {"fed": "yes", "meals": 3}
    assert set(check_answers(form, {"fed": "yes", "meals": 12}).errors) == {"meals"}
    assert check_answers(form, {"fed": "no", "meals": 3}).values == {"fed": "no"}


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("text", "text"),
        ("integer", "integer"),
        ("decimal", "number"),
        ("select_one yn", "choice"),
        ("select one from yn", "choice"),
        ("select_multiple yn", "many"),
        ("date", "date"),
        ("time", "time"),
        ("dateTime", "datetime"),
        ("geopoint", "place"),
        ("image", "photo"),
        ("audio", "audio"),
        ("barcode", "text"),
        ("acknowledge", "yes_no"),
        ("range", "integer"),
        ("note", "info"),
    ],
)
def test_each_type_that_is_shown_becomes_a_field(written, kind):
    found = translate(book(question(written, "it"), question("text", "other"), choices=YES_NO))

    assert found.body["fields"][0]["type"] == kind


def test_an_image_that_is_signed_is_a_signature_and_goes_out_as_one():
    found = translate(book(question("image", "by", appearance="new signature"), question("text", "other")))

    assert found.body["fields"][0]["type"] == "signature"
    form = {**found.body, "fields": [{"code": "by", "type": "signature", "label": {"en": "By", "fr": "Par"}}]}
    form.pop("xlsform", None)
    header, row = write_book(form)["survey"]
    assert dict(zip(header, row, strict=True))["appearance"] == "signature"
    assert dict(zip(header, row, strict=True))["type"] == "image"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("${a} = ''", ["empty", {"field": "a"}]),
        ("${a} != 'x'", ["not", ["first", ["=", {"field": "a"}, "x"], False]]),
        ("not(${n} > 3)", ["not", ["first", [">", {"field": "n"}, 3], False]]),
        ("${n} = '3'", ["=", {"field": "n"}, 3]),
        (
            "selected(${m}, 'yes') or ${o}='no'",
            ["or", ["selected", {"field": "m"}, "yes"], ["=", {"field": "o"}, "no"]],
        ),
        ("count-selected(${m}) >= 2", [">=", ["count", {"field": "m"}], 2]),
        ("${n} div 2 = 1.5", ["=", ["/", {"field": "n"}, 2], 1.5]),
        ("if(${n} > 1, 'b', 'c') = 'b'", ["=", ["if", ["first", [">", {"field": "n"}, 1], False], "b", "c"], "b"]),
        ("${d} < date('2026-01-31')", ["<", {"field": "d"}, "2026-01-31"]),
    ],
)
def test_an_expression_is_put_into_our_language(text, tree):
    rows = [
        question("text", "a"),
        question("integer", "n"),
        question("select_multiple yn", "m"),
        question("select_one yn", "o"),
        question("date", "d"),
        question("text", "asked", relevant=text),
    ]

    assert one_field(*rows, code="asked", choices=YES_NO)["show_if"] == tree


@pytest.mark.parametrize("text", ["today() > ${d}", "regex(${a}, 'x')", "../a = 'x'", "${a} > 3", "count(${a})"])
def test_what_has_no_counterpart_is_kept_and_said(text):
    rows = [question("text", "a"), question("date", "d"), question("text", "asked", relevant=text)]

    found = translate(book(*rows))

    assert ("relevant_kept", "E4") in codes(found)
    assert "show_if" not in found.body["fields"][2]
    assert not found.is_refused


@pytest.mark.parametrize(
    ("rows", "choices", "code", "cell"),
    [
        ([question("text", "a"), question("text", "a")], (), "name_twice", "B3"),
        ([question("text", "a b")], (), "name_unusable", "B2"),
        ([question("text", "")], (), "name_missing", "B2"),
        ([["", "a"]], (), "type_missing", "A2"),
        ([question("telepathy", "a")], (), "type_unknown", "A2"),
        ([question("select_one none", "a")], (), "list_missing", "A2"),
        ([question("begin group", "a"), question("text", "b")], (), "begin_without_end", "A2"),
        ([question("text", "b"), ["end repeat"]], (), "end_without_begin", "A3"),
        ([question("text", "a", relevant="${b} = 1")], (), "field_unknown", "E2"),
        ([question("text", "a", relevant="(. = 1")], (), "expression_broken", "E2"),
        ([question("text", "a", constraint="telepathy(.)")], (), "function_unknown", "F2"),
        ([question("calculate", "a"), question("text", "b")], (), "calculation_missing", "G2"),
        ([question("include", "a")], (), "include", "A2"),
        ([question("hidden", "a")], (), "nothing_to_show", ""),
        ([["text", "a", "<script>x()</script>", "x"]], (), "active_content", "C2"),
        ([["text", "a", "<img src=x onerror=alert(1)>", "x"]], (), "active_content", "C2"),
        ([question("select_one yn", "a")], [*YES_NO, YES_NO[0]], "choice_twice", "B4"),
    ],
)
def test_what_is_wrong_is_told_with_its_cell(rows, choices, code, cell):
    found = translate(book(*rows, choices=choices))

    assert (code, cell) in codes(found)
    assert found.is_refused


def test_every_finding_has_words_in_both_languages():
    source = "".join(path.read_text() for path in (ROOT / "src/tuque/forms/xlsform").glob("*.py"))
    calls = r'(?:Finding\((?:REFUSED|REPAIRED), |_found\((?:REFUSED|level), |kept\(|refused\(|Unreadable\()"(\w+)"'
    told = set(re.findall(calls, source)) | {f"{column}_kept" for column in ("relevant", "required", "constraint")}

    assert told <= FINDINGS.keys()


def test_a_message_names_the_sheet_the_cell_and_what_it_says():
    found = translate(book(question("text", "a"), question("text", "a")))

    assert finding_message(found.findings[0]) == (
        "survey, B3 “a”: The same name is at B2. Give each its own, or import again with the repair (--repair), which adds a number."
    )


def test_a_repair_gives_repeated_names_a_number_and_leaves_out_what_is_the_same():
    choices = [*YES_NO, YES_NO[0], ("yn", "no", "Nope", "Non !")]
    twice = book(question("select_one yn", "a"), question("text", "a"), choices=choices)

    found = read_form(book_to_xlsx(twice), name="x.xlsx", mend=True)

    assert not found.is_refused
    assert [field["code"] for field in found.body["fields"]] == ["a", "a_2"]
    assert [choice["code"] for choice in found.body["fields"][0]["choices"]] == ["yes", "no", "no_2"]
    assert {one.code for one in found.findings} == {"renamed", "choice_left_out"}


def test_one_language_leaves_the_other_marked_missing():
    found = translate({"survey": [["type", "name", "label"], ["text", "nom", "Nom"]]}, language="fr")

    assert found.body["fields"][0]["label"] == {"fr": "Nom"}
    assert ("fields[0].label.en", "language_missing") in {(one.path, one.code) for one in open_problems(found.body)}


def test_the_xform_that_pyxform_makes_of_a_spreadsheet_gives_the_same_form(tmp_path):
    source = book(
        question("select_one yn", "Fed", required="yes"),
        question("begin repeat", "meal", relevant="${Fed} = 'yes'"),
        question("integer", "Size", constraint=". > 0 and . < 9", default="2"),
        question("note", "told", relevant="${Size} != 3 or not(${Fed} = 'no')"),
        ["end repeat"],
        ["calculate", "twice", "", "", "", "", "${Size} * 2"],  # an XForm has no words for it
        question("select_multiple yn", "why", relevant="${twice} > 2"),
        question("geopoint", "there", relevant="selected(${why}, 'yes')"),
        question("start", "began"),
        choices=YES_NO,
        settings=NAMED,
    )
    path = tmp_path / "visit.xlsx"
    path.write_bytes(book_to_xlsx(source))

    from_xform = read_form(convert(path).xform.encode(), name="visit.xml")

    from_sheet = translate(source).body
    assert not from_xform.is_refused, from_xform.findings
    assert _sorted(from_xform.body["fields"]) == _sorted(from_sheet["fields"])
    assert (from_xform.body["code"], from_xform.body["title"]) == (from_sheet["code"], from_sheet["title"])


def _sorted(fields):
    """Calculations have no place on the page, and so none in the order of an XForm."""
    return sorted(fields, key=lambda one: one["code"])


def test_other_asks_to_specify():
    found = translate(book(question("select_one yn or_other", "a"), choices=YES_NO))

    chosen, told = found.body["fields"]
    assert chosen["choices"][-1]["code"] == "other"
    assert told["show_if"] == ["selected", {"field": "a"}, "other"]


def test_what_is_not_shown_travels_back_out():
    source = book(
        question("start", "began"),
        question("text", "a", appearance="w1"),
        question("geotrace", "walked", relevant="${a} = 'x'"),
        question("select_multiple yn", "b"),
        choices=[(*choice, "x") for choice in YES_NO],
        settings=NAMED,
    )
    source["choices"][0].append("region")

    back = read_form(book_to_xlsx(write_book(translate(source).body)), name="visit.xlsx")

    assert {name: _trimmed(rows) for name, rows in back.body["xlsform"]["sheets"].items()} == {
        name: _trimmed(rows) for name, rows in source.items()
    }


def _trimmed(rows):
    return [" | ".join(row).rstrip(" |") for row in rows]


def test_what_was_changed_since_goes_out_changed_and_the_rest_as_it_came():
    source = book(
        question("select_one yn", "Fed"),
        question("geotrace", "walked"),
        question("begin group", "g"),
        question("integer", "Meals", relevant="${Fed} = 'yes'"),
        ["end group"],
        question("text", "why"),
        choices=YES_NO,
        settings=NAMED,
    )
    body = read_form(book_to_xlsx(source), name="visit.xlsx").body
    fed, group, _why = body["fields"]
    group["fields"][0] |= {"show_if": ["!=", {"field": "fed"}, "no"], "required": True, "fills": "duration"}
    fed["label"]["fr"] = "A mangé ?"
    fed["choices"].append({"code": "some", "label": {"en": "Some", "fr": "Un peu"}})
    new = {"code": "mood", "type": "text", "label": {"en": "Mood", "fr": "Humeur"}}

    changed = {**body, "fields": [new, group, fed], "title": {"en": "Visits", "fr": "Visites"}}
    back = read_form(book_to_xlsx(write_book(changed)), name="visit.xlsx")

    assert not back.is_refused, back.findings
    assert back.body["fields"] == changed["fields"]
    assert back.body["title"]["en"] == "Visits"
    rows = [row[:2] for row in back.body["xlsform"]["sheets"]["survey"][1:]]
    assert rows == [
        ["text", "mood"],
        ["geotrace", "walked"],
        ["begin group", "g"],
        ["integer", "Meals"],
        ["end group"],
        ["select_one fed_choices", "Fed"],
    ]


@pytest.mark.parametrize("code", sorted(STARTER_FORMS))
def test_our_own_forms_go_out_and_come_back_whole(code):
    body = {**STARTER_FORMS[code], "lists": {name: one["choices"] for name, one in STARTER_LISTS.items()}}

    back = read_form(book_to_xlsx(write_book(body)), name="other.xlsx")

    assert not back.is_refused, back.findings
    assert {**back.body, "fields": None, "xlsform": None} == {
        **STARTER_FORMS[code],
        "title": back.body["title"],
        "fields": None,
        "xlsform": None,
    }
    assert back.body["fields"] == _in_place(STARTER_FORMS[code]["fields"])


def _in_place(fields):
    """The choices of code lists as a spreadsheet gives them back: in place."""
    found = []
    for one in fields:
        one = dict(one)
        if "list" in one:
            one["choices"] = STARTER_LISTS[one.pop("list")]["choices"]
        if "fields" in one:
            one["fields"] = _in_place(one["fields"])
        found.append(one)
    return found


def test_a_cell_is_never_a_formula():
    body = translate(book(["text", "a", "=1+1", "=HYPERLINK(0)"])).body

    back = sheets.read_sheets(book_to_xlsx(write_book(body)), "x.xlsx")

    assert back["survey"][1][2:4] == ["=1+1", "=HYPERLINK(0)"]


@pytest.mark.parametrize("text", ["1 +", "()", "a(", "'x", "${a", "1 1", "a b", "[1]", "((" * 200, "-" * 5000, "#"])
def test_what_is_not_an_expression_is_said(text):
    with pytest.raises(xpath.Broken):
        xpath.parse(text)


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.xls", "a.csv"])
@pytest.mark.parametrize(
    "data", [b"", b"PK", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"a,b"]
)
def test_a_file_that_is_no_form_is_refused(name, data):
    with pytest.raises(Unreadable):
        read_form(data, name=name)


@pytest.mark.parametrize(
    "word",
    sorted({*types.SHOWN, *types.KEPT, *meaning.COMPUTED, *meaning.KEPT}),
    ids=lambda word: word.replace(":", "-"),
)
def test_the_reference_names_every_type_and_function(word):
    assert f"`{word}`" in REFERENCE


def asked_often(count="", *inside, after=()):
    """A survey with a repeat `met`, whose `repeat_count` is `count`."""
    rows = book(
        question("integer", "number"),
        question("begin repeat", "met"),
        question("integer", "age"),
        *inside,
        ["end repeat"],
        *after,
        settings=NAMED,
    )
    rows["survey"][0].append("repeat_count")
    rows["survey"][2].append(count)
    return translate(rows)


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        ("", {}),
        ("3", {"min": 3, "max": 3}),
        ("${number}", {"constraint": ["=", ["count", {"field": "met"}], {"field": "number"}]}),
        ("${number} + 1", {}),
    ],
)
def test_a_repeat_is_asked_as_often_as_its_count_says(count, expected):
    found = asked_often(count)
    repeat = found.body["fields"][1]

    assert repeat["type"] == "repeat"
    assert {name: repeat[name] for name in ("min", "max", "constraint") if name in repeat} == expected
    assert {code for code, _cell in codes(found)} == ({"repeat_count_kept"} if "+" in count else set())


@pytest.mark.parametrize(
    ("calculation", "tree"),
    [
        ("sum(${age})", ["sum", {"field": "age"}]),
        ("count(${met})", ["count", {"field": "met"}]),
        ("count(${age})", ["count", {"field": "met"}]),
        ("max(${age})", ["max", {"field": "age"}]),
        ("${age} + 1", None),
    ],
)
def test_what_is_outside_a_repeat_reads_all_of_its_rows(calculation, tree):
    found = asked_often("", after=[question("calculate", "total", calculation=calculation)])
    total = next((field for field in found.body["fields"] if field["code"] == "total"), None)

    assert (total["calculated"] if total else None) == tree
    assert bool(total) != ("calculation_kept" in {code for code, _cell in codes(found)})


def test_a_row_that_reads_the_total_of_all_rows_keeps_that_calculation_for_the_way_back():
    part = question("integer", "part", calculation="${age} * 100 div ${total}")
    found = asked_often("", part, after=[question("calculate", "total", calculation="sum(${age})")])

    assert ("calculation_kept", "G5") in codes(found)
    assert {problem.code for problem in open_problems(found.body)} <= {"language_missing"}


def test_a_repeat_inside_another_is_asked_once():
    inside = [question("begin repeat", "inner"), question("text", "what"), ["end repeat"]]
    found = asked_often("", *inside)

    assert found.body["fields"][1]["fields"][1]["type"] == "group"
    assert ("repeat_once", "A5") in codes(found)


def test_a_repeat_of_ours_goes_out_as_one_and_comes_back_the_same(tmp_path):
    field = {"code": "met", "type": "repeat", "min": 2, "max": 2, "label": {"en": "People", "fr": "Personnes"}}
    field["each"] = {"en": "Person", "fr": "Personne"}
    field["fields"] = [{"code": "age", "type": "integer", "label": {"en": "Age", "fr": "Âge"}}]
    total = {
        "code": "total",
        "type": "integer",
        "label": {"en": "Sum", "fr": "Somme"},
        "calculated": ["sum", {"field": "age"}],
    }
    body = {
        "language": 1,
        "code": "walk",
        "title": {"en": "Walk", "fr": "Tournée"},
        "base_type": "outreach",
        "fields": [field, total],
    }

    written = book_to_xlsx(write_book(body))
    (tmp_path / "walk.xlsx").write_bytes(written)
    back = read_form(written, name="walk.xlsx")

    assert 'nodeset="/data/met"' in convert(tmp_path / "walk.xlsx").xform
    assert "sum(" in convert(tmp_path / "walk.xlsx").xform
    assert {name: value for name, value in back.body.items() if name != "xlsform"} == body
