"""Files made to harm get a clear refusal within 5 seconds and 256 MB, in a process that can have no more."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

pytestmark = pytest.mark.once

SOURCE = Path(__file__).resolve().parents[3]
MOST_BYTES = 256 * 1024 * 1024
MOST_SECONDS = 5  # of the processor
READ = f"""
import json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({MOST_BYTES}, {MOST_BYTES}))
resource.setrlimit(resource.RLIMIT_CPU, ({MOST_SECONDS}, {MOST_SECONDS}))
from tuque.forms.xlsform.findings import Unreadable
from tuque.forms.xlsform.reading import read_form
name = sys.argv[1]
try:
    found = read_form(open(name, "rb").read(), name=name)
    codes = [finding.code for finding in found.findings if finding.level == "refused"]
except Unreadable as fault:
    codes = [fault.finding.code]
print(json.dumps(codes))
"""


def refusals(path):
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)],
        env={"PYTHONPATH": str(SOURCE), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def workbook(survey, choices=()):
    made = openpyxl.Workbook(write_only=True)
    for name, rows in (("survey", survey), ("choices", choices)):
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def repacked(data, change):
    """The same workbook, each part changed by `change(name, content)`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
    return out.getvalue()


HEADERS = ["type", "name", "label"]
PLAIN = workbook([HEADERS, ["text", "a", "A"]])
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">%s]>' % b"".join(
    b'<!ENTITY a%d "&a%s;&a%s;&a%s;&a%s;">' % (n, *[str(n - 1).encode() if n else b""] * 4) for n in range(12)
)
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def with_declaration(declaration, encoding=None):
    def change(name, content):
        if name != "xl/worksheets/sheet1.xml":
            return content
        text = content.replace(b"<worksheet", declaration + b"<worksheet", 1)
        return text.decode().encode(encoding) if encoding else text

    return repacked(PLAIN, change)


def with_formula(formula):
    def change(name, content):
        if name != "xl/worksheets/sheet1.xml":
            return content
        assert b'r="C2"' in content
        before, _cell, rest = content.partition(b'<c r="C2"')
        return before + b'<c r="C2">' + formula + b"</c>" + rest.partition(b"</c>")[2]

    return repacked(PLAIN, change)


def bomb(size):
    return repacked(PLAIN, lambda name, content: content + b" " * size if name.endswith("sheet1.xml") else content)


def big_list(size):
    rows = (["l", f"c{number}", f"Choice {number}"] for number in range(size))
    return workbook([HEADERS, ["select_one l", "a", "A"]], [["list_name", "name", "label"], *rows])


def tangled():
    """Each calculation reads the one below it."""
    rows = [["calculate", f"c{number}", "x", f"${{c{number + 1}}} + 1"] for number in range(1900)]
    return workbook([[*HEADERS, "calculation"], *rows, ["integer", "c1900", "x", ""]])


def with_label(words):
    """An XForm that asks one question in these words."""
    return (
        b"<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'><h:head><h:title>T</h:title>"
        b"<model><instance><data id='t'><a/></data></instance><bind nodeset='/data/a' type='string'/></model></h:head>"
        b"<h:body><input ref='/data/a'><label>" + words + b"</label></input></h:body></h:html>"
    )


FILES = {
    "bomb.xlsx": (lambda: bomb(200_000_000), "unpacks_too_large"),
    "list.xlsx": (lambda: big_list(100_000), "unpacks_too_large"),
    "rows.xlsx": (lambda: big_list(20_000), "too_many_rows"),
    "entities.xlsx": (lambda: with_declaration(ENTITIES), "has_entities"),
    "outside.xlsx": (lambda: with_declaration(OUTSIDE), "has_entities"),
    "outside16.xlsx": (lambda: with_declaration(OUTSIDE, "utf-16"), "has_entities"),
    "program.xlsx": (lambda: workbook([HEADERS, ["text", "a", "<svg onload=alert(1)>"]]), "active_content"),
    "dde.xlsx": (lambda: with_formula(b"<f>cmd|' /C calc'!A0</f><v>1</v>"), "formula_reaches_out"),
    "web.xlsx": (lambda: with_formula(b'<f>WEBSERVICE("x")</f><v>1</v>'), "formula_reaches_out"),
    "empty.xlsx": (lambda: with_formula(b"<f>A1</f>"), "formula_without_value"),
    "deep.xlsx": (
        lambda: workbook([HEADERS, *[["begin group", f"g{n}", "G"] for n in range(1900)], ["text", "a", "A"]]),
        "groups_too_deep",
    ),
    "brackets.xlsx": (
        lambda: workbook([[*HEADERS, "relevant"], ["text", "a", "A", "(" * 2000 + "1" + ")" * 2000]]),
        "expression_broken",
    ),
    "tangled.xlsx": (tangled, "too_tangled"),
    "long.xlsx": (lambda: workbook([HEADERS, ["text", "a", "x" * 32_000]]), "cell_too_long"),
    "zeros.xls": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4_000_000, "broken_workbook"),
    "entities.xml": (lambda: ENTITIES + b"<html>&a11;</html>", "has_entities"),
    "outside.xml": (lambda: OUTSIDE + b"<html>&a;</html>", "has_entities"),
    "deep.xml": (lambda: b"<a>" * 500_000, "nested_too_deeply"),
    "wide.xml": (lambda: b"<a>" + b"<b/>" * 1_000_000, "too_many_parts"),
    "list.xml": (
        lambda: (
            b"<html><model><instance id='l'>" + b"<item><name>c</name></item>" * 100_000 + b"</instance></model></html>"
        ),
        "too_many_parts",
    ),
    "program.xml": (lambda: with_label(b"&lt;svg onload=alert(1)&gt;"), "active_content"),
    "picture.xml": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not_an_xform"),
    "other.xml": (lambda: b"<html><body/></html>", "not_an_xform"),
    "large.xlsx": (lambda: PLAIN + b"\0" * 6_000_000, "file_too_large"),
}


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_made_to_harm_is_refused_in_time_and_in_little_memory(name, tmp_path):
    make, code = FILES[name]
    path = tmp_path / name
    path.write_bytes(make())

    assert code in refusals(path)


def test_a_plain_workbook_passes_under_the_same_limits(tmp_path):
    path = tmp_path / "plain.xlsx"
    path.write_bytes(PLAIN)

    assert refusals(path) == []
