"""What was done, and whether somebody is to come back: standard columns, from the form to the table that leaves."""

import csv
import re
from datetime import timedelta

import pytest
from conftest import NOON
from django.urls import reverse

from tuque.accounts.models import Worker
from tuque.core.clock import now
from tuque.core.ids import new_id
from tuque.forms.language import read_definition
from tuque.interactions import letting_go
from tuque.interactions.models import Interaction, ItemGiven
from tuque.interactions.tests import factories
from tuque.releases.exports import Wanted, export_interactions

pytestmark = pytest.mark.django_db
SENT = {
    "request_source": "911",
    "dispatched_as": "check_in",
    "found_as": "check_in",
    "received_at": "2026-01-14T11:30",
    "place.text": "Main and 3rd",
    "outcome": "helped",
    "people.adult": 1,
    "actions": ["listened", "naloxone"],
    "follow_up": "yes",
    "follow_up_in": "hour",
}


@pytest.fixture
def row(cast, sign_in):
    factories.install_forms(cast)
    answer = sign_in(cast.noor).post("/log/call-response", {**SENT, "_key": new_id(), "request_source": "911"})
    assert answer.status_code == 302, answer.content.decode()
    return Interaction.objects.get()


def test_a_form_fills_them(row):
    assert (row.actions, row.follow_up) == (["listened", "naloxone"], True)


def test_a_form_that_does_not_ask_leaves_them_unknown(cast):
    row = factories.filled(cast)

    assert (row.actions, row.follow_up) == (None, None)


@pytest.mark.parametrize(
    ("language", "done", "coming_back"),
    [
        ("en", "Listened and calmed, Naloxone given", "Follow-up needed"),
        ("fr", "Écoute et apaisement, Naloxone donnée", "Suivi nécessaire"),
    ],
)
def test_the_page_of_the_record_says_them(cast, sign_in, row, language, done, coming_back):
    Worker.objects.filter(pk=cast.noor.pk).update(language=language)

    page = sign_in(cast.noor).get(reverse("interactions:detail", kwargs={"public_id": row.public_id})).content.decode()

    assert done in page
    assert page.count(coming_back) == 1


def test_a_correction_changes_them_and_its_history_says_so(cast, sign_in, row):
    noor, address = sign_in(cast.noor), reverse("interactions:correct", kwargs={"public_id": row.public_id})

    noor.post(address, {**SENT, "actions": ["stood_by"], "follow_up": "no", "_revision": 1, "_reason": "Wrong line"})

    row.refresh_from_db()
    assert (row.actions, row.follow_up) == (["stood_by"], False)
    page = noor.get(reverse("interactions:detail", kwargs={"public_id": row.public_id})).content.decode()
    assert "Listened and calmed, Naloxone given" in page
    assert "Stood by" in page


def test_an_analyst_has_the_whole_standard_set_in_a_table(cast, row):
    Interaction.objects.filter(pk=row.pk).update(age_groups={"adult": 2, "youth": 1})
    for item, quantity in (("socks", 2), ("water", 1)):
        ItemGiven.objects.create(organization=cast.downtown, interaction=row, item=item, quantity=quantity)
    ana = cast.workers["analyst"]

    (taken,) = csv.DictReader(
        "".join(export_interactions(Wanted(), viewer=ana, at=now())).lstrip("\ufeff").splitlines()
    )

    assert (taken["actions"], taken["follow_up"]) == ("listened; naloxone", "True")
    assert taken["age_groups"] == "adult: 2; youth: 1"
    assert taken["items"] == "socks: 2; water: 1"
    assert "to_place" in taken


def test_a_correction_of_an_imported_record_keeps_what_was_done(cast, sign_in):
    row = factories.interaction(cast.noor, at=now(), occurred_at=now() - timedelta(hours=1))
    Interaction.objects.filter(pk=row.pk).update(actions=["first_aid"], follow_up=True, source="calls", source_key="1")
    address = reverse("interactions:correct", kwargs={"public_id": row.public_id})
    noor = sign_in(cast.noor)

    page = noor.get(address).content.decode()
    shown = {"occurred_at": "2026-01-14T11:30", "base_type": "medical", "origin": "called", "outcome": "helped"}
    sent = {**shown, "actions": ["first_aid"], "follow_up": "yes", "_revision": 1, "_reason": "It was medical"}
    answer = noor.post(address, sent)

    assert re.search(r'name="actions" value="first_aid"[^>]* checked', page)
    assert re.search(r'name="follow_up" value="yes"[^>]* checked', page)
    assert answer.status_code == 302, answer.content.decode()
    row.refresh_from_db()
    assert (row.base_type, row.actions, row.follow_up) == ("medical", ["first_aid"], True)


def test_they_go_with_the_record(row):
    letting_go._let_records_go([row], NOON)

    row.refresh_from_db()
    assert (row.actions, row.follow_up) == (None, None)


def test_only_a_fitting_question_may_fill_them():
    body = {
        "language": 1, "code": "x", "title": {"en": "X", "fr": "X"}, "base_type": "other",
        "fields": [{"code": "a", "type": "text", "label": {"en": "A", "fr": "A"}, "fills": "actions"}],
    }  # fmt: skip

    form, problems = read_definition(body)

    assert form is None
    assert problems


@pytest.mark.parametrize(
    ("language", "done", "needed"),
    [
        ("en", "Listened and calmed, Naloxone given", "Follow-up needed"),
        ("fr", "Écoute et apaisement, Naloxone donnée", "Suivi nécessaire"),
    ],
)
def test_the_list_shows_them_and_narrows_to_them(cast, sign_in, row, language, done, needed):
    Worker.objects.filter(pk=cast.noor.pk).update(language=language)
    factories.filled(cast)
    noor = sign_in(cast.noor)

    def shown(query):
        page = noor.get(f"/records?{query}").content.decode()
        records = re.findall(r'<a class="record ', page)
        return len(records), done in page and f'<span class="badge warning">{needed}</span>' in page

    assert shown("") == (2, True)
    assert shown("action=naloxone") == shown("follow_up=yes") == (1, True)
    assert shown("action=unsaid") == shown("follow_up=unsaid") == (1, False)
    assert shown("action=first_aid") == shown("follow_up=no") == (0, False)
