"""An answer as a file: it says what it is, holds what is public alone, and any spreadsheet may open it."""

import csv
import io
import json

import openpyxl
import pytest
from conftest import NOON
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tuque.core.workbooks import workbook
from tuque.directory import visibility
from tuque.directory.models import Address, SearchGap, Service, Source
from tuque.directory.search import finding, following
from tuque.directory.tests import factories
from tuque.releases.desk import answers, catalogue, counting, files
from tuque.releases.desk.files import Format
from tuque.releases.desk.models import DeskCount, What
from tuque.releases.desk.questions import Query


@pytest.fixture
def daycares(cast, db):
    """Two daycares, one near R3B and one far from it, and a place whose address nobody may know."""
    near = factories.service(cast.downtown, "Corner daycare", description="Child care for all.")
    put(near, "1 Near Street", "R3B 1A1", longitude=-97.140, latitude=49.895)
    far = factories.service(cast.downtown, "Meadow daycare", description="Child care for all.")
    put(far, "2 Far Street", "R2W 1A1", longitude=-97.120, latitude=49.960)
    put(near, "77 Hidden Street", "R3B 9Z9", is_confidential=True, longitude=-97.2222, latitude=49.8888)
    Source.objects.update(licence="CC BY 4.0", attribution="Example Society")
    visibility.refresh(cast.downtown.pk)
    following.rebuild(today=NOON.date())
    return near, far


def put(service, street, postal_code, **where):
    location = factories.place(service, street, **where)
    Address.objects.filter(location=location).update(postal_code=postal_code)


def written(form: str, query: Query, language: str = "en") -> bytes:
    with translation.override(language):
        answer = answers.answer(query, reader=language, at=NOON)
        return files.write(answer, Format(form), reader=language, page="https://tuque.example/data", at=NOON)


@pytest.mark.parametrize("words", ["nearest daycare", "daycare", "la garderie la plus proche"])
@pytest.mark.parametrize(("near", "first"), [("R3B", "Corner daycare"), ("R2W", "Meadow daycare")])
def test_the_nearest_comes_first_with_its_distance(daycares, words, near, first):
    answer = answers.answer(Query(words=words, near=near), reader="en", at=NOON)

    assert answer.rows[0]["service"] == first
    away = [row["distance_km"] for row in answer.rows]
    assert away == sorted(away)
    assert away[0] < 0.1
    assert 5 < away[-1] < 10


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            ("Licence", "CC BY 4.0", "Example Society", "Jan. 14, 2026", "Method", "straight lines", "To cite it"),
        ),
        (
            "fr",
            ("Licence", "CC BY 4.0", "Example Society", "14 janvier 2026", "Méthode", "ligne droite", "Pour le citer"),
        ),
    ],
)
@pytest.mark.parametrize("form", list(Format))
def test_every_file_says_its_licence_its_day_and_its_method(daycares, form, language, said):
    made = written(form, Query(words="daycare", near="R3B"), language)
    text = text_of(made, form)

    for one in said:
        assert one in text
    assert "https://tuque.example/data" in text


def text_of(made: bytes, form: Format) -> str:
    if form is not Format.XLSX:
        return made.decode()
    book = openpyxl.load_workbook(io.BytesIO(made))
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)


@pytest.mark.parametrize("form", list(Format))
def test_a_confidential_address_is_in_no_file(daycares, form):
    text = text_of(written(form, Query(words="daycare", near="R3B")), form)

    assert "Corner daycare" in text
    for hidden in ("Hidden", "R3B 9Z9", "97.2222", "49.8888"):
        assert hidden not in text


def test_the_table_stands_below_the_lines_that_tell_what_it_is(daycares):
    rows = list(csv.reader(io.StringIO(written("csv", Query(words="daycare")).decode().removeprefix("\ufeff"))))
    about = [row for row in rows if row[0].startswith("# ")]
    table = rows[len(about) :]

    assert rows[: len(about)] == about
    assert table[0] == [str(label) for label in answers.COLUMNS.values()]
    assert {row[0] for row in table[1:]} == {"Corner daycare", "Meadow daycare"}


def test_geojson_has_a_point_for_each_place_and_its_licence(daycares):
    made = json.loads(written("geojson", Query(words="daycare")))

    assert {tuple(one["geometry"]["coordinates"]) for one in made["features"]} == {(-97.14, 49.895), (-97.12, 49.96)}
    assert made["licences"] == [
        {"name": made["licences"][0]["name"], "licence": "CC BY 4.0", "attribution": "Example Society"}
    ]


def test_a_source_without_a_licence_is_told_to_be_asked(daycares):
    Source.objects.update(licence="")

    assert "ask whoever keeps it" in text_of(written("csv", Query(words="daycare")), Format.CSV)


def test_a_position_of_a_device_is_in_no_file(daycares):
    answer = answers.answer(Query(words="daycare"), reader="en", at=NOON, point=(-97.13579, 49.89753))
    made = files.write(answer, Format.CSV, reader="en", page="https://tuque.example/data", at=NOON).decode()

    assert "97.1357" not in made
    assert "49.8975" not in made
    assert {row["distance_km"] for row in answer.rows} == {0.4, 7.0}


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40)


@given(
    st.lists(
        st.lists(
            st.one_of(texts, st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**12), 10**12)),
            max_size=5,
        ),
        max_size=5,
    )
)
def test_nothing_in_a_workbook_is_a_formula(rows):
    book = openpyxl.load_workbook(io.BytesIO(workbook({"One": rows})))

    assert all(cell.data_type in ("s", "n", "inlineStr") for row in book["One"].iter_rows() for cell in row)


queries = st.builds(
    Query,
    words=texts,
    near=texts,
    topic=st.sampled_from(["", "child-care"]),
    free=st.booleans(),
    open_now=st.booleans(),
    exact=st.booleans(),
    age=st.one_of(st.none(), st.integers(1, 120)),
)


@given(queries)
def test_a_question_that_is_kept_asks_the_same_again(query):
    assert Query.of(json.loads(json.dumps(query.kept()))) == query


def test_a_file_has_all_that_answers_though_a_page_needs_no_more(daycares, monkeypatch):
    monkeypatch.setattr(finding, "ENOUGH", 1)  # a page is content with the nearest ring

    answer = answers.answer(Query(words="daycare", near="R3B"), reader="en", at=NOON)
    text = text_of(written("csv", Query(words="daycare", near="R3B")), Format.CSV)

    assert [row["service"] for row in answer.rows] == ["Corner daycare", "Meadow daycare"]
    assert "Every service that anyone may know of, and that answers, is here, near or far." in text
    assert "cut there" not in text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("cut there, since a file holds 1 at most: 2 services answer", "Not every service", "nearest surround")),
        ("fr", ("coupé là, car un fichier en contient au plus 1 : 2 services", "Tous les services", "proches")),
    ],
)
def test_a_file_that_is_cut_says_how_many_answer(daycares, monkeypatch, language, said):
    for module in (answers, files):
        monkeypatch.setattr(module, "MOST_SERVICES", 1)

    text = plain(text_of(written("csv", Query(words="daycare", near="R3B"), language), Format.CSV))

    assert "Corner daycare" in text
    assert "Meadow daycare" not in text
    for one in said:
        assert one in text


def test_a_file_that_is_cut_tells_no_number_it_does_not_know(daycares, monkeypatch):
    for module in (answers, files):
        monkeypatch.setattr(module, "MOST_SERVICES", 1)

    assert "at most: more services answer" in text_of(written("csv", Query(words="daycare", age=3)), Format.CSV)


def test_a_file_of_what_only_answers_a_part_says_so(daycares):
    text = text_of(written("csv", Query(words="daycare", free=True)), Format.CSV)

    assert "No service that anyone may know of answers all of it" in text
    assert "and that answers, is here" not in text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("“chidl” was read as “child”", "the word “xyzzyx”", "“Atlantis” is not known as one place")),
        ("fr", ("« chidl » a été lu « child »", "le mot « xyzzyx »", "« Atlantis » n’est pas connu comme un seul")),
    ],
)
@pytest.mark.parametrize("form", list(Format))
def test_a_file_says_where_its_question_was_read_otherwise(daycares, form, language, said):
    text = plain(text_of(written(form, Query(words="chidl xyzzyx", near="Atlantis"), language), form))

    for one in said:
        assert one in text


def test_a_question_is_taken_as_written_where_that_is_asked(client, daycares):
    again = {"words": "chidl care", "exact": "on", "lang": "en"}

    assert "read as" not in text_of(written("csv", Query(words="chidl care", exact=True)), Format.CSV)
    assert "read as" not in client.post("/data/file", again | {"format": "csv"}).content.decode()
    assert "We read “chidl”" not in client.post("/data", again).text


def test_a_file_of_a_question_taken_as_it_was_has_no_such_line(daycares):
    assert "How it was read" not in text_of(written("csv", Query(words="daycare", near="R3B")), Format.CSV)


@pytest.mark.parametrize("words", ["xyzzyx", "chidl"])
def test_a_question_to_the_desk_is_nobodys_unmet_need(client, daycares, words):
    page = client.post("/data", {"words": words, "free": "on", "lang": "en"})

    assert not SearchGap.objects.exists()
    assert "was counted" not in page.text


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_desk_asks_nothing_of_oneself(client, daycares, lang):
    page = client.post("/data", {"words": "daycare", "gender": "woman", "income": "9000", "lang": lang})

    for name in ("gender", "status", "income", "household", "lives", "everyone"):
        assert f'name="{name}"' not in page.text
    assert 'name="age"' in page.text
    assert client.post("/data/file", {"income": "9000", "format": "csv"}).status_code == 302
    assert 'name="income"' in client.get(f"/find?lang={lang}").text


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_visitor_asks_and_takes_a_file_without_a_cookie(client, daycares):
    page = client.post("/data", {"words": "the nearest daycare", "near": "R3B", "lang": "en"})
    made = client.post("/data/file", {"words": "the nearest daycare", "near": "R3B", "format": "csv", "lang": "en"})

    assert page.text.index("Corner daycare") < page.text.index("Meadow daycare")
    assert 'value="the nearest daycare"' in page.text
    assert not page.cookies
    assert not made.cookies
    assert "Corner daycare" in made.content.decode()
    assert made["Content-Disposition"].startswith('attachment; filename="the-nearest-daycare-')


def test_words_never_go_into_an_address(client, daycares):
    assert "Corner daycare" not in client.get("/data?words=daycare").text
    assert client.get("/data/file?words=daycare&format=csv").status_code == 302


def test_the_desk_counts_without_telling_who_or_what(client, daycares):
    client.post("/data", {"words": "daycare"})
    client.post("/data", {"words": "daycare", "page": "2"})
    client.post("/data", {"words": "xyzzyx"})
    client.post("/data/file", {"words": "daycare", "format": "xlsx"})

    assert counting.counted(since=NOON.date()) == {What.FOUND: 1, What.NOTHING: 1, What.FILE: 1, What.READ: 0}
    assert {field.name for field in DeskCount._meta.fields} == {"id", "month", "what", "language", "times"}


def test_what_is_public_no_more_is_in_no_file(cast, daycares):
    Service.objects.filter(pk=daycares[0].pk).update(is_confidential=True)
    visibility.refresh(cast.downtown.pk)

    assert "Corner" not in text_of(written("csv", Query(words="daycare")), Format.CSV)


def test_the_files_that_are_open_are_named_with_their_licence(client, daycares):
    Source.objects.update(is_open=False)
    assert "CC BY 4.0" not in client.get("/data").text
    Source.objects.update(is_open=True)

    assert "CC BY 4.0" in client.get("/data").text
    assert client.get(catalogue.open_files()[0].address).status_code == 200
