"""ODK Collect's side of the protocol against ours, from the first challenge to a record with its photo."""

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from conftest import NOON
from defusedxml.ElementTree import fromstring
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tuque.audit.models import AuditRecord
from tuque.core import clock
from tuque.core.models import ConflictingWrite
from tuque.forms import services as form_services
from tuque.forms.models import Definition
from tuque.forms.tests.factories import starter_set
from tuque.interactions.models import Attachment, Interaction
from tuque.releases import services
from tuque.releases.models import Device
from tuque.releases.openrosa import digest
from tuque.releases.scopes import Scope
from tuque.releases.tests import factories
from tuque.releases.tests.collect import Collect

FORM = {
    "language": 1,
    "code": "visit",
    "title": {"en": "Visit", "fr": "Visite"},
    "base_type": "check_in",
    "icon": "hand",
    "origin": "found",
    "fields": [
        {
            "code": "people",
            "type": "people",
            "fills": "people",
            "required": True,
            "label": {"en": "People", "fr": "Personnes"},
            "choices": [
                {"code": "adult", "label": {"en": "Adults", "fr": "Adultes"}},
                {"code": "youth", "label": {"en": "Youth", "fr": "Jeunes"}},
            ],
        },
        {"code": "helped", "type": "yes_no", "label": {"en": "Helped?", "fr": "Aide donnée?"}},
        {
            "code": "size",
            "type": "text",
            "label": {"en": "Size", "fr": "Taille"},
            "show_if": [">", ["quantity", {"field": "people"}, "youth"], 1],
        },
        {"code": "minutes", "type": "duration", "fills": "duration", "label": {"en": "Minutes", "fr": "Minutes"}},
        {"code": "place", "type": "place", "fills": "place", "label": {"en": "Where", "fr": "Où"}},
        {"code": "words", "type": "note", "fills": "note", "label": {"en": "Note", "fr": "Note"}},
        {"code": "picture", "type": "photo", "fills": "photos", "label": {"en": "Photo", "fr": "Photo"}},
        {"code": "signed", "type": "signature", "label": {"en": "Signature", "fr": "Signature"}},
        {"code": "others", "type": "workers", "fills": "workers", "label": {"en": "With", "fr": "Avec"}},
    ],
}
GOOD = {"people": "adult youth", "people.adult": 2, "people.youth": 3, "helped": "yes", "size": "M"}


def publish(cast, body=FORM):
    definition = form_services.create_definition(
        organization=cast.downtown, kind=Definition.Kind.FORM, code=body["code"], by=None, at=NOON
    )
    form_services.save_draft(definition=definition, body=body, by=None, at=NOON)
    return form_services.publish(definition=definition, by=None, at=NOON)


def device_of(worker, *, at=None, team=None):
    _device, password = services.create_device(name="Tablet", team=team, by=worker, at=at or clock.now())
    return Collect(_device.username, password)


@pytest.fixture
def collect(cast):
    publish(cast)
    return device_of(cast.noor)


def picture(colour="red"):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return out.getvalue()


def two_tones():
    drawn = Image.new("L", (40, 30), "white")
    drawn.paste(0, (5, 5, 20, 20))
    out = io.BytesIO()
    drawn.save(out, "JPEG")
    return out.getvalue()


def words_of(answer):
    return fromstring(answer.content)[0].text


def test_a_filled_form_becomes_a_record_like_any_other(cast, collect):
    blank = collect.blank(collect.forms()["visit"])
    filled = collect.fill(blank, **GOOD, minutes=20, place="49.8951 -97.1384 0 12.5", words="Cold hands")

    answer = collect.submit(filled)

    row = Interaction.objects.get()
    assert answer.status_code == 201, answer.content
    assert row.recorded_by == cast.noor
    assert row.answers == {
        "people": {"adult": 2, "youth": 3},
        "helped": True,
        "size": "M",
        "minutes": 20,
        "place": {"lon": -97.1384, "lat": 49.8951, "accuracy": 12.5},
        "words": "Cold hands",
    }
    assert (row.age_groups, row.duration_seconds, row.note) == ({"adult": 2, "youth": 3}, 1200, "Cold hands")
    assert AuditRecord.objects.filter(action="interactions.recorded", subject_id=row.public_id).exists()


def test_the_same_instance_again_makes_no_second_record(cast, collect):
    filled = collect.fill(collect.blank(collect.forms()["visit"]), **GOOD)

    answers = [collect.submit(filled).status_code for _time in range(3)]

    assert answers == [201, 201, 201]
    assert Interaction.objects.count() == 1


def test_the_same_instance_with_other_words_is_refused_and_both_are_kept(cast, collect):
    blank, instance = collect.blank(collect.forms()["visit"]), uuid4()
    collect.submit(collect.fill(blank, instance, **GOOD))

    answer = collect.submit(collect.fill(blank, instance, **GOOD | {"size": "L"}))

    assert answer.status_code == 409
    assert Interaction.objects.count() == 1
    assert ConflictingWrite.objects.count() == 1


def test_photos_may_come_later_under_the_same_instance(cast, collect):
    blank = collect.blank(collect.forms()["visit"])
    filled = collect.fill(blank, **GOOD, picture="1699.jpg")

    first = collect.submit(filled, more=True)
    second = collect.submit(filled, ("1699.jpg", picture()))
    collect.submit(filled, ("1699.jpg", picture()))

    row = Interaction.objects.get()
    assert (first.status_code, second.status_code) == (202, 201)
    assert row.photos.count() == 1
    assert row.answers["picture"] == 1


def test_a_signature_may_come_later_and_is_tied_to_its_question(cast, collect):
    blank = collect.blank(collect.forms()["visit"])
    filled = collect.fill(blank, **GOOD, signed="1700.jpg")

    collect.submit(filled, more=True)
    for _ in range(2):
        collect.submit(filled, ("1700.jpg", two_tones()))

    row, kept = Interaction.objects.get(), Attachment.objects.get()
    assert b'appearance="signature"' in blank
    assert row.answers["signed"] == {"file": kept.mark}
    assert (kept.kind, kept.interaction) == ("signature", row)
    assert not row.photos.exists()


ROWS = {
    **FORM,
    "code": "household",
    "fields": [
        {
            "code": "met", "type": "repeat", "required": True, "max": 3, "label": {"en": "Met", "fr": "Rencontres"},
            "fields": [
                {"code": "name", "type": "text", "required": True, "label": {"en": "Name", "fr": "Nom"}},
                {
                    "code": "more", "type": "group", "label": {"en": "More", "fr": "Plus"},
                    "fields": [
                        {"code": "age", "type": "integer", "max": 120, "label": {"en": "Age", "fr": "Âge"}},
                        {"code": "adult", "type": "yes_no", "calculated": [">=", {"field": "age"}, 18], "label": {"en": "Adult", "fr": "Adulte"}},
                        {"code": "given", "type": "items", "choices": [{"code": "socks", "label": {"en": "Socks", "fr": "Bas"}}], "label": {"en": "Given", "fr": "Remis"}},
                    ],
                },
                {"code": "by", "type": "signature", "label": {"en": "Signature", "fr": "Signature"}},
            ],
        },
        {"code": "ages", "type": "integer", "calculated": ["sum", {"field": "age"}], "label": {"en": "Ages", "fr": "Âges"}},
        {"code": "why", "type": "note", "show_if": [">", ["count", {"field": "met"}], 1], "label": {"en": "Why", "fr": "Raison"}},
    ],
}  # fmt: skip


@pytest.fixture
def household(cast):
    publish(cast, ROWS)
    return device_of(cast.noor)


def with_rows(household, *rows, **answers):
    return household.fill_rows(household.blank(household.forms()["household"]), "met", rows, **answers)


def test_rows_are_read_each_by_itself_and_a_resend_is_harmless(cast, household):
    filled = with_rows(
        household,
        {"name": "Invented One", "age": 40, "given": "socks", "given.socks": 2, "by": "1.jpg"},
        {"name": "Invented Two", "age": 2, "by": "2.jpg"},
        why="Two at once",
    )

    first = household.submit(filled, ("2.jpg", two_tones()), more=True)
    for _ in range(2):
        again = household.submit(filled, ("1.jpg", two_tones()))

    row = Interaction.objects.get()
    assert (first.status_code, again.status_code) == (202, 201)
    one, two = row.answers["met"]
    assert (one["name"], one["age"], one["adult"], one["given"]) == ("Invented One", 40, True, {"socks": 2})
    assert (two["name"], two["age"], two["adult"]) == ("Invented Two", 2, False)
    assert (row.answers["ages"], row.answers["why"]) == (42, "Two at once")
    assert {kept.mark for kept in row.attachments.all()} == {one["by"]["file"], two["by"]["file"]}


def test_rows_come_with_a_programs_key_too(cast, household):
    filled = with_rows(household, {"name": "Invented One", "age": 40})
    key = factories.token(cast.dana, Scope.WRITE)
    data = {"xml_submission_file": SimpleUploadedFile("filled.xml", filled, content_type="text/xml")}

    answer = Client().post("/openrosa/submission", data, headers={"Authorization": f"Bearer {key}"})

    assert answer.status_code == 201, answer.content
    assert Interaction.objects.get().answers["met"] == [{"name": "Invented One", "age": 40, "adult": True}]


def test_what_is_wrong_in_a_row_is_told_and_nothing_is_saved(cast, household):
    answers = [
        household.submit(with_rows(household, {"age": 40})),
        household.submit(with_rows(household)),
        household.submit(with_rows(household, *({"name": f"Invented {number}"} for number in range(4)))),
    ]

    assert [answer.status_code for answer in answers] == [422] * 3
    assert "Met 1 · Name: " in words_of(answers[0])
    assert not Interaction.objects.exists()


def test_an_empty_row_is_no_row_and_a_name_of_a_row_is_no_name_of_the_page(cast, household):
    good = with_rows(household, {"name": "Invented One"}, {})
    page = with_rows(household, {"name": "Invented One"})
    odd = re.sub(rb"<(\w+:)?why />", rb"<\1why /><\1age>3</\1age>", page)

    assert household.submit(good).status_code == 201
    assert household.submit(odd).status_code == 422
    assert Interaction.objects.get().answers["met"] == [{"name": "Invented One"}]


def test_a_bad_photo_or_one_that_nobody_named_never_costs_the_words(cast, collect):
    filled = collect.fill(collect.blank(collect.forms()["visit"]), **GOOD, picture="1699.jpg")

    answer = collect.submit(filled, ("1699.jpg", b"<svg onload=alert(1)>"), ("other.jpg", picture()))

    row = Interaction.objects.get()
    assert answer.status_code == 202
    assert "not a photo that can be read" in words_of(answer)
    assert "no answer names" in words_of(answer)
    assert not row.photos.exists()


def test_it_happened_when_it_was_filled_not_when_there_was_a_network(cast, collect):
    ended = clock.now() - timedelta(hours=5)
    blank = collect.blank(collect.forms()["visit"])

    collect.submit(collect.fill(blank, **GOOD, minutes=20, _ended=ended.isoformat()))

    row = Interaction.objects.get()
    assert abs(row.occurred_at - (ended - timedelta(minutes=20))) < timedelta(seconds=2)


def test_a_form_begun_under_an_older_version_is_taken_under_it(cast, collect):
    old = collect.forms()["visit"]
    blank = collect.blank(old)
    publish(cast, FORM | {"fields": [FORM["fields"][0]]})

    answer = collect.submit(collect.fill(blank, **GOOD))

    assert answer.status_code == 201
    assert collect.forms()["visit"]["version"] != old["version"]
    assert Interaction.objects.get().form_version.number == 1


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [
        (b"<size>M</size>", b"<size>M</size><stranger>x</stranger>", 422),
        (b"<size>M</size>", b"<size>M</size><size>L</size>", 422),
        (b">adult youth<", b">ghost<", 422),
        (b">yes<", b">perhaps<", 422),
        (b'id="visit"', b'id="nothing"', 404),
        (b'version="1-', b'version="9-', 404),
        (b'version="1-', b'version="x', 404),
        (b"uuid:", b"", 201),
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_is_written(cast, collect, old, new, status):
    filled = collect.fill(collect.blank(collect.forms()["visit"]), **GOOD)
    assert old in filled

    answer = collect.submit(filled.replace(old, new))

    assert answer.status_code == status, answer.content
    assert answer["Content-Type"].startswith("text/xml")
    assert Interaction.objects.count() == (status == 201)


HOSTILE = {
    "entities": b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><data id="visit">&b;</data>',
    "a file of ours": b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><data id="visit">&x;</data>',
    "too deep": b"<a>" * 5000 + b"</a>" * 5000,
    "too many": b'<data id="visit">' + b"<a/>" * 100_000 + b"</data>",
    "too large": b"<data>" + b"x" * 3_000_000 + b"</data>",
    "no xml": b"\x00\xff not xml",
    "nothing": b"",
    "no instance": b'<data id="visit" version="1-x"/>',
    "no form": b"<data/>",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_or_empty_xml_is_refused(cast, collect, what):
    answer = collect.submit(HOSTILE[what])

    assert answer.status_code == 400
    assert words_of(answer)
    assert not Interaction.objects.exists()


def test_a_request_without_a_filled_form_is_refused(cast, collect):
    collect.forms()

    assert collect.send("POST", "/openrosa/submission", data={}).status_code == 400


def test_every_answer_has_the_protocols_headers(cast, collect):
    collect.forms()

    head = collect.send("HEAD", "/openrosa/submission")

    assert head.status_code == 204
    assert head["X-OpenRosa-Version"] == "1.0"
    assert int(head["X-OpenRosa-Accept-Content-Length"]) > 15_000_000
    assert head["Location"].endswith("/openrosa/submission")
    assert head["Date"]


def test_the_starter_forms_are_all_offered_in_the_workers_language(cast):
    starter_set(cast.downtown, at=NOON)
    cast.noor.language = "fr"
    cast.noor.save()
    collect = device_of(cast.noor)

    found = collect.forms()

    assert len(found) == Definition.objects.filter(organization=cast.downtown, kind="form").count()
    assert found["transport"]["name"] == "Transport, départ et arrivée"
    blank = collect.blank(found["transport"]).decode()
    assert '<translation lang="Français (fr)" default="true()"' in blank
    assert collect.send("GET", f"/openrosa/forms/{uuid4()}.xml").status_code == 404


def test_a_form_that_needs_a_colleagues_name_is_not_offered_and_the_page_says_so(cast, sign_in):
    fields = [one | ({"required": True} if one["code"] == "others" else {}) for one in FORM["fields"]]
    publish(cast, FORM | {"fields": fields})

    page = sign_in(cast.noor).get("/devices/").content.decode()

    assert "visit" not in device_of(cast.noor).forms()
    assert "Forms that stay on this site" in page
    assert "With" in page


# Who is calling


def test_the_password_is_kept_nowhere(cast):
    collect = device_of(cast.noor)

    row = Device.objects.values().get()

    assert collect.password not in str(row)
    assert digest.secret_of(collect.username, collect.password).encode() not in bytes(row["digest_secret"])


@pytest.mark.parametrize("password", ["", "wrong"])
def test_a_wrong_password_opens_nothing(cast, collect, password):
    collect.password = password

    assert collect.send("GET", "/openrosa/formList").status_code == 401
    assert collect.send("GET", "/openrosa/formList").status_code == 401


def test_a_revoked_device_a_past_one_and_one_of_a_worker_who_left_open_nothing(cast):
    revoked, past, left = device_of(cast.noor), device_of(cast.noor), device_of(cast.bea)
    services.revoke_device(Device.objects.get(username=revoked.username), by=cast.noor, at=clock.now())
    Device.objects.filter(username=past.username).update(expires_at=clock.now())
    cast.bea.is_active = False
    cast.bea.save()

    assert {one.send("GET", "/openrosa/formList").status_code for one in (revoked, past, left)} == {401}


def test_whoever_may_no_longer_record_is_refused(cast, collect):
    collect.forms()
    cast.noor.role_assignments.update(ends_at=NOON)

    assert collect.send("GET", "/openrosa/formList").status_code == 403


def test_a_request_that_was_overheard_cannot_be_sent_again(cast, collect):
    collect.forms()
    overheard = {"Authorization": collect.signed("GET", "/openrosa/formList")}
    assert Client().get("/openrosa/formList", headers=overheard).status_code == 200

    again = Client().get("/openrosa/formList", headers=overheard)
    elsewhere = Client().get("/openrosa/formList?formID=x", headers=overheard)
    otherwise = Client().head("/openrosa/formList", headers=overheard)

    assert {again.status_code, elsewhere.status_code, otherwise.status_code} == {401}
    assert "stale=true" in again["WWW-Authenticate"]


def test_an_old_number_is_asked_again_without_asking_the_person(cast, collect, monkeypatch):
    collect.forms()
    monkeypatch.setattr(digest, "LIVES_SECONDS", -1)
    refused = collect.http.get(
        "/openrosa/formList", headers={"Authorization": collect.signed("GET", "/openrosa/formList")}
    )
    monkeypatch.undo()

    assert "stale=true" in refused["WWW-Authenticate"]
    assert collect.send("GET", "/openrosa/formList").status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "Digest",
        'Digest username="x"',
        "Basic bm9vcjpub29y",
        "Bearer tuque_nothing",
        "Digest " + 'a="b", ' * 5000,
        "\x80",
    ],
)
def test_other_credentials_open_nothing(cast, collect, header):
    assert Client().get("/openrosa/formList", headers={"Authorization": header}).status_code == 401


def test_a_key_that_may_add_interactions_opens_it_too(cast):
    publish(cast)
    writer = Client(headers={"Authorization": f"Bearer {factories.token(cast.dana, Scope.WRITE)}"})
    reader = Client(headers={"Authorization": f"Bearer {factories.token(cast.dana, Scope.REFERENCE)}"})

    assert writer.get("/openrosa/formList").status_code == 200
    assert reader.get("/openrosa/formList").status_code == 401


def test_another_organizations_device_finds_nothing_of_ours(cast, collect):
    listed = collect.forms()["visit"]
    filled = collect.fill(collect.blank(listed), **GOOD)
    odile = device_of(cast.odile)

    assert "visit" not in odile.forms()
    assert odile.send("GET", listed["downloadUrl"].removeprefix("http://testserver")).status_code == 404
    assert odile.submit(filled).status_code == 404
    assert not Interaction.objects.exists()


def test_a_browser_that_is_signed_in_and_a_device_do_not_get_in_each_others_way(cast, collect, sign_in):
    collect.http = sign_in(cast.odile)

    assert "visit" in collect.forms()


# The page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_shows_the_password_once_with_a_picture_to_scan(cast, sign_in, language):
    cast.noor.language = language
    cast.noor.save()
    browser = sign_in(cast.noor)

    shown = browser.post("/devices/", {"name": "Blue tablet"}).content.decode()
    later = browser.get("/devices/").content.decode()

    assert 'id="password"' in shown
    assert "data:image/svg+xml" in shown
    assert 'id="password"' not in later
    assert ("Appareils existants" if language == "fr" else "Existing devices") in later


def test_each_sees_their_own_devices_and_a_director_revokes_any(cast, sign_in):
    device_of(cast.noor)
    row = Device.objects.get()

    assert sign_in(cast.bea).post(f"/devices/{row.public_id}/revocation").status_code == 404
    assert sign_in(cast.dana).post(f"/devices/{row.public_id}/revocation").status_code == 302
    assert Device.objects.get().revoked_at
    assert AuditRecord.objects.filter(action="releases.device_revoked").exists()
