"""A record made to harm: a script in every field, ten megabytes of words, coordinates of nowhere, parents in a circle."""

import json
import time

import pytest
from conftest import NOON

from tuque.core.safe_xml import XmlRefused
from tuque.directory import published
from tuque.directory.hsds.objects import OBJECTS
from tuque.directory.imports import airs, formats, values
from tuque.directory.models import Agency, Location, Service
from tuque.directory.problems import FeedRefused
from tuque.directory.services import feeds
from tuque.directory.tests.test_feeds import bring

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def hostile():
    """One of everything, with a script in every field."""
    made = {}
    for name, described in OBJECTS.items():
        made[name] = {
            "id": f"{SCRIPT}{name}"[:190],
            **dict.fromkeys(described.fields, f"words {SCRIPT}"),
            "more": {SCRIPT: [SCRIPT]},
        }
    service, organization, location = made["service"], made["organization"], made["location"]
    service |= {
        "url": "javascript:alert(3)",
        "email": f"a@b.c{SCRIPT}",
        "minimum_age": "NaN",
        "assured_date": "0000-99-99",
        "status": SCRIPT,
    }
    location |= {"latitude": 1e308, "longitude": -999, "addresses": [made["address"]]}
    organization |= {"website": "data:text/html,<script>1</script>", "parent_organization_id": organization["id"]}
    schedule = made["schedule"] | {"byday": "XX", "interval": "0", "count": "99999999", "opens_at": "99:99"}
    return service | {
        "organization": organization,
        "service_at_locations": [{"id": "t", "location": location}],
        "schedules": [schedule],
        "phones": [made["phone"]],
        "languages": [made["language"]],
    }


@pytest.fixture
def taken(cast, tmp_path):
    path = tmp_path / "hostile.json"
    path.write_text(json.dumps([hostile()]))
    source = feeds.source_of(cast.downtown, "hostile", at=NOON)
    bring(source, formats.read(path))
    return source


def test_a_script_in_every_field_is_only_words_everywhere(client, taken):
    service = Service.objects.get()
    answers = [
        client.get(address)
        for address in ("/hsds/services?full=true", "/hsds/organizations", f"/hsds/services/{service.public_id}")
    ]

    assert service.name == "words alert(1)"
    assert service.url == ""
    assert (
        Location.objects.get().latitude,
        Agency.objects.get().website,
        Agency.objects.get().parent_organization,
    ) == (None, "", None)
    for response in answers:
        assert response.status_code == 200
        assert "json" in response["Content-Type"]
        assert response["X-Content-Type-Options"] == "nosniff"
        assert b"javascript:" not in response.content
    assert next(published.read(published.services())).open_at(NOON).opening in ("unknown", "closed")


def test_ten_megabytes_of_words_refuse_their_row_and_nothing_else(cast, tmp_path):
    path = tmp_path / "long.json"
    services = [
        {"id": "1", "name": "Long", "status": "active", "description": "x" * 10_000_000},
        {"id": "2", "name": "Short", "status": "active"},
    ]
    path.write_text(json.dumps(services))
    started = time.monotonic()

    bundle = formats.read(path)

    assert list(bundle.rows["service"]) == ["2"]
    assert bundle.refused[0].reason == "too_long"
    assert len(bundle.refused[0].value) <= 80
    assert time.monotonic() - started < 10


@pytest.mark.once
def test_parents_in_a_circle_are_cut_free(tmp_path):
    ring = [
        {"id": str(number), "name": f"O{number}", "website": "", "parent_organization_id": str((number + 1) % 50)}
        for number in range(50)
    ]
    path = tmp_path / "ring.json"
    path.write_text(json.dumps(ring))

    bundle = formats.read(path)

    rows = bundle.rows["organization"]
    assert len(rows) == 50
    for start in rows:
        seen, here = set(), start
        while here:
            assert here not in seen
            seen.add(here)
            here = rows[here].get("parent_organization_id")


@pytest.mark.once
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[[[[",
        b"\xff\xfe\x00",
        b'[{"id": 1}]',
        b"<a/>",
        b"PK\x03\x04broken",
        b"[" * 100_000,
        b"id,name\n1,x\n",
        b'{"contents": 5}',
    ],
)
def test_a_file_that_is_no_feed_is_refused_in_words(tmp_path, data):
    path = tmp_path / "file"
    path.write_bytes(data)

    taken = told = None
    try:
        taken = any(formats.read(path).rows.values())
    except FeedRefused as refused:
        told = refused.message()

    assert told or taken is False  # a feed by its form alone: then every row of it is refused


@pytest.mark.once
def test_an_xml_bomb_is_refused():
    bomb = b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 1000 + b'">]><Source><Agency><Name>&b;</Name></Agency></Source>'

    with pytest.raises(XmlRefused):
        airs.read(bomb)


@pytest.mark.once
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("javascript:alert(1)", None),
        ("JaVa\nScRiPt:alert(1)", None),
        ("vbscript:x", None),
        ("//evil.example/x", "http://evil.example/x"),
        ("www.example.org", "http://www.example.org"),
        ("https://example.org/a b", "https://example.org/ab"),
        ("file:///etc/passwd", None),
    ],
)
def test_only_addresses_that_a_browser_may_open_are_kept(given, expected):
    if expected is None:
        with pytest.raises(values.Unusable):
            values.clean(given, values.Kind.URL)
    else:
        assert values.clean(given, values.Kind.URL) == expected
