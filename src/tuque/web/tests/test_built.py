import json
import os

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from tuque.web import built


@pytest.fixture
def build(monkeypatch, tmp_path):
    folder = tmp_path / "built"
    monkeypatch.setattr(built, "MANIFEST", folder / ".vite" / "manifest.json")
    number = iter(range(1, 100))

    def run(name):
        built.MANIFEST.parent.mkdir(parents=True, exist_ok=True)
        built.MANIFEST.write_text(json.dumps({"a.css": {"file": name}}))
        os.utime(built.MANIFEST, ns=(0, next(number)))

    return run


def page():
    return Template('{% load page %}{% built "a.css" %}').render(Context())


def test_a_page_names_what_the_last_build_made(build):
    build("a-11111111.css")
    before = page()
    build("a-22222222.css")

    assert (before, page()) == ("/static/built/a-11111111.css", "/static/built/a-22222222.css")


@pytest.mark.parametrize("content", [None, "{"])
def test_a_page_is_shown_while_the_front_end_is_built(build, content):
    build("a-11111111.css")
    built.MANIFEST.unlink() if content is None else built.MANIFEST.write_text(content)

    assert page() == "/static/built/missing-a.css"


def test_a_file_that_a_build_took_away_is_not_found_and_a_new_one_is_served(build, monkeypatch, tmp_path):
    files = tmp_path / "files"
    files.mkdir()

    def look(server):
        for path in files.iterdir():
            server.add_file_to_dictionary(f"/static/{path.name}", str(path))

    monkeypatch.setattr(built.StaticFiles, "add_files_from_finders", look)
    old, new = files / "old-11111111.css", files / "new-22222222.css"
    old.write_text("old")
    server = built.StaticFiles(lambda request: "not found")
    assert server(RequestFactory().get("/static/old-11111111.css")).status_code == 200

    old.unlink()
    new.write_text("new")
    build("new-22222222.css")

    assert server(RequestFactory().get("/static/old-11111111.css")) == "not found"
    assert server(RequestFactory().get("/static/new-22222222.css")).status_code == 200
